/** Buckets that don’t say that they keep the public out. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, booleanOf } from '../../core/value.ts';
import { setting } from '../setting.ts';

const FLAGS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

export const unblockedBucket = defineRule({
  id: 's3/unblocked-bucket',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Each bucket says that it keeps the public out.',
    why: `AWS blocks public access to new buckets by default, so nothing is open here. Written down it stays so when the default is
changed by hand or a bucket is imported, and it is what audits look for. A block that is switched off is reported by
*s3/public-bucket*, which is on for everybody.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
      `,
      json`
        { "Resources": { "Files": { "Type": "AWS::S3::Bucket", "Properties": { "PublicAccessBlockConfiguration": { "BlockPublicAcls": true } } } } }
      `,
      cdk`
        new s3.Bucket(this, 'Files');
      `,
    ],
    good: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration:
                BlockPublicAcls: true
                BlockPublicPolicy: true
                IgnorePublicAcls: true
                RestrictPublicBuckets: true
      `,
      cdk`
        new s3.Bucket(this, 'Files', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html'],
    peers: [
      'CKV_AWS_53',
      'CKV_AWS_54',
      'CKV_AWS_55',
      'CKV_AWS_56',
      'trivy AWS-0086',
      'trivy AWS-0087',
      'trivy AWS-0091',
      'trivy AWS-0093',
      'trivy AWS-0094',
      'Guard S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED',
      'cdk-nag AwsSolutions-S2',
    ],
  },
  ...setting({
    places: { 'AWS::S3::Bucket': 'PublicAccessBlockConfiguration' },
    wrong: value => {
      if (value.kind !== 'object') return value.kind === 'absent';
      const flags = FLAGS.map(flag => at(value, flag));
      // What is switched off, or can't be seen, is not for this rule.
      return flags.some(f => f.kind === 'absent') && flags.every(f => f.kind === 'absent' || booleanOf(f) === true);
    },
    message: '{name} does not say that it blocks all public access{when}.',
    mend: null,
  }),

  fix({ resource }) {
    if (!resource) return 'the bucket is no longer there';
    // `BlockPublicAccess.BLOCK_ALL` is the one value of the CDK's prop that blocks policies, too.
    const one = resource.construct?.level === 2;
    const path = ['PublicAccessBlockConfiguration', ...(one ? ['BlockPublicPolicy'] : [])];
    const all = { $object: Object.fromEntries(FLAGS.map(flag => [flag, true])) };
    return [
      {
        title: `Block public access to ${resource.logicalId}`,
        intents: [{ kind: 'setProperty', resource: resource.id, path, value: one ? true : all }],
        safety: 'review',
      },
    ];
  },
});
