import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { clientInHandler } from './client-in-handler.ts';

const app = (body: string, more = '') =>
  withFiles(
    cdk`
      new nodejs.NodejsFunction(this, 'Reader', { runtime: lambda.Runtime.NODEJS_22_X, entry: 'lambda/reader.ts' });
    `,
    {
      'lambda/reader.ts': `import { S3Client } from '@aws-sdk/client-s3';\n${more}\n/** Reads. */\nexport async function handler(event: { region: string }) {\n${body}\n}\n`,
    },
  );

ruleTest(clientInHandler, ({ check, fixed, offered }) => {
  const said = [
    'hint lambda/client-in-handler "new S3Client({})": Each invocation of Reader makes a new S3Client. Make it once, outside of handler.',
  ];
  check('in the handler', app('  const s3 = new S3Client({});\n  return s3;'), said);
  check(
    'of something that the event brings',
    app('  const { region } = event;\n  const s3 = new S3Client({ region });\n  return s3;'),
    [],
  );
  check(
    'of something that a call gives',
    app('  const s3 = new S3Client({ credentials: fresh() });\n  return s3;'),
    [],
  );
  check(
    'in another function',
    app('  return make();', 'export function make() { const s3 = new S3Client({}); return s3; }'),
    [],
  );
  check(
    'once, and when it is needed',
    app('  s3 ??= new S3Client({});\n  return s3;', 'let s3: S3Client | undefined;'),
    [],
  );

  it('moves it above the handler and its comment', () => {
    expect(fixed(app('  const s3 = new S3Client({\n    region: "eu-central-1",\n  });\n  return s3;'))).toContain(`
const s3 = new S3Client({
  region: "eu-central-1",
});

/** Reads. */
export async function handler(event: { region: string }) {
  return s3;
}
`);
  });
  it('leaves it where the name is taken', () => {
    expect(offered(app('  const s3 = new S3Client({});\n  return s3;', 'const s3 = 1;'))).toEqual([
      'refused: Fix lambda/client-in-handler (the client can’t simply be moved)',
    ]);
  });
  it('moves it within a string', () => {
    expect(
      fixed(yaml`
        Resources:
          Reader:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/reader
              Code:
                ZipFile: |
                  const { S3Client } = require('@aws-sdk/client-s3');
                  exports.handler = async () => {
                    const s3 = new S3Client({});
                    return s3;
                  };
      `),
    ).toContain(`ZipFile: |
          const { S3Client } = require('@aws-sdk/client-s3');
          const s3 = new S3Client({});

          exports.handler = async () => {
            return s3;
          };
`);
  });
});
