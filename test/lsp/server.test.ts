/** The language server as a client sees it. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CancellationTokenSource,
  FileChangeType,
  LogTraceNotification,
  LSPErrorCodes,
  SetTraceNotification,
  type TextDocumentEdit,
} from 'vscode-languageserver';
import type { ReportParams } from '../../server/src/lsp/protocol.ts';
import { invalid } from '../../server/src/rules/requirements/invalid.ts';
import { Client, type Options, old, until } from './client.ts';
import { testRules } from './rules.ts';

const OPEN = 'file:///app/open.yaml';

/** A template with buckets; each line after the type is a property. */
function template(...buckets: readonly (readonly string[])[]): string {
  const resources = buckets.map((properties, i) =>
    [
      `  Bucket${i + 1}:`,
      '    Type: AWS::S3::Bucket',
      ...(properties.length > 0 ? ['    Properties:', ...properties.map(p => `      ${p}`)] : []),
    ].join('\n'),
  );
  return `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n${resources.join('\n')}\n`;
}
const tagged = (value: string) => ['Tags:', `  - Key: Name`, `    Value: ${value}`];
const open = template(['AccessControl: PublicRead']);

const clients: Client[] = [];
async function start(options: Partial<Options> = {}): Promise<Client> {
  const client = await Client.start({ rules: testRules, ...options });
  clients.push(client);
  return client;
}
let folder = '';
let folderUri = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'plumbline-lsp-'));
  folderUri = pathToFileURL(folder).href;
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  rmSync(folder, { recursive: true, force: true });
});
function write(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return pathToFileURL(path.join(folder, name)).href;
}
const inFolder = () => ({ folders: [{ uri: folderUri, name: 'app' }] });
const isReady = (client: Client, files: number) =>
  until(`${files} files`, () => client.statuses.findLast(s => s.state === 'ready' && s.files === files));

describe('pull diagnostics', () => {
  it('gives an opened document its findings, with a link, a range and data', async () => {
    const client = await start();
    await client.open(OPEN, open);
    const [diagnostic, ...rest] = await client.pull(OPEN);
    expect(rest).toEqual([]);
    expect(diagnostic).toMatchObject({
      source: 'plumbline',
      code: 'test/open',
      severity: 2,
      message: 'Bucket1 is open',
      range: client.range(OPEN, 'PublicRead'),
      data: { version: 1 },
    });
    expect(diagnostic?.codeDescription?.href).toMatch(/docs\/rules\/test\/open\.md$/);
  });

  it('gives what is true after an edit', async () => {
    const client = await start();
    await client.open(OPEN, open);
    expect(await client.found(OPEN)).toEqual(['test/open "PublicRead"']);
    await client.type(OPEN, 'PublicRead', 'Private');
    expect(await client.found(OPEN)).toEqual([]);
    await client.type(OPEN, 'Private', 'PublicRead');
    expect(await client.found(OPEN)).toEqual(['test/open "PublicRead"']);
  });

  it('says unchanged when nothing that shows has changed', async () => {
    const client = await start();
    await client.open(OPEN, open);
    const first = await client.report(OPEN);
    await client.type(OPEN, '2010-09-09', '2010-09-08');
    const second = await client.report(OPEN, first.resultId);
    expect(second).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await client.type(OPEN, 'Resources:', '\nResources:');
    expect((await client.report(OPEN, first.resultId)).kind).toBe('full');
  });

  it('answers a pull that was called off with ServerCancelled, and asks to be asked again', async () => {
    const client = await start({ settings: { diagnostics: { delay: 5000 } } });
    await client.open(OPEN, open);
    await client.pull(OPEN);
    await client.type(OPEN, 'PublicRead', 'Private');
    const source = new CancellationTokenSource();
    const began = performance.now();
    const answer = client.connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: OPEN } },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({
      code: LSPErrorCodes.ServerCancelled,
      data: { retriggerRequest: true },
    });
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('never answers for a version that has passed', async () => {
    const client = await start({ settings: { diagnostics: { delay: 150 } } });
    await client.open(OPEN, open);
    await client.pull(OPEN);
    await client.type(OPEN, 'PublicRead', 'Private');
    const stale = client.pull(OPEN);
    await client.type(OPEN, 'Private', 'PublicRead');
    await expect(stale).rejects.toMatchObject({ code: LSPErrorCodes.ServerCancelled });
    expect(await client.found(OPEN)).toEqual(['test/open "PublicRead"']);
  });

  it('forgets a closed document and finds it again when it is reopened with another text', async () => {
    const client = await start();
    await client.open(OPEN, open);
    await client.pull(OPEN);
    await client.close(OPEN);
    expect(await client.pull(OPEN)).toEqual([]);
    await client.open(OPEN, template([]));
    expect(await client.found(OPEN)).toEqual([]);
  });

  it('asks for another pull when an edit changes what is found elsewhere, once', async () => {
    const a = write('a.yaml', template(tagged('same')));
    const b = write('b.yaml', template(tagged('other')));
    const client = await start(inFolder());
    await isReady(client, 2);
    await client.open(a, template(tagged('same')));
    await client.open(b, template(tagged('other')));
    expect(await client.found(a)).toEqual([]);
    expect(await client.found(b)).toEqual([]);
    const before = client.refreshes;
    await client.type(b, 'other', 'same');
    const [twin] = await client.pull(b);
    expect(twin?.relatedInformation).toEqual([
      { location: { uri: a, range: client.range(a, 'same') }, message: 'the other one' },
    ]);
    await until('a refresh', () => client.refreshes > before);
    expect(await client.found(a)).toEqual(['test/twins "same"']);
    await client.pull(b);
    expect(client.refreshes).toBe(before + 1);
  });

  it('knows files that are not open', async () => {
    write('lib/a.yaml', template(tagged('same')));
    write('node_modules/x/b.yaml', template(tagged('same')));
    const client = await start(inFolder());
    const b = pathToFileURL(path.join(folder, 'b.yaml')).href;
    await isReady(client, 1);
    await client.open(b, template(tagged('same')));
    expect(await client.found(b)).toEqual(['test/twins "same"']);
  });
});

it('tells who traces it what each rule took', async () => {
  const client = await start({ settings: { diagnostics: { delay: 20 }, trace: { server: 'messages' } } });
  const traced: string[] = [];
  client.connection.onNotification(LogTraceNotification.type, p => void traced.push(p.message));
  await client.connection.sendNotification(SetTraceNotification.type, { value: 'messages' });
  await client.open(OPEN, open);
  await client.pull(OPEN);
  await until('times', () => traced.some(message => /^\d+\.\d ms in rules: /.test(message)));
});

describe('push diagnostics', () => {
  it('are sent with the version to a client that cannot pull, and taken back', async () => {
    const client = await start({ capabilities: old });
    await client.open(OPEN, open);
    const first = await until('diagnostics', () => client.published.at(-1));
    expect(first).toMatchObject({ uri: OPEN, version: 1 });
    expect(client.describe(OPEN, first.diagnostics)).toEqual(['test/open "PublicRead"']);
    await client.type(OPEN, 'PublicRead', 'Private');
    const second = await until('new diagnostics', () => client.published.find(p => p.version === 2));
    expect(second.diagnostics).toEqual([]);
    await client.type(OPEN, 'Private', 'PublicRead');
    await until('diagnostics again', () => client.published.find(p => p.version === 3)?.diagnostics.length);
    await client.close(OPEN);
    await until('no diagnostics', () => client.published.at(-1)?.diagnostics.length === 0);
  });
});

describe('code actions', () => {
  it('offer a fix with a version; applied, the document is clean', async () => {
    const client = await start();
    await client.open(OPEN, `# keep me\n${open}`);
    const [fix, ...others] = await client.actions(OPEN, 'PublicRead');
    expect(fix).toMatchObject({ title: 'Close the bucket', kind: 'quickfix', isPreferred: true });
    expect(fix?.diagnostics?.map(d => d.code)).toEqual(['test/open']);
    expect(others.map(o => o.isPreferred)).toEqual(others.map(() => undefined));
    expect(others.at(-1)?.title).toMatch(/^Ignore test\/open/);
    expect((fix?.edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.textDocument).toEqual({
      uri: OPEN,
      version: 1,
    });
    await client.apply(fix?.edit);
    expect(client.text(OPEN).getText()).toBe(`# keep me\n${open.replace('PublicRead', 'Private')}`);
    expect(await client.found(OPEN)).toEqual([]);
  });

  it('are for the place that is asked about', async () => {
    const client = await start();
    await client.open(OPEN, open);
    expect(await client.actions(OPEN, 'Resources')).toEqual([]);
    expect(await client.actions(OPEN, 'PublicRead', ['refactor'])).toEqual([]);
  });

  it('wait, in the first moments, for the files that findings here depend on', async () => {
    for (let i = 0; i < 30; i++) write(`lib/${i}.yaml`, template([]));
    write('lib/z.yaml', template(tagged('same')));
    const a = pathToFileURL(path.join(folder, 'a.yaml')).href;
    const client = await start(inFolder());
    await client.open(a, template(tagged('same')));
    const actions = await client.actions(a, 'same');
    expect(actions.map(action => action.title)).toEqual([expect.stringMatching(/^Ignore test\/twins/)]);
  });

  it('are not waited for by who no longer wants them', async () => {
    for (let i = 0; i < 30; i++) write(`lib/${i}.yaml`, template([]));
    const a = pathToFileURL(path.join(folder, 'a.yaml')).href;
    const client = await start(inFolder());
    await client.open(a, open);
    const source = new CancellationTokenSource();
    const textDocument = { uri: a };
    const asked = { textDocument, range: client.range(a, 'Resources'), context: { diagnostics: [] } };
    const answer = client.connection.sendRequest('textDocument/codeAction', asked, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.ServerCancelled });
    expect((await client.actions(a, 'PublicRead'))[0]?.title).toBe('Close the bucket');
  });

  it('are not offered to a client that asks for them anyway', async () => {
    const client = await start({ initializationOptions: { asksForActions: true } });
    expect(client.capabilities.codeActionProvider).toBe(undefined);
    await client.open(OPEN, open);
    expect((await client.actions(OPEN, 'PublicRead'))[0]?.title).toBe('Close the bucket');
    expect((await start()).capabilities.codeActionProvider).toBeDefined();
  });

  it('show a fix that cannot be made, and why', async () => {
    const client = await start();
    await client.open(OPEN, template(['AccessControl: Shared']));
    const actions = await client.actions(OPEN, 'Shared');
    const refused = actions.filter(a => a.disabled);
    expect(refused.map(a => a.disabled?.reason)).toEqual(['Others share it.']);
    expect(refused.every(a => a.edit === undefined && a.isPreferred === undefined)).toBe(true);
  });

  it('ask before a resource is replaced, and name it', async () => {
    const client = await start();
    await client.open(OPEN, template(['BucketName: orders', 'AccessControl: Private']));
    const action = (await client.actions(OPEN, 'orders')).find(a => a.title === 'Remove the name');
    expect(action?.isPreferred).toBeUndefined();
    const annotations = Object.values(action?.edit?.changeAnnotations ?? {});
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.needsConfirmation).toBe(true);
    expect(annotations[0]?.description).toContain('Bucket1');
  });

  it('ignore with a reason, which silences', async () => {
    const client = await start();
    await client.open(OPEN, open);
    const ignore = (await client.actions(OPEN, 'PublicRead')).at(-1);
    await client.apply(ignore?.edit);
    expect(client.text(OPEN).getText()).toContain('plumbline-ignore test/open');
    expect(await client.found(OPEN)).toEqual([]);
  });

  it('fix all that is safe, and nothing else', async () => {
    const client = await start();
    await client.open(
      OPEN,
      template(['AccessControl: PublicRead'], ['BucketName: orders', 'AccessControl: "PublicRead"']),
    );
    const actions = await client.actions(OPEN, 'Resources', ['source.fixAll']);
    expect(actions.map(a => a.kind)).toEqual(['source.fixAll.plumbline']);
    await client.apply(actions[0]?.edit);
    expect(await client.found(OPEN)).toEqual(['test/named "orders"']);
    expect(client.text(OPEN).getText()).toContain('AccessControl: "Private"');
  });

  it('come as plain changes for an old client', async () => {
    const client = await start({ capabilities: old });
    await client.open(OPEN, template(['AccessControl: Shared'], ['AccessControl: PublicRead']));
    const [fix] = await client.actions(OPEN, 'PublicRead');
    expect(Object.keys(fix?.edit?.changes ?? {})).toEqual([OPEN]);
    expect((await client.actions(OPEN, 'Shared')).filter(a => a.disabled)).toEqual([]);
  });
});

describe('hover', () => {
  it('says what a resource is and what is wrong with it', async () => {
    const client = await start();
    await client.open(OPEN, open);
    const hover = await client.hover(OPEN, 'Bucket1');
    const text = (hover?.contents as { value: string } | undefined)?.value;
    expect(text).toContain('**Bucket1** · `AWS::S3::Bucket`');
    expect(text).toMatch(/Bucket1 is open \[test\/open\]\(https:.*test\/open\.md\)/);
    // Over the finding itself the editor shows its message already.
    const over = await client.hover(OPEN, 'PublicRead');
    expect((over?.contents as { value: string } | undefined)?.value).not.toContain('Bucket1 is open');
    expect(await client.hover(OPEN, 'AWSTemplate')).toBeNull();
  });
});

describe('documents', () => {
  it('that use CRLF, emoji and a comment in astral characters have exact ranges', async () => {
    const client = await start();
    const text = `# 🪣🪣 𝔹uckets\n${template(['AccessControl: "PublicRead" # 🪣'])}`.replaceAll('\n', '\r\n');
    await client.open(OPEN, text);
    const [diagnostic] = await client.pull(OPEN);
    expect(client.text(OPEN).getText(diagnostic?.range)).toMatch(/^"?PublicRead"?$/);
    await client.apply((await client.actions(OPEN, 'PublicRead'))[0]?.edit);
    expect(client.text(OPEN).getText()).toBe(text.replace('PublicRead', 'Private'));
  });

  it('that are broken say so, and keep the findings that can still be seen', async () => {
    const client = await start();
    await client.open(OPEN, `${open}  Broken:\n    Type: [AWS::S3::Bucket\n`);
    const codes = (await client.pull(OPEN)).map(d => d.code);
    expect(codes).toContain('syntax/unreadable');
    expect(codes).toContain('test/open');
  });

  it('that are silenced by a comment stay silent', async () => {
    const client = await start();
    await client.open(OPEN, template(['# plumbline-ignore test/open: it is a website', 'AccessControl: PublicRead']));
    expect(await client.found(OPEN)).toEqual([]);
  });

  it('without a name are read by their language', async () => {
    const client = await start();
    await client.open('untitled:Untitled-1', open);
    expect(await client.found('untitled:Untitled-1')).toEqual(['test/open "PublicRead"']);
    expect((await client.actions('untitled:Untitled-1', 'PublicRead'))[0]?.title).toBe('Close the bucket');
  });

  it('of a virtual workspace, spelled in any way, are served', async () => {
    const client = await start({ folders: [{ uri: 'vscode-vfs://github/a/b', name: 'b' }] });
    const uri = 'vscode-vfs://github/a/b/my%20%5Bstack%5D%40dev.yaml';
    await client.open(uri, open);
    expect(await client.found(uri)).toEqual(['test/open "PublicRead"']);
    const [fix] = await client.actions(uri, 'PublicRead');
    expect((fix?.edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.textDocument.uri).toBe(uri);
  });

  it('that nobody opened, or that are no URIs at all, get an empty answer', async () => {
    const client = await start();
    for (const uri of ['file:///nowhere.yaml', 'not a uri', '', 'file:///%zz.yaml'])
      expect(await client.pull(uri)).toEqual([]);
    expect(client.logged).toEqual([]);
  });
});

describe('settings', () => {
  it('take effect at once and ask for another pull', async () => {
    const client = await start();
    await client.open(OPEN, open);
    expect(await client.found(OPEN)).toHaveLength(1);
    client.settings[''] = { rules: { 'test/*': 'off' }, diagnostics: { delay: 20 } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('a refresh', () => client.refreshes > 0);
    expect(await client.found(OPEN)).toEqual([]);
  });

  it('may differ by folder', async () => {
    const a = write('a/t.yaml', open);
    const b = write('b/t.yaml', open);
    const folders = ['a', 'b'].map(name => ({ uri: `${folderUri}/${name}`, name }));
    const client = await start({ folders });
    client.settings[`${folderUri}/b`] = { rules: { 'test/open': 'error' } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await client.open(a, open);
    await client.open(b, open);
    await until('the new severity', async () => (await client.pull(b))[0]?.severity === 1);
    expect((await client.pull(a))[0]?.severity).toBe(2);
  });

  it('exclude files by glob and switch a folder off', async () => {
    const a = write('generated/a.yaml', open);
    const client = await start({ ...inFolder(), settings: { exclude: ['generated/**'] } });
    await client.open(a, open);
    expect(await client.found(a)).toEqual([]);
    client.settings[''] = {};
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('findings', async () => (await client.pull(a)).length === 1);
    client.settings[''] = { enable: false };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('silence', async () => (await client.pull(a)).length === 0);
    // What the disk says of a closed document does not come back either.
    await client.close(a);
    await new Promise(done => setTimeout(done, 200));
    const { content } = await client.connection.sendRequest<{ content: string }>('plumbline/report', {
      format: 'baseline',
    });
    expect(JSON.parse(content)).toMatchObject({ findings: [] });
  });

  it('that make no sense count as not set', async () => {
    const client = await start({ settings: { rules: 'off', exclude: 7, profiles: [1], diagnostics: { delay: -1 } } });
    await client.open(OPEN, open);
    expect(await client.found(OPEN)).toHaveLength(1);
    expect(client.logged).toEqual([]);
  });
});

describe('folders and files', () => {
  it('a folder that is added is read, one that is removed is forgotten', async () => {
    write('one/a.yaml', template(tagged('same')));
    write('two/b.yaml', template(tagged('same')));
    const one = { uri: `${folderUri}/one`, name: 'one' };
    const two = { uri: `${folderUri}/two`, name: 'two' };
    const client = await start({ folders: [one] });
    await isReady(client, 1);
    const change = (added: unknown[], removed: unknown[]) =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added, removed } });
    await change([two], []);
    await isReady(client, 2);
    await change([], [one]);
    await isReady(client, 1);
  });

  it('a file that changes on disk changes what is found in another', async () => {
    const a = write('a.yaml', template(tagged('same')));
    const b = write('b.yaml', template(tagged('other')));
    const client = await start(inFolder());
    await isReady(client, 2);
    expect(client.registered).toContain('workspace/didChangeWatchedFiles');
    await client.open(a, template(tagged('same')));
    expect(await client.found(a)).toEqual([]);
    write('b.yaml', template(tagged('same')));
    const changed = (type: FileChangeType) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: b, type }] });
    await changed(FileChangeType.Changed);
    await until('a refresh', () => client.refreshes === 1);
    expect(await client.found(a)).toEqual(['test/twins "same"']);
    rmSync(path.join(folder, 'b.yaml'));
    await changed(FileChangeType.Deleted);
    await until('another refresh', () => client.refreshes === 2);
    expect(await client.found(a)).toEqual([]);
  });

  it('a file that comes where no folder is open is there for open documents', async () => {
    const uri = `${folderUri}/plumbline.yaml`;
    const client = await start({ rules: [invalid] });
    await client.open(uri, 'version: 1\nextends: ./base.plumbline.yaml\nrequirements: []\n');
    const said = async () => (await client.pull(uri)).map(d => d.message).join();
    expect(await said()).toMatch(/^There is no file/);
    const base = write('base.plumbline.yaml', 'nothing: of that kind\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: base, type: FileChangeType.Created }],
    });
    await until('the file', async () => /is not read as requirements/.test(await said()));
  });

  it('a folder that is deleted, moved or created is reported as the folder only', async () => {
    const a = write('a.yaml', template(tagged('same')));
    write('lib/deep/b.yaml', template(tagged('same')));
    const c = write('lib/deep/c.yaml', template(tagged('more')));
    write('library/d.yaml', template(tagged('else')));
    const client = await start(inFolder());
    await isReady(client, 4);
    await client.open(a, template(tagged('same')));
    await client.open(c, template(tagged('more')));
    expect(await client.found(a)).toEqual(['test/twins "same"']);
    const changed = (...changes: [string, FileChangeType][]) =>
      client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: changes.map(([name, type]) => ({ uri: `${folderUri}/${name}`, type })),
      });

    renameSync(path.join(folder, 'lib'), path.join(folder, 'moved'));
    await changed(['lib', FileChangeType.Deleted]);
    // The open document stays, and so does the folder whose name begins alike.
    await isReady(client, 3);
    expect(await client.found(a)).toEqual([]);
    expect(await client.found(c)).toEqual([]);
    await changed(['moved', FileChangeType.Created]);
    await isReady(client, 5);
    expect((await client.pull(a))[0]?.relatedInformation?.[0]?.location.uri).toBe(`${folderUri}/moved/deep/b.yaml`);

    renameSync(path.join(folder, 'moved'), path.join(folder, 'last'));
    await changed(['last', FileChangeType.Created], ['moved', FileChangeType.Deleted]);
    const twin = async () => (await client.pull(a))[0]?.relatedInformation?.[0]?.location.uri;
    await until('the last folder', async () => (await twin()) === `${folderUri}/last/deep/b.yaml`);
    rmSync(path.join(folder, 'last'), { recursive: true });
    await changed(['last', FileChangeType.Deleted]);
    await until('no twin', async () => (await twin()) === undefined);
    expect(client.logged).toEqual([]);
  });

  it('shutdown is answered while a folder is read', async () => {
    for (let i = 0; i < 400; i++) write(`t/${i}/t.yaml`, template(tagged(String(i))));
    const client = await start(inFolder());
    // Reading begins before the first answer.
    await client.pull(OPEN);
    const began = performance.now();
    await client.connection.sendRequest('shutdown');
    expect(performance.now() - began).toBeLessThan(2000);
    expect(client.statuses.every(s => s.files < 400)).toBe(true);
  });

  it('a document that is closed without saving is what the disk says', async () => {
    const a = write('a.yaml', template(tagged('same')));
    const b = write('b.yaml', template(tagged('other')));
    const client = await start(inFolder());
    await isReady(client, 2);
    await client.open(a, template(tagged('same')));
    await client.open(b, template(tagged('other')));
    await client.type(b, 'other', 'same');
    expect(await client.found(a)).toEqual(['test/twins "same"']);
    await client.close(b);
    await until('the other text', async () => (await client.found(a)).length === 0);
  });
});

describe('failures', () => {
  it('of a rule are logged, and the rest is reported', async () => {
    const client = await start();
    await client.open(OPEN, `${open}  Topic:\n    Type: AWS::SNS::Topic\n`);
    expect(await client.found(OPEN)).toEqual(['test/open "PublicRead"']);
    await until('the log', () => client.logged.some(l => l.includes('test/throwing') && l.includes('a bug in a rule')));
  });

  it('of the client to answer are logged, and files are read all the same', async () => {
    const a = write('a.yaml', open);
    const client = await start({ ...inFolder(), refuses: true });
    await isReady(client, 1);
    await client.open(a, open);
    expect(await client.found(a)).toEqual(['test/open "PublicRead"']);
    await until('the log', () => client.logged.some(l => l.startsWith('Reading the settings failed')));
  });

  it('of a request are contained: the next one is served', async () => {
    const client = await start();
    await client.open(OPEN, open);
    const actions = await client.connection.sendRequest('textDocument/codeAction', {
      textDocument: { uri: OPEN },
      range: null,
      context: { diagnostics: [] },
    });
    expect(actions).toEqual([]);
    expect(client.logged.some(l => l.startsWith('Code actions failed'))).toBe(true);
    expect(await client.found(OPEN)).toHaveLength(1);
  });
});

describe('report', () => {
  it('holds the findings of all folders', async () => {
    write('one/a.yaml', open);
    write('two/b.yaml', open);
    const folders = ['one', 'two'].map(name => ({ uri: `${folderUri}/${name}`, name }));
    const client = await start({ folders });
    await isReady(client, 2);
    const { content } = await client.connection.sendRequest<{ content: string }>('plumbline/report', {
      format: 'json',
    });
    const report = JSON.parse(content) as { findings: { file: string; rule: string; fix: { title: string } }[] };
    expect(report.findings.map(f => `${f.file} ${f.rule} ${f.fix.title}`)).toEqual([
      'one/a.yaml test/open Close the bucket',
      'two/b.yaml test/open Close the bucket',
    ]);
    const html = await client.connection.sendRequest<{ content: string }>('plumbline/report', {
      format: 'html',
      nonce: 'abc123',
    });
    expect(html.content).toContain('abc123');
    expect(html.content).toContain('Bucket1 is open');
    expect(html.content).toContain('data-mode="webview"');
  });

  it('comes in each format, and compared with an earlier one', async () => {
    write('one/a.yaml', open);
    const client = await start({ folders: [{ uri: `${folderUri}/one`, name: 'one' }] });
    await isReady(client, 1);
    const content = async (params: ReportParams) =>
      (await client.connection.sendRequest<{ content: string }>('plumbline/report', params)).content;
    expect(await content({ format: 'html' })).toContain('data-mode="file"');
    expect(JSON.parse(await content({ format: 'sarif' })).runs[0].results).toHaveLength(1);
    expect(await content({ format: 'junit' })).toContain('<failure message=');
    const text = await content({ format: 'baseline' });
    const changeSince = async (text: string) =>
      JSON.parse(await content({ format: 'json', earlier: { since: 'Friday', text } })).change;
    expect(await changeSince(text)).toEqual({ since: 'Friday', new: 0, unchanged: 1, gone: [] });
    expect(await changeSince('{"version": 1, "findings": []}')).toMatchObject({ new: 1 });
    expect(await changeSince('not JSON')).toBeNull();
  });
});
