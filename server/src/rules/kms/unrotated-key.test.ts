/** Keys without rotation. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unrotatedKey } from './unrotated-key.ts';

ruleTest(unrotatedKey, ({ check, fixed }) => {
  check(
    'at the key where nothing is written',
    yaml`
      Resources:
        Orders:
      # ^^^^^^ warning kms/unrotated-key (fix): Key Orders never rotates its key material.
          Type: AWS::KMS::Key
    `,
  );
  check(
    'at the value where it is off',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders:
          Type: AWS::KMS::Key
          Properties:
            EnableKeyRotation: !If [IsProd, true, 'false']
      #                                           ^^^^^^^ warning kms/unrotated-key (fix): Key Orders never rotates its key material when not IsProd.
    `,
  );
  check(
    'silent: not known, not symmetric, not made by KMS',
    yaml`
      Parameters:
        Rotate: { Type: String }
      Resources:
        Unknown:
          Type: AWS::KMS::Key
          Properties: { EnableKeyRotation: !Ref Rotate }
        Signing:
          Type: AWS::KMS::Key
          Properties: { KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY }
        Mac:
          Type: AWS::KMS::Key
          Properties: { KeySpec: HMAC_256, KeyUsage: GENERATE_VERIFY_MAC }
        Imported:
          Type: AWS::KMS::Key
          Properties: { Origin: EXTERNAL }
        Replica:
          Type: AWS::KMS::ReplicaKey
          Properties: { KeyPolicy: {}, PrimaryKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1' }
    `,
  );
  check(
    'in CDK',
    cdk`
      new kms.Key(this, 'Orders', { enableKeyRotation: false });
      //                                               ^^^^^ warning kms/unrotated-key (fix): Key Orders never rotates its key material.
      new kms.CfnKey(this, 'Reports');
      //  ^^^^^^^^^^ warning kms/unrotated-key (fix): Key Reports never rotates its key material.
    `,
  );
  check(
    'silent in CDK: where it cannot see',
    cdk`
      new kms.Key(this, 'Orders', { ...shared });
      new kms.Key(this, 'Reports', props);
      new kms.Key(this, 'Period', { rotationPeriod: cdk.Duration.days(180) });
    `,
  );
  it('turns rotation on in a template', () =>
    expect(
      fixed(yaml`
        Resources:
          Orders:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: false # later
      `),
    ).toContain('EnableKeyRotation: true # later'));
  it('turns rotation on in CDK', () =>
    expect(fixed(cdk`new kms.Key(this, 'Orders', { description: 'Orders' });`)).toContain(
      "new kms.Key(this, 'Orders', { description: 'Orders', enableKeyRotation: true });",
    ));
});
