/** Reports properties of errors that SDK v2 set and v3 does not. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { leftoverFix, leftoversIn } from './leftover.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2ErrorProperty = defineRule({
  id: 'sdk/v2-error-property',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Errors of AWS SDK v3 are told apart by the properties that they have.',
    why: `Errors of v2 had \`code\`, \`statusCode\` and \`retryable\`; those of v3 have \`name\`, \`$metadata.httpStatusCode\` and
\`$retryable\`. A comparison with \`e.code\` is never true then, so that an object that is simply not there becomes an error, or is
retried for ever. It is reported where what is tried calls v3.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event: { key: string }) => {
          try {
            await s3.send(new HeadObjectCommand({ Bucket: 'orders', Key: event.key }));
          } catch (e: any) {
            if (e.code === 'NotFound') return false;
            throw e;
          }
          return true;
        };
      `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event: { key: string }) => {
          try {
            await s3.send(new HeadObjectCommand({ Bucket: 'orders', Key: event.key }));
          } catch (e: any) {
            if (e.name === 'NotFound' || e.code === 'ECONNRESET') return false;
            throw e;
          }
          return true;
        };
      `,
      }),
    ],
    links: [
      'https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md',
      'https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/ERROR_HANDLING.md',
    ],
  },
  messages: { leftover: 'Errors of AWS SDK v3 have no {written}, as those of v2 did. Use {successor}.' },
  checkCode: unit => leftoversIn(unit, 'error'),
  fix: leftoverFix,
});
