/** Events and calls that a service delivers to a function, queue or topic: who sends, on whose behalf, and who is to let it. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type Present, type Value, asList, at, scenarios, stringOf, walk } from '../../core/value.ts';

export interface Delivery {
  /** The resource in which the target is written. */
  readonly sender: Resource;
  /** The resource that the service names as the source of what it delivers, if it is in the graph. */
  readonly source: Resource | null;
  readonly target: Resource;
  /** The service principal that needs to be let in. */
  readonly principal: string;
  /** Where the target is written. */
  readonly value: Present;
}

/** A property that holds a target. Paths are dotted; `*` stands for each item of a list or each entry of an object. */
interface Place {
  readonly path: string;
  readonly principal: string;
  /** The property that names the source; the resource itself where left out. */
  readonly source?: string;
  /** A key beside the last one of the path by which a role makes the call, so that nothing else has to let it. */
  readonly role?: string;
}

const API = 'apigateway.amazonaws.com';

/** From the CloudFormation reference and the chapters on permissions of each service. */
const PLACES: Readonly<Record<string, readonly Place[]>> = {
  'AWS::S3::Bucket': [
    { path: 'NotificationConfiguration.LambdaConfigurations.*.Function', principal: 's3.amazonaws.com' },
    { path: 'NotificationConfiguration.QueueConfigurations.*.Queue', principal: 's3.amazonaws.com' },
    { path: 'NotificationConfiguration.TopicConfigurations.*.Topic', principal: 's3.amazonaws.com' },
  ],
  'AWS::SNS::Topic': [{ path: 'Subscription.*.Endpoint', principal: 'sns.amazonaws.com' }],
  'AWS::SNS::Subscription': [{ path: 'Endpoint', principal: 'sns.amazonaws.com', source: 'TopicArn' }],
  'AWS::Events::Rule': [{ path: 'Targets.*.Arn', principal: 'events.amazonaws.com', role: 'RoleArn' }],
  'AWS::ApiGateway::Method': [{ path: 'Integration.Uri', principal: API, source: 'RestApiId', role: 'Credentials' }],
  'AWS::ApiGateway::Authorizer': [
    { path: 'AuthorizerUri', principal: API, source: 'RestApiId', role: 'AuthorizerCredentials' },
  ],
  'AWS::ApiGatewayV2::Integration': [
    { path: 'IntegrationUri', principal: API, source: 'ApiId', role: 'CredentialsArn' },
  ],
  'AWS::ApiGatewayV2::Authorizer': [
    { path: 'AuthorizerUri', principal: API, source: 'ApiId', role: 'AuthorizerCredentialsArn' },
  ],
  'AWS::ApiGatewayV2::Api': [{ path: 'Target', principal: API, role: 'CredentialsArn' }],
  'AWS::Logs::SubscriptionFilter': [
    { path: 'DestinationArn', principal: 'logs.amazonaws.com', source: 'LogGroupName', role: 'RoleArn' },
  ],
  'AWS::Cognito::UserPool': [{ path: 'LambdaConfig.*', principal: 'cognito-idp.amazonaws.com' }],
  'AWS::IoT::TopicRule': [{ path: 'TopicRulePayload.Actions.*.Lambda.FunctionArn', principal: 'iot.amazonaws.com' }],
  'AWS::SecretsManager::RotationSchedule': [
    { path: 'RotationLambdaARN', principal: 'secretsmanager.amazonaws.com', source: 'SecretId' },
  ],
  'AWS::Config::ConfigRule': [{ path: 'Source.SourceIdentifier', principal: 'config.amazonaws.com' }],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [
    { path: 'Targets.*.Id', principal: 'elasticloadbalancing.amazonaws.com' },
  ],
  'AWS::CloudWatch::Alarm': [{ path: 'AlarmActions.*', principal: 'lambda.alarms.cloudwatch.amazonaws.com' }],
};

const FUNCTION = /^AWS::(Lambda::(Function|Alias|Version)|Serverless::Function)$/;

/** What a delivery goes to, by who keeps the policy that lets the service in. */
export function targetKind({ type }: Resource): 'function' | 'queue' | 'topic' | null {
  if (FUNCTION.test(type)) return 'function';
  return type === 'AWS::SQS::Queue' ? 'queue' : type === 'AWS::SNS::Topic' ? 'topic' : null;
}

/** Whether the properties of a resource are all there is: in a template, in a synthesized one, and in an L1 construct. */
export function isExact({ language, evidence, construct }: Resource): boolean {
  return language !== 'typescript' || evidence === 'synth' || construct?.level === 1;
}

/** What values mention: those of files that did not change stay the same objects. */
const kept = new WeakMap<Value, readonly string[]>();

/** The ids of the resources that a value mentions in any scenario, each once. */
export function mentioned(value: Value): readonly string[] {
  if (value.kind === 'absent' || value.kind === 'literal' || value.kind === 'unknown') return [];
  let ids = kept.get(value);
  if (!ids) {
    const found = new Set<string>();
    walk(value, one => {
      if (one.kind === 'reference' && one.target.kind === 'resource') found.add(one.target.id);
    });
    ids = [...found];
    kept.set(value, ids);
  }
  return ids;
}

/** All deliveries of a graph between resources of which everything can be seen. */
export function deliveries(graph: ResourceGraph): Delivery[] {
  return Object.entries(PLACES).flatMap(([type, places]) =>
    graph.ofType(type).flatMap(sender => {
      if (!isExact(sender) || sender.owner.kind === 'internal') return [];
      return places.flatMap(place => ofPlace(graph, sender, place));
    }),
  );
}

function ofPlace(graph: ResourceGraph, sender: Resource, place: Place): Delivery[] {
  const source =
    place.source === undefined
      ? sender
      : (mentioned(at(sender.properties, place.source)).map(id => graph.resource(id))[0] ?? null);
  return holders(sender.properties, place.path.split('.')).flatMap(({ value, parent }) => {
    if (value.kind === 'absent' || value.kind === 'unknown') return [];
    if (place.role !== undefined && parent !== null && at(parent, place.role).kind !== 'absent') return [];
    return mentioned(value).flatMap(id => {
      const target = graph.resource(id);
      const kind = target && targetKind(target);
      if (!target || !kind || !isExact(target) || !fits(sender, kind, parent)) return [];
      return [{ sender, source, target, principal: place.principal, value }];
    });
  });
}

/** Alarms publish to topics of their account by the topic's own default; what else a definition mentions starts nothing. */
function fits({ type }: Resource, kind: 'function' | 'queue' | 'topic', parent: Value | null): boolean {
  if (type === 'AWS::SNS::Topic' || type === 'AWS::SNS::Subscription') {
    const protocol = parent === null ? null : stringOf(at(parent, 'Protocol'));
    return (kind === 'function' && protocol === 'lambda') || (kind === 'queue' && protocol === 'sqs');
  }
  if (type === 'AWS::Events::Rule' || type === 'AWS::S3::Bucket') return true;
  return kind === 'function';
}

/** Every place at a path (dotted, `*` for each item), with the object that its last key is in. */
export function holders(
  value: Value,
  path: readonly string[],
  parent: Value | null = null,
): { value: Value; parent: Value | null }[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ value, parent }];
  return scenarios(value).flatMap(({ value: one }) => {
    if (key === '*') {
      if (one.kind === 'object') return one.entries.flatMap(e => holders(e.value, rest, one));
      return (asList(one)?.items ?? []).flatMap(item => holders(item, rest, null));
    }
    return one.kind === 'object' ? holders(at(one, key), rest, one) : [];
  });
}
