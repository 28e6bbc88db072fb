/**
 * Gathers what a bug report needs to know of a running server, and what is on and why not. The timings are of a second
 * reading of everything that is known, so that nothing has to be timed while people type.
 */
import { homedir } from 'node:os';
import type { CancellationToken, Connection } from 'vscode-languageserver';
import { version } from '../all.ts';
import { isRequirements } from '../frontends/requirements/index.ts';
import { BASELINE } from '../report/baseline.ts';
import { type DiagnosedFolder, type Measured, renderDiagnosis } from '../report/diagnosis.ts';
import { acceptedOf, baselineOf } from './findings/accepted.ts';
import type { Heads } from './heads.ts';
import type { LiveService } from './live.ts';
import { type DiagnoseParams, type DiagnoseResult, type StatusPart, diagnoseRequest } from './protocol.ts';
import { slices } from './scheduler.ts';
import type { Folder, Session } from './session.ts';

/** Milliseconds after which measuring ends where it is. */
const PATIENCE = 15_000;
/** How many errors are remembered. */
const REMEMBERED = 20;

/** The last errors that were logged. */
export class ErrorLog {
  readonly #errors: { readonly at: string; readonly text: string }[] = [];

  add(text: string): void {
    this.#errors.push({ at: new Date().toISOString(), text });
    if (this.#errors.length > REMEMBERED) this.#errors.shift();
  }

  all(): readonly { readonly at: string; readonly text: string }[] {
    return this.#errors;
  }
}

export interface DiagnoseParts {
  readonly session: Session;
  readonly live: LiveService;
  readonly heads: Heads;
  readonly errors: ErrorLog;
}

/** Answers the request of the client. `guarded` wraps a handler so that a failure is logged. */
export function wireDiagnose(
  connection: Connection,
  parts: DiagnoseParts,
  guarded: <A extends readonly unknown[], R>(
    name: string,
    fallback: R,
    handler: (...args: A) => R | Promise<R>,
  ) => (...args: A) => Promise<R>,
): void {
  connection.onRequest(
    diagnoseRequest,
    guarded(
      'Diagnosing',
      { content: '' } as DiagnoseResult,
      async (params: DiagnoseParams, token: CancellationToken) => ({
        content: await diagnose(parts, params, () => token.isCancellationRequested),
      }),
    ),
  );
}

/** The whole document, once everything has been read. */
export async function diagnose(
  { session, live, heads, errors }: DiagnoseParts,
  params: DiagnoseParams,
  isCancelled: () => boolean = () => false,
): Promise<string> {
  await session.idle();
  session.sync();
  const folders = session.folders().filter(f => f.key !== null || f.workspace.uris().length > 0);
  return renderDiagnosis(
    {
      versions: [
        ['Plumbline', version],
        ...params.versions,
        ['Node of the server', `${process.versions.node} (${process.platform} ${process.arch})`],
      ],
      folders: folders.map(folder => diagnosed(folder, heads)),
      apps: live.apps(),
      measured: await measure(folders, isCancelled),
      settings: params.settings,
      errors: errors.all(),
    },
    homedir(),
  );
}

function diagnosed(folder: Folder, heads: Heads): DiagnosedFolder {
  const { workspace } = folder;
  const files: Record<string, number> = {};
  for (const uri of workspace.uris()) {
    const frontend = workspace.frontendOf(uri) ?? 'other';
    files[frontend] = (files[frontend] ?? 0) + 1;
  }
  const graphs = workspace.graphs();
  return {
    name: folder.key === null ? 'Files outside of a folder' : folder.name,
    enabled: folder.settings.enable,
    files,
    projects: new Set(workspace.uris().map(uri => workspace.projectOf(uri))).size,
    resources: graphs.reduce((sum, graph) => sum + graph.resources.length, 0),
    findings: workspace.allFindings().length,
    parts: folder.key === null ? [] : partsOf(folder, heads),
  };
}

/** What is on in a folder and what is not, and why. */
export function partsOf(folder: Folder, heads: Pick<Heads, 'stateOf'>): StatusPart[] {
  const { workspace, settings } = folder;
  const files = workspace.uris();
  const requirements = files.filter(isRequirements).length;
  const baseline = baselineOf(folder);
  const accepted = baseline ? acceptedOf(folder, workspace.knownFindings()).size : 0;
  const head = heads.stateOf(folder);
  return [
    settings.enable
      ? { name: 'Checking', on: true, detail: counted(files.length, 'file') }
      : { name: 'Checking', on: false, detail: 'switched off by plumbline.enable' },
    requirements > 0
      ? { name: 'Requirements', on: true, detail: counted(requirements, 'file') }
      : { name: 'Requirements', on: false, detail: 'there is no plumbline.yaml' },
    baseline
      ? {
          name: 'Baseline',
          on: settings.baseline !== 'all',
          detail:
            settings.baseline === 'all'
              ? 'plumbline.baseline.show is "all"'
              : `${counted(accepted, 'finding')} accepted, ${settings.baseline === 'hidden' ? 'not shown' : 'shown as hints'}`,
        }
      : { name: 'Baseline', on: false, detail: `there is no ${BASELINE}` },
    settings.onlyChanged
      ? { name: 'Only what I changed', on: true, detail: folder.narrowing?.note ?? '' }
      : { name: 'Only what I changed', on: false, detail: 'everything is shown' },
    {
      name: 'Comparison with the last commit',
      on: head.commit !== null,
      detail: head.commit?.slice(0, 8) ?? head.reason,
    },
  ];
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** Reads, links and checks all that the folders hold once more, in workspaces of their own, letting others have their turn. */
async function measure(folders: readonly Folder[], isCancelled: () => boolean): Promise<Measured> {
  const breathe = slices();
  const end = performance.now() + PATIENCE;
  const byRule = new Map<string, number>();
  let [read, link, rules, isPartial] = [0, 0, 0, false];
  const late = () => {
    isPartial ||= isCancelled() || performance.now() > end;
    return isPartial;
  };
  for (const { workspace } of folders) {
    const copy = workspace.blank();
    copy.engine.clock = () => performance.now();
    copy.engine.onTimed = spent => {
      for (const [rule, time] of spent) byRule.set(rule, (byRule.get(rule) ?? 0) + time);
    };
    const uris = workspace.uris();
    for (const uri of uris) {
      const document = workspace.document(uri);
      if (late()) break;
      if (document) read += timed(() => copy.update({ ...document }));
      await breathe();
    }
    // One document for each project.
    for (const uri of new Map(copy.uris().map(u => [copy.projectOf(u), u])).values()) {
      if (late()) break;
      link += timed(() => copy.graph(uri));
      await breathe();
      rules += timed(() => copy.projectFindings(uri));
      await breathe();
    }
  }
  return { read, link, rules, byRule, isPartial };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
