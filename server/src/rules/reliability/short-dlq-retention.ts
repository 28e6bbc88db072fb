/** Reports dead-letter queues that lose messages sooner than the queue that they serve. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, numberOf } from '../../core/value.ts';
import { deadLetterQueues } from './queues.ts';

/** Seconds: the default of SQS, four days, and the most it takes, 14 days. */
const DEFAULT_RETENTION = 345_600;
const LONGEST_RETENTION = 1_209_600;

export const shortDlqRetention = defineRule({
  id: 'reliability/short-dlq-retention',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A dead-letter queue keeps messages no shorter than the queue that they come from.',
    why: `A message that SQS moves to a dead-letter queue keeps the time at which it was first sent. With a retention of four
days in both queues, one that was tried for three days is there for one; with a shorter retention than that of its
source it can be deleted in the moment in which it arrives. AWS recommends a longer retention than that of the source; 14 days
are the most. FIFO queues start to count anew, and are not reported.`,
    bad: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
            Properties:
              MessageRetentionPeriod: 86400
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 5
      `,
      json`
        {
          "Resources": {
            "Failed": { "Type": "AWS::SQS::Queue" },
            "Jobs": {
              "Type": "AWS::SQS::Queue",
              "Properties": {
                "MessageRetentionPeriod": 1209600,
                "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Failed", "Arn"] }, "maxReceiveCount": 5 }
              }
            }
          }
        }
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed', { retentionPeriod: cdk.Duration.days(1) });
        new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
            Properties:
              MessageRetentionPeriod: 1209600
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 5
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed', { retentionPeriod: cdk.Duration.days(14) });
        new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html#understanding-message-retention-periods',
    ],
  },
  messages: {
    shorter:
      '{failed} keeps messages for {is}, counted from when {queue} got them; {queue} itself keeps them for {source}.',
  },
  *checkGraph({ graph }) {
    for (const { queue, target } of deadLetterQueues(graph)) {
      if (at(queue.properties, 'FifoQueue').kind !== 'absent' || target.owner.kind === 'internal') continue;
      const value = at(target.properties, 'MessageRetentionPeriod');
      const is = seconds(value);
      const source = seconds(at(queue.properties, 'MessageRetentionPeriod'));
      if (is === null || source === null || is >= source) continue;
      yield {
        message: 'shorter',
        at: value.kind === 'literal' && value.origin === 'written' ? value.span : target.nameSpan,
        params: { failed: target.logicalId, queue: queue.logicalId, is: time(is), source: time(source) },
        resource: target,
        subject: queue.logicalId,
        related: [{ span: queue.nameSpan, message: `${queue.logicalId} keeps messages for ${time(source)}` }],
      };
    }
  },
  fix({ resource }) {
    if (!resource) return 'the queue is no longer there';
    return [
      {
        title: `Keep the messages of ${resource.logicalId} for 14 days`,
        intents: [
          { kind: 'setProperty', resource: resource.id, path: ['MessageRetentionPeriod'], value: LONGEST_RETENTION },
        ],
        safety: 'safe',
      },
    ];
  },
});

function seconds(value: Value): number | null {
  return value.kind === 'absent' ? DEFAULT_RETENTION : numberOf(value);
}

/** For people: `4 days`, `12 hours`, `90 s`. */
function time(of: number): string {
  for (const [unit, size] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const)
    if (of >= size && of % size === 0) return `${of / size} ${unit}${of === size ? '' : 's'}`;
  return `${of} s`;
}
