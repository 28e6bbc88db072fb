/** Streams that are stopped by one record. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { endlessRetries } from './endless-retries.ts';

const mapping = (more: string) => yaml`
  Parameters:
    Age: { Type: Number }
  Resources:
    Orders: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: KEYS_ONLY } } }
    Follow:
      Type: AWS::Lambda::EventSourceMapping
      Properties:
        EventSourceArn: !GetAtt Orders.StreamArn
        FunctionName: follow
        StartingPosition: LATEST
        ${more}
`;
const SAID =
  'warning reliability/endless-retries "Follow": Follow tries a batch that fails again until its records expire, and nothing behind it is processed.';

ruleTest(endlessRetries, ({ check, fixed }) => {
  check('the stream of a table', mapping('BatchSize: 10'), [SAID]);
  check('no end is no limit', mapping('MaximumRecordAgeInSeconds: -1'), [SAID]);
  check('silent: an age, by a parameter', mapping('MaximumRecordAgeInSeconds: !Ref Age'), []);
  check(
    'silent: queues, and sources that are not known',
    yaml`
      Parameters:
        Source: { Type: String }
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        Queue: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Jobs.Arn, FunctionName: x } }
        Given: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !Ref Source, FunctionName: x } }
    `,
  );
  it('limits the attempts, in SAM, too', () => {
    expect(fixed(mapping('BatchSize: 10'))).toMatch(/MaximumRetryAttempts: 5\s+BisectBatchOnFunctionError: true/);
    expect(fixed(endlessRetries.docs.bad[0] as never)).toMatch(/StartingPosition: LATEST\s+MaximumRetryAttempts: 5/);
  });
});
