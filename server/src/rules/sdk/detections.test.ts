/**
 * The twenty forms in which something is left of AWS SDK v2 or of an old runtime, each in the shapes that people write it in:
 * what is found, on exactly which text, and what the first fix makes of it. `docs/sdk-migration.md` has the list for readers.
 */
import { describe, expect, it } from 'vitest';
import { rules } from '../../all.ts';
import { textOf } from '../../core/document.ts';
import { applyEdits } from '../../core/finding.ts';
import { type Example, cdk, json, withFiles, yaml } from '../../core/rule.ts';
import { proposeFixes } from '../../fixes/index.ts';
import { fixture, workspaceOf } from '../../testing/fixture.ts';

/** Findings as `severity rule text`; the first fix of the first of them gives text that contains `fixed`, or is refused. */
interface Row {
  readonly form: string;
  readonly example: Example;
  readonly found: readonly string[];
  readonly fixed?: string;
  readonly refused?: string;
}

const WANTED = rules.filter(r => /^(sdk\/|lambda\/(deprecated-runtime|callback-handler)$)/.test(r.id));

const bundled = (more = '') => cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_24_X,
    entry: 'lambda/reader.ts',
    ${more}
  });
`;
const packed = (runtime: string) => cdk`
  new lambda.Function(this, 'Reader', {
    runtime: lambda.Runtime.${runtime},
    handler: 'reader.handler',
    code: lambda.Code.fromAsset('lambda'),
  });
`;
/** A file of a bundle, of a folder that is packed as it is, and a test beside a handler that uses no SDK. */
const ts = (code: string) => withFiles(bundled(), { 'lambda/reader.ts': code });
const js = (code: string, runtime = 'NODEJS_24_X') => withFiles(packed(runtime), { 'lambda/reader.js': code });
const tested = (code: string) =>
  withFiles(bundled(), { 'lambda/reader.ts': 'export const handler = async () => 1;\n', 'test/reader.test.ts': code });
const inline = (code: string) => cdk`
  import * as cdk from 'aws-cdk-lib';
  import * as lambda from 'aws-cdk-lib/aws-lambda';
  export class TestStack extends cdk.Stack {
    readonly reader = new lambda.Function(this, 'Reader', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: ${code},
    });
  }
`;
const fn = (runtime: string, code: string) => yaml`
  Resources:
    Reader:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: ${runtime}
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/reader
        Code: ${code}
`;
const fnJson = (runtime: string, code: string) => json`
  {
    "Resources": {
      "Reader": {
        "Type": "AWS::Lambda::Function",
        "Properties": {
          "Runtime": "${runtime}",
          "Handler": "index.handler",
          "Role": "arn:aws:iam::111122223333:role/reader",
          "Code": ${code}
        }
      }
    }
  }
`;
const imported = (module = "'aws-sdk'") => [`warning sdk/v2-import ${module}`];
const missing = (module = "'aws-sdk'") => [`error sdk/v2-missing-at-runtime ${module}`];
const LIST = 'export const handler = () => new S3().listBuckets().promise();\n';
const V3 = "import { S3 } from '@aws-sdk/client-s3';\nconst s3 = new S3({});\n";
const method = (...words: string[]) => words.map(word => `error sdk/v2-method ${word}`);

const DETECTIONS: readonly (readonly [string, readonly Row[]])[] = [
  [
    '1 require',
    [
      {
        form: 'of the whole, on a runtime that has v2 and not v3',
        example: js(
          "const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3().listBuckets().promise();\n",
          'NODEJS_16_X',
        ),
        found: [...imported(), 'warning lambda/deprecated-runtime lambda.Runtime.NODEJS_16_X'],
        fixed: 'runtime: lambda.Runtime.NODEJS_24_X',
      },
      {
        form: 'of a client',
        example: js("const S3 = require('aws-sdk').S3;\nexports.handler = () => new S3().listBuckets().promise();\n"),
        found: missing(),
        fixed: "const { S3 } = require('@aws-sdk/client-s3');\nexports.handler = () => new S3({}).listBuckets({});",
      },
      {
        form: 'destructured, under another name',
        example: js(
          "const { S3, SQS: Q } = require('aws-sdk');\nexports.handler = () => [new S3().listBuckets().promise(), new Q().listQueues().promise()];\n",
        ),
        found: missing(),
        fixed: 'new SQS({}).listQueues({})',
      },
      {
        form: 'inside of a function',
        example: js(
          "exports.handler = () => {\n  const AWS = require('aws-sdk');\n  return new AWS.S3().listBuckets().promise();\n};\n",
        ),
        found: missing(),
        fixed: "  const { S3 } = require('@aws-sdk/client-s3');\n  return new S3({}).listBuckets({});",
      },
    ],
  ],
  [
    '2 import',
    [
      {
        form: 'default',
        example: ts(`import AWS from 'aws-sdk';\n${LIST.replace('new S3', 'new AWS.S3')}`),
        found: imported(),
        fixed: "import { S3 } from '@aws-sdk/client-s3';",
      },
      {
        form: 'namespace',
        example: ts(`import * as AWS from 'aws-sdk';\n${LIST.replace('new S3', 'new AWS.S3')}`),
        found: imported(),
        fixed: 'new S3({}).listBuckets({})',
      },
      {
        form: 'named',
        example: ts(`import { S3 } from 'aws-sdk';\n${LIST}`),
        found: imported(),
        fixed: 'new S3({}).listBuckets({})',
      },
      {
        form: 'import =',
        example: ts(`import AWS = require('aws-sdk');\n${LIST.replace('new S3', 'new AWS.S3')}`),
        found: imported(),
        fixed: "import { S3 } from '@aws-sdk/client-s3';",
      },
    ],
  ],
  [
    '3 deep imports',
    [
      {
        form: 'a client',
        example: ts(`import S3 from 'aws-sdk/clients/s3';\n${LIST}`),
        found: imported("'aws-sdk/clients/s3'"),
        fixed: "import { S3 } from '@aws-sdk/client-s3';",
      },
      {
        form: 'a client, required',
        example: js(
          "const S3 = require('aws-sdk/clients/s3');\nexports.handler = () => new S3().listBuckets().promise();\n",
        ),
        found: missing("'aws-sdk/clients/s3'"),
        fixed: "require('@aws-sdk/client-s3')",
      },
      {
        form: 'global',
        example: ts("import AWS from 'aws-sdk/global';\nexport const handler = () => AWS.config.region;\n"),
        found: imported("'aws-sdk/global'"),
        refused: 'AWS.config has no counterpart in v3',
      },
      {
        form: 'lib',
        example: ts(
          "import { DocumentClient } from 'aws-sdk/lib/dynamodb/document_client';\nconst db = new DocumentClient();\nexport const handler = () => db.scan({ TableName: 't' }).promise();\n",
        ),
        found: imported("'aws-sdk/lib/dynamodb/document_client'"),
        fixed: "db.scan({ TableName: 't' });",
      },
    ],
  ],
  [
    '4 dynamic imports, and mocks',
    [
      {
        form: 'import()',
        example: ts(
          "export const handler = async () => {\n  const { S3 } = await import('aws-sdk');\n  return new S3().listBuckets().promise();\n};\n",
        ),
        found: imported(),
        refused: 'the import is not one of a name at the top of the file',
      },
      { form: 'jest.mock', example: tested("jest.mock('aws-sdk');\n"), found: ["warning sdk/v2-mock 'aws-sdk'"] },
      {
        form: 'vi.mock',
        example: tested("vi.mock('aws-sdk', () => ({}));\n"),
        found: ["warning sdk/v2-mock 'aws-sdk'"],
      },
      {
        form: 'proxyquire',
        example: tested("const { handler } = proxyquire('../lambda/reader', { 'aws-sdk': {} });\n"),
        found: ["warning sdk/v2-mock 'aws-sdk'"],
      },
      {
        form: 'aws-sdk-mock',
        example: tested("import * as mock from 'aws-sdk-mock';\nmock.mock('S3', 'getObject', 1);\n"),
        found: ["warning sdk/v2-mock 'aws-sdk-mock'"],
      },
    ],
  ],
  [
    '5 types',
    [
      {
        form: 'import type',
        example: ts(
          "import type { AWSError, S3 } from 'aws-sdk';\nexport const handler = (e: AWSError, o: S3.Types.GetObjectOutput) => [e, o];\n",
        ),
        found: ["information sdk/v2-import 'aws-sdk'"],
        refused: 'types of v2 have no exact counterpart of the same name in v3',
      },
      {
        form: 'PromiseResult',
        example: ts(
          "import type { PromiseResult } from 'aws-sdk/lib/request';\nexport const handler = (o: PromiseResult<{}, Error>) => o;\n",
        ),
        found: ["information sdk/v2-import 'aws-sdk/lib/request'"],
        refused: 'types of v2 have no exact counterpart of the same name in v3',
      },
    ],
  ],
  [
    '6 package.json',
    [
      {
        form: 'dependencies',
        example: withFiles(bundled(), {
          'lambda/reader.ts': 'export const handler = async () => 1;\n',
          'package.json':
            '{\n  "dependencies": {\n    "aws-sdk": "^2.1000.0",\n    "left-pad": "1.3.0"\n  },\n  "devDependencies": {\n    "@types/aws-sdk": "2.7.0"\n  }\n}\n',
        }),
        found: ['warning sdk/v2-dependency "aws-sdk"', 'warning sdk/v2-dependency "@types/aws-sdk"'],
        fixed: '  "dependencies": {\n    "left-pad": "1.3.0"\n  },',
      },
    ],
  ],
  [
    '7 code that its runtime has no module for',
    [
      {
        form: 'a folder as it is',
        example: js("const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3().listBuckets().promise();\n"),
        found: missing(),
        fixed: 'new S3({}).listBuckets({})',
      },
      {
        form: 'a runtime with v2',
        example: js(
          "const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3().listBuckets().promise();\n",
          'NODEJS_16_X',
        ),
        found: [...imported(), 'warning lambda/deprecated-runtime lambda.Runtime.NODEJS_16_X'],
        fixed: 'new S3({})',
      },
    ],
  ],
  [
    '8 modules that a bundle leaves out',
    [
      {
        form: 'and that the code uses',
        example: withFiles(bundled("bundling: { externalModules: ['aws-sdk', 'pg'] },"), {
          'lambda/reader.ts': `import { S3 } from 'aws-sdk';\n${LIST}`,
        }),
        found: missing(),
        fixed: "bundling: { externalModules: ['pg'] }",
      },
      {
        form: 'and that it does not use',
        example: withFiles(bundled("bundling: { externalModules: ['aws-sdk'] },"), {
          'lambda/reader.ts': 'export const handler = async () => 1;\n',
        }),
        found: ["hint sdk/v2-left-out 'aws-sdk'"],
        fixed: "bundling: { externalModules: ['@aws-sdk/*'] }",
      },
      {
        form: 'External of SAM',
        example: withFiles(
          yaml`
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Reader:
                Type: AWS::Serverless::Function
                Metadata:
                  BuildMethod: esbuild
                  BuildProperties:
                    EntryPoints: [reader.ts]
                    External:
                      - aws-sdk
                      - pg
                Properties:
                  Runtime: nodejs24.x
                  Handler: reader.handler
                  CodeUri: lambda/
          `,
          { 'lambda/reader.ts': `import { S3 } from 'aws-sdk';\n${LIST}` },
        ),
        found: missing(),
        fixed: 'External:\n          - pg\n',
      },
    ],
  ],
  [
    '9 code in strings of CDK',
    [
      {
        form: 'fromInline, double quotes',
        example: inline(
          String.raw`lambda.Code.fromInline("const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3().listBuckets().promise();")`,
        ),
        found: missing(),
        fixed: String.raw`"const { S3 } = require('@aws-sdk/client-s3');\nexports.handler = () => new S3({}).listBuckets({});"`,
      },
      {
        form: 'InlineCode, single quotes',
        example: inline(
          String.raw`new lambda.InlineCode('const { S3 } = require("aws-sdk");\nexports.handler = () => new S3().listBuckets().promise();')`,
        ),
        found: missing('"aws-sdk"'),
        fixed: String.raw`'const { S3 } = require("@aws-sdk/client-s3");\nexports.handler = () => new S3({}).listBuckets({});'`,
      },
    ],
  ],
  [
    '10 ZipFile',
    [
      {
        form: 'YAML block',
        example: fn(
          'nodejs24.x',
          "\n          ZipFile: |\n            const AWS = require('aws-sdk');\n            exports.handler = () => new AWS.S3().listBuckets().promise();",
        ),
        found: missing(),
        fixed:
          "          const { S3 } = require('@aws-sdk/client-s3');\n          exports.handler = () => new S3({}).listBuckets({});",
      },
      {
        form: 'JSON',
        example: fnJson(
          'nodejs24.x',
          String.raw`{ "ZipFile": "const AWS = require(\"aws-sdk\");\nexports.handler = () => new AWS.S3().listBuckets().promise();" }`,
        ),
        found: missing(String.raw`\"aws-sdk\"`),
        fixed: String.raw`"const { S3 } = require(\"@aws-sdk/client-s3\");\nexports.handler = () => new S3({}).listBuckets({});"`,
      },
      {
        form: 'JSON lines, joined',
        example: fnJson(
          'nodejs24.x',
          String.raw`{ "ZipFile": { "Fn::Join": ["\n", ["const AWS = require('aws-sdk');", "exports.handler = () => new AWS.S3().listBuckets().promise();"]] } }`,
        ),
        found: missing(),
        fixed: `["const { S3 } = require('@aws-sdk/client-s3');", "exports.handler = () => new S3({}).listBuckets({});"]`,
      },
    ],
  ],
  [
    '11 modules that Python has given up',
    [
      {
        form: 'YAML',
        example: fn(
          'python3.14',
          '\n          ZipFile: |\n            import boto\n            from botocore.vendored import requests',
        ),
        found: ['error sdk/removed-python-module boto', 'error sdk/removed-python-module botocore.vendored'],
      },
      {
        form: 'JSON',
        example: fnJson('python3.14', String.raw`{ "ZipFile": "import boto\n" }`),
        found: ['error sdk/removed-python-module boto'],
      },
    ],
  ],
  [
    '12 configuration for all clients',
    [
      {
        form: 'a region',
        example: ts(
          `import * as AWS from 'aws-sdk';\nAWS.config.update({ region: 'eu-west-1' });\nAWS.config.setPromisesDependency(null);\n${LIST.replace('new S3', 'new AWS.S3')}`,
        ),
        found: imported(),
        fixed:
          "import { S3 } from '@aws-sdk/client-s3';\nexport const handler = () => new S3({ region: 'eu-west-1' }).listBuckets({});",
      },
      {
        form: 'anything else',
        example: ts(
          `import * as AWS from 'aws-sdk';\nAWS.config.logger = console;\n${LIST.replace('new S3', 'new AWS.S3')}`,
        ),
        found: imported(),
        refused: 'AWS.config has no counterpart in v3',
      },
    ],
  ],
  [
    '13 .promise()',
    [
      {
        form: 'on clients of v3',
        example: ts(`${V3}export const handler = () => s3.listBuckets({}).promise();\n`),
        found: method('promise'),
        fixed: 's3.listBuckets({});',
      },
      {
        form: 'on a request of v2 that was kept',
        example: ts(
          "import { S3 } from 'aws-sdk';\nexport const handler = () => {\n  const request = new S3().listBuckets();\n  return request.promise();\n};\n",
        ),
        found: imported(),
        refused: 'the request of listBuckets is kept for later, and v3 sends it when it is called',
      },
    ],
  ],
  [
    '14 callbacks and events',
    [
      {
        form: 'of requests, on clients of v3',
        example: ts(
          `${V3}export const handler = async () => {\n  s3.listBuckets({}).send(() => 1);\n  s3.listBuckets({}).on('success', () => 1);\n  s3.listObjectsV2({ Bucket: 'b' }).eachPage(() => true);\n};\n`,
        ),
        found: method('send', 'on', 'eachPage'),
        refused: 'what takes its place depends on the code around it',
      },
      {
        form: 'eachPage of v2',
        example: ts(
          "import { S3 } from 'aws-sdk';\nexport const handler = () => new S3().listObjectsV2({ Bucket: 'b' }).eachPage(() => true);\n",
        ),
        found: imported(),
        refused: 'eachPage is something else in v3, and how it is used is not known',
      },
      {
        form: 'a handler with a callback',
        example: ts(
          'export const handler = (event: unknown, context: unknown, callback: Function) => callback(null, 1);\n',
        ),
        found: ['error lambda/callback-handler handler'],
      },
    ],
  ],
  [
    '15 DocumentClient, Converter, createSet',
    [
      {
        form: 'of v2',
        example: ts(
          "import { DocumentClient } from 'aws-sdk/clients/dynamodb';\nconst db = new DocumentClient();\nexport const handler = async () => (await db.get({ TableName: 't', Key: {} }).promise()).Item;\n",
        ),
        found: imported("'aws-sdk/clients/dynamodb'"),
        fixed:
          'const db = DynamoDBDocument.from(new DynamoDB({}), { marshallOptions: { removeUndefinedValues: true } });',
      },
      {
        form: 'required',
        example: js(
          "const { DocumentClient } = require('aws-sdk/clients/dynamodb');\nconst db = new DocumentClient();\nexports.handler = () => db.get({ TableName: 't', Key: {} }).promise();\n",
        ),
        found: missing("'aws-sdk/clients/dynamodb'"),
        fixed: "const { DynamoDBDocument } = require('@aws-sdk/lib-dynamodb');",
      },
      {
        form: 'on clients of v3',
        example: ts(
          "import { DynamoDB } from '@aws-sdk/client-dynamodb';\nimport { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';\nconst db = DynamoDBDocument.from(new DynamoDB({}));\nexport const handler = () => [db.createSet([1]), new DynamoDB.DocumentClient(), DynamoDB.Converter.marshall({})];\n",
        ),
        found: method('createSet', 'DocumentClient', 'Converter'),
        fixed: 'new Set([1])',
      },
    ],
  ],
  [
    '16 results of another type, and methods that have moved',
    [
      {
        form: 'in code of v2',
        example: ts(
          "import { S3, Lambda } from 'aws-sdk';\nexport const handler = async () => {\n  const o = await new S3().getObject({ Bucket: 'b', Key: 'k' }).promise();\n  const r = await new Lambda().invoke({ FunctionName: 'f' }).promise();\n  return [o.Body!.toString(), JSON.parse(r.Payload as string)];\n};\n",
        ),
        found: imported(),
        fixed: '[await o.Body!.transformToString(), JSON.parse(new TextDecoder().decode(r.Payload!))]',
      },
      {
        form: 'Body',
        example: ts(
          `${V3}export const handler = async () => (await s3.getObject({ Bucket: 'b', Key: 'k' })).Body!.toString();\n`,
        ),
        found: ['error sdk/v2-result toString'],
        fixed: "await (await s3.getObject({ Bucket: 'b', Key: 'k' })).Body!.transformToString();",
      },
      {
        form: 'Payload',
        example: ts(
          "import { Lambda } from '@aws-sdk/client-lambda';\nexport const handler = async () => JSON.parse((await new Lambda({}).invoke({ FunctionName: 'f' })).Payload as any);\n",
        ),
        found: ['error sdk/v2-result JSON.parse'],
        fixed: "JSON.parse(new TextDecoder().decode((await new Lambda({}).invoke({ FunctionName: 'f' })).Payload!))",
      },
      {
        form: 'methods',
        example: ts(
          `${V3}export const handler = async () => [\n  s3.getObject({ Bucket: 'b', Key: 'k' }).createReadStream(),\n  s3.getSignedUrl('getObject', {}),\n  s3.getSignedUrlPromise('getObject', {}),\n  s3.upload({}),\n  s3.createPresignedPost({}),\n];\n`,
        ),
        found: method('createReadStream', 'getSignedUrl', 'getSignedUrlPromise', 'upload', 'createPresignedPost'),
        refused: 'what takes its place depends on the code around it',
      },
    ],
  ],
  [
    '17 waiters and errors',
    [
      {
        form: 'waitFor',
        example: ts(`${V3}export const handler = () => s3.waitFor('bucketExists', {});\n`),
        found: method('waitFor'),
        refused: 'what takes its place depends on the code around it',
      },
      {
        form: 'in a catch clause',
        example: ts(
          `${V3}export const handler = async () => {\n  try {\n    await s3.headBucket({ Bucket: 'b' });\n  } catch (e: any) {\n    if (e.statusCode === 404 || e.code === 'NotFound' || e.retryable) return e.requestId;\n    throw e;\n  }\n};\n`,
        ),
        found: ['statusCode', 'code', 'retryable', 'requestId'].map(word => `warning sdk/v2-error-property ${word}`),
        fixed: 'if (e.$metadata?.httpStatusCode === 404',
      },
      {
        form: 'in a function for catch()',
        example: ts(
          `${V3}export const handler = () => s3.headBucket({ Bucket: 'b' }).catch((e: any) => e.statusCode);\n`,
        ),
        found: ['warning sdk/v2-error-property statusCode'],
        fixed: '(e: any) => e.$metadata?.httpStatusCode',
      },
      {
        form: 'under another name',
        example: ts(
          `${V3}export const handler = async () => {\n  try {\n    await s3.headBucket({ Bucket: 'b' });\n  } catch (e) {\n    const error = e as { statusCode: number };\n    return error.statusCode;\n  }\n};\n`,
        ),
        found: ['warning sdk/v2-error-property statusCode'],
        fixed: 'return error.$metadata?.httpStatusCode;',
      },
      {
        form: 'of others is silent',
        example: ts(
          `${V3}export const handler = async (load: () => Promise<void>) => {\n  try {\n    await load();\n    await s3.headBucket({ Bucket: 'b' });\n  } catch (e: any) {\n    return e.statusCode;\n  }\n};\n`,
        ),
        found: [],
      },
    ],
  ],
  [
    '18 X-Ray',
    [
      {
        form: 'around the whole SDK',
        example: js(
          "const AWSXRay = require('aws-xray-sdk');\nconst AWS = AWSXRay.captureAWS(require('aws-sdk'));\nexports.handler = () => new AWS.S3().listBuckets().promise();\n",
        ),
        found: missing(),
        refused: 'the import is not one of a name at the top of the file',
      },
      {
        form: 'around a client of v3',
        example: ts(
          `import * as AWSXRay from 'aws-xray-sdk';\nimport { S3Client } from '@aws-sdk/client-s3';\nexport const handler = AWSXRay.captureAWSClient(new S3Client({}));\n`,
        ),
        found: ['error sdk/v2-xray-capture captureAWSClient'],
        fixed: 'AWSXRay.captureAWSv3Client(new S3Client({}))',
      },
    ],
  ],
  [
    '19 layers and environment',
    [
      {
        form: 'a variable',
        example: withFiles(bundled("environment: { AWS_NODEJS_CONNECTION_REUSE_ENABLED: '1', STAGE: 'prod' },"), {
          'lambda/reader.ts': 'export const handler = async () => process.env.STAGE;\n',
        }),
        found: ['hint sdk/v2-remnant AWS_NODEJS_CONNECTION_REUSE_ENABLED'],
        fixed: "environment: { STAGE: 'prod' }",
      },
      {
        form: 'a prop of NodejsFunction',
        example: withFiles(bundled('awsSdkConnectionReuse: true,'), {
          'lambda/reader.ts': 'export const handler = async () => 1;\n',
        }),
        found: ['hint sdk/v2-remnant awsSdkConnectionReuse'],
        fixed: "{\n  runtime: lambda.Runtime.NODEJS_24_X,\n  entry: 'lambda/reader.ts',\n});",
      },
      {
        form: 'a layer',
        example: withFiles(cdk`new lambda.LayerVersion(this, 'Sdk', { code: lambda.Code.fromAsset('layers/sdk') });`, {
          'layers/sdk/nodejs/package.json': '{ "dependencies": { "aws-sdk": "^2.1" } }',
        }),
        found: ['warning sdk/v2-dependency "aws-sdk"'],
        refused: 'functions with the layer may need it',
      },
    ],
  ],
  [
    '20 runtimes',
    [
      {
        form: 'CDK',
        example: packed('NODEJS_18_X'),
        found: ['warning lambda/deprecated-runtime lambda.Runtime.NODEJS_18_X'],
        fixed: 'lambda.Runtime.NODEJS_24_X',
      },
      {
        form: 'YAML',
        example: fn('python3.9', '{ S3Bucket: b, S3Key: k }'),
        found: ['warning lambda/deprecated-runtime python3.9'],
        fixed: 'Runtime: python3.14',
      },
      {
        form: 'JSON',
        example: fnJson('nodejs12.x', '{ "S3Bucket": "b", "S3Key": "k" }'),
        found: ['error lambda/deprecated-runtime "nodejs12.x"'],
        fixed: '"Runtime": "nodejs24.x"',
      },
      {
        form: 'globals of SAM',
        example: yaml`
          Transform: AWS::Serverless-2016-10-31
          Globals:
            Function: { Runtime: nodejs18.x }
          Resources:
            One: { Type: AWS::Serverless::Function, Properties: { Handler: one.handler, CodeUri: one/ } }
        `,
        found: ['warning lambda/deprecated-runtime nodejs18.x'],
        fixed: 'Function: { Runtime: nodejs24.x }',
      },
    ],
  ],
];

describe.each(DETECTIONS)('%s', (_, rows) => {
  it.each(rows.map(row => [row.form, row] as const))('%s', (_form, { example, found, fixed, refused }) => {
    const { documents } = fixture(example);
    const workspace = workspaceOf(documents, WANTED);
    const findings = workspace
      .allFindings()
      .sort((a, b) => (a.rule < b.rule ? 1 : a.rule > b.rule ? -1 : a.span.start - b.span.start));
    const text = (uri: string) => workspace.document(uri) ?? { uri, version: 0, text: '' };
    expect(findings.map(f => `${f.severity} ${f.rule} ${textOf(text(f.span.uri), f.span)}`)).toEqual(found);
    const [first] = findings;
    const [offer] = first ? proposeFixes(workspace, first) : [];
    if (fixed === undefined) expect(offer && 'reason' in offer ? offer.reason : undefined).toBe(refused);
    else {
      const edits = offer && 'edits' in offer ? offer.edits : [];
      const changed = [...new Set(edits.map(e => e.span.uri))].map(uri =>
        applyEdits(
          text(uri).text,
          edits.filter(e => e.span.uri === uri),
        ),
      );
      expect(changed.join('\n')).toContain(fixed);
    }
  });
});
