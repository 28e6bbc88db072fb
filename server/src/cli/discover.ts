/** Finds the files that the CLI reads: everything a front end could want below the given paths. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isCandidate, isSkippedName, reasonOf } from '../lsp/files.ts';

/** Bytes. Larger files are never written by hand; the readers would only say that they are too large. */
const MAX_BYTES = 25_000_000;

export interface Discovered {
  /** Absolute paths, sorted. */
  readonly files: readonly string[];
  /** What could not be looked at, and why. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[];
}

/** Whether a path is a folder or lies in it. Both are absolute. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative);
}

/**
 * Whether a file, with links followed, lies in one of the folders or in the repository that one of them is in: what a
 * project names or links to is read within these bounds alone.
 */
export function insideOf(folders: readonly string[]): (file: string) => boolean {
  const bounds = folders.map(given => {
    const start = realpathSync(given);
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (existsSync(path.join(folder, '.git'))) return folder;
      if (path.dirname(folder) === folder) return start;
    }
  });
  return file => {
    const real = realpathSync(file);
    return bounds.some(bound => isInside(bound, real));
  };
}

/**
 * All candidate files below the paths; a path that is a file is taken whatever its name. Links are followed as long as they
 * stay within the repository, each folder is entered once, so that a cycle ends. A path that does not exist throws.
 */
export function discover(paths: readonly string[]): Discovered {
  const files = new Map<string, string>();
  const unread: { path: string; reason: string }[] = [];
  const seen = new Set<string>();
  const isOwn = insideOf(paths);
  /** Does one thing with one path; what fails is noted, and the others go on. */
  const guarded = (full: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      unread.push({ path: full, reason: reasonOf(error) });
    }
  };
  const take = (full: string): void => {
    if (statSync(full).size > MAX_BYTES) unread.push({ path: full, reason: 'larger than 25 MB' });
    // By real path: a file and a link to it are one file.
    else files.set(realpathSync(full), full);
  };
  const waiting: string[] = [];
  for (const given of paths) {
    const full = path.resolve(given);
    if (statSync(full).isDirectory()) waiting.push(full);
    else guarded(full, () => take(full));
  }
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const current = folder;
    guarded(current, () => {
      const real = realpathSync(current);
      if (seen.has(real)) return;
      seen.add(real);
      for (const entry of readdirSync(current, { withFileTypes: true })) {
        const full = path.join(current, entry.name);
        guarded(full, () => {
          // A link that leads nowhere is nothing that we miss.
          const kind = entry.isSymbolicLink() ? statSync(full, { throwIfNoEntry: false }) : entry;
          if (kind && kind !== entry && (kind.isDirectory() || isCandidate(entry.name)) && !isOwn(full)) {
            unread.push({ path: full, reason: 'a link out of the repository' });
            return;
          }
          if (kind?.isDirectory()) {
            if (!isSkippedName(entry.name)) waiting.push(full);
          } else if (kind?.isFile() && isCandidate(entry.name) && !files.has(full)) {
            take(full);
          }
        });
      }
    });
  }
  return { files: [...files.values()].sort(), unread };
}

/**
 * The requirements files that hold for the given paths from a folder above them: the nearest one above each, not further
 * up than the repository's folder or the current one.
 */
export function requirementsAbove(cwd: string, paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const given of paths) {
    const passed: string[] = [];
    for (let folder = path.dirname(given); ; folder = path.dirname(folder)) {
      passed.push(folder);
      if (folder === cwd || existsSync(path.join(folder, '.git')) || path.dirname(folder) === folder) break;
    }
    // Above the root of all nobody's requirements are ours.
    const top = passed.at(-1) as string;
    if (top !== cwd && !existsSync(path.join(top, '.git'))) continue;
    const file = passed.map(folder => path.join(folder, 'plumbline.yaml')).find(f => existsSync(f));
    if (file !== undefined) found.add(file);
  }
  return [...found];
}
