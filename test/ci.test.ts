/** The GitHub Action and the pre-commit hook as they are defined: their own commands run on a repository. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };

const ROOT = path.join(import.meta.dirname, '..');
const MAIN = path.join(ROOT, 'server/src/cli/main.ts');
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
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-pipeline-'));
  // In the place of the bundle, which is there only after a build: what it is made from.
  actionPath = path.join(root, 'action');
  mkdirSync(path.join(actionPath, 'dist'), { recursive: true });
  writeFileSync(
    path.join(actionPath, 'dist/cli.cjs'),
    `#!/usr/bin/env node\nprocess.exitCode = require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(MAIN)}, ...process.argv.slice(2)], { stdio: 'inherit' }).status;\n`,
    { mode: 0o755 },
  );
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
