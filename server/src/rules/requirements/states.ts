/**
 * Whether each requirement is met, as far as that can be told: what findings say of it, and where there are none, whether
 * anything was there to look at. For the lenses of plumbline.yaml and for the report.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { Finding } from '../../core/finding.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Demand, Requirement, Selector } from '../../core/requirement.ts';
import { type RequirementState, type Standing, violationsOf } from '../../core/requirementState.ts';
import type { Resource } from '../../core/resource.ts';
import { at, scenarios, stringOf } from '../../core/value.ts';
import type { ProjectView, Workspace } from '../../core/workspace.ts';
import { architecture } from '../arch/architecture.ts';
import { namedRegions, placesIn, regionMappings } from '../arch/regions.ts';
import { pathsOf } from '../arch/missing-endpoint.ts';
import { connects, endsOf, isOpen } from '../arch/missing-connection.ts';
import { belongsToCluster, placeIn, tlsOf, valueAt } from '../arch/wrong-property.ts';
import { decisionsIn } from '../docs/unexplained.ts';
import { FUNCTIONS, hasLogGroup } from '../logs/no-log-group.ts';
import { isMeant } from '../naming/off-pattern.ts';
import { isEmpty, isEnvironmentName } from '../naming/patterns.ts';
import { unknownOf } from '../network/not-as-required.ts';
import { ALL_NAMES } from '../naming/physicalNames.ts';
import { isTold } from '../outputs/missing.ts';
import { STATEFUL } from '../reliability/off-lifecycle.ts';
import { tagsOf } from '../tags/missing.ts';
import { type Asked, count, lacksVpc, mayMake, passes, selected } from './asked.ts';

/** The rule that checks a kind of demand. */
export const CHECKED_BY: Readonly<Record<Demand['kind'], string>> = {
  naming: 'naming/off-pattern',
  environment: 'naming/wrong-default-environment',
  region: 'arch/wrong-region',
  service: 'arch/missing-service',
  'only-services': 'arch/unrequested-service',
  connection: 'arch/missing-connection',
  property: 'arch/wrong-property',
  tag: 'tags/missing',
  output: 'outputs/missing',
  parameter: 'parameters/missing',
  file: 'structure/missing-file',
  'single-file': 'structure/not-single-file',
  'only-files': 'structure/not-single-file',
  'stack-files': 'structure/off-layout',
  'no-resources-in': 'structure/resource-in-root-stack',
  separate: 'structure/off-layout',
  iam: 'iam/not-as-required',
  alarm: 'monitoring/missing-alarm',
  'dead-letters': 'reliability/no-dead-letters',
  failover: 'arch/missing-failover',
  'global-tables': 'arch/missing-failover',
  endpoint: 'arch/missing-endpoint',
  'api-auth': 'api/not-as-required',
  cors: 'api/not-as-required',
  ingress: 'network/not-as-required',
  'subnet-tier': 'network/not-as-required',
  'nat-per-az': 'network/not-as-required',
  tested: 'tests/untested-stack',
  explained: 'docs/unexplained',
  lifecycle: 'reliability/off-lifecycle',
};

const kept = new WeakMap<
  ResourceGraph,
  { readonly findings: readonly Finding[]; readonly states: RequirementState[] }
>();

/** The states of the requirements of the projects that a document is about; none of what may be but need not. */
export function statesOf(workspace: Workspace, uri: string): readonly RequirementState[] {
  return together(workspace.views(uri).map(statesIn));
}

/** The states of all projects of a workspace. */
export function allStates(workspace: Workspace): readonly RequirementState[] {
  const files = new Set(workspace.graphs().flatMap(graph => graph.requirements.map(r => r.span.uri)));
  return together([...files].map(uri => statesOf(workspace, uri)));
}

/**
 * The same as far as it is known, without looking at projects that nobody has looked at since something changed: what was
 * known of those stands. See `Workspace.settle`.
 */
export function standingsOf(workspace: Workspace, uri: string): readonly Standing[] {
  return together(workspace.standings(uri));
}

/** The same of all projects of a workspace. */
export function allStandings(workspace: Workspace): readonly Standing[] {
  const files = new Set(workspace.knownBriefs().flatMap(b => b.required));
  return together([...files].map(uri => standingsOf(workspace, uri)));
}

/** How the requirements of one project stand. */
export function statesIn({ graph, findings, suppressed, runs }: ProjectView): readonly RequirementState[] {
  if (graph.requirements.length === 0) return [];
  const known = kept.get(graph);
  // The list of findings is made anew where anything of them may be another.
  if (known?.findings === findings) return known.states;
  const accepted = suppressed.map(s => s.finding);
  const states = requirementStates(graph, findings, accepted, runs);
  kept.set(graph, { findings, states });
  return states;
}

/** The states of several projects: one that is violated anywhere is, and one that is met anywhere can be told. */
function together<S extends Standing>(projects: readonly (readonly S[])[]): readonly S[] {
  if (projects.length === 1) return projects[0] as readonly S[];
  return [...Map.groupBy(projects.flat(), s => s.requirement.id).values()].map(same => {
    const first =
      (['violated', 'met', 'unchecked'] as const).map(state => same.find(s => s.state === state)).find(s => s) ??
      same[0];
    return {
      ...(first as S),
      violations: violationsOf(same),
      accepted: same.reduce((sum, s) => sum + s.accepted, 0),
      governed: [...new Set(same.flatMap(s => s.governed))],
    };
  });
}

/**
 * The states of all requirements of a graph.
 * @param accepted Findings that are ignored.
 * @param runs Whether a rule is on.
 */
export function requirementStates(
  graph: ResourceGraph,
  findings: readonly Finding[],
  accepted: readonly Finding[],
  runs: (rule: string) => boolean,
): RequirementState[] {
  const violations = byRequirement(graph, findings);
  const ignored = byRequirement(graph, accepted);
  const states = graph.requirements
    .filter(({ demand }) => !isPermission(demand))
    .map((requirement): RequirementState => {
      const broken = violations.get(requirement.id) ?? [];
      const look = looked(graph, requirement);
      const rule = ruleOf(requirement.demand);
      const isOff = !runs(rule);
      const reason = isOff ? `the rule ${rule} is off` : (contradiction(graph, requirement) ?? look.reason);
      const base = { requirement, violations: broken, accepted: ignored.get(requirement.id)?.length ?? 0 };
      if (broken.length > 0) return { ...base, state: 'violated', reason: null, governed: look.governed };
      if (reason !== null)
        return {
          ...base,
          state: look.idle && reason === look.reason ? 'idle' : 'unchecked',
          reason,
          governed: look.governed,
        };
      return { ...base, state: 'met', reason: look.note, governed: look.governed };
    });
  return [...Map.groupBy(states, s => statementOf(s.requirement)).values()].flatMap(withoutSurplus);
}

function sameStart(a: SourceSpan, b: SourceSpan): boolean {
  return a.uri === b.uri && a.start === b.start;
}

/** Why a requirement can't be met together with another one, where the file contradicts itself. */
function contradiction(graph: ResourceGraph, { span }: Requirement): string | null {
  const isAt = (other: SourceSpan) => sameStart(other, span);
  for (const fact of graph.source) {
    if (fact.kind !== 'requirement-problem' || fact.problem !== 'contradiction') continue;
    const [first] = fact.related;
    if (!first) continue;
    if (isAt(fact.span)) return `it contradicts ${first.message}`;
    if (isAt(first.span)) return `${graph.requirements.find(r => sameStart(r.span, fact.span))?.name} contradicts it`;
  }
  return null;
}

/** What the demands of one statement about several kinds of resources have in common. */
function statementOf({ id, demand }: Requirement): string {
  const of = demand.kind === 'property' || demand.kind === 'dead-letters' ? `.${demand.of.text}` : null;
  return of !== null && id.endsWith(of) ? id.slice(0, -of.length) : id;
}

/**
 * A statement about several kinds of resources is several demands. Of those with nothing to check none is said where
 * another one has something, and else one is.
 */
function withoutSurplus(same: readonly RequirementState[]): readonly RequirementState[] {
  const busy = same.filter(s => s.state !== 'idle');
  return busy.length > 0 ? busy : same.slice(0, 1);
}

/** What may be but need not: nothing breaks it. */
function isPermission(demand: Demand): boolean {
  return (
    (demand.kind === 'service' && demand.need === 'optional') ||
    (demand.kind === 'environment' && demand.fallback === null)
  );
}

function ruleOf(demand: Demand): string {
  if (demand.kind === 'service' && demand.need === 'forbidden') return 'arch/unrequested-service';
  return CHECKED_BY[demand.kind];
}

/** Findings by the requirements that they say are broken, of which one finding may name several. */
function byRequirement(graph: ResourceGraph, findings: readonly Finding[]): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  const add = (id: string, finding: Finding) => {
    const same = found.get(id);
    if (same) same.push(finding);
    else found.set(id, [finding]);
  };
  for (const finding of findings) {
    const { requirement, data } = finding.signal;
    if (!requirement) continue;
    const more =
      finding.rule === 'arch/wrong-architecture'
        ? architecture(graph).missing
        : ((data as { readonly demands?: readonly Requirement[] } | undefined)?.demands ?? []);
    const ids =
      finding.rule === 'arch/wrong-architecture' ? more.map(r => r.id) : [requirement.id, ...more.map(r => r.id)];
    for (const id of new Set(ids)) add(id, finding);
  }
  return found;
}

/** What there was to look at. */
interface Looked {
  readonly governed: readonly Resource[];
  /** Why nothing could be told. */
  readonly reason: string | null;
  /** What of it could not. */
  readonly note: string | null;
  /** Whether the reason is that nothing of what it speaks of is there. */
  readonly idle: boolean;
}

const seen: Looked = { governed: [], reason: null, note: null, idle: false };
const open = (reason: string, governed: readonly Resource[] = []): Looked => ({ ...seen, governed, reason });
const idle = (reason: string): Looked => ({ ...seen, reason, idle: true });

const HIDDEN = 'it may be made by code that can’t be followed';

function looked(graph: ResourceGraph, requirement: Requirement): Looked {
  const { demand } = requirement;
  if (demand.kind === 'file') return demand.exists === null ? open('the file lies outside of what can be read') : seen;
  if (graph.resources.length === 0) return idle('there are no resources yet');
  switch (demand.kind) {
    case 'service': {
      if (lacksVpc(graph, requirement)) return anyOf(graph, ['AWS::EC2::VPC'], 'no VPC is made here');
      const governed = selected(graph, demand.of);
      const { least, most } = count(graph, demand);
      if (demand.need === 'forbidden') return mayMake(graph, demand.of.types) ? open(HIDDEN) : seen;
      const isCertain = least >= demand.min && (demand.max === null || most <= demand.max);
      return isCertain ? { ...seen, governed } : open('how many there are can’t be told', governed);
    }
    case 'only-services':
      return architecture(graph).different ? open('another architecture stands here altogether') : seen;
    case 'property': {
      const all = selected(graph, demand.of);
      const inClusters = all.length > 0 && all.every(resource => belongsToCluster(resource, demand.property));
      if (inClusters) return idle('the instances here belong to clusters, which decide it');
      const look = among(graph, demand.of, resource => {
        const place = placeIn(graph, demand, resource);
        if (!place) return null;
        const tls = tlsOf(resource, demand.property)?.kind ?? 'policy';
        if (tls !== 'policy') return tls === 'other' ? null : tls !== 'open';
        return scenarios(valueAt(resource, place.path)).every(({ value }) =>
          value.kind === 'absent' ? place.byDefault !== null : passes(demand.test, value) !== null,
        );
      });
      const isAboutLogs = demand.property === 'retention_days' && requirement.category === 'monitoring';
      return look.idle && isAboutLogs ? logsOfFunctions(graph) : look;
    }
    case 'alarm': {
      const look = among(graph, demand.of, () => true);
      return look.reason === null && mayMake(graph, ['AWS::CloudWatch::Alarm'])
        ? open('alarms may be made by code that can’t be followed', look.governed)
        : look;
    }
    case 'subnet-tier':
    case 'nat-per-az': {
      if (mayMake(graph, ['AWS::EC2::Subnet'])) return open(HIDDEN);
      const governed = graph.ofType('AWS::EC2::Subnet');
      if (governed.length === 0) return idle('there are no subnets here');
      const unknown = unknownOf(graph, demand.kind);
      return unknown === null ? { ...seen, governed } : open(unknown, governed);
    }
    case 'ingress':
      return anyOf(
        graph,
        ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress'],
        'there is no security group here',
      );
    case 'api-auth':
      return anyOf(graph, [...CALLED, 'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'], 'there is no API here');
    case 'cors':
      return anyOf(graph, [...CALLED, 'AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Api'], 'there is no API here');
    case 'dead-letters':
      return among(graph, demand.of, () => true);
    case 'lifecycle': {
      if (demand.of) return among(graph, demand.of, () => true);
      const governed = graph.resources.filter(r => r.owner.kind !== 'internal' && STATEFUL[r.type] !== undefined);
      return governed.length > 0 ? { ...seen, governed } : idle('nothing here holds data');
    }
    case 'environment':
      return fallsBack(graph) ? seen : idle('nothing here falls back to an environment');
    case 'iam': {
      if (demand.what === 'condition') return graph.statements.length > 0 ? seen : idle('there are no policies here');
      const governs = (r: Resource) => /^AWS::(IAM|Serverless)::/.test(r.type) && r.owner.kind !== 'internal';
      return graph.resources.some(governs) ? seen : idle('there are no roles and policies here');
    }
    case 'explained': {
      const governed = [...decisionsIn(graph)].flatMap(d => d.resource ?? []);
      return governed.length > 0
        ? { ...seen, governed: [...new Set(governed)] }
        : idle('nothing here decides about security');
    }
    case 'tested':
      // What stands right below a stack is made in the file of its class.
      return graph.resources.some(r => r.path?.split('/').length === 2) ? seen : idle('no code makes resources here');
    case 'endpoint':
      return pathsOf(graph) === null ? open('the paths of APIs can’t be read from the code') : seen;
    case 'failover': {
      const made = ['AWS::Route53::RecordSet', 'AWS::CloudFront::Distribution', 'AWS::GlobalAccelerator::Accelerator'];
      return mayMake(graph, made) || graph.ofType('AWS::Route53::RecordSetGroup').length > 0 ? open(HIDDEN) : seen;
    }
    case 'global-tables': {
      const governed = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap(type => graph.ofType(type));
      return governed.length > 0 ? { ...seen, governed } : idle('there is no DynamoDB here');
    }
    case 'naming':
      return names(graph, requirement as Asked<'naming'>);
    case 'tag': {
      const tagged = graph.resources.flatMap(resource => {
        const tags = demand.except.some(e => e.types.includes(resource.type)) ? null : tagsOf(graph, resource);
        return tags ? [{ resource, known: tags.complete || tags.values.has(demand.key) }] : [];
      });
      return judged(tagged, 'nothing here can have tags', 'the tags');
    }
    case 'region': {
      const stacks = graph.stacks.filter(s => s.kind === 'cdk' && s.parent === null);
      if (stacks.some(s => scenarios(s.region).some(({ value }) => stringOf(value) !== null))) return seen;
      const written = placesIn(graph).length + namedRegions(graph).length;
      if (written > 0 || graph.stacks.some(s => regionMappings(s).length > 0))
        return { ...seen, note: 'as far as it is written; the rest goes where it is deployed' };
      return open(
        stacks.length > 0
          ? 'no stack says its region, so that whoever deploys chooses'
          : 'a template goes to the region that whoever deploys it chooses, and nothing in it names one',
      );
    }
    case 'connection':
      return connection(graph, demand.steps);
    case 'output': {
      const governed = demand.of ? selected(graph, demand.of) : [];
      if (demand.of && governed.length === 0) return absent(graph, demand.of);
      return isTold(graph, demand)
        ? { ...seen, governed }
        : open('what outputs tell can’t be read from the code', governed);
    }
    case 'parameter':
      return graph.stacks.some(s => s.kind === 'template') ? seen : idle('no template is here');
    default:
      return seen;
  }
}

/** What a selector means, one by one: whether it could be told of each; null for those that it does not concern. */
function among(graph: ResourceGraph, of: Selector, isKnown: (resource: Resource) => boolean | null): Looked {
  const all = selected(graph, of);
  if (all.length === 0) return absent(graph, of);
  const concerned = all.flatMap(resource => {
    const known = isKnown(resource);
    return known === null ? [] : [{ resource, known }];
  });
  return judged(concerned, `no ${of.title} here has this property of its own`, 'the value');
}

/** What can be called by itself. */
const CALLED = ['AWS::Lambda::Url', 'AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

/** What is there of some types; where nothing is, nothing can break what is asked of them. */
function anyOf(graph: ResourceGraph, types: readonly string[], none: string): Looked {
  const governed = types.flatMap(type => graph.ofType(type)).filter(r => r.owner.kind !== 'internal');
  if (governed.length > 0) return { ...seen, governed };
  return mayMake(graph, types) ? open(HIDDEN) : idle(none);
}

/** Where there are no log groups: whether functions have any that can't be seen. */
function logsOfFunctions(graph: ResourceGraph): Looked {
  const functions = FUNCTIONS.flatMap(type => graph.ofType(type)).filter(f => f.owner.kind !== 'internal');
  if (functions.length === 0) return idle('there is no log group here');
  return judged(
    functions.map(resource => ({ resource, known: hasLogGroup(graph, resource) !== null })),
    '',
    'the log groups of functions',
  );
}

function absent(graph: ResourceGraph, of: Selector): Looked {
  return mayMake(graph, of.types) ? open(HIDDEN) : idle(`there is no ${of.title} here`);
}

function judged(
  resources: readonly { readonly resource: Resource; readonly known: boolean }[],
  none: string,
  what: string,
): Looked {
  const governed = resources.map(r => r.resource);
  const unknown = resources.filter(r => !r.known).length;
  if (governed.length === 0) return idle(none);
  if (unknown === governed.length) return open(`${what} can’t be read from the code`, governed);
  return { ...seen, governed, note: unknown > 0 ? `${unknown} of ${governed.length} can’t be told` : null };
}

function names(graph: ResourceGraph, requirement: Asked<'naming'>): Looked {
  if (isEmpty(requirement.demand)) return open('the pattern fits every name');
  if (requirement.demand.of === 'stacks') return graph.stacks.length > 0 ? seen : idle('there are no stacks here');
  const named = graph.resources.flatMap(resource => {
    const property = ALL_NAMES[resource.type];
    if (property === undefined || !isMeant(requirement, resource)) return [];
    const values = scenarios(at(resource.properties, ...property.split('.'))).map(s => s.value);
    if (values.every(v => v.kind === 'absent')) return [];
    return [{ resource, known: values.every(v => v.kind !== 'unknown') }];
  });
  return judged(named, 'nothing here is given a name', 'the names');
}

/** Whether anything says which environment is taken when nobody does. */
function fallsBack(graph: ResourceGraph): boolean {
  if (graph.source.some(fact => fact.kind === 'default' && isEnvironmentName(fact.name))) return true;
  return graph.stacks.some(({ sections }) => {
    const parameters = sections ? at(sections, 'Parameters') : null;
    return parameters?.kind === 'object' && parameters.entries.some(e => isEnvironmentName(e.key));
  });
}

function connection(graph: ResourceGraph, steps: readonly Selector[]): Looked {
  const governed = steps.flatMap(step => [...selected(graph, step)]);
  for (const [i, to] of steps.slice(1).entries()) {
    const from = steps[i] as Selector;
    const starts = selected(graph, from);
    const ends = endsOf(graph, to);
    if (starts.length === 0 || ends.length === 0)
      return { ...absent(graph, starts.length === 0 ? from : to), governed };
    if (!connects(graph, starts, ends) && isOpen(graph, from, to, starts))
      return open(`${from.title} may be connected to ${to.title} where it can’t be seen`, governed);
  }
  return { ...seen, governed };
}
