/** The worker that holds the layout kernel: a graph comes in, the same graph with positions goes out. */
import { parentPort } from 'node:worker_threads';
import ELK from 'elkjs/lib/elk.bundled.js';
import type { ElkNode } from 'elkjs';

export interface Job {
  readonly id: number;
  readonly graph: ElkNode;
}

export type Answer = { readonly id: number } & ({ readonly graph: ElkNode } | { readonly error: string });

// The constructor is the default export of a CommonJS module, which Node and the bundler hand over differently.
const Kernel = ((ELK as unknown as { default?: typeof ELK }).default ?? ELK) as unknown as new () => {
  layout(graph: ElkNode): Promise<ElkNode>;
};
const kernel = new Kernel();

parentPort?.on('message', ({ id, graph }: Job) => {
  kernel.layout(graph).then(
    laidOut => parentPort?.postMessage({ id, graph: laidOut } satisfies Answer),
    (error: unknown) =>
      parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) } satisfies Answer),
  );
});
