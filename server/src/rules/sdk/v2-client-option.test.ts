import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2ClientOption } from './v2-client-option.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;
const handler = (code: string) => withFiles(stack, { 'lambda/reader.ts': code });
const after = (text: string) => text.slice(text.indexOf('--- reader.ts') + 14);

ruleTest(v2ClientOption, ({ check, fixed, offered }) => {
  const client = (options: string) =>
    handler(`import { S3Client } from '@aws-sdk/client-s3';\nexport const s3 = new S3Client({ ${options} });\n`);
  check('keys once', client("accessKeyId: 'a', secretAccessKey: 'b'"), [
    'warning sdk/v2-client-option "accessKeyId": AWS SDK v3 ignores the option accessKeyId of v2. Use credentials.',
  ]);
  check(
    'what v3 knows is silent',
    client("region: 'eu-central-1', credentials: undefined, requestHandler: undefined"),
    [],
  );
  check(
    'clients of other packages are silent',
    handler("import { S3Client } from 'minio';\nexport const s3 = new S3Client({ maxRetries: 3 });\n"),
    [],
  );
  it('counts the first attempt', () => {
    expect(after(fixed(client('maxRetries: 3')))).toContain('new S3Client({ maxAttempts: 4 })');
    expect(after(fixed(client('s3ForcePathStyle: true')))).toContain('new S3Client({ forcePathStyle: true })');
  });
  it('does not guess', () => {
    expect(offered(client('httpOptions: { timeout: 1000 }'))).toEqual([
      'refused: Fix sdk/v2-client-option (what takes its place depends on the code around it)',
    ]);
  });
});
