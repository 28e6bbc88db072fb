/**
 * What is noted while the app runs: call chains, files, messages, denials. One recording per run; hooks and guards ask for
 * the current one, and do nothing when there is none.
 */
import type { Annotation, Chain, Denied, Deprecation, MissingContext, RunError } from '../protocol.ts';

/** How much of what an app prints or does wrong is kept. */
const LOGS = 300;
const LOG_LENGTH = 1000;
const DENIALS = 200;

/** How deep stacks are looked into, and how many frames of the app are kept: enough for all that is no runaway recursion. */
const FRAMES = 100;
const CHAIN = 30;

/** How often others than the app may ask for something absent until nobody is looked at any more. */
const ASKED = 3;
const askedByOthers = new Map<string, number>();

type Below = (...args: never[]) => unknown;

export class Recording {
  readonly files: string[] = [];
  readonly chains: Chain[] = [];
  readonly errors: RunError[] = [];
  readonly annotations: Annotation[] = [];
  readonly deprecations: Deprecation[] = [];
  readonly missing: MissingContext[] = [];
  readonly denied: Denied[] = [];
  readonly logs: string[] = [];
  /** Constructs without a scope: the apps. */
  readonly roots = new Set<object>();
  /** The chain that made each construct. */
  readonly created = new Map<object, number>();
  /** The construct that was made last. */
  latest: object | null = null;
  readonly changes = new Map<object, { readonly property: string; readonly chain: number }[]>();
  /** Environment variables and context that the app read and did not find. */
  readonly absences: { readonly kind: 'environment' | 'context'; readonly name: string; readonly chain: number }[] = [];
  /** How many `synth` calls of the library are running. */
  synthesizing = 0;
  /** The chain that a deferred call (an Aspect) belongs to: it follows the frames of what runs now. */
  ambient = -1;
  /** A function that was called and whose effect outlasts the run. */
  lasting: string | null = null;
  readonly isApp: (file: string) => boolean;
  private readonly fileIndex = new Map<string, number>();
  private readonly chainIndex = new Map<string, number>();

  constructor(isApp: (file: string) => boolean) {
    this.isApp = isApp;
  }

  /** The index of the chain of the app's frames that called `below`; -1 when there are none. */
  capture(below: Below): number {
    const frames: number[] = [];
    for (const site of callSites(below)) {
      const file = site.getFileName();
      if (!file) continue;
      if (this.isApp(file)) frames.push(this.fileOf(file), site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
      // What called `app.synth()` did not cause what synthesis does.
      else if (this.synthesizing > 0 && site.getFunctionName() === 'synth' && /core[\\/]lib[\\/]stage\.js$/.test(file))
        break;
    }
    const ambient = this.chains[this.ambient];
    if (ambient) frames.push(...ambient);
    return this.intern(frames);
  }

  /** The index of the chain of the app's frames in a stack as text, as errors carry it. */
  captureText(stack: string): number {
    const frames: number[] = [];
    for (const [i, line] of stack.split('\n').entries()) {
      const at = /^\s*at .*?\(?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/.exec(line);
      if (at?.[1] && this.isApp(at[1])) frames.push(this.fileOf(at[1]), Number(at[2]), Number(at[3]));
      // A syntax error begins with its place instead of having a frame there.
      const first = i === 0 ? /^((?:[A-Za-z]:)?[^:]+):(\d+)$/.exec(line) : null;
      if (first?.[1] && this.isApp(first[1])) frames.push(this.fileOf(first[1]), Number(first[2]), 1);
    }
    return this.intern(frames);
  }

  log(text: string): void {
    if (this.logs.length < LOGS) this.logs.push(text.slice(0, LOG_LENGTH).trimEnd());
  }

  /** Notes a denial, once for each place that asks. */
  deny(what: Denied['what'], target: string, answered: boolean, below: Below): void {
    if (this.denied.length >= DENIALS) return;
    const chain = this.capture(below);
    if (this.denied.some(d => d.what === what && d.target === target && d.chain === chain)) return;
    this.denied.push({ what, target, chain, answered });
  }

  /** Notes that the app itself read something that is not there. */
  absent(kind: 'environment' | 'context', name: string, below: Below): void {
    // The library asks for the same few names again and again: looking at who asks would cost more than all else.
    const asked = askedByOthers.get(name) ?? 0;
    if (asked >= ASKED || this.absences.length >= DENIALS) return;
    const file = callSites(below, 1)[0]?.getFileName();
    if (file && this.isApp(file)) this.absences.push({ kind, name, chain: this.capture(below) });
    else askedByOthers.set(name, asked + 1);
  }

  /** Notes that a property of a resource was set after construction. */
  change(resource: object, property: string, below: Below): void {
    const chain = this.capture(below);
    // The same place as the creation: part of the making, by a constructor of the library or of the app.
    if (chain < 0 || chain === this.created.get(resource)) return;
    const list = this.changes.get(resource) ?? [];
    if (list.length === 0) this.changes.set(resource, list);
    if (!list.some(c => c.property === property && c.chain === chain)) list.push({ property, chain });
  }

  private fileOf(file: string): number {
    let index = this.fileIndex.get(file);
    if (index === undefined) {
      index = this.files.push(file) - 1;
      this.fileIndex.set(file, index);
    }
    return index;
  }

  private intern(frames: number[]): number {
    if (frames.length === 0) return -1;
    frames.length = Math.min(frames.length, CHAIN * 3);
    const key = frames.join();
    let index = this.chainIndex.get(key);
    if (index === undefined) {
      index = this.chains.push(frames) - 1;
      this.chainIndex.set(key, index);
    }
    return index;
  }
}

/** The call sites above `below`, innermost first; none when the app broke the means to get them. */
export function callSites(below: Below, limit = FRAMES): readonly NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = limit;
    Error.prepareStackTrace = (_error, sites) => sites;
    Error.captureStackTrace(holder, below);
    return Array.isArray(holder.stack) ? holder.stack : [];
  } catch {
    return [];
  } finally {
    try {
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    } catch {
      // Frozen by the app: the comparison of built-ins after the run reports it.
    }
  }
}

let recording: Recording | null = null;

/** The recording of the run that is under way. */
export const current = (): Recording | null => recording;

/** Begins or ends (null) a recording. */
export function record(next: Recording | null): void {
  recording = next;
}

/** Does `work` on behalf of the sandbox itself: what it reads is not the app's doing. */
export function unrecorded<T>(work: () => T): T {
  const before = recording;
  recording = null;
  try {
    return work();
  } finally {
    recording = before;
  }
}
