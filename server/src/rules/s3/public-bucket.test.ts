/** Public buckets. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { publicBucket } from './public-bucket.ts';

ruleTest(publicBucket, ({ check, fixed }) => {
  check(
    'an ACL and the block that it needs to be off are one finding',
    yaml`
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            AccessControl: PublicReadWrite
      #                    ^^^^^^^^^^^^^^^ error s3/public-bucket (fix): The ACL PublicReadWrite lets everybody read it and write to it: bucket Site.
            PublicAccessBlockConfiguration: { BlockPublicAcls: false, IgnorePublicAcls: false }
    `,
  );
  check(
    'the whole block',
    yaml`
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration:
              BlockPublicAcls: false
      #                        ^^^^^ error s3/public-bucket (fix): Bucket Site switches the whole public access block off, so that it can be made public.
              BlockPublicPolicy: false
              IgnorePublicAcls: 'false'
              RestrictPublicBuckets: false
    `,
  );
  check(
    'switches for ACLs alone are a warning',
    yaml`
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration:
              BlockPublicAcls: false
      #                        ^^^^^ warning s3/public-bucket (fix): Bucket Site switches BlockPublicAcls off, so that it can be made public.
              BlockPublicPolicy: true
    `,
  );
  check(
    'in one scenario',
    yaml`
      Conditions:
        IsSite: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            AccessControl: !If [IsSite, PublicRead, Private]
      #                                 ^^^^^^^^^^ error s3/public-bucket (fix): The ACL PublicRead lets everybody read it: bucket Site when IsSite.
    `,
  );
  check(
    'silent: nothing written, private ACLs, values that are not known',
    yaml`
      Parameters:
        Block: { Type: String, Default: 'false' }
      Resources:
        Plain: { Type: AWS::S3::Bucket }
        Logs:
          Type: AWS::S3::Bucket
          Properties: { AccessControl: LogDeliveryWrite }
        Given:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration: { BlockPublicPolicy: !Ref Block }
        Partly:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration: { BlockPublicPolicy: true }
    `,
  );
  check(
    'silent in CDK: block all, and what cannot be seen',
    cdk`
      new s3.Bucket(this, 'Files', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
      new s3.Bucket(this, 'Plain');
      new s3.Bucket(this, 'Given', { blockPublicAccess: props.block, ...shared });
    `,
  );
  check(
    'in CDK',
    cdk`
      new s3.CfnBucket(this, 'Site', { accessControl: 'PublicRead' });
      //                                              ^^^^^^^^^^^^ error s3/public-bucket (fix): The ACL PublicRead lets everybody read it: bucket Site.
      new s3.Bucket(this, 'Files', { accessControl: s3.BucketAccessControl.PUBLIC_READ });
      //                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error s3/public-bucket (fix): The ACL PublicRead lets everybody read it: bucket Files.
    `,
  );
  it('switches all four on', () =>
    expect(
      fixed(yaml`
        Resources:
          Site:
            Type: AWS::S3::Bucket
            Properties:
              PublicAccessBlockConfiguration:
                BlockPublicAcls: true
                BlockPublicPolicy: false # for the site
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration:
              BlockPublicAcls: true
              BlockPublicPolicy: true # for the site
              IgnorePublicAcls: true
              RestrictPublicBuckets: true
      "
    `));
  it('takes the ACL away', () =>
    expect(fixed(cdk`new s3.CfnBucket(this, 'Site', { accessControl: 'PublicRead', bucketName: 'site' });`)).toContain(
      "new s3.CfnBucket(this, 'Site', { bucketName: 'site' });",
    ));
});
