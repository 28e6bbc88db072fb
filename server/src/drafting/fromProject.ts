/** Drafts `plumbline.yaml` from what a project does already, so that the findings are what does otherwise. */
import type { ResourceGraph } from '../core/graph.ts';
import type { Scalar } from '../core/requirement.ts';
import type { Resource } from '../core/resource.ts';
import { type TextPart, type Value, asList, at, scenarios, stringOf } from '../core/value.ts';
import { parsePattern } from '../frontends/requirements/patterns.ts';
import { propertyWord, runtimeFacts, serviceOfType } from '../knowledge/index.ts';
import { FUNCTIONS, hasLogGroup } from '../rules/logs/no-log-group.ts';
import { type NamingDemand, follows, holeKind, isEnvironmentName, nameParts } from '../rules/naming/patterns.ts';
import { ALL_NAMES } from '../rules/naming/physicalNames.ts';
import { tagsOf } from '../rules/tags/missing.ts';
import { type Ask, type AskValue, property, value } from './asks.ts';
import { type Drafted, lines } from './write.ts';

/** What fewer resources do, or a smaller share of them, is no habit of the project. */
const CASES = 4;
const SHARE = 0.8;

interface Habit {
  readonly ask: Ask;
  /** How many do it, of how many that could; null for what is said once for all. */
  readonly of: readonly [number, number] | null;
}

export interface ProjectDraft {
  readonly yaml: string;
  /** How many requirements are in it, and how many of those not everything follows. */
  readonly requirements: number;
  readonly withOutliers: number;
}

/** The properties in which projects have habits, by type. Paths through lists have no single value and are not here. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['runtime', 'architecture', 'tracing'],
  'AWS::Serverless::Function': ['runtime', 'architecture', 'tracing'],
  'AWS::DynamoDB::Table': ['billing_mode', 'point_in_time_recovery', 'deletion_protection'],
  'AWS::S3::Bucket': ['versioning'],
  'AWS::RDS::DBInstance': ['engine', 'encryption', 'multi_az', 'deletion_protection'],
  'AWS::RDS::DBCluster': ['engine', 'encryption', 'deletion_protection'],
  'AWS::KMS::Key': ['rotation'],
  'AWS::Logs::LogGroup': ['retention_days'],
  'AWS::EFS::FileSystem': ['encryption'],
  'AWS::ECR::Repository': ['scan_on_push'],
  'AWS::ApiGateway::Stage': ['tracing'],
};
const KEYED = ['AWS::S3::Bucket', 'AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup'];

/**
 * Drafts from a project.
 * @param today As `2026-11-21`: what AWS no longer supports is nothing to ask for.
 */
export function draftFromProject(graph: ResourceGraph, today: string): ProjectDraft {
  const own = graph.resources.filter(r => r.owner.kind !== 'internal');
  const habits = [
    ...regionsOf(graph),
    ...environmentsOf(graph),
    ...namesOf(own),
    ...propertiesOf(graph, own, today),
    ...keysOf(own),
    ...tagHabits(graph, own),
    ...lifecycleOf(own),
  ];
  const drafted = habits.map(({ ask, of }): Drafted => {
    const note = of ? `${of[0]} of ${of[1]}` : undefined;
    return { ask, sources: [], doubt: null, ...(note ? { note } : {}) };
  });
  const head = [
    `Drafted from what most of this project does: at least ${SHARE * 100} % of what could, and at least ${CASES} of them.`,
    'The numbers say how many follow; the findings are those that don’t.',
  ];
  const yaml = `${lines(head, drafted, [])
    .map(l => l.text)
    .join('\n')}\n`;
  return { yaml, requirements: habits.length, withOutliers: habits.filter(h => h.of && h.of[0] < h.of[1]).length };
}

/** The value that most have, if that is a habit. */
function most<T extends Scalar>(values: readonly T[], all = values.length): readonly [T, number, number] | null {
  const counts = new Map<T, number>();
  for (const one of values) counts.set(one, (counts.get(one) ?? 0) + 1);
  const [top] = [...counts].sort((a, b) => b[1] - a[1]);
  return top && top[1] >= CASES && top[1] >= SHARE * all ? [top[0], top[1], all] : null;
}

/** The regions of the stacks, where all of them name one. */
function regionsOf(graph: ResourceGraph): Habit[] {
  const stacks = graph.stacks.filter(s => s.kind === 'cdk' && s.parent === null);
  const found = stacks.flatMap(s => scenarios(s.region).map(one => stringOf(one.value)));
  const regions = [...new Set(found)];
  if (found.length === 0 || regions.some(r => r === null)) return [];
  const is = regions as string[];
  return [{ ask: value('region', is.length === 1 ? (is[0] as string) : is), of: null }];
}

/** The environments that parameters allow, and the one that code and parameters fall back to. */
function environmentsOf(graph: ResourceGraph): Habit[] {
  const parameters = graph.stacks.flatMap(s => {
    const section = s.sections ? at(s.sections, 'Parameters') : null;
    return section?.kind === 'object' ? section.entries.filter(e => isEnvironmentName(e.key)) : [];
  });
  const lists = parameters.flatMap(p => {
    const items = asList(at(p.value, 'AllowedValues'))?.items.map(stringOf) ?? [];
    return items.length > 1 && items.every(i => i !== null) ? [items as string[]] : [];
  });
  const defaults = [
    ...parameters.flatMap(p => stringOf(at(p.value, 'Default')) ?? []),
    ...graph.source.flatMap(f => (f.kind === 'default' && isEnvironmentName(f.name) ? [f.value] : [])),
  ].filter(text => text !== '');
  const [names] = lists;
  const found: Habit[] = [];
  if (names && lists.every(l => l.join() === names.join()))
    found.push({ ask: value('environments.names', names), of: null });
  const [fallback] = defaults;
  if (fallback !== undefined && defaults.every(d => d === fallback) && (!found[0] || names?.includes(fallback)))
    found.push({ ask: value('environments.default', fallback), of: null });
  return found;
}

interface Named {
  readonly resource: Resource;
  readonly parts: readonly TextPart[];
}

/** Patterns of names: of all, or of one type where all together have none. */
function namesOf(resources: readonly Resource[]): Habit[] {
  const named = resources.flatMap((resource): Named[] => {
    const path = ALL_NAMES[resource.type];
    const written = path ? at(resource.properties, ...path.split('.')) : null;
    // Of several ways in which a name comes about the one that is seen best.
    const ways =
      written && written.kind !== 'absent' ? scenarios(written).flatMap(s => [nameParts(s.value) ?? []]) : [];
    const [parts] = ways.filter(way => way.length > 0).sort((a, b) => holesIn(a) - holesIn(b));
    // Paths and names that are one hole say nothing about a pattern.
    const usable = parts?.some(p => p.kind === 'known') && !parts.some(p => p.kind === 'known' && /[/]/.test(p.text));
    return parts && usable ? [{ resource, parts }] : [];
  });
  const all = habitOf(named);
  const found: Habit[] = all ? [...all] : [];
  if (!all)
    for (const type of new Set(named.map(n => n.resource.type))) {
      const pattern = habitOf(named.filter(n => n.resource.type === type))?.find(h => h.ask.path[1] === 'pattern');
      if (pattern) found.push({ ...pattern, ask: { ...pattern.ask, path: ['naming', 'types', wordOf(type)] } });
    }
  for (const letterCase of ['kebab', 'snake', 'pascal', 'camel'] as const) {
    // A name of one word is in any case.
    const telling = named.filter(n => n.parts.some(p => p.kind === 'known' && /[-_]|[a-z][A-Z]/.test(p.text)));
    const following = telling.filter(n => follows({ ...NOTHING, letterCase }, n.parts)).length;
    if (following < CASES || following < SHARE * telling.length) continue;
    found.push({ ask: value('naming.case', letterCase), of: [following, telling.length] });
    break;
  }
  return found;
}

function holesIn(parts: readonly TextPart[]): number {
  return parts.filter(p => p.kind === 'hole').length;
}

const NOTHING: NamingDemand = {
  kind: 'naming',
  pattern: null,
  prefix: null,
  suffix: null,
  contains: null,
  letterCase: null,
  of: null,
  except: [],
  project: null,
  environments: [],
};

/** The pattern that most names follow: what they start with, what they end with, and `{resource}` between. */
function habitOf(named: readonly Named[]): Habit[] | null {
  if (named.length < CASES) return null;
  const pieces = named.map(n => piecesOf(n.parts));
  const start = common(pieces.map(p => p.slice(0, -1)));
  const end = common(pieces.map(p => p.slice(start.length).slice(1).reverse())).reverse();
  if (start.length + end.length === 0) return null;
  const pattern = [...start, '{resource}', ...end].join('').replace(/\{resource\}(?=[^-_.]|$)/, '{resource}');
  const parsed = parsePattern(pattern);
  if (typeof parsed === 'string') return null;
  const following = named.filter(n => follows({ ...NOTHING, pattern: parsed }, n.parts)).length;
  if (following < CASES || following < SHARE * named.length) return null;
  return [{ ask: value('naming.pattern', pattern), of: [following, named.length] }];
}

const ENVIRONMENTS = /^(dev|development|test|qa|uat|stage|staging|prod|production)$/i;

/** A name in words, each with the separator before it (at the start, behind it), holes as tokens. */
function piecesOf(parts: readonly TextPart[]): string[] {
  const tokens = { env: '{env}', region: '{region}', account: '{account}', project: '{project}', any: '{suffix}' };
  const text = parts.map(p => (p.kind === 'known' ? p.text : tokens[holeKind(p.value)])).join('');
  const words = text.split(/(?=[-_.])|(?<=[-_.])/);
  const found: string[] = [];
  for (const word of words) found.push(ENVIRONMENTS.test(word) ? '{env}' : word);
  return found;
}

/** The pieces that most lists start with. */
function common(lists: readonly (readonly string[])[]): string[] {
  const found: string[] = [];
  for (let rest = lists; ; ) {
    const next = most(
      rest.flatMap(l => l[found.length] ?? []),
      lists.length,
    );
    if (!next) break;
    found.push(next[0]);
    rest = rest.filter(l => l[found.length - 1] === next[0]);
  }
  // A word without its separator is no beginning.
  while (found.length > 0 && !/^[-_.]$/.test(found.at(-1) as string)) found.pop();
  return found;
}

function propertiesOf(graph: ResourceGraph, resources: readonly Resource[], today: string): Habit[] {
  const found: Habit[] = [];
  // A retention holds for the logs of functions that have no group, too.
  const groupless = FUNCTIONS.flatMap(type => graph.ofType(type)).filter(
    f => f.owner.kind !== 'internal' && hasLogGroup(graph, f) === false,
  ).length;
  for (const [type, words] of Object.entries(PROPERTIES)) {
    const of = resources.filter(r => r.type === type);
    for (const word of words) {
      const leads = propertyWord(type, word);
      if (!leads || of.length < CASES) continue;
      const values = of.flatMap(r => plain(at(r.properties, ...leads.path)) ?? leads.byDefault ?? []);
      const known = of.filter(r => at(r.properties, ...leads.path).kind !== 'unknown').length;
      const top = most(values, known + (word === 'retention_days' ? groupless : 0));
      if (top && word === 'runtime' && isOutOfSupport(String(top[0]), today)) continue;
      // What the service does by itself is nobody's habit.
      if (!top || (top[0] === leads.byDefault && top[1] === known)) continue;
      const is: AskValue = top[0] === leads.on ? true : top[0] === leads.off ? false : top[0];
      const ask =
        type === 'AWS::Logs::LogGroup' ? value('monitoring.log_retention_days', is) : property(wordOf(type), word, is);
      found.push({ ask, of: [top[1], top[2]] });
    }
  }
  return found;
}

function isOutOfSupport(runtime: string, today: string): boolean {
  const deprecated = runtimeFacts(runtime)?.deprecated ?? null;
  return deprecated !== null && deprecated <= today;
}

/** The one plain value that a value has in every case. */
function plain(of: Value): Scalar | null {
  const all = scenarios(of).map(s => (s.value.kind === 'literal' ? s.value.value : null));
  return all.every(v => v === all[0]) ? (all[0] ?? null) : null;
}

/** Types most of whose resources have a key of their own. */
function keysOf(resources: readonly Resource[]): Habit[] {
  return KEYED.flatMap((type): Habit[] => {
    const leads = propertyWord(type, 'encryption_key');
    const of = resources.filter(r => r.type === type);
    if (!leads || of.length < CASES) return [];
    const path = leads.path.map(p => (p === '*' ? '0' : p));
    const keyed = of.filter(r => {
      const key = at(r.properties, ...path);
      return key.kind === 'reference' || (key.kind === 'text' && key.parts.length > 0);
    }).length;
    if (keyed < CASES || keyed < SHARE * of.length) return [];
    return [{ ask: property(wordOf(type), 'encryption_key', { set: true }), of: [keyed, of.length] }];
  });
}

function tagHabits(graph: ResourceGraph, resources: readonly Resource[]): Habit[] {
  const tagged = resources.flatMap(r => {
    const tags = tagsOf(graph, r);
    return tags?.complete ? [tags.values] : [];
  });
  const keys = new Set(tagged.flatMap(values => [...values.keys()]));
  return [...keys].flatMap((key): Habit[] => {
    // `Name` is different for each resource, and asked for by nobody.
    const has = tagged.filter(values => values.has(key));
    if (key === 'Name' || key.startsWith('aws:') || has.length < CASES || has.length < SHARE * tagged.length) return [];
    const texts = new Set(has.map(values => stringOf(values.get(key) as Value)));
    const [only] = texts;
    const is = texts.size === 1 && typeof only === 'string' ? only : '*';
    return [{ ask: { path: ['tags', key], form: 'value', value: is }, of: [has.length, tagged.length] }];
  });
}

/** What holds data is kept, or is not, when its stack is deleted. */
function lifecycleOf(resources: readonly Resource[]): Habit[] {
  const policies = resources.flatMap(r => {
    const policy = at(r.attributes, 'DeletionPolicy');
    // What a construct does by itself is nobody's habit.
    return policy.kind === 'literal' && policy.origin === 'written' ? [String(policy.value)] : [];
  });
  const top = most(policies.map(p => (p === 'Delete' ? 'destroyable' : 'retained')));
  return top ? [{ ask: value('lifecycle.default', top[0]), of: [top[1], top[2]] }] : [];
}

/** The word for a type in `plumbline.yaml`; the type itself where the word means others, too. */
function wordOf(type: string): string {
  const service = serviceOfType(type);
  return service && service.types[0] === type ? service.word : type;
}
