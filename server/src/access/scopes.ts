/**
 * What the `Resource` of a statement covers, and what a call needs, as one kind of thing that can be compared. What can't
 * be seen may be anything: comparisons answer *yes*, *no* or *maybe*.
 */
import { entryOf } from '../knowledge/entryOf.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import {
  type Scenario,
  type TextPart,
  type Value,
  asList,
  entryAt,
  rendered,
  scenarios,
  textParts,
} from '../core/value.ts';
import { globMatches, globsMeet } from './globs.ts';

export type Certainty = 'yes' | 'no' | 'maybe';

export type Scope =
  /** `*`. */
  | { readonly kind: 'everything' }
  /** The ARN of a resource of the graph and what follows it: nothing, `/*`, `/index/byDate`. Null: something unseen. */
  | { readonly kind: 'resource'; readonly id: string; readonly suffix: string | null }
  /** An ARN; what can't be seen in it stands as `*` in `pattern`, and `exact` is false then. */
  | { readonly kind: 'arn'; readonly pattern: string; readonly exact: boolean }
  | { readonly kind: 'unknown' };

/** The scopes of a `Resource` element, or of any other value that holds ARNs, over all of its scenarios. */
export function scopesOf(value: Value): readonly Scope[] {
  return scenarios(value).flatMap(({ value: one }): readonly Scope[] => {
    if (one.kind === 'absent') return [];
    const list = asList(one);
    if (one.kind !== 'list' || !list) return [scopeOf(one)];
    const items = list.items.flatMap(scopesOf);
    return list.complete ? items : [...items, { kind: 'unknown' }];
  });
}

function scopeOf(value: Scenario['value']): Scope {
  const parts = textParts(value);
  if (!parts) return { kind: 'unknown' };
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'known' && /^\*+$/.test(only.text)) return { kind: 'everything' };
  return ofResource(parts) ?? asArn(parts);
}

/** Text that names one resource of the graph: its ARN and a suffix, or a whole ARN with its name in it. */
function ofResource(parts: readonly TextPart[]): Scope | null {
  const named = parts.findIndex(part => resourceIn(part) !== null);
  if (named < 0 || parts.findLastIndex(part => resourceIn(part) !== null) !== named) return null;
  const id = resourceIn(parts[named] as TextPart) as string;
  const before = parts.slice(0, named);
  // `arn:…:table/${Table}` and `${Table.Arn}` are the same; anything else before it is another text with a name in it.
  const start = before.map(part => (part.kind === 'known' ? part.text : '*')).join('');
  if (start !== '' && !/^arn:[^/]*[:/](?:[a-z-]+[:/])?$/.test(start)) return null;
  const after = parts.slice(named + 1);
  const suffix = after.every(part => part.kind === 'known') ? after.map(part => part.text).join('') : null;
  return { kind: 'resource', id, suffix };
}

function resourceIn(part: TextPart): string | null {
  return part.kind === 'hole' && part.value.kind === 'reference' && part.value.target.kind === 'resource'
    ? part.value.target.id
    : null;
}

function asArn(parts: readonly TextPart[]): Scope {
  const pattern = parts.map(part => (part.kind === 'known' ? part.text : '*')).join('');
  if (!pattern.startsWith('arn:')) return { kind: 'unknown' };
  // Partition, region and account are those of the deployment, wherever a pseudo parameter says them.
  const exact = parts.every(part => part.kind === 'known' || isPseudo(part.value));
  return { kind: 'arn', pattern, exact };
}

function isPseudo(value: Value): boolean {
  return value.kind === 'reference' && value.target.kind === 'pseudo';
}

/** What a call needs: a resource of the graph with a suffix that may have unseen parts (null), an ARN or a name, or nothing to name. */
export type Target =
  | { readonly kind: 'resource'; readonly id: string; readonly suffix: string | null }
  /** A physical name or an ARN, for a resource that is not in the graph. */
  | { readonly kind: 'name'; readonly text: string }
  /** The action takes no resource: only `*` covers it. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** Whether a scope covers what a call needs. */
export function covers(scope: Scope, target: Target, graph: ResourceGraph): Certainty {
  if (scope.kind === 'everything') return 'yes';
  if (target.kind === 'none') return scope.kind === 'unknown' ? 'maybe' : 'no';
  if (scope.kind === 'unknown' || target.kind === 'unknown') return 'maybe';
  if (scope.kind === 'resource') {
    if (target.kind === 'name') return sayName(graph.resource(scope.id), target.text);
    if (scope.id !== target.id) return sameThing(graph, scope.id, target.id);
    return suffixCovers(scope.suffix, target.suffix);
  }
  if (target.kind === 'name') return arnCoversName(scope, target.text);
  const resource = graph.resource(target.id);
  return resource ? arnCovers(scope, resource, target.suffix) : 'maybe';
}

/**
 * Two resources of the graph with one physical name are one to AWS: a table of another stack, looked up by name. And the ARN
 * of a function with something behind it may be that of its alias.
 */
function sameThing(graph: ResourceGraph, scope: string, target: string): Certainty {
  const [x, y] = [graph.resource(scope), graph.resource(target)];
  if (!x || !y) return 'maybe';
  if (x.type !== y.type)
    return familyOf(x) === familyOf(y) && graph.edgesFrom(target, 'reference').some(({ to }) => to === scope)
      ? 'maybe'
      : 'no';
  const [name, other] = [physicalNameOf(x), physicalNameOf(y)];
  return name !== null && name === other ? 'maybe' : 'no';
}

/** `AWS::Lambda` of `AWS::Lambda::Alias`. */
function familyOf(resource: Resource): string {
  return resource.type.slice(0, resource.type.lastIndexOf('::'));
}

function suffixCovers(pattern: string | null, suffix: string | null): Certainty {
  if (pattern === null) return 'maybe';
  if (suffix !== null) {
    if (globMatches(pattern, suffix)) return 'yes';
    // `*` in what is needed stands for a part that can't be seen.
    return globsMeet(pattern, suffix) ? 'maybe' : 'no';
  }
  return pattern === '*' || pattern === '/*' ? 'yes' : 'maybe';
}

/** The service in the ARNs of a resource type, where it isn't the middle of the type's name in small letters. */
const ARN_SERVICES: Readonly<Record<string, string>> = {
  'AWS::ApiGateway': 'execute-api',
  'AWS::ApiGatewayV2': 'execute-api',
  'AWS::Cognito': 'cognito-idp',
  'AWS::ElasticLoadBalancingV2': 'elasticloadbalancing',
  'AWS::KinesisFirehose': 'firehose',
  'AWS::OpenSearchService': 'es',
  'AWS::Serverless': '*',
  'AWS::StepFunctions': 'states',
};

function arnCovers(scope: Scope & { kind: 'arn' }, resource: Resource, suffix: string | null): Certainty {
  const [, , service = '*', , , ...rest] = scope.pattern.split(':');
  const family = familyOf(resource);
  const own = entryOf(ARN_SERVICES, family) ?? (family.split('::')[1] ?? '').toLowerCase();
  if (own !== '*' && !globsMeet(service, own)) return 'no';
  const id = rest.join(':');
  if (/^\*+$/.test(id)) return 'yes';
  const name = physicalNameOf(resource);
  if (name === null) {
    // CloudFormation makes the name up: a pattern that ends in nothing but a star takes it whatever it is.
    return /^(?:[A-Za-z-]+[/:])?\*$/.test(id) && (suffix === null || suffix === '' || !id.includes('/'))
      ? 'yes'
      : 'maybe';
  }
  const tail = suffix === null ? '/*' : suffix;
  if (!spellings(service, name, [tail]).some(one => globsMeet(bare(service, id), one))) return 'no';
  return scope.exact && !name.includes('*') && !tail.includes('*') ? 'yes' : 'maybe';
}

function arnCoversName(scope: Scope & { kind: 'arn' }, text: string): Certainty {
  const { pattern } = scope;
  if (text.startsWith('arn:')) {
    if (globMatches(pattern, text)) return 'yes';
    return ['', '/*', ':*', '-??????'].some(end => globsMeet(pattern, text + end)) ? 'maybe' : 'no';
  }
  const [, , service = '*', , , ...rest] = pattern.split(':');
  const id = rest.join(':');
  if (/^\*+$/.test(id)) return 'yes';
  // Of the URL of a queue the last part is its name, and what stands before a model's name says where it may run.
  const name = /^https:/.test(text) ? text.slice(text.lastIndexOf('/') + 1) : text;
  const names = service === 'bedrock' ? [name, name.slice(name.indexOf('.') + 1)] : [name];
  return names.flatMap(one => spellings(service, one, ['', '/*', ':*'])).some(one => globsMeet(bare(service, id), one))
    ? 'maybe'
    : 'no';
}

/** Services whose ARNs have nothing but a type before a resource's name; in others a path, a cluster or a group may be. */
const PLAIN = /^(?:bedrock|dynamodb|firehose|kinesis|lambda|logs|s3|secretsmanager|sns|sqs|ssm|states)$/;

/** The last part of an ARN without the type that it begins with, `table/`, and without the slash of a name. */
function bare(service: string, id: string): string {
  return service === 's3' ? id : id.replace(/^[A-Za-z-]+[/:]/, '').replace(/^\//, '');
}

/** How a resource's name may be written in its ARN, as `bare` leaves it. */
function spellings(service: string, name: string, ends: readonly string[]): readonly string[] {
  const plain = name.replace(/^\//, '');
  // Secrets get six characters behind their names, and what is in log groups a colon.
  const more = service === 'secretsmanager' ? ['-??????'] : service === 'logs' ? [':*'] : [];
  return [...ends, ...more].flatMap(end =>
    PLAIN.test(service) ? [plain + end] : [plain + end, `*/${plain}${end}`, `*:${plain}${end}`],
  );
}

function sayName(resource: Resource | undefined, text: string): Certainty {
  const name = resource ? physicalNameOf(resource) : null;
  if (name === null || name.includes('*')) return 'maybe';
  return text === name || text.includes(name) ? 'maybe' : 'no';
}

/** Properties that hold the name by which ARNs speak of a resource; of others the name is not judged. */
const NAMES: readonly string[] = [
  'BucketName',
  'TableName',
  'QueueName',
  'TopicName',
  'FunctionName',
  'RoleName',
  'StreamName',
  'DeliveryStreamName',
  'StateMachineName',
  'LogGroupName',
  'RepositoryName',
  'Name',
];

/** The physical name that a resource is given, unseen parts as `*`; null where CloudFormation makes one up, or nobody can tell. */
export function physicalNameOf({ properties }: Resource): string | null {
  for (const property of NAMES) {
    // A name that is written is the name, whatever else of the resource can't be seen.
    const value = entryAt(properties, property)?.value;
    if (!value || value.kind === 'absent' || value.kind === 'object' || value.kind === 'list') continue;
    if (value.kind !== 'literal' && value.kind !== 'text') return '*';
    return rendered(value).replace(/\$\{[^}]*\}/g, '*');
  }
  return properties.kind === 'object' && !properties.complete ? '*' : null;
}
