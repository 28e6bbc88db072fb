/** Trails without `IsMultiRegionTrail`. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { singleRegionTrail } from './single-region.ts';

ruleTest(singleRegionTrail, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Audit:
          Type: AWS::CloudTrail::Trail
          Properties:
            IsLogging: true
            IsMultiRegionTrail:
              Fn::If:
                - IsProd
                - true
                - false
      #           ^^^^^ information cloudtrail/single-region (fix): Audit records one region only when not IsProd.
        Other: { Type: AWS::CloudTrail::Trail, Properties: { IsMultiRegionTrail: !Ref Given } }
    `,
  );
  check('silent in CDK where it can’t see', cdk`new cloudtrail.Trail(this, 'Audit', { ...shared });`);
  it('turns it on', () =>
    expect(fixed(singleRegionTrail.docs.bad[2] as Example)).toContain('isMultiRegionTrail: true'));
});
