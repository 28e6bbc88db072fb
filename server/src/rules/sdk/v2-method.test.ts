import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Method } from './v2-method.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;
const handler = (code: string) => withFiles(stack, { 'lambda/reader.ts': code });
const after = (text: string) => text.slice(text.indexOf('--- reader.ts') + 14);

ruleTest(v2Method, ({ check, fixed }) => {
  const said = (written: string, successor: string, covered = written) =>
    `error sdk/v2-method "${covered}": ${written} is of AWS SDK v2; clients of v3 don't have it. Use ${successor}.`;
  const promise = said('.promise()', 'the promise that the call itself gives', 'promise');

  check(
    'promise() on commands, documents and calls through names',
    handler(`
      import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
      import { DynamoDB } from '@aws-sdk/client-dynamodb';
      import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
      const s3 = new S3Client({});
      const db = DynamoDBDocument.from(new DynamoDB({}));
      export const handler = async () => {
        const request = db.get({ TableName: 'orders', Key: {} });
        return [s3.send(new ListBucketsCommand({})).promise(), request.promise()];
      };
    `),
    [promise, promise],
  );
  check(
    'methods that moved, and methods of a client that only sends',
    handler(`
      import { S3, S3Client } from '@aws-sdk/client-s3';
      import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
      const s3 = new S3({});
      const bare = new S3Client({});
      const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
      export const handler = async () => {
        await s3.upload({ Bucket: 'b', Key: 'k', Body: '' });
        await s3.waitFor('bucketExists', { Bucket: 'b' });
        await bare.listBuckets({});
        return db.get({ TableName: 'orders', Key: {} }).promise();
      };
    `),
    [
      said('upload', 'Upload of @aws-sdk/lib-storage'),
      said('waitFor', 'the waitUntil… functions of its package'),
      said('listBuckets', 'send(new ListBucketsCommand(…))'),
      said('get', 'send(new GetCommand(…))'),
    ],
  );
  check(
    'what clients of v3 have is silent, and so are other promises and methods of ours',
    handler(`
      import { ListBucketsCommand, S3, S3Client, waitUntilBucketExists } from '@aws-sdk/client-s3';
      import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
      class Store extends S3Client { open() { return 1; } }
      const s3 = new S3({});
      const store = new Store({});
      export const handler = async (deferred: { promise(): unknown }) => {
        deferred.promise();
        store.open();
        s3.middlewareStack.clone();
        s3.config.region();
        s3.destroy();
        await getSignedUrl(s3, new ListBucketsCommand({}));
        await s3.listBuckets({}).catch(() => null);
      };
    `),
    [],
  );
  check(
    'clients of v2 are for sdk/v2-import',
    handler(`import { S3 } from 'aws-sdk';\nexport const handler = () => new S3().listBuckets().promise();\n`),
    [],
  );

  it('sends a command, and imports it', () => {
    expect(
      after(
        fixed(
          handler(`
            import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
            import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
            const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
            export const handler = async () => (await db.get({ TableName: 'orders', Key: {} }).promise()).Item;
          `),
        ),
      ),
    ).toBe(`import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = async () => (await db.send(new GetCommand({ TableName: 'orders', Key: {} }))).Item;
`);
  });
});
