import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { deprecatedRuntime } from './deprecated-runtime.ts';
import { runtimeMember, supportedSuccessor, supportedSuccessors } from './runtimes.ts';

const orders = (runtime: string) => yaml`
  Parameters:
    Runtime: { Type: String, Default: nodejs14.x }
  Conditions:
    IsOld: !Equals [!Ref AWS::Region, eu-central-1]
  Resources:
    Orders:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: ${runtime}
        Handler: index.handler
        Role: arn:aws:iam::111122223333:role/orders
        Code: { S3Bucket: code, S3Key: orders.zip }
`;

ruleTest(deprecatedRuntime, ({ check, fixed, offered }) => {
  check(
    'after the date',
    yaml`
      Resources:
        Orders:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs20.x
      #              ^^^^^^^^^^ warning lambda/deprecated-runtime (fix): AWS stopped supporting nodejs20.x, on which Orders runs, on 2026-04-30. nodejs24.x succeeds it.
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/orders
            Code: { S3Bucket: code, S3Key: orders.zip }
    `,
  );
  check('once updates are blocked', orders('nodejs12.x'), [
    'error lambda/deprecated-runtime "nodejs12.x": AWS stopped supporting nodejs12.x on 2023-03-31, and Orders can’t be updated since 2023-04-30. nodejs24.x succeeds it.',
  ]);
  const notice = (days: number) => ({
    'plumbline.yaml': `version: 1\nrules: { lambda/deprecated-runtime: { days_ahead: ${days} } }\n`,
  });
  check('half a year before is silent', orders('nodejs22.x'), []);
  check('shortly before, as the project has it', withFiles(orders('nodejs22.x'), notice(180)), [
    'information lambda/deprecated-runtime "nodejs22.x": AWS stops supporting nodejs22.x, on which Orders runs, on 2027-04-30. nodejs24.x succeeds it.',
  ]);
  check('silent: later than the project asks for', withFiles(orders('nodejs22.x'), notice(10)), []);
  it('long before, where the project asks for it', () =>
    expect(fixed(withFiles(orders('python3.12'), notice(2000)))).not.toContain('python3.12'));
  check('long before is silent', orders('python3.12'), []);
  check('in one scenario', orders('!If [IsOld, python3.9, python3.14]'), [
    'warning lambda/deprecated-runtime "python3.9": AWS stopped supporting python3.9, on which Orders runs when IsOld, on 2025-12-15. python3.14 succeeds it.',
  ]);
  check('a parameter is silent', orders('!Ref Runtime'), []);
  check('an unknown runtime is silent', orders('nodejs99.x'), []);
  check(
    'SAM Globals, once for all functions',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Globals:
        Function:
          Runtime: python3.9
      Resources:
        One: { Type: AWS::Serverless::Function, Properties: { Handler: one.handler, CodeUri: one/ } }
        Two: { Type: AWS::Serverless::Function, Properties: { Handler: two.handler, CodeUri: two/ } }
    `,
    [
      'warning lambda/deprecated-runtime "python3.9": AWS stopped supporting python3.9, on which One runs, on 2025-12-15. python3.14 succeeds it.',
    ],
  );
  check(
    'a layer for nothing but old runtimes',
    yaml`
      Resources:
        Tools:
          Type: AWS::Lambda::LayerVersion
          Properties:
            CompatibleRuntimes: [nodejs14.x, nodejs16.x]
            Content: { S3Bucket: code, S3Key: tools.zip }
    `,
    [
      'information lambda/deprecated-runtime "nodejs16.x": AWS supports none of the runtimes that Tools is for: it stopped supporting nodejs16.x on 2024-06-12. nodejs24.x succeeds it.',
    ],
  );
  check(
    'a layer that is for a new runtime, too, is silent',
    yaml`
      Resources:
        Tools:
          Type: AWS::Lambda::LayerVersion
          Properties:
            CompatibleRuntimes: [nodejs16.x, nodejs24.x]
            Content: { S3Bucket: code, S3Key: tools.zip }
    `,
  );
  check(
    'a runtime that the app chooses at synthesis is silent',
    cdk`
      new lambda.Function(this, 'Orders', {
        runtime: new lambda.Runtime(process.env.RUNTIME!),
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
    `,
  );

  it('writes the successor', () => {
    expect(fixed(orders('"python3.9"'))).toContain('Runtime: "python3.14"');
    expect(
      fixed(cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.PYTHON_3_9, // for now
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `),
    ).toContain('runtime: lambda.Runtime.PYTHON_3_14, // for now');
  });
  it('does not take the SDK away from code that needs it', () => {
    expect(
      offered(yaml`
        Resources:
          Lister:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs16.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/lister
              Code:
                ZipFile: |
                  const AWS = require('aws-sdk');
                  exports.handler = () => new AWS.SQS().listQueues().promise();
      `),
    ).toMatchInlineSnapshot(`
      [
        "refused: Fix lambda/deprecated-runtime (the code loads aws-sdk (v2), which nodejs24.x does not ship; move it to AWS SDK v3 first)",
      ]
    `);
  });
  it('goes no further than a handler with a callback can', () => {
    const callback = (runtime: string) =>
      withFiles(
        cdk`
        new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.${runtime},
          handler: 'orders.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
      `,
        {
          ...notice(180),
          'lambda/orders.js': 'exports.handler = (event, context, callback) => callback(null, event);\n',
        },
      );
    expect(offered(callback('NODEJS_20_X'))).toEqual([
      'review: Change nodejs20.x to nodejs22.x (handler takes a callback, which nodejs24.x does not call)',
    ]);
    expect(fixed(callback('NODEJS_20_X'))).toContain('runtime: lambda.Runtime.NODEJS_22_X,');
    expect(offered(callback('NODEJS_22_X'))).toEqual([
      'refused: Fix lambda/deprecated-runtime (handler takes a callback, which nodejs24.x does not call; make it async first)',
    ]);
  });
  it('names runtimes as the CDK does', () => {
    const names = ['nodejs24.x', 'python3.14', 'java8.al2', 'java25', 'dotnet8', 'ruby3.4', 'provided.al2023'];
    expect(names.map(runtimeMember)).toEqual([
      'NODEJS_24_X',
      'PYTHON_3_14',
      'JAVA_8_CORRETTO',
      'JAVA_25',
      'DOTNET_8',
      'RUBY_3_4',
      'PROVIDED_AL2023',
    ]);
  });
  it('offers runtimes that are supported, the named one first', () => {
    expect(supportedSuccessors('nodejs16.x', '2026-11-21')).toEqual(['nodejs24.x', 'nodejs22.x']);
    expect(supportedSuccessors('python3.9', '2026-11-21').slice(0, 2)).toEqual(['python3.14', 'python3.13']);
    expect(supportedSuccessors('nodejs24.x', '2026-11-21')).toEqual([]);
  });
  it('follows the chain to a runtime that is supported on the day', () => {
    expect(supportedSuccessor('nodejs12.x', '2026-11-21')).toBe('nodejs24.x');
    expect(supportedSuccessor('nodejs24.x', '2026-11-21')).toBeNull();
    expect(supportedSuccessor('nodejs12.x', '2099-01-01')).toBeNull();
  });
});
