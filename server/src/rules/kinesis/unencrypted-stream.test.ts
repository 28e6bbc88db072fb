/** Streams without encryption. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedStream } from './unencrypted-stream.ts';

ruleTest(unencryptedStream, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Key: { Type: String }
      Conditions:
        HasKey: !Not [!Equals [!Ref Key, '']]
      Resources:
        Clicks:
      # ^^^^^^ warning kinesis/unencrypted-stream (fix): The records of Clicks are not encrypted when not HasKey.
          Type: AWS::Kinesis::Stream
          Properties:
            ShardCount: 1
            StreamEncryption: !If [HasKey, { EncryptionType: KMS, KeyId: !Ref Key }, !Ref AWS::NoValue]
    `,
  );
  check('silent in CDK where it can’t see', cdk`new kinesis.Stream(this, 'Clicks', { ...shared });`);
  it('writes the object', () =>
    expect(
      fixed(yaml`
        Resources:
          Clicks:
            Type: AWS::Kinesis::Stream
            Properties:
              ShardCount: 1 # enough
      `),
    ).toContain(
      'ShardCount: 1 # enough\n      StreamEncryption:\n        EncryptionType: KMS\n        KeyId: alias/aws/kinesis\n',
    ));
});
