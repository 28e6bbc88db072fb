/** Reports work that a function begins and does not wait for. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { CodeFact } from '../../core/resource.ts';
import { handlerOf, named, runnersOf } from './running.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Archiver', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/archiver.ts',
  });
`;

type Unawaited = Extract<CodeFact, { kind: 'unawaited-call' }>;

export const unawaitedCall = defineRule({
  id: 'lambda/unawaited-call',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Async handlers wait for all that they begin.',
    why: `As soon as the promise of an \`async\` handler is settled, Lambda freezes the execution environment. What was begun and
not awaited is cut off wherever it stands, and goes on in a later invocation, fails there on a connection that is long closed,
or never runs at all. If it fails in time, the function crashes with an unhandled rejection; nothing of it reaches the caller,
the retries or the dead-letter queue. \`forEach\` drops the promises of an \`async\` function, so a loop with it waits for nothing.

Reported are calls of the SDK and of \`async\` functions of the same file that stand as statements in \`async\` functions which an
\`async\` handler reaches. A call behind \`void\` says that it is meant, and handlers with a callback wait for the event loop
by themselves.`,
    bad: [
      withFiles(stack, {
        'lambda/archiver.ts': `
          import type { S3Event } from 'aws-lambda';
          import { CopyObjectCommand, S3Client } from '@aws-sdk/client-s3';

          const s3 = new S3Client({});

          export const handler = async (event: S3Event) => {
            event.Records.forEach(async ({ s3: { bucket, object } }) => {
              const source = { CopySource: bucket.name + '/' + object.key, Key: object.key };
              await s3.send(new CopyObjectCommand({ Bucket: process.env.ARCHIVE, ...source }));
            });
          };
        `,
      }),
      yaml`
        Resources:
          Notifier:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/notifier
              Code:
                ZipFile: |
                  const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
                  const sns = new SNSClient({});
                  exports.handler = async event => {
                    sns.send(new PublishCommand({ TopicArn: event.topic, Message: event.text }));
                  };
      `,
    ],
    good: [
      withFiles(stack, {
        'lambda/archiver.ts': `
          import type { S3Event } from 'aws-lambda';
          import { CopyObjectCommand, S3Client } from '@aws-sdk/client-s3';

          const s3 = new S3Client({});

          export const handler = async (event: S3Event) => {
            await Promise.all(
              event.Records.map(async ({ s3: { bucket, object } }) => {
                const source = { CopySource: bucket.name + '/' + object.key, Key: object.key };
                await s3.send(new CopyObjectCommand({ Bucket: process.env.ARCHIVE, ...source }));
              }),
            );
          };
        `,
      }),
      yaml`
        Resources:
          Notifier:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/notifier
              Code:
                ZipFile: |
                  const { SNSClient, PublishCommand } = require('@aws-sdk/client-sns');
                  const sns = new SNSClient({});
                  exports.handler = async event => {
                    await sns.send(new PublishCommand({ TopicArn: event.topic, Message: event.text }));
                  };
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
    ],
  },
  messages: {
    loop: '{written} does not wait for its async function: {functions} may end before the work is done.',
    call: '{written} is not awaited: {functions} may end before it is done.',
  },
  *checkConnected({ graph }) {
    for (const unit of graph.code)
      for (const fact of unit.facts) {
        if (fact.kind !== 'unawaited-call') continue;
        const running = runnersOf(graph, unit, fact.span).filter(r => handlerOf(r)?.fact.style === 'async');
        const [first] = running;
        if (!first) continue;
        const handler = handlerOf(first);
        yield {
          message: fact.form,
          at: fact.span,
          params: { written: fact.written, functions: named(running) },
          resource: first.resource,
          related: handler ? [{ span: handler.fact.span, message: `${handler.fact.name} is async` }] : [],
          subject: fact.written,
          data: fact,
        };
      }
  },
  fix({ data }) {
    const { edits, written } = data as Unawaited;
    if (!edits) return 'what is looped over may be no array';
    const intents = edits.map(({ span, text }) => ({ kind: 'replaceText' as const, span, text }));
    return [{ title: `Await ${written}`, intents, safety: 'review' }];
  },
});
