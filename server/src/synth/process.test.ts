/** One child: what it may see, how it is ended, and what it cannot do to its server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeChild, isAlive, program, templateOf, temporaryFolder } from './fakeChild.fixture.ts';
import { isolation } from './isolation.ts';
import { type NodeChoice, chooseNode } from './node.ts';
import { DEFAULT_LIMITS, Sandbox, type SandboxLimits } from './process.ts';
import { sweepScratch } from './scratch.ts';

const folder = temporaryFolder();
const cache = path.join(folder, 'cache');
const app = path.join(folder, 'app');
mkdirSync(app);
writeFileSync(path.join(app, 'data.txt'), 'data');
writeFileSync(path.join(folder, 'secret.txt'), 'secret');

const children: Sandbox[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map(child => child.kill()));
  expect(readdirSync(cache)).toEqual([]);
});

async function start(limits: Partial<SandboxLimits> = {}, before = ''): Promise<Sandbox> {
  const child = new Sandbox({
    node: (await chooseNode({ workspace: [] })) as NodeChoice,
    isolation: await isolation(),
    script: fakeChild(folder, before),
    readRoots: [app],
    cache,
    allow: [],
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  children.push(child);
  return child;
}

async function valueIn(child: Sandbox, expression: string): Promise<unknown> {
  const outcome = await child.run(program(`app.template(await (async () => { ${expression} })());`));
  if ('failure' in outcome) throw new Error(JSON.stringify(outcome.failure));
  if (!outcome.result.ok) throw new Error(outcome.result.logs.join('\n'));
  return templateOf(outcome.result);
}

describe('a child', () => {
  it('runs again and again, and is sent only what it does not have', async () => {
    const child = await start();
    expect(await valueIn(child, 'return app.message.files.length')).toBe(1);
    const same = program('app.template([app.runs, app.message.files.length])');
    await child.run(same);
    const again = await child.run(same);
    expect('result' in again && templateOf(again.result)).toEqual([3, 0]);
    const removed = await child.run({ ...program('app.template(app.message.removed)'), entry: '/app/other.ts' });
    expect('result' in removed && removed.result.ok).toBe(false);
    expect(await child.ping()).toBeGreaterThan(1e6);
    expect(child.runs).toBe(4);
  });

  it('is started in a folder that is reached through a link', async () => {
    const link = path.join(folder, 'link');
    symlinkSync(folder, link);
    const script = path.join(link, path.basename(fakeChild(folder, '')));
    const child = new Sandbox({
      node: (await chooseNode({ workspace: [] })) as NodeChoice,
      isolation: await isolation(),
      script,
      readRoots: [app],
      cache,
      allow: [],
      limits: DEFAULT_LIMITS,
    });
    children.push(child);
    expect(await valueIn(child, 'return 1')).toBe(1);
  });

  it('is told what is gone', async () => {
    const child = await start();
    const two = program('app.template([...app.modules.keys(), ...app.message.removed])');
    const other = { path: '/app/b.ts', hash: 'b', js: '', json: null };
    const both = await child.run({ ...two, files: [...two.files, other] });
    expect('result' in both && templateOf(both.result)).toEqual(['/app/main.ts', '/app/b.ts']);
    const one = await child.run(two);
    expect('result' in one && templateOf(one.result)).toEqual(['/app/main.ts', '/app/b.ts']);
    const still = await child.run(two);
    expect('result' in still && templateOf(still.result)).toEqual(['/app/main.ts']);
  });

  it('sees no secret: its environment is its own', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    process.env.NODE_OPTIONS = '--no-deprecation';
    try {
      const env = (await valueIn(await start(), 'return process.env')) as Record<string, string>;
      const known = /^(PATH|HOME|USERPROFILE|TMPDIR|TEMP|TMP|TZ|PLUMBLINE_SANDBOX|SystemRoot|windir)$/;
      expect(Object.keys(env).filter(name => !known.test(name))).toEqual([]);
      expect(env.PATH).toBe('');
      expect(JSON.stringify(env)).not.toContain('secret');
      expect(JSON.parse(env.PLUMBLINE_SANDBOX as string)).toEqual({
        readRoots: [app],
        scratch: env.TMPDIR,
        allow: [],
      });
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
      delete process.env.NODE_OPTIONS;
    }
  });

  it('reads the folders of the app, writes to its scratch folder, and nothing else', async () => {
    const child = await start();
    const fs = "const fs = require('fs'); const path = require('path');";
    const tried = (code: string) => valueIn(child, `${fs} try { ${code} } catch (e) { return e.code }`);
    expect(await tried(`return fs.readFileSync(${JSON.stringify(path.join(app, 'data.txt'))}, 'utf8')`)).toBe('data');
    expect(await tried("fs.writeFileSync('x', '1'); return fs.readFileSync(path.resolve('x'), 'utf8')")).toBe('1');
    expect(existsSync(path.join(child.scratch, 'x'))).toBe(true);
    const denied = 'ERR_ACCESS_DENIED';
    expect(await tried(`fs.readFileSync(${JSON.stringify(path.join(folder, 'secret.txt'))})`)).toBe(denied);
    expect(await tried(`fs.writeFileSync(${JSON.stringify(path.join(app, 'new.txt'))}, '')`)).toBe(denied);
    expect(await tried("require('child_process').execFileSync('/usr/bin/id')")).toBe(denied);
    expect(await tried("new (require('worker_threads').Worker)('1', { eval: true })")).toBe(denied);
  });

  it.runIf(process.platform === 'linux')('has no network where the system can take it away', async () => {
    if (!(await isolation()).network) return;
    const interfaces = await valueIn(await start(), "return Object.keys(require('os').networkInterfaces())");
    expect(interfaces).toEqual([]);
  });

  it('is killed when it takes too long', async () => {
    const child = await start({ firstRun: 300 });
    const outcome = await child.run(program('while (true);'));
    expect(outcome).toMatchObject({ failure: { kind: 'timeout', reason: 'it took longer than 0.3 s' } });
    expect(child.alive).toBe(false);
    expect(await child.run(program(''))).toMatchObject({ failure: { kind: 'timeout' } });
  });

  it('is killed when its heap grows too large', async () => {
    const child = await start({ heap: 64 });
    const outcome = await child.run(program('const a = []; while (true) a.push(new Array(1e5).fill(Math.random()));'));
    expect(outcome).toMatchObject({ failure: { kind: 'memory', reason: 'it needed more than 64 MB' } });
  });

  it.runIf(process.platform === 'linux')('is killed when it grows outside of the heap', async () => {
    const child = await start({ resident: 200 });
    const eat = 'const a = []; for (;;) { a.push(Buffer.alloc(1e7, 1)); await app.sleep(5); }';
    expect(await child.run(program(eat))).toMatchObject({ failure: { kind: 'memory' } });
  });

  it('says how it ended when it ends by itself', async () => {
    const child = await start();
    const outcome = await child.run(program("console.error('last words'); process.exit(3);"));
    expect(outcome).toMatchObject({
      failure: { kind: 'crash', reason: 'it ended with code 3', stderr: 'last words\n' },
    });
  });

  it('that does not start is a failure to start, at once and later', async () => {
    const child = await start({}, "throw new Error('no');");
    expect(await child.run(program(''))).toMatchObject({ failure: { kind: 'start', reason: 'it ended with code 1' } });
    expect(await child.run(program(''))).toMatchObject({ failure: { kind: 'start' } });
    expect(await child.ping()).toBeNull();
    const late = await start({ start: 200 }, 'while (true);');
    expect(await late.run(program(''))).toMatchObject({ failure: { kind: 'start' } });
  });

  it('may not answer in the name of its host: other messages than the one asked for are passed over', async () => {
    const child = await start();
    const spoof = `
      process.send({ type: 'result', id: 1, ok: true });
      process.send({ ...app.result, id: app.message.id - 1, logs: ['spoofed'] });
      process.send({ type: 'ready', node: 'x', guards: [], startMs: 0 });
      process.send('nonsense');
      process.send(null);
      require('fs').writeSync(3, 'no JSON\\n{"type":');
      require('fs').writeSync(3, '"half"}\\n');
      app.template('true one');`;
    const outcome = await child.run(program(spoof));
    expect('result' in outcome && [templateOf(outcome.result), outcome.result.logs]).toEqual(['true one', []]);
    expect(child.alive).toBe(true);
  });

  it('is killed when it talks nonsense', async () => {
    const child = await start();
    const outcome = await child.run(
      program('for (let i = 0; i < 1000; i++) process.send({ x: i }); await app.sleep(4000);'),
    );
    expect(outcome).toMatchObject({ failure: { kind: 'crash', reason: 'it sent messages that make no sense' } });
  });

  it('is killed when it can be heard no longer', async () => {
    const outcome = await (await start()).run(
      program(
        "process.removeAllListeners('disconnect'); process.disconnect(); setInterval(() => {}, 1e3); await new Promise(() => {});",
      ),
    );
    expect(outcome).toMatchObject({ failure: { kind: 'crash', reason: 'it closed its channel' } });
  });

  it('is killed when it changes the shape of its answer', async () => {
    for (const change of [
      'app.result.chains = [[9, 1, 1]]',
      'app.result.stacks = {}',
      'app.result.constructs = [{}]',
    ]) {
      const outcome = await (await start()).run(program(change));
      expect(outcome, change).toMatchObject({ failure: { kind: 'crash', reason: 'its answer makes no sense' } });
    }
  });

  it('removes its scratch folder when it ends', async () => {
    const child = await start();
    await valueIn(child, "require('fs').writeFileSync('left', 'over'); return 1");
    const { pid } = child;
    await child.kill();
    expect(existsSync(child.scratch)).toBe(false);
    expect(isAlive(pid as number)).toBe(false);
  });
});

describe('the children of a server', () => {
  /** Starts a process with a child that does this, and gives the numbers of both. */
  async function serve(js: string): Promise<{ server: ChildProcess; child: number }> {
    const module = (name: string) => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, name)).href);
    const options = { script: fakeChild(folder), readRoots: [app], cache, allow: [], limits: DEFAULT_LIMITS };
    const text = `
      const { Sandbox } = await import(${module('process.ts')});
      const { chooseNode } = await import(${module('node.ts')});
      const { isolation } = await import(${module('isolation.ts')});
      const node = await chooseNode({ workspace: [] });
      const child = new Sandbox({ ...${JSON.stringify(options)}, node, isolation: await isolation() });
      await child.ready;
      child.run(${JSON.stringify(program(js))});
      setTimeout(() => console.log(child.pid), 100);
      setInterval(() => {}, 1000);`;
    const server = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', text], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const child = await new Promise<number>(resolve => server.stdout?.once('data', data => resolve(Number(data))));
    expect(isAlive(child)).toBe(true);
    return { server, child };
  }

  async function isGone(pid: number): Promise<boolean> {
    for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise(resolve => setTimeout(resolve, 20));
    return !isAlive(pid);
  }

  it('end with it when it is asked to end, even those that loop', async () => {
    const { server, child } = await serve('while (true);');
    server.kill('SIGTERM');
    await once(server, 'exit');
    expect(server.signalCode).toBe('SIGTERM');
    expect(await isGone(child)).toBe(true);
  });

  it('end with it when it is killed', async () => {
    const { server, child } = await serve('');
    server.kill('SIGKILL');
    expect(await isGone(child)).toBe(true);
    // Nobody was left to tidy up; the next server does.
    sweepScratch(cache);
  });

  it.runIf(process.platform === 'linux')('end with it when it is killed while they loop', async () => {
    const { server, child } = await serve('while (true);');
    server.kill('SIGKILL');
    const gone = await isGone(child);
    if (!gone) process.kill(child, 'SIGKILL');
    sweepScratch(cache);
    expect(gone || !(await isolation()).prefix.join().includes('pdeathsig')).toBe(true);
  });
});
