/**
 * Soaks the language server: thousands of edits with requests in between, of which many are taken back, while documents
 * close, files and folders come and go, settings change and the processes that run apps are killed. Ends with an error if a
 * request stays unanswered, something fails, findings are not those of a fresh server, or, in 5,000 edits and more, memory grows.
 *
 *   npm run soak -- [--edits 10000] [--seed 1] [--no-synth]
 */
import { parseArgs } from 'node:util';
import { sandboxScript } from '../server/src/testing/sandbox.ts';
import { soak } from './soak/run.ts';

/** How much more of the heap, in parts of one, may be taken at the end than at the half. */
const GROWTH = 0.1;
/** Edits after which the heap is what it will stay: before, caches and code are still being filled. */
const WARM = 2_500;

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    edits: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    synth: { type: 'boolean', default: true },
  },
});
const edits = Number(options.edits);
const result = await soak({
  edits,
  seed: Number(options.seed),
  compare: Math.max(1, Math.floor(edits / 10)),
  script: options.synth ? await sandboxScript() : null,
  progress: line => console.log(line),
});
const { half, end } = result.memory;
const wrong = [...new Set(result.wrong)];
if (edits >= 2 * WARM && end.heap > half.heap * (1 + GROWTH))
  wrong.push(`the heap grows from ${half.heap} to ${end.heap} MB`);
console.log(
  `${result.edits} edits, ${result.requests} requests (${Object.entries(result.answers)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(
      ', ',
    )}), ${result.compared} comparisons, ${result.killed} processes killed; heap ${half.heap} → ${end.heap} MB, RSS ${half.rss} → ${end.rss} MB`,
);
for (const line of wrong) console.error(line);
process.exit(wrong.length > 0 ? 1 : 0);
