/** Reports X-Ray's wrapper for clients of SDK v2 around a client of v3. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { leftoverFix, leftoversIn } from './leftover.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2XrayCapture = defineRule({
  id: 'sdk/v2-xray-capture',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Clients of AWS SDK v3 are traced with captureAWSv3Client.',
    why: `\`captureAWSClient\` changes methods that clients of v2 have. Given a client of v3 it throws when the file is loaded
(*customizeRequestHandler is not a function*), so that no invocation gets as far as the handler. \`captureAWSv3Client\` is the one for v3.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3Client } from '@aws-sdk/client-s3';
        import * as AWSXRay from 'aws-xray-sdk-core';
        export const s3 = AWSXRay.captureAWSClient(new S3Client({}));
      `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3Client } from '@aws-sdk/client-s3';
        import * as AWSXRay from 'aws-xray-sdk-core';
        export const s3 = AWSXRay.captureAWSv3Client(new S3Client({}));
      `,
      }),
    ],
    links: ['https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-awssdkclients.html'],
  },
  messages: { leftover: '{written} is for clients of AWS SDK v2 and throws on this one of v3. Use {successor}.' },
  checkCode: unit => leftoversIn(unit, 'capture'),
  fix: leftoverFix,
});
