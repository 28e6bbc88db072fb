/** Reports methods of SDK v2 that are called on clients of v3. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import { leftoverFix, leftoversIn } from './leftover.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const v2Method = defineRule({
  id: 'sdk/v2-method',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Clients of AWS SDK v3 are used with the methods that they have.',
    why: `A client of v3 is no client of v2: its calls give promises, so that \`.promise()\` on one fails with *is not a function*, and so
do \`upload\`, \`getSignedUrl\`, \`waitFor\` and the like, which moved to functions of their own packages. A client whose name ends in
\`Client\` has no methods for operations at all; it is given commands with \`send\`. Such calls are left behind where a file was moved
to v3 by hand, and nothing but the first invocation says so in JavaScript.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3 } from '@aws-sdk/client-s3';
        const s3 = new S3({});
        export const handler = async () => (await s3.listBuckets({}).promise()).Buckets;
      `,
      }),
      withFiles(stack, {
        'lambda/reader.ts': `
        import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
        const db = new DynamoDBClient({});
        export const handler = async (event: { id: string }) =>
          db.getItem({ TableName: 'orders', Key: { id: { S: event.id } } });
      `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
        import { S3, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
        const s3 = new S3({});
        const client = new S3Client({});
        export const handler = async () => [await s3.listBuckets({}), await client.send(new ListBucketsCommand({}))];
      `,
      }),
    ],
    links: ['https://github.com/aws/aws-sdk-js-v3/blob/main/UPGRADING.md'],
  },
  messages: { leftover: "{written} is of AWS SDK v2; clients of v3 don't have it. Use {successor}." },
  checkCode: unit => leftoversIn(unit, 'method'),
  fix: leftoverFix,
});
