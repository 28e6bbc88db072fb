/** What handler code in JavaScript and TypeScript calls and reads. */
import { describe, expect, it } from 'vitest';
import type { CodeFact, CodeUnit } from '../../core/resource.ts';
import { dedent } from '../../core/rule.ts';
import { sourceFrontend } from '../cdk/index.ts';
import { callsShown } from './testing.ts';

/** Facts of files, after they are joined; the first file's where no other is named. */
function factsOf(files: Record<string, string>, of = Object.keys(files)[0] as string): readonly CodeFact[] {
  const facts = Object.entries(files).map(([name, text]) =>
    sourceFrontend.read({ uri: `file:///app/${name}`, version: 1, text }),
  );
  const { code } = sourceFrontend.link(facts, { fileExists: () => null });
  return code.find((c: CodeUnit) => c.uri === `file:///app/${of}`)?.facts ?? [];
}

/** Calls and open places, one a line: `dynamodb.GetItem GetCommand TableName=$TABLE`. */
function calls(code: string | Record<string, string>, of?: string): string[] {
  const files = typeof code === 'string' ? { 'h.ts': dedent(code) } : code;
  const text = files[of ?? (Object.keys(files)[0] as string)] as string;
  return callsShown(factsOf(files, of), text);
}

describe('SDK v3', () => {
  it('commands, in every form of import', () => {
    expect(
      calls(`
        import { DynamoDBClient, GetItemCommand as Get } from '@aws-sdk/client-dynamodb';
        import * as s3 from '@aws-sdk/client-s3';
        import { DynamoDBDocumentClient, QueryCommand, type PutCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
        const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');
        const sns = require('@aws-sdk/client-sns');
        const TABLE = process.env.TABLE!;
        const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
        export const handler = async (event: { id: string }) => {
          await client.send(new Get({ TableName: TABLE, Key: { id: { S: event.id } } }));
          await client.send(new QueryCommand({ TableName: TABLE, IndexName: 'byDate' }));
          const { SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
          await new SFNClient({}).send(new StartExecutionCommand({ stateMachineArn: process.env['MACHINE'] }));
          await new s3.S3Client({}).send(new s3.PutObjectCommand({ Bucket: 'b', Key: \`in/\${event.id}\`, ACL: 'private' }));
          await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE ?? 'none', MessageBody: '' }));
          await new sns.SNSClient().send(new sns.PublishCommand({ TopicArn: process.env.TOPIC as string }));
        };
      `),
    ).toMatchInlineSnapshot(`
      [
        "v3 dynamodb.GetItem Get TableName=$TABLE Key=?",
        "v3 dynamodb.Query QueryCommand TableName=$TABLE IndexName='byDate'",
        "v3 sfn.StartExecution StartExecutionCommand stateMachineArn=$MACHINE",
        "v3 s3.PutObject PutObjectCommand Bucket='b' Key='in/'+? ACL='private'",
        "v3 sqs.SendMessage SendMessageCommand QueueUrl=$QUEUE='none' MessageBody=''",
        "v3 sns.Publish PublishCommand TopicArn=$TOPIC",
      ]
    `);
  });

  it('paginators, waiters, uploads, presigned urls and posts', () => {
    expect(
      calls(`
        import { S3Client, paginateListObjectsV2, waitUntilObjectExists, GetObjectCommand, waitUntilNothing } from '@aws-sdk/client-s3';
        import { Upload } from '@aws-sdk/lib-storage';
        import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
        import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
        import { paginateScan } from '@aws-sdk/lib-dynamodb';
        const client = new S3Client({});
        const Bucket = process.env.BUCKET;
        export async function handler(Key) {
          for await (const page of paginateListObjectsV2({ client }, { Bucket, Prefix: 'a/' })) page;
          await waitUntilObjectExists({ client, maxWaitTime: 3 }, { Bucket, Key });
          await waitUntilNothing({ client }, {});
          await new Upload({ client, params: { Bucket, Key: 'k' } }).done();
          await getSignedUrl(client, new GetObjectCommand({ Bucket, Key }), { expiresIn: 3 });
          await createPresignedPost(client, { Bucket, Key });
          paginateScan({}, { TableName: 't' });
        }
      `),
    ).toMatchInlineSnapshot(`
      [
        "v3 s3.ListObjectsV2 paginateListObjectsV2 Bucket=$BUCKET Prefix='a/'",
        "v3 s3.HeadObject waitUntilObjectExists Bucket=$BUCKET Key=?",
        "open: what the waiter Nothing polls is not known @ waitUntilNothing",
        "v3 s3.PutObject Upload Bucket=$BUCKET Key='k'",
        "v3 s3.AbortMultipartUpload Upload Bucket=$BUCKET Key='k'",
        "v3 s3.GetObject GetObjectCommand Bucket=$BUCKET Key=?",
        "v3 s3.PutObject createPresignedPost Bucket=$BUCKET Key=?",
        "v3 dynamodb.Scan paginateScan TableName='t'",
      ]
    `);
  });

  it('aggregated clients: constants, fields, results of functions, typed parameters', () => {
    expect(
      calls(`
        import { S3 } from '@aws-sdk/client-s3';
        import { DynamoDB } from '@aws-sdk/client-dynamodb';
        import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
        import type { SQS } from '@aws-sdk/client-sqs';
        import { SecretsManager } from '@aws-sdk/client-secrets-manager';
        let secrets: SecretsManager | undefined;
        const make = () => new S3({});
        class Store {
          private readonly db = DynamoDBDocument.from(new DynamoDB({}));
          constructor(private readonly table: string, private queue: SQS) {}
          async run() {
            await this.db.batchGet({ RequestItems: { [this.table]: { Keys: [] } } });
            await this.queue.sendMessage({ QueueUrl: 'q' });
            await make().headObject({ Bucket: 'b', Key: 'k' });
          }
        }
        export const handler = async (e) => {
          secrets ??= new SecretsManager({});
          await secrets.getSecretValue({ SecretId: process.env.SECRET || 'dev/secret' });
          await new Store(process.env.TABLE!, e.queue).run();
        };
      `),
    ).toMatchInlineSnapshot(`
      [
        "v3 dynamodb.BatchGetItem batchGet RequestItems=$TABLE",
        "v3 sqs.SendMessage sendMessage QueueUrl='q'",
        "v3 s3.HeadObject headObject Bucket='b' Key='k'",
        "v3 secrets-manager.GetSecretValue getSecretValue SecretId=$SECRET='dev/secret'",
      ]
    `);
  });

  it('arguments: spreads, later assignments, lists, transactions, switched off', () => {
    expect(
      calls(`
        import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
        import { TransactWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
        import { GetParameterCommand } from '@aws-sdk/client-ssm';
        const names = { orders: process.env.ORDERS, stock: 'stock' } as const;
        const { BUS = 'default', STAGE } = process.env;
        enum Prefix { App = '/app' }
        export const handler = async event => {
          new PutEventsCommand({ Entries: event.map(d => ({ EventBusName: BUS, Source: 's', Detail: d })) });
          new TransactWriteCommand({ TransactItems: [
            { Put: { TableName: names.orders, Item: {} } },
            { Update: { TableName: names['stock'], Key: {} } },
          ] });
          const base = { TableName: names.orders };
          const params: any = { ...base, Limit: 3 };
          if (event.index) params.IndexName = event.index;
          new ScanCommand(params);
          new ScanCommand({ ...event.more, TableName: 't' + STAGE });
          new GetParameterCommand({ Name: \`\${Prefix.App}/\${STAGE}/key\`, WithDecryption: false });
          new GetParameterCommand({ Name: STAGE === 'prod' ? '/p' : '/d', WithDecryption: true });
        };
      `),
    ).toMatchInlineSnapshot(`
      [
        "v3 eventbridge.PutEvents PutEventsCommand Entries=? Entries.EventBusName=$BUS='default' Entries.Source=? Entries.Detail=?",
        "v3 dynamodb.TransactWriteItems TransactWriteCommand TransactItems=? TransactItems.Put=? TransactItems.Put.TableName=$ORDERS TransactItems.Put.Item=? TransactItems.Update=? TransactItems.Update.TableName='stock' TransactItems.Update.Key=?",
        "v3 dynamodb.Scan ScanCommand TableName=$ORDERS Limit=? IndexName=?",
        "v3 dynamodb.Scan ScanCommand TableName='t'+$STAGE …",
        "v3 ssm.GetParameter GetParameterCommand Name='/app/'+$STAGE+'/key'",
        "v3 ssm.GetParameter GetParameterCommand Name=('/p'|'/d') WithDecryption=?",
      ]
    `);
  });

  it('tables that a batch is given later on', () => {
    expect(
      calls(`
        import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
        const input = { RequestItems: { [process.env.A]: [] } };
        if (some) input.RequestItems[process.env.B] = some;
        new BatchWriteItemCommand(input);
        const RequestItems = {};
        RequestItems[process.env.C] = [];
        new BatchWriteItemCommand({ RequestItems });
      `),
    ).toEqual([
      'v3 dynamodb.BatchWriteItem BatchWriteItemCommand RequestItems=($A|$B)',
      'v3 dynamodb.BatchWriteItem BatchWriteItemCommand RequestItems=$C',
    ]);
  });

  it('arguments in a variable that is given several objects may be any of them', () => {
    expect(
      calls(`
        import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
        let params = { SecretId: 'a' };
        new GetSecretValueCommand(params);
        params = { SecretId: process.env.B };
        new GetSecretValueCommand(params);
      `),
    ).toEqual(Array(2).fill("v3 secrets-manager.GetSecretValue GetSecretValueCommand SecretId=('a'|$B) …"));
  });

  it('types, unused imports and other things of the same name do not count', () => {
    expect(
      calls(`
        import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
        import type { DeleteObjectCommand } from '@aws-sdk/client-s3';
        export function handler(x: GetObjectCommand, client: S3Client) {
          class PutObjectCommand {}
          new PutObjectCommand();
          if (x instanceof GetObjectCommand) return;
          const s3 = { getObject() {} };
          s3.getObject();
        }
      `),
    ).toEqual([]);
  });
});

describe('SDK v2', () => {
  it('clients that sloppy code gives to a name that nothing declares', () => {
    expect(
      calls(`
        const AWS = require('aws-sdk');
        exports.handler = event => {
          client = new AWS.Rekognition();
          return client.detectText({ Image: event.image }).promise();
        };
      `),
    ).toEqual(['v2 rekognition.DetectText detectText Image=?']);
  });

  it('clients in every form', () => {
    expect(
      calls(`
        import AWS, { SQS } from 'aws-sdk';
        import { DocumentClient } from 'aws-sdk/clients/dynamodb';
        import Ses from 'aws-sdk/clients/ses';
        const AWSXRay = require('aws-xray-sdk');
        const traced = AWSXRay.captureAWS(require('aws-sdk'));
        const db = new AWS.DynamoDB.DocumentClient();
        const s3 = new AWS.S3(), sqs = new SQS({ region: 'x' }), events = new traced.CloudWatchEvents();
        const other = new DocumentClient();
        exports.handler = async (event, context, callback) => {
          await db.get({ TableName: process.env.TABLE, Key: {} }).promise();
          db.transactWrite({ TransactItems: [{ Delete: { TableName: 'x' } }] }, callback);
          other.query({ TableName: 't' }).promise();
          s3.upload({ Bucket: 'b', Key: 'k', Body: '' }, callback);
          s3.getSignedUrl('putObject', { Bucket: 'b', Key: 'k' });
          s3.waitFor('bucketExists', { Bucket: 'b' });
          s3.createPresignedPost({ Bucket: 'b', Fields: { key: 'k' } });
          sqs.deleteMessage({ QueueUrl: event.url, ReceiptHandle: 'r' }).promise();
          new Ses().sendEmail({});
          events.putEvents({ Entries: [{ EventBusName: 'bus' }] }).promise();
        };
      `),
    ).toMatchInlineSnapshot(`
      [
        "v2 dynamodb.GetItem get TableName=$TABLE Key=?",
        "v2 dynamodb.TransactWriteItems transactWrite TransactItems=? TransactItems.Delete=? TransactItems.Delete.TableName='x'",
        "v2 dynamodb.Query query TableName='t'",
        "v2 s3.PutObject upload Bucket='b' Key='k' Body=''",
        "v2 s3.AbortMultipartUpload upload Bucket='b' Key='k' Body=''",
        "v2 s3.PutObject getSignedUrl Bucket='b' Key='k'",
        "v2 s3.HeadBucket waitFor Bucket='b'",
        "v2 s3.PutObject createPresignedPost Bucket='b' Fields=? Key='k'",
        "v2 sqs.DeleteMessage deleteMessage QueueUrl=? ReceiptHandle='r'",
        "v2 ses.SendEmail sendEmail",
        "v2 cloudwatch-events.PutEvents putEvents Entries=? Entries.EventBusName='bus'",
      ]
    `);
  });
});

describe('a name that is given several clients', () => {
  const head = `
        import { DynamoDB } from '@aws-sdk/client-dynamodb';
        import { S3 } from '@aws-sdk/client-s3';
        import { SNS } from '@aws-sdk/client-sns';
        import { SQS } from '@aws-sdk/client-sqs';
        class Fake { getItem() {} }`;
  it.each([
    ['one after the other', 'let c: any = new S3({}); c.getObject({}); c = new DynamoDB({}); c.getItem({});'],
    ['in two declarations', 'var c: any = new S3({}); c.getObject({}); var c: any = new DynamoDB({}); c.getItem({});'],
    ['by a condition', 'const c: any = flag ? new S3({}) : new DynamoDB({}); c.getObject({}); c.getItem({});'],
    ['by callers', 'const f = (c: any) => { c.getObject({}); c.getItem({}); }; f(new S3({})); f(new DynamoDB({}));'],
    [
      'by a function',
      'function f(): any { if (x) return new S3({}); return new DynamoDB({}); } f().getObject({}); f().getItem({});',
    ],
    [
      'in a field',
      'class A { c: any = new S3({}); m() { this.c = new DynamoDB({}); this.c.getObject({}); this.c.getItem({}); } }',
    ],
  ])('makes the call that one of them has: %s', (_name, code) => {
    expect(calls(`${head}\n${code}`)).toEqual(['v3 s3.GetObject getObject', 'v3 dynamodb.GetItem getItem']);
  });

  it('knows the class that a client of the same name is made of', () => {
    expect(
      calls(`
        const { S3 } = require('@aws-sdk/client-s3');
        const S3 = new S3();
        exports.handler = () => S3.getObject({ Bucket: 'b' });
      `),
    ).toEqual(["v3 s3.GetObject getObject Bucket='b'"]);
  });

  it('is open where more than one has it, and takes what is no client for none', () => {
    expect(
      calls(`${head}
        let c: any = new SQS({});
        if (other) c = new SNS({});
        c.addPermission({ Label: 'x' });
        c.publish({ TopicArn: 't' });
        let d: any = new Fake();
        if (!test) d = new DynamoDB({});
        d.getItem({ TableName: 'a' });
        function traced(e: any) { e.putItem({ TableName: 'b' }); return e; }
        let e = new DynamoDB({});
        e = traced(e);
      `),
    ).toEqual([
      'open: which of several clients makes a call is chosen at run time @ addPermission',
      "v3 sns.Publish publish TopicArn='t'",
      "v3 dynamodb.GetItem getItem TableName='a'",
      "v3 dynamodb.PutItem putItem TableName='b'",
    ]);
    const files = {
      'h.ts': `import { c } from './c'; export const h = async () => { await c.addPermission({}); await c.publish({}); };`,
      'c.ts': `${head}\nexport const c: any = other ? new SQS({}) : new SNS({});`,
    };
    expect(calls(files)).toEqual([
      'open: which of several clients makes a call is chosen at run time @ addPermission',
      'v3 sns.Publish publish',
    ]);
  });
});

describe('helper libraries', () => {
  it('Powertools, middy, signers', () => {
    expect(
      calls(`
        import { getParameter, SSMProvider } from '@aws-lambda-powertools/parameters/ssm';
        import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
        import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
        import middy from '@middy/core';
        import ssm from '@middy/ssm';
        import secretsManager from '@middy/secrets-manager';
        import { Signer } from '@aws-sdk/rds-signer';
        const provider = new SSMProvider();
        new DynamoDBPersistenceLayer({ tableName: process.env.IDEMPOTENCY });
        export const handler = middy(async () => {
          await getParameter('/a', { decrypt: true });
          await provider.getMultiple('/b');
          await getSecret(process.env.SECRET_ARN);
          await new Signer({ username: 'app' }).getAuthToken();
        }).use(ssm({ fetchData: { key: '/k', all: '/all/' } })).use(secretsManager({ fetchData: { s: 'name' } }));
      `),
    ).toMatchInlineSnapshot(`
      [
        "v3 dynamodb.GetItem DynamoDBPersistenceLayer TableName=$IDEMPOTENCY",
        "v3 dynamodb.PutItem DynamoDBPersistenceLayer TableName=$IDEMPOTENCY",
        "v3 dynamodb.UpdateItem DynamoDBPersistenceLayer TableName=$IDEMPOTENCY",
        "v3 dynamodb.DeleteItem DynamoDBPersistenceLayer TableName=$IDEMPOTENCY",
        "v3 ssm.GetParameter getParameter Name='/a' WithDecryption=?",
        "v3 ssm.GetParametersByPath getMultiple Path='/b'",
        "v3 secrets-manager.GetSecretValue getSecret SecretId=$SECRET_ARN",
        "v3 rds-signer.GetAuthToken getAuthToken username='app'",
        "v3 ssm.GetParameters ssm Names='/k' WithDecryption=?",
        "v3 ssm.GetParametersByPath ssm Path='/all/' WithDecryption=?",
        "v3 secrets-manager.GetSecretValue secretsManager SecretId='name'",
      ]
    `);
  });
});

describe('what can not be followed', () => {
  it('is open, with the reason', () => {
    expect(
      calls(`
        import * as sdk from '@aws-sdk/client-s3';
        import { S3 } from '@aws-sdk/client-s3';
        import AWS from 'aws-sdk';
        import { Entity } from 'electrodb';
        import 'dynamoose';
        import { helper } from './helper';
        import { captureAWSv3Client } from 'aws-xray-sdk';
        const s3 = captureAWSv3Client(new S3({}));
        const db = new AWS.DynamoDB.DocumentClient();
        export const handler = async (event) => {
          await s3[event.operation]({});
          await s3.send(new sdk[event.command]({}));
          new Entity({}, { client: db, table: 't' });
          helper(db);
          console.log(s3);
          new S3({ credentials: event.credentials });
          require(process.cwd() + '/lib');
          await import('./known');
        };
      `),
    ).toMatchInlineSnapshot(`
      [
        "open: dynamoose calls AWS by itself @ 'dynamoose'",
        "open: the operation is chosen at run time @ s3[event.operation]",
        "open: the operation is chosen at run time @ sdk[event.command]",
        "open: a client is given to electrodb @ { client: db, table: 't' }",
        "open: a client is given to ./helper @ db",
        "open: a client has credentials of its own @ event.credentials",
        "open: a module is chosen at run time @ process.cwd() + '/lib'",
      ]
    `);
  });

  it('a command that is handed on is a call of whoever gets it', () => {
    expect(
      calls(`
        import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
        const commands = { PutCommand };
        export const handler = () => run(GetCommand, {});
      `),
    ).toEqual(['v3 dynamodb.PutItem PutCommand …', 'v3 dynamodb.GetItem GetCommand …']);
  });
});

describe('other files', () => {
  it('give clients and constants', () => {
    const files = {
      'h.ts': dedent(`
        import { db, getS3, clients, Settings } from './lib';
        import config from './config';
        import { env } from './env';
        import { GetObjectCommand } from '@aws-sdk/client-s3';
        import { Put } from './aws';
        export const handler = async () => {
          await db.query({ TableName: config.tables.orders }).promise();
          await getS3().putObject({ Bucket: Settings.bucket, Key: 'k' });
          await clients.queue.sendMessage({ QueueUrl: 'q' });
          new GetObjectCommand({ Bucket: env('BUCKET') });
          config.tables.get({});
        };
      `),
      'lib/index.ts': `export * from './clients'; export { settings as Settings } from './settings';`,
      'lib/clients.ts': dedent(`
        import AWS from 'aws-sdk';
        import { S3 } from '@aws-sdk/client-s3';
        import { SQS } from '@aws-sdk/client-sqs';
        export const db = new AWS.DynamoDB.DocumentClient();
        export function getS3() { return new S3({}); }
        export const clients = { queue: new SQS({}) };
      `),
      'lib/settings.ts': `export const settings = { bucket: process.env.BUCKET ?? 'local' };`,
      'config.ts': `export default { tables: { orders: 'orders-table' } };`,
    };
    expect(calls(files)).toMatchInlineSnapshot(`
      [
        "v2 dynamodb.Query query TableName='orders-table'",
        "v3 s3.PutObject putObject Bucket=$BUCKET='local' Key='k'",
        "v3 sqs.SendMessage sendMessage QueueUrl='q'",
        "v3 s3.GetObject GetObjectCommand Bucket=$BUCKET",
      ]
    `);
  });

  it('pass on, under other names, what they have from others', () => {
    const files = {
      'h.ts': dedent(`
        import { store, files, queue, bus } from './aws';
        export const handler = async () => {
          await store.query({ TableName: 't' });
          await files.putObject({ Bucket: 'b', Key: 'k' });
          await queue().sendMessage({ QueueUrl: 'q' });
          await bus.putEvents({ Entries: [] });
        };
      `),
      'aws.ts': dedent(`
        import { db, clients, makeQueue } from './clients';
        import * as all from './clients';
        export { db as store };
        export const files = clients.s3;
        export const queue = makeQueue;
        export const bus = all.events;
      `),
      'clients.ts': dedent(`
        import { DynamoDB } from '@aws-sdk/client-dynamodb';
        import { EventBridge } from '@aws-sdk/client-eventbridge';
        import { S3 } from '@aws-sdk/client-s3';
        import { SQS } from '@aws-sdk/client-sqs';
        const table = new DynamoDB({});
        export { table as db };
        export const clients = { s3: new S3({}) };
        export const makeQueue = () => new SQS({});
        export const events = new EventBridge({});
      `),
    };
    expect(calls(files)).toEqual([
      "v3 dynamodb.Query query TableName='t'",
      "v3 s3.PutObject putObject Bucket='b' Key='k'",
      "v3 sqs.SendMessage sendMessage QueueUrl='q'",
      'v3 eventbridge.PutEvents putEvents Entries=?',
    ]);
  });

  it('CommonJS', () => {
    const files = {
      'h.js': dedent(`
        const db = require('./db');
        const { TABLE } = require('./config');
        exports.handler = async () => db.put({ TableName: TABLE, Item: {} }).promise();
      `),
      'db.js': `const AWS = require('aws-sdk'); module.exports = new AWS.DynamoDB.DocumentClient();`,
      'config.js': `module.exports = { TABLE: process.env.TABLE };`,
    };
    expect(calls(files)).toEqual(['v2 dynamodb.PutItem put TableName=$TABLE Item=?']);
  });

  it('a joined unit stays the same object as long as nothing it needs has changed', () => {
    const read = (name: string, text: string) => sourceFrontend.read({ uri: `file:///app/${name}`, version: 1, text });
    const h = read('h.ts', `import { db } from './db'; export const handler = () => db.scan({ TableName: 't' });`);
    const db = read('db.ts', `import AWS from 'aws-sdk'; export const db = new AWS.DynamoDB.DocumentClient();`);
    const other = read('other.ts', `export const x = 1;`);
    const host = { fileExists: () => null };
    const unit = (facts: (typeof h)[]) => sourceFrontend.link(facts, host).code.find(c => c.uri.endsWith('h.ts'));
    const first = unit([h, db]);
    expect(first?.facts.some(f => f.kind === 'sdk-call')).toBe(true);
    expect(unit([h, db, other])).toBe(first);
    expect(unit([h])?.facts.some(f => f.kind === 'sdk-call')).toBe(false);
  });
});

describe('environment variables and exports', () => {
  it('reads, with what is optional', () => {
    const code = dedent(`
      const { A, B = 'b', C: c } = process.env;
      const env = process.env;
      const required = (name: string) => { const v = process.env[name]; if (!v) throw new Error(name); return v; };
      const or = (name: string, d: string) => process.env[name] ?? d;
      const tested = process.env.TESTED;
      if (!tested) throw new Error();
      process.env.WRITTEN = 'x';
      export const handler = () => [process.env.D, env.E, required('F'), or('G', 'g'), process.env.H || 'h', process.env.I?.length];
    `);
    const facts = factsOf({ 'h.ts': code });
    expect(
      facts.flatMap(f => (f.kind === 'environment-read' ? [`${f.name}${f.optional ? '?' : ''}`] : [])).join(' '),
    ).toBe('A B? C TESTED? D E F G? H? I?');
  });

  it('what stands behind other variables, is given to functions, or converted', () => {
    const code = dedent(`
      import { parsed, assertSet } from './own';
      import { sign } from 'jsonwebtoken';
      const number = (value, fallback) => { const n = Number(value); return Number.isNaN(n) ? fallback : n; };
      const needed = value => { if (!value) throw new Error(); return value; };
      const LAST = process.env.T1 || process.env.T2;
      if (!LAST) throw new Error();
      export const handler = (event) => [
        process.env.A || process.env.B, process.env.C || process.env.D || process.env.E || 'e',
        event.table ?? process.env.F, Number(process.env.G), parseInt(process.env.H, 10) || 3, Boolean(process.env.I || process.env.J),
        number(process.env.K, 3), needed(process.env.L), parsed(process.env.M), assertSet(process.env.N), sign({}, process.env.O),
        ['a'].includes(process.env.P), console.log(process.env.Q), (process.env.R ?? process.env['S'])!,
      ];
    `);
    const facts = factsOf({ 'h.ts': code });
    expect(
      facts
        .flatMap(f =>
          f.kind === 'environment-read'
            ? [`${f.name}${f.optional ? '?' : ''}${f.after ? ` after ${f.after}` : ''}`]
            : [],
        )
        .join(' | '),
    ).toBe(
      'T1? | T2? | A? | B after A | C? | D? | E? | F? | G | H? | I? | J? | K? | L | M? | N | O | P? | Q? | R? | S after R',
    );
  });

  it('exported functions and their style', () => {
    const exported = (code: string, file = 'h.ts') =>
      factsOf({ [file]: code }).flatMap(f => (f.kind === 'handler-export' ? [`${f.name} ${f.style}`] : []));
    expect(
      exported(`export const handler = async (e) => {}; export function old(e, c, cb) {} export const n = 3;`),
    ).toEqual(['handler async', 'old callback']);
    expect(exported(`exports.handler = function (e, c, cb) {}; exports.f = middy(async () => {});`, 'h.js')).toEqual([
      'handler callback',
      'f unknown',
    ]);
    expect(exported(`const handler = async () => {}; module.exports = { handler };`, 'h.js')).toEqual([
      'handler async',
    ]);
    expect(exported(`async function run() {} export { run as main }; export default run;`)).toEqual([
      'main async',
      'default async',
    ]);
  });

  it('imports of files say which files they may mean, but not those of types and data', () => {
    const facts = factsOf({
      'src/h.ts': `import { a } from './a'; import type { T } from './t'; import j from './j.json'; import z from 'zod'; export { a };`,
    });
    expect(facts.flatMap(f => (f.kind === 'local-import' ? [f.uris[0]] : []))).toEqual(['file:///app/src/a.ts']);
    expect(facts.flatMap(f => (f.kind === 'import' ? [f.module] : []))).toEqual(['./j.json', 'zod']);
  });
});

describe('hostile input', () => {
  it.each([
    [
      'half a call',
      `import { S3 } from '@aws-sdk/client-s3'; const s = new S3({}); export const h = () => s.getObject({ Bucket: `,
    ],
    [
      'cycles',
      `export const a = b, b = a; const c = () => c(); class X { x = this.y; y = this.x } export const h = () => a.get({ T: b.x, U: c(), V: new X().x }); import '@aws-sdk/client-s3';`,
    ],
    [
      'much given to one name',
      `import '@aws-sdk/client-s3'; let s = ''; ${'s = s + process.env.A; '.repeat(200)} export const x = s.get({ A: s });`,
    ],
    ['self import', `import { x } from './h'; export { x }; export const y = x.get({ A: x });`],
    ['deep nesting', `import '@aws-sdk/client-s3'; export const x = ${'('.repeat(1500)}1${')'.repeat(1500)};`],
    ['deep chains', `import { S3 } from '@aws-sdk/client-s3'; export const x = new S3({})${'.a()'.repeat(3000)};`],
    [
      'prototype names',
      `import '@aws-sdk/client-s3'; export const constructor = process.env.constructor; export const o = { __proto__: constructor, toString: 'x' }; new S3({ [o.toString]: o.hasOwnProperty });`,
    ],
  ])('%s', (_name, code) => {
    expect(Array.isArray(factsOf({ 'h.ts': code }))).toBe(true);
  });
});
