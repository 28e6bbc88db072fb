/** Queues whose encryption is switched off. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { has, isTurnedOff, setting } from '../setting.ts';

export const unencryptedQueue = defineRule({
  id: 'sqs/unencrypted-queue',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Queues encrypt their messages.',
    why: `A new queue encrypts its messages with keys of SQS, for nothing, and nobody notices. With \`SqsManagedSseEnabled: false\` and
no KMS key it does not. A queue that says nothing about it is encrypted and not reported.`,
    bad: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              SqsManagedSseEnabled: false
      `,
      json`
        { "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "SqsManagedSseEnabled": false } } } }
      `,
      cdk`
        new sqs.Queue(this, 'Jobs', { encryption: sqs.QueueEncryption.UNENCRYPTED });
      `,
    ],
    good: [
      yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          Keyed:
            Type: AWS::SQS::Queue
            Properties:
              SqsManagedSseEnabled: false
              KmsMasterKeyId: alias/jobs
      `,
      cdk`
        new sqs.Queue(this, 'Jobs');
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html',
    ],
    peers: ['CKV_AWS_27', 'trivy AWS-0096', 'cdk-nag AwsSolutions-SQS2'],
  },
  ...setting({
    places: { 'AWS::SQS::Queue': 'SqsManagedSseEnabled' },
    wrong: isTurnedOff,
    concerns: resource => !has(resource, 'KmsMasterKeyId'),
    message: 'The messages of {name} are not encrypted{when}.',
    mend: { title: 'Encrypt the messages of {name}', to: true, safety: 'safe' },
  }),
});
