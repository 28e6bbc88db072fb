/** Services that act for anybody. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { confusedDeputy } from './confused-deputy.ts';

/** A function that a service may call, with further properties of the permission and further resources. */
const permission = (principal: string, more = '', others = '') => yaml`
  Resources:
    Handler:
      Type: AWS::Lambda::Function
      Properties: { Handler: index.handler }
    Call:
      Type: AWS::Lambda::Permission
      Properties:
        Action: lambda:InvokeFunction
        FunctionName: !GetAtt Handler.Arn
        Principal: ${principal}
${more}
${others}
`;

ruleTest(confusedDeputy, ({ check, fixed, offered }) => {
  check('names the function and the service', permission('sns.amazonaws.com'), [
    'warning iam/confused-deputy "sns.amazonaws.com": sns.amazonaws.com may call Handler for any topic of any account: there is no SourceArn or SourceAccount.',
  ]);
  check('silent: a source account', permission('s3.amazonaws.com', '        SourceAccount: !Ref AWS::AccountId'));
  check('silent: a source that is not seen', permission('s3.amazonaws.com', '        SourceArn: !Ref Missing'));
  check('silent: an account', permission("'111122223333'"));
  check('silent: a skill of Alexa has a token', permission('alexa-appkit.amazon.com'));
  check('silent: services that act for the account that calls them', permission('bedrock.amazonaws.com'));
  check(
    'silent: a condition on the source',
    yaml`
      Resources:
        Logs: { Type: AWS::S3::Bucket }
        LogsPolicy:
          Type: AWS::S3::BucketPolicy
          Properties:
            Bucket: !Ref Logs
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Principal: { Service: cloudtrail.amazonaws.com }
                  Action: s3:GetBucketAcl
                  Resource: !GetAtt Logs.Arn
                - Effect: Allow
                  Principal: { Service: cloudtrail.amazonaws.com }
                  Action: s3:PutObject
                  Resource: !Sub '${'$'}{Logs.Arn}/*'
                  Condition: { StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }
                - Effect: Deny
                  Principal: { Service: s3.amazonaws.com }
                  Action: s3:PutObject
                  Resource: '*'
    `,
  );
  check(
    'silent: rules that publish to a topic, and looking at a key',
    yaml`
      Resources:
        Orders: { Type: AWS::SNS::Topic }
        OrdersPolicy:
          Type: AWS::SNS::TopicPolicy
          Properties:
            Topics: [!Ref Orders]
            PolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: sns:Publish, Resource: !Ref Orders }]
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement: [{ Effect: Allow, Principal: { Service: cloudtrail.amazonaws.com }, Action: kms:DescribeKey, Resource: '*' }]
    `,
  );
  check(
    'silent: a trust policy',
    yaml`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Statement: [{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: sts:AssumeRole }]
    `,
  );
  check(
    'silent: conditions of the principal in CDK',
    cdk`
      const jobs = new sqs.Queue(this, 'Jobs');
      jobs.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [
            new iam.ServicePrincipal('sns.amazonaws.com', { conditions: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:x' } } }),
          ],
          actions: ['sqs:SendMessage'],
          resources: [jobs.queueArn],
        }),
      );
    `,
  );
  check(
    'one service among several',
    cdk`
      const jobs = new sqs.Queue(this, 'Jobs');
      jobs.addToResourcePolicy(
        new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [jobs.queueArn],
          conditions: { Bool: { 'aws:SecureTransport': 'true' } },
        }),
      );
    `,
    [
      `warning iam/confused-deputy "'sns.amazonaws.com'": sns.amazonaws.com may use Jobs for any topic of any account: no condition says whom it acts for.`,
    ],
  );

  it('names the topic that sends', () =>
    expect(
      fixed(
        permission(
          'sns.amazonaws.com',
          '',
          `    Orders:
      Type: AWS::SNS::Topic
      Properties:
        Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Handler.Arn }]`,
        ),
      ),
    ).toContain('        Principal: sns.amazonaws.com\n        SourceArn: !Ref Orders'.replace(/^ {2}/gm, '')));
  it('names the account where a bucket needs the permission first', () =>
    expect(
      offered(
        permission(
          's3.amazonaws.com',
          '',
          `    Files:
      Type: AWS::S3::Bucket
      DependsOn: Call
      Properties:
        NotificationConfiguration:
          LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Handler.Arn }]`,
        ),
      ),
    ).toEqual(['replacement: Allow s3.amazonaws.com to act for this account alone']));
  it('adds the condition', () =>
    expect(fixed(confusedDeputy.docs.bad[0] as never)).toMatchInlineSnapshot(`
    "Resources:
      Orders:
        Type: AWS::SNS::Topic
        Properties:
          Subscription: [{ Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }]
      Jobs:
        Type: AWS::SQS::Queue
      JobsPolicy:
        Type: AWS::SQS::QueuePolicy
        Properties:
          Queues: [!Ref Jobs]
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Principal: { Service: sns.amazonaws.com }
                Action: sqs:SendMessage
                Resource: !GetAtt Jobs.Arn
                Condition:
                  ArnEquals:
                    aws:SourceArn: !Ref Orders
    "
  `));
  it('adds the condition in CDK', () =>
    expect(fixed(confusedDeputy.docs.bad[2] as never)).toMatchInlineSnapshot(`
    "import * as cdk from 'aws-cdk-lib';
    import { Construct } from 'constructs';
    import { aws_iam as iam, aws_sqs as sqs } from 'aws-cdk-lib';
    export class TestStack extends cdk.Stack {
    constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const jobs = new sqs.Queue(this, 'Jobs');
    jobs.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [jobs.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': cdk.Aws.ACCOUNT_ID },
        },
      }),
    );
    }
    }
    "
  `));
});
