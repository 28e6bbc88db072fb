/** The live template: which code its lines came of, what an edit changed in it, and what a deployment would replace. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { rules } from '../../server/src/all.ts';
import type { TemplateParams, TemplateResult } from '../../server/src/lsp/protocol.ts';
import { LiveSynth } from '../../server/src/synth/live.ts';
import { type TestApp, testApp } from '../../server/src/testing/app.ts';
import { sandboxScript } from '../../server/src/testing/sandbox.ts';
import { Client, until } from './client.ts';

const APP = `import { App, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
const stack = new Stack(new App(), 'Shop');
new Bucket(stack, 'Uploads', { bucketName: 'acme-uploads' });
new Queue(stack, 'Jobs', { queueName: 'jobs' });
`;

let script = '';
beforeAll(async () => {
  script = await sandboxScript();
}, 60_000);
let app: TestApp | undefined;
let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  app?.remove();
});

async function opened(dir: string) {
  const editor = await Client.start({
    rules,
    folders: [{ uri: pathToFileURL(dir).href, name: 'shop' }],
    initializationOptions: { trusted: true, cache: path.join(dir, '.cache') },
    engine: options => new LiveSynth({ ...options, script, spare: false }),
  });
  client = editor;
  const uri = pathToFileURL(path.join(dir, 'app.ts')).href;
  await editor.open(uri, APP, 'typescript');
  const ask = (params: Partial<TemplateParams>) =>
    editor.connection.sendRequest<TemplateResult | null>('plumbline/template', { uri, ...params });
  const shown = await until('the template', () => ask({ stack: 'Shop' }), 30_000);
  return { editor, uri, ask, shown };
}

/** The text of the lines that code made, by the code. */
function pairs({ content, marks }: TemplateResult, editor: Client, uri: string): [code: string, template: string][] {
  const lines = content.split('\n').map(line => line.trim());
  return marks.map(({ start, end, place }) => [
    editor.text(uri).getText(place.range),
    [lines[start], ...(end - start > 1 ? [lines[end - 1]] : [])].join(' … '),
  ]);
}

it('says which code its lines came of, and what the last edit changed', async () => {
  app = testApp({ 'app.ts': APP });
  const { editor, uri, ask, shown } = await opened(app.dir);
  expect(shown.changed).toEqual([]);
  const made = pairs(shown, editor, uri);
  expect(made.map(([code]) => code)).toEqual(
    expect.arrayContaining(["bucketName: 'acme-uploads'", expect.stringMatching(/^new Bucket/)]),
  );
  expect(made.find(([code]) => code.startsWith('bucketName'))?.[1]).toBe('"BucketName": "acme-uploads"');
  expect(made.find(([code]) => code.startsWith('new Queue'))?.[1]).toMatch(/^"Jobs\w+": \{ … \}/);
  await editor.type(uri, "'jobs'", "'tasks'");
  const edited = await until('the edit', async () => {
    const next = await ask({ stack: 'Shop' });
    return next?.content.includes('"tasks"') ? next : null;
  });
  const line = edited.content.split('\n').findIndex(text => text.includes('"tasks"'));
  expect(edited.changed).toEqual([{ start: line, end: line + 1 }]);
  expect((await ask({ stack: 'Shop' }))?.changed).toEqual(edited.changed);
}, 60_000);

it('says what would be replaced against HEAD, and shows the template of HEAD', async () => {
  app = testApp({ 'app.ts': APP });
  const git = (...args: string[]) => execFileSync('git', ['-C', (app as TestApp).dir, ...args], { stdio: 'ignore' });
  git('init', '-q');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@example.com');
  git('add', 'app.ts', 'cdk.json');
  git('commit', '-q', '-m', 'first');
  const { editor, uri, ask, shown } = await opened(app.dir);
  await editor.type(uri, "'Uploads'", "'Files'");
  await editor.type(uri, "'jobs'", "'tasks'");
  await until('the edit', async () => (await ask({ stack: 'Shop' }))?.content.includes('"tasks"'));
  const { against, content } = (await ask({ stack: 'Shop', compare: 'replaced' })) as TemplateResult;
  expect(against?.from).toBe('HEAD');
  expect(against?.replaced.map(({ logicalId, why }) => [logicalId.slice(0, -8), why])).toEqual([
    ['Files', expect.stringMatching(/^was Uploads\w{8}$/)],
    ['Jobs', 'another QueueName'],
  ]);
  const [files] = against?.replaced ?? [];
  expect(content.split('\n')[files?.line ?? 0]).toContain(`"${files?.logicalId}": {`);
  expect((await ask({ stack: 'Shop', compare: 'before' }))?.content).toBe(shown.content);
}, 60_000);

it('has nothing to compare with where there is neither git nor cdk.out', async () => {
  app = testApp({ 'app.ts': APP });
  const { ask } = await opened(app.dir);
  const compared = await ask({ stack: 'Shop', compare: 'replaced' });
  expect(compared?.against).toBeUndefined();
  expect((await ask({ stack: 'Shop', compare: 'before' }))?.content).toBe('');
}, 60_000);
