/** One group of projects that is checked by itself, in this process or in a worker: plain data in and out. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createWorkspace, version } from '../all.ts';
import type { RuleSettings } from '../core/engine.ts';
import type { LinkHost } from '../core/facts.ts';
import type { Finding, Fix } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { proposeFixes } from '../fixes/index.ts';
import { configuration } from '../lsp/configuration.ts';
import { type ProjectFinder, projectFinder } from '../lsp/files.ts';
import { libraryDeprecations, libraryHas, libraryVersion } from '../lsp/library.ts';
import { type Asked, RecordingHost } from '../lsp/results.ts';
import { isUnder, parentOf } from '../lsp/uris.ts';
import { type ReportPart, partOf } from '../report/report.ts';
import { allStates } from '../rules/requirements/states.ts';
import { syntaxErrors } from './syntax.ts';

/** What all groups of a check have in common. */
export interface GroupOptions {
  readonly settings: RuleSettings;
  /** ISO date. */
  readonly today: string;
  /** The folder that file names in the report are relative to, as a key. */
  readonly root: string;
  /** The folders that are checked, as keys: the roots of projects for which nothing else speaks. */
  readonly folders: readonly string[];
}

export interface Group {
  readonly files: readonly { readonly uri: string; readonly text: string }[];
  /** How much may be read again for proving fixes, in UTF-16 code units; null where no fixes are looked for. */
  readonly allowance: number | null;
}

export interface GroupResult {
  readonly part: ReportPart;
  /** What the disk was asked for. */
  readonly asked: readonly Asked[];
  /** Rules or fixes that threw: bugs of ours. */
  readonly failures: readonly string[];
  readonly allowance: number | null;
  /** What of the allowance was used, and for how many findings there was nothing left of it. */
  readonly used: number;
  readonly late: number;
}

/** Where projects begin. */
export function projectsIn(folders: readonly string[]): ProjectFinder {
  return projectFinder(null, uri => folders.find(f => isUnder(uri, f)) ?? parentOf(uri));
}

/** What the disk says. */
export const diskHost: LinkHost = {
  fileExists: uri => (uri.startsWith('file:///') ? existsSync(fileURLToPath(uri)) : null),
  libraryHas,
  libraryVersion,
  libraryDeprecations,
  configuration,
};

/** Checks the files of a group, as if there were no others. The same files and the same disk give the same result. */
export function checkGroup({ files, allowance }: Group, options: GroupOptions): GroupResult {
  const failures: string[] = [];
  const recorder = new RecordingHost(diskHost, libraryVersion);
  const projects = projectsIn(options.folders);
  const workspace = createWorkspace({
    host: recorder.host,
    projectOf: uri => projects.projectOf(uri),
    today: () => options.today,
    settings: options.settings,
  });
  workspace.engine.onFailure = failure => failures.push(failed(failure.rule, failure.error));
  const { result, asked } = recorder.record(() => {
    for (const { uri, text } of files) workspace.update({ uri, version: 1, text });
    return report(workspace, options, allowance, failures);
  });
  return { ...result, allowance, asked, failures };
}

/** What a workspace gives to the report. */
export function report(
  workspace: Workspace,
  { today, root }: Pick<GroupOptions, 'today' | 'root'>,
  allowance: number | null,
  failures: string[],
): Pick<GroupResult, 'part' | 'used' | 'late'> {
  let late = 0;
  let used = 0;
  const costs = proofCosts(workspace);
  const offered = (finding: Finding): Fix | null => {
    const cost = costs(finding);
    if (used + cost > (allowance ?? 0)) {
      late++;
      return null;
    }
    used += cost;
    try {
      return proposeFixes(workspace, finding).find((offer): offer is Fix => 'edits' in offer) ?? null;
    } catch (error) {
      failures.push(`fix of ${failed(finding.rule, error)}`);
      return null;
    }
  };
  const part = partOf(workspace, {
    root,
    version,
    today,
    requirements: allStates(workspace),
    also: syntaxErrors(workspace),
    ...(allowance === null ? {} : { fixes: offered }),
  });
  return { part, used, late };
}

/** How much of a project is linked and checked again for each character that is read again. */
const LINKED = 8;

/**
 * What proving a fix costs, in characters: its document is read again and its project linked again. Counted, not timed, so
 * that a report does not depend on how busy the machine is.
 */
function proofCosts(workspace: Workspace): (finding: Finding) => number {
  const lengthOf = (uri: string) => workspace.document(uri)?.text.length ?? 0;
  const projects = new Map<string, number>();
  for (const [root, uris] of workspace.projects())
    projects.set(
      root,
      uris.reduce((sum, uri) => sum + lengthOf(uri), 0),
    );
  return ({ span: { uri } }) => lengthOf(uri) + (projects.get(workspace.projectOf(uri)) ?? 0) / LINKED;
}

function failed(rule: string, error: unknown): string {
  return `${rule}: ${error instanceof Error ? error.stack : error}`;
}
