/**
 * What a monorepo of 200 apps and 5,000 templates costs: a check from the command line, without and with kept results, and
 * the server until it knows everything, with one file open: first in a new session, then after a restart.
 *
 *   node tools/bench/scale.ts [apps] [templates]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { SERVER_FLAGS } from '../../server/src/lsp/protocol.ts';
import { type Row, memoryOf } from './measure.ts';
import { writeMonorepo } from './monorepo.ts';

const root = path.join(import.meta.dirname, '../..');
/** Milliseconds between two looks at how much memory a process holds. */
const LOOK = 50;

interface Cost {
  /** Milliseconds. */
  readonly wall: number;
  /** Megabytes, at the most. */
  readonly memory: number;
}

/** One check of a folder, in a process of its own. */
async function check(folder: string, ...args: string[]): Promise<Cost> {
  const began = performance.now();
  const out = path.join(folder, '../out.json');
  const child = spawn(
    process.execPath,
    [path.join(root, 'dist/cli.cjs'), 'check', '--format', 'json', '--output', out, '--fail-on', 'never', ...args],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let memory = 0;
  const timer = setInterval(() => {
    memory = Math.max(memory, memoryOf(child.pid) || 0);
  }, LOOK);
  const code = await new Promise(resolve => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`plumbline check ended with ${code}`);
  return { wall: performance.now() - began, memory };
}

interface Served {
  /** Milliseconds to the first findings of the open file, and until all files are known. */
  readonly first: number;
  readonly all: number;
  readonly memory: number;
  /** The longest that the server took for a hover meanwhile, in milliseconds, and the middle one. */
  readonly longest: number;
  readonly middle: number;
}

/** One session of the bundled server. */
async function serve(folder: string, file: string, cache: string): Promise<Served> {
  const began = performance.now();
  const child = spawn(process.execPath, [...SERVER_FLAGS, path.join(root, 'dist/server.cjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  connection.onRequest('workspace/configuration', (p: { items: unknown[] }) => p.items.map(() => null));
  connection.onRequest(() => null);
  let isKnown = false;
  connection.onNotification('plumbline/status', ({ state, files }: { state: string; files: number }) => {
    // The open file is known before the others have been looked for.
    isKnown ||= state === 'ready' && files > 1;
  });
  const uri = pathToFileURL(folder).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'monorepo' }],
    initializationOptions: { cache },
    capabilities: {
      textDocument: { diagnostic: {} },
      workspace: { configuration: true, diagnostics: { refreshSupport: true }, workspaceFolders: true },
    },
  });
  void connection.sendNotification('initialized', {});
  const textDocument = { uri: pathToFileURL(file).href };
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { ...textDocument, languageId: 'yaml', version: 1, text: readFileSync(file, 'utf8') },
  });
  await connection.sendRequest('textDocument/diagnostic', { textDocument });
  const first = performance.now() - began;
  const waits: number[] = [];
  let memory = 0;
  while (!isKnown) {
    const asked = performance.now();
    await connection.sendRequest('textDocument/hover', { textDocument, position: { line: 8, character: 4 } });
    waits.push(performance.now() - asked);
    memory = Math.max(memory, memoryOf(child.pid) || 0);
    await new Promise(resolve => setTimeout(resolve, LOOK));
  }
  const all = performance.now() - began;
  await connection.sendRequest('shutdown');
  void connection.sendNotification('exit');
  await new Promise(resolve => child.once('exit', resolve));
  connection.dispose();
  waits.sort((a, b) => a - b);
  return { first, all, memory, longest: waits.at(-1) ?? 0, middle: waits[waits.length >> 1] ?? 0 };
}

/** The rows of the table. */
export async function scaleRows(apps = 200, templates = 5000): Promise<Row[]> {
  const place = mkdtempSync(path.join(tmpdir(), 'bench-scale-'));
  const folder = path.join(place, 'monorepo');
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s wall`;
  const megabytes = (n: number) => `${Math.round(n)} MB`;
  try {
    const { files, bytes } = writeMonorepo(folder, apps, templates);
    const what = `monorepo of ${apps} apps and ${templates.toLocaleString('en-US')} templates`;
    const cold = await check(folder, '--quiet', '--cache', path.join(place, 'results'));
    const warm = await check(folder, '--quiet', '--cache', path.join(place, 'results'));
    const file = path.join(folder, 'apps/app-1/templates/t1.yaml');
    const fresh = await serve(folder, file, path.join(place, 'cache'));
    const again = await serve(folder, file, path.join(place, 'cache'));
    const waits = (s: Served) => `a hover meanwhile ${Math.round(s.middle)} ms, at most ${Math.round(s.longest)} ms`;
    return [
      {
        what: `Check, ${what}`,
        measured: seconds(cold.wall),
        limit: '–',
        note: `${files} files, ${(bytes / 1e6).toFixed(1)} MB, on ${availableParallelism()} cores; ${megabytes(cold.memory)} of memory`,
      },
      {
        what: `Check with kept results, ${what}`,
        measured: seconds(warm.wall),
        limit: '–',
        note: `nothing has changed; ${megabytes(warm.memory)} of memory`,
      },
      {
        what: `Server, first findings of an open file, ${what}`,
        measured: `${Math.round(fresh.first)} ms wall`,
        limit: '–',
        note: `from its start; after a restart ${Math.round(again.first)} ms`,
      },
      {
        what: `Server, all findings known, ${what}`,
        measured: seconds(fresh.all),
        limit: '–',
        note: `in the background; ${waits(fresh)}; ${megabytes(fresh.memory)} of memory at most`,
      },
      {
        what: `Server after a restart, all findings known, ${what}`,
        measured: seconds(again.all),
        limit: '–',
        note: `from the results of the last session; ${waits(again)}; ${megabytes(again.memory)} of memory at most`,
      },
    ];
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , apps = '200', templates = '5000'] = process.argv;
  for (const row of await scaleRows(Number(apps), Number(templates)))
    console.log(`${row.what}: ${row.measured}; ${row.note}`);
}
