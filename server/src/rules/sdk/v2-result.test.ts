import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Result } from './v2-result.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;
const handler = (code: string) => withFiles(stack, { 'lambda/reader.ts': code });
const after = (text: string) => text.slice(text.indexOf('--- reader.ts') + 14);

ruleTest(v2Result, ({ check, fixed }) => {
  check(
    'a stream, bytes, and what is destructured',
    handler(`
      import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
      import { KMS } from '@aws-sdk/client-kms';
      const s3 = new S3Client({});
      const kms = new KMS({});
      export const handler = async () => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
        const key = await kms.decrypt({ CiphertextBlob: new Uint8Array() });
        return [Body!.toString(), key.Plaintext!.toString()];
      };
    `),
    [
      'error sdk/v2-result "toString": .toString() of what AWS SDK v3 gives here is not its text: it is no Buffer as in v2. Use await transformToString().',
      'error sdk/v2-result "toString": .toString() of what AWS SDK v3 gives here is not its text: it is no Buffer as in v2. Use new TextDecoder().decode(…).',
    ],
  );
  check(
    'what is right in v3, and what is no result of the SDK, is silent',
    handler(`
      import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
      import { Lambda } from '@aws-sdk/client-lambda';
      const s3 = new S3Client({});
      const lambda = new Lambda({});
      export const handler = async (event: { Body: Buffer }) => {
        const found = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
        const { Payload } = await lambda.invoke({ FunctionName: 'f' });
        found.ContentType?.toString();
        (found.Body as any).pipe(process.stdout);
        Buffer.from(Payload!).toString();
        Payload!.transformToString();
        return [event.Body.toString(), await found.Body!.transformToString()];
      };
    `),
    [],
  );
  const s3 = "import { S3 } from '@aws-sdk/client-s3';\nconst s3 = new S3({});\n";

  it('keeps encodings and optional chains, and takes casts away', () => {
    const body = (use: string) =>
      after(
        fixed(
          handler(
            `${s3}export const handler = async () => {\n  const o = await s3.getObject({ Bucket: 'b', Key: 'k' });\n  return ${use};\n};\n`,
          ),
        ),
      ).split('\n')[4];
    expect(body("o.Body?.toString('base64')")).toBe("  return await o.Body?.transformToString('base64');");
    expect(body("(o.Body as Buffer).toString('utf8').length")).toBe(
      '  return (await o.Body!.transformToString()).length;',
    );
    expect(body('String(o.Body)')).toBe('  return await o.Body.transformToString();');
  });
});
