import { expect, it } from 'vitest';
import { type Example, cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2MissingAtRuntime } from './v2-missing-at-runtime.ts';

const lister = (runtime: string, more = '') => yaml`
  Conditions:
    IsNew: !Equals [!Ref AWS::Region, eu-central-1]
  Resources:
    Lister:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: ${runtime}
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/lister
        ${more}
        Code:
          ZipFile: |
            const AWS = require('aws-sdk');
            exports.handler = () => new AWS.SQS().listQueues().promise();
`;

ruleTest(v2MissingAtRuntime, ({ check, fixed }) => {
  const said = (runtime: string, when = '') =>
    `error sdk/v2-missing-at-runtime "'aws-sdk'": Cannot find module 'aws-sdk': Lister runs on ${runtime}${when}, which ships AWS SDK v3 alone, and inline code brings no modules along. Use @aws-sdk/client-sqs.`;

  check('inline code', lister('nodejs18.x'), [said('nodejs18.x')]);
  check('a runtime that ships v2 is silent', lister('nodejs16.x'), []);
  check('in one scenario', lister('!If [IsNew, nodejs22.x, nodejs16.x]'), [said('nodejs22.x', ' when IsNew')]);
  check(
    'a layer may bring the module',
    lister('nodejs22.x', 'Layers: [arn:aws:lambda:eu-central-1:111122223333:layer:sdk:1]'),
    [],
  );
  check(
    'an asset may bring its own modules',
    withFiles(
      cdk`
        new lambda.Function(this, 'Reader', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
      {
        'lambda/package.json': '{}',
        'lambda/index.js': "const AWS = require('aws-sdk');\nexports.handler = () => new AWS.S3();\n",
      },
    ),
    [],
  );
  check(
    'a folder without modules does not, nor what it imports',
    withFiles(
      cdk`
        new lambda.Function(this, 'Reader', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
      {
        'lambda/index.js': "const { read } = require('./store');\nexports.handler = () => read();\n",
        'lambda/store.js': "const AWS = require('aws-sdk');\nexports.read = () => new AWS.S3();\n",
      },
    ),
    [
      `error sdk/v2-missing-at-runtime "'aws-sdk'": Cannot find module 'aws-sdk': Reader runs on nodejs22.x, which ships AWS SDK v3 alone, and its folder has no node_modules. Use @aws-sdk/client-s3.`,
    ],
  );
  check(
    'a bundle brings the module',
    withFiles(
      cdk`
        new nodejs.NodejsFunction(this, 'Reader', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/index.ts' });
      `,
      { 'lambda/index.ts': "import { S3 } from 'aws-sdk';\nexport const handler = () => new S3();\n" },
    ),
    [],
  );
  check(
    'a bundle that leaves the module out',
    withFiles(
      cdk`
        new nodejs.NodejsFunction(this, 'Reader', {
          runtime: lambda.Runtime.NODEJS_22_X,
          entry: 'lambda/index.ts',
          bundling: { externalModules: ['aws-sdk'] },
        });
      `,
      { 'lambda/index.ts': "import { S3 } from 'aws-sdk';\nexport const handler = () => new S3();\n" },
    ),
    [
      `error sdk/v2-missing-at-runtime "'aws-sdk'": Cannot find module 'aws-sdk': Reader runs on nodejs22.x, which ships AWS SDK v3 alone, and the bundle leaves it out. Use @aws-sdk/client-s3.`,
    ],
  );

  it('moves inline code in a template string to v3', () => {
    expect(fixed(v2MissingAtRuntime.docs.bad[1] as Example)).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import * as lambda from 'aws-cdk-lib/aws-lambda';

      export class SenderStack extends cdk.Stack {
        readonly sender = new lambda.Function(this, 'Sender', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromInline(\`
            const { SQS } = require('@aws-sdk/client-sqs');
            const sqs = new SQS({});
            exports.handler = async event => {
              await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id });
            };
          \`),
        });
      }
      "
    `);
  });
  it('moves inline code to v3', () => {
    expect(fixed(lister('nodejs20.x'))).toMatchInlineSnapshot(`
      "Conditions:
        IsNew: !Equals [!Ref AWS::Region, eu-central-1]
      Resources:
        Lister:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs20.x
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/lister
            
            Code:
              ZipFile: |
                const { SQS } = require('@aws-sdk/client-sqs');
                exports.handler = () => new SQS({}).listQueues({});
      "
    `);
  });
});
