import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingAlarm } from './missing-alarm.ts';

const given = (alarm: string, alarms: string) =>
  withFiles(
    yaml`
      Parameters: { Metric: { Type: String }, Dimensions: { Type: CommaDelimitedList } }
      Resources:
        Worker: { Type: AWS::Lambda::Function }
        Failing:
          Type: AWS::CloudWatch::Alarm
          Properties: ${alarm}
    `,
    { 'plumbline.yaml': `version: 1\nrequirements:\n  monitoring: { alarms: ${alarms} }\n` },
  );
const of = (metric: string) => `{ MetricName: ${metric}, Dimensions: [{ Name: FunctionName, Value: !Ref Worker }] }`;
const said = (message: string) => [`warning monitoring/missing-alarm "Worker": ${message} (plumbline.yaml:3).`];

ruleTest(missingAlarm, ({ check, fixed }) => {
  check('none', given('{ MetricName: Errors }', '[lambda]'), said('Worker has no alarm'));
  check('one on another metric', given(of('Duration'), '[lambda Errors]'), said('Worker has no alarm on Errors'));
  check('silent: the metric', given(of('Errors'), '[{ of: lambda, metric: Errors }]'), []);
  check('silent: a metric from a parameter', given(of('!Ref Metric'), '[lambda Errors]'), []);
  check(
    'dimensions of something else',
    given('{ MetricName: Errors, Dimensions: !If [A, [], !Ref Dimensions] }', '[lambda]'),
    said('Worker has no alarm'),
  );

  const asked = { 'plumbline.yaml': 'version: 1\nrequirements:\n  monitoring: { alarms: [sqs, lambda Throttles] }\n' };
  it('adds an alarm to a template', () => {
    const jobs = yaml`
      Resources:
        Jobs:
          Type: AWS::SQS::Queue
    `;
    expect(fixed(withFiles(jobs, asked))).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
        JobsApproximateAgeOfOldestMessage:
          Type: AWS::CloudWatch::Alarm
          Properties:
            Namespace: AWS/SQS
            MetricName: ApproximateAgeOfOldestMessage
            Dimensions:
              - Name: QueueName
                Value: !GetAtt Jobs.QueueName
            Statistic: Maximum
            Period: 300
            EvaluationPeriods: 1
            Threshold: 300
            ComparisonOperator: GreaterThanOrEqualToThreshold
            TreatMissingData: notBreaching
      "
    `);
  });
  it('adds an alarm to code', () => {
    const worker = cdk`
      const worker = new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
      });
      worker.addEnvironment('A', 'b');
    `;
    const text = fixed(withFiles(worker, asked));
    expect(text).toContain("new cloudwatch.CfnAlarm(this, 'WorkerThrottles', {\n  namespace: 'AWS/Lambda',");
    expect(text).toContain('value: worker.functionName,');
  });
});
