/**
 * Measures live synth on real apps: whether they run in the sandbox, how fast an edit comes to findings, how much of what
 * they make has a place in the source, and whether the templates are those of a fresh process and of `cdk synth`.
 *
 *   node tools/measureSynth.ts <folder of apps, or a JSON list of { name, dir, env? }> [options]
 *
 *   --limit <n>          the first n apps only
 *   --only <text>        the apps whose name holds this text
 *   --edits <n>          edits of each app, 11 where not said
 *   --cold <json>        what a synth outside of the sandbox came to: { <name>: { ok, reason, ms, dir } }, `dir` with templates
 *   --results <json>     results are kept here; apps that it has are not measured again
 *   --samples <file>     writes properties with the text at their places, to be judged by a person
 *   --markdown <file>    puts the table between the markers of this document
 *   --cdk <command>      compares with `cdk synth` by this CDK CLI (`node_modules/.bin/cdk`)
 *   --compare <apps>     on these apps, a folder or a list like the first, which need what their commands start
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { sandboxScript } from '../server/src/testing/sandbox.ts';
import { type App, readApps } from './synth/apps.ts';
import { measureApp } from './synth/measure.ts';
import { type Cold, type Comparison, type Measured, quantile, table } from './synth/table.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string' },
    only: { type: 'string' },
    edits: { type: 'string', default: '11' },
    cold: { type: 'string' },
    results: { type: 'string' },
    samples: { type: 'string' },
    markdown: { type: 'string' },
    cdk: { type: 'string' },
    compare: { type: 'string' },
  },
});
const [from] = positionals;
if (!from) {
  console.error('usage: node tools/measureSynth.ts <folder of apps or JSON list> [options]; see the head of the file');
  process.exit(2);
}

const read = <T>(file: string | undefined): T | null =>
  file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : null;
const cold = read<Record<string, Cold>>(options.cold) ?? {};
const results = read<Record<string, Measured>>(options.results) ?? {};
const samples: string[] = [];

const apps = readApps(from)
  .filter(app => !options.only || app.name.includes(options.only))
  .slice(0, options.limit ? Number(options.limit) : undefined);
const script = await sandboxScript();
const cache = mkdtempSync(path.join(tmpdir(), 'plumbline-measure-'));

for (const app of apps) {
  if (results[app.name]) continue;
  const was = cold[app.name];
  const measured = await measureApp(app, {
    script,
    cache,
    edits: Number(options.edits),
    cold: was?.ok ? was.dir : null,
    samples: options.samples ? 20 : 0,
  });
  results[app.name] = measured;
  samples.push(`## ${app.name}`, ...measured.samples, '');
  console.log(
    measured.ok ? 'ok  ' : 'FAIL',
    app.name,
    measured.ok
      ? `first ${Math.round(measured.firstMs)} ms, edit ${Math.round(quantile(measured.edits, 0.5))} ms`
      : measured.problem,
    measured.ok || !was ? '' : was.ok ? '(runs outside)' : '(fails outside, too)',
  );
  if (options.results) writeFileSync(options.results, JSON.stringify(results, null, 1));
  if (options.samples) writeFileSync(options.samples, samples.join('\n'));
}

/** Milliseconds that a `cdk synth` of the app takes, its own command and all; null when it fails. */
function cdkSynth(app: App, cli: string): number | null {
  const out = mkdtempSync(path.join(tmpdir(), 'plumbline-cdk-'));
  const start = performance.now();
  const { status } = spawnSync(process.execPath, [cli, 'synth', '--quiet', '--output', out, '--no-notices'], {
    cwd: app.dir,
    env: { ...process.env, ...app.env, CI: 'true', CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
    timeout: 300_000,
    stdio: 'ignore',
  });
  const took = performance.now() - start;
  rmSync(out, { recursive: true, force: true });
  return status === 0 ? took : null;
}

const compared: Comparison[] = [];
if (options.cdk && options.compare) {
  for (const app of readApps(options.compare)) {
    const took = cdkSynth(app, path.resolve(options.cdk));
    if (took === null) {
      console.log(`${app.name}: cdk synth fails`);
      continue;
    }
    // Both in this run, one after the other.
    const { edits } = await measureApp(app, { script, cache, edits: 11, cold: null, samples: 0 });
    compared.push({ name: app.name, cdkMs: took, editMs: quantile(edits, 0.5) });
  }
}
rmSync(cache, { recursive: true, force: true });

const text = table(
  apps.flatMap(app =>
    results[app.name] ? [{ app, measured: results[app.name] as Measured, cold: cold[app.name] }] : [],
  ),
  compared,
);
if (options.markdown) {
  const document = readFileSync(options.markdown, 'utf8');
  const marked = /(<!-- measured -->\n)[\s\S]*?(<!-- \/measured -->)/;
  if (!marked.test(document)) throw new Error(`${options.markdown} has no markers`);
  writeFileSync(
    options.markdown,
    document.replace(marked, (_, start: string, end: string) => start + text + end),
  );
} else console.log(text);
