import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { withoutAction } from './without-action.ts';

const alarm = (properties: string, more = '') => yaml`
  Resources:
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties: { EvaluationPeriods: 1, ComparisonOperator: GreaterThanThreshold, ${properties} }${more}
`;

ruleTest(withoutAction, ({ check, fixed }) => {
  check('actions that a parameter gives', alarm('AlarmActions: !ImportValue Actions'), []);
  check('none at all', alarm('AlarmActions: []'), [
    'warning alarms/without-action "Alarm": The alarm Alarm tells nobody.',
  ]);
  check(
    'one for a composite alarm',
    alarm(
      'Threshold: 1',
      `
    Both: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: !Sub 'ALARM($` +
        '{Alarm})' +
        `' } }`,
    ),
    [],
  );
  check(
    'an L2 alarm gets its actions later',
    cdk`
    const jobs = new sqs.Queue(this, 'Jobs');
    new cloudwatch.Alarm(this, 'Late', { metric: jobs.metricNumberOfMessagesSent(), evaluationPeriods: 1, threshold: 1 });
  `,
    [],
  );
  it('publishes to the topic that there is', () => {
    expect(fixed(withoutAction.docs.bad[0] as never)).toMatch(/AlarmActions:\s+- !Ref Operators/);
  });
});
