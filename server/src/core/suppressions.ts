/**
 * Ignore comments, the same in every language:
 *
 *   `plumbline-ignore rule-id[, rule-id…]: reason`   at the end of a line covers that line, alone on a line the next one;
 *   `plumbline-ignore-file rule-id…: reason`         covers the file.
 *
 * Before the colon may stand until when it counts and who answers for it, in either order:
 *
 *   `plumbline-ignore s3/public-bucket until 2027-03-31 by @web-team: the old site goes in the spring`
 */
import { type Document, LineIndex, type SourceSpan } from './document.ts';
import type { Suppression } from './facts.ts';
import { perObject } from './memo.ts';
import { isPeer } from './peers.ts';
import type { Rule } from './rule.ts';

const MARKER = /plumbline-ignore(-file)?\b([^\n\r]*)/g;
const RULE = String.raw`[a-z0-9-]+\/(?:[a-z0-9-]+|\*)`;
const WORDS = new RegExp(
  String.raw`^\s*(${RULE}(?:\s*,\s*${RULE})*)?((?:\s+(?:until|by)\s+[^\s:]+)*)\s*(?::\s*(.*))?$`,
);
/** A comment that names a rule is meant for us, whatever else is in it. */
const NAMES_RULE = new RegExp(String.raw`^\s*(${RULE})(?![\w/*-])`);

/** Finds the ignore comments of a text. `comment` is the token that starts a comment: `#` or `//`. */
export function readSuppressions(document: Document, comment: '#' | '//'): Suppression[] {
  const { text, uri } = document;
  if (!text.includes('plumbline-ignore')) return [];
  const found: Suppression[] = [];
  const lines = new LineIndex(text);
  for (const match of text.matchAll(MARKER)) {
    const lineStart = lines.lineStart(lines.position(match.index).line);
    const before = text.slice(lineStart, match.index);
    const opening = before.lastIndexOf(comment);
    const block = comment === '//' ? before.lastIndexOf('/*') : -1;
    const start = Math.max(opening, block);
    if (start < 0 || !/^(#|\/\/|\/\*\*?)\s*$/.test(`${before.slice(start).trimEnd()} `)) continue;
    const said = (match[2] as string).replace(/\*\/\s*\}?\s*$/, '').trimEnd();
    const parts = WORDS.exec(said);
    if (!parts && !NAMES_RULE.test(said)) continue;
    const option = (name: string) => new RegExp(String.raw`\s${name}\s+(\S+)`).exec(parts?.[2] ?? '')?.[1] ?? null;
    const expires = option('until');
    const rules = (parts?.[1] ?? NAMES_RULE.exec(said)?.[1] ?? '')
      .split(',')
      .map(r => r.trim())
      .filter(r => r !== '');
    const own = before.slice(0, start).trim() === '' || before.slice(0, start).trim() === '{';
    const covers: SourceSpan =
      match[1] !== undefined
        ? { uri, start: 0, end: text.length }
        : own
          ? nextLine(document, match.index)
          : { uri, start: lineStart, end: lineEnd(text, match.index) };
    found.push({
      rules,
      covers,
      span: { uri, start: lineStart + start, end: match.index + match[0].trimEnd().length },
      reason: (parts?.[3] ?? '').trim(),
      owner: option('by'),
      expires,
      problem: parts ? dayProblem(expires) : 'the reason is written after a colon',
    });
  }
  return found;
}

/** Of so many suppressions one looks at each for each finding; beyond, they are looked up by their areas. */
const FEW = 16;

interface Areas {
  /** Those of the whole document, and all others by where their areas start; with their places in the list. */
  readonly whole: readonly number[];
  readonly others: readonly number[];
  /** The furthest that an area up to each of the others goes. */
  readonly reach: readonly number[];
}

const areasOf = perObject((suppressions: readonly Suppression[]): Areas => {
  const all = [...suppressions.keys()];
  const coversOf = (i: number) => (suppressions[i] as Suppression).covers;
  const others = all.filter(i => coversOf(i).start > 0).sort((a, b) => coversOf(a).start - coversOf(b).start);
  let furthest = 0;
  const reach = others.map(i => (furthest = Math.max(furthest, coversOf(i).end)));
  return { whole: all.filter(i => coversOf(i).start === 0), others, reach };
});

/** The suppressions of a document in whose areas a place begins, in their order. */
export function suppressionsAt(suppressions: readonly Suppression[], place: SourceSpan): readonly Suppression[] {
  if (suppressions.length <= FEW) return suppressions.filter(s => covers(s.covers, place));
  const { whole, others, reach } = areasOf(suppressions);
  const found = [...whole];
  let [low, high] = [0, others.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((suppressions[others[middle] as number] as Suppression).covers.start <= place.start) low = middle + 1;
    else high = middle;
  }
  while (low > 0 && (reach[low - 1] as number) >= place.start) found.push(others[--low] as number);
  return found
    .sort((a, b) => a - b)
    .map(i => suppressions[i] as Suppression)
    .filter(s => covers(s.covers, place));
}

/** Whether a place begins in an area. */
export function covers(area: SourceSpan, place: SourceSpan): boolean {
  return area.uri === place.uri && area.start <= place.start && place.start <= area.end;
}

/** Whether a suppression speaks of a rule; `docs` is the rule itself, for what other tools were told. */
export function silences(suppression: Suppression, rule: string, docs?: Rule): boolean {
  if (suppression.peers) return docs !== undefined && suppression.peers.some(id => isPeer(docs, id));
  return (
    suppression.rules.length === 0 ||
    suppression.rules.some(r => r === rule || (r.endsWith('/*') && rule.startsWith(r.slice(0, -1))))
  );
}

/** What is wrong with the day until which an ignore counts; null where it is one of the calendar, or there is none. */
export function dayProblem(text: string | null): string | null {
  if (text === null) return null;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  // `2027-02-30` is read as a day in March.
  const isDay = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
  return isDay ? null : `${text} is no day; write it as 2027-03-31`;
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}

/** The next line that is neither blank nor another ignore comment. */
function nextLine({ text, uri }: Document, offset: number): SourceSpan {
  let start = lineEnd(text, offset);
  while (start < text.length) {
    const from = text.startsWith('\r\n', start) ? start + 2 : start + 1;
    const to = lineEnd(text, from);
    const line = text.slice(from, to).trim();
    if (line !== '' && !/^(#|\/\/|\{?\/\*).*plumbline-ignore/.test(line)) return { uri, start: from, end: to };
    start = to;
    if (to >= text.length) break;
  }
  return { uri, start: text.length, end: text.length };
}
