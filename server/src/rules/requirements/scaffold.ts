/** Fixes that add what is missing: a resource in the style of the file, wired to what is there. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { at, booleanOf } from '../../core/value.ts';

/** Fourteen days, in seconds: as long as a queue keeps messages. */
const LONGEST_RETENTION = 1_209_600;

/** The start of the ids of what stands beside a resource. */
export function scopeOf({ id, path, logicalId }: Resource): string {
  const own = path === null ? logicalId : (path.slice(path.lastIndexOf('/') + 1) as string);
  return id.slice(0, id.length - own.length);
}

/** A logical ID that nothing beside a resource has. */
export function freeId(graph: ResourceGraph, near: Resource, wanted: string): string {
  const scope = scopeOf(near);
  let free = wanted;
  for (let i = 2; graph.resource(scope + free); i++) free = `${wanted}${i}`;
  return free;
}

/** Where a queue or a function says what takes its failures, and what it says. */
function failuresOf({ type }: Resource, queue: string): { readonly path: string; readonly value: NewValue } | null {
  const arn: NewValue = { $ref: queue, attribute: 'Arn' };
  switch (type) {
    case 'AWS::SQS::Queue':
      return { path: 'RedrivePolicy', value: { $object: { deadLetterTargetArn: arn, maxReceiveCount: 5 } } };
    case 'AWS::Lambda::Function':
      return { path: 'DeadLetterConfig', value: { $object: { TargetArn: arn } } };
    case 'AWS::Serverless::Function':
      return { path: 'DeadLetterQueue', value: { $object: { Type: 'SQS', TargetArn: arn } } };
    default:
      return null;
  }
}

/** In a template the new resource stands after another one, since this one is changed, too; in code before its use. */
function besides(graph: ResourceGraph, resource: Resource): Resource {
  if (resource.language === 'typescript') return resource;
  return graph.resources.findLast(r => r.stack === resource.stack && r.id !== resource.id) ?? resource;
}

/**
 * Gives a queue or a function a queue for what fails.
 * @param near What the new queue is to stand beside, where that is not the resource itself.
 */
export function deadLetterFix(
  graph: ResourceGraph,
  resource: Resource,
  near = besides(graph, resource),
): FixProposal[] | string {
  const logicalId = freeId(graph, resource, `${resource.logicalId}DeadLetters`);
  const place = failuresOf(resource, scopeOf(resource) + logicalId);
  if (!place) return 'where its failures go is for you to say';
  const properties: Record<string, NewValue> = { MessageRetentionPeriod: LONGEST_RETENTION };
  const isFifo = at(resource.properties, 'FifoQueue');
  if (isFifo.kind !== 'absent' && booleanOf(isFifo) === null) return 'whether the queue is a FIFO queue can’t be seen';
  if (booleanOf(isFifo) === true) properties.FifoQueue = true;
  const intents: Intent[] = [
    { kind: 'addResource', near: near.id, logicalId, type: 'AWS::SQS::Queue', properties },
    { kind: 'setProperty', resource: resource.id, path: [place.path], value: place.value },
  ];
  return [{ title: `Give ${resource.logicalId} a dead-letter queue`, intents, safety: 'review' }];
}

/** What is worth having by itself, with what it must say. */
const SCAFFOLDS: Readonly<
  Record<string, { readonly name: string; readonly properties: Readonly<Record<string, NewValue>> }>
> = {
  'AWS::S3::Bucket': {
    name: 'Bucket',
    properties: { VersioningConfiguration: { $object: { Status: 'Enabled' } } },
  },
  'AWS::DynamoDB::Table': {
    name: 'Table',
    properties: {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ $object: { AttributeName: 'id', AttributeType: 'S' } }],
      KeySchema: [{ $object: { AttributeName: 'id', KeyType: 'HASH' } }],
    },
  },
  'AWS::SQS::Queue': { name: 'Queue', properties: {} },
  'AWS::SNS::Topic': { name: 'Topic', properties: {} },
  'AWS::Logs::LogGroup': { name: 'Logs', properties: { RetentionInDays: 30 } },
  'AWS::SecretsManager::Secret': { name: 'Secret', properties: { GenerateSecretString: { $object: {} } } },
  'AWS::Events::EventBus': { name: 'Bus', properties: { Name: 'bus' } },
};

/** Adds a resource of one of some types beside the last one of the user's; a reason where nothing sensible can be made. */
export function scaffoldFix(graph: ResourceGraph, types: readonly string[]): FixProposal[] | string {
  const type = types.find(t => SCAFFOLDS[t]);
  const scaffold = type === undefined ? undefined : SCAFFOLDS[type];
  if (type === undefined || !scaffold) return 'how it is to be made is for you to say';
  const near = graph.resources.findLast(r => r.owner.kind === 'yours' && r.condition === null);
  if (!near) return 'there is nothing beside which it could stand';
  const logicalId = freeId(graph, near, scaffold.name);
  const { properties } = scaffold;
  return [
    {
      title: `Add the ${type.replace(/^.*::/, '')} ${logicalId} beside ${near.logicalId}`,
      intents: [{ kind: 'addResource', near: near.id, logicalId, type, properties }],
      safety: 'review',
    },
  ];
}

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
      intents: [{ kind: 'addResource', near: resource.id, logicalId, type: 'AWS::CloudWatch::Alarm', properties }],
      safety: 'review',
    },
  ];
}
