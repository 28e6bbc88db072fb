/** The problem matcher `$plumbline` finds in what the command line tool prints what the tool has found, and nothing else. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const MAIN = path.join(import.meta.dirname, '../server/src/cli/main.ts');
let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
  const key = (name: string) => `  ${name}:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n`;
  mkdirSync(path.join(root, 'infra/my stacks'), { recursive: true });
  writeFileSync(path.join(root, 'infra/my stacks/a.yaml'), `Resources:\n${key('A')}${key('B')}`);
  writeFileSync(path.join(root, 'b.yaml'), `Resources:\n${key('C')}`);
  writeFileSync(path.join(root, 'broken.yaml'), 'AWSTemplateFormatVersion: "2010-09-09"\nResources: [\n');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function check(...args: string[]): string {
  return spawnSync(process.execPath, [MAIN, 'check', ...args], { cwd: root, encoding: 'utf8' }).stdout;
}

const [matcher] = manifest.contributes.problemMatchers;
const patterns = manifest.contributes.problemPatterns.find(p => `$${p.name}` === matcher?.pattern)?.patterns ?? [];

/** As the editor goes about it: a line that names a file, then as many lines of findings as there are. */
function problems(output: string) {
  const [head, body] = patterns.map(p => ({ ...p, expression: new RegExp(p.regexp) }));
  if (!head || !body) throw new Error('the matcher has two patterns');
  const lines = output.split('\n');
  const found = [];
  for (let i = 0; i < lines.length; ) {
    const file = head.expression.exec(lines[i++] ?? '')?.[head.file as number];
    if (file === undefined) continue;
    for (let m = body.expression.exec(lines[i] ?? ''); m; m = body.expression.exec(lines[++i] ?? '')) {
      const part = (index: number | undefined) => m?.[index as number] as string;
      found.push({
        file,
        line: Number(part(body.line)),
        column: Number(part(body.column)),
        severity: part(body.severity),
        message: part(body.message),
        code: part(body.code),
      });
    }
  }
  return found;
}

it('gives each finding with file, place, severity, message and rule', () => {
  const reported = JSON.parse(check('--format', 'json')).findings as {
    file: string;
    range: { start: { line: number; character: number } };
    severity: string;
    message: string;
    rule: string;
  }[];
  expect(reported.length).toBeGreaterThan(3);
  expect(new Set(reported.map(f => f.file)).size).toBe(3);
  const expected = reported.map(({ file, range: { start }, severity, message, rule }) => ({
    file,
    line: start.line + 1,
    column: start.character + 1,
    severity,
    message,
    code: rule,
  }));
  const inOrder = (list: readonly { file: string; line: number; code: string }[]) =>
    [...list].sort((a, b) => `${a.file} ${a.line} ${a.code}`.localeCompare(`${b.file} ${b.line} ${b.code}`));
  expect(inOrder(problems(check()))).toEqual(inOrder(expected));
});

it('finds nothing where there is nothing', () => {
  writeFileSync(path.join(root, 'fine.yaml'), 'Resources:\n  A:\n    Type: AWS::CloudFormation::WaitConditionHandle\n');
  const output = check('fine.yaml');
  expect(output).toMatch(/\S/);
  expect(problems(output)).toEqual([]);
});

it('names files so that they are found from the folder of the task', () => {
  expect(problems(check('infra')).map(p => p.file)).toEqual(
    problems(check())
      .filter(p => p.file.startsWith('infra'))
      .map(p => p.file),
  );
});
