/** Pools without a second factor. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noMfa } from './no-mfa.ts';

ruleTest(noMfa, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::Cognito::UserPool
          Properties:
            MfaConfiguration: !If [IsProd, 'ON', 'OFF']
      #                                          ^^^^^ information cognito/no-mfa (fix): Thing takes a password alone when not IsProd.
        Other:
          Type: AWS::Cognito::UserPool
          Properties:
            MfaConfiguration: !Ref Given
    `,
  );
  it('writes it', () =>
    expect(fixed(noMfa.docs.bad[0] as Example)).toContain(
      "MfaConfiguration: 'OPTIONAL'\n      EnabledMfas:\n        - SOFTWARE_TOKEN_MFA",
    ));
});
