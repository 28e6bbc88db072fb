/** What rules about requirements share: the demands of a kind, whether a value passes a test, and what is built at all. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import {
  type Demand,
  type Requirement,
  type Scalar,
  type Selector,
  type Test,
  globMatches,
  isForFailures,
  selects,
} from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, at, booleanOf, rendered, scenarios, textParts } from '../../core/value.ts';
import { ANYTHING, type Piece, literally, matchesAll } from '../../core/wildcard.ts';
import { failureDestinations, takesFailures } from '../reliability/queues.ts';

export type Asked<K extends Demand['kind']> = Requirement & { readonly demand: Extract<Demand, { readonly kind: K }> };

/** The requirements that demand something of a kind. */
export function asked<K extends Demand['kind']>(graph: ResourceGraph, kind: K): Asked<K>[] {
  return graph.requirements.filter((r): r is Asked<K> => r.demand.kind === kind);
}

/** Where a requirement comes from, for the end of a message: `PROMPT.md:16`. */
export function by({ source, span, line }: Requirement): string {
  const uri = source?.uri ?? span.uri;
  return `${decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1))}:${source?.line ?? line}`;
}

/** Resources by logical ID: requirements name many of them one by one. */
const byName = perGraph(({ resources }: ResourceGraph) => Map.groupBy(resources, r => r.logicalId));

/** The resources that a selector means and that are the user's to change. */
export function selected(graph: ResourceGraph, selector: Selector): readonly Resource[] {
  if (selector.name !== null && selector.types.length === 0 && !selector.name.includes('*'))
    return (byName(graph).get(selector.name) ?? []).filter(r => r.owner.kind !== 'internal');
  const candidates = selector.types.length > 0 ? selector.types.flatMap(type => graph.ofType(type)) : graph.resources;
  const meant = candidates.filter(r => r.owner.kind !== 'internal' && selects(selector, r));
  return isForFailures(selector) ? meant.filter(r => takesFailures(graph, r)) : meant;
}

/** Whether a value is what a test asks for; null where it can't be told. Choices are for the caller to take apart. */
export function passes(test: Test, value: Value): boolean | null {
  if (value.kind === 'unknown' || value.kind === 'choice') return null;
  const present = value.kind !== 'absent' && !(value.kind === 'list' && value.complete && value.items.length === 0);
  if (test.present !== null && test.present !== present) return false;
  if (test.customerKey) {
    if (!present) return false;
    const parts = textParts(value);
    const text = parts?.[0]?.kind === 'known' && parts.length === 1 ? parts[0].text : null;
    return text === null || !/(^|:)alias\/aws\//.test(text);
  }
  const compared = test.oneOf ?? test.noneOf ?? test.min ?? test.max ?? test.matches;
  if (compared === null) return true;
  if (!present) return test.oneOf === null && test.min === null && test.max === null && test.matches === null;
  if (value.kind !== 'literal' || value.value === null) {
    // `true` asks for something to be set where what is set is no plain value.
    if (value.kind === 'object' || value.kind === 'list') return test.oneOf?.includes(true) ? true : null;
    return null;
  }
  const { value: is } = value;
  const same = (wanted: Scalar) =>
    String(wanted) === String(is) || (typeof wanted === 'boolean' && booleanOf(value) === wanted);
  if (test.oneOf && !test.oneOf.some(same)) return false;
  if (test.noneOf?.some(same)) return false;
  const number = typeof is === 'number' ? is : Number(is);
  if (test.min !== null && !(number >= test.min)) return false;
  if (test.max !== null && !(number <= test.max)) return false;
  return test.matches === null || matches(test.matches, String(is));
}

/** Whether a text has a form in which `*` stands for any characters and `[ab]` for one of some. */
export function matches(pattern: string, text: string): boolean {
  const pieces = (pattern.match(/\*+|\[\w+\]|[^*[]+|\[/g) ?? []).flatMap((piece): Piece[] => {
    if (piece.startsWith('*')) return [ANYTHING];
    if (!/^\[\w+\]$/.test(piece)) return literally(piece);
    return [{ fits: char => piece.slice(1, -1).includes(char), takes: 'one' }];
  });
  return matchesAll(pieces, text);
}

/** What a test asks for, in words: `nodejs22.x`, `at least 7`, `set`. */
export function wanted(test: Test): string {
  const words = [
    test.oneOf ? test.oneOf.join(' or ') : '',
    test.noneOf ? `not ${test.noneOf.join(' or ')}` : '',
    test.min !== null ? `at least ${test.min}` : '',
    test.max !== null ? `at most ${test.max}` : '',
    test.matches !== null ? `of the form ${test.matches}` : '',
    test.customerKey ? 'a KMS key of your own' : '',
    test.present === true ? 'set' : test.present === false ? 'left out' : '',
  ];
  return words.filter(w => w !== '').join(', ');
}

/** A value in words, for messages. */
export function shown(value: Value): string {
  const text = value.kind === 'object' || value.kind === 'list' ? 'something else' : rendered(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Problems of a run after which there may be resources that it did not come to. */
const STOPS = /^(exception|syntax|missing-\w+|denied|exit|timeout|memory)$/;

/** Whether the app was run and stopped on the way, so that what comes later was not seen. */
export function hasStopped(graph: ResourceGraph): boolean {
  return graph.source.some(f => f.kind === 'synth' && STOPS.test(f.problem));
}

/** CDK code of which it can't be told what it makes: a construct of somebody else's, a pattern, a method's doing. */
export const unseen = perGraph((graph: ResourceGraph): readonly string[] => {
  // What was synthesized is seen completely, unless the app stopped on the way.
  const isSeen = !hasStopped(graph) && graph.resources.some(r => r.evidence === 'synth');
  return isSeen ? [] : graph.source.flatMap(fact => (fact.kind === 'construct' ? [fact.fqn] : []));
});

/** Whether code that was only read makes a resource perhaps several times, so that what is done with each can't be told. */
export function isRepeated(graph: ResourceGraph, { evidence, span }: Resource): boolean {
  return (
    evidence === 'source' &&
    graph.source.some(f => f.kind === 'construct' && f.uri === span.uri && f.span.start === span.start)
  );
}

/** Services of CDK modules that are not called like the services of the types that they make. */
const MODULE_SERVICES: Readonly<Record<string, readonly string[]>> = {
  ecs_patterns: ['ECS', 'EC2', 'ElasticLoadBalancingV2', 'Events', 'SQS', 'Logs', 'Route53'],
  elasticloadbalancingv2: ['ElasticLoadBalancingV2', 'CloudWatch'],
  stepfunctions_tasks: ['StepFunctions', 'IAM', 'Events'],
  opensearchservice: ['OpenSearchService'],
  lambda_nodejs: ['Lambda'],
  lambda_event_sources: ['Lambda'],
  route53_patterns: ['Route53', 'S3', 'CloudFront'],
  servicediscovery: ['ServiceDiscovery', 'Route53'],
};

/** What the L2 VPC brings along, of which reading makes no resources. */
const VPC_PARTS =
  /^AWS::EC2::(Subnet|NatGateway|InternetGateway|RouteTable|Route|EIP|VPCGatewayAttachment|SubnetRouteTableAssociation)$/;

/** Whether code that can't be followed could make a resource of one of these types. */
export function mayMake(graph: ResourceGraph, types: readonly string[]): boolean {
  const made = unseen(graph);
  const names = types.map(type => type.split('::')[1] ?? '');
  const could = made.some(fqn => {
    const module = /^aws-cdk-lib\.aws_(\w+)\./.exec(fqn)?.[1];
    if (module === undefined) return !/^aws-cdk-lib\./.test(fqn);
    if (/\.(createAlarm|addAlarm)/.test(fqn)) return names.includes('CloudWatch');
    if (/\.add(FlowLog|GatewayEndpoint|InterfaceEndpoint)$/.test(fqn)) return names.includes('EC2');
    const services = entryOf(MODULE_SERVICES, module) ?? [module];
    return names.some(name => services.some(s => s.toLowerCase() === name.toLowerCase()));
  });
  if (could) return true;
  const read = graph.resources.filter(r => r.evidence === 'source' && r.construct?.level === 2);
  if (read.length === 0) return false;
  // Nearly everything that does something gets a role from the CDK.
  if (types.includes('AWS::IAM::Role') && read.some(r => /^AWS::(?!S3|SQS|SNS|DynamoDB|KMS)/.test(r.type))) return true;
  return types.some(type => VPC_PARTS.test(type)) && graph.ofType('AWS::EC2::VPC').length > 0;
}

/** What constructs make for their own use: whether it was meant as the thing that is asked for can't be told. */
const HELPERS = /^AWS::(IAM|Lambda|Logs|KMS|SSM|SQS::QueuePolicy|SNS::TopicPolicy|S3::BucketPolicy)(::|$)/;

/** How many resources count for a demand, at least and at most: those that can't be told count for the most alone. */
export function count(
  graph: ResourceGraph,
  { of, where }: Extract<Demand, { readonly kind: 'service' }>,
): { readonly least: number; readonly most: number } {
  let least = 0;
  let most = 0;
  const own = selected(graph, of);
  for (const resource of of.types.length > 0 ? of.types.flatMap(type => graph.ofType(type)) : own) {
    if (!selects(of, resource)) continue;
    const value = where ? at(resource.properties, ...where.path) : null;
    const known = where && value ? contains(value, where.contains) : isOne(graph, of, resource);
    if (known === false) continue;
    most++;
    const isHelper = resource.owner.kind === 'internal' && HELPERS.test(resource.type);
    if (known && resource.condition === null && !isHelper) least++;
  }
  // A function with an API event and no API of its own makes one in SAM.
  const implicit = of.types.some(type => /^AWS::Serverless::(Http)?Api$/.test(type)) && hasImplicitApi(graph);
  if (implicit) {
    least++;
    most++;
  }
  if (mayMake(graph, of.types)) most = Number.POSITIVE_INFINITY;
  return { least, most };
}

/** Whether a resource of a selected type is one that is meant: of dead-letter queues it may be out of sight. */
function isOne(graph: ResourceGraph, of: Selector, resource: Resource): boolean | null {
  if (!isForFailures(of) || takesFailures(graph, resource)) return true;
  return failureDestinations(graph).partial ? null : false;
}

function contains(value: Value, text: string): boolean | null {
  let open = false;
  for (const { value: one } of scenarios(value)) {
    const parts = textParts(one);
    if (!parts) return one.kind === 'absent' ? false : null;
    if (parts.some(p => p.kind === 'known' && p.text.includes(text))) return true;
    if (parts.some(p => p.kind === 'hole' && !(p.value.kind === 'reference' && p.value.target.kind === 'pseudo')))
      open = true;
  }
  return open ? null : false;
}

function hasImplicitApi(graph: ResourceGraph): boolean {
  return graph.ofType('AWS::Serverless::Function').some(f => {
    const events = at(f.properties, 'Events');
    return (
      events.kind === 'object' &&
      events.entries.some(e => {
        const type = at(e.value, 'Type');
        return type.kind === 'literal' && (type.value === 'Api' || type.value === 'HttpApi');
      })
    );
  });
}

/** Whether a requirement is about the VPCs that are made here, and none is: those that are looked up have what they have. */
export function lacksVpc(graph: ResourceGraph, { name }: Requirement): boolean {
  return name === 'network.flow_logs' && graph.ofType('AWS::EC2::VPC').length === 0;
}

/** Whether a path, relative to the folder of the requirements file, is one of some globs. */
export function inFiles(requirement: Requirement, uri: string, globs: readonly string[]): boolean {
  const path = relative(requirement, uri);
  return path !== null && globs.some(glob => globMatches(glob.replace(/^\.\//, ''), path));
}

/** The path of a file from the folder of the requirements file; null outside of it. */
export function relative({ span }: Requirement, uri: string): string | null {
  const folder = span.uri.slice(0, span.uri.lastIndexOf('/') + 1);
  return uri.startsWith(folder) ? decodeURIComponent(uri.slice(folder.length)) : null;
}
