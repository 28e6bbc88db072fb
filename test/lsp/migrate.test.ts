/** Moving to SDK v3 in the editor: what is offered, the edits for review, progress and cancelling. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource, WorkDoneProgress } from 'vscode-languageserver';
import type { WorkspaceEdit } from 'vscode-languageserver';
import type { MigrateParams, MigrateResult } from '../../server/src/lsp/protocol.ts';
import { Client, type Options } from './client.ts';

const V2 = "const AWS = require('aws-sdk');\nconst s3 = new AWS.S3();\nexports.f = () => s3.listBuckets().promise();\n";

const clients: Client[] = [];
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;

async function start(options: Partial<Options> = {}): Promise<Client> {
  const folders = [{ uri: pathToFileURL(folder).href, name: 'app' }];
  const client = await Client.start({ rules: [], folders, initializationOptions: { commands: true }, ...options });
  clients.push(client);
  return client;
}

const migrate = (client: Client, params: MigrateParams, token = CancellationToken.None) =>
  client.connection.sendRequest<MigrateResult | null>('plumbline/migrate', params, token);

it('is offered in files that use v2, to clients that have the command', async () => {
  const uri = uriOf('a.js');
  const client = await start();
  await client.open(uri, V2, 'javascript');
  const [action] = await client.actions(uri, 'AWS');
  expect(action).toMatchObject({
    title: 'Migrate this file to SDK v3…',
    kind: 'refactor.rewrite',
    command: { command: 'plumbline.migrateFile', arguments: [uri] },
  });
  expect(await client.actions(uri, 'AWS', ['quickfix'])).toEqual([]);
  await client.type(uri, "'aws-sdk'", "'other'");
  expect(await client.actions(uri, 'AWS')).toEqual([]);
  const plain = await start({ initializationOptions: {} });
  await plain.open(uri, V2, 'javascript');
  expect(await plain.actions(uri, 'AWS')).toEqual([]);
});

it('gives the edits of one file, for confirmation, on what is not saved', async () => {
  const uri = uriOf('a.js');
  const manifest = uriOf('package.json');
  const client = await start();
  await client.open(manifest, '{ "dependencies": { "aws-sdk": "2" } }', 'json');
  await client.open(uri, 'x();\n', 'javascript');
  await client.type(uri, 'x();\n', V2);
  const result = await migrate(client, { uri, scope: 'file' });
  expect(result).toMatchObject({ files: 1, unfinished: 0 });
  const edit = result?.edit as WorkspaceEdit;
  expect(edit.changeAnnotations).toMatchObject({
    complete: { label: 'Migrate to SDK v3', needsConfirmation: true },
    packages: { needsConfirmation: true },
  });
  await client.apply(edit);
  expect(client.text(uri).getText()).toBe(
    "const { S3 } = require('@aws-sdk/client-s3');\nconst s3 = new S3();\nexports.f = () => s3.listBuckets();\n",
  );
  // Other files may need v2 still: only a project can do without its package.
  expect(client.text(manifest).getText()).toBe(
    '{ "dependencies": { "@aws-sdk/client-s3": "^3.800.0", "aws-sdk": "2" } }',
  );
  expect(await migrate(client, { uri, scope: 'file' })).toMatchObject({ files: 0, edit: null });
});

it('goes over a folder with progress, package.json included, and lists what is left', async () => {
  writeFileSync(path.join(folder, 'a.js'), V2);
  writeFileSync(path.join(folder, 'b.js'), `${V2}AWS.config.update({});\n`);
  writeFileSync(path.join(folder, 'package.json'), '{ "dependencies": { "aws-sdk": "2" } }');
  const client = await start();
  await client.open(uriOf('c.js'), V2, 'javascript');
  const seen: (string | undefined)[] = [];
  client.connection.onProgress(WorkDoneProgress.type, 'p', p => void (p.kind === 'report' && seen.push(p.message)));
  const result = await migrate(client, { uri: uriOf('a.js'), scope: 'project', workDoneToken: 'p' });
  expect(result).toMatchObject({ files: 3, unfinished: 1 });
  expect(result?.summary).toContain('- b.js\n  - line ');
  expect(seen).toEqual(['1 of 3: a.js', '2 of 3: b.js', '3 of 3: c.js']);
  const edit = result?.edit as WorkspaceEdit | undefined;
  expect(edit?.documentChanges?.map(c => ('textDocument' in c ? c.textDocument : null))).toEqual([
    { uri: uriOf('a.js'), version: null },
    { uri: uriOf('b.js'), version: null },
    { uri: uriOf('c.js'), version: 1 },
    { uri: uriOf('package.json'), version: null },
  ]);
});

it('can be cancelled', async () => {
  for (let i = 0; i < 20; i++) writeFileSync(path.join(folder, `${i}.js`), V2);
  const client = await start();
  const source = new CancellationTokenSource();
  client.connection.onProgress(WorkDoneProgress.type, 'p', () => source.cancel());
  expect(await migrate(client, { uri: uriOf('0.js'), scope: 'project', workDoneToken: 'p' }, source.token)).toBeNull();
});
