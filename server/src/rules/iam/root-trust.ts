/** Roles that everybody in an account may be let assume. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, inScenario, rendered, scenarios } from '../../core/value.ts';
import { hasNarrowingCondition, isWrittenAllow, itemsOf, nameOf, subjectOf, together } from './statements.ts';

/** The root of an account, `123456789012` or `arn:aws:iam::123456789012:root`, the account's own among them. */
const ROOT = /^(?:\d{12}|\$\{AWS::AccountId\}|arn:(?:\$\{[^}]*\}|[^:]*):iam::(?:\d{12}|\$\{[^}]*\}):root)$/;

export const rootTrust = defineRule({
  id: 'iam/root-trust',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'A role names the principals of an account that may assume it, or has a condition.',
    why: `The root of an account as principal means the whole account: whoever there is allowed to call \`sts:AssumeRole\`
may assume the role, also those who get that permission later, and also with a stolen key. Name the role or the user, or ask
for \`sts:ExternalId\`, \`aws:PrincipalArn\` or a second factor.`,
    bad: [
      yaml`
        Resources:
          Audit:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { AWS: 'arn:aws:iam::111122223333:root' }
                    Action: sts:AssumeRole
      `,
      cdk`
        new iam.Role(this, 'Audit', { assumedBy: new iam.AccountRootPrincipal() });
      `,
    ],
    good: [
      yaml`
        Resources:
          Audit:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { AWS: 'arn:aws:iam::111122223333:root' }
                    Action: sts:AssumeRole
                    Condition: { StringEquals: { sts:ExternalId: a1b2c3 } }
      `,
      cdk`
        new iam.Role(this, 'Audit', { assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/auditor') });
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html'],
    peers: ['CKV_AWS_61'],
  },
  messages: {
    root: 'Everybody in account {account} who may call sts:AssumeRole can assume {role}{when}.',
  },

  *checkStatement(statement) {
    if (statement.kind !== 'trust' || !isWrittenAllow(statement) || asksMore(statement)) return;
    for (const { value: principal, when } of scenarios(at(statement.elements, 'Principal'))) {
      if (principal.kind !== 'object') continue;
      for (const item of itemsOf(at(principal, 'AWS')).items) {
        if (item.value.kind === 'absent') continue;
        const text = rendered(item.value);
        if (!ROOT.test(text)) continue;
        yield {
          message: 'root',
          at: item.value.span,
          params: {
            account: /\d{12}|\$\{[^}]*\}(?=:root|$)/.exec(text)?.[0] ?? text,
            role: statement.owner === null ? 'the role' : nameOf(statement.owner),
            when: inScenario(together(when, item.when)),
          },
          subject: subjectOf(statement, text),
        };
      }
    }
  },
});

/** Whether a condition asks for more than the account: of a second factor, too. */
function asksMore(statement: Parameters<typeof hasNarrowingCondition>[0]): boolean {
  if (hasNarrowingCondition(statement)) return true;
  return scenarios(at(statement.elements, 'Condition')).some(
    ({ value }) =>
      value.kind === 'object' &&
      value.entries.some(
        ({ value: keys }) => keys.kind === 'object' && keys.entries.some(e => /multifactorauth/i.test(e.key)),
      ),
  );
}
