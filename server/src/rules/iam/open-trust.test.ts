/** Open trust policies. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openTrust } from './open-trust.ts';

ruleTest(openTrust, ({ check }) => {
  check(
    'in every form',
    yaml`
      Resources:
        Any:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: { Effect: Allow, Principal: '*', Action: sts:AssumeRole }
      #                                              ^^^ error iam/open-trust: Any can be assumed by anybody, from any AWS account.
        Listed:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { AWS: ['111122223333', '*'] }, Action: sts:AssumeRole }]
      #                                                                       ^^^ error iam/open-trust: Listed can be assumed by anybody, from any AWS account.
    `,
  );
  check(
    'silent: accounts, services, providers, conditions, denials',
    yaml`
      Parameters:
        Partner: { Type: String, Default: '*' }
      Resources:
        Named:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement:
                - { Effect: Allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: sts:AssumeRole }
                - { Effect: Allow, Principal: { AWS: !Ref Partner }, Action: sts:AssumeRole }
                - { Effect: Allow, Principal: { Federated: cognito-identity.amazonaws.com }, Action: sts:AssumeRoleWithWebIdentity }
                - { Effect: Deny, Principal: '*', Action: sts:AssumeRole }
                - Effect: Allow
                  Principal: '*'
                  Action: sts:AssumeRole
                  Condition: { ArnLike: { aws:PrincipalArn: 'arn:aws:iam::*:role/orders' } }
    `,
  );
  check(
    'silent in CDK: principals that narrow',
    cdk`
      new iam.Role(this, 'Partner', { assumedBy: new iam.OrganizationPrincipal('o-a1b2c3d4e5') });
      new iam.Role(this, 'Account', { assumedBy: new iam.AccountPrincipal('111122223333') });
      new iam.Role(this, 'Given', { assumedBy: props.principal });
    `,
  );
});
