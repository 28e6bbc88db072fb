/** `npm run new-rule` writes what typechecks, and refuses what is no rule. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

const tool = path.join(import.meta.dirname, '../tools/newRule.ts');
const newRule = (...args: string[]) => spawnSync(process.execPath, [tool, ...args], { encoding: 'utf8' });

it('writes a rule and its test, once', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
  try {
    expect(newRule('--root', root, 'queues/too-short').status).toBe(0);
    const folder = path.join(root, 'server/src/rules/queues');
    for (const name of ['too-short.ts', 'too-short.test.ts']) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const parsed = ts.transpileModule(text, { reportDiagnostics: true, fileName: name });
      expect(parsed.diagnostics).toEqual([]);
      expect(text).toContain('tooShort');
      expect(text).toContain('queues/too-short');
    }
    const again = newRule('--root', root, 'queues/too-short');
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('exists already');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

it('refuses what is no id', () => {
  for (const args of [[], ['KMS/Bad'], ['nofamily'], ['a/b/c'], ['../x/y'], ['a/b', 'c/d'], ['syntax/x']])
    expect(newRule('--root', '/nonexistent', ...args).status, args.join(' ')).toBe(2);
});
