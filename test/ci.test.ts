/** The bundle, and the GitHub Action and the pre-commit hook as they are defined: their own commands run it on a repository. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import { bundles, starters } from '../tools/bundles.mjs';

// Each starts processes, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const ROOT = path.join(import.meta.dirname, '..');
const TEMPLATE = 'Resources:\n  Old:\n    Type: AWS::KMS::Key\n';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly run: string;
      readonly shell: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly 'working-directory'?: string;
    }[];
  };
}

let root = '';
let repository = '';
let actionPath = '';
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-pipeline-'));
  actionPath = path.join(root, 'action');
  // As the build makes it, without the time that making it small takes.
  const outdir = path.join(actionPath, 'dist');
  for (const bundle of bundles.filter(b => b.entryPoints && 'plumbline' in b.entryPoints))
    await esbuild.build({ ...bundle, outdir, minify: false });
  writeFileSync(path.join(outdir, 'cli.cjs'), starters['cli.cjs'], { mode: 0o755 });
  repository = path.join(root, 'repository');
  mkdirSync(path.join(repository, 'infra $(touch owned)'), { recursive: true });
  writeFileSync(path.join(repository, 'infra $(touch owned)/t.yaml'), TEMPLATE);
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-qm', 'one');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', ['-C', repository, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** Runs the steps of the action as the runner does: expressions filled in, inputs at their defaults unless given. */
function action(inputs: Readonly<Record<string, string>> = {}) {
  const { inputs: declared, runs } = parse(readFileSync(path.join(ROOT, 'action.yml'), 'utf8')) as Action;
  const filled = (text: string) =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => inputs[name] ?? declared[name]?.default ?? '?');
  let out = '';
  for (const step of runs.steps) {
    expect([runs.using, step.shell]).toEqual(['composite', 'bash']);
    // What is filled into a script is read as one.
    expect(step.run).not.toContain('${{');
    const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
      cwd: path.join(repository, filled(step['working-directory'] ?? '.')),
      encoding: 'utf8',
      env: { ...process.env, ...env, GITHUB_ACTION_PATH: actionPath, GITHUB_WORKSPACE: repository, NO_COLOR: '1' },
    });
    out += ran.stdout + ran.stderr;
    if (ran.status !== 0) return { code: ran.status, out };
  }
  return { code: 0, out };
}

it('the bundle keeps results between runs, and another bundle makes them anew', () => {
  const made = mkdtempSync(path.join(root, 'case-'));
  writeFileSync(path.join(made, 't.yaml'), TEMPLATE);
  const cli = path.join(actionPath, 'dist/cli.cjs');
  const check = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'check', ...args], {
      cwd: made,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { code: status, out: stdout, err: stderr };
  };
  const plain = check();
  expect(plain).toMatchObject({ code: 1, out: expect.stringContaining('kms/unrotated-key'), err: '' });
  const kept = path.join(made, 'node_modules/.cache/plumbline');
  for (let run = 0; run < 2; run++) {
    expect(check('--cache')).toEqual(plain);
    expect(readdirSync(kept)).toHaveLength(1);
  }
  appendFileSync(path.join(actionPath, 'dist/plumbline.cjs'), '\n');
  expect(check('--cache')).toEqual(plain);
  expect(readdirSync(kept)).toHaveLength(2);
});

it('the bundle says which Node it needs, to one that is too old to load it', () => {
  const cli = path.join(actionPath, 'dist/cli.cjs');
  const old = `Object.defineProperty(process.versions, 'node', { value: '20.19.0' }); require(${JSON.stringify(cli)});`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', old], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, 'plumbline: this is Node 20.19.0; Node 22 or newer is needed\n']);
});

describe('the GitHub Action', () => {
  it('annotates findings and fails by them', () => {
    const { code, out } = action();
    expect([code, out]).toEqual([
      1,
      expect.stringContaining('::warning file=infra $(touch owned)/t.yaml,line=2,endLine=2,'),
    ]);
    expect(action({ 'fail-on': 'error' }).code).toBe(0);
  });

  it('hands all inputs on, whatever is in them', () => {
    const inputs = { paths: 'infra $(touch owned)\n', since: 'HEAD', profile: 'strict', sarif: 'out/all.sarif' };
    const { code, out } = action(inputs);
    expect([code, out]).toEqual([0, expect.stringMatching(/Since HEAD: 0 new, 0 gone, \d+ as before/)]);
    const { runs } = JSON.parse(readFileSync(path.join(repository, 'out/all.sarif'), 'utf8'));
    expect(runs[0].results[0].baselineState).toBe('unchanged');
    expect(action({ 'working-directory': 'infra $(touch owned)', paths: 'nowhere' })).toMatchObject({
      code: 2,
      out: expect.stringContaining('nowhere does not exist'),
    });
    expect(action({ baseline: 'none.json' }).code).toBe(2);
    expect(action({ cache: 'kept $(touch owned)' }).code).toBe(1);
    expect(readdirSync(path.join(repository, 'kept $(touch owned)'))).toHaveLength(1);
    expect(existsSync(path.join(repository, 'owned'))).toBe(false);
  });
});

it('the pre-commit hook runs the project’s own plumbline, and speaks of what is new', () => {
  const [hook, ...others] = parse(readFileSync(path.join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')) as {
    readonly id: string;
    readonly entry: string;
    readonly files: string;
    readonly pass_filenames: boolean;
  }[];
  expect([others, hook?.id, hook?.pass_filenames]).toEqual([[], 'plumbline', false]);
  expect(Object.keys(manifest.bin)).toEqual(['plumbline']);
  const bin = path.join(repository, 'node_modules/.bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(path.join(actionPath, 'dist/cli.cjs'), path.join(bin, 'plumbline'));
  const run = () => {
    // As pre-commit does: split like a shell, run without one, in the folder of the repository.
    const [program = '', ...args] = (hook?.entry ?? '').split(' ');
    return spawnSync(program, args, { cwd: repository, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  };
  expect(run().status).toBe(0);
  const file = 'infra $(touch owned)/t.yaml';
  expect(file).toMatch(new RegExp(hook?.files ?? '^$'));
  writeFileSync(path.join(repository, file), `${TEMPLATE}  New:\n    Type: AWS::KMS::Key\n`);
  const { status, stdout } = run();
  expect([status, stdout.match(/kms\/unrotated-key/g)?.length]).toEqual([1, 1]);
});
