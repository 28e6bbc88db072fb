/**
 * aws-cdk-lib and constructs as the project resolves them: loaded once, hooked as their modules are evaluated, and freed
 * between runs of what they keep for the whole process.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { hookAssets, hookImages } from './assets.ts';
import type { Builtins } from './builtins.ts';
import type { Core } from './cdk.ts';
import { LIBRARY_HOOKS, hookConstructs, hookFields, reportingDeprecations, shareDeprecations } from './hooks.ts';
import type { LibraryHook } from './loader.ts';
import { Shapes, contentOf } from './shapes.ts';
import { type TokenMap, Tokens } from './tokens.ts';
import type { Exports } from './wrap.ts';

/** A loaded aws-cdk-lib. */
export interface Library {
  readonly root: string;
  readonly version: string;
  readonly constructs: string | null;
  readonly core: Core;
}

export class Libraries implements LibraryHook {
  /** The first thing that the app had changed when a library was loaded on top of it. */
  changed: string | null = null;
  private readonly byRoot = new Map<string, Library>();
  private readonly builtins: Builtins;
  private readonly isScratch: (file: string) => boolean;
  /** Classes and functions of the CDK, and the exports of modules that are evaluated now, whose own are to come. */
  private readonly shapes = new Shapes({ functions: true });
  private fresh: object[] = [];
  /** Folders of aws-cdk-lib. */
  private readonly roots = new Set<string>();
  private readonly references: { clear?: () => void }[] = [];
  private readonly fileSystems: Exports[] = [];
  private readonly stagings: { clearAssetHashCache?: () => void }[] = [];
  private tokens: Tokens | null = null;
  private depth: () => number = () => 0;
  /** Whether a library other than the CDK is among the modules that are evaluated now. */
  private foreign = false;

  constructor(builtins: Builtins, isScratch: (file: string) => boolean) {
    this.builtins = builtins;
    this.isScratch = isScratch;
    shareDeprecations();
  }

  /** `depth` says how deep in the evaluation of library modules things are. */
  watchDepth(depth: () => number): void {
    this.depth = depth;
  }

  /** The library that `folder` has, loaded now if it is not yet. Throws when there is none. */
  of(folder: string): Library {
    const resolve = createRequire(path.join(folder, 'index.js'));
    const file = resolve.resolve('aws-cdk-lib');
    const root = path.dirname(file);
    const known = this.byRoot.get(root);
    if (known) return known;
    this.roots.add(root);
    const core = resolve('aws-cdk-lib') as Core;
    const version = versionIn(root) ?? 'unknown';
    const library = { root, version, constructs: this.constructsOf(file), core };
    this.byRoot.set(root, library);
    return library;
  }

  /** Forgets what the last run left in the library. */
  endRun(): void {
    this.tokens?.endRun();
    for (const table of this.references) table.clear?.();
    for (const staging of this.stagings) staging.clearAssetHashCache?.();
    // The path of the folder for temporary files, which is another in each child.
    for (const system of this.fileSystems) Object.assign(system, { _tmpdir: undefined });
  }

  text(file: string, content: string): string {
    // The CDK itself changes nothing of what is built in, and is entered for each of its many modules.
    if (!this.foreign && !this.inLibrary(file)) {
      this.changed ??= this.builtins.changed() ?? this.shapes.changed();
      this.foreign = true;
    }
    return file.endsWith('.warnings.jsii.js') ? reportingDeprecations(content) : content;
  }

  leave(): boolean {
    const { foreign } = this;
    for (const exports of this.fresh) this.watch(exports);
    this.fresh = [];
    if (foreign) {
      this.builtins.accept();
      this.shapes.accept();
    }
    this.foreign = false;
    return foreign;
  }

  /** What the app changed of what the CDK provides: a class, or a method of one; null for nothing. */
  changedClass(): string | null {
    return this.shapes.changed();
  }

  private watch(exports: object): void {
    for (const key of Reflect.ownKeys(exports)) {
      const value = contentOf(Object.getOwnPropertyDescriptor(exports, key));
      if (typeof value !== 'function') continue;
      this.shapes.add(String(key), value);
      if (typeof value.prototype === 'object' && value.prototype !== null)
        this.shapes.add(`${String(key)}.prototype`, value.prototype);
    }
  }

  loaded(file: string, module: unknown): void {
    const exports = module as Exports;
    if (/[\\/]constructs[\\/]lib[\\/]construct\.js$/.test(file)) {
      hookConstructs(exports);
      this.fresh.push(exports);
    }
    const root = this.inLibrary(file);
    if (!root) return;
    // Other libraries may change themselves as they are used.
    if ((typeof module === 'object' || typeof module === 'function') && module !== null) this.fresh.push(module);
    const name = file.slice(root.length + 1).replaceAll('\\', '/');
    LIBRARY_HOOKS[name]?.(exports);
    if (name.endsWith('.generated.js')) hookFields(exports);
    else if (name === 'core/lib/asset-staging.js') {
      hookAssets(exports, this.isScratch);
      this.stagings.push(exports.AssetStaging as never);
    } else if (name === 'core/lib/bundling.js') hookImages(exports);
    else if (name === 'core/lib/private/cfn-reference.js')
      this.references.push(exports.CfnReference?.referenceTable as never);
    else if (name === 'core/lib/fs/index.js') this.fileSystems.push(exports.FileSystem as Exports);
    else if (name === 'core/lib/private/token-map.js') {
      const map = exports.TokenMap?.instance?.() as unknown as TokenMap;
      // One table for all copies of the library in a process.
      this.tokens ??= new Tokens(map, () => this.depth() > 0);
    }
  }

  private inLibrary(file: string): string | undefined {
    for (const root of this.roots)
      if (file.startsWith(root + path.sep) && !file.includes('node_modules', root.length)) return root;
    return undefined;
  }

  private constructsOf(file: string): string | null {
    try {
      return versionIn(path.dirname(path.dirname(createRequire(file).resolve('constructs'))));
    } catch {
      return null;
    }
  }
}

function versionIn(folder: string): string | null {
  try {
    return (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}
