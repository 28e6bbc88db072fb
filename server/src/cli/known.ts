/**
 * What was there before, which a check need not speak of: what a baseline file has accepted, or what the project said at a
 * git revision.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from '../core/finding.ts';
import type { Workspace } from '../core/workspace.ts';
import { isCandidate, isSkipped } from '../lsp/files.ts';
import { keyOfPath } from '../lsp/uris.ts';
import {
  type Baseline,
  BaselineError,
  baselineOf,
  compareWithBaseline,
  readBaseline,
  writeBaseline,
} from '../report/baseline.ts';
import { type ReportOptions, relativeFile } from '../report/report.ts';
import { openRepository } from '../revision/git.ts';
import { UsageError } from './common.ts';
import { writeWhole } from './write.ts';

export type Earlier = NonNullable<ReportOptions['earlier']>;

/** What of a finding a baseline keeps, and the file. */
type Found = Pick<Finding, 'rule' | 'message' | 'key'> & { readonly uri: string };

/** The paths that a check is about, all absolute. */
export interface Scope {
  readonly paths: readonly string[];
  /** The folder that the report names files by. */
  readonly root: string;
}

/** What a baseline file has accepted below the checked paths. Throws a `UsageError` for a file that can't be used. */
export function acceptedIn(file: string, { paths, root }: Scope): Earlier {
  // The file names itself by its own folder, the report by its root.
  const entries = readEntries(file).entries.flatMap(entry => {
    const full = path.resolve(path.dirname(file), entry.file);
    return isBelow(full, paths) ? [{ ...entry, file: relativeFile(keyOfPath(root), keyOfPath(full)) }] : [];
  });
  return { since: `the baseline ${path.basename(file)}`, baseline: { entries }, hides: 'in the baseline' };
}

/**
 * Accepts the findings of a check: writes them to the baseline file. What the file says of files that were not checked
 * stays. Gives how many findings were not accepted before, and how many that were are gone.
 */
export function acceptAll(
  file: string,
  findings: readonly Found[],
  paths: readonly string[],
): { readonly total: number; readonly fresh: number; readonly gone: number } {
  const folder = path.dirname(file);
  const before = existsSync(file) ? readEntries(file) : { entries: [] };
  const now = entriesOf(findings, keyOfPath(folder));
  const others = before.entries.filter(e => {
    const full = path.resolve(folder, e.file);
    return !isBelow(full, paths) && existsSync(full);
  });
  const compared = compareWithBaseline(now, before);
  const text = writeBaseline([...now, ...others.flatMap(e => Array.from({ length: e.count }, () => e))]);
  writeWhole(file, text, path.basename(file));
  const gone = compared.gone.filter(e => !others.some(o => o.file === e.file && o.key === e.key));
  return { total: now.length, fresh: compared.new.length, gone: gone.reduce((sum, e) => sum + e.count, 0) };
}

function entriesOf(findings: readonly Found[], root: string) {
  return findings.map(({ rule, message, key, uri }) => ({ rule, message, key, file: relativeFile(root, uri) }));
}

function readEntries(file: string): Baseline {
  try {
    return readBaseline(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof BaselineError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`can't read the baseline ${file}: ${(error as Error).message}`);
  }
}

/** What finding out what a revision said takes. */
export interface Rewind extends Scope {
  readonly workspace: Workspace;
  /** Tells the workspace which files there are, by uri; null for what the disk says. */
  exist(files: ReadonlyMap<string, boolean> | null): void;
  /** Runs the apps on other texts, by path, and lets them testify; null where apps are not run. */
  readonly synthesize: ((texts: ReadonlyMap<string, string>) => Promise<void>) | null;
}

/**
 * What the project said at a revision: its texts are read from git into the workspace, whose findings are taken, and which
 * then gets the present texts back. Throws a `UsageError` where there is no repository or no such revision.
 */
export async function saidAt(
  revision: string,
  { workspace, paths, root, exist, synthesize }: Rewind,
): Promise<Earlier> {
  const first = paths[0] ?? root;
  const repository = await openRepository(path.extname(first) === '' ? first : path.dirname(first));
  if (!repository) throw new UsageError(`--since needs git and a repository; ${root} is in none`);
  try {
    const commit = await repository.resolve(revision);
    if (commit === null)
      throw new UsageError(
        `there is no revision ${JSON.stringify(revision)} here; a shallow clone has to fetch it first (fetch-depth: 0)`,
      );
    const files = (await repository.changed(commit)).filter(
      file =>
        workspace.document(keyOfPath(file)) !== undefined ||
        (isCandidate(path.basename(file)) && isBelow(file, paths) && !isSkipped(path.relative(root, file))),
    );
    const texts = await Promise.all(files.map(file => repository.read(commit, file)));
    const now = files.map(file => workspace.document(keyOfPath(file)) ?? null);
    const witnesses = new Map(workspace.uris().map(uri => [uri, workspace.witness(uri)]));
    const put = (documents: readonly (string | null)[]) => {
      for (const [i, file] of files.entries()) {
        const text = documents[i] ?? null;
        const uri = keyOfPath(file);
        if (text === null) workspace.remove(uri);
        else workspace.update({ uri, version: 0, text });
      }
      workspace.relink();
    };
    exist(new Map(files.map((file, i) => [keyOfPath(file), texts[i] !== null])));
    put(texts);
    const changed = files.flatMap((file, i): [string, string][] => (texts[i] ? [[file, texts[i] as string]] : []));
    if (files.length > 0) await synthesize?.(new Map(changed));
    const baseline = baselineOf(
      entriesOf(
        workspace.allFindings().map(f => ({ ...f, uri: f.span.uri })),
        keyOfPath(root),
      ),
    );
    exist(null);
    put(now.map(document => document?.text ?? null));
    if (synthesize) for (const [uri, witness] of witnesses) workspace.testify(uri, witness);
    return { since: revision, baseline, hides: 'there before' };
  } finally {
    repository.dispose();
  }
}

/** Whether a file is one of the paths, or below one. */
function isBelow(file: string, paths: readonly string[]): boolean {
  return paths.some(p => file === p || file.startsWith(p.endsWith(path.sep) ? p : p + path.sep));
}
