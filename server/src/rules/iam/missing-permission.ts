/** Reports calls in handler code that the function's role does not allow. */
import { accessIn, callsOf, missingIn } from '../../access/compare.ts';
import { cdk, defineRule, json, withFiles, yaml } from '../../core/rule.ts';
import { listed, nameOf } from './statements.ts';

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
    good: [withFiles(cdk`${STACK('orders.grantReadData(reader);')}`, { 'reader.ts': GET })],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html'],
  },
  messages: {
    resource: '{function} calls {calls} on {target}, but nothing allows it {actions}.',
    anywhere: '{function} calls {calls}, but nothing allows it {actions}.',
    key: '{function} calls {calls} on {target}, but nothing allows it {actions} on the key {key}.',
  },

  *checkGraph({ graph }) {
    for (const access of accessIn(graph)) {
      for (const missing of missingIn(graph, access)) {
        const { function: resource, target, needs } = missing;
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
          data: missing,
        };
      }
    }
  },
});
