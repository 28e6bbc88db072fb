/** What an edit replaces against the commit that is checked out: seen as one types, moved along with commits, trusted only. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../server/src/core/rule.ts';
import { replacedResource } from '../../server/src/rules/structure/replaced-resource.ts';
import { Client, until } from './client.ts';

const rules = [replacedResource] as unknown as readonly Rule[];
const stack = (id: string) => `import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
const stack = new Stack(new App(), 'Shop');
new Bucket(stack, '${id}');
`;

let folder = '';
let client: Client | undefined;
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
const uriOf = (name: string) => pathToFileURL(path.join(folder, name)).href;

beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'plumbline-heads-'));
  git('init', '-q');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.com');
  writeFileSync(path.join(folder, 'cdk.json'), '{ "app": "npx tsx app.ts" }');
  writeFileSync(path.join(folder, 'app.ts'), stack('Orders'));
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(trusted: boolean): Promise<Client> {
  client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(folder).href, name: 'shop' }],
    initializationOptions: { trusted, cache: path.join(folder, '.cache') },
  });
  return client;
}

describe('what an edit replaces', () => {
  it('shows while typing, and no longer once it is committed', async () => {
    const editor = await start(true);
    const uri = uriOf('app.ts');
    await editor.open(uri, stack('Orders'), 'typescript');
    await editor.type(uri, "'Orders'", "'Purchases'");
    await until('the finding', async () => (await editor.found(uri)).length > 0);
    expect(await editor.found(uri)).toEqual(['structure/replaced-resource "\'Purchases\'"']);
    await editor.type(uri, "'Purchases'", "'Orders'");
    expect(await editor.found(uri)).toEqual([]);
    await editor.type(uri, "'Orders'", "'Purchases'");
    expect(await editor.found(uri)).toHaveLength(1);
    writeFileSync(path.join(folder, 'app.ts'), stack('Purchases'));
    const before = editor.refreshes;
    git('commit', '-q', '-a', '-m', 'second');
    await until('the new commit', () => editor.refreshes > before);
    expect(await editor.found(uri)).toEqual([]);
  });

  it('shows for what was changed before the editor started', async () => {
    writeFileSync(path.join(folder, 'app.ts'), stack('Purchases'));
    const editor = await start(true);
    const uri = uriOf('app.ts');
    await editor.open(uri, stack('Purchases'), 'typescript');
    await until('the finding', async () => (await editor.found(uri)).length > 0);
  });

  it('is not looked for in a workspace that nobody trusts, until somebody does', async () => {
    writeFileSync(path.join(folder, 'app.ts'), stack('Purchases'));
    const editor = await start(false);
    const uri = uriOf('app.ts');
    await editor.open(uri, stack('Purchases'), 'typescript');
    await until('the end of reading', () => editor.statuses.at(-1)?.state === 'ready');
    await sleep(500);
    expect(await editor.found(uri)).toEqual([]);
    await editor.connection.sendNotification('plumbline/trust', {});
    await until('the finding', async () => (await editor.found(uri)).length > 0);
  });
});
