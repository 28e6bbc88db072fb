/** Reports calls in handler code that the function's role does not allow. */
import {
  type FunctionAccess,
  type Missing,
  accessIn,
  callsOf,
  mayAllow,
  missingIn,
  ofAccess,
} from '../../access/compare.ts';
import { grantsCovering } from '../../access/narrower.ts';
import type { Need } from '../../access/needs.ts';
import { grantConstruct } from '../../access/permissions.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, withFiles, yaml } from '../../core/rule.ts';
import { grantMethods } from '../../knowledge/index.ts';
import { statementFor } from './statementFor.ts';
import { listed, nameOf } from './statements.ts';
import { meantBy } from './unknownActions.ts';

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

export const missingPermission = defineRule({
  id: 'iam/missing-permission',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A function may do what its code calls.',
    why: `A call that the role does not allow fails with \`AccessDenied\` when it is first made, often only in production. The
calls in the handler and in the files that it imports are compared with every statement, grant and managed policy of the
function's roles, and with the policy of the resource itself. Environment variables lead from the call to the resource.
What can't be seen (an imported role, a policy made elsewhere, a client that is given away) is taken to allow it, and a
function of the code that the handler does not reach is not asked for anything.`,
    bad: [
      withFiles(cdk`${STACK('')}`, { 'reader.ts': GET }),
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          SenderRole:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
          Sender:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: !GetAtt SenderRole.Arn
              Environment:
                Variables:
                  QUEUE_URL: !Ref Jobs
              Code:
                ZipFile: |
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
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Environment": { "Variables": { "BUCKET": { "Ref": "Files" } } },
                "InlineCode": "import os, boto3\ns3 = boto3.client('s3')\ndef handler(event, context):\n    return s3.list_objects_v2(Bucket=os.environ['BUCKET'])\n"
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
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html'],
  },
  messages: {
    resource: '{function} calls {calls} on {target}, but nothing allows it {actions}.',
    anywhere: '{function} calls {calls}, but nothing allows it {actions}.',
    key: '{function} calls {calls} on {target}, but nothing allows it {actions} on the key {key}.',
  },

  looksAt: ofAccess,
  *checkConnected({ graph }) {
    for (const access of accessIn(graph)) {
      for (const missing of missingIn(graph, access)) {
        const { function: resource, target } = missing;
        const [first, ...more] = missing.needs.filter(need => !isMisspelled(graph, access, need));
        if (!first) continue;
        const needs: Missing['needs'] = [first, ...more];
        const [call] = callsOf(needs);
        if (!call) continue;
        const own = needs.filter(need => need.because === null);
        const named = target.kind === 'resource' ? (graph.resource(target.id)?.called ?? nameOf(target.id)) : '';
        const behindKey = own.length === 0;
        const calls = callsOf(needs).map(c => c.operation);
        yield {
          message: behindKey ? 'key' : target.kind === 'resource' ? 'resource' : 'anywhere',
          at: call.span,
          params: {
            function: resource.called ?? resource.logicalId,
            calls: listed([...new Set(calls)]),
            target: behindKey ? (needs[0].because ?? '').replace(/^the key of /, '') : named,
            actions: listed(needs.map(need => need.action)),
            key: named,
          },
          resource,
          related: [
            { span: resource.nameSpan, message: `${resource.called ?? resource.logicalId} runs this code` },
            ...callsOf(needs)
              .slice(1)
              .map(other => ({ span: other.span, message: `${other.operation}, too` })),
          ],
          subject: `${named}:${needs.map(need => need.action).join()}`,
          data: { ...missing, needs },
        };
      }
    }
  },

  fix(signal, { graph }) {
    const { function: fn, target, needs } = signal.data as Missing;
    const on = target.kind === 'resource' ? graph.resource(target.id) : undefined;
    if (!on) return 'the resource that is meant is not in sight';
    const actions = [...new Set(needs.map(need => need.action))];
    const suffixes = [...new Set(needs.flatMap(need => (need.target.kind === 'resource' ? [suffixOf(need)] : [])))];
    if (fn.language === 'typescript') return grants(graph, fn, on, needs, actions, suffixes);
    const intents = statementFor(graph, fn, on, actions);
    const title = `Allow ${listed(actions, 4)} on ${on.logicalId}`;
    return typeof intents === 'string' ? intents : [{ title, intents, safety: 'review' }];
  },
});

/** Whether a statement is meant to allow it and misses the name of the action, which `iam/unknown-action` says there. */
function isMisspelled(graph: ResourceGraph, { permissions }: FunctionAccess, need: Need): boolean {
  return permissions.allowed.some(allowed => {
    if (allowed.excepted || !allowed.statement || allowed.statement.grant !== null) return false;
    const actions = allowed.actions.flatMap(meantBy);
    return actions.length > 0 && mayAllow({ ...allowed, actions, complete: true }, need, graph);
  });
}

/** The object of a call is one of many: all of them are meant. */
function suffixOf({ target }: Need): string {
  const suffix = target.kind === 'resource' ? target.suffix : '';
  return suffix === null || suffix === '' ? '' : suffix.startsWith('/index/') ? '/index/*' : '/*';
}

/** The narrowest grant of the construct, in the style that the project uses; and exactly the actions. */
function grants(
  graph: ResourceGraph,
  fn: Resource,
  on: Resource,
  needs: readonly Need[],
  actions: readonly string[],
  suffixes: readonly string[],
): FixProposal[] {
  const style = graph.statements.some(s => s.grant?.method.startsWith('grants.')) ? 'grants' : 'grantX';
  const proposals: FixProposal[] = [];
  const names = [on, fn].map(r => r.construct?.variable ?? r.logicalId);
  const offer = (title: string, method: string | null) =>
    proposals.push({
      title,
      intents: [{ kind: 'grant', function: fn.id, on: on.id, method, actions, suffixes }],
      safety: 'review',
    });
  const [best] = grantsCovering(graph, on, needs, style);
  if (best) offer(`Call ${names[0]}.${best.method}(${names[1]})`, best.method);
  if (best && best.actions.length <= actions.length) return proposals;
  const methods = on.construct ? grantMethods(grantConstruct(on.construct.fqn)) : [];
  const exact = style === 'grants' ? 'grants.actions' : 'grant';
  const onWhole = suffixes.every(suffix => suffix === '');
  offer(`Grant ${listed(actions, 4)} alone`, onWhole && methods.includes(exact) ? exact : null);
  return proposals;
}
