/** A work tree compared with a revision: what it would replace. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyOfPath } from '../lsp/uris.ts';
import { replacedResource } from '../rules/structure/replaced-resource.ts';
import { createWorkspace } from '../all.ts';
import { compareRevision } from './revision.ts';

const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'plumbline-revision-'));
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
const template = (id: string) => `Resources:\n  ${id}:\n    Type: AWS::S3::Bucket\n`;
const files = ['app/template.yaml', 'other/template.yaml'];

beforeAll(() => {
  git('init', '-q');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.com');
  for (const [i, file] of files.entries()) {
    mkdirSync(path.join(folder, path.dirname(file)));
    writeFileSync(path.join(folder, file), template(`Uploads${i}`));
  }
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  writeFileSync(path.join(folder, 'app/template.yaml'), template('Files'));
  git('commit', '-q', '-a', '-m', 'second');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function found(revision: string, inside = ''): Promise<string[]> {
  const workspace = createWorkspace({
    rules: [replacedResource as never],
    host: { fileExists: () => null },
    projectOf: uri => uri.slice(0, uri.lastIndexOf('/')),
    today: () => '2026-11-21',
  });
  for (const file of files) {
    const full = path.join(folder, file);
    workspace.update({ uri: keyOfPath(full), version: 1, text: readFileSync(full, 'utf8') });
  }
  await compareRevision(workspace, path.join(folder, inside), revision);
  return workspace.allFindings().map(f => f.message);
}

it('tells what is another than at the revision, below the folder', async () => {
  const message =
    'With Files in place of Uploads0 (HEAD~1), CloudFormation makes Files (AWS::S3::Bucket) anew, without the data.';
  expect(await found('HEAD')).toEqual([]);
  expect(await found('HEAD~1')).toEqual([message]);
  expect(await found('HEAD~1', 'app')).toEqual([message]);
  expect(await found('HEAD~1', 'other')).toEqual([]);
});

it('is silent where there is no such revision', async () => {
  expect(await found('nowhere')).toEqual([]);
});
