/** Results that are kept between runs: used when nothing has changed, and never when anything has. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { groupsOf } from './groups.ts';
import { plumbline, plumblineIn } from './testing.ts';

const KEY = 'Resources:\n  Orders:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n';
const APP = `import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { rotate } from '@shared/config';
new Key(new Stack(new App(), 'Shop'), 'Signing', { enableKeyRotation: rotate });
`;

const { now } = performance;
let later = 0;
let folder = '';
let cache = '';
const put = (name: string, text: string) => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + later);
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'plumbline-cache-'));
  cache = path.join(folder, 'node_modules/.cache/plumbline');
  put('one/cdk.json', '{}');
  put('one/t.yaml', KEY);
  put('two/cdk.json', '{}');
  put('two/app.ts', APP);
  put('two/lib/config.ts', 'export const rotate = false;\n');
  put('two/tsconfig.json', '{ "compilerOptions": { "paths": { "@shared/*": ["./lib/*"] } } }');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The entries with what changes when one is written again; one that is used is only touched. */
const entries = () =>
  existsSync(cache) ? readdirSync(cache).map(name => `${name} ${statSync(path.join(cache, name)).ino}`) : [];

/** How many results a check has made anew. What it says is always what a check without a cache says. */
async function made(...args: string[]): Promise<number> {
  const before = entries();
  // What was looked up on the disk holds for some seconds within one process.
  later += 60_000;
  const kept = await plumbline(folder, 'check', '--format', 'json', ...args, '--cache');
  const fresh = await plumbline(folder, 'check', '--format', 'json', ...args);
  const plain = (text: string) => ({ ...JSON.parse(text), timings: null });
  expect(plain(kept.out)).toEqual(plain(fresh.out));
  expect(kept.code).toBe(fresh.code);
  return entries().filter(entry => !before.includes(entry)).length;
}

it('keeps a result for each project, and uses it as long as nothing has changed', async () => {
  expect(await made()).toBe(2);
  expect(await made()).toBe(0);
  expect(
    JSON.parse((await plumbline(folder, 'check', '--format', 'json', '--cache')).out).summary.byRule,
  ).toMatchObject({
    'kms/unrotated-key': 2,
  });
});

describe('a result is made anew', () => {
  const changes: Record<string, [projects: number, change: () => void, ...args: string[]]> = {
    'when a text is another': [1, () => put('one/t.yaml', KEY.replace('false', 'true'))],
    'when a file comes': [1, () => put('one/u.yaml', KEY)],
    'when a file goes': [1, () => rmSync(path.join(folder, 'two/lib/config.ts'))],
    'when modules are found in another place': [1, () => put('two/tsconfig.json', '{}')],
    'when a library is installed': [
      1,
      () => put('two/node_modules/aws-cdk-lib/package.json', '{ "name": "aws-cdk-lib", "version": "2.100.0" }'),
    ],
    'when a file appears that reading has asked for': [1, () => put('one/src/notes.txt', '')],
    'when projects are others': [1, () => rmSync(path.join(folder, 'one/cdk.json'))],
    'when requirements come that hold in all projects': [
      1,
      () => put('plumbline.yaml', 'version: 1\nrules: { kms/*: error }\n'),
    ],
    'for other rules': [2, () => {}, '--rule', 'kms/unrotated-key=hint'],
    'for another profile': [2, () => {}, '--profile', 'strict'],
    'on another day': [2, () => {}, '--today', '2027-01-01'],
  };
  for (const [name, [projects, change, ...args]] of Object.entries(changes))
    it(name, async () => {
      put(
        'one/t.yaml',
        `${KEY}  Child: { Type: AWS::Serverless::Function, Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs22.x } }\n`,
      );
      await made();
      change();
      expect(await made(...args)).toBe(projects);
      expect(await made(...args)).toBe(0);
    });

  it('when the version of the library is another, or an entry is cut off', async () => {
    put('two/node_modules/aws-cdk-lib/package.json', '{ "name": "aws-cdk-lib", "version": "2.100.0" }');
    expect(await made()).toBe(2);
    for (const name of readdirSync(cache)) writeFileSync(path.join(cache, name), '{ "asked": [');
    expect(await made()).toBe(2);
  });
});

it('says the same from several threads, with a cache and without', { timeout: 120_000 }, async () => {
  for (let i = 0; i < 4; i++) {
    put(`app${i}/plumbline.yaml`, 'version: 1\nrequirements: { tags: { required: { Project: x } } }\n');
    put(`app${i}/t.yaml`, KEY.replaceAll('Orders', `Orders${i}`));
    put(`alone${i}/cdk.json`, '{}');
  }
  const plain = ({ code, out, err }: Awaited<ReturnType<typeof plumbline>>) => ({
    code,
    err,
    report: { ...JSON.parse(out), timings: null },
  });
  const args = ['check', '--format', 'json'];
  const alone = plain(await plumblineIn({ workers: 0 }, folder, ...args));
  expect(alone.report.findings.length).toBeGreaterThan(8);
  expect(alone.report.findings.some((f: { fix: unknown }) => f.fix)).toBe(true);
  expect(plain(await plumblineIn({ workers: 2 }, folder, ...args, '--cache'))).toEqual(alone);
  expect(plain(await plumblineIn({}, folder, ...args, '--cache'))).toEqual(alone);
});

it('forgets what nobody has used for a month', async () => {
  await made();
  put('one/t.yaml', KEY.replace('Orders', 'Bills'));
  const long = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
  for (const name of readdirSync(cache)) utimesSync(path.join(cache, name), long, long);
  await made();
  expect(readdirSync(cache)).toHaveLength(2);
});

it('joins what shares requirements, and nothing else', () => {
  const rootOf = (uri: string) => uri.slice(0, uri.lastIndexOf('/'));
  const uris = ['f:/a/t', 'f:/a/b/t', 'f:/ab/t', 'f:/c/x', 'f:/d/t'];
  expect(groupsOf(uris, rootOf, new Map())).toHaveLength(5);
  const extended = new Map([['f:/a/plumbline.yaml', ['f:/c/x']]]);
  expect(groupsOf([...uris, 'f:/a/plumbline.yaml'], rootOf, extended).map(g => g.toSorted())).toEqual([
    ['f:/a/b/t', 'f:/a/plumbline.yaml', 'f:/a/t', 'f:/c/x'],
    ['f:/ab/t'],
    ['f:/d/t'],
  ]);
});
