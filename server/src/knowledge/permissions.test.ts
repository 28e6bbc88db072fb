/** What grants and managed policies allow, and what is dangerous, on facts that can be looked up. */
import { describe, expect, it } from 'vitest';
import {
  actionExists,
  escalationSets,
  expandAction,
  grantActions,
  grantMethods,
  grantStatements,
  managedPolicy,
  managedPolicyStatements,
  sensitiveReads,
} from './index.ts';
import { json as grantsJson } from './grants.generated.ts';
import { TABLE } from './managedPolicyStatements.ts';

const partsOf = (construct: string, method: string, action: string) =>
  grantStatements(construct, method)?.find(({ actions }) => actions.includes(action))?.on;

describe('statements of grants', () => {
  it('say on which part of the construct', () => {
    expect(partsOf('dynamodb.Table', 'grantReadData', 'dynamodb:Query')).toEqual(['self', 'index']);
    expect(partsOf('dynamodb.Table', 'grantReadData', 'kms:Decrypt')).toEqual(['key']);
    expect(partsOf('dynamodb.Table', 'grantStreamRead', 'dynamodb:GetRecords')).toEqual(['stream']);
    expect(partsOf('dynamodb.Table', 'grantStreamRead', 'dynamodb:ListStreams')).toEqual(['*']);
    expect(partsOf('s3.Bucket', 'grantRead', 's3:GetObject*')).toEqual(['self', 'objects']);
    expect(partsOf('s3.Bucket', 'grants.put', 's3:PutObject')).toEqual(['objects']);
    expect(partsOf('kms.Key', 'grantDecrypt', 'kms:Decrypt')).toEqual(['self']);
    expect(partsOf('sqs.Queue', 'grantConsumeMessages', 'sqs:ReceiveMessage')).toEqual(['self']);
    expect(partsOf('kinesis.Stream', 'grantRead', 'kinesis:GetRecords')).toEqual(['self']);
  });

  it('leave keys out of the actions of the construct', () => {
    expect(grantActions('sqs.Queue', 'grantSendMessages')).toEqual([
      'sqs:SendMessage',
      'sqs:GetQueueAttributes',
      'sqs:GetQueueUrl',
    ]);
  });

  it('are not known where actions are given', () => {
    expect(grantStatements('dynamodb.Table', 'grant')).toBeNull();
    expect(grantStatements('dynamodb.Table', 'constructor')).toBeNull();
    expect(grantStatements('constructor', 'name')).toBeNull();
  });

  it('are of methods that exist', () => {
    expect(grantMethods('dynamodb.Table')).toEqual(
      expect.arrayContaining(['grant', 'grantReadData', 'grants.readData']),
    );
    expect(grantMethods('s3.Bucket')).not.toContain('grant');
    expect(grantMethods('secretsmanager.Secret')).toEqual(['grantRead', 'grantWrite']);
    expect(grantMethods('s3.Nothing')).toEqual([]);
  });

  it('allow actions that exist on parts that are known', () => {
    const parts = new Set(['self', 'objects', 'index', 'stream', 'key', '*']);
    const stale = new Set<string>();
    for (const construct of Object.keys(JSON.parse(grantsJson)))
      for (const method of grantMethods(construct))
        for (const { actions, on } of grantStatements(construct, method) ?? []) {
          for (const part of on) expect(parts, `${construct}.${method}`).toContain(part);
          for (const action of actions) if (expandAction(action).length === 0) stale.add(action);
        }
    // The CDK grants it, IAM has never heard of it.
    expect([...stale]).toEqual(['lambda:InvokeWebFunctionEndpoint']);
  });
});

describe('managed policies', () => {
  it('allow what AWS says', () => {
    expect(managedPolicyStatements('service-role/AWSLambdaBasicExecutionRole')).toEqual([
      { actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: ['*'] },
    ]);
    expect(managedPolicyStatements('arn:aws:iam::aws:policy/AdministratorAccess')).toEqual([
      { actions: ['*'], resources: ['*'] },
    ]);
    expect(managedPolicyStatements('AmazonS3ReadOnlyAccess')?.[0]?.actions).toContain('s3:Get*');
    expect(managedPolicyStatements('PowerUserAccess')?.[0]?.actions).toContain('s3:*');
    expect(managedPolicyStatements('PowerUserAccess')?.[0]?.actions).not.toContain('iam:*');
    expect(managedPolicyStatements('NoSuchPolicy')).toBeNull();
    expect(managedPolicyStatements('')).toBeNull();
  });

  it('have names and actions that exist', () => {
    const names = new Set(
      TABLE.trim()
        .split('\n')
        .map(row => row.split(' | ')[0] ?? ''),
    );
    expect(names.size).toBeGreaterThan(40);
    const unknown: string[] = [];
    for (const name of names) {
      if (!managedPolicy(name)) unknown.push(name);
      for (const { actions } of managedPolicyStatements(name) ?? [])
        for (const action of actions) if (expandAction(action).length === 0) unknown.push(`${name} ${action}`);
    }
    expect(unknown).toEqual([]);
  });
});

describe('risks', () => {
  it('are made of actions that exist', () => {
    expect(escalationSets().length).toBe(59);
    expect(new Set(escalationSets().map(({ id }) => id)).size).toBe(59);
    for (const { id, name, actions, link } of escalationSets()) {
      expect(
        actions.filter(action => !actionExists(action)),
        id,
      ).toEqual([]);
      expect(name.length, id).toBeGreaterThan(10);
      expect(link).toMatch(/^https:\/\/(pathfinding\.cloud\/paths\/[a-z0-9]+-\d{3}|cloudsplaining\.)/);
    }
    expect(sensitiveReads().filter(({ action }) => !actionExists(action))).toEqual([]);
    expect(sensitiveReads().map(({ action }) => action)).toContain('secretsmanager:GetSecretValue');
  });
});
