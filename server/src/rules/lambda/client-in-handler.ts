/** Reports clients that a handler makes anew in each invocation. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { CodeFact } from '../../core/resource.ts';
import { functionsRunning, ofRunning } from './running.ts';

const stack = cdk`
  new nodejs.NodejsFunction(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: 'lambda/reader.ts',
  });
`;

export const clientInHandler = defineRule({
  id: 'lambda/client-in-handler',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Clients are made once, outside of the handler.',
    why: `An execution environment serves many invocations. A client that is made outside of the handler is made while the
environment starts, where there is more CPU, and keeps its connections and credentials for the invocations that follow; one that is
made inside opens a new TLS connection each time. Clients that need something of the event or of a call are not reported.`,
    bad: [
      withFiles(stack, {
        'lambda/reader.ts': `
          import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

          export const handler = async () => {
            const s3 = new S3Client({ region: process.env.AWS_REGION });
            return s3.send(new ListBucketsCommand({}));
          };
        `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/reader.ts': `
          import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

          const s3 = new S3Client({});

          export const handler = async (event: { region: string }) => {
            const there = new S3Client({ region: event.region });
            return [await s3.send(new ListBucketsCommand({})), await there.send(new ListBucketsCommand({}))];
          };
        `,
      }),
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html'],
  },
  messages: {
    inside: 'Each invocation of {function} makes a new {made}. Make it once, outside of {handler}.',
  },
  looksAt: ofRunning,
  *checkConnected({ graph }) {
    const seen = new Set<CodeFact>();
    for (const { resource, run, code } of functionsRunning(graph)) {
      for (const fact of code?.units[0]?.facts ?? []) {
        if (fact.kind !== 'client-in-handler' || fact.handler !== run.handler || seen.has(fact)) continue;
        seen.add(fact);
        const { made, handler, span } = fact;
        yield {
          message: 'inside',
          at: span,
          params: { function: resource.logicalId, made, handler },
          resource,
          subject: made,
          data: fact,
        };
      }
    }
  },
  fix({ data }) {
    const { edits, made, handler } = data as Extract<CodeFact, { kind: 'client-in-handler' }>;
    if (!edits) return 'the client can’t simply be moved';
    const intents = edits.map(({ span, text }) => ({ kind: 'replaceText' as const, span, text }));
    return [{ title: `Make the ${made} once, above ${handler}`, intents, safety: 'review' }];
  },
});
