/** Apps that do what no app should, run for real: the project stays as it is, and the next run is that of a fresh child. */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxScript } from '../testing/sandbox.ts';
import { isAlive, temporaryFolder } from './fakeChild.fixture.ts';
import { type LiveResult, LiveSynth } from './live.ts';

const packages = path.join(import.meta.dirname, '../../../node_modules');
const folder = temporaryFolder();
const dir = path.join(folder, 'project');
const cache = path.join(folder, 'cache');
const entry = path.join(dir, 'app.ts');
const secret = path.join(folder, 'credentials');

const APP = `import * as cdk from 'aws-cdk-lib';
import * as fs from 'fs';
import * as http from 'http';
import * as child from 'child_process';

class Shop extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    new cdk.aws_s3.Bucket(this, 'Before');
    HAZARD
    new cdk.aws_sqs.Queue(this, 'After');
  }
}
const app = new cdk.App();
new Shop(app, 'Shop');
`;

let live: LiveSynth;
let port = 0;
let clean: readonly string[];
const reached: string[] = [];
const server = http.createServer((request, response) => {
  reached.push(request.url ?? '');
  response.end('hello');
});

beforeAll(async () => {
  mkdirSync(path.join(dir, 'node_modules'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(path.join(packages, name), path.join(dir, 'node_modules', name));
  writeFileSync(path.join(dir, 'cdk.json'), '{ "app": "npx tsx app.ts" }');
  writeFileSync(entry, APP.replace('HAZARD', ''));
  writeFileSync(secret, 'secret');
  port = await new Promise(resolve =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  const limits = { start: 30_000, firstRun: 30_000, run: 5000, heap: 200, resident: 300 };
  live = new LiveSynth({ dir, script: await sandboxScript(), cache, limits, quiet: 100 });
  const first = (await live.run(new Map())) as LiveResult;
  expect(first.model.problems).toEqual([]);
  clean = templates(first);
  expect(clean.join()).toContain('AWS::SQS::Queue');
}, 60_000);

afterAll(async () => {
  await live.dispose();
  server.close();
});

function templates({ model }: LiveResult): string[] {
  return model.stacks.map(s => s.template);
}

function run(hazard: string): Promise<LiveResult | null> {
  return live.run(new Map([[entry, APP.replace('HAZARD', hazard)]]));
}

let clears = 0;

/** What a hazard comes to, once the next run was found to be as it should. */
async function survive(hazard: string): Promise<LiveResult> {
  const result = await run(hazard);
  const next = (await run(`// ${++clears}`)) as LiveResult;
  expect(templates(next)).toEqual(clean);
  expect(next.model.ok).toBe(true);
  expect(readFileSync(entry, 'utf8')).toBe(APP.replace('HAZARD', ''));
  expect(readdirSync(dir).sort()).toEqual(['app.ts', 'cdk.json', 'node_modules']);
  return result as LiveResult;
}

const kinds = (result: LiveResult) => result.model.problems.map(p => p.kind);
const types = (result: LiveResult) => result.model.constructs.flatMap(c => c.element?.type ?? []);

describe('an app that', { timeout: 60_000 }, () => {
  it('loops is stopped', async () => {
    expect(kinds(await survive('while (true);'))).toEqual(['timeout']);
  });

  it('eats memory, in the heap or outside of it, is stopped', async () => {
    expect(kinds(await survive('const a: unknown[] = []; while (true) a.push(new Array(1e5).fill(1.5));'))).toEqual([
      'memory',
    ]);
    if (process.platform !== 'linux') return;
    expect(kinds(await survive('const b: Buffer[] = []; while (true) b.push(Buffer.alloc(1e6, 1));'))).toEqual([
      'memory',
    ]);
  });

  it('throws keeps what it made before', async () => {
    const result = await survive("throw new Error('no');");
    expect(kinds(result)).toEqual(['exception']);
    expect(types(result)).toEqual(['AWS::S3::Bucket']);
  });

  it('ends the process is told so, and the process lives on', async () => {
    expect(kinds(await survive('process.exit(3);'))).toEqual(['exit']);
    expect(live.state.phase).toBe('ready');
  });

  it.each([
    ['rejects', "void Promise.reject(new Error('late'));"],
    ['throws later', "setTimeout(() => { throw new Error('late') }, 5);"],
    ['throws in a microtask', "queueMicrotask(() => { throw new Error('late') });"],
    ['never settles', 'setInterval(() => {}, 10);'],
    ['recurses', 'const f = (): number => f() + 1; try { f() } catch {}'],
    ['prints a lot', "for (let i = 0; i < 1e4; i++) console.log('x'.repeat(100));"],
    ['writes to standard output', "process.stdout.write('garbage{}\\\\n');"],
    ['changes what stacks look like', "Error.prepareStackTrace = () => 'x'; Error.stackTraceLimit = 0;"],
    ['changes its environment', "process.env.PATH = '/'; delete process.env.HOME; process.env.MARK = '1';"],
    ['changes the working directory', "try { process.chdir('/') } catch {}"],
    ['pollutes prototypes', 'Array.prototype.map = function () { return [] } as never;'],
    ['listens to everything', "process.on('message', () => {}); process.on('exit', () => { for (;;); });"],
    ['spoofs an answer', "process.send?.({ type: 'result', id: 1, ok: true });"],
    ['writes to the channel', "try { fs.writeSync(3, 'garbage\\\\n{') } catch {}"],
    ['closes the channel', 'try { fs.closeSync(3) } catch {}'],
    ['disconnects', 'try { process.disconnect() } catch {}'],
    ['kills itself', "try { process.kill(process.pid, 'SIGKILL') } catch {}"],
    ['aborts', 'try { process.abort() } catch {}'],
  ])('%s leaves nothing behind', async (_, hazard) => {
    await survive(hazard);
  });

  it('writes files writes none that is not its own', async () => {
    const text = JSON.stringify(path.join(dir, 'app.ts'));
    await survive(`fs.writeFileSync(${text}, 'gone');`);
    await survive(`fs.rmSync(${JSON.stringify(dir)}, { recursive: true, force: true });`);
    await survive(`fs.promises.rm(${text}).catch(() => {});`);
    await survive(`fs.createWriteStream(${text}).on('error', () => {}).end('gone');`);
    await survive(`fs.writeFileSync(${JSON.stringify(path.join(folder, 'outside.txt'))}, 'x');`);
    expect(existsSync(path.join(folder, 'outside.txt'))).toBe(false);
  });

  it('reads what it should not reads nothing', async () => {
    const read = `try { new cdk.CfnOutput(this, 'Read', { value: fs.readFileSync(${JSON.stringify(secret)}, 'utf8') }) } catch {}`;
    expect(JSON.stringify((await survive(read)).model.stacks)).not.toContain('secret');
  });

  it('starts processes starts none', async () => {
    const trace = JSON.stringify(path.join(folder, 'trace'));
    for (const start of [
      `child.execSync('touch ' + ${trace});`,
      `child.spawnSync('/usr/bin/touch', [${trace}]);`,
      `child.spawn('/usr/bin/touch', [${trace}]).on('error', () => {});`,
      `new (require('worker_threads').Worker)('require("fs").writeFileSync(' + JSON.stringify(${trace}) + ', "")', { eval: true });`,
    ])
      await survive(start);
    expect(existsSync(path.join(folder, 'trace'))).toBe(false);
  });

  it('calls the network reaches nobody', async () => {
    for (const call of [
      `http.get('http://127.0.0.1:${port}/get').on('error', () => {});`,
      `fetch('http://127.0.0.1:${port}/fetch').catch(() => {});`,
      `require('net').connect(${port}, '127.0.0.1').on('error', () => {}).write('GET /net HTTP/1.0\\\\r\\\\n\\\\r\\\\n');`,
    ])
      await survive(call);
    expect(reached).toEqual([]);
    await fetch(`http://127.0.0.1:${port}/here`);
    expect(reached).toEqual(['/here']);
  });

  it('kills its server does not', async () => {
    await survive(`try { process.kill(${process.pid}, 'SIGKILL') } catch {}`);
    expect(isAlive(process.pid)).toBe(true);
  });
});
