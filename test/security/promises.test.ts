/** SECURITY.md names a test for each promise: it is there. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const rows = readFileSync(path.join(root, 'SECURITY.md'), 'utf8')
  .split('\n')
  .flatMap(line => {
    const match = /^\| (\d+) \| .* \| `(.+)` \| (\S+) \|$/.exec(line);
    return match ? [{ number: Number(match[1]), name: match[2] as string, file: match[3] as string }] : [];
  });

it('numbers its promises without a gap', () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.map(r => r.number)).toEqual(rows.map((_, i) => i + 1));
});

it.each(rows)('$number: $name', ({ name, file }) => {
  const text = readFileSync(path.join(root, file), 'utf8');
  // The whole name of a test, not a part of another.
  expect(["'", '"', '`'].some(quote => text.includes(quote + name + quote))).toBe(true);
});
