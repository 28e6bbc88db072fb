/** The report and the rules' pages, for the editor. */
import { version } from '../all.ts';
import type { Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { BaselineError, writeBaseline } from '../report/baseline.ts';
import { ruleMarkdown } from '../report/docs.ts';
import { readEarlier } from '../report/earlier.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { type ReportOptions, makeReport } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { allStates } from '../rules/requirements/states.ts';
import { offers, provenFix } from './offers.ts';
import type { ExplainResult, ReportParams, ReportResult } from './protocol.ts';
import { slices } from './scheduler.ts';
import type { Session } from './session.ts';

/** Milliseconds that may go into proving fixes for a report, in slices; findings after that are listed without one. */
const PROVING = 4000;

/** The report of all folders together. */
export async function report(session: Session, params: ReportParams, today: string): Promise<ReportResult> {
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
  // Between two slices the user may have typed on.
  session.sync();
  const roots = session.folders().flatMap(f => (f.key === null ? [] : [f.key]));
  const root = commonFolder(roots);
  const made = makeReport(together(session), {
    version,
    today,
    fixes: provenFix,
    requirements: session.folders().flatMap(f => allStates(f.workspace)),
    ...(root === null ? {} : { root }),
    ...earlierOf(params),
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
      return { content: writeBaseline(made.findings) };
  }
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
