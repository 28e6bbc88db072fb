/** The service around the child: the newest text wins, nothing is lost, and whatever an app does, the next run is right. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeChild, isAlive, temporaryFolder } from './fakeChild.fixture.ts';
import type { LiveResult, LiveState, LiveSynthOptions } from './live.ts';
import type { SynthModel } from './model.ts';
import type { ModuleText, RunResult } from './protocol.ts';

/** A host whose modules are their own JavaScript, and which takes `BROKEN` for a syntax error. */
vi.mock('./host/index.ts', () => {
  class Host {
    readonly app: { dir: string; entry: string };
    constructor(app: { dir: string; entry: string }) {
      this.app = app;
    }
    changed() {}
    prepare(overlay: ReadonlyMap<string, string>, options: { repair?: boolean } = {}) {
      const { entry } = this.app;
      const text = overlay.get(entry) ?? readFileSync(entry, 'utf8');
      if (text.includes('FAULT OF OURS')) throw new Error('a fault of ours');
      const js = options.repair ? text.replaceAll('BROKEN', '') : text;
      const file: ModuleText = { path: entry, hash: js, js, json: null };
      const broken = text.includes('BROKEN') ? [entry] : [];
      return {
        files: [file],
        resolve: [],
        texts: new Map([[entry, text]]),
        broken,
        repaired: options.repair ? broken : [],
        milliseconds: 1,
      };
    }
    model(prepared: { texts: ReadonlyMap<string, string> }, result: RunResult): SynthModel {
      return {
        dir: pathToFileURL(this.app.dir).href,
        entry: pathToFileURL(this.app.entry).href,
        from: 'run',
        ok: result.ok,
        library: result.library?.version ?? null,
        texts: Object.fromEntries([...prepared.texts].map(([f, text]) => [pathToFileURL(f).href, text])),
        sites: [],
        constructs: [],
        stacks: result.stacks.map(s => ({ ...s, template: s.template as string })),
        problems: result.errors.map(e => ({
          kind: e.kind,
          severity: 'error',
          message: e.message,
          detail: e.detail,
          span: { uri: 'file:///main.ts', start: 0, end: 1 },
          related: [],
          construct: null,
          tool: null,
          property: null,
        })),
        dummies: [],
        account: 'a',
        region: 'r',
        timings: {},
      };
    }
  }
  const describeApp = (dir: string, overlay: ReadonlyMap<string, string>) => {
    const text = overlay.get(path.join(dir, 'cdk.json')) ?? readFileSync(path.join(dir, 'cdk.json'), 'utf8');
    if (text.includes('python')) return { problem: 'The app is not written in TypeScript or JavaScript.', at: null };
    const main = path.join(dir, 'main.ts');
    if (!overlay.has(main) && !existsSync(main)) return { problem: 'The file main.ts does not exist.', at: null };
    return {
      dir,
      opened: dir,
      entry: path.join(dir, 'main.ts'),
      command: 'main.ts',
      env: {},
      context: {},
      libraryDir: text.includes('bare') ? null : dir,
      roots: [dir],
    };
  };
  return { Host, describeApp, ACCOUNT: 'a', REGION: 'r' };
});

const { LiveSynth } = await import('./live.ts');

const folder = temporaryFolder();
const cache = path.join(folder, 'cache');
const script = fakeChild(folder);
let apps = 0;
const open: InstanceType<typeof LiveSynth>[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map(live => live.dispose()));
  expect(readdirSync(cache)).toEqual([]);
});

interface App {
  readonly live: InstanceType<typeof LiveSynth>;
  readonly dir: string;
  readonly states: LiveState[];
  readonly logged: string[];
  run(text: string): Promise<LiveResult | null>;
  /** The template that this text gives. */
  value(text: string): Promise<unknown>;
  overlay(text: string): Map<string, string>;
}

function app(options: Partial<LiveSynthOptions> = {}): App {
  const dir = path.join(folder, `app${++apps}`);
  mkdirSync(dir);
  mkdirSync(cache, { recursive: true });
  writeFileSync(path.join(dir, 'cdk.json'), '{}');
  const states: LiveState[] = [];
  const logged: string[] = [];
  const live = new LiveSynth({
    dir,
    script,
    cache,
    spare: false,
    onState: state => states.push(state),
    log: line => logged.push(line),
    ...options,
  });
  open.push(live);
  const overlay = (text: string) => new Map([[path.join(dir, 'main.ts'), text]]);
  const run = (text: string) => live.run(overlay(text));
  return { live, dir, states, logged, run, overlay, value: async text => valueIn(await run(text)) };
}

function valueIn(result: LiveResult | null): unknown {
  return result && JSON.parse(result.model.stacks[0]?.template ?? 'null');
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 8000; !condition(); ) {
    if (performance.now() > end) throw new Error('That did not come.');
    await new Promise(resolve => setTimeout(resolve, 10));
  }
}

const PID = 'app.template(process.pid);';

describe('a run', () => {
  it('gives the model of its text, and says what it ran on', async () => {
    const { live, run, states, dir } = app();
    const result = (await run('app.template({ a: 1 })')) as LiveResult;
    expect(valueIn(result)).toEqual({ a: 1 });
    expect(result).toMatchObject({ fresh: true, stale: false, broken: [], again: null });
    expect(result.good).toBe(result.model);
    expect(states.map(s => s.phase)).toEqual(['starting', 'running', 'ready']);
    expect(live.state).toMatchObject({ library: '2.0.0', reason: null });
    expect(live.state.node).toContain(`Node ${process.versions.node}`);
    expect(live.state.guards.join()).toContain('permission model');
    expect(live.state.medianMs).toBeNull();
    await run('app.template(2)');
    expect(live.state.medianMs).toBeGreaterThan(0);
    expect([...live.files()]).toEqual([path.join(dir, 'main.ts')]);
  });

  it('does not begin while another is in flight, and only the newest of those that wait is made', async () => {
    const { run } = app();
    await run('');
    const results = await Promise.all([1, 2, 3, 4].map(n => run(`app.template(${n}); await app.sleep(20);`)));
    expect(results.map(valueIn)).toEqual([1, null, null, 4]);
    expect(results.map(r => r?.fresh)).toEqual([false, undefined, undefined, true]);
  });

  it('loses no request, whatever comes when', { timeout: 60_000 }, async () => {
    let seed = 42;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    const { live, run, overlay } = app({ limits: { run: 2000 } });
    const asked: Promise<void>[] = [];
    const wrong: string[] = [];
    let answered = 0;
    for (let n = 1; n <= 200; n++) {
      const trial = random(3) === 0;
      const crash = random(40) === 0 ? 'process.exit(1);' : '';
      const text = `app.template(${n}); ${random(2) ? `await app.sleep(${random(30)});` : ''} ${crash}`;
      const promise = trial ? live.synthOnce(overlay(text), 5000) : run(text);
      asked.push(
        promise.then(result => {
          answered++;
          const value = valueIn(result);
          if (value !== null && value !== n) wrong.push(`${n} got ${value}`);
        }),
      );
      const pause = random(25);
      if (pause > 5) await new Promise(resolve => setTimeout(resolve, pause));
    }
    const last = run('app.template("end")');
    await Promise.all(asked);
    expect(wrong).toEqual([]);
    expect(answered).toBe(200);
    expect(valueIn(await last)).toBe('end');
  });

  it('is not made again for the same text, unless something changed on disk', async () => {
    const { live, run, dir } = app();
    const first = await run('app.template(app.runs)');
    expect((await run('app.template(app.runs)'))?.model).toBe(first?.model);
    live.changed([path.join(dir, 'other.txt')]);
    expect(valueIn(await run('app.template(app.runs)'))).toBe(2);
    const slow = 'await app.sleep(200); app.template(app.runs)';
    const outdated = run(slow);
    setTimeout(() => live.changed([path.join(dir, 'other.txt')]), 50);
    expect(valueIn(await outdated)).toBe(3);
    expect(valueIn(await run(slow))).toBe(4);
  });

  it('gets the templates that were not sent again', async () => {
    const { value } = app();
    for (const n of [1, 2, 3]) expect(await value(`app.template('same'); // ${n}`)).toBe('same');
    expect(await value("app.template('other')")).toBe('other');
    expect(await value("app.template('same')")).toBe('same');
  });

  it('of an app that cannot be run says why, and runs once it can', async () => {
    const { live, run, dir, logged } = app();
    const cdkJson = path.join(dir, 'cdk.json');
    for (const [text, reason] of [
      ['python', 'not written in TypeScript'],
      ['bare', 'aws-cdk-lib is not installed'],
    ] as const) {
      writeFileSync(cdkJson, text);
      live.changed([cdkJson]);
      expect(await run('')).toBeNull();
      expect(await run('')).toBeNull();
      expect(live.state).toMatchObject({ phase: 'failing', reason: expect.stringContaining(reason) });
    }
    expect(logged).toHaveLength(2);
    const fixed = new Map([
      [cdkJson, '{}'],
      [path.join(dir, 'main.ts'), 'app.template(1)'],
    ]);
    expect(valueIn(await live.run(fixed))).toBe(1);
    expect(live.state.phase).toBe('ready');
  });

  it('of an app whose first file goes says so, and runs once it is there again', async () => {
    const { live, dir, value } = app();
    const main = path.join(dir, 'main.ts');
    writeFileSync(main, 'app.template(1)');
    expect(valueIn(await live.run(new Map()))).toBe(1);
    rmSync(main);
    live.changed([main]);
    expect(await live.run(new Map())).toBeNull();
    expect(live.state).toMatchObject({ phase: 'failing', reason: 'The file main.ts does not exist.' });
    expect(await value('app.template(2)')).toBe(2);
  });

  it('sees what the user allowed, and packages that were installed since', async () => {
    process.env.PLUMBLINE_TEST_ALLOWED = 'seen';
    const read = path.join(folder, 'allowed.txt');
    writeFileSync(read, 'read');
    try {
      const { live, value, dir } = app({ allow: ['env:PLUMBLINE_TEST_ALLOWED', 'env:NOT_SET', `read:${read}`] });
      const text = `app.template([process.pid, app.message.env, require('fs').readFileSync('${read}', 'utf8')])`;
      const [pid, ...seen] = (await value(text)) as unknown[];
      expect(seen).toEqual([{ PLUMBLINE_TEST_ALLOWED: 'seen' }, 'read']);
      live.changed([path.join(dir, 'node_modules')]);
      expect(((await value(text)) as unknown[])[0]).not.toBe(pid);
    } finally {
      delete process.env.PLUMBLINE_TEST_ALLOWED;
    }
  });

  it('survives a fault of ours', async () => {
    const { live, run, value } = app();
    expect(await run('FAULT OF OURS')).toBeNull();
    expect(live.state.reason).toContain('a fault of ours');
    expect(await value('app.template(1)')).toBe(1);
  });
});

describe('an app that', () => {
  it('loops is stopped, told at its entry, and the next run is right', async () => {
    const { live, run, value } = app({ limits: { run: 400 } });
    const good = await run('app.template(1)');
    const stopped = (await run('while (true);')) as LiveResult;
    const [problem] = stopped.model.problems;
    expect(problem).toMatchObject({ kind: 'timeout', message: expect.stringContaining('longer than 0.4 s') });
    expect(stopped).toMatchObject({ stale: false, good: good?.model });
    expect(live.state).toMatchObject({ phase: 'failing', reason: problem?.message });
    expect(await value('app.template(2)')).toBe(2);
    expect(live.state).toMatchObject({ phase: 'ready', reason: null });
  });

  it('loops is given up early once a newer text is there', async () => {
    const { run, value } = app();
    await run('');
    const looping = run('while (true);');
    await new Promise(resolve => setTimeout(resolve, 100));
    const began = performance.now();
    expect(await value('app.template(2)')).toBe(2);
    expect(performance.now() - began).toBeLessThan(3000);
    expect(await looping).toBeNull();
  });

  it('eats memory is stopped, and the next run is right', async () => {
    const { run, value } = app({ limits: { heap: 64 } });
    const result = await run('const a = []; while (true) a.push(new Array(1e5).fill(Math.random()));');
    expect(result?.model.problems[0]).toMatchObject({ kind: 'memory' });
    expect(await value('app.template(2)')).toBe(2);
  });

  it('ends its child again and again is left alone until its text changes', async () => {
    const { live, run, value, logged, dir } = app();
    const lost = () => logged.filter(line => line.startsWith('A child was lost')).length;
    for (let n = 0; n < 5; n++)
      expect((await run('process.exit(3)'))?.model.problems[0]?.message).toContain('it ended with code 3');
    expect(lost()).toBe(3);
    expect(await value('app.template(2)')).toBe(2);
    for (let n = 0; n < 5; n++) await run('process.exit(3)');
    expect(lost()).toBe(6);
    live.changed([path.join(dir, 'other.txt')]);
    await run('process.exit(3)');
    expect(lost()).toBe(7);
  });

  it('leaves something behind for later runs gets a fresh child', async () => {
    const { value } = app();
    const first = await value(`${PID} app.result.poisoned = 'Array.prototype.map';`);
    const second = await value(PID);
    expect(second).not.toBe(first);
    expect(await value(`${PID} // again`)).toBe(second);
  });

  it('misses a token of an earlier run is run again in a fresh child', async () => {
    const { run } = app();
    const error = `{ phase: 'synth', kind: 'exception', name: 'Error', message: 'Unrecognized token key: x', detail: null,
      chain: -1, construct: null, stack: '' }`;
    const text = `${PID} if (app.runs > 1) app.result.errors.push(${error});`;
    const first = valueIn(await run(text));
    const second = await run(`${text} // again`);
    expect(valueIn(second)).not.toBe(first);
    expect(valueIn(second)).toBeGreaterThan(0);
  });
});

it('a sandbox that cannot start is a state in words, and is not started for ever', async () => {
  const { live, run, logged } = app({ script: fakeChild(folder, "throw new Error('cannot begin');") });
  for (let n = 0; n < 5; n++) expect(await run('')).toBeNull();
  expect(live.state).toMatchObject({ phase: 'failing', reason: expect.stringContaining('cannot be started') });
  expect(logged.filter(line => line.startsWith('A child was lost (start)'))).toHaveLength(3);
});

it('a Node of the workspace is not run', async () => {
  const dir = path.join(folder, `app${apps + 1}`);
  const { live, run } = app({ node: path.join(dir, 'node_modules/.bin/node') });
  mkdirSync(path.join(dir, 'node_modules/.bin'), { recursive: true });
  const trace = path.join(folder, 'trace');
  writeFileSync(trace, '');
  writeFileSync(path.join(dir, 'node_modules/.bin/node'), `#!/bin/sh\necho run >> ${trace}\n`, { mode: 0o755 });
  expect(valueIn(await run('app.template(1)'))).toBe(1);
  expect(live.state.node).toContain('lies inside of the workspace and is not run');
  expect(readFileSync(trace, 'utf8')).toBe('');
});

describe('the spare', () => {
  it('takes the place of a child that is lost, warm', async () => {
    const { live, run } = app({ spare: true, quiet: 20, limits: { run: 300 } });
    const text = 'app.template([process.pid, app.runs]);';
    const [first] = valueIn(await run(text)) as number[];
    await until(() => live.hasSpare);
    await run('while (true);');
    const began = performance.now();
    const [second, runs] = valueIn(await run(`${text} // again`)) as number[];
    expect(performance.now() - began).toBeLessThan(200);
    expect(second).not.toBe(first);
    expect(runs).toBe(2);
    await until(() => live.hasSpare);
  });

  it('is not tried again and again with a program that it cannot be warmed with', async () => {
    const { live, run, logged } = app({ spare: true, quiet: 20, limits: { firstRun: 300 } });
    // The first child runs it as its second program.
    await run('app.template(0)');
    expect(logged).toEqual([]);
    await run('if (app.runs === 1) while (true); app.template(1)');
    await new Promise(resolve => setTimeout(resolve, 600));
    expect(live.hasSpare).toBe(false);
    expect(valueIn(await run('app.template(2)'))).toBe(2);
  });

  it('replaces a child that made many runs, while nothing runs', async () => {
    const { live, value, logged } = app({ spare: true, quiet: 20, maxRuns: 3 });
    const pids = new Set<unknown>();
    for (let n = 0; n < 3; n++) pids.add(await value(`${PID} // ${n}`));
    expect(pids.size).toBe(1);
    await until(() => logged.some(line => line.startsWith('Replaced a child after 3 runs')));
    expect(pids.has(await value(`${PID} // 4`))).toBe(false);
    await until(() => live.hasSpare);
  });

  it('is made where a child was lost, so that the next run is warm', async () => {
    const { live, run, value } = app({ quiet: 20, limits: { run: 300 } });
    await run('');
    await run('while (true);');
    await until(() => live.hasSpare);
    expect(await value('app.template(app.runs)')).toBe(2);
  });

  it('is made for the replacement only where none is wanted otherwise', async () => {
    const { live, value, logged } = app({ quiet: 20, maxRuns: 2 });
    const first = await value(`${PID} // 1`);
    await value(`${PID} // 2`);
    await until(() => logged.some(line => line.startsWith('Replaced')));
    expect(await value(`${PID} // 3`)).not.toBe(first);
    expect(live.hasSpare).toBe(false);
  });
});

describe('a text with a syntax error', () => {
  it('keeps the last good model, and is repaired after a spell', async () => {
    const { run } = app();
    const good = await run('app.template(1)');
    const broken = (await run('app.template(2) BROKEN')) as LiveResult;
    expect(broken).toMatchObject({ stale: true, repaired: [] });
    expect(broken.model).toBe(good?.model);
    expect(broken.broken).toHaveLength(1);
    expect(broken.again).toBeGreaterThan(1000);
    await new Promise(resolve => setTimeout(resolve, broken.again as number));
    const repaired = (await run('app.template(2) BROKEN')) as LiveResult;
    expect(repaired).toMatchObject({ stale: false, again: null, good: good?.model });
    expect(repaired.repaired).toHaveLength(1);
    expect(valueIn(repaired)).toBe(2);
    // What was repaired is no good model, and one that does not run shows the last good one.
    expect(await run('throw 1; BROKEN')).toMatchObject({ stale: true, model: good?.model });
    expect((await run('app.template(3)'))?.good?.stacks[0]?.template).toBe('3');
    expect(await run('app.template(4) BROKEN')).toMatchObject({ stale: true });
  });

  it('that was never good is repaired at once', async () => {
    const { run, live } = app();
    expect(valueIn(await run('app.template(2) BROKEN'))).toBe(2);
    expect(live.good).toBeNull();
  });
});

describe('a trial', () => {
  it('leaves no trace in what is known of the typed text', async () => {
    const { live, run, overlay } = app();
    const good = await run('app.template(1)');
    const { lastMs } = live.state;
    expect(valueIn(await live.synthOnce(overlay('app.template(2)'), 5000))).toBe(2);
    expect(live.good).toBe(good?.model);
    expect(live.state.lastMs).toBe(lastMs);
    expect(await live.synthOnce(overlay('BROKEN'), 5000)).toBeNull();
    expect((await run('app.template(1)'))?.model).toBe(good?.model);
  });

  it('comes after what is typed, and is dropped when the text changes', async () => {
    const { live, run, overlay } = app();
    await run('');
    const order: string[] = [];
    const note = (name: string) => (result: LiveResult | null) => void order.push(`${name} ${valueIn(result)}`);
    const slow = "await app.sleep(50); app.template('a')";
    const typed = run(slow).then(note('typed'));
    const trial = live.synthOnce(overlay("app.template('b')"), 5000).then(note('trial'));
    await Promise.all([typed, trial]);
    const first = run(`${slow} // again`).then(note('first'));
    const dropped = live.synthOnce(overlay("app.template('c')"), 5000).then(note('dropped'));
    const second = run("app.template('d')").then(note('second'));
    await Promise.all([first, dropped, second]);
    expect(order).toEqual(['typed a', 'trial b', 'dropped null', 'first a', 'second d']);
  });

  it('has a budget', async () => {
    const { live, run, overlay, value } = app();
    await run('');
    const began = performance.now();
    expect(await live.synthOnce(overlay('await app.sleep(600)'), 50)).toBeNull();
    expect(performance.now() - began).toBeLessThan(400);
    expect(await value('app.template(1)')).toBe(1);
  });
});

it('two apps side by side know nothing of each other', async () => {
  const [one, two] = [app(), app()];
  const text = 'app.template(app.message.dir + process.pid)';
  const [a, b] = await Promise.all([one.value(text), two.value(text)]);
  expect(a).toContain(one.dir);
  expect(b).toContain(two.dir);
  const looping = one.run('await app.sleep(300); app.template(1)');
  expect(await two.value('app.template(2)')).toBe(2);
  expect(valueIn(await looping)).toBe(1);
});

it('disposal answers all that wait and leaves no process', async () => {
  const { live, run, value, overlay } = app({ spare: true, quiet: 20 });
  const pid = (await value(PID)) as number;
  await until(() => live.hasSpare);
  const waiting = [run('while (true);'), run('app.template(1)'), live.synthOnce(overlay('app.template(2)'), 9000)];
  expect(isAlive(pid)).toBe(true);
  const disposed = live.dispose();
  expect(await Promise.all(waiting)).toEqual([null, null, null]);
  await disposed;
  expect(isAlive(pid)).toBe(false);
  expect(readdirSync(cache)).toEqual([]);
  expect(await run('app.template(3)')).toBeNull();
  expect(live.state.phase).toBe('off');
});

it('says why there is no sandbox where its folder cannot be made, and goes on when it can', async () => {
  const blocked = path.join(folder, 'blocked');
  writeFileSync(blocked, '');
  const { live, run, value } = app({ cache: path.join(blocked, 'cache') });
  expect(await run('app.template(1)')).toBeNull();
  expect(live.state).toMatchObject({
    phase: 'failing',
    reason: expect.stringMatching(/cannot be started: nothing can be written to .*cache \(ENOTDIR/),
  });
  rmSync(blocked);
  expect(await value('app.template(2)')).toBe(2);
});

it('says that the disk is full as a state, not as a problem of the code, and goes on when there is room', async () => {
  const { live, run, value } = app();
  const good = await run('app.template(1)');
  const full = `app.result.ok = false; app.result.errors.push({ phase: 'synth', kind: 'exception', name: 'Error',
    message: 'ENOSPC: no space left on device, write', detail: null, chain: -1, construct: null, stack: '' });`;
  expect(await run(full)).toBeNull();
  expect(live.state).toMatchObject({
    phase: 'failing',
    reason: `The disk is full: the app has no room to write what it makes to ${cache}.`,
  });
  expect(live.good).toBe(good?.model);
  expect(await value('app.template(2)')).toBe(2);
  expect(live.state).toMatchObject({ phase: 'ready', reason: null });
});

it('looks for another Node when the one that it had is gone', async () => {
  const node = path.join(folder, process.platform === 'win32' ? 'gone.exe' : 'gone');
  copyFileSync(process.execPath, node);
  const { live, value, run } = app({ node });
  expect(await value('app.template(1)')).toBe(1);
  expect(live.state.node).toContain(node);
  rmSync(node);
  await run('process.exit(3)');
  expect(await value('app.template(2)')).toBe(2);
  expect(live.state.node).toContain('is not the full path of a program');
});

it('says that an app of version 1 is not run, and what to do', async () => {
  const { live, run, dir } = app();
  writeFileSync(path.join(dir, 'cdk.json'), 'bare');
  mkdirSync(path.join(dir, 'node_modules/@aws-cdk/core'), { recursive: true });
  expect(await run('')).toBeNull();
  expect(live.state.reason).toBe(
    `The app in ${dir} uses version 1 of the CDK, which is not run here: migrate it to aws-cdk-lib.`,
  );
});

it.skipIf(process.platform === 'win32')(
  'starts no sandbox that could read more than it should since a folder has the name of a pattern',
  async () => {
    const dir = path.join(folder, 'any*');
    mkdirSync(dir);
    writeFileSync(path.join(dir, 'cdk.json'), '{}');
    writeFileSync(path.join(dir, 'main.ts'), '');
    const { live, run } = app({ dir });
    expect(await run('app.template(1)')).toBeNull();
    expect(live.state).toMatchObject({ phase: 'failing', reason: expect.stringContaining('any*') });
  },
);
