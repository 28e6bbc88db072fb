/**
 * What a monorepo of 200 apps and 5,000 templates costs: a check from the command line, without and with kept results, and
 * the server until it knows everything, with one file open: first in a new session, then after a restart; and edits of a file of
 * requirements that hold everywhere.
 *
 *   node tools/bench/scale.ts [apps] [templates]
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from 'vscode-languageserver/node';
import { SERVER_ENVIRONMENT, SERVER_FLAGS } from '../../server/src/lsp/protocol.ts';
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

/** A session of the bundled server in a folder, of which one thing or another is measured. */
class Server {
  readonly began = performance.now();
  /** How long the server took for each hover, in milliseconds, while something was waited for. */
  readonly waits: number[] = [];
  /** Megabytes, at the most. */
  memory = 0;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #connection: MessageConnection;
  readonly #texts = new Map<string, { text: string; version: number }>();
  /** How often it has said that it knows everything, beyond the open file, which it knows before the others have been looked for. */
  #known = 0;

  constructor() {
    this.#child = spawn(process.execPath, [...SERVER_FLAGS, path.join(root, 'dist/server.cjs'), '--stdio'], {
      env: { ...process.env, ...SERVER_ENVIRONMENT },
    });
    this.#child.stderr.pipe(process.stderr);
    const [reader, writer] = [new StreamMessageReader(this.#child.stdout), new StreamMessageWriter(this.#child.stdin)];
    this.#connection = createMessageConnection(reader, writer);
    this.#connection.listen();
    this.#connection.onRequest('workspace/configuration', (p: { items: unknown[] }) => p.items.map(() => null));
    this.#connection.onRequest(() => null);
    this.#connection.onNotification('plumbline/status', ({ state, files }: { state: string; files: number }) => {
      if (state === 'ready' && files > 1) this.#known++;
    });
  }

  async start(folder: string, cache: string): Promise<void> {
    const uri = pathToFileURL(folder).href;
    await this.#connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'monorepo' }],
      initializationOptions: { cache },
      capabilities: {
        textDocument: { diagnostic: {} },
        workspace: { configuration: true, diagnostics: { refreshSupport: true }, workspaceFolders: true },
      },
    });
    await this.#connection.sendNotification('initialized', {});
  }

  async open(file: string): Promise<void> {
    const uri = pathToFileURL(file).href;
    const text = readFileSync(file, 'utf8');
    this.#texts.set(file, { text, version: 1 });
    await this.#connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yaml', version: 1, text },
    });
  }

  async type(file: string, from: string, to: string): Promise<void> {
    const known = this.#texts.get(file);
    if (!known) throw new Error(`${file} is not open`);
    known.text = known.text.replace(from, to);
    await this.#connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: pathToFileURL(file).href, version: ++known.version },
      contentChanges: [{ text: known.text }],
    });
  }

  /** The answer to a request about a file, and how many milliseconds it took. */
  async ask(
    method: string,
    file: string,
    params: object = {},
  ): Promise<{ readonly answer: unknown; readonly ms: number }> {
    const asked = performance.now();
    const textDocument = { uri: pathToFileURL(file).href };
    const answer = await this.#connection.sendRequest(method, { textDocument, ...params });
    return { answer, ms: performance.now() - asked };
  }

  /** Asks for hovers until something has come about. */
  async hoverUntil(file: string, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      this.waits.push((await this.ask('textDocument/hover', file, { position: { line: 8, character: 4 } })).ms);
      this.memory = Math.max(this.memory, memoryOf(this.#child.pid) || 0);
      await new Promise(resolve => setTimeout(resolve, LOOK));
    }
  }

  get known(): number {
    return this.#known;
  }

  async stop(): Promise<void> {
    await this.#connection.sendRequest('shutdown');
    void this.#connection.sendNotification('exit');
    await new Promise(resolve => this.#child.once('exit', resolve));
    this.#connection.dispose();
  }
}

/** A session from its start until all is known. */
async function serve(folder: string, file: string, cache: string): Promise<Served> {
  const server = new Server();
  await server.start(folder, cache);
  await server.open(file);
  await server.ask('textDocument/diagnostic', file);
  const first = performance.now() - server.began;
  await server.hoverUntil(file, () => server.known > 0);
  const all = performance.now() - server.began;
  await server.stop();
  return { first, all, memory: server.memory, ...ofWaits(server.waits) };
}

function ofWaits(waits: readonly number[]): Pick<Served, 'longest' | 'middle'> {
  const sorted = waits.toSorted((a, b) => a - b);
  return { longest: sorted.at(-1) ?? 0, middle: sorted[sorted.length >> 1] ?? 0 };
}

/** What the whole monorepo is to be, so that an edit concerns every project. */
const REQUIREMENTS = `version: 1
requirements:
  tags:
    required:
      Owner: team-0
  services:
    require: [kms]
`;
const EDITS = 5;
/** Milliseconds after which it is given up that the server says that it knows everything. */
const PATIENCE = 180_000;

/** Edits of the requirements of all projects: the slowest answers for them and for an open file, then until all is known. */
async function serveRequirements(
  folder: string,
  file: string,
  cache: string,
): Promise<Served & { readonly other: number }> {
  const requirements = path.join(folder, 'plumbline.yaml');
  writeFileSync(requirements, REQUIREMENTS);
  const server = new Server();
  await server.start(folder, cache);
  await server.open(file);
  await server.open(requirements);
  await server.hoverUntil(file, () => server.known > 0);
  for (const name of [requirements, file]) await server.ask('textDocument/diagnostic', name);
  server.waits.length = 0;
  server.memory = 0;
  let [first, other, began] = [0, 0, 0];
  for (let i = 0; i < EDITS; i++) {
    await server.type(requirements, `team-${i}`, `team-${i + 1}`);
    began = performance.now();
    const answers = [requirements, file].map(name => server.ask('textDocument/diagnostic', name));
    await server.ask('textDocument/codeLens', requirements);
    const [own, open] = await Promise.all(answers);
    other = Math.max(other, own?.ms ?? 0);
    first = Math.max(first, open?.ms ?? 0);
    const next = performance.now() + 300;
    await server.hoverUntil(file, () => performance.now() > next);
  }
  const before = server.known;
  await server.hoverUntil(file, () => server.known > before || performance.now() - began > PATIENCE);
  const all = performance.now() - began;
  await server.stop();
  return { first, other, all, memory: server.memory, ...ofWaits(server.waits) };
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
    const edited = await serveRequirements(folder, file, path.join(place, 'cache'));
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
      {
        what: `Server, edit of the plumbline.yaml of all projects, ${what}`,
        measured: `${Math.round(edited.first)} ms wall`,
        limit: '–',
        note: `the findings of another open file, the slowest of ${EDITS} edits; of plumbline.yaml itself ${Math.round(edited.other)} ms; all known ${seconds(edited.all)} after the last edit; ${waits(edited)}; ${megabytes(edited.memory)} of memory at most`,
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
