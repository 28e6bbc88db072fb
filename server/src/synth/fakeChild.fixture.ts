/** A child that needs no aws-cdk-lib: its modules are scripts that say what it should do and what the template is. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { ModuleText, RunResult } from './protocol.ts';
import type { Program } from './process.ts';

const SOURCE = `
const modules = new Map();
let runs = 0;
process.on('disconnect', () => process.exit(0));
process.on('message', async message => {
  if (message.type === 'ping') return process.send({ type: 'pong', id: message.id, rss: process.memoryUsage.rss() });
  for (const file of message.files) modules.set(file.path, file);
  for (const path of message.removed) modules.delete(path);
  runs++;
  const result = {
    type: 'result', id: message.id, ok: true, library: { version: '2.0.0', constructs: '10.0.0' },
    files: [message.entry], chains: [[0, 1, 1]], constructs: [], stacks: [], errors: [], annotations: [],
    deprecations: [], missing: [], denied: [], logs: [], timings: { total: 1 }, rss: process.memoryUsage.rss(), runs,
    poisoned: null,
  };
  const template = value => {
    const text = JSON.stringify(value);
    result.stacks.push({
      path: 'S', name: 'S', file: 'S.template.json', template: message.known.includes(text) ? null : text, hash: text,
      partial: false, account: 'a', region: 'r', parent: null,
    });
  };
  const app = { message, modules, result, template, runs, sleep: ms => new Promise(r => setTimeout(r, ms)) };
  try {
    await new Function('app', 'require', 'return (async () => {' + modules.get(message.entry).js + '\\n})()')(app, require);
  } catch (error) {
    result.ok = false;
    result.logs.push(String(error && error.stack));
  }
  process.send(result);
});
process.send({
  type: 'ready', node: process.versions.node, guards: process.permission ? ['permission'] : [], startMs: 1,
});
`;

/** A temporary folder, links followed, that goes away after the tests of the file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'plumbline-service-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** The path of the fake child's script, in a folder; `before` is run as it starts. */
export function fakeChild(folder: string, before = ''): string {
  mkdirSync(folder, { recursive: true });
  const script = path.join(folder, `sandbox-${before.length}.cjs`);
  writeFileSync(script, before + SOURCE);
  return script;
}

/** A program of one module. */
export function program(js: string, known: readonly string[] = []): Program {
  const file: ModuleText = { path: '/app/main.ts', hash: js, js, json: null };
  return {
    dir: '/app',
    entry: file.path,
    files: [file],
    resolve: [],
    context: {},
    env: {},
    account: 'a',
    region: 'r',
    drain: 0,
    known,
  };
}

/** The one template of a result, parsed. */
export function templateOf(result: RunResult): unknown {
  return JSON.parse(result.stacks[0]?.template ?? 'null');
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
