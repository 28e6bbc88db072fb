/** Clocks jump: a machine sleeps, or sets its time. Nothing that waits or measures goes by the time of day. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '..');

/** Where days are meant: those that a user chooses, and ages of files. */
const DAYS = ['client/src/findings.ts', 'server/src/lsp/results.ts'];

it('durations are measured by a clock that does not jump', () => {
  const found = ['client/src', 'server/src'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(name))
      .map(name => `${folder}/${name.split(path.sep).join('/')}`)
      .filter(name => /\bDate\.now\(|\.getTime\(\)/.test(readFileSync(path.join(root, name), 'utf8'))),
  );
  expect(found.sort()).toEqual(DAYS);
});
