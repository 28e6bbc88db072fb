/** Distributions without a firewall. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noWebAcl } from './no-web-acl.ts';

ruleTest(noWebAcl, ({ check }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
      # ^^^^^ information cloudfront/no-web-acl: No web ACL protects Thing when not IsProd.
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig: { WebACLId: !If [IsProd, !Ref Given, !Ref AWS::NoValue] }
    `,
  );
});
