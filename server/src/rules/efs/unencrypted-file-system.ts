/** File systems that are not encrypted. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { has, isOff, setting } from '../setting.ts';

export const unencryptedFileSystem = defineRule({
  id: 'efs/unencrypted-file-system',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'File systems encrypt what they store.',
    why: `A file system made by a template is not encrypted unless \`Encrypted\` says so, although the console and the CDK turn it
on by themselves. It costs nothing and nobody notices it. It can only be chosen when the file system is created: later the
data has to be copied into a new one, which is what the fix asks for.`,
    bad: [
      yaml`
        Resources:
          Shared:
            Type: AWS::EFS::FileSystem
            Properties:
              PerformanceMode: generalPurpose
      `,
      json`
        { "Resources": { "Shared": { "Type": "AWS::EFS::FileSystem", "Properties": { "Encrypted": false } } } }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new efs.FileSystem(this, 'Shared', { vpc, encrypted: false });
      `,
    ],
    good: [
      yaml`
        Resources:
          Shared:
            Type: AWS::EFS::FileSystem
            Properties:
              Encrypted: true
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new efs.FileSystem(this, 'Shared', { vpc });
      `,
    ],
    links: ['https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html'],
    peers: ['CKV_AWS_42', 'cfn_nag F32', 'trivy AWS-0037', 'Guard EFS_ENCRYPTED_CHECK', 'cdk-nag AwsSolutions-EFS1'],
  },
  ...setting({
    places: { 'AWS::EFS::FileSystem': 'Encrypted' },
    wrong: isOff,
    concerns: resource => !has(resource, 'KmsKeyId'),
    message: 'The file system {name} is not encrypted{when}.',
    mend: { title: 'Encrypt {name}', to: true },
  }),
});
