/** One run of the app after the other: everything that a run is made of, in its order. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { RunError, RunRequest, RunResult } from '../protocol.ts';
import { Builtins } from './builtins.ts';
import type { Stage } from './cdk.ts';
import { watchEnvironment } from './environment.ts';
import { errorsOf } from './errors.ts';
import { type Extracted, extract } from './extract.ts';
import { forgetTemporary } from './files.ts';
import { watchLasting } from './lasting.ts';
import { Libraries, type Library } from './library.ts';
import { Loader } from './loader.ts';
import type { Places } from './places.ts';
import { Recording, record } from './recording.ts';
import type { Surroundings } from './surroundings.ts';

// As they are before the app's are watched.
const { setTimeout: later, setImmediate: soon } = globalThis;

export class Engine {
  private readonly surroundings: Surroundings;
  private readonly places: Places;
  private readonly builtins: Builtins;
  private readonly libraries: Libraries;
  private readonly loader: Loader;
  private runs = 0;
  private isTidy = false;
  private stray: ((thrown: unknown) => void) | null = null;

  constructor(surroundings: Surroundings, places: Places) {
    this.surroundings = surroundings;
    this.places = places;
    const caught = (thrown: unknown) => this.stray?.(thrown);
    process.on('uncaughtException', caught);
    process.on('unhandledRejection', caught);
    watchEnvironment();
    this.builtins = new Builtins();
    this.libraries = new Libraries(this.builtins, file => places.isScratch(file));
    this.loader = new Loader(this.libraries);
    this.libraries.watchDepth(() => this.loader.libraryDepth);
    watchLasting(() => this.loader.libraryDepth > 0);
    this.builtins.accept();
  }

  /** Runs the app once. Whatever the app does, it gives a result. */
  async run(request: RunRequest): Promise<RunResult> {
    const started = performance.now();
    const cpu = process.cpuUsage();
    const timings: Record<string, number> = {};
    let mark = started;
    const lap = (name: string) => {
      const now = performance.now();
      timings[name] = Math.round((now - mark) * 100) / 100;
      mark = now;
    };
    this.runs++;
    const recording = new Recording(this.loader.isApp);
    const fail = (phase: RunError['phase'], thrown: unknown) => {
      const printed = this.surroundings.exit === thrown ? this.surroundings.printed : null;
      for (const error of errorsOf(phase, printed ?? thrown, recording))
        if (!recording.errors.some(e => e.message === error.message && e.chain === error.chain))
          recording.errors.push(error);
    };
    this.prepare(request);
    lap('reset');
    this.surroundings.begin(request.dir, environment(request));
    record(recording);
    this.stray = thrown => this.ended(thrown) || fail('async', thrown);
    let library: Library | null = null;
    let extracted: Extracted = { constructs: [], stacks: [], annotations: [] };
    try {
      try {
        library = this.libraries.of(request.dir);
      } catch (error) {
        fail('library', error);
      }
      lap('library');
      if (library) {
        await this.load(request, recording, fail, lap);
        const partial = recording.errors.length > 0;
        const apps = [...recording.roots].filter(r => library?.core.App.isApp(r)) as Stage[];
        if (apps.length === 0 && !partial)
          fail('synth', new Error('The program made no App: there is nothing to synthesize.'));
        for (const app of apps) {
          try {
            Object.assign(app, { _treeMetadata: false });
            app.synth({ errorOnDuplicateSynth: false });
          } catch (error) {
            // What follows from an earlier error would only distract from it.
            if (!partial && !this.ended(error)) fail('synth', error);
          }
        }
        lap('synth');
        extracted = extract(apps, library.core, recording, new Set(request.known), partial);
        lap('extract');
      }
    } catch (error) {
      fail('internal', error);
    }
    record(null);
    this.stray = null;
    this.surroundings.end();
    const poisoned = this.leaked(recording);
    this.loader.drop();
    this.libraries.endRun();
    const { user, system } = process.cpuUsage(cpu);
    timings.cpu = Math.round((user + system) / 10) / 100;
    timings.total = Math.round((performance.now() - started) * 100) / 100;
    return {
      type: 'result',
      id: request.id,
      ok: recording.errors.length === 0 && library !== null,
      library: library && { version: library.version, constructs: library.constructs },
      files: recording.files,
      chains: recording.chains,
      constructs: extracted.constructs,
      stacks: extracted.stacks,
      errors: recording.errors,
      annotations: extracted.annotations,
      deprecations: recording.deprecations,
      missing: recording.missing,
      denied: recording.denied,
      logs: recording.logs,
      timings,
      rss: process.memoryUsage.rss(),
      runs: this.runs,
      poisoned,
    };
  }

  /** Removes what the last run wrote: between runs, when nobody waits. */
  tidy(scratch: string): void {
    for (const name of readdirSync(scratch)) rmSync(path.join(scratch, name), { recursive: true, force: true });
    mkdirSync(path.join(scratch, 'tmp'));
    this.isTidy = true;
  }

  private prepare(request: RunRequest): void {
    this.places.forget();
    forgetTemporary();
    if (!this.isTidy) this.tidy(request.scratch);
    this.isTidy = false;
    this.libraries.changed = null;
    this.loader.prepare(request);
  }

  /** Evaluates the app's modules, and waits for what they leave running. */
  private async load(
    request: RunRequest,
    recording: Recording,
    fail: (phase: RunError['phase'], thrown: unknown) => void,
    lap: (name: string) => void,
  ): Promise<void> {
    try {
      this.loader.run(request.entry);
    } catch (error) {
      if (!this.ended(error)) fail('load', error);
    }
    lap('load');
    let awaited = this.loader.waiting.length;
    for (const promise of this.loader.waiting) {
      promise.then(
        () => awaited--,
        error => {
          awaited--;
          if (!this.ended(error)) fail('load', error);
        },
      );
    }
    await this.settle(request.drain, () => awaited > 0);
    // The app may have caught the signal that stands for the end of the process.
    const { exit } = this.surroundings;
    if (exit && exit.exitCode !== 0 && recording.errors.length === 0) fail('load', exit);
    lap('drain');
  }

  /** Whether `thrown` is the app's own way to end well. */
  private ended(thrown: unknown): boolean {
    return thrown === this.surroundings.exit && this.surroundings.exit?.exitCode === 0;
  }

  /** Waits until the event loop has nothing of the app to do, or `limit` milliseconds. */
  private settle(limit: number, isWaiting: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const end = performance.now() + limit;
      let turns = 0;
      const check = () => {
        turns++;
        // Two turns of the loop at least, for what only promises drive.
        const idle = turns > 2 && !isWaiting() && !this.surroundings.isBusy;
        if (idle || performance.now() >= end || this.surroundings.exit) resolve();
        else if (turns <= 2) soon(check);
        else later(check, 1).unref();
      };
      soon(check);
    });
  }

  /** What the run left behind that a later one would see. */
  private leaked(recording: Recording): string | null {
    const changed =
      this.builtins.changed() ??
      this.libraries.changed ??
      this.builtins.restoreGlobals() ??
      this.libraries.changedClass() ??
      this.loader.changedModule();
    if (changed !== null) return `${changed} was changed`;
    if (recording.lasting !== null) return `${recording.lasting} was called`;
    // What still runs would go on in the next run.
    if (this.surroundings.isBusy) return 'the app was still busy';
    if (!this.surroundings.restoreStacks()) return 'the stacks of errors were frozen';
    const lost = recording.errors.some(e => e.message.includes('Unrecognized token key'));
    return lost ? 'a token of an earlier run was used' : null;
  }
}

/** What the CDK reads, and what the host says. */
function environment(request: RunRequest): Record<string, string> {
  const temporary = path.join(request.scratch, 'tmp');
  const context = {
    'aws:cdk:enable-path-metadata': true,
    ...request.context,
    'aws:cdk:bundling-stacks': [],
    'aws:cdk:disable-asset-staging': true,
    'aws:cdk:version-reporting': false,
    'aws:cdk:performance-reporting': false,
    'aws:cdk:disable-creation-stack-traces': true,
    'aws:cdk:disable-stack-trace': true,
    '@aws-cdk/core:enableAdditionalMetadataCollection': false,
  };
  return {
    ...request.env,
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    CDK_OUTDIR: path.join(request.scratch, 'out'),
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_DEFAULT_ACCOUNT: request.account,
    CDK_DEFAULT_REGION: request.region,
    CDK_CLI_ASM_VERSION: '99.0.0',
    CDK_CLI_VERSION: '2.1100.0',
    CDK_VALIDATION: 'false',
    CDK_NO_PERF_BUILTINS: '1',
    CDK_DISABLE_STACK_TRACE: '1',
    JSII_DEPRECATED: 'warn',
  };
}
