/** When the sources of an app were last written, so that an assembly can be told to be older or newer than they are. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** How many files are looked at; a folder with more is not one app. */
const MAX_FILES = 20_000;
/** Folders that hold no sources: what others wrote, what a build made. Hidden folders are passed over, too. */
const PASSED = new Set(['node_modules', 'cdk.out', 'dist', 'build', 'coverage', 'test', 'tests', '__tests__']);
const SCRIPT = /\.[cm]?tsx?$/;
const COMPILED = /\.[cm]?jsx?$/;
const NO_SOURCE = /\.(?:test|spec)\.[cm]?[jt]sx?$|\.d\.[cm]?ts$/;

/**
 * When the newest source below a folder was written, in milliseconds since 1970: scripts and the JSON files that decide
 * what they do. Null when there are too many files to say.
 */
export async function newestSource(folder: string): Promise<number | null> {
  let newest = 0;
  let seen = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const current = next;
    const entries = await readdir(current, { withFileTypes: true }).catch(() => []);
    const names = new Set(entries.map(entry => entry.name));
    // Every cloud assembly has a file of this name: it is the output of another synthesis.
    if (entries.some(entry => entry.name === 'cdk.out' && entry.isFile())) continue;
    for (const entry of entries) {
      const full = path.join(current, entry.name);
      if (entry.isDirectory()) {
        if (!PASSED.has(entry.name) && !entry.name.startsWith('.')) waiting.push(full);
      } else if (entry.isFile() && isSource(entry.name, names)) {
        if (++seen > MAX_FILES) return null;
        newest = Math.max(newest, await writtenAt(full));
      }
    }
  }
  return newest;
}

/** When a file was written; 0 for one that isn't there. */
export async function writtenAt(file: string): Promise<number> {
  return stat(file).then(
    status => status.mtimeMs,
    () => 0,
  );
}

function isSource(name: string, beside: ReadonlySet<string>): boolean {
  if (NO_SOURCE.test(name)) return false;
  // A script beside the TypeScript that it was made from is written by every build.
  if (COMPILED.test(name)) return !beside.has(name.replace(/jsx?$/, extension => extension.replace('js', 'ts')));
  return SCRIPT.test(name) || name.endsWith('.json');
}
