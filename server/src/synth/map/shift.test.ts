/** Places of an older text in a newer one. */
import { describe, expect, it } from 'vitest';
import { span } from '../../core/document.ts';
import { Shift } from './shift.ts';

const URI = 'file:///app.ts';

/** What a word's place in the old text covers in the new one; null when it is gone. */
function moved(old: string, now: string, word: string): string | null {
  const shift = new Shift({ [URI]: old });
  shift.to(() => now);
  const start = old.indexOf(word);
  const place = shift.span(span(URI, start, start + word.length));
  return place && now.slice(place.start, place.end);
}

describe('a place', () => {
  it('moves with what is written before it', () => {
    expect(moved('a(b); c(d);', 'a(bbb); c(d);', 'c(d)')).toBe('c(d)');
  });

  it('stays before what is written behind it', () => {
    expect(moved('a(b); c(d);', 'a(b); c(ddd);', 'a(b)')).toBe('a(b)');
  });

  it('grows and shrinks with what is written in it', () => {
    expect(moved('x(a, c);', 'x(a, b, c);', 'x(a, c)')).toBe('x(a, b, c)');
    expect(moved('x(a, b, c);', 'x(a, c);', 'x(a, b, c)')).toBe('x(a, c)');
  });

  it('is gone when all of it was rewritten', () => {
    expect(moved('one(); two();', 'one(); ', 'two()')).toBe(null);
    // Though what follows begins in the same way.
    expect(moved('one();\ntwo();\nthree();', 'one();\nthree();', 'two()')).toBe(null);
    expect(moved('one();\ntwo();\nthree();', 'one();\nthree();', 'three()')).toBe('three()');
    expect(moved('  a(1);\n  a(2);\n', '  a(0);\n  a(1);\n  a(2);\n', 'a(1)')).toBe('a(1)');
  });

  it('does not take in what is inserted right before or behind it', () => {
    expect(moved('ab', 'aXb', 'a')).toBe('a');
    expect(moved('ab', 'aXb', 'b')).toBe('b');
  });

  it('of a text that nobody knows stays where it is', () => {
    const shift = new Shift({ [URI]: 'a' });
    shift.to(() => undefined);
    expect(shift.span(span(URI, 0, 1))).toEqual(span(URI, 0, 1));
    expect(shift.state()).toBe('');
  });
});

describe('a slot', () => {
  const slot = {
    span: span(URI, 2, 6),
    style: 'ts-object' as const,
    end: 5,
    empty: false,
    indent: '',
    multiline: false,
  };

  it('moves along, and is not used when its object changed', () => {
    const shift = new Shift({ [URI]: 'f({ a })' });
    shift.to(() => 'foo({ a })');
    expect(shift.slot(slot)).toMatchObject({ span: { start: 4, end: 8 }, end: 7 });
    shift.to(() => 'f({ a, b })');
    expect(shift.slot(slot)).toBe(null);
  });
});
