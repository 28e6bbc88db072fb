/** Live synth as an editor sees it: real CDK apps, run by the real engine on what is not saved. */
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CodeLens, Hover } from 'vscode-languageserver';
import { rules } from '../../server/src/all.ts';
import type { CreatedResource, TemplateResult } from '../../server/src/lsp/protocol.ts';
import { LiveSynth } from '../../server/src/synth/live.ts';
import { type TestApp, testApp } from '../../server/src/testing/app.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { Client, type Options, until } from './client.ts';

/** Every start of a process in this one, by the function that starts it. */
const starts = vi.hoisted(() => [] as string[]);
vi.mock('node:child_process', async importOriginal => {
  const original = await importOriginal<typeof import('node:child_process')>();
  const spied = Object.fromEntries(
    Object.entries(original).map(([name, value]) => [
      name,
      typeof value === 'function' && /^(exec|fork|spawn)/.test(name)
        ? (...args: unknown[]) => {
            starts.push(name);
            return (value as (...a: unknown[]) => unknown)(...args);
          }
        : value,
    ]),
  );
  return { ...spied, default: spied };
});

const APP = `import * as cdk from 'aws-cdk-lib';
import { ShopStack } from './lib/shop-stack';

const app = new cdk.App();
new ShopStack(app, 'Shop');
`;

/** Reading can't tell how often the loop turns, and what \`Number\` says of a word. */
const STACK = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

class Desk extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new sqs.Queue(this, 'Jobs', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    new sqs.Queue(this, 'Mail', { encryption: sqs.QueueEncryption.KMS_MANAGED });
    new lambda.Function(this, 'Sort', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
    });
  }
}

export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const turned = String(Number('1') > 0);
    for (const name of 'Orders Invoices'.split(' ')) {
      new kms.Key(this, name, { enableKeyRotation: turned === 'true' });
    }
    new Desk(this, 'Desk');
  }
}
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

function shop(files: Readonly<Record<string, string>> = {}, options: { readonly packages?: boolean } = {}): TestApp {
  const app = testApp({ 'app.ts': APP, 'lib/shop-stack.ts': STACK, ...files }, options);
  apps.push(app);
  return app;
}
const uriIn = (app: TestApp, name: string) => pathToFileURL(path.join(app.dir, name)).href;

async function start(app: TestApp, options: Partial<Options> = {}): Promise<Client> {
  const client = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(app.dir).href, name: 'shop' }],
    initializationOptions: { trusted: true, cache: path.join(app.dir, '.cache'), commands: true },
    settings: { diagnostics: { delay: 150 }, rules: { 'synth/*': 'error' } },
    engine: engineOptions => new LiveSynth({ ...engineOptions, script, spare: false }),
    ...options,
  });
  clients.push(client);
  return client;
}

/** Opens the stack and waits until the app has run. */
async function opened(app: TestApp, name = 'lib/shop-stack.ts', text = STACK) {
  const client = await start(app);
  const uri = uriIn(app, name);
  await client.open(uri, text, 'typescript');
  const first = await client.found(uri);
  await until('live synth', () => client.statuses.findLast(s => s.live.state === 'on'), 30_000);
  return { client, uri, first };
}

describe('an app that would do harm', () => {
  const marker = 'marker.txt';
  const poisoned = `import { writeFileSync } from 'node:fs';
writeFileSync(require('node:path').join(__dirname, '${marker}'), 'it ran');
${APP}`;

  it('is not run in a workspace that is not trusted: no process starts', async () => {
    const app = shop({ 'app.ts': poisoned });
    starts.length = 0;
    const client = await start(app, { initializationOptions: { cache: path.join(app.dir, '.cache') } });
    const uri = uriIn(app, 'app.ts');
    await client.open(uri, poisoned, 'typescript');
    await client.pull(uri);
    await client.type(uri, 'it ran', 'it ran again');
    await client.pull(uri);
    await client.hover(uri, 'ShopStack(');
    await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
    await client.connection.sendRequest('plumbline/template', { uri });
    const status = await until('the status', () => client.statuses.findLast(s => s.state === 'ready'));
    expect(status.live).toMatchObject({ state: 'off', reason: expect.stringMatching(/not trusted/) });
    await sleep(500);
    expect(starts).toEqual([]);
    expect(existsSync(path.join(app.dir, marker))).toBe(false);
    expect(existsSync(path.join(app.dir, '.cache'))).toBe(false);

    // The same client, trusted: the spy sees what it is there for.
    await client.connection.sendNotification('plumbline/trust');
    await until('a process', () => starts.length > 0, 30_000);
    await until('a run', () => client.statuses.some(s => s.live.runs > 0), 30_000);
    expect(existsSync(path.join(app.dir, marker))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'is not run by whatever else is in a workspace that is not trusted',
    async () => {
      const touch = `#!/bin/sh\ntouch "$(dirname "$0")/${marker}"\n`;
      const evil = `require('node:fs').writeFileSync(__dirname + '/${marker}', 'it ran');`;
      const app = shop({
        'app.ts': poisoned,
        'cdk.json': JSON.stringify({
          app: `sh -c 'touch ${marker}'; $(touch ${marker})`,
          build: `touch ${marker}`,
          output: '/',
        }),
        'other/cdk.json': JSON.stringify({ app: 'node evil.js', requireApproval: 'never' }),
        'other/evil.js': evil,
        '$(touch marker.txt);`touch marker.txt`/cdk.json': '{ "app": "npx tsx app.ts" }',
        'package.json': JSON.stringify({
          main: 'evil.js',
          scripts: { postinstall: `touch ${marker}`, prepare: `touch ${marker}` },
        }),
        'tsconfig.json': JSON.stringify({
          extends: './evil.js',
          compilerOptions: { plugins: [{ name: './evil.js' }] },
        }),
        'evil.js': evil,
        'plumbline.yaml': 'app: !!js/function "function () { throw 1 }"\n',
        node: touch,
        unshare: touch,
        npx: touch,
        git: touch,
      });
      for (const name of ['node', 'unshare', 'npx', 'git']) chmodSync(path.join(app.dir, name), 0o755);
      symlinkSync('/', path.join(app.dir, 'root'));
      vi.stubEnv('PATH', ['.', '', app.dir, process.env.PATH].join(path.delimiter));
      const settings = {
        trusted: true,
        liveSynth: { enabled: true, node: path.join(app.dir, 'node'), allow: ['read:/', 'env:HOME'] },
      };
      starts.length = 0;
      const cache = path.join(app.dir, '.cache');
      const client = await start(app, { initializationOptions: { trusted: false, cache, settings }, settings });
      const uri = uriIn(app, 'app.ts');
      await client.open(uri, poisoned, 'typescript');
      await client.pull(uri);
      for (const name of ['package.json', 'tsconfig.json', 'plumbline.yaml']) {
        const file = uriIn(app, name);
        await client.open(
          file,
          readFileSync(path.join(app.dir, name), 'utf8'),
          name.endsWith('json') ? 'json' : 'yaml',
        );
        await client.pull(file);
      }
      await client.connection.sendNotification('workspace/didChangeConfiguration', {
        settings: { plumbline: settings },
      });
      await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: ['app.ts', 'cdk.json', 'package.json'].map(name => ({ uri: uriIn(app, name), type: 2 })),
      });
      await client.pull(uri);
      await sleep(500);
      expect(client.statuses.findLast(s => s.state === 'ready')?.live).toMatchObject({ state: 'off' });
      expect(starts).toEqual([]);
      expect(readdirSync(app.dir).filter(name => name === marker || name === '.cache')).toEqual([]);
      expect(existsSync(path.join(app.dir, 'other', marker))).toBe(false);

      // Trusted, the app runs in the sandbox, and what only bears the name of a program still doesn't.
      writeFileSync(path.join(app.dir, 'cdk.json'), '{ "app": "npx tsx app.ts" }');
      await client.connection.sendNotification('plumbline/trust');
      await until('a run', () => client.statuses.some(s => s.live.runs > 0), 30_000);
      vi.unstubAllEnvs();
      expect(starts.length).toBeGreaterThan(0);
      expect(existsSync(path.join(app.dir, marker))).toBe(false);
    },
  );
});

describe('findings', () => {
  it('that only running the app can tell come, go and come back with what is typed', async () => {
    const { client, uri, first } = await opened(shop());
    expect(first).toEqual([]);
    expect(await client.found(uri)).toEqual([]);
    await client.type(uri, "Number('1') > 0", "Number('1') > 1");
    await until('the keys of the loop', async () => {
      return (await client.found(uri)).some(f => f.startsWith('kms/unrotated-key'));
    });
    await client.type(uri, "Number('1') > 1", "Number('1') > 0");
    await until('none', async () => (await client.found(uri)).length === 0);
  }, 60_000);

  it('are there within budget: a first run, and edit after edit', async () => {
    const app = shop();
    const began = performance.now();
    const { client, uri } = await opened(app);
    const cold = performance.now() - began;
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const [from, to] = i % 2 === 0 ? ['> 0', '> 1'] : ['> 1', '> 0'];
      await client.type(uri, `Number('1') ${from}`, `Number('1') ${to}`);
      const typed = performance.now();
      const expected = i % 2 === 0;
      for (let right = false; !right; )
        right = (await client.found(uri)).some(f => f.startsWith('kms/unrotated-key')) === expected;
      times.push(performance.now() - typed);
    }
    const sorted = times.toSorted((a, b) => a - b);
    const median = sorted[times.length >> 1] as number;
    const last = sorted.at(-1) as number;
    console.log(
      `first findings ${cold.toFixed(0)} ms; edit to exact findings ${median.toFixed(0)} ms median, ${last.toFixed(0)} ms at most`,
    );
    // Ten times what a quiet machine takes.
    expect(cold).toBeLessThan(30_000);
    expect(median).toBeLessThan(2000);
  }, 120_000);

  it('come where a folder of ours has a name that begins like that of the app', async () => {
    const app = shop();
    const cache = `${app.dir}-cache`;
    try {
      const client = await start(app, { initializationOptions: { trusted: true, cache } });
      const uri = uriIn(app, 'lib/shop-stack.ts');
      await client.open(uri, STACK.replace("Number('1')", "Number('0')"), 'typescript');
      await until(
        'the keys',
        async () => (await client.found(uri)).some(f => f.startsWith('kms/unrotated-key')),
        30_000,
      );
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  }, 60_000);

  it('of an app that throws stand where it throws', async () => {
    const { client, uri } = await opened(shop());
    await client.type(uri, "new Desk(this, 'Desk');", "if (turned) throw new Error('no desks left');\n");
    const report = await until('the exception', async () => {
      const found = await client.pull(uri);
      return found.find(d => d.code === 'synth/exception');
    });
    expect(report.message).toContain('no desks left');
    expect(client.text(uri).getText(report.range)).toMatch(/^new Error/);
    const stops = await until('the status', () => client.statuses.findLast(s => s.live.reason !== null));
    expect(stops.live).toMatchObject({ state: 'on', reason: 'The app stops at an error.' });
    expect(stops.live.node).toMatch(/^Node \d+\./);
  }, 60_000);

  it('follow a file that is saved by others', async () => {
    const app = shop({ 'lib/turn.ts': 'export const turn = (n: number) => n > 0;\n' });
    const text = STACK.replace("String(Number('1') > 0)", 'String(turn(1))').replace(
      'import { Construct }',
      "import { turn } from './turn';\nimport { Construct }",
    );
    const { client, uri } = await opened(app, 'lib/shop-stack.ts', text);
    expect(await client.found(uri)).toEqual([]);
    app.write('lib/turn.ts', 'export const turn = (n: number) => n > 1;\n');
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriIn(app, 'lib/turn.ts'), type: 2 }],
    });
    await until('the keys', async () => (await client.found(uri)).some(f => f.startsWith('kms/unrotated-key')));
  }, 60_000);

  it('stand while a text is half typed, moved along, and are exact again with the next whole one', async () => {
    const { client, uri } = await opened(shop());
    await client.type(uri, "turned === 'true'", 'Boolean(0)');
    const key = 'kms/unrotated-key "Boolean(0)"';
    await until('the finding', async () => (await client.found(uri)).includes(key));
    await client.type(uri, "    new Desk(this, 'Desk');", "    new kms.Key(this, {\n    new Desk(this, 'Desk');");
    for (let i = 0; i < 5; i++) {
      expect(await client.found(uri)).toContain(key);
      await sleep(100);
    }
    await client.type(uri, '    new kms.Key(this, {\n', '');
    await client.type(uri, 'Boolean(0)', 'Boolean(1)');
    await until('none', async () => (await client.found(uri)).length === 0);
  }, 60_000);

  it('stand while package.json is half typed, are told where, and are the same for who comes to it', async () => {
    const { client, uri } = await opened(shop());
    await client.type(uri, "turned === 'true'", 'Boolean(0)');
    const key = 'kms/unrotated-key "Boolean(0)"';
    await until('the finding', async () => (await client.found(uri)).includes(key));
    const manifest = uri.replace('lib/shop-stack.ts', 'package.json');
    await client.open(manifest, '{ "name": "shop" }', 'json');
    await client.type(manifest, '" }', '", "type": ');
    const told = () => client.pull(manifest);
    for (let i = 0; i < 5; i++) {
      expect(await client.found(uri)).toContain(key);
      expect(await told()).toEqual([]);
      await sleep(100);
    }
    const [problem] = await until('the problem', async () => {
      const all = await told();
      return all.length > 0 ? all : null;
    });
    expect(problem).toMatchObject({ code: 'synth/exception', severity: 1 });
    expect(problem?.message).toMatch(/^The app throws here: package\.json is no valid JSON: /);
    expect(problem?.range.start).toEqual({ line: 0, character: 25 });
    expect(await client.found(uri)).toContain(key);

    // Node reads the disk, and a process that has just started has nothing to remember.
    const broken = shop({ 'package.json': '{ "name": "shop", "type": ' });
    const other = await opened(broken, 'lib/shop-stack.ts', client.text(uri).getText());
    await other.client.open(uriIn(broken, 'package.json'), '{ "name": "shop", "type": ', 'json');
    await until('the same', async () => {
      const [same] = await other.client.pull(uriIn(broken, 'package.json'));
      return same?.message === problem?.message && (await other.client.found(other.uri)).includes(key);
    });
    await client.type(manifest, ', "type": ', ' }');
    await until('no problem', async () => (await told()).length === 0);
    expect(await client.found(uri)).toContain(key);
  }, 60_000);

  it('have the names by which the editor calls files, links or not', async () => {
    const app = shop();
    const link = `${app.dir}-link`;
    symlinkSync(app.dir, link, 'junction');
    try {
      const linked = { ...app, dir: link };
      const { client, uri } = await opened(linked);
      for (const [from, to, count] of [
        ['> 0', '> 1', 1],
        ['> 1', '> 0', 0],
      ] as const) {
        await client.type(uri, `Number('1') ${from}`, `Number('1') ${to}`);
        await until('what is so now', async () => {
          return (await client.found(uri)).filter(f => f.startsWith('kms/unrotated-key')).length === count;
        });
      }
    } finally {
      rmSync(link);
    }
  }, 60_000);

  it('come from the source where nothing is installed, and the status says what to do', async () => {
    const app = shop({}, { packages: false });
    const client = await start(app);
    const uri = uriIn(app, 'lib/shop-stack.ts');
    const text = STACK.replace("turned === 'true'", 'false');
    await client.open(uri, text, 'typescript');
    const status = await until('the reason', () => client.statuses.findLast(s => s.live.state === 'failing'), 30_000);
    expect(status.live.reason).toMatch(/npm install/);
    expect(await client.found(uri)).toContain('kms/unrotated-key "false"');
  }, 60_000);
});

describe('what a construct creates', () => {
  it('is said above its line, can be listed, and leads to the template', async () => {
    const { client, uri } = await opened(shop());
    await until('being asked to ask for lenses', () => client.lensRefreshes);
    const lenses = await until('lenses', async () => {
      const found: CodeLens[] = await client.connection.sendRequest('textDocument/codeLens', { textDocument: { uri } });
      return found.length > 0 ? found : null;
    });
    const lineOf = (text: string) => client.range(uri, text).start.line;
    expect(lenses.map(l => l.range.start.line)).toEqual([
      lineOf('new lambda.Function'),
      lineOf('new kms.Key'),
      lineOf('new Desk'),
    ]);
    const [, keys] = await Promise.all(
      lenses.map(lens => client.connection.sendRequest<CodeLens>('codeLens/resolve', lens)),
    );
    expect(keys?.command).toMatchObject({
      title: '2 resources · Plumbline',
      command: 'plumbline._showResources',
      tooltip: '2 AWS::KMS::Key',
    });
    const resources = (keys?.command?.arguments?.[1] ?? []) as CreatedResource[];
    expect(resources.map(r => [r.type, r.path, r.stack])).toEqual([
      ['AWS::KMS::Key', 'Shop/Orders', 'Shop'],
      ['AWS::KMS::Key', 'Shop/Invoices', 'Shop'],
    ]);
    const template = await client.connection.sendRequest<TemplateResult>('plumbline/template', {
      uri,
      stack: resources[0]?.stack,
    });
    expect(JSON.parse(template.content).Resources[resources[0]?.logicalId ?? ''].Type).toBe('AWS::KMS::Key');
  }, 60_000);

  it('is in the hover: types, defaults, the way that leads there', async () => {
    const { client, uri } = await opened(shop());
    const say = async (at: string) => {
      const hover = await client.hover(uri, at);
      return (hover?.contents as { value: string } | undefined)?.value ?? '';
    };
    expect(await say('Desk(this')).toMatch(
      /Creates 4 resources(?:, with \d+ findings?)?:\n- 2 × `AWS::SQS::Queue`\n- 1 × `AWS::IAM::Role`/,
    );
    const queue = await say("sqs.Queue(this, 'Jobs'");
    expect(queue).toContain('AWS::SQS::Queue');
    expect(queue).toMatch(/Made through \[shop-stack\.ts:\d+\]\(<.*shop-stack\.ts#L\d+>\), \[app\.ts:5\]/);
    expect(await say('lambda.Function(this')).toMatch(/Set by the CDK: `Role`/);
  }, 60_000);

  it('a finding says whether running the app bears it out', async () => {
    const unused = `${STACK}
export class SpareStack extends cdk.Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new kms.Key(this, 'Spare', { enableKeyRotation: false });
  }
}
`;
    const { client, uri } = await opened(shop(), 'lib/shop-stack.ts', unused);
    await client.type(uri, "turned === 'true'", 'Boolean(0)');
    await until('both findings', async () => (await client.found(uri)).length >= 2);
    const value = (hover: Hover | null) => (hover?.contents as { value: string } | undefined)?.value;
    const says = (at: string, words: string) =>
      until(words, async () => value(await client.hover(uri, at))?.includes(words));
    await says('false', 'this app, as configured, does not create it');
    await says('Boolean(0)', 'Confirmed by synth');
  }, 60_000);

  it('is the template of the stack at the cursor, and follows the text', async () => {
    const { client, uri } = await opened(shop());
    const at = async () => {
      const result: TemplateResult | null = await client.connection.sendRequest('plumbline/template', {
        uri,
        position: client.range(uri, 'new Desk').start,
      });
      return result?.content ?? '';
    };
    expect(await at()).toContain('AWS::SQS::Queue');
    await client.type(uri, "this, 'Mail'", "this, 'Post'");
    await until('the new name', async () => (await at()).includes('DeskPost'));
  }, 60_000);

  it('is one to choose where the cursor is in none of several stacks', async () => {
    const app = shop();
    const two = `${APP}new ShopStack(app, 'Market');\n`;
    app.write('app.ts', two);
    const { client, uri } = await opened(app, 'app.ts', two);
    const ask = (params: object) => client.connection.sendRequest<object>('plumbline/template', { uri, ...params });
    const stacks = { choice: ['Shop', 'Market'] };
    await until('the stacks', async () => expect(await ask({ position: { line: 0, character: 0 } })).toEqual(stacks));
    const place = client.range(uri, "'Market'").start;
    expect(await ask({ position: place })).toMatchObject({ stack: 'Market' });
    expect(await ask({ stack: 'Shop' })).toMatchObject({ stack: 'Shop' });
  }, 60_000);

  it('has the names that a loop gives, which the code does not tell', async () => {
    const text = STACK.replace("'Orders Invoices'.split(' ')", 'JSON.parse(\'["Orders", "Invoices"]\')')
      .replace('new kms.Key(this, name,', "new kms.Key(this, name + '-key',")
      .replace("'true'", "'no'");
    const { client, uri } = await opened(shop({ 'lib/shop-stack.ts': text }), 'lib/shop-stack.ts', text);
    const message = 'Key Orders-key (and 1 more) never rotates its key material.';
    await until('the finding', async () => (await client.pull(uri)).some(d => d.message === message));
    const lens = await until('the lens', async () => {
      const all = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
      return all.find(l => l.range.start.line === client.range(uri, 'new kms.Key').start.line);
    });
    const { command } = await client.connection.sendRequest<CodeLens>('codeLens/resolve', lens);
    const resources = (command?.arguments?.[1] ?? []) as CreatedResource[];
    expect(resources.map(r => r.path)).toEqual(['Shop/Orders-key', 'Shop/Invoices-key']);
    const [fix] = await client.actions(uri, "turned === 'no'");
    expect(fix?.title).toBe('Turn on key rotation of Orders-key');
    const template = await client.connection.sendRequest<TemplateResult>('plumbline/template', { uri, stack: 'Shop' });
    for (const { logicalId } of resources) expect(template.content).toContain(`"${logicalId}": {`);
    const hover = (await client.hover(uri, 'kms.Key(this'))?.contents as { value: string };
    expect(hover.value).toMatch(/\*\*Orders-key\*\* · `AWS::KMS::Key`\n\nPath `Shop\/Orders-key`/);
  }, 60_000);
});
