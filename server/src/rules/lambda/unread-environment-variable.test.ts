import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unreadEnvironmentVariable } from './unread-environment-variable.ts';

const app = (code: string, files: Record<string, string> = {}, props = '') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Orders', {
        runtime: lambda.Runtime.NODEJS_22_X,
        entry: 'lambda/orders.ts',
        environment: { STAGE: 'prod', TABLE: 'orders' },${props}
      });
    `,
    { 'lambda/orders.ts': code, ...files },
  );
const said = ['hint lambda/unread-environment-variable "TABLE": Nothing in the code of Orders reads TABLE.'];
const stage = 'export const handler = async () => process.env.STAGE;\n';

ruleTest(unreadEnvironmentVariable, ({ check, fixed }) => {
  check('code that reads the other one', app(stage), said);
  check(
    'code with the SDK',
    app(`import { S3 } from '@aws-sdk/client-s3';\nexport const s3 = new S3({});\n${stage}`),
    said,
  );
  for (const [name, example] of [
    ['a whole environment that is given away', app(`${stage}console.log({ ...process.env });\n`)],
    ['a name for it that is given away', app(`${stage}const env = process.env;\nparse(env);\n`)],
    ['a variable that is chosen', app(`${stage}export const get = (name: string) => process.env[name];\n`)],
    [
      'what is left over in a pattern',
      app('const { STAGE, ...rest } = process.env;\nexport const handler = async () => [STAGE, rest];\n'),
    ],
    ['a package that is not known', app(`import orm from 'some-orm';\n${stage}orm();\n`)],
    ['a file that is not there', app(`import { get } from './get';\n${stage}get();\n`)],
    [
      'a file that reads it',
      app(`import { table } from './table';\n${stage}table();\n`, {
        'lambda/table.ts': 'export const table = () => process.env.TABLE;\n',
      }),
    ],
    ['a layer', app(stage, {}, " layers: [lambda.LayerVersion.fromLayerVersionArn(this, 'L', 'arn')],")],
  ] as const)
    check(`${name} may read it`, example, []);

  check(
    'functions that share their variables',
    withFiles(
      cdk`
        const environment = { TABLE: 'orders' };
        const runtime = lambda.Runtime.NODEJS_22_X;
        new nodejs.NodejsFunction(this, 'One', { runtime, entry: 'lambda/one.ts', environment });
        new nodejs.NodejsFunction(this, 'Two', { runtime, entry: 'lambda/two.ts', environment });
      `,
      {
        'lambda/one.ts': 'export const handler = async () => 1;\n',
        'lambda/two.ts': 'export const handler = async () => process.env.TABLE;\n',
      },
    ),
    [],
  );

  it('removes it', () => {
    expect(fixed(app(stage))).toContain("environment: { STAGE: 'prod' },");
  });
});
