/**
 * Runs rules over a graph. What local checks find is remembered by subject, what is found in a connected part for as long as that
 * is the same; rules are bucketed by what they look at.
 */
import { Changes } from './changes.ts';
import { type Connected, type ConnectedPart, connected, isSame } from './connected.ts';
import { compareSpans, contains } from './document.ts';
import type { CodeUnit, Evidence, PolicyStatement, Resource, SourceFact } from './resource.ts';
import type { Finding, Severity } from './finding.ts';
import { type GraphPart, emptyPart, ResourceGraph } from './graph.ts';
import { perName } from './memo.ts';
import { Reads, reading } from './reads.ts';
import type { Requirement, RuleOptions } from './requirement.ts';
import { type Edit, type Moved, carrierOf, originOf } from './settled.ts';
import { type Profile, RULE_SETS, type Rule, type RuleContext, type Signal, familyOf } from './rule.ts';

export interface RuleSettings {
  /** Which profiles are on. */
  readonly profiles: readonly Profile[];
  /** Severity by rule id or family (`iam/*`), `off` to switch off; the more exact one wins. */
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
  /** Options of rules that are not their defaults. */
  readonly options?: RuleOptions;
}

export const defaultSettings: RuleSettings = { profiles: RULE_SETS.recommended, severities: {} };

/** The severity at which a rule reports under these settings; `off` when it does not. */
export function severityOf(rule: Rule, settings: RuleSettings): Severity | 'off' {
  const family = `${rule.id.slice(0, rule.id.indexOf('/'))}/*`;
  const configured = settings.severities[rule.id] ?? settings.severities[family];
  if (configured) return configured;
  return settings.profiles.includes(rule.profile) ? rule.severity : 'off';
}

/** The option of a rule that holds under these settings. */
export function optionOf(rule: Rule, name: string, options: RuleOptions | undefined): number {
  const value = options?.[rule.id]?.[name] ?? rule.options?.[name]?.default;
  if (value === undefined) throw new Error(`${rule.id} has no option ${name}`);
  return value;
}

/** A check that failed, by its rule, or anything else that was being done, in words; the others go on. */
export interface RuleFailure {
  readonly rule: string;
  readonly error: unknown;
}

/** What a check said, with the rule whose check it was. */
interface Raised {
  readonly rule: Rule;
  readonly signal: Signal;
  /** The finding that was made of it last, with what else it was made from. */
  made: { readonly severity: Severity; readonly others: number; readonly finding: Finding } | null;
}

/** What a rule of relations said of a graph, and what it read for that; without what it read where it failed. */
interface Answer {
  readonly raised: readonly Raised[];
  readonly reads: Reads | null;
}

/** What the rules of relations said of a graph, or of a part of one, in their order; undefined of those that are off. */
interface Said {
  readonly key: string;
  readonly lists: GraphPart;
  readonly answers: readonly (Answer | undefined)[];
}

/** What was said of a connected part. */
interface PartSaid {
  readonly part: ConnectedPart;
  /** The settings under which it was said. */
  readonly key: string;
  readonly findings: readonly Finding[];
  readonly relations: Said | undefined;
  /** What local checks say, which depends on less than all settings. */
  readonly localKey: string;
  readonly local: Local;
}

/** What local checks said, by subject. */
type Local = ReadonlyMap<object, readonly Raised[]>;

/** What was said of a graph. */
interface GraphSaid {
  readonly connected: Connected;
  /** In the order of the connected parts. */
  readonly parts: readonly PartSaid[];
  readonly whole: Said;
}

/** A run that has begun. */
interface Begun {
  readonly graph: ResourceGraph;
  readonly connected: Connected;
  /** What was said before, where all went by the same names as now: only then can that be compared. */
  readonly before: GraphSaid | undefined;
  readonly edit: Edit | null;
  /** What is known of each connected part: now, or else before the edit. */
  readonly said: (PartSaid | undefined)[];
  /** What was said of parts that are no more, if there are any. */
  readonly lost: Pick<PartSaid, 'localKey' | 'local'> | undefined;
}

/**
 * What was said of one project, for the next run. It is held by the project alone: what lies in long-lived maps with objects as
 * their keys outlives each edit, since the garbage collector looks into them only when it looks at everything.
 */
export class Memory {
  begun: Begun | undefined;
  /** What was said last of the project or of any copy of it: a fix is proven on one copy, and then made in another. */
  readonly family: { last: GraphSaid | undefined };
  readonly #origin: Memory | null;
  #last: GraphSaid | undefined;

  constructor(origin: Memory | null = null) {
    this.#origin = origin;
    this.family = origin?.family ?? { last: undefined };
  }

  /** What was said last; of a copy of which nothing was said yet, what is said last of the project that it was made from. */
  get last(): GraphSaid | undefined {
    return this.#last ?? this.#origin?.last;
  }

  set last(said: GraphSaid | undefined) {
    this.#last = said;
    this.family.last = said;
  }
}

const NOTHING: readonly never[] = [];
const NOBODY: Local = new Map();

interface Turn {
  /** The same for as long as all that the project and the user set is the same. */
  readonly key: string;
  /** The same for as long as local checks say the same. */
  readonly localKey: string;
  contextOf(rule: Rule): RuleContext;
  readonly severities: ReadonlyMap<Rule, Severity | 'off'>;
}

export class Engine {
  readonly rules: readonly Rule[];
  readonly #byId: Map<string, Rule>;
  /** The rules that look at resources of a type: those for it alone come first. */
  readonly #ofType: (type: string) => readonly Rule[];
  readonly #ofStatements: readonly Rule[];
  readonly #ofCode: readonly Rule[];
  readonly #ofSource: readonly Rule[];
  readonly #ofRelations: Readonly<Record<'checkConnected' | 'checkGraph', readonly Rule[]>>;
  /** What objects of this run were before an edit: that is told once. */
  #origins = new Map<object, Moved | undefined>();
  #last: Turn | undefined;
  /** Called when a check throws, which is a bug of ours and never the user's problem. */
  onFailure: (failure: RuleFailure) => void = () => {};
  /** Milliseconds from any start; with one, `onTimed` hears of each run what its rules took. */
  clock: (() => number) | null = null;
  /** Called after a run that was timed, with the milliseconds of each rule that was asked. */
  onTimed: (spent: ReadonlyMap<string, number>) => void = () => {};
  #spent = new Map<string, number>();

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    this.#byId = new Map(rules.map(r => [r.id, r]));
    this.#ofStatements = rules.filter(r => r.checkStatement);
    this.#ofCode = rules.filter(r => r.checkCode);
    this.#ofSource = rules.filter(r => r.checkSource);
    this.#ofRelations = {
      checkConnected: rules.filter(r => r.checkConnected),
      checkGraph: rules.filter(r => r.checkGraph),
    };
    const ofResources = rules.filter(r => r.checkResource);
    const ofAny = ofResources.filter(r => r.types?.includes('*') ?? true);
    this.#ofType = perName(type => [...ofResources.filter(r => r.types?.includes(type)), ...ofAny]);
  }

  rule(id: string): Rule | undefined {
    return this.#byId.get(id);
  }

  /**
   * All findings of a graph, sorted by place, one per rule, place and message: a construct that is made several times
   * (one stack per stage, a turn of a loop) is still one line of source with one cause. Suppressions are the workspace's
   * business.
   * @param memory What was said of the project before; it then has what is said now.
   */
  run(
    graph: ResourceGraph,
    settings: RuleSettings,
    today: string,
    edit: Edit | null = null,
    memory: Memory = new Memory(),
  ): Finding[] {
    const turn = this.#turn(settings, today);
    const begun = begin(graph, edit, memory);
    const { connected, before, edit: since } = begun;
    const findings: Finding[] = [];
    const parts = connected.parts.map((part, i) => this.#ofPart(part, begun.said[i], begun, turn));
    for (const part of parts) for (const finding of part.findings) findings.push(finding);
    const whole = this.#relations('checkGraph', graph, graph, before?.whole, turn, since);
    for (const finding of this.#findings(raisedIn(whole), turn)) findings.push(finding);
    memory.last = { connected, parts, whole };
    memory.begun = undefined;
    this.#origins = new Map();
    if (this.clock) this.onTimed(this.#spent);
    this.#spent = new Map();
    findings.sort(byPlace);
    const once = withoutOutranked(this.#withoutEchoes(findings));
    // Two findings of one rule in one resource with the same subject get an ordinal, so that keys are unique in a document.
    // Those of a document stand together.
    let uri = '';
    const keys = new Set<string>();
    const again = new Map<string, number>();
    return once.map(f => {
      if (f.span.uri !== uri) {
        uri = f.span.uri;
        keys.clear();
        again.clear();
      }
      const known = keys.size;
      if (keys.add(f.key).size > known) return f;
      const count = (again.get(f.key) ?? 1) + 1;
      again.set(f.key, count);
      return { ...f, key: `${f.key}-${count}` };
    });
  }

  /** Does most of the work of a run of the same ahead of it, in pieces: who may not hold others up comes back in between. */
  *ahead(
    graph: ResourceGraph,
    settings: RuleSettings,
    today: string,
    edit: Edit | null,
    memory: Memory,
  ): Generator<void> {
    const begun = begin(graph, edit, memory);
    memory.begun = begun;
    for (const [i, part] of begun.connected.parts.entries()) {
      begun.said[i] = this.#ofPart(part, begun.said[i], begun, this.#turn(settings, today));
      this.#origins = new Map();
      yield;
    }
  }

  /** What holds in all checks of a run: the same object as before under the same settings. */
  #turn(settings: RuleSettings, today: string): Turn {
    // Some checks compare dates: what was said yesterday may be wrong today.
    const localKey = JSON.stringify([today, settings.options ?? {}]);
    const key = JSON.stringify([localKey, settings.profiles, settings.severities]);
    if (this.#last?.key === key) return this.#last;
    const contexts = new Map<Rule, RuleContext>(
      this.rules.map(rule => [rule, { today, option: name => optionOf(rule, name, settings.options) }]),
    );
    this.#last = {
      key,
      localKey,
      contextOf: rule => contexts.get(rule) as RuleContext,
      severities: new Map(this.rules.map(rule => [rule, severityOf(rule, settings)])),
    };
    return this.#last;
  }

  /**
   * What is said of a connected part, which is what was said of it before for as long as it is the same.
   * @param known What is known of it, or of what it was before an edit.
   */
  #ofPart(part: ConnectedPart, known: PartSaid | undefined, { lost, edit }: Begun, turn: Turn): PartSaid {
    const { key, localKey } = turn;
    if (known?.part === part && known.key === key) return known;
    if (!anchorOf(part)) return { part, key, findings: NOTHING, relations: undefined, localKey, local: NOBODY };
    const then = known ?? lost;
    const before = then?.localKey === localKey ? then.local : NOBODY;
    const local = new Map<object, readonly Raised[]>();
    const signals: Raised[] = [];
    const { contextOf } = turn;
    const lists = { ...emptyPart, ...part };
    const graph = new ResourceGraph([lists]);
    const keep = <S extends object>(
      subject: S,
      rules: readonly Rule[],
      check: (rule: Rule, subject: S) => Iterable<Signal> | undefined,
      resource: (subject: S) => Resource | undefined = () => undefined,
    ) => {
      const said =
        before.get(subject) ??
        this.#carried(subject, before, resource) ??
        this.#asked(subject, rules, check, resource(subject));
      local.set(subject, said);
      for (const raised of said) signals.push(raised);
    };
    const checkResource = (rule: Rule, r: Resource) => rule.checkResource?.(r, contextOf(rule));
    const itself = (r: Resource) => r;
    // What nobody but the CDK can change is for nobody to hear of.
    for (const resource of part.resources)
      if (resource.owner.kind !== 'internal') keep(resource, this.#ofType(resource.type), checkResource, itself);
    // A statement stays the same object for as long as the resource does that it is written in, so keeping both together is sound.
    const ownerOf = ({ owner }: PolicyStatement) => (owner === null ? undefined : graph.resource(owner));
    const checkStatement = (rule: Rule, s: PolicyStatement) => rule.checkStatement?.(s, contextOf(rule));
    for (const statement of part.statements) keep(statement, this.#ofStatements, checkStatement, ownerOf);
    const checkCode = (rule: Rule, u: CodeUnit) => rule.checkCode?.(u, contextOf(rule));
    for (const unit of part.code) keep(unit, this.#ofCode, checkCode);
    const checkSource = (rule: Rule, f: SourceFact) => rule.checkSource?.(f, contextOf(rule));
    for (const fact of part.source) keep(fact, this.#ofSource, checkSource);
    const relations = this.#relations('checkConnected', lists, graph, known?.relations, turn, edit);
    for (const raised of raisedIn(relations)) signals.push(raised);
    const findings = this.#findings(signals, turn).sort(byPlace);
    return { part, key, findings, relations, localKey, local };
  }

  /** What local checks say of a subject, which is this resource or part of it, if it is of any. */
  #asked<S>(
    subject: S,
    rules: readonly Rule[],
    check: (rule: Rule, subject: S) => Iterable<Signal> | undefined,
    resource: Resource | undefined,
  ): readonly Raised[] {
    const raised: Raised[] = [];
    // Many rules are asked, and nothing is made for each of them.
    const ask = (rule: Rule) => check(rule, subject);
    const hear = (rule: Rule, signal: Signal) => {
      raised.push(raise(rule, signal.resource || !resource ? signal : { ...signal, resource }));
    };
    for (const rule of rules) this.#ask(rule, ask, hear);
    return raised;
  }

  /** What a subject of this run was before the edit that moved it. */
  #originOf(subject: object): Moved | undefined {
    const known = this.#origins.get(subject);
    if (known) return known;
    const origin = originOf(subject);
    if (origin) this.#origins.set(subject, origin);
    return origin;
  }

  /** What local checks said of a subject before an edit that moved it, moved; undefined where they have to be asked. */
  #carried<S extends object>(
    subject: S,
    before: Local,
    resource: (subject: S) => Resource | undefined,
  ): readonly Raised[] | undefined {
    const origin = this.#originOf(subject);
    const said = origin && before.get(origin.before);
    if (!origin || !said || said.length === 0) return said;
    const carrier = carrierOf(origin, subject);
    const now: Raised[] = [];
    for (const raised of said) {
      const { resource: about, ...rest } = raised.signal;
      const carried = carrier.carried(rest);
      if (!carried) return undefined;
      now.push(moved(raised, about ? { ...carried, resource: resource(subject) } : carried));
    }
    return now;
  }

  /**
   * What the rules that look at relations say of a graph. Those that read nothing of what changed are not asked again: who had
   * nothing to say still has not, and what others said stands if all that they read is the same objects.
   */
  #relations(
    check: 'checkConnected' | 'checkGraph',
    lists: GraphPart,
    graph: ResourceGraph,
    earlier: Said | undefined,
    turn: Turn,
    edit: Edit | null,
  ): Said {
    const before = earlier?.key === turn.key ? earlier : undefined;
    const changes = before && new Changes(before.lists, lists, subject => this.#originOf(subject), edit);
    const answers = this.#ofRelations[check].map((rule, i) => {
      if (turn.severities.get(rule) === 'off') return undefined;
      const known = before?.answers[i];
      if (changes && known?.reads?.isSame(changes, rule.looksAt)) {
        const { raised, reads } = known;
        if (raised.length === 0 || reads.isKept(changes)) return known;
        const moved = !rule.looksAt || reads.isSame(changes, undefined) ? this.#moved(raised, changes) : null;
        if (moved) return { raised: moved, reads };
      }
      return this.#answer(rule, check, graph, known?.reads ?? new Reads(), turn);
    });
    return { key: turn.key, lists, answers };
  }

  /** What was said of what an edit has moved, at most; null where it has to be asked again. */
  #moved(said: readonly Raised[], changes: Changes): readonly Raised[] | null {
    const all: Raised[] = [];
    for (const raised of said) {
      const now = changes.carried(raised.signal);
      if (!now) return null;
      all.push(moved(raised, now));
    }
    return all;
  }

  /** @param reads What the rule read of the graph before the edit: it is taken to read that again. */
  #answer(rule: Rule, check: 'checkConnected' | 'checkGraph', graph: ResourceGraph, reads: Reads, turn: Turn): Answer {
    const raised: Raised[] = [];
    const isDone = reading(reads, () =>
      this.#ask(
        rule,
        () => rule[check]?.({ ...turn.contextOf(rule), graph }),
        (_, signal) => {
          if (signal.resource?.owner.kind !== 'internal') raised.push(raise(rule, signal));
        },
      ),
    );
    return { raised: raised.length > 0 ? raised : NOTHING, reads: isDone ? reads : null };
  }

  /** One finding per rule, place and message. */
  #findings(signals: readonly Raised[], { severities }: Turn): Finding[] {
    const found: Told[] = [];
    const places = new Map<Rule, Map<number, Told[]>>();
    for (const raised of signals) {
      const { rule, signal } = raised;
      const severity = severities.get(rule) ?? 'off';
      if (severity === 'off') continue;
      const ofRule = places.get(rule) ?? new Map<number, Told[]>();
      places.set(rule, ofRule);
      const there = ofRule.get(signal.at.start);
      const alike = there?.find(told => saysTheSame(told.raised.signal, signal));
      if (alike) {
        alike.names ??= new Set([nameIn(alike.raised.signal)]);
        alike.names.add(nameIn(signal));
        continue;
      }
      const own = severity === rule.severity ? ownSeverity(signal, severity) : severity;
      const told = { raised, severity: own, names: null };
      if (there) there.push(told);
      else ofRule.set(signal.at.start, [told]);
      found.push(told);
    }
    return found.map(told => findingOf(told.raised, told.severity, (told.names?.size ?? 1) - 1));
  }

  /** Findings of a rule that somebody else has checked: what the workspace alone can know. */
  report(id: string, signals: readonly Signal[], settings: RuleSettings): Finding[] {
    const rule = this.rule(id);
    const severity = rule ? severityOf(rule, settings) : 'off';
    return rule && severity !== 'off' ? signals.map(signal => finding(rule, signal, severity)) : [];
  }

  /**
   * One cause, one finding: what running the app, or another tool, says of a piece of code is left out where a rule says
   * the same of it.
   */
  #withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
    const isOfSynth = (f: Finding) => f.rule.startsWith('synth/');
    if (!findings.some(isOfSynth)) return findings;
    const own = findings.filter(f => !isOfSynth(f));
    return findings.filter(f => {
      const { peer } = f.signal;
      const isDeprecation = f.tags.includes('deprecated');
      if (!isOfSynth(f) || (peer === undefined && !isDeprecation)) return true;
      return !own.some(o => {
        if (!contains(o.span, f.span) && !contains(f.span, o.span)) return false;
        if (isDeprecation && o.tags.includes('deprecated')) return true;
        return peer !== undefined && this.rule(o.rule)?.docs.peers?.some(p => p.split(' ').includes(peer)) === true;
      });
    });
  }

  /** Hears what a check says. One that fails is heard up to there, and false is given back. */
  #ask(
    rule: Rule,
    check: (rule: Rule) => Iterable<Signal> | undefined,
    hear: (rule: Rule, signal: Signal) => void,
  ): boolean {
    const began = this.clock?.();
    let isDone = true;
    try {
      for (const signal of check(rule) ?? NOTHING) hear(rule, signal);
    } catch (error) {
      isDone = false;
      this.onFailure({ rule: rule.id, error });
    }
    if (this.clock && began !== undefined)
      this.#spent.set(rule.id, (this.#spent.get(rule.id) ?? 0) + this.clock() - began);
    return isDone;
  }
}

/** What is told once, with the names of all the resources that it is told of; null where that is one. */
interface Told {
  readonly raised: Raised;
  readonly severity: Severity;
  names: Set<string> | null;
}

/** Begins a run, or goes on with it. */
function begin(graph: ResourceGraph, edit: Edit | null, memory: Memory): Begun {
  if (memory.begun?.graph === graph) return memory.begun;
  const { last } = memory.family;
  const before = last && last !== memory.last && isOf(last, graph) ? last : memory.last;
  const then = before?.connected;
  const now = connected(graph, then);
  const begun = { graph, connected: now, edit: edit?.of === then?.graph ? edit : null };
  if (before && then?.places === now.places) return { ...begun, before, said: [...before.parts], lost: undefined };
  const known = new Map(before?.parts.map(said => [anchorOf(said.part), said]));
  const said = now.parts.map(part => {
    const anchor = anchorOf(part);
    const same = known.get(anchor);
    if (!same || !isSame(same.part, part)) return undefined;
    known.delete(anchor);
    return { ...same, part };
  });
  const [first, ...others] = known.values();
  const lost = first && others.length > 0 ? { ...first, local: joined([first, ...others]) } : first;
  return { ...begun, before: undefined, said, lost };
}

/** Whether something was said of just these resources, though perhaps of others of what else there is. */
function isOf({ connected }: GraphSaid, { resources }: ResourceGraph): boolean {
  const those = connected.graph.resources;
  return those.length === resources.length && resources.every((resource, i) => resource === those[i]);
}

/** Something that is in one connected part alone, if it has anything that rules look at. */
function anchorOf(part: ConnectedPart): object | undefined {
  return part.resources[0] ?? part.code[0] ?? part.source[0] ?? part.statements[0] ?? part.stacks[0];
}

function joined(parts: readonly PartSaid[]): Local {
  return new Map(parts.flatMap(({ local }) => [...local]));
}

function raise(rule: Rule, signal: Signal): Raised {
  return { rule, signal, made: null };
}

/** What was said, of what is now at another place. A finding of what was moved says what it said. */
function moved({ rule, made }: Raised, signal: Signal): Raised {
  if (!made) return raise(rule, signal);
  const { at, related = [] } = signal;
  const finding = { ...made.finding, span: at, related: [...related, ...asking(signal)], signal };
  return { rule, signal, made: { ...made, finding } };
}

function findingOf(raised: Raised, severity: Severity, others: number): Finding {
  const { rule, signal } = raised;
  if (raised.made?.severity !== severity || raised.made.others !== others)
    raised.made = { severity, others, finding: finding(rule, signal, severity, others) };
  return raised.made.finding;
}

/** Whether two signals of one rule, which begin at one offset, are one finding. */
function saysTheSame(a: Signal, b: Signal): boolean {
  if (a.at.uri !== b.at.uri || a.at.end !== b.at.end || a.message !== b.message) return false;
  // Several requirements may be broken at one place, each in its own way; and what is not about a resource of ours
  // (a statement, what other validators say) has but one place to be said.
  if (a.requirement || b.requirement)
    return a.requirement?.id === b.requirement?.id && (a.subject ?? '') === (b.subject ?? '');
  if (a.resource || b.resource) return a.resource !== undefined && b.resource !== undefined;
  return JSON.stringify(a.params ?? null) === JSON.stringify(b.params ?? null);
}

function nameIn({ resource }: Signal): string {
  return resource?.called ?? resource?.logicalId ?? '';
}

function byPlace(a: Finding, b: Finding): number {
  return compareSpans(a.span, b.span) || (a.rule < b.rule ? -1 : 1);
}

/** Everything that was said, in the order of the rules. */
function raisedIn({ answers }: Said): Raised[] {
  const all: Raised[] = [];
  for (const answer of answers) if (answer) for (const raised of answer.raised) all.push(raised);
  return all;
}

/** One cause, one finding: what a requirement says of a resource goes before what a rule says of all resources. */
function withoutOutranked(findings: readonly Finding[]): readonly Finding[] {
  const outranked = new Set<string>();
  for (const { signal, resource } of findings)
    for (const rule of signal.outranks ?? []) outranked.add(`${rule}|${resource?.id ?? ''}`);
  return outranked.size === 0 ? findings : findings.filter(f => !outranked.has(`${f.rule}|${f.resource?.id ?? ''}`));
}

/** The severity of a signal whose rule is at its own: what the requirement says, else what the check says. */
function ownSeverity(signal: Signal, severity: Severity): Severity {
  return signal.requirement?.severity ?? signal.severity ?? severity;
}

/** The way from a finding to the statement that asks for it, and why that does. */
function asking({ requirement, at }: Signal): Finding['related'] {
  if (!requirement || (requirement.span.uri === at.uri && requirement.span.start === at.start)) return [];
  const { span, name, why } = requirement;
  return [{ span, message: why === null ? name : `${name}: ${why}` }];
}

/** A requirement as findings cite it: where it comes from, else where it is written. */
function cited({ source, span, line, text }: Requirement): Finding['requirement'] {
  return source
    ? { uri: source.uri, line: source.line, quote: source.quote ?? text }
    : { uri: span.uri, line, quote: text };
}

/** @param others How many resources of other names it is about, too, which the same line makes. */
function finding(rule: Rule, signal: Signal, severity: Severity, others = 0): Finding {
  const { resource } = signal;
  const evidence: Evidence = resource?.evidence ?? (familyOf(rule.id) === 'synth' ? 'synth' : 'source');
  return {
    rule: rule.id,
    severity,
    message: worded(rule.messages[signal.message] ?? signal.message, named(signal, others)),
    span: signal.at,
    related: [...(signal.related ?? []), ...asking(signal)],
    resource: resource
      ? { id: resource.id, type: resource.type, logicalId: resource.logicalId, path: resource.path }
      : null,
    requirement: signal.requirement ? cited(signal.requirement) : null,
    evidence,
    tags: signal.tags ?? [],
    fixable: rule.fix !== undefined,
    key: `${rule.id}:${hash([fileName(signal.at.uri), resource?.path ?? resource?.logicalId ?? '', signal.message, signal.subject ?? ''].join('\n'))}`,
    signal,
  };
}

/** The parameters of a message with the resource called as people know it: `daily-key (and 3 more)`. */
function named({ params = {}, resource }: Signal, others: number): Readonly<Record<string, string | number>> {
  if (resource?.called === undefined) return params;
  const name = `${resource.called}${others > 0 ? ` (and ${others} more)` : ''}`;
  return Object.fromEntries(Object.entries(params).map(([k, v]) => [k, v === resource.logicalId ? name : v]));
}

/** The texts of a message, and between each two of them a name. */
const partsOf = perName(template => template.split(/\{(\w+)\}/));

/** Fills `{name}` in. */
export function worded(template: string, params: Readonly<Record<string, string | number>>): string {
  return partsOf(template)
    .map((part, i) => (i % 2 === 0 ? part : part in params ? String(params[part]) : `{${part}}`))
    .join('');
}

/** Keys must survive a checkout elsewhere and a move to another folder, so only the last segment of the path counts. */
export function fileName(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

/** FNV-1a, 2 × 32 bits, in hex: keys need no secrecy, only to differ. http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}
