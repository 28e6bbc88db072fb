/**
 * Counts what is done, not how long it takes: how often the functions of each part are called, as V8 counts them, and what
 * stands out among them (parses, rules asked, steps of the evaluator, bytes read). The same on every machine, however busy,
 * so that a test can hold it to a few per cent.
 *
 *   node tools/bench/work.ts            prints the counts as JSON
 *   node tools/bench/work.ts --write    writes them to test/work.json, against which test/work.test.ts compares
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';
import { createWorkspace, frontends } from '../../server/src/all.ts';
import type { Workspace } from '../../server/src/core/workspace.ts';
import { fixAll, proposeFixes } from '../../server/src/fixes/index.ts';
import { renderHtml } from '../../server/src/report/html.ts';
import { makeReport } from '../../server/src/report/report.ts';
import { cdkFile, jsonTemplate, requirements, taggedTemplate, template, templateOf, typed } from './inputs.ts';

/** How often what was called; `calls` by part of the product or library. */
export interface Work {
  readonly calls: Readonly<Record<string, number>>;
  /** Texts read by parsers, and UTF-16 code units given to front ends. */
  readonly parses: number;
  readonly bytes: number;
  /** Checks of rules that were asked. */
  readonly checks: number;
  /** Looks into values: `at` and `scenarios`. */
  readonly looks: number;
  /** Statements and expressions that the reader of CDK code has evaluated. */
  readonly steps: number;
}

const root = path.join(import.meta.dirname, '../..');
const session = new Session();

let bytes = 0;
const counting = frontends.map(frontend => ({
  ...frontend,
  read: (document: Parameters<typeof frontend.read>[0]) => {
    bytes += document.text.length;
    return frontend.read(document);
  },
}));

function spaceOf(): Workspace {
  return createWorkspace({
    frontends: counting,
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
}

/** The part that a script belongs to; null for what is neither ours nor a parser. */
function partOf(url: string): string | null {
  const own = /\/server\/src\/(frontends\/\w+|\w+)\//.exec(url)?.[1];
  if (own !== undefined) return own;
  return /\/node_modules\/(typescript|yaml)\//.exec(url)?.[1] ?? null;
}

const CHECKS = /^check(?:Resource|Statement|Code|Source|Graph)$/;

/** What `work` does. */
async function counted(work: () => unknown): Promise<Work> {
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  bytes = 0;
  work();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  const calls: Record<string, number> = {};
  let [parses, checks, looks, steps] = [0, 0, 0, 0];
  for (const { url, functions } of result) {
    const part = partOf(url);
    if (part === null) continue;
    for (const { functionName: name, ranges } of functions) {
      const count = ranges[0]?.count ?? 0;
      calls[part] = (calls[part] ?? 0) + count;
      if (
        part === 'typescript'
          ? /^(?:create|update)SourceFile$/.test(name)
          : /(?:Reader|parser)\.[tj]s$/.test(url) && name === 'parse'
      )
        parses += count;
      if (part === 'rules' && CHECKS.test(name)) checks += count;
      if (url.endsWith('/core/value.ts') && (name === 'at' || name === 'scenarios')) looks += count;
      if (url.endsWith('/frontends/cdk/evaluate.ts') && name === '#step') steps += count;
    }
  }
  const sorted = Object.fromEntries(Object.entries(calls).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { calls: sorted, parses, bytes, checks, looks, steps };
}

/** A keystroke in the middle of a document that is open, after others. */
function edit(name: string, text: string, beside: Readonly<Record<string, string>> = {}) {
  const uri = `file:///bench/${name}`;
  const space = spaceOf();
  for (const [file, other] of Object.entries(beside))
    space.update({ uri: `file:///bench/${file}`, version: 1, text: other });
  let version = 0;
  const press = () => {
    version++;
    space.update({ uri, version, text: typed(text, version) });
    space.findings(uri);
  };
  // What is loaded or kept on first use is no work of the keystroke.
  press();
  press();
  return { press, space, uri };
}

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}.yaml`, templateOf(20, `T${i}x`)]));
}

/** Everything that is counted, by name. */
export async function work(): Promise<Record<string, Work>> {
  session.connect();
  await session.post('Profiler.enable');
  const found: Record<string, Work> = {};
  const keystroke = async (what: string, ...of: Parameters<typeof edit>) => {
    found[what] = await counted(edit(...of).press);
  };
  await keystroke('edit, YAML template of 300 lines', 't.yaml', template(300));
  await keystroke('edit, YAML template of 100 resources', 't.yaml', templateOf(100));
  await keystroke('edit, YAML template of 400 resources', 't.yaml', templateOf(400));
  await keystroke('edit, JSON template of 2,000 lines', 't.json', jsonTemplate(2000));
  await keystroke('edit, CDK file of 300 lines', 'stack.ts', cdkFile(300));
  await keystroke('edit, CDK file of 1,200 lines', 'stack.ts', cdkFile(1200));
  await keystroke('edit, plumbline.yaml of 200 lines', 'plumbline.yaml', requirements(200), {
    'template.yaml': taggedTemplate(100),
  });
  await keystroke('edit, one of 10 templates', 't.yaml', templateOf(20), many(10));
  await keystroke('edit, one of 40 templates', 't.yaml', templateOf(20), many(40));

  for (const resources of [25, 100]) {
    const { space, uri } = edit('t.yaml', templateOf(resources));
    const finding = space.findings(uri).find(f => f.fixable);
    if (!finding) throw new Error('nothing to fix');
    proposeFixes(space, finding);
    found[`one fix, YAML template of ${resources} resources`] = await counted(() => proposeFixes(space, finding));
    found[`fix all, YAML template of ${resources} resources`] = await counted(() => fixAll(space, uri));
    const report = () =>
      renderHtml(makeReport(space, { root: 'file:///bench', version: '0', today: '2026-11-21', fixes: () => null }), {
        mode: 'file',
      });
    report();
    found[`report, YAML template of ${resources} resources`] = await counted(report);
  }
  session.disconnect();
  return found;
}

if (process.argv[1] === import.meta.filename) {
  const text = `${JSON.stringify(await work(), null, 2)}\n`;
  if (process.argv.includes('--write')) writeFileSync(path.join(root, 'test/work.json'), text);
  else process.stdout.write(text);
}
