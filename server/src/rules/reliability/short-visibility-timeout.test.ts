import { expect, it } from 'vitest';
import { cdk, yaml, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { shortVisibilityTimeout } from './short-visibility-timeout.ts';

const fed = (queue: string, timeout: string) => yaml`
  Parameters:
    Seconds: { Type: Number, Default: 1 }
  Conditions:
    IsProd: !Equals [!Ref AWS::StackName, prod]
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
      Properties: ${queue}
    Worker:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        CodeUri: worker/
        ${timeout}
        Events:
          Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
`;

ruleTest(shortVisibilityTimeout, ({ check, fixed }) => {
  check('less than the function may run', fed('{ VisibilityTimeout: 20 }', 'Timeout: 30'), [
    'error reliability/short-visibility-timeout "20": Jobs hides messages for 20 s, less than the 30 s that Worker may run: Lambda refuses the event source.',
  ]);
  check('less than six times', fed('{ VisibilityTimeout: 120 }', 'Timeout: 30'), [
    'information reliability/short-visibility-timeout "120": Jobs hides messages for 120 s; six times the 30 s that Worker may run are 180 s.',
  ]);
  check('the default of the queue', fed('{ QueueName: jobs }', 'Timeout: 60'), [
    'error reliability/short-visibility-timeout "Jobs": Jobs hides messages for 30 s, less than the 60 s that Worker may run: Lambda refuses the event source.',
  ]);
  check('the default of the function', fed('{ VisibilityTimeout: 12 }', 'MemorySize: 256'), [
    'information reliability/short-visibility-timeout "12": Jobs hides messages for 12 s; six times the 3 s that Worker may run are 18 s.',
  ]);
  check('both defaults are silent', fed('{ QueueName: jobs }', 'MemorySize: 256'), []);
  check('six times is silent', fed('{ VisibilityTimeout: 180 }', 'Timeout: 30'), []);
  const times = (factor: number) => ({
    'plumbline.yaml': `version: 1\nrules: { reliability/short-visibility-timeout: { factor: ${factor} } }\n`,
  });
  const fourfold = fed('{ VisibilityTimeout: 120 }', 'Timeout: 30');
  check('as often as the project says', withFiles(fourfold, times(10)), [
    'information reliability/short-visibility-timeout "120": Jobs hides messages for 120 s; 10 times the 30 s that Worker may run are 300 s.',
  ]);
  check('silent: as often as the project says', withFiles(fourfold, times(4)), []);
  it('writes as often as the project says', () =>
    expect(fixed(withFiles(fourfold, times(10)))).toContain('{ VisibilityTimeout: 300 }'));
  check('a parameter is silent', fed('{ VisibilityTimeout: !Ref Seconds }', 'Timeout: 30'), []);
  check('in one scenario', fed('{ VisibilityTimeout: !If [IsProd, 60, 900] }', 'Timeout: !If [IsProd, 90, 120]'), [
    'error reliability/short-visibility-timeout "60": Jobs hides messages for 60 s, less than the 90 s that Worker may run when IsProd: Lambda refuses the event source.',
  ]);
  check('what SQS could not take is silent', fed('{ VisibilityTimeout: 43200 }', 'Timeout: 7201'), []);

  it('writes six times', () => {
    expect(fed('{ VisibilityTimeout: 20 }', 'Timeout: 30').text).toContain('VisibilityTimeout: 20');
    expect(fixed(fed('{ VisibilityTimeout: 20 }', 'Timeout: 30'))).toContain('{ VisibilityTimeout: 180 }');
    expect(
      fixed(cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        const worker = new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          timeout: cdk.Duration.minutes(1),
        });
        worker.addEventSource(new sources.SqsEventSource(jobs));
      `),
    ).toMatch(/new sqs\.Queue\(this, 'Jobs', \{\s*visibilityTimeout: cdk\.Duration\.(seconds\(360\)|minutes\(6\))/);
  });
});
