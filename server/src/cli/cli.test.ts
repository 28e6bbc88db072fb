/** The CLI as people run it: its arguments, its exit code, its output, the files it writes. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { plumbline } from './testing.ts';

const MAIN = path.join(import.meta.dirname, 'main.ts');
const BAD = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Orders: # keep this comment
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: false
`;
const GOOD = BAD.replace('false', 'true');

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A new folder with these files. */
function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const made = mkdtempSync(path.join(root, 'case-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(made, name)), { recursive: true });
    writeFileSync(path.join(made, name), content);
  }
  return made;
}

describe('exit codes', () => {
  it('is 0 for a clean folder and 1 for findings', async () => {
    expect(await plumbline(folder({ 't.yaml': GOOD }), 'check')).toMatchObject({ code: 0, err: '' });
    const found = await plumbline(folder({ 't.yaml': BAD }), 'check');
    expect(found.code).toBe(1);
    expect(found.out).toMatch(/^t\.yaml\n {2}6:26 {2}warning .*kms\/unrotated-key/);
  });

  it('says that CDK code can’t be parsed, which no editor says here; and nothing of other code', async () => {
    const broken =
      "import { App } from 'aws-cdk-lib';\nconst app = new App({ analyticsReporting: false stackTraces: true };\n";
    const result = await plumbline(
      folder({ 'cdk.json': '{}', 'app.ts': broken, 'page.ts': 'export const = 1;' }),
      'check',
    );
    expect(result.code).toBe(1);
    expect(result.out).toMatch(
      /^app\.ts\n {2}2:49 {2}error {8}This can’t be parsed: ',' expected\. {2}syntax\/unreadable\n\nNot ready to deploy: 1 finding makes/,
    );
  });

  it('says on standard error how long each step took, if asked', async () => {
    const result = await plumbline(folder({ 't.yaml': GOOD }), 'check', '--verbose');
    expect(result).toMatchObject({ code: 0, err: expect.stringMatching(/^discover \d+ ms, .*, total \d+ ms\n$/) });
  });

  it('goes by --fail-on', async () => {
    const made = folder({ 't.yaml': BAD });
    expect((await plumbline(made, 'check', '--fail-on', 'error')).code).toBe(0);
    expect((await plumbline(made, 'check', '--fail-on', 'hint')).code).toBe(1);
    expect((await plumbline(made, 'check', '--fail-on=never', '--rule', 'kms/*=error')).code).toBe(0);
    expect((await plumbline(made, 'check', '--fail-on=error', '--rule', 'kms/unrotated-key=error')).code).toBe(1);
    expect((await plumbline(made, 'check', '--rule', 'kms/unrotated-key=off')).code).toBe(0);
  });

  it('goes by the rule set of plumbline.yaml', async () => {
    const alarm = 'Resources:\n  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { MetricName: Errors } }\n';
    const made = (set: string) => folder({ 't.yaml': alarm, 'plumbline.yaml': `version: 1\nrule_set: ${set}\n` });
    const check = async (set: string, ...args: string[]) => (await plumbline(made(set), 'check', ...args)).out;
    expect(await check('strict')).toContain('alarms/without-action');
    expect(await check('recommended', '--profile', 'strict')).not.toContain('alarms/without-action');
  });

  it('is 2 for wrong arguments, and says what is wrong', async () => {
    const made = folder({ 't.yaml': GOOD });
    for (const [args, message] of [
      [['check', 'nowhere'], 'nowhere does not exist'],
      [['check', '--format', 'xml'], '--format takes text'],
      [['check', '--fail-on', 'sometimes'], '--fail-on takes'],
      [['check', '--rule', 'kms/unrotated-key'], '--rule takes id=level'],
      [['check', '--rule', 'kms/unrotated-keys=off'], 'did you mean kms/unrotated-key'],
      [['chek'], 'there is no command "chek"; did you mean check?; see plumbline --help'],
      [['check', '--today', 'soon'], '--today takes an ISO date'],
      [['check', '--nonsense'], '--nonsense'],
      [['explain', 'no/rule'], 'there is no rule'],
      [['explain', 'kms/unrotated-key', 't.yaml'], 'a place is a file with a line'],
      [['explain', 'kms/unrotated-key', 'u.yaml:1'], 'u.yaml does not exist'],
      [['dance'], 'there is no command'],
      [[], 'Usage'],
    ] as const) {
      const result = await plumbline(made, ...args);
      expect(result.err).toContain(message);
      expect(result.code, args.join(' ')).toBe(2);
      expect(result.out).toBe('');
    }
  });
});

describe('formats', () => {
  it('writes JSON of the promised shape', async () => {
    const result = await plumbline(folder({ 'sub/t.yaml': BAD }), 'check', '--format', 'json', '--today', '2026-11-21');
    const place = {
      type: 'object',
      required: ['line', 'character'],
      properties: { line: { type: 'integer', minimum: 0 }, character: { type: 'integer', minimum: 0 } },
      additionalProperties: false,
    };
    const range = {
      type: 'object',
      required: ['start', 'end'],
      properties: { start: place, end: place },
      additionalProperties: false,
    };
    const text = { type: 'string', minLength: 1 };
    const closed = (properties: Record<string, unknown>, rest: object = {}) => ({
      type: 'object',
      required: Object.keys(properties),
      properties,
      additionalProperties: false,
      ...rest,
    });
    const severity = { enum: ['error', 'warning', 'information', 'hint'] };
    const valid = new Ajv({ strict: false }).compile(
      closed({
        version: { const: manifest.version },
        findings: {
          type: 'array',
          minItems: 1,
          items: closed({
            rule: text,
            severity,
            message: text,
            file: { const: 'sub/t.yaml' },
            range,
            resource: { anyOf: [{ type: 'null' }, closed({ type: text, logicalId: text, path: {} })] },
            evidence: { enum: ['source', 'synth'] },
            requirement: { type: 'null' },
            stack: text,
            blocks: { const: false },
            effort: closed({ level: { enum: ['quick', 'edit', 'redesign'] }, reason: text }),
            new: { type: 'null' },
            fix: {
              anyOf: [{ type: 'null' }, closed({ title: text, safety: { enum: ['safe', 'review', 'replacement'] } })],
            },
            key: text,
          }),
        },
        requirements: { type: 'array', maxItems: 0 },
        summary: { type: 'object', required: ['verdict', 'total', 'bySeverity', 'byRule', 'byFile', 'blockers'] },
        change: { type: 'null' },
        notAnalysed: { type: 'array', items: closed({ file: text, range: {}, reason: text }) },
        timings: { type: 'object', required: ['total'], additionalProperties: { type: 'number' } },
      }),
    );
    expect(valid(JSON.parse(result.out)), JSON.stringify(valid.errors)).toBe(true);
    const [finding] = JSON.parse(result.out).findings;
    expect(finding.range).toEqual({ start: { line: 5, character: 25 }, end: { line: 5, character: 30 } });
    expect(finding.resource).toEqual({ type: 'AWS::KMS::Key', logicalId: 'Orders', path: null });
  });

  it('writes SARIF, Markdown, HTML and JUnit to a file', async () => {
    const made = folder({ 't.yaml': BAD });
    for (const [format, start] of [
      ['sarif', '{\n  "$schema"'],
      ['markdown', '# Plumbline report'],
      ['html', '<!DOCTYPE html>'],
      ['junit', '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites'],
    ] as const) {
      const result = await plumbline(made, 'check', '--format', format, '--output', `out/report.${format}`);
      expect(result).toMatchObject({ code: 1, out: '' });
      expect(readFileSync(path.join(made, `out/report.${format}`), 'utf8').startsWith(start)).toBe(true);
    }
  });

  it('says what is new and what is gone since an earlier report', async () => {
    const made = folder({ 't.yaml': BAD });
    await plumbline(made, 'check', '--format', 'json', '--output', 'old.json');
    const [known] = JSON.parse(readFileSync(path.join(made, 'old.json'), 'utf8')).findings;
    writeFileSync(path.join(made, 't.yaml'), GOOD);
    const result = await plumbline(made, 'check', '--compare', 'old.json', '--format', 'json');
    expect(JSON.parse(result.out).change).toMatchObject({ since: 'old.json', new: 0, gone: [{ key: known.key }] });
    expect(await plumbline(made, 'check', '--compare', 'no.json')).toMatchObject({
      code: 2,
      err: expect.stringContaining("can't compare with no.json"),
    });
  });

  it('writes all of a large report into a pipe', { timeout: 120_000 }, () => {
    const many = Array.from(
      { length: 1000 },
      (_, i) => `  K${i}: { Type: AWS::KMS::Key, Properties: { Description: "${'x'.repeat(200)}" } }`,
    );
    const made = folder({ 't.yaml': `AWSTemplateFormatVersion: x\nResources:\n${many.join('\n')}\n` });
    const { stdout } = spawnSync(process.execPath, [MAIN, 'check', '--quiet'], {
      cwd: made,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(stdout.split('\n').filter(line => line.includes('kms/unrotated-key'))).toHaveLength(1000);
    expect(stdout).toMatch(/1000 warnings in 1 file\.\n$/);
  });
});

describe('files', () => {
  it('names files from outside of the current folder by the given one', async () => {
    const made = folder({ 'infra/t.yaml': BAD, 'elsewhere/x.txt': '' });
    const { out } = await plumbline(
      path.join(made, 'elsewhere'),
      'check',
      path.join(made, 'infra'),
      '--format',
      'json',
    );
    expect(JSON.parse(out).findings[0].file).toBe('t.yaml');
  });

  it('reads the requirements above the given paths, with what those extend, up to the repository', async () => {
    const made = folder({
      'plumbline.yaml': 'version: 1\nrequirements: { services: [kms] }\n',
      'repo/.git/HEAD': '',
      'repo/plumbline.yaml': 'version: 1\nextends: shared/company.plumbline.yaml\n',
      'repo/shared/company.plumbline.yaml': 'version: 1\nrequirements: { naming: "shop-{resource}" }\n',
      'repo/app/cdk.json': '{}',
      'repo/app/t.yaml': 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs }\n',
    });
    for (const [cwd, ...paths] of [[path.join(made, 'repo/app')], [made, 'repo/app']]) {
      const { out } = await plumbline(cwd as string, 'check', ...paths, '--format', 'json');
      const rules = JSON.parse(out).findings.map((f: { rule: string }) => f.rule);
      expect(rules).toContain('naming/off-pattern');
      expect(rules).not.toContain('arch/missing-service');
    }
    expect((await plumbline(path.join(made, 'repo'), 'check')).out).toContain('naming/off-pattern');
  });

  it('skips what others wrote or a build made, but not what is asked for', async () => {
    const made = folder({ 'cdk.out/t.yaml': BAD, 'node_modules/x/t.yaml': BAD, 't.yaml': GOOD });
    expect((await plumbline(made, 'check')).code).toBe(0);
    expect((await plumbline(made, 'check', 'cdk.out')).code).toBe(1);
  });

  it('survives links in circles, links to nowhere, binary and broken files', async () => {
    const made = folder({
      'a/t.yaml': BAD,
      'binary.yaml': Buffer.from([0, 1, 2, 255, 254, 0]),
      'broken.yaml': 'AWSTemplateFormatVersion: x\nResources:\n  A: [\n',
      'empty.json': '',
    });
    symlinkSync(made, path.join(made, 'a/circle'));
    symlinkSync(path.join(made, 'missing'), path.join(made, 'a/nowhere.yaml'));
    symlinkSync('self.yaml', path.join(made, 'a/self.yaml'));
    const result = await plumbline(made, 'check', '--format', 'json');
    expect(result.code).toBe(1);
    const report = JSON.parse(result.out);
    expect(report.findings.filter((f: { rule: string }) => f.rule === 'kms/unrotated-key')).toHaveLength(1);
    expect(report.findings.some((f: { rule: string }) => f.rule === 'syntax/unreadable')).toBe(true);
    expect(report.notAnalysed).toContainEqual({ file: 'binary.yaml', range: null, reason: 'binary' });
  });

  it.skipIf(process.getuid?.() === 0)('says which files it may not read', async () => {
    const made = folder({ 't.yaml': BAD });
    chmodSync(path.join(made, 't.yaml'), 0);
    const report = JSON.parse((await plumbline(made, 'check', '--format', 'json')).out);
    expect(report.notAnalysed).toEqual([{ file: 't.yaml', range: null, reason: 'no permission to read it' }]);
  });
});

describe('--fix', () => {
  it('writes safe fixes only, and leaves everything else as it is', async () => {
    const mark = '\ufeff';
    const role = `  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: fixed-name\n      AssumeRolePolicyDocument: {}\n`;
    const text = mark + (BAD + role).replaceAll('\n', '\r\n');
    const made = folder({ 't.yaml': text, 'other.yaml': GOOD });
    const result = await plumbline(made, 'check', '--fix', '--format', 'json');
    expect(readFileSync(path.join(made, 't.yaml'), 'utf8')).toBe(
      text.replace('EnableKeyRotation: false', 'EnableKeyRotation: true'),
    );
    expect(readFileSync(path.join(made, 'other.yaml'), 'utf8')).toBe(GOOD);
    const rules = JSON.parse(result.out).findings.map((f: { rule: string }) => f.rule);
    expect(rules).not.toContain('kms/unrotated-key');
    expect(rules).toContain('iam/named-iam-resource');
    expect(result.err).toContain('1 fixed in 1 files');
  });

  it('never writes a file whose bytes it cannot give back', async () => {
    const bytes = Buffer.concat([Buffer.from(BAD), Buffer.from([0x23, 0xff, 0x0a])]);
    const made = folder({ 't.yaml': bytes });
    await plumbline(made, 'check', '--fix');
    expect(readFileSync(path.join(made, 't.yaml')).equals(bytes)).toBe(true);
  });
});

describe('the other commands', () => {
  it('lists and explains rules, and tells its version', async () => {
    expect((await plumbline(root, '--version')).out).toBe(`${manifest.version}\n`);
    expect((await plumbline(root, 'rules')).out).toMatch(/^kms\/unrotated-key +warning +recommended /m);
    expect(JSON.parse((await plumbline(root, 'rules', '--format', 'json')).out)).toContainEqual(
      expect.objectContaining({ id: 'kms/unrotated-key', severity: 'warning', fix: true }),
    );
    expect((await plumbline(root, 'explain', 'kms/unrotated-key')).out).toMatch(/^# kms\/unrotated-key\n/);
    for (const command of ['check', 'rules', 'explain'])
      expect(await plumbline(root, command, '--help')).toMatchObject({
        code: 0,
        out: expect.stringContaining('Usage:'),
      });
  });

  it('explains why a rule did or did not fire at a line', async () => {
    const quiet = BAD.replace(
      '      Enable',
      '      # plumbline-ignore kms/unrotated-key by @ops: pinned\n      Enable',
    );
    const made = folder({
      'a/t.yaml': BAD,
      'a/good.yaml': GOOD,
      'a/quiet.yaml': quiet,
      'plumbline.yaml': 'version: 1\nrules: { s3/*: off }\n',
      'notes.txt': 'x\n',
    });
    const explain = async (...args: string[]) => (await plumbline(made, 'explain', ...args)).out;
    expect(await explain('kms/unrotated-key', 'a/t.yaml:6')).toContain('**It fired** (line 6)');
    expect(await explain('kms/unrotated-key', 'a/quiet.yaml:7')).toContain('it is ignored** (line 6, by @ops): pinned');
    expect(await explain('kms/unrotated-key', 'a/good.yaml:3')).not.toContain('It fired');
    expect(await explain('s3/public-bucket', 'a/t.yaml:3:5')).toMatch(
      /^# s3\/public-bucket here\n\n\*\*It is off\.\*\* /,
    );
    expect(await explain('kms/unrotated-key', 'notes.txt:1')).toContain('is not a file that is read');
    const other = path.join(made, 'a');
    expect((await plumbline(other, 'explain', 'kms/unrotated-key', 't.yaml:6')).out).toContain('**It fired**');
  });
});
