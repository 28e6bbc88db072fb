/** Tables without recovery. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noPointInTimeRecovery } from './no-point-in-time-recovery.ts';

ruleTest(noPointInTimeRecovery, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::DynamoDB::Table
          Properties:
            PointInTimeRecoverySpecification:
              PointInTimeRecoveryEnabled: !If [IsProd, true, false]
      #                                                      ^^^^^ information dynamodb/no-point-in-time-recovery (fix): Thing can’t be restored to a point in time when not IsProd.
        Other:
          Type: AWS::DynamoDB::Table
          Properties:
            PointInTimeRecoverySpecification:
              PointInTimeRecoveryEnabled: !Ref Given
    `,
  );
  it('writes it', () =>
    expect(fixed(noPointInTimeRecovery.docs.bad[2] as Example)).toContain('pointInTimeRecoveryEnabled: true'));
});
