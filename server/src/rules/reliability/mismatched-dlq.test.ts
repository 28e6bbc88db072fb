/** Dead-letter queues of the other kind. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { mismatchedDlq } from './mismatched-dlq.ts';

ruleTest(mismatchedDlq, ({ check }) => {
  check(
    'silent where a parameter says it, or the queue is not in sight',
    yaml`
      Parameters:
        Ordered: { Type: String, Default: 'true' }
      Resources:
        Failed: { Type: AWS::SQS::Queue, Properties: { FifoQueue: !Ref Ordered } }
        Jobs:
          Type: AWS::SQS::Queue
          Properties: { FifoQueue: true, RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 } }
        Others:
          Type: AWS::SQS::Queue
          Properties: { FifoQueue: true, RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-1:111122223333:x', maxReceiveCount: 5 } }
    `,
  );
  check(
    'in CDK the name says it, too',
    cdk`
      const failed = new sqs.Queue(this, 'Failed', { queueName: 'failed.fifo' });
      new sqs.Queue(this, 'Jobs', { fifo: true, deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      new sqs.Queue(this, 'Mail', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      //                                                      ^^^^^^ error reliability/mismatched-dlq: Mail is no FIFO queue and its dead-letter queue Failed is one: SQS refuses that.
    `,
  );
});
