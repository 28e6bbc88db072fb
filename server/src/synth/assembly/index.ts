/**
 * Reads the cloud assembly that a `cdk synth` left on disk (`cdk.out`) into the same model that running the app gives.
 * Nothing is executed, so it serves where the app may not run. What is in the folder is not trusted: every path stays
 * inside the project, sizes are bounded, and what is broken becomes a note.
 */
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { looseJson } from '../host/json.ts';
import { describeApp } from '../host/project.ts';
import type { SynthModel } from '../model.ts';
import { newestSource, writtenAt } from './age.ts';
import { assignments, constructsOf, creationStack } from './constructs.ts';
import { dummiesOf } from './dummies.ts';
import { AssemblyFiles, fileInside, isInside, textOfFile } from './files.ts';
import { field, text, texts } from './json.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { Places } from './places.ts';
import { problemsOf } from './problems.ts';
import { REPORTS, type Violation, readReport } from './reports.ts';

export interface Assembly {
  /** Null when there is no assembly, or none that can be read. */
  readonly model: SynthModel | null;
  /** Whether everything in it was written after the sources were: only then does it say what the app is now. */
  readonly newer: boolean;
  /** What could not be read, or was left out, and why. */
  readonly notes: readonly string[];
}

export interface AssemblyOptions {
  /** The folder of the assembly, relative to the app's; else what cdk.json says, else `cdk.out`. */
  readonly output?: string | undefined;
  /** The folder that all sources must be in, when that is more than the app's own: the root of a monorepo. */
  readonly root?: string | undefined;
  /** How documents are called by whoever reads the model, by path. */
  readonly uriOf?: ((path: string) => string) | undefined;
  /** Not to read one that is older than the sources; then there is no model. */
  readonly onlyNewer?: boolean | undefined;
}

/** How an environment that nobody named is written in a manifest. */
const NO_ACCOUNT = 'unknown-account';
const NO_REGION = 'unknown-region';
const MAX_CDK_JSON = 1024 * 1024;

/** Reads the assembly of the app whose cdk.json is in `dir`, an absolute path. Never throws. */
export async function readAssembly(dir: string, options: AssemblyOptions = {}): Promise<Assembly> {
  const notes: string[] = [];
  try {
    return await read(dir, options, notes);
  } catch (error) {
    notes.push(`the assembly cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    return { model: null, newer: false, notes };
  }
}

async function read(dir: string, options: AssemblyOptions, notes: string[]): Promise<Assembly> {
  const started = performance.now();
  const nothing = { model: null, newer: false, notes };
  const home = await realpath(dir);
  const root = options.root === undefined ? home : await realpath(options.root);
  // People and editors call the files as they opened them, links not followed.
  const nameOf = options.uriOf ?? (file => pathToFileURL(file).href);
  const uriOf = (file: string) => nameOf(path.join(options.root ?? dir, path.relative(root, file)));
  const named = options.output ?? (await outputOf(home));
  const folder = await realpath(path.resolve(home, named)).catch(() => null);
  if (folder === null) return nothing;
  if (!isInside(root, folder)) {
    notes.push(`${JSON.stringify(named)} is outside of the project`);
    return nothing;
  }
  const below = await newestSource(home);
  if (options.onlyNewer && (await writtenAt(path.join(folder, 'manifest.json'))) < (below ?? Number.POSITIVE_INFINITY))
    return nothing;
  const files = new AssemblyFiles(folder);
  const manifest = await readManifest(files);
  if (!manifest) return { ...nothing, notes: files.notes };
  const assembled = Math.min(...files.written.values());

  const reports = await reportsOf(files);
  const violations = reports.flatMap(report => readReport(report.content));
  const places = new Places(root, uriOf);
  await places.learn(stacksIn(manifest, violations));
  const constructs = constructsOf(manifest, places);
  const newest = Math.max(below ?? Number.POSITIVE_INFINITY, ...(await Promise.all([...places.files].map(writtenAt))));
  const current = violations.length > 0 && reports.every(report => report.written >= newest);
  const { problems, unplaced } = problemsOf(manifest, constructs, current ? violations : [], places);
  if (newest === Number.POSITIVE_INFINITY) files.notes.push('there are too many files to tell how old the sources are');
  if (violations.length > 0 && !current) files.notes.push('the validation report is older than the sources');
  if (unplaced > 0) files.notes.push(`${unplaced} findings of other tools have no place in the source`);

  const library = manifest.tree.find(({ fqn, version }) => fqn?.startsWith('aws-cdk-lib.') && version !== null);
  const app = describeApp(home);
  const entry = 'entry' in app ? app.entry : path.join(home, 'cdk.json');
  const total = performance.now() - started;
  const model: SynthModel = {
    dir: uriOf(home),
    entry: uriOf(entry),
    from: 'assembly',
    ok: true,
    library: library?.version ?? null,
    texts: places.texts,
    sites: places.sites,
    constructs,
    stacks: manifest.stacks,
    problems,
    dummies: [...new Set(manifest.missing.flatMap(dummiesOf))],
    account: NO_ACCOUNT,
    region: NO_REGION,
    timings: { host: total, child: 0, map: 0, total },
  };
  return { model, newer: assembled >= newest, notes: files.notes };
}

/** The folder of the assembly by cdk.json: what it says is written, or what it says the app is, if that was written before. */
async function outputOf(dir: string): Promise<string> {
  const json = await textOfFile(path.join(dir, 'cdk.json'), MAX_CDK_JSON);
  const config = json === null ? {} : looseJson('cdk.json', json).value;
  const app = text(field(config, 'app'));
  if (app !== null && (await fileInside(dir, path.resolve(dir, app, 'manifest.json'))) !== null) return app;
  return text(field(config, 'output')) ?? 'cdk.out';
}

/** The report of the validators, in its newest form. */
async function reportsOf(files: AssemblyFiles): Promise<{ content: unknown; written: number }[]> {
  for (const name of REPORTS) {
    if (!(await files.has(name))) continue;
    const content = await files.json(name);
    if (content !== undefined) return [{ content, written: files.written.get(name) ?? 0 }];
  }
  return [];
}

/** All stacks of frames that the assembly has. */
function* stacksIn(manifest: Manifest, violations: readonly Violation[]): Generator<readonly string[]> {
  for (const entries of manifest.metadata.values()) {
    yield creationStack(entries);
    for (const { stack } of assignments(entries)) yield stack;
    for (const { trace } of entries) yield texts(trace);
  }
  for (const { stacks } of violations) yield* stacks;
}
