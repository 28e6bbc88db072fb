/** Two versions of a text as a unified diff, as `diff -u` and `git diff` write it. Pure. */

import type { Edit } from './tree.ts';

/** Lines around a change. */
const CONTEXT = 3;

interface Step {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** The diff of one file; an empty string where nothing differs. `path` is as it is to be shown. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const steps = compare(linesOf(before), linesOf(after));
  const changed = steps.flatMap((s, i) => (s.kind === ' ' ? [] : [i]));
  let out = `--- a/${path}\n+++ b/${path}\n`;
  let old = 1;
  let fresh = 1;
  let at = 0;
  while (changed.length > 0) {
    const from = Math.max(at, (changed[0] as number) - CONTEXT);
    let last = changed.shift() as number;
    while (changed.length > 0 && (changed[0] as number) - last <= 2 * CONTEXT) last = changed.shift() as number;
    const to = Math.min(steps.length, last + CONTEXT + 1);
    for (const s of steps.slice(at, from)) {
      if (s.kind !== '+') old++;
      if (s.kind !== '-') fresh++;
    }
    const hunk = steps.slice(from, to);
    const [removed, added] = [hunk.filter(s => s.kind !== '+').length, hunk.filter(s => s.kind !== '-').length];
    out += `@@ -${removed === 0 ? old - 1 : old},${removed} +${added === 0 ? fresh - 1 : fresh},${added} @@\n`;
    for (const { kind, line } of hunk)
      out += `${kind}${line}${line.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`;
    old += removed;
    fresh += added;
    at = to;
  }
  return out;
}

/** The edits that make one text of another, whole lines each, as few as there are changes. */
export function lineEdits(before: string, after: string): Edit[] {
  const edits: { start: number; end: number; text: string }[] = [];
  let at = 0;
  for (const { kind, line } of compare(linesOf(before), linesOf(after))) {
    let last = edits.at(-1);
    if (kind !== ' ' && last?.end !== at) {
      last = { start: at, end: at, text: '' };
      edits.push(last);
    }
    if (kind === '+' && last) last.text += line;
    if (kind !== '+') at += line.length;
    if (kind === '-' && last) last.end = at;
  }
  return edits;
}

/** Lines with their ends, so that a missing last one shows. */
function linesOf(text: string): string[] {
  return text === '' ? [] : (text.match(/[^\n]*\n|[^\n]+$/g) ?? []);
}

/** The shortest way from one list to another (Myers, An O(ND) Difference Algorithm, 1986). */
function compare(a: readonly string[], b: readonly string[]): Step[] {
  /** How far each diagonal `k = x - y` reaches in `a`, before each round. */
  const rounds: Map<number, number>[] = [];
  const reach = new Map<number, number>([[1, 0]]);
  const isDown = (v: ReadonlyMap<number, number>, k: number, d: number) =>
    k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1));
  search: for (let d = 0; ; d++) {
    rounds.push(new Map(reach));
    for (let k = -d; k <= d; k += 2) {
      let x = isDown(reach, k, d) ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reach.set(k, x);
      if (x >= a.length && x - k >= b.length) break search;
    }
  }
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  const take = (kind: Step['kind'], line: string | undefined) => steps.push({ kind, line: line ?? '' });
  for (let d = rounds.length - 1; d >= 0; d--) {
    const v = rounds[d] as Map<number, number>;
    const down = isDown(v, x - y, d);
    const k = x - y + (down ? 1 : -1);
    const from = v.get(k) ?? 0;
    // Where the round began on this diagonal: one step from where it came.
    const start = d === 0 ? 0 : down ? from : from + 1;
    while (x > start && y > 0) {
      take(' ', a[--x]);
      y--;
    }
    if (d > 0) {
      if (down) take('+', b[--y]);
      else take('-', a[--x]);
    }
  }
  return steps.reverse();
}
