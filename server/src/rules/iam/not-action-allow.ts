/** `NotAction` in a statement that allows. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { at, entryAt, stringOf } from '../../core/value.ts';
import { expandAction } from '../../knowledge/index.ts';
import { hasNarrowingCondition, isWrittenAllow, itemsOf, listed, subjectOf, wording } from './statements.ts';

export const notActionAllow = defineRule({
  id: 'iam/not-action-allow',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A statement that allows lists what it allows, with `Action`.',
    why: `\`NotAction\` with \`Allow\` allows everything but what it lists: all other services, and each action that AWS adds
later. It reads like a restriction and is the opposite of one. With \`Deny\` it is fine.`,
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
                    NotAction: iam:*
                    Resource: '*'
      `,
      cdk`
        const role = new iam.Role(this, 'Developer', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }));
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
                  - Effect: Deny
                    NotAction: [iam:ChangePassword, sts:GetSessionToken]
                    Resource: '*'
                    Condition: { BoolIfExists: { aws:MultiFactorAuthPresent: false } }
      `,
      cdk`
        const role = new iam.Role(this, 'Developer', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, notActions: ['s3:*'], resources: ['*'] }));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html'],
    peers: ['cfn_nag W14', 'cfn_nag W15', 'cfn_nag W16', 'cloudformation-validate W2512'],
  },
  messages: {
    inverted: 'NotAction with Allow allows every action of every service but {actions}{to}{passing}.',
    resource: 'NotAction with Allow allows every action{to} but {actions}.',
  },

  *checkStatement(statement) {
    if (statement.kind === 'trust' || !isWrittenAllow(statement)) return;
    const entry = entryAt(statement.elements, 'NotAction');
    if (!entry || entry.value.kind === 'unknown' || entry.value.kind === 'absent') return;
    const names = itemsOf(at(statement.elements, 'NotAction')).items.map(i => stringOf(i.value) ?? '…');
    if (names.length === 0) return;
    yield {
      message: statement.kind === 'resource' ? 'resource' : 'inverted',
      at: entry.keySpan,
      params: {
        actions: listed(names),
        passing: passesRoles(statement, names) ? ', passing any role among them' : '',
        ...wording(statement, []),
      },
      subject: subjectOf(statement, 'NotAction'),
    };
  },
});

/** Whether what is not excepted holds `iam:PassRole`, on every role. */
function passesRoles(statement: PolicyStatement, excepted: readonly string[]): boolean {
  if (hasNarrowingCondition(statement)) return false;
  const everywhere = itemsOf(at(statement.elements, 'Resource')).items.some(i => stringOf(i.value) === '*');
  return everywhere && !excepted.includes('…') && !excepted.some(name => expandAction(name).includes('iam:PassRole'));
}
