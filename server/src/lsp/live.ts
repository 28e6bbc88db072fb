/**
 * Live synth in the editor: which CDK apps there are, when each runs, and what comes of it for the folder's workspace.
 * Nothing of a workspace that is not trusted is run. Typing never waits for a run: one that the text has overtaken is
 * forgotten, and what was known before stands, moved along with the text, until the next one ends.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CancellationToken } from 'vscode-languageserver';
import type { Witness } from '../core/witness.ts';
import type { Workspace } from '../core/workspace.ts';
import { withReported } from '../synth/assembly/merge.ts';
import type { DiagnosedApp } from '../report/diagnosis.ts';
import { describeApp, findApps } from '../synth/host/index.ts';
import type { LiveResult, LiveSynth, LiveSynthOptions } from '../synth/live.ts';
import { SynthWitness } from '../synth/map/witness.ts';
import type { SynthModel } from '../synth/model.ts';
import { Assemblies } from './assemblies.ts';
import { libraryVersion } from './library.ts';
import type { Denied, LiveStatus } from './protocol.ts';
import { debounced, delay } from './scheduler.ts';
import { type FileChange, type Folder, type Session, stackOf } from './session.ts';
import type { LiveSynthSettings } from './settings.ts';
import { isUnder, keyOfPath, parentOf, pathOfKey } from './uris.ts';

/** Milliseconds of quiet after a keystroke before the app runs. Showing what came of it has a delay of its own. */
const QUIET = 40;
/** How many apps are kept warm at once: each is a process of 150 to 300 MB. */
const MAX_ALIVE = 2;
/** Milliseconds that an app stays warm after the last of its files has been closed: people go back and forth. */
const REST = 30_000;

const SCRIPT = /\.[cm]?[jt]sx?$/i;
/** What an app reads beside its modules. */
const CONFIGURATION = /^(cdk\.json|cdk\.context\.json|package\.json|tsconfig.*\.json)$/;
/** What comes and goes with packages. */
const INSTALLED = /^(node_modules|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;

/** What runs an app. */
export type LiveEngine = Pick<LiveSynth, 'run' | 'synthOnce' | 'files' | 'changed' | 'state' | 'dispose'>;

export type EngineMaker = (options: Omit<LiveSynthOptions, 'script'>) => LiveEngine;

export interface LiveEvents {
  /** A run has ended, and findings may be others. */
  synthesized(): void;
  /** The status is another one. */
  status(): void;
  denied(denied: Denied): void;
  log(message: string): void;
}

/** What the last run of an app has shown; of one that is not run, what its assembly on disk says. */
export interface Synthesis {
  readonly model: SynthModel;
  readonly witness: SynthWitness;
}

/** An app that has shown something. */
export interface RunningApp {
  /** The folder of cdk.json, as a key and by path. */
  readonly key: string;
  readonly dir: string;
  /** The keys of its modules. */
  readonly files: readonly string[];
  /** Runs it once on texts in the place of files, by path; null where it fails or takes longer than that, in milliseconds. */
  run(texts: ReadonlyMap<string, string>, limit: number): Promise<SynthModel | null>;
}

interface LiveApp {
  /** The folder of cdk.json, as a key. */
  readonly key: string;
  readonly dir: string;
  readonly folder: Folder;
  readonly settings: LiveSynthSettings;
  /** Null until the app is run, and when it has made room for another. */
  engine: LiveEngine | null;
  /** The keys of the modules that the last run was made of. */
  files: ReadonlySet<string>;
  /** What the last run came to. */
  model: SynthModel | null;
  synthesis: Synthesis | null;
  /** Before the next run, if one is to come, and when that begins. */
  timer: NodeJS.Timeout | undefined;
  due: number;
  /** How many runs were asked for, and the number of the last one that has ended. */
  asked: number;
  ended: number;
  /** Larger for the one that was used later. */
  used: number;
}

export class LiveService {
  readonly #session: Session;
  readonly #makeEngine: EngineMaker | null;
  readonly #events: LiveEvents;
  readonly #assemblies: Assemblies;
  #apps: LiveApp[] = [];
  #trusted = false;
  #cache = '';
  #stopped = false;
  #uses = 0;
  readonly #told = new Set<string>();
  /** Called, all of them, when a run ends. */
  #waiting: (() => void)[] = [];
  readonly #rest: ReturnType<typeof debounced>;

  /**
   * @param makeEngine Null where apps are not to be run, whatever the user trusts.
   * @param rest Milliseconds that an app stays warm of which no file is open.
   */
  constructor(session: Session, makeEngine: EngineMaker | null, events: LiveEvents, rest = REST) {
    this.#session = session;
    this.#makeEngine = makeEngine;
    this.#events = events;
    this.#rest = debounced(
      () => this.#letGo(),
      () => rest,
    );
    this.#assemblies = new Assemblies({
      changed: key => {
        for (const app of this.#apps) if (app.key === key) this.#tell(app);
        this.#events.synthesized();
      },
      log: message => this.#events.log(message),
    });
  }

  /**
   * The folders and their settings are known.
   * @param trusted Whether the user trusts the workspace.
   * @param cache A folder that is ours, by path; it need not be there.
   */
  start(trusted: boolean, cache: string): void {
    this.#trusted ||= trusted;
    this.#cache = cache;
    this.refresh();
  }

  /** The user trusts the workspace now: its apps may run. */
  trust(): void {
    this.#trusted = true;
    if (this.#cache !== '') this.refresh();
  }

  /** Looks for the apps of all folders. To be called when folders or their settings have changed. */
  refresh(): void {
    if (this.#stopped) return;
    const found: LiveApp[] = [];
    for (const folder of this.#session.folders()) {
      const root = folder.key === null ? null : pathOfKey(folder.key);
      if (root === null || !folder.settings.enable) continue;
      for (const dir of findApps(root)) {
        const key = keyOfPath(dir);
        if (this.#session.folderOf(`${key}/cdk.json`) !== folder || folder.excluded(`${key}/cdk.json`)) continue;
        // What was started with other settings starts anew.
        const same = (app: LiveApp) =>
          app.key === key && app.folder === folder && isDeepStrictEqual(app.settings, folder.settings.liveSynth);
        found.push(this.#apps.find(same) ?? newApp(key, dir, folder));
      }
    }
    const before = this.#apps;
    this.#apps = found;
    for (const app of before) if (!found.includes(app)) this.#close(app);
    this.#assemblies.watch(
      found.map(({ key, dir, folder }) => ({ key, dir, root: pathOfKey(folder.key ?? key) ?? dir })),
    );
    for (const app of found) this.#tell(app);
    for (const document of this.#session.documents()) this.opened(document.key);
    this.#events.status();
  }

  /** A document was opened: its app starts. */
  opened(key: string): void {
    if (!SCRIPT.test(key)) return;
    for (const app of this.#appsOf(key)) if (app.engine === null) this.#want(app, 0);
  }

  /** A document was closed: what was not saved of it is gone, and what nobody looks at is not run. */
  closed(key: string): void {
    for (const app of this.#appsOf(key))
      if (app.engine && touches(app, key)) {
        app.engine.changed([pathOfKey(key)].filter(path => path !== null));
        this.#want(app, QUIET);
      }
    if (SCRIPT.test(key)) this.#rest();
  }

  /** Lets go of apps of which no file is open, and of what they said: a session that begins now would not have it either. */
  #letGo(): void {
    const open = [...this.#session.documents()].map(d => d.key).filter(key => SCRIPT.test(key));
    const idle = this.#apps.filter(
      app => (app.engine ?? app.model) && !open.some(key => isUnder(key, app.key) || app.files.has(key)),
    );
    for (const app of idle) this.#close(app);
    if (idle.length > 0) this.#events.synthesized();
  }

  /** An open document has another text than before. */
  edited(key: string): void {
    // A file that the app does not use changes nothing, unless the app lacks it.
    for (const app of this.#appsOf(key))
      if (touches(app, key) || (SCRIPT.test(key) && app.model?.ok !== true)) this.#want(app, QUIET);
  }

  /** Files on disk have changed. */
  filesChanged(changes: readonly FileChange[]): void {
    const keys = changes.map(c => this.#session.keyOf(c.uri).replace(/\/+$/, ''));
    if (keys.some(key => key.endsWith('/cdk.json'))) this.refresh();
    this.#assemblies.filesChanged(keys);
    for (const app of this.#apps) {
      if (!keys.some(key => touches(app, key))) continue;
      if (app.engine) {
        app.engine.changed(keys.flatMap(key => pathOfKey(key) ?? []));
        this.#want(app, QUIET);
      } else {
        // It has made room for another: what it said is no longer so, and nobody is here to say it anew.
        this.#testify(app, null);
      }
    }
  }

  /**
   * Waits until the apps of a document have run on its present text, for at most `limit` milliseconds; not at all where
   * runs take longer than that. Resolves to whether the token has not flipped.
   */
  async settled(key: string, limit: number, token: CancellationToken): Promise<boolean> {
    const end = performance.now() + limit;
    while (!token.isCancellationRequested) {
      const left = end - performance.now();
      if (left <= 0 || !this.#appsOf(key).some(app => expectedEnd(app) <= end)) return true;
      await Promise.race([new Promise<void>(resolve => this.#waiting.push(resolve)), delay(left, token)]);
    }
    return false;
  }

  /**
   * Waits for the first run of the apps of a document, which takes seconds when a process has just been started, for at most
   * `limit` milliseconds. Resolves to whether the token has not flipped.
   */
  async begun(key: string, limit: number, token: CancellationToken): Promise<boolean> {
    const end = performance.now() + limit;
    while (!token.isCancellationRequested) {
      const left = end - performance.now();
      if (left <= 0 || !this.#appsOf(key).some(app => app.ended === 0 && (app.timer !== undefined || app.asked > 0)))
        return true;
      await Promise.race([new Promise<void>(resolve => this.#waiting.push(resolve)), delay(left, token)]);
    }
    return false;
  }

  /**
   * Runs the app of a document on a changed copy of its texts, to see what a fix does. Gives a sentence where the app fails
   * with them; null when there is nothing to compare with (no app runs, its last run was of another text or failed) or it
   * takes longer than `limit` milliseconds.
   */
  async trial(key: string, copy: Workspace, limit: number): Promise<Witness | string | null> {
    const app = this.#appsOf(key).find(a => a.engine && a.files.has(key));
    const known = app?.synthesis;
    if (!app?.engine || !app.model?.ok || !known || app.timer !== undefined || app.ended < app.asked) return null;
    const overlay = new Map(this.#overlay(app));
    for (const uri of copy.uris()) {
      const file = pathOfKey(uri);
      const text = copy.document(uri)?.text;
      if (file !== null && text !== undefined && text !== app.folder.workspace.document(uri)?.text)
        overlay.set(file, text);
    }
    const result = await app.engine.synthOnce(overlay, limit);
    if (!result || result.stale) return null;
    if (!result.model.ok) return result.model.problems.find(p => p.severity === 'error')?.message ?? 'it stops';
    return new SynthWitness(result.model, known.witness);
  }

  /** What the app that a document belongs to has shown last; null when there is nothing. */
  synthesis(key: string): Synthesis | null {
    return this.#appsOf(key).find(app => app.synthesis && app.files.has(key))?.synthesis ?? null;
  }

  /** The app that a document belongs to, and the way to run it on other texts; null where none runs. */
  appOf(key: string): RunningApp | null {
    const app = this.#appsOf(key).find(a => a.synthesis && a.files.has(key));
    if (!app) return null;
    const run = async (texts: ReadonlyMap<string, string>, limit: number) => {
      const result = await app.engine?.synthOnce(texts, limit);
      return result?.model.ok && !result.stale ? result.model : null;
    };
    return { key: app.key, dir: app.dir, files: [...app.files], run };
  }

  status(): LiveStatus {
    const runs = this.#apps.reduce((sum, app) => sum + app.ended, 0);
    const off = (reason: string): LiveStatus => ({ state: 'off', reason, median: null, node: null, guards: [], runs });
    const folders = this.#session.folders().filter(f => f.key !== null);
    if (!this.#trusted) return off('The workspace is not trusted.');
    if (!this.#makeEngine) return off('This server does not run apps.');
    if (folders.length > 0 && !folders.some(f => this.#mayRun(f))) return off('Switched off in the settings.');
    const waiting = (reason: string): LiveStatus => ({ ...off(reason), state: 'waiting' });
    if (this.#apps.length === 0) return waiting('There is no CDK app here.');
    const app = this.#alive()[0];
    if (!app?.engine) return waiting('No file of a CDK app is open.');
    const { phase, reason, node, guards, medianMs } = app.engine.state;
    const common = { median: medianMs === null ? null : Math.round(medianMs), node, guards, runs };
    if (phase === 'failing') return { ...common, state: 'failing', reason };
    if (!app.model) return { ...common, state: 'starting', reason: null };
    return { ...common, state: 'on', reason: app.model.ok ? null : 'The app stops at an error.' };
  }

  /** Each app that was found, for those who want to know why it runs or not. */
  apps(): DiagnosedApp[] {
    return this.#apps.map(app => {
      const { folder, engine, model, ended: runs } = app;
      const description = describeApp(app.dir);
      const state = engine?.state;
      const why =
        'problem' in description
          ? description.problem
          : !this.#makeEngine
            ? 'it could be run; here nothing is'
            : !this.#trusted
              ? 'the workspace is not trusted'
              : !this.#mayRun(folder)
                ? 'switched off in the settings'
                : 'none of its files is open';
      return {
        name: nameOf(app),
        state: state
          ? state.phase === 'failing' || state.phase === 'off'
            ? state.phase
            : model
              ? 'on'
              : 'starting'
          : 'off',
        // What the app itself says may be of the user's files: that it stops is all that others need to know.
        reason: state ? (state.reason ?? (model && !model.ok ? 'the app stops at an error' : null)) : why,
        library: state?.library ?? libraryVersion(`${app.key}/cdk.json`),
        node: state?.node ?? null,
        guards: state?.guards ?? [],
        runs,
        median: state?.medianMs ?? null,
      };
    });
  }

  /** Ends all that runs. */
  stop(): void {
    this.#stopped = true;
    this.#rest.cancel();
    this.#assemblies.stop();
    for (const app of this.#apps) this.#close(app);
  }

  #mayRun(folder: Folder): boolean {
    return this.#trusted && this.#makeEngine !== null && folder.settings.enable && folder.settings.liveSynth.enabled;
  }

  /** The apps that run, the last used first. */
  #alive(): LiveApp[] {
    return this.#apps.filter(app => app.engine).sort((a, b) => b.used - a.used);
  }

  /** The apps that a document is or may be part of: the one around it, those that use it, else those that did not run. */
  #appsOf(key: string): readonly LiveApp[] {
    if (this.#apps.length === 0 || pathOfKey(key) === null) return [];
    const [around] = this.#apps.filter(app => isUnder(key, app.key)).sort((a, b) => b.key.length - a.key.length);
    const using = this.#apps.filter(app => app === around || app.files.has(key));
    if (using.length > 0) return using;
    const folder = this.#session.folderOf(key);
    return this.#apps.filter(app => app.folder === folder && app.ended === 0).slice(0, MAX_ALIVE);
  }

  /** Runs the app once nothing has asked for that for some milliseconds. */
  #want(app: LiveApp, wait: number): void {
    if (!this.#mayRun(app.folder)) return;
    app.used = ++this.#uses;
    app.due = performance.now() + wait;
    clearTimeout(app.timer);
    app.timer = setTimeout(() => {
      app.timer = undefined;
      void this.#run(app);
    }, wait);
  }

  async #run(app: LiveApp): Promise<void> {
    const run = ++app.asked;
    try {
      app.engine ??= this.#engine(app);
      const { engine } = app;
      this.#events.status();
      const result = await engine.run(this.#overlay(app));
      if (app.engine !== engine) return;
      // The engine follows links; the model calls files as the editor does.
      const { texts = {} } = result?.model ?? app.model ?? {};
      app.files = new Set([...[...engine.files()].map(keyOfPath), ...Object.keys(texts)]);
      // What came of an older text is for nobody to see, unless it is the first that there is.
      if (app.model && (run < app.asked || app.timer !== undefined)) return;
      this.#take(app, result);
    } catch (error) {
      this.#events.log(`Running ${app.dir} failed: ${stackOf(error)}`);
    } finally {
      app.ended = Math.max(app.ended, run);
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
      this.#events.status();
    }
  }

  #take(app: LiveApp, result: LiveResult | null): void {
    if (result?.again != null) this.#want(app, result.again);
    // Of a text that is broken the last good model stands.
    if (result && result.model === app.model) return;
    this.#testify(app, result?.model ?? null);
    if (result) this.#tellDenied(app, result);
    this.#events.synthesized();
  }

  /** The one place where something is started that runs what the workspace says. */
  #engine(app: LiveApp): LiveEngine {
    if (!this.#mayRun(app.folder) || !this.#makeEngine) throw new Error('nothing may run here');
    for (const other of this.#alive().slice(MAX_ALIVE - 1)) {
      void other.engine?.dispose();
      other.engine = null;
    }
    const { node, allow, timeout } = app.settings;
    const run = timeout * 1000;
    return this.#makeEngine({
      dir: app.dir,
      cache: this.#cache,
      uriOf: keyOfPath,
      workspace: this.#session.folders().flatMap(f => (f.key === null ? [] : (pathOfKey(f.key) ?? []))),
      node: node === '' ? null : node,
      allow,
      // The first run loads the library, too, which takes seconds from a cold disk.
      limits: { firstRun: 3 * run, run },
      log: message => this.#events.log(message),
      onState: () => this.#events.status(),
    });
  }

  /** The texts of all open documents of the folder, by path. */
  #overlay(app: LiveApp): ReadonlyMap<string, string> {
    const overlay = new Map<string, string>();
    for (const { key, text } of this.#session.documents()) {
      const file = pathOfKey(key);
      if (file !== null && (app.files.has(key) || this.#session.folderOf(key) === app.folder))
        overlay.set(file, text.getText());
    }
    return overlay;
  }

  #testify(app: LiveApp, model: SynthModel | null): void {
    app.model = model;
    this.#tell(app);
  }

  /** Tells the workspace what is known of an app: the last run, with what other validators found; else the assembly on disk. */
  #tell(app: LiveApp): void {
    const assembly = this.#apps.includes(app) ? this.#assemblies.of(app.key) : null;
    const model = app.model && assembly ? withReported(app.model, assembly) : (app.model ?? assembly);
    if (model === (app.synthesis?.model ?? null)) return;
    if (app.model === null && model) app.files = new Set(Object.keys(model.texts));
    app.synthesis = model && { model, witness: new SynthWitness(model, app.synthesis?.witness ?? null) };
    app.folder.workspace.testify(`${app.key}/cdk.json`, app.synthesis?.witness ?? null);
  }

  #close(app: LiveApp): void {
    clearTimeout(app.timer);
    app.timer = undefined;
    void app.engine?.dispose();
    app.engine = null;
    this.#testify(app, null);
  }

  /** Tells what the app would need and the settings could allow, each thing once. */
  #tellDenied(app: LiveApp, { denied, model }: LiveResult): void {
    const folder = app.folder.key;
    if (folder === null) return;
    const entries = [
      ...denied.filter(d => d.what === 'read' && !d.answered).map(d => `read:${d.target}`),
      ...model.problems
        .filter(p => p.kind === 'missing-environment' && p.detail !== null && process.env[p.detail] !== undefined)
        .map(p => `env:${p.detail}`),
    ];
    for (const entry of new Set(entries)) {
      if (this.#told.has(`${folder} ${entry}`)) continue;
      this.#told.add(`${folder} ${entry}`);
      this.#events.denied({ folder, entry, app: path.basename(app.dir) });
    }
  }
}

function newApp(key: string, dir: string, folder: Folder): LiveApp {
  return {
    key,
    dir,
    folder,
    settings: folder.settings.liveSynth,
    engine: null,
    files: new Set(),
    model: null,
    synthesis: null,
    timer: undefined,
    due: 0,
    asked: 0,
    ended: 0,
    used: 0,
  };
}

/** The folder of an app as people know it: from the workspace folder, whose name comes first. */
function nameOf({ folder, dir }: LiveApp): string {
  const root = folder.key === null ? null : pathOfKey(folder.key);
  const inside = root === null ? path.basename(dir) : path.relative(root, dir).split(path.sep).join('/');
  return inside === '' ? folder.name : `${folder.name}/${inside}`;
}

/** When the run that an app waits for has probably ended; never where there is none, or nothing to tell from. */
function expectedEnd(app: LiveApp): number {
  if (app.timer === undefined && app.ended === app.asked) return Number.POSITIVE_INFINITY;
  return app.due + (app.engine?.state.medianMs ?? Number.POSITIVE_INFINITY);
}

/** Whether a change on disk may change what an app makes. */
function touches(app: LiveApp, key: string): boolean {
  if (app.files.has(key)) return true;
  const name = key.slice(key.lastIndexOf('/') + 1);
  if (CONFIGURATION.test(name)) return isUnder(app.key, parentOf(key)) || parentOf(key) === app.key;
  // Modules and packages that were missing may be there now.
  return app.model?.ok !== true && (INSTALLED.test(name) || (SCRIPT.test(name) && isUnder(key, app.key)));
}
