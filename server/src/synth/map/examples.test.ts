/**
 * The examples of the rules' own documentation say the same whether their app was run or only read: the same findings
 * under the same keys at the same places, and silence where there was silence.
 */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../all.ts';
import type { Finding } from '../../core/finding.ts';
import { type TestApp, testApp } from '../../testing/app.ts';
import { fixture, ROOT, workspaceOf } from '../../testing/fixture.ts';
import { sandboxScript } from '../../testing/sandbox.ts';
import { LiveSynth } from '../live.ts';
import { SynthWitness } from './witness.ts';

const ENTRY = `import * as cdk from 'aws-cdk-lib';
import { TestStack } from './stack';
new TestStack(new cdk.App(), 'TestStack', {} as never);
`;

let app: TestApp;
let engine: LiveSynth;

beforeAll(async () => {
  app = testApp({ 'app.ts': ENTRY, 'stack.ts': '', 'lambda/index.js': '' });
  const script = await sandboxScript();
  engine = new LiveSynth({ dir: app.dir, script, cache: path.join(app.dir, '.cache'), spare: false });
});

afterAll(async () => {
  await engine.dispose();
  app.remove();
});

/** What is to be the same. */
const told = (f: Finding) => `${f.key} ${f.severity} ${f.span.uri}@${f.span.start}-${f.span.end}: ${f.message}`;

describe('examples that are run', () => {
  // What a run brings up is only there with one, and requirements come from a file that no run sees.
  const ofResources = rules.filter(r => r.profile !== 'requirement' && !r.id.startsWith('synth/'));
  for (const rule of ofResources)
    for (const [kind, examples] of Object.entries({ bad: rule.docs.bad, good: rule.docs.good }))
      for (const [i, example] of examples.entries()) {
        const { documents, main } = fixture(example);
        // Some examples are no stack of their own, and one is about a file that is not there.
        if (example.language !== 'typescript' || !main.text.includes('class TestStack')) continue;
        if (rule.id === 'cdk/unresolved-construct-import') continue;
        it(`${rule.id}, ${kind} example ${i + 1}`, async () => {
          const entry = { uri: `${ROOT}app.ts`, version: 1, text: ENTRY };
          const workspace = workspaceOf([...documents, entry], [rule]);
          const read = workspace.allFindings().map(told);
          const root = `${pathToFileURL(app.dir).href}/`;
          const onDisk = (uri: string) => fileURLToPath(uri.replace(ROOT, root));
          // The app is started as it is set up here and with the library that is installed, whatever the example claims.
          const buffers = [...documents, entry].filter(d => !/\/node_modules\/|\/cdk\.json$/.test(d.uri));
          const run = await engine.run(new Map(buffers.map(d => [onDisk(d.uri), d.text])));
          const model = JSON.parse(JSON.stringify(run?.model).replaceAll(root, ROOT)) as NonNullable<
            typeof run
          >['model'];
          const witness = new SynthWitness({ ...model, problems: [] });
          workspace.testify(ROOT, witness);
          if (model.ok && model.constructs.some(c => c.element?.type))
            expect(workspace.graph(ROOT).resources.some(r => r.evidence === 'synth')).toBe(true);
          expect(workspace.allFindings().map(told)).toEqual(read);
        });
      }
});
