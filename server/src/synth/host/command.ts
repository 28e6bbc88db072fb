/**
 * The `app` command of cdk.json, read without running it: which file is run in the end, in which folder, with which
 * environment. Scripts of package.json, Nx targets and projen tasks are looked up.
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import path from 'node:path';
import { type Files, upward } from './files.ts';

/** How many scripts may call one another. */
const MAX_DEPTH = 5;

/** What the command runs. */
export interface Started {
  readonly kind: 'file';
  /** As written: may lack its ending, may be a folder. Absolute. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** A tsconfig.json that the command names, absolute, or null. */
  readonly tsconfig: string | null;
  /** The program that runs it, with what stands before the file: `ts-node -T`, `node --import tsx`. */
  readonly runner: string;
}

export type Command =
  | Started
  /** Another language, in words: `Python`. */
  | { readonly kind: 'language'; readonly language: string }
  /** A script that is not there: its name, and the file in which it should be. */
  | { readonly kind: 'no-script'; readonly script: string; readonly at: string }
  | { readonly kind: 'unclear' };

interface State {
  cwd: string;
  env: Record<string, string>;
  readonly depth: number;
}

const UNCLEAR: Command = { kind: 'unclear' };

const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/^(python[0-9.]*|py|poetry|pipenv|uv|uvx|pdm|hatch|rye)$/, 'Python'],
  [/^(mvn|mvnw|gradle|gradlew|java|kotlin|sbt)$/, 'Java'],
  [/^go$/, 'Go'],
  [/^dotnet$/, 'C#'],
  [/^(ruby|bundle)$/, 'Ruby'],
  [/^cargo$/, 'Rust'],
];

/** Programs that run the file that follows, with the options of theirs that take a value. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  node: ['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions', '--env-file'],
  nodejs: ['-r', '--require'],
  'ts-node': ['-P', '--project', '-r', '--require', '-O', '--compilerOptions', '-C', '--compiler', '--cwd', '-I'],
  'ts-node-dev': ['-P', '--project', '-r', '--require', '-O', '--compilerOptions'],
  tsx: ['--tsconfig', '-r', '--require', '--import', '--loader', '-C', '--conditions', '--env-file'],
  bun: ['-r', '--preload', '--tsconfig-override', '--env-file'],
  deno: ['-c', '--config', '--import-map'],
  'babel-node': ['--presets', '--plugins', '-x', '--extensions'],
  jiti: [],
  esr: [],
  'esbuild-runner': [],
  'sucrase-node': [],
  'swc-node': [],
  'vite-node': ['-c', '--config'],
};
for (const [name, like] of [
  ['ts-node-script', 'ts-node'],
  ['ts-node-esm', 'ts-node'],
  ['ts-node-transpile-only', 'ts-node'],
  ['ts-node-cwd', 'ts-node'],
  ['tsnd', 'ts-node-dev'],
] as const)
  (RUNNERS as Record<string, readonly string[]>)[name] = RUNNERS[like] as readonly string[];

/** Words that may stand before the file: `tsx watch x`, `bun run x`. */
const VERBS = new Set(['watch', 'run', 'exec']);
const SCRIPT = /\.[mc]?[jt]sx?$/;

/** Reads a command that is run in `cwd`. */
export function readCommand(command: string, cwd: string, files: Files): Command {
  return line(command, { cwd, env: {}, depth: 0 }, files);
}

/** A whole command line: the last of its commands that starts a file is the app. */
function line(text: string, state: State, files: Files): Command {
  if (state.depth > MAX_DEPTH) return UNCLEAR;
  let found: Command = UNCLEAR;
  for (const words of commands(text)) {
    const next = one(words, state, files);
    // A file wins over anything; what is wrong with another command matters only if no file follows.
    if (next.kind === 'file' || (next.kind !== 'unclear' && found.kind !== 'file')) found = next;
  }
  return found;
}

/** The words of each command, without quotes. Commands are divided by `&&`, `||`, `;`, `&` and line ends. */
function commands(text: string): string[][] {
  const all: string[][] = [[]];
  let word: string | null = null;
  let quote = '';
  const push = () => {
    if (word !== null) all.at(-1)?.push(word);
    word = null;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
      else if (c === '\\' && quote === '"' && /["\\$]/.test(text[i + 1] ?? '')) word = (word ?? '') + text[++i];
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === '\\' && /[\s"'\\]/.test(text[i + 1] ?? '')) {
      i++;
      if (text[i] !== '\n') word = (word ?? '') + text[i];
    } else if (/[;&|\n]/.test(c)) {
      push();
      all.push([]);
    } else if (/\s/.test(c)) push();
    else word = (word ?? '') + c;
  }
  push();
  return all.filter(words => words.length > 0);
}

function one(words: readonly string[], state: State, files: Files): Command {
  const rest = [...words];
  const env: Record<string, string> = {};
  const take = (into: Record<string, string>) => {
    for (;;) {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(rest[0] ?? '');
      if (!match) return;
      // What refers to another variable can't be told from here.
      if (!/[$`]|%\w+%/.test(match[2] as string)) into[match[1] as string] = match[2] as string;
      rest.shift();
    }
  };
  take(env);
  const program = nameOf(rest.shift() ?? '');
  const inner: State = { cwd: state.cwd, env: { ...state.env, ...env }, depth: state.depth };
  switch (program) {
    case 'cd':
    case 'pushd':
      if (rest[0]) state.cwd = path.resolve(state.cwd, native(rest[0]));
      return UNCLEAR;
    case 'export':
    case 'set':
      take(state.env);
      return UNCLEAR;
    case 'cross-env':
    case 'cross-env-shell':
    case 'env':
    case 'exec':
    case 'time':
    case 'command':
    case 'call':
      return one(rest, inner, files);
    case 'dotenv':
    case 'dotenvx':
    case 'env-cmd':
    case 'infisical':
    case 'doppler':
    case 'aws-vault':
      return rest.includes('--') ? one(rest.slice(rest.indexOf('--') + 1), inner, files) : one(rest, inner, files);
    case 'sh':
    case 'bash':
    case 'zsh': {
      const script = rest.find(w => !w.startsWith('-'));
      if (script === undefined) return UNCLEAR;
      if (rest.some(w => /^-\w*c$/.test(w))) return line(script, deeper(inner), files);
      return shellScript(path.resolve(inner.cwd, native(script)), inner, files);
    }
    case 'npx':
    case 'bunx':
    case 'pnpx':
      return one(afterOptions(rest, ['-p', '--package', '-c']), inner, files);
    case 'npm':
    case 'yarn':
    case 'pnpm':
    case 'corepack':
      return packageManager(rest, inner, files);
    case 'nx':
      return nx(rest, inner, files);
    case 'turbo': {
      const name = afterOptions(rest, ['--filter', '-F']).find(w => w !== 'run');
      return name === undefined ? UNCLEAR : packageScript(name, inner, files);
    }
    case 'projen':
    case 'pj':
      return projen(rest[0] ?? 'synth', inner, files);
    case 'bun':
      if (rest[0] === 'run' && rest[1] && !SCRIPT.test(rest[1]) && !/[\\/]/.test(rest[1]))
        return packageScript(rest[1], inner, files);
      if (rest[0] === 'x') return one(rest.slice(1), inner, files);
  }
  const language = LANGUAGES.find(([pattern]) => pattern.test(program))?.[1];
  if (language) return { kind: 'language', language };
  if (entryOf(RUNNERS, program)) return fileOf(program, rest, inner);
  // A shell script of the project, or any other program that is given a script.
  if (/\.sh$/.test(words[0] ?? ''))
    return shellScript(path.resolve(inner.cwd, native(words[0] as string)), inner, files);
  const script = [program, ...rest].find((w, i) => SCRIPT.test(w) && (i > 0 || /[\\/]/.test(words[0] ?? '')));
  if (
    script !== undefined &&
    !/^(tsc|esbuild|tsup|swc|webpack|rollup|eslint|prettier|jest|vitest|rm|cp|mv|echo|rimraf)$/.test(program)
  )
    return started(program, script === program ? (words[0] as string) : script, null, inner);
  return UNCLEAR;
}

/** `node -r ts-node/register bin/app.ts`: the first word that is neither an option nor the value of one. */
function fileOf(program: string, words: readonly string[], state: State): Command {
  const valued = RUNNERS[program] as readonly string[];
  let tsconfig: string | null = null;
  let file: string | null = null;
  let cwd = state.cwd;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (!word.startsWith('-')) {
      if (VERBS.has(word) && words.slice(i + 1).some(w => !w.startsWith('-'))) continue;
      file = word;
      break;
    }
    const [name = '', inline] = word.split(/=(.*)/s);
    const value = inline ?? (valued.includes(name) ? words[++i] : undefined);
    if (value === undefined) continue;
    if (/^(-P|--project|--tsconfig|--tsconfig-override)$/.test(name)) tsconfig = value;
    if (name === '--cwd') cwd = path.resolve(cwd, native(value));
  }
  if (file === null) return UNCLEAR;
  const before = words.slice(0, words.indexOf(file));
  return started([program, ...before].join(' '), file, tsconfig, { ...state, cwd });
}

function started(runner: string, file: string, tsconfig: string | null, { cwd, env }: State): Started {
  const project = tsconfig ?? env.TS_NODE_PROJECT ?? env.TSX_TSCONFIG_PATH ?? null;
  return {
    kind: 'file',
    file: path.resolve(cwd, native(file)),
    env,
    tsconfig: project === null ? null : path.resolve(cwd, native(project)),
    runner,
  };
}

function packageManager(words: readonly string[], state: State, files: Files): Command {
  const rest = [...words];
  const inner = { ...state };
  while (rest[0]?.startsWith('-')) {
    const [name = '', inline] = (rest.shift() as string).split(/=(.*)/s);
    if (/^(--prefix|-C|--cwd|--dir)$/.test(name))
      inner.cwd = path.resolve(inner.cwd, native(inline ?? rest.shift() ?? '.'));
    else if (/^(-w|--workspace|-F|--filter)$/.test(name) && inline === undefined) rest.shift();
  }
  const verb = rest.shift();
  switch (verb) {
    case undefined:
    case 'install':
    case 'i':
    case 'ci':
    case 'add':
      return UNCLEAR;
    case 'npm':
    case 'yarn':
    case 'pnpm':
      return packageManager(rest, inner, files);
    case 'exec':
    case 'dlx':
    case 'x':
      return one(afterOptions(rest, ['-p', '--package', '-c']), inner, files);
    case 'run':
    case 'run-script':
      return scriptOrProgram(afterOptions(rest, ['-w', '--workspace', '--prefix', '-C', '--filter']), inner, files);
    case 'workspace':
      return scriptOrProgram(rest.slice(1), inner, files);
  }
  return scriptOrProgram([verb, ...rest], inner, files);
}

/** `yarn ts-node bin/app.ts` runs a program where there is no script of the name. */
function scriptOrProgram(words: readonly string[], state: State, files: Files): Command {
  const [name, ...args] = words;
  if (name === undefined) return UNCLEAR;
  const script = packageScript(name, state, files, args);
  if (script.kind !== 'no-script') return script;
  const program = one(words, state, files);
  return program.kind === 'unclear' ? script : program;
}

/** A script of the nearest package.json that has it. */
function packageScript(name: string, state: State, files: Files, args: readonly string[] = []): Command {
  let at: string | null = null;
  for (const folder of upward(state.cwd)) {
    const file = path.join(folder, 'package.json');
    const scripts = files.json(file)?.scripts as Record<string, unknown> | undefined;
    if (!scripts && !files.isFile(file)) continue;
    at ??= file;
    const script = scripts?.[name];
    if (typeof script !== 'string') continue;
    // Arguments after the name go to the script: `npm run ts -- bin/app.ts`.
    const extra = args.filter(w => w !== '--');
    const text = extra.length > 0 ? `${script} ${extra.map(w => JSON.stringify(w)).join(' ')}` : script;
    return line(text, { ...deeper(state), cwd: folder }, files);
  }
  return { kind: 'no-script', script: name, at: at ?? path.join(state.cwd, 'package.json') };
}

/** `nx run infra:synth`, `nx synth infra`: a target of the project.json that has it, or the script of that name. */
function nx(words: readonly string[], state: State, files: Files): Command {
  const rest = afterOptions(words, []);
  const target = rest[0] === 'run' ? rest[1]?.split(':')[1] : rest[0]?.includes(':') ? rest[0].split(':')[1] : rest[0];
  if (!target) return UNCLEAR;
  for (const folder of upward(state.cwd)) {
    const targets = files.json(path.join(folder, 'project.json'))?.targets as Record<string, NxTarget> | undefined;
    const options = targets?.[target]?.options;
    if (!options) continue;
    const root = [...upward(folder)].find(f => files.isFile(path.join(f, 'nx.json'))) ?? folder;
    const lines = options.command ? [options.command] : (options.commands ?? []);
    const text = lines.map(l => (typeof l === 'string' ? l : l.command)).join('\n');
    const cwd = path.resolve(root, options.cwd ?? '.');
    if (text !== '') return line(text.replaceAll('{projectRoot}', folder), { ...deeper(state), cwd }, files);
    if (options.main) return started('nx', path.resolve(root, options.main), null, state);
  }
  return packageScript(target, state, files);
}

interface NxTarget {
  readonly options?: {
    readonly command?: string;
    readonly commands?: readonly (string | { readonly command: string })[];
    readonly cwd?: string;
    readonly main?: string;
  };
}

/** A task of `.projen/tasks.json`, step by step. */
function projen(name: string, state: State, files: Files): Command {
  const file = path.join(state.cwd, '.projen', 'tasks.json');
  const tasks = files.json(file)?.tasks as Record<string, ProjenTask> | undefined;
  const task = tasks?.[name];
  if (!task) return { kind: 'no-script', script: name, at: file };
  let found: Command = UNCLEAR;
  for (const step of task.steps ?? []) {
    const next =
      step.exec !== undefined
        ? line(step.exec, deeper(state), files)
        : step.spawn !== undefined && state.depth < MAX_DEPTH
          ? projen(step.spawn, deeper(state), files)
          : UNCLEAR;
    if (next.kind === 'file') found = next;
  }
  return found;
}

interface ProjenTask {
  readonly steps?: readonly { readonly exec?: string; readonly spawn?: string }[];
}

function shellScript(file: string, state: State, files: Files): Command {
  const text = files.read(file);
  if (text === null) return UNCLEAR;
  return line(text.replace(/^\s*#.*$/gm, ''), deeper(state), files);
}

function deeper(state: State): State {
  return { cwd: state.cwd, env: { ...state.env }, depth: state.depth + 1 };
}

/** The words without the options before the first that is none. */
function afterOptions(words: readonly string[], valued: readonly string[]): string[] {
  let i = 0;
  for (; i < words.length && (words[i] as string).startsWith('-'); i++) if (valued.includes(words[i] as string)) i++;
  return words.slice(i);
}

/** The name of a program without its folder, its ending on Windows and its version: `./node_modules/.bin/tsx`, `tsx@4`. */
function nameOf(word: string): string {
  const base = native(word).split(/[\\/]/).at(-1) as string;
  return base.replace(/\.(cmd|exe|bat|ps1)$/i, '').replace(/(.)@[^@]*$/, '$1');
}

/** Windows separators, which cdk.json may have on any system. */
function native(file: string): string {
  return file.replaceAll('\\', '/');
}
