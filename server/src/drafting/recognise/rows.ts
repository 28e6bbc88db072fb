/** What is asked of one property, and the words it is asked for with: the rows that `properties` goes through. */
import type { AskValue } from '../asks.ts';
import { bounded, countOf, megabytes, seconds } from '../words.ts';

export interface Row {
  /** Whose it is; the first where the words alone say so. */
  readonly of: readonly string[];
  readonly property: string;
  readonly find: RegExp;
  /** Whether it is meant without a word for the service anywhere around. */
  readonly alone?: boolean;
  /** Under another service than the one mentioned. */
  readonly as?: string;
  /** What it must be; null where the match says nothing after all. Without it, `true`. */
  readonly is?: (match: RegExpExecArray, text: string) => AskValue | null;
  /** What it must be where it is denied; without it, nothing. `the same` where the words deny what is beyond it. */
  readonly denied?: AskValue | 'the same';
}

/** A number, as the words around it bound it. */
export const number = (group: number) => (match: RegExpExecArray, text: string) => {
  const written = match[group] as string;
  const at = match.index + match[0].indexOf(written);
  return bounded(text, at, at + written.length, countOf(written));
};
/** What was matched, as it stands. */
export const text =
  (group = 1) =>
  (match: RegExpExecArray) =>
    match[group] ?? null;
/** A time in units of so many seconds; null where that is no whole number. */
export const time = (unit: number) => (match: RegExpExecArray, words: string) => {
  const at = match[0].search(new RegExp(`${match[1]}[\\s-]*${match[2]}`));
  const start = match.index + Math.max(0, at);
  const length = (new RegExp(`${match[1]}[\\s-]*${match[2]}\\w*`).exec(match[0])?.[0] ?? '').length;
  const total = seconds(match[1] as string, match[2] as string) / unit;
  return Number.isInteger(total) ? bounded(words, start, start + length, total) : null;
};
const size = (match: RegExpExecArray, words: string) => {
  const start = match.index + match[0].indexOf(match[1] as string);
  const length = (new RegExp(`${match[1]}[\\s-]*${match[2]}`).exec(match[0])?.[0] ?? '').length;
  return bounded(words, start, start + length, megabytes(match[1] as string, match[2] as string));
};

/** A size in megabytes, in either of two places of the match. */
export function sizeOf(match: RegExpExecArray, words: string): AskValue {
  const [count, unit] = match[1] ? [match[1], match[2]] : [match[3], match[4]];
  return size(
    Object.assign([match[0], count, unit], { index: match.index, input: words }) as unknown as RegExpExecArray,
    words,
  );
}

/** Types of machines, as a group. */
export const TYPE =
  '\\b((?:t[234][ag]?|m\\d[a-z]*|c\\d[a-z]*|r\\d[a-z]*|i\\d[a-z]*|g\\d[a-z]*|p\\d[a-z]*)\\.(?:nano|micro|small|medium|large|\\d*xlarge))\\b';
