/**
 * `npm run bench`: the figures that the product holds itself to, as a table on the terminal and in docs/bench.md.
 * CPU time is the process's own user and system time, so other work on the machine matters less; where two things are
 * compared, both are measured in turn in this run and the ratio is what counts.
 *
 *   npm run bench                      generated inputs
 *   npm run bench -- --corpus <dir>    also a cold scan of a folder of CDK apps and templates
 *   npm run bench -- --peers <dir>     also what other tools take, which `node tools/bench/peers.ts <dir>` installs there
 *   npm run bench -- --quick           without growth, the thousand edits of live synth and the monorepo, which take minutes
 *
 * Each run adds a line to docs/bench-history.ndjson, which tools/bench/history.ts reads.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { parseDocument } from 'yaml';
import { createWorkspace, version } from '../../server/src/all.ts';
import { liveGrowthTable, liveRows } from './live.ts';
import { catalogueRows } from './catalogue.ts';
import { SIZES, growth, growthTable } from './growth.ts';
import { remember } from './history.ts';
import { iamRows } from './iam.ts';
import { cdkFile, jsonTemplate, requirements, taggedTemplate, template, typed } from './inputs.ts';
import { HEAP_FLAGS } from '../../server/src/lsp/heap.ts';
import { SERVER_ENVIRONMENT, SERVER_FLAGS } from '../../server/src/lsp/protocol.ts';
import { type Row, cpu, median } from './measure.ts';
import { peerRows } from './peers.ts';
import { pictureRows } from './picture.ts';
import { reportRows } from './report.ts';
import { scaleRows } from './scale.ts';
import { sdkRows } from './sdk.ts';

const root = path.join(import.meta.dirname, '../..');

// What is measured in this process and those that it forks is measured as it is in the server.
const flags = [...SERVER_FLAGS, ...HEAP_FLAGS];
if (!flags.every(flag => process.execArgv.includes(flag))) {
  const again = [...flags, ...process.execArgv, ...process.argv.slice(1)];
  process.exit(spawnSync(process.execPath, again, { stdio: 'inherit' }).status ?? 1);
}

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string' },
    peers: { type: 'string' },
    quick: { type: 'boolean', default: false },
    runs: { type: 'string', default: '40' },
  },
});
const runs = Number(options.runs);
/** How many edits of each kind come before those that count. */
const WARM = 120;

const rows: Row[] = [];

function workspace() {
  return createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
}

/** One keystroke: a value in the middle of the file is another one; read, linked and checked. */
function edits(name: string, uri: string, text: string, limit: number, parse: (text: string) => unknown): void {
  const space = workspace();
  let version = 1;
  const own: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < runs + 10; i++) {
    const next = typed(text, i);
    const a = cpu(() => {
      space.update({ uri, version: version++, text: next });
      space.findings(uri);
    });
    const b = cpu(() => parse(next));
    // The first runs warm the compiler up.
    if (i >= 10) {
      own.push(a);
      bare.push(b);
    }
  }
  const ratio = median(own.map((a, i) => a / Math.max(0.01, bare[i] as number)));
  rows.push({
    what: `CPU per edit, ${name}`,
    measured: `${median(own).toFixed(1)} ms`,
    limit: `≤ ${limit} ms`,
    note: `${space.findings(uri).length} findings; ${ratio.toFixed(2)} × the bare parse by the library (${median(bare).toFixed(1)} ms)`,
  });
}

/**
 * Edits of each kind before anything is measured: a server runs for hours, and its code is compiled in its first minute. Node
 * counts the compiler's threads as its own time.
 */
function warmUp(documents: Readonly<Record<string, string>>): void {
  const space = workspace();
  for (let i = 0; i < WARM; i++)
    for (const [name, text] of Object.entries(documents)) {
      const uri = `file:///bench/warm/${name}`;
      space.update({ uri, version: i, text: typed(text, i) });
      space.findings(uri);
    }
}

warmUp({
  'stack.ts': cdkFile(1000),
  'template.yaml': template(1000),
  'template.json': jsonTemplate(1000),
  'plumbline.yaml': requirements(200),
});
edits('CDK file of 1,000 lines', 'file:///bench/stack.ts', cdkFile(1000), 30, text =>
  ts.createSourceFile('stack.ts', text, ts.ScriptTarget.Latest, true),
);
edits('YAML template of 300 lines', 'file:///bench/t300.yaml', template(300), 20, text =>
  parseDocument(text, { logLevel: 'silent' }),
);
edits('YAML template of 5,000 lines', 'file:///bench/t5000.yaml', template(5000), 150, text =>
  parseDocument(text, { logLevel: 'silent' }),
);
edits('JSON template of 5,000 lines', 'file:///bench/t5000.json', jsonTemplate(5000), 150, text => JSON.parse(text));

/** One keystroke in plumbline.yaml: read, validated, linked, and 500 resources checked against it. */
function requirementEdits(): void {
  const space = workspace();
  space.update({ uri: 'file:///bench/template.yaml', version: 1, text: taggedTemplate(500) });
  const uri = 'file:///bench/plumbline.yaml';
  const text = requirements(200);
  const own: number[] = [];
  for (let i = 0; i < runs + 10; i++) {
    const next = typed(text, i);
    const spent = cpu(() => {
      space.update({ uri, version: i + 1, text: next });
      space.findings(uri);
    });
    if (i >= 10) own.push(spent);
  }
  const graph = space.graph(uri);
  rows.push({
    what: 'CPU per edit, plumbline.yaml of 200 lines',
    measured: `${median(own).toFixed(1)} ms`,
    limit: '≤ 20 ms',
    note: `${graph.requirements.length} requirements against ${graph.resources.length} resources; ${space.allFindings().length} findings`,
  });
}
requirementEdits();
rows.push(...iamRows(runs), ...(await reportRows()), ...(await pictureRows()));
rows.push(...catalogueRows(runs));
rows.push(...(await sdkRows(runs)));

/** Starts the bundled server as the editor would, and times it to its first findings. */
async function server(): Promise<void> {
  const bundle = path.join(root, 'dist/server.cjs');
  if (!existsSync(bundle)) spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
  const starts: number[] = [];
  let memory = 0;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    const child = spawn(process.execPath, [...SERVER_FLAGS, bundle, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...SERVER_ENVIRONMENT },
    });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('workspace/configuration', (p: { items: unknown[] }) => p.items.map(() => null));
    connection.onRequest('workspace/diagnostic/refresh', () => null);
    connection.onRequest('window/workDoneProgress/create', () => null);
    const folder = pathToFileURL(path.join(root, 'examples')).href;
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folder,
      workspaceFolders: [{ uri: folder, name: 'examples' }],
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { configuration: true, diagnostics: { refreshSupport: true }, workspaceFolders: true },
      },
    });
    void connection.sendNotification('initialized', {});
    const file = path.join(root, 'examples/templates/orders.yaml');
    const uri = pathToFileURL(file).href;
    const text = readFileSync(file, 'utf8');
    void connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
    const pull = () =>
      connection.sendRequest<{ items?: unknown[] }>('textDocument/diagnostic', { textDocument: { uri } });
    const first = await pull();
    if (!first.items?.length) throw new Error('the server gave no finding');
    starts.push(performance.now() - began);
    if (i === 4) {
      const stack = path.join(root, 'examples/orders-cdk/lib/orders-stack.ts');
      const stackUri = pathToFileURL(stack).href;
      const source = readFileSync(stack, 'utf8');
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: stackUri, languageId: 'typescript', version: 1, text: source },
      });
      for (let n = 2; n < 1002; n++) {
        void connection.sendNotification('textDocument/didChange', {
          textDocument: { uri: stackUri, version: n },
          contentChanges: [{ text: typed(source, n) }],
        });
        if (n % 10 === 0) await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: stackUri } });
      }
      const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
      memory = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    }
    await connection.sendRequest('shutdown');
    void connection.sendNotification('exit');
    await new Promise(resolve => child.once('exit', resolve));
    connection.dispose();
  }
  rows.push({
    what: 'Server start to first finding',
    measured: `${Math.round(median(starts))} ms wall`,
    limit: '< 1,000 ms',
    note: `median of 5; ${starts.map(s => Math.round(s)).join(', ')}`,
  });
  rows.push({
    what: 'Server memory',
    measured: memory ? `${Math.round(memory)} MB` : 'not measured here',
    limit: '≤ 200 MB',
    note: 'resident, started as VS Code starts it, after opening examples/ and 1,000 edits',
  });
}
await server();

/** A cold scan through the CLI, as a user would run it in CI. */
function scan(name: string, folder: string): void {
  const out = path.join(mkdtempSync(path.join(tmpdir(), 'bench-')), 'out.json');
  const began = performance.now();
  const before = process.resourceUsage();
  const run = spawnSync(
    process.execPath,
    [path.join(root, 'dist/cli.cjs'), 'check', folder, '--format', 'json', '--output', out, '--fail-on', 'never'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const wall = performance.now() - began;
  void before;
  if (run.status !== 0) throw new Error(`plumbline check failed: ${run.stderr}`);
  const report = JSON.parse(readFileSync(out, 'utf8'));
  rows.push({
    what: `Cold scan, ${name}`,
    measured: `${(wall / 1000).toFixed(1)} s wall`,
    limit: '–',
    note: `${report.summary.files ?? '?'} files, ${report.findings.length} findings`,
  });
  rmSync(path.dirname(out), { recursive: true });
}
scan('examples/', path.join(root, 'examples'));
if (options.corpus) scan(path.basename(path.resolve(options.corpus)), options.corpus);

const vsix = path.join(root, 'plumbline.vsix');
if (existsSync(vsix))
  rows.push({
    what: 'Size of the .vsix',
    measured: `${(statSync(vsix).size / 1e6).toFixed(2)} MB`,
    limit: '≤ 6 MB',
    note: '`npm run package`',
  });

if (!options.quick) rows.push(...(await liveRows()));
const grown = options.quick ? [] : growth(SIZES);
const liveGrown = options.quick ? '' : await liveGrowthTable();
if (!options.quick) rows.push(...(await scaleRows()));
let compared: Row[] = [];
if (options.peers === undefined)
  console.log(
    'The other tools are left out: node tools/bench/peers.ts <folder> installs them, --peers <folder> measures them.',
  );
else compared = await peerRows(path.resolve(options.peers));

const tableOf = (list: readonly Row[]) =>
  [
    '| figure | measured | limit | |',
    '| --- | ---: | ---: | --- |',
    ...list.map(r => `| ${r.what} | ${r.measured} | ${r.limit} | ${r.note} |`),
  ].join('\n');
const sections = [
  tableOf(rows),
  ...(grown.length > 0
    ? [
        `## How costs grow

CPU in milliseconds for a project of so many resources (in documents of at most 1,000), and in brackets for each of them: in proportion, that stays the
same from line to line. Scan is \`plumbline check\` of as many in files of a hundred, the start of the process included.

${growthTable(grown)}

The same of live synth, for apps of so many resources of CloudFormation in stacks of at most 400: milliseconds on the wall from the start,
and from an edit, to all findings; CPU of an edit, of the app and of ours; and what the sandbox holds after ten runs. In the editor a run is
stopped after ten seconds, unless \`plumbline.liveSynth.timeout\` says otherwise; findings from reading are there in the meantime.

${liveGrown}`,
      ]
    : []),
  ...(compared.length > 0
    ? [
        `## Beside other tools

The same edits of the same texts, in turn, in this run, each tool in a process of its own in which somebody has typed before, for ten seconds
of CPU and at least 120 edits, and just before its turn for half a second; how many times as much the other tool takes.

${tableOf(compared)}`,
      ]
    : []),
];
console.log(sections.join('\n\n'));
remember([...rows, ...compared], version);
writeFileSync(
  path.join(root, 'docs/bench.md'),
  `# Benchmark

Written by \`npm run bench\` (Plumbline ${version}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${(loadavg()[0] as number).toFixed(0)} processes that
wanted a core at the end: above ${cpus().length}, the times are longer than they would be). CPU per edit is user and system time for one keystroke in
the middle of the file: read, linked and checked, in a server that has been running for a minute: the median of ${runs} edits
after ${WARM} of each kind. Every run is a line of
[bench-history.ndjson](bench-history.ndjson).

${sections.join('\n\n')}
`,
);
