/** Reports AWS SDK for JavaScript v2 in code that stands in a string of a template or a CDK app. */
import type { CodeUnit } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { absent, at, stringOf } from '../../core/value.ts';
import { nodeVersion, supportedSuccessor } from '../lambda/runtimes.ts';
import { END_OF_SUPPORT, type SdkImport, allSuccessors, failureOf, migration, sdkImports, successors } from './v2.ts';

export const v2InlineCode = defineRule({
  id: 'sdk/v2-inline-code',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Inline code uses AWS SDK for JavaScript v3.',
    why: `Inline code brings no modules along: it has what the runtime ships. That is v2 (\`aws-sdk\`) up to nodejs16.x,
and v3 (\`@aws-sdk/*\`) from nodejs18.x on, so this code stops working with the next upgrade of the runtime, and AWS has
not supported v2 since ${END_OF_SUPPORT}. Where the runtime is known to have no v2, sdk/v2-missing-at-runtime reports the
import as an error instead.`,
    bad: [
      yaml`
        Resources:
          Sender:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs16.x
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
          readonly lister = new lambda.Function(this, 'Lister', {
            runtime: lambda.Runtime.NODEJS_16_X,
            handler: 'index.handler',
            code: lambda.Code.fromInline(
              "const { SQS } = require('aws-sdk'); exports.handler = () => new SQS().listQueues().promise();",
            ),
          });
        }
      `,
      json`
        {
          "Resources": {
            "Lister": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs16.x",
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
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as lambda from 'aws-cdk-lib/aws-lambda';

        export class SenderStack extends cdk.Stack {
          readonly lister = new lambda.Function(this, 'Lister', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromInline(
              "const { SQS } = require('@aws-sdk/client-sqs'); exports.handler = () => new SQS({}).listQueues({});",
            ),
          });
        }
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrating.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html',
    ],
  },
  messages: {
    inline: `The inline code loads '{module}', AWS SDK for JavaScript v2, which AWS has not supported since ${END_OF_SUPPORT} and nodejs18.x and later don't ship. Use {successor}.`,
  },
  // A check of the graph, since the runtime decides whether this or sdk/v2-missing-at-runtime speaks.
  *checkGraph({ graph }) {
    for (const unit of graph.code) {
      if (!unit.embedded) continue;
      for (const found of sdkImports(unit)) {
        if (found.typeOnly || failureOf(graph, unit, found)) continue;
        yield {
          message: 'inline',
          at: found.span,
          params: { module: found.module, successor: successors(found) },
          resource: graph.functionsOf(unit)[0]?.resource,
          tags: ['deprecated'],
          subject: found.module,
          data: { found, unit },
        };
      }
    }
  },
  fix({ data, resource }, { today }) {
    const { found, unit } = data as { found: SdkImport; unit: CodeUnit };
    const intents = migration(found);
    if (typeof intents === 'string') return intents;
    const where = resource ? ` in ${resource.logicalId}` : '';
    const runtime = resource ? at(resource.properties, 'Runtime') : absent;
    const id = stringOf(runtime);
    const version = nodeVersion(id);
    if (id === null || version === null || version >= 18)
      return [
        { title: `Move to ${allSuccessors(unit, found)}${where}, for nodejs18.x or later`, intents, safety: 'review' },
      ];
    // A runtime that has v2 does not have v3: only both changes together leave code that works.
    const newer = supportedSuccessor(id, today);
    if (newer === null) return `no runtime succeeds ${id}`;
    return [
      {
        title: `Move to ${allSuccessors(unit, found, newer)}${where}`,
        intents: [...intents, { kind: 'replaceValue', value: runtime, with: newer }],
        safety: 'review',
      },
    ];
  },
});
