/**
 * A long session of an editor with the server: edits, requests that are taken back, documents that close, files and folders
 * that come and go, settings that change, processes that are killed. In between and at the end the findings are compared
 * with those of a server that has just started on the same texts.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { rules } from '../../server/src/all.ts';
import { parse, syntaxErrors } from '../../server/src/synth/host/transpile.ts';
import { LiveSynth } from '../../server/src/synth/live.ts';
import { Client, modern } from '../../test/lsp/client.ts';
import type { Kind } from '../fuzz/corpus.ts';
import { mutate, pick } from '../fuzz/mutate.ts';
import { random } from '../synth/edits.ts';
import { makeProject } from './project.ts';

export interface SoakOptions {
  readonly edits: number;
  readonly seed: number;
  /** How often the findings are compared. */
  readonly compare: number;
  /** The script of the sandbox, if apps are to be run. */
  readonly script: string | null;
  progress?(line: string): void;
}

export interface Soaked {
  readonly edits: number;
  readonly requests: number;
  /** How requests were answered: `result`, `cancelled`, `refused`; anything else is wrong. */
  readonly answers: Readonly<Record<string, number>>;
  readonly compared: number;
  readonly killed: number;
  /** Megabytes after a collection, at the half and at the end. */
  readonly memory: { readonly half: Memory; readonly end: Memory };
  /** What is not as it should be. */
  readonly wrong: readonly string[];
}

export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** Longer texts are set back, so that the session stays one of ordinary files. */
const LONG = 20_000;
/** Milliseconds that a request may take at the most, on a busy machine. */
const PATIENCE = 60_000;
const ANSWERS: Readonly<Record<number, string>> = {
  [LSPErrorCodes.RequestCancelled]: 'cancelled',
  [LSPErrorCodes.ServerCancelled]: 'cancelled',
  [LSPErrorCodes.ContentModified]: 'cancelled',
  // Why something can't be renamed.
  [LSPErrorCodes.RequestFailed]: 'refused',
};
const SETTINGS = [
  { diagnostics: { delay: 5 } },
  { diagnostics: { delay: 0 }, profiles: ['recommended', 'strict'] },
  { diagnostics: { delay: 5 }, rules: { 'kms/*': 'off', 'naming/*': 'error' } },
  { diagnostics: { delay: 1 }, exclude: ['**/nested-stacks/**', '*.{json'] },
  { diagnostics: { delay: 5 }, enable: false },
  null,
];

interface Open {
  text: string;
  version: number;
}

const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** Whether code has no syntax errors; what nests deeper than the parser's stack has. */
function isWhole(uri: string, text: string): boolean {
  try {
    return syntaxErrors(parse(uri, text)).length === 0;
  } catch {
    return false;
  }
}

export async function soak(options: SoakOptions): Promise<Soaked> {
  const project = makeProject();
  const next = random(options.seed);
  const any = (limit: number) => Math.floor(next() * limit);
  const uris = [...project.texts.keys()];
  const open = new Map<string, Open>();
  const folders = new Set(project.folders);
  let settings: unknown = SETTINGS[0];
  const wrong: string[] = [];
  const answers: Record<string, number> = {};
  const waiting = new Set<Promise<void>>();
  let [requests, compared, killed, edits, told] = [0, 0, 0, 0, 0];
  let half: Memory | null = null;

  const start = () =>
    Client.start({
      rules,
      folders: [...folders].map(uri => ({ uri, name: uri.slice(-3) })),
      settings,
      capabilities: { ...modern, textDocument: { ...modern.textDocument, rename: { prepareSupport: true } } },
      initializationOptions: { trusted: options.script !== null, cache: project.cache, commands: true },
      ...(options.script === null
        ? {}
        : { engine: o => new LiveSynth({ ...o, script: options.script as string, spare: false }), rest: 3000 }),
    });
  const client = await start();
  const tell = (method: string, params: unknown) => client.connection.sendNotification(method, params);

  function ask(method: string, params: object): void {
    const source = new CancellationTokenSource();
    requests++;
    if (next() < 0.3) setTimeout(() => source.cancel(), any(15));
    const count = (kind: string) => {
      answers[kind] = (answers[kind] ?? 0) + 1;
    };
    // The time that is left is given back with the answer: it would keep that, which may be a report, for as long.
    let late: NodeJS.Timeout | undefined;
    const asked: Promise<void> = Promise.race([
      client.connection.sendRequest(method, params, source.token),
      new Promise<never>((_, fail) => {
        late = setTimeout(() => fail(new Error('no answer')), PATIENCE);
      }),
    ])
      .then(
        () => count('result'),
        (error: unknown) => {
          const kind = (error instanceof ResponseError && ANSWERS[error.code]) || `${method}: ${String(error)}`;
          count(kind);
          if (!Object.values(ANSWERS).includes(kind)) wrong.push(kind);
        },
      )
      .finally(() => {
        clearTimeout(late);
        source.dispose();
        waiting.delete(asked);
      });
    waiting.add(asked);
  }

  /** A request about a random place of a document, open or not. */
  function askSomething(uri: string): void {
    const text = open.get(uri)?.text ?? '';
    const before = text.slice(0, any(text.length + 2)).split('\n');
    const position = { line: before.length - 1, character: (before.at(-1) ?? '').length };
    const at = { textDocument: { uri }, position };
    const whole = { start: { line: 0, character: 0 }, end: { line: before.length + any(20), character: 0 } };
    const [method, params] = pick<readonly [string, object]>(
      [
        ['textDocument/diagnostic', { textDocument: { uri } }],
        ['textDocument/diagnostic', { textDocument: { uri }, previousResultId: 'x' }],
        ['textDocument/hover', at],
        ['textDocument/completion', at],
        ['textDocument/definition', at],
        ['textDocument/references', { ...at, context: { includeDeclaration: true } }],
        ['textDocument/prepareRename', at],
        ['textDocument/rename', { ...at, newName: pick(['Other', 'a b', '', 'Résumé', 'X'.repeat(300)], next) }],
        ['textDocument/documentHighlight', at],
        ['textDocument/documentSymbol', { textDocument: { uri } }],
        ['textDocument/foldingRange', { textDocument: { uri } }],
        ['textDocument/documentLink', { textDocument: { uri } }],
        ['textDocument/codeLens', { textDocument: { uri } }],
        ['textDocument/inlayHint', { textDocument: { uri }, range: whole }],
        [
          'textDocument/codeAction',
          { textDocument: { uri }, range: { start: position, end: position }, context: { diagnostics: [] } },
        ],
        ['textDocument/codeAction', { textDocument: { uri }, range: whole, context: { diagnostics: [] } }],
        ['plumbline/report', { format: pick(['html', 'json', 'markdown', 'sarif', 'junit', 'baseline'], next) }],
        ['plumbline/template', { uri, position }],
        ['plumbline/explain', { rule: pick(rules, next).id }],
      ],
      next,
    );
    ask(method, params);
  }

  async function openDocument(uri: string): Promise<void> {
    const text = onDisk(uri) ?? project.texts.get(uri) ?? '';
    // Versions need not begin at 1.
    const version = any(5);
    open.set(uri, { text, version });
    await tell('textDocument/didOpen', { textDocument: { uri, languageId: languageOf(uri), version, text } });
  }

  async function edit(uri: string): Promise<void> {
    const document = open.get(uri) as Open;
    const was = document.text;
    const others = [...project.texts.values()];
    let text = next() < 0.25 ? (project.texts.get(uri) as string) : mutate(was, kindOf(uri), others, next);
    if (text.length > LONG) text = project.texts.get(uri) as string;
    let from = 0;
    while (from < was.length && was[from] === text[from]) from++;
    let end = 0;
    while (end < was.length - from && end < text.length - from && was.at(-1 - end) === text.at(-1 - end)) end++;
    document.text = text;
    // Now and then a version that is not the next one, or none that comes later.
    document.version += next() < 0.95 ? 1 : any(7) - 3;
    edits++;
    const range = { start: positionAt(was, from), end: positionAt(was, was.length - end) };
    // The protocol has no position between the two characters of a line end, and `positionAt` none behind a lone `\r`.
    const splits = [from, was.length - end].some(at => was.slice(at - 1, at + 1) === '\r\n');
    const isReplaced = next() < 0.1 || splits || /\r(?!\n)/.test(was);
    await tell('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges: isReplaced ? [{ text }] : [{ range, text: text.slice(from, text.length - end) }],
    });
  }

  /** Something other than typing. */
  async function happen(): Promise<void> {
    const what = any(100);
    const uri = pick(uris, next);
    if (what < 35) {
      if (!open.has(uri)) return openDocument(uri);
      open.delete(uri);
      await tell('textDocument/didClose', { textDocument: { uri } });
    } else if (what < 70) {
      const file = fileURLToPath(uri);
      const was = onDisk(uri);
      const gone = was !== null && next() < 0.3;
      if (gone) rmSync(file);
      else
        writeFileSync(
          file,
          mutate(project.texts.get(uri) as string, kindOf(uri), [...project.texts.values()], next).slice(0, LONG),
        );
      await tell('workspace/didChangeWatchedFiles', { changes: [{ uri, type: gone ? 3 : was === null ? 1 : 2 }] });
    } else if (what < 80) {
      const folder = pick(project.folders, next);
      const event = { uri: folder, name: folder.slice(-3) };
      if (folders.delete(folder))
        await tell('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [event] } });
      else {
        folders.add(folder);
        await tell('workspace/didChangeWorkspaceFolders', { event: { added: [event], removed: [] } });
      }
    } else if (what < 90) {
      settings = pick(SETTINGS, next);
      client.settings = { '': settings };
      await tell('workspace/didChangeConfiguration', { settings: { plumbline: settings } });
    } else if (options.script !== null) killed += killChild(next);
  }

  /** Ends what is half typed of the app: what live synth says of that depends on what it has seen run before. */
  async function complete(): Promise<void> {
    for (const uri of uris.filter(u => u.includes('/shop/') && u.endsWith('.ts'))) {
      const document = open.get(uri);
      const text = document?.text ?? onDisk(uri);
      if (text === null || isWhole(uri, text)) continue;
      const whole = project.texts.get(uri) as string;
      if (document) {
        document.text = whole;
        await tell('textDocument/didChange', {
          textDocument: { uri, version: ++document.version },
          contentChanges: [{ text: whole }],
        });
      } else {
        writeFileSync(fileURLToPath(uri), whole);
        await tell('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
      }
    }
  }

  async function compare(): Promise<void> {
    compared++;
    await complete();
    await Promise.all(waiting);
    const fresh = await start();
    try {
      for (const [uri, { text }] of open) await fresh.open(uri, text, languageOf(uri));
      const shown = async (of: Client) => {
        const lines: string[] = [];
        for (const uri of open.keys()) {
          const { items } = await patient(() =>
            of.connection.sendRequest<{ items: { code?: unknown; message: string; range: unknown }[] }>(
              'textDocument/diagnostic',
              { textDocument: { uri } },
            ),
          );
          for (const d of items) lines.push(`${uri.slice(-40)} ${d.code} ${JSON.stringify(d.range)} ${d.message}`);
        }
        const { content } = await of.connection.sendRequest<{ content: string }>('plumbline/report', {
          format: 'baseline',
        });
        return [...lines.sort(), content.replace(/"\d{4}-\d\d-\d\dT[^"]*"/g, '""')].join('\n');
      };
      let [one, other] = ['', ' '];
      // Files are read and apps are run in the background.
      for (const end = performance.now() + PATIENCE; one !== other && performance.now() < end; await sleep(300))
        [one, other] = [await shown(client), await shown(fresh)];
      if (one !== other) {
        const live = (of: Client) => JSON.stringify(of.statuses.at(-1)?.live ?? null);
        wrong.push(
          `after ${edits} edits findings differ from a fresh server's: ${difference(one, other)}; open: ${[...open.keys()].map(u => u.slice(-30)).join(', ')}; live synth here ${live(client)}, fresh ${live(fresh)}; settings ${JSON.stringify(settings)}, ${folders.size} folders`,
        );
      }
    } finally {
      await fresh.stop();
    }
  }

  function forget(): void {
    for (const line of client.logged.splice(0)) if (/failed:/.test(line)) wrong.push(line.slice(0, 600));
    client.published.length = 0;
    client.statuses.length = 0;
    client.registered.length = 0;
  }

  try {
    for (let i = 0; edits < options.edits; i++) {
      const opened = [...open.keys()];
      if (opened.length < 3)
        await openDocument(
          pick(
            uris.filter(u => !open.has(u)),
            next,
          ),
        );
      else if (next() < 0.06) await happen();
      else await edit(pick(opened, next));
      while (next() < 0.55)
        askSomething(next() < 0.9 ? pick(opened.length > 0 ? opened : uris, next) : pick(uris, next));
      if (next() < 0.4) await sleep(any(6));
      // An editor has no thousand requests under way.
      if (waiting.size > 40) await Promise.race(waiting);
      if (i % 100 === 0) forget();
      if (edits > 0 && edits % options.compare === 0 && compared < edits / options.compare) {
        await compare();
        options.progress?.(`${edits} edits, ${requests} requests, ${JSON.stringify(measure())}, ${wrong.length} wrong`);
        for (const line of wrong.slice(told)) options.progress?.(line);
        told = wrong.length;
      }
      if (half === null && edits >= options.edits / 2) half = await quiet();
    }
    await compare();
    const end = await quiet();
    forget();
    return { edits, requests, answers, compared, killed, memory: { half: half ?? end, end }, wrong };
  } finally {
    await client.stop();
    project.remove();
  }

  /** The memory when nothing is under way. */
  async function quiet(): Promise<Memory> {
    await Promise.all(waiting);
    await sleep(500);
    forget();
    return measure();
  }
}

function measure(): Memory {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: Math.round(heapUsed / 2 ** 20), rss: Math.round(rss / 2 ** 20) };
}

/** Kills a child of this process, if it has one; only where the system tells which those are. */
function killChild(next: () => number): number {
  try {
    const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8')
      .trim()
      .split(/\s+/)
      .filter(Boolean);
    if (pids.length === 0) return 0;
    process.kill(Number(pick(pids, next)), 'SIGKILL');
    return 1;
  } catch {
    return 0;
  }
}

/** Asks again where a newer text or a run has called the question off. */
async function patient<T>(askOnce: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await askOnce();
    } catch (error) {
      if (tries > 50 || !(error instanceof ResponseError && ANSWERS[error.code] === 'cancelled')) throw error;
      await sleep(50);
    }
  }
}

function onDisk(uri: string): string | null {
  try {
    return readFileSync(fileURLToPath(uri), 'utf8');
  } catch {
    return null;
  }
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length - 1, character: offset - start };
}

function languageOf(uri: string): string {
  if (uri.endsWith('.py')) return 'python';
  if (uri.endsWith('.ts')) return 'typescript';
  return uri.endsWith('.json') ? 'json' : uri.endsWith('.md') ? 'markdown' : 'yaml';
}

function kindOf(uri: string): Kind {
  const language = languageOf(uri);
  if (language === 'typescript') return 'cdk';
  if (language === 'python' || language === 'json') return language;
  return uri.includes('plumbline') ? 'requirements' : 'template';
}

/** The first lines that are in one text only. */
function difference(one: string, other: string): string {
  const [a, b] = [one.split('\n'), other.split('\n')];
  const only = (from: string[], not: string[]) =>
    from
      .filter(l => !not.includes(l))
      .slice(0, 3)
      .join(' | ')
      .slice(0, 500);
  return `here ${only(a, b) || 'nothing more'}; fresh ${only(b, a) || 'nothing more'}`;
}
