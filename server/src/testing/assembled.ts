/** Examples that the CDK itself synthesizes, its validators among it; the workspace hears what the assembly on disk says. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import type { Document } from '../core/document.ts';
import type { Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { readAssembly } from '../synth/assembly/index.ts';
import { SynthWitness } from '../synth/map/witness.ts';
import { testApp } from './app.ts';
import { workspaceIn } from './synthesized.ts';

const ENTRY = `import * as cdk from 'aws-cdk-lib';
import { TestStack } from './stack.ts';
new TestStack(new cdk.App(), 'Test');
`;

/** The workspace of an example with what \`cdk synth\` left of it. Takes some seconds. */
export async function assembled(documents: readonly Document[], rules: readonly Rule[]): Promise<Workspace> {
  const app = testApp({ 'app.ts': ENTRY, 'package.json': '{ "type": "module" }' });
  try {
    const { workspace, moved, root } = workspaceIn(app.dir, documents, rules);
    for (const { uri, text } of moved) app.write(path.relative(app.dir, fileURLToPath(uri)), text);
    const env = { PATH: process.env.PATH, CDK_OUTDIR: path.join(app.dir, 'cdk.out') };
    execFileSync(process.execPath, ['app.ts'], { cwd: app.dir, env, stdio: 'pipe' });
    const { model, notes } = await readAssembly(app.dir);
    if (!model) throw new Error(notes.join('; '));
    workspace.testify(root, new SynthWitness(model));
    return workspace;
  } finally {
    app.remove();
  }
}
