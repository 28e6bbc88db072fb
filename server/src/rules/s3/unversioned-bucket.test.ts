/** Buckets without versions. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unversionedBucket } from './unversioned-bucket.ts';

ruleTest(unversionedBucket, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::S3::Bucket
          Properties:
            VersioningConfiguration:
              Status: !If [IsProd, Enabled, Suspended]
      #                                     ^^^^^^^^^ information s3/unversioned-bucket (fix): Thing keeps no earlier versions of its objects when not IsProd.
        Other:
          Type: AWS::S3::Bucket
          Properties:
            VersioningConfiguration:
              Status: !Ref Given
    `,
  );
  it('keeps them for a while', () => {
    const expiration =
      'lifecycleRules: [{ noncurrentVersionExpiration: cdk.Duration.days(90), abortIncompleteMultipartUploadAfter: cdk.Duration.days(7) }]';
    expect(fixed(cdk`new s3.Bucket(this, 'Files');`)).toContain(
      `new s3.Bucket(this, 'Files', { versioned: true, ${expiration} });`,
    );
    expect(fixed(cdk`new s3.Bucket(this, 'Files', { enforceSSL: true });`)).toContain(
      `{ enforceSSL: true, versioned: true, ${expiration} }`,
    );
    expect(fixed(cdk`new s3.Bucket(this, 'Files', { versioned: false });`)).toContain(
      `{ versioned: true, ${expiration} }`,
    );
    expect(
      fixed(cdk`
        new s3.Bucket(this, 'Files', {
          enforceSSL: true,
        });
      `),
    ).toMatch(/enforceSSL: true,\n {2}lifecycleRules: .*,\n {2}versioned: true,\n\}/);
    const template = fixed(unversionedBucket.docs.bad[0] as Example);
    expect(template).toContain('Status: Enabled');
    expect(template).toContain('NoncurrentDays: 90');
  });
});
