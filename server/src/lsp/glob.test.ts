/** Globs of files, as VS Code matches them. */
import { expect, it } from 'vitest';
import { globMatcher } from './glob.ts';

it.each([
  ['**/node_modules/**', 'a/node_modules/b/c.ts', true],
  ['**/node_modules/**', 'node_modules/c.ts', true],
  ['dist/', 'dist/a/b.yaml', true],
  ['./dist/', 'dist/a', true],
  ['*.yaml', 'a/b.yaml', false],
  ['**/*.{yaml,{j,J}son}', 'a/b.Json', true],
  ['a?[b-d!].[!x]', 'a1c.y', true],
  ['a?[b-d!].[!x]', 'a1c.x', false],
  ['a[', 'a[', true],
  ['a{b', 'ab', false],
])('%s and %s: %s', (glob, path, expected) => {
  expect(globMatcher(glob)(path)).toBe(expected);
});

it('takes no time over globs made to take some', () => {
  const began = process.cpuUsage();
  for (const glob of ['**/*a'.repeat(40), '{a,b}'.repeat(40), '{'.repeat(5000), '[a'.repeat(5000)])
    globMatcher(glob)(`${'a/'.repeat(200)}b`);
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
});
