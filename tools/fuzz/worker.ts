/** One worker of the fuzzer: takes every n-th case, says which one it is at, and reports what fails. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Failure, Step } from './check.ts';
import { type Case, Cases, type Only, check, minimised } from './run.ts';

export interface Task {
  readonly seed: number;
  readonly only: Only;
  readonly prefixes: boolean;
  readonly first: number;
  readonly end: number;
  readonly step: number;
  /** The number of the case that is being run. */
  readonly at: Int32Array;
}

export interface Found {
  readonly index: number;
  readonly failure: Failure;
  readonly smallest: Case;
}

/** What a worker says at its end. */
export interface Ended {
  readonly longest: Step & { readonly index: number };
}

/** Milliseconds that making a failing input smaller may take. */
const BUDGET = 8000;

const task = workerData as Task;
const cases = new Cases(task.seed, task.only);
const seen = new Set<string>();
let longest: Ended['longest'] = { name: '', ms: 0, index: 0 };
for (let index = task.first; index < task.end; index += task.step) {
  Atomics.store(task.at, 0, index);
  const one = task.prefixes ? cases.prefix(index) : cases.edited(index);
  const { failure, longest: step } = check(one);
  if (step.ms > longest.ms) longest = { ...step, index };
  if (!failure) continue;
  const id = `${failure.step} ${failure.what}`;
  if (seen.has(id)) continue;
  seen.add(id);
  Atomics.store(task.at, 0, -1 - index);
  parentPort?.postMessage({ index, failure, smallest: minimised(one, failure, BUDGET) } satisfies Found);
}
parentPort?.postMessage({ longest } satisfies Ended);
Atomics.store(task.at, 0, task.end);
