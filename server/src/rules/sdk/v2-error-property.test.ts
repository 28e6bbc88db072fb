import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2ErrorProperty } from './v2-error-property.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;
const handler = (code: string) => withFiles(stack, { 'lambda/reader.ts': code });
const after = (text: string) => text.slice(text.indexOf('--- reader.ts') + 14);

ruleTest(v2ErrorProperty, ({ check, fixed }) => {
  const tried = (body: string, more = '') =>
    handler(`
      import { S3 } from '@aws-sdk/client-s3';
      const s3 = new S3({});
      export const handler = async () => {
        try {
          await s3.headBucket({ Bucket: 'b' });${more}
        } catch (e: any) {
          ${body}
        }
      };
    `);
  const said = (written: string, successor: string) =>
    `warning sdk/v2-error-property "${written}": Errors of AWS SDK v3 have no ${written}, as those of v2 did. Use ${successor}.`;
  check(
    'codes, in comparisons and switches',
    tried("if (e.code !== 'NotFound') throw e; switch (e.code) { case 'NoSuchBucket': return; }"),
    [said('code', 'name'), said('code', 'name')],
  );
  check('status and retryable', tried('return e.statusCode === 404 || e.retryable;'), [
    said('statusCode', 'e.$metadata?.httpStatusCode'),
    said('retryable', '$retryable'),
  ]);
  check(
    'silent: what asks for the property of v3 as well',
    tried(
      "if (e.code === 'NotFound' || e.name === 'NotFound') return; return (e as any).statusCode === 404 || (e.$metadata?.httpStatusCode ?? 0) === 404;",
    ),
    [],
  );
  check(
    'codes of Node, and errors that may be of something else, are silent',
    tried("return e.code === 'ECONNRESET' || e.statusCode;", ' await fetch("https://example.com");'),
    [],
  );
  check(
    'errors of others are silent',
    handler(
      `export const handler = async () => { try { await fetch('x'); } catch (e: any) { return e.code === 'NotFound'; } };\n`,
    ),
    [],
  );
  it('says it in v3', () => {
    expect(after(fixed(tried('return e.statusCode === 404;')))).toContain(
      'return e.$metadata?.httpStatusCode === 404;',
    );
  });
});
