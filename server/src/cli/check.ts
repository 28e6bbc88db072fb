/** One check from the disk: finds files, reads them, runs the rules, applies safe fixes if asked, makes the report. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkspace, frontends, version } from '../all.ts';
import type { Document } from '../core/document.ts';
import type { RuleSettings } from '../core/engine.ts';
import type { Workspace } from '../core/workspace.ts';
import { REQUIREMENTS, extendedFiles } from '../frontends/requirements/index.ts';
import { reasonOf } from '../lsp/files.ts';
import { libraryVersion } from '../lsp/library.ts';
import { ResultCache, keyOf, programKey } from '../lsp/results.ts';
import { keyOfPath } from '../lsp/uris.ts';
import { type Report, type ReportOptions, type ReportPart, assembleReport } from '../report/report.ts';
import { SynthWitness } from '../synth/map/index.ts';
import { type Fixed, type Source, applySafeFixes } from './applyFixes.ts';
import { Apps, type Sandbox, appsOf } from './apps.ts';
import { type Group, type GroupOptions, type GroupResult, diskHost, projectsIn, report } from './checkGroup.ts';
import { discover, insideOf, isInside, requirementsAbove } from './discover.ts';
import { groupsOf } from './groups.ts';
import { checkGroups, workersFor } from './pool.ts';
import { compareRevision } from './revision.ts';
import { acceptAll, acceptedIn, saidAt } from './known.ts';

export interface CheckOptions {
  /** An absolute path; relative paths start here. */
  readonly cwd: string;
  /** None means the folder itself. */
  readonly paths: readonly string[];
  readonly settings: RuleSettings;
  /** What an earlier report found, to say what is new and what is gone. */
  readonly earlier: ReportOptions['earlier'] | null;
  /** The baseline file, an absolute path: what it has accepted is not reported. */
  readonly baseline: string | null;
  /** Whether all that is found is accepted and written to the baseline file. */
  readonly updateBaseline: boolean;
  /** A git revision: what was there already is not reported. */
  readonly since: string | null;
  /** Hears what is being done, for people who wait. */
  readonly progress: ((doing: string) => void) | null;
  /** ISO date. */
  readonly today: string;
  /** Whether to apply the safe fixes first: to the files, or (`show`) only to say what that would change. */
  readonly fix: boolean | 'show';
  /** Whether to look for the fix of each finding. */
  readonly offers: boolean;
  /** What runs the CDK apps; null when they may not be run. */
  readonly sandbox: Sandbox | null;
  /** The folder where results are kept between runs, an absolute path; null for none. */
  readonly cache: string | null;
  /** How many threads check projects; as many as are worth it where left out. */
  readonly workers?: number | undefined;
}

export interface Checked {
  readonly report: Report;
  /** Rules or fixes that threw: bugs of ours. */
  readonly failures: readonly string[];
  readonly fixed: Fixed;
  /** What was written to the baseline file, if that was asked for. */
  readonly accepted: ReturnType<typeof acceptAll> | null;
}

/**
 * Characters that may be read again for proving fixes, some seconds of work: a report must not wait for minutes for what is
 * only a column in it.
 */
const OFFERS = 5_000_000;
const requirementsReader = frontends.find(f => f.name === REQUIREMENTS);
/** Checks files. Gives the first path that does not exist instead, if there is one. */
export async function check(options: CheckOptions): Promise<Checked | { readonly missing: string }> {
  const runner = options.sandbox && new Apps(options.sandbox);
  try {
    return await checkWith(runner, options);
  } finally {
    await runner?.dispose();
  }
}

/** @param runner Runs the CDK apps; null when they may not be run. */
async function checkWith(runner: Apps | null, options: CheckOptions): Promise<Checked | { readonly missing: string }> {
  const started = performance.now();
  const paths = (options.paths.length > 0 ? options.paths : ['.']).map(p => path.resolve(options.cwd, p));
  for (const [i, full] of paths.entries()) if (!existsSync(full)) return { missing: options.paths[i] ?? full };
  const failures: string[] = [];
  const folders = paths.filter(p => statSync(p).isDirectory()).map(keyOfPath);
  const projects = projectsIn(folders);
  /** Which files there were at another revision, where that is looked at. */
  let existed: ReadonlyMap<string, boolean> | null = null;
  const workspace = createWorkspace({
    host: { ...diskHost, fileExists: uri => existed?.get(uri) ?? diskHost.fileExists(uri) },
    projectOf: uri => projects.projectOf(uri),
    today: () => options.today,
    settings: options.settings,
  });
  workspace.engine.onFailure = f => failures.push(`${f.rule}: ${f.error instanceof Error ? f.error.stack : f.error}`);

  const progress = options.progress ?? (() => {});
  progress('looking for files');
  const { files, unread: skipped } = discover(paths);
  const found = performance.now();
  const unread = skipped.map(({ path: file, reason }) => ({ uri: keyOfPath(file), reason }));
  const isOwn = insideOf([options.cwd, ...paths]);
  // What apps do, what another revision says and what fixes write is looked at all together, and not told by files alone.
  const apart = !runner && options.since === null && !options.fix;
  const sources = new Map<string, Source>();
  const extended = new Map<string, readonly string[]>();
  const waiting = [...files, ...requirementsAbove(options.cwd, paths)];
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    const uri = keyOfPath(file);
    if (sources.has(uri)) continue;
    progress(`reading, ${sources.size} of ${files.length} files`);
    const source = readSource(file);
    if ('reason' in source) {
      unread.push({ uri, reason: source.reason });
      continue;
    }
    sources.set(uri, source);
    const document: Document = { uri, version: 1, text: source.text };
    if (apart && !requirementsReader?.accepts(document)) continue;
    workspace.update(document);
    const read = workspace.facts(uri);
    const facts = read?.frontend === REQUIREMENTS ? read : null;
    if (facts) extended.set(uri, extendedFiles(facts));
    // What a file extends may lie beside the paths that are checked, but not outside of the repository.
    for (const target of extended.get(uri) ?? [])
      if (existsSync(fileURLToPath(target)) && isOwn(fileURLToPath(target))) waiting.push(fileURLToPath(target));
  }
  const read = performance.now();
  const apps = runner ? appsOf(paths) : [];
  if (runner) unread.push(...(await synthesize(workspace, apps, runner, progress)));
  const revision = options.since ?? (runner ? 'HEAD' : null);
  if (revision !== null) await compareRevision(workspace, rootOf(options.cwd, paths), revision);
  const synthesized = performance.now();
  progress('checking');
  const scope = { paths, root: rootOf(options.cwd, paths) };
  const shared = { settings: options.settings, today: options.today, root: keyOfPath(scope.root), folders };
  let late = 0;
  const parts: ReportPart[] = [];
  if (apart) {
    const texts = new Map([...sources].map(([uri, { text }]) => [uri, text]));
    const groups = groupsOf([...texts.keys()], uri => projects.projectOf(uri), extended).map(uris => uris.toSorted());
    const checked = await checkApart({ ...options, groups, texts, shared, progress });
    late += checked.late;
    parts.push(...checked.parts);
    failures.push(...checked.failures);
  } else workspace.allFindings();
  const analysed = performance.now();
  const fixed = options.fix
    ? await applySafeFixes(workspace, {
        sources,
        failures,
        writes: options.fix === true,
        progress,
        apps: runner && { runner, dirs: apps },
      })
    : { findings: 0, files: 0, changes: [], left: [] };
  let { earlier } = options;
  if (options.since !== null) {
    progress(`checking ${options.since}`);
    earlier = await saidAt(options.since, {
      ...scope,
      workspace,
      exist: present => {
        existed = present;
      },
      synthesize: runner ? async texts => void (await synthesize(workspace, apps, runner, progress, texts)) : null,
    });
  }
  const mended = performance.now();
  if (!apart) {
    progress('looking for fixes');
    const made = report(workspace, shared, options.offers ? OFFERS : null, failures);
    late += made.late;
    parts.push(made.part);
  }
  const accepted =
    options.baseline !== null && options.updateBaseline
      ? acceptAll(
          options.baseline,
          parts.flatMap(p => p.findings),
          paths,
        )
      : null;
  earlier ??= options.baseline === null ? null : acceptedIn(options.baseline, scope);
  const reportOptions: ReportOptions = { root: shared.root, version, today: options.today, unread };
  const whole = assembleReport(parts, workspace.engine.rules, { ...reportOptions, ...(earlier ? { earlier } : {}) });
  const timings = {
    discover: found - started,
    read: read - found,
    ...(runner ? { synth: synthesized - read } : {}),
    analyse: analysed - synthesized,
    ...(options.fix || options.since !== null ? { [options.fix ? 'fix' : 'since']: mended - analysed } : {}),
    report: performance.now() - mended,
    total: performance.now() - started,
  };
  const rounded = Object.fromEntries(Object.entries(timings).map(([phase, ms]) => [phase, Math.round(ms * 10) / 10]));
  const note = {
    file: '.',
    uri: keyOfPath(scope.root),
    range: null,
    reason: `for ${late} findings no fix was looked for: that would take too long`,
  };
  return {
    report: {
      ...whole,
      timings: rounded,
      ...(late > 0 ? { notAnalysed: [...whole.notAnalysed, note] } : {}),
    },
    failures: [...new Set(failures)],
    fixed,
    accepted,
  };
}

interface Apart extends Pick<CheckOptions, 'cache' | 'offers' | 'workers'> {
  /** The files that are checked together, by uri, sorted. */
  readonly groups: readonly (readonly string[])[];
  readonly texts: ReadonlyMap<string, string>;
  readonly shared: GroupOptions;
  readonly progress: (doing: string) => void;
}

/** Checks each group by itself: what the cache knows is not checked, the rest on all cores. */
async function checkApart({ groups, texts, shared, ...options }: Apart) {
  const cache = options.cache === null ? null : new ResultCache<GroupResult>(options.cache, diskHost, libraryVersion);
  const textOf = (uri: string) => texts.get(uri) as string;
  const lengths = groups.map(uris => uris.reduce((sum, uri) => sum + textOf(uri).length, 0));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const projects = projectsIn(shared.folders);
  const results = new Map<number, GroupResult>();
  const waiting: { readonly index: number; readonly key: string; readonly group: Group }[] = [];
  for (const [index, uris] of groups.entries()) {
    const share = (OFFERS * (lengths[index] as number)) / Math.max(1, all);
    // To a power of two: what is written elsewhere should not often make this another check.
    const allowance = options.offers ? 2 ** Math.round(Math.log2(share)) : null;
    const key = cache
      ? keyOf(
          programKey(),
          shared,
          options.offers,
          uris.map(uri => [uri, textOf(uri), projects.projectOf(uri)]),
        )
      : '';
    const kept = cache?.get(key) ?? null;
    const isEnough = kept && (kept.late > 0 ? kept.allowance === allowance : kept.used <= (allowance ?? 0));
    if (isEnough) results.set(index, kept);
    else waiting.push({ index, key, group: { files: uris.map(uri => ({ uri, text: textOf(uri) })), allowance } });
  }
  const todo = waiting.map(w => w.group);
  await checkGroups(todo, shared, options.workers ?? workersFor(todo), (i, result) => {
    const { index, key } = waiting[i] as (typeof waiting)[number];
    results.set(index, result);
    // What failed is tried again.
    if (result.failures.length === 0) cache?.put(key, result, result.asked);
    options.progress(`checking, ${results.size} of ${groups.length} projects`);
  });
  cache?.clean();
  const ordered = groups.map((_, i) => results.get(i) as GroupResult);
  return {
    parts: ordered.map(r => r.part),
    failures: ordered.flatMap(r => r.failures),
    late: ordered.reduce((sum, r) => sum + r.late, 0),
  };
}

/**
 * Runs the apps one after another and lets each testify. Where one can't be run, the source reader's word stands. Gives
 * what could not be run, and what runs lacked.
 */
async function synthesize(
  workspace: Workspace,
  dirs: readonly string[],
  runner: Apps,
  progress: (doing: string) => void,
  texts: ReadonlyMap<string, string> = new Map(),
) {
  const notes: { readonly uri: string; readonly reason: string }[] = [];
  for (const dir of dirs) {
    const uri = keyOfPath(path.join(dir, 'cdk.json'));
    progress(`running the app in ${path.basename(dir)}`);
    const ran = await runner.run(dir, texts);
    const told = 'reason' in ran ? [`${ran.reason.replace(/\.$/, '')}; checked by reading the source`] : ran.notes;
    notes.push(...told.map(reason => ({ uri, reason })));
    workspace.testify(uri, 'reason' in ran ? null : new SynthWitness(ran.model));
  }
  return notes;
}

/** The text of a file as an editor would show it, without the byte order mark; or why there is none. */
export function readSource(file: string): Source | { readonly reason: string } {
  try {
    if (!statSync(file).isFile()) return { reason: 'it is no file' };
    const bytes = readFileSync(file);
    if (bytes.subarray(0, 8000).includes(0)) return { reason: 'binary' };
    const whole = bytes.toString('utf8');
    const mark = whole.startsWith('\ufeff') ? '\ufeff' : '';
    return { text: whole.slice(mark.length), path: file, mark, exact: Buffer.from(whole, 'utf8').equals(bytes) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** The folder that file names in the report are relative to: the current one if it holds all paths, else their common one. */
function rootOf(cwd: string, paths: readonly string[]): string {
  if (paths.every(p => isInside(cwd, p))) return cwd;
  const first = paths[0] as string;
  let folder = statSync(first).isDirectory() ? first : path.dirname(first);
  while (!paths.every(p => isInside(folder, p))) folder = path.dirname(folder);
  return folder;
}
