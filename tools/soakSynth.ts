/**
 * Soaks live synth: random edits of real apps, half-typed code and exceptions among them, with the templates compared with
 * those of a fresh process, memory watched and answers counted; then apps that loop, eat memory, write, spawn and call.
 * Ends with an error if anything is not as it should be.
 *
 *   node tools/soakSynth.ts <app folders, or JSON lists of { name, dir, env? }> [--edits 1000] [--seed 1]
 *        [--no-hazards] [--node <program>]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sandboxScript } from '../server/src/testing/sandbox.ts';
import { readApps } from './synth/apps.ts';
import { hazards } from './synth/hazards.ts';
import { type Sizes, soak } from './synth/soak.ts';

/** Megabytes that a child may take. */
const MOST = 400;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    edits: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    hazards: { type: 'boolean', default: true },
    node: { type: 'string' },
  },
});
const script = await sandboxScript();
const cache = mkdtempSync(path.join(tmpdir(), 'plumbline-soak-'));
let faults = 0;

const size = ({ first, last, most }: Sizes): string => [first, last, most].map(n => Math.round(n)).join(' → ');
if (positionals.length > 0) {
  console.log(
    '| app | edits | ran, did not run | lost | unlike a fresh process | ms, median / p95 | child MB, first → last → most | server MB | replaced |',
  );
  console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
}
for (const app of positionals.flatMap(readApps)) {
  const s = await soak(app, {
    script,
    cache,
    edits: Number(options.edits),
    seed: Number(options.seed),
    every: 100,
  });
  if (s.lost > 0 || s.unlike.length > 0 || s.child.most > MOST) faults++;
  console.log(
    `| ${s.name} | ${s.edits} | ${s.good}, ${s.bad} | ${s.lost} of ${s.requests} | ${s.unlike.length} of ${s.compared} | ${Math.round(s.median)} / ${Math.round(s.p95)} | ${size(s.child)} | ${size(s.server)} | ${s.replaced} |`,
  );
  for (const line of s.unlike) console.error(`  ${line}`);
}
rmSync(cache, { recursive: true, force: true });

if (options.hazards) {
  const { sandbox, results } = await hazards(script, options.node ?? null);
  console.log(`\n${sandbox}\n\n| an app that … | is answered, ms | and mended, ms | with | wrong |`);
  console.log('| --- | ---: | ---: | --- | --- |');
  for (const h of results) {
    if (h.wrong.length > 0) faults++;
    console.log(
      `| ${h.name} | ${Math.round(h.answeredMs)} | ${Math.round(h.mendedMs)} | ${h.told || '–'} | ${h.wrong.join('; ') || '–'} |`,
    );
  }
}
if (faults > 0) {
  console.error(`${faults} not as it should be`);
  process.exitCode = 1;
}
