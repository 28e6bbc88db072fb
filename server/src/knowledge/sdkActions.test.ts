/** From calls of SDKs to IAM actions and resources, on facts from AWS's documentation. */
import { describe, expect, it } from 'vitest';
import {
  actionExists,
  expandAction,
  resourceTypesOf,
  sdkActions,
  sdkClientOf,
  sdkOperationOfWaiter,
  sdkRelatedActions,
  sdkResourceParameters,
} from './index.ts';
import { EXCEPTIONS, WAITERS } from './sdkActions.ts';
import { TABLE } from './sdkParameters.ts';
import { RELATED } from './sdkRelated.ts';
import { sdkPrefix } from './sdkPrefixes.ts';

const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map(row => row.split(' | '));

describe('actions of operations', () => {
  it.each([
    ['dynamodb', 'GetItem', ['dynamodb:GetItem']],
    ['dynamodb', 'TransactGetItems', ['dynamodb:GetItem']],
    ['s3', 'HeadObject', ['s3:GetObject']],
    ['s3', 'ListObjectsV2', ['s3:ListBucket']],
    ['s3', 'CopyObject', ['s3:PutObject', 's3:GetObject']],
    ['s3', 'PutBucketCors', ['s3:PutBucketCORS']],
    ['sfn', 'StartExecution', ['states:StartExecution']],
    ['eventbridge', 'PutEvents', ['events:PutEvents']],
    ['secrets-manager', 'GetSecretValue', ['secretsmanager:GetSecretValue']],
    ['cloudwatch-logs', 'PutLogEvents', ['logs:PutLogEvents']],
    ['lambda', 'Invoke', ['lambda:InvokeFunction']],
    ['sqs', 'SendMessageBatch', ['sqs:SendMessage']],
    ['apigatewaymanagementapi', 'PostToConnection', ['execute-api:ManageConnections']],
    ['api-gateway', 'GetRestApis', ['apigateway:GET']],
    ['bedrock-runtime', 'Converse', ['bedrock:InvokeModel']],
    ['iot-data-plane', 'Publish', ['iot:Publish']],
    ['rds-data', 'ExecuteStatement', ['rds-data:ExecuteStatement', 'secretsmanager:GetSecretValue']],
    ['resource-groups-tagging-api', 'GetResources', ['tag:GetResources']],
    ['sesv2', 'SendEmail', ['ses:SendEmail']],
    ['sts', 'GetCallerIdentity', []],
    ['cognito-identity-provider', 'InitiateAuth', []],
    ['cognito-identity-provider', 'AdminGetUser', ['cognito-idp:AdminGetUser']],
    ['s3', 'NoSuchThing', null],
    ['nosuch', 'GetItem', null],
    ['constructor', 'toString', null],
  ])('%s %s', (client, operation, expected) => {
    expect(sdkActions(client, operation)).toEqual(expected);
  });

  it('exist, each of them', () => {
    const rows = rowsOf(EXCEPTIONS);
    expect(rows.length).toBeGreaterThan(60);
    for (const [client = '', operations = ''] of rows)
      for (const operation of operations.split(' ')) {
        const actions = sdkActions(client, operation);
        expect(actions?.length, `${client} ${operation}`).toBeGreaterThan(0);
        expect(actions?.every(actionExists), `${client} ${operation}`).toBe(true);
      }
  });

  it('are those of the operation that a waiter calls', () => {
    expect(sdkOperationOfWaiter('dynamodb', 'TableExists')).toBe('DescribeTable');
    expect(sdkOperationOfWaiter('s3', 'objectExists')).toBe('HeadObject');
    expect(sdkOperationOfWaiter('lambda', 'function_active_v2')).toBe('GetFunction');
    expect(sdkOperationOfWaiter('s3', 'nothing')).toBeNull();
    for (const [client = '', , operation = ''] of rowsOf(WAITERS))
      expect(sdkActions(client, operation), `${client} ${operation}`).not.toBeNull();
  });
});

describe('clients', () => {
  it.each([
    ['v2', 'DynamoDB', 'dynamodb'],
    ['v2', 'DynamoDB.DocumentClient', 'dynamodb'],
    ['v2', 'StepFunctions', 'sfn'],
    ['v2', 'S3', 's3'],
    ['v2', 'CloudWatchLogs', 'cloudwatch-logs'],
    ['v2', 'Nothing', null],
    ['boto3', 'dynamodb', 'dynamodb'],
    ['boto3', 'stepfunctions', 'sfn'],
    ['boto3', 'events', 'eventbridge'],
    ['boto3', 'secretsmanager', 'secrets-manager'],
    ['boto3', 'logs', 'cloudwatch-logs'],
    ['boto3', 'cognito-idp', 'cognito-identity-provider'],
    ['boto3', 'sesv2', 'sesv2'],
    ['boto3', 'nothing', null],
  ] as const)('%s %s', (sdk, name, expected) => {
    expect(sdkClientOf({ sdk, name })).toBe(expected);
  });
});

describe('arguments that name resources', () => {
  it('are found by operation', () => {
    expect(sdkResourceParameters('dynamodb', 'GetItem')[0]).toEqual({ path: 'TableName', type: 'table', form: 'name' });
    expect(sdkResourceParameters('dynamodb', 'BatchGetItem')).toEqual([
      { path: 'RequestItems', type: 'table', form: 'name' },
    ]);
    expect(sdkResourceParameters('s3', 'GetObject')).toEqual([{ path: 'Bucket', type: 'object', form: 'name' }]);
    expect(sdkResourceParameters('s3', 'ListObjectsV2')).toEqual([{ path: 'Bucket', type: 'bucket', form: 'name' }]);
    expect(sdkResourceParameters('sqs', 'SendMessage')).toEqual([{ path: 'QueueUrl', type: 'queue', form: 'url' }]);
    expect(sdkResourceParameters('rds-data', 'ExecuteStatement')[1]).toEqual({
      path: 'secretArn',
      type: 'secretsmanager:Secret',
      form: 'arn',
    });
    expect(sdkResourceParameters('textract', 'DetectDocumentText')).toEqual([]);
    expect(sdkResourceParameters('nosuch', 'GetItem')).toEqual([]);
  });

  it('are of types that IAM has', () => {
    const rows = rowsOf(TABLE);
    expect(new Set(rows.map(([client]) => client)).size).toBeGreaterThan(30);
    for (const [client = '', , parameters = ''] of rows)
      for (const cell of parameters.split(' ')) {
        const parts = cell.split(':').slice(1, -1);
        const [type = '', service = sdkPrefix(client)] = parts.reverse();
        expect(resourceTypesOf(service), `${client} ${cell}`).toContain(type);
        expect(cell).toMatch(/^[\w.]+(:[\w-]+)+:(name|arn|url|id)$/);
      }
  });
});

describe('what a call may need beside its own action', () => {
  it('is known by operation', () => {
    expect(sdkRelatedActions('ecs', 'RunTask')).toContain('iam:PassRole');
    expect(sdkRelatedActions('s3', 'GetObject')).toContain('s3:ListBucket');
    expect(sdkRelatedActions('athena', 'StartQueryExecution')).toContain('glue:Get*');
    expect(sdkRelatedActions('dynamodb', 'GetItem')).toEqual([]);
    expect(sdkRelatedActions('nosuch', 'GetItem')).toEqual([]);
  });

  it('exists', () => {
    for (const [client = '', , actions = ''] of rowsOf(RELATED))
      for (const action of actions.split(' ')) expect(expandAction(action), `${client} ${action}`).not.toEqual([]);
  });
});
