/** Small questions about source text that every writer asks: lines, indentation, line ends, comments. Offsets are UTF-16. */
import { lineStart } from '../core/document.ts';

export { lineStart };

/** Why something can't be written. Thrown by writers, caught where fixes are proposed, shown to the user. */
export class Refusal extends Error {}

export function refuse(reason: string): never {
  throw new Refusal(reason);
}

/** The line end of a file: that of its first line. */
export function eolOf(text: string): string {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** The end of the line that an offset is on, without its line end. */
export function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  if (feed < 0) return text.length;
  return feed > offset && text[feed - 1] === '\r' ? feed - 1 : feed;
}

/** The start of the line after the one that an offset is on; the end of the text if there is none. */
export function nextLine(text: string, offset: number): number {
  const feed = text.indexOf('\n', offset);
  return feed < 0 ? text.length : feed + 1;
}

/** The white space that a line starts with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset + 1000).replace(/^\uFEFF/, ''))?.[0] ?? '';
}

/** Whether only white space stands before an offset on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^\uFEFF?[ \t]*$/.test(text.slice(lineStart(text, offset), offset));
}

export type Comments = 'yaml' | 'json' | 'typescript';

/** The offset of the first character at or after `offset` that is neither white space nor in a comment. */
export function skipTrivia(text: string, offset: number, comments: Comments): number {
  let at = offset;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at++;
    if (comments === 'yaml' && text[at] === '#') at = lineEnd(text, at);
    else if (comments === 'typescript' && text.startsWith('//', at)) at = lineEnd(text, at);
    else if (comments === 'typescript' && text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      at = close < 0 ? text.length : close + 2;
    } else return at;
  }
}

/** Whether the rest of a line is blank or a comment: what belongs to whatever stands before it. */
export function onlyCommentFollows(text: string, offset: number, comments: Comments): boolean {
  const rest = text.slice(offset, lineEnd(text, offset)).trim();
  if (rest === '') return true;
  if (comments === 'yaml') return rest.startsWith('#');
  return comments === 'typescript' && (rest.startsWith('//') || /^\/\*.*\*\/$/.test(rest));
}

/** The step of indentation of a file: the smallest difference between a line and a less indented one above it; two spaces if none. */
export function stepOf(text: string): string {
  const counts = new Map<number, number>();
  let before = 0;
  let lines = 0;
  for (const match of text.matchAll(/^([ \t]*)(?=\S)(?!#|\/\/|\/?\*)/gm)) {
    if (lines++ > 400) break;
    const indent = match[1] as string;
    if (indent.startsWith('\t')) return '\t';
    const step = indent.length - before;
    if (step > 0 && step <= 8) counts.set(step, (counts.get(step) ?? 0) + 1);
    before = indent.length;
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [2];
  return ' '.repeat(best);
}

/** The length of the text before `end` without the white space and YAML comments that it ends with. */
export function withoutRemarks(text: string, end: number): number {
  let kept = text.slice(0, end).trimEnd().length;
  let isLine = text.slice(kept, end).includes('\n');
  while (isLine) {
    const start = lineStart(text, kept);
    const comment = text.slice(start, kept).search(/(?<!\S)#/);
    if (comment < 0) break;
    const before = text.slice(0, start + comment).trimEnd().length;
    isLine = before < start;
    kept = before;
  }
  return kept;
}
