/** Reports queues whose messages are all tried again when one of a batch fails. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, numberOf } from '../../core/value.ts';
import { eventSources } from './eventSources.ts';
import { isAbsent } from './queues.ts';

export const noPartialBatchResponse = defineRule({
  id: 'reliability/no-partial-batch-response',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Functions that get messages of a queue in batches report which of them failed.',
    why: `A function gets up to ten messages at once unless the event source says otherwise. When it fails for one of them,
all of the batch comes back: the others are processed twice, and after some attempts good messages end in the dead-letter
queue together with the bad one. With \`ReportBatchItemFailures\` the function answers with the ids of those that failed
(\`batchItemFailures\`), and only they come back. The code has to do so, or a failure goes unnoticed; a batch size of 1 does
without.`,
    bad: [
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `,
      json`
        {
          "Resources": {
            "Jobs": { "Type": "AWS::SQS::Queue" },
            "JobsToWorker": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": { "Fn::GetAtt": ["Jobs", "Arn"] },
                "FunctionName": "worker",
                "BatchSize": 5
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new lambda.CfnEventSourceMapping(this, 'JobsToWorker', { eventSourceArn: jobs.queueArn, functionName: 'worker' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
                    FunctionResponseTypes: [ReportBatchItemFailures]
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new lambda.CfnEventSourceMapping(this, 'JobsToWorker', {
          eventSourceArn: jobs.queueArn,
          functionName: 'worker',
          batchSize: 1,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  },
  messages: {
    whole: 'When one message of {source} fails, the whole batch is tried again.',
  },
  *checkGraph({ graph }) {
    for (const source of eventSources(graph)) {
      const size = at(source.properties, 'BatchSize');
      if (source.kind !== 'queue' || !isAbsent(at(source.properties, 'FunctionResponseTypes'))) continue;
      // Ten at once, unless it says otherwise.
      if (size.kind !== 'absent' && (numberOf(size) ?? 1) <= 1) continue;
      yield {
        message: 'whole',
        at: source.span,
        params: { source: source.name },
        resource: source.resource,
        subject: source.path.join('.'),
        data: source.path,
      };
    }
  },
  fix({ resource, params, data }) {
    if (!resource) return 'the event source is no longer there';
    const path = [...(data as readonly string[]), 'FunctionResponseTypes'];
    return [
      {
        title: `Take reports on single messages of ${params?.source}, which the function must then make`,
        intents: [{ kind: 'setProperty', resource: resource.id, path, value: ['ReportBatchItemFailures'] }],
        safety: 'review',
      },
    ];
  },
});
