/** Key policies without the service. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingServicePrincipal } from './missing-service-principal.ts';

const ROOT = `EnableKeyRotation: true
      KeyPolicy:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }
            Action: kms:*
            Resource: '*'`;

ruleTest(missingServicePrincipal, ({ check, fixed }) => {
  check(
    'an alarm on an encrypted topic, through an alias',
    yaml`
      Resources:
        Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true } }
        Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/topic, TargetKeyId: !Ref Key } }
        Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Alias } }
        Errors: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: [!Ref Topic] } }
      #                                                                      ^^^^^^^^^^ error kms/missing-service-principal: The policy of Key does not let cloudwatch.amazonaws.com use it: what Errors sends to Topic is lost.
    `,
  );
  check(
    'rules, notifications and subscriptions that send to an encrypted queue: one finding for each service',
    yaml`
      Resources:
        Key: { Type: AWS::KMS::Key, Properties: { EnableKeyRotation: true } }
        Jobs: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }
        Nightly: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: !GetAtt Jobs.Arn }] } }
      #                                                                           ^^^^^^^^^^^^^^^^ error kms/missing-service-principal: The policy of Key does not let events.amazonaws.com use it: what Nightly sends to Jobs is lost.
        Daily: { Type: AWS::Events::Rule, Properties: { Targets: [{ Id: a, Arn: !GetAtt Jobs.Arn }] } }
        Files:
          Type: AWS::S3::Bucket
          Properties:
            NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Jobs.Arn }] }
      #                                                                                              ^^^^^^^^^^^^^^^^ error kms/missing-service-principal: The policy of Key does not let s3.amazonaws.com use it: what Files sends to Jobs is lost.
        ToJobs: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, Endpoint: !GetAtt Jobs.Arn } }
      #                                                                                ^^^^^^^^^^^^^^^^ error kms/missing-service-principal: The policy of Key does not let sns.amazonaws.com use it: what ToJobs sends to Jobs is lost.
    `,
  );
  check(
    'silent: the keys of AWS, keys from outside, policies that can’t be seen',
    yaml`
      Parameters:
        KeyArn: { Type: String }
        Service: { Type: String }
      Resources:
        Managed: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: alias/aws/sns } }
        Given: { Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: !Ref KeyArn } }
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy: { Statement: [{ Effect: Allow, Principal: { Service: !Ref Service }, Action: 'kms:*', Resource: '*' }] }
        Logs: { Type: AWS::Logs::LogGroup, Properties: { KmsKeyId: !GetAtt Key.Arn } }
        Errors: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmActions: [!Ref Managed] } }
    `,
  );
  check(
    'silent in CDK: what the constructs do by themselves can’t be seen',
    cdk`
      const key = new kms.Key(this, 'Key');
      new cloudtrail.Trail(this, 'Audit', { encryptionKey: key });
      new logs.LogGroup(this, 'Logs', { encryptionKey: key });
    `,
  );
  it('adds the statement', () =>
    expect(
      fixed({
        language: 'yaml',
        text: `Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      ${ROOT}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn }
`,
      }),
    ).toContain('Service: !Sub logs.${AWS::Region}.amazonaws.com'));
  it('lets CloudTrail use the key for the trails of the account alone', () =>
    expect(
      fixed({
        language: 'yaml',
        text: `Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      ${ROOT}
  Audit:
    Type: AWS::CloudTrail::Trail
    Properties: { IsLogging: true, EnableLogFileValidation: true, S3BucketName: logs, KMSKeyId: !GetAtt Key.Arn }
`,
      }),
    ).toContain('aws:SourceArn: !Sub arn:${AWS::Partition}:cloudtrail:*:${AWS::AccountId}:trail/*'));
});
