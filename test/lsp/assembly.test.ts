/** What an earlier `cdk synth` left on disk, as an editor sees it: in a workspace that is not trusted, and beside live synth. */
import { execFileSync } from 'node:child_process';
import { cpSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver';
import { rules } from '../../server/src/all.ts';
import { LiveSynth } from '../../server/src/synth/live.ts';
import { type TestApp, testApp } from '../../server/src/testing/app.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { Client, type Options, until } from './client.ts';

/** Reading can't tell what year it was; and Plumbline has no rule about the limits of numbers. */
const APP = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';

const app = new cdk.App();
const stack = new cdk.Stack(app, 'Shop');
new kms.Key(stack, 'Key', { enableKeyRotation: new Date(0).getFullYear() > 2000 });
new sqs.CfnQueue(stack, 'Queue', {
  kmsMasterKeyId: 'alias/aws/sqs',
  visibilityTimeout: 99999,
});
app.synth();
`;
const TIMEOUT = 'visibilityTimeout: 99999';

let synthesized: TestApp;
let script = '';
beforeAll(async () => {
  script = await sandboxScript();
  synthesized = testApp({ 'app.ts': APP, 'package.json': '{ "type": "module" }' });
  execFileSync(process.execPath, ['app.ts'], {
    cwd: synthesized.dir,
    env: { PATH: process.env.PATH, CDK_OUTDIR: path.join(synthesized.dir, 'cdk.out') },
    timeout: 60_000,
    stdio: 'pipe',
  });
}, 120_000);
afterAll(() => synthesized.remove());

const clients: Client[] = [];
const apps: TestApp[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  for (const app of apps.splice(0)) app.remove();
});

async function start(options: Partial<Options> = {}) {
  const app = testApp({ 'app.ts': APP, 'package.json': '{ "type": "module" }' });
  apps.push(app);
  // As if checked out first and downloaded then, from the machine that ran it.
  cpSync(path.join(synthesized.dir, 'cdk.out'), path.join(app.dir, 'cdk.out'), { recursive: true });
  const client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(app.dir).href, name: 'shop' }],
    settings: { diagnostics: { delay: 20 } },
    ...options,
  });
  clients.push(client);
  const uri = pathToFileURL(path.join(app.dir, 'app.ts')).href;
  await client.open(uri, APP, 'typescript');
  /** Whether a rule has found something. */
  const has = async (rule: string) => (await client.found(uri)).some(found => found.startsWith(`${rule} `));
  return { app, client, uri, has };
}

describe('an assembly on disk', { timeout: 60_000 }, () => {
  it('serves where the app may not run: its findings and those of other validators, at the property', async () => {
    const { client, uri, has } = await start();
    await until('the assembly', () => has('kms/unrotated-key'));
    const reported = (await client.pull(uri)).filter(d => d.code === 'synth/reported');
    expect(reported.map(d => d.message)).toEqual([
      expect.stringMatching(/99999 is greater than.*CloudFormation Validate: F3034/),
    ]);
    expect(client.describe(uri, reported)).toEqual([`synth/reported "${TIMEOUT}"`]);
  });

  it('serves no longer when a source was saved since', async () => {
    const { app, client, uri, has } = await start();
    await until('the assembly', () => has('kms/unrotated-key'));
    const later = new Date(Date.now() + 5000);
    utimesSync(path.join(app.dir, 'app.ts'), later, later);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri, type: FileChangeType.Changed }],
    });
    await until('the source reader', async () => !(await has('kms/unrotated-key')));
    expect(await has('synth/reported')).toBe(false);
  });

  it('has what other validators found beside what live synth finds, moved along with the text', async () => {
    const { client, uri, has } = await start({
      initializationOptions: { trusted: true, cache: path.join(synthesized.dir, '.cache'), commands: true },
      engine: options => new LiveSynth({ ...options, script, spare: false }),
    });
    await until('live synth', () => client.statuses.findLast(s => s.live.state === 'on'), 30_000);
    await until('the assembly', () => has('synth/reported'));
    await client.type(uri, 'const stack', '// Everything is in one stack.\nconst stack');
    await until('a run', () => (client.statuses.at(-1)?.live.runs ?? 0) > 1, 30_000);
    expect(await client.found(uri)).toContain(`synth/reported "${TIMEOUT}"`);
    await client.type(uri, '99999', '300');
    await until('the finding to go', async () => !(await has('synth/reported')), 30_000);
  });
});
