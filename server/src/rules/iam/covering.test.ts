/** The index of patterns leaves out none that covers a text, and names few that don't. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Covering, covers, inOrder } from './covering.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '-'), maxLength: 4 });
const pattern = fc
  .array(fc.tuple(word, fc.constantFrom(':', '/', '.', '\0')), { minLength: 1, maxLength: 4 })
  .map(parts => parts.flat().join('').slice(0, -1));

describe('patterns that may cover a text', () => {
  it('are all that cover it, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(pattern, { maxLength: 3 }), { maxLength: 12 }), pattern, (entries, text) => {
        const found = [...inOrder(new Covering(entries).candidates(text))];
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        const wanted = [...entries.keys()].filter(i => entries[i]?.some(wide => covers(wide, text)));
        expect(found).toEqual(expect.arrayContaining(wanted));
      }),
      { numRuns: 3000 },
    );
  });

  for (const shape of [
    (i: number) => `arn:aws:s3:::bucket-${i}/*`,
    (i: number) => `arn:aws:dynamodb:*:*:table/orders${i}*`,
    (i: number) => `arn:aws:dynamodb:*:*:table/orders${i}/index/*`,
    (i: number) => `arn:aws:s3:::b${i}*-data/*`,
    (i: number) => `dynamodb:action${i}`,
  ])
    it(`are few among thousands like ${shape(0)}`, () => {
      const texts = Array.from({ length: 4000 }, (_, i) => shape(i));
      const all = new Covering(texts.map(text => [text]));
      const compared = texts.reduce((sum, text) => sum + [...inOrder(all.candidates(text))].length, 0);
      // `orders12*` begins like what `orders1*` covers, and so on: no more than a place of the number each.
      expect(compared).toBeLessThanOrEqual(4 * texts.length);
    });
});
