/** ACLs that are off. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { aclWithoutOwnership } from './acl-without-ownership.ts';

ruleTest(aclWithoutOwnership, ({ check, fixed, offered }) => {
  check(
    'in one scenario; silent for private ones, public ones, and what is not known',
    yaml`
      Parameters:
        Acl: { Type: String, Default: LogDeliveryWrite }
      Conditions:
        IsLog: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Logs: { Type: AWS::S3::Bucket, Properties: { AccessControl: !If [IsLog, LogDeliveryWrite, Private] } }
      #                                                                         ^^^^^^^^^^^^^^^^ error s3/acl-without-ownership (fix): S3 refuses the ACL LogDeliveryWrite of Logs when IsLog: its objects’ ownership is not set.
        Private: { Type: AWS::S3::Bucket, Properties: { AccessControl: Private } }
        Public: { Type: AWS::S3::Bucket, Properties: { AccessControl: PublicRead } }
        Given: { Type: AWS::S3::Bucket, Properties: { AccessControl: !Ref Acl } }
    `,
  );
  check(
    'silent in CDK: the bucket adds it by itself',
    cdk`new s3.Bucket(this, 'Logs', { accessControl: s3.BucketAccessControl.LOG_DELIVERY_WRITE });`,
  );
  it('sets the ownership, or removes the ACL', () => {
    const logs = yaml`
      Resources:
        Logs:
          Type: AWS::S3::Bucket
          Properties:
            AccessControl: LogDeliveryWrite
            BucketName: logs
    `;
    expect(offered(logs)).toEqual(['review: Let Logs have ACLs', 'review: Remove the ACL of Logs']);
    expect(fixed(logs)).toContain('- ObjectOwnership: BucketOwnerPreferred');
    expect(fixed(logs, { fix: 1 })).not.toContain('AccessControl');
  });
});
