// Bundles the extension: the client, and one bundle for server and CLI, so that TypeScript's parser is shipped once.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: !process.argv.includes('--dev'),
  // Function names stay readable in the stack traces that users send us.
  keepNames: false,
  legalComments: 'none',
  sourcemap: process.argv.includes('--dev') ? 'linked' : false,
  logLevel: 'warning',
  outExtension: { '.js': '.cjs' },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
await esbuild.build({
  ...common,
  entryPoints: { client: 'client/src/extension.ts' },
  outdir: 'dist',
  external: ['vscode'],
});
await esbuild.build({
  ...common,
  entryPoints: { plumbline: 'server/src/bundle.ts' },
  outdir: 'dist',
  // The Node build of `yaml` reads process.env for every token, which costs a fifth of the time.
  alias: { yaml: path.resolve('node_modules/yaml/browser/index.js') },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.main': 'false' },
});
// Runs in a process of its own, by the user's Node: nothing of the server's is in it.
await esbuild.build({
  ...common,
  entryPoints: { sandbox: 'server/src/synth/child/main.ts' },
  outdir: 'dist',
  target: 'node22',
});
// Loaded when somebody migrates a file. The codemod's parser for Flow is never asked for, and is a third of it all.
await esbuild.build({
  ...common,
  entryPoints: { migrate: 'server/src/migration/worker.ts' },
  outdir: 'dist',
  alias: { 'flow-parser': path.resolve('server/src/migration/noFlow.ts') },
});
// Loaded when somebody looks at a picture.
await esbuild.build({
  ...common,
  entryPoints: { layout: 'server/src/picture/worker.ts' },
  outdir: 'dist',
});
writeFileSync('dist/server.cjs', "require('./plumbline.cjs').server();\n");
writeFileSync('dist/cli.cjs', "#!/usr/bin/env node\nrequire('./plumbline.cjs').cli();\n");
chmodSync('dist/cli.cjs', 0o755);
