/**
 * What the app sees of the process while it runs, and what is put back when it has: environment, clock and chance that stand
 * still, output that is caught, `process.exit` that ends the run instead of the process, timers and listeners.
 */
import crypto from 'node:crypto';
import timers from 'node:timers';
import util from 'node:util';
import { DeniedError } from './denied.ts';
import { current } from './recording.ts';

type Any = (...args: unknown[]) => unknown;

/** Thrown in the place of ending the process. */
export class ExitSignal extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`process.exit(${exitCode})`);
    this.name = 'ExitSignal';
    this.exitCode = exitCode;
  }
}

const RealDate = Date;
const DAY = 24 * 60 * 60 * 1000;
/** The same for all runs of a day, in all children: templates that hold the time don't differ from run to run. */
const today = Math.floor(RealDate.now() / DAY) * DAY + DAY / 2;

/** How often the time may be asked for before it begins to move. */
const PATIENCE = 10_000;

export class Surroundings {
  /** The last exit that the app asked for, and the error that it printed before. */
  exit: ExitSignal | null = null;
  printed: Error | null = null;
  private running = false;
  private seed = 1;
  private asked = 0;
  private readonly handles = new Set<unknown>();
  private readonly env: NodeJS.ProcessEnv = { ...process.env };
  private readonly folder: string;
  private listeners = new Map<string | symbol, readonly unknown[]>();
  private readonly stacks = { limit: Error.stackTraceLimit, prepare: Error.prepareStackTrace };

  /** `folder` is where the process is between runs. */
  constructor(folder: string) {
    this.folder = folder;
    this.stopClock();
    this.stopChance();
    this.watchTimers();
    this.catchOutput();
    this.catchExit();
  }

  begin(folder: string, env: Readonly<Record<string, string>>): void {
    this.exit = null;
    this.printed = null;
    this.seed = 1;
    this.asked = 0;
    this.setEnvironment({ ...this.env, ...env });
    process.chdir(folder);
    this.listeners = new Map(process.eventNames().map(name => [name, process.rawListeners(name)]));
    // Enough that the app's frames are in the stacks of errors.
    Error.stackTraceLimit = 100;
    this.running = true;
  }

  /** Puts all back. */
  end(): void {
    this.running = false;
    for (const handle of this.handles) {
      clearTimeout(handle as NodeJS.Timeout);
      clearImmediate(handle as NodeJS.Immediate);
    }
    this.handles.clear();
    for (const name of process.eventNames()) {
      const known = this.listeners.get(name) ?? [];
      for (const listener of process.rawListeners(name))
        if (!known.includes(listener)) process.removeListener(name, listener as () => void);
    }
    // `removeAllListeners` took those of the sandbox, too.
    for (const [name, known] of this.listeners)
      for (const listener of known)
        if (!process.rawListeners(name).includes(listener as () => void)) process.on(name, listener as () => void);
    process.exitCode = undefined;
    this.restoreStacks();
    this.setEnvironment(this.env);
    process.chdir(this.folder);
  }

  /** Whether something that the app started is still to come: a timer, a read, a promise of Node's. */
  get isBusy(): boolean {
    const idle = /^(Pipe|TTY|IPC|Immediate|MessagePort|FSEvent)/;
    return process.getActiveResourcesInfo().some(name => !idle.test(name));
  }

  /** Puts the means to get stacks back; false when the app froze them. */
  restoreStacks(): boolean {
    try {
      Error.stackTraceLimit = this.stacks.limit;
      Error.prepareStackTrace = this.stacks.prepare;
      return true;
    } catch {
      return false;
    }
  }

  private setEnvironment(env: NodeJS.ProcessEnv): void {
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
    for (const [name, value] of Object.entries(env)) if (process.env[name] !== value) process.env[name] = value;
  }

  private stopClock(): void {
    const now = RealDate.now;
    // Who waits for it to move on must not wait for ever.
    const stopped = () => (this.running ? today + Math.max(0, ++this.asked - PATIENCE) : now());
    RealDate.now = stopped;
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length > 0 ? args : [stopped()], newTarget),
      apply: () => new RealDate(stopped()).toString(),
    });
    Object.defineProperty(RealDate.prototype, 'constructor', { value: globalThis.Date });
  }

  private stopChance(): void {
    const real = { random: Math.random, uuid: crypto.randomUUID, bytes: crypto.randomBytes as unknown as Any };
    // A linear congruence: any sequence will do that is the same in each run.
    const next = () => {
      this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
      return this.seed / 2 ** 32;
    };
    const bytes = (size: number) => Buffer.from(Array.from({ length: size }, () => Math.floor(next() * 256)));
    const uuid = () => {
      const hex = bytes(16).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
    };
    Math.random = () => (this.running ? next() : real.random());
    Object.assign(crypto, {
      randomUUID: (options?: object) => (this.running ? uuid() : real.uuid(options)),
      randomBytes: (size: number, callback?: Any) => {
        if (!this.running) return real.bytes(size, callback);
        return callback ? process.nextTick(callback, null, bytes(size)) : bytes(size);
      },
    });
    globalThis.crypto.randomUUID = () => (this.running ? uuid() : real.uuid()) as ReturnType<typeof real.uuid>;
  }

  /** Remembers what the app sets going, to end it with the run. */
  private watchTimers(): void {
    for (const name of ['setTimeout', 'setInterval', 'setImmediate'] as const) {
      const real = timers[name] as unknown as Any;
      const watched: Any = (...args) => {
        const handle = real(...args);
        if (this.running) this.handles.add(handle);
        return handle;
      };
      Object.defineProperties(watched, Object.getOwnPropertyDescriptors(real));
      Object.assign(globalThis, { [name]: watched });
      Object.assign(timers, { [name]: watched });
    }
  }

  private catchOutput(): void {
    for (const level of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table'] as const) {
      (console as unknown as Record<string, Any>)[level] = (...args) => {
        // Who prints an error and then exits has said why.
        const error = args.find(a => util.types.isNativeError(a));
        if (error && (level === 'error' || level === 'log' || level === 'warn')) this.printed = error as Error;
        current()?.log(format(args));
      };
    }
    for (const stream of [process.stdout, process.stderr]) {
      stream.write = ((chunk: unknown, ...rest: unknown[]) => {
        current()?.log(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString());
        const callback = rest.findLast(r => typeof r === 'function') as Any | undefined;
        if (callback) process.nextTick(callback);
        return true;
      }) as typeof stream.write;
    }
  }

  private catchExit(): void {
    const leave = (code?: unknown): never => {
      const signal = new ExitSignal(Number(code ?? process.exitCode ?? 0));
      this.exit ??= signal;
      throw signal;
    };
    const abort = (): never => leave(134);
    Object.assign(process, { exit: leave, reallyExit: leave, abort });
    // The channel to the server is not the app's to speak on or to close.
    Object.assign(process, { send: () => false, disconnect: () => {} });
    for (const name of ['setuid', 'setgid', 'seteuid', 'setegid', 'setgroups', 'initgroups', 'umask', 'execve']) {
      if (!(name in process)) continue;
      Object.assign(process, {
        [name]: () => {
          if (name === 'umask') return 0o22;
          throw new DeniedError('process', `process.${name}`);
        },
      });
    }
  }
}

function format(args: readonly unknown[]): string {
  try {
    return util.format(...args);
  } catch {
    // An object whose inspection throws.
    return '';
  }
}
