/** Baselines, git revisions and annotations: the CLI as a pipeline runs it, on real files and a real repository. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const key = (name: string, rotated = false) =>
  `  ${name}:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: ${rotated} }\n`;
const template = (...resources: string[]) => `Resources:\n${resources.join('')}`;

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-ci-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}
const folder = (files: Readonly<Record<string, string>>) => write(mkdtempSync(path.join(root, 'case-')), files);

function run(program: string, cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', GITHUB_WORKSPACE: '', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}
const plumbline = (cwd: string, ...args: string[]) => run(process.execPath, cwd, [MAIN, ...args]);

function git(cwd: string, ...args: string[]): void {
  const { code, err } = run('git', cwd, ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args]);
  if (code !== 0) throw new Error(err);
}

describe('--baseline', () => {
  it('lets a project start at zero, shows what is new, and forgets what is mended', () => {
    const made = folder({ 'a/t.yaml': template(key('Old')), 'b/t.yaml': template(key('Other')) });
    expect(plumbline(made, 'check', '--update-baseline')).toMatchObject({
      code: 0,
      err: '.plumbline-baseline.json accepts 2 findings: 2 more than before, 0 gone.\n',
    });
    expect(plumbline(made, 'check', '--baseline', '.plumbline-baseline.json').code).toBe(0);
    write(made, { 'a/t.yaml': template(key('New'), key('Old')), 'b/t.yaml': template(key('Other', true)) });
    const { code, out } = plumbline(made, 'check', '--baseline', '.plumbline-baseline.json');
    expect([code, out.match(/kms\/unrotated-key/g)?.length]).toEqual([1, 1]);
    expect(out).toContain('Since the baseline .plumbline-baseline.json: 1 new, 1 gone, 1 as before.');
    // From another folder, and of a part: names are those of the baseline's folder.
    expect(plumbline(path.join(made, 'b'), 'check', '../b', '--baseline', '../.plumbline-baseline.json').out).toContain(
      '0 new, 1 gone, 0 as before',
    );
    plumbline(made, 'check', 'b', '--update-baseline');
    const { findings } = JSON.parse(readFileSync(path.join(made, '.plumbline-baseline.json'), 'utf8'));
    expect(findings.map((f: { file: string }) => f.file)).toEqual(['a/t.yaml']);
  });

  it('is marked in SARIF: new, unchanged, absent', () => {
    const made = folder({ 't.yaml': template(key('Old'), key('Gone')) });
    plumbline(made, 'check', '--update-baseline');
    write(made, { 't.yaml': template(key('Old'), key('New')) });
    const { out } = plumbline(made, 'check', '--baseline', '.plumbline-baseline.json', '--format', 'sarif');
    const schema = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../../../test/sarif/sarif-2.1.0.schema.json'), 'utf8'),
    );
    const valid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile({
      ...schema,
      $schema: undefined,
      id: undefined,
    });
    expect(valid(JSON.parse(out)), JSON.stringify(valid.errors)).toBe(true);
    const states = JSON.parse(out).runs[0].results.map((r: { baselineState: string; message: { text: string } }) =>
      [r.baselineState, /\b(Old|New|Gone)\b/.exec(r.message.text)?.[1]].join(' '),
    );
    expect(states).toEqual(['new New', 'unchanged Old', 'absent Gone']);
  });

  it('says what is wrong with one that can not be used, with exit code 2', () => {
    const made = folder({ 't.yaml': template(key('Old')), 'bad.json': '<<<<<<< HEAD\n' });
    for (const [args, message] of [
      [['--baseline', 'none.json'], "can't read the baseline"],
      [['--baseline', 'bad.json'], 'conflict markers'],
      [['--baseline', 'bad.json', '--since', 'HEAD'], 'give one of them'],
      [['--update-baseline', '--since', 'HEAD'], 'goes with --baseline only'],
    ] as const) {
      const { code, err } = plumbline(made, 'check', ...args);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }
  });
});

describe('--since', () => {
  it('reports what was not there at a revision, wherever the lines and files have moved', () => {
    const made = folder({
      'a.yaml': template(key('Old')),
      'gone/b.yaml': template(key('Moved')),
      'app.ts':
        "import { App, Stack } from 'aws-cdk-lib';\nimport * as kms from 'aws-cdk-lib/aws-kms';\nimport { rotate } from './config';\nnew kms.Key(new Stack(new App(), 'S'), 'K', { enableKeyRotation: rotate });\n",
      'config.ts': 'export const rotate = true;\n',
    });
    git(made, 'init', '-q');
    git(made, 'add', '.');
    git(made, 'commit', '-qm', 'one');
    expect(plumbline(made, 'check', '--since', 'HEAD').code).toBe(0);
    rmSync(path.join(made, 'gone'), { recursive: true });
    write(made, {
      'a.yaml': `# moved down\n\n${template(key('New'), key('Old'))}`,
      'here/gone/b.yaml': template(key('Moved')),
      // The changed line is in one file, what is wrong with it in another.
      'config.ts': 'export const rotate = false;\n',
    });
    const { code, out } = plumbline(made, 'check', '--since', 'HEAD', '--format', 'json');
    const found = JSON.parse(out).findings.filter((f: { rule: string }) => f.rule === 'kms/unrotated-key');
    expect([code, found.map((f: { file: string }) => f.file)]).toEqual([1, ['a.yaml', 'app.ts']]);
    expect(JSON.parse(out).change).toMatchObject({ since: 'HEAD', unchanged: 2 });
  });

  it('says what it lacks', () => {
    const made = folder({ 't.yaml': template(key('Old')) });
    git(made, 'init', '-q');
    expect(plumbline(made, 'check', '--since', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no revision "nowhere" here; a shallow clone has to fetch it first'),
    });
  });
});

it('annotates files by their names in the repository', () => {
  const made = folder({ 'infra/t.yaml': template(key('Old')) });
  const args = [MAIN, 'check', '--format', 'github'];
  const inFolder = run(process.execPath, path.join(made, 'infra'), args, { GITHUB_WORKSPACE: made });
  expect(inFolder.out).toMatch(
    /^::warning file=infra\/t\.yaml,line=4,endLine=4,col=\d+,endColumn=\d+,title=Plumbline kms\/unrotated-key::/,
  );
});
