/**
 * The host's side of live synth: finds an app, gathers and compiles its modules from unsaved texts and the disk, and turns
 * what a run says into places of the source. Everything is synchronous; nothing of the app is executed here.
 */
import { pathToFileURL } from 'node:url';
import type { SynthModel } from '../model.ts';
import type { ModuleText, RunRequest, RunResult } from '../protocol.ts';
import { toModel } from './model.ts';
import { type Crawl, ModuleGraph } from './modules.ts';
import { type AppDescription, linkOf, moved, translated } from './project.ts';
import type { Compiled } from './transpile.ts';

export { type AppDescription, type AppProblem, describeApp, findApps } from './project.ts';
export type { TsConfig } from './tsconfig.ts';

/** What stands in for the account and the region of an environment that nobody named. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

export interface HostOptions {
  /** How documents are called by whoever reads the model. */
  readonly uriOf?: (path: string) => string;
}

/** The modules of an app at one moment. */
export interface Prepared {
  readonly files: readonly ModuleText[];
  readonly resolve: RunRequest['resolve'];
  /** What the user wrote, by path, the package.json included: spans of the model refer to it. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files with syntax errors, and those of them that were repaired for this run. */
  readonly broken: readonly string[];
  readonly repaired: readonly string[];
  readonly milliseconds: number;
}

export class Host {
  readonly #app: AppDescription;
  readonly #graph: ModuleGraph;
  readonly #uriOf: (path: string) => string;
  readonly #inside: (path: string) => string;
  readonly #crawls = new WeakMap<Prepared, Crawl>();
  readonly #texts = new WeakMap<Compiled, ModuleText>();

  constructor(app: AppDescription, options: HostOptions = {}) {
    this.#app = app;
    const uriOf = options.uriOf ?? (path => pathToFileURL(path).href);
    // The run works with links followed; people and editors call the files as they opened them.
    const link = linkOf(app.opened, app.dir);
    this.#inside = path => (link ? moved(path, link.from, link.to) : path);
    this.#uriOf = path => uriOf(link ? moved(path, link.to, link.from) : path);
    this.#graph = new ModuleGraph(app.entry, app.tsconfig, this.#uriOf);
  }

  /** Tells of files that changed on disk, came or went. What says how the app is started needs a new description. */
  changed(paths: readonly string[]): void {
    this.#graph.changed(paths.map(this.#inside));
  }

  /**
   * Gathers and compiles the modules. `overlay` has unsaved texts by absolute path. With `repair`, what keeps a file from
   * parsing is left out.
   */
  prepare(overlay: ReadonlyMap<string, string>, options: { readonly repair?: boolean } = {}): Prepared {
    const start = performance.now();
    const texts = translated(overlay, this.#app.opened, this.#app.dir);
    const crawl = this.#graph.crawl(texts, options.repair ?? false);
    const compiled = [...crawl.modules.values()];
    const { manifest } = crawl;
    const unreadable = manifest?.error ? [manifest.path] : [];
    const prepared: Prepared = {
      files: compiled.map(c => this.#moduleText(c)),
      resolve: crawl.resolve,
      texts: new Map([...compiled, ...(manifest ? [manifest] : [])].map(({ path, text }) => [path, text])),
      broken: [...crawl.broken.keys(), ...unreadable],
      repaired: crawl.repaired,
      milliseconds: performance.now() - start,
    };
    this.#crawls.set(prepared, crawl);
    return prepared;
  }

  /** What a run of `prepared` came to, with every position as a place of the source. */
  model(prepared: Prepared, result: RunResult): SynthModel {
    const crawl = this.#crawls.get(prepared);
    if (!crawl) throw new Error('The modules were prepared by another host.');
    const { dir, entry } = this.#app;
    const { modules, broken, manifest } = crawl;
    const origin = { dir, entry, modules, broken, manifest, uriOf: this.#uriOf, account: ACCOUNT, region: REGION };
    return toModel({ ...origin, prepared: prepared.milliseconds }, result);
  }

  /** What is sent to the child: the same object as long as the module is the same. */
  #moduleText(compiled: Compiled): ModuleText {
    const known = this.#texts.get(compiled);
    if (known) return known;
    const { path, hash, js, json } = compiled;
    const text: ModuleText = { path, hash, js, json };
    this.#texts.set(compiled, text);
    return text;
  }
}
