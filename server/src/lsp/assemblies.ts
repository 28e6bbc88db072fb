/**
 * The cloud assemblies on disk, app by app: read when an app is found, and again when its files change. Reading one
 * executes nothing, so it is done in workspaces that are not trusted, too.
 */
import { type Assembly, readAssembly } from '../synth/assembly/index.ts';
import type { SynthModel } from '../synth/model.ts';
import { isUnder, keyOfPath } from './uris.ts';

/** Milliseconds of quiet after a change: a synthesis writes many files. */
const QUIET = 300;

export interface AssemblyEvents {
  /** What an app's assembly says is another, or is no longer so. */
  changed(key: string): void;
  log(message: string): void;
}

interface Watched {
  readonly key: string;
  readonly dir: string;
  /** The workspace folder, by path: sources may be anywhere in it. */
  readonly root: string;
  assembly: Assembly | null;
  timer: NodeJS.Timeout | undefined;
  /** How often reading was begun: only the last one counts. */
  reads: number;
  notes: string;
}

export class Assemblies {
  readonly #events: AssemblyEvents;
  #apps: Watched[] = [];

  constructor(events: AssemblyEvents) {
    this.#events = events;
  }

  /** Sets which apps there are; those that are new are read. */
  watch(apps: readonly { readonly key: string; readonly dir: string; readonly root: string }[]): void {
    const before = this.#apps;
    this.#apps = apps.map(
      ({ key, dir, root }) =>
        before.find(app => app.key === key && app.root === root) ?? {
          key,
          dir,
          root,
          assembly: null,
          timer: undefined,
          reads: 0,
          notes: '',
        },
    );
    for (const app of before) if (!this.#apps.includes(app)) clearTimeout(app.timer);
    for (const app of this.#apps) if (!before.includes(app)) void this.#read(app);
  }

  /** Files on disk have changed, came or went. */
  filesChanged(keys: readonly string[]): void {
    for (const app of this.#apps) {
      const used = app.assembly?.model?.texts ?? {};
      if (!keys.some(key => isUnder(key, app.key) || Object.hasOwn(used, key))) continue;
      clearTimeout(app.timer);
      app.timer = setTimeout(() => void this.#read(app), QUIET);
    }
  }

  /** What the assembly of an app says, if it is what the app is now; else null. */
  of(key: string): SynthModel | null {
    const assembly = this.#apps.find(app => app.key === key)?.assembly;
    return assembly?.newer ? assembly.model : null;
  }

  stop(): void {
    this.watch([]);
  }

  async #read(app: Watched): Promise<void> {
    const read = ++app.reads;
    const assembly = await readAssembly(app.dir, { root: app.root, uriOf: keyOfPath, onlyNewer: true });
    if (read !== app.reads || !this.#apps.includes(app)) return;
    const before = this.of(app.key);
    app.assembly = assembly;
    const notes = assembly.notes.join('; ');
    if (notes !== app.notes && notes !== '') this.#events.log(`Cloud assembly of ${app.dir}: ${notes}`);
    app.notes = notes;
    if (before !== this.of(app.key)) this.#events.changed(app.key);
  }
}
