/** Runs CDK apps for the CLI, in the sandbox, after the user said that they are trusted. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyOfPath } from '../lsp/uris.ts';
import { findApps } from '../synth/host/index.ts';
import { LiveSynth } from '../synth/index.ts';
import type { SynthModel } from '../synth/model.ts';

/** What it takes to run apps. */
export interface Sandbox {
  /** The bundle that runs in the child, by path. */
  readonly script: string;
  /** Milliseconds that a run may take. */
  readonly timeout: number;
  /** What apps may do beside what the sandbox lets every app do: `read:/path`, `env:NAME`. */
  readonly allow: readonly string[];
}

/** What became of one run: a model, or why there is none. */
export type Ran = { readonly model: SynthModel; readonly notes: readonly string[] } | { readonly reason: string };

/** Runs the apps of folders, each in a sandbox of its own that is kept warm until all are disposed. */
export class Apps {
  readonly #sandbox: Sandbox;
  readonly #engines = new Map<string, { readonly engine: LiveSynth; readonly cache: string }>();

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /**
   * @param dir The folder, an absolute path.
   * @param texts What files hold that is not what the disk says, by path.
   */
  async run(dir: string, texts: ReadonlyMap<string, string> = new Map()): Promise<Ran> {
    if (!existsSync(this.#sandbox.script))
      return {
        reason: `the sandbox is not there: ${this.#sandbox.script} is missing (from a checkout, npm run build makes it)`,
      };
    const engine = this.#engineOf(dir);
    const result = await engine.run(texts);
    if (!result) return { reason: engine.state.reason ?? 'the app was not run' };
    const denied = result.denied.filter(d => !d.answered).map(d => `the sandbox denied: ${d.what} ${d.target}`);
    return { model: result.model, notes: [...new Set(denied)] };
  }

  async dispose(): Promise<void> {
    for (const { engine, cache } of this.#engines.values()) {
      await engine.dispose();
      rmSync(cache, { recursive: true, force: true });
    }
    this.#engines.clear();
  }

  #engineOf(dir: string): LiveSynth {
    const known = this.#engines.get(dir);
    if (known) return known.engine;
    const { script, timeout, allow } = this.#sandbox;
    const cache = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
    const limits = { firstRun: timeout, run: timeout };
    const engine = new LiveSynth({
      dir,
      script,
      cache,
      limits,
      allow,
      workspace: [dir],
      spare: false,
      uriOf: keyOfPath,
    });
    this.#engines.set(dir, { engine, cache });
    return engine;
  }
}

/** Runs the app of a folder, an absolute path, once. */
export async function runApp(dir: string, sandbox: Sandbox): Promise<Ran> {
  const apps = new Apps(sandbox);
  try {
    return await apps.run(dir);
  } finally {
    await apps.dispose();
  }
}

/** The folders of the apps that the paths lead to: those below a folder, else the one that a path stands in. */
export function appsOf(paths: readonly string[]): string[] {
  return [
    ...new Set(
      paths.flatMap(given => {
        const below = statSync(given).isDirectory() ? findApps(given) : [];
        return below.length > 0 ? below : appAround(given);
      }),
    ),
  ].sort();
}

/** The nearest folder upwards with a cdk.json. */
function appAround(given: string): string[] {
  for (let folder = given; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'cdk.json'))) return [folder];
    if (path.dirname(folder) === folder) return [];
  }
}
