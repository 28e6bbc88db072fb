/** Reports functions that are invoked asynchronously and lose what fails. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
import { isAbsent, isFunction } from './queues.ts';

/** Services that invoke functions asynchronously: Lambda's queue, not they, tries again. */
const ASYNCHRONOUS: Readonly<Record<string, string>> = {
  'AWS::SNS::Topic': 'topic',
  'AWS::S3::Bucket': 'bucket',
  'AWS::Events::Rule': 'rule',
};

export const missingFailureDestination = defineRule({
  id: 'reliability/missing-failure-destination',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Functions that are invoked asynchronously have a place for events that fail.',
    why: `Topics, buckets and EventBridge rules hand an event to Lambda and forget it. When the function fails, Lambda tries
twice more and then drops the event; nobody learns of it. An on-failure destination, or a dead-letter queue on the function,
keeps it.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
          Mailer:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: mailer/
              Events:
                Order:
                  Type: SNS
                  Properties:
                    Topic: !Ref Orders
      `,
      json`
        {
          "Resources": {
            "Orders": { "Type": "AWS::SNS::Topic" },
            "Mailer": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/mailer",
                "Code": { "S3Bucket": "code", "S3Key": "mailer.zip" }
              }
            },
            "OrdersToMailer": {
              "Type": "AWS::SNS::Subscription",
              "Properties": {
                "TopicArn": { "Ref": "Orders" },
                "Protocol": "lambda",
                "Endpoint": { "Fn::GetAtt": ["Mailer", "Arn"] }
              }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
          Failed:
            Type: AWS::SQS::Queue
          Mailer:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: mailer/
              EventInvokeConfig:
                DestinationConfig:
                  OnFailure:
                    Type: SQS
                    Destination: !GetAtt Failed.Arn
              Events:
                Order:
                  Type: SNS
                  Properties:
                    Topic: !Ref Orders
      `,
      cdk`
        const orders = new sns.Topic(this, 'Orders');
        const failed = new sqs.Queue(this, 'Failed');
        const mailer = new lambda.Function(this, 'Mailer', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          onFailure: new destinations.SqsDestination(failed),
        });
        orders.addSubscription(new subscriptions.LambdaSubscription(mailer));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    ],
    peers: ['CKV_AWS_116', 'cdk-nag Serverless-LambdaAsyncFailureDestination', 'cdk-nag Serverless-LambdaDLQ'],
  },
  messages: {
    lost: 'The {kind} {source} invokes {function} asynchronously, and an event that fails is dropped after three attempts.',
  },
  *checkConnected({ graph }) {
    for (const resource of graph.resources) {
      // In CDK code a method call on the function may set this up, where the properties do not show it.
      if (!isFunction(resource) || resource.language === 'typescript' || resource.owner.kind === 'internal') continue;
      const edge = graph
        .edgesTo(resource.id, 'trigger')
        .find(e => ASYNCHRONOUS[graph.resource(e.from)?.type ?? ''] !== undefined);
      if (!edge || keepsFailures(graph, resource)) continue;
      const source = graph.resource(edge.from);
      yield {
        message: 'lost',
        at: resource.nameSpan,
        params: {
          kind: ASYNCHRONOUS[source?.type ?? ''] ?? '',
          source: source?.logicalId ?? '',
          function: resource.logicalId,
        },
        resource,
        related: [{ span: edge.span, message: `${source?.logicalId} invokes ${resource.logicalId}` }],
      };
    }
  },
});

/** Whether failed events go anywhere, or might. */
function keepsFailures(graph: ResourceGraph, resource: Resource): boolean {
  const own = [['DeadLetterConfig'], ['DeadLetterQueue'], ['EventInvokeConfig', 'DestinationConfig', 'OnFailure']];
  if (own.some(path => !isAbsent(at(resource.properties, ...path)))) return true;
  return graph.edgesTo(resource.id, 'reference').some(({ from }) => {
    const other = graph.resource(from);
    return (
      other?.type === 'AWS::Lambda::EventInvokeConfig' &&
      !isAbsent(at(other.properties, 'DestinationConfig', 'OnFailure'))
    );
  });
}
