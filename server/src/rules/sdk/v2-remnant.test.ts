import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Remnant } from './v2-remnant.ts';

const app = (code: string, runtime = 'NODEJS_22_X') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Reader', {
        runtime: lambda.Runtime.${runtime},
        entry: 'lambda/reader.ts',
        environment: { STAGE: 'prod', AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1' },
      });
    `,
    { 'lambda/reader.ts': code },
  );
const plain = 'export const handler = async () => process.env.STAGE;\n';

ruleTest(v2Remnant, ({ check, fixed }) => {
  check(
    'code that uses v2 has use for it',
    app("import { S3 } from 'aws-sdk';\nexport const handler = () => new S3();\n"),
    [],
  );
  check('older runtimes are silent', app(plain, 'NODEJS_16_X'), []);
  it('removes it', () => {
    expect(fixed(app(plain))).toContain("environment: { STAGE: 'prod' },");
  });
});
