/** Buckets whose requests are not logged. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { isOneOf, setting } from '../setting.ts';

export const noBucketAccessLogs = defineRule({
  id: 's3/no-access-logs',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Requests to buckets are logged.',
    why: `Who read which object can only be told afterwards from server access logs or from data events of CloudTrail; neither is there
unless asked for. Logs cost storage, and a bucket that logs to itself never ends, so this is for teams whose standards ask for
it. Where one bucket of the stack is for logs, by its name or its ACL, the fix takes that one; in a
template, its policy has to let S3 write.`,
    bad: [
      yaml`
        Resources:
          Files:
            Type: AWS::S3::Bucket
          AccessLogs:
            Type: AWS::S3::Bucket
      `,
      json`
        { "Resources": { "Files": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "files" } } } }
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
              LoggingConfiguration: { DestinationBucketName: access-logs }
      `,
      cdk`
        new s3.Bucket(this, 'Files', { serverAccessLogsBucket: s3.Bucket.fromBucketName(this, 'Logs', 'access-logs') });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html'],
    peers: [
      'CKV_AWS_18',
      'cfn_nag W35',
      'trivy AWS-0089',
      'Guard S3_BUCKET_LOGGING_ENABLED',
      'cdk-nag AwsSolutions-S1',
    ],
  },
  ...setting({
    places: { 'AWS::S3::Bucket': 'LoggingConfiguration' },
    wrong: value => value.kind === 'absent',
    // Buckets that logs are delivered to.
    concerns: resource => !isForLogs(resource),
    message: 'Requests to {name} are not logged{when}.',
    mend: null,
  }),
  fix({ resource }, { graph }) {
    if (!resource) return 'the bucket is no longer there';
    const [only, another] = graph
      .ofType('AWS::S3::Bucket')
      .filter(b => b.id !== resource.id && b.stack === resource.stack && b.condition === null && isForLogs(b));
    if (!only || another) return 'the bucket that logs go to is for you to name';
    const set = (key: string, value: NewValue) =>
      ({ kind: 'setProperty', resource: resource.id, path: ['LoggingConfiguration', key], value }) as const;
    return [
      {
        title: `Log requests to ${resource.logicalId} in ${only.logicalId}`,
        intents: [
          set('DestinationBucketName', { $ref: only.id, attribute: null }),
          set('LogFilePrefix', `${resource.logicalId}/`),
        ],
        safety: 'review',
      },
    ];
  },
});

/** Whether a bucket is one that logs are delivered to, by its name or its ACL. */
function isForLogs(bucket: Resource): boolean {
  return /log/i.test(bucket.logicalId) || isOneOf(bucket, 'AccessControl', ['logdeliverywrite'], 'private') !== false;
}
