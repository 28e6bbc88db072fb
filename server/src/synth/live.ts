/**
 * Live synth of one CDK app: its texts go in, unsaved ones among them, and what the app makes of them comes out. At most
 * one run is in flight and the newest text wins. What goes wrong with the process is told as a problem of the app where
 * its text is the cause (it loops, it eats memory), and as a state in words where it is not.
 */
import path from 'node:path';
import { Children } from './children.ts';
import { ACCOUNT, type AppDescription, type Host, type Prepared, REGION } from './host/index.ts';
import type { ModelProblem, SynthModel } from './model.ts';
import {
  DEFAULT_LIMITS,
  type Failure,
  type Outcome,
  type Program,
  type Sandbox,
  type SandboxLimits,
} from './process.ts';
import type { Denied, RunResult } from './protocol.ts';
import { AppSource, type Overlay, keyOf, sameTexts } from './source.ts';

export interface LiveSynthOptions {
  /** The folder of cdk.json, absolute. */
  readonly dir: string;
  /** The bundle that runs in the child, by path. */
  readonly script: string;
  /** A folder of ours, for this workspace; the scratch folders of children are made in it. */
  readonly cache: string;
  /** The setting `plumbline.liveSynth.node`. */
  readonly node?: string | null;
  /** The workspace's folders: no executable is taken from there. The app's own folders are added. */
  readonly workspace?: readonly string[];
  /** What the user allowed in this workspace: `read:/path`, `env:NAME`. */
  readonly allow?: readonly string[];
  /** How documents are called by whoever reads the models. */
  readonly uriOf?: (path: string) => string;
  readonly limits?: Partial<SandboxLimits>;
  /** Whether a second, warm child stands by for when the first is killed. On by default. */
  readonly spare?: boolean;
  /** Milliseconds of quiet before a spare is started. */
  readonly quiet?: number;
  readonly maxRuns?: number;
  readonly maxSize?: number;
  log?(line: string): void;
  onState?(state: LiveState): void;
}

export interface LiveState {
  readonly phase: 'off' | 'starting' | 'ready' | 'running' | 'failing';
  /** `Node 24.21.0 (/usr/bin/node)`, and why not another; null before the first start. */
  readonly node: string | null;
  /** What protects the machine, in words. */
  readonly guards: readonly string[];
  /** The version of aws-cdk-lib. */
  readonly library: string | null;
  readonly lastMs: number | null;
  /** Of the last runs of warm children. */
  readonly medianMs: number | null;
  /** Why it fails, and what to do. */
  readonly reason: string | null;
}

export interface LiveResult {
  /** What the app made of the text; of a text that is broken, the last good model. */
  readonly model: SynthModel;
  /** The last model of a run that went well; null if there was none yet. */
  readonly good: SynthModel | null;
  /** Whether no newer text has been asked for meanwhile. */
  readonly fresh: boolean;
  /** Whether `model` is of an older text than the one that was asked for. */
  readonly stale: boolean;
  /** Files with syntax errors, and those of them that were repaired for this run; absolute paths. */
  readonly broken: readonly string[];
  readonly repaired: readonly string[];
  /** In how many milliseconds it is worth asking again with the same text: then a broken file would be repaired. */
  readonly again: number | null;
  /** What the sandbox denied, and what the app printed. */
  readonly denied: readonly Denied[];
  readonly logs: readonly string[];
  readonly milliseconds: number;
}

interface Request {
  readonly overlay: Overlay;
  /** Whether it is what the user sees, and not a trial of a fix. */
  readonly typed: boolean;
  resolve(result: LiveResult | null): void;
}

/** How often in a row one and the same text may kill a child. */
const MAX_FAILURES = 3;
/** Milliseconds after which a run is given up when a newer text waits, unless runs of this app take long. */
const PATIENCE = 1000;
/** Of how many runs the median is told. */
const REMEMBERED = 50;
/** Runs after which a crash may be the doing of what earlier runs left behind. */
const OLD_AGE = 50;
/** Milliseconds that asynchronous entry points may take to settle. */
const DRAIN = 400;

/** Warm children keep tokens of earlier runs for a while; an app that keeps one for longer needs a fresh child. */
const LOST_TOKEN = /Unrecognized token key/;

/** What Node says where a disk, or the user's part of it, is full: no fault of the code that came upon it. */
const NO_ROOM = /^(ENOSPC|EDQUOT):/;

/** A text whose run came to nothing, and how often. */
interface Trouble {
  readonly key: string;
  readonly times: number;
  readonly failure: Failure;
}

export class LiveSynth {
  readonly #options: LiveSynthOptions;
  readonly #source: AppSource;
  readonly #children: Children;
  #state: LiveState = {
    phase: 'off',
    node: null,
    guards: [],
    library: null,
    lastMs: null,
    medianMs: null,
    reason: null,
  };
  #waiting: Request | null = null;
  #trials: Request[] = [];
  #inFlight: { readonly request: Request; readonly since: number; child: Sandbox | null; outdated: boolean } | null =
    null;
  #patience: NodeJS.Timeout | undefined;
  #disposed = false;

  #files: ReadonlySet<string> = new Set();
  #good: SynthModel | null = null;
  #goodProgram: Program | null = null;
  /** The last answer to a text that ran, to be given again as long as nothing changed. */
  #last: { readonly key: string; readonly result: LiveResult } | null = null;
  #trouble: Trouble | null = null;
  #templates = new Map<string, string>();
  readonly #durations: number[] = [];

  constructor(options: LiveSynthOptions) {
    this.#options = options;
    this.#source = new AppSource(options.dir, options.uriOf);
    this.#children = new Children({
      script: options.script,
      cache: options.cache,
      node: options.node ?? null,
      workspace: [...(options.workspace ?? []), options.dir],
      allow: options.allow ?? [],
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      spare: options.spare ?? true,
      quiet: options.quiet ?? 1000,
      maxRuns: options.maxRuns ?? 500,
      maxSize: options.maxSize ?? 350 * 1024 ** 2,
      log: line => options.log?.(line),
    });
  }

  get state(): LiveState {
    return this.#state;
  }

  /** The last model of a run that went well. */
  get good(): SynthModel | null {
    return this.#good;
  }

  /** Whether a warm child stands by. */
  get hasSpare(): boolean {
    return this.#children.hasSpare;
  }

  /** The files that the last run was made of, absolute: a change of one of them on disk is worth a run. */
  files(): ReadonlySet<string> {
    return this.#files;
  }

  /** Tells of changes on disk: what was read of these files is forgotten, and the next run is made in any case. */
  changed(paths: readonly string[]): void {
    this.#last = null;
    this.#trouble = null;
    // What a run in flight has read may be older.
    if (this.#inFlight) this.#inFlight.outdated = true;
    if (this.#source.changed(paths)) this.#children.renew();
  }

  /**
   * Runs the app on these texts. Null when a newer text came before its turn, when it was given up for one, or when there
   * is nothing to run, which the state explains. Never rejects.
   */
  run(overlay: Overlay): Promise<LiveResult | null> {
    return new Promise(resolve => {
      if (this.#disposed) return resolve(null);
      this.#waiting?.resolve(null);
      this.#waiting = { overlay, typed: true, resolve };
      // What was to be tried on the older text is of no use any more.
      for (const trial of this.#trials.splice(0)) trial.resolve(null);
      this.#losePatience();
      void this.#next();
    });
  }

  /**
   * Runs the app on texts that nobody typed, to see what a fix would do: after the runs of typed texts, and without a
   * trace in what is known of those. Null when the text changed meanwhile, or after this many milliseconds.
   */
  synthOnce(overlay: Overlay, budget: number): Promise<LiveResult | null> {
    return new Promise(resolve => {
      if (this.#disposed) return resolve(null);
      const request: Request = {
        overlay,
        typed: false,
        resolve: result => {
          clearTimeout(timer);
          resolve(result);
        },
      };
      const timer = setTimeout(() => {
        this.#trials = this.#trials.filter(t => t !== request);
        resolve(null);
      }, budget);
      this.#trials.push(request);
      void this.#next();
    });
  }

  /** Ends all processes and answers whoever waits. Resolves when none is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#patience);
    for (const request of [this.#waiting, ...this.#trials, this.#inFlight?.request]) request?.resolve(null);
    this.#waiting = null;
    this.#trials = [];
    await this.#children.dispose();
    this.#set({ phase: 'off' });
  }

  async #next(): Promise<void> {
    if (this.#inFlight || this.#disposed) return;
    const request = this.#waiting ?? this.#trials.shift();
    if (!request) return;
    if (request === this.#waiting) this.#waiting = null;
    this.#inFlight = { request, since: performance.now(), child: null, outdated: false };
    let result: LiveResult | null = null;
    try {
      result = await this.#perform(request);
    } catch (error) {
      // A fault of ours: the text that came upon it is not shown, the next may do.
      this.#fail(`Live synth failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    clearTimeout(this.#patience);
    this.#inFlight = null;
    request.resolve(this.#disposed ? null : result);
    if (this.#waiting || this.#trials.length > 0) void this.#next();
    else this.#children.rest(this.#goodProgram);
  }

  /** A newer text waits: the run in flight may go on as long as runs of this app usually do, and not until its limit. */
  #losePatience(): void {
    const { child, request, since } = this.#inFlight ?? {};
    clearTimeout(this.#patience);
    if (!child || child.runs === 0 || !request || since === undefined) return;
    const waiting = this.#waiting;
    if (!waiting || sameTexts(waiting.overlay, request.overlay)) return;
    const patience = Math.max(PATIENCE, 4 * (this.#state.medianMs ?? 0));
    this.#patience = setTimeout(
      () => void child.kill('killed', 'a newer text is there'),
      Math.max(0, since + patience - performance.now()),
    );
  }

  async #perform(request: Request): Promise<LiveResult | null> {
    const app = this.#source.open(request.overlay);
    if ('problem' in app) return this.#fail(app.problem);
    // A child that has to be started starts while the modules are compiled. If there can be none, the run will say so.
    if (this.#children.current === null) {
      this.#set({ phase: 'starting' });
      await this.#children.take(this.#roots(app.app));
    }
    let prepared = app.host.prepare(request.overlay);
    if (request.typed) {
      this.#files = new Set([...prepared.texts.keys()].map(p => this.#source.named(p)));
      const again = this.#source.spell(prepared);
      if (again > 0 && this.#good) return { ...this.#answer(prepared), model: this.#good, stale: true, again };
    }
    if (prepared.broken.length > 0) {
      if (!request.typed) return null;
      prepared = app.host.prepare(request.overlay, { repair: true });
    }
    const key = keyOf(app.app, prepared);
    if (this.#last?.key === key) {
      this.#set({ phase: 'ready', reason: null });
      return { ...this.#last.result, fresh: this.#waiting === null, milliseconds: 0 };
    }
    if (this.#trouble?.key === key && this.#trouble.times >= MAX_FAILURES)
      return this.#explain(request, app.host, prepared, this.#trouble.failure);
    const program = this.#program(app.app, prepared);
    const ran = await this.#runProgram(app.app, program, request);
    if (ran === null) return null;
    if ('failure' in ran) {
      if (ran.failure.kind === 'killed') return null;
      const times = this.#trouble?.key === key ? this.#trouble.times + 1 : 1;
      this.#trouble = { key, times, failure: ran.failure };
      this.#options.log?.(
        `A child was lost (${ran.failure.kind}): ${ran.failure.reason}. ${ran.failure.stderr}`.trim(),
      );
      return this.#explain(request, app.host, prepared, ran.failure);
    }
    this.#trouble = null;
    if (ran.result.errors.some(e => NO_ROOM.test(e.message)))
      return this.#fail(`The disk is full: the app has no room to write what it makes to ${this.#options.cache}.`);
    return this.#accept(request, app.host, prepared, program, ran.result, key);
  }

  #program(app: AppDescription, prepared: Prepared): Program {
    return {
      dir: app.dir,
      entry: app.entry,
      files: prepared.files,
      resolve: prepared.resolve,
      context: app.context,
      env: { ...this.#allowedEnvironment(), ...app.env },
      account: ACCOUNT,
      region: REGION,
      drain: DRAIN,
      known: [...this.#templates.keys()],
    };
  }

  /** The folders that the app may read. */
  #roots(app: AppDescription): string[] {
    return [...app.roots, ...this.#allowed('read').filter(p => path.isAbsolute(p))];
  }

  #allowed(what: 'read' | 'env'): string[] {
    return (this.#options.allow ?? []).flatMap(a => (a.startsWith(`${what}:`) ? [a.slice(what.length + 1)] : []));
  }

  #allowedEnvironment(): Record<string, string> {
    return Object.fromEntries(
      this.#allowed('env').flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
    );
  }

  /** Runs a program; a second time in another child where the first one's age may be the fault. Null when there is none. */
  async #runProgram(app: AppDescription, program: Program, request: Request): Promise<Outcome | null> {
    for (let attempt = 0; ; attempt++) {
      if (this.#children.current === null) this.#set({ phase: 'starting' });
      const child = await this.#children.take(this.#roots(app));
      if ('problem' in child) return this.#fail(child.problem);
      const ready = await child.ready;
      if (this.#disposed) return null;
      if ('kind' in ready) return { failure: ready };
      const { node } = this.#children;
      this.#set({
        phase: 'running',
        node: node && [`Node ${node.version} (${node.command})`, ...node.notes].join('; '),
        guards: this.#children.guards(ready),
      });
      if (this.#inFlight) this.#inFlight.child = child;
      this.#losePatience();
      const age = child.runs;
      const outcome = await child.run(program);
      if (attempt > 0 || age === 0 || this.#disposed) return outcome;
      if ('failure' in outcome) {
        const { kind } = outcome.failure;
        if (age < OLD_AGE || (kind !== 'crash' && kind !== 'memory')) return outcome;
      } else if (!outcome.result.errors.some(e => e.phase === 'internal' || LOST_TOKEN.test(e.message))) return outcome;
      this.#options.log?.(`Running again in another child, since this one made ${age} runs.`);
      child.spoiled = true;
      if (request.typed && this.#waiting) return null;
    }
  }

  #accept(
    request: Request,
    host: Host,
    prepared: Prepared,
    program: Program,
    sent: RunResult,
    key: string,
  ): LiveResult {
    const result = this.#withTemplates(sent);
    const model = host.model(prepared, result);
    const milliseconds = performance.now() - (this.#inFlight?.since ?? performance.now());
    const timed: SynthModel = { ...model, timings: { ...model.timings, total: milliseconds } };
    const answer: LiveResult = {
      ...this.#answer(prepared),
      model: timed,
      denied: result.denied,
      logs: result.logs,
      milliseconds,
    };
    if (!request.typed) {
      this.#set({ phase: 'ready' });
      return answer;
    }
    const whole = result.ok && prepared.repaired.length === 0;
    if (whole) {
      this.#good = timed;
      this.#goodProgram = program;
    }
    // The first run of a child loads the library: it says nothing about the next ones.
    if (result.runs > 1) this.#durations.push(milliseconds);
    if (this.#durations.length > REMEMBERED) this.#durations.shift();
    this.#set({
      phase: 'ready',
      library: result.library?.version ?? null,
      lastMs: milliseconds,
      medianMs: median(this.#durations),
      reason: null,
    });
    // A repaired text that does not run shows less than the last good one.
    if (prepared.repaired.length > 0 && !result.ok && this.#good) return { ...answer, model: this.#good, stale: true };
    const told = { ...answer, good: this.#good };
    this.#last = whole && !this.#inFlight?.outdated ? { key, result: told } : null;
    return told;
  }

  /** Puts in the templates that were not sent again, and keeps those that the next run need not send. */
  #withTemplates(result: RunResult): RunResult {
    const stacks = result.stacks.map(s => {
      const template = s.template ?? this.#templates.get(s.hash);
      if (template === undefined) throw new Error(`The child left out the template of ${s.name}, which was not known.`);
      return { ...s, template };
    });
    const kept = new Map(this.#good?.stacks.map(s => [s.hash, s.template]));
    for (const s of stacks) kept.set(s.hash, this.#templates.get(s.hash) ?? s.template);
    this.#templates = kept;
    return { ...result, stacks };
  }

  /** What to tell when the process came to a bad end: a problem at the entry, since nobody knows a better place. */
  #explain(request: Request, host: Host, prepared: Prepared, failure: Failure): LiveResult | null {
    if (failure.kind === 'start')
      return this.#fail(`The sandbox cannot be started: ${failure.reason}. ${lastLine(failure.stderr)}`.trim());
    const kind = failure.kind === 'timeout' || failure.kind === 'memory' ? failure.kind : 'exception';
    const message = `The app was stopped: ${failure.reason}. ${ADVICE[kind]}`;
    const model = host.model(prepared, nothing(message));
    const milliseconds = performance.now() - (this.#inFlight?.since ?? performance.now());
    this.#set(request.typed ? { phase: 'failing', reason: message } : { phase: 'ready' });
    return {
      ...this.#answer(prepared),
      model: { ...model, problems: model.problems.map((p): ModelProblem => ({ ...p, kind, message })) },
      milliseconds,
    };
  }

  /** What all answers have in common. */
  #answer(prepared: Prepared): Omit<LiveResult, 'model'> {
    return {
      good: this.#good,
      fresh: this.#waiting === null,
      stale: false,
      broken: prepared.broken.map(p => this.#source.named(p)),
      repaired: prepared.repaired.map(p => this.#source.named(p)),
      again: null,
      denied: [],
      logs: [],
      milliseconds: 0,
    };
  }

  #fail(reason: string): null {
    if (this.#disposed) return null;
    if (this.#state.reason !== reason) this.#options.log?.(reason);
    this.#set({ phase: 'failing', reason });
    return null;
  }

  #set(change: Partial<LiveState>): void {
    const next = { ...this.#state, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.#state)) return;
    this.#state = next;
    this.#options.onState?.(next);
  }
}

/** What to do about a process that came to a bad end. */
const ADVICE = {
  timeout: 'Look for a loop that does not end, or give it more time: plumbline.liveSynth.timeout, --timeout.',
  memory: 'Look for something that grows without an end.',
  exception: 'The output of Plumbline has the details.',
};

/** The result of a run that showed nothing but a message. */
function nothing(message: string): RunResult {
  return {
    type: 'result',
    id: 0,
    ok: false,
    library: null,
    files: [],
    chains: [],
    constructs: [],
    stacks: [],
    errors: [
      { phase: 'internal', kind: 'exception', name: '', message, detail: null, chain: -1, construct: null, stack: '' },
    ],
    annotations: [],
    deprecations: [],
    missing: [],
    denied: [],
    logs: [],
    timings: {},
    rss: 0,
    runs: 0,
    poisoned: null,
  };
}

function median(numbers: readonly number[]): number | null {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
