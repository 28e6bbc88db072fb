/** Decisions about security of which nobody says why they were made. */
import { cdk, defineRule, json, withFiles, yaml } from '../../core/rule.ts';
import type { SourceSpan } from '../../core/document.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import {
  type Literal,
  type Value,
  absent,
  asList,
  at,
  booleanOf,
  scenarios,
  stringOf,
  walk,
} from '../../core/value.ts';
import { actionResources } from '../../knowledge/index.ts';
import { anyonePrincipals, isWrittenAllow, itemsOf } from '../iam/statements.ts';
import { groupName } from '../network/open-ingress.ts';
import { STATEFUL } from '../reliability/off-lifecycle.ts';
import { asked, by } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      documentation: { security_decisions: commented }
  `,
};

const KEY = (comment: string) => cdk`
  new kms.Key(this, 'Key', {
    ${comment}
    enableKeyRotation: false,
  });
`;

export const unexplained = defineRule({
  id: 'docs/unexplained',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Decisions about security say why they were made, where plumbline.yaml asks for it.',
    why: `Whoever reviews an open port, a wildcard or a policy that deletes data has to know whether somebody wanted it so. A
sentence on the line or right above it answers that; without one it is asked in each review, or nobody dares to change it.
Looked at are wildcards in policies, addresses that let everybody in, data that anybody may read, encryption and rotation that
are switched off, what becomes of data when its stack is deleted, and comments that silence a rule. A \`Sid\` explains a
statement, a \`Description\` a rule of a security group, and \`Metadata\` that describes a resource all of it.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Key:
              Type: AWS::KMS::Key
              Properties:
                EnableKeyRotation: false
        `,
        ASKS,
      ),
      withFiles(
        json`
          { "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Delete" } } }
        `,
        ASKS,
      ),
      withFiles(KEY(''), ASKS),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Key:
              Type: AWS::KMS::Key
              Properties:
                # The key is imported, and its material is renewed by hand each year.
                EnableKeyRotation: false
        `,
        ASKS,
      ),
      withFiles(
        json`
          {
            "Resources": {
              "Orders": {
                "Type": "AWS::DynamoDB::Table",
                "DeletionPolicy": "Delete",
                "Metadata": { "Comment": "A cache: it is filled again from the events." }
              }
            }
          }
        `,
        ASKS,
      ),
      withFiles(KEY('// The key is imported, and its material is renewed by hand each year.'), ASKS),
    ],
    links: ['https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/welcome.html'],
  },
  messages: {
    statement: '{what} in a policy is not explained ({by}).',
    property: '{property}: {is} of {resource} is not explained ({by}).',
    ingress: 'Why {resource} lets {cidr} in is not explained ({by}).',
    silenced: 'Why this is ignored is not said ({by}).',
  },
  *checkGraph({ graph }) {
    const [requirement] = asked(graph, 'explained');
    if (!requirement) return;
    for (const { explained, params, ...decision } of decisionsIn(graph))
      if (!explained) yield { ...decision, params: { ...params, by: by(requirement) }, requirement };
  },
});

interface Decision {
  readonly message: 'statement' | 'property' | 'ingress' | 'silenced';
  readonly at: SourceSpan;
  readonly params: Readonly<Record<string, string>>;
  readonly resource: Resource | undefined;
  readonly subject: string;
  /** Whether a comment, a description or metadata stands there. */
  readonly explained: boolean;
}

/** All decisions about security that people wrote down, with whether each is explained. */
export function* decisionsIn(graph: ResourceGraph): Generator<Decision> {
  const lines = new Map(graph.remarks.map(r => [r.uri, r.explained]));
  const isExplained = ({ uri, start, end }: SourceSpan) =>
    lines.get(uri)?.some(([from, to]) => from <= end && start < to) ?? false;
  for (const statement of graph.statements) {
    const wide = wideIn(statement);
    if (!wide) continue;
    const resource = statement.owner === null ? undefined : graph.resource(statement.owner);
    const description = resource?.type === 'AWS::IAM::ManagedPolicy' ? at(resource.properties, 'Description') : absent;
    yield {
      message: 'statement',
      at: wide.at,
      params: { what: wide.what },
      resource,
      subject: wide.what,
      explained:
        isReason(at(statement.elements, 'Sid')) ||
        isReason(description) ||
        (resource !== undefined && isDescribed(resource)) ||
        isExplained(statement.span),
    };
  }
  for (const resource of graph.resources) {
    if (resource.owner.kind !== 'yours') continue;
    for (const { property, value } of choicesIn(resource))
      yield {
        message: 'property',
        at: value.span,
        params: { property, is: String(value.value), resource: resource.logicalId },
        resource,
        subject: property,
        explained:
          isDescribed(resource) ||
          [value.span, value.written ?? value.span].some(s => isExplained({ ...s, end: s.start })),
      };
    for (const { rule, value, span } of openIn(resource))
      yield {
        message: 'ingress',
        at: value.span,
        params: { resource: groupName(resource), cidr: String(value.value) },
        resource,
        subject: fingerprint(rule),
        explained: isDescribed(resource) || isReason(at(rule, 'Description')) || isExplained(span),
      };
  }
  for (const { unreasoned } of graph.remarks)
    for (const span of unreasoned)
      yield { message: 'silenced', at: span, params: {}, resource: undefined, subject: '', explained: false };
}

/** What a statement that somebody wrote opens wide, with the place of it; null if nothing. */
function wideIn(statement: PolicyStatement): { readonly at: SourceSpan; readonly what: string } | null {
  if (!isWrittenAllow(statement)) return null;
  const [anyone] = anyonePrincipals(statement);
  if (anyone && anyone.value.kind === 'literal') return { at: anyone.value.span, what: 'Principal *' };
  // What protects a resource speaks of that resource, however wide it is written.
  if (statement.kind !== 'identity') return null;
  const actions = itemsOf(at(statement.elements, 'Action')).items.map(i => i.value);
  const all = actions.find(a => /^(\*|[\w-]+:\*)$/.test(stringOf(a) ?? ''));
  if (all?.kind === 'literal') return { at: all.span, what: `Action ${all.value}` };
  const everywhere = itemsOf(at(statement.elements, 'Resource')).items.find(i => stringOf(i.value) === '*');
  if (everywhere?.value.kind !== 'literal') return null;
  // Some actions can be allowed in no other way.
  const isChosen = actions.some(a => actionResources(stringOf(a) ?? '')?.length !== 0);
  return isChosen ? { at: everywhere.value.span, what: 'Resource *' } : null;
}

const PUBLIC_ACCESS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** Values by type and path that nobody gets without saying so, and that open something or take protection away. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, readonly (string | boolean)[]>>>> = {
  'AWS::DynamoDB::Table': { 'SSESpecification.SSEEnabled': [false] },
  'AWS::EC2::Volume': { Encrypted: [false] },
  'AWS::EFS::FileSystem': { Encrypted: [false] },
  'AWS::ElastiCache::ReplicationGroup': { AtRestEncryptionEnabled: [false], TransitEncryptionEnabled: [false] },
  'AWS::KMS::Key': { EnableKeyRotation: [false] },
  'AWS::Lambda::Url': { AuthType: ['NONE'] },
  'AWS::OpenSearchService::Domain': { 'EncryptionAtRestOptions.Enabled': [false] },
  'AWS::RDS::DBCluster': { StorageEncrypted: [false] },
  'AWS::RDS::DBInstance': { PubliclyAccessible: [true], StorageEncrypted: [false] },
  'AWS::Redshift::Cluster': { Encrypted: [false], PubliclyAccessible: [true] },
  'AWS::S3::Bucket': {
    AccessControl: ['PublicRead', 'PublicReadWrite'],
    ...Object.fromEntries(PUBLIC_ACCESS.map(name => [`PublicAccessBlockConfiguration.${name}`, [false]])),
  },
  'AWS::SQS::Queue': { SqsManagedSseEnabled: [false] },
};

/** The choices that somebody wrote down for a resource; of those for public access the first. */
function choicesIn({
  type,
  properties,
  attributes,
}: Resource): { readonly property: string; readonly value: Literal }[] {
  const found: { property: string; value: Literal }[] = [];
  const add = (property: string, of: Value, values: readonly (string | boolean)[]) => {
    for (const { value } of scenarios(of)) {
      if (value.kind !== 'literal' || value.origin !== 'written') continue;
      if (values.includes(booleanOf(value) ?? String(value.value))) found.push({ property, value });
    }
  };
  for (const [path, values] of Object.entries(CHOICES[type] ?? {}))
    if (!path.startsWith('Public') || !found.some(f => PUBLIC_ACCESS.includes(f.property)))
      add(path.slice(path.lastIndexOf('.') + 1), at(properties, ...path.split('.')), values);
  if (STATEFUL[type] !== undefined)
    add('DeletionPolicy', at(attributes, 'DeletionPolicy'), ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);
  return found;
}

/** Rules of a security group that let everybody in, with the whole of each. */
function openIn({ type, properties, span }: Resource): { rule: Value; value: Literal; span: SourceSpan }[] {
  const rules: { rule: Value; span: SourceSpan }[] = [];
  if (type === 'AWS::EC2::SecurityGroupIngress') rules.push({ rule: properties, span });
  if (type === 'AWS::EC2::SecurityGroup')
    for (const { value } of scenarios(at(properties, 'SecurityGroupIngress')))
      for (const item of asList(value)?.items ?? [])
        for (const { value: rule } of scenarios(item))
          if (rule.kind === 'object') rules.push({ rule, span: rule.span });
  return rules.flatMap(({ rule, span: whole }) =>
    ['CidrIp', 'CidrIpv6'].flatMap(property =>
      scenarios(at(rule, property)).flatMap(({ value }) =>
        value.kind === 'literal' && /^(0\.0\.0\.0|::)\/0$/.test(String(value.value))
          ? [{ rule, value, span: whole }]
          : [],
      ),
    ),
  );
}

/** Whether a value is a text of somebody's own; the CDK describes the rules of security groups by their addresses and ports. */
function isReason(value: Value): boolean {
  if (value.kind === 'absent' || (value.kind === 'object' && value.entries.length === 0)) return false;
  return !/^from (0\.0\.0\.0|::)\/0:/.test(stringOf(value) ?? '');
}

/** Whether the metadata of a resource says something about it. */
function isDescribed({ attributes }: Resource): boolean {
  let described = false;
  walk(at(attributes, 'Metadata'), (value, [key, ...path]) => {
    const last = path.at(-1) ?? key;
    if (last !== undefined && /comment|description|why|reason|justification/i.test(last) && value.kind !== 'absent')
      described = true;
  });
  return described;
}
