import { withFiles, yaml } from '../../core/rule.ts';
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

ruleTest(missingAlarm, ({ check }) => {
  check('none', given('{ MetricName: Errors }', '[lambda]'), said('Worker has no alarm'));
  check('one on another metric', given(of('Duration'), '[lambda Errors]'), said('Worker has no alarm on Errors'));
  check('silent: the metric', given(of('Errors'), '[{ of: lambda, metric: Errors }]'), []);
  check('silent: a metric from a parameter', given(of('!Ref Metric'), '[lambda Errors]'), []);
  check(
    'dimensions of something else',
    given('{ MetricName: Errors, Dimensions: !If [A, [], !Ref Dimensions] }', '[lambda]'),
    said('Worker has no alarm'),
  );
});
