/** Reports handlers of queues, streams and asynchronous events that only log what fails. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { CodeFact, Edge, Resource } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
import { handlerOf, runnersOf } from './running.ts';

/** What hands an event to a function, and what it does when the function fails. */
const SOURCES: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'the queue deletes the message, and no dead-letter queue gets it',
  'AWS::Kinesis::Stream': 'the stream goes on with the next records',
  'AWS::DynamoDB::Table': 'the stream goes on with the next records',
  'AWS::DynamoDB::GlobalTable': 'the stream goes on with the next records',
  'AWS::SNS::Topic': 'Lambda does not try again, and the event goes to no dead-letter queue or destination',
  'AWS::S3::Bucket': 'Lambda does not try again, and the event goes to no dead-letter queue or destination',
  'AWS::Events::Rule': 'Lambda does not try again, and the event goes to no dead-letter queue or destination',
};

type Swallowed = Extract<CodeFact, { kind: 'swallowed-error' }>;

const queue = (entry: string) => cdk`
  const orders = new sqs.Queue(this, 'Orders');
  const shipper = new nodejs.NodejsFunction(this, 'Shipper', {
    runtime: lambda.Runtime.NODEJS_22_X,
    entry: '${entry}',
  });
  shipper.addEventSource(new sources.SqsEventSource(orders));
`;

export const swallowedError = defineRule({
  id: 'lambda/swallowed-error',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Handlers of events that can be tried again let their errors through.',
    why: `A queue, a stream, a topic, a bucket or an EventBridge rule learns only by an error that an event could not be handled.
A handler that catches everything, logs it and returns has succeeded as far as they know: the message is deleted, there is no
retry, and neither a dead-letter queue nor a failure destination ever gets it. Throw the error again behind the log, or report
the failed messages in \`batchItemFailures\`.

Reported where the \`catch\` is around all that the handler waits for, holds nothing but logging, and all triggers of the function are
known to be of this kind. Schedules are left out, since the next one comes anyway.`,
    bad: [
      withFiles(queue('lambda/shipper.ts'), {
        'lambda/shipper.ts': `
          import type { SQSEvent } from 'aws-lambda';
          import { ship } from './ship';

          export const handler = async (event: SQSEvent) => {
            try {
              for (const { body } of event.Records) await ship(JSON.parse(body));
            } catch (error) {
              console.error('shipping failed', error);
            }
          };
        `,
      }),
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
          OrdersToShipper:
            Type: AWS::SNS::Subscription
            Properties:
              TopicArn: !Ref Orders
              Protocol: lambda
              Endpoint: !GetAtt Shipper.Arn
          Shipper:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/shipper
              Code:
                ZipFile: |
                  exports.handler = async event => {
                    try {
                      await fetch(process.env.CARRIER, { method: 'POST', body: event.Records[0].Sns.Message });
                    } catch (error) {
                      console.log(error);
                    }
                  };
      `,
    ],
    good: [
      withFiles(queue('lambda/shipper.ts'), {
        'lambda/shipper.ts': `
          import type { SQSEvent } from 'aws-lambda';
          import { ship } from './ship';

          export const handler = async (event: SQSEvent) => {
            try {
              for (const { body } of event.Records) await ship(JSON.parse(body));
            } catch (error) {
              console.error('shipping failed', error);
              throw error;
            }
          };
        `,
      }),
      yaml`
        Resources:
          Orders:
            Type: AWS::SNS::Topic
          OrdersToShipper:
            Type: AWS::SNS::Subscription
            Properties:
              TopicArn: !Ref Orders
              Protocol: lambda
              Endpoint: !GetAtt Shipper.Arn
          Shipper:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/shipper
              Code:
                ZipFile: |
                  exports.handler = async event => {
                    await fetch(process.env.CARRIER, { method: 'POST', body: event.Records[0].Sns.Message });
                  };
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
    ],
  },
  messages: {
    swallowed: '{handler} of {function} only logs what fails, which to {source} is success: {consequence}.',
  },
  *checkConnected({ graph }) {
    for (const unit of graph.code)
      for (const fact of unit.facts) {
        if (fact.kind !== 'swallowed-error') continue;
        for (const running of runnersOf(graph, unit, fact.span)) {
          const handler = handlerOf(running);
          if (handler?.unit !== unit || handler.fact.name !== fact.handler) continue;
          const { resource } = running;
          const trigger = onlyTrigger(graph, resource);
          if (!trigger) continue;
          const { source, edge } = trigger;
          yield {
            message: 'swallowed',
            at: fact.span,
            params: {
              handler: fact.handler,
              function: resource.logicalId,
              source: source.logicalId,
              consequence: SOURCES[source.type] as string,
            },
            resource,
            related: [{ span: edge.span, message: `${source.logicalId} invokes ${resource.logicalId}` }],
            subject: fact.handler,
            data: fact,
          };
          break;
        }
      }
  },
  fix({ data }) {
    const { edits } = data as Swallowed;
    if (!edits) return 'the error has no name that could be thrown';
    const intents = edits.map(({ span, text }) => ({ kind: 'replaceText' as const, span, text }));
    return [{ title: 'Throw the error again', intents, safety: 'review' }];
  },
});

/** The first trigger of a function, if all are of the kind that learns of failures by errors; null otherwise. */
function onlyTrigger(graph: ResourceGraph, fn: Resource): { source: Resource; edge: Edge } | null {
  const all = graph.edgesTo(fn.id, 'trigger').map(edge => ({ edge, source: graph.resource(edge.from) }));
  const isOne = ({ source }: { source: Resource | null | undefined }): boolean => {
    if (!source || SOURCES[source.type] === undefined) return false;
    return source.type !== 'AWS::Events::Rule' || at(source.properties, 'ScheduleExpression').kind === 'absent';
  };
  const [first] = all;
  // What else calls it may rely on an answer.
  const isCalled = graph.edgesTo(fn.id, 'invoke').length > 0;
  return first?.source && !isCalled && all.every(isOne) ? { source: first.source, edge: first.edge } : null;
}
