/** Buckets that keep no earlier versions of their objects. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { stringOf } from '../../core/value.ts';
import { has, setting } from '../setting.ts';

export const unversionedBucket = defineRule({
  id: 's3/unversioned-bucket',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Buckets keep earlier versions of their objects.',
    why: `Without versioning an object that is overwritten or deleted, by a bug, a person or ransomware, is gone. With it each write
makes a version and each deletion a marker, and everything can be had back; a lifecycle rule for noncurrent versions keeps the
cost down. It is for data that can’t be made again, and asked for by strict teams for all buckets.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
            Properties:
              VersioningConfiguration: { Status: Suspended }
      `,
      json`
        { "Resources": { "Files": { "Type": "AWS::S3::Bucket" } } }
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
              VersioningConfiguration: { Status: Enabled }
      `,
      cdk`
        new s3.Bucket(this, 'Files', { versioned: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html'],
    peers: ['CKV_AWS_21', 'trivy AWS-0090', 'Guard S3_BUCKET_VERSIONING_ENABLED'],
  },
  ...setting({
    places: { 'AWS::S3::Bucket': 'VersioningConfiguration.Status' },
    wrong: value => value.kind === 'absent' || stringOf(value) === 'Suspended',
    // Object Lock turns it on.
    concerns: resource => !has(resource, 'ObjectLockEnabled'),
    message: '{name} keeps no earlier versions of its objects{when}.',
    mend: { title: 'Keep the versions of objects in {name}', to: 'Enabled' },
  }),
});
