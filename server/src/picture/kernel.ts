/** The layout kernel in a worker thread, so that nobody who types waits for a picture. It starts when it is needed, and leaves when it rests. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ElkNode } from 'elkjs';
import type { Answer, Job } from './worker.ts';

/** Milliseconds without work after which the worker ends. */
const REST = 120_000;
/** Milliseconds that one layout may take. */
const LIMIT = 30_000;

/** A bundle of its own, beside ours; in a checkout Node runs the source. */
function scriptOf(): string {
  const beside = path.join(import.meta.dirname, 'layout.cjs');
  return existsSync(beside) ? beside : path.join(import.meta.dirname, 'worker.ts');
}

export class KernelThread {
  readonly #waiting = new Map<
    number,
    { readonly resolve: (graph: ElkNode) => void; readonly reject: (error: Error) => void }
  >();
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | undefined;
  #count = 0;

  /** The graph with positions. Rejects with a sentence where the kernel fails or takes too long. */
  readonly layout = (graph: ElkNode): Promise<ElkNode> =>
    new Promise((resolve, reject) => {
      const id = ++this.#count;
      this.#waiting.set(id, { resolve, reject });
      this.#worker ??= this.#start();
      this.#worker.postMessage({ id, graph } satisfies Job);
      this.#watch();
    });

  /** Ends the worker; what waits is rejected. A later call starts another. */
  stop(reason = 'The layout was stopped.'): void {
    clearTimeout(this.#timer);
    void this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    this.#waiting.clear();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const isBusy = this.#waiting.size > 0;
    this.#timer = setTimeout(() => this.stop(`It took longer than ${LIMIT / 1000} s.`), isBusy ? LIMIT : REST);
    this.#timer.unref();
  }

  #start(): Worker {
    const worker = new Worker(scriptOf(), {
      env: {},
      execArgv: [],
      argv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('graph' in answer) waiting?.resolve(answer.graph);
      else waiting?.reject(new Error(answer.error));
      this.#watch();
    });
    worker.on('error', error => {
      if (this.#worker === worker) this.stop(error.message);
    });
    return worker;
  }
}
