/** Trails without `EnableLogFileValidation`. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unvalidatedLogs } from './unvalidated-logs.ts';

ruleTest(unvalidatedLogs, ({ check, fixed }) => {
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
            EnableLogFileValidation:
              Fn::If:
                - IsProd
                - true
                - false
      #           ^^^^^ warning cloudtrail/unvalidated-logs (fix): Audit does not sign its log files when not IsProd.
        Other: { Type: AWS::CloudTrail::Trail, Properties: { EnableLogFileValidation: !Ref Given } }
    `,
  );
  check('silent in CDK where it can’t see', cdk`new cloudtrail.Trail(this, 'Audit', { ...shared });`);
  it('turns it on', () =>
    expect(fixed(unvalidatedLogs.docs.bad[0] as Example)).toContain('EnableLogFileValidation: true'));
});
