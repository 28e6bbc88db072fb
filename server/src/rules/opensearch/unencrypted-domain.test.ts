/** Search domains without encryption. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedDomain } from './unencrypted-domain.ts';

ruleTest(unencryptedDomain, ({ check, fixed }) => {
  check(
    'both at once',
    yaml`
      Resources:
        Search: { Type: AWS::OpenSearchService::Domain }
      # ^^^^^^ error opensearch/unencrypted-domain (fix): Search does not encrypt its indexes and what its nodes send each other.
    `,
  );
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Encrypt: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Search:
          Type: AWS::OpenSearchService::Domain
          Properties:
            EncryptionAtRestOptions: { Enabled: !If [IsProd, true, false] }
      #                                                            ^^^^^ error opensearch/unencrypted-domain (fix): Search does not encrypt its indexes when not IsProd.
            NodeToNodeEncryptionOptions: { Enabled: !Ref Encrypt }
    `,
  );
  it('encrypts the indexes', () =>
    expect(fixed(unencryptedDomain.docs.bad[2] as Example)).toContain('encryptionAtRest: { enabled: true }'));
});
