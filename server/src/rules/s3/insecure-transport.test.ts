/** Buckets without TLS. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { insecureTransport } from './insecure-transport.ts';

ruleTest(insecureTransport, ({ check, fixed }) => {
  check(
    'a policy about something else, and policies that can’t be seen',
    yaml`
      Parameters:
        Document: { Type: String }
      Resources:
        Files: { Type: AWS::S3::Bucket }
      # ^^^^^ information s3/insecure-transport: Bucket Files takes requests without TLS.
        FilesPolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Files
            PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: 's3:DeleteObject', Resource: '*' }] }
        Given: { Type: AWS::S3::Bucket }
        GivenPolicy: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Given, PolicyDocument: !Ref Document } }
    `,
  );
  check('silent in CDK: the policy can’t be seen', cdk`new s3.Bucket(this, 'Files');`);
  it('adds a policy', () =>
    expect(fixed(insecureTransport.docs.bad[0] as Example)).toContain("aws:SecureTransport: 'false'"));
});
