/** The edges between the resources of one template, from the properties that connect them. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { Edge, EdgeKind, PolicyStatement, Resource } from '../../core/resource.ts';
import { asList, at, scenarios, stringOf, type ObjectValue, type Value } from '../../core/value.ts';
import { grantEdges } from './grants.ts';
import type { NameIndex } from './names.ts';
import type { ReadResource } from './resources.ts';

/**
 * How a property connects its resource (`self`) with what it names (`named`).
 * Paths are dotted; `*` stands for each item of a list or each entry of an object.
 */
interface Link {
  readonly path: string;
  readonly kind: EdgeKind;
  readonly direction: 'self→named' | 'named→self';
  /** The key, beside the last one of the path, that narrows the events. */
  readonly filter?: string;
  /** The key, beside the last one of the path, that says what happens. */
  readonly detail?: string;
}

/** A resource that stands between two others: an event source mapping, a subscription. */
interface Bridge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly filter?: string;
}

const out = (path: string, kind: EdgeKind, more: Partial<Link> = {}): Link => ({
  path,
  kind,
  direction: 'self→named',
  ...more,
});
const into = (path: string, kind: EdgeKind, more: Partial<Link> = {}): Link => ({
  path,
  kind,
  direction: 'named→self',
  ...more,
});

/** A policy that a principal is bounded by: it is applied, but gives nothing. */
const BOUNDARY = into('PermissionsBoundary', 'attach');

/** From the CloudFormation and SAM resource references: the properties that hold ARNs or names of other resources. */
const LINKS: Readonly<Record<string, readonly Link[]>> = {
  'AWS::S3::Bucket': [
    out('NotificationConfiguration.LambdaConfigurations.*.Function', 'trigger', { filter: 'Filter', detail: 'Event' }),
    out('NotificationConfiguration.QueueConfigurations.*.Queue', 'trigger', { filter: 'Filter', detail: 'Event' }),
    out('NotificationConfiguration.TopicConfigurations.*.Topic', 'trigger', { filter: 'Filter', detail: 'Event' }),
  ],
  'AWS::SNS::Topic': [out('Subscription.*.Endpoint', 'trigger', { detail: 'Protocol' })],
  'AWS::Events::Rule': [out('Targets.*.Arn', 'trigger'), into('EventBusName', 'trigger', { filter: 'EventPattern' })],
  'AWS::Scheduler::Schedule': [out('Target.Arn', 'trigger')],
  'AWS::Pipes::Pipe': [into('Source', 'trigger'), out('Target', 'trigger'), out('Enrichment', 'invoke')],
  'AWS::IoT::TopicRule': [out('TopicRulePayload.Actions.*.Lambda.FunctionArn', 'trigger')],
  'AWS::Cognito::UserPool': [out('LambdaConfig.*', 'trigger')],
  'AWS::ApiGateway::Method': [out('Integration.Uri', 'invoke'), into('RestApiId', 'contains')],
  'AWS::ApiGateway::Resource': [into('RestApiId', 'contains')],
  'AWS::ApiGateway::Authorizer': [out('AuthorizerUri', 'invoke')],
  'AWS::ApiGatewayV2::Integration': [out('IntegrationUri', 'invoke'), into('ApiId', 'contains')],
  'AWS::ApiGatewayV2::Authorizer': [out('AuthorizerUri', 'invoke')],
  'AWS::ApiGatewayV2::Api': [out('Target', 'invoke')],
  'AWS::AppSync::DataSource': [out('LambdaConfig.LambdaFunctionArn', 'invoke')],
  'AWS::StepFunctions::StateMachine': [
    out('DefinitionString', 'invoke'),
    out('Definition', 'invoke'),
    out('DefinitionSubstitutions.*', 'invoke'),
  ],
  'AWS::Serverless::StateMachine': [out('Definition', 'invoke'), out('DefinitionSubstitutions.*', 'invoke')],
  'AWS::CloudFormation::CustomResource': [out('ServiceToken', 'invoke')],
  'AWS::EC2::Subnet': [into('VpcId', 'contains')],
  'AWS::EC2::SecurityGroup': [into('VpcId', 'contains')],
  'AWS::EC2::RouteTable': [into('VpcId', 'contains')],
  'AWS::EC2::VPCEndpoint': [into('VpcId', 'contains')],
  'AWS::ECS::Service': [into('Cluster', 'contains')],
  'AWS::IAM::InstanceProfile': [into('Roles', 'attach')],
  'AWS::EC2::Instance': [into('IamInstanceProfile', 'attach')],
  'AWS::IAM::Role': [into('ManagedPolicyArns', 'attach'), BOUNDARY],
  'AWS::IAM::User': [into('ManagedPolicyArns', 'attach'), BOUNDARY],
  'AWS::IAM::Group': [into('ManagedPolicyArns', 'attach')],
  'AWS::Serverless::Function': [into('Policies', 'attach'), BOUNDARY],
};

const BRIDGES: Readonly<Record<string, readonly Bridge[]>> = {
  'AWS::Lambda::EventSourceMapping': [
    { from: 'EventSourceArn', to: 'FunctionName', kind: 'trigger', filter: 'FilterCriteria' },
  ],
  'AWS::SNS::Subscription': [{ from: 'TopicArn', to: 'Endpoint', kind: 'trigger', filter: 'FilterPolicy' }],
  'AWS::Logs::SubscriptionFilter': [
    { from: 'LogGroupName', to: 'DestinationArn', kind: 'trigger', filter: 'FilterPattern' },
  ],
  'AWS::Lambda::EventInvokeConfig': [
    { from: 'FunctionName', to: 'DestinationConfig.OnSuccess.Destination', kind: 'trigger' },
    { from: 'FunctionName', to: 'DestinationConfig.OnFailure.Destination', kind: 'trigger' },
  ],
};

/** Properties by which any resource takes a role on, and security groups. */
const ROLES = ['Role', 'RoleArn', 'TaskRoleArn', 'ExecutionRoleArn', 'ServiceRole', 'JobRoleArn'];
const GROUPS = [
  'SecurityGroupIds',
  'SecurityGroups',
  'VpcSecurityGroupIds',
  'VPCSecurityGroups',
  'VpcConfig.SecurityGroupIds',
];

/** SAM events: the property that names the source, and what narrows it. */
const EVENTS: Readonly<Record<string, { source: string; kind: EdgeKind; filter?: string; detail?: string }>> = {
  S3: { source: 'Bucket', kind: 'trigger', filter: 'Filter', detail: 'Events' },
  SNS: { source: 'Topic', kind: 'trigger', filter: 'FilterPolicy' },
  SQS: { source: 'Queue', kind: 'trigger', filter: 'FilterCriteria' },
  Kinesis: { source: 'Stream', kind: 'trigger', filter: 'FilterCriteria' },
  DynamoDB: { source: 'Stream', kind: 'trigger', filter: 'FilterCriteria' },
  MSK: { source: 'Stream', kind: 'trigger', filter: 'FilterCriteria' },
  MQ: { source: 'Broker', kind: 'trigger', filter: 'FilterCriteria' },
  EventBridgeRule: { source: 'EventBusName', kind: 'trigger', filter: 'Pattern' },
  CloudWatchEvent: { source: 'EventBusName', kind: 'trigger', filter: 'Pattern' },
  CloudWatchLogs: { source: 'LogGroupName', kind: 'trigger', filter: 'FilterPattern' },
  Cognito: { source: 'UserPool', kind: 'trigger' },
  Api: { source: 'RestApiId', kind: 'invoke', detail: 'Path' },
  HttpApi: { source: 'ApiId', kind: 'invoke', detail: 'Path' },
};

/** The edges that one resource says: what it mentions, and what its properties mean. */
export function edgesOf({ uses }: ReadResource, resource: Resource, index: NameIndex): Edge[] {
  return [
    ...uses.map((use): Edge => {
      const detail = use.attribute === null ? {} : { detail: use.attribute };
      return { from: resource.id, to: `${resource.stack}#${use.name}`, kind: 'reference', span: use.span, ...detail };
    }),
    ...propertyEdges(resource, index),
  ];
}

/** The edges that one resource's properties say, mere references aside. */
export function propertyEdges(resource: Resource, index: NameIndex): Edge[] {
  const edges: Edge[] = [];
  dependencies(resource, index, edges);
  for (const link of LINKS[resource.type] ?? []) linked(resource, link, index, edges);
  if (resource.type.startsWith('Custom::')) linked(resource, out('ServiceToken', 'invoke'), index, edges);
  if (resource.type === 'Custom::S3BucketNotifications') notifications(resource, index, edges);
  for (const bridge of BRIDGES[resource.type] ?? []) bridged(resource, bridge, index, edges);
  attached(resource, index, edges);
  serverless(resource, index, edges);
  return edges;
}

/** Edges, each once, with those that policy statements make: attachments, and grants to whoever carries a role. */
export function withPolicyEdges(
  found: readonly Edge[],
  statements: readonly PolicyStatement[],
  index: NameIndex,
): Edge[] {
  const edges = [...found];
  for (const statement of statements)
    if (statement.owner !== null)
      for (const to of statement.attachedTo)
        if (to !== statement.owner) edges.push({ from: statement.owner, to, kind: 'attach', span: statement.span });
  const carriers = new Map<string, string[]>();
  for (const edge of edges)
    if (edge.kind === 'attach' && index.typeOf(edge.from) === 'AWS::IAM::Role')
      carriers.set(edge.from, [...(carriers.get(edge.from) ?? []), edge.to]);
  edges.push(...grantEdges(statements, index, principal => carriers.get(principal) ?? []));
  return unique(edges);
}

/** The same edge found twice, by a table and by a statement, is one. */
function unique(edges: readonly Edge[]): Edge[] {
  const seen = new Set<string>();
  return edges.filter(e => {
    const key = `${e.from}|${e.to}|${e.kind}|${e.access ?? ''}|${e.kind === 'attach' ? '' : `${e.span.start}|${e.detail ?? ''}`}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function dependencies(resource: Resource, index: NameIndex, edges: Edge[]): void {
  for (const item of asList(at(resource.attributes, 'DependsOn'))?.items ?? []) {
    const name = stringOf(item);
    const to = `${resource.stack}#${name}`;
    if (name !== null && item.kind === 'literal' && index.typeOf(to) !== undefined)
      edges.push({ from: resource.id, to, kind: 'depends', span: item.span });
  }
}

/** Every place at a path, with the object that its last key is in. */
function places(
  value: Value,
  path: readonly string[],
  parent: ObjectValue | null,
): { value: Value; parent: ObjectValue | null }[] {
  const [key, ...rest] = path;
  if (key === undefined) return [{ value, parent }];
  return scenarios(value).flatMap(({ value: one }) => {
    if (key === '*') {
      if (one.kind === 'object') return one.entries.flatMap(e => places(e.value, rest, one));
      return (asList(one)?.items ?? []).flatMap(item => places(item, rest, null));
    }
    return one.kind === 'object' ? places(at(one, key), rest, one) : [];
  });
}

function linked(resource: Resource, link: Link, index: NameIndex, edges: Edge[]): void {
  for (const { value, parent } of places(resource.properties, link.path.split('.'), null)) {
    for (const target of deep(value, index)) {
      const kinds = linkKindFits(link, index.typeOf(target.id));
      if (!kinds || target.id === resource.id) continue;
      const out = link.direction === 'self→named';
      edges.push({
        from: out ? resource.id : target.id,
        to: out ? target.id : resource.id,
        kind: link.kind,
        span: target.span,
        ...(link.kind === 'trigger' ? { filtered: filtered(parent, link.filter) } : {}),
        ...(link.path === 'PermissionsBoundary' ? { detail: link.path } : detail(parent, link.detail)),
      });
    }
  }
}

/** A step function's definition mentions more than what it calls; a permissions boundary that is no policy attaches nothing. */
function linkKindFits(link: Link, type: string | undefined): boolean {
  if (type === undefined) return false;
  if (link.kind === 'attach' && link.path === 'Policies') return type === 'AWS::IAM::ManagedPolicy';
  if (link.kind === 'invoke' && link.path.startsWith('Definition')) return !/::(Role|LogGroup|Bucket)$/.test(type);
  return true;
}

/** The resources named anywhere in a value. */
function deep(value: Value, index: NameIndex): { id: string; span: Edge['span'] }[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'object'
      ? one.entries.flatMap(e => deep(e.value, index))
      : one.kind === 'list'
        ? one.items.flatMap(item => deep(item, index))
        : index.named(one),
  );
}

function filtered(parent: ObjectValue | null, key: string | undefined): boolean {
  if (!parent || key === undefined) return false;
  const value = at(parent, key);
  return value.kind !== 'absent' && stringOf(value) !== '';
}

function detail(parent: ObjectValue | null, key: string | undefined): { detail?: string } {
  if (!parent || key === undefined) return {};
  const words = (asList(at(parent, key))?.items ?? []).map(stringOf).filter(w => w !== null);
  return words.length > 0 ? { detail: words.join(', ') } : {};
}

function bridged(resource: Resource, bridge: Bridge, index: NameIndex, edges: Edge[]): void {
  const from = index.named(at(resource.properties, ...bridge.from.split('.')));
  const to = index.named(at(resource.properties, ...bridge.to.split('.')));
  for (const a of from)
    for (const b of to)
      edges.push({
        from: a.id,
        to: b.id,
        kind: bridge.kind,
        span: a.span,
        ...(bridge.filter === undefined ? {} : { filtered: filtered(resource.properties, bridge.filter) }),
        detail: resource.logicalId,
      });
}

/** The CDK sets the notifications of a bucket by a custom resource, in the words of S3's own API. */
function notifications(resource: Resource, index: NameIndex, edges: Edge[]): void {
  for (const [list, target] of [
    ['LambdaFunctionConfigurations', 'LambdaFunctionArn'],
    ['QueueConfigurations', 'QueueArn'],
    ['TopicConfigurations', 'TopicArn'],
  ] as const)
    for (const { value, parent } of places(resource.properties, ['NotificationConfiguration', list, '*', target], null))
      for (const from of index.named(at(resource.properties, 'BucketName')))
        for (const to of index.named(value))
          edges.push({
            from: from.id,
            to: to.id,
            kind: 'trigger',
            span: to.span,
            filtered: filtered(parent, 'Filter'),
            ...detail(parent, 'Events'),
          });
}

/** Roles and security groups that a resource takes on. */
function attached(resource: Resource, index: NameIndex, edges: Edge[]): void {
  for (const name of ROLES)
    for (const target of index.named(at(resource.properties, name)))
      if (index.typeOf(target.id) === 'AWS::IAM::Role')
        edges.push({ from: target.id, to: resource.id, kind: 'attach', span: target.span });
  for (const name of GROUPS)
    for (const target of index.named(at(resource.properties, ...name.split('.'))))
      if (index.typeOf(target.id) === 'AWS::EC2::SecurityGroup')
        edges.push({ from: target.id, to: resource.id, kind: 'attach', span: target.span });
}

/** What SAM writes shorter: events, policy templates, destinations, connectors. */
function serverless(resource: Resource, index: NameIndex, edges: Edge[]): void {
  const { id, properties } = resource;
  if (/^AWS::Serverless::(Function|StateMachine)$/.test(resource.type)) {
    const events = at(properties, 'Events');
    for (const entry of events.kind === 'object' ? events.entries : []) {
      const event = entryOf(EVENTS, stringOf(at(entry.value, 'Type')) ?? '');
      const own = at(entry.value, 'Properties');
      if (!event || own.kind !== 'object') continue;
      for (const source of index.named(at(own, event.source)))
        edges.push({
          from: source.id,
          to: id,
          kind: event.kind,
          span: source.span,
          ...(event.kind === 'trigger' ? { filtered: filtered(own, event.filter) } : {}),
          ...detail(own, event.detail),
        });
    }
    for (const outcome of ['OnSuccess', 'OnFailure'])
      for (const target of index.named(
        at(properties, 'EventInvokeConfig', 'DestinationConfig', outcome, 'Destination'),
      ))
        edges.push({ from: id, to: target.id, kind: 'trigger', span: target.span, filtered: false, detail: outcome });
  }
  for (const { value, from } of connectorsOf(resource, index)) {
    const permissions = (asList(at(value, 'Permissions'))?.items ?? []).map(stringOf);
    const access = permissions.includes('Read') ? (permissions.includes('Write') ? 'both' : 'read') : 'write';
    const destination = at(value, 'Destination');
    const span = destination.kind === 'absent' ? resource.nameSpan : destination.span;
    for (const source of from)
      for (const to of end(resource, destination, index))
        edges.push({ from: source, to, kind: 'grant', span, access, detail: 'Connector' });
  }
}

/** The connectors that a resource is or has, with the resources that they start at. */
function connectorsOf(resource: Resource, index: NameIndex): { value: Value; from: readonly string[] }[] {
  const { properties, attributes } = resource;
  if (resource.type === 'AWS::Serverless::Connector')
    return [{ value: properties, from: end(resource, at(properties, 'Source'), index) }];
  const own = at(attributes, 'Connectors');
  if (own.kind !== 'object') return [];
  return own.entries.map(e => ({ value: at(e.value, 'Properties'), from: [resource.id] }));
}

/** The permissions that connectors give: to whom and on what, but not which. */
export function connectorStatements(resource: Resource, index: NameIndex): PolicyStatement[] {
  return connectorsOf(resource, index).flatMap(({ value, from }, i): PolicyStatement[] => {
    const destination = at(value, 'Destination');
    const span = destination.kind === 'absent' ? resource.nameSpan : destination.span;
    const [on, ...more] = end(resource, destination, index);
    return [
      {
        id: `${resource.id}/connector/${i}`,
        kind: 'identity',
        language: resource.language,
        span,
        elements: { kind: 'object', entries: [], complete: false, span, slot: null, origin: 'added' },
        owner: resource.id,
        attachedTo: from,
        grant: { method: 'Connector', on: on !== undefined && more.length === 0 ? on : null, span },
        evidence: 'source',
      },
    ];
  });
}

/** The resources at one end of a connector: by logical ID, or by ARN. */
function end(resource: Resource, value: Value, index: NameIndex): string[] {
  return scenarios(value).flatMap(({ value: one }) => {
    if (one.kind === 'list') return one.items.flatMap(item => end(resource, item, index));
    const id = stringOf(at(one, 'Id'));
    const own = `${resource.stack}#${id}`;
    return id !== null && index.typeOf(own) !== undefined ? [own] : [...index.ids(at(one, 'Arn'))];
  });
}
