/** ARNs of templates that hold in the commercial partition alone. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedPartition } from './hard-coded-partition.ts';

ruleTest(hardCodedPartition, ({ check, fixed }) => {
  check(
    'silent: another rule has ARNs with an account; other text is none',
    yaml`
      Resources:
        Fn:
          Type: AWS::Lambda::Function
          Properties:
            Role: arn:aws:iam::111122223333:role/orders
            Description: See arn:aws:s3:::orders.
    `,
  );
  it('writes the pseudo parameter', () => {
    expect(fixed(hardCodedPartition.docs.bad[0] as Example)).toContain(
      'Resource: !Sub arn:${AWS::Partition}:s3:::orders/*',
    );
    expect(fixed(hardCodedPartition.docs.bad[1] as Example)).toContain(
      '{ "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/IAMReadOnlyAccess" }',
    );
  });
});
