/**
 * Where a path leads in the sandbox: to the file itself, to its copy in the shadow folder when the app has written to it,
 * or nowhere. The project is never written to: what an app writes outside of its scratch folder lands in the shadow, from
 * which the same run reads it back.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUint8Array } from 'node:util/types';
import { slice, startsWith, table, toLowerCase } from './originals.ts';
import { current } from './recording.ts';

type Below = (...args: never[]) => unknown;

/** Node's own functions, as they are before the guard or the app takes their place. */
const real = { ...fs };
const { basename, dirname, isAbsolute, join, resolve, sep } = path;
const decode = TextDecoder.prototype.decode.bind(new TextDecoder());
const fromUrl = fileURLToPath;

export function missing(call: string, file: string): NodeJS.ErrnoException {
  const message = `ENOENT: no such file or directory, ${call} '${file}'`;
  return Object.assign(new Error(message), { code: 'ENOENT', errno: -2, syscall: call, path: file });
}

const fold: (file: string) => string = process.platform === 'win32' ? file => toLowerCase(file) : file => file;

/** Whether `file` is `folder` or in it. */
function isWithin(file: string, folder: string): boolean {
  const inner = fold(file);
  const outer = fold(folder);
  return inner === outer || startsWith(inner, outer[outer.length - 1] === sep ? outer : outer + sep);
}

function isWithinOne(file: string, folders: readonly string[]): boolean {
  for (let i = 0; i < folders.length; i++) if (isWithin(file, folders[i] as string)) return true;
  return false;
}

/**
 * The path that an argument of a function of `fs` names; undefined for a file descriptor, and for what Node refuses. All
 * objects are read here, once: Node takes whatever has the properties of a URL, which could be others when they are read
 * again. Throws for what names no file.
 */
export function pathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return resolve(argument);
  if (argument === null || (typeof argument !== 'object' && typeof argument !== 'function')) return undefined;
  if (isUint8Array(argument)) return resolve(decode(argument));
  return resolve(fromUrl(`${(argument as { href?: unknown }).href}`));
}

export class Places {
  private readonly roots: readonly string[];
  /** The same with links followed. */
  private readonly realRoots: readonly string[];
  /** Where paths lead that were asked for in this run. */
  private links = table<string>();
  private readonly ancestors = table<true>();
  private readonly scratch: string;
  private readonly shadow: string;
  /** The folder of the cloud assembly. */
  private readonly out: string;
  /** What the app removed: the files are still there, but not for it. */
  private readonly removed = new Set<string>();
  /** Whether the app has written anything: if not, no look at the shadow is needed. */
  private written = false;

  /** `roots` are the folders that may be read, `scratch` the one that may be written to. */
  constructor(roots: readonly string[], scratch: string) {
    this.scratch = scratch;
    this.shadow = join(scratch, 'shadow');
    this.out = join(scratch, 'out');
    this.roots = [...roots, scratch].map(r => resolve(r));
    this.realRoots = [...new Set(this.roots.flatMap(r => [r, this.followed(r)]))];
    for (const root of this.roots) {
      for (let folder = dirname(root); ; folder = dirname(folder)) {
        this.ancestors[folder] = true;
        if (folder === dirname(folder)) break;
      }
    }
  }

  /** Forgets what the last run wrote; the files themselves go with the scratch folder. */
  forget(): void {
    this.links = table();
    this.removed.clear();
    this.written = false;
  }

  /** Whether there may be files in the shadow. */
  get changed(): boolean {
    return this.written || this.removed.size > 0;
  }

  /** A folder above one that may be read: it may be walked through, and shows nothing else. */
  isAncestor(file: string): boolean {
    return this.ancestors[file] === true;
  }

  /**
   * Whether a file may be read: as its path is written, which is what Node's permission model looks at, and with links
   * followed, since one in the project could lead anywhere.
   */
  isReadable(file: string): boolean {
    return this.isNamed(file) && isWithinOne(this.followed(file), this.realRoots);
  }

  /** Whether a path, as it is written, is in a folder that may be read. */
  private isNamed(file: string): boolean {
    return isWithinOne(file, this.roots);
  }

  /** The path with links followed, as far as there is something. */
  followed(file: string): string {
    let found = this.links[file];
    if (found === undefined) {
      try {
        found = real.realpathSync.native(file);
      } catch {
        const folder = dirname(file);
        found = folder === file ? file : join(this.followed(folder), basename(file));
      }
      this.links[file] = found;
    }
    return found;
  }

  private isRemoved(file: string): boolean {
    if (this.removed.size === 0) return false;
    for (const gone of this.removed) if (isWithin(file, gone)) return true;
    return false;
  }

  /** The place of `file` in the shadow. */
  shadowOf(file: string): string {
    return join(this.shadow, file[1] === ':' ? `${file[0]}${slice(file, 2)}` : file);
  }

  /** The path that a message about the shadow is really about. */
  unshadowed(text: string): string {
    return text.replaceAll(this.shadow, '');
  }

  /**
   * Where to read `file`. Throws as for a file that is not there when it may not be read. `probe` says that only whether
   * it exists is asked.
   */
  reading(file: string, call: string, probe: boolean, below: Below): string {
    if (this.changed && !isWithin(file, this.scratch)) {
      const copy = this.shadowOf(file);
      if (this.written && real.existsSync(copy)) return copy;
      if (this.isRemoved(file)) throw missing(call, file);
    }
    const asset = this.assetIn(file);
    if (asset !== undefined) return asset;
    if (this.isReadable(file) || (probe && this.isAncestor(file))) return file;
    // What stands in the project and isn't there is asked about; what may stand elsewhere may as well not be there.
    if (this.isNamed(file)) current()?.deny('read', this.followed(file), false, below);
    else current()?.deny('read', file, probe, below);
    throw missing(call, file);
  }

  /**
   * Assets stay where they are, so that their path in the output folder is their own. Who puts that folder before it, as
   * the library itself does here and there, means the asset.
   */
  private assetIn(file: string): string | undefined {
    if (!isWithin(file, this.out) || real.existsSync(file)) return undefined;
    const rest = slice(file, this.out.length);
    const asset = sep === '\\' && rest[0] === sep ? slice(rest, 1) : rest;
    return isAbsolute(asset) && this.isReadable(asset) ? asset : undefined;
  }

  /** Where to write `file`; `keep` when what is in it counts. The folders above it exist afterwards if they did for the app. */
  writing(file: string, keep: boolean, below: Below): string {
    if (isWithin(file, this.scratch)) return file;
    current()?.deny('write', file, true, below);
    const folder = dirname(file);
    // What is outside of the readable folders can't be known, and is taken to be there.
    const isThere = !this.isReadable(folder) || (!this.isRemoved(folder) && this.isFolder(folder));
    if (!isThere && !real.existsSync(this.shadowOf(folder))) throw missing('open', file);
    const copy = this.shadowOf(file);
    real.mkdirSync(dirname(copy), { recursive: true });
    this.written = true;
    if (keep && !real.existsSync(copy) && this.isReadable(file) && !this.isRemoved(file) && real.existsSync(file))
      real.copyFileSync(file, copy);
    return copy;
  }

  /** Makes the folder `file` in the shadow. */
  makingFolder(file: string, recursive: boolean, below: Below): string {
    if (isWithin(file, this.scratch)) return file;
    if (!recursive) return this.writing(file, false, below);
    current()?.deny('write', file, true, below);
    this.written = true;
    return this.shadowOf(file);
  }

  /** Removes `file` for the app; gives what is to be removed really: its shadow, if there is one. */
  removing(file: string, below: Below): string | null {
    if (isWithin(file, this.scratch)) return file;
    current()?.deny('write', file, true, below);
    if (this.isFolder(file) || (this.isReadable(file) && real.existsSync(file))) this.removed.add(file);
    const copy = this.shadowOf(file);
    return real.existsSync(copy) ? copy : null;
  }

  /** The folders to read for the names in the folder `file`: itself and its shadow. */
  folders(file: string): string[] {
    const own = this.isReadable(file) && !this.isRemoved(file) && real.existsSync(file);
    const copy = this.shadowOf(file);
    if (!this.written || isWithin(file, this.scratch) || !real.existsSync(copy)) return own ? [file] : [];
    return own ? [copy, file] : [copy];
  }

  /** Whether the app removed this very file, and made no new one. */
  isGone(file: string): boolean {
    return this.removed.has(file) && !real.existsSync(this.shadowOf(file));
  }

  private isFolder(file: string): boolean {
    if (this.isAncestor(file)) return true;
    if (!this.isReadable(file)) return false;
    try {
      return real.statSync(file).isDirectory();
    } catch {
      return false;
    }
  }

  /** Whether writing there needs no shadow. */
  isScratch(file: string): boolean {
    return isWithin(file, this.scratch);
  }

  /** A folder that may be read, to stand in for one of its ancestors. */
  get someFolder(): string {
    return this.scratch;
  }
}
