/** Roles that anybody may assume. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { inScenario } from '../../core/value.ts';
import { anyonePrincipals, hasNarrowingCondition, isWrittenAllow, nameOf, subjectOf } from './statements.ts';

export const openTrust = defineRule({
  id: 'iam/open-trust',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A role says who may assume it.',
    why: `A trust policy with the principal \`*\` and no condition lets every AWS account in the world assume the role: who
guesses its ARN, which holds nothing but an account number and a name, has all that the role may do. Name the service
(\`lambda.amazonaws.com\`) or the account, or narrow it with a condition such as \`aws:PrincipalOrgID\`.`,
    bad: [
      yaml`
        Resources:
          Partner:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { AWS: '*' }
                    Action: sts:AssumeRole
      `,
      cdk`
        new iam.Role(this, 'Partner', { assumedBy: new iam.AnyPrincipal() });
      `,
    ],
    good: [
      yaml`
        Resources:
          Partner:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { AWS: '*' }
                    Action: sts:AssumeRole
                    Condition: { StringEquals: { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
      `,
      cdk`
        new iam.Role(this, 'Handler', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html',
    ],
    peers: ['CKV_AWS_60', 'Sonar S6270', 'ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
  },
  messages: {
    open: '{role} can be assumed by anybody, from any AWS account{when}.',
  },

  *checkStatement(statement) {
    if (statement.kind !== 'trust' || !isWrittenAllow(statement) || hasNarrowingCondition(statement)) return;
    const [anyone] = anyonePrincipals(statement);
    if (!anyone || anyone.value.kind === 'absent') return;
    yield {
      message: 'open',
      at: anyone.value.span,
      params: { role: statement.owner === null ? 'The role' : nameOf(statement.owner), when: inScenario(anyone.when) },
      subject: subjectOf(statement, 'trust'),
    };
  },
});
