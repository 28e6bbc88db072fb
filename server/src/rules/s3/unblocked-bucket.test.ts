/** Buckets without a block. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unblockedBucket } from './unblocked-bucket.ts';

ruleTest(unblockedBucket, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
      # ^^^^^ information s3/unblocked-bucket (fix): Thing does not say that it blocks all public access when not IsProd.
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration:
              Fn::If:
                - IsProd
                - { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }
                - !Ref AWS::NoValue
        Other: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: !Ref Given } } }
        Off: { Type: AWS::S3::Bucket, Properties: { PublicAccessBlockConfiguration: { BlockPublicAcls: false } } }
    `,
  );
  it('writes it', () =>
    expect(fixed(unblockedBucket.docs.bad[2] as Example)).toContain(
      'blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL',
    ));
});
