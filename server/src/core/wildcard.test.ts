/** Wildcards: what they match, and in what time. */
import { describe, expect, it } from 'vitest';
import { FOLDERS, IN_NAME, NAME, type Piece, literally, matchesAll, wildcards } from './wildcard.ts';

describe('wildcards', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['a*', 'a', true],
    ['a*b', 'axxb', true],
    ['a*b', 'axxbc', false],
    ['*a?', 'aab', true],
    ['?', '', false],
    ['**', 'a/b', true],
    ['s3:Get*Acl', 's3:GetObjectAcl', true],
    ['*.+', 'a.+', true],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(matchesAll(wildcards(pattern), text)).toBe(expected);
  });

  it('of paths stay in their folder, unless they are many', () => {
    const pieces: Piece[] = [FOLDERS, NAME, ...literally('.t'), IN_NAME];
    for (const yes of ['a.ts', 'x/a.ts', 'x/y/a.ts', '.ts']) expect(matchesAll(pieces, yes), yes).toBe(true);
    for (const no of ['a.t', 'a.t/', 'x/a.ts/y', '']) expect(matchesAll(pieces, no), no).toBe(false);
    expect(matchesAll([...literally('a/'), FOLDERS, FOLDERS, ...literally('b')], 'a/b')).toBe(true);
    expect(matchesAll([...literally('a/'), FOLDERS, ...literally('b')], 'a/xb')).toBe(false);
  });

  it('cost no more than the pattern times the text', () => {
    const began = process.cpuUsage();
    expect(matchesAll(wildcards('*a?'.repeat(60)), 'a'.repeat(1000))).toBe(true);
    expect(matchesAll(wildcards(`${'*a'.repeat(60)}b`), 'a'.repeat(1000))).toBe(false);
    expect(matchesAll([...Array(40).fill(FOLDERS), ...literally('b')], 'a/'.repeat(500))).toBe(false);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(1000);
  });
});
