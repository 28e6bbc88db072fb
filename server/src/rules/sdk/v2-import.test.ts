import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Import } from './v2-import.ts';

const stack = cdk`
  new lambda.Function(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('lambda'),
  });
`;
const handler = (text: string, name = 'lambda/index.ts') => withFiles(stack, { [name]: text });

ruleTest(v2Import, ({ check, fixed, offered }) => {
  const said = (module: string, successor: string) =>
    `warning sdk/v2-import "'${module}'": '${module}' is AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08. Use ${successor}.`;

  check('a namespace import', handler("import * as AWS from 'aws-sdk';\nexport const s3 = new AWS.S3();\n"), [
    said('aws-sdk', '@aws-sdk/client-s3'),
  ]);
  check('two clients', handler("import { S3, SQS } from 'aws-sdk';\nexport const all = [new S3(), new SQS()];\n"), [
    said('aws-sdk', '@aws-sdk/client-s3 and @aws-sdk/client-sqs'),
  ]);
  check('a deep import', handler("import S3 from 'aws-sdk/clients/s3';\nexport const s3 = new S3();\n"), [
    said('aws-sdk/clients/s3', '@aws-sdk/client-s3'),
  ]);
  check('a dynamic import', handler("export const sdk = () => import('aws-sdk');\n"), [
    said('aws-sdk', 'the @aws-sdk/client-… packages'),
  ]);
  check('types alone are information', handler("import type { S3 } from 'aws-sdk';\nexport type Client = S3;\n"), [
    `information sdk/v2-import "'aws-sdk'": The types of 'aws-sdk' are those of AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08. Use those of @aws-sdk/client-s3.`,
  ]);
  check('v3 is silent', handler("import { S3 } from '@aws-sdk/client-s3';\nexport const s3 = new S3({});\n"), []);
  check(
    'a mention in a comment is silent',
    handler("// no longer from 'aws-sdk'\nexport const handler = () => 1;\n"),
    [],
  );

  it('rewrites what it can rewrite exactly', () => {
    expect(
      fixed(
        handler(`
          import { DynamoDB } from 'aws-sdk';
          const documents = new DynamoDB.DocumentClient();
          export async function handler(event: { id: string }) {
            const found = await documents.get({ TableName: 'orders', Key: { id: event.id } }).promise();
            return found.Item;
          }
        `),
      ).replace(/^[\s\S]*--- /, ''),
    ).toMatchInlineSnapshot(`
      "index.ts
      import { DynamoDB } from '@aws-sdk/client-dynamodb';
      import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
      const documents = DynamoDBDocument.from(new DynamoDB({}), { marshallOptions: { removeUndefinedValues: true } });
      export async function handler(event: { id: string }) {
        const found = await documents.get({ TableName: 'orders', Key: { id: event.id } });
        return found.Item;
      }
      "
    `);
  });
  it('says why it leaves other code alone', () => {
    expect(
      offered(
        handler(
          "import { S3 } from 'aws-sdk';\nexport const url = (p: object) => new S3().getSignedUrl('getObject', p);\n",
        ),
      ),
    ).toMatchInlineSnapshot(`
      [
        "refused: Fix sdk/v2-import (getSignedUrl has another shape in v3)",
      ]
    `);
  });
});
