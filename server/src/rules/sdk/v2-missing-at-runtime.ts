/** Reports imports of AWS SDK for JavaScript v2 that fail when the function starts. */
import type { CodeUnit } from '../../core/resource.ts';
import { cdk, defineRule, json, withFiles, yaml } from '../../core/rule.ts';
import type { FixProposal, Intent } from '../../core/intent.ts';
import { type Value, inScenario } from '../../core/value.ts';
import {
  type SdkImport,
  allSuccessors,
  failureOf,
  migration,
  sdkImports,
  successors,
  withoutDependency,
} from './v2.ts';

const HOW = {
  inline: 'inline code brings no modules along',
  'bundled-without-sdk': 'the bundle leaves it out',
  'asset-alone': 'its folder has no node_modules',
} as const;

export const v2MissingAtRuntime = defineRule({
  id: 'sdk/v2-missing-at-runtime',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Code loads no module that its runtime does not have.',
    why: `Lambda runtimes from nodejs18.x on ship AWS SDK for JavaScript v3 (\`@aws-sdk/*\`) and no longer v2 (\`aws-sdk\`).
Inline code, and code that is bundled with \`aws-sdk\` as an external module, has nothing but what the runtime ships: the
function deploys, and every invocation fails with \`Cannot find module 'aws-sdk'\`. So has a folder of JavaScript that is deployed as
it is, with neither \`package.json\` nor \`node_modules\`. Assets that may bring modules along, and functions with layers, are not
reported here.`,
    bad: [
      yaml`
        Resources:
          Sender:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/sender
              Code:
                ZipFile: |
                  const { SQS } = require('aws-sdk');
                  const sqs = new SQS();
                  exports.handler = async event => {
                    await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }).promise();
                  };
      `,
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as lambda from 'aws-cdk-lib/aws-lambda';

        export class SenderStack extends cdk.Stack {
          readonly sender = new lambda.Function(this, 'Sender', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromInline(${'`'}
              const AWS = require('aws-sdk');
              const sqs = new AWS.SQS();
              exports.handler = async event => {
                await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }).promise();
              };
            ${'`'}),
          });
        }
      `,
      json`
        {
          "Resources": {
            "Lister": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs20.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/lister",
                "Code": { "ZipFile": "const AWS = require('aws-sdk');\nexports.handler = () => new AWS.SQS().listQueues().promise();" }
              }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Resources:
          Sender:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/sender
              Code:
                ZipFile: |
                  const { SQS } = require('@aws-sdk/client-sqs');
                  const sqs = new SQS({});
                  exports.handler = async event => {
                    await sqs.sendMessage({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id });
                  };
      `,
      withFiles(
        cdk`
          new nodejs.NodejsFunction(this, 'Sender', {
            runtime: lambda.Runtime.NODEJS_22_X,
            entry: 'lambda/sender.ts',
          });
        `,
        {
          'lambda/sender.ts': `import { SQS } from '@aws-sdk/client-sqs';\nexport const handler = () => new SQS({}).listQueues({});\n`,
        },
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html',
      'https://repost.aws/knowledge-center/lambda-import-module-error-nodejs',
    ],
  },
  messages: {
    missing:
      "Cannot find module '{module}': {function} runs on {runtime}{when}, which ships AWS SDK v3 alone, and {how}. Use {successor}.",
  },
  *checkGraph({ graph }) {
    for (const unit of graph.code) {
      for (const found of sdkImports(unit)) {
        const failure = failureOf(graph, unit, found);
        if (!failure) continue;
        const { resource, runtime, packing } = failure;
        yield {
          message: 'missing',
          at: found.span,
          params: {
            module: found.module,
            function: resource.logicalId,
            runtime: runtime.id,
            when: inScenario(runtime.when),
            how: HOW[packing],
            successor: successors(found),
          },
          resource,
          related: [{ span: runtime.value.span, message: `${resource.logicalId} runs on ${runtime.id}` }],
          subject: found.module,
          data: { found, unit, externals: failure.externals },
        };
      }
    }
  },
  fix({ data, resource }, { graph }) {
    const { found, unit, externals } = data as { found: SdkImport; unit: CodeUnit; externals: Value | null };
    const where = resource ? ` in ${resource.logicalId}` : '';
    const fixes: FixProposal[] = [];
    const intents = migration(found);
    const list = externals?.kind === 'list' ? externals : null;
    const leftOut = list?.items.findIndex(item => item.kind === 'literal' && item.value === 'aws-sdk') ?? -1;
    const bundled: Intent[] = list && leftOut >= 0 ? [{ kind: 'removeItem', list, index: leftOut }] : [];
    // Nothing is left then that v2 would be left out for.
    const unused = withoutDependency(graph, unit);
    if (typeof intents !== 'string')
      fixes.push({
        title: `Move to ${allSuccessors(unit, found)}${where}${unused.title}`,
        intents: [...intents, ...bundled, ...unused.intents],
        safety: 'review',
      });
    // What the list leaves out may as well be brought along, until the code has moved.
    if (bundled.length > 0)
      fixes.push({ title: "Bundle 'aws-sdk' with the function", intents: bundled, safety: 'review' });
    return fixes.length > 0 || typeof intents !== 'string' ? fixes : intents;
  },
});
