/** Reports alarms that watch a metric which no service publishes, under those dimensions or at all. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Present, type Value, asList, at, scenarios, stringOf } from '../../core/value.ts';
import { isExact } from '../wiring/deliveries.ts';
import { NAMESPACES } from './metrics.ts';

export const unknownMetric = defineRule({
  id: 'alarms/unknown-metric',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Alarms watch metrics that their service publishes, by dimensions that it has.',
    why: `CloudWatch takes any name for a metric: an alarm on one that nobody publishes is created without a word, stays in
*insufficient data* and never rings. The usual causes are a slip of the pen, the name of another API (\`5XXError\` is a REST API's
with the dimension \`ApiName\`, \`5xx\` an HTTP API's with \`ApiId\`), and a dimension of another service. The tables of fifteen AWS
namespaces are known; all others, and the metrics of agents, are not judged.`,
    bad: [
      yaml`
        Resources:
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessages
              Dimensions: [{ Name: QueueName, Value: jobs }]
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
      `,
      json`
        {
          "Resources": {
            "Failing": {
              "Type": "AWS::CloudWatch::Alarm",
              "Properties": {
                "Namespace": "AWS/ApiGateway",
                "MetricName": "5XXError",
                "Dimensions": [{ "Name": "ApiId", "Value": "a1b2c3" }],
                "Statistic": "Sum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanThreshold"
              }
            }
          }
        }
      `,
      cdk`
        new cloudwatch.CfnAlarm(this, 'Errors', {
          namespace: 'AWS/Lambda',
          metricName: 'Error',
          dimensions: [{ name: 'FunctionName', value: 'orders' }],
          statistic: 'Sum',
          period: 60,
          evaluationPeriods: 1,
          threshold: 1,
          comparisonOperator: 'GreaterThanThreshold',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Late:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/SQS
              MetricName: ApproximateAgeOfOldestMessage
              Dimensions: [{ Name: QueueName, Value: jobs }]
              Statistic: Maximum
              Period: 60
              EvaluationPeriods: 1
              Threshold: 600
              ComparisonOperator: GreaterThanThreshold
      `,
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        new cloudwatch.Alarm(this, 'Late', {
          metric: jobs.metricApproximateAgeOfOldestMessage(),
          evaluationPeriods: 1,
          threshold: 600,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html'],
  },
  messages: {
    near: '{namespace} has no metric {metric}. Is {nearest} meant?',
    metric: '{namespace} has no metric {metric}, so {alarm} never rings.',
    dimension: 'Metrics of {namespace} have no dimension {dimension}, so {alarm} never rings.',
    kind: '{metric} is a metric of {kind} APIs, which the dimension {dimension} does not name. Is {nearest} meant?',
  },
  types: ['AWS::CloudWatch::Alarm'],
  *checkResource(resource) {
    if (!isExact(resource)) return;
    for (const stat of statsOf(resource.properties)) {
      const namespace = stringOf(stat.namespace);
      const table = namespace === null ? undefined : entryOf(NAMESPACES, namespace);
      if (namespace === null || !table) continue;
      const params = { namespace, alarm: resource.logicalId };
      for (const { value } of scenarios(stat.metric)) {
        const metric = stringOf(value);
        if (metric === null || value.kind === 'absent' || table.metrics.includes(metric)) continue;
        const nearest = nearestOf(metric, table.metrics);
        const message = nearest ? ('near' as const) : ('metric' as const);
        const data = nearest ? { value, with: nearest } : null;
        yield {
          message,
          at: value.span,
          params: { ...params, metric, nearest: nearest ?? '' },
          resource,
          subject: metric,
          data,
        };
      }
      const names = (asList(stat.dimensions)?.items ?? []).map(item => at(item, 'Name'));
      for (const name of names) {
        const text = stringOf(name);
        if (text === null || name.kind === 'absent' || table.dimensions.includes(text)) continue;
        const nearest = table.dimensions.find(d => d.toLowerCase() === text.toLowerCase());
        const data = nearest ? { value: name, with: nearest } : null;
        yield {
          message: 'dimension',
          at: name.span,
          params: { ...params, dimension: text },
          resource,
          subject: text,
          data,
        };
      }
      if (namespace === 'AWS/ApiGateway') yield* apiKind(stat, names, resource, params);
    }
  },
  fix({ data }) {
    const change = data as { readonly value: Present; readonly with: string } | null;
    if (!change) return 'which one is meant is for you to say';
    return [
      {
        title: `Change to ${change.with}`,
        intents: [{ kind: 'replaceValue', value: change.value, with: change.with }],
        safety: 'review',
      },
    ];
  },
});

interface Stat {
  readonly namespace: Value;
  readonly metric: Value;
  readonly dimensions: Value;
}

/** The metrics that an alarm watches: its own, or those of its expressions. */
function statsOf(properties: Value): Stat[] {
  const stat = (value: Value): Stat => ({
    namespace: at(value, 'Namespace'),
    metric: at(value, 'MetricName'),
    dimensions: at(value, 'Dimensions'),
  });
  const metrics = asList(at(properties, 'Metrics'))?.items ?? [];
  return [stat(properties), ...metrics.map(item => stat(at(item, 'MetricStat', 'Metric')))];
}

/** Metrics of REST APIs against those of HTTP APIs, which have other names. */
const REST: Readonly<Record<string, string>> = { '4XXError': '4xx', '5XXError': '5xx' };

function* apiKind(stat: Stat, names: readonly Value[], resource: Resource, params: Readonly<Record<string, string>>) {
  const metric = stringOf(stat.metric);
  const given = names.map(stringOf);
  if (metric === null || stat.metric.kind === 'absent') return;
  const isHttp = given.includes('ApiId') && !given.includes('ApiName');
  const isRest = given.includes('ApiName') && !given.includes('ApiId');
  const nearest = isHttp
    ? entryOf(REST, metric)
    : isRest
      ? Object.keys(REST).find(key => REST[key] === metric)
      : undefined;
  if (nearest === undefined) return;
  yield {
    message: 'kind' as const,
    at: stat.metric.span,
    params: { ...params, metric, nearest, kind: isHttp ? 'REST' : 'HTTP', dimension: isHttp ? 'ApiId' : 'ApiName' },
    resource,
    subject: metric,
    data: { value: stat.metric, with: nearest },
  };
}

/** The name that differs by case, or by two characters at most. */
function nearestOf(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  return (
    names.find(other => other.toLowerCase() === lower) ??
    names.find(other => Math.abs(other.length - name.length) <= 2 && isNear(lower, other.toLowerCase())) ??
    null
  );
}

/** Whether two words are the same but for one stretch of at most two characters. */
function isNear(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}
