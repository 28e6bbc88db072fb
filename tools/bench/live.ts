/**
 * What live synth costs: an edit of the example until all of its findings are there, and what the sandbox holds after a thousand;
 * and both for apps of 10, 100, 1,000 and 10,000 resources, in stacks of at most 400, since CloudFormation takes 500.
 */
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { testApp } from '../../server/src/testing/app.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { measureApp } from '../synth/measure.ts';
import { type Measured, quantile } from '../synth/table.ts';
import { cdkStack } from './inputs.ts';
import { type Row, median, shown } from './measure.ts';

const root = path.join(import.meta.dirname, '../..');
const EDITS = 1000;
/** What CloudFormation makes of a block of `cdkStack`: a key, a table, a function, its role and the policy of that. */
const PER_BLOCK = 5;
const MOST_BLOCKS = 80;
const SIZES = [10, 100, 1000, 10_000];
const SIZED_EDITS = 9;
/** Milliseconds that a run may take, so that the largest app can be measured; in the editor it is stopped after ten seconds. */
const PATIENT = 120_000;

async function measured(dir: string, edits: number): Promise<Measured> {
  const cache = mkdtempSync(path.join(tmpdir(), 'bench-live-'));
  const limits = { firstRun: PATIENT, run: PATIENT };
  try {
    const script = await sandboxScript();
    const result = await measureApp({ name: 'bench', dir }, { script, cache, edits, cold: null, samples: 0, limits });
    if (!result.ok) throw new Error(`live synth failed: ${result.problem}`);
    return result;
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** The example, edited a thousand times. */
export async function liveRows(): Promise<Row[]> {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'bench-orders-')));
  try {
    cpSync(path.join(root, 'examples/orders-cdk'), dir, { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(dir, 'node_modules'), 'junction');
    const { edits, processor, rss } = await measured(dir, EDITS);
    return [
      {
        what: 'Live synth, edit of orders-cdk to all findings',
        measured: `${Math.round(median(edits))} ms wall`,
        limit: '≤ 200 ms',
        note: `median of ${EDITS.toLocaleString('en-US')}; 95 of 100 within ${Math.round(quantile(edits, 0.95))} ms; ${Math.round(median(processor))} ms CPU, of the app and of ours`,
      },
      {
        what: 'Sandbox memory',
        measured: megabytes(rss),
        limit: '≤ 400 MB',
        note: `resident, the process that runs orders-cdk, after ${EDITS.toLocaleString('en-US')} edits`,
      },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** An app of about so many resources of CloudFormation. */
function appOf(resources: number): ReturnType<typeof testApp> {
  const blocks = Math.ceil(resources / PER_BLOCK);
  const files: Record<string, string> = { 'lambda/index.js': 'exports.handler = async () => ({});\n' };
  const stacks = Array.from({ length: Math.ceil(blocks / MOST_BLOCKS) }, (_, i) => i);
  for (const i of stacks) files[`stack${i}.ts`] = cdkStack(Math.min(MOST_BLOCKS, blocks - i * MOST_BLOCKS));
  files['app.ts'] = [
    "import * as cdk from 'aws-cdk-lib';",
    ...stacks.map(i => `import { BigStack as Stack${i} } from './stack${i}';`),
    'const app = new cdk.App();',
    ...stacks.map(i => `new Stack${i}(app, 'Stack${i}', { stage: 'dev' });`),
    '',
  ].join('\n');
  return testApp(files);
}

/** How live synth grows, as a table, with what each resource costs in brackets. */
export async function liveGrowthTable(): Promise<string> {
  const lines = ['| resources | start | edit | CPU of an edit | sandbox |', '| ---: | ---: | ---: | ---: | ---: |'];
  for (const size of SIZES) {
    const app = appOf(size);
    try {
      const { firstMs, edits, processor, rss, mapped } = await measured(app.dir, SIZED_EDITS);
      const { all } = mapped.resources;
      const costs = [firstMs, median(edits), median(processor)].map(ms => `${shown(ms)} (${shown(ms / all)})`);
      lines.push(`| ${all.toLocaleString('en-US')} | ${costs.join(' | ')} | ${megabytes(rss)} |`);
    } finally {
      app.remove();
    }
  }
  return lines.join('\n');
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'not measured here' : `${Math.round(bytes / 1024 ** 2)} MB`;
}

if (process.argv[1] === import.meta.filename) {
  console.log(await liveGrowthTable());
  for (const row of await liveRows()) console.log(`${row.what}: ${row.measured} (${row.limit}); ${row.note}`);
}
