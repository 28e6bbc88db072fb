/** Rules without a description. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { undescribedRule } from './undescribed-rule.ts';

ruleTest(undescribedRule, ({ check }) => {
  check(
    'an empty one is none; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Resources:
        Web:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Web
            SecurityGroupEgress:
              - { IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8, Description: '' }
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint network/undescribed-rule: Web has an egress rule that doesn’t say what it is for.
              - { IpProtocol: tcp, FromPort: 1, ToPort: 1, CidrIp: 10.0.0.0/8, Description: !Ref Given }
    `,
  );
});
