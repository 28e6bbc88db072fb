/** Values: paths, scenarios, rendering. */
import { describe, expect, it } from 'vitest';
import {
  type Choice,
  MAX_SCENARIOS,
  type ObjectValue,
  type Value,
  absent,
  at,
  inScenario,
  literal,
  rendered,
  scenarios,
  unknown,
  walk,
} from './value.ts';

const place = { uri: 'file:///a', start: 0, end: 1 };
const object = (entries: Record<string, Value>, complete = true): ObjectValue => ({
  kind: 'object',
  entries: Object.entries(entries).map(([key, value]) => ({ key, keySpan: place, span: place, value })),
  complete,
  span: place,
  slot: null,
  origin: 'written',
});
const choice = (...branches: [string, Value][]): Choice => ({
  kind: 'choice',
  branches: branches.map(([when, value]) => ({ when, value })),
  span: place,
  origin: 'written',
});

describe('at', () => {
  const value = object({ A: object({ B: literal('x', place) }), Open: object({}, false) });

  it('finds what is at a path', () => {
    expect(at(value, 'A', 'B')).toMatchObject({ kind: 'literal', value: 'x' });
  });

  it('says absent where all keys are seen, unknown where not', () => {
    expect(at(value, 'A', 'C').kind).toBe('absent');
    expect(at(value, 'Open', 'C').kind).toBe('unknown');
    expect(at(value, 'A', 'B', 'C').kind).toBe('unknown');
  });

  it('goes through both sides of a condition', () => {
    const found = at(
      object({ A: choice(['IsProd', object({ B: literal(1, place) })], ['not IsProd', absent]) }),
      'A',
      'B',
    );
    expect(scenarios(found).map(s => [s.value.kind, s.when])).toEqual([
      ['literal', ['IsProd']],
      ['absent', ['not IsProd']],
    ]);
  });

  it('takes the last of duplicate keys, as parsers do', () => {
    const twice: ObjectValue = {
      ...object({}),
      entries: [...object({ A: literal(1, place) }).entries, ...object({ A: literal(2, place) }).entries],
    };
    expect(at(twice, 'A')).toMatchObject({ value: 2 });
  });
});

describe('scenarios', () => {
  it('leaves contradictions out', () => {
    const nested = choice(
      ['IsProd', choice(['IsProd', literal(1, place)], ['not IsProd', literal(2, place)])],
      ['not IsProd', literal(3, place)],
    );
    expect(scenarios(nested).map(s => s.value)).toMatchObject([{ value: 1 }, { value: 3 }]);
  });

  it('gives up on too many, and says unknown', () => {
    const many = choice(
      ...Array.from({ length: MAX_SCENARIOS + 1 }, (_, i): [string, Value] => [`C${i}`, literal(i, place)]),
    );
    expect(scenarios(many)).toMatchObject([{ value: { kind: 'unknown' } }]);
  });

  it('reads well in a message', () => {
    expect(inScenario([])).toBe('');
    expect(inScenario(['IsProd', 'not IsEu'])).toBe(' when IsProd and not IsEu');
  });
});

describe('rendered', () => {
  it('shows references by name and what is unknown by an ellipsis', () => {
    const text: Value = {
      kind: 'text',
      parts: [
        { kind: 'known', text: 'orders-', written: null },
        {
          kind: 'hole',
          value: {
            kind: 'reference',
            target: { kind: 'pseudo', name: 'AWS::Region' },
            attribute: null,
            span: place,
            origin: 'written',
          },
        },
        { kind: 'known', text: '-', written: null },
        { kind: 'hole', value: unknown(place, 'a function call') },
      ],
      span: place,
      origin: 'written',
    };
    expect(rendered(text)).toBe('orders-${AWS::Region}-${…}');
  });
});

describe('walk', () => {
  it('visits everything with its path', () => {
    const seen: string[] = [];
    walk(
      object({
        A: { kind: 'list', items: [literal(1, place)], complete: true, span: place, slot: null, origin: 'written' },
      }),
      (v, path) => seen.push(`${path.join('.')}:${v.kind}`),
    );
    expect(seen).toEqual([':object', 'A:list', 'A.0:literal']);
  });
});
