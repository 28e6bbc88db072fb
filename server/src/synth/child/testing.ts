/** A real child for tests: the built script in a process of its own, and small apps in folders of their own. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sandboxScript } from '../../testing/sandbox.ts';
import type { FromChild, Ready, RunRequest, RunResult } from '../protocol.ts';

const root = path.join(import.meta.dirname, '../../../..');

export const VERSIONS = { '2.110': 'aws-cdk-lib-2.110', '2.180': 'aws-cdk-lib-2.180', '2.276': 'aws-cdk-lib' } as const;

/** A folder with an app's files, and a `node_modules` that leads to one version of aws-cdk-lib. */
export class TestApp {
  readonly dir: string;
  readonly base: string;

  constructor(files: Readonly<Record<string, string>>, library: keyof typeof VERSIONS = '2.276') {
    this.base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'plumbline-child-')));
    this.dir = path.join(this.base, 'app');
    mkdirSync(path.join(this.dir, 'node_modules'), { recursive: true });
    for (const [name, target] of Object.entries({ 'aws-cdk-lib': VERSIONS[library], constructs: 'constructs' }))
      symlinkSync(path.join(root, 'node_modules', target), path.join(this.dir, 'node_modules', name), 'junction');
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  path(name: string): string {
    return path.join(this.dir, name);
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), text);
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** A running child. */
export class TestChild {
  readonly ready: Promise<Ready>;
  readonly scratch: string;
  private readonly process: ChildProcess;
  private readonly waiting = new Map<
    number,
    { readonly resolve: (message: FromChild) => void; readonly reject: (error: Error) => void }
  >();
  private next = 1;

  private constructor(script: string, readRoots: readonly string[], execPath: string, flags: readonly string[]) {
    this.scratch = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'plumbline-scratch-')));
    const options = { readRoots: [path.join(root, 'node_modules'), ...readRoots], scratch: this.scratch, allow: [] };
    const reads = [script, ...options.readRoots, this.scratch].flatMap(f => [f, path.join(f, '*')]);
    const writes = [this.scratch, path.join(this.scratch, '*')];
    this.process = fork(script, [], {
      execPath,
      execArgv: flags.includes('--permission')
        ? [...flags, ...reads.map(f => `--allow-fs-read=${f}`), ...writes.map(f => `--allow-fs-write=${f}`)]
        : [...flags],
      env: { HOME: this.scratch, TMPDIR: this.scratch, PLUMBLINE_SANDBOX: JSON.stringify(options) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ready = new Promise((resolve, reject) => {
      this.process.on('message', (message: FromChild) => {
        if (message.type === 'ready') resolve(message);
        else this.waiting.get(message.id)?.resolve(message);
      });
      this.process.on('exit', code => {
        const error = new Error(`The child ended with ${code}`);
        reject(error);
        for (const { reject } of this.waiting.values()) reject(error);
      });
    });
  }

  /** Starts a child that may read what is below `readRoots`. */
  static async start(
    readRoots: readonly string[],
    execPath: string = process.execPath,
    flags: readonly string[] = ['--permission', '--no-warnings'],
  ): Promise<TestChild> {
    const child = new TestChild(await sandboxScript(), readRoots, execPath, flags);
    await child.ready;
    return child;
  }

  private ask(message: object): Promise<FromChild> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.process.send({ ...message, id });
    });
  }

  ping(): Promise<FromChild> {
    return this.ask({ type: 'ping' });
  }

  /** Runs `app` with `files`, texts of CommonJS by name; the first is the entry. */
  async run(app: TestApp, files: Readonly<Record<string, string>>, more: Partial<RunRequest> = {}): Promise<RunResult> {
    const names = Object.keys(files);
    const request: Omit<RunRequest, 'id'> = {
      type: 'run',
      dir: app.dir,
      entry: app.path(names[0] ?? ''),
      files: names.map(name => moduleText(app.path(name), files[name] ?? '')),
      removed: [],
      resolve: names.flatMap(from =>
        names.map(to => {
          const relative = path.relative(path.dirname(from), to.replace(/\.ts$/, '')).split(path.sep).join('/');
          return [app.path(from), relative.startsWith('.') ? relative : `./${relative}`, app.path(to)] as const;
        }),
      ),
      context: {},
      env: {},
      account: '123456789012',
      region: 'us-east-1',
      scratch: this.scratch,
      drain: 400,
      known: [],
      ...more,
    };
    return (await this.ask(request)) as RunResult;
  }

  stop(): void {
    this.process.removeAllListeners('exit');
    this.process.kill('SIGKILL');
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

function moduleText(file: string, text: string) {
  const hash = createHash('sha1').update(text).digest('hex');
  return file.endsWith('.json')
    ? { path: file, hash, js: null, json: text }
    : { path: file, hash, js: text, json: null };
}

/** The places of a chain, as `file.ts:line:column`. */
export function places(result: RunResult, chain: number): string[] {
  const numbers = result.chains[chain] ?? [];
  return Array.from({ length: numbers.length / 3 }, (_, i) => {
    const [file, line, column] = numbers.slice(i * 3, i * 3 + 3) as [number, number, number];
    return `${path.basename(result.files[file] ?? '')}:${line}:${column}`;
  });
}
