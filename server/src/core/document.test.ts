/** Offsets, lines and columns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineIndex } from './document.ts';

describe('LineIndex', () => {
  it('knows all three line ends and counts UTF-16', () => {
    const lines = new LineIndex('a\r\nb\rc\n😀d');
    expect(lines.lineCount).toBe(4);
    expect(lines.position(3)).toEqual({ line: 1, character: 0 });
    expect(lines.position(9)).toEqual({ line: 3, character: 2 });
    expect(lines.offset({ line: 3, character: 2 })).toBe(9);
  });

  it('clamps what is outside', () => {
    const lines = new LineIndex('ab\nc');
    expect(lines.position(99)).toEqual({ line: 1, character: 1 });
    expect(lines.offset({ line: 9, character: 0 })).toBe(4);
    expect(lines.offset({ line: -1, character: 5 })).toBe(0);
    expect(lines.offset({ line: 0, character: 99 })).toBe(3);
  });

  it('goes there and back for every offset of any text', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r\n', '\r', '😀', 'é')).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, t => {
        const lines = new LineIndex(t);
        for (let offset = 0; offset <= t.length; offset++) expect(lines.offset(lines.position(offset))).toBe(offset);
      }),
    );
  });
});
