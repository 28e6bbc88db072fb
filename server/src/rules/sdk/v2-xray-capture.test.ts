import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { v2XrayCapture } from './v2-xray-capture.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;
const handler = (code: string) => withFiles(stack, { 'lambda/reader.ts': code });
const after = (text: string) => text.slice(text.indexOf('--- reader.ts') + 14);

ruleTest(v2XrayCapture, ({ check, fixed }) => {
  const captured = (client: string) =>
    handler(
      `import { S3Client } from '@aws-sdk/client-s3';\nimport { captureAWSClient, captureAWSv3Client } from 'aws-xray-sdk-core';\nimport AWSXRay from 'aws-xray-sdk';\nexport const s3 = ${client};\n`,
    );
  check('the right wrapper is silent', captured('captureAWSv3Client(new S3Client({}))'), []);
  check('something else that is wrapped is silent', captured('AWSXRay.captureAWSClient(other)'), []);
  it('names the wrapper for v3', () => {
    expect(after(fixed(captured('AWSXRay.captureAWSClient(new S3Client({}))')))).toContain(
      'AWSXRay.captureAWSv3Client(new S3Client({}))',
    );
  });
});
