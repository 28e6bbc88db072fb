/** The committed tables are those that `npm run generate` would write. */
import { describe, expect, it } from 'vitest';
import { isFresh, tables } from './index.ts';

describe('generated tables', () => {
  // A slow table is compared by a hash of what it is made from, the others by being made again.
  it.each(tables.map(table => [table.name, table] as const))(
    '%s is what `npm run generate` would write',
    async (_, table) => {
      expect(await isFresh(table)).toBe(true);
    },
  );
});
