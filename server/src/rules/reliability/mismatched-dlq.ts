/** Reports dead-letter queues of another kind than the queue that they serve. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, booleanOf } from '../../core/value.ts';
import { deadLetterQueues } from './queues.ts';

export const mismatchedDlq = defineRule({
  id: 'reliability/mismatched-dlq',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The dead-letter queue of a FIFO queue is a FIFO queue, that of a standard queue a standard queue.',
    why: `SQS moves messages between queues of one kind only, and refuses a redrive policy that says otherwise: the deployment
fails.`,
    bad: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              FifoQueue: true
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 5
      `,
      json`
        {
          "Resources": {
            "Failed": { "Type": "AWS::SQS::Queue", "Properties": { "FifoQueue": true } },
            "Jobs": {
              "Type": "AWS::SQS::Queue",
              "Properties": {
                "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Failed", "Arn"] }, "maxReceiveCount": 5 }
              }
            }
          }
        }
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed');
        new sqs.Queue(this, 'Jobs', { fifo: true, deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      `,
    ],
    good: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
            Properties:
              FifoQueue: true
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              FifoQueue: true
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 5
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed', { fifo: true });
        new sqs.Queue(this, 'Jobs', { fifo: true, deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
    peers: ['cfn-lint E3502'],
  },
  messages: {
    fifo: '{queue} is a FIFO queue and its dead-letter queue {other} is none: SQS refuses that.',
    standard: '{queue} is no FIFO queue and its dead-letter queue {other} is one: SQS refuses that.',
  },
  *checkGraph({ graph }) {
    for (const { queue, target, value } of deadLetterQueues(graph)) {
      const [isFifo, otherIsFifo] = [fifo(queue), fifo(target)];
      if (isFifo === null || otherIsFifo === null || isFifo === otherIsFifo) continue;
      yield {
        message: isFifo ? 'fifo' : 'standard',
        at: value.span,
        params: { queue: queue.logicalId, other: target.logicalId },
        resource: queue,
        related: [{ span: target.nameSpan, message: `${target.logicalId} is ${otherIsFifo ? 'a' : 'no'} FIFO queue` }],
      };
    }
  },
});

/** Whether a queue is a FIFO queue; null where that can't be seen. A construct also takes it from the name. */
function fifo({ properties, construct }: Resource): boolean | null {
  const value = at(properties, 'FifoQueue');
  if (value.kind !== 'absent') return booleanOf(value);
  const name = at(properties, 'QueueName');
  if (construct === null || name.kind === 'absent') return false;
  return name.kind === 'literal' ? String(name.value).endsWith('.fifo') : null;
}
