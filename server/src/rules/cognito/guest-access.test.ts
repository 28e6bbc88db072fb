/** Guests. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { guestAccess } from './guest-access.ts';

ruleTest(guestAccess, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::Cognito::IdentityPool
          Properties:
            AllowUnauthenticatedIdentities: !If [IsProd, false, true]
      #                                                         ^^^^ information cognito/guest-access (fix): Thing gives credentials to guests when not IsProd.
        Other:
          Type: AWS::Cognito::IdentityPool
          Properties:
            AllowUnauthenticatedIdentities: !Ref Given
    `,
  );
  it('writes it', () =>
    expect(fixed(guestAccess.docs.bad[2] as Example)).toContain('allowUnauthenticatedIdentities: false'));
});
