/** Reports code files that import AWS SDK for JavaScript v2. */
import type { CodeUnit } from '../../core/resource.ts';
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import {
  END_OF_SUPPORT,
  type SdkImport,
  allSuccessors,
  failureOf,
  migration,
  sdkImports,
  successors,
  withV3,
  withoutDependency,
} from './v2.ts';

const stack = cdk`
  new lambda.Function(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('lambda'),
  });
`;

export const v2Import = defineRule({
  id: 'sdk/v2-import',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Code uses AWS SDK for JavaScript v3.',
    why: `AWS ended support of v2 (the package \`aws-sdk\`) on ${END_OF_SUPPORT}: no new services, no new regions, no
security fixes. Lambda runtimes from nodejs18.x on ship v3 alone, so v2 has to be packed with every function, where it
costs some 90 MB and a slower start. Version 3 has one package per client, so a function carries only what it uses. An
import that is there for its types alone is reported as information, since nothing of it runs.

Where everything that the file does with the SDK has an exact counterpart (clients with no more configuration than a
region, calls that end in \`.promise()\`, results that are read as text, codes of errors), the fix rewrites it. Where it can't be exact
(callbacks, events, signed URLs), it says so and leaves the file alone.`,
    bad: [
      withFiles(stack, {
        'lambda/package.json': `{ "dependencies": { "aws-sdk": "^2.1692.0" } }`,
        'lambda/index.js': `
          const { SQS } = require('aws-sdk');
          const sqs = new SQS();
          exports.handler = async event => {
            await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }).promise();
          };
        `,
      }),
    ],
    good: [
      withFiles(stack, {
        'lambda/index.js': `
          const { SQS } = require('@aws-sdk/client-sqs');
          const sqs = new SQS({});
          exports.handler = async event => {
            await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id });
          };
        `,
      }),
    ],
    links: [
      'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrating.html',
      'https://aws.amazon.com/blogs/developer/announcing-end-of-support-for-aws-sdk-for-javascript-v2/',
    ],
  },
  messages: {
    import: `'{module}' is AWS SDK for JavaScript v2, which AWS has not supported since ${END_OF_SUPPORT}. Use {successor}.`,
    types: `The types of '{module}' are those of AWS SDK for JavaScript v2, which AWS has not supported since ${END_OF_SUPPORT}. Use those of {successor}.`,
  },
  // A check of the graph, since an import that fails at run time is sdk/v2-missing-at-runtime's to report.
  *checkGraph({ graph }) {
    for (const unit of graph.code) {
      if (unit.embedded) continue;
      for (const found of sdkImports(unit)) {
        if (failureOf(graph, unit, found)) continue;
        yield {
          message: found.typeOnly ? 'types' : 'import',
          at: found.span,
          params: { module: found.module, successor: successors(found) },
          ...(found.typeOnly ? { severity: 'information' as const } : {}),
          tags: ['deprecated'],
          related: found.obstacle ? [{ span: found.obstacle.span, message: found.obstacle.reason }] : [],
          subject: found.module,
          data: { found, unit },
        };
      }
    }
  },
  fix({ data }, { graph, today }) {
    const { found, unit } = data as { found: SdkImport; unit: CodeUnit };
    if (found.typeOnly) return 'types of v2 have no exact counterpart of the same name in v3';
    const intents = migration(found);
    if (typeof intents === 'string') return intents;
    const newer = withV3(graph, unit, found, today);
    if (typeof newer === 'string') return newer;
    const unused = withoutDependency(graph, unit);
    const title = `Move to ${allSuccessors(unit, found, newer.runtime)}${unused.title}`;
    return [{ title, intents: [...intents, ...newer.intents, ...unused.intents], safety: 'review' }];
  },
});
