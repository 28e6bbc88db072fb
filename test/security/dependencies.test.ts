/** What comes with the extension from others: known, allowed, named, and run by nobody when it is installed. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../tools/bundles.mjs';
import { type Bundled, bundledPackages, notices, refused } from '../../tools/generateNotices.ts';
import { pack } from '../../tools/package.mjs';

const root = path.join(import.meta.dirname, '../..');
const json = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8')) as unknown;

describe('packages in the bundles', () => {
  let packages: readonly Bundled[];
  beforeAll(async () => {
    packages = await bundledPackages();
  }, 120_000);

  it('have licences that may be shipped', () => {
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.map(p => p.name)).toContain('typescript');
    expect(refused(packages)).toEqual([]);
    const wrong = { ...(packages[0] as Bundled), name: 'wrong', licence: 'AGPL-3.0-only' };
    expect(refused([...packages, wrong])).toEqual(['wrong AGPL-3.0-only']);
  });

  it('are named with their licences (else: node tools/generateNotices.ts)', () => {
    expect(readFileSync(path.join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8') === notices(packages)).toBe(true);
    for (const { text, licence, name } of packages)
      if (/^(MIT|ISC|BSD|Apache)/.test(licence)) expect(text, name).not.toBe('');
  });

  it('run nothing when they are installed', () => {
    expect(packages.flatMap(p => p.scripts.map(s => `${p.name} ${s}`))).toEqual([]);
  });
});

describe('the package', () => {
  const manifest = json('package.json') as Record<string, Record<string, string> | undefined>;

  it('needs nothing to be installed with it, and runs nothing when it is', () => {
    for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies'])
      expect(manifest[kind], kind).toBeUndefined();
    for (const script of ['preinstall', 'install', 'postinstall', 'prepare', 'vscode:prepublish', 'vscode:uninstall'])
      expect(manifest.scripts?.[script], script).toBeUndefined();
  });

  it('is built from exact versions, with hashes, of the public registry', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies ?? {}))
      expect(version, name).toMatch(/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/);
    const { packages } = json('package-lock.json') as {
      packages: Record<string, { link?: boolean; inBundle?: boolean; resolved?: string; integrity?: string }>;
    };
    for (const [name, { link, inBundle, resolved, integrity }] of Object.entries(packages)) {
      if (name === '' || link || inBundle) continue;
      // Where it isn't said, npm takes the registry that the user has set.
      if (resolved !== undefined) expect(resolved, name).toMatch(/^https:\/\/registry\.npmjs\.org\//);
      expect(integrity, name).toMatch(/^sha512-/);
    }
  });

  it('has the same bytes, whenever and in whatever order its files were written', async () => {
    const contents = (b: esbuild.BuildResult) => b.outputFiles?.map(f => f.text);
    const builds = [1, 2].map(() =>
      esbuild.build({ ...bundles.find(b => 'sandbox' in (b.entryPoints ?? {})), write: false } as esbuild.BuildOptions),
    );
    const [one, two] = await Promise.all(builds);
    expect(contents(one as esbuild.BuildResult)).toEqual(contents(two as esbuild.BuildResult));
    const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-package-'));
    const hashes = [
      ['a', 'b'],
      ['b', 'a'],
    ].map((names, i) => {
      const own = path.join(folder, String(i));
      mkdirSync(own);
      const { name, version, engines } = json('package.json') as Record<string, unknown>;
      const small = { name, version, engines, publisher: 'x', repository: 'https://example.com', files: ['*'] };
      for (const file of ['package.json', 'README.md', 'LICENSE', ...names]) {
        writeFileSync(path.join(own, file), file === 'package.json' ? JSON.stringify(small) : file);
        utimesSync(path.join(own, file), 1e9 + i * 1e6, 1e9 + i * 1e6);
      }
      return pack(own, path.join(folder, `${i}.vsix`), 'pipe');
    });
    rmSync(folder, { recursive: true });
    expect(hashes[0]).toBe(hashes[1]);
  }, 60_000);

  it('lists what goes into it, and all else stays out', () => {
    const rules = readFileSync(path.join(root, '.vscodeignore'), 'utf8').trim().split('\n');
    expect(rules[0]).toBe('**');
    for (const rule of rules.slice(1)) {
      expect(rule).toMatch(/^!/);
      const [folder = '', pattern = ''] = /^!(?:(.*)\/)?([^/]+)$/.exec(rule)?.slice(1) ?? [];
      if (pattern.includes('*'))
        expect(folder === 'dist' || readdirSync(path.join(root, folder.replace(/\/\*\*$/, ''))).length > 0).toBe(true);
    }
    expect(rules).toContain('!THIRD-PARTY-NOTICES.md');
    expect(existsSync(path.join(root, 'LICENSE'))).toBe(true);
  });
});
