/** Revisions of a real repository, through the real git. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Repository, linesAdded, openRepository } from './git.ts';

const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'plumbline-git-'));
const at = (name: string) => path.join(folder, name);
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const write = (name: string, text: string) => {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), text);
};
let repository: Repository;
let first: string;

beforeAll(async () => {
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.com');
  write('lib/stack.ts', 'one\ntwo\nthree\n');
  write('lib/größe ein.ts', 'ä€𝄞\n');
  write('lib/[a]/x.ts', 'x\n');
  write('lib/a/y.ts', 'y\n');
  write('picture.png', 'a\0b');
  write('template.yaml', '\uFEFFResources: {}\r\n');
  write('gone.ts', 'gone\n');
  write('.gitignore', 'cdk.out\n');
  symlinkSync('stack.ts', at('lib/link.ts'));
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  first = git('rev-parse', 'HEAD');
  repository = (await openRepository(folder)) as Repository;
});

afterAll(() => {
  repository.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe('a git repository', () => {
  it('is found from a folder in it, and not elsewhere', async () => {
    const inner = (await openRepository(at('lib/a'))) as Repository;
    expect(inner.root).toBe(folder);
    expect(inner.gitFolder).toBe(at('.git'));
    expect(await openRepository(path.parse(folder).root)).toBeNull();
    expect(await openRepository(at('nowhere'))).toBeNull();
  });

  it('names files as the caller names the folder, links included', async () => {
    const alias = `${folder}-alias`;
    symlinkSync(folder, alias);
    try {
      const linked = (await openRepository(path.join(alias, 'lib'))) as Repository;
      expect(linked.root).toBe(alias);
      expect(await linked.read(first, path.join(alias, 'lib/stack.ts'))).toBe('one\ntwo\nthree\n');
    } finally {
      rmSync(alias);
    }
  });

  it('resolves names of commits, and nothing else', async () => {
    expect(await repository.resolve('HEAD')).toBe(first);
    expect(await repository.resolve('main')).toBe(first);
    expect(await repository.resolve('no-such')).toBeNull();
    expect(await repository.resolve('--all')).toBeNull();
    expect(await repository.resolve('HEAD:gone.ts')).toBeNull();
  });

  it('reads texts, many at once', async () => {
    const names = ['lib/stack.ts', 'nowhere.ts', 'lib/größe ein.ts', 'picture.png', 'lib', 'template.yaml', '../x'];
    expect(await Promise.all(names.map(name => repository.read(first, at(name))))).toEqual([
      'one\ntwo\nthree\n',
      null,
      'ä€𝄞\n',
      null,
      null,
      'Resources: {}\r\n',
      null,
    ]);
    expect(await repository.read('0'.repeat(40), at('lib/stack.ts'))).toBeNull();
  });

  it('lists the files of a folder, taking its name as it is', async () => {
    expect(await repository.files(first, at('lib'))).toEqual(
      ['lib/[a]/x.ts', 'lib/a/y.ts', 'lib/größe ein.ts', 'lib/stack.ts'].map(at),
    );
    expect(await repository.files(first, at('lib/[a]'))).toEqual([at('lib/[a]/x.ts')]);
    expect(await repository.files(first, folder)).toHaveLength(8);
    expect(await repository.files(first, tmpdir())).toEqual([]);
  });

  it('tells what differs from the work tree, and which lines, without running what the repository configures', async () => {
    const trap = at('.git/trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch '${at('.git/sprung')}'\n`);
    chmodSync(trap, 0o755);
    for (const key of ['core.fsmonitor', 'diff.external', 'diff.evil.textconv', 'core.pager', 'core.sshCommand'])
      git('config', key, trap);
    git('config', 'diff.relative', 'true');
    write('.git/info/attributes', '*.ts diff=evil\n');
    write('lib/stack.ts', 'one\nzwei\nthree\r\nfour\n');
    write('lib/new.ts', 'new\n');
    write('cdk.out/Stack.template.json', '{}');
    write('staged.ts', 'staged\n');
    git('add', 'staged.ts');
    // Adding asked the monitor.
    rmSync(at('.git/sprung'), { force: true });
    rmSync(at('gone.ts'));
    const inner = (await openRepository(at('lib'))) as Repository;
    for (const seen of [repository, inner])
      expect([...(await seen.changed(first))].sort()).toEqual(
        ['gone.ts', 'lib/new.ts', 'lib/stack.ts', 'staged.ts'].map(at),
      );
    expect(await repository.changedLines(first, at('lib/stack.ts'), 'one\nzwei\nthree\r\nfour\n')).toEqual([
      { start: 1, end: 2 },
      { start: 3, end: 4 },
    ]);
    expect(await repository.changedLines(first, at('lib/new.ts'), 'new\n')).toEqual([{ start: 0, end: 1 }]);
    expect(existsSync(at('.git/sprung'))).toBe(false);
  });

  it('takes no folder of the work tree for a repository, whose configuration could name programs', async () => {
    const inner = at('assets/repository');
    execFileSync('git', ['init', '-q', '--bare', inner]);
    const trap = `touch ${at('trapped')}`;
    for (const [key, value] of Object.entries({ bare: 'false', worktree: at('lib'), fsmonitor: trap }))
      execFileSync('git', ['-C', inner, 'config', `core.${key}`, value]);
    expect(await openRepository(inner)).toBeNull();
    expect(existsSync(at('trapped'))).toBe(false);
    rmSync(inner, { recursive: true });
  });

  it('answers nothing once it is disposed of', async () => {
    const other = (await openRepository(folder)) as Repository;
    const pending = other.read(first, at('lib/stack.ts'));
    other.dispose();
    expect(await pending).toBeNull();
    expect(await other.resolve('HEAD')).toBeNull();
    expect(await other.changed(first)).toEqual([]);
  });
});

describe('lines that a text has anew', () => {
  it('are none where lines only went, and all where nothing was before', () => {
    expect(linesAdded('a\nb\nc\n', 'a\nc\n')).toEqual([]);
    expect(linesAdded('', 'a\nb')).toEqual([{ start: 0, end: 2 }]);
    expect(linesAdded('a\nb', 'a\nb\n')).toEqual([]);
  });
});
