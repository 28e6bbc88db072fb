import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingDlq } from './missing-dlq.ts';

const fed = (properties: string) => yaml`
  Parameters:
    Redrive: { Type: String }
  Conditions:
    IsProd: !Equals [!Ref AWS::StackName, prod]
  Resources:
    Failed:
      Type: AWS::SQS::Queue
    Jobs:
      Type: AWS::SQS::Queue
      Properties: ${properties}
    Worker:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        CodeUri: worker/
        Events:
          Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
`;
const said =
  'warning reliability/missing-dlq "Jobs": Jobs feeds Worker and has no dead-letter queue: a message that fails is tried again for days, and then lost.';
const consumer = `new lambda.Function(this, 'Worker', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
  })`;

ruleTest(missingDlq, ({ check, fixed }) => {
  check('a queue that feeds a function', fed('{ VisibilityTimeout: 60 }'), [said]);
  check(
    'a redrive policy in one scenario alone is silent',
    fed(
      '{ RedrivePolicy: !If [IsProd, { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: 5 }, !Ref AWS::NoValue] }',
    ),
    [],
  );
  check('a redrive policy that can’t be seen is silent', fed('{ RedrivePolicy: !Ref Redrive }'), []);
  check(
    'a queue that feeds nothing we know is silent',
    yaml`
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
    `,
  );
  check(
    'a function that takes the dead letters is silent',
    cdk`
      const failed = new sqs.Queue(this, 'Failed');
      new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: failed, maxReceiveCount: 3 } });
      ${consumer}.addEventSource(new sources.SqsEventSource(failed));
    `,
  );
  check(
    'a queue that takes failed events is silent',
    cdk`
      const failed = new sqs.Queue(this, 'Failed');
      new lambda.Function(this, 'Mailer', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
        deadLetterQueue: failed,
      });
      ${consumer}.addEventSource(new sources.SqsEventSource(failed));
    `,
  );
  check(
    'props that are not seen are silent',
    cdk`
      const jobs = new sqs.Queue(this, 'Jobs', { ...(props as object) });
      ${consumer}.addEventSource(new sources.SqsEventSource(jobs));
    `,
  );
  check(
    'an imported queue is silent',
    cdk`
      const jobs = sqs.Queue.fromQueueArn(this, 'Jobs', this.node.tryGetContext('jobs'));
      ${consumer}.addEventSource(new sources.SqsEventSource(jobs));
    `,
  );

  it('adds a queue for the dead letters', () => {
    expect(
      fixed(yaml`
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              FifoQueue: true
          Worker:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              CodeUri: worker/
              Events:
                Job:
                  Type: SQS
                  Properties:
                    Queue: !GetAtt Jobs.Arn
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
          Properties:
            FifoQueue: true
            RedrivePolicy:
              deadLetterTargetArn: !GetAtt JobsDeadLetters.Arn
              maxReceiveCount: 5
        Worker:
          Type: AWS::Serverless::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            CodeUri: worker/
            Events:
              Job:
                Type: SQS
                Properties:
                  Queue: !GetAtt Jobs.Arn
        JobsDeadLetters:
          Type: AWS::SQS::Queue
          Properties:
            MessageRetentionPeriod: 1209600
            FifoQueue: true
      "
    `);
  });
  it('adds it in CDK code, before its use', () => {
    expect(
      fixed(cdk`
        const jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: cdk.Duration.minutes(6) });
        ${consumer}.addEventSource(new sources.SqsEventSource(jobs));
      `),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_lambda as lambda, aws_lambda_event_sources as sources, aws_sqs as sqs } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
            const jobsDeadLetters = new sqs.Queue(this, 'JobsDeadLetters', { retentionPeriod: cdk.Duration.days(14) });
            const jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: cdk.Duration.minutes(6), deadLetterQueue: {
                  queue: jobsDeadLetters,
                  maxReceiveCount: 5,
            } });
            new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
      }).addEventSource(new sources.SqsEventSource(jobs));
      }
      }
      "
    `);
  });
});
