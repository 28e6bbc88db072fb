/** Versions that nobody deletes. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { endlessVersions } from './endless-versions.ts';

ruleTest(endlessVersions, ({ check, fixed }) => {
  check(
    'by scenario; silent for locked buckets, suspended versions and what can’t be seen',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Some:
          Type: AWS::S3::Bucket
          Properties:
            VersioningConfiguration: { Status: !If [IsProd, Enabled, Suspended] }
        Locked: { Type: AWS::S3::Bucket, Properties: { ObjectLockEnabled: true, VersioningConfiguration: { Status: Enabled } } }
        Other:
          Type: AWS::S3::Bucket
          Properties:
            VersioningConfiguration: { Status: Enabled }
            LifecycleConfiguration: { Rules: !If [IsProd, !FindInMap [Rules, Of, Prod], []] }
    `,
    [
      'information s3/endless-versions "Enabled": Some keeps every earlier version of its objects for ever when IsProd.',
      'information s3/endless-versions "Enabled": Other keeps every earlier version of its objects for ever when not IsProd.',
    ],
  );
  check(
    'silent in CDK: a rule by a method',
    cdk`
      const bucket = new s3.Bucket(this, 'Documents', { versioned: true });
      bucket.addLifecycleRule({ noncurrentVersionExpiration: cdk.Duration.days(30) });
    `,
  );
  it('adds the rule', () => {
    expect(fixed(endlessVersions.docs.bad[0] as Example)).toContain('NoncurrentDays: 90');
    expect(fixed(endlessVersions.docs.bad[2] as Example)).toContain(
      'lifecycleRules: [{ noncurrentVersionExpiration: cdk.Duration.days(90), abortIncompleteMultipartUploadAfter: cdk.Duration.days(7) }]',
    );
  });
});
