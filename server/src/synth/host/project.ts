/** Finds the CDK apps of a folder, and reads from cdk.json and its neighbours what it takes to run one. */
import { lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Command, type Started, readCommand } from './command.ts';
import { Files, homeFolder, isWithin, realPath, upward } from './files.ts';
import { looseJson } from './json.ts';
import { type TsConfig, findTsConfig, readTsConfig, sourceOf } from './tsconfig.ts';

/** How deep and how wide apps are looked for. */
const MAX_LEVELS = 8;
const MAX_FOLDERS = 5000;
const MAX_APPS = 100;
const SKIPPED = new Set(['node_modules', 'cdk.out', 'dist', 'build', 'coverage', 'out', 'target', 'venv', 'vendor']);

const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.mts', '/index.js'];

export interface AppDescription {
  /** The folder of cdk.json, links followed. */
  readonly dir: string;
  /** The same folder by the name that the caller gave. */
  readonly opened: string;
  /** The source file that is run. */
  readonly entry: string;
  /** The `app` of cdk.json as written. */
  readonly command: string;
  /** Variables that the command sets. */
  readonly env: Readonly<Record<string, string>>;
  /** Of cdk.json and cdk.context.json. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly tsconfig: TsConfig;
  /** The `type` of the package that the entry belongs to. */
  readonly moduleType: 'module' | 'commonjs';
  /** Where aws-cdk-lib is, links followed; null when it is not installed. */
  readonly libraryDir: string | null;
  /** Folders that the app may read: the workspace or package root, node_modules on the way up, linked packages. */
  readonly roots: readonly string[];
}

export interface AppProblem {
  /** A sentence that says what to do. */
  readonly problem: string;
  /** The file that it is about. */
  readonly at: string | null;
}

/** The folders below a folder (or itself) that have a cdk.json with an app, the outer ones first. */
export function findApps(folder: string): string[] {
  const found: string[] = [];
  let level = [folder];
  let visited = 0;
  for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
    const next: string[] = [];
    for (const current of level) {
      if (++visited > MAX_FOLDERS || found.length >= MAX_APPS) return found;
      let entries: { name: string; isDirectory(): boolean }[];
      try {
        entries = readdirSync(current, { withFileTypes: true });
      } catch {
        continue;
      }
      if (entries.some(e => e.name === 'cdk.json' && !e.isDirectory())) found.push(current);
      for (const entry of entries)
        if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
          next.push(path.join(current, entry.name));
    }
    level = next.sort();
  }
  return found;
}

/**
 * What it takes to run the app of a folder, or what keeps it from being run. `overlay` has unsaved texts by path.
 */
export function describeApp(
  folder: string,
  overlay: ReadonlyMap<string, string> = new Map(),
): AppDescription | AppProblem {
  const opened = path.resolve(folder);
  const dir = realPath(opened);
  const files = new Files(translated(overlay, opened, dir));
  const at = path.join(opened, 'cdk.json');
  const text = files.read(path.join(dir, 'cdk.json'));
  if (text === null) return { problem: 'There is no cdk.json in this folder.', at: null };
  const { value: config, isWhole } = looseJson(at, text);
  if (!isWhole || typeof config !== 'object' || config === null) return { problem: 'cdk.json is no valid JSON.', at };
  const { app } = config as { app?: unknown };
  if (typeof app !== 'string' || app.trim() === '')
    return { problem: 'cdk.json names no app: add its command, as in "app": "npx tsx bin/app.ts".', at };
  const command = readCommand(app, dir, files);
  if (command.kind !== 'file') return { problem: inWords(command, app, dir, files), at };
  const root = workspaceRoot(dir, files);
  let tsconfig = readTsConfig(files, command.tsconfig ?? findTsConfig(files, path.dirname(command.file), root));
  const entry = entryOf(command.file, tsconfig, dir, root, files);
  if (entry === null)
    return {
      problem: `The file that cdk.json starts, ${path.relative(dir, command.file)}, does not exist.`,
      at,
    };
  // A compiled entry lies outside of what its source's tsconfig.json holds for.
  if (command.tsconfig === null) tsconfig = readTsConfig(files, findTsConfig(files, path.dirname(entry), root));
  const type = moduleType(entry, files);
  const esModuleInterop = type === 'module' || !byCompiler(command) || (tsconfig.interop ?? newCompiler(dir, files));
  return {
    dir,
    opened,
    entry,
    command: app,
    env: command.env,
    context: contextOf(config as Record<string, unknown>, dir, files),
    tsconfig: { ...tsconfig, emit: { ...tsconfig.emit, esModuleInterop } },
    moduleType: type,
    libraryDir: libraryOf(dir, files),
    roots: rootsOf(dir, root, files),
  };
}

/** Unsaved texts under the names that the app's files have: those with links followed. */
export function translated(
  overlay: ReadonlyMap<string, string>,
  opened: string,
  dir: string,
): ReadonlyMap<string, string> {
  const link = linkOf(opened, dir);
  if (link === null) return overlay;
  return new Map([...overlay].map(([file, text]) => [moved(file, link.from, link.to), text]));
}

/** The innermost link on the way to a folder, and where it leads; null when there is none. */
export function linkOf(opened: string, dir: string): { readonly from: string; readonly to: string } | null {
  if (opened === dir) return null;
  for (const folder of upward(opened))
    try {
      if (lstatSync(folder).isSymbolicLink()) return { from: folder, to: realPath(folder) };
    } catch {
      // Nothing there: no link.
    }
  // A different spelling, as file systems that ignore case allow.
  return { from: opened, to: dir };
}

/** A path with the folder that it stands in exchanged. */
export function moved(file: string, from: string, to: string): string {
  return isWithin(from, file) ? path.join(to, path.relative(from, file)) : file;
}

function inWords(command: Exclude<Command, { kind: 'file' }>, app: string, dir: string, files: Files): string {
  switch (command.kind) {
    case 'language':
      return `The app in cdk.json is written in ${command.language}: only TypeScript and JavaScript apps can be run while you type.`;
    case 'no-script':
      return `cdk.json starts the script "${command.script}", which ${path.relative(dir, command.at) || command.at} does not have.`;
    case 'unclear':
      if (files.isFolder(path.resolve(dir, app)) || files.isFile(path.resolve(dir, app, 'manifest.json')))
        return 'The app in cdk.json is the output of an earlier cdk synth: name the command that starts the app, as in "app": "npx tsx bin/app.ts".';
      return `The command "${app}" in cdk.json does not tell which TypeScript or JavaScript file it starts: name the file, as in "npx tsx bin/app.ts".`;
  }
}

/** The source file behind what a command starts: with its ending, not compiled. */
function entryOf(named: string, config: TsConfig, dir: string, root: string, files: Files): string | null {
  let file = ENDINGS.map(e => named + e).find(f => files.isFile(f)) ?? null;
  if (file === null && files.isFolder(named)) {
    const { main } = files.json(path.join(named, 'package.json')) ?? {};
    if (typeof main === 'string') return entryOf(path.resolve(named, main), config, dir, root, files);
  }
  // Compiled code may be missing or old: what counts is the source.
  const compiled = file ?? (/\.[mc]?js$/.test(named) ? named : `${named}.js`);
  if (/\.[mc]?js$/.test(compiled))
    file =
      sourceOf(files, compiled, config, dir) ?? (dir === root ? null : sourceOf(files, compiled, config, root)) ?? file;
  if (file === null && /\.[mc]?ts$/.test(named)) {
    const script = named.replace(/ts$/, 'js');
    if (files.isFile(script)) file = script;
  }
  return file && /\.([mc]?[jt]s|[jt]sx)$/.test(file) && !/\.d\.[mc]?ts$/.test(file) ? file : null;
}

/** Keys of cdk.json win over looked-up values, as in the CDK's own command line. The user's home folder is not read. */
function contextOf(config: Record<string, unknown>, dir: string, files: Files): Record<string, unknown> {
  const found = files.read(path.join(dir, 'cdk.context.json'));
  const saved: unknown = found === null ? null : looseJson('cdk.context.json', found).value;
  const { context } = config;
  const lookups = typeof saved === 'object' && saved !== null ? saved : {};
  return { ...lookups, ...(typeof context === 'object' && context !== null ? context : {}) };
}

function moduleType(entry: string, files: Files): 'module' | 'commonjs' {
  if (/\.m[jt]s$/.test(entry)) return 'module';
  if (/\.c[jt]s$/.test(entry)) return 'commonjs';
  for (const folder of upward(path.dirname(entry))) {
    const file = path.join(folder, 'package.json');
    if (files.isFile(file)) return files.json(file)?.type === 'module' ? 'module' : 'commonjs';
  }
  return 'commonjs';
}

/** Whether TypeScript's own compiler makes the code that runs, as tsconfig.json has it. Other runners go their own way. */
function byCompiler({ runner, file }: Started): boolean {
  return /ts-node|tsnd/.test(runner) || (/^node/.test(runner) && !/\btsx\b/.test(runner) && !/\.[mc]?ts$/.test(file));
}

/** Whether the compiler is one that imports CommonJS modules as Node does unless it is told otherwise. */
function newCompiler(dir: string, files: Files): boolean {
  for (const folder of upward(dir)) {
    const version = files.json(path.join(folder, 'node_modules', 'typescript', 'package.json'))?.version;
    if (typeof version === 'string') return Number.parseInt(version, 10) >= 6;
  }
  return false;
}

function libraryOf(dir: string, files: Files): string | null {
  for (const folder of upward(dir)) {
    const library = path.join(folder, 'node_modules', 'aws-cdk-lib');
    if (files.isFile(path.join(library, 'package.json'))) return realPath(library);
  }
  return null;
}

/** The root of the repository or of the workspace of packages, else of the package. Never the home folder or above. */
function workspaceRoot(dir: string, files: Files): string {
  const home = homeFolder();
  let best = dir;
  for (const folder of upward(dir)) {
    if (isWithin(folder, home)) break;
    const has = (name: string) => files.isFile(path.join(folder, name));
    if (has('package.json') && best === dir) best = folder;
    if (has('pnpm-workspace.yaml') || has('lerna.json') || has('nx.json') || has('rush.json')) best = folder;
    else if (files.json(path.join(folder, 'package.json'))?.workspaces) best = folder;
    // Submodules and worktrees have a file of that name.
    if (has('.git') || files.isFolder(path.join(folder, '.git'))) return folder;
  }
  return best;
}

function rootsOf(dir: string, root: string, files: Files): string[] {
  const roots = [root];
  const add = (folder: string) => {
    if (!roots.some(r => isWithin(r, folder))) roots.push(folder);
  };
  add(dir);
  for (const folder of upward(dir)) {
    const modules = path.join(folder, 'node_modules');
    if (!files.isFolder(modules)) continue;
    // Where it is a link, packages are asked for by its name and read by what it leads to.
    add(modules);
    add(realPath(modules));
    for (const linked of links(modules, files)) {
      // What a linked package needs lies beside it.
      const beside = /^.*[\\/]node_modules(?=[\\/])/.exec(linked)?.[0];
      add(beside ?? linked);
    }
  }
  return roots;
}

/**
 * Where the linked packages of a node_modules folder are, those with a scope included. A link to anything else, or to a
 * folder that holds the user's home, lets nobody read there.
 */
function links(modules: string, files: Files): string[] {
  const found: string[] = [];
  const home = homeFolder();
  const look = (folder: string, scopes: boolean) => {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const full = path.join(folder, entry.name);
        if (scopes && entry.name.startsWith('@')) look(full, false);
        else if (entry.isSymbolicLink()) {
          const linked = realPath(full);
          if (files.isFile(path.join(linked, 'package.json')) && !isWithin(linked, home)) found.push(linked);
        }
      }
    } catch {
      // A folder that may not be read has no links to follow.
    }
  };
  look(modules, true);
  return found;
}
