/**
 * What imports between the app's own modules mean: relative paths, tsconfig paths, `#imports` of package.json, and
 * packages of the same workspace, whose TypeScript source is taken rather than what was compiled from it once. Packages
 * in node_modules are the child's to resolve.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { type Files, realPath, upward } from './files.ts';
import { type TsConfig, findTsConfig, readTsConfig, sourceOf } from './tsconfig.ts';

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const INDEXES = ['index.ts', 'index.tsx', 'index.mts', 'index.cts', 'index.js', 'index.mjs', 'index.cjs', 'index.json'];
const CONDITIONS = ['types', 'typescript', 'source', 'development', 'import', 'node', 'require', 'default'];

export class Resolver {
  readonly #files: Files;
  readonly #tsconfig: TsConfig;
  /** By folder and specifier. */
  readonly #known = new Map<string, string | null>();
  /** Workspace packages by folder and name: where they really are, or null for those that are none. */
  readonly #packages = new Map<string, string | null>();
  readonly #configs = new Map<string, TsConfig>();

  constructor(files: Files, tsconfig: TsConfig) {
    this.#files = files;
    this.#tsconfig = tsconfig;
  }

  /** Forgets everything: files came or went. */
  clear(): void {
    this.#known.clear();
    this.#packages.clear();
    this.#configs.clear();
  }

  /** The file of the app that an import in `from` means; null for packages, for Node's own modules, and for nothing. */
  resolve(from: string, specifier: string): string | null {
    if (isBuiltin(specifier)) return null;
    const folder = path.dirname(from);
    const key = `${folder}\0${specifier}`;
    const known = this.#known.get(key);
    // What was not there may have come; what was there may have gone.
    if (known && this.#files.isFile(known)) return known;
    if (known === null && !isLocal(specifier)) return null;
    const found = this.#find(folder, specifier);
    const own = found && !/[\\/]node_modules[\\/]/.test(found) ? found : null;
    this.#known.set(key, own);
    return own;
  }

  #find(folder: string, specifier: string): string | null {
    if (isLocal(specifier)) return this.#file(path.resolve(folder, specifier), /(^|\/)\.{0,2}\/?$/.test(specifier));
    if (specifier.startsWith('#')) {
      const internal = this.#internal(folder, specifier);
      if (internal) return internal;
    }
    for (const target of this.#mapped(specifier)) {
      const file = this.#file(target);
      if (file) return file;
    }
    return this.#workspacePackage(folder, specifier);
  }

  /** A path with or without its ending, of a file or of a folder. */
  #file(base: string, folderOnly = false): string | null {
    if (!folderOnly) {
      const script = /\.([mc]?)js(x?)$/.exec(base);
      if (script) {
        const stem = base.slice(0, script.index);
        const sources = [`${stem}.${script[1]}ts${script[2]}`, `${stem}.tsx`];
        for (const file of sources) if (this.#files.isFile(file)) return file;
      }
      if (/\.([mc]?[jt]s|[jt]sx|json)$/.test(base) && !/\.d\.[mc]?ts$/.test(base) && this.#files.isFile(base))
        return base;
      for (const ending of ENDINGS) if (this.#files.isFile(base + ending)) return base + ending;
    }
    if (!this.#files.isFolder(base) && folderOnly === false && !this.#inOverlay(base)) return null;
    const main = this.#files.json(path.join(base, 'package.json'))?.main;
    if (typeof main === 'string') {
      const file = this.#source(path.resolve(base, main), base);
      if (file) return file;
    }
    for (const index of INDEXES) {
      const file = path.join(base, index);
      if (this.#files.isFile(file)) return file;
    }
    return null;
  }

  /** Whether an index file of a folder that is not on the disk yet is open in the editor. */
  #inOverlay(folder: string): boolean {
    return INDEXES.some(index => this.#files.isFile(path.join(folder, index)));
  }

  *#mapped(specifier: string): Generator<string> {
    const { paths, baseUrl } = this.#tsconfig;
    let best: { length: number; targets: readonly string[]; middle: string } | null = null;
    for (const { pattern, targets } of paths) {
      const star = pattern.indexOf('*');
      if (star < 0) {
        if (pattern === specifier) best = { length: Number.POSITIVE_INFINITY, targets, middle: '' };
        continue;
      }
      const end = pattern.slice(star + 1);
      if (specifier.length < pattern.length - 1 || !specifier.startsWith(pattern.slice(0, star))) continue;
      if (!specifier.endsWith(end) || (best && best.length >= star)) continue;
      best = { length: star, targets, middle: specifier.slice(star, specifier.length - end.length) };
    }
    for (const target of best?.targets ?? []) yield target.replace('*', () => best?.middle ?? '');
    if (baseUrl) yield path.join(baseUrl, specifier);
  }

  /** `#name` by the `imports` of the package that the importing file belongs to. */
  #internal(folder: string, specifier: string): string | null {
    for (const current of upward(folder)) {
      const file = path.join(current, 'package.json');
      if (!this.#files.isFile(file)) continue;
      const imports = this.#files.json(file)?.imports;
      const target = matched(imports, specifier);
      return target === null ? null : this.#source(path.resolve(current, target), current);
    }
    return null;
  }

  /** A package that is linked into node_modules from the workspace. */
  #workspacePackage(folder: string, specifier: string): string | null {
    const parts = specifier.split('/');
    const length = specifier.startsWith('@') ? 2 : 1;
    const name = parts.slice(0, length).join('/');
    const home = this.#package(folder, name);
    if (home === null) return null;
    const rest = parts.slice(length).join('/');
    const manifest = this.#files.json(path.join(home, 'package.json'));
    const exported = matched(manifest?.exports, rest === '' ? '.' : `./${rest}`);
    const targets = [exported];
    if (rest !== '') targets.push(rest, `src/${rest}`);
    else {
      for (const key of ['source', 'main', 'module', 'types', 'typings'])
        if (typeof manifest?.[key] === 'string') targets.push(manifest[key]);
      targets.push('index', 'src/index', 'lib/index', 'src');
    }
    for (const target of targets) {
      if (target === null) continue;
      const file = this.#source(path.resolve(home, target), home);
      if (file) return file;
    }
    return null;
  }

  #package(folder: string, name: string): string | null {
    const key = `${folder}\0${name}`;
    const known = this.#packages.get(key);
    if (known !== undefined) return known;
    for (const current of upward(folder)) {
      const linked = path.join(current, 'node_modules', name);
      if (!this.#files.isFolder(linked)) continue;
      const real = realPath(linked);
      const own = /[\\/]node_modules[\\/]/.test(real) ? null : real;
      this.#packages.set(key, own);
      return own;
    }
    return null;
  }

  /** What people write for a file of a package that may be compiled, or may not exist. */
  #source(file: string, home: string): string | null {
    if (/\.d\.[mc]?ts$/.test(file) || /\.[mc]?js$/.test(file)) {
      const source = sourceOf(this.#files, file, this.#config(home), home);
      if (source) return source;
      if (/\.d\.[mc]?ts$/.test(file)) return null;
    }
    return this.#file(file);
  }

  #config(home: string): TsConfig {
    let config = this.#configs.get(home);
    if (!config) {
      config = readTsConfig(this.#files, findTsConfig(this.#files, home, home));
      this.#configs.set(home, config);
    }
    return config;
  }
}

function isLocal(specifier: string): boolean {
  return /^\.{1,2}(\/|$)/.test(specifier) || path.isAbsolute(specifier);
}

/** What `exports` or `imports` of a package.json say of a key, with `*` filled in; null for nothing. */
function matched(map: unknown, key: string): string | null {
  if (typeof map === 'string' || Array.isArray(map)) return key === '.' ? conditional(map) : null;
  if (typeof map !== 'object' || map === null) return null;
  const entries = map as Record<string, unknown>;
  if (key === '.' && !Object.keys(entries).some(k => k.startsWith('.'))) return conditional(entries);
  if (key in entries) return conditional(entries[key]);
  let best: { length: number; target: unknown; middle: string } | null = null;
  for (const [pattern, target] of Object.entries(entries)) {
    const star = pattern.indexOf('*');
    if (star < 0) continue;
    const end = pattern.slice(star + 1);
    if (key.length < pattern.length || !key.startsWith(pattern.slice(0, star)) || !key.endsWith(end)) continue;
    if (best && best.length >= star) continue;
    best = { length: star, target, middle: key.slice(star, key.length - end.length) };
  }
  const target = best && conditional(best.target);
  return target ? target.replaceAll('*', () => best?.middle ?? '') : null;
}

function conditional(target: unknown): string | null {
  if (typeof target === 'string') return target;
  if (Array.isArray(target)) {
    for (const one of target) {
      const found = conditional(one);
      if (found) return found;
    }
    return null;
  }
  if (typeof target !== 'object' || target === null) return null;
  for (const condition of CONDITIONS)
    if (condition in target) {
      const found = conditional((target as Record<string, unknown>)[condition]);
      if (found) return found;
    }
  return null;
}
