/** The baseline file: what it looks like, what it refuses, what it calls new. */
import { describe, expect, it } from 'vitest';
import { baselineOf, compareWithBaseline, readBaseline, writeBaseline } from './baseline.ts';

const found = (file: string, key: string, message = `${key} is wrong`) => ({ file, rule: `made/${key}`, message, key });

describe('the file', () => {
  it('has one finding a line, in an order that does not depend on that of the findings', () => {
    const findings = [found('b.yaml', 'x'), found('a.yaml', 'y'), found('a.yaml', 'x'), found('b.yaml', 'x')];
    const text = writeBaseline(findings);
    expect(text).toBe(`{
  "version": 1,
  "findings": [
    {"file":"a.yaml","rule":"made/x","message":"x is wrong","key":"x"},
    {"file":"a.yaml","rule":"made/y","message":"y is wrong","key":"y"},
    {"file":"b.yaml","rule":"made/x","message":"x is wrong","key":"x","count":2}
  ]
}
`);
    expect(writeBaseline(findings.toReversed())).toBe(text);
    expect(readBaseline(text)).toEqual(baselineOf(findings));
    expect(readBaseline(writeBaseline([]))).toEqual({ entries: [] });
  });

  it('says what is wrong with one that cannot be read', () => {
    const entry = JSON.stringify(found('a', 'x'));
    for (const [text, message] of [
      ['', /^the baseline is not JSON: /],
      ['<<<<<<< HEAD\n{}', 'the baseline is not JSON: it has conflict markers of a merge'],
      ['[]', 'the baseline is not a JSON object'],
      ['{}', 'the baseline has no "version"'],
      ['{"version":2,"findings":[]}', 'the baseline is of version 2; this Plumbline reads version 1'],
      ['{"version":1}', 'the baseline has no list of "findings"'],
      [`{"version":1,"findings":[${entry},7]}`, 'finding 2 of the baseline is not an object'],
      [`{"version":1,"findings":[{"rule":"x"}]}`, 'finding 1 of the baseline has no "file"'],
      [
        `{"version":1,"findings":[${entry.replace('}', ',"count":0}')}]}`,
        'finding 1 of the baseline has a "count" that is no positive whole number',
      ],
    ] as const)
      expect(() => readBaseline(text), text).toThrow(message);
  });

  it('takes a line that a merge has doubled for one', () => {
    const line = JSON.stringify(found('a', 'x'));
    expect(readBaseline(`\ufeff{"version":1,"findings":[${line},${line}]}`)).toEqual(baselineOf([found('a', 'x')]));
  });
});

describe('comparing', () => {
  it('goes by file and key, and counts', () => {
    const baseline = baselineOf([found('a', 'x'), found('a', 'x'), found('a', 'y'), found('b', 'z')]);
    const now = [found('a', 'x', 'worded differently'), found('b', 'x'), found('b', 'z'), found('b', 'z')];
    const { new: fresh, unchanged, gone } = compareWithBaseline(now, baseline);
    expect(fresh).toEqual([now[1], now[3]]);
    expect(unchanged).toEqual([now[0], now[2]]);
    expect(gone.map(({ file, key, count }) => [file, key, count])).toEqual([
      ['a', 'x', 1],
      ['a', 'y', 1],
    ]);
  });

  it('knows what has moved from a file that is no longer there, as often as it was accepted', () => {
    const baseline = baselineOf([found('old/a', 'x'), found('kept/a', 'y')]);
    const now = [found('new/a', 'x'), found('other/a', 'x'), found('new/a', 'y')];
    expect(compareWithBaseline(now, baseline, file => file !== 'old/a')).toMatchObject({
      new: [now[1], now[2]],
      unchanged: [now[0]],
      gone: [{ file: 'kept/a' }],
    });
    expect(compareWithBaseline(now, baseline).unchanged).toEqual([]);
  });
});
