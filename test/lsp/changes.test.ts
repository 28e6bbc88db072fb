/** *Only what I changed*: findings on lines that differ from the last commit, and findings that were not there at it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/all.ts';
import type { BaselineResult, ReportParams, ReportResult } from '../../server/src/lsp/protocol.ts';
import { Client, until } from './client.ts';

const key = (id: string) => `  ${id}:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: false }\n`;
const TEMPLATE = `Resources:\n${key('Old')}`;
const CONFIG = 'export const rotate = true;\n';
const APP = `import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { rotate } from './config';
new Key(new Stack(new App(), 'Shop'), 'Signing', { enableKeyRotation: rotate });
`;

let folder = '';
let client: Client | undefined;
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'plumbline-changes-'));
  git('init', '-q');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.com');
  put('t.yaml', TEMPLATE);
  put('app.ts', APP);
  put('config.ts', CONFIG);
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
});
afterEach(async () => {
  await client?.stop();
  client = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(trusted = true): Promise<Client> {
  client = await Client.start({
    rules,
    settings: { diagnostics: { delay: 20 }, onlyChanged: true },
    folders: [{ uri: pathToFileURL(folder).href, name: 'shop' }],
    initializationOptions: { trusted, cache: path.join(folder, '.cache') },
  });
  return client;
}
const isNarrowed = (editor: Client) => () =>
  editor.statuses.at(-1)?.narrowed[0]?.startsWith('Only what differs') === true;
const linesOf = async (editor: Client, name: string) => (await editor.pull(uriOf(name))).map(d => d.range.start.line);

describe('only what I changed', () => {
  it('shows what stands on changed lines, while typing, until it is committed; the status counts that and says so', async () => {
    const editor = await start();
    await editor.open(uriOf('t.yaml'), TEMPLATE);
    await until('the status', isNarrowed(editor));
    expect(await linesOf(editor, 't.yaml')).toEqual([]);
    expect(editor.statuses.at(-1)?.findings).toMatchObject({ error: 0, warning: 0 });
    await editor.type(uriOf('t.yaml'), 'Resources:\n', `Resources:\n${key('New')}`);
    expect(await linesOf(editor, 't.yaml')).toEqual([3]);
    await until('the count', () => editor.statuses.at(-1)?.findings.warning === 1);
    put('t.yaml', editor.text(uriOf('t.yaml')).getText());
    git('commit', '-q', '-a', '-m', 'second');
    await until('the new commit', async () => (await linesOf(editor, 't.yaml')).length === 0);
    editor.settings = { '': { diagnostics: { delay: 20 } } };
    await editor.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until('all findings', async () => (await linesOf(editor, 't.yaml')).length === 2);
    await until('the status', () => editor.statuses.at(-1)?.narrowed.length === 0);
  });

  it('shows what a change elsewhere has brought about, and nothing else of that file', async () => {
    put('t.yaml', `# A line more.\n${TEMPLATE}`);
    const editor = await start();
    await editor.open(uriOf('app.ts'), APP, 'typescript');
    await editor.open(uriOf('config.ts'), CONFIG, 'typescript');
    await until('the status', isNarrowed(editor));
    expect(await linesOf(editor, 'app.ts')).toEqual([]);
    await editor.type(uriOf('config.ts'), 'true', 'false');
    await until('the finding', async () => (await linesOf(editor, 'app.ts')).length === 1);
    await editor.type(uriOf('config.ts'), 'false', 'true');
    await until('its end', async () => (await linesOf(editor, 'app.ts')).length === 0);
    expect(await linesOf(editor, 't.yaml')).toEqual([]);
  });

  it('is what the report tells of a revision, beside what the baseline has accepted', async () => {
    const editor = await start();
    await editor.open(uriOf('t.yaml'), TEMPLATE);
    await until('the status', isNarrowed(editor));
    const ask = (params: Partial<ReportParams>) =>
      editor.connection.sendRequest<ReportResult>('plumbline/report', { format: 'json', ...params });
    const change = async (revision: string) => JSON.parse((await ask({ revision })).content).change;
    expect(await change('HEAD')).toEqual({ since: 'HEAD', new: 0, unchanged: 1, gone: [] });
    await editor.type(uriOf('t.yaml'), TEMPLATE, `Resources:\n${key('New')}${key('Old').replace('false', 'true')}`);
    expect(await change('HEAD')).toMatchObject({ new: 1, unchanged: 0, gone: [{ file: 't.yaml' }] });
    expect((await ask({ format: 'html', revision: 'HEAD' })).content).toContain(
      'Since HEAD: 1 new, 1 gone, 0 as before.',
    );
    expect(await ask({ revision: 'nowhere' })).toEqual({
      content: '',
      problem: 'There is no revision nowhere in the repository of shop.',
    });
    const { files } = await editor.connection.sendRequest<BaselineResult>('plumbline/baseline');
    put('.plumbline-baseline.json', files[0]?.text ?? '');
    await editor.type(uriOf('t.yaml'), 'Resources:\n', `Resources:\n${key('Newer')}`);
    expect(JSON.parse((await ask({})).content).summary.total).toBe(1);
    expect((await ask({ format: 'html' })).content).toContain('<span>in the baseline</span> <b>1</b>');
  });

  it('shows all and says why where nobody trusts the workspace, until somebody does', async () => {
    const editor = await start(false);
    await editor.open(uriOf('t.yaml'), TEMPLATE);
    await until('the status', () => editor.statuses.at(-1)?.narrowed[0]?.startsWith('All findings are shown') === true);
    expect(await linesOf(editor, 't.yaml')).toEqual([3]);
    await editor.connection.sendNotification('plumbline/trust', {});
    await until('the status', isNarrowed(editor));
    expect(await linesOf(editor, 't.yaml')).toEqual([]);
  });
});
