import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unknownMetric } from './unknown-metric.ts';

const alarm = (properties: string) => yaml`
  Resources:
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties: { EvaluationPeriods: 1, ComparisonOperator: GreaterThanThreshold, ${properties} }
`;

ruleTest(unknownMetric, ({ check, fixed }) => {
  check('a namespace of one’s own', alarm('Namespace: Shop, MetricName: Orders'), []);
  check('a metric that nothing is near to', alarm('Namespace: AWS/Lambda, MetricName: MemoryUtilization'), [
    'error alarms/unknown-metric "MemoryUtilization": AWS/Lambda has no metric MemoryUtilization, so Alarm never rings.',
  ]);
  check(
    'a dimension of another service',
    alarm('Namespace: AWS/SQS, MetricName: NumberOfMessagesSent, Dimensions: [{ Name: TopicName, Value: x }]'),
    ['error alarms/unknown-metric "TopicName": Metrics of AWS/SQS have no dimension TopicName, so Alarm never rings.'],
  );
  check(
    'an expression',
    alarm(
      'Metrics: [{ Id: a, MetricStat: { Stat: Sum, Period: 60, Metric: { Namespace: AWS/SQS, MetricName: MessagesSent } } }]',
    ),
    ['error alarms/unknown-metric "MessagesSent": AWS/SQS has no metric MessagesSent, so Alarm never rings.'],
  );
  check('a name from a parameter', alarm('Namespace: AWS/Lambda, MetricName: !ImportValue Metric'), []);
  check(
    'an L2 metric that reading does not see',
    cdk`
    new cloudwatch.Alarm(this, 'Alarm', {
      metric: new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName: 'Errors' }), evaluationPeriods: 1, threshold: 1,
    });
  `,
    [],
  );
  it('takes the name that is meant', () => {
    expect(fixed(unknownMetric.docs.bad[0] as never)).toContain('MetricName: ApproximateAgeOfOldestMessage\n');
    expect(fixed(unknownMetric.docs.bad[1] as never)).toContain('"MetricName": "5xx"');
    expect(fixed(unknownMetric.docs.bad[2] as never)).toContain("metricName: 'Errors'");
  });
});
