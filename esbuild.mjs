// Builds what is shipped, into dist. With --dev readable and with source maps.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { bundles, starters } from './tools/bundles.mjs';

const development = process.argv.includes('--dev');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
for (const bundle of bundles)
  await esbuild.build({ ...bundle, minify: !development, sourcemap: development ? 'linked' : false });
for (const [name, text] of Object.entries(starters)) writeFileSync(`dist/${name}`, text);
chmodSync('dist/cli.cjs', 0o755);
