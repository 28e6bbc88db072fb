/**
 * Fuzzes the readers, linking, rules and fixers with edits of the corpus, or with all its prefixes. What throws, hangs, runs
 * out of memory or points outside of its document is made small and printed; ends with an error if anything does. The server
 * as a whole is soaked, see `tools/soak.ts`.
 *
 *   npm run fuzz -- [--edits 20000] [--seed 1] [--only template|json|cdk|handlers|python|requirements|fixes]
 *                   [--prefixes] [--first 0] [--case <number>] [--jobs 2]
 *
 * `--first` is the number of the case to begin with: cases depend on corpus, seed and number alone, so that a long run can
 * be made in pieces.
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Document } from '../../server/src/core/document.ts';
import { type Case, Cases, type Only, check } from './run.ts';
import type { Ended, Found, Task } from './worker.ts';

/**
 * Milliseconds of the processor's time, for each worker, in which a case must end. Of a thread that does not answer only the
 * process as a whole is known, but unlike the time of the clock that tells nothing of what else the machine is doing.
 */
const HANG = 15_000;
/** Megabytes of heap that a worker may take: a fresh one takes about 150. */
const MEMORY = 600;

const { values: options } = parseArgs({
  options: {
    edits: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: 'all' },
    prefixes: { type: 'boolean', default: false },
    first: { type: 'string', default: '0' },
    case: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
});
/** How many edits are made if nothing else is said. */
const EDITS = 20_000;

const seed = Number(options.seed);
const only = options.only as Only;
let failures = 0;
let ran = 0;
let longest: Ended['longest'] = { name: 'none', ms: 0, index: 0 };

function show(title: string, detail: string, { documents, name }: Case): void {
  failures++;
  console.log(`\n=== ${title} (${name})\n${detail}`);
  for (const { uri, text } of documents) console.log(`--- ${uri}\n${JSON.stringify(text.slice(0, 3000))}`);
}

/** Milliseconds of the processor's time that this process has taken. */
function busy(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs every `step`-th case from `first` on, and goes on after one that had to be killed. */
function work(cases: Cases, first: number, end: number, step: number): Promise<void> {
  return new Promise(resolve => {
    const at = new Int32Array(new SharedArrayBuffer(4));
    at[0] = first;
    const task: Task = { seed, only, prefixes: options.prefixes, first, end, step, at };
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY },
    });
    let [last, since] = [first, busy()];
    let wrong: string | null = null;
    const watch = setInterval(() => {
      const now = Atomics.load(at, 0);
      if (now !== last) [last, since] = [now, busy()];
      else if (busy() - since > HANG * Number(options.jobs)) {
        wrong = `does not end in ${HANG} ms`;
        void worker.terminate();
      }
    }, 500);
    worker.on('message', (message: Found | Ended) => {
      if ('longest' in message) {
        if (message.longest.ms > longest.ms) longest = message.longest;
        return;
      }
      const { index, failure, smallest } = message;
      show(`case ${index}: ${failure.step}: ${failure.what}`, failure.detail, smallest);
    });
    worker.on('error', error => {
      wrong = error.message;
    });
    worker.on('exit', () => {
      clearInterval(watch);
      const raw = Atomics.load(at, 0);
      const index = raw < 0 ? -1 - raw : raw;
      if (wrong === null) {
        ran += Math.max(0, Math.ceil((end - first) / step));
        resolve();
        return;
      }
      if (raw >= 0) show(`case ${index}: ${wrong}`, '', caseOf(cases, index));
      ran += Math.floor((index - first) / step) + 1;
      resolve(index + step < end ? work(cases, index + step, end, step) : undefined);
    });
  });
}

function caseOf(cases: Cases, index: number): Case {
  return options.prefixes ? cases.prefix(index) : cases.edited(index);
}

const began = performance.now();
const cases = new Cases(seed, only);
if (options.case !== undefined) {
  const one = caseOf(cases, Number(options.case));
  const { failure } = check(one);
  ran = 1;
  if (failure) show(`${failure.step}: ${failure.what}`, failure.detail, one);
  else console.log((one.documents[one.edited] as Document).text);
} else {
  const first = Number(options.first);
  const last = first + Number(options.edits ?? (options.prefixes ? cases.prefixes : EDITS));
  const end = options.prefixes ? Math.min(cases.prefixes, last) : last;
  const jobs = Number(options.jobs);
  await Promise.all(Array.from({ length: jobs }, (_, i) => work(cases, first + i, end, jobs)));
}
const what = `${ran} ${options.prefixes ? 'prefixes' : 'edits'} (${options.only}, seed ${seed}, from ${options.first})`;
const seconds = Math.round((performance.now() - began) / 1000);
console.log(
  `
${what} in ${seconds} s, ${Math.round(busy() / 1000)} s of CPU: ${failures} failures; longest step ${Math.round(longest.ms)} ms (${longest.name}, case ${longest.index})`,
);
if (failures > 0) process.exitCode = 1;
process.exit();
