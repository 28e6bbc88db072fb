/** Fixes of findings that only running the app can tell, proven by running the changed app. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/all.ts';
import { LiveSynth } from '../../server/src/synth/live.ts';
import { type TestApp, testApp } from '../../server/src/testing/app.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { Client, until } from './client.ts';

/** Reading can't tell what `Number` says of a word. */
const TEXT = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';

const app = new cdk.App();
const stack = new cdk.Stack(app, 'Shop');
const turned = Number('1') > 1;
new kms.Key(stack, 'Orders', { enableKeyRotation: turned });
`;

let script = '';
beforeAll(async () => {
  script = await sandboxScript();
}, 60_000);

const clients: Client[] = [];
const apps: TestApp[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  for (const app of apps.splice(0)) app.remove();
});

async function opened(text: string) {
  const app = testApp({ 'app.ts': text });
  apps.push(app);
  const client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(app.dir).href, name: 'shop' }],
    initializationOptions: { trusted: true, cache: path.join(app.dir, '.cache') },
    engine: options => new LiveSynth({ ...options, script, spare: false }),
  });
  clients.push(client);
  const uri = pathToFileURL(path.join(app.dir, 'app.ts')).href;
  await client.open(uri, text, 'typescript');
  await until('the finding', async () => (await client.found(uri)).some(f => f.startsWith('kms/')), 30_000);
  return { client, uri };
}

describe('fixes with live synth', () => {
  it('are offered for what only synthesis sees, proven by it', async () => {
    const { client, uri } = await opened(TEXT);
    // The first trial warms up what was never run, and may take longer than a menu waits.
    await until(
      'a proven fix',
      async () => (await client.actions(uri, 'turned });'))[0]?.title === 'Turn on key rotation of Orders',
      20_000,
    );
    const [fix] = await client.actions(uri, 'turned });');
    expect(fix?.disabled).toBeUndefined();
    expect(JSON.stringify(fix?.edit)).toContain('true');
  }, 60_000);

  it('are refused where the app would fail with them', async () => {
    // An app that knows its own text, as apps hardly do: it throws once rotation is on.
    const { client, uri } = await opened(`import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';

function make(scope: cdk.Stack, on: boolean) {
  new kms.Key(scope, 'Orders', { enableKeyRotation: on });
}
if (String(make).includes('Rotation: true')) throw new Error('no rotation here');
make(new cdk.Stack(new cdk.App(), 'Shop'), Number('1') > 1);
`);
    const action = await until(
      'the refusal',
      async () => (await client.actions(uri, 'on })')).find(a => a.disabled),
      20_000,
    );
    expect(action.disabled?.reason).toContain('no rotation here');
  }, 60_000);
});
