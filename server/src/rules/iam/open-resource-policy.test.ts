/** Open policies of resources. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openResourcePolicy } from './open-resource-policy.ts';

ruleTest(openResourcePolicy, ({ check, fixed }) => {
  check(
    'a bucket, a key, a topic',
    yaml`
      Resources:
        Files:
          Type: AWS::S3::Bucket
        FilesPolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Files
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: '*'
      #                      ^^^ error iam/open-resource-policy (fix): Anybody in the world may call s3:PutObject and s3:GetObject on Files.
                  Action: [s3:PutObject, s3:GetObject]
                  Resource: !Sub '${'${Files.Arn}'}/*'
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement:
                - Effect: Allow
                  Principal: { AWS: '*' }
      #                             ^^^ error iam/open-resource-policy (fix): Anybody in the world may call kms:Decrypt on Key.
                  Action: kms:Decrypt
                  Resource: '*'
    `,
  );
  check(
    'a function',
    yaml`
      Resources:
        Handler:
          Type: AWS::Lambda::Function
        Open:
          Type: AWS::Lambda::Permission
          Properties:
            FunctionName: !Ref Handler
            Action: lambda:InvokeFunction
            Principal: '*'
      #                ^^^ error iam/open-resource-policy (fix): Anybody in the world may call Handler.
    `,
  );
  check(
    'silent: conditions, denials, narrow permissions, public function URLs',
    yaml`
      Resources:
        Files:
          Type: AWS::S3::Bucket
        FilesPolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Files
            PolicyDocument:
              Statement:
                - Effect: Deny
                  Principal: '*'
                  Action: s3:*
                  Resource: !GetAtt Files.Arn
                  Condition: { Bool: { aws:SecureTransport: false } }
                - Effect: Allow
                  Principal: '*'
                  Action: s3:GetObject
                  Resource: !GetAtt Files.Arn
                  Condition: { StringEquals: { aws:SourceVpce: vpce-1 } }
        Handler:
          Type: AWS::Lambda::Function
        Narrow:
          Type: AWS::Lambda::Permission
          Properties: { FunctionName: !Ref Handler, Action: lambda:InvokeFunction, Principal: '*', SourceArn: !GetAtt Files.Arn }
        Url:
          Type: AWS::Lambda::Permission
          Properties: { FunctionName: !Ref Handler, Action: lambda:InvokeFunctionUrl, Principal: '*', FunctionUrlAuthType: NONE }
        Endpoint:
          Type: AWS::EC2::VPCEndpoint
          Properties:
            VpcId: vpc-1
            ServiceName: com.amazonaws.eu-west-1.s3
            PolicyDocument:
              Statement: [{ Effect: Allow, Principal: '*', Action: '*', Resource: '*' }]
    `,
  );
  check(
    'silent: a website, which s3/public-bucket reports',
    yaml`
      Resources:
        Site:
          Type: AWS::S3::Bucket
          Properties:
            PublicAccessBlockConfiguration: { BlockPublicPolicy: false, RestrictPublicBuckets: false }
        SitePolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Site
            PolicyDocument:
              Statement: [{ Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '${'${Site.Arn}'}/*' }]
    `,
  );
  it('narrows it to the account', () =>
    expect(
      fixed(yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
          JobsPolicy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: '*'
                    Action: sqs:SendMessage
                    Resource: !GetAtt Jobs.Arn
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: '*'
                  Action: sqs:SendMessage
                  Resource: !GetAtt Jobs.Arn
                  Condition:
                    StringEquals:
                      aws:PrincipalAccount: !Ref AWS::AccountId
      "
    `));
  it('narrows it in CDK', () =>
    expect(
      fixed(cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        jobs.addToResourcePolicy(
          new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['sqs:SendMessage'], resources: [jobs.queueArn] }),
        );
      `),
    ).toMatch(
      /conditions: \{\s*StringEquals: \{\s*'aws:PrincipalAccount': (cdk\.Aws\.ACCOUNT_ID|`\$\{cdk\.Aws\.ACCOUNT_ID\}`)/,
    ));
  check(
    'a referrer, which anybody can send, keeps nobody out; what pages of a site read is meant',
    yaml`
      Resources:
        Site: { Type: AWS::S3::Bucket }
        SitePolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Site
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: '*'
      #                      ^^^ error iam/open-resource-policy: Anybody in the world may call s3:PutObject on Site.
                  Action: s3:PutObject
                  Resource: !Sub '${'${Site.Arn}'}/*'
                  Condition: { StringLike: { 'aws:Referer': 'https://shop.example/*' } }
                - Effect: Allow
                  Principal: '*'
                  Action: s3:GetObject
                  Resource: !Sub '${'${Site.Arn}'}/*'
                  Condition: { StringLike: { 'aws:Referer': 'https://shop.example/*' } }
    `,
  );
});
