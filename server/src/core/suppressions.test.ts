/** Ignore comments. */
import { describe, expect, it } from 'vitest';
import { covers, readSuppressions, silences, suppressionsAt } from './suppressions.ts';

const read = (text: string, comment: '#' | '//' = '#') =>
  readSuppressions({ uri: 'file:///a', version: 1, text }, comment).map(s => ({
    rules: s.rules,
    reason: s.reason,
    covers: text.slice(s.covers.start, s.covers.end),
  }));

describe('readSuppressions', () => {
  it('covers the next line when alone, the same line when at its end', () => {
    expect(read('# plumbline-ignore iam/a: known\nA: 1\nB: 2 # plumbline-ignore iam/b, s3/c\n')).toEqual([
      { rules: ['iam/a'], reason: 'known', covers: 'A: 1' },
      { rules: ['iam/b', 's3/c'], reason: '', covers: 'B: 2 # plumbline-ignore iam/b, s3/c' },
    ]);
  });

  it('stacks, and skips blank lines and CRLF', () => {
    expect(
      read('  // plumbline-ignore iam/a: x\r\n  // plumbline-ignore iam/b: y\r\n\r\n  code();\r\n', '//').map(
        s => s.covers,
      ),
    ).toEqual(['  code();', '  code();']);
  });

  it('covers a file', () => {
    const text = '# plumbline-ignore-file iam/*: generated\nA: 1\n';
    expect(read(text)).toEqual([{ rules: ['iam/*'], reason: 'generated', covers: text }]);
  });

  it('may say until when it counts and who answers for it, and says what is wrong with that', () => {
    const [first, second, third, fourth] = readSuppressions(
      {
        uri: 'file:///a',
        version: 1,
        text: [
          '# plumbline-ignore s3/a, s3/b until 2027-03-31 by @web-team: goes in the spring: all of it',
          '# plumbline-ignore-file by ops@example.com until 2027-02-30',
          '# plumbline-ignore s3/a because it is right',
          '# plumbline-ignore by nobody',
          'A: 1',
        ].join('\n'),
      },
      '#',
    );
    expect(first).toMatchObject({
      rules: ['s3/a', 's3/b'],
      expires: '2027-03-31',
      owner: '@web-team',
      reason: 'goes in the spring: all of it',
      problem: null,
    });
    expect(second).toMatchObject({ owner: 'ops@example.com', problem: '2027-02-30 is no day; write it as 2027-03-31' });
    expect(third).toMatchObject({ rules: ['s3/a'], problem: 'the reason is written after a colon' });
    expect(fourth).toMatchObject({ rules: [], owner: 'nobody', problem: null });
    expect(read('# plumbline-ignore s3/bucket* is not for us\n')).toEqual([]);
  });

  it('needs a comment, and nothing else in it', () => {
    expect(read("A: 'plumbline-ignore iam/a: x'\n")).toEqual([]);
    expect(read('# see plumbline-ignore iam/a\nA: 1')).toEqual([]);
  });
});

describe('silences', () => {
  const s = (rules: string[]) => ({
    rules,
    reason: '',
    covers: { uri: '', start: 0, end: 0 },
    span: { uri: '', start: 0, end: 0 },
  });
  it('knows rules, families and all', () => {
    expect(silences(s(['iam/a']), 'iam/a')).toBe(true);
    expect(silences(s(['iam/a']), 'iam/ab')).toBe(false);
    expect(silences(s(['iam/*']), 'iam/ab')).toBe(true);
    expect(silences(s([]), 'x/y')).toBe(true);
  });
});

it('finds those in whose areas a place begins, in their order, however many there are', () => {
  const uri = 'file:///a';
  const area = (start: number, end: number) => ({ uri, start, end });
  const [any] = readSuppressions({ uri, version: 1, text: '# plumbline-ignore iam/a: x\nA: 1\n' }, '#');
  if (!any) throw new Error('nothing was read');
  const areas = Array.from({ length: 60 }, (_, i) => area((i * 37) % 50, ((i * 37) % 50) + ((i * 11) % 13)));
  const all = [area(0, 60), ...areas, area(20, 50)].map(covered => ({ ...any, covers: covered }));
  for (let start = 0; start < 70; start++) {
    const place = area(start, start + 3);
    expect(suppressionsAt(all, place)).toEqual(all.filter(s => covers(s.covers, place)));
  }
});
