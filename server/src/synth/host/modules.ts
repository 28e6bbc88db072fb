/** The modules of an app: everything of the app's own that the entry file imports, compiled, and how imports resolve. */
import path from 'node:path';
import { Files, upward } from './files.ts';
import { jsonError } from './json.ts';
import { type Repaired, repaired } from './repair.ts';
import { Resolver } from './resolve.ts';
import { type Compiled, compile, hashOf, type EmitOptions, type SyntaxProblem } from './transpile.ts';
import { type TsConfig, findTsConfig, readTsConfig } from './tsconfig.ts';

/** No app has more modules of its own; what would be found beyond this is something else. */
const MAX_MODULES = 3000;
/** Of how much text, in UTF-16 units, compiled versions are kept that an undo or a proof may come back to. */
const SPARE = 400_000;

export interface Crawl {
  readonly modules: ReadonlyMap<string, Compiled>;
  readonly resolve: readonly (readonly [string, string, string])[];
  /** Files with syntax errors, as the user wrote them, and those of them that were repaired. */
  readonly broken: ReadonlyMap<string, readonly SyntaxProblem[]>;
  readonly repaired: readonly string[];
  /** The package.json of the entry, without which Node starts nothing if it is there; null where there is none. */
  readonly manifest: Manifest | null;
}

export interface Manifest {
  readonly path: string;
  readonly text: string;
  /** Null where Node can read it. */
  readonly error: SyntaxProblem | null;
}

export class ModuleGraph {
  readonly #entry: string;
  readonly #tsconfig: TsConfig;
  readonly #uriOf: (path: string) => string;
  readonly #files = new Files();
  readonly #resolver: Resolver;
  /** By path and hash, the latest use last. */
  readonly #compiled = new Map<string, Compiled>();
  /** The latest version of each path, so that an unchanged text needs no hash. */
  readonly #latest = new Map<string, Compiled>();
  /** What repairing the text of a path came to. */
  readonly #mended = new Map<string, { readonly text: string; readonly result: Repaired | null }>();
  /** How the code of each folder is emitted. */
  readonly #options = new Map<string, EmitOptions>();
  #names = '';
  #manifest: Manifest | null = null;

  constructor(entry: string, tsconfig: TsConfig, uriOf: (path: string) => string) {
    this.#entry = entry;
    this.#tsconfig = tsconfig;
    this.#uriOf = uriOf;
    this.#resolver = new Resolver(this.#files, tsconfig);
  }

  /** Files on disk changed, came or went. */
  changed(paths: readonly string[]): void {
    this.#files.forget(paths);
    // A package.json or a new file can change what any import means.
    if (paths.every(p => this.#latest.has(p) && this.#files.isFile(p))) return;
    this.#resolver.clear();
    this.#options.clear();
  }

  /** Follows the imports from the entry file through unsaved texts and the disk. With `repair`, broken files are mended. */
  crawl(overlay: ReadonlyMap<string, string>, repair: boolean): Crawl {
    const names = [...overlay.keys()].sort().join('\0');
    if (names !== this.#names) this.#resolver.clear();
    this.#names = names;
    this.#files.start(overlay);
    const modules = new Map<string, Compiled>();
    const resolve: [string, string, string][] = [];
    const broken = new Map<string, readonly SyntaxProblem[]>();
    const mended: string[] = [];
    const queue = [this.#entry];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (modules.has(file) || modules.size >= MAX_MODULES) continue;
      const text = this.#files.read(file);
      if (text === null) continue;
      let compiled = this.#compile(file, text, text);
      if (compiled.errors.length > 0) {
        broken.set(file, compiled.errors);
        // What nests too deeply to be compiled is not tried again in pieces.
        const better = repair && compiled.js !== null ? this.#mend(file, text) : null;
        if (better) {
          compiled = this.#compile(file, text, better.text);
          mended.push(file);
        }
      }
      modules.set(file, compiled);
      const seen = new Set<string>();
      for (const { specifier } of compiled.sites?.imports ?? []) {
        if (seen.has(specifier)) continue;
        seen.add(specifier);
        const target = this.#resolver.resolve(file, specifier);
        if (target === null) continue;
        resolve.push([file, specifier, target]);
        queue.push(target);
      }
    }
    this.#forget(modules);
    return { modules, resolve, broken, repaired: mended, manifest: this.#readManifest() };
  }

  #readManifest(): Manifest | null {
    const file = path.join(this.#packageOf(path.dirname(this.#entry)), 'package.json');
    const text = this.#files.read(file);
    if (text === null) return null;
    if (this.#manifest?.path !== file || this.#manifest.text !== text)
      this.#manifest = { path: file, text, error: jsonError(file, text) };
    return this.#manifest;
  }

  #compile(file: string, text: string, source: string): Compiled {
    const latest = this.#latest.get(file);
    if (latest && latest.text === text && source === text) return latest;
    const options = this.#optionsOf(file);
    const hash = hashOf(file, source, options);
    const key = `${file}\0${hash}`;
    let compiled = this.#compiled.get(key);
    if (!compiled || compiled.text !== text) compiled = compile(file, this.#uriOf(file), text, options, source, hash);
    this.#compiled.delete(key);
    this.#compiled.set(key, compiled);
    if (source === text) this.#latest.set(file, compiled);
    return compiled;
  }

  /** Another package of the workspace has a tsconfig.json of its own, by which it would be compiled. */
  #optionsOf(file: string): EmitOptions {
    const folder = path.dirname(file);
    let options = this.#options.get(folder);
    if (!options) {
      options = this.#tsconfig.emit;
      const home = this.#packageOf(folder);
      const config =
        home === this.#packageOf(path.dirname(this.#entry)) ? null : findTsConfig(this.#files, folder, home);
      if (config !== null) {
        const { emit, interop } = readTsConfig(this.#files, config);
        options = { ...emit, esModuleInterop: interop ?? options.esModuleInterop };
      }
      this.#options.set(folder, options);
    }
    return options;
  }

  #packageOf(folder: string): string {
    for (const current of upward(folder)) if (this.#files.isFile(path.join(current, 'package.json'))) return current;
    return path.parse(folder).root;
  }

  #mend(file: string, text: string): Repaired | null {
    const known = this.#mended.get(file);
    if (known?.text === text) return known.result;
    const result = repaired(text, file);
    this.#mended.set(file, { text, result });
    return result;
  }

  /** Drops the versions that were used longest ago. */
  #forget(used: ReadonlyMap<string, Compiled>): void {
    let spare = 0;
    for (const [key, compiled] of [...this.#compiled].reverse()) {
      if (used.get(compiled.path) === compiled) continue;
      spare += compiled.text.length;
      if (spare > SPARE) this.#compiled.delete(key);
    }
  }
}
