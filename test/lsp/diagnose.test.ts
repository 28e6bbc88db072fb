/** The status says what is on in each folder and why not; the diagnosis says it of the whole server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DiagnoseResult } from '../../server/src/lsp/protocol.ts';
import { rules as allRules } from '../../server/src/all.ts';
import { Client, until } from './client.ts';

const rules = allRules.filter(r => r.id === 'kms/unrotated-key');
const KEY = 'Resources:\n  Orders:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n';
let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
  writeFileSync(path.join(root, 't.yaml'), KEY);
  writeFileSync(path.join(root, 'cdk.json'), '{}');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('goes along with the status and fills the diagnosis', async () => {
  const client = await Client.start({ rules, folders: [{ uri: pathToFileURL(root).href, name: 'shop' }] });
  const status = await until('the end of reading', () =>
    client.statuses.findLast(s => s.state === 'ready' && s.files === 2 && s.folders.length > 0),
  );
  expect(status.folders).toEqual([
    {
      name: 'shop',
      parts: [
        { name: 'Checking', on: true, detail: '2 files' },
        { name: 'Requirements', on: false, detail: 'there is no plumbline.yaml' },
        { name: 'Baseline', on: false, detail: 'there is no .plumbline-baseline.json' },
        { name: 'Only what I changed', on: false, detail: 'everything is shown' },
        { name: 'Comparison with the last commit', on: false, detail: expect.stringContaining('trusted') },
      ],
    },
  ]);
  const { content } = await client.connection.sendRequest<DiagnoseResult>('plumbline/diagnose', {
    versions: [['VS Code', '1.2.3']],
    settings: { 'plumbline.profiles': ['strict'] },
  });
  expect(content).toContain('- VS Code: 1.2.3\n- Node of the server: ');
  expect(content).toContain(
    '### shop\n\n- Files read: 1 configuration, 1 template\n- Projects: 1; resources: 1; findings: 1\n',
  );
  expect(content).toContain(
    '### shop\n\n- Live synth: off (cdk.json names no app: add its command, as in "app": "npx tsx bin/app.ts".)\n',
  );
  expect(content).toMatch(/- Rules: \d+(\.\d)? ms\n/);
  expect(content).toContain('"plumbline.profiles": [');
  expect(content).not.toContain('EnableKeyRotation');
  await client.stop();
});

it('says what the baseline has accepted and how it is shown', async () => {
  writeFileSync(path.join(root, '.plumbline-baseline.json'), '{ "version": 1, "findings": [] }');
  const client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(root).href, name: 'shop' }],
    settings: { baseline: { show: 'all' } },
  });
  const status = await until('the end of reading', () =>
    client.statuses.findLast(s => s.state === 'ready' && s.files === 2 && s.folders.length > 0),
  );
  expect(status.folders[0]?.parts[2]).toEqual({
    name: 'Baseline',
    on: false,
    detail: 'plumbline.baseline.show is "all"',
  });
  await client.stop();
});
