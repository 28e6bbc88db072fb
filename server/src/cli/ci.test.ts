/** Baselines, git revisions and annotations: the CLI as a pipeline runs it, on real files and a real repository. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plumbline, plumblineIn } from './testing.ts';

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

function git(cwd: string, ...args: string[]): void {
  const given = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args];
  const { status, stderr } = spawnSync('git', given, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

describe('--baseline', () => {
  it('lets a project start at zero, shows what is new, and forgets what is mended', async () => {
    const made = folder({ 'a/t.yaml': template(key('Old')), 'b/t.yaml': template(key('Other')) });
    expect(await plumbline(made, 'check', '--update-baseline')).toMatchObject({
      code: 0,
      err: '.plumbline-baseline.json accepts 2 findings: 2 more than before, 0 gone.\n',
    });
    expect((await plumbline(made, 'check', '--baseline', '.plumbline-baseline.json')).code).toBe(0);
    write(made, { 'a/t.yaml': template(key('New'), key('Old')), 'b/t.yaml': template(key('Other', true)) });
    const { code, out } = await plumbline(made, 'check', '--baseline', '.plumbline-baseline.json');
    expect([code, out.match(/kms\/unrotated-key/g)?.length]).toEqual([1, 1]);
    expect(out).toContain('Since the baseline .plumbline-baseline.json: 1 new, 1 gone, 1 as before.');
    // From another folder, and of a part: names are those of the baseline's folder.
    expect(
      (await plumbline(path.join(made, 'b'), 'check', '../b', '--baseline', '../.plumbline-baseline.json')).out,
    ).toContain('0 new, 1 gone, 0 as before');
    await plumbline(made, 'check', 'b', '--update-baseline');
    const { findings } = JSON.parse(readFileSync(path.join(made, '.plumbline-baseline.json'), 'utf8'));
    expect(findings.map((f: { file: string }) => f.file)).toEqual(['a/t.yaml']);
  });

  it('is marked in SARIF: new, unchanged, absent', async () => {
    const made = folder({ 't.yaml': template(key('Old'), key('Gone')) });
    await plumbline(made, 'check', '--update-baseline');
    write(made, { 't.yaml': template(key('Old'), key('New')) });
    const { out } = await plumbline(made, 'check', '--baseline', '.plumbline-baseline.json', '--format', 'sarif');
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

  it('says what is wrong with one that can not be used, with exit code 2', async () => {
    const made = folder({ 't.yaml': template(key('Old')), 'bad.json': '<<<<<<< HEAD\n' });
    for (const [args, message] of [
      [['--baseline', 'none.json'], "can't read the baseline"],
      [['--baseline', 'bad.json'], 'conflict markers'],
      [['--baseline', 'bad.json', '--since', 'HEAD'], 'give one of them'],
      [['--update-baseline', '--since', 'HEAD'], 'goes with --baseline only'],
    ] as const) {
      const { code, err } = await plumbline(made, 'check', ...args);
      expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    }
  });
});

describe('--since', () => {
  it('reports what was not there at a revision, wherever the lines and files have moved', async () => {
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
    expect((await plumbline(made, 'check', '--since', 'HEAD')).code).toBe(0);
    rmSync(path.join(made, 'gone'), { recursive: true });
    write(made, {
      'a.yaml': `# moved down\n\n${template(key('New'), key('Old'))}`,
      'here/gone/b.yaml': template(key('Moved')),
      // The changed line is in one file, what is wrong with it in another.
      'config.ts': 'export const rotate = false;\n',
    });
    const { code, out } = await plumbline(made, 'check', '--since', 'HEAD', '--format', 'json');
    const found = JSON.parse(out).findings.filter((f: { rule: string }) => f.rule === 'kms/unrotated-key');
    expect([code, found.map((f: { file: string }) => f.file)]).toEqual([1, ['a.yaml', 'app.ts']]);
    expect(JSON.parse(out).change).toMatchObject({ since: 'HEAD', unchanged: 2 });
  });

  it('says what it lacks', async () => {
    const made = folder({ 't.yaml': template(key('Old')) });
    git(made, 'init', '-q');
    expect(await plumbline(made, 'check', '--since', 'nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no revision "nowhere" here; a shallow clone has to fetch it first'),
    });
  });
});

it('annotates files by their names in the repository', async () => {
  const made = folder({ 'infra/t.yaml': template(key('Old')) });
  const shell = { githubWorkspace: made };
  const inFolder = await plumblineIn(shell, path.join(made, 'infra'), 'check', '--format', 'github');
  expect(inFolder.out).toMatch(
    /^::warning file=infra\/t\.yaml,line=4,endLine=4,col=\d+,endColumn=\d+,title=Plumbline kms\/unrotated-key::/,
  );
});
