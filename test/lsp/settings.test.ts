/** Settings: the manifest's defaults are the server's, and the page of the manual is fresh. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { globMatcher } from '../../server/src/lsp/glob.ts';
import { defaults, generateManifest, generateSettingsPage, readSettings } from '../../server/src/lsp/settings.ts';
import { canonical, isUnder, keyOfDocument, parentOf, relativeTo } from '../../server/src/lsp/uris.ts';

it('are described in the manifest and the manual as in the code (else run `npm run generate`)', () => {
  expect(manifest.contributes.configuration).toEqual(generateManifest());
  expect(readFileSync(path.join(import.meta.dirname, '../../docs/settings.md'), 'utf8')).toBe(generateSettingsPage());
});

it('have defaults that mean the same to the server as saying nothing', () => {
  const section: Record<string, unknown> = {};
  for (const [key, { default: value }] of Object.entries(generateManifest().properties)) {
    const parts = key.split('.').slice(1);
    let at = section;
    for (const part of parts.slice(0, -1)) {
      at[part] ??= {};
      at = at[part] as Record<string, unknown>;
    }
    at[parts.at(-1) as string] = value;
  }
  expect(readSettings(section)).toEqual(defaults);
  expect(readSettings({ profiles: ['strict'] }).rules.profiles).toEqual(['recommended', 'strict', 'requirement']);
});

it('exclude by globs as VS Code has them', () => {
  const matches = (glob: string, ...paths: string[]) => paths.filter(globMatcher(glob));
  expect(matches('**/*.yaml', 'a.yaml', 'x/y/a.yaml', 'a.yml')).toEqual(['a.yaml', 'x/y/a.yaml']);
  expect(matches('gen/**', 'gen/a.ts', 'gen/x/a.ts', 'general/a.ts')).toEqual(['gen/a.ts', 'gen/x/a.ts']);
  expect(matches('*.{yml,yaml}', 'a.yml', 'a.yaml', 'x/a.yml')).toEqual(['a.yml', 'a.yaml']);
  expect(matches('a?[!0-9].ts', 'abc.ts', 'ab1.ts', 'a.c.ts')).toEqual(['abc.ts', 'a.c.ts']);
  expect(matches('gen/', 'gen/a.ts')).toEqual(['gen/a.ts']);
  expect(matches('a+(b).ts', 'a+(b).ts', 'ab.ts')).toEqual(['a+(b).ts']);
  expect(matches('[z-a]', 'z')).toEqual([]);
});

it('see one file in all the ways in which editors spell it', () => {
  expect(canonical('file:///c%3A/My%20App/%40x/%5Bid%5D.ts')).toBe('file:///c:/My%20App/@x/%5Bid%5D.ts');
  expect(canonical('file:///C:/My App/@x/[id].ts')).toBe('file:///c:/My%20App/@x/%5Bid%5D.ts');
  expect(canonical('FILE:///a%23b%3Fc%25.yaml')).toBe('file:///a%23b%3Fc%25.yaml');
  expect(canonical('file:///100%.yaml')).toBe('file:///100%25.yaml');
  expect(canonical(canonical('file:///100%25.yaml'))).toBe('file:///100%25.yaml');
  expect(canonical('nothing')).toBe('nothing');
  expect(keyOfDocument('untitled:Untitled-1', 'typescript')).toBe('untitled:Untitled-1.ts');
  expect(keyOfDocument('file:///a.yml', 'yaml')).toBe('file:///a.yml');
  expect(parentOf('file:///a/b.ts')).toBe('file:///a');
  expect(isUnder('file:///app2/b.ts', 'file:///app')).toBe(false);
  expect(relativeTo('file:///a', 'file:///a/x%20y/b.ts')).toBe('x y/b.ts');
});
