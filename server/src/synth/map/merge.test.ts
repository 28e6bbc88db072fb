/** What comes of a template's value and what the source reader saw of it. */
import { describe, expect, it } from 'vitest';
import { span } from '../../core/document.ts';
import { absent, literal, rendered, unknown, type ObjectValue, type Value } from '../../core/value.ts';
import { merged, type Merging } from './merge.ts';
import { onlyPlace } from './places.ts';

const URI = 'file:///app.ts';
const NOWHERE = span('', 0, 0);
const NAME = span(URI, 0, 4);
const here = (start: number) => span(URI, start, start + 5);

const how: Merging = {
  standIns: { account: '123456789012', region: 'us-east-1', dummies: ['vpc-12345'] },
  locate: () => null,
  changed: () => null,
  otherwise: onlyPlace(NAME, 'default'),
};

const exact = (value: string | number | boolean): Value => literal(value, NOWHERE);
const list = (items: Value[], at = NOWHERE, complete = true): Value => ({
  kind: 'list',
  items,
  complete,
  span: at,
  slot: null,
  origin: 'written',
});
const object = (fields: Record<string, Value>, at = NOWHERE): ObjectValue => ({
  kind: 'object',
  entries: Object.entries(fields).map(([key, value]) => ({ key, keySpan: at, span: at, value })),
  complete: true,
  span: at,
  slot: null,
  origin: 'written',
});
const join = (value: Value, twin?: Value) => merged(value, twin, how.otherwise, '', how);

describe('a literal', () => {
  it('keeps its token if the code says the same', () => {
    expect(join(exact(3), literal(3, here(10)))).toEqual(literal(3, here(10)));
    expect(join(exact('3'), literal(3, here(10)))).toMatchObject({ value: '3', written: here(10) });
  });

  it('has no token where the code says something else', () => {
    expect(join(exact(4), literal(3, here(10)))).toMatchObject({ value: 4, span: here(10), written: null });
  });

  it('stands where the code has what can’t be read', () => {
    expect(join(exact(4), unknown(here(20), 'function call'))).toMatchObject({ value: 4, span: here(20) });
  });

  it('takes the branch that came true', () => {
    const twin: Value = {
      kind: 'choice',
      branches: [
        { when: 'isProd', value: literal('a', here(10)) },
        { when: 'not isProd', value: literal('b', here(20)) },
      ],
      span: here(5),
      origin: 'written',
    };
    expect(join(exact('b'), twin)).toEqual(literal('b', here(20)));
    expect(join(exact('c'), twin)).toMatchObject({ value: 'c', span: here(5), written: null });
  });

  it('that was changed later stands where that was done', () => {
    const later = { ...how, changed: (path: string) => (path === 'A' ? onlyPlace(here(40), 'written') : null) };
    const twin = object({ A: literal(3, here(10)), B: literal(4, here(20)) }, here(5));
    expect(merged(object({ A: exact(7), B: exact(5) }), twin, how.otherwise, '', later)).toMatchObject({
      entries: [{ value: { value: 7, span: here(40), written: null } }, { value: { value: 5, span: here(20) } }],
    });
    expect(merged(object({ A: exact(3) }), twin, how.otherwise, '', later)).toMatchObject({
      entries: [{ value: { value: 3, written: here(10) } }],
    });
  });

  it('that nobody wrote stands at the name, as a default', () => {
    expect(join(exact(4))).toMatchObject({ span: NAME, origin: 'default', written: null });
  });
});

describe('stand-ins', () => {
  it('for account and region are holes, unless somebody wrote them', () => {
    expect(rendered(join(exact('arn:aws:sns:us-east-1:123456789012:x')))).toBe(
      'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:x',
    );
    expect(join(exact('123456789012'))).toMatchObject({ kind: 'reference', target: { name: 'AWS::AccountId' } });
    const written = literal('123456789012', here(10));
    expect(join(exact('123456789012'), written)).toEqual(written);
  });

  it('of lookups are not known', () => {
    expect(join(exact('vpc-12345')).kind).toBe('unknown');
  });
});

describe('a list', () => {
  it('finds its items wherever they are written', () => {
    const twin = list([literal('a', here(10)), literal('b', here(20))], here(5));
    expect(join(list([exact('b'), exact('a')]), twin)).toMatchObject({
      span: here(5),
      items: [
        { value: 'b', written: here(20) },
        { value: 'a', written: here(10) },
      ],
    });
  });

  it('says items that came by themselves at the list, as defaults', () => {
    const twin = list([literal('a', here(10))], here(5));
    expect(join(list([exact('a'), exact('x')]), twin)).toMatchObject({
      items: [{ written: here(10) }, { value: 'x', span: here(5), origin: 'default' }],
    });
  });

  it('takes what can’t be read for what is left over, where the numbers agree', () => {
    const twin = list([unknown(here(10), 'call'), literal('b', here(20))], here(5));
    expect(join(list([exact('a'), exact('b')]), twin)).toMatchObject({
      items: [{ span: here(10) }, { span: here(20) }],
    });
  });
});

describe('an object', () => {
  it('loses what the template doesn’t have', () => {
    expect(
      join(object({ A: exact(1) }), object({ A: literal(1, here(10)), B: literal(2, here(20)) }, here(5))),
    ).toEqual({
      ...object({ A: literal(1, here(10)) }, here(5)),
      entries: [{ key: 'A', keySpan: here(5), span: here(5), value: literal(1, here(10)) }],
    });
  });

  it('inside of an expression stands in that expression', () => {
    const value = join(object({ A: object({ B: exact(1) }) }), object({ A: unknown(here(10), 'call') }, here(5)));
    expect(value).toMatchObject({
      entries: [{ value: { entries: [{ value: { value: 1, span: here(10), origin: 'written' } }] } }],
    });
  });

  it('is not there when the template has none', () => {
    expect(join(absent, object({ A: literal(1, here(10)) }))).toBe(absent);
  });
});
