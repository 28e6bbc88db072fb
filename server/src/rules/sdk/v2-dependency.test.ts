import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Dependency } from './v2-dependency.ts';

const app = (files: Record<string, string>) =>
  withFiles(cdk`new cdk.CfnOutput(this, 'Name', { value: 'orders' });`, files);
const both = '{\n  "dependencies": {\n    "aws-sdk": "^2.1.0",\n    "zod": "^3.0.0"\n  }\n}\n';
const code = "import { S3 } from 'aws-sdk';\nexport const handler = () => new S3();\n";

ruleTest(v2Dependency, ({ check, fixed, offered }) => {
  const said = (name: string) =>
    `warning sdk/v2-dependency ${JSON.stringify(`"${name}"`)}: '${name}' is AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08, and no code here imports it.`;
  check('code that imports it is what is reported', app({ 'package.json': both, 'lambda/index.ts': code }), []);
  check(
    'a package of a workspace uses what the root installs',
    app({ 'package.json': both, 'packages/a/package.json': '{}', 'packages/a/index.ts': code }),
    [],
  );
  check(
    'packages that ask for it',
    app({ 'package.json': '{ "dependencies": { "aws-sdk": "2", "dynamoose": "2" } }' }),
    [],
  );
  check(
    'types, and another package beside it',
    app({
      'a/package.json': '{ "devDependencies": { "@types/aws-sdk": "2" } }',
      'b/package.json': both,
      'b/index.ts': code,
    }),
    [said('@types/aws-sdk')],
  );
  check('a layer', app({ 'layers/sdk/nodejs/package.json': '{ "dependencies": { "aws-sdk": "2" } }' }), [
    `warning sdk/v2-dependency ${JSON.stringify('"aws-sdk"')}: This layer brings 'aws-sdk', AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08.`,
  ]);
  check('a layer that is laid out by its build', app({ 'layers/aws-sdk-lib/package.json': both }), [
    `warning sdk/v2-dependency ${JSON.stringify('"aws-sdk"')}: This layer brings 'aws-sdk', AWS SDK for JavaScript v2, which AWS has not supported since 2025-09-08.`,
  ]);
  check('a file that is no manifest', app({ 'package.json': '[1, {' }), []);

  it('takes the entry away with its comma', () => {
    expect(fixed(app({ 'package.json': both }))).toContain('{\n  "dependencies": {\n    "zod": "^3.0.0"\n  }\n}\n');
    const last = '{ "dependencies": { "zod": "^3.0.0", "aws-sdk": "2" } }';
    expect(fixed(app({ 'package.json': last }))).toContain('{ "dependencies": { "zod": "^3.0.0" } }');
  });
  it('leaves layers to their owners', () => {
    expect(offered(app({ 'l/nodejs/package.json': '{ "dependencies": { "aws-sdk": "2" } }' }))).toEqual([
      'refused: Fix sdk/v2-dependency (functions with the layer may need it)',
    ]);
  });
});
