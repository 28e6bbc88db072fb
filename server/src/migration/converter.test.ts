/** The worker: when it runs, when it ends, and what it is kept from. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Converter } from './converter.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
