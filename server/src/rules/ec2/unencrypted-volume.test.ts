/** Disks without encryption. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedVolume } from './unencrypted-volume.ts';

ruleTest(unencryptedVolume, ({ check, fixed }) => {
  check(
    'each disk that switches it off',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Server:
          Type: AWS::EC2::Instance
          Properties:
            BlockDeviceMappings:
              - { DeviceName: /dev/xvda, Ebs: { VolumeSize: 8 } }
              - { DeviceName: /dev/xvdb, Ebs: { VolumeSize: 20, Encrypted: !If [IsProd, true, false] } }
      #                                                                                       ^^^^^ warning ec2/unencrypted-volume (fix): A disk of Server is not encrypted when not IsProd.
              - { DeviceName: /dev/xvdc, NoDevice: {} }
    `,
  );
  check(
    'silent: made of a snapshot, with a key, not known',
    yaml`
      Parameters:
        Encrypted: { Type: String }
      Resources:
        Copy: { Type: AWS::EC2::Volume, Properties: { AvailabilityZone: a, SnapshotId: snap-1 } }
        Keyed: { Type: AWS::EC2::Volume, Properties: { AvailabilityZone: a, KmsKeyId: alias/data } }
        Given: { Type: AWS::EC2::Volume, Properties: { AvailabilityZone: a, Encrypted: !Ref Encrypted } }
    `,
  );
  check(
    'silent in CDK where it can’t see',
    cdk`
      new ec2.Volume(this, 'Data', { ...shared });
      new ec2.Volume(this, 'Keyed', { availabilityZone: 'eu-west-1a', encryptionKey: key });
    `,
  );
  it('encrypts the disk', () => expect(fixed(unencryptedVolume.docs.bad[1] as Example)).toContain('"Encrypted": true'));
});
