/** Reports queues that feed a function and have no dead-letter queue. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { failureDestinations, feedingQueues, isAbsent, ofFailures } from './queues.ts';
import { deadLetterFix } from '../requirements/scaffold.ts';

export const missingDlq = defineRule({
  id: 'reliability/missing-dlq',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Queues that feed functions have a dead-letter queue.',
    why: `A message that the function can't process comes back to the queue and is tried again until its retention ends,
four days by default: it costs invocations all that time, in a FIFO queue it holds up all messages of its group, and then it
is gone without a trace. With a dead-letter queue it is put aside after a few attempts, where an alarm can see it and where it
can be sent again once the fault is mended. AWS recommends a \`maxReceiveCount\` of at least 5 for queues that feed Lambda.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
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
            "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "jobs" } },
            "Worker": {
              "Type": "AWS::Lambda::Function",
              "Properties": {
                "Runtime": "nodejs24.x",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/worker",
                "Code": { "S3Bucket": "code", "S3Key": "worker.zip" }
              }
            },
            "JobsToWorker": {
              "Type": "AWS::Lambda::EventSourceMapping",
              "Properties": {
                "EventSourceArn": { "Fn::GetAtt": ["Jobs", "Arn"] },
                "FunctionName": { "Ref": "Worker" }
              }
            }
          }
        }
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `,
    ],
    good: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 5
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
      cdk`
        const failed = new sqs.Queue(this, 'Failed');
        const jobs = new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    ],
    peers: ['cdk-nag AwsSolutions-SQS3', 'cdk-nag Serverless-SQSRedrivePolicy'],
  },
  messages: {
    queue:
      '{queue} feeds {function} and has no dead-letter queue: a message that fails is tried again for days, and then lost.',
  },
  looksAt: resource => [ofFailures(resource), at(resource.properties, 'RedrivePolicy')],
  *checkConnected({ graph }) {
    const destinations = failureDestinations(graph);
    for (const { queue, consumers } of feedingQueues(graph)) {
      if (!isAbsent(at(queue.properties, 'RedrivePolicy'))) continue;
      // What takes failed messages itself needs no other place for them; nor may it be one that we can't see to be one.
      if (destinations.ids.has(queue.id) || destinations.partial) continue;
      if (/dlq|dead.?letter/i.test(queue.logicalId)) continue;
      const [first] = consumers;
      yield {
        message: 'queue',
        at: queue.nameSpan,
        params: { queue: queue.logicalId, function: first?.resource.logicalId ?? '' },
        resource: queue,
        related: consumers.map(({ edge, resource }) => ({
          span: edge.span,
          message: `${queue.logicalId} feeds ${resource.logicalId}`,
        })),
      };
    }
  },
  fix({ resource: queue }, { graph }) {
    if (!queue) return 'the queue is not known';
    // In a template the new queue stands after the function that the old one feeds; in code it must come before its use.
    const consumer = feedingQueues(graph).find(f => f.queue.id === queue.id)?.consumers[0]?.resource;
    const near = queue.language === 'typescript' ? queue : (consumer ?? queue);
    return deadLetterFix(graph, queue, near);
  },
});
