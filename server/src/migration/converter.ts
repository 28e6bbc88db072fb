/** Runs the codemod in a worker thread that starts when it is needed, is stopped when it hangs, and leaves when it rests. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Job } from './worker.ts';

export interface ConverterOptions {
  /** Milliseconds without work after which the worker ends. */
  readonly rest?: number;
  /** Milliseconds that one file may take, the start of the worker included. */
  readonly limit?: number;
  /** The script of the worker, for tests. */
  readonly script?: string;
}

const REST = 60_000;
const LIMIT = 60_000;
/** Megabytes of heap. The codemod with its tables takes 60; trees of large files come on top. */
const HEAP = 512;

/** A bundle of its own, beside ours; in a checkout Node runs the source. */
function scriptOf(): string {
  const beside = path.join(import.meta.dirname, 'migrate.cjs');
  return existsSync(beside) ? beside : path.join(import.meta.dirname, 'worker.ts');
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (text: string) => void;
  readonly reject: (error: Error) => void;
}

/** One at a time, in the order in which they come: the worker has one thread. */
export class Converter {
  readonly #rest: number;
  readonly #limit: number;
  readonly #script: string;
  readonly #queue: Waiting[] = [];
  #worker: Worker | null = null;
  #current: Waiting | null = null;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  constructor({ rest = REST, limit = LIMIT, script }: ConverterOptions = {}) {
    this.#rest = rest;
    this.#limit = limit;
    this.#script = script ?? scriptOf();
  }

  /** Whether there is a worker now. */
  get running(): boolean {
    return this.#worker !== null;
  }

  /** The rewritten text. Rejects with a sentence for people where the codemod fails, takes too long, or eats memory. */
  readonly convert = (file: string, source: string): Promise<string> =>
    new Promise((resolve, reject) => {
      this.#queue.push({ job: { id: ++this.#count, path: file, source }, resolve, reject });
      this.#next();
    });

  /** Ends the worker; what waits is rejected. A later call starts another. */
  stop(): void {
    clearTimeout(this.#timer);
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
    const waiting = [...(this.#current ? [this.#current] : []), ...this.#queue.splice(0)];
    this.#current = null;
    for (const { reject } of waiting) reject(new Error('The migration was stopped.'));
  }

  #next(): void {
    if (this.#current) return;
    clearTimeout(this.#timer);
    const next = this.#queue.shift();
    if (!next) {
      this.#timer = setTimeout(() => this.stop(), this.#rest);
      this.#timer.unref();
      return;
    }
    this.#current = next;
    this.#timer = setTimeout(() => this.#drop(`It took longer than ${this.#limit / 1000} s.`), this.#limit);
    this.#worker ??= this.#start();
    this.#worker.postMessage(next.job);
  }

  #start(): Worker {
    // Nothing of the user's environment, no flags of ours, nothing written to our streams.
    const worker = new Worker(this.#script, {
      env: {},
      execArgv: [],
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: HEAP },
    });
    worker.on('message', (answer: Answer) => {
      const current = this.#current;
      if (!current || current.job.id !== answer.id || this.#worker !== worker) return;
      this.#current = null;
      if ('text' in answer) current.resolve(answer.text);
      else current.reject(new Error(answer.error));
      this.#next();
    });
    worker.on('error', error => {
      if (this.#worker !== worker) return;
      const { code } = error as NodeJS.ErrnoException;
      this.#drop(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'It needs too much memory.' : error.message);
    });
    worker.unref();
    return worker;
  }

  /** The file at work fails, and the worker with it; the others go on in another. */
  #drop(reason: string): void {
    const current = this.#current;
    const worker = this.#worker;
    this.#current = null;
    this.#worker = null;
    void worker?.terminate();
    current?.reject(new Error(reason));
    this.#next();
  }
}
