/**
 * The sandboxed child: a process of its own that runs the user's app on the texts that the server sends. It first shuts what
 * the app must not reach, then takes requests, one after the other, and never ends by itself as long as the server is there.
 */
import Module from 'node:module';
import type { FromChild, Ready, RunRequest, RunResult, ToChild } from '../protocol.ts';
import { Engine } from './engine.ts';
import { guardFiles } from './files.ts';
import { guardAddons, guardModules } from './modules.ts';
import { guardNetwork } from './network.ts';
import { Places } from './places.ts';
import { guardProcesses } from './processes.ts';
import { Surroundings } from './surroundings.ts';

/** What the server says at the start. */
interface Options {
  /** Folders that may be read. */
  readonly readRoots: readonly string[];
  /** The one folder that may be written to. */
  readonly scratch: string;
  /** What the user allowed in this workspace: `read:/some/path`, `env:NAME`. */
  readonly allow: readonly string[];
}

const options = JSON.parse(process.env.PLUMBLINE_SANDBOX ?? '{}') as Options;
delete process.env.PLUMBLINE_SANDBOX;
delete process.env.NODE_CHANNEL_FD;
// Read as aws-cdk-lib is loaded: it would wrap each function of `fs` to measure it.
process.env.CDK_NO_PERF_BUILTINS = '1';

const { permission } = process as { permission?: { has(scope: string): boolean } };
const send = process.send?.bind(process);
const leave = process.exit.bind(process);

const allowed = options.allow.filter(a => a.startsWith('read:')).map(a => a.slice('read:'.length));
const places = new Places([...options.readRoots, ...allowed], options.scratch);
guardNetwork();
guardProcesses();
guardAddons();
guardModules();
guardFiles(places);
const engine = new Engine(new Surroundings(options.scratch), places);
Module.syncBuiltinESMExports();

function answer(message: FromChild): void {
  // What the app gave to all objects would be sent in the place of the answer.
  for (const type of [Object, Array, String, Number, Boolean]) Reflect.deleteProperty(type.prototype, 'toJSON');
  send?.(message);
}

/** The result of a run that the sandbox itself did not get through. */
function failed(id: number, thrown: unknown): RunResult {
  const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const place = { detail: null, chain: -1, construct: null, stack: stack ?? '' };
  return {
    type: 'result',
    id,
    ok: false,
    library: null,
    files: [],
    chains: [],
    constructs: [],
    stacks: [],
    errors: [{ phase: 'internal', kind: 'exception', name, message, ...place }],
    annotations: [],
    deprecations: [],
    missing: [],
    denied: [],
    logs: [],
    timings: {},
    rss: process.memoryUsage.rss(),
    runs: 0,
    poisoned: 'the sandbox failed',
  };
}

async function run(request: RunRequest): Promise<void> {
  // Nothing here calls methods of promises, which the app may have changed.
  let result: RunResult;
  try {
    result = await engine.run(request);
  } catch (error) {
    result = failed(request.id, error);
  }
  answer(result);
  try {
    engine.tidy(request.scratch);
  } catch {
    // The next run tries again, and fails if it must.
  }
}

let last: Promise<void> = Promise.resolve();

process.on('message', (message: ToChild) => {
  if (message.type === 'ping') answer({ type: 'pong', id: message.id, rss: process.memoryUsage.rss() });
  else if (message.type === 'run') last = last.then(() => run(message));
});
process.on('disconnect', () => leave(0));

const guards: Ready['guards'] = [
  // Where the permission model is on, it also stands behind the guards here.
  ...(permission ? (['permission'] as const) : []),
  'network',
  'files',
  'processes',
  'addons',
];
answer({ type: 'ready', node: process.versions.node, guards, startMs: Math.round(performance.now()) });
