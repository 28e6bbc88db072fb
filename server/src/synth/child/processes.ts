/**
 * No other programs: `child_process` starts nothing. Questions to git are answered from its files, questions for the
 * version of a tool as if the tool were not installed; all else fails where it is asked.
 */
import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import os from 'node:os';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { type DeniedError, deny } from './denied.ts';
import { gitAnswer } from './git.ts';
import { current, unrecorded } from './recording.ts';

type Any = (...args: unknown[]) => unknown;
type Below = (...args: never[]) => unknown;

interface Command {
  readonly text: string;
  readonly words: readonly string[];
  readonly options: { readonly cwd?: unknown; readonly encoding?: unknown };
}

type Answer = { readonly output: string } | { readonly error: DeniedError | NodeJS.ErrnoException };

/** `(command, args?, options?, callback?)` and `(commandLine, options?, callback?)`. */
function commandOf(args: readonly unknown[]): Command {
  const list = Array.isArray(args[1]) ? args[1].map(String) : null;
  const options = args.slice(1).find(a => typeof a === 'object' && a !== null && !Array.isArray(a));
  const text = [String(args[0]), ...(list ?? [])].join(' ');
  return { text, words: list ? [String(args[0]), ...list] : split(text), options: options ?? {} };
}

/** The words of a simple command line; none when a shell would do more with it than split it. */
function split(text: string): string[] {
  const line = text.replace(/\s*2>\s*(\/dev\/null|&1)|\s*\|\|\s*(echo\b.*|true)$/g, '').trim();
  if (/[|&;<>`$\n]/.test(line)) return [];
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|((?:[^\s"']|["'][^"']*["'])+)/g)].map(m => m[1] ?? m[2] ?? m[3] ?? '');
}

function answer(command: Command, below: Below): Answer {
  const [program = '', ...args] = command.words;
  const name = program.replace(/^.*[\\/]|\.exe$/g, '');
  const folder = typeof command.options.cwd === 'string' ? command.options.cwd : process.cwd();
  const output = name === 'git' ? unrecorded(() => gitAnswer(args, folder)) : undefined;
  if (output !== undefined) {
    current()?.deny('process', command.text, true, below);
    return { output };
  }
  if (args.length < 4 && /^(--version|-v|version)$/.test(args.at(-1) ?? '')) {
    current()?.deny('process', command.text, true, below);
    const error = Object.assign(new Error(`spawn ${program} ENOENT`), {
      code: 'ENOENT',
      syscall: 'spawn',
      path: program,
    });
    return { error };
  }
  return { error: deny('process', command.text, below) };
}

function encoded(text: string, options: Command['options']): string | Buffer {
  const { encoding } = options;
  return typeof encoding === 'string' && encoding !== 'buffer' ? text : Buffer.from(text);
}

/** A process that has ended, or that could not be started. */
function ended(given: Answer): EventEmitter {
  const child = Object.assign(new EventEmitter(), {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    pid: undefined,
    connected: false,
    killed: false,
    exitCode: null as number | null,
    kill: () => false,
    send: () => false,
    ref() {},
    unref() {},
    disconnect() {},
  });
  child.stdout.end('output' in given ? given.output : '');
  child.stderr.end();
  setImmediate(() => {
    if ('error' in given) {
      child.emit('error', given.error);
      return;
    }
    child.exitCode = 0;
    child.emit('exit', 0, null);
    child.emit('close', 0, null);
  });
  return child;
}

export function guardProcesses(): void {
  const functions = childProcess as unknown as Record<string, Any>;
  for (const name of ['spawn', 'fork']) {
    functions[name] = function start(...args) {
      return ended(answer(commandOf(args), start));
    };
  }
  for (const name of ['exec', 'execFile']) {
    const start = function start(...args: unknown[]) {
      const command = commandOf(args);
      const given = answer(command, start);
      const callback = args.findLast(a => typeof a === 'function') as Any | undefined;
      const child = ended(given);
      if (!callback) return child;
      // Who passes a callback hears of the error there.
      child.on('error', () => {});
      const { encoding = 'utf8' } = command.options;
      const output = encoded('output' in given ? given.output : '', { encoding });
      setImmediate(() => callback('error' in given ? given.error : null, output, encoded('', { encoding })));
      return child;
    };
    Object.defineProperty(start, promisify.custom, {
      value: (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          start(...args, (error: unknown, stdout: unknown, stderr: unknown) =>
            error ? reject(error) : resolve({ stdout, stderr }),
          );
        }),
    });
    functions[name] = start;
  }
  for (const name of ['execSync', 'execFileSync']) {
    functions[name] = function start(...args) {
      const command = commandOf(args);
      const given = answer(command, start);
      if ('error' in given) throw given.error;
      return encoded(given.output, command.options);
    };
  }
  functions.spawnSync = function spawnSync(...args) {
    const command = commandOf(args);
    const given = answer(command, spawnSync);
    const stdout = encoded('output' in given ? given.output : '', command.options);
    const stderr = encoded('', command.options);
    const result = { pid: 0, output: [null, stdout, stderr], stdout, stderr, signal: null };
    return 'error' in given ? { ...result, status: null, error: given.error } : { ...result, status: 0 };
  };
  // What all of them rest on, and what that rests on.
  const child = new childProcess.ChildProcess() as unknown as { readonly _handle: object };
  const handle = Object.getPrototypeOf(child._handle) as object;
  for (const name of ['spawn', 'kill'])
    Object.defineProperty(handle, name, {
      value: function start(...args: unknown[]) {
        throw deny('process', args.filter(a => typeof a !== 'object').join(' '), start);
      },
    });
  Object.assign(childProcess.ChildProcess.prototype, {
    spawn: function spawn(options: unknown) {
      throw deny('process', String((options as { file?: unknown } | null)?.file), spawn);
    },
  });
  Object.assign(os, {
    setPriority: function setPriority(pid: unknown) {
      throw deny('process', `os.setPriority(${String(pid)})`, setPriority);
    },
  });
  Object.assign(process, {
    kill: function kill(pid: unknown) {
      throw deny('process', `process.kill(${String(pid)})`, kill);
    },
  });
}
