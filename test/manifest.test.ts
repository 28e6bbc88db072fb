/** The extension's manifest and the code agree: every command and setting of one is in the other. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { settingDescriptors } from '../server/src/lsp/settings.ts';

const root = path.join(import.meta.dirname, '..');

function code(folder: string): string {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(path.join(root, folder, name), 'utf8'))
    .join('\n');
}

const client = code('client/src');
const server = code('server/src/lsp');
const declared = manifest.contributes.commands.map(c => c.command).sort();

it('registers each command that the manifest declares, and declares each that people can find', () => {
  const registered = [...client.matchAll(/(?:\bcommand|registerCommand)\(\s*'(plumbline\.[\w.]+)'/g)].map(m => m[1]);
  expect(declared.length).toBeGreaterThan(0);
  expect(declared.filter(command => !registered.includes(command))).toEqual([]);
  // Names with an underscore are for our own links and code lenses, never for the palette.
  expect(registered.filter(command => !declared.includes(command ?? '') && !command?.includes('_'))).toEqual([]);
});

it('mentions no command that nobody registers', () => {
  const mentioned = new Set(
    [...`${client}\n${server}\n${JSON.stringify(manifest)}`.matchAll(/command:(plumbline\.[\w.]+)/g)].map(m => m[1]),
  );
  expect([...mentioned].filter(command => !declared.includes(command ?? ''))).toEqual([]);
});

it('declares each setting that the server reads, and no other', () => {
  expect(Object.keys(manifest.contributes.configuration.properties).sort()).toEqual(
    settingDescriptors.map(s => s.key).sort(),
  );
});

it('has code behind each setting', () => {
  const used = `${client}\n${server}`;
  for (const { key } of settingDescriptors) {
    const name = key.replace(/^plumbline\./, '');
    const last = name.slice(name.lastIndexOf('.') + 1);
    // Its descriptor is one mention; what works with it is another.
    expect(
      used.match(new RegExp(`\\b${last}\\b`, 'g'))?.length ?? 0,
      `${key} is described and never read`,
    ).toBeGreaterThan(1);
  }
});

it('points to files that exist or are built', () => {
  const { grammars, yamlValidation } = manifest.contributes;
  const files = [
    ...grammars.map(g => g.path),
    ...yamlValidation.map(y => y.url),
    ...Object.values(manifest.bin),
    manifest.main,
  ];
  const built = /^\.\/dist\/(client|cli|server)\.cjs$/;
  expect(
    files.filter(
      file => !built.test(file) && !readdirSync(path.join(root, path.dirname(file))).includes(path.basename(file)),
    ),
  ).toEqual([]);
});
