/** Joins the requirements files of a project: what is extended, what contradicts what, which files exist. */
import type { DocumentFacts, LinkHost, Surroundings } from '../../core/facts.ts';
import { type GraphPart, emptyPart } from '../../core/graph.ts';
import {
  type Demand,
  type Ignore,
  type Requirement,
  type Selector,
  type Test,
  isForFailures,
} from '../../core/requirement.ts';
import type { SourceFact } from '../../core/resource.ts';
import type { RuleSet } from '../../core/rule.ts';
import { nearest } from '../../knowledge/index.ts';
import { profileText, profiles } from './profiles.ts';
import { type RequirementProblem, type RequirementsBody, readRequirements } from './read.ts';

const bodyOf = (facts: DocumentFacts) => facts.body as RequirementsBody;

/** Whether a file states requirements by itself, and not only where another one extends it. */
export function isRoot(uri: string): boolean {
  return /\/\.?plumbline\.ya?ml$/i.test(uri);
}

const profileFacts = new Map<string, DocumentFacts>();

/** The statements of a ready-made set; null if there is none of that name. */
function profile(name: string): DocumentFacts | null {
  const text = profileText(name);
  if (text === null) return null;
  let facts = profileFacts.get(name);
  if (!facts) {
    facts = readRequirements({ uri: `plumbline:/profiles/${name}.plumbline.yaml`, version: 1, text }, []);
    profileFacts.set(name, facts);
  }
  return facts;
}

/** The file of the nearest folder above a project that states requirements; null if there is none. */
function governing({ root, facts }: Surroundings): DocumentFacts | null {
  const above = facts.filter(f => isRoot(f.uri) && `${root}/`.startsWith(f.uri.slice(0, f.uri.lastIndexOf('/') + 1)));
  return above.reduce<DocumentFacts | null>((best, f) => (best && best.uri.length > f.uri.length ? best : f), null);
}

/**
 * The part of the graph that requirements are: those of the project's own file, or of the nearest one above it. What is
 * wrong with a file is said in its own project.
 */
export function linkRequirements(
  facts: readonly DocumentFacts[],
  host: LinkHost,
  around: Surroundings = { root: '', facts: [] },
): GraphPart {
  const byUri = new Map([...around.facts, ...facts].map(f => [f.uri, f]));
  const own = facts.filter(f => isRoot(f.uri));
  const above = own.length === 0 ? governing(around) : null;
  // A file that only looks like one of requirements is none before somebody extends it.
  const wanted = new Set([...around.facts, ...facts].flatMap(extendedFiles));
  const meant = facts.filter(f => /\bplumbline\.ya?ml$/i.test(f.uri) || wanted.has(f.uri));
  const problems: SourceFact[] = meant.flatMap(f => bodyOf(f).problems);
  const requirements: Requirement[] = [];
  let ruleSet: RuleSet | null = null;
  const severities = {};
  const options = {};
  const ignores: Ignore[] = [];
  for (const root of above ? [above] : own) {
    const wrong: SourceFact[] = [];
    const chain = extended(root, byUri, wrong, host);
    const project = bodyOf(root).project ?? chain.map(c => c.body.project).find(p => p !== null) ?? null;
    const environments = chain.map(c => c.body.environments).find(e => e.length > 0) ?? [];
    const merged = new Map<
      string,
      { readonly requirement: Requirement; readonly by: RequirementsBody['extends'][number] | null }
    >();
    // The nearest statement of a name holds; those of the file itself go before what it extends.
    for (const { body, by } of chain)
      for (const requirement of body.requirements)
        if (!merged.has(requirement.name)) merged.set(requirement.name, { requirement, by });
    const all = [...merged.values()].map(({ requirement, by }) =>
      settled(placed(requirement, root.uri, by), project, environments, root.uri, host),
    );
    requirements.push(...all);
    if (!above) problems.push(...wrong, ...contradictions(all));
    for (const { body } of [...chain].reverse()) {
      ruleSet = body.settings.ruleSet ?? ruleSet;
      Object.assign(severities, body.settings.severities);
      Object.assign(options, body.settings.options);
    }
    for (const { body } of chain) ignores.push(...body.settings.ignores);
  }
  return { ...emptyPart, source: problems, requirements, settings: { ruleSet, severities, options, ignores } };
}

/**
 * The file that a name means; null for what can be no file of the workspace: of another scheme, or of another machine
 * (`//host/share`), which even a look at whether it exists would be a connection to.
 */
function targetOf(name: string, from: string): string | null {
  const base = URL.parse(from);
  const target = URL.parse(encodeURI(name.toWellFormed()), from);
  return target && base && target.protocol === base.protocol && target.host === base.host ? target.href : null;
}

/** The files that a requirements file names as those that it extends; profiles may be among the names. */
export function extendedFiles(facts: DocumentFacts): string[] {
  return bodyOf(facts).extends.flatMap(e => (e.profile ? [] : (targetOf(e.name, facts.uri) ?? [])));
}

interface Link {
  readonly body: RequirementsBody;
  /** The entry of the root file that brings it in; null for the root file itself. */
  readonly by: RequirementsBody['extends'][number] | null;
}

/** A file and what it extends, nearest first, each file once. */
function extended(
  root: DocumentFacts,
  byUri: ReadonlyMap<string, DocumentFacts>,
  problems: SourceFact[],
  host: LinkHost,
): Link[] {
  const found: Link[] = [];
  const seen = new Set<string>();
  const open = new Set<string>();
  const visit = (facts: DocumentFacts, by: Link['by']): void => {
    seen.add(facts.uri);
    open.add(facts.uri);
    found.push({ body: bodyOf(facts), by });
    for (const entry of bodyOf(facts).extends) {
      const uri = targetOf(entry.name, facts.uri);
      const target = entry.profile
        ? profile(entry.name)
        : ((uri === null ? undefined : byUri.get(uri)) ?? profile(entry.name));
      if (!target)
        problems.push(missing(facts.uri, entry, [...byUri.keys()], uri !== null && host.fileExists(uri) === true));
      else if (open.has(target.uri)) problems.push(circular(facts.uri, entry));
      else if (!seen.has(target.uri)) visit(target, by ?? entry);
    }
    open.delete(facts.uri);
  };
  visit(root, null);
  return found;
}

function problem(
  uri: string,
  kind: RequirementProblem['problem'],
  at: RequirementProblem['span'],
  message: string,
  replacement: string | null = null,
): RequirementProblem {
  return { kind: 'requirement-problem', uri, span: at, problem: kind, message, replacement, related: [] };
}

function missing(
  uri: string,
  entry: RequirementsBody['extends'][number],
  uris: readonly string[],
  exists: boolean,
): RequirementProblem {
  if (exists && !entry.profile) {
    const message = `${entry.name} is not read as requirements: a file that can be extended says \`version: 1\` and has \`requirements\`.`;
    return problem(uri, 'missing', entry.span, message);
  }
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1);
  const names = entry.profile
    ? profiles()
    : [...profiles(), ...uris.filter(u => u !== uri && u.startsWith(folder)).map(u => u.slice(folder.length))];
  const near = nearest(entry.name, names, 1)[0] ?? null;
  const what = entry.profile ? 'profile' : 'file in this workspace, and no profile,';
  const help = near ? ` Did you mean ${near}?` : entry.profile ? ` There are ${names.join(', ')}.` : '';
  return problem(uri, 'missing', entry.span, `There is no ${what} ${entry.name}.${help}`, near);
}

function circular(uri: string, entry: RequirementsBody['extends'][number]): RequirementProblem {
  return problem(
    uri,
    'contradiction',
    entry.span,
    `${entry.name} extends this file, directly or not; it adds nothing here.`,
  );
}

/** A statement of a ready-made set is shown where the set is asked for: its own text is in no file. */
function placed(requirement: Requirement, root: string, by: Link['by']): Requirement {
  if (by === null || !requirement.span.uri.startsWith('plumbline:')) return requirement;
  return { ...requirement, id: `${root}#${by.name}/${requirement.name}`, span: by.span, line: by.line };
}

/** A requirement with what only the whole project can say. */
function settled(
  requirement: Requirement,
  project: string | null,
  environments: readonly string[],
  root: string,
  host: LinkHost,
): Requirement {
  const { demand } = requirement;
  if (demand.kind === 'naming') {
    if (demand.project === project && demand.environments.length === environments.length) return requirement;
    return { ...requirement, demand: { ...demand, project, environments } };
  }
  if (demand.kind !== 'file') return requirement;
  const base = requirement.span.uri.startsWith('plumbline:') ? root : requirement.span.uri;
  const uri = targetOf(demand.path, base);
  if (uri === null) return requirement;
  return { ...requirement, demand: { ...demand, uri, exists: host.fileExists(uri) } };
}

/** Requirements of which not both can be met, reported at the later one. */
function contradictions(all: readonly Requirement[]): RequirementProblem[] {
  const found: RequirementProblem[] = [];
  const seen = new Map<string, Requirement>();
  for (const requirement of all) {
    for (const { key, against } of subjects(requirement.demand)) {
      for (const other of against) {
        const first = seen.get(other);
        const why = first && conflict(first.demand, requirement.demand);
        if (first && why)
          found.push({
            ...problem(
              requirement.span.uri,
              'contradiction',
              requirement.span,
              `This contradicts ${first.name}: ${why}.`,
            ),
            related: [{ span: first.span, message: first.name }],
          });
      }
      if (!seen.has(key)) seen.set(key, requirement);
    }
    const lifecycle = against(requirement.demand, all);
    if (lifecycle)
      found.push({
        ...problem(
          requirement.span.uri,
          'contradiction',
          requirement.span,
          `This contradicts ${lifecycle.name}: what is kept from being deleted can’t go with its stack.`,
        ),
        related: [{ span: lifecycle.span, message: lifecycle.name }],
      });
  }
  return found;
}

/** The lifecycle that a statement can't be met with: things should go with their stacks, and it asks for what keeps them. */
function against(demand: Demand, all: readonly Requirement[]): Requirement | null {
  if (demand.kind !== 'property' || !keeps(demand)) return null;
  const lifecycles = all.flatMap(r => (r.demand.kind === 'lifecycle' ? [{ ...r.demand, said: r }] : []));
  const { name, types } = demand.of;
  // Of what type a resource of that name is can't be told here: it may be one of those that are kept.
  if (types.length === 0 && lifecycles.some(l => l.of !== null && l.policy === 'retain')) return null;
  const governing = types.map(type => lifecycles.find(l => l.of === null || l.of.types.includes(type)));
  const found = name === null ? governing : [lifecycles.find(l => l.of === null || l.of.name === name)];
  return found.every(l => l?.policy === 'destroy') ? (found[0]?.said ?? null) : null;
}

/** Whether a property asks for something that outlives its stack, or can't be deleted with it. */
function keeps({ property, test }: Extract<Demand, { kind: 'property' }>): boolean {
  if (/^deletion_?protection(enabled)?$/i.test(property)) return test.oneOf?.every(v => v === true) ?? false;
  if (!/^deletion_?policy$/i.test(property)) return false;
  return test.oneOf ? test.oneOf.every(v => v === 'Retain') : (test.noneOf?.includes('Delete') ?? false);
}

/** What a demand is about, as keys under which demands that could contradict it are found. */
function subjects(demand: Demand): { readonly key: string; readonly against: readonly string[] }[] {
  switch (demand.kind) {
    case 'service':
      if (demand.where) return [];
      return ofWhich(demand.of).map(type => ({
        key: `service ${type} ${demand.need}`,
        against: demand.need === 'forbidden' ? [`service ${type} required`] : [`service ${type} forbidden`],
      }));
    case 'property': {
      const keys = ofWhich(demand.of).map(of => `property ${of} ${demand.property}`);
      return keys.map(key => ({ key, against: [key] }));
    }
    case 'region':
      return [{ key: 'region', against: ['region'] }];
    default:
      return [];
  }
}

/** What a selector selects by: its logical ID, if it has one, and its types. */
function ofWhich({ name, types }: Selector): readonly string[] {
  return name === null ? types : [name, ...types];
}

/** Why two demands can't both be met; null if they can. */
function conflict(a: Demand, b: Demand): string | null {
  if (a.kind === 'service' && b.kind === 'service') {
    // Requiring REST APIs and forbidding API Gateway can't be; requiring API Gateway and forbidding REST APIs can.
    const [forbidden, required] = a.need === 'forbidden' ? [a, b] : [b, a];
    if (forbidden.need !== 'forbidden' || required.need !== 'required' || required.min === 0) return null;
    if (required.of.name !== forbidden.of.name) return null;
    const all = required.of.types.every(type => forbidden.of.types.includes(type));
    return all ? `${required.of.title} can’t be required and forbidden at once` : null;
  }
  if (a.kind === 'property' && b.kind === 'property') {
    if (a.of.name !== b.of.name || a.property !== b.property) return null;
    // What is said of dead-letter queues goes before what is said of queues.
    if (isForFailures(a.of) !== isForFailures(b.of)) return null;
    return bothPossible(a.test, b.test) ? null : `no value of ${a.property} can be both`;
  }
  if (a.kind === 'region' && b.kind === 'region') {
    const outside = b.regions.filter(region => !a.regions.includes(region));
    return outside.length > 0 ? `${outside.join(', ')} is not among its regions` : null;
  }
  return null;
}

function bothPossible(a: Test, b: Test): boolean {
  if (a.oneOf && b.oneOf) return a.oneOf.some(v => b.oneOf?.includes(v));
  for (const [values, range] of [
    [a.oneOf, b],
    [b.oneOf, a],
  ] as const)
    if (values?.every(v => typeof v === 'number' && (v < (range.min ?? v) || v > (range.max ?? v)))) return false;
  return Math.max(a.min ?? -Infinity, b.min ?? -Infinity) <= Math.min(a.max ?? Infinity, b.max ?? Infinity);
}
