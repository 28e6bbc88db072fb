/** What handler code says of the AWS SDK, and how it is rewritten. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../core/finding.ts';
import type { CodeFact, EmbeddedText } from '../../core/resource.ts';
import { dedent } from '../../core/rule.ts';
import type { Module } from '../cdk/ir.ts';
import { sourceFrontend } from '../cdk/index.ts';
import { readInlineCode } from './inline.ts';

type SdkImport = Extract<CodeFact, { kind: 'sdk-v2-import' }>;

function imports(code: string, uri = 'file:///app/h.ts'): readonly SdkImport[] {
  const facts = sourceFrontend.read({ uri, version: 1, text: code });
  return ((facts.body as Module).code?.facts ?? []).filter(f => f.kind === 'sdk-v2-import');
}

/** The code after the rewrite, or null where none is offered. */
function rewritten(code: string, uri?: string): string | null {
  const text = dedent(code);
  const [only] = imports(text, uri);
  return only?.edits ? applyEdits(text, only.edits) : null;
}

describe('imports of AWS SDK v2', () => {
  it('are seen in every form', () => {
    const code = dedent(`
      import AWS from 'aws-sdk';
      import * as All from "aws-sdk";
      import { S3, DynamoDB as D } from 'aws-sdk';
      import Sqs from 'aws-sdk/clients/sqs';
      import type { Lambda } from 'aws-sdk';
      import Eq = require('aws-sdk');
      const R = require('aws-sdk');
      const { SNS } = require('aws-sdk');
      const Kms = require('aws-sdk').KMS;
      async function f() {
        const { SSM } = await import('aws-sdk');
        require('aws-sdk/clients/ses');
        new AWS.EC2(); new All.DynamoDB.DocumentClient(); new R.STS(); new Eq.Athena(); new D.DocumentClient();
        AWS.config.update({});
      }
    `);
    expect(
      imports(code).map(
        f => `${f.module} ${f.form}${f.typeOnly ? ' type' : ''} ${code.slice(f.span.start, f.span.end)} [${f.clients}]`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "aws-sdk import 'aws-sdk' [EC2]",
        "aws-sdk import "aws-sdk" [DynamoDB.DocumentClient]",
        "aws-sdk import 'aws-sdk' [DynamoDB.DocumentClient,S3]",
        "aws-sdk/clients/sqs import 'aws-sdk/clients/sqs' [SQS]",
        "aws-sdk import type 'aws-sdk' [Lambda]",
        "aws-sdk import-equals 'aws-sdk' [Athena]",
        "aws-sdk require 'aws-sdk' [STS]",
        "aws-sdk require 'aws-sdk' [SNS]",
        "aws-sdk require 'aws-sdk' [KMS]",
        "aws-sdk dynamic 'aws-sdk' [SSM]",
        "aws-sdk/clients/ses require 'aws-sdk/clients/ses' [SES]",
      ]
    `);
  });

  it('are not seen where there are none', () => {
    expect(imports(`import { S3Client } from '@aws-sdk/client-s3'; const x = 'aws-sdk';`)).toEqual([]);
  });
});

describe('the small rewrite', () => {
  it('a default import with one client', () => {
    expect(
      rewritten(`
        import AWS from 'aws-sdk';
        const s3 = new AWS.S3({ region: 'eu-west-1' });
        export const handler = async (event) => {
          await s3.putObject({ Bucket: 'b', Key: 'k', Body: event.text }).promise();
          return s3.listBuckets().promise();
        };
      `),
    ).toMatchInlineSnapshot(`
      "import { S3 } from '@aws-sdk/client-s3';
      const s3 = new S3({ region: 'eu-west-1' });
      export const handler = async (event) => {
        await s3.putObject({ Bucket: 'b', Key: 'k', Body: event.text });
        return s3.listBuckets({});
      };
      "
    `);
  });

  it('require keeps its style, quotes and missing semicolons', () => {
    expect(
      rewritten(
        `
        const { SQS, SNS } = require("aws-sdk")
        const sqs = new SQS()
        const sns = new SNS()
        exports.handler = async () => {
          await sqs.sendMessage({ QueueUrl: 'q', MessageBody: 'm' }).promise()
          await Promise.all([1].map(() => sns.publish({}).promise()))
        }
      `,
        'file:///app/h.js',
      ),
    ).toMatchInlineSnapshot(`
      "const { SQS } = require("@aws-sdk/client-sqs")
      const { SNS } = require("@aws-sdk/client-sns")
      const sqs = new SQS({})
      const sns = new SNS({})
      exports.handler = async () => {
        await sqs.sendMessage({ QueueUrl: 'q', MessageBody: 'm' })
        await Promise.all([1].map(() => sns.publish({})))
      }
      "
    `);
  });

  it('the document client', () => {
    expect(
      rewritten(`
        import { DynamoDB } from 'aws-sdk';
        const db = new DynamoDB.DocumentClient();
        export const get = async (id: string) => (await db.get({ TableName: 't', Key: { id } }).promise()).Item;
      `),
    ).toMatchInlineSnapshot(`
      "import { DynamoDB } from '@aws-sdk/client-dynamodb';
      import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
      const db = DynamoDBDocument.from(new DynamoDB({}), { marshallOptions: { removeUndefinedValues: true } });
      export const get = async (id: string) => (await db.get({ TableName: 't', Key: { id } })).Item;
      "
    `);
  });

  it('a deep import', () => {
    expect(
      rewritten(`
        import S3 from 'aws-sdk/clients/s3';
        const client = new S3();
        export const list = () => client.listObjectsV2({ Bucket: 'b' }).promise();
      `),
    ).toMatchInlineSnapshot(`
      "import { S3 } from '@aws-sdk/client-s3';
      const client = new S3({});
      export const list = () => client.listObjectsV2({ Bucket: 'b' });
      "
    `);
  });

  it.each([
    ['callbacks', `import AWS from 'aws-sdk'; const s = new AWS.S3(); s.getObject({}, (e, d) => {});`],
    [
      'no promise()',
      `import AWS from 'aws-sdk'; const s = new AWS.S3(); const r = s.getObject({}); r.on('x', () => {});`,
    ],
    ['signed urls', `import AWS from 'aws-sdk'; const s = new AWS.S3(); s.getSignedUrlPromise('getObject', {});`],
    ['upload', `import AWS from 'aws-sdk'; const s = new AWS.S3(); s.upload({}).promise();`],
    ['waiters', `import AWS from 'aws-sdk'; const s = new AWS.S3(); s.waitFor('x', {}).promise();`],
    [
      'bodies where nothing can be awaited',
      `import AWS from 'aws-sdk'; const s = new AWS.S3(); (await s.getObject({}).promise()).Body.toString();`,
    ],
    [
      'destructured bodies that leave',
      `import AWS from 'aws-sdk'; const s = new AWS.S3(); const { Body } = await s.getObject({}).promise(); f({ Body });`,
    ],
    [
      'results with streams that leave',
      `import AWS from 'aws-sdk'; const s = new AWS.S3(); export const f = () => s.getObject({}).promise();`,
    ],
    ['payloads', `import AWS from 'aws-sdk'; const l = new AWS.Lambda(); (await l.invoke({}).promise()).Payload;`],
    [
      'error codes',
      `import AWS from 'aws-sdk'; const s = new AWS.S3(); try { await s.getObject({}).promise(); } catch (e) { e.code; }`,
    ],
    [
      'global configuration',
      `import AWS from 'aws-sdk'; AWS.config.update({}); const s = new AWS.S3(); s.listBuckets().promise();`,
    ],
    [
      'client configuration',
      `import AWS from 'aws-sdk'; const s = new AWS.S3({ httpOptions: {} }); s.listBuckets().promise();`,
    ],
    ['types', `import AWS from 'aws-sdk'; const s: AWS.S3 = new AWS.S3(); s.listBuckets().promise();`],
    ['clients that leave the file', `import AWS from 'aws-sdk'; const s = new AWS.S3(); helper(s);`],
    ['exported clients', `import AWS from 'aws-sdk'; export const s = new AWS.S3();`],
    [
      'names that are taken',
      `import AWS from 'aws-sdk'; class S3 {} const s = new AWS.S3(); s.listBuckets().promise();`,
    ],
    [
      'a second import that goes elsewhere',
      `import AWS from 'aws-sdk'; const { SNS } = require('aws-sdk'); new AWS.S3().listBuckets().promise(); use(SNS);`,
    ],
    [
      'a second import of types',
      `import AWS from 'aws-sdk'; import type { SNS } from 'aws-sdk'; new AWS.S3().listBuckets().promise();`,
    ],
    ['nothing but the import', `import AWS from 'aws-sdk';`],
  ])('is not offered with %s', (_name, code) => {
    expect(rewritten(code)).toBeNull();
  });
});

describe('the small rewrite of what is more than a call', () => {
  const inHandler = (setup: string, body: string) =>
    rewritten(`
      import AWS from 'aws-sdk';
      ${setup}
      export const handler = async (event) => {
        ${body}
      };
    `)
      ?.split('\n')
      .filter(line => line !== '')
      .map(line => line.trim());

  it('streams and bytes are read as text', () => {
    expect(
      inHandler(
        'const s3 = new AWS.S3();',
        `const found = await s3.getObject(event).promise();
        if (!found.Body) return null;
        return [JSON.parse(found.Body.toString('utf-8')), (found.Body as Buffer).toString('base64'), found.Body?.toString()];`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "import { S3 } from '@aws-sdk/client-s3';",
        "const s3 = new S3({});",
        "export const handler = async (event) => {",
        "const found = await s3.getObject(event);",
        "if (!found.Body) return null;",
        "return [JSON.parse(await found.Body.transformToString()), await found.Body!.transformToString('base64'), await found.Body?.transformToString()];",
        "};",
      ]
    `);
    expect(
      inHandler(
        'const lambda = new AWS.Lambda();',
        `const { Payload } = await lambda.invoke(event).promise();
        return JSON.parse(Payload as string) ?? Payload.toString();`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "import { Lambda } from '@aws-sdk/client-lambda';",
        "const lambda = new Lambda({});",
        "export const handler = async (event) => {",
        "const { Payload } = await lambda.invoke(event);",
        "return JSON.parse(new TextDecoder().decode(Payload!)) ?? new TextDecoder().decode(Payload);",
        "};",
      ]
    `);
    expect(
      inHandler(
        'const s3 = new AWS.S3();',
        'return JSON.parse((await s3.getObject(event).promise()).Body!.toString()).id;',
      ),
    ).toMatchInlineSnapshot(`
      [
        "import { S3 } from '@aws-sdk/client-s3';",
        "const s3 = new S3({});",
        "export const handler = async (event) => {",
        "return JSON.parse(await (await s3.getObject(event)).Body!.transformToString()).id;",
        "};",
      ]
    `);
  });
  it('error codes are names', () => {
    expect(
      inHandler(
        'const s3 = new AWS.S3();',
        `try { await s3.headObject(event).promise(); } catch (e) {
          if (e.code === 'NotFound' || e.statusCode === 404) return null;
          throw e;
        }`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "import { S3 } from '@aws-sdk/client-s3';",
        "const s3 = new S3({});",
        "export const handler = async (event) => {",
        "try { await s3.headObject(event); } catch (e) {",
        "if (e.name === 'NotFound' || e.$metadata?.httpStatusCode === 404) return null;",
        "throw e;",
        "}",
        "};",
      ]
    `);
  });
  it('configuration goes to the clients', () => {
    expect(
      inHandler(
        `AWS.config.update({ region: process.env.REGION });
      const s3 = new AWS.S3({ apiVersion: '2006-03-01', maxRetries: 3, s3ForcePathStyle: true });
      const sqs = new AWS.SQS({ region: 'eu-west-1' });
      const sns = new AWS.SNS();`,
        'return [s3.listBuckets().promise(), sqs.listQueues().promise(), sns.listTopics().promise()];',
      ),
    ).toMatchInlineSnapshot(`
      [
        "import { S3 } from '@aws-sdk/client-s3';",
        "import { SQS } from '@aws-sdk/client-sqs';",
        "import { SNS } from '@aws-sdk/client-sns';",
        "const s3 = new S3({ region: process.env.REGION, maxAttempts: 4, forcePathStyle: true });",
        "const sqs = new SQS({ region: 'eu-west-1' });",
        "const sns = new SNS({ region: process.env.REGION });",
        "export const handler = async (event) => {",
        "return [s3.listBuckets({}), sqs.listQueues({}), sns.listTopics({})];",
        "};",
      ]
    `);
  });
  it.each([
    [
      'const s3 = new AWS.S3({ httpOptions: { timeout: 1 } });',
      's3.listBuckets().promise()',
      'the option httpOptions is another one in v3',
    ],
    ['const s3 = new AWS.S3();', "s3.getSignedUrl('getObject', event)", 'getSignedUrl has another shape in v3'],
    ['const s3 = new AWS.S3();', 's3.listBuckets((e, d) => 1)', 'listBuckets is called with a callback'],
    [
      "AWS.config.loadFromPath('x'); const s3 = new AWS.S3();",
      's3.listBuckets().promise()',
      'AWS.config has no counterpart in v3',
    ],
    ['const s3 = new AWS.S3();', 'helper(s3)', 'the client goes where it can’t be followed'],
  ])('%s %s says why not', (setup, body, reason) => {
    const text = `import AWS from 'aws-sdk';\n${setup}\nexport const handler = async event => ${body};\n`;
    const [only] = imports(text);
    expect(only?.edits).toBeNull();
    expect(only?.obstacle?.reason).toBe(reason);
  });
});

describe('inline code', () => {
  it('has spans in the file, through escapes and indentation', () => {
    const file = "Code:\n  ZipFile: 'const A = require(''aws-sdk'');'\n";
    const start = file.indexOf("'const");
    const text = "const A = require('aws-sdk');";
    const quoteA = text.indexOf("'");
    const quoteB = text.lastIndexOf("'");
    const map: [number, number][] = [
      [0, start + 1],
      [quoteA, start + 1 + quoteA],
      [quoteA + 1, start + 1 + quoteA + 2],
      [quoteB, start + 1 + quoteB + 1],
      [quoteB + 1, start + 1 + quoteB + 3],
    ];
    const embedded: EmbeddedText = {
      text,
      span: { uri: 'file:///t.yaml', start, end: file.length - 1 },
      map,
      quoting: 'yaml-single',
      indent: '',
    };
    const unit = readInlineCode(embedded, 'javascript', 'id', 'file:///t.yaml');
    const fact = unit.facts.find(f => f.kind === 'sdk-v2-import');
    expect(file.slice(fact?.span.start, fact?.span.end)).toBe("''aws-sdk''");
  });

  it('Python: imports, but not those in strings', () => {
    const text = 'import boto, json as j\n"""\nimport no\n"""\nfrom botocore.vendored import requests\n';
    const embedded: EmbeddedText = {
      text,
      span: { uri: 'file:///t.yaml', start: 0, end: text.length },
      map: [[0, 0]],
      quoting: 'none',
      indent: '',
    };
    const { facts } = readInlineCode(embedded, 'python', 'id', 'file:///t.yaml');
    const imports = facts.flatMap(f => (f.kind === 'import' ? [f] : []));
    expect(imports.map(f => [f.module, text.slice(f.span.start, f.span.end)])).toEqual([
      ['boto', 'boto'],
      ['json', 'json'],
      ['botocore.vendored.requests', 'botocore.vendored'],
    ]);
  });
});
