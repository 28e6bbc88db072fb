/** The folders of children: nobody else's, and gone with them. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from './fakeChild.fixture.ts';
import { makeScratch, removeScratch, sweepScratch } from './scratch.ts';

const folder = temporaryFolder();
const posix = process.platform !== 'win32';

it.runIf(posix)('are for the user alone, also where the cache folder was there before', () => {
  for (const [name, prepare] of [
    ['new/cache', () => {}],
    ['open', (cache: string) => mkdirSync(cache) ?? chmodSync(cache, 0o777)],
  ] as const) {
    const cache = path.join(folder, name);
    prepare(cache);
    const scratch = makeScratch(cache);
    expect([cache, scratch].map(f => statSync(f).mode & 0o077)).toEqual([0, 0]);
  }
});

it.runIf(posix && process.getuid?.() === 0)(
  'are not made in a folder of somebody else, or behind a link of theirs',
  () => {
    const theirs = path.join(folder, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, 12345, 12345);
    const link = path.join(folder, 'link');
    symlinkSync(theirs, link);
    for (const cache of [theirs, link]) expect(() => makeScratch(cache)).toThrow(/belongs to somebody else/);
    expect(readdirSync(theirs)).toEqual([]);
  },
);

it('are removed with what an app locked in them, and without what its links lead to', () => {
  const scratch = makeScratch(path.join(folder, 'cache'));
  const outside = path.join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'kept'), '');
  symlinkSync(outside, path.join(scratch, 'link'), 'junction');
  const locked = path.join(scratch, 'locked');
  mkdirSync(locked);
  writeFileSync(path.join(locked, 'file'), '');
  chmodSync(locked, 0);
  removeScratch(scratch);
  expect(existsSync(scratch)).toBe(false);
  expect(readdirSync(outside)).toEqual(['kept']);
  // Nothing there is as good.
  removeScratch(scratch);
});

it('are swept when their servers are gone', () => {
  const cache = path.join(folder, 'swept');
  const left = path.join(cache, 'run-999999999-abc');
  const mine = path.join(cache, `run-${process.pid}-abc`);
  const other = path.join(cache, 'other');
  for (const f of [left, mine, other]) mkdirSync(f, { recursive: true });
  sweepScratch(cache);
  expect([left, mine, other].map(f => existsSync(f))).toEqual([false, true, true]);
  sweepScratch(path.join(folder, 'nowhere'));
});
