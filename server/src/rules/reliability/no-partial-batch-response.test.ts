/** Batches that come back as a whole. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noPartialBatchResponse } from './no-partial-batch-response.ts';

const mapping = (more: string) => yaml`
  Parameters:
    Size: { Type: Number }
  Resources:
    ToWorker:
      Type: AWS::Lambda::EventSourceMapping
      Properties:
        EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:jobs
        FunctionName: worker
        ${more}
`;

ruleTest(noPartialBatchResponse, ({ check, fixed }) => {
  check('a written ARN', mapping('Enabled: true'), [
    'information reliability/no-partial-batch-response "ToWorker": When one message of ToWorker fails, the whole batch is tried again.',
  ]);
  check('silent: one at a time', mapping('BatchSize: 1'), []);
  check('silent: a parameter says how many', mapping('BatchSize: !Ref Size'), []);
  check('silent: it reports', mapping('FunctionResponseTypes: [ReportBatchItemFailures]'), []);
  it('lets it report', () =>
    expect(fixed(mapping('Enabled: true'))).toMatch(/FunctionResponseTypes:\s*(\[|- )ReportBatchItemFailures/));
});
