/**
 * One sandboxed child: a Node process that runs the user's app and may read the app's folders, write to a scratch folder
 * of its own, and nothing else. It is started with an environment that holds no secret, speaks JSON lines over a pipe, and
 * is killed when it takes too long, grows too large, talks nonsense, or when its server is gone.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { realPath } from './host/files.ts';
import type { Isolation } from './isolation.ts';
import { readMessage } from './messages.ts';
import type { NodeChoice } from './node.ts';
import type { FromChild, ModuleText, Ready, RunRequest, RunResult, ToChild } from './protocol.ts';
import { makeScratch, removeScratch } from './scratch.ts';

export interface SandboxLimits {
  /** Milliseconds that a child may take until it is ready. */
  readonly start: number;
  /** Milliseconds for the first run of a child, which loads aws-cdk-lib, and for those after it. */
  readonly firstRun: number;
  readonly run: number;
  /** Megabytes that V8's heap may take. */
  readonly heap: number;
  /** Megabytes that a child may take as a whole while it runs, with what is outside of the heap. */
  readonly resident: number;
}

export const DEFAULT_LIMITS: SandboxLimits = { start: 10_000, firstRun: 10_000, run: 5000, heap: 512, resident: 768 };

export interface SandboxOptions {
  readonly node: NodeChoice;
  readonly isolation: Isolation;
  /** The child's bundle. */
  readonly script: string;
  /** Folders that the app may read. */
  readonly readRoots: readonly string[];
  /** The folder of ours in which the child gets its scratch folder. */
  readonly cache: string;
  /** What the user allowed in this workspace beyond what a sandbox allows. */
  readonly allow: readonly string[];
  readonly limits: SandboxLimits;
}

/** Why a run came to nothing. */
export interface Failure {
  readonly kind: 'timeout' | 'memory' | 'crash' | 'start' | 'killed';
  /** In words, without advice. */
  readonly reason: string;
  /** The end of what the child wrote to standard error. */
  readonly stderr: string;
}

export type Outcome = { readonly result: RunResult } | { readonly failure: Failure };

/** What a run needs; the child adds its own number and scratch folder, and leaves out the modules that it has. */
export type Program = Omit<RunRequest, 'type' | 'id' | 'removed' | 'scratch'>;

/** Characters of standard error that are kept. */
const MAX_STDERR = 8192;
/** Characters of one message: far above the largest app, far below what a server can't hold. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** How many strange messages one child may send before it is killed. */
const MAX_STRANGE = 20;
/** Milliseconds between looks at the size of a child that runs. */
const WATCH = 100;
const MEGABYTE = 1024 * 1024;

const OUT_OF_MEMORY = /heap out of memory|Allocation failed|Zone Allocation|NewSpace::|Array buffer allocation failed/;

/** All that live, to be ended with this process. */
const living = new Set<Sandbox>();
let watching = false;

export class Sandbox {
  readonly scratch: string;
  /** Resolves when the child takes requests; with a failure when it never will. */
  readonly ready: Promise<Ready | Failure>;
  /** Resolves when the process is gone and its scratch folder removed. */
  readonly gone: Promise<void>;
  /** Bytes that the child said it takes, after its last run. */
  rss = 0;
  /** Runs that it answered. */
  runs = 0;
  /** Set when later runs in it would not be like those of a fresh child. */
  spoiled = false;

  readonly #options: SandboxOptions;
  readonly #process: ChildProcess;
  readonly #channel: Duplex;
  readonly #modules = new Map<string, string>();
  #stderr = '';
  #strange = 0;
  /** The number of the request that is waited for. */
  #asked: number | null = null;
  #cause: Failure['kind'] | null = null;
  #causeReason = '';
  #failure: Failure | null = null;
  #heard: (message: FromChild) => void = () => {};
  #ended: (failure: Failure) => void = () => {};
  #watch: NodeJS.Timeout | undefined;

  /** Starts a child. Throws only if the scratch folder can't be made. */
  constructor(options: SandboxOptions) {
    this.#options = options;
    this.scratch = makeScratch(options.cache);
    const [command, ...args] = commandLine(options, this.scratch);
    this.#process = spawn(command as string, args, {
      cwd: this.scratch,
      env: environment(options, this.scratch),
      // On Windows a channel of Node's own is needed, since the child's end of it has a framing that only Node speaks. Else
      // a plain pipe, which looks the same from inside: Node's own reader throws, out of reach, on a line that is no JSON.
      stdio: ['ignore', 'ignore', 'pipe', process.platform === 'win32' ? 'ipc' : 'pipe'],
      detached: false,
      windowsHide: true,
    });
    this.#channel = this.#process.stdio[3] as Duplex;
    living.add(this);
    endWithThisProcess();
    this.ready = this.#awaitReady();
    this.gone = new Promise(resolve => {
      const end = (reason: string) => {
        if (!living.delete(this)) return;
        clearInterval(this.#watch);
        this.#fail(reason);
        removeScratch(this.scratch);
        resolve();
      };
      this.#process.once('error', error => end(error.message));
      this.#process.once('exit', (code, signal) => {
        const reason = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
        // What it wrote last may still be on its way; a process of its own could hold the pipe open for ever.
        const timer = setTimeout(() => end(reason), 200);
        this.#process.once('close', () => {
          clearTimeout(timer);
          end(reason);
        });
      });
    });
    this.#listen();
  }

  get alive(): boolean {
    return this.#failure === null && this.#cause === null;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Runs a program. Only one at a time. Kills the child when it does not answer in time. Never rejects. */
  async run(program: Program): Promise<Outcome> {
    const ready = await this.ready;
    if ('kind' in ready) return { failure: ready };
    const limit = this.runs === 0 ? this.#options.limits.firstRun : this.#options.limits.run;
    const paths = new Set(program.files.map(f => f.path));
    const removed = [...this.#modules.keys()].filter(p => !paths.has(p));
    const files = program.files.filter(f => this.#modules.get(f.path) !== f.hash);
    this.#watchSize();
    const outcome = await this.#ask(
      { ...program, type: 'run', id: newId(), files, removed, scratch: this.scratch },
      'result',
      limit,
      `it took longer than ${limit / 1000} s`,
    );
    clearInterval(this.#watch);
    if ('kind' in outcome) return { failure: outcome };
    for (const p of removed) this.#modules.delete(p);
    for (const f of files) this.#modules.set(f.path, (f as ModuleText).hash);
    this.runs++;
    this.rss = outcome.rss;
    if (outcome.poisoned !== null) this.spoiled = true;
    return { result: outcome };
  }

  /** Bytes that the child takes now; null when it doesn't answer, and then it is killed. */
  async ping(limit = 2000): Promise<number | null> {
    const ready = await this.ready;
    if ('kind' in ready) return null;
    const answer = await this.#ask({ type: 'ping', id: newId() }, 'pong', limit, 'it does not answer');
    if ('kind' in answer) return null;
    this.rss = answer.rss;
    return answer.rss;
  }

  /** Ends the process at once. A run in flight ends as `killed`, or with the cause given. */
  kill(cause: Failure['kind'] = 'killed', reason = 'it was stopped'): Promise<void> {
    if (this.#failure === null && this.#cause === null) {
      this.#cause = cause;
      this.#causeReason = reason;
    }
    this.#process.kill('SIGKILL');
    return this.gone;
  }

  /** Sends one request; the answer of the right type and number, or why there is none. */
  #ask<T extends 'result' | 'pong'>(
    request: ToChild,
    type: T,
    limit: number,
    late: string,
  ): Promise<Extract<FromChild, { type: T }> | Failure> {
    return new Promise(resolve => {
      if (this.#failure) return resolve(this.#failure);
      const timer = setTimeout(() => void this.kill('timeout', late), limit);
      const settle = (answer: Extract<FromChild, { type: T }> | Failure) => {
        clearTimeout(timer);
        this.#rest();
        resolve(answer);
      };
      this.#heard = message => {
        if (message.type === type && 'id' in message && message.id === request.id)
          settle(message as Extract<FromChild, { type: T }>);
        else this.#foundStrange();
      };
      this.#ended = settle;
      this.#asked = request.id;
      this.#send(request);
    });
  }

  /** Nothing is expected of the child. */
  #rest(): void {
    this.#asked = null;
    this.#heard = () => this.#foundStrange();
    this.#ended = () => {};
  }

  #awaitReady(): Promise<Ready | Failure> {
    return new Promise(resolve => {
      const { start } = this.#options.limits;
      const timer = setTimeout(() => void this.kill('start', `it was not ready after ${start / 1000} s`), start);
      const settle = (answer: Ready | Failure) => {
        clearTimeout(timer);
        this.#rest();
        resolve(answer);
      };
      this.#heard = message => {
        if (message.type === 'ready') settle(message);
        else this.#foundStrange();
      };
      this.#ended = failure => settle({ ...failure, kind: 'start' });
    });
  }

  #send(message: ToChild): void {
    if (process.platform === 'win32') this.#process.send(message, () => {});
    else this.#channel.write(`${JSON.stringify(message)}\n`);
  }

  #listen(): void {
    this.#process.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#stderr = (this.#stderr + chunk).slice(-MAX_STDERR);
    });
    if (process.platform === 'win32') {
      this.#process.on('message', message => this.#read(message));
      return;
    }
    const decoder = new StringDecoder('utf8');
    let pieces: string[] = [];
    let length = 0;
    this.#channel.on('data', (chunk: Buffer) => {
      const [first, ...rest] = decoder.write(chunk).split('\n') as [string, ...string[]];
      pieces.push(first);
      length += first.length;
      for (const next of rest) {
        this.#readLine(pieces.join(''));
        pieces = [next];
        length = next.length;
      }
      if (length <= MAX_MESSAGE) return;
      pieces = [];
      length = 0;
      void this.kill('crash', 'it sent more than can be read');
    });
    // Of a child that is gone `exit` tells more; one that closed its end would never be heard again.
    this.#channel.on('error', () => {});
    this.#channel.on('close', () => setTimeout(() => void this.kill('crash', 'it closed its channel'), 200).unref());
  }

  #readLine(line: string): void {
    if (!this.alive) return;
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      message = null;
    }
    this.#read(message);
  }

  #read(message: unknown): void {
    const read = readMessage(message);
    if (read) this.#heard(read);
    else if ((message as { id?: unknown } | null)?.id === this.#asked)
      void this.kill('crash', 'its answer makes no sense');
    else this.#foundStrange();
  }

  #foundStrange(): void {
    if (++this.#strange >= MAX_STRANGE) void this.kill('crash', 'it sent messages that make no sense');
  }

  #fail(how: string): void {
    if (this.#failure) return;
    const stderr = this.#stderr;
    if (this.#cause !== null) this.#failure = { kind: this.#cause, reason: this.#causeReason, stderr };
    else if (OUT_OF_MEMORY.test(stderr))
      this.#failure = { kind: 'memory', reason: `it needed more than ${this.#options.limits.heap} MB`, stderr };
    else this.#failure = { kind: 'crash', reason: how, stderr };
    this.#ended(this.#failure);
  }

  /** The heap has a limit of its own; buffers are outside of it and could fill the machine within a second. */
  #watchSize(): void {
    const { pid } = this;
    const { resident } = this.#options.limits;
    if (process.platform !== 'linux' || pid === undefined) return;
    this.#watch = setInterval(() => {
      const size = residentSize(pid);
      if (size !== null && size > resident * MEGABYTE) void this.kill('memory', `it needed more than ${resident} MB`);
    }, WATCH);
  }
}

/** Bytes of memory that a process holds, on Linux. */
function residentSize(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

function commandLine(options: SandboxOptions, scratch: string): string[] {
  const { node, isolation, readRoots, limits } = options;
  // Node follows links on the way to what it runs, each of which it would have to be allowed to read.
  const script = realPath(options.script);
  // Young space of 16 MB: V8 would take four times as much, which makes the process 100 MB larger and no run faster.
  const flags = ['--no-warnings', `--max-old-space-size=${limits.heap}`, '--max-semi-space-size=16'];
  if (node.sqlite) flags.push('--no-experimental-sqlite');
  if (node.permission) {
    flags.push('--permission', `--allow-fs-read=${script}`);
    // A folder, and what is in it: older versions take the first for the folder alone.
    const folders = [...new Set([...readRoots, scratch])];
    for (const folder of folders) {
      // Node (seen in 24.21) forgets `shop` itself when `shop-lib` may be read, too, unless by one pattern for both. What
      // else begins like that is denied from within the process.
      if (folders.some(f => f.startsWith(folder) && f !== folder && !f.startsWith(path.join(folder, path.sep))))
        flags.push(`--allow-fs-read=${folder}*`);
      else flags.push(`--allow-fs-read=${folder}`, `--allow-fs-read=${path.join(folder, '*')}`);
    }
    flags.push(`--allow-fs-write=${scratch}`, `--allow-fs-write=${path.join(scratch, '*')}`);
  }
  return [...isolation.prefix, node.command, ...flags, script];
}

/** All that a child sees: nothing of the user's environment but the time zone, which changes what dates look like. */
function environment(options: SandboxOptions, scratch: string): NodeJS.ProcessEnv {
  const { node, readRoots, allow } = options;
  const env: NodeJS.ProcessEnv = {
    ...node.env,
    PATH: '',
    HOME: scratch,
    USERPROFILE: scratch,
    TMPDIR: scratch,
    TEMP: scratch,
    TMP: scratch,
    PLUMBLINE_SANDBOX: JSON.stringify({ readRoots, scratch, allow }),
  };
  for (const name of process.platform === 'win32' ? ['SystemRoot', 'windir', 'TZ'] : ['TZ'])
    if (process.env[name] !== undefined) env[name] = process.env[name];
  if (process.platform !== 'win32')
    Object.assign(env, { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'json' });
  return env;
}

/** Not to be guessed by the app, which could else answer in the child's place. */
function newId(): number {
  return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
}

/**
 * Ends the children with the server. An idle child notices by itself that its channel is closed; one that loops doesn't.
 */
function endWithThisProcess(): void {
  if (watching) return;
  watching = true;
  const endAll = () => {
    for (const child of living) {
      void child.kill();
      removeScratch(child.scratch);
    }
  };
  process.once('exit', endAll);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      endAll();
      // Whoever else listens decides what happens; if nobody does, what always happens.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
}
