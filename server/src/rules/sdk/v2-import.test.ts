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
  const body = `
    const s3 = new S3();
    const db = new DynamoDB();
    export async function handler(event: { id: string }) {
      await db.getItem({ TableName: 'orders', Key: { id: { S: event.id } } }).promise();
      await s3.putObject({ Bucket: 'orders', Key: event.id }).promise();
    }
  `;
  const deep = handler(`
    import S3 from 'aws-sdk/clients/s3';
    import DynamoDB from 'aws-sdk/clients/dynamodb';
    ${body}
  `);
  it.each([0, 1])('moves all imports of a file together, by the finding of either (%d)', finding => {
    expect(offered(deep, finding)).toEqual(['review: Move to @aws-sdk/client-dynamodb and @aws-sdk/client-s3']);
    const text = fixed(deep, { finding });
    expect(text).toMatch(
      /import \{ S3 \} from '@aws-sdk\/client-s3';\s+import \{ DynamoDB \} from '@aws-sdk\/client-dynamodb';/,
    );
    expect(text).not.toMatch(/'aws-sdk|promise\(\)/);
  });
  it('takes an import away that nothing is left of', () => {
    const text = fixed(
      handler(
        "import { S3, DynamoDB } from 'aws-sdk';\nimport AWS from 'aws-sdk';\n\nAWS.config.update({ region: 'eu-west-1' });\nconst other = new AWS.S3();\nexport const list = () => other.listBuckets().promise();\n" +
          body,
      ),
    );
    expect(text).toContain(
      "import { S3 } from '@aws-sdk/client-s3';\nimport { DynamoDB } from '@aws-sdk/client-dynamodb';\n\nconst other = new S3({ region: 'eu-west-1' });",
    );
  });
  it('keeps imports of different functions where they are', () => {
    const lazy = (client: string) =>
      `export const list${client} = () => {\n  const AWS${client} = require('aws-sdk');\n  return new AWS${client}.${client}().x().promise();\n};\n`;
    expect(fixed(handler(lazy('S3') + lazy('SQS')))).toContain("  const { SQS } = require('@aws-sdk/client-sqs');\n");
    expect(
      offered(handler(lazy('S3') + lazy('S3').replaceAll('AWSS3', 'Other').replace('listS3', 'listMore'))),
    ).toEqual(['refused: Fix sdk/v2-import (S3 is imported in several places)']);
  });
  it('takes v2 out of package.json with the last import', () => {
    const packages = (more: Record<string, string>) =>
      withFiles(stack, {
        'lambda/index.ts':
          "import { S3 } from 'aws-sdk';\nexport const list = () => new S3().listBuckets().promise();\n",
        'lambda/package.json': '{ "dependencies": { "aws-sdk": "^2.1692.0", "uuid": "^9.0.0" } }\n',
        ...more,
      });
    expect(offered(packages({}))).toEqual(['review: Move to @aws-sdk/client-s3, and take aws-sdk out of package.json']);
    expect(fixed(packages({}))).toContain('{ "dependencies": { "uuid": "^9.0.0" } }');
    const other = { 'lambda/other.ts': "import AWS from 'aws-sdk';\nexport const url = AWS.util;\n" };
    expect(offered(packages(other))).toEqual(['review: Move to @aws-sdk/client-s3']);
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
