/** Reports alarms that tell nobody. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { asList, at, scenarios } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';

const ACTIONS = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];

export const withoutAction = defineRule({
  id: 'alarms/without-action',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'Every alarm does something: it publishes to a topic, scales, or belongs to a composite alarm.',
    why: `An alarm without an action turns red on a page that nobody looks at. Give it a topic with a subscription that somebody
reads. Alarms that another resource names (a composite alarm, a deployment group, a scaling policy, a stack's rollback) work for that one and are not
reported; nor are those of L2 constructs before the app has run, which get their actions from a method.`,
    bad: [
      yaml`
        Resources:
          Operators: { Type: AWS::SNS::Topic }
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessage
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
      `,
      cdk`
        new cloudwatch.CfnAlarm(this, 'Late', {
          namespace: 'AWS/SQS',
          metricName: 'ApproximateAgeOfOldestMessage',
          statistic: 'Maximum',
          period: 60,
          evaluationPeriods: 1,
          threshold: 600,
          comparisonOperator: 'GreaterThanThreshold',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Operators: { Type: AWS::SNS::Topic }
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessage
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
              AlarmActions: [!Ref Operators]
      `,
      cdk`
        const operators = new sns.Topic(this, 'Operators');
        new cloudwatch.CfnAlarm(this, 'Late', {
          namespace: 'AWS/SQS',
          metricName: 'ApproximateAgeOfOldestMessage',
          statistic: 'Maximum',
          period: 60,
          evaluationPeriods: 1,
          threshold: 600,
          comparisonOperator: 'GreaterThanThreshold',
          alarmActions: [operators.topicArn],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html'],
    peers: ['cdk-nag NIST.800.53.R5-CloudWatchAlarmAction', 'CKV_AWS_319', 'Guard CLOUDWATCH_ALARM_ACTION_CHECK'],
  },
  messages: {
    silent: 'The alarm {alarm} tells nobody.',
  },
  *checkConnected({ graph }) {
    for (const alarm of graph.ofType('AWS::CloudWatch::Alarm')) {
      if (!isExact(alarm) || alarm.owner.kind === 'internal') continue;
      const acts = ACTIONS.some(name =>
        scenarios(at(alarm.properties, name)).some(({ value }) => {
          const list = asList(value);
          return !list?.complete || list.items.length > 0;
        }),
      );
      if (acts || graph.edgesTo(alarm.id, 'reference').length > 0) continue;
      yield { message: 'silent', at: alarm.nameSpan, params: { alarm: alarm.logicalId }, resource: alarm };
    }
  },
  fix({ resource }, { graph }) {
    if (!resource) return 'the alarm can’t be found';
    const topics = graph.ofType('AWS::SNS::Topic').filter(t => t.stack === resource.stack && t.owner.kind === 'yours');
    if (topics.length === 0) return 'there is no topic that it could publish to';
    const likely = /alarm|alert|notif|ops|operator/i;
    return topics
      .toSorted((a, b) => Number(likely.test(b.logicalId)) - Number(likely.test(a.logicalId)))
      .slice(0, 3)
      .map(topic => ({
        title: `Let ${resource.logicalId} publish to ${topic.logicalId}`,
        intents: [
          {
            kind: 'setProperty',
            resource: resource.id,
            path: ['AlarmActions'],
            value: [{ $ref: topic.id, attribute: null }],
          },
        ],
        safety: 'review',
      }));
  },
});
