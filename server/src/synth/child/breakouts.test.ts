/**
 * Ways out of the sandbox that were once open, or that somebody who looks for one tries first: each is shut by Node's
 * permission model and the guards in the process together, and by these guards alone, too.
 */
import dgram from 'node:dgram';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp, TestChild } from './testing.ts';

const SECRET = 'hunter2';
/** Replaces a method while `code` runs, so that it decides for the guards if they call it. */
const changed = (of: string, by: string, code: string) =>
  `const was = ${of}; ${of} = ${by}; try { ${code} } finally { ${of} = was; }`;
const READ = "console.log(fs.readFileSync(__dirname + '/link.txt', 'utf8'));";
const REGISTERED =
  "import fs from 'node:fs'; import net from 'node:net'; net.connect(PORT, '127.0.0.1'); fs.writeFileSync(OUTSIDE + '/thread', '');";

/** What an app does: nothing of it reads the secret, changes a file that is not its own, starts a program or reaches anybody. */
const ATTACKS: readonly [string, string][] = [
  ['a path of bytes', "console.log(fs.readFileSync(new Uint8Array(Buffer.from(__dirname + '/link.txt')), 'utf8'));"],
  [
    'an object that looks like a URL',
    "const pathname = __dirname + '/link.txt'; console.log(fs.readFileSync({ href: 'file://' + pathname, protocol: 'file:', hostname: '', pathname }, 'utf8'));",
  ],
  [
    'a path that is another one when it is read again',
    "let n = 0; console.log(fs.readFileSync({ get href() { return n++ ? 'file://' + SECRET : 'file://' + __filename; }, protocol: 'file:', hostname: '', get pathname() { return n ? SECRET : __filename; } }, 'utf8'));",
  ],
  ['another String.prototype.startsWith', changed('String.prototype.startsWith', '() => true', READ)],
  ['another Array.prototype.some', changed('Array.prototype.some', '() => true', READ)],
  ['another Map.prototype.get', changed('Map.prototype.get', '() => __dirname', READ)],
  [
    'another String.prototype.replace',
    changed(
      'String.prototype.replace',
      "function () { return '/../../../../../..' + this; }",
      "fs.writeFileSync(__dirname + '/keep.txt', 'x');",
    ),
  ],
  [
    'another RegExp.prototype.test',
    changed('RegExp.prototype.test', '() => false', "fs.writeSync(fs.openSync(__dirname + '/keep.txt', 'w'), 'x');"),
  ],
  ['a file of variables', "process.loadEnvFile(__dirname + '/link.txt'); console.log(process.env.KEY);"],
  ['a file of variables elsewhere', 'process.loadEnvFile(SECRET); console.log(process.env.KEY);'],
  [
    'a copy of a link',
    "fs.cpSync(__dirname + '/links', tmp + '/a', { recursive: true }); fs.writeFileSync(tmp + '/a/out.txt', 'x');",
  ],
  [
    'what a copied link leads to',
    "fs.cpSync(__dirname + '/links', tmp + '/b', { recursive: true, dereference: true }); console.log(fs.readFileSync(tmp + '/b/out.txt', 'utf8'));",
  ],
  [
    'a copied link to a file of the project',
    "fs.cpSync(__dirname + '/links', tmp + '/c', { recursive: true }); fs.writeFileSync(tmp + '/c/in.txt', 'x');",
  ],
  [
    'a copy that is made later',
    "fs.promises.cp(__dirname + '/links', tmp + '/d', { recursive: true }).then(() => fs.writeFileSync(tmp + '/d/out.txt', 'x'));",
  ],
  [
    'a renamed folder with links',
    "fs.renameSync(__dirname + '/links', __dirname + '/moved'); try { console.log(fs.readFileSync(__dirname + '/moved/out.txt', 'utf8')); } catch {} fs.writeFileSync(__dirname + '/moved/out.txt', 'x');",
  ],
  [
    'a relative link that is moved',
    "fs.mkdirSync(tmp + '/1/2/3/4/5/6/7/8', { recursive: true }); fs.symlinkSync('../../../../../../../..', tmp + '/1/2/3/4/5/6/7/8/l'); fs.renameSync(tmp + '/1/2/3/4/5/6/7/8/l', tmp + '/l'); fs.writeFileSync(tmp + '/l' + __dirname + '/keep.txt', 'x');",
  ],
  ['a second name of a file', "fs.linkSync('keep.txt', tmp + '/hard'); fs.writeFileSync(tmp + '/hard', 'x');"],
  ['a read that empties', "fs.readFileSync(__dirname + '/keep.txt', { flag: 'w+', encoding: 'utf8' });"],
  [
    'a flag that is another one when it is read again',
    "let n = 0; fs.readFileSync(__dirname + '/keep.txt', { get flag() { return n++ ? 'w+' : 'r'; }, encoding: 'utf8' });",
  ],
  ['O_TRUNC', "fs.openSync(__dirname + '/keep.txt', fs.constants.O_RDONLY | fs.constants.O_TRUNC);"],
  [
    'mode and times of an open file',
    "const fd = fs.openSync(__dirname + '/keep.txt'); fs.futimesSync(fd, 1, 1); fs.fchmodSync(fd, 0o777);",
  ],
  [
    'mode and times of a handle',
    "fs.promises.open(__dirname + '/keep.txt').then(async h => { await h.chmod(0o777); await h.utimes(1, 1); await h.close(); });",
  ],
  ['what newer versions of Node can do with files', "fs.mkdtempDisposableSync(__dirname + '/made-');"],
  [
    'streams by their classes',
    "new fs.WriteStream(__dirname + '/keep.txt').end('x'); new fs.ReadStream(SECRET).on('data', d => console.log(String(d))).on('error', () => {});",
  ],
  [
    'a search by pattern',
    "for (const file of fs.globSync(require('path').dirname(SECRET) + '/*')) console.log('found ' + file);",
  ],
  [
    'an imported module',
    "import(require('url').pathToFileURL(SECRET).href, { with: { type: 'json' } }).catch(e => console.log(e.message));",
  ],
  [
    'reports that Node writes when it dies',
    "Object.assign(process.report, { directory: OUTSIDE, filename: 'report', reportOnFatalError: true }); if (process.report.directory === OUTSIDE || process.report.reportOnFatalError) console.log('found a way');",
  ],
  [
    'a thread for hooks',
    `require('module').register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(REGISTERED)}.replace('OUTSIDE', JSON.stringify(OUTSIDE)).replace('PORT', PORT)));`,
  ],
  [
    'a question to a name server',
    "const { Resolver } = require('dns'); const asking = new Resolver(); asking.setServers(['127.0.0.1:' + UDP]); const key = Object.getOwnPropertySymbols(process).find(s => process[s]?.listen); asking._handle.queryA(new process[key].constructor(0), 'secret.example.com');",
  ],
  [
    "a program by Node's own object",
    "const { _handle } = new (require('child_process').ChildProcess)(); const args = ['touch', OUTSIDE + '/made']; process.versions.node >= '24' ? _handle.spawn('/usr/bin/touch', args, undefined, undefined, [], 0, 0, 0) : _handle.spawn({ file: '/usr/bin/touch', args, stdio: [] });",
  ],
  ['engines of OpenSSL', "require('crypto').setEngine('/x.so');"],
  ['WASI', "new (require('wasi').WASI)({ version: 'preview1', preopens: { '/': '/' } });"],
  [
    'an inspector',
    'import(\'data:text/javascript,import i from "node:inspector"; console.log("found " + typeof i.open)\').catch(() => {});',
  ],
  [
    'aws-cdk-lib, which copies',
    "const { FileSystem, SymlinkFollowMode } = require('aws-cdk-lib'); FileSystem.copyDirectory(__dirname + '/links', tmp + '/e', { follow: SymlinkFollowMode.ALWAYS }); console.log(fs.readFileSync(tmp + '/e/out.txt', 'utf8'));",
  ],
  [
    'aws-cdk-lib, which takes assets',
    "const { App, Stack } = require('aws-cdk-lib'); new (require('aws-cdk-lib/aws-s3-assets').Asset)(new Stack(new App(), 'S'), 'A', { path: __dirname + '/link.txt' });",
  ],
  [
    'aws-cdk-lib, which starts Docker',
    "const { DockerImage } = require('aws-cdk-lib'); DockerImage.fromRegistry('alpine').run({ command: ['touch', OUTSIDE + '/made'] });",
  ],
];

const PERMISSION = ['--permission', '--no-warnings', '--no-experimental-sqlite'];

describe.each([
  ['with the permission model', PERMISSION],
  ['with nothing but its guards', ['--no-warnings', '--no-experimental-sqlite']],
] as const)('a sandbox %s', { timeout: 60_000 }, (_, flags) => {
  let app: TestApp;
  let child: TestChild;
  let outside: string;
  let secret: string;
  let before: string;
  const reached: string[] = [];
  const udp = dgram.createSocket('udp4').on('message', () => reached.push('udp'));
  const tcp = net.createServer(socket => {
    reached.push('tcp');
    socket.destroy();
  });
  const state = () => {
    const { mode, mtimeMs } = statSync(app.path('keep.txt'));
    const texts = [app.path('keep.txt'), secret].map(file => readFileSync(file, 'utf8'));
    return JSON.stringify([mode, mtimeMs, texts, readdirSync(app.dir).sort(), readdirSync(outside)]);
  };

  beforeAll(async () => {
    app = new TestApp({ 'keep.txt': 'kept' });
    outside = path.join(app.base, 'outside');
    secret = path.join(app.base, 'secret.json');
    mkdirSync(outside);
    writeFileSync(secret, `KEY=${SECRET}\n`);
    chmodSync(app.path('keep.txt'), 0o600);
    utimesSync(app.path('keep.txt'), 1e9, 1e9);
    mkdirSync(app.path('links'));
    symlinkSync(secret, app.path('link.txt'));
    symlinkSync('../../secret.json', app.path('links/out.txt'));
    symlinkSync('../keep.txt', app.path('links/in.txt'));
    await new Promise<void>(resolve => udp.bind(0, '127.0.0.1', resolve));
    await new Promise<void>(resolve => tcp.listen(0, '127.0.0.1', resolve));
    child = await TestChild.start([app.dir], process.execPath, flags);
    before = state();
  }, 60_000);
  afterAll(() => {
    child.stop();
    app.remove();
    udp.close();
    tcp.close();
  });

  it.each(ATTACKS)('is not left by %s', async (_name, code) => {
    const names = {
      SECRET: secret,
      OUTSIDE: outside,
      PORT: (tcp.address() as net.AddressInfo).port,
      UDP: udp.address().port,
    };
    const head = Object.entries(names).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
    const text = `const fs = require('fs'), tmp = process.env.TMPDIR; ${head.join(' ')}\n${code}`;
    const result = await child.run(app, { 'app.ts': text });
    expect(result.library).not.toBeNull();
    const said = [...result.logs, ...result.errors.map(e => e.message)].join('\n');
    expect(said).not.toContain(SECRET);
    expect(result.logs.filter(line => line.startsWith('found'))).toEqual([]);
    expect(state()).toBe(before);
    expect(reached).toEqual([]);
  });

  it('lets files be copied, moved and held open in the scratch folder', async () => {
    const text = `const fs = require('fs'), tmp = process.env.TMPDIR;
fs.cpSync(__dirname + '/links', tmp + '/copy', { recursive: true });
fs.renameSync(tmp + '/copy', tmp + '/moved');
console.log(fs.readdirSync(tmp + '/moved').join(), fs.readFileSync(tmp + '/moved/in.txt', 'utf8'));
fs.promises.open(tmp + '/held', 'w').then(async held => {
  await fs.promises.writeFile(held, 'x'); await held.chmod(0o600); await held.close();
  console.log(fs.readFileSync(tmp + '/held', 'utf8'));
});`;
    expect((await child.run(app, { 'app.ts': text })).logs).toEqual(['in.txt kept', 'x']);
  });
});
