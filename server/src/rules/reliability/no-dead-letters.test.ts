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

ruleTest(noDeadLetters, ({ check }) => {
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
        //               ^^^^^^^^^^^^^^^ warning reliability/no-dead-letters: Lost has no place for what fails (plumbline.yaml:3).
      `,
      ASKS,
    ),
  );
});
