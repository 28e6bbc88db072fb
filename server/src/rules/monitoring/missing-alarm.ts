/** Resources that nobody watches, although the project asks for it. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { at, scenarios, stringOf } from '../../core/value.ts';
import { asked, by, isRepeated, mayMake, selected } from '../requirements/asked.ts';
import { alarmFix } from '../requirements/alarm.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      monitoring:
        alarms: [sqs ApproximateAgeOfOldestMessage]
  `,
};

const alarm = (queue: string) => yaml`
  Resources:
    Jobs:
      Type: AWS::SQS::Queue
    Late:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: AWS/SQS
        MetricName: ApproximateAgeOfOldestMessage
        Dimensions:
          - { Name: QueueName, Value: ${queue} }
`;

export const missingAlarm = defineRule({
  id: 'monitoring/missing-alarm',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'The resources that plumbline.yaml names have an alarm, on the metric that it names.',
    why: `What fails at night is noticed by its alarm or by its users. An alarm counts for the resources that its dimensions
name. Where code can't be followed that could make alarms (\`createAlarm\`), and where dimensions can't be seen, nothing is
reported.`,
    bad: [
      withFiles(alarm('other'), ASKS),
      withFiles(
        cdk`
          new sqs.Queue(this, 'Jobs');
          new cloudwatch.CfnAlarm(this, 'Late', { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(alarm('!GetAtt Jobs.QueueName'), ASKS),
      withFiles(
        cdk`
          const jobs = new sqs.Queue(this, 'Jobs');
          jobs.metricApproximateAgeOfOldestMessage().createAlarm(this, 'Late', { threshold: 60, evaluationPeriods: 1 });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html'],
  },
  messages: {
    none: '{resource} has no alarm ({by}).',
    metric: '{resource} has no alarm on {metric} ({by}).',
  },
  *checkGraph({ graph }) {
    const demands = asked(graph, 'alarm');
    if (demands.length === 0 || mayMake(graph, ['AWS::CloudWatch::Alarm'])) return;
    const alarms = graph.ofType('AWS::CloudWatch::Alarm');
    // An alarm whose dimensions can't be seen may be that of any resource.
    if (alarms.some(a => at(a.properties, 'Dimensions').kind === 'unknown')) return;
    for (const requirement of demands) {
      const { of, metric } = requirement.demand;
      for (const resource of selected(graph, of)) {
        // What is done with the items of a list can't be told of each.
        if (isRepeated(graph, resource)) continue;
        if (alarms.some(a => watches(graph, a, resource, metric))) continue;
        yield {
          message: metric === null ? ('none' as const) : ('metric' as const),
          at: resource.nameSpan,
          params: { resource: resource.logicalId, metric: metric ?? '', by: by(requirement) },
          resource,
          requirement,
          subject: metric ?? '',
        };
      }
    }
  },
  fix({ resource, requirement }, { graph }) {
    const demand = requirement?.demand;
    if (!resource || demand?.kind !== 'alarm') return 'the resource is no longer there';
    return alarmFix(graph, resource, demand.metric);
  },
});

function watches(graph: ResourceGraph, alarm: Resource, resource: Resource, metric: string | null): boolean {
  if (!graph.edgesFrom(alarm.id).some(e => e.to === resource.id)) return false;
  if (metric === null) return true;
  return scenarios(at(alarm.properties, 'MetricName')).some(({ value }) => {
    const name = stringOf(value);
    return name === null
      ? value.kind !== 'absent' || at(alarm.properties, 'Metrics').kind !== 'absent'
      : name === metric;
  });
}
