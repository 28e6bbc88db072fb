/** Apps that do what they should not: the child answers, the machine is as it was, and the next run is clean. */
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRequest, RunResult } from '../protocol.ts';
import { TestApp, TestChild, places } from './testing.ts';

const PLAIN = `const { App, CfnOutput, Stack, aws_s3: s3 } = require('aws-cdk-lib');
const app = new App();
const stack = new Stack(app, 'S');
new s3.Bucket(stack, 'B');
`;
/** The line on which what follows the plain app begins. */
const LINE = 5;

describe('the sandbox', { timeout: 60_000 }, () => {
  let app: TestApp;
  let child: TestChild;
  let clean: RunResult;

  /** Runs the plain app followed by `code`; then, if the child is still good, the plain app, which must be as ever. */
  async function attempt(code: string, more: Partial<RunRequest> = {}): Promise<RunResult> {
    const result = await child.run(app, { 'app.ts': `${PLAIN}${code}\n` }, more);
    if (result.poisoned !== null) {
      child.stop();
      child = await TestChild.start([app.base]);
    }
    const after = await child.run(app, { 'app.ts': PLAIN });
    expect(after.errors).toEqual([]);
    expect(after.poisoned).toBeNull();
    expect(after.stacks).toEqual(clean.stacks);
    expect(after.logs).toEqual([]);
    expect(readdirSync(app.dir).sort()).toEqual(['keep.txt', 'node_modules']);
    expect(readFileSync(app.path('keep.txt'), 'utf8')).toBe('kept');
    return result;
  }

  const denied = (result: RunResult) => result.denied.map(d => [d.what, d.target, d.answered]);

  beforeAll(async () => {
    app = new TestApp({ 'keep.txt': 'kept' });
    child = await TestChild.start([app.base]);
    clean = await child.run(app, { 'app.ts': PLAIN });
  }, 60_000);
  afterAll(() => {
    child.stop();
    app.remove();
  });

  it('says which guards are in force', async () => {
    expect(await child.ready).toMatchObject({
      node: process.versions.node,
      guards: ['permission', 'network', 'files', 'processes', 'addons'],
    });
    expect(await child.ping()).toMatchObject({ type: 'pong', rss: expect.any(Number) });
  });

  it('ends the run, not the process, on exit', async () => {
    const failed = await attempt('process.exit(3);');
    expect(failed.errors).toMatchObject([{ phase: 'load', kind: 'exit', detail: '3' }]);
    expect(places(failed, failed.errors[0]?.chain ?? -1)).toEqual([`app.ts:${LINE}:9`]);
    expect((await attempt('app.synth(); process.exit(0);')).ok).toBe(true);
    expect((await attempt('try { process.exit(2); } catch {}')).errors).toMatchObject([{ kind: 'exit', detail: '2' }]);
    expect((await attempt('process.abort();')).errors).toMatchObject([{ kind: 'exit', detail: '134' }]);
    expect((await attempt('process.kill(process.pid);')).errors).toMatchObject([{ kind: 'denied' }]);
  });

  it('says why an app that prints its error exited', async () => {
    const code =
      'async function main() { throw new Error("why"); }\nmain().catch(e => { console.error(e); process.exit(1); });';
    const result = await attempt(code);
    expect(result.errors).toMatchObject([{ phase: 'async', kind: 'exception', message: 'why' }]);
  });

  it('hears of errors that come later', async () => {
    const late = await attempt('setTimeout(() => { throw new Error("late"); }, 2);');
    expect(late.errors).toMatchObject([{ phase: 'async', message: 'late' }]);
    const rejected = await attempt('Promise.reject(new Error("rejected"));');
    expect(rejected.errors).toMatchObject([{ phase: 'async', message: 'rejected' }]);
    const strange = await attempt('throw { get message() { throw 1; } };');
    expect(strange.errors).toMatchObject([{ phase: 'load', kind: 'exception' }]);
  });

  it('waits for asynchronous apps, but not for ever', async () => {
    const awaited = await attempt(
      'async function main() { await new Promise(r => setTimeout(r, 20)); new s3.Bucket(stack, "Late"); }\nmain();',
    );
    expect(awaited.constructs.some(c => c.path === 'S/Late')).toBe(true);
    const top = await attempt('await new Promise(r => setTimeout(r, 20));\nnew s3.Bucket(stack, "Top");');
    expect(top.errors).toEqual([]);
    expect(top.constructs.some(c => c.path === 'S/Top')).toBe(true);
    const endless = await attempt('setInterval(() => {}, 1);', { drain: 50 });
    expect(endless.ok).toBe(true);
  });

  it('puts environment and folder back', async () => {
    const result = await attempt(
      'process.env.LEAK = "1"; delete process.env.HOME; process.chdir(__dirname + "/node_modules"); globalThis.leak = 1;',
    );
    expect(result.ok).toBe(true);
    const after = await attempt(
      'console.log(process.env.LEAK, typeof process.env.HOME, process.cwd() === __dirname, typeof globalThis.leak);',
    );
    expect(after.logs).toEqual(['undefined string true undefined']);
  });

  it('shows the variables that the host allows and no others', async () => {
    const code =
      'console.log(process.env.STAGE, process.env.CDK_DEFAULT_REGION, Object.keys(process.env).filter(k => /PLUMBLINE|NODE_/.test(k)));';
    const result = await attempt(code, { env: { STAGE: 'beta' }, region: 'eu-north-1' });
    expect(result.logs).toEqual(['beta eu-north-1 []']);
  });

  it('keeps writes to the project from it, and lets the app read them back', async () => {
    const result = await attempt(`const fs = require('fs');
fs.writeFileSync(__dirname + '/made.txt', 'hi');
fs.appendFileSync(__dirname + '/keep.txt', '!');
fs.mkdirSync(__dirname + '/a/b', { recursive: true });
fs.writeFileSync(__dirname + '/a/b/c', '1');
console.log(fs.readFileSync(__dirname + '/made.txt', 'utf8'), fs.readFileSync(__dirname + '/keep.txt', 'utf8'));
console.log(fs.readdirSync(__dirname).join(), fs.existsSync(__dirname + '/a/b/c'), fs.statSync(__dirname + '/a').isDirectory());
fs.promises.writeFile(__dirname + '/later.txt', 'x').then(() => fs.readFile(__dirname + '/later.txt', 'utf8', (_, t) => console.log('later', t)));`);
    expect(result.errors).toEqual([]);
    expect(result.logs).toEqual(['hi kept!', 'a,keep.txt,made.txt,node_modules true true', 'later x']);
    expect(result.denied.every(d => d.what === 'write' && d.answered)).toBe(true);
    expect(result.denied[0]).toMatchObject({ target: app.path('made.txt') });
    expect(places(result, result.denied[0]?.chain ?? -1)).toEqual([`app.ts:${LINE + 1}:4`]);
    const after = await attempt('console.log(require("fs").existsSync(__dirname + "/made.txt"));');
    expect(after.logs).toEqual(['false']);
  });

  it('lets nothing be removed', async () => {
    const result = await attempt(`const fs = require('fs');
fs.rmSync(__dirname + '/keep.txt');
console.log(fs.existsSync(__dirname + '/keep.txt'), fs.readdirSync(__dirname).join());
fs.renameSync(__dirname + '/node_modules/constructs/package.json', __dirname + '/moved.json');
fs.rmSync(__dirname, { recursive: true, force: true });
try { fs.symlinkSync(__dirname, require('os').tmpdir() + '/link'); } catch (e) { console.log(e.code); }`);
    expect(result.logs).toEqual(['false node_modules', 'ERR_ACCESS_DENIED']);
    expect(existsSync(app.path('node_modules/constructs/package.json'))).toBe(true);
  });

  it('finds nothing outside of the allowed folders, in whatever way it is looked for', async () => {
    const secret = path.join(path.parse(app.dir).root, 'etc/passwd');
    const result = await attempt(`const fs = require('fs'); const secret = ${JSON.stringify(secret)};
const say = how => e => console.log(how, e.code);
console.log(fs.existsSync(secret), fs.existsSync(require('path').dirname(__dirname)), fs.statSync('/').isDirectory());
try { fs.readFileSync(secret); } catch (e) { say('sync')(e); }
try { fs.openSync(secret, 'r'); } catch (e) { say('open')(e); }
fs.readFile(secret, say('callback'));
fs.promises.readFile(secret).catch(say('promise'));
import('node:fs').then(m => { try { m.readFileSync(secret); } catch (e) { say('import')(e); } });`);
    expect(result.logs.toSorted()).toEqual(
      ['callback', 'import', 'open', 'promise', 'sync']
        .map(how => `${how} ENOENT`)
        .concat('false true true')
        .toSorted(),
    );
    expect(denied(result)).toContainEqual(['read', secret, false]);
  });

  it('has no network by any way', async () => {
    const result = await attempt(`const say = how => e => console.log(how, (e.cause ?? e).code);
require('http').get('http://169.254.169.254/latest').on('error', say('http'));
require('https').get('https://example.com/').on('error', say('https'));
require('net').connect(80, '192.0.2.1').on('error', say('net'));
require('tls').connect(443, '192.0.2.1').on('error', say('tls'));
require('net').createServer().listen(0).on('error', say('listen'));
require('dns').lookup('example.com', say('dns'));
require('dns/promises').resolve4('example.com').catch(say('dns/promises'));
require('dgram').createSocket('udp4').on('error', say('udp')).send('x', 53, '192.0.2.1');
require('http2').connect('http://192.0.2.1').on('error', say('http2'));
fetch('http://169.254.169.254/latest').catch(say('fetch'));
try { new globalThis.WebSocket('ws://192.0.2.1'); } catch (e) { say('socket')(e); }`);
    const ways = ['http', 'https', 'tls', 'net', 'listen', 'dns', 'dns/promises', 'udp', 'http2', 'fetch', 'socket'];
    for (const way of ways) expect(result.logs).toContain(`${way} ERR_ACCESS_DENIED`);
    expect(denied(result)).toContainEqual(['network', 'http://169.254.169.254/latest', false]);
    expect(denied(result)).toContainEqual(['network', '192.0.2.1:80', false]);
  });

  it('follows no link out of the allowed folders, and asks for what it leads to', async () => {
    const linked = new TestApp({});
    const secret = path.join(linked.base, 'secret.txt');
    writeFileSync(secret, 'secret');
    symlinkSync(secret, linked.path('link.txt'));
    symlinkSync(linked.base, linked.path('folder'), 'junction');
    const own = await TestChild.start([linked.dir]);
    const code = `const fs = require('fs');
for (const file of ['link.txt', 'folder/secret.txt']) {
  try { console.log(fs.readFileSync(__dirname + '/' + file, 'utf8')); } catch (e) { console.log(e.code); }
  fs.appendFileSync(__dirname + '/' + file, '');
  console.log(fs.readFileSync(__dirname + '/' + file, 'utf8'));
}`;
    const result = await own.run(linked, { 'app.ts': PLAIN + code });
    own.stop();
    linked.remove();
    expect(result.logs).toEqual(['ENOENT', '', 'ENOENT', '']);
    expect(result.denied).toContainEqual(expect.objectContaining({ what: 'read', target: secret, answered: false }));
  });

  it('gives no function of Node away to who changed how functions are called', async () => {
    const result = await attempt(`const fs = require('fs'), apply = Function.prototype.apply, taken = [];
Function.prototype.apply = function (that, args) { taken.push(this.name); return Reflect.apply(this, that, args); };
fs.existsSync(__filename); fs.statSync(__dirname); fs.readFile(__filename, () => {}); fs.readdirSync(__dirname);
Function.prototype.apply = apply;
console.log(taken.filter(name => name in fs).join());`);
    expect(result.logs).toEqual(['']);
  });

  it.each(['sqlite', 'inspector', 'repl', 'cluster', 'trace_events'])(
    'denies node:%s to who changed how it is looked for',
    async name => {
      const result =
        await attempt(`const { has } = Set.prototype, { startsWith } = String.prototype, { includes } = Array.prototype;
Set.prototype.has = () => false; String.prototype.startsWith = () => false; Array.prototype.includes = () => false;
const found = [];
try { found.push(require('node:${name}')); } catch {}
try { found.push(process.getBuiltinModule('node:${name}')); } catch {}
Object.assign(Set.prototype, { has }); Object.assign(String.prototype, { startsWith }); Object.assign(Array.prototype, { includes });
console.log(found.length);`);
      expect(result.logs).toEqual(['0']);
    },
  );

  it("opens no socket by Node's own objects below its modules", async () => {
    const reached: string[] = [];
    const server = net.createServer(socket => {
      reached.push('tcp');
      socket.destroy();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    const file = JSON.stringify(app.path('made.sock'));
    for (const code of [
      `const handle = () => new (require('tls').TLSSocket)(undefined, {})._handle._parent; handle().connect(handle(), '127.0.0.1', ${port});`,
      `const handle = () => new (require('tls').TLSSocket)(undefined, { pipe: true })._handle._parent; handle().connect(handle(), ${file});`,
      `require('net').createServer()._listen2(${file}, -1, -1);`,
      `require('net').createServer()._listen2('127.0.0.1', 0, 4);`,
      `require('net')._createServerHandle(${file}, -1, -1);`,
      `require('dgram')._createSocketHandle('127.0.0.1', 0, 'udp4');`,
      `const key = Object.getOwnPropertySymbols(process).find(s => process[s]?.listen); new process[key].constructor(0).bind(${file});`,
    ]) {
      const result = await attempt(code);
      expect(result.errors).toMatchObject([{ kind: 'denied' }]);
    }
    await new Promise(resolve => server.close(resolve));
    expect(reached).toEqual([]);
  });

  it('writes no file and signals no process by the back doors of Node', async () => {
    const code = `const v8 = require('v8'), folder = process.cwd();
v8.setFlagsFromString('--redirect-code-traces'); v8.setFlagsFromString('--redirect-code-traces-to=' + folder + '/trace');
v8.setFlagsFromString('--trace-opt'); v8.setFlagsFromString('--trace-turbo-path=' + folder); v8.setFlagsFromString('--trace-turbo');
v8.setHeapSnapshotNearHeapLimit(1);
let sum = 0; for (let i = 0; i < 3e6; i++) sum += i % 7;
for (const name of ['_kill', '_debugProcess']) try { process[name](process.ppid, 0); } catch (e) { console.log(name, e.code); }
try { new (require('child_process').ChildProcess)().spawn({ file: '/bin/true', args: ['true'] }); } catch (e) { console.log('spawn', e.code); }
console.log(process._getActiveHandles().length);`;
    const result = await attempt(code);
    expect(result.logs).toEqual([
      '_kill ERR_ACCESS_DENIED',
      '_debugProcess ERR_ACCESS_DENIED',
      'spawn ERR_ACCESS_DENIED',
      '0',
    ]);
    expect(denied(result)).toContainEqual(['process', 'v8.setFlagsFromString(--trace-opt)', true]);
  });

  it('starts no programs and threads, and answers what git would', async () => {
    const result = await attempt(`const cp = require('child_process');
console.log(cp.execSync('git rev-parse --short HEAD', { encoding: 'utf8' }).trim(), cp.spawnSync('esbuild', ['--version']).status);
cp.exec('git branch --show-current', (e, out) => console.log('branch', out.trim()));
cp.spawn('ls').on('error', e => console.log(e.code));
cp.execSync('touch ' + __dirname + '/x');`);
    expect(result.errors).toMatchObject([{ kind: 'denied', detail: `touch ${app.path('x')}` }]);
    expect(result.logs).toEqual(['0000000 null', 'branch main', 'ERR_ACCESS_DENIED']);
    expect(denied(result)).toEqual([
      ['process', 'git rev-parse --short HEAD', true],
      ['process', 'esbuild --version', true],
      ['process', 'git branch --show-current', true],
      ['process', 'ls', false],
      ['process', `touch ${app.path('x')}`, false],
    ]);
    const thread = await attempt('new (require("worker_threads").Worker)("x.js");');
    expect(thread.errors).toMatchObject([{ kind: 'denied', detail: 'x.js' }]);
  });

  it('has nothing in what libraries only look into', async () => {
    const result = await attempt("console.log(process.binding('tty_wrap').TTY);");
    expect(result.logs).toEqual(['undefined']);
    expect(denied(result)).toEqual([['module', 'process.binding(tty_wrap)', true]]);
  });

  it('loads native addons as far as nobody calls them', async () => {
    const load = "const addon = new (require('module'))('x'); process.dlopen(addon, '/x.node');";
    const loaded = await attempt(`${load} console.log(typeof addon.exports.hash);`);
    expect(loaded.logs).toEqual(['function']);
    expect(loaded.errors).toEqual([]);
    expect(denied(loaded)).toEqual([['addon', '/x.node', true]]);
    const called = await attempt(`${load} addon.exports.hash('a');`);
    expect(called.errors).toMatchObject([{ kind: 'denied', detail: '/x.node' }]);
  });

  it.each([
    ["require('node:sqlite')", 'sqlite'],
    ["process.getBuiltinModule('node:inspector')", 'inspector'],
    ["require('cluster')", 'cluster'],
    ["require('repl')", 'repl'],
    ["process.binding('fs')", 'process.binding(fs)'],
    ["process.dlopen({}, '/x.node')", '/x.node'],
  ])('denies %s', async (code, target) => {
    const result = await attempt(`${code};`);
    expect(result.errors).toMatchObject([{ kind: 'denied', detail: target }]);
    const imported = await attempt("import('node:sqlite').catch(e => console.log(e.code));");
    expect(imported.logs).toEqual(['ERR_ACCESS_DENIED']);
  });

  it.each([
    ['Array.prototype.extra = 1;', 'Array.prototype.extra was changed'],
    ['Object.prototype.extra = 1;', 'Object.prototype.extra was changed'],
    ['delete String.prototype.at;', 'String.prototype.at was changed'],
    ['JSON.parse = () => ({});', 'JSON.parse was changed'],
    ["require('fs').statSync = () => 1;", 'fs.statSync was changed'],
    ['globalThis.structuredClone = 1;', 'globalThis.structuredClone was changed'],
    [
      "Object.defineProperty(Error, 'prepareStackTrace', { value: () => 'x', writable: false });",
      'the stacks of errors were frozen',
    ],
    // What would make a comparison blind.
    [
      'Object.is = () => true; Reflect.ownKeys = () => []; Map.prototype.get = () => undefined;',
      'Object.is was changed',
    ],
    [
      'const p = Object.getPrototypeOf([][Symbol.iterator]()); const { next } = p; p.next = function () { return next.call(this); };',
      'ArrayIterator.prototype.next was changed',
    ],
    ['Object.prototype.toJSON = () => ({});', 'Object.prototype.toJSON was changed'],
    ['Promise.prototype.then = () => {};', 'Promise.prototype.then was changed'],
    ['Object.freeze(Array.prototype);', 'Array.prototype was changed'],
    ["require('https').request = () => {};", 'https.request was changed'],
    ["delete require('net').Socket.prototype.connect;", 'net.Socket.prototype.connect was changed'],
    // What libraries provide.
    ["Stack.prototype.toString = () => 'x';", 'Stack.prototype.toString was changed'],
    ['s3.Bucket.prototype.extra = () => {};', 'Bucket.prototype.extra was changed'],
    [
      "Object.defineProperty(Stack.prototype, 'region', { get: () => 'mars-1', configurable: true });",
      'Stack.prototype.region was changed',
    ],
    ['const { of } = Stack; Stack.of = c => of(c);', 'Stack.of was changed'],
    // What outlasts the run without a trace in any object.
    ["require('module').registerHooks({ resolve: (s, c, next) => next(s, c) });", 'module.registerHooks was called'],
    ["require('async_hooks').createHook({ init() {} }).enable();", 'async_hooks.createHook was called'],
    [
      'process.setUncaughtExceptionCaptureCallback(() => {});',
      'process.setUncaughtExceptionCaptureCallback was called',
    ],
    ["require('timers/promises').setTimeout(60_000);", 'the app was still busy'],
  ])('gives itself up after %s', async (code, reason) => {
    expect((await attempt(code)).poisoned).toBe(reason);
  });

  it("gives itself up after a library's module was exchanged", async () => {
    const real = await attempt("require.cache[require.resolve('constructs')].exports = {};");
    expect(real.poisoned).toMatch(/constructs.* was changed$/);
    await attempt("require.cache[__dirname + '/node_modules/made/up.js'] = { exports: {} };");
    const madeUp = await attempt("console.log(__dirname + '/node_modules/made/up.js' in require.cache);");
    expect(madeUp.logs).toEqual(['false']);
  });

  it('takes no offence at what Node changes by itself', async () => {
    const code = `require('util').MIMEType; require('http').WebSocket; new Response('x'); fetch('http://192.0.2.1').catch(() => {});
require('fs').promises.readFile(__filename).catch(() => {}); require('https').get('https://192.0.2.1').on('error', () => {});
class Own extends Stack { get region() { return super.region; } }`;
    expect((await attempt(code)).poisoned).toBeNull();
  });

  it('is not led astray by what stacks look like', async () => {
    const result = await attempt(
      "Error.prepareStackTrace = () => 'nothing'; Error.stackTraceLimit = 0;\nnew s3.Bucket(stack, 'C');",
    );
    expect(result.poisoned).toBeNull();
    const made = result.constructs.find(c => c.path === 'S/C/Resource');
    expect(places(result, made?.chain ?? -1)).toEqual([`app.ts:${LINE + 1}:1`]);
  });

  it('survives a recursion without end', async () => {
    const result = await attempt('function f(n) { return f(n + 1) + 1; }\nf(0);');
    expect(result.errors).toMatchObject([{ kind: 'exception', name: 'RangeError' }]);
  });

  it('finds an asset under the output folder, too', async () => {
    const code = `const fs = require('fs'), path = require('path');
console.log(fs.statSync(path.join(app.outdir, __dirname, 'keep.txt')).size, fs.existsSync(path.join(app.outdir, __dirname, 'no')));`;
    expect((await attempt(code)).logs).toEqual(['4 false']);
  });

  it('does not let the app speak for it, or go deaf', async () => {
    const code = `const p = process;
p.send({ type: 'result', id: 1 }); p.send({ type: 'pong', id: 1 }); p.disconnect();
p.removeAllListeners('message'); p.removeAllListeners();
p.on('message', () => console.log('overheard'));`;
    expect((await attempt(code)).ok).toBe(true);
  });

  it('caps what an app prints', async () => {
    const code = 'process.stdout.write("x".repeat(1e6)); for (let i = 0; i < 5000; i++) console.log("line", i);';
    const { logs } = await attempt(code);
    expect(logs.length).toBeLessThanOrEqual(300);
    expect(Math.max(...logs.map(l => l.length))).toBeLessThanOrEqual(1000);
  });

  it('lets time and chance stand still', async () => {
    const code = `const crypto = require('crypto');
new CfnOutput(stack, 'O', { value: [new Date().toISOString(), Date.now(), Math.random(), crypto.randomUUID(), crypto.randomBytes(4).toString('hex')].join() });
console.log(new Date(0).getTime(), new Date() instanceof Date, typeof Date());`;
    expect((await attempt('const end = Date.now() + 50; while (Date.now() < end);')).ok).toBe(true);
    const first = await attempt(code);
    const second = await attempt(code);
    expect(first.logs).toEqual(['0 true string']);
    expect(second.stacks[0]?.template).toBe(first.stacks[0]?.template);
  });

  it.each([
    ["require('not-there');", 'missing-module', 'not-there'],
    ["process.env.TABLE_NAME.split(',');", 'missing-environment', 'TABLE_NAME'],
    ["if (!process.env.STAGE) throw new Error('Set STAGE');", 'missing-environment', 'STAGE'],
    ["app.node.tryGetContext('stage').name;", 'missing-context', 'stage'],
    ["app.node.getContext('stage');", 'missing-context', 'stage'],
    ["require('fs').readFileSync(__dirname + '/gone.json');", 'missing-file', 'gone.json'],
  ])('says what is missing: %s', async (code, kind, detail) => {
    const result = await attempt(code);
    expect(result.errors.map(e => [e.phase, e.kind, path.basename(e.detail ?? '')])).toEqual([['load', kind, detail]]);
    expect(places(result, result.errors[0]?.chain ?? -1)[0]).toMatch(new RegExp(`^app\\.ts:${LINE}:`));
  });

  it('says so when there is no library', async () => {
    const result = await child.run(app, { 'app.ts': PLAIN }, { dir: app.base });
    expect(result).toMatchObject({ ok: false, library: null });
    expect(result.errors).toMatchObject([{ phase: 'library', kind: 'missing-module', detail: 'aws-cdk-lib' }]);
  });

  it('holds no more memory after many runs', async () => {
    const measured = await TestChild.start([app.base], process.execPath, [
      '--permission',
      '--no-warnings',
      '--expose-gc',
    ]);
    const use = async () => {
      const code = 'globalThis.gc(); console.log(process.memoryUsage().heapUsed);';
      return Number((await measured.run(app, { 'app.ts': PLAIN + code })).logs[0]);
    };
    const many = async (runs: number) => {
      for (let i = 0; i < runs; i++) await measured.run(app, { 'app.ts': `${PLAIN}// ${i}\n` });
    };
    await many(20);
    const before = await use();
    await many(100);
    const after = await use();
    measured.stop();
    expect((after - before) / 100).toBeLessThan(15_000);
  });
});
