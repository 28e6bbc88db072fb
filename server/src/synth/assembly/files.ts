/**
 * Files below one folder, read with distrust: what a cloud assembly names may lead anywhere. Nothing outside of the
 * folder is opened, nothing too large is, and what can't be read becomes a note.
 */
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** Bytes of one file, and of all files together. Templates end at 1 MB; trees and manifests grow with the app. */
const MAX_FILE = 32 * 1024 * 1024;
const MAX_TOTAL = 128 * 1024 * 1024;

/** Whether a path is a folder or stands somewhere below it. Both are absolute, with links followed. */
export function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!/^\.\.(?:[\\/]|$)/.test(relative) && !path.isAbsolute(relative));
}

/** The file that a path leads to when links are followed, if that is a file inside of the folder; else null. */
export async function fileInside(folder: string, file: string): Promise<string | null> {
  try {
    const real = await realpath(file);
    return isInside(folder, real) && (await stat(real)).isFile() ? real : null;
  } catch {
    return null;
  }
}

/** Reads one file of a project as text, without the byte order mark; null for what is missing, too large or binary. */
export async function textOfFile(file: string, limit: number): Promise<string | null> {
  try {
    const handle = await open(file, 'r');
    try {
      const status = await handle.stat();
      if (!status.isFile() || status.size > limit) return null;
      const text = (await handle.readFile()).toString('utf8');
      return text.slice(0, 1024).includes('\0') ? null : text.replace(/^\uFEFF/, '');
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** The JSON files of one cloud assembly. */
export class AssemblyFiles {
  /** What could not be read, and why. */
  readonly notes: string[] = [];
  /** When each file that was read had been written, by name; milliseconds since 1970. */
  readonly written = new Map<string, number>();
  /** Absolute, links followed. */
  readonly folder: string;
  #left = MAX_TOTAL;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether there is a file of that name in the folder itself. */
  async has(name: string): Promise<boolean> {
    return (await fileInside(this.folder, path.join(this.folder, name))) !== null;
  }

  /** The value in a JSON file named relative to the folder; undefined, with a note, when there is none. */
  async json(name: string): Promise<unknown> {
    const full = path.resolve(this.folder, name);
    if (path.isAbsolute(name) || !isInside(this.folder, full)) return this.#refuse(name, 'is outside of the assembly');
    let real: string;
    try {
      real = await realpath(full);
    } catch {
      return this.#refuse(name, 'does not exist');
    }
    if (!isInside(this.folder, real)) return this.#refuse(name, 'is a link to the outside of the assembly');
    try {
      const status = await stat(real);
      if (!status.isFile()) return this.#refuse(name, 'is no file');
      if (status.size > Math.min(MAX_FILE, this.#left)) return this.#refuse(name, 'is too large');
      this.#left -= status.size;
      const text = await textOfFile(real, MAX_FILE);
      if (text === null) return this.#refuse(name, 'is not text');
      const value: unknown = JSON.parse(text);
      this.written.set(name, status.mtimeMs);
      return value;
    } catch (error) {
      return this.#refuse(name, error instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
    }
  }

  #refuse(name: string, why: string): undefined {
    // Names come from the assembly: control characters have no place in a log.
    this.notes.push(`${JSON.stringify(name.slice(0, 200))} ${why}`);
    return undefined;
  }
}
