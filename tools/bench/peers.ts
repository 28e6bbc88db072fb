/**
 * Plumbline beside what people would use instead, on the same inputs, in turn, in one run: after each edit each tool says what
 * it finds in the new text, warm. Each runs in a process of its own, as it does beside an editor, so that neither pays for
 * what the other leaves to collect or to compile. Only ratios are worth quoting from a busy machine.
 *
 * The other tools are no dependencies of the product. They stand in a folder outside of the repository, which is made once:
 *
 *   node tools/bench/peers.ts <folder>          installs them from npm, and measures
 *   npm run bench -- --peers <folder>           measures, with everything else
 */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { createWorkspace } from '../../server/src/all.ts';
import { HEAP_FLAGS } from '../../server/src/lsp/heap.ts';
import { SERVER_FLAGS } from '../../server/src/lsp/protocol.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { measureApp } from '../synth/measure.ts';
import { cdkFile, template, typed } from './inputs.ts';
import { type Row, cpuLater, median } from './measure.ts';

/** The newest of November 2026 that go together: the plugin for the CDK wants a TypeScript before 6. */
const PACKAGES = {
  '@types/node': '24.10.1',
  'aws-cdk': '2.1148.1',
  'aws-cdk-lib': '2.276.0',
  'cdk-nag': '3.0.2',
  constructs: '10.8.1',
  eslint: '9.39.1',
  'eslint-plugin-awscdk': '4.2.1',
  'eslint-plugin-sonarjs': '4.2.2',
  tsx: '4.20.6',
  typescript: '5.9.3',
  'typescript-eslint': '8.73.0',
};

const root = path.join(import.meta.dirname, '../..');
const TODAY = '2026-11-21';
const EDITS = 15;
/** How often the tools take turns. */
const ROUNDS = 5;
/** The edits and the CPU, in milliseconds, that each takes at least before it is measured: people type for hours in one process. */
const WARM = { edits: 120, cpu: 10_000 } as const;
/** The CPU, in milliseconds, that each takes before its turn: a processor that has idled meanwhile is slow at first. */
const AWAKE = 500;

/** The parts of the other tools that are used here. */
interface Peers {
  readonly validate: {
    CompositeEngine: new () => { validateTemplate(template: unknown): { diagnostics: readonly unknown[] } };
    TemplateContent: new (text: string, name?: string) => unknown;
  };
  readonly eslint: {
    ESLint: new (
      options: object,
    ) => {
      lintText(text: string, options: { filePath: string }): Promise<readonly { messages: readonly Message[] }[]>;
    };
  };
  readonly javascript: { configs: { recommended: object } };
  readonly typescript: {
    parser: object;
    configs: Readonly<Record<'recommended' | 'recommendedTypeChecked', readonly object[]>>;
  };
  readonly awscdk: { configs: { recommended: { rules: object } } };
  readonly sonarjs: { rules: Readonly<Record<string, unknown>> };
}

interface Message {
  readonly ruleId: string | null;
  readonly message: string;
}

/** Installs what is not there yet. */
function install(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  const text = `${JSON.stringify({ private: true, dependencies: PACKAGES }, null, 2)}\n`;
  if (!existsSync(path.join(folder, 'node_modules')) || readFileSync(manifest, 'utf8') !== text) {
    writeFileSync(manifest, text);
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error('npm could not install the other tools');
  }
}

/** Lays the apps out beside the tools. */
function layOut(folder: string): void {
  const app = appIn(folder);
  rmSync(app, { recursive: true, force: true });
  cpSync(path.join(root, 'examples/orders-cdk'), app, { recursive: true });
  writeFileSync(path.join(app, 'lib/big.ts'), cdkFile(1000));
  const main = readFileSync(path.join(app, 'bin/orders.ts'), 'utf8');
  writeFileSync(
    path.join(app, 'bin/nag.ts'),
    `import { AwsSolutionsChecks } from 'cdk-nag';\n${main}cdk.Validations.of(app).addPlugins(new AwsSolutionsChecks(app));\n`,
  );
}

function appIn(folder: string): string {
  return path.join(folder, 'orders-cdk');
}

function load(folder: string): Peers {
  const require = createRequire(path.join(folder, 'package.json'));
  // The newest engine is the one that aws-cdk-lib brings along.
  const library = createRequire(require.resolve('aws-cdk-lib'));
  const plain = <T>(module: T & { default?: T }): T => module.default ?? module;
  return {
    validate: library('@aws/cloudformation-validate'),
    eslint: require('eslint'),
    javascript: createRequire(require.resolve('eslint/package.json'))('@eslint/js'),
    typescript: plain(require('typescript-eslint')),
    awscdk: plain(require('eslint-plugin-awscdk')),
    sonarjs: plain(require('eslint-plugin-sonarjs')),
  };
}

type Tool = (text: string) => number | Promise<number>;

/** Plumbline as the editor has it: one keystroke, read, linked and checked. Gives how much it finds. */
function plumbline(uri: string): Tool {
  const space = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => TODAY,
  });
  let version = 0;
  return text => {
    space.update({ uri, version: ++version, text });
    return space.findings(uri).length;
  };
}

/**
 * The rules that ESLint has: those of one plugin alone; of both; of the one for the CDK with what its `readme` extends, which is
 * what ESLint and typescript-eslint recommend; or of that one with the rules of typescript-eslint that are `checked` by types.
 * https://www.npmjs.com/package/eslint-plugin-awscdk, https://typescript-eslint.io/getting-started/typed-linting
 */
type Rules = 'awscdk' | 'sonarjs' | 'both' | 'readme' | 'checked';

/** What a process of its own does: a tool, on a text that is edited. */
interface Job {
  readonly tool: 'plumbline' | 'validate' | Rules;
  readonly folder: string;
  /** The file below the app, or how many lines of a template. */
  readonly input: string | number;
}

interface Answer {
  /** CPU milliseconds of the whole process for each edit, what it collects and compiles beside the work included. */
  readonly each: number;
  readonly found: number;
}

function textOf({ folder, input }: Job): string {
  return typeof input === 'number' ? template(input) : readFileSync(path.join(appIn(folder), input), 'utf8');
}

function toolOf(job: Job): Tool {
  const { tool, folder, input } = job;
  if (tool === 'plumbline')
    return plumbline(`file:///bench/${typeof input === 'number' ? 'template.yaml' : 'stack.ts'}`);
  return tool === 'validate' ? validator(load(folder)) : linter(load(folder), folder, String(input), tool);
}

/** Makes so many edits each time that it is asked to. */
function work(job: Job): void {
  const [text, tool] = [textOf(job), toolOf(job)];
  let turn = 0;
  process.on('message', async (edits: number) => {
    let found = 0;
    const spent = await cpuLater(async () => {
      for (let i = 0; i < edits; i++) found = await tool(typed(text, turn++));
    });
    process.send?.({ each: spent / edits, found } satisfies Answer);
  });
}

async function ask(child: ChildProcess, edits: number): Promise<Answer> {
  child.send(edits);
  return (await once(child, 'message'))[0];
}

/** What edits take of a process that had to wait. */
async function turnOf(child: ChildProcess): Promise<Answer> {
  for (let spent = 0; spent < AWAKE; ) spent += (await ask(child, EDITS)).each * EDITS;
  return ask(child, EDITS);
}

/** One comparison: how much CPU each takes for the same edits, in turn. */
async function against(
  what: string,
  { folder, input }: Pick<Job, 'folder' | 'input'>,
  [name, tool]: readonly [string, Job['tool']],
  atLeast: number,
): Promise<Row> {
  const start = (job: Job, execArgv: readonly string[]) =>
    fork(import.meta.filename, ['--work', JSON.stringify(job)], { execArgv: [...execArgv] });
  const [own, other] = [
    start({ tool: 'plumbline', folder, input }, [...SERVER_FLAGS, ...HEAP_FLAGS]),
    start({ tool, folder, input }, []),
  ];
  try {
    for (const child of [own, other])
      for (let spent = 0; spent < WARM.cpu; ) spent += (await ask(child, WARM.edits)).each * WARM.edits;
    const [ours, theirs]: [Answer[], Answer[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await turnOf(own));
      theirs.push(await turnOf(other));
    }
    const ratio = median(theirs.map((b, i) => b.each / (ours[i] as Answer).each));
    const each = (all: readonly Answer[]) => median(all.map(a => a.each)).toFixed(1);
    return {
      what: `${what}, CPU of ${name}`,
      measured: `${ratio.toFixed(1)} ×`,
      limit: atLeast > 0 ? `≥ ${atLeast} ×` : '–',
      note: `${each(theirs)} ms beside ${each(ours)} ms; ${theirs[0]?.found} findings beside ${ours[0]?.found}`,
    };
  } finally {
    own.kill();
    other.kill();
  }
}

function validator({ validate }: Peers): Tool {
  // Made once, as it is meant to be.
  const engine = new validate.CompositeEngine();
  return text => {
    const { diagnostics } = engine.validateTemplate(new validate.TemplateContent(text, 'template.yaml'));
    return diagnostics.length;
  };
}

/** Typed ESLint as editors run it: one program, kept and brought up to date with each text. */
function linter(
  { eslint, javascript, typescript, awscdk, sonarjs }: Peers,
  folder: string,
  file: string,
  own: Rules,
): Tool {
  const app = appIn(folder);
  const aws = Object.keys(sonarjs.rules).filter(name => name.startsWith('aws-'));
  const rules = {
    ...(own === 'sonarjs' ? {} : awscdk.configs.recommended.rules),
    ...(own === 'sonarjs' || own === 'both' ? Object.fromEntries(aws.map(name => [`sonarjs/${name}`, 'error'])) : {}),
  };
  const { recommended, recommendedTypeChecked } = typescript.configs;
  const extended =
    own === 'readme'
      ? [javascript.configs.recommended, ...recommended]
      : own === 'checked'
        ? recommendedTypeChecked
        : [];
  const lint = new eslint.ESLint({
    cwd: app,
    overrideConfigFile: true,
    overrideConfig: [
      ...extended.map(config => ({ ...config, files: ['**/*.ts'] })),
      {
        files: ['**/*.ts'],
        languageOptions: { parser: typescript.parser, parserOptions: { projectService: true, tsconfigRootDir: app } },
        plugins: { awscdk, sonarjs },
        rules,
      },
    ],
  });
  const filePath = path.join(app, file);
  return async text => {
    const [result] = await lint.lintText(text, { filePath });
    const broken = result?.messages.find(m => m.ruleId === null);
    if (!result || broken) throw new Error(`ESLint could not lint ${file}: ${broken?.message}`);
    return result.messages.length;
  };
}

/** Milliseconds of one `cdk synth`, whole process. */
function cdkSynth(folder: string, main: string): number {
  const app = appIn(folder);
  const out = path.join(app, 'cdk.out');
  rmSync(out, { recursive: true, force: true });
  const began = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      path.join(folder, 'node_modules/aws-cdk/bin/cdk'),
      'synth',
      '--quiet',
      '--no-notices',
      '--app',
      `npx tsx bin/${main}`,
    ],
    { cwd: app, env: environment(), encoding: 'utf8' },
  );
  const took = performance.now() - began;
  // Validations that fail end the command with an error after everything was made.
  if (status !== 0 && !existsSync(path.join(out, 'manifest.json'))) throw new Error(`cdk synth failed: ${stderr}`);
  return took;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, CI: 'true', CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' };
}

/** Milliseconds of a synth that `cdk lsp` is asked for, five times in one session; none where it can't be had. */
async function cdkLsp(folder: string, times: number): Promise<number[]> {
  const app = appIn(folder);
  const child = spawn(process.execPath, [path.join(folder, 'node_modules/aws-cdk/bin/cdk'), 'lsp'], {
    cwd: app,
    env: environment(),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.listen();
  try {
    connection.onRequest(() => null);
    const folderUri = pathToFileURL(app).href;
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: folderUri,
      workspaceFolders: [{ uri: folderUri, name: 'orders' }],
      capabilities: { workspace: { workspaceFolders: true, configuration: false } },
      initializationOptions: { applicationDir: app },
    });
    await connection.sendNotification('initialized', {});
    const spent: number[] = [];
    for (let i = 0; i < times; i++) {
      const began = performance.now();
      const answer = await connection.sendRequest('workspace/executeCommand', {
        command: 'cdk.explorer.synthNow',
        arguments: [],
      });
      if (process.env.PEERS_DEBUG) console.error('cdk lsp answered', JSON.stringify(answer)?.slice(0, 300));
      spent.push(performance.now() - began);
    }
    return spent;
  } finally {
    connection.dispose();
    child.kill();
  }
}

/** Live synth beside `cdk synth`, `cdk lsp` and cdk-nag, on the example. */
async function synthRows(folder: string): Promise<Row[]> {
  const app = appIn(folder);
  const cache = path.join(folder, 'cache');
  mkdirSync(cache, { recursive: true });
  const script = await sandboxScript();
  const live = await measureApp({ name: 'orders', dir: app }, { script, cache, edits: EDITS, cold: null, samples: 0 });
  if (!live.ok) throw new Error(`live synth failed: ${live.problem}`);
  const edit = median(live.edits);
  const five = Array.from({ length: 5 }, (_, i) => i);
  const row = (name: string, all: readonly number[], limit: string): Row => ({
    what: `Live synth, an edit of orders-cdk, beside ${name}`,
    measured: `${(median(all) / edit).toFixed(1)} ×`,
    limit,
    note: `wall; median of ${all.length}: ${Math.round(median(all))} ms beside ${Math.round(edit)} ms, findings included`,
  });
  const rows = [
    row(
      '`cdk synth`',
      five.map(() => cdkSynth(folder, 'orders.ts')),
      '≥ 10 ×',
    ),
    row(
      '`cdk synth` with cdk-nag',
      five.map(() => cdkSynth(folder, 'nag.ts')),
      '–',
    ),
  ];
  const lsp = await cdkLsp(folder, 5);
  return [...rows, row('a synth of `cdk lsp`', lsp, '–')];
}

/** The rows of the table, from a folder where everything is installed; `onRow` hears of each when it is there. */
export async function peerRows(folder: string, onRow: (row: Row) => void = () => {}): Promise<Row[]> {
  layOut(folder);
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    onRow(row);
  };
  for (const input of [300, 5000])
    add(
      await against(
        `Edit, YAML template of ${input.toLocaleString('en-US')} lines`,
        { folder, input },
        ['@aws/cloudformation-validate', 'validate'],
        3,
      ),
    );
  for (const input of ['lib/orders-stack.ts', 'lib/big.ts']) {
    const lines = readFileSync(path.join(appIn(folder), input), 'utf8').split('\n').length;
    for (const [tool, own, atLeast] of [
      ['typed ESLint with both plugins', 'both', 20],
      ["typed ESLint with eslint-plugin-awscdk and typescript-eslint's type-checked rules", 'checked', 20],
      ['typed ESLint as eslint-plugin-awscdk sets it up', 'readme', 0],
      ['typed ESLint with eslint-plugin-awscdk alone', 'awscdk', 0],
      ["typed ESLint with eslint-plugin-sonarjs's aws rules alone", 'sonarjs', 0],
    ] as const)
      add(
        await against(
          `Edit, ${path.basename(input)} of ${lines.toLocaleString('en-US')} lines`,
          { folder, input },
          [tool, own],
          atLeast,
        ),
      );
  }
  for (const row of await synthRows(folder)) add(row);
  return rows;
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder, job] = process.argv;
  if (!folder) throw new Error('usage: node tools/bench/peers.ts <folder>');
  if (folder === '--work') work(JSON.parse(job as string));
  else {
    install(path.resolve(folder));
    await peerRows(path.resolve(folder), row =>
      console.log(`${row.what}: ${row.measured} (${row.limit}); ${row.note}`),
    );
  }
}
