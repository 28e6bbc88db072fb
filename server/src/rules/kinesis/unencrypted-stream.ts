/** Streams that are not encrypted. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { setting } from '../setting.ts';

export const unencryptedStream = defineRule({
  id: 'kinesis/unencrypted-stream',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Streams encrypt the records that they keep.',
    why: `Kinesis keeps records for a day, or for up to a year. Unlike queues and tables, a stream that a template makes is not
encrypted unless \`StreamEncryption\` is set; the CDK's \`Stream\` does it by itself. The key that AWS manages costs nothing, and
producers and consumers need no change; with a key of your own they need permission to use it.`,
    bad: [
      yaml`
        Resources:
          Clicks:
            Type: AWS::Kinesis::Stream
            Properties:
              ShardCount: 1
      `,
      json`
        {
          "Resources": {
            "Clicks": {
              "Type": "AWS::Kinesis::Stream",
              "Properties": { "StreamModeDetails": { "StreamMode": "ON_DEMAND" } }
            }
          }
        }
      `,
      cdk`
        new kinesis.CfnStream(this, 'Clicks', { shardCount: 1 });
      `,
    ],
    good: [
      yaml`
        Resources:
          Clicks:
            Type: AWS::Kinesis::Stream
            Properties:
              ShardCount: 1
              StreamEncryption: { EncryptionType: KMS, KeyId: alias/aws/kinesis }
      `,
      cdk`
        new kinesis.Stream(this, 'Clicks');
      `,
    ],
    links: ['https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html'],
    peers: ['CKV_AWS_43', 'cfn_nag W49', 'trivy AWS-0064', 'cdk-nag AwsSolutions-KDS1'],
  },
  ...setting({
    places: { 'AWS::Kinesis::Stream': 'StreamEncryption' },
    wrong: value => value.kind === 'absent',
    message: 'The records of {name} are not encrypted{when}.',
    mend: {
      title: 'Encrypt {name} with the key that AWS manages',
      to: { $object: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } },
    },
  }),
});
