/** Reports options of clients that SDK v3 does not know. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { leftoverFix, leftoversIn } from './leftover.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2ClientOption = defineRule({
  id: 'sdk/v2-client-option',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Clients of AWS SDK v3 are made with options that it knows.',
    why: `v3 ignores options that it does not know. A client with \`maxRetries: 0\` goes on retrying, one with \`accessKeyId\` uses
the role of the function instead of those keys, one with \`s3ForcePathStyle\` asks the wrong host, and none of it is said
anywhere.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3Client } from '@aws-sdk/client-s3';
        export const s3 = new S3Client({ region: 'eu-central-1', maxRetries: 5 });
        export const handler = async () => new S3Client({});
      `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3Client } from '@aws-sdk/client-s3';
        export const s3 = new S3Client({ region: 'eu-central-1', maxAttempts: 6, forcePathStyle: true });
      `,
      }),
    ],
    links: [
      'https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md',
      'https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md',
    ],
  },
  messages: { leftover: 'AWS SDK v3 ignores the option {written} of v2. Use {successor}.' },
  checkCode: unit => leftoversIn(unit, 'option'),
  fix: leftoverFix,
});
