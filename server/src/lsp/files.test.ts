/** Texts of files on disk, and what is said of those that could not be read. */
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { discover } from '../cli/discover.ts';
import { isCandidate, isSkipped, listCandidates, readText } from './files.ts';
import { keyOfPath } from './uris.ts';

vi.mock('node:fs/promises', async original => {
  const real = await original<typeof fs>();
  return { ...real, open: vi.fn(real.open) };
});

let folder: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(tmpdir(), 'plumbline-files-'));
});
afterAll(() => fs.rm(folder, { recursive: true }));

it('says of a file that it could not read which one it was, and why', async () => {
  const file = path.join(folder, 'locked.yaml');
  await fs.writeFile(file, '\uFEFFResources: {}');
  expect(await readText(keyOfPath(file))).toBe('Resources: {}');
  const said: string[] = [];
  for (const code of ['EACCES', 'EIO']) {
    vi.mocked(fs.open).mockRejectedValueOnce(Object.assign(new Error(`${code}: open`), { code }));
    expect(await readText(keyOfPath(file), line => said.push(line))).toBeNull();
  }
  expect(said).toEqual([`${file} was not read: no permission to read it.`, `${file} was not read: EIO: open.`]);
  // What is gone by now, or was never ours, is nothing to tell.
  expect(await readText(keyOfPath(path.join(folder, 'gone.yaml')), line => said.push(line))).toBeNull();
  expect(await readText(keyOfPath(folder), line => said.push(line))).toBeNull();
  expect(said).toHaveLength(2);
});

it('leaves out snapshots of tests, but for one that is asked for', async () => {
  const snapshot = path.join(folder, 'app', 'web.integ.snapshot');
  await fs.mkdir(snapshot, { recursive: true });
  await fs.writeFile(path.join(folder, 'app', 'own.template.json'), '{}');
  await fs.writeFile(path.join(snapshot, 'Web.template.json'), '{}');
  const found = async (from: string) =>
    (
      await listCandidates(
        keyOfPath(from),
        () => false,
        async () => {},
      )
    ).map(key => path.posix.basename(key));
  expect(await found(path.join(folder, 'app'))).toEqual(['own.template.json']);
  expect(await found(snapshot)).toEqual(['Web.template.json']);
  const checked = (from: string) => discover([from]).files.map(file => path.basename(file));
  expect(checked(path.join(folder, 'app'))).toEqual(['own.template.json']);
  expect(checked(snapshot)).toEqual(['Web.template.json']);
  expect(isSkipped('test/__snapshots__/Web.template.json')).toBe(true);
  expect(['packaged.yaml', 'packaged-template.yml', 'template.yaml', 'packages.json'].map(isCandidate)).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(['cdk.out.prod', 'cdk.out-2', 'cdk-out', 'cdk.outputs', 'my-cdk.out'].map(isSkipped)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
