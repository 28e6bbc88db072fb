/** Buckets without versions. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
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
  it('writes it', () => expect(fixed(unversionedBucket.docs.bad[2] as Example)).toContain('versioned: true'));
});
