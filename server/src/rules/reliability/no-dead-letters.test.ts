import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noDeadLetters } from './no-dead-letters.ts';

const ASKS = {
  'plumbline.yaml': 'version: 1\nrequirements:\n  resilience: { dead_letters: [lambda, sqs, eventbridge] }\n',
};
const said = (place: string, resource: string) =>
  `warning reliability/no-dead-letters "${place}": ${resource} has no place for what fails (plumbline.yaml:3).`;
const fn = (id: string, more = '') =>
  `const ${id} = new lambda.Function(this, '${id}', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromAsset('l')${more} });`;

ruleTest(noDeadLetters, ({ check, fixed }) => {
  check(
    'functions and rules',
    withFiles(
      yaml`
        Resources:
          Failed: { Type: AWS::SQS::Queue }
          Lost: { Type: AWS::Lambda::Function }
          Kept: { Type: AWS::Lambda::Function, Properties: { DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn } } }
          Configured: { Type: AWS::Lambda::Function }
          Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Configured, Qualifier: $LATEST } }
          Daily: { Type: AWS::Events::Rule, Properties: { Targets: [{ Arn: !GetAtt Kept.Arn, Id: a }] } }
          Api: { Type: AWS::ApiGateway::RestApi }
          Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, Integration: { Uri: !GetAtt Answers.Arn } } }
          Answers: { Type: AWS::Lambda::Function }
      `,
      ASKS,
    ),
    [said('Lost', 'Lost'), said('Daily', 'Daily')],
  );
  check(
    'in CDK',
    withFiles(
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs', { deadLetterQueue: { queue: new sqs.Queue(this, 'JobsDlq'), maxReceiveCount: 3 } });
        ${fn('Reads')}
        Reads.addEventSource(new sources.SqsEventSource(jobs));
        ${fn('Keeps', ', deadLetterQueueEnabled: true')}
        ${fn('Lost')}
        //               ^^^^^^^^^^^^^^^ warning reliability/no-dead-letters (fix): Lost has no place for what fails (plumbline.yaml:3).
      `,
      ASKS,
    ),
  );

  check(
    'silent: a function that a user pool waits for',
    withFiles(
      yaml`
        Resources:
          Greeter: { Type: AWS::Lambda::Function }
          Users: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { CustomMessage: !GetAtt Greeter.Arn } } }
      `,
      { 'plumbline.yaml': 'version: 1\nrequirements:\n  resilience: { dead_letters: [lambda] }\n' },
    ),
    [],
  );

  const asked = { 'plumbline.yaml': 'version: 1\nrequirements:\n  resilience: { dead_letters: [sqs, lambda] }\n' };
  it('gives a queue of a template another one', () => {
    const jobs = yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
        Archive:
          Type: AWS::S3::Bucket
    `;
    expect(fixed(withFiles(jobs, asked))).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
          Properties:
            RedrivePolicy:
              deadLetterTargetArn: !GetAtt JobsDeadLetters.Arn
              maxReceiveCount: 5
        Archive:
          Type: AWS::S3::Bucket
        JobsDeadLetters:
          Type: AWS::SQS::Queue
          Properties:
            MessageRetentionPeriod: 1209600
      "
    `);
  });
  it('gives a function in code a queue', () => {
    const worker = cdk`
      new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
    `;
    expect(fixed(withFiles(worker, asked))).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_lambda as lambda, aws_sqs as sqs } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const workerDeadLetters = new sqs.Queue(this, 'WorkerDeadLetters', { retentionPeriod: cdk.Duration.days(14) });
      new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
        deadLetterQueue: workerDeadLetters,
      });
      }
      }
      "
    `);
  });
});
