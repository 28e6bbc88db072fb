/** When apps run and what is shown of it, with a stand-in for the engine that answers when the test says so. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver';
import type { Rule } from '../../server/src/core/rule.ts';
import type { EngineMaker, LiveEngine } from '../../server/src/lsp/live.ts';
import { exception } from '../../server/src/rules/synth/exception.ts';
import type { LiveResult, LiveState } from '../../server/src/synth/live.ts';
import type { ModelProblem, SynthModel } from '../../server/src/synth/model.ts';
import { Client, type Options, old, until } from './client.ts';

const rules = [exception] as unknown as readonly Rule[];
const APP = "import { App } from 'aws-cdk-lib';\nnew App();\n";

/** An engine whose runs end when the test ends them. */
class StandIn implements LiveEngine {
  readonly options: Parameters<EngineMaker>[0];
  readonly runs: { readonly overlay: ReadonlyMap<string, string>; end(result: LiveResult | null): void }[] = [];
  readonly changes: string[] = [];
  disposed = false;
  state: LiveState = {
    phase: 'ready',
    node: null,
    guards: ['permission model'],
    library: '2.276.0',
    lastMs: null,
    medianMs: null,
    reason: null,
  };

  constructor(options: Parameters<EngineMaker>[0]) {
    this.options = options;
  }
  run(overlay: ReadonlyMap<string, string>): Promise<LiveResult | null> {
    return new Promise(end => this.runs.push({ overlay, end }));
  }
  synthOnce(): Promise<null> {
    return Promise.resolve(null);
  }
  files(): ReadonlySet<string> {
    return new Set([path.join(this.options.dir, 'app.ts')]);
  }
  changed(paths: readonly string[]): void {
    this.changes.push(...paths);
  }
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const run of this.runs) run.end(null);
  }
  /** Ends the n-th run, once it is there: the app throws where `thrower` stands in the text that it was given. */
  async answer(n: number, thrower = 'new App'): Promise<void> {
    const run = await until(`run ${n + 1}`, () => this.runs[n]);
    const file = path.join(this.options.dir, 'app.ts');
    const text = run.overlay.get(file) ?? APP;
    const start = text.indexOf(thrower);
    run.end(resultOf(file, text, start < 0 ? [] : [[start, start + thrower.length]]));
  }
}

function resultOf(file: string, text: string, thrown: readonly (readonly [number, number])[]): LiveResult {
  const uri = pathToFileURL(file).href;
  const model: SynthModel = {
    dir: pathToFileURL(path.dirname(file)).href,
    entry: uri,
    from: 'run',
    ok: thrown.length === 0,
    library: '2.276.0',
    texts: { [uri]: text },
    sites: [],
    constructs: [],
    stacks: [],
    problems: thrown.map(
      ([start, end]): ModelProblem => ({
        kind: 'exception',
        severity: 'error',
        message: 'no',
        detail: null,
        span: { uri, start, end },
        related: [],
        construct: null,
        tool: null,
        property: null,
      }),
    ),
    dummies: [],
    account: '',
    region: '',
    timings: {},
  };
  return {
    model,
    good: null,
    fresh: true,
    stale: false,
    broken: [],
    repaired: [],
    again: null,
    denied: [],
    logs: [],
    milliseconds: 50,
  };
}

let folder = '';
let engines: StandIn[] = [];
const clients: Client[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-live-'));
  engines = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

function app(name = '.'): string {
  const dir = path.join(folder, name);
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'cdk.json'), '{ "app": "npx tsx app.ts" }');
  writeFileSync(path.join(dir, 'app.ts'), APP);
  return pathToFileURL(path.join(dir, 'app.ts')).href;
}
async function start(options: Partial<Options> = {}): Promise<Client> {
  const client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(folder).href, name: 'shop' }],
    initializationOptions: { trusted: true, cache: path.join(folder, '.cache') },
    engine: engineOptions => {
      const engine = new StandIn(engineOptions);
      engines.push(engine);
      return engine;
    },
    ...options,
  });
  clients.push(client);
  return client;
}
const engine = (n = 0) => until(`engine ${n + 1}`, () => engines[n]);
const live = (client: Client, state: string) =>
  until(`live synth ${state}`, () => client.statuses.findLast(s => s.live.state === state)?.live);

describe('trust', () => {
  for (const [name, initializationOptions] of [
    ['a client that says no', { trusted: false }],
    ['a client that says nothing', undefined],
    ['a client that says something else', { trusted: 'yes' as unknown as boolean }],
  ] as const)
    it(`${name} gets no engine`, async () => {
      const uri = app();
      const client = await start({ initializationOptions: initializationOptions as never });
      await client.open(uri, APP, 'typescript');
      await client.type(uri, 'new App', 'new  App');
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri, type: FileChangeType.Changed }],
      });
      await client.pull(uri);
      expect((await live(client, 'off')).reason).toMatch(/not trusted/);
      await sleep(300);
      expect(engines).toEqual([]);
    });

  it('that is granted later starts the app, on what is not saved', async () => {
    const uri = app();
    const client = await start({ initializationOptions: { trusted: false } });
    await client.open(uri, APP.replace('new', '/* unsaved */ new'), 'typescript');
    await client.pull(uri);
    await client.connection.sendNotification('plumbline/trust');
    await (await engine()).answer(0);
    expect([...(engines[0]?.runs[0]?.overlay.values() ?? [])].join('')).toContain('unsaved');
    await until('the exception', async () => (await client.found(uri)).includes('synth/exception "new App"'));
  });
});

describe('runs', () => {
  it('come with opening a file, and what they show is asked for again', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    expect(await client.found(uri)).toEqual([]);
    await (await engine()).answer(0);
    await until('a refresh', () => client.refreshes);
    expect(await client.found(uri)).toEqual(['synth/exception "new App"']);
    expect(await live(client, 'on')).toMatchObject({ guards: ['permission model'], runs: 1 });
  });

  it('are told without being asked to a client that cannot pull', async () => {
    const uri = app();
    const client = await start({ capabilities: old });
    await client.open(uri, APP, 'typescript');
    await (await engine()).answer(0);
    await until('the exception', () => client.published.at(-1)?.diagnostics.some(d => d.code === 'synth/exception'));
  });

  it('are over, with what they showed, once no file of the app is open', async () => {
    const uri = app();
    const client = await start({ rest: 100 });
    const said = async () => {
      const { content } = await client.connection.sendRequest<{ content: string }>('plumbline/report', {
        format: 'json',
      });
      return content.includes('synth/exception');
    };
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0);
    await until('the exception', said);
    await client.close(uri);
    expect(await said()).toBe(true);
    await until('silence', async () => !(await said()));
    expect(one.disposed).toBe(true);
    expect((await live(client, 'waiting')).reason).toBe('No file of a CDK app is open.');
    await client.open(uri, APP, 'typescript');
    await (await engine(1)).answer(0);
    await until('the exception', said);
  });

  it('that the text has overtaken show nothing', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0, 'nowhere');
    await until('the first run', () => client.statuses.some(s => s.live.runs === 1));
    await client.type(uri, 'new App', 'new  App');
    await until('a second run', () => one.runs[1]);
    await client.type(uri, 'new  App', 'new   App');
    await until('a third run', () => one.runs[2]);
    await one.answer(1, 'new  App');
    await sleep(50);
    expect(await client.found(uri)).toEqual([]);
    await one.answer(2, 'new   App');
    await until('the exception', async () => (await client.found(uri)).includes('synth/exception "new   App"'));
  });

  it('begin soon after the last keystroke, one for all of a word', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0, 'nowhere');
    await until('the first run', () => client.statuses.some(s => s.live.runs === 1));
    for (const [from, to] of [
      ['App();', 'App(); //'],
      ['App(); //', 'App(); // a'],
      ['App(); // a', 'App(); // ab'],
    ] as const)
      await client.type(uri, from, to);
    await until('a second run', () => one.runs[1]);
    await sleep(200);
    expect(one.runs).toHaveLength(2);
    expect([...(one.runs[1]?.overlay.values() ?? [])][0]).toContain('// ab');
  });

  it('come with files on disk that the app is made of, and with no others', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0, 'nowhere');
    await until('the first run', () => client.statuses.some(s => s.live.runs === 1));
    const changed = (name: string) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: [{ uri: pathToFileURL(path.join(folder, name)).href, type: FileChangeType.Changed }],
      });
    await changed('other.ts');
    await sleep(300);
    expect(one.runs).toHaveLength(1);
    await changed('cdk.context.json');
    await until('a second run', () => one.runs[1]);
    expect(one.changes).toEqual([path.join(folder, 'cdk.context.json')]);
  });

  it('come with a file that is closed without being saved', async () => {
    const uri = app();
    writeFileSync(path.join(folder, 'other.ts'), '');
    const client = await start();
    await client.open(pathToFileURL(path.join(folder, 'other.ts')).href, '', 'typescript');
    await client.open(uri, `${APP}throw 1;\n`, 'typescript');
    const one = await engine();
    await one.answer(0, 'throw');
    await until('the exception', async () => (await client.found(uri)).includes('synth/exception "throw"'));
    await client.close(uri);
    const run = await until('a second run', () => one.runs[1]);
    expect(run.overlay.has(path.join(folder, 'app.ts'))).toBe(false);
    expect(one.changes).toEqual([path.join(folder, 'app.ts')]);
  });

  it('come with a package.json that is typed, though the app had none', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0, 'nowhere');
    await until('the first run', () => client.statuses.some(s => s.live.runs === 1));
    await client.open(pathToFileURL(path.join(folder, 'package.json')).href, '{', 'json');
    const run = await until('a second run', () => one.runs[1]);
    expect(run.overlay.get(path.join(folder, 'package.json'))).toBe('{');
  });

  it('of a third app make room by ending the one that was used least', async () => {
    const uris = ['a', 'b', 'c'].map(app);
    const client = await start();
    for (const [i, uri] of uris.entries()) {
      await client.open(uri, APP, 'typescript');
      await (await engine(i)).answer(0);
    }
    await until('room', () => engines[0]?.disposed);
    expect(engines.map(e => e.disposed)).toEqual([true, false, false]);
    // What it has shown stands until its files change.
    expect(await client.found(uris[0] as string)).toEqual(['synth/exception "new App"']);
    await client.type(uris[0] as string, 'new App', 'new  App');
    expect((await engine(3)).options.dir).toBe(path.join(folder, 'a'));
    expect(engines.map(e => e.disposed)).toEqual([true, true, false, false]);
  });
});

describe('a pull', () => {
  async function warm(medianMs: number) {
    const uri = app();
    const client = await start({ settings: { diagnostics: { delay: 60 } } });
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0);
    await until('the exception', async () => (await client.found(uri)).length > 0);
    one.state = { ...one.state, medianMs };
    return { uri, client, one };
  }

  it('waits for a run that is about to end: one exact answer, and no other after it', async () => {
    const { uri, client, one } = await warm(50);
    const before = client.refreshes;
    await client.type(uri, 'new App();', '');
    const answer = client.found(uri);
    await until('a second run', () => one.runs[1]);
    await sleep(60);
    await one.answer(1, 'nowhere');
    expect(await answer).toEqual([]);
    await sleep(150);
    expect(client.refreshes).toBe(before);
  });

  it('does not wait for one that takes long: it says what is known, moved along, and asks to be asked again', async () => {
    const { uri, client, one } = await warm(900);
    const before = client.refreshes;
    await client.type(uri, 'import', '// A line.\nimport');
    const began = performance.now();
    expect(await client.found(uri)).toEqual(['synth/exception "new App"']);
    expect(performance.now() - began).toBeLessThan(200);
    await one.answer(1, 'nowhere');
    await until('a refresh', () => client.refreshes > before);
    expect(await client.found(uri)).toEqual([]);
  });

  it('waits a quarter of a second at most', async () => {
    const { uri, client } = await warm(50);
    await client.type(uri, 'import', '// A line.\nimport');
    const began = performance.now();
    expect(await client.found(uri)).toEqual(['synth/exception "new App"']);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(150);
    expect(took).toBeLessThan(600);
  });
});

describe('settings', () => {
  it('end what runs and take back what it has shown', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    await (await engine()).answer(0);
    await until('the exception', async () => (await client.found(uri)).length > 0);
    client.settings[''] = { liveSynth: { enabled: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('an end', () => engines[0]?.disposed);
    expect((await live(client, 'off')).reason).toMatch(/settings/);
    expect(await client.found(uri)).toEqual([]);
  });

  it('reach the engine, and others start another one', async () => {
    const uri = app();
    const client = await start({ settings: { liveSynth: { allow: ['read:/opt/shared'], timeout: 3 } } });
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    expect(one.options).toMatchObject({
      dir: folder,
      cache: path.join(folder, '.cache'),
      workspace: [folder],
      node: null,
      allow: ['read:/opt/shared'],
      limits: { firstRun: 9000, run: 3000 },
    });
    client.settings[''] = { liveSynth: { node: '/opt/node' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect((await engine(1)).options).toMatchObject({ node: '/opt/node', allow: [] });
    expect(one.disposed).toBe(true);
  });

  it('that have nothing to do with it leave it alone', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    await (await engine()).answer(0);
    client.settings[''] = { rules: { 'kms/*': 'off' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await sleep(200);
    expect(engines.map(e => e.disposed)).toEqual([false]);
  });
});

describe('code actions', () => {
  it('wait for the first run where reading finds nothing, and for no other', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    let answered = false;
    const asked = client.actions(uri, 'new App').finally(() => {
      answered = true;
    });
    await sleep(200);
    expect(answered).toBe(false);
    await one.answer(0);
    expect((await asked).map(a => a.title)).toEqual([expect.stringMatching(/^Ignore synth\/exception/)]);
    await client.type(uri, 'new App();', 'new App(); // edited');
    await until('a second run', () => one.runs[1]);
    const began = performance.now();
    expect(await client.actions(uri, 'aws-cdk-lib')).toEqual([]);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});

describe('what goes wrong', () => {
  it('is said in the status, and the source reader serves', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    await one.answer(0);
    await until('the exception', async () => (await client.found(uri)).length > 0);
    one.state = { ...one.state, phase: 'failing', reason: 'aws-cdk-lib is not installed: run npm install there.' };
    await client.type(uri, 'new App', 'new  App');
    (await until('a second run', () => one.runs[1])).end(null);
    expect((await live(client, 'failing')).reason).toMatch(/npm install/);
    expect(await client.found(uri)).toEqual([]);
  });

  it('because the sandbox denies it is told once, with what would allow it', async () => {
    const uri = app();
    const client = await start();
    await client.open(uri, APP, 'typescript');
    const one = await engine();
    const file = fileURLToPath(uri);
    const denied = [
      { what: 'read', target: '/opt/shared/values.json', chain: -1, answered: false },
      { what: 'read', target: '/etc/hosts', chain: -1, answered: true },
      { what: 'network', target: 'example.com', chain: -1, answered: false },
    ] as const;
    for (let n = 0; n < 2; n++) {
      (await until('a run', () => one.runs[n])).end({ ...resultOf(file, APP, []), denied });
      await until('its end', () => client.statuses.some(s => s.live.runs === n + 1));
      await client.type(uri, 'App();', 'App(); //');
    }
    expect(client.denied).toEqual([
      { folder: pathToFileURL(folder).href, entry: 'read:/opt/shared/values.json', app: path.basename(folder) },
    ]);
  });

  it('in the engine itself is logged, and the server lives', async () => {
    const uri = app();
    const client = await start({
      engine: () => {
        throw new Error('a bug in the engine');
      },
    });
    await client.open(uri, APP, 'typescript');
    await until('a line in the log', () => client.logged.some(l => l.includes('a bug in the engine')));
    expect(await client.found(uri)).toEqual([]);
  });
});
