/** File systems without encryption. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedFileSystem } from './unencrypted-file-system.ts';

ruleTest(unencryptedFileSystem, ({ check, fixed, offered }) => {
  check(
    'in one scenario; silent with a key and where it is not known',
    yaml`
      Parameters:
        Encrypted: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Shared: { Type: AWS::EFS::FileSystem, Properties: { Encrypted: !If [IsProd, true, false] } }
      #                                                                                   ^^^^^ error efs/unencrypted-file-system (fix): The file system Shared is not encrypted when not IsProd.
        Keyed: { Type: AWS::EFS::FileSystem, Properties: { KmsKeyId: alias/files } }
        Given: { Type: AWS::EFS::FileSystem, Properties: { Encrypted: !Ref Encrypted } }
    `,
  );
  it('says that the file system is replaced', () =>
    expect(
      offered(yaml`
        Resources:
          Shared: { Type: AWS::EFS::FileSystem, Properties: { Encrypted: false } }
      `),
    ).toEqual(['replacement: Encrypt Shared']));
  it('encrypts it', () => expect(fixed(unencryptedFileSystem.docs.bad[2] as Example)).toContain('encrypted: true'));
});
