/** Reports permissions that the code of the functions which have them does not need. */
import { type Surplus, callsOf, ofAccess, surplusIn } from '../../access/compare.ts';
import { narrowerGrant } from '../../access/narrower.ts';
import type { Intent } from '../../core/intent.ts';
import { cdk, defineRule, json, withFiles, yaml } from '../../core/rule.ts';
import { type Value, at, rendered } from '../../core/value.ts';
import { accessLevel, expandAction } from '../../knowledge/index.ts';
import { itemsOf, listed, nameOf } from './statements.ts';

const GET = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';

  const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  export const handler = async (event: { id: string }) =>
    db.send(new GetCommand({ TableName: process.env.TABLE_NAME, Key: { id: event.id } }));
`;

const STACK = (grant: string) => `
  import * as cdk from 'aws-cdk-lib';
  import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
  import * as nodejs from 'aws-cdk-lib/aws-lambda-nodejs';
  import { Construct } from 'constructs';

  export class OrdersStack extends cdk.Stack {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      const orders = new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      });
      const reader = new nodejs.NodejsFunction(this, 'Reader', {
        entry: 'reader.ts',
        environment: { TABLE_NAME: orders.tableName },
      });
      ${grant}
    }
  }
`;

interface Data {
  readonly surplus: Surplus;
  /** The grant method that would do. */
  readonly method: string | null;
}

export const surplusPermission = defineRule({
  id: 'iam/surplus-permission',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A function has the permissions that its code uses, and no others.',
    why: `Whoever gets into a function has all that its role allows. What the code never calls is only of use to them. The
statements and grants of a function's roles are compared with the calls in its handler and in every file that it imports,
with the resources that environment variables lead to. Only where all of the code can be seen: a client that is given to a
package, a dynamic call, a layer, or a role that others share closes this check. What Lambda itself needs (logs, tracing,
network interfaces, event sources, dead-letter queues) counts as used. Grants are reported where a narrower method of the
same construct covers every call, or where no call needs them.`,
    bad: [
      withFiles(cdk`${STACK('orders.grantReadWriteData(reader);')}`, { 'reader.ts': GET }),
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Sender:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Policies:
                - Version: '2012-10-17'
                  Statement:
                    - Effect: Allow
                      Action:
                        - sqs:SendMessage
                        - sqs:PurgeQueue
                      Resource: !GetAtt Jobs.Arn
              Environment:
                Variables:
                  QUEUE_URL: !Ref Jobs
              InlineCode: |
                const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
                const sqs = new SQSClient({});
                exports.handler = async event =>
                  sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }));
      `,
      json`
        {
          "Transform": "AWS::Serverless-2016-10-31",
          "Resources": {
            "Files": { "Type": "AWS::S3::Bucket" },
            "Lister": {
              "Type": "AWS::Serverless::Function",
              "Properties": {
                "Runtime": "nodejs22.x",
                "Handler": "index.handler",
                "Policies": [
                  {
                    "Statement": {
                      "Effect": "Allow",
                      "Action": ["s3:ListBucket", "s3:DeleteBucket"],
                      "Resource": { "Fn::GetAtt": "Files.Arn" }
                    }
                  }
                ],
                "Environment": { "Variables": { "BUCKET": { "Ref": "Files" } } },
                "InlineCode": "const { S3 } = require('@aws-sdk/client-s3');\nconst s3 = new S3({});\nexports.handler = () => s3.listObjectsV2({ Bucket: process.env.BUCKET });\n"
              }
            }
          }
        }
      `,
    ],
    good: [
      withFiles(cdk`${STACK('orders.grantReadData(reader);')}`, { 'reader.ts': GET }),
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Sender:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Policies:
                - SQSSendMessagePolicy:
                    QueueName: !GetAtt Jobs.QueueName
              Environment:
                Variables:
                  QUEUE_URL: !Ref Jobs
              InlineCode: |
                const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
                const sqs = new SQSClient({});
                exports.handler = async event =>
                  sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: event.id }));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege'],
  },
  messages: {
    grant: '{grant} allows more than {functions} {use}, which is {used}: {method} would do.',
    unusedGrant: '{functions} {use} nothing of what {grant} allows.',
    some: '{functions} never {use} {unused}, which this statement allows.',
    wildcard: 'This statement allows {granted} actions; {functions} {use} {used}.',
    none: '{functions} {use} nothing of what this statement allows: {unused}.',
  },

  looksAt: ofAccess,
  *checkConnected({ graph }) {
    for (const surplus of surplusIn(graph)) {
      const { statement, functions, granted, used, unused, served } = surplus;
      const { grant } = statement;
      const patterns = itemsOf(at(statement.elements, 'Action'));
      const narrower = grant && used.length > 0 ? narrowerGrant(graph, statement, used, served) : null;
      const explicit = grant === null || grant.method === 'grant' || grant.method === 'grants.actions';
      // A grant that is the narrowest of its construct is how one writes it; which one does for Lambda itself nobody says.
      if (!explicit && narrower === null && used.length + served.length > 0) continue;
      const lost = narrower ? unused.filter(action => !narrower.actions.includes(action)) : unused;
      const wild = patterns.items.some(({ value }) => value.kind === 'literal' && /[*?]/.test(String(value.value)));
      const on = grant?.on ? (graph.resource(grant.on)?.called ?? nameOf(grant.on)) : '';
      yield {
        message: !explicit
          ? narrower
            ? 'grant'
            : 'unusedGrant'
          : used.length === 0 && served.length === 0
            ? 'none'
            : wild && used.length > 0
              ? 'wildcard'
              : 'some',
        at: grant?.span ?? placeOf(surplus),
        severity: lost.some(isGrave) ? 'warning' : 'information',
        params: {
          grant: `${grant?.method ?? ''}${on === '' ? '' : ` on ${on}`}`,
          granted: granted.length,
          functions: listed(functions.map(f => f.called ?? f.logicalId)),
          use: functions.length === 1 ? 'uses' : 'use',
          used: listed([...new Set(used.map(need => need.action))], 4),
          unused: listed(unused, 4),
          method: narrower?.method ?? '',
        },
        resource: functions[0],
        related: callsOf(used).map(call => ({ span: call.span, message: `uses ${call.operation}` })),
        // Written actions tell statements apart; those of a grant differ with the library that runs.
        subject: grant ? `${grant.method}:${on}` : patterns.items.map(({ value }) => rendered(value as Value)).join(),
        tags: ['unnecessary'],
        data: { surplus, method: narrower?.method ?? null } satisfies Data,
      };
    }
  },

  fix(signal) {
    const { surplus, method } = signal.data as Data;
    const { statement, granted, used, unused } = surplus;
    const { grant } = statement;
    if (grant && method !== null) {
      const text = method.replace(/^grants\./, '');
      return [
        {
          title: `Call ${method}`,
          intents: [{ kind: 'replaceText', span: grant.span, text }],
          safety: 'review',
        },
      ];
    }
    if (used.length === 0 && surplus.served.length === 0)
      return 'nothing of it is used: take it away, or add the call that was meant to use it';
    if (grant) return 'the grant names its actions one by one';
    const kept = granted.filter(action => !unused.includes(action));
    const { items } = itemsOf(at(statement.elements, 'Action'));
    if (items.some(item => item.when.length > 0)) return 'the actions depend on a condition';
    const intents: Intent[] = [];
    let placed: readonly string[] = [];
    for (const { value, list, index } of items) {
      const expanded = value.kind === 'literal' ? expandAction(String(value.value)) : [];
      const covered = expanded.filter(action => kept.includes(action) && !placed.includes(action));
      placed = [...placed, ...covered];
      if (covered.length > 0 && covered.length === expanded.length) continue;
      // What a service may do on behalf of the code is known as patterns, too: a list of all of that helps nobody.
      if (covered.filter(action => !used.some(need => need.action === action)).length > 12)
        return 'services that the code calls may need more of it than the calls show';
      const [first, ...more] = covered;
      if (first === undefined) {
        if (!list) return 'the actions are not a list';
        intents.push({ kind: 'removeItem', list, index });
      } else if (list) {
        intents.push({ kind: 'replaceValue', value, with: first });
        for (const action of more) intents.push({ kind: 'insertItem', list, value: action });
      } else intents.push({ kind: 'replaceValue', value, with: more.length > 0 ? covered : first });
    }
    return [{ title: `Allow ${listed(kept, 4)} only`, intents, safety: 'review' }];
  },
});

/** Where the finding of a written statement goes: the only item that is too much, or the actions as a whole. */
function placeOf({ statement, unused }: Surplus) {
  const action = at(statement.elements, 'Action');
  const { items } = itemsOf(action);
  const idle = items.filter(
    ({ value }) =>
      value.kind === 'literal' && expandAction(String(value.value)).some(expanded => unused.includes(expanded)),
  );
  const [only, ...more] = idle;
  if (only && more.length === 0 && only.value.kind !== 'absent') return only.value.span;
  return action.kind === 'absent' ? statement.span : action.span;
}

function isGrave(action: string): boolean {
  const level = accessLevel(action);
  return level !== 'Read' && level !== 'List';
}
