// What is shipped: each bundle with the options of esbuild that make it. The notices of third parties are made from the same.
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  // Function names stay readable in the stack traces that users send us.
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
};

export const bundles = [
  // The client.
  { ...common, entryPoints: { client: 'client/src/extension.ts' }, external: ['vscode'] },
  // Server and CLI in one, so that TypeScript's parser is shipped once.
  {
    ...common,
    entryPoints: { plumbline: 'server/src/bundle.ts' },
    // The Node build of `yaml` reads process.env for every token, which costs a fifth of the time.
    alias: {
      yaml: path.join(root, 'node_modules/yaml/browser/index.js'),
      typescript: path.join(root, 'tools/typescript.mjs'),
    },
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.main': 'false' },
  },
  // Runs in a process of its own, by the user's Node: nothing of the server's is in it.
  { ...common, entryPoints: { sandbox: 'server/src/synth/child/main.ts' }, target: 'node22' },
  // Loaded when somebody migrates a file. The codemod's parser for Flow is never asked for, and is a third of it all.
  {
    ...common,
    entryPoints: { migrate: 'server/src/migration/worker.ts' },
    alias: { 'flow-parser': path.join(root, 'server/src/migration/noFlow.ts') },
  },
  // Loaded when somebody looks at a picture.
  { ...common, entryPoints: { layout: 'server/src/picture/worker.ts' } },
];

/** The oldest version of Node that has all of the language that the command line uses. */
const OLDEST_NODE = 22;

/** The files that start the one bundle, by name. An older Node can't even load it, and says so before it tries. */
export const starters = {
  'server.cjs': "require('./plumbline.cjs').server();\n",
  'cli.cjs': `#!/usr/bin/env node
if (Number.parseInt(process.versions.node, 10) >= ${OLDEST_NODE}) require('./plumbline.cjs').cli();
else {
  console.error(\`plumbline: this is Node \${process.versions.node}; Node ${OLDEST_NODE} or newer is needed\`);
  process.exitCode = 2;
}
`,
};
