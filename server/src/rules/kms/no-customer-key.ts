/** What is encrypted with keys of AWS where a team wants keys of its own. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, booleanOf, stringOf, textParts } from '../../core/value.ts';
import { has, setting } from '../setting.ts';

const OF_KEY = 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.KMSMasterKeyID';

export const noCustomerKey = defineRule({
  id: 'kms/no-customer-key',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Data is encrypted with a key of your own.',
    why: `Keys that AWS manages encrypt as well as your own. What they lack is your hand on them: nobody can be kept from using one by its
policy, its use by other accounts can't be allowed, and it can't be disabled in an emergency. Some standards ask for that, for
some data; a key of your own costs a dollar a month and its requests. So this is for teams that have to; which key is for you to
say, which is why there is no fix here. \`requirements.encryption.customer_key\` asks for it service by service instead.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::S3::Bucket
            Properties:
              BucketEncryption:
                ServerSideEncryptionConfiguration:
                  - ServerSideEncryptionByDefault: { SSEAlgorithm: AES256 }
      `,
      json`
        { "Resources": { "Events": { "Type": "AWS::SNS::Topic", "Properties": { "KmsMasterKeyId": "alias/aws/sns" } } } }
      `,
      cdk`
        new logs.LogGroup(this, 'Logs');
      `,
    ],
    good: [
      yaml`
        Resources:
          Key:
            Type: AWS::KMS::Key
            Properties: { EnableKeyRotation: true }
          Orders:
            Type: AWS::SQS::Queue
            Properties:
              KmsMasterKeyId: !Ref Key
      `,
      cdk`
        const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
        new sqs.Queue(this, 'Jobs', { encryptionMasterKey: key });
      `,
    ],
    links: ['https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html'],
    peers: [
      'CKV_AWS_19',
      'CKV_AWS_26',
      'CKV_AWS_27',
      'CKV_AWS_35',
      'CKV_AWS_58',
      'CKV_AWS_119',
      'CKV_AWS_149',
      'CKV_AWS_158',
      'cfn_nag W37',
      'cfn_nag W41',
      'cfn_nag W47',
      'cfn_nag W48',
      'cfn_nag W74',
      'cfn_nag W77',
      'cfn_nag W82',
      'cfn_nag W84',
      'trivy AWS-0015',
      'trivy AWS-0017',
      'trivy AWS-0025',
      'trivy AWS-0027',
      'trivy AWS-0039',
      'trivy AWS-0088',
      'trivy AWS-0095',
      'trivy AWS-0098',
      'trivy AWS-0132',
      'trivy AWS-0135',
      'trivy AWS-0136',
      'Guard S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED',
      'Guard SQS_QUEUE_KMS_MASTER_KEY_ID_RULE',
      'Guard SNS_ENCRYPTED_KMS',
      'Guard DYNAMODB_TABLE_ENCRYPTED_KMS',
      'Guard SECRETSMANAGER_USING_CMK',
      'Guard CLOUD_TRAIL_ENCRYPTION_ENABLED',
    ],
  },
  ...setting({
    places: {
      'AWS::S3::Bucket': OF_KEY,
      'AWS::DynamoDB::Table': 'SSESpecification.KMSMasterKeyId',
      'AWS::SQS::Queue': 'KmsMasterKeyId',
      'AWS::SNS::Topic': 'KmsMasterKeyId',
      'AWS::Logs::LogGroup': 'KmsKeyId',
      'AWS::SecretsManager::Secret': 'KmsKeyId',
      'AWS::CloudTrail::Trail': 'KMSKeyId',
      'AWS::EC2::Volume': 'KmsKeyId',
      'AWS::EFS::FileSystem': 'KmsKeyId',
      'AWS::ECR::Repository': 'EncryptionConfiguration.KmsKey',
      'AWS::RDS::DBCluster': 'KmsKeyId',
      'AWS::RDS::DBInstance': 'KmsKeyId',
      'AWS::Kinesis::Stream': 'StreamEncryption.KeyId',
      'AWS::EKS::Cluster': 'EncryptionConfig.0.Provider.KeyArn',
    },
    // A table may name a key and not use it; nobody's key is called by nothing.
    wrong: (value, { properties }) =>
      value.kind === 'absent' ||
      stringOf(value) === '' ||
      isOfAws(textParts(value)?.[0]) ||
      booleanOf(at(properties, 'SSESpecification', 'SSEEnabled')) === false,
    // What belongs to a cluster, comes from another database or takes its key from a snapshot has no key of its own to choose.
    concerns: resource => !has(resource, 'DBClusterIdentifier', 'SourceDBInstanceIdentifier', 'SnapshotId'),
    message: '{name} is not encrypted with a key of yours{when}.',
    mend: null,
  }),
});

/** `alias/aws/sns`, however it is written: a key that AWS manages. */
function isOfAws(part: NonNullable<ReturnType<typeof textParts>>[number] | undefined): boolean {
  return part?.kind === 'known' && /(^|:)(alias\/)?aws\//.test(part.text);
}
