/** Living with findings in the editor: ignoring with a reason, the baseline, why a rule did or did not fire. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command, WorkspaceEdit } from 'vscode-languageserver';
import { rules } from '../../server/src/all.ts';
import type { BaselineResult, IgnoreResult, RuleListing, WhyResult } from '../../server/src/lsp/protocol.ts';
import { Client, until } from './client.ts';

const TEMPLATE = `Resources:
  Orders:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: false
`;

let folder = '';
let client: Client;
let uri = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-findings-'));
  writeFileSync(path.join(folder, 't.yaml'), TEMPLATE);
  uri = pathToFileURL(path.join(folder, 't.yaml')).href;
  client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(folder).href, name: 'app' }],
    initializationOptions: { trusted: false, cache: folder, commands: true },
  });
  await client.open(uri, TEMPLATE);
});
afterEach(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('ignores with a reason, a day and an owner, on one line whatever was typed', async () => {
  const actions = await client.actions(uri, 'false');
  const ignore = actions.find(a => a.title === 'Ignore kms/unrotated-key here, with a reason');
  const { command, arguments: given } = (ignore as { command: Command }).command;
  expect(command).toBe('plumbline._ignore');
  const [at, key] = given as [string, string];
  const params = { uri: at, key, reason: ' partners\n pin it ', owner: '@ops', expires: '2027-01-31' };
  const { edit } = await client.connection.sendRequest<IgnoreResult>('plumbline/ignore', params);
  await client.apply(edit as WorkspaceEdit);
  expect(client.text(uri).getText()).toContain(
    '      # plumbline-ignore kms/unrotated-key until 2027-01-31 by @ops: partners pin it\n      EnableKeyRotation',
  );
  expect(await client.found(uri)).toEqual([]);
  expect(await client.connection.sendRequest<IgnoreResult>('plumbline/ignore', params)).toEqual({ edit: null });
});

it('says why there is no fix as something that can be chosen, for VS Code does not show what is greyed out', async () => {
  const secret = pathToFileURL(path.join(folder, 'secret.yaml')).href;
  await client.open(
    secret,
    `Resources:
  Jobs:
    Type: AWS::Lambda::Function
    Properties:
      Environment: { Variables: { DB_PASSWORD: changeme-2024 } }
`,
  );
  expect(await client.actions(secret, 'changeme-2024')).toMatchObject([
    {
      title: 'No fix here: where the secret is to be kept is for you to say',
      command: { command: 'plumbline.explainRule', arguments: ['secrets/plain-text'] },
    },
    { title: 'Ignore secrets/plain-text here, with a reason' },
  ]);
});

it('hides what the baseline has accepted, or shows it as hints, and shows what is new', async () => {
  expect(await client.found(uri)).toEqual(['kms/unrotated-key "false"']);
  const { files } = await client.connection.sendRequest<BaselineResult>('plumbline/baseline');
  expect(files.map(f => [path.basename(f.uri), f.findings])).toEqual([['.plumbline-baseline.json', 1]]);
  for (const file of files) writeFileSync(fileURLToPath(file.uri), file.text);
  expect(await client.found(uri)).toEqual([]);
  client.settings = { '': { baseline: { show: 'hint' } } };
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await until('the hint', async () => (await client.pull(uri))[0]?.severity === 4);
  await client.type(uri, 'Resources:\n', 'Resources:\n  New: { Type: AWS::KMS::Key }\n');
  expect((await client.pull(uri)).map(d => [d.severity, d.range.start.line])).toEqual([
    [2, 1],
    [4, 5],
  ]);
  writeFileSync(path.join(folder, '.plumbline-baseline.json'), '<<<<<<< HEAD\n');
  expect(await client.found(uri)).toHaveLength(2);
});

it('offers no fix for what is not shown, and says nothing of it', async () => {
  const all = ['source.fixAll.plumbline'];
  await client.type(uri, 'Resources:\n', 'Resources:\n  New: { Type: AWS::KMS::Key }\n');
  expect(await client.actions(uri, 'false', all)).toHaveLength(1);
  const { files } = await client.connection.sendRequest<BaselineResult>('plumbline/baseline');
  const [file] = files;
  if (!file) throw new Error('no baseline');
  // Only the finding of `Orders` is accepted.
  const { version, findings } = JSON.parse(file.text);
  const accepted = findings.filter((f: { message: string }) => f.message.includes('Orders'));
  expect([findings.length, accepted.length]).toEqual([2, 1]);
  writeFileSync(fileURLToPath(file.uri), JSON.stringify({ version, findings: accepted }));
  expect(await client.actions(uri, 'false')).toEqual([]);
  expect((await client.actions(uri, 'New')).map(a => a.title)[0]).toMatch(/key rotation/i);
  const [fix] = await client.actions(uri, 'false', all);
  await client.apply((fix as { edit: WorkspaceEdit }).edit);
  expect(client.text(uri).getText()).toContain('EnableKeyRotation: true');
  expect(client.text(uri).getText()).toContain('EnableKeyRotation: false');
});

it('knows what was accepted in a file that has moved to another folder', async () => {
  const { files } = await client.connection.sendRequest<BaselineResult>('plumbline/baseline');
  for (const file of files) writeFileSync(fileURLToPath(file.uri), file.text);
  await client.close(uri);
  mkdirSync(path.join(folder, 'keys'));
  renameSync(path.join(folder, 't.yaml'), path.join(folder, 'keys/t.yaml'));
  const moved = pathToFileURL(path.join(folder, 'keys/t.yaml')).href;
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [
      { uri, type: 3 },
      { uri: moved, type: 1 },
    ],
  });
  await client.open(moved, TEMPLATE);
  await until('silence', async () => (await client.found(moved)).length === 0);
});

it('says why a rule did or did not fire at a place', async () => {
  const why = async (rule: string, file = uri) =>
    (
      await client.connection.sendRequest<WhyResult>('plumbline/why', {
        uri: file,
        position: { line: 4, character: 8 },
        rule,
      })
    ).content;
  expect(await why('kms/unrotated-key')).toMatch(/\*\*It fired\*\* \(line 5\)/);
  expect(await why('s3/public-bucket')).toContain('It does not look at Orders (AWS::KMS::Key)');
  expect(await why('kms/unrotated-key', `${uri}.txt`)).toBe(null);
  const listed = async (character: number, line = 4) => {
    const place = { uri, position: { line, character } };
    const all = await client.connection.sendRequest<RuleListing[]>('plumbline/rules', place);
    return new Map(all.map(r => [r.id, r.here]));
  };
  expect((await listed(8)).get('kms/unrotated-key')).toBe('line');
  expect((await listed(8, 2)).get('kms/unrotated-key')).toBe('fired');
  expect((await listed(8)).get('s3/public-bucket')).toBe(null);
  await client.type(uri, 'false\n', 'false # plumbline-ignore\n');
  expect((await listed(8)).get('kms/unrotated-key')).toBe('silenced');
  await client.type(uri, 'false # plumbline-ignore', 'true');
  expect((await listed(8)).get('kms/unrotated-key')).toBe('looks');
  expect(await client.connection.sendRequest<RuleListing[]>('plumbline/rules', null)).toHaveLength(rules.length);
});
