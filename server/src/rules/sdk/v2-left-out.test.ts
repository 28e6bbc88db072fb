import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2LeftOut } from './v2-left-out.ts';

const app = (externals: string, code = 'export const handler = async () => 1;\n', runtime = 'NODEJS_22_X') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Reader', {
        runtime: lambda.Runtime.${runtime},
        entry: 'lambda/reader.ts',
        bundling: { externalModules: [${externals}] },
      });
    `,
    { 'lambda/reader.ts': code },
  );

ruleTest(v2LeftOut, ({ check, fixed, offered }) => {
  check('older runtimes are silent', app("'aws-sdk'", undefined, 'NODEJS_16_X'), []);
  check('other modules are silent', app("'pg', '@aws-sdk/*'"), []);
  check(
    'code that uses v2 is for sdk/v2-missing-at-runtime',
    app("'aws-sdk'", "import { S3 } from 'aws-sdk';\nexport const handler = () => new S3();\n"),
    [],
  );
  it('names v3, or nothing', () => {
    expect(fixed(app("'pg', 'aws-sdk'"))).toContain("externalModules: ['pg', '@aws-sdk/*']");
    expect(fixed(app("'pg', 'aws-sdk'"), { fix: 1 })).toContain("externalModules: ['pg']");
    expect(offered(app("'@aws-sdk/*', 'aws-sdk'"))).toEqual(["review: Remove 'aws-sdk' from the external modules"]);
  });
});
