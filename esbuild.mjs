// Builds what is shipped, into dist. With --dev readable and with source maps.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as esbuild from 'esbuild';
import { bundles } from './tools/bundles.mjs';

const development = process.argv.includes('--dev');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
for (const bundle of bundles)
  await esbuild.build({ ...bundle, minify: !development, sourcemap: development ? 'linked' : false });
writeFileSync('dist/server.cjs', "require('./plumbline.cjs').server();\n");
writeFileSync('dist/cli.cjs', "#!/usr/bin/env node\nrequire('./plumbline.cjs').cli();\n");
chmodSync('dist/cli.cjs', 0o755);
