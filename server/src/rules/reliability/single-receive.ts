/** Reports queues that give a message up after it was received once. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { numberOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

export const singleReceive = defineRule({
  id: 'reliability/single-receive',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Messages are tried more than once before they go to the dead-letter queue.',
    why: `With a \`maxReceiveCount\` of 1, a message that was received and not deleted is never tried again: a function that is
throttled, a moment in which the database does not answer, a task that is being replaced put good messages among the dead
ones. AWS recommends at least 5 for queues that feed functions.`,
    bad: [
      yaml`
        Resources:
          Failed:
            Type: AWS::SQS::Queue
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              RedrivePolicy:
                deadLetterTargetArn: !GetAtt Failed.Arn
                maxReceiveCount: 1
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed');
        new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 1 } });
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
      `,
      cdk`
        const failed = new sqs.Queue(this, 'Failed');
        new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  },
  ...setting({
    places: { 'AWS::SQS::Queue': 'RedrivePolicy.maxReceiveCount' },
    wrong: value => numberOf(value) === 1,
    message: 'A message of {name} that was received once is not tried again{when}.',
    mend: { title: 'Try messages of {name} five times', to: 5 },
  }),
});
