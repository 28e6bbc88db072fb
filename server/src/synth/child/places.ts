/**
 * Where a path leads in the sandbox: to the file itself, to its copy in the shadow folder when the app has written to it,
 * or nowhere. The project is never written to: what an app writes outside of its scratch folder lands in the shadow, from
 * which the same run reads it back.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { current } from './recording.ts';

type Below = (...args: never[]) => unknown;

/** Node's own functions, as they are before the guard takes their place. */
const real = { ...fs };

export function missing(call: string, file: string): NodeJS.ErrnoException {
  const message = `ENOENT: no such file or directory, ${call} '${file}'`;
  return Object.assign(new Error(message), { code: 'ENOENT', errno: -2, syscall: call, path: file });
}

const fold: (file: string) => string = process.platform === 'win32' ? file => file.toLowerCase() : file => file;

/** Whether `file` is `folder` or in it. */
function isWithin(file: string, folder: string): boolean {
  const [inner, outer] = [fold(file), fold(folder)];
  return inner === outer || inner.startsWith(outer.endsWith(path.sep) ? outer : outer + path.sep);
}

/** The path that an argument of a function of `fs` names; undefined for a file descriptor. */
export function pathOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return path.resolve(argument);
  if (Buffer.isBuffer(argument)) return path.resolve(argument.toString());
  if (argument instanceof URL) return fileURLToPath(argument);
  return undefined;
}

export class Places {
  private readonly roots: readonly string[];
  /** The same with links followed. */
  private readonly realRoots: readonly string[];
  /** Where paths lead that were asked for in this run. */
  private readonly links = new Map<string, string>();
  private readonly ancestors = new Set<string>();
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
    this.shadow = path.join(scratch, 'shadow');
    this.out = path.join(scratch, 'out');
    this.roots = [...roots, scratch].map(r => path.resolve(r));
    this.realRoots = [...new Set(this.roots.flatMap(r => [r, this.followed(r)]))];
    for (const root of this.roots) {
      for (let folder = path.dirname(root); ; folder = path.dirname(folder)) {
        this.ancestors.add(folder);
        if (folder === path.dirname(folder)) break;
      }
    }
  }

  /** Forgets what the last run wrote; the files themselves go with the scratch folder. */
  forget(): void {
    this.links.clear();
    this.removed.clear();
    this.written = false;
  }

  /** Whether there may be files in the shadow. */
  get changed(): boolean {
    return this.written || this.removed.size > 0;
  }

  /** A folder above one that may be read: it may be walked through, and shows nothing else. */
  isAncestor(file: string): boolean {
    return this.ancestors.has(file);
  }

  /** Node's permission model looks at paths as they are written: a link in the project could lead anywhere. */
  private isReadable(file: string): boolean {
    return this.isNamed(file) && this.realRoots.some(r => isWithin(this.followed(file), r));
  }

  /** Whether a path, as it is written, is in a folder that may be read. */
  private isNamed(file: string): boolean {
    return this.roots.some(r => isWithin(file, r));
  }

  /** The path with links followed, as far as there is something. */
  private followed(file: string): string {
    let found = this.links.get(file);
    if (found === undefined) {
      try {
        found = real.realpathSync.native(file);
      } catch {
        const folder = path.dirname(file);
        found = folder === file ? file : path.join(this.followed(folder), path.basename(file));
      }
      this.links.set(file, found);
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
    return path.join(this.shadow, file.replace(/^([A-Za-z]):/, '$1'));
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
    const rest = file.slice(this.out.length);
    const asset = process.platform === 'win32' ? rest.replace(/^\\/, '') : rest;
    return path.isAbsolute(asset) && this.isReadable(asset) ? asset : undefined;
  }

  /** Where to write `file`; `keep` when what is in it counts. The folders above it exist afterwards if they did for the app. */
  writing(file: string, keep: boolean, below: Below): string {
    if (isWithin(file, this.scratch)) return file;
    current()?.deny('write', file, true, below);
    const folder = path.dirname(file);
    // What is outside of the readable folders can't be known, and is taken to be there.
    const isThere = !this.isReadable(folder) || (!this.isRemoved(folder) && this.isFolder(folder));
    if (!isThere && !real.existsSync(this.shadowOf(folder))) throw missing('open', file);
    const copy = this.shadowOf(file);
    real.mkdirSync(path.dirname(copy), { recursive: true });
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
    const own = this.isReadable(file) && !this.isRemoved(file) ? [file] : [];
    const copies = this.written && !isWithin(file, this.scratch) ? [this.shadowOf(file)] : [];
    return [...copies, ...own].filter(f => real.existsSync(f));
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
