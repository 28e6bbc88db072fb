/** Statements that allow everything on everything. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { adminItems, subjectOf, wording } from './statements.ts';

export const adminStatement = defineRule({
  id: 'iam/admin-statement',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'No statement allows every action on every resource.',
    why: `\`Action: '*'\` on \`Resource: '*'\` makes whoever holds the role an administrator of the account: it can read
every secret, create users, delete backups and switch the audit trail off. A mistake in the code or a stolen credential then
costs the account, not one table. Permissions boundaries are not looked at: they give nothing by themselves.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: '*'
                    Resource: '*'
      `,
      cdk`
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [cloudformation:DescribeStacks, cloudformation:UpdateStack]
                    Resource: arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/*
      `,
      cdk`
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['*'], resources: ['*'] }));
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
      'https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1',
    ],
    peers: ['cdk-nag AwsSolutions-IAM5', 'cfn_nag F3', 'CKV_AWS_62', 'Sonar S6302', 'Security Hub IAM.1'],
  },
  messages: {
    admin: '{action} on * allows every action on every resource of the account{to}{when}.',
  },

  *checkStatement(statement) {
    for (const { value, when } of adminItems(statement)) {
      if (value.kind !== 'literal') continue;
      yield {
        message: 'admin',
        at: value.span,
        params: { action: String(value.value), ...wording(statement, when) },
        subject: subjectOf(statement, 'admin'),
      };
    }
  },
});
