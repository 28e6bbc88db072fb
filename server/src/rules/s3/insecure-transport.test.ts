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
  check(
    'policies of buckets elsewhere, and a condition the wrong way round',
    yaml`
      Parameters:
        Bucket: { Type: String }
      Resources:
        Theirs:
      # ^^^^^^ information s3/insecure-transport: Theirs doesn’t refuse requests without TLS.
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Bucket
            PolicyDocument:
              Statement:
                - { Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': true } } }
        Safe:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !ImportValue Files
            PolicyDocument:
              Statement:
                - { Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } }
    `,
  );
  check('silent in CDK: the policy can’t be seen', cdk`new s3.Bucket(this, 'Files');`);
  it('adds a policy', () =>
    expect(fixed(insecureTransport.docs.bad[0] as Example)).toContain("aws:SecureTransport: 'false'"));
});
