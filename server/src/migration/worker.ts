/**
 * The worker that holds the codemod: a text comes in, the rewritten text goes out. It is handed nothing but texts, opens
 * no file and resolves no module of the user's.
 */
import { parentPort } from 'node:worker_threads';
import { convert } from './codemod.ts';

export interface Job {
  readonly id: number;
  readonly path: string;
  readonly source: string;
}

export type Answer = { readonly id: number } & ({ readonly text: string } | { readonly error: string });

// What the codemod says about code that it doesn't know is for its own authors.
process.removeAllListeners('warning');

parentPort?.on('message', ({ id, path, source }: Job) => {
  convert(path, source).then(
    text => parentPort?.postMessage({ id, text } satisfies Answer),
    (error: unknown) =>
      parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer),
  );
});
