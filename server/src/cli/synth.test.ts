/** `plumbline synth` and `check --trust`, with real apps: in the sandbox, from an assembly on disk, and refused. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type TestApp, testApp } from '../testing/app.ts';
import { sandboxScript } from '../testing/sandbox.ts';
import type { MappedAssembly } from './mapped.ts';
import { run } from './run.ts';

const schema = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../../schemas/synth.schema.json'), 'utf8'));
const valid = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }).compile(schema);

const STACK = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';

class Shop extends cdk.Stack {
  constructor(app: cdk.App) {
    super(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
    new kms.Key(this, 'Key', {
      enableKeyRotation: makeRotation(),
    });
    new lambda.Function(this, 'Fn', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {}'),
    });
  }
}

/** Only running it tells. */
function makeRotation(): boolean {
  return new Date(0).getFullYear() > 2000;
}

const app = new cdk.App();
new Shop(app);
new cdk.Stack(app, 'Empty');
app.synth();
`;

let sandbox = '';
const apps: TestApp[] = [];
beforeAll(async () => {
  sandbox = await sandboxScript();
}, 60_000);
afterAll(() => {
  for (const app of apps) app.remove();
});

function made(files: Readonly<Record<string, string>>, options: { packages?: boolean } = {}): TestApp {
  const app = testApp(files, options);
  apps.push(app);
  return app;
}

async function plumbline(cwd: string, ...args: string[]) {
  let out = '';
  let err = '';
  const code = await run(args, {
    cwd,
    out: async text => {
      out += text;
    },
    err: async text => {
      err += text;
    },
    color: false,
    today: '2026-11-21',
    sandbox,
  });
  return { code, out, err };
}

/** Synthesizes as the CDK's own command line does: in a process, without a sandbox. */
function cdkSynth(dir: string): void {
  execFileSync(process.execPath, ['app.ts'], {
    cwd: dir,
    env: { PATH: process.env.PATH, CDK_OUTDIR: path.join(dir, 'cdk.out'), CDK_VALIDATION: 'false' },
    timeout: 60_000,
  });
}

describe('plumbline synth --trust', { timeout: 120_000 }, () => {
  let shop: TestApp;
  beforeAll(() => {
    shop = made({ 'app.ts': STACK });
  });

  it('prints each resource with its place, its owner and its properties', async () => {
    const { code, out, err } = await plumbline(shop.dir, 'synth', '--trust', '--verbose');
    expect(err).toMatch(/^[a-z]+ \d+ ms, .*total \d+ ms/);
    expect(code).toBe(0);
    expect(out).toContain('Stack Shop (Shop.template.json, 123456789012 / eu-west-1)');
    expect(out).toMatch(
      /Shop\/Key\/Resource {2}AWS::KMS::Key {2}Key\w+\n {4}made at app\.ts:8:5, from app\.ts:25:1; yours/,
    );
    expect(out).toMatch(/\n {4}EnableKeyRotation +app\.ts:9:26\n/);
    expect(out).toMatch(
      /Shop\/Fn\/ServiceRole\/Resource .*\n {4}made at app\.ts:11:5, .*; made by the construct, yours by its prop role/,
    );
    expect(out).toMatch(/\n3 resources in 2 stacks, synthesized in \d+ ms with aws-cdk-lib 2\.276\.0\.\n$/);
  });

  it('prints JSON as its schema says', async () => {
    const { code, out } = await plumbline(shop.dir, 'synth', '.', '--trust', '--format', 'json', '--stack', 'Shop');
    expect(code).toBe(0);
    const mapped: MappedAssembly = JSON.parse(out);
    expect(valid(mapped), JSON.stringify(valid.errors, null, 1)).toBe(true);
    expect(mapped).toMatchObject({ entry: 'app.ts', from: 'run', ok: true, problems: [], notes: [] });
    expect(mapped.stacks.map(stack => stack.path)).toEqual(['Shop']);
    const key = mapped.stacks[0]?.resources.find(resource => resource.type === 'AWS::KMS::Key');
    expect(key).toMatchObject({
      path: 'Shop/Key/Resource',
      owner: { kind: 'yours' },
      place: { file: 'app.ts', range: { start: { line: 7, character: 4 } } },
    });
    expect(valid({ ...mapped, stacks: [{}] })).toBe(false);
  });

  it('prints templates as YAML with places, and one as JSON', async () => {
    const yaml = await plumbline(shop.dir, 'synth', '--trust', '--format', 'yaml');
    expect(yaml.out).toMatch(/^ {2}# Shop\/Key\/Resource {2}app\.ts:8:5\n {2}Key\w+:\n {4}Type: AWS::KMS::Key$/m);
    const documents = parseAllDocuments(yaml.out).map(document => document.toJS());
    expect(documents).toHaveLength(2);
    const json = await plumbline(shop.dir, 'synth', '--trust', '--format', 'template', '--stack', 'Shop');
    expect(documents).toContainEqual(JSON.parse(json.out));
    const several = await plumbline(shop.dir, 'synth', '--trust', '--format', 'template');
    expect(several).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--stack Shop, Empty') });
  });

  it('says which stacks there are', async () => {
    const { code, err } = await plumbline(shop.dir, 'synth', '--trust', '--stack', 'Ship');
    expect(code).toBe(2);
    expect(err).toContain('there is no stack "Ship"; there are Shop, Empty');
  });

  it('shows where an app throws, and what it made until then', async () => {
    const thrower = made({ 'app.ts': STACK.replace('app.synth();', "throw new Error('no budget left');") });
    const { code, out, err } = await plumbline(thrower.dir, 'synth', '--trust');
    expect(code).toBe(1);
    expect(err).toMatch(/^app\.ts:27:\d+: error: .*no budget left/m);
    expect(out).toContain('AWS::KMS::Key');
    expect(out).toMatch(/the app did not run to its end\.\n$/);
  });

  it('stops an app that does not end', async () => {
    const looping = made({ 'app.ts': 'import * as cdk from "aws-cdk-lib";\nnew cdk.App();\nfor (;;);\n' });
    const { code, err } = await plumbline(looping.dir, 'synth', '--trust', '--timeout', '3');
    expect(code).toBe(1);
    expect(err).toMatch(/took longer than 3 s/);
  });
});

describe('plumbline synth', { timeout: 120_000 }, () => {
  it('executes nothing without --trust, and says what it would', async () => {
    const app = made({ 'app.ts': "require('fs').writeFileSync('ran', '');\n" });
    const { code, out, err } = await plumbline(app.dir, 'synth');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('this would execute app.ts');
    expect(err).toContain('"npx tsx app.ts"');
    expect(err).toContain('--assembly');
    expect(existsSync(path.join(app.dir, 'ran'))).toBe(false);
  });

  it('reads what an earlier cdk synth left, and warns when it is old', async () => {
    const app = made({
      'app.ts': STACK.replaceAll(': cdk.App', '').replace(': boolean', ''),
      'package.json': '{ "type": "module" }',
    });
    const none = await plumbline(app.dir, 'synth', '--assembly');
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('there is no cloud assembly to read') });
    cdkSynth(app.dir);
    const fresh = await plumbline(app.dir, 'synth', '--assembly', '--format', 'json');
    expect(fresh).toMatchObject({ code: 0, err: '' });
    const mapped: MappedAssembly = JSON.parse(fresh.out);
    expect(valid(mapped), JSON.stringify(valid.errors, null, 1)).toBe(true);
    expect(mapped).toMatchObject({ from: 'assembly', entry: 'app.ts', library: '2.276.0' });
    expect(
      mapped.stacks.flatMap(stack => stack.resources).find(resource => resource.type === 'AWS::KMS::Key'),
    ).toMatchObject({
      place: { file: 'app.ts', range: { start: { line: 7, character: 4 } } },
    });
    const later = new Date(Date.now() + 5000);
    utimesSync(path.join(app.dir, 'app.ts'), later, later);
    expect((await plumbline(app.dir, 'synth', '--assembly')).err).toContain('older than the sources');
  });

  it('says what is wrong with what it was given', async () => {
    const app = made({ 'app.ts': STACK }, { packages: false });
    const two = made({ 'a/cdk.json': '{ "app": "npx tsx x.ts" }', 'b/cdk.json': '{}' });
    rmSync(path.join(two.dir, 'cdk.json'));
    const python = made({ 'cdk.json': '{ "app": "python3 app.py" }' });
    for (const [cwd, args, message] of [
      [app.dir, ['--trust'], 'npm install'],
      [two.dir, ['--trust'], '--app a\n  --app b'],
      [two.dir, ['--trust', '--app', 'b'], 'names no app'],
      [two.dir, ['--trust', '--app', 'c'], 'there is no cdk.json in c'],
      [python.dir, ['--trust'], 'Python'],
      [app.dir, ['nowhere'], 'nowhere does not exist'],
      [app.dir, ['app.ts'], 'is no folder'],
      [app.dir, ['--trust', '--assembly'], 'one of them'],
      [app.dir, ['--format', 'xml'], '--format takes map'],
      [app.dir, ['--timeout', 'long'], '--timeout takes a number of seconds'],
    ] as const) {
      const result = await plumbline(cwd, 'synth', ...args);
      expect(result.err).toContain(message);
      expect(result.code, args.join(' ')).toBe(2);
    }
  });
});

describe('plumbline check --trust', { timeout: 120_000 }, () => {
  it('has findings that only running the app can tell, and says so', async () => {
    const app = made({ 'app.ts': STACK });
    const read = JSON.parse((await plumbline(app.dir, 'check', '--format', 'json')).out);
    expect(read.findings.map((f: { rule: string }) => f.rule)).not.toContain('kms/unrotated-key');
    const { code, out } = await plumbline(app.dir, 'check', '--format', 'json', '--trust');
    const report = JSON.parse(out);
    expect(report.findings.find((f: { rule: string }) => f.rule === 'kms/unrotated-key')).toMatchObject({
      file: 'app.ts',
      evidence: 'synth',
      range: { start: { line: 8, character: 25 } },
    });
    expect(report.timings.synth).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it('reads the source where an app cannot be run, and says why', async () => {
    const app = made({ 'app.ts': STACK.replace('makeRotation()', 'false') }, { packages: false });
    const { out } = await plumbline(app.dir, 'check', '--format', 'json', '--trust');
    const report = JSON.parse(out);
    expect(report.notAnalysed).toContainEqual({
      file: 'cdk.json',
      range: null,
      reason: expect.stringMatching(/npm install.*; checked by reading the source$/),
    });
    expect(report.findings.find((f: { rule: string }) => f.rule === 'kms/unrotated-key')).toMatchObject({
      evidence: 'source',
    });
  });

  it('reports on the files that it was given, whatever else the app is made of', async () => {
    const app = made({ 'app.ts': "import './shop';\n", 'shop.ts': STACK });
    const check = async (file: string) =>
      JSON.parse((await plumbline(app.dir, 'check', file, '--format', 'json', '--trust')).out).findings.map(
        (f: { rule: string; file: string }) => `${f.file} ${f.rule}`,
      );
    expect(await check('app.ts')).toEqual([]);
    expect(await check('shop.ts')).toContain('shop.ts kms/unrotated-key');
  });

  it('runs the app again on what --fix wrote', async () => {
    const app = made({ 'app.ts': STACK.replace('makeRotation()', 'false') });
    const { out, err } = await plumbline(app.dir, 'check', '--format', 'json', '--trust', '--fix');
    expect(err).toContain('fixed in 1 files');
    expect(readFileSync(path.join(app.dir, 'app.ts'), 'utf8')).toContain('enableKeyRotation: true');
    expect(JSON.parse(out).findings.map((f: { rule: string }) => f.rule)).not.toContain('kms/unrotated-key');
  });
});

describe('what --trust adds to other commands', { timeout: 120_000 }, () => {
  const TWO = `${STACK.replace('makeRotation()', 'false').replace('new cdk.Stack(app', "new kms.Key(new cdk.Stack(app, 'Late'), 'Key', { enableKeyRotation: makeRotation() });\nnew cdk.Stack(app")}`;
  const GOOD = TWO.replace('enableKeyRotation: false', 'enableKeyRotation: true');

  it('fix: proves what it writes by running the app, and says what it leaves', async () => {
    const app = made({ 'app.ts': TWO });
    const file = path.join(app.dir, 'app.ts');
    const shown = await plumbline(app.dir, 'fix', '--trust', '--dry-run');
    expect([shown.code, readFileSync(file, 'utf8')]).toEqual([0, TWO]);
    expect(shown.out).toContain('-      enableKeyRotation: false,\n+      enableKeyRotation: true,\n');
    const { code, err } = await plumbline(app.dir, 'fix', '--trust');
    expect([code, readFileSync(file, 'utf8')]).toEqual([0, GOOD]);
    expect(err).toMatch(/^app\.ts:\d+: kms\/unrotated-key is left: /m);
    expect(err).toContain('1 finding is mended in 1 file.');
  });

  it('fix: writes nothing with which the app would fail', async () => {
    const guard =
      "const made = this.node.findChild('Key').node.defaultChild as kms.CfnKey;\n    if (made.enableKeyRotation) throw new Error('frozen');\n";
    const app = made({
      'app.ts': STACK.replace('makeRotation()', 'false').replace(
        '    new lambda.Function',
        `    ${guard}    new lambda.Function`,
      ),
    });
    const before = readFileSync(path.join(app.dir, 'app.ts'), 'utf8');
    const { err } = await plumbline(app.dir, 'fix', '--trust');
    expect(readFileSync(path.join(app.dir, 'app.ts'), 'utf8')).toBe(before);
    expect(err).toContain('frozen');
  });

  it('check --since: runs the app as it was', async () => {
    const app = made({ 'app.ts': GOOD });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], { cwd: app.dir });
    git('init', '-q');
    git('add', 'app.ts', 'cdk.json');
    git('commit', '-qm', 'one');
    const found = async () =>
      JSON.parse((await plumbline(app.dir, 'check', '--since', 'HEAD', '--trust', '--format', 'json')).out);
    // What only running it tells was there before, too.
    expect(await found()).toMatchObject({ findings: [], change: { since: 'HEAD', new: 0 } });
    writeFileSync(path.join(app.dir, 'app.ts'), GOOD.replace('> 2000', '> 3000').replace("'Late')", "'Later')"));
    const { findings } = await found();
    expect(findings.map((f: { rule: string; evidence: string }) => [f.rule, f.evidence])).toContainEqual([
      'kms/unrotated-key',
      'synth',
    ]);
  });
});
