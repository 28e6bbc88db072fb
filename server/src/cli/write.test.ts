/** Files of the user are written as a whole or not at all, and each command says why one was not. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { plumbline } from './testing.ts';
import { writeWhole } from './write.ts';

vi.mock('node:fs', async original => {
  const real = await original<typeof fs>();
  return { ...real, writeFileSync: vi.fn(real.writeFileSync), accessSync: vi.fn(real.accessSync) };
});

const folder = fs.mkdtempSync(path.join(tmpdir(), 'plumbline-write-'));
const at = (name: string) => path.join(folder, name);
const read = (name: string) => fs.readFileSync(at(name), 'utf8');
/** The next write gets as far as a disk that is full lets it, and fails. */
const fail = (code: string) =>
  vi.mocked(fs.writeFileSync).mockImplementationOnce(file => {
    fs.closeSync(fs.openSync(file as string, 'w'));
    throw Object.assign(new Error(`${code}: write`), { code });
  });

afterEach(() => {
  vi.mocked(fs.writeFileSync).mockClear();
  for (const name of fs.readdirSync(folder)) fs.rmSync(at(name), { recursive: true });
});

it('writes new files with their folders, and keeps links and modes of old ones', () => {
  writeWhole(at('a/b/new.txt'), 'new', 'new.txt');
  expect(read('a/b/new.txt')).toBe('new');
  fs.writeFileSync(at('old.txt'), 'old', { mode: 0o600 });
  fs.symlinkSync('old.txt', at('link.txt'));
  writeWhole(at('link.txt'), 'changed', 'link.txt');
  expect(fs.lstatSync(at('link.txt')).isSymbolicLink()).toBe(true);
  expect(read('old.txt')).toBe('changed');
  if (process.platform !== 'win32') expect(fs.statSync(at('old.txt')).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(folder).sort()).toEqual(['a', 'link.txt', 'old.txt']);
});

it.each([
  ['ENOSPC', 'the disk is full. What was there is as it was'],
  ['EROFS', 'the file system is read-only'],
])('leaves what was there on %s, and says so', (code, words) => {
  fs.writeFileSync(at('kept.txt'), 'kept');
  fail(code);
  expect(() => writeWhole(at('kept.txt'), 'other', 'kept.txt')).toThrow(`can't write kept.txt: ${words}`);
  expect(read('kept.txt')).toBe('kept');
  expect(fs.readdirSync(folder)).toEqual(['kept.txt']);
});

it('says why where a folder is in the way, or a file, or there is no permission', () => {
  fs.mkdirSync(at('folder'));
  expect(() => writeWhole(at('folder'), 'x', 'folder')).toThrow('it is a folder');
  fs.writeFileSync(at('file'), 'x');
  expect(() => writeWhole(at('file/in/it'), 'x', 'file/in/it')).toThrow('a part of its path is a file');
  vi.mocked(fs.accessSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  });
  expect(() => writeWhole(at('file'), 'y', 'file')).toThrow("can't write file: no permission to write there");
  expect(read('file')).toBe('x');
});

it('writes into a file whose folder takes no new ones', () => {
  fs.writeFileSync(at('old.txt'), 'old');
  vi.mocked(fs.writeFileSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('no'), { code: 'EACCES' });
  });
  writeWhole(at('old.txt'), 'new', 'old.txt');
  expect(read('old.txt')).toBe('new');
});

it('is what every command writes with: on a full disk each ends with 2 and a sentence, and files are as they were', async () => {
  const template =
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: {}\n";
  const handler = "import { S3 } from 'aws-sdk';\nexport const s3 = new S3();\n";
  fs.writeFileSync(at('t.yaml'), template);
  fs.writeFileSync(at('handler.ts'), handler);
  fs.writeFileSync(at('PROMPT.md'), 'All resources must be deployed in us-east-1.\n');
  for (const args of [
    ['check', '--output', 'report.txt'],
    ['check', '--baseline', 'baseline.json', '--update-baseline'],
    ['check', '--fix'],
    ['fix'],
    ['init', '--from', 'PROMPT.md', '--output', 'drafted.yaml'],
    ['migrate', '--write'],
  ]) {
    fail('ENOSPC');
    const { code, err } = await plumbline(folder, ...args);
    vi.mocked(fs.writeFileSync).mockReset();
    expect([args.join(' '), code, err]).toEqual([
      args.join(' '),
      2,
      expect.stringMatching(/^plumbline: can't write \S+: the disk is full\./m),
    ]);
    expect(err).not.toContain('internal error');
    expect(fs.readdirSync(folder).sort()).toEqual(['PROMPT.md', 'handler.ts', 't.yaml']);
    expect([read('t.yaml'), read('handler.ts')]).toEqual([template, handler]);
  }
}, 60_000);
