/** Files on disk: which ones may be ours, their text, where projects begin, and whether a file exists. */
import { existsSync, statSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isUnder, keyOfPath, parentOf, pathOfKey } from './uris.ts';

/** Folders that hold what others wrote or what a build made. */
const SKIPPED: ReadonlySet<string> = new Set([
  'node_modules',
  'cdk.out',
  '.git',
  'dist',
  'build',
  'coverage',
  '.aws-sam',
  '.venv',
  'venv',
  '__pycache__',
  'site-packages',
  '__snapshots__',
]);

/** What `cdk synth --output` is told to fill beside the usual folder: `cdk.out.prod`, `cdk.out-2`. */
const SYNTHESIZED = /^cdk[.-]out(?![a-z])/i;

/** Whether a folder is one of those; in `orders.integ.snapshot` the CDK's integration tests keep what they have deployed. */
export function isSkippedName(name: string): boolean {
  return SKIPPED.has(name) || name.endsWith('.snapshot') || SYNTHESIZED.test(name);
}

/** What front ends may want; whether they do is theirs to say, from a look at the text. */
const CANDIDATE = /\.(ya?ml|json|template|cfn|[cm]?[jt]sx?|py)$/i;
/** Among them `packaged.yaml`, which `sam package` makes of a template. */
const NEVER =
  /(\.d\.[cm]?ts|\.min\.js|^package-lock\.json|^npm-shrinkwrap\.json|^packaged([.-]template)?\.(ya?ml|json))$/i;

/** The glob of the files whose changes are watched. Coming and going is watched for everything: folders have no ending. */
export const WATCHED = '**/*.{yaml,yml,json,template,cfn,ts,tsx,mts,cts,js,jsx,mjs,cjs,py}';

/** A file whose coming or going moves the root of a project. */
export const PROJECT_MARKERS: readonly string[] = ['plumbline.yaml', 'cdk.json'];

/** Bytes: a file on disk above this is data, not something that people wrote. */
const MAX_FILE = 2 * 1024 * 1024;
/** Characters: an open document above this is not read either, since one look would take seconds. */
export const MAX_OPEN = 5 * 1024 * 1024;
/** How many files of one folder are looked at. */
export const MAX_FILES = 20_000;

/** Whether a file could be ours by its name. */
export function isCandidate(name: string): boolean {
  return CANDIDATE.test(name) && !NEVER.test(name);
}

/** Whether a path below a workspace folder leads through a folder that is never read. */
export function isSkipped(relative: string): boolean {
  return relative.split('/').some(isSkippedName);
}

/**
 * The keys of all files below a folder that could be ours, links not followed (they may lead in circles), at most
 * `MAX_FILES`. Folders that cannot be read are passed over.
 */
export async function listCandidates(
  folder: string,
  excluded: (key: string) => boolean,
  breathe: () => Promise<void>,
): Promise<string[]> {
  const start = pathOfKey(folder);
  if (start === null) return [];
  const found: string[] = [];
  const waiting = [start];
  for (let next = waiting.pop(); next !== undefined && found.length < MAX_FILES; next = waiting.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const full = path.join(next, entry.name);
      if (entry.isDirectory()) {
        if (!isSkippedName(entry.name)) waiting.push(full);
      } else if (entry.isFile() && isCandidate(entry.name)) {
        const key = keyOfPath(full);
        if (!excluded(key)) found.push(key);
      }
    }
    await breathe();
  }
  return found.slice(0, MAX_FILES);
}

/** Why a file was not read, in words. */
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'EACCES' || code === 'EPERM') return 'no permission to read it';
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'ELOOP') return 'a link that leads to itself';
  return error instanceof Error ? error.message : String(error);
}

/**
 * The text of a file as an editor would show it (without a byte order mark); null for what is missing, too big, binary or
 * can't be read, of which `log` is told.
 */
export async function readText(key: string, log?: (line: string) => void): Promise<string | null> {
  const file = pathOfKey(key);
  if (file === null) return null;
  try {
    // A pipe or a device with the name of a file would be read for ever; a pipe even opened.
    if (!(await stat(file)).isFile()) return null;
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > MAX_FILE) return null;
      const bytes = await handle.readFile();
      if (bytes.subarray(0, 1024).includes(0)) return null;
      return bytes.toString('utf8').replace(/^\uFEFF/, '');
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log?.(`${file} was not read: ${reasonOf(error)}.`);
    return null;
  }
}

export interface ProjectFinder {
  /** The root of the project that a document belongs to. */
  projectOf(key: string): string;
  forget(): void;
}

/**
 * Finds projects: the nearest folder upwards that holds one of the markers, else the workspace folder, else (for a
 * document outside of any) the folder it stands in. `folder` is null for documents outside of all workspace folders.
 * @param otherwise The root of a file for which there are no markers and no workspace folder.
 */
export function projectFinder(folder: string | null, otherwise: (key: string) => string = parentOf): ProjectFinder {
  const roots = new Map<string, string>();
  const rootOf = (directory: string, depth: number): string | null => {
    if (folder !== null && directory !== folder && !isUnder(directory, folder)) return null;
    const known = roots.get(directory);
    if (known !== undefined) return known;
    const local = pathOfKey(directory);
    if (local === null || depth > 64) return null;
    if (PROJECT_MARKERS.some(marker => existsSync(path.join(local, marker)))) {
      roots.set(directory, directory);
      return directory;
    }
    const parent = parentOf(directory);
    const found = parent === directory || directory === folder ? null : rootOf(parent, depth + 1);
    if (found !== null) roots.set(directory, found);
    else if (folder !== null) roots.set(directory, folder);
    return found;
  };
  return {
    projectOf(key) {
      return rootOf(parentOf(key), 0) ?? folder ?? otherwise(key);
    },
    forget: () => roots.clear(),
  };
}

export interface Existence {
  fileExists(key: string): boolean | null;
  forget(): void;
}

/** How long a look at the disk is good for, in milliseconds, where the client does not tell about changes. */
const GOOD_FOR = 2000;

/** False for what can't be asked for, too: a name too long, links in a circle, a folder that is closed. */
function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Whether files exist: an open document does, one on disk is looked up (and remembered for a moment, since linking asks
 * for the same files at every keystroke), and null outside of the folder or where there is no disk.
 */
export function existence(folder: string | null, isOpen: (key: string) => boolean): Existence {
  const known = new Map<string, { readonly exists: boolean; readonly at: number }>();
  return {
    fileExists(key) {
      if (isOpen(key)) return true;
      if (folder !== null && !isUnder(key, folder)) return null;
      const file = pathOfKey(key);
      if (file === null) return null;
      const now = performance.now();
      const last = known.get(key);
      if (last && now - last.at < GOOD_FOR) return last.exists;
      const exists = isFile(file);
      known.set(key, { exists, at: now });
      return exists;
    },
    forget: () => known.clear(),
  };
}
