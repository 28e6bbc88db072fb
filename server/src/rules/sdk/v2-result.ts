/** Reports streams and bytes of SDK v3 that are taken for the buffers of v2. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { leftoverFix, leftoversIn } from './leftover.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2Result = defineRule({
  id: 'sdk/v2-result',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Streams and bytes that AWS SDK v3 gives are decoded.',
    why: `In v3 the \`Body\` of an S3 object is a stream, and the \`Payload\` of an invocation (as keys and signatures of KMS) a
\`Uint8Array\`. Where v2 code took a \`Buffer\`, nothing fails loudly: \`Body.toString()\` is \`[object Object]\`,
\`Payload.toString()\` a list of numbers, and \`JSON.parse\` of either throws on data that is all right.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event: { key: string }) => {
          const found = await s3.send(new GetObjectCommand({ Bucket: 'orders', Key: event.key }));
          return JSON.parse(found.Body!.toString());
        };
      `,
      }),
      withFiles(stack, {
        'lambda/reader.ts': `
        import { Lambda } from '@aws-sdk/client-lambda';
        const lambda = new Lambda({});
        export const handler = async () => {
          const { Payload } = await lambda.invoke({ FunctionName: 'pricing' });
          return JSON.parse(Payload as any);
        };
      `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3Client({});
        export const handler = async (event: { key: string }) => {
          const found = await s3.send(new GetObjectCommand({ Bucket: 'orders', Key: event.key }));
          return JSON.parse(await found.Body!.transformToString());
        };
      `,
      }),
    ],
    links: ['https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md'],
  },
  messages: {
    leftover: '{written} of what AWS SDK v3 gives here is not its text: it is no Buffer as in v2. Use {successor}.',
  },
  checkCode: unit => leftoversIn(unit, 'result'),
  fix: leftoverFix,
});
