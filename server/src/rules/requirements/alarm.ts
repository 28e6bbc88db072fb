/** The fix that adds an alarm on a metric of a resource. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { addition, freeId } from './scaffold.ts';

/** How the metrics of a type are found, and the one that is watched where nobody says which. */
const METRICS: Readonly<
  Record<
    string,
    { readonly namespace: string; readonly dimension: string; readonly metric: string; attribute?: string }
  >
> = {
  'AWS::Lambda::Function': { namespace: 'AWS/Lambda', dimension: 'FunctionName', metric: 'Errors' },
  'AWS::Serverless::Function': { namespace: 'AWS/Lambda', dimension: 'FunctionName', metric: 'Errors' },
  'AWS::SQS::Queue': {
    namespace: 'AWS/SQS',
    dimension: 'QueueName',
    metric: 'ApproximateAgeOfOldestMessage',
    attribute: 'QueueName',
  },
  'AWS::SNS::Topic': {
    namespace: 'AWS/SNS',
    dimension: 'TopicName',
    metric: 'NumberOfNotificationsFailed',
    attribute: 'TopicName',
  },
  'AWS::DynamoDB::Table': { namespace: 'AWS/DynamoDB', dimension: 'TableName', metric: 'ThrottledRequests' },
  'AWS::RDS::DBInstance': { namespace: 'AWS/RDS', dimension: 'DBInstanceIdentifier', metric: 'CPUUtilization' },
  'AWS::StepFunctions::StateMachine': {
    namespace: 'AWS/States',
    dimension: 'StateMachineArn',
    metric: 'ExecutionsFailed',
  },
};

/** Metrics of which the largest value says something; of others it is the sum. */
const LEVELS = /Age|Utilization|Latency|Duration|Depth|Visible|Connections|Lag/;

/** Adds an alarm on a metric of a resource, with a threshold that people will want to change. */
export function alarmFix(graph: ResourceGraph, resource: Resource, wanted: string | null): FixProposal[] | string {
  const known = METRICS[resource.type];
  if (!known) return 'which metric it has is for you to say';
  const metric = wanted ?? known.metric;
  const isLevel = LEVELS.test(metric);
  const threshold = !isLevel ? 1 : /Utilization/.test(metric) ? 80 : 300;
  const logicalId = freeId(graph, resource, `${resource.logicalId}${metric}`);
  const properties: Record<string, NewValue> = {
    Namespace: known.namespace,
    MetricName: metric,
    Dimensions: [
      { $object: { Name: known.dimension, Value: { $ref: resource.id, attribute: known.attribute ?? null } } },
    ],
    Statistic: isLevel ? 'Maximum' : 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: threshold,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    TreatMissingData: 'notBreaching',
  };
  return [
    {
      title: `Add an alarm on ${metric} of ${resource.logicalId} (threshold ${threshold}, to be set)`,
      intents: addition(graph, resource, { logicalId, type: 'AWS::CloudWatch::Alarm', properties }),
      safety: 'review',
    },
  ];
}
