/** Disks that are not encrypted. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { has, isOff, isTurnedOff, setting } from '../setting.ts';

export const unencryptedVolume = defineRule({
  id: 'ec2/unencrypted-volume',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Disks of instances are encrypted.',
    why: `What is on an EBS volume is on all of its snapshots, too, and a snapshot that is copied or shared by mistake can be read
by whoever gets it. Encryption costs nothing, and the instance does not notice it. A volume on its own is reported unless
\`Encrypted\` is set: the account-wide setting that does the same is per region and often forgotten. Disks of instances and launch
templates are reported only where they switch it off, since what they are made of may be encrypted. An encrypted volume can't be
made of an unencrypted one in place: the fix replaces it.`,
    bad: [
      yaml`
        Resources:
          Data:
            Type: AWS::EC2::Volume
            Properties:
              AvailabilityZone: !Select [0, !GetAZs '']
              Size: 20
      `,
      json`
        {
          "Resources": {
            "Worker": {
              "Type": "AWS::EC2::LaunchTemplate",
              "Properties": {
                "LaunchTemplateData": {
                  "BlockDeviceMappings": [{ "DeviceName": "/dev/xvda", "Ebs": { "VolumeSize": 20, "Encrypted": false } }]
                }
              }
            }
          }
        }
      `,
      cdk`
        new ec2.Volume(this, 'Data', { availabilityZone: 'eu-west-1a', size: cdk.Size.gibibytes(20) });
      `,
    ],
    good: [
      yaml`
        Resources:
          Data:
            Type: AWS::EC2::Volume
            Properties:
              AvailabilityZone: !Select [0, !GetAZs '']
              Size: 20
              Encrypted: true
          Worker:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData:
                BlockDeviceMappings:
                  - DeviceName: /dev/xvda
                    Ebs: { VolumeSize: 20, Encrypted: true }
      `,
      cdk`
        new ec2.Volume(this, 'Data', { availabilityZone: 'eu-west-1a', size: cdk.Size.gibibytes(20), encrypted: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html'],
    peers: ['CKV_AWS_3', 'cfn_nag F1', 'trivy AWS-0026', 'Guard ENCRYPTED_VOLUMES', 'cdk-nag AwsSolutions-EC26'],
  },
  ...setting({
    places: {
      'AWS::EC2::Volume': 'Encrypted',
      'AWS::EC2::Instance': 'BlockDeviceMappings.*.Ebs.Encrypted',
      'AWS::EC2::LaunchTemplate': 'LaunchTemplateData.BlockDeviceMappings.*.Ebs.Encrypted',
      'AWS::AutoScaling::LaunchConfiguration': 'BlockDeviceMappings.*.Ebs.Encrypted',
    },
    wrong: (value, resource) => (resource.type === 'AWS::EC2::Volume' ? isOff(value) : isTurnedOff(value)),
    concerns: resource => resource.type !== 'AWS::EC2::Volume' || !has(resource, 'SnapshotId', 'KmsKeyId'),
    message: 'A disk of {name} is not encrypted{when}.',
    mend: { title: 'Encrypt the disk of {name}', to: true },
  }),
});
