/** Policy documents that are written as plain objects in the properties of L1 constructs. */
import type { PolicyKind, PolicyStatement, Resource } from '../../core/resource.ts';
import { type Value, asList, scenarios } from '../../core/value.ts';
import type { Constructs } from './library.ts';
import { type Node, nodesOf } from './values.ts';

/** Where documents stand, by the type of the resource: the path, `*` for each item, and what kind it is. */
const PLACES: readonly { readonly types: RegExp; readonly path: readonly string[]; readonly kind: PolicyKind }[] = [
  { types: /^AWS::IAM::Role$/, path: ['AssumeRolePolicyDocument'], kind: 'trust' },
  { types: /^AWS::IAM::(Role|User|Group)$/, path: ['Policies', '*', 'PolicyDocument'], kind: 'identity' },
  {
    types: /^AWS::IAM::(Policy|ManagedPolicy|RolePolicy|UserPolicy|GroupPolicy)$/,
    path: ['PolicyDocument'],
    kind: 'identity',
  },
  {
    types: /^AWS::(S3::BucketPolicy|SQS::QueuePolicy|SNS::TopicPolicy|EC2::VPCEndpoint|Serverless::.*)$/,
    path: ['PolicyDocument'],
    kind: 'resource',
  },
  { types: /^AWS::KMS::(Key|ReplicaKey)$/, path: ['KeyPolicy'], kind: 'resource' },
  { types: /^AWS::ECR::Repository$/, path: ['RepositoryPolicyText'], kind: 'resource' },
  { types: /^AWS::(SecretsManager::ResourcePolicy|EFS::FileSystem)$/, path: ['ResourcePolicy'], kind: 'resource' },
  { types: /^AWS::(OpenSearchService|Elasticsearch)::Domain$/, path: ['AccessPolicies'], kind: 'resource' },
  { types: /^AWS::Events::EventBusPolicy$/, path: ['Statement'], kind: 'resource' },
];

/** Adds the statements of plain documents. Those that are made with `PolicyStatement` are known from there. */
export function policiesOf(node: Node, resource: Resource, out: PolicyStatement[], constructs: Constructs): void {
  if (node.level !== 1) return;
  for (const { types, path, kind } of PLACES) {
    if (!types.test(resource.type)) continue;
    for (const document of find(resource.properties, path)) add(document, kind, node, resource, out, constructs);
  }
}

function find(value: Value, path: readonly string[]): Value[] {
  let found: Value[] = [value];
  for (const key of path) {
    found = found.flatMap(v =>
      scenarios(v).flatMap(({ value: one }) => {
        if (key === '*') return [...(asList(one)?.items ?? [])];
        return one.kind === 'object' ? one.entries.filter(e => e.key === key).map(e => e.value) : [];
      }),
    );
  }
  return found;
}

function add(
  document: Value,
  kind: PolicyKind,
  node: Node,
  resource: Resource,
  out: PolicyStatement[],
  constructs: Constructs,
): void {
  const list = find(document, ['Statement']);
  const statements = list.flatMap(l => scenarios(l).flatMap(s => [...(asList(s.value)?.items ?? [])]));
  for (const statement of statements.flatMap(s => scenarios(s).map(x => x.value))) {
    if (statement.kind !== 'object') continue;
    const span = statement.span;
    out.push({
      id: `${span.uri}#statement@${span.start}@${resource.id}`,
      kind,
      language: 'typescript',
      span,
      elements: statement,
      owner: resource.id,
      attachedTo: attached(node, resource, kind, constructs),
      grant: null,
      evidence: 'source',
    });
  }
}

/** What an L1 policy is attached to: itself for roles and keys, what its `roles`, `bucket` or `queues` name else. */
function attached(node: Node, resource: Resource, kind: PolicyKind, _constructs: Constructs): string[] {
  if (/^AWS::(IAM::(Role|User|Group)|KMS::|ECR::|EFS::|OpenSearchService|Elasticsearch)/.test(resource.type))
    return [resource.id];
  const props = node.props?.v;
  if (props?.t !== 'obj') return [];
  const keys =
    kind === 'identity'
      ? ['roles', 'users', 'groups', 'roleName', 'userName', 'groupName']
      : ['bucket', 'queues', 'topics', 'secretId'];
  const targets = keys.flatMap(key => {
    const v = props.entries.get(key)?.v;
    const items = v?.t === 'arr' ? v.items.map(i => i.v) : v ? [v] : [];
    return items.flatMap(i => (i.t === 'member' && i.of.t === 'node' ? [i.of] : nodesOf(i)));
  });
  return targets.filter(t => t.type !== null).map(t => `${t.root}#${t.path}`);
}
