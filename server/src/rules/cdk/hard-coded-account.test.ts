import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedAccount } from './hard-coded-account.ts';

ruleTest(hardCodedAccount, ({ check, fixed }) => {
  check(
    'condition keys, variables, queue URLs and images',
    yaml`
      Resources:
        Policy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: { Service: sns.amazonaws.com }
                  Action: sqs:SendMessage
                  Resource: '*'
                  Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } }
        Jobs:
          Type: AWS::SQS::Queue
        Worker:
          Type: AWS::Lambda::Function
          Properties:
            PackageType: Image
            Role: !Ref AWS::NoValue
            Code: { ImageUri: 111122223333.dkr.ecr.eu-central-1.amazonaws.com/worker:1 }
            Environment:
              Variables:
                ACCOUNT_ID: '111122223333'
                QUEUE_URL: https://sqs.eu-central-1.amazonaws.com/111122223333/jobs
                PHONE: '491511234567'
    `,
    [
      `warning cdk/hard-coded-account "'111122223333'": aws:SourceAccount is tied to account 111122223333.`,
      'warning cdk/hard-coded-account "111122223333.dkr.ecr.eu-central-1.amazonaws.com/worker:1": This image is tied to account 111122223333.',
      `warning cdk/hard-coded-account "'111122223333'": ACCOUNT_ID is tied to account 111122223333.`,
      'warning cdk/hard-coded-account "https://sqs.eu-central-1.amazonaws.com/111122223333/jobs": This queue URL is tied to account 111122223333.',
    ],
  );
  check(
    'principals, images of AWS and accounts of AWS are silent',
    yaml`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: { AWS: '111122223333' }
                  Action: sts:AssumeRole
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties:
            ContainerDefinitions:
              - Name: train
                Image: 763104351884.dkr.ecr.eu-central-1.amazonaws.com/pytorch-training:2
    `,
  );
  check(
    'the env of a stack, configuration and principals in CDK code are silent',
    cdk`
      new cdk.Stack(this, 'Other', { env: { account: '111122223333', region: 'eu-central-1' } });
      const stages = { prod: { accountId: '111122223333' }, dev: { accountId: '444455556666' } };
      new iam.AccountPrincipal('111122223333');
      const number = '491511234567';
    `,
  );

  it('writes the pseudo parameter', () => {
    expect(
      fixed(yaml`
        Resources:
          Allow:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: orders
              Principal: s3.amazonaws.com
              SourceAccount: '111122223333'
      `),
    ).toMatch(/SourceAccount: !(Ref AWS::AccountId|Sub ['"]?\$\{AWS::AccountId\})/);
    expect(
      fixed(cdk`
        new lambda.CfnPermission(this, 'Allow', {
          action: 'lambda:InvokeFunction',
          functionName: 'orders',
          principal: 's3.amazonaws.com',
          sourceAccount: '111122223333',
        });
      `),
    ).toMatch(/sourceAccount: .*ACCOUNT_ID/);
  });
});
