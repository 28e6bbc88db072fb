/**
 * Measures how well requirements are drafted from documents: precision and recall, sentence by sentence, against keys
 * made by hand. Writes the table into docs/requirements-drafting.md; `--check` only compares.
 *
 *   node tools/measureDrafting.ts [--check] [--verbose] [--set tuning|held-out|held-out-2|held-out-3|held-out-4|held-out-5]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Sum, precision, recall, scoreFolder, total } from './drafting/score.ts';

const { values: options } = parseArgs({
  options: { check: { type: 'boolean' }, verbose: { type: 'boolean' }, set: { type: 'string' } },
});
const root = path.join(import.meta.dirname, '..');
const page = path.join(root, 'docs/requirements-drafting.md');
const BEGIN = '<!-- The figures: written by `node tools/measureDrafting.ts`, do not edit. -->';
const END = '<!-- End of the figures. -->';

const percent = (of: number) => `${Math.round(of * 100)} %`;
const row = (name: string, sum: Sum) =>
  `| ${name} | ${sum.statements} | ${sum.wanted} | ${sum.drafted} | ${sum.right} | ${percent(precision(sum))} | ${percent(recall(sum))} | ${sum.exact} |`;

const rows: string[] = [];
for (const set of options.set
  ? [options.set]
  : ['tuning', 'held-out', 'held-out-2', 'held-out-3', 'held-out-4', 'held-out-5']) {
  const scores = scoreFolder(path.join(root, 'test/requirements', set));
  rows.push(...scores.map(s => row(`${set}: ${s.name}`, s)), row(`**${set}, all**`, total(scores)));
  if (options.verbose)
    for (const s of scores) {
      console.log(`\n${s.name}`);
      for (const line of s.wrong) console.log(`  ${line}`);
    }
}
const table = [
  '| document | sentences | requirements in the key | drafted | right | precision | recall | sentences exactly as in the key |',
  '| --- | --- | --- | --- | --- | --- | --- | --- |',
  ...rows,
].join('\n');
console.log(`\n${table}`);

if (!options.set) {
  const current = readFileSync(page, 'utf8');
  const [begin, end] = [current.indexOf(BEGIN), current.indexOf(END)];
  if (begin < 0 || end < 0) throw new Error('docs/requirements-drafting.md has no place for the figures');
  const text = `${current.slice(0, begin)}${BEGIN}\n\n${table}\n\n${current.slice(end)}`;
  if (text !== current && options.check) {
    console.error('docs/requirements-drafting.md is stale: run `node tools/measureDrafting.ts`');
    process.exitCode = 1;
  } else if (text !== current) writeFileSync(page, text);
}
