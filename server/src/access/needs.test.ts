/** What the calls of code need, by their arguments. */
import { describe, expect, it } from 'vitest';
import type { CodeFact } from '../core/resource.ts';
import { cdk, withFiles } from '../core/rule.ts';
import { needsOf } from './needs.ts';
import { join } from './testing.ts';

const STACK = cdk`
  const key = new kms.Key(this, 'Key');
  const orders = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const locked = new dynamodb.Table(this, 'Locked', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    encryptionKey: key,
  });
  const files = new s3.Bucket(this, 'Files');
  const vault = new s3.Bucket(this, 'Vault', { encryption: s3.BucketEncryption.KMS, encryptionKey: key });
  const jobs = new sqs.Queue(this, 'Jobs', { encryptionMasterKey: key });
  const secret = new secretsmanager.Secret(this, 'Secret');
  const cluster = new rds.DatabaseCluster(this, 'Cluster', { engine: rds.DatabaseClusterEngine.AURORA_MYSQL });
  const worker = new lambda.Function(this, 'Worker', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  new nodejs.NodejsFunction(this, 'Handler', {
    entry: 'handler.ts',
    environment: {
      ORDERS: orders.tableName,
      LOCKED: locked.tableName,
      FILES: files.bucketName,
      VAULT: vault.bucketName,
      JOBS: jobs.queueUrl,
      SECRET: secret.secretArn,
      CLUSTER: cluster.clusterArn,
      WORKER: worker.functionName,
    },
  });
`;

/** The needs of one call, on a client of the named package. */
function needs(client: string, call: string): readonly string[] {
  const code = `
    import * as sdk from '@aws-sdk/client-${client}';
    const client = new sdk.${CLIENTS[client]}({});
    const env = process.env;
    export const handler = async (event: any) => client.${call};
  `;
  return join(withFiles(STACK, { 'handler.ts': code })).needs;
}

const CLIENTS: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDB',
  s3: 'S3',
  sqs: 'SQS',
  lambda: 'Lambda',
  'rds-data': 'RDSData',
  polly: 'Polly',
  'secrets-manager': 'SecretsManager',
};

describe('needs', () => {
  it.each([
    // Objects by their keys, and versions of them.
    ['s3', "getObject({ Bucket: env.FILES, Key: 'in/a' })", ['s3:GetObject Files/in/a']],
    ['s3', 'getObject({ Bucket: env.FILES, Key: event.key })', ['s3:GetObject Files/*']],
    [
      's3',
      "getObject({ Bucket: env.FILES, Key: 'a', VersionId: event.v })",
      ['s3:GetObject Files/a ?', 's3:GetObjectVersion Files/a'],
    ],
    [
      's3',
      "deleteObject({ Bucket: env.FILES, Key: 'a', VersionId: event.v })",
      ['s3:DeleteObject Files/a ?', 's3:DeleteObjectVersion Files/a'],
    ],
    ['s3', 'listObjectsV2({ Bucket: env.FILES })', ['s3:ListBucket Files']],
    [
      's3',
      "putObject({ Bucket: env.FILES, Key: 'a', Tagging: 'a=b' })",
      ['s3:PutObject Files/a', 's3:PutObjectTagging Files/a'],
    ],
    // Copies read one thing and write another.
    [
      's3',
      "copyObject({ Bucket: env.FILES, Key: 'to', CopySource: `${env.VAULT}/from` })",
      ['kms:Decrypt Key', 's3:GetObject Vault/*', 's3:PutObject Files/to'],
    ],
    [
      's3',
      "copyObject({ Bucket: env.FILES, Key: 'to', CopySource: 'there/from' })",
      ['s3:GetObject "there/from"', 's3:PutObject Files/to'],
    ],
    [
      's3',
      "copyObject({ Bucket: env.FILES, Key: 'to', CopySource: event.from })",
      ['s3:GetObject unknown', 's3:PutObject Files/to'],
    ],
    // Indexes.
    ['dynamodb', 'query({ TableName: env.ORDERS })', ['dynamodb:Query Orders']],
    ['dynamodb', "query({ TableName: env.ORDERS, IndexName: 'byDate' })", ['dynamodb:Query Orders/index/byDate']],
    ['dynamodb', 'scan({ TableName: env.ORDERS, IndexName: event.by })', ['dynamodb:Scan Orders/index/*']],
    ['dynamodb', 'query({ ...event, TableName: env.ORDERS })', ['dynamodb:Query Orders…']],
    // Transactions ask for what their parts do, each on its table.
    [
      'dynamodb',
      'transactWriteItems({ TransactItems: [{ Put: { TableName: env.ORDERS, Item: {} } }, { Delete: { TableName: "other", Key: {} } }] })',
      [
        'dynamodb:ConditionCheckItem unknown ?',
        'dynamodb:DeleteItem "other"',
        'dynamodb:PutItem Orders',
        'dynamodb:UpdateItem unknown ?',
      ],
    ],
    // Keys of what is encrypted.
    ['s3', "getObject({ Bucket: env.VAULT, Key: 'a' })", ['kms:Decrypt Key', 's3:GetObject Vault/a']],
    ['s3', "putObject({ Bucket: env.VAULT, Key: 'a' })", ['kms:GenerateDataKey Key', 's3:PutObject Vault/a']],
    ['s3', 'listObjectsV2({ Bucket: env.VAULT })', ['s3:ListBucket Vault']],
    ['dynamodb', 'getItem({ TableName: env.LOCKED, Key: {} })', ['dynamodb:GetItem Locked', 'kms:Decrypt Key']],
    ['dynamodb', 'describeTable({ TableName: env.LOCKED })', ['dynamodb:DescribeTable Locked']],
    [
      'sqs',
      "sendMessage({ QueueUrl: env.JOBS, MessageBody: '' })",
      ['kms:Decrypt Key', 'kms:GenerateDataKey Key', 'sqs:SendMessage Jobs'],
    ],
    ['sqs', 'receiveMessage({ QueueUrl: env.JOBS })', ['kms:Decrypt Key', 'sqs:ReceiveMessage Jobs']],
    // Arguments that name a resource of another service.
    [
      'rds-data',
      'executeStatement({ resourceArn: env.CLUSTER, secretArn: env.SECRET, sql: "" })',
      ['rds-data:ExecuteStatement Cluster', 'secretsmanager:GetSecretValue Secret'],
    ],
    // Functions, and versions of them.
    ['lambda', 'invoke({ FunctionName: env.WORKER })', ['lambda:InvokeFunction Worker']],
    ['lambda', "invoke({ FunctionName: env.WORKER, Qualifier: 'live' })", ['lambda:InvokeFunction Worker…']],
    // What takes no resource, and what can't be told.
    ['polly', "synthesizeSpeech({ Text: '' })", ['polly:SynthesizeSpeech unknown']],
    ['dynamodb', 'listTables({})', ['dynamodb:ListTables none']],
    ['dynamodb', 'getItem({ TableName: event.table, Key: {} })', ['dynamodb:GetItem unknown']],
    ['dynamodb', "getItem({ TableName: 'orders', Key: {} })", ['dynamodb:GetItem "orders"']],
    ['dynamodb', 'getItem({ TableName: `${env.ORDERS}-old`, Key: {} })', ['dynamodb:GetItem unknown']],
    [
      'dynamodb',
      'getItem({ TableName: event.x ? env.ORDERS : "other", Key: {} })',
      ['dynamodb:GetItem "other" ?', 'dynamodb:GetItem Orders ?'],
    ],
  ] as const)('of %s: %s', (client, call, expected) => {
    expect(needs(client, call)).toEqual(expected);
  });

  it('counts calls of operations that are not known', () => {
    const { access } = join(
      withFiles(STACK, {
        'handler.ts': `
          import { DynamoDB } from '@aws-sdk/client-dynamodb';
          export const handler = () => new DynamoDB().teleportItem({ TableName: 'a' });
        `,
      }),
    );
    expect(access.open).toMatch(/TeleportItem/);
  });
});

it('are worked out once for each call, however many functions run it', () => {
  const { access, graph } = join(
    withFiles(STACK, {
      'handler.ts': `
        import { DynamoDB } from '@aws-sdk/client-dynamodb';
        export const handler = async () => new DynamoDB({}).getItem({ TableName: process.env.ORDERS, Key: {} });
      `,
    }),
  );
  const { code, function: resource, needs: before } = access;
  if (!code) throw new Error('no code');
  let looks = 0;
  const counted = (fact: CodeFact): CodeFact =>
    fact.kind === 'sdk-call'
      ? Object.defineProperty({ ...fact }, 'parameters', {
          get: () => {
            looks++;
            return fact.parameters;
          },
        })
      : fact;
  const units = code.units.map(unit => ({ ...unit, facts: unit.facts.map(counted) }));
  const again = () => needsOf(graph, { ...code, units, certain: () => true }, resource).needs;
  expect(again().map(need => [need.action, need.target])).toEqual(before.map(need => [need.action, need.target]));
  const once = looks;
  for (let i = 0; i < 100; i++) again();
  expect(once).toBeGreaterThan(0);
  expect(looks).toBe(once);
});
