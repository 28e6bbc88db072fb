/**
 * Which findings somebody has silenced: by a comment, by an entry in metadata or in `plumbline.yaml`, or by telling another
 * tool so; and which of those ignores are past their day, silence nothing, or can't be understood.
 */
import type { DocumentFacts, Suppression } from './facts.ts';
import type { Finding } from './finding.ts';
import type { ResourceGraph } from './graph.ts';
import { isPeer, peerSilences } from './peers.ts';
import { type Ignore, ignoring } from './requirement.ts';
import type { Rule, Signal } from './rule.ts';
import { covers, silences, suppressionsAt } from './suppressions.ts';
import { at } from './value.ts';

/** A finding that is silenced, for the report. */
export interface Suppressed {
  readonly finding: Finding;
  readonly by: Suppression;
}

/** What silencing asks of the project. */
export interface Silenceable {
  readonly facts: ReadonlyMap<string, DocumentFacts>;
  readonly graph: ResourceGraph;
  readonly today: string;
  /** The facts of any document that is known; undefined for files that nobody asked about. */
  factsOf(uri: string): DocumentFacts | null | undefined;
  rule(id: string): Rule | undefined;
  /** The rules that are on and that an id or a family means. */
  running(id: string): readonly Rule[];
  /** Whether an ignore holds in other projects too. */
  reachesOthers(ignore: Ignore): boolean;
  /** What the project says by reading alone, where something else than reading is heard; null where nothing is. */
  readonly byReading: (() => readonly Finding[]) | null;
}

export interface Silenced {
  readonly shown: Finding[];
  readonly suppressed: Suppressed[];
  /** What is to be said of ignores, by the rule that says it. */
  readonly remarks: ReadonlyMap<string, readonly Signal[]>;
}

/** The rules that speak of ignores; their findings are about housekeeping, and nothing that a fix could raise. */
export const IGNORE_RULES = {
  unused: 'requirements/unused-ignore',
  expired: 'requirements/expired-ignore',
  unreasoned: 'requirements/unreasoned-ignore',
} as const;

/** Whether a finding is about an ignore. */
export function isOfIgnore({ rule }: Finding): boolean {
  return Object.values<string>(IGNORE_RULES).includes(rule);
}

/** Takes the silenced findings out, each with the first thing that silences it. */
export function silence(all: readonly Finding[], project: Silenceable): Silenced {
  const used = new Set<Suppression | Ignore>();
  const suppressed: Suppressed[] = [];
  // The findings of a document stand together.
  let uri = '';
  let facts = project.factsOf(uri);
  const shown = all.filter(finding => {
    if (finding.span.uri !== uri) {
      uri = finding.span.uri;
      facts = project.factsOf(uri);
    }
    // A witness speaks of files, too, that nobody asked about.
    if (facts === undefined) return false;
    // All that would silence it are of use, though one would do.
    const by = silencersOf(finding, facts?.suppressions ?? [], project);
    for (const { source } of by) used.add(source);
    if (by[0]) suppressed.push({ finding, by: by[0].suppression });
    return by.length === 0;
  });
  return { shown, suppressed, remarks: remarksOn(project, used) };
}

interface Silencer {
  readonly source: Suppression | Ignore;
  readonly suppression: Suppression;
}

const NOTHING: readonly never[] = [];

/** All that silences a finding: comments and metadata, then what other tools were told, then `plumbline.yaml`. */
export function whatSilences(finding: Finding, project: Silencing & Pick<Silenceable, 'factsOf'>): readonly Silencer[] {
  return silencersOf(finding, project.factsOf(finding.span.uri)?.suppressions ?? [], project);
}

type Silencing = Pick<Silenceable, 'graph' | 'rule' | 'today'>;

function silencersOf(finding: Finding, suppressions: readonly Suppression[], project: Silencing): readonly Silencer[] {
  const { ignores: ignored } = project.graph.settings;
  const { resource } = finding.signal;
  const asked = resource ? peerSilences(at(resource.attributes, 'Metadata')) : NOTHING;
  // Asked of each finding after each edit, and of almost all of them the answer is this.
  if (suppressions.length === 0 && ignored.length === 0 && asked.length === 0) return NOTHING;
  const rule = project.rule(finding.rule);
  const silence = rule && asked.find(({ id }) => isPeer(rule, id));
  const peer: Suppression | undefined = silence && { ...silence, rules: [], covers: finding.span };
  const found: Silencer[] = [];
  for (const s of suppressionsAt(suppressions, finding.span))
    if (counts(s, project.today) && silences(s, finding.rule, rule)) found.push({ source: s, suppression: s });
  if (peer) found.push({ source: peer, suppression: peer });
  for (const ignore of ignoring(ignored, finding))
    if (counts(ignore, project.today)) found.push({ source: ignore, suppression: { ...ignore, covers: finding.span } });
  return found;
}

/** Whether an ignore is understood and not past its day. */
function counts({ expires, problem }: Pick<Suppression, 'expires' | 'problem'>, today: string): boolean {
  return !problem && (!expires || expires >= today);
}

function remarksOn(project: Silenceable, used: ReadonlySet<Suppression | Ignore>): Map<string, Signal[]> {
  const { today, graph } = project;
  const remarks = new Map<string, Signal[]>(Object.values(IGNORE_RULES).map(id => [id, []]));
  const say = (rule: string, message: string, ignore: Suppression | Ignore, params: Signal['params'] = {}) =>
    remarks.get(rule)?.push({
      message,
      at: ignore.span,
      params,
      subject: [...ignore.rules, ...('paths' in ignore ? [...ignore.paths, ...ignore.resources] : [])].join(),
    });
  const idle: Suppression[] = [];
  for (const facts of project.facts.values())
    for (const s of facts.suppressions) {
      if (s.peers) continue;
      const unknown = s.rules.find(id => !id.endsWith('/*') && !id.startsWith('syntax/') && !project.rule(id));
      if (s.problem) say(IGNORE_RULES.unused, 'malformed', s, { problem: s.problem });
      else if (!counts(s, today)) say(IGNORE_RULES.expired, 'expired', s, { day: s.expires ?? '' });
      else if (unknown !== undefined && !used.has(s)) say(IGNORE_RULES.unused, 'unknown', s, { rule: unknown });
      // In half-typed text findings are missing that will be there again.
      else if (!used.has(s) && facts.problems.length === 0 && isJudged(s, facts.uri, project)) idle.push(s);
      if (!s.problem && s.reason === '') say(IGNORE_RULES.unreasoned, 'unreasoned', s);
    }
  // What only reading says is silenced where only reading is done, as a check without `--trust` does.
  const read = idle.length > 0 ? (project.byReading?.() ?? []) : [];
  const isOfUse = (s: Suppression) =>
    read.some(f => covers(s.covers, f.span) && silences(s, f.rule, project.rule(f.rule)));
  for (const s of idle) if (!isOfUse(s)) say(IGNORE_RULES.unused, 'unused', s);
  for (const ignore of graph.settings.ignores) {
    if (!project.facts.has(ignore.span.uri)) continue;
    if (!counts(ignore, today)) say(IGNORE_RULES.expired, 'expired', ignore, { day: ignore.expires ?? '' });
    // One whose rules are all off, or not ours, can't be told to be of no use; nor one that holds in other projects.
    else if (
      !used.has(ignore) &&
      !project.reachesOthers(ignore) &&
      (ignore.rules.length === 0 || ignore.rules.some(id => project.running(id).length > 0))
    )
      say(IGNORE_RULES.unused, 'unused', ignore);
  }
  return remarks;
}

const SCRIPT = /\.(?:[cm]?[jt]sx?|py)$/i;

/**
 * Whether all was seen that an ignore could be for. Of code, reading sees a part; the rest shows when the app is run, and
 * until then only what rules say of single lines is certain to be complete.
 */
function isJudged({ rules }: Suppression, uri: string, project: Silenceable): boolean {
  const seenByRunning = !SCRIPT.test(uri) || project.byReading !== null;
  if (rules.length === 0) return seenByRunning;
  const running = rules.flatMap(id => project.running(id));
  return running.length > 0 && (seenByRunning || running.every(isOfLines));
}

function isOfLines({ checkResource, checkStatement, checkConnected, checkGraph }: Rule): boolean {
  return !checkResource && !checkStatement && !checkConnected && !checkGraph;
}
