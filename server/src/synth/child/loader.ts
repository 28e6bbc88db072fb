/**
 * Where the app's modules come from: the host sends their texts, and Node's own loader of CommonJS serves them under the
 * names of their source files. Modules of the app are evaluated anew in each run, those of libraries (in a `node_modules`
 * folder, by real path) stay.
 */
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import type { ModuleText, RunRequest } from '../protocol.ts';

type Any = (...args: unknown[]) => unknown;

/** Node's module objects, with what is not in its types. */
export interface LoadedModule {
  id: string;
  /** Where packages are looked for. */
  paths: readonly string[];
  exports: unknown;
  filename: string;
  parent: LoadedModule | null | undefined;
  require(id: string): unknown;
}

interface Internals {
  _cache: Record<string, LoadedModule>;
  _pathCache: Record<string, string>;
  _extensions: Record<string, (module: LoadedModule, file: string) => unknown>;
  _load(request: string, parent: unknown, isMain: boolean): unknown;
  _resolveFilename(request: string, parent: LoadedModule | null | undefined, isMain: boolean, options?: object): string;
  prototype: { _compile(this: LoadedModule, content: string, file: string, ...rest: unknown[]): unknown };
}

const internals = Module as unknown as Internals;

/** `await (…)` at top level would else be taken for a call of a function of that name. */
const AWAITS = /^(?:(?:const|let|var)\b[^\n]*=\s*)?await\b/m;

/** What Node says of a package.json that is no JSON. */
const UNREADABLE = 'ERR_INVALID_PACKAGE_CONFIG';

const PARAMETERS = 'exports, require, module, __filename, __dirname';

/** What may be done to modules of libraries as they are loaded. */
export interface LibraryHook {
  /** Before each module is evaluated: the text to evaluate in the place of the file's. */
  text(file: string, content: string): string;
  /** After each. */
  loaded(file: string, exports: unknown): void;
  /** After the outermost of a nest of modules. Whether they may have changed what others provide. */
  leave(): boolean;
}

export const isLibrary = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);

/** Whether it is a module of a library that is evaluated. */
const isScript = (file: string): boolean => isLibrary(file) && !file.endsWith('.json');

export class Loader {
  /** How deep in the evaluation of library modules the app is. */
  libraryDepth = 0;
  /** Promises of modules that await at top level. */
  readonly waiting: Promise<unknown>[] = [];
  /** The modules of libraries, as they came out of their evaluation. */
  private readonly kept = new Map<string, { readonly module: LoadedModule; readonly exports: unknown }>();
  private readonly texts = new Map<string, ModuleText>();
  private readonly scripts = new Map<string, { readonly hash: string; readonly script: vm.Script }>();
  private resolutions = new Map<string, string>();
  /** Library modules that the last run loaded: they hold on to the module that asked for them first. */
  private fresh: LoadedModule[] = [];
  private readonly hook: LibraryHook;

  constructor(hook: LibraryHook) {
    this.hook = hook;
    this.install();
  }

  /** Whether the host sent the module: only its positions can be mapped to a source. */
  readonly isApp = (file: string): boolean => this.texts.has(file);

  /** Takes what is new or gone, drops the modules of the last run. */
  prepare(request: RunRequest): void {
    for (const file of request.removed) {
      this.texts.delete(file);
      this.scripts.delete(file);
    }
    for (const file of request.files) this.texts.set(file.path, file);
    this.resolutions = new Map(request.resolve.map(([from, specifier, to]) => [`${from}\0${specifier}`, to]));
    this.drop();
    this.waiting.length = 0;
  }

  /** Runs the entry as the main module; `require.main === module` holds in it. */
  run(entry: string): void {
    internals._load(entry, null, true);
  }

  /** The module of a library that the app removed or exchanged in Node's cache; null when there is none. */
  changedModule(): string | null {
    const { _cache: cache } = internals;
    for (const [file, { module, exports }] of this.kept)
      if (cache[file] !== module || module.exports !== exports) return file;
    return null;
  }

  /** Takes the modules of libraries that are there as those that should be. */
  private keep(): void {
    this.kept.clear();
    for (const [file, module] of Object.entries(internals._cache))
      if (isScript(file)) this.kept.set(file, { module, exports: module.exports });
  }

  /**
   * Removes the modules of the app from Node's cache, and those that it made up there, and the ways that lead to them from
   * modules that stay.
   */
  drop(): void {
    for (const file of Object.keys(internals._cache)) {
      const stays = isLibrary(file) && !this.texts.has(file) && (!isScript(file) || this.kept.has(file));
      if (!stays && file !== __filename) delete internals._cache[file];
    }
    for (const module of this.fresh) if (!isLibrary(module.parent?.filename ?? '')) module.parent = undefined;
    this.fresh = [];
    // What a name resolved to may have changed with the files.
    for (const [key, file] of Object.entries(internals._pathCache))
      if (!isLibrary(file)) delete internals._pathCache[key];
    Object.assign(process, { mainModule: undefined });
  }

  private install(): void {
    const { _extensions: extensions } = internals;
    for (const extension of ['.js', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.jsx', '.tsx', '.json']) {
      const own = extensions[extension] ?? extensions['.js'];
      extensions[extension] = (module, file) => {
        const text = this.texts.get(file);
        if (text) this.evaluate(module, text);
        else own?.(module, file);
      };
    }

    const resolve = internals._resolveFilename;
    internals._resolveFilename = (request, parent, isMain, options) => {
      if (this.texts.has(request)) return request;
      const to = parent?.filename && this.resolutions.get(`${parent.filename}\0${request}`);
      if (to) return to;
      try {
        return resolve.call(internals, request, parent, isMain, options);
      } catch (error) {
        // The host has read the app's package.json, which may be half-typed or already mended: Node reads what is on the
        // disk, and remembers what was fine.
        if ((error as NodeJS.ErrnoException | null)?.code !== UNREADABLE || !parent || isLibrary(parent.filename))
          throw error;
        if (/^[./#]/.test(request)) throw error;
        const { id, paths } = parent;
        return resolve.call(internals, request, { id, paths } as LoadedModule, isMain, options);
      }
    };

    const loader = this;
    const compile = internals.prototype._compile;
    internals.prototype._compile = function (content, file, ...rest) {
      if (!isLibrary(file)) return compile.call(this, content, file, ...rest);
      if (loader.libraryDepth++ === 0) loader.fresh.push(this);
      try {
        const result = compile.call(this, loader.hook.text(file, content), file, ...rest);
        loader.hook.loaded(file, this.exports);
        loader.kept.set(file, { module: this, exports: this.exports });
        return result;
      } finally {
        if (--loader.libraryDepth === 0 && loader.hook.leave()) loader.keep();
      }
    };
  }

  private evaluate(module: LoadedModule, text: ModuleText): void {
    if (text.js === null) {
      module.exports = JSON.parse(text.json ?? 'null');
      return;
    }
    const run = this.compiled(text, text.js).runInThisContext() as Any;
    const result = run.call(
      module.exports,
      module.exports,
      requireOf(module),
      module,
      text.path,
      path.dirname(text.path),
    );
    // Only a module that awaits at top level gives a promise.
    if (result instanceof Promise) this.waiting.push(result);
  }

  private compiled(text: ModuleText, js: string): vm.Script {
    const known = this.scripts.get(text.path);
    if (known?.hash === text.hash) return known.script;
    const body = js.startsWith('#!') ? `//${js.slice(2)}` : js;
    const wrap = (kind: string) => {
      // On the same line as the text, and taken off the columns again.
      const head = `(${kind} (${PARAMETERS}) {`;
      const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
      return new vm.Script(`${head}${body}\n})`, {
        filename: text.path,
        columnOffset: -head.length,
        ...(importModuleDynamically && { importModuleDynamically }),
      });
    };
    let script: vm.Script;
    try {
      script = wrap(AWAITS.test(js) ? 'async function' : 'function');
    } catch (error) {
      if (!/\bawait\b/.test(js)) throw error;
      try {
        script = wrap('async function');
      } catch {
        throw error;
      }
    }
    this.scripts.set(text.path, { hash: text.hash, script });
    return script;
  }
}

function requireOf(module: LoadedModule): unknown {
  const own = (id: string) => module.require(id);
  return Object.assign(own, {
    resolve: Object.assign(
      (request: string, options?: object) => internals._resolveFilename(request, module, false, options),
      { paths: (request: string) => createRequire(module.filename).resolve.paths(request) },
    ),
    main: process.mainModule,
    extensions: internals._extensions,
    cache: internals._cache,
  });
}
