/**
 * Checks groups of projects on all cores, in worker threads. Who checks what makes no difference to what is said: results
 * come back in the order of the groups. A worker that fails leaves its group to this process.
 */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Group, type GroupOptions, type GroupResult, checkGroup } from './checkGroup.ts';

/** Characters for which a worker pays: starting one costs what checking so much does. */
const WORTH = 1_500_000;

/** The one bundle, or in a checkout the source, which Node runs. */
const isSource = import.meta.filename.endsWith('.ts');
const START = "require(require('node:worker_threads').workerData.bundle).checker();";

/** How many workers are worth their start for so much text. None where one process is as quick. */
export function workersFor(groups: readonly Group[]): number {
  const size = groups.reduce((sum, g) => sum + sizeOf(g), 0);
  const most = Math.min(availableParallelism(), groups.length, Math.floor(size / WORTH));
  return most < 2 ? 0 : most;
}

function sizeOf({ files }: Group): number {
  return files.reduce((sum, f) => sum + f.text.length, 0);
}

/**
 * @param workers How many threads; none for this process alone.
 * @param done Called with each group that is checked, by its index, in no order.
 */
export async function checkGroups(
  groups: readonly Group[],
  options: GroupOptions,
  workers: number,
  done: (index: number, result: GroupResult) => void,
): Promise<void> {
  // The largest first, so that no core is left with it at the end.
  const waiting = groups.map((_, i) => i).sort((a, b) => sizeOf(groups[b] as Group) - sizeOf(groups[a] as Group));
  const left: number[] = workers === 0 ? waiting.splice(0) : [];
  const run = (): Promise<void> =>
    new Promise(resolve => {
      const worker = isSource
        ? new Worker(path.join(import.meta.dirname, 'poolWorker.ts'), { workerData: { options }, execArgv: [] })
        : new Worker(START, { eval: true, workerData: { bundle: import.meta.filename, options }, execArgv: [] });
      let current: number | undefined;
      const next = () => {
        current = waiting.shift();
        if (current === undefined) void worker.terminate();
        else worker.postMessage(groups[current]);
      };
      worker.on('message', (result: GroupResult) => {
        if (current !== undefined) done(current, result);
        next();
      });
      // Exit follows; what it was at is done here.
      worker.on('error', () => {});
      worker.on('exit', () => {
        if (current !== undefined) left.push(current);
        resolve();
      });
      next();
    });
  await Promise.all(Array.from({ length: workers }, run));
  for (const index of [...left, ...waiting.splice(0)]) {
    done(index, checkGroup(groups[index] as Group, options));
    // Who waits wants to hear of it.
    await new Promise(resolve => setImmediate(resolve));
  }
}
