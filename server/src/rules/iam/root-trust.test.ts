/** Roles that everybody in an account may be let assume. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { rootTrust } from './root-trust.ts';

const role = (principal: string, more = '') => yaml`
  Resources:
    Audit:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement:
            - Effect: Allow
              Principal: { AWS: ${principal} }
              Action: sts:AssumeRole
${more}
`;

ruleTest(rootTrust, ({ check }) => {
  check('by its number', role("'111122223333'"), [
    `information iam/root-trust "'111122223333'": Everybody in account 111122223333 who may call sts:AssumeRole can assume Audit.`,
  ]);
  check('the account of the stack', role("!Sub 'arn:aws:iam::${AWS::AccountId}:root'"), [
    `information iam/root-trust "!Sub 'arn:aws:iam::\${AWS::AccountId}:root'": Everybody in account \${AWS::AccountId} who may call sts:AssumeRole can assume Audit.`,
  ]);
  check('silent: one role', role('arn:aws:iam::111122223333:role/auditor'));
  check('silent: anybody has a rule of its own', role("'*'"));
  check(
    'silent: a second factor',
    role("'111122223333'", '              Condition: { Bool: { aws:MultiFactorAuthPresent: true } }'),
  );
});
