/** What is missing and what is surplus: joins of code and permissions that must not be taken for either. */
import { describe, expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../core/rule.ts';
import { join } from './testing.ts';

const IDLE = 'export const handler = async () => {};';
const GET = `
  import { DynamoDB } from '@aws-sdk/client-dynamodb';
  export const handler = () => new DynamoDB().getItem({ TableName: process.env.TABLE, Key: {} });
`;

const APP = (more: string, props = '') => cdk`
  const orders = new dynamodb.Table(this, 'Orders', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    stream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  const jobs = new sqs.Queue(this, 'Jobs');
  const fn = new nodejs.NodejsFunction(this, 'Handler', {
    entry: 'handler.ts',
    environment: { TABLE: orders.tableName },
    ${props}
  });
  ${more}
`;

/** A statement of the function's for any resource. */
const MAY = (actions: string, resources = "'*'") =>
  `fn.addToRolePolicy(new iam.PolicyStatement({ actions: [${actions}], resources: [${resources}] }));`;

describe('not surplus', () => {
  it.each([
    [
      'reads of a queue that triggers the function',
      APP(`fn.addEventSource(new sources.SqsEventSource(jobs)); ${MAY("'sqs:ReceiveMessage', 'sqs:DeleteMessage'")}`),
      IDLE,
    ],
    [
      'reads of a stream that triggers the function',
      APP(
        `fn.addEventSource(new sources.DynamoEventSource(orders, { startingPosition: lambda.StartingPosition.LATEST })); ${MAY("'dynamodb:GetRecords'")}`,
      ),
      IDLE,
    ],
    ['sends to a dead-letter queue', APP(MAY("'sqs:SendMessage'", 'jobs.queueArn'), 'deadLetterQueue: jobs,'), IDLE],
    ['tracing', APP(MAY("'xray:PutTraceSegments'"), 'tracing: lambda.Tracing.ACTIVE,'), IDLE],
    ['roles that are assumed', APP(MAY("'sts:AssumeRole'", "'arn:aws:iam::111122223333:role/x'")), IDLE],
    [
      'checkpoints of durable functions',
      APP(MAY("'lambda:CheckpointDurableExecution', 'lambda:GetDurableExecutionState'")),
      IDLE,
    ],
    [
      'functions with layers',
      APP(
        MAY("'secretsmanager:GetSecretValue'"),
        "layers: [lambda.LayerVersion.fromLayerVersionArn(this, 'L', 'arn:aws:lambda:eu-west-1:1:layer:x:1')],",
      ),
      IDLE,
    ],
    [
      'answers of models that are streamed',
      APP(MAY("'sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointAsync'")),
      `
        import { SageMakerRuntime } from '@aws-sdk/client-sagemaker-runtime';
        const client = new SageMakerRuntime({});
        export const handler = async () => {
          await client.invokeEndpointWithResponseStream({ EndpointName: 'e', Body: '' });
          await client.invokeEndpointAsync({ EndpointName: 'e', InputLocation: 's3://a/b' });
        };
      `,
    ],
    [
      'a secret by its name',
      APP(
        MAY("'secretsmanager:GetSecretValue'", "'arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-??????'"),
      ),
      `
        import { SecretsManager } from '@aws-sdk/client-secrets-manager';
        export const handler = () => new SecretsManager().getSecretValue({ SecretId: 'prod/db' });
      `,
    ],
    [
      'a queue by its URL',
      APP(MAY("'sqs:SendMessage'", "'arn:aws:sqs:eu-west-1:111122223333:mail'")),
      `
        import { SQS } from '@aws-sdk/client-sqs';
        const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/111122223333/mail';
        export const handler = () => new SQS().sendMessage({ QueueUrl, MessageBody: '' });
      `,
    ],
    [
      'a parameter by its path',
      APP(MAY("'ssm:GetParameter'", "'arn:aws:ssm:eu-west-1:111122223333:parameter/app/mode'")),
      `
        import { SSM } from '@aws-sdk/client-ssm';
        export const handler = () => new SSM().getParameter({ Name: '/app/mode' });
      `,
    ],
  ])('%s', (_, stack, code) => {
    expect(join(withFiles(stack, { 'handler.ts': code })).surplus).toEqual([]);
  });

  it('what another function uses of a role that both have', () => {
    const stack = APP(
      `
      const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      new nodejs.NodejsFunction(this, 'Reader', { entry: 'reader.ts', role, environment: { TABLE: orders.tableName } });
      new nodejs.NodejsFunction(this, 'Idle', { entry: 'handler.ts', role });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:Scan'], resources: [orders.tableArn] }));
    `,
    );
    expect(join(withFiles(stack, { 'handler.ts': IDLE, 'reader.ts': GET })).surplus).toEqual(['dynamodb:Scan']);
  });
});

describe('used of a grant', () => {
  it.each([
    [
      'a table that is looked up by its name',
      APP("dynamodb.Table.fromTableName(this, 'Same', 'orders').grantReadData(fn);"),
      GET.replace('process.env.TABLE', "'orders'"),
      ['dynamodb:GetItem'],
    ],
    [
      'an index that only a grant reaches',
      APP('orders.grantReadData(fn);'),
      GET.replace(
        'getItem({ TableName: process.env.TABLE, Key: {} })',
        "query({ TableName: process.env.TABLE, IndexName: 'i' })",
      ),
      ['dynamodb:Query'],
    ],
    [
      'what Powertools keeps of requests',
      APP('orders.grantReadWriteData(fn);'),
      `
        import { makeIdempotent } from '@aws-lambda-powertools/idempotency';
        import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
        const persistenceStore = new DynamoDBPersistenceLayer({ tableName: process.env.TABLE });
        export const handler = makeIdempotent(async () => {}, { persistenceStore });
      `,
      ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    ],
  ])('%s', (_, stack, code, expected) => {
    expect(join(withFiles(stack, { 'handler.ts': code })).used).toEqual(expected);
  });
});

describe('surplus', () => {
  it.each([
    ['an action that nothing calls', APP(MAY("'dynamodb:GetItem', 'dynamodb:DeleteTable'")), ['dynamodb:DeleteTable']],
    ['reads of a queue that triggers nothing', APP(MAY("'sqs:ReceiveMessage'")), ['sqs:ReceiveMessage']],
    [
      'nothing where an ARN may be that of the table',
      APP(MAY("'dynamodb:GetItem'", "'arn:aws:dynamodb:eu-west-1:111122223333:table/old'")),
      [],
    ],
  ])('%s', (_, stack, expected) => {
    expect(join(withFiles(stack, { 'handler.ts': GET })).surplus).toEqual(expected);
  });
});

describe('neither surplus nor missing', () => {
  const example = (code: string, resource: string) => yaml`
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Handler:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: index.handler
          Policies: { Statement: [{ Effect: Allow, Action: 'rds:DescribeDBSnapshots'${resource} }] }
          InlineCode: |
            ${code}
  `;
  it('where a statement has no resource that could be read', () =>
    expect(join(example("import boto3; boto3.client('rds').describe_db_snapshots()", ''))).toMatchObject({
      surplus: [],
      missing: [],
    }));
  it('where the code is a placeholder', () =>
    expect(join(example("def handler(event, context): return 'placeholder'", ", Resource: '*'")).surplus).toEqual([]));
});

describe('missing', () => {
  const SAM = (policies: string, table = 'Orders') => yaml`
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Orders: { Type: AWS::DynamoDB::Table }
      Other: { Type: AWS::DynamoDB::Table }
      Database: { Type: AWS::SecretsManager::Secret, Properties: { Name: prod/db } }
      Handler:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: nodejs22.x
          Handler: index.handler
          Environment: { Variables: { TABLE: !Ref ${table}, SECRET: !Ref Database } }
          Policies: ${policies}
          InlineCode: |
            const { DynamoDB } = require('@aws-sdk/client-dynamodb');
            const { SecretsManager } = require('@aws-sdk/client-secrets-manager');
            exports.handler = async () => {
              await new DynamoDB().putItem({ TableName: process.env.TABLE, Item: {} });
              await new SecretsManager().getSecretValue({ SecretId: process.env.SECRET });
            };
  `;
  const SECRET =
    "{ Statement: [{ Effect: Allow, Action: 'secretsmanager:GetSecretValue', Resource: !Sub 'arn:aws:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/db-*' }] }";

  it.each([
    ['nothing that is allowed', `[{ DynamoDBCrudPolicy: { TableName: !Ref Orders } }, ${SECRET}]`, 'Orders', []],
    [
      'what a template allows on another table',
      `[{ DynamoDBCrudPolicy: { TableName: !Ref Orders } }, ${SECRET}]`,
      'Other',
      ['dynamodb:PutItem'],
    ],
    [
      'what a template for reading does not allow',
      `[{ DynamoDBReadPolicy: { TableName: !Ref Orders } }, ${SECRET}]`,
      'Orders',
      ['dynamodb:PutItem'],
    ],
    ['nothing where a template is not known', '[{ NewestPolicy: { TableName: !Ref Orders } }]', 'Orders', []],
    ['nothing where a policy is made elsewhere', "[!ImportValue 'policy']", 'Orders', []],
  ])('%s', (_, policies, table, expected) => {
    expect(join(SAM(policies, table)).missing).toEqual(expected);
  });

  it.each([
    ['allowed nowhere', '[]', ['dynamodb:GetItem']],
    ['allowed on one of them', '[{ DynamoDBReadPolicy: { TableName: !Ref Orders } }]', []],
    ['allowed on whatever else', '[{ DynamoDBReadPolicy: { TableName: somewhere } }]', []],
  ])('of a call on one of several what is %s', (_, policies, expected) => {
    const example = yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Orders: { Type: AWS::DynamoDB::Table }
        Other: { Type: AWS::DynamoDB::Table }
        Handler:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs22.x
            Handler: index.handler
            Environment: { Variables: { ORDERS: !Ref Orders, OTHER: !Ref Other } }
            Policies: ${policies}
            InlineCode: |
              const { DynamoDB } = require('@aws-sdk/client-dynamodb');
              exports.handler = async event =>
                new DynamoDB().getItem({ TableName: event.other ? process.env.OTHER : process.env.ORDERS, Key: {} });
    `;
    expect(join(example).missing).toEqual(expected);
  });
});
