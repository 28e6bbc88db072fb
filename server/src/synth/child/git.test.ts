/** What git would say, from its files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gitAnswer } from './git.ts';

const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';
const top = mkdtempSync(path.join(os.tmpdir(), 'plumbline-git-'));
const write = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(top, name)), { recursive: true });
  writeFileSync(path.join(top, name), text);
};
write('.git/HEAD', 'ref: refs/heads/feature/x\n');
write('.git/packed-refs', `# pack-refs with: peeled\n${HEAD} refs/heads/feature/x\n${HEAD} refs/tags/v1.2.0\n`);
write('.git/config', '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@example.com:a/b.git\n');
write('inner/file', '');
write('tree/.git', 'gitdir: ../.git/worktrees/tree\n');
write('.git/worktrees/tree/HEAD', `${HEAD.replace('a', 'b')}\n`);
write('.git/worktrees/tree/commondir', '../..\n');

afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('git', () => {
  it.each([
    ['rev-parse HEAD', HEAD],
    ['rev-parse --short HEAD', HEAD.slice(0, 7)],
    ['rev-parse --short=10 HEAD', HEAD.slice(0, 10)],
    ['rev-parse --abbrev-ref HEAD', 'feature/x'],
    ['rev-parse --show-toplevel', top],
    ['branch --show-current', 'feature/x'],
    ['-C elsewhere symbolic-ref --short HEAD', 'feature/x'],
    ['describe --tags --always', 'v1.2.0'],
    ['log -1 --format=%h:%H', `${HEAD.slice(0, 7)}:${HEAD}`],
    ['config --get remote.origin.url', 'git@example.com:a/b.git'],
    ['remote get-url origin', 'git@example.com:a/b.git'],
  ])('answers %s', (command, answer) => {
    expect(gitAnswer(command.split(' '), path.join(top, 'inner'))).toBe(`${answer}\n`);
  });

  it('knows work trees, where no branch is checked out', () => {
    expect(gitAnswer(['rev-parse', 'HEAD'], path.join(top, 'tree'))).toBe(`${HEAD.replace('a', 'b')}\n`);
    expect(gitAnswer(['rev-parse', '--abbrev-ref', 'HEAD'], path.join(top, 'tree'))).toBe('HEAD\n');
    expect(gitAnswer(['branch', '--show-current'], path.join(top, 'tree'))).toBe('');
  });

  it('answers plausibly without a repository, and nothing that would change one', () => {
    const nowhere = path.parse(top).root;
    expect(gitAnswer(['rev-parse', 'HEAD'], nowhere)).toBe(`${'0'.repeat(40)}\n`);
    expect(gitAnswer(['status', '--porcelain'], nowhere)).toBe('');
    for (const command of ['commit -am x', 'push', 'rev-parse other', 'tag v1', 'log', 'branch new'])
      expect(gitAnswer(command.split(' '), top)).toBeUndefined();
  });
});
