/**
 * Apps that do what no app should: each is run in the sandbox as an edit of an app that is fine, then the app is mended.
 * Its folder must be as before, nothing may have left it, and the app must run as if nothing had been.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { LiveResult, LiveSynth } from '../../server/src/synth/index.ts';
import { openApp } from './apps.ts';

const root = path.join(import.meta.dirname, '../..');

export interface HazardResult {
  readonly name: string;
  /** What went wrong; nothing where all is as it should be. */
  readonly wrong: readonly string[];
  /** What the user is told. */
  readonly told: string;
  /** Milliseconds until the hazard was answered, and from mending the text to its model. */
  readonly answeredMs: number;
  readonly mendedMs: number;
}

interface Hazard {
  readonly name: string;
  /** Statements of the app; `MARK`, `PORT` and `HOME` are put in. */
  readonly code: string;
  /** Kinds of problems of which one must be told; none where the app may go on. */
  readonly kinds: readonly string[];
}

/** A secret of this process that no app may see. */
const SECRET = 'PLUMBLINE_SOAK_SECRET';
const SECRET_TEXT = 'not-for-apps-8f3a';

const HAZARDS: readonly Hazard[] = [
  { name: 'loops', code: 'while (true) {}', kinds: ['timeout'] },
  { name: 'waits for ever in a pattern', code: "/^(a+)+$/.test('a'.repeat(60) + '!');", kinds: ['timeout'] },
  { name: 'throws', code: "throw new Error('as planned');", kinds: ['exception'] },
  { name: 'throws later', code: "setTimeout(() => { throw new Error('late'); }, 5);", kinds: ['exception'] },
  { name: 'rejects', code: "void Promise.reject(new Error('unheard'));", kinds: ['exception'] },
  { name: 'exits', code: 'process.exit(3);', kinds: ['exit'] },
  { name: 'aborts', code: 'process.abort();', kinds: ['exit'] },
  {
    name: 'eats memory',
    code: 'const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(all.length));',
    kinds: ['memory', 'timeout'],
  },
  {
    name: 'eats memory outside of the heap',
    code: 'const all: Buffer[] = []; for (;;) all.push(Buffer.alloc(64e6, 1));',
    kinds: ['memory', 'timeout'],
  },
  {
    name: 'recurses without end',
    code: 'const deeper = (n: number): number => 1 + deeper(n); deeper(0);',
    kinds: ['exception'],
  },
  { name: 'writes into its folder', code: "fs.writeFileSync(path.join(__dirname, 'written.txt'), 'x');", kinds: [] },
  { name: 'writes elsewhere', code: "fs.writeFileSync('MARK', 'x');", kinds: ['denied', 'exception', ''] },
  {
    name: 'removes its folder',
    code: 'fs.rmSync(__dirname, { recursive: true, force: true });',
    kinds: ['denied', 'exception', ''],
  },
  {
    name: 'writes through a link',
    code: "fs.symlinkSync('MARK', path.join(__dirname, 'way')); fs.writeFileSync(path.join(__dirname, 'way'), 'x');",
    kinds: ['denied', 'exception', ''],
  },
  { name: 'spawns', code: "child.execSync('touch MARK');", kinds: ['denied', 'exception', ''] },
  {
    name: 'spawns and goes on',
    code: "child.spawn('touch', ['MARK'], { detached: true }).on('error', () => {});",
    kinds: ['denied', 'exception', ''],
  },
  {
    name: 'starts a worker',
    code: "new Worker(`require('fs').writeFileSync('MARK', 'x')`, { eval: true });",
    kinds: ['denied', 'exception'],
  },
  { name: 'calls the network', code: "http.get('http://127.0.0.1:PORT/').on('error', () => {});", kinds: [] },
  { name: 'fetches', code: "void fetch('http://127.0.0.1:PORT/').catch(() => {});", kinds: [] },
  { name: 'looks a name up', code: "dns.lookup('localhost', () => {});", kinds: [] },
  { name: 'kills its parent', code: 'process.kill(process.ppid, 9);', kinds: ['denied', 'exception', ''] },
  {
    name: 'reads a secret of the environment',
    code: `new cdk.CfnOutput(stack, 'Out', { value: process.env.${SECRET} ?? 'none' });`,
    kinds: [],
  },
  {
    name: 'reads credentials',
    code: "const all = fs.readdirSync('HOME').join(); new cdk.CfnOutput(stack, 'Out', { value: all });",
    kinds: ['denied', 'exception', 'missing-file', ''],
  },
  {
    name: 'changes a prototype',
    code: 'Object.assign(Object.prototype, { leaked: true }); Array.prototype.map = () => [];',
    kinds: ['exception', ''],
  },
  {
    name: 'changes its folder and environment',
    code: "process.chdir('/'); process.env.PATH = ''; delete process.env.CDK_OUTDIR;",
    kinds: ['exception', 'denied', ''],
  },
  { name: 'leaves a timer', code: 'setInterval(() => {}, 10);', kinds: [] },
  { name: 'prints much', code: "for (let i = 0; i < 1e5; i++) console.log('x'.repeat(200));", kinds: [] },
  {
    name: 'speaks like the sandbox',
    code: 'process.send?.({ type: \'result\', id: 1, ok: true }); try { fs.writeSync(3, \'{"type":"result"}\\n\'); } catch {}',
    kinds: ['denied', 'exception', ''],
  },
];

const TEXT = (code: string) => `import * as fs from 'node:fs';
import * as path from 'node:path';
import * as http from 'node:http';
import * as dns from 'node:dns';
import * as child from 'node:child_process';
import { Worker } from 'node:worker_threads';
import * as cdk from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
void [fs, path, http, dns, child, Worker];
const app = new cdk.App();
const stack = new cdk.Stack(app, 'Hazard');
new s3.Bucket(stack, 'Bucket', { versioned: true });
${code}
`;

/** @param node The Node that runs the apps; null for the one that an editor would take. */
export async function hazards(
  script: string,
  node: string | null,
): Promise<{ readonly sandbox: string; readonly results: readonly HazardResult[] }> {
  const above = mkdtempSync(path.join(tmpdir(), 'plumbline-hazard-'));
  const dir = path.join(above, 'app');
  const mark = path.join(above, 'mark');
  const entry = path.join(dir, 'app.ts');
  mkdirSync(dir);
  writeFileSync(path.join(dir, 'cdk.json'), JSON.stringify({ app: 'npx tsx app.ts' }));
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify({ name: 'hazard' }));
  writeFileSync(entry, TEXT(''));
  symlinkSync(path.join(root, 'node_modules'), path.join(dir, 'node_modules'));
  let calls = 0;
  const server = createServer((_, answer) => {
    calls++;
    answer.end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env[SECRET] = SECRET_TEXT;
  const before = contents(dir);
  let mendings = 0;

  async function suffer(live: LiveSynth, expected: string, hazard: Hazard): Promise<HazardResult> {
    const code = hazard.code.replaceAll('MARK', mark).replaceAll('PORT', String(port)).replaceAll('HOME', homedir());
    const wrong: string[] = [];
    const began = performance.now();
    const result = await live.run(new Map([[entry, TEXT(code)]]));
    const answeredMs = performance.now() - began;
    const kinds: string[] = result?.model.problems.map(p => p.kind) ?? [];
    if (!result) wrong.push('no answer');
    else if (hazard.kinds.length === 0 ? !result.model.ok : !hazard.kinds.some(k => kinds.includes(k) || k === ''))
      wrong.push(`told as ${kinds.join(', ') || 'nothing'}`);
    if (JSON.stringify(result?.model.stacks ?? []).includes(SECRET_TEXT)) wrong.push('a secret was seen');
    const mending = performance.now();
    // Not the very text that ran before, whose model is known.
    const mended = await live.run(new Map([[entry, TEXT(`// mended ${++mendings}`)]]));
    const mendedMs = performance.now() - mending;
    if (!mended?.model.ok || templates(mended) !== expected) wrong.push('the app does not run as before');
    if (contents(dir) !== before) wrong.push('its folder is not as before');
    if (existsSync(mark)) {
      wrong.push('a file was written elsewhere');
      rmSync(mark);
    }
    if (calls > 0) wrong.push('the network was reached');
    calls = 0;
    const told = [...new Set([...kinds, ...(result?.denied.map(d => `denied ${d.what}`) ?? [])])].join(', ');
    return { name: hazard.name, wrong, told, answeredMs, mendedMs };
  }

  const results: HazardResult[] = [];
  let sandbox = '';
  try {
    for (const spare of [true, false]) {
      const options = { script, cache: path.join(above, 'cache'), limits: { run: 3000 }, spare, node };
      const live = openApp({ name: 'hazard', dir }, options);
      try {
        const first = await live.run(new Map());
        if (!first?.model.ok) throw new Error(`The app does not run: ${live.state.reason ?? ''}`);
        sandbox = `${live.state.node}; ${live.state.guards.join('; ')}`;
        // Without a spare, what counts is how long another child takes to be there.
        for (const hazard of spare ? HAZARDS : HAZARDS.slice(0, 1)) {
          for (let i = 0; spare && i < 100 && !live.hasSpare; i++) await new Promise(r => setTimeout(r, 100));
          const result = await suffer(live, templates(first), hazard);
          results.push(spare ? result : { ...result, name: `${hazard.name}, with no spare child` });
        }
      } finally {
        await live.dispose();
      }
    }
  } finally {
    server.close();
    delete process.env[SECRET];
    rmSync(above, { recursive: true, force: true });
  }
  return { sandbox, results };
}

function templates(result: LiveResult): string {
  return JSON.stringify(result.model.stacks.map(s => [s.file, s.template]));
}

/** Names and texts of the files of a folder, links not followed. */
function contents(dir: string): string {
  if (!existsSync(dir)) return '';
  const files = readdirSync(dir, { recursive: false, withFileTypes: true });
  return files.map(f => `${f.name}:${f.isFile() ? readFileSync(path.join(dir, f.name), 'utf8') : ''}`).join('\n');
}
