/** Dead-letter queues that lose messages too soon. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { shortDlqRetention } from './short-dlq-retention.ts';

const queues = (failed: string, jobs: string) => yaml`
  Parameters:
    Kept: { Type: Number, Default: 60 }
  Resources:
    Failed: { Type: AWS::SQS::Queue, Properties: { ${failed} } }
    Jobs: { Type: AWS::SQS::Queue, Properties: { ${jobs}RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 } } }
`;

ruleTest(shortDlqRetention, ({ check, fixed }) => {
  check('by hours', queues('MessageRetentionPeriod: 43200', ''), [
    'warning reliability/short-dlq-retention "43200": Failed keeps messages for 12 hours, counted from when Jobs got them; Jobs itself keeps them for 4 days.',
  ]);
  check('silent: as long', queues('MessageRetentionPeriod: 345600', ''), []);
  check('silent: a parameter says it', queues('MessageRetentionPeriod: !Ref Kept', ''), []);
  check(
    'silent: FIFO queues count anew',
    queues('MessageRetentionPeriod: 60, FifoQueue: true', 'FifoQueue: true, '),
    [],
  );
  it('keeps them as long as may be', () =>
    expect(fixed(queues('MessageRetentionPeriod: 43200', ''))).toContain('MessageRetentionPeriod: 1209600'));
});
