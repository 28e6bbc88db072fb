/** Patterns of IAM. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches, globsMeet } from './globs.ts';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });

/** The same by a regular expression. */
function expression(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`);
}

describe('patterns of IAM', () => {
  it('match as their regular expressions do', () => {
    fc.assert(fc.property(pattern, text, (p, t) => globMatches(p, t) === expression(p).test(t)));
  });

  it('meet where one text matches both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, t) => {
        if (globMatches(a, t) && globMatches(b, t)) expect(globsMeet(a, b)).toBe(true);
      }),
    );
  });

  it('do not meet where no text of the letters matches both', () => {
    const texts = (length: number): string[] =>
      length === 0 ? [''] : ['', ...texts(length - 1).flatMap(t => [`a${t}`, `b${t}`])];
    const all = [...new Set(texts(8))];
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(globsMeet(a, b)).toBe(all.some(t => globMatches(a, t) && globMatches(b, t)));
      }),
    );
  });

  it('take hostile patterns in no time', () => {
    const stars = '*a'.repeat(500);
    expect(globMatches(stars, 'a'.repeat(2_000))).toBe(true);
    expect(globMatches(`${stars}b`, 'a'.repeat(2_000))).toBe(false);
    expect(globsMeet(`${stars}*`, `${stars}b`)).toBe(true);
    expect(globsMeet(stars, `${stars}b`)).toBe(false);
  });
});
