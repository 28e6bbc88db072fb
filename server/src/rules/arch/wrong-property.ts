/** Properties that are not what the project asks for. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import { perName, perObject } from '../../core/memo.ts';
import { type Scalar, type Selector, type Test, isForFailures } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, absent, asList, at, inScenario, literal, scenarios, stringOf } from '../../core/value.ts';
import { type PropertyWord, propertiesOf, propertyWord, resourceTypeExists } from '../../knowledge/index.ts';
import { type Asked, asked, by, passes, selected, shown, wanted } from '../requirements/asked.ts';
import { takesFailures } from '../reliability/queues.ts';
import { propertyFix } from './propertyFix.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      properties:
        lambda:
          runtime: nodejs24.x
          timeout: { max: 30 }
  `,
};

const FUNCTION = (runtime: string) => yaml`
  Resources:
    Worker:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: ${runtime}
        Timeout: 30
`;

export const wrongProperty = defineRule({
  id: 'arch/wrong-property',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Properties are what plumbline.yaml asks for.',
    why: `The engine, the runtime, the billing mode, the size, how long backups are kept, whose key encrypts: these are
decided outside of the code, and a wrong one is found late, since everything works. What a property is when nobody writes it
counts, too, where AWS documents it. What comes from a parameter, or can't be seen, is not judged.`,
    bad: [
      withFiles(FUNCTION('nodejs22.x'), ASKS),
      withFiles(
        cdk`
          new lambda.Function(this, 'Worker', {
            runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
          });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(FUNCTION('nodejs24.x'), ASKS),
      withFiles(
        cdk`
          new lambda.Function(this, 'Worker', {
            runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
          });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html'],
  },
  messages: {
    wrong: '{property} of {resource} is {is}{when}; it should be {wanted} ({by}).',
    absent: '{property} of {resource} is not set{when}; it should be {wanted} ({by}).',
    default: '{property} of {resource} is not set{when}, which means {is}; it should be {wanted} ({by}).',
    plain: '{resource} takes requests without TLS, and does not redirect them{when} ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'property')) {
      const { of, property } = requirement.demand;
      const cited = by(requirement);
      for (const resource of selected(graph, of)) {
        const place = placeIn(graph, requirement.demand, resource);
        if (!place) continue;
        const tls = tlsOf(resource, property);
        if (tls?.kind === 'plain')
          yield {
            message: 'plain' as const,
            at: tls.value.span,
            params: { resource: resource.logicalId, when: inScenario(tls.when), by: cited },
            resource,
            requirement,
            subject: property,
          };
        if (tls && tls.kind !== 'policy') continue;
        const test = translated(requirement.demand.test, place);
        for (const { value, when } of scenarios(valueAt(resource, place.path))) {
          const wrong = judged(test, value, place);
          if (!wrong) continue;
          yield {
            message: wrong.message,
            at: value.kind === 'absent' ? resource.nameSpan : value.span,
            params: {
              property,
              resource: resource.logicalId,
              when: inScenario(when),
              wanted: wanted(test),
              is: wrong.is,
              by: cited,
            },
            resource,
            requirement,
            subject: property,
            outranks: OUTRANKED[dotted(place)] ?? [],
          };
          break;
        }
      }
    }
  },
  fix({ resource, requirement, message }, { graph }) {
    if (message === 'plain') return 'a listener for HTTPS needs a certificate';
    const demand = requirement?.demand;
    const place = resource && demand?.kind === 'property' ? placeOf(resource, demand.property) : null;
    if (!resource || !place || demand?.kind !== 'property') return 'the resource is no longer there';
    return propertyFix(graph, resource, demand.property, place, translated(demand.test, place));
  },
});

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** How a listener stands to TLS: it takes HTTP, or only to redirect it, or its policy decides; `open`: can't be told. */
type Tls =
  | { readonly kind: 'plain'; readonly value: Exclude<Value, { kind: 'absent' }>; readonly when: readonly string[] }
  | { readonly kind: 'redirect' | 'policy' | 'other' | 'open' };

/** How a listener stands to TLS; null for everything else than the policy of one. */
export function tlsOf({ type, properties }: Resource, property: string): Tls | null {
  if (type !== LISTENER || property !== 'tls_policy') return null;
  const protocols = scenarios(at(properties, 'Protocol'));
  const http = protocols.find(({ value }) => stringOf(value) === 'HTTP');
  if (http && http.value.kind !== 'absent') {
    const actions = scenarios(at(properties, 'DefaultActions')).flatMap(s => asList(s.value)?.items ?? []);
    const types = actions.map(action => stringOf(at(action, 'Type')));
    if (types.includes('forward')) return { kind: 'plain', value: http.value, when: http.when };
    return { kind: types.includes('redirect') ? 'redirect' : 'open' };
  }
  if (at(properties, 'SslPolicy').kind !== 'absent') return { kind: 'policy' };
  const known = protocols.map(({ value }) => stringOf(value));
  if (known.some(protocol => protocol === null)) return { kind: 'open' };
  return { kind: known.every(protocol => protocol === 'HTTPS' || protocol === 'TLS') ? 'policy' : 'other' };
}

/** Asked for each requirement and resource: the properties of a type. */
const placesFor = perName(type =>
  perName((property): PropertyWord | null => {
    const word = propertyWord(type, property);
    if (word) return word;
    const path = property.split('.');
    const known = !resourceTypeExists(type) || propertiesOf(type).includes(path[0] as string);
    return known && !/^[a-z_]+$/.test(property) ? { path } : null;
  }),
);

const dotted = perObject((place: PropertyWord) => place.path.join('.'));

/** Where a property stands for a type; null where the type has none of that name. */
export function placeOf({ type }: Resource, property: string): PropertyWord | null {
  return placesFor(type)(property);
}

/**
 * Where a property that is asked for stands in a resource; null where the resource is not concerned: it has no such property,
 * leaves it to its cluster, keeps what failed for another queue, or has a statement of its own about it.
 */
export function placeIn(
  graph: ResourceGraph,
  demand: Asked<'property'>['demand'],
  resource: Resource,
): PropertyWord | null {
  const place = placeOf(resource, demand.property);
  if (!place || belongsToCluster(resource, demand.property)) return null;
  if (exactness(demand.of) === 0 && OF_WAITING.test(place.path[0] as string) && takesFailures(graph, resource))
    return null;
  if (OF_ZIPPED.test(place.path[0] as string) && isImage(resource)) return null;
  // Nothing is more exact than what is said of one resource.
  const exact = exactness(demand.of);
  return exact < 2 && (statedOf(graph).get(resource)?.get(dotted(place)) ?? 0) > exact ? null : place;
}

/** How exact the most exact statement is about each property of each resource that has one of its own, by path. */
export const statedOf = perGraph((graph: ResourceGraph): ReadonlyMap<Resource, ReadonlyMap<string, number>> => {
  const stated = new Map<Resource, Map<string, number>>();
  for (const { demand } of asked(graph, 'property'))
    for (const resource of selected(graph, demand.of)) {
      const place = placeOf(resource, demand.property);
      if (!place) continue;
      let paths = stated.get(resource);
      if (!paths) {
        paths = new Map();
        stated.set(resource, paths);
      }
      const path = dotted(place);
      paths.set(path, Math.max(paths.get(path) ?? 0, exactness(demand.of)));
    }
  return stated;
});

/** What functions have whose code is no container image. */
const OF_ZIPPED = /^(Runtime|Handler|Layers)$/;

const isImage = perObject(({ type, properties, construct }: Resource): boolean => {
  if (!/^AWS::(Lambda|Serverless)::Function$/.test(type)) return false;
  if (construct && /\.DockerImageFunction$/.test(construct.fqn)) return true;
  return stringOf(at(properties, 'PackageType')) === 'Image' || at(properties, 'Code', 'ImageUri').kind === 'literal';
});

/** What is said of one resource goes before what is said of dead-letter queues, and that before what is said of a type. */
function exactness(of: Selector): number {
  return of.name !== null ? 2 : isForFailures(of) ? 1 : 0;
}

/** What matters to queues that somebody reads, and not to those that only keep what failed. */
const OF_WAITING = /^(VisibilityTimeout|RedrivePolicy)$/;

/** Rules that say what a property should be whatever the project, by path. */
const OUTRANKED: Readonly<Record<string, readonly string[]>> = {
  EnableKeyRotation: ['kms/unrotated-key'],
  RetentionInDays: ['logs/no-retention'],
  Runtime: ['lambda/deprecated-runtime'],
  StorageEncrypted: ['rds/unencrypted-storage'],
  PubliclyAccessible: ['rds/public-instance'],
  Encrypted: ['efs/unencrypted-file-system', 'ec2/unencrypted-volume', 'redshift/unencrypted-cluster'],
  StreamEncryption: ['kinesis/unencrypted-stream'],
};

/** What an instance of a database cluster leaves to the cluster. */
const CLUSTER =
  /^(multi_az|MultiAZ|backup_retention_days|BackupRetentionPeriod|encryption|StorageEncrypted|encryption_key|KmsKeyId|engine_version|EngineVersion|storage|AllocatedStorage|storage_type|StorageType|port|Port|deletion_protection|DeletionProtection|managed_password|ManageMasterUserPassword)$/;

export function belongsToCluster(resource: Resource, property: string): boolean {
  return (
    resource.type === 'AWS::RDS::DBInstance' &&
    CLUSTER.test(property) &&
    at(resource.properties, 'DBClusterIdentifier').kind !== 'absent'
  );
}

/** A test that says `true` and `false` in the words of the property. */
function translated(test: Test, { on, off }: PropertyWord): Test {
  const said = (values: readonly Scalar[] | null) =>
    values?.map(v => (v === true ? (on ?? v) : v === false ? (off ?? v) : v)) ?? null;
  return { ...test, oneOf: said(test.oneOf), noneOf: said(test.noneOf) };
}

/** The value at a path; of `*` the first item that is there, with those that differ as scenarios of their own. */
export function valueAt(resource: Resource, path: readonly string[]): Value {
  const [first, ...rest] = path as [string, ...string[]];
  if (first.startsWith('@')) return at(resource.attributes, first.slice(1), ...rest);
  const keyed = path.at(-1)?.startsWith('Key=') ? (path.at(-1) as string).slice('Key='.length) : null;
  if (keyed !== null) {
    const pairs = at(resource.properties, ...path.slice(0, -1));
    if (pairs.kind !== 'list') return pairs;
    const found = pairs.items.find(item => stringOf(at(item, 'Key')) === keyed);
    return found ? at(found, 'Value') : pairs.complete ? absent : { kind: 'unknown', span: pairs.span, reason: 'list' };
  }
  const star = path.indexOf('*');
  if (star < 0) return at(resource.properties, ...path);
  const list = at(resource.properties, ...path.slice(0, star));
  if (list.kind !== 'list') return list;
  const items = list.items.map(item => at(item, ...path.slice(star + 1)));
  const [only] = items;
  if (items.length === 0) return list.complete ? absent : { kind: 'unknown', span: list.span, reason: 'list' };
  if (items.length === 1 && only) return only;
  return { kind: 'choice', branches: items.map(value => ({ when: '', value })), span: list.span, origin: list.origin };
}

/** What is wrong with a value, and how it is said; null if nothing is, or if it can't be told. */
function judged(
  test: Test,
  value: Exclude<Value, { kind: 'choice' }>,
  { byDefault }: PropertyWord,
): { readonly message: 'wrong' | 'absent' | 'default'; readonly is: string } | null {
  if (value.kind !== 'absent') return passes(test, value) === false ? { message: 'wrong', is: shown(value) } : null;
  if (byDefault === null) return null;
  const isDefault = byDefault !== undefined && test.present === null && !test.customerKey;
  const effective = isDefault ? literal(byDefault, { uri: '', start: 0, end: 0 }) : value;
  if (passes(test, effective) !== false) return null;
  return isDefault ? { message: 'default', is: String(byDefault) } : { message: 'absent', is: '' };
}
