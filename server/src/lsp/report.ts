/** The report and the rules' pages, for the editor. */
import { version } from '../all.ts';
import type { Finding } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { type BaselineEntry, BaselineError, baselineOf, writeBaseline } from '../report/baseline.ts';
import { ruleMarkdown } from '../report/docs.ts';
import { readEarlier } from '../report/earlier.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { type ReportOptions, makeReport, relativeFile } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { allStates } from '../rules/requirements/states.ts';
import { acceptedOf } from './findings/accepted.ts';
import { comparable, projectsOf, saidThen, textsAt } from './findings/past.ts';
import type { Heads } from './heads.ts';
import { offers, provenFix } from './offers.ts';
import type { ExplainResult, ReportParams, ReportResult } from './protocol.ts';
import { slices } from './scheduler.ts';
import type { Session } from './session.ts';

/** Milliseconds that may go into proving fixes for a report, in slices; findings after that are listed without one. */
const PROVING = 4000;

/** The report of all folders together. */
export async function report(
  session: Session,
  heads: Heads,
  params: ReportParams,
  today: string,
): Promise<ReportResult> {
  await session.idle();
  session.sync();
  const breathe = slices();
  const end = performance.now() + PROVING;
  for (const { workspace } of session.folders()) {
    for (const finding of workspace.allFindings()) {
      if (performance.now() > end) break;
      offers(workspace, finding);
      await breathe();
    }
  }
  const roots = session.folders().flatMap(f => (f.key === null ? [] : [f.key]));
  const root = commonFolder(roots);
  const then = params.revision === undefined ? null : await atRevision(session, heads, params.revision, root);
  if (then && 'problem' in then) return { content: '', problem: then.problem };
  // Between two slices the user may have typed on.
  session.sync();
  const accepted = new Set(
    session
      .folders()
      .flatMap(f => (f.settings.baseline === 'all' ? [] : [...acceptedOf(f, f.workspace.allFindings())]))
      .map(idOf),
  );
  const made = makeReport(together(session), {
    version,
    today,
    fixes: provenFix,
    requirements: session.folders().flatMap(f => allStates(f.workspace)),
    ...(root === null ? {} : { root }),
    isAccepted: finding => accepted.has(idOf(finding)),
    ...(then ?? earlierOf(params)),
  });
  switch (params.format) {
    case 'html':
      return {
        content: renderHtml(
          made,
          params.nonce === undefined ? { mode: 'file' } : { mode: 'webview', nonce: params.nonce },
        ),
      };
    case 'json':
      return { content: renderJson(made) };
    case 'markdown':
      return { content: renderMarkdown(made) };
    case 'sarif':
      return { content: renderSarif(made) };
    case 'junit':
      return { content: renderJunit(made, { failOn: 'warning' }) };
    case 'baseline':
      return { content: writeBaseline([...made.findings, ...made.accepted]) };
  }
}

/** What all folders said at a revision, each in its own repository; or why that can't be told. */
async function atRevision(
  session: Session,
  heads: Heads,
  revision: string,
  root: string | null,
): Promise<Pick<ReportOptions, 'earlier'> | { readonly problem: string }> {
  const breathe = slices();
  const said: Omit<BaselineEntry, 'count'>[] = [];
  for (const folder of session.folders()) {
    if (folder.key === null || !folder.settings.enable) continue;
    const head = await heads.headOf(folder);
    if (!head)
      return { problem: `${folder.name} is in no git repository with a commit, or the workspace is not trusted.` };
    const commit = await head.repository.resolve(revision);
    if (commit === null) return { problem: `There is no revision ${revision} in the repository of ${folder.name}.` };
    const texts = await textsAt(session, folder, head.repository, commit);
    if (!texts) return { problem: `Too much in ${folder.name} is otherwise than at ${revision} to be compared.` };
    session.sync();
    for (const [project, document] of projectsOf(folder, texts)) {
      const then = saidThen(folder, project, document, texts);
      for (const f of comparable(folder, document, then)) said.push({ ...f, file: relativeFile(root, f.span.uri) });
      await breathe();
      session.sync();
    }
  }
  return { earlier: { since: revision, baseline: baselineOf(said) } };
}

function idOf({ key, span }: Finding): string {
  return `${key} ${span.uri}:${span.start}`;
}

/** What the client kept of an earlier report. One that can't be read any more is as good as none. */
function earlierOf({ earlier }: ReportParams): Pick<ReportOptions, 'earlier'> {
  if (!earlier) return {};
  try {
    return { earlier: { since: earlier.since, baseline: readEarlier(earlier.text) } };
  } catch (error) {
    if (error instanceof BaselineError) return {};
    throw error;
  }
}

/** The page of a rule. */
export function explain(rules: readonly Rule[], id: string): ExplainResult {
  const rule = rules.find(r => r.id === id);
  return { content: rule ? ruleMarkdown(rule) : null };
}

/** The workspaces of all folders, seen as one; a report only reads. */
function together(session: Session): Workspace {
  const folders = session.folders();
  const first = folders[0] as (typeof folders)[number];
  const all: Pick<Workspace, 'allFindings' | 'suppressed' | 'graphs' | 'graph' | 'uris' | 'document' | 'engine'> = {
    engine: first.workspace.engine,
    allFindings: () => folders.flatMap(f => f.workspace.allFindings()),
    suppressed: () => folders.flatMap(f => f.workspace.suppressed()),
    graphs: () => folders.flatMap(f => f.workspace.graphs()),
    uris: () => folders.flatMap(f => f.workspace.uris()),
    graph: uri => session.folderOf(uri).workspace.graph(uri),
    document: uri => session.folderOf(uri).workspace.document(uri),
  };
  return all as Workspace;
}

/** The innermost folder that holds all of the given ones; null for none. */
function commonFolder(folders: readonly string[]): string | null {
  const [first, ...rest] = folders.map(f => f.split('/'));
  if (!first) return null;
  let length = first.length;
  for (const other of rest) {
    let same = 0;
    while (same < length && first[same] === other[same]) same++;
    length = same;
  }
  return first.slice(0, length).join('/');
}
