/** The difference of two texts as edits of whole lines. */
import type { TextEdit } from '../core/finding.ts';

/** Beyond so many lines times lines, the middle is one edit; the table below would take too long. */
const MAX_CELLS = 4_000_000;

/** Edits that turn `before` into `after`: one for each run of lines that differ, characters that are alike at its ends left out. */
export function lineDifference(uri: string, before: string, after: string): TextEdit[] {
  const a = before.split(/(?<=\n)/);
  const b = after.split(/(?<=\n)/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  const start = a.slice(0, head).reduce((n, l) => n + l.length, 0);
  const edits: TextEdit[] = [];
  const add = (at: number, old: string, now: string) => {
    let from = 0;
    while (from < old.length && from < now.length && old[from] === now[from]) from++;
    let to = 0;
    while (to < old.length - from && to < now.length - from && old[old.length - 1 - to] === now[now.length - 1 - to])
      to++;
    if (old.length + now.length > 0)
      edits.push({
        span: { uri, start: at + from, end: at + old.length - to },
        text: now.slice(from, now.length - to),
      });
  };
  if (left.length * right.length > MAX_CELLS) {
    add(start, left.join(''), right.join(''));
    return edits;
  }
  // Longest common subsequence of lines, from the end, so that it can be read from the start.
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      table[i * width + j] =
        left[i] === right[j]
          ? (table[(i + 1) * width + j + 1] as number) + 1
          : Math.max(table[(i + 1) * width + j] as number, table[i * width + j + 1] as number);
  let i = 0;
  let j = 0;
  let at = start;
  let old = '';
  let now = '';
  const flush = () => {
    if (old !== '' || now !== '') add(at - old.length, old, now);
    old = '';
    now = '';
  };
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      flush();
      at += (left[i] as string).length;
      i++;
      j++;
    } else if (
      j >= right.length ||
      (i < left.length && (table[(i + 1) * width + j] as number) >= (table[i * width + j + 1] as number))
    ) {
      old += left[i];
      at += (left[i] as string).length;
      i++;
    } else {
      now += right[j];
      j++;
    }
  }
  flush();
  return edits;
}
