/** The report: everything that a check found, as one plain value. Renderers turn it into text, tables, a page or SARIF. */
import { LineIndex, type Position, type SourceSpan } from '../core/document.ts';
import { type Finding, type Safety, SEVERITIES, type Severity, type TextEdit } from '../core/finding.ts';
import { type RequirementState, stateInWords } from '../core/requirementState.ts';
import type { Evidence } from '../core/resource.ts';
import { type Rule, familyOf } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { type Baseline, type BaselineEntry, compareWithBaseline } from './baseline.ts';
import { type Effort, type EffortLevel, effortOf } from './effort.ts';

/** Zero-based, end exclusive, columns in UTF-16 code units: as in LSP. */
export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** A place in a file. `file` is relative to the root of the report with `/` between segments, for people. */
export interface Place {
  readonly file: string;
  readonly uri: string;
  readonly range: Range;
}

export interface ReportFix {
  readonly title: string;
  readonly safety: Safety;
  /** What it would write, for formats that carry it. */
  readonly changes: readonly { readonly uri: string; readonly range: Range; readonly text: string }[];
}

export interface ReportFinding extends Place {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly resource: { readonly type: string; readonly logicalId: string; readonly path: string | null } | null;
  /** The name of the stack or template that the resource belongs to, or null. */
  readonly stack: string | null;
  readonly evidence: Evidence;
  /** `name` is that of the statement in plumbline.yaml; the rest is where it comes from, and its words. */
  readonly requirement: {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly quote: string;
  } | null;
  /** Whether the deployment fails with it, or the app can't even be synthesized. */
  readonly blocks: boolean;
  readonly effort: Effort;
  /** Whether an earlier report did not have it; null where there is none to compare with. */
  readonly isNew: boolean | null;
  readonly fix: ReportFix | null;
  readonly key: string;
  readonly related: readonly (Place & { readonly message: string })[];
  /** The line of source on which it starts, without its line end; cut where it is very long. */
  readonly excerpt: string;
}

/** A finding that is silenced. */
export interface ReportIgnored {
  readonly finding: ReportFinding;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string | null;
  /** The last day on which it counts, an ISO date. */
  readonly expires: string | null;
  /** Where that is said. */
  readonly at: Place;
}

/** A statement of plumbline.yaml, and how things stand with it. */
export interface ReportRequirement extends Place {
  /** The path of its keys. */
  readonly name: string;
  /** The first of its keys: what a score is kept for. */
  readonly category: string;
  readonly state: RequirementState['state'];
  /** The state in a few words. */
  readonly standing: string;
  /** Why there is nothing to check, or it can't be told whether it is met, or of what it can't; null where it can. */
  readonly reason: string | null;
  readonly violations: number;
  /** The keys of the findings that violate it. */
  readonly findings: readonly string[];
  /** How many violations are ignored. */
  readonly ignored: number;
  readonly why: string | null;
  /** Where it comes from, and its words; the line of plumbline.yaml where no document is named. */
  readonly source: { readonly file: string; readonly line: number; readonly quote: string };
}

/** How many requirements are in each state. */
export type States = Readonly<Record<RequirementState['state'], number>>;

export interface Summary {
  /** One sentence that says how things stand. */
  readonly verdict: string;
  /** Files that hold something of ours. */
  readonly files: number;
  readonly resources: number;
  readonly total: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byRule: Readonly<Record<string, number>>;
  readonly byFamily: Readonly<Record<string, number>>;
  readonly byFile: Readonly<Record<string, number>>;
  readonly byStack: Readonly<Record<string, number>>;
  readonly suppressed: number;
  readonly requirements: States;
  /** The same by category, in the order of plumbline.yaml. */
  readonly categories: readonly (States & { readonly category: string })[];
  /** Findings with which the deployment fails. */
  readonly blockers: number;
  readonly byEffort: Readonly<Record<EffortLevel, number>>;
}

/** What is otherwise than in an earlier report. */
export interface Change {
  /** What it is compared with, for people: a date, a file, a revision. */
  readonly since: string;
  readonly new: number;
  readonly unchanged: number;
  readonly gone: readonly BaselineEntry[];
}

export interface NotAnalysed {
  readonly file: string;
  readonly uri: string;
  /** Null when it is the whole file. */
  readonly range: Range | null;
  readonly reason: string;
}

/** Milliseconds by phase. */
export type Timings = Readonly<Record<string, number>>;

export interface Report {
  readonly version: string;
  /** The ISO date on which dated rules looked at things. */
  readonly today: string;
  /** The folder that file names are relative to; null when they are whole URIs. */
  readonly root: string | null;
  readonly findings: readonly ReportFinding[];
  /** Findings that were there before and are accepted for that; they count for nothing. */
  readonly accepted: readonly ReportFinding[];
  /** What people call those: `in the baseline`. */
  readonly acceptedAs: string;
  readonly suppressed: readonly ReportIgnored[];
  readonly notAnalysed: readonly NotAnalysed[];
  /** The violated ones first, then those that can't be checked; those with nothing to check at the end. */
  readonly requirements: readonly ReportRequirement[];
  readonly summary: Summary;
  readonly change: Change | null;
  readonly timings: Timings;
  /** The rules that ran, for help texts. */
  readonly rules: readonly Rule[];
}

export interface ReportOptions {
  /** The URI of the folder that file names shall be relative to. */
  readonly root?: string;
  readonly version: string;
  readonly today: string;
  readonly timings?: Timings;
  /** The first fix that would be offered for a finding, or null; asked only if the rule has fixes at all. */
  readonly fixes?: (finding: Finding) => {
    readonly title: string;
    readonly safety: Safety;
    readonly edits?: readonly TextEdit[];
  } | null;
  /** How things stand with the requirements of the projects, where there are any. */
  readonly requirements?: readonly RequirementState[];
  /** What an earlier report found; `hides`: and that is accepted, so that only what is new counts; by this name. */
  readonly earlier?: { readonly since: string; readonly baseline: Baseline; readonly hides?: string };
  /** Findings beside those of the workspace: what its shell alone can tell. */
  readonly also?: readonly Finding[];
  /** Whether the baseline has accepted a finding, where there is one beside what it is compared with. */
  readonly isAccepted?: (finding: Finding) => boolean;
  /** Files that could not be read at all, by the shell's account. */
  readonly unread?: readonly { readonly uri: string; readonly reason: string }[];
}

const EXCERPT = 300;

/** The id of findings about documents that can't be read, which no rule makes. */
const UNREADABLE = 'syntax/unreadable';

const STATES: readonly RequirementState['state'][] = ['violated', 'unchecked', 'met', 'idle'];

/** What the projects of one workspace give to a report: plain data. */
export interface ReportPart {
  /** What was read, as places name files. */
  readonly files: readonly string[];
  readonly resources: number;
  readonly findings: readonly ReportFinding[];
  /** What the baseline has accepted, where there is one beside what the report is compared with. */
  readonly accepted: readonly ReportFinding[];
  readonly suppressed: Report['suppressed'];
  readonly notAnalysed: readonly NotAnalysed[];
  /** In the order of plumbline.yaml. */
  readonly requirements: readonly ReportRequirement[];
}

/** Makes the report of all that a workspace holds. Reads nothing but the workspace; the same input gives the same report. */
export function makeReport(workspace: Workspace, options: ReportOptions): Report {
  return assembleReport([partOf(workspace, options)], workspace.engine.rules, options);
}

/** What a workspace gives to a report. */
export function partOf(workspace: Workspace, options: ReportOptions): ReportPart {
  const root = rootOf(options);
  const indexes = new Map<string, LineIndex>();
  const indexOf = (uri: string): LineIndex => {
    let index = indexes.get(uri);
    if (!index) {
      index = new LineIndex(workspace.document(uri)?.text ?? '');
      indexes.set(uri, index);
    }
    return index;
  };
  const rangeOf = (span: SourceSpan): Range => {
    const index = indexOf(span.uri);
    return { start: index.position(span.start), end: index.position(span.end) };
  };
  const place = (span: SourceSpan): Place => ({
    file: relativeFile(root, span.uri),
    uri: span.uri,
    range: rangeOf(span),
  });
  const excerpt = (span: SourceSpan): string => {
    const index = indexOf(span.uri);
    const { line } = index.position(span.start);
    const start = index.lineStart(line);
    const text = workspace.document(span.uri)?.text ?? '';
    return text.slice(start, Math.min(index.lineStart(line + 1), start + EXCERPT)).replace(/[\r\n]+$/, '');
  };
  const stackOf = (finding: Finding): string | null => {
    if (!finding.resource) return null;
    const graph = workspace.graph(finding.span.uri);
    const resource = graph.resource(finding.resource.id);
    return (resource && graph.stack(resource.stack)?.name) ?? null;
  };
  const rules = new Map(workspace.engine.rules.map(rule => [rule.id, rule]));
  const reported = (finding: Finding): ReportFinding => {
    const offered = finding.fixable ? (options.fixes?.(finding) ?? null) : null;
    return {
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      ...place(finding.span),
      resource: finding.resource
        ? { type: finding.resource.type, logicalId: finding.resource.logicalId, path: finding.resource.path }
        : null,
      stack: stackOf(finding),
      evidence: finding.evidence,
      requirement: finding.requirement
        ? {
            name: finding.signal.requirement?.name ?? '',
            file: relativeFile(root, finding.requirement.uri),
            line: finding.requirement.line,
            quote: finding.requirement.quote,
          }
        : null,
      blocks: isBlocker(finding, rules.get(finding.rule)),
      effort: effortOf(finding, offered),
      isNew: null,
      fix: offered && {
        title: offered.title,
        safety: offered.safety,
        changes: (offered.edits ?? []).map(edit => ({
          uri: edit.span.uri,
          range: rangeOf(edit.span),
          text: edit.text,
        })),
      },
      key: finding.key,
      related: finding.related.map(related => ({ ...place(related.span), message: related.message })),
      excerpt: excerpt(finding.span),
    };
  };

  const required = (state: RequirementState): ReportRequirement => {
    const { name, span, line, text, why, source } = state.requirement;
    return {
      name,
      category: state.requirement.category,
      state: state.state,
      standing: stateInWords(state),
      reason: state.reason,
      violations: state.violations.length,
      findings: state.violations.map(f => f.key),
      ignored: state.accepted,
      why,
      source: source
        ? { file: relativeFile(root, source.uri), line: source.line, quote: source.quote ?? text }
        : { file: relativeFile(root, span.uri), line, quote: text },
      ...place(span),
    };
  };

  const findings: ReportFinding[] = [];
  const accepted: ReportFinding[] = [];
  for (const finding of [...workspace.allFindings(), ...(options.also ?? [])])
    (options.isAccepted?.(finding) ? accepted : findings).push(reported(finding));
  const graphs = workspace.graphs();
  return {
    files: workspace.uris().map(uri => relativeFile(root, uri)),
    resources: graphs.reduce((sum, g) => sum + g.resources.length, 0),
    findings,
    accepted,
    suppressed: workspace.suppressed().map(({ finding, by }) => ({
      // What is silenced needs no fix, and looking for one costs a proof.
      finding: reported({ ...finding, fixable: false }),
      reason: by.reason,
      owner: by.owner ?? null,
      expires: by.expires ?? null,
      at: place(by.span),
    })),
    notAnalysed: graphs.flatMap(g => g.notes).map(note => ({ ...place(note.span), reason: note.reason })),
    requirements: (options.requirements ?? []).map(required),
  };
}

/** The report of parts that were made with the same options. */
export function assembleReport(parts: readonly ReportPart[], rules: readonly Rule[], options: ReportOptions): Report {
  const root = rootOf(options);
  const accepted = new Set(parts.flatMap(p => p.accepted));
  const all = parts.flatMap(p => [...p.findings, ...p.accepted]).sort(compareFindings);
  const files = new Set(parts.flatMap(p => p.files));
  const compared = options.earlier && compareWithBaseline(all, options.earlier.baseline, file => files.has(file));
  const isKnown = new Set(compared?.unchanged);
  if (options.earlier?.hides) for (const finding of isKnown) accepted.add(finding);
  const judged = (list: readonly ReportFinding[]) =>
    compared ? list.map(f => ({ ...f, isNew: !isKnown.has(f) })) : list;
  const findings = judged(all.filter(f => !accepted.has(f)));
  const suppressed = parts.flatMap(p => p.suppressed).sort((a, b) => compareFindings(a.finding, b.finding));
  const seen = new Set<string>();
  const notAnalysed: NotAnalysed[] = [
    ...(options.unread ?? []).map(({ uri, reason }) => ({
      file: relativeFile(root, uri),
      uri,
      range: null,
      reason,
    })),
    ...parts.flatMap(p => p.notAnalysed),
  ]
    .filter(entry => {
      const same = JSON.stringify([entry.uri, entry.range, entry.reason]);
      return !seen.has(same) && seen.add(same);
    })
    .sort((a, b) => compareText(a.file, b.file) || comparePositions(a.range?.start, b.range?.start));
  const stated = parts.flatMap(p => p.requirements);
  const requirements = stated.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  const resources = parts.reduce((sum, p) => sum + p.resources, 0);
  const blockers = findings.filter(f => f.blocks).length;
  const bySeverity = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const finding of findings) bySeverity[finding.severity]++;
  return {
    version: options.version,
    today: options.today,
    root,
    findings,
    accepted: judged(all.filter(f => accepted.has(f))),
    acceptedAs: options.earlier?.hides ?? 'in the baseline',
    suppressed,
    notAnalysed,
    requirements,
    summary: {
      verdict: verdict(blockers, bySeverity, new Set(findings.map(f => f.uri)).size, files.size, resources),
      files: files.size,
      resources,
      total: findings.length,
      bySeverity,
      byRule: tally(findings.map(f => f.rule)),
      byFamily: tally(findings.map(f => familyOf(f.rule))),
      byFile: tally(findings.map(f => f.file)),
      byStack: tally(findings.map(f => f.stack).filter(stack => stack !== null)),
      suppressed: suppressed.length,
      requirements: countByState(requirements),
      categories: [...Map.groupBy(stated, r => r.category)].map(([category, states]) => ({
        category,
        ...countByState(states),
      })),
      blockers,
      byEffort: { quick: 0, edit: 0, redesign: 0, ...tally(findings.map(f => f.effort.level)) },
    },
    change:
      options.earlier && compared
        ? {
            since: options.earlier.since,
            new: compared.new.length,
            unchanged: compared.unchanged.length,
            gone: compared.gone,
          }
        : null,
    timings: options.timings ?? {},
    rules,
  };
}

function rootOf({ root }: ReportOptions): string | null {
  return root === undefined ? null : root.replace(/\/+$/, '');
}

/** `3 errors, 1 warning`, the zeros left out; `nothing` when there is none. */
export function counted(bySeverity: Readonly<Record<Severity, number>>): string {
  const parts = SEVERITIES.filter(s => bySeverity[s] > 0).map(s => plural(bySeverity[s], s));
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

/** `1 file`, `2 files`; `information` has no plural. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 || word === 'information' ? '' : 's'}`;
}

/** `met 12 of 15, 2 violated, 1 not checkable, 4 with nothing to check`; for projects that state requirements. */
export function requirementsInWords({ requirements: { met, violated, unchecked, idle } }: Summary): string {
  const rest = [
    violated > 0 ? `, ${violated} violated` : '',
    unchecked > 0 ? `, ${unchecked} not checkable` : '',
    idle > 0 ? `, ${idle} with nothing to check` : '',
  ];
  return `met ${met} of ${met + violated + unchecked}${rest.join('')}`;
}

/** `2 new, 3 gone, 14 as before since 20 Nov`; null without an earlier report. */
export function changeInWords({ change }: Pick<Report, 'change'>): string | null {
  if (!change) return null;
  const gone = change.gone.reduce((sum, e) => sum + e.count, 0);
  return `Since ${change.since}: ${change.new} new, ${gone} gone, ${change.unchanged} as before`;
}

/** How many findings about resources the synthesized template bears out; null where there is none. */
export function evidenceInWords({ findings }: Pick<Report, 'findings'>): string | null {
  const exact = findings.filter(f => f.evidence === 'synth' && f.resource).length;
  if (exact === 0) return null;
  return `${exact} of ${plural(findings.length, 'finding')} ${exact === 1 ? 'is' : 'are'} confirmed by synthesizing the app`;
}

/** A file that can't be read is no template; of all else the rule says it. */
function isBlocker({ rule: id, signal }: Finding, rule: Rule | undefined): boolean {
  const blocks = rule?.blocksDeployment;
  return id === UNREADABLE || blocks === true || (blocks?.includes(signal.message) ?? false);
}

function countByState(requirements: readonly { readonly state: RequirementState['state'] }[]): States {
  const counts = { met: 0, violated: 0, unchecked: 0, idle: 0 };
  for (const { state } of requirements) counts[state]++;
  return counts;
}

function verdict(
  blockers: number,
  bySeverity: Readonly<Record<Severity, number>>,
  inFiles: number,
  files: number,
  resources: number,
): string {
  const found = `${counted(bySeverity)} in ${plural(inFiles, 'file')}`;
  if (blockers > 0)
    return `Not ready to deploy: ${blockers === 1 ? '1 finding makes' : `${blockers} findings make`} the deployment fail; in total ${found}.`;
  if (bySeverity.error > 0) return `Not ready to deploy: ${found}.`;
  if (bySeverity.warning > 0) return `Nothing blocks a deployment, but look at this first: ${found}.`;
  if (inFiles > 0) return `Nothing blocks a deployment; advice: ${found}.`;
  if (files === 0) return 'Nothing was checked: there is no template and no CDK source here.';
  return `No problems found in ${plural(files, 'file')} with ${plural(resources, 'resource')}.`;
}

/** Counts by name, the most frequent first, equal ones by name. */
function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0])));
}

/** Blockers first, then by file and place. */
function compareFindings(a: ReportFinding, b: ReportFinding): number {
  return (
    Number(b.blocks) - Number(a.blocks) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.file, b.file) ||
    comparePositions(a.range.start, b.range.start) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePositions(a: Position | undefined, b: Position | undefined): number {
  return (a?.line ?? -1) - (b?.line ?? -1) || (a?.character ?? -1) - (b?.character ?? -1);
}

/** A URI as people write files: relative to the root where it is inside, else the whole path, escapes decoded. */
export function relativeFile(root: string | null, uri: string): string {
  const inside = root !== null && uri.startsWith(`${root}/`);
  const path = inside
    ? uri.slice(root.length + 1)
    : uri.replace(/^file:\/\/(?=\/)/, '').replace(/^\/(?=[a-zA-Z]:)/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
