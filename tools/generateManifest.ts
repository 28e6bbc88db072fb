/**
 * Writes what `server/src/lsp/settings.ts` says into the manifest's `contributes.configuration` and docs/settings.md.
 * `--check` writes nothing and fails when one of them is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateManifest, generateSettingsPage } from '../server/src/lsp/settings.ts';

const root = path.join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

function read(file: string): string {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return '';
  }
}

function emit(file: string, text: string): void {
  if (read(file) === text) return;
  if (check) {
    console.error(`${file} is stale: run \`npm run generate\``);
    process.exitCode = 1;
    return;
  }
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
  console.log(`wrote ${file}`);
}

const manifest = JSON.parse(read('package.json')) as { contributes?: Record<string, unknown> };
manifest.contributes = { ...manifest.contributes, configuration: generateManifest() };
emit('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
emit('docs/settings.md', generateSettingsPage());
