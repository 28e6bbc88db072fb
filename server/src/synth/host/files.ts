/**
 * The files of an app as they are now: the editor's unsaved texts first, then the disk. What is known of a file on disk
 * holds for one run; the next run asks the disk once for each file that it needs.
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Larger files are no part of an app that anyone writes by hand. */
const MAX_SIZE = 4_000_000;

interface Known {
  readonly modified: number;
  readonly size: number;
  readonly text: string;
}

export class Files {
  #overlay: ReadonlyMap<string, string>;
  /** What the disk said in this run: the folder or the file with its time, or that there is nothing. */
  readonly #stats = new Map<string, 'folder' | { readonly modified: number; readonly size: number } | null>();
  /** Texts that were read in any run. */
  readonly #texts = new Map<string, Known>();

  constructor(overlay: ReadonlyMap<string, string> = new Map()) {
    this.#overlay = overlay;
  }

  /** Starts a run with these unsaved texts. */
  start(overlay: ReadonlyMap<string, string>): void {
    this.#overlay = overlay;
    this.#stats.clear();
  }

  /** Forgets the texts of files that changed. */
  forget(paths: Iterable<string>): void {
    for (const file of paths) this.#texts.delete(file);
  }

  isFile(file: string): boolean {
    if (this.#overlay.has(file)) return true;
    const stat = this.#stat(file);
    return stat !== null && stat !== 'folder';
  }

  isFolder(folder: string): boolean {
    return this.#stat(folder) === 'folder';
  }

  /** The text of a file without a byte order mark, as editors count; null if there is none that could be read. */
  read(file: string): string | null {
    const unsaved = this.#overlay.get(file);
    if (unsaved !== undefined) return unsaved;
    const stat = this.#stat(file);
    if (stat === null || stat === 'folder' || stat.size > MAX_SIZE) return null;
    const known = this.#texts.get(file);
    if (known && known.modified === stat.modified && known.size === stat.size) return known.text;
    try {
      const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
      this.#texts.set(file, { ...stat, text });
      return text;
    } catch {
      return null;
    }
  }

  /** The parsed content of a JSON file; null when there is none or it is broken. */
  json(file: string): Record<string, unknown> | null {
    const text = this.read(file);
    if (text === null) return null;
    try {
      const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
      return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
    } catch {
      return null;
    }
  }

  #stat(file: string): 'folder' | { readonly modified: number; readonly size: number } | null {
    let stat = this.#stats.get(file);
    if (stat !== undefined) return stat;
    try {
      const found = statSync(file, { throwIfNoEntry: false });
      stat = !found
        ? null
        : found.isDirectory()
          ? 'folder'
          : found.isFile()
            ? { modified: found.mtimeMs, size: found.size }
            : null;
    } catch {
      stat = null;
    }
    this.#stats.set(file, stat);
    return stat;
  }
}

/** A path with all links followed, or the path itself where there is nothing. */
export function realPath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    return path.resolve(file);
  }
}

/** A folder and those above it, the innermost first. */
export function* upward(folder: string): Generator<string> {
  for (let current = folder; ; current = path.dirname(current)) {
    yield current;
    if (path.dirname(current) === current) return;
  }
}

/** Whether a path stands in a folder or is that folder. */
export function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

/** The user's home folder; where there is none, as in some containers, a folder that no project is above. */
export function homeFolder(): string {
  try {
    return homedir() || tmpdir();
  } catch {
    return tmpdir();
  }
}
