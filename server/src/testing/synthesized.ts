/**
 * Examples that are run: an example becomes a CDK app, live synth runs it, and the workspace hears what came of it. All
 * examples of one test file share one process.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import path from 'node:path';
import { afterAll } from 'vitest';
import type { Document } from '../core/document.ts';
import type { Rule } from '../core/rule.ts';
import type { Workspace } from '../core/workspace.ts';
import { createWorkspace } from '../all.ts';
import { LiveSynth } from '../synth/live.ts';
import { SynthWitness } from '../synth/map/witness.ts';
import { type TestApp, testApp } from './app.ts';
import { ROOT, TODAY } from './fixture.ts';
import { sandboxScript } from './sandbox.ts';

/** Runs the stack of an example in an account and a region, so that lookups are ones. */
const ENTRY = `import * as cdk from 'aws-cdk-lib';
import { TestStack } from './stack';
const app = new cdk.App();
new TestStack(app, 'Test', { env: { account: '111122223333', region: 'eu-central-1' } } as never);
`;

let shared: Promise<{ readonly app: TestApp; readonly engine: LiveSynth }> | undefined;

async function start() {
  const script = await sandboxScript();
  const app = testApp({ 'app.ts': ENTRY, 'stack.ts': '' });
  const cache = path.join(app.dir, '.cache');
  const engine = new LiveSynth({ dir: app.dir, script, cache, spare: false });
  return { app, engine };
}

afterAll(async () => {
  if (!shared) return;
  const { app, engine } = await shared;
  await engine.dispose();
  app.remove();
});

/** The workspace of an example with what live synth makes of it. The documents have the URIs of files on disk. */
export async function synthesized(documents: readonly Document[], rules: readonly Rule[]): Promise<Workspace> {
  shared ??= start();
  const { app, engine } = await shared;
  const { workspace, moved, root } = workspaceIn(app.dir, documents, rules);
  const result = await engine.run(new Map(moved.map(d => [fileURLToPath(d.uri), d.text])));
  if (!result) throw new Error(`the example could not be run: ${engine.state.reason}`);
  workspace.testify(root, new SynthWitness(result.model));
  return workspace;
}

/** A workspace whose documents are files of a folder, with the given rules. */
export function workspaceIn(dir: string, documents: readonly Document[], rules: readonly Rule[]) {
  const root = `${pathToFileURL(dir).href}/`;
  const moved = documents.map(d => ({ ...d, uri: d.uri.replace(ROOT, root) }));
  const workspace = createWorkspace({
    rules: rules.map(rule => ({ ...rule, profile: 'recommended' as const })),
    host: { fileExists: uri => moved.some(d => d.uri === uri) },
    projectOf: () => root,
    today: () => TODAY,
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const document of moved) workspace.update(document);
  return { workspace, moved, root };
}
