import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { undefinedEnvironmentVariable } from './undefined-environment-variable.ts';

const app = (code: string, props = '', more = '', files: Record<string, string> = {}) =>
  withFiles(
    cdk`
      const orders = new nodejs.NodejsFunction(this, 'Orders', {
        runtime: lambda.Runtime.NODEJS_22_X,
        entry: 'lambda/orders.ts',${props}
      });
      ${more}
    `,
    { 'lambda/orders.ts': code, ...files },
  );
const reads = (expression: string, more = '') => `${more}export const handler = async () => ${expression};\n`;

ruleTest(undefinedEnvironmentVariable, ({ check, fixed, offered }) => {
  const said = (name: string, covered = `process.env.${name}`) =>
    `warning lambda/undefined-environment-variable "${covered}": Orders needs ${name} here, and nothing sets it.`;

  check(
    'silent for code that runs on a device',
    yaml`
      Resources:
        Device:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: python3.13
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/device
            Code:
              ZipFile: |
                import os
                import greengrasssdk
                def handler(event, context):
                    return os.environ['CORE_NAME']
    `,
  );
  check('no variables at all', app(reads('process.env.TABLE')), [said('TABLE')]);
  check(
    'destructured, in a helper, and in another file',
    app(reads('[A, get()]', "import { get } from './get';\nconst { A } = process.env;\n"), '', '', {
      'lambda/get.ts': "export const get = () => process.env['B'];\n",
    }),
    [said('B', "process.env['B']"), said('A', 'A')],
  );
  check(
    'the last of several that are asked for, where none is set',
    app(reads('process.env.ORDERS_TABLE || process.env.TABLE')),
    [said('TABLE')],
  );
  check(
    'silent: the last of several where another one is set, and what a function of one’s own may do without',
    app(
      reads(
        "[process.env.ORDERS_TABLE || process.env.TABLE, process.env.A ?? process.env.B ?? 'c', count(process.env.COUNT, 3)]",
        'const count = (text: string | undefined, otherwise: number) => Number(text) || otherwise;\n',
      ),
      " environment: { ORDERS_TABLE: 'orders' },",
    ),
    [],
  );
  const python = (expression: string, variables: string) => yaml`
    Resources:
      Orders:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.13
          Handler: index.handler
          Role: arn:aws:iam::111122223333:role/orders
          Environment: { Variables: ${variables} }
          Code:
            ZipFile: |
              import os
              def handler(event, context):
                  return ${expression}
  `;
  for (const expression of [
    'os.environ.get("A") or os.environ["B"]',
    'os.environ["A"] if "A" in os.environ else os.environ["B"]',
  ]) {
    check(`silent in Python: ${expression}, where A is set`, python(expression, "{ A: 'a' }"), []);
    check(`in Python: ${expression}, where neither is set`, python(expression, "{ C: 'c' }"), [
      String.raw`warning lambda/undefined-environment-variable "os.environ[\"B\"]": Orders needs B here, and nothing sets it.`,
    ]);
  }
  check('the account', app(reads('process.env.AWS_ACCOUNT_ID')), [
    'warning lambda/undefined-environment-variable "process.env.AWS_ACCOUNT_ID": Orders needs AWS_ACCOUNT_ID here. Lambda sets no such variable, and neither does the stack.',
  ]);
  check(
    'one of two functions with the same code',
    app(
      reads('process.env.TABLE'),
      " environment: { TABLE: 'orders' },",
      "new nodejs.NodejsFunction(this, 'Copy', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/orders.ts' });",
    ),
    ['warning lambda/undefined-environment-variable "process.env.TABLE": Copy needs TABLE here, and nothing sets it.'],
  );
  for (const [name, example] of [
    ['what is set later', app(reads('process.env.TABLE'), '', "orders.addEnvironment('TABLE', 'orders');")],
    [
      'what is tested or has a default',
      app(reads("[process.env.A ?? 1, process.env.B === 'x', process.env.C || '', process.env.D ? 1 : 2]")),
    ],
    ['what is tested elsewhere', app(reads('process.env.A', 'if (!process.env.A) throw new Error();\n'))],
    ['what the code sets', app(reads('process.env.A', "process.env.A = '1';\n"))],
    ['what a file of settings may set', app(reads('process.env.A', "import 'dotenv/config';\n"))],
    ['what Lambda sets', app(reads('[process.env.AWS_REGION, process.env.AWS_LAMBDA_FUNCTION_NAME, process.env.TZ]'))],
    ['what bundling may put in', app(reads('process.env.A'), " bundling: { define: { 'process.env.A': '1' } },")],
    [
      'variables that are not seen',
      app(reads('process.env.A'), ' environment: { ...shared },', 'declare const shared: Record<string, string>;'),
    ],
    [
      'what an aspect adds to all functions',
      withFiles(
        cdk`
          import * as cdk from 'aws-cdk-lib';
          import { aws_lambda as lambda, aws_lambda_nodejs as nodejs } from 'aws-cdk-lib';
          class Agent implements cdk.IAspect {
            visit(node: unknown) {
              if (node instanceof lambda.Function) node.addEnvironment('A', '1');
            }
          }
          const app = new cdk.App();
          const stack = new cdk.Stack(app, 'Orders');
          new nodejs.NodejsFunction(stack, 'Orders', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/orders.ts' });
          cdk.Aspects.of(app).add(new Agent());
        `,
        { 'lambda/orders.ts': reads('process.env.A') },
      ),
    ],
    [
      'what another function may set',
      app(
        reads('process.env.A'),
        '',
        `new iam.Role(this, 'Setter', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(
          new iam.PolicyStatement({ actions: ['lambda:UpdateFunctionConfiguration'], resources: [orders.functionArn] }),
        );`,
      ),
    ],
    ['what the handler does not reach', app(reads('1', 'export const other = () => process.env.A;\n'))],
  ] as const)
    check(`${name} is silent`, example, []);

  it('sets what its name leaves no doubt about', () => {
    expect(
      fixed(
        withFiles(
          cdk`
            const table = new dynamodb.Table(this, 'Table', {
              partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
            });
            new nodejs.NodejsFunction(this, 'Orders', {
              runtime: lambda.Runtime.NODEJS_22_X,
              entry: 'lambda/orders.ts',
              environment: { STAGE: 'dev' },
            });
          `,
          { 'lambda/orders.ts': reads('process.env.TABLE_NAME') },
        ),
      ),
    ).toContain('TABLE_NAME: table.tableName');
    expect(fixed(app(reads('process.env.AWS_ACCOUNT_ID')))).toMatch(/environment: \{\s*AWS_ACCOUNT_ID: /);
    expect(
      fixed(yaml`
        Resources:
          Queue: { Type: AWS::SQS::Queue }
          Sender:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/sender
              Code:
                ZipFile: |
                  exports.handler = async () => process.env.QUEUE_URL;
      `),
    ).toContain('QUEUE_URL: !Ref Queue');
  });
  it('does not guess', () => {
    expect(offered(app(reads('process.env.SECRET_SAUCE')))).toEqual([
      'refused: Fix lambda/undefined-environment-variable (what SECRET_SAUCE is to be can’t be told)',
    ]);
  });
});
