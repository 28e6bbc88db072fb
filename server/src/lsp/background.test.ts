/** Projects that nobody looks at: judged once, taken from the last session where nothing has changed, and let go of. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkspace, frontends } from '../all.ts';
import { AWAKE, type Told, judge, letGo } from './background.ts';
import { RecordingHost } from './results.ts';

let cache = '';
beforeEach(() => {
  cache = mkdtempSync(path.join(tmpdir(), 'plumbline-background-'));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

const KEY = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties: { EnableKeyRotation: false }
`;
const FUNCTION = `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src/, Handler: index.handler, Runtime: nodejs22.x }
`;

/** A session with three projects; gives what it says, which documents it has read for that, and what has failed. */
function session(
  texts: Readonly<Record<string, string>>,
  exists: () => boolean = () => true,
  kept: string | null = cache,
  broken = '',
) {
  const reads: string[] = [];
  const failed: string[] = [];
  const host = new RecordingHost({ fileExists: exists }, () => null);
  const workspace = createWorkspace({
    frontends: frontends.map(f => ({
      ...f,
      read: d => {
        reads.push(d.uri);
        return f.read(d);
      },
      link: (facts, ...rest) => {
        if (facts.some(({ uri }) => uri === broken)) throw new Error('a fault of ours');
        return f.link(facts, ...rest);
      },
    })),
    host: host.host,
    projectOf: uri => uri.slice(0, uri.lastIndexOf('/')),
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = ({ rule }) => failed.push(rule);
  const told = new Map<string, Told>();
  for (const [uri, text] of Object.entries(texts)) workspace.note({ uri, version: 1, text });
  const run = async (cacheOf = kept) => {
    reads.length = 0;
    const progress: string[] = [];
    await judge({
      workspace,
      host,
      told,
      settings: 'default',
      today: '2026-11-21',
      cache: cacheOf,
      isOpen: root => root.endsWith('/open'),
      breathe: async () => {},
      isOutdated: () => false,
      failures: () => failed.length,
      progress: (done, total) => progress.push(`${done}/${total}`),
    });
    return {
      reads: reads.toSorted(),
      said: workspace
        .knownFindings()
        .map(f => f.key)
        .sort(),
      progress,
    };
  };
  return { workspace, run, failed };
}

const texts = { 'file:///w/a/t.yaml': KEY, 'file:///w/b/t.yaml': FUNCTION, 'file:///w/open/t.yaml': KEY };

it('says in another session what was said in the last one, and reads nothing for that', async () => {
  const first = await session(texts).run();
  expect(first.reads).toEqual(Object.keys(texts));
  expect(first.progress).toEqual(['0/3', '1/3', '2/3', '3/3']);
  expect(first.said.length).toBeGreaterThan(1);
  expect(readdirSync(path.join(cache, 'results'))).toHaveLength(3);
  const second = await session(texts).run();
  expect(second.reads).toEqual([]);
  expect(second.said).toEqual(first.said);
  expect((await session(texts, () => true, null).run()).said).toEqual(first.said);
});

it('reads again what has changed, and where the disk would answer otherwise', async () => {
  await session(texts).run();
  const edited = { ...texts, 'file:///w/a/t.yaml': KEY.replace('false', 'true') };
  expect((await session(edited).run()).reads).toEqual(['file:///w/a/t.yaml']);
  const gone = await session(texts, () => false).run();
  expect(gone.reads).toEqual(['file:///w/b/t.yaml']);
  expect(gone.said).toEqual((await session(texts, () => false, null).run()).said);
  const other = { ...texts, 'file:///w/plumbline.yaml': 'version: 1\nrules: { kms/*: off }\n' };
  expect((await session(other).run()).said).toEqual((await session(other, () => true, null).run()).said);
});

it('knows within a session what was said, however often projects are linked anew, with no folder to keep it', async () => {
  const { workspace, run } = session(texts, () => true, null);
  const { said } = await run();
  workspace.relink();
  const again = await run();
  expect(again.reads).toEqual([]);
  expect(again.said).toEqual(said);
});

it('lets go of what nobody looks at beyond a share, and of nothing that is open', () => {
  const long = `${KEY}# ${'x'.repeat(AWAKE)}\n`;
  const { workspace } = session({
    'file:///w/a/t.yaml': long,
    'file:///w/b/t.yaml': KEY,
    'file:///w/open/t.yaml': long,
  });
  const said = workspace.allFindings();
  letGo(workspace, root => root.endsWith('/open'));
  expect(workspace.unread('file:///w/a')).toHaveLength(1);
  expect(workspace.unread('file:///w/open')).toEqual([]);
  workspace.settle(() => true);
  expect(workspace.knownFindings().map(f => f.key)).toEqual(said.map(f => f.key));
});

it('goes on where a project fails, tries it again when it changes, and keeps nothing of it for another session', async () => {
  const broken = 'file:///w/a/t.yaml';
  const { workspace, run, failed } = session(texts, () => true, cache, broken);
  const { said } = await run();
  expect(failed).toEqual(['Linking template files of file:///w/a']);
  expect(readdirSync(path.join(cache, 'results'))).toHaveLength(2);
  await run();
  expect(workspace.settle(() => true)).toBe(0);
  expect(workspace.findings(broken)).toEqual([]);
  expect(workspace.graph(broken).notes).toMatchObject([{ reason: expect.stringContaining('bug of Plumbline') }]);
  expect(failed).toHaveLength(1);
  workspace.update({ uri: broken, version: 2, text: `${KEY}    Metadata: {}\n` });
  await run();
  expect(failed).toHaveLength(2);
  const whole = await session(texts).run();
  expect(whole.reads).toEqual([broken]);
  expect(whole.said.length).toBeGreaterThan(said.length);
});

it('keeps what was said while somebody typed once that is asked to be kept', async () => {
  const { run } = session(texts, () => true, null);
  const { said } = await run();
  expect(readdirSync(cache)).toEqual([]);
  await run(cache);
  const second = await session(texts).run();
  expect(second.reads).toEqual([]);
  expect(second.said).toEqual(said);
});
