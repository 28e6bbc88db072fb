/**
 * Permissions that no call of an SDK shows, although they are used: what Lambda does with the role of a function, what
 * drivers and signed requests need, and what services do with the permissions of whoever calls them.
 */
import { entryOf } from '../knowledge/entryOf.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource, SdkCall } from '../core/resource.ts';
import { type Value, asList, at, scenarios, stringOf } from '../core/value.ts';
import { sdkPrefix, sdkRelatedActions } from '../knowledge/index.ts';
import { globMatches } from './globs.ts';

/** Logs, tracing, network interfaces and file systems of any function; drivers and signed requests, which need no SDK. */
const NEVER_CALLED =
  /^(?:logs:|xray:|cloudwatch:PutMetricData$|ec2:.*(?:NetworkInterface|PrivateIpAddress|DescribeSubnets|DescribeVpcs|DescribeSecurityGroups)|elasticfilesystem:|s3files:|appsync:(?:GraphQL|Event\w+)$|execute-api:|es:|aoss:|neptune-db:|kafka-cluster:|rds-db:|rds-data:|dsql:DbConnect|memorydb:Connect$|elasticache:Connect$|redshift|aps:|geo:|appconfig|lambda:InvokeFunctionUrl$|lambda:GetLayerVersion$|lambda:(?:CheckpointDurableExecution|GetDurableExecutionState)$|kms:|sts:|ssmmessages:|cloudfront-keyvaluestore:|aws-marketplace:)/i;

/** What Lambda does to read an event source, by the type of its mapping or of the source. */
const POLLED: Readonly<Record<string, RegExp>> = {
  DynamoDB: /^dynamodb:(?:DescribeStream|GetRecords|GetShardIterator|ListStreams)$/,
  Kinesis: /^kinesis:(?:Describe|Get|List|Subscribe)/,
  SQS: /^sqs:(?:ReceiveMessage|DeleteMessage|GetQueue|ChangeMessageVisibility)/,
  MQ: /^(?:mq:DescribeBroker|secretsmanager:GetSecretValue)$/,
  Kafka: /^(?:kafka:|glue:GetSchema|secretsmanager:GetSecretValue$|s3:ListBucket$)/,
  DocumentDB: /^(?:rds:Describe|secretsmanager:GetSecretValue$)/,
};

/** Kinds of event sources by the type of the resource that is read. */
const SOURCES: Readonly<Record<string, string>> = {
  'AWS::AmazonMQ::Broker': 'MQ',
  'AWS::DocDB::DBCluster': 'DocumentDB',
  'AWS::DynamoDB::GlobalTable': 'DynamoDB',
  'AWS::DynamoDB::Table': 'DynamoDB',
  'AWS::Kinesis::Stream': 'Kinesis',
  'AWS::Kinesis::StreamConsumer': 'Kinesis',
  'AWS::MSK::Cluster': 'Kafka',
  'AWS::MSK::ServerlessCluster': 'Kafka',
  'AWS::SQS::Queue': 'SQS',
  'AWS::Serverless::SimpleTable': 'DynamoDB',
};

/** Kinds of event sources by SAM's `Type` of an event. */
const EVENTS: Readonly<Record<string, string>> = {
  DocumentDB: 'DocumentDB',
  DynamoDB: 'DynamoDB',
  Kinesis: 'Kinesis',
  MQ: 'MQ',
  MSK: 'Kafka',
  SQS: 'SQS',
  SelfManagedKafka: 'Kafka',
};

/** Where Lambda sends what failed, or what came out: with the role of the function. */
const SENT =
  /^(?:sqs:SendMessage|sqs:GetQueue\w+|sns:Publish|events:PutEvents|lambda:InvokeFunction|s3:PutObject|s3:ListBucket)$/;

/** The actions that Lambda itself may do for a function because of what it is joined with. */
export function platformActions(graph: ResourceGraph, resource: Resource): (action: string) => boolean {
  const used: RegExp[] = [];
  const polls = (kind: string | undefined) => {
    const pattern = POLLED[kind ?? ''];
    if (pattern && !used.includes(pattern)) used.push(pattern);
  };
  const { properties } = resource;
  for (const { from } of graph.edgesTo(resource.id, 'trigger')) {
    const kind = SOURCES[graph.resource(from)?.type ?? ''];
    polls(kind);
    // Of constructs for event sources it can't be seen whether they say where failures go.
    if (kind !== undefined && kind !== 'SQS' && resource.language === 'typescript') used.push(SENT);
  }
  for (const event of entriesOf(at(properties, 'Events'))) {
    polls(entryOf(EVENTS, stringOf(at(event, 'Type')) ?? ''));
    if (isGiven(at(event, 'Properties', 'DestinationConfig'))) used.push(SENT);
  }
  for (const mapping of graph.ofType('AWS::Lambda::EventSourceMapping')) {
    if (!mayMean(at(mapping.properties, 'FunctionName'), resource)) continue;
    if (isGiven(at(mapping.properties, 'Queues'))) polls('MQ');
    if (isGiven(at(mapping.properties, 'Topics'))) polls('Kafka');
    if (isGiven(at(mapping.properties, 'DocumentDBEventSourceConfig'))) polls('DocumentDB');
    if (isGiven(at(mapping.properties, 'DestinationConfig'))) used.push(SENT);
    polls(kindOfArn(at(mapping.properties, 'EventSourceArn')));
  }
  const sends =
    ['DeadLetterConfig', 'DeadLetterQueue'].some(property => isGiven(at(properties, property))) ||
    isGiven(at(properties, 'EventInvokeConfig', 'DestinationConfig')) ||
    graph
      .ofType('AWS::Lambda::EventInvokeConfig')
      .some(config => mayMean(at(config.properties, 'FunctionName'), resource)) ||
    graph.edgesFrom(resource.id, 'trigger').length > 0;
  if (sends) used.push(SENT);
  // Lambda reads what it mounts, past the file system where that is quicker.
  if (isGiven(at(properties, 'FileSystemConfigs'))) used.push(/^s3:GetObject(?:Version)?$/);
  return action => used.some(pattern => pattern.test(action));
}

/** Whether an action is one that code uses without calling an operation of that name. */
export function isNeverCalled(action: string): boolean {
  return NEVER_CALLED.test(action);
}

/** The kind of event source that an ARN of one says: `arn:aws:kafka:…`. */
function kindOfArn(value: Value): string | undefined {
  const services: Readonly<Record<string, string>> = {
    dynamodb: 'DynamoDB',
    kafka: 'Kafka',
    kinesis: 'Kinesis',
    mq: 'MQ',
    rds: 'DocumentDB',
    sqs: 'SQS',
  };
  for (const { value: one } of scenarios(value)) {
    const [first] = one.kind === 'text' ? one.parts : one.kind === 'literal' ? [one] : [];
    const text = first?.kind === 'known' ? first.text : first?.kind === 'literal' ? String(first.value) : '';
    const service = /^arn:[^:]*:([a-z]+):/.exec(text)?.[1];
    if (service !== undefined && services[service] !== undefined) return services[service];
  }
  return undefined;
}

/**
 * The actions that the calls of code may need beside their own, depending on what is in the account: services that act with
 * the caller's permissions, roles that are handed on.
 */
export function relatedActions(calls: readonly SdkCall[]): (action: string) => boolean {
  const patterns = [
    ...new Set(calls.flatMap(call => sdkRelatedActions(call.client, call.operation)).map(one => one.toLowerCase())),
  ];
  const handsRolesOn = calls.some(call => HANDS_ROLES_ON.test(call.operation) && !TAKES_NO_ROLE.test(call.client));
  const tagging = new Set(calls.filter(mayTag).map(call => sdkPrefix(call.client)));
  return action => {
    if (handsRolesOn && /^iam:(?:PassRole|CreateServiceLinkedRole)$/.test(action)) return true;
    if (tagging.has(action.slice(0, action.indexOf(':'))) && TAGS.test(action)) return true;
    const name = action.toLowerCase();
    return patterns.some(pattern => globMatches(pattern, name));
  };
}

/** Whether a call makes something with tags, which most services want a permission of its own for. */
function mayTag({ operation, parameters, complete }: SdkCall): boolean {
  const paths = Object.keys(parameters);
  return (
    paths.some(path => /(?:^|\.)tag(?:s|list|set|specifications?)$/i.test(path)) || (!complete && MAKES.test(operation))
  );
}

/** `ec2:CreateTags`, `lambda:TagResource`, `ssm:AddTagsToResource`, `iam:TagRole`, but nothing that takes tags away. */
const TAGS = /^[\w-]+:(?!Untag|Remove|Delete|List|Get|Describe)\w*Tag/;
/** Operations that may make something which can have tags. */
const MAKES = /^(?:Allocate|Copy|Create|Import|Put|Register|Request|Restore|Run|Start)/;
/** Operations that may be given the ARN of a role for a service to take on. */
const HANDS_ROLES_ON =
  /^(?:Add|Associate|Attach|Create|Export|Import|Invoke|Modify|Put|Register|Replace|Request|Run|Send|Set|Start|Submit|Update)/;
/** Clients whose operations are given no role: those that handle data. */
const TAKES_NO_ROLE =
  /^(?:bedrock-runtime|cloudwatch-logs|dynamodb|eventbridge|kinesis|rds-data|s3|secrets-manager|ses|sesv2|sfn|sns|sqs|sts)$/;

function entriesOf(value: Value): readonly Value[] {
  return value.kind === 'object' ? value.entries.map(entry => entry.value) : [];
}

function isGiven(value: Value): boolean {
  return value.kind !== 'absent' && !(value.kind === 'list' && value.complete && value.items.length === 0);
}

/** Whether a value names a function, or may. */
function mayMean(value: Value, resource: Resource): boolean {
  return scenarios(value).some(({ value: one }) => {
    if (one.kind === 'reference' && one.target.kind === 'resource') return one.target.id === resource.id;
    const list = asList(one);
    return list === null || list.items.some(item => item.kind !== 'literal');
  });
}
