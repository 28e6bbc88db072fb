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

const registered = [...client.matchAll(/(?:\bcommand|registerCommand)\(\s*'(plumbline\.[\w.]+)'/g)].map(m => m[1]);

it('registers each command that the manifest declares, and declares each that people can find', () => {
  expect(declared.length).toBeGreaterThan(0);
  expect(declared.filter(command => !registered.includes(command))).toEqual([]);
  // Names with an underscore are for our own links and code lenses, never for the palette.
  expect(registered.filter(command => !declared.includes(command ?? '') && !command?.includes('_'))).toEqual([]);
});

it('mentions no command that nobody registers', () => {
  const mentioned = new Set(
    [...`${client}\n${server}\n${JSON.stringify(manifest)}`.matchAll(/(?:\b|on)[cC]ommand:(plumbline\.[\w.]+)/g)].map(
      m => m[1],
    ),
  );
  expect([...mentioned].filter(command => !registered.includes(command))).toEqual([]);
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
  const { grammars, yamlValidation, snippets, walkthroughs } = manifest.contributes;
  const files = [
    ...grammars.map(g => g.path),
    ...yamlValidation.map(y => y.url),
    ...snippets.map(s => s.path),
    ...walkthroughs.flatMap(w => w.steps.map(s => s.media.svg)),
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

it('completes the steps of the walkthrough by what exists', () => {
  for (const { steps } of manifest.contributes.walkthroughs) {
    expect(new Set(steps.map(s => s.id)).size).toBe(steps.length);
    for (const { id, completionEvents, description } of steps) {
      expect(completionEvents.length, id).toBeGreaterThan(0);
      for (const event of completionEvents) {
        const context = /^onContext:(.*)$/.exec(event)?.[1];
        if (context) expect(client, event).toContain(`'${context}'`);
      }
      // A line of its own with nothing but a link is shown as a button.
      expect(description, id).toMatch(/\n\[[^\]]+\]\(command:[\w.]+\)$/);
    }
  }
});

it('packs what it points to', () => {
  const packed = readFileSync(path.join(root, '.vscodeignore'), 'utf8').split('\n');
  const { grammars, snippets, walkthroughs } = manifest.contributes;
  const media = walkthroughs.flatMap(w => w.steps.map(s => `./${s.media.svg}`));
  for (const file of [...grammars.map(g => g.path), ...snippets.map(s => s.path), ...media])
    expect(packed, file).toContain(`!${path.posix.join(path.dirname(file), `*${path.extname(file)}`)}`);
});

it('draws the walkthrough in the colours of the theme, without style sheets, which the editor does not let in', () => {
  for (const { steps } of manifest.contributes.walkthroughs)
    for (const { media } of steps) {
      const picture = readFileSync(path.join(root, media.svg), 'utf8');
      expect(picture, media.svg).not.toMatch(/<style|<script|\b(class|style)=/);
      const colours = [...picture.matchAll(/\b(?:fill|stroke)="([^"]*)"/g)].map(m => m[1]);
      expect(
        colours.filter(c => c !== 'none' && !c?.startsWith('var(--vscode-')),
        media.svg,
      ).toEqual([]);
    }
});
