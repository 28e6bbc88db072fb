// Builds what is shipped, into dist. With --dev readable and with source maps.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { bundles, starters } from './tools/bundles.mjs';

const development = process.argv.includes('--dev');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
for (const bundle of bundles)
  await esbuild.build({ ...bundle, minify: !development, sourcemap: development ? 'linked' : false });
// What is left of other characters than ASCII stands in regular expressions and in the scripts of pages, where an escape says
// the same; with a single one of them V8 holds the whole text in twice as many bytes.
if (!development)
  for (const name of readdirSync('dist')) {
    const text = readFileSync(`dist/${name}`, 'utf8');
    writeFileSync(
      `dist/${name}`,
      text.replace(/[\u0080-\uffff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
  }
for (const [name, text] of Object.entries(starters)) writeFileSync(`dist/${name}`, text);
chmodSync('dist/cli.cjs', 0o755);
