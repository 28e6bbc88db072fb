/** The worker: when it runs, when it ends, and what it is kept from. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { migrateScript } from '../testing/bundled.ts';
import { Converter } from './converter.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => void vi.useRealTimers());

/** A worker that does this with each job. */
function script(name: string, body: string): string {
  const file = path.join(folder, name);
  writeFileSync(
    file,
    `const { parentPort } = require('node:worker_threads');\nparentPort.on('message', job => { const answer = text => parentPort.postMessage({ id: job.id, text }); ${body} });\n`,
  );
  return file;
}

const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

describe('the converter', () => {
  it('starts no worker before it is asked, answers in order, and ends the worker when nothing is asked any more', async () => {
    const converter = new Converter({ script: script('echo.cjs', 'answer(job.source);'), rest: 50 });
    expect(converter.running).toBe(false);
    expect(await Promise.all(['a', 'b', 'c'].map(text => converter.convert('x.js', text)))).toEqual(['a', 'b', 'c']);
    expect(converter.running).toBe(true);
    await wait(200);
    expect(converter.running).toBe(false);
    expect(await converter.convert('x.js', 'again')).toBe('again');
    converter.stop();
  });

  it('kills a worker that hangs, and goes on with the next file in another', async () => {
    const converter = new Converter({
      script: script('hang.cjs', "if (job.source === 'hang') for (;;); answer(job.source);"),
      limit: 1000,
    });
    const [hung, fine] = await Promise.allSettled([converter.convert('x.js', 'hang'), converter.convert('x.js', 'b')]);
    expect(hung).toMatchObject({ status: 'rejected', reason: { message: 'It took longer than 1 s.' } });
    expect(fine).toMatchObject({ status: 'fulfilled', value: 'b' });
    converter.stop();
  });

  it('survives a worker that eats memory', async () => {
    const converter = new Converter({
      script: script(
        'eat.cjs',
        "const all = []; if (job.source === 'eat') for (;;) all.push(new Array(1e5).fill({})); answer('x');",
      ),
    });
    await expect(converter.convert('x.js', 'eat')).rejects.toThrow('It needs too much memory.');
    expect(await converter.convert('x.js', 'b')).toBe('x');
    converter.stop();
  });

  it('gives the worker nothing of the environment', async () => {
    process.env.PLUMBLINE_SECRET = 'secret';
    const converter = new Converter({ script: script('env.cjs', 'answer(JSON.stringify(process.env));') });
    expect(await converter.convert('x.js', '')).toBe('{}');
    delete process.env.PLUMBLINE_SECRET;
    converter.stop();
  });

  it('rejects what waits when it is stopped', async () => {
    const converter = new Converter({ script: script('slow.cjs', '') });
    const waiting = converter.convert('x.js', '');
    converter.stop();
    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('the worker as it is shipped', () => {
  const V2 =
    "import S3 from 'aws-sdk/clients/s3';\nconst s3 = new S3();\nexport const list = () => s3.listBuckets().promise();\n";

  it('migrates with nothing but its own file beside it, TypeScript and JavaScript', async () => {
    const alone = path.join(folder, 'alone');
    mkdirSync(alone);
    const built = path.join(alone, 'migrate.cjs');
    copyFileSync(await migrateScript(), built);
    const converter = new Converter({ script: built });
    const text = await converter.convert('list.ts', V2);
    expect(text).toContain("import { S3 } from '@aws-sdk/client-s3';");
    expect(text).not.toContain('.promise()');
    expect(await converter.convert('list.js', "const AWS = require('aws-sdk');\nnew AWS.SQS().listQueues();\n")).toBe(
      "const { SQS } = require('@aws-sdk/client-sqs');\nnew SQS().listQueues();\n",
    );
    await expect(converter.convert('broken.ts', "import S3 from 'aws-sdk/clients/s3'; const = ;")).rejects.toThrow();
    expect(await converter.convert('list.ts', V2)).toBe(text);
    converter.stop();
  });

  it('is gone after a minute of rest, and there again for the next file', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const converter = new Converter({ script: await migrateScript() });
    const text = await converter.convert('list.ts', V2);
    vi.advanceTimersByTime(59_000);
    expect(converter.running).toBe(true);
    expect(await converter.convert('list.ts', V2)).toBe(text);
    vi.advanceTimersByTime(59_000);
    expect(converter.running).toBe(true);
    vi.advanceTimersByTime(2_000);
    expect(converter.running).toBe(false);
    expect(await converter.convert('list.ts', V2)).toBe(text);
    converter.stop();
  });
});
