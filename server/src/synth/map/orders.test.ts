/** The example app, run: what live synth confirms of it, and what it alone can know. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runApp } from './app.fixture.ts';

const folder = path.join(import.meta.dirname, '../../../../examples/orders-cdk');
const FILES = Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|json)$/.test(name) && !name.includes('node_modules'))
    .map(name => [name.split(path.sep).join('/'), readFileSync(path.join(folder, name), 'utf8')]),
);

it('the example has the findings that reading it gives, confirmed by the template, and one that only a run can give', async () => {
  const app = await runApp(FILES);
  expect(app.model.ok).toBe(true);
  app.read();
  const read = app.findings();
  app.joined();
  const run = app.findings();
  expect(read.length).toBeGreaterThan(12);
  expect(read.filter(f => !run.includes(f))).toEqual([]);
  expect(run.filter(f => !read.includes(f))).toEqual([
    'warning kms/unrotated-key "days > 365": Key daily-key never rotates its key material.',
  ]);
  const unconfirmed = app.workspace.allFindings().filter(f => f.resource && f.evidence !== 'synth');
  expect(unconfirmed.map(f => f.rule)).toEqual([]);
}, 60_000);
