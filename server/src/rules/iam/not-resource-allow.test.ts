/** NotResource with Allow. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notResourceAllow } from './not-resource-allow.ts';

ruleTest(notResourceAllow, ({ check }) => {
  check(
    'points at the key and names what is left out',
    yaml`
      Resources:
        Analyst:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: most
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [s3:GetObject, s3:ListBucket]
                      NotResource: [arn:aws:s3:::payroll, !Sub 'arn:aws:s3:::${'${Secret}'}/*']
      #               ^^^^^^^^^^^ warning iam/not-resource-allow: NotResource with Allow allows s3:GetObject and s3:ListBucket on every resource of the account but arn:aws:s3:::payroll and arn:aws:s3:::${'${Secret}'}/* to Analyst.
    `,
  );
  check(
    'silent: policies of resources, and lists that are not known',
    yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement:
                - { Effect: Allow, Action: 'sqs:*', Principal: { AWS: '111122223333' }, NotResource: 'arn:aws:sqs:::x' }
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement: [{ Effect: Deny, Action: 's3:*', NotResource: 'arn:aws:s3:::x' }]
    `,
    [],
  );
});
