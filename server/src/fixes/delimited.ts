/**
 * Entries and items between brackets with commas: JSON, YAML flow collections, TypeScript objects and arrays.
 * Puts new ones in and takes old ones out, commas, comments and lines as the file has them.
 */
import type { SourceSpan, TextEdit } from './types.ts';
import {
  type Comments,
  eolOf,
  indentAt,
  lineEnd,
  lineStart,
  nextLine,
  onlyCommentFollows,
  skipTrivia,
  startsLine,
} from './text.ts';

/** Where one more entry goes; the part of `Slot` that matters here. */
export interface Gap {
  readonly uri: string;
  /** After the last entry, or after the opening bracket. */
  readonly end: number;
  readonly empty: boolean;
  readonly multiline: boolean;
  /** Before each entry on its own line; of the line itself where the container is empty or on one line. */
  readonly indent: string;
}

/** A line that gets longer than this is broken where there is a choice. */
const WIDTH = 100;

/**
 * Writes entries at the end of a container. `render` gives the text of all entries for an indentation, one each;
 * it is called with the indentation that the entries get.
 */
export function insertDelimited(
  text: string,
  gap: Gap,
  comments: Comments,
  step: string,
  render: (indent: string) => readonly string[],
): TextEdit[] {
  const eol = eolOf(text);
  const edit = (start: number, end: number, to: string): TextEdit => ({ span: { uri: gap.uri, start, end }, text: to });
  if (gap.empty) {
    const close = skipTrivia(text, gap.end, comments);
    const commented = text.slice(gap.end, close).trim() !== '';
    const oneLine = render(gap.indent);
    // A closing bracket that starts a line may be indented too little for YAML, so there it stays on the line.
    const flat = comments === 'yaml' ? !commented : comments === 'json' && !text.trim().includes('\n');
    const short =
      flat ||
      (!gap.multiline &&
        comments !== 'json' &&
        !commented &&
        oneLine.every(e => !e.includes('\n')) &&
        gap.end - lineStart(text, gap.end) + oneLine.join(', ').length + 2 <= WIDTH &&
        oneLine.length <= 2);
    const bracket = text[gap.end - 1];
    if (short) {
      const pad = bracket === '[' || (flat && comments === 'json') ? '' : ' ';
      return [edit(gap.end, close, `${pad}${oneLine.join(', ')}${pad}`)];
    }
    const indent = indentAt(text, gap.end) + step;
    const trailing = comments === 'typescript' ? ',' : '';
    const body = render(indent).map(e => eol + indent + e);
    if (commented) {
      // A comment between the brackets stays above what is new.
      const last = text.slice(0, close).trimEnd().length;
      return [edit(last, last, body.join(',') + trailing)];
    }
    return [edit(gap.end, close, body.join(',') + trailing + eol + indentAt(text, gap.end))];
  }
  const after = skipTrivia(text, gap.end, comments);
  const trailing = text[after] === ',';
  if (!gap.multiline) {
    const entries = render(gap.indent);
    return [edit(gap.end, gap.end, entries.map(e => `, ${e}`).join(''))];
  }
  const entries = render(gap.indent).map(e => eol + gap.indent + e);
  const from = trailing ? after + 1 : gap.end;
  const at = onlyCommentFollows(text, from, comments) ? lineEnd(text, from) : from;
  const body = trailing ? entries.map(e => `${e},`).join('') : entries.join(',');
  const kept = at === from ? at : text.slice(0, at).trimEnd().length;
  if (trailing) return [edit(kept, kept, body)];
  return kept === gap.end ? [edit(kept, kept, `,${body}`)] : [edit(gap.end, gap.end, ','), edit(kept, kept, body)];
}

/**
 * Takes entries out of a container: `all` are the places of all of them in order, `gone` the indexes of those that go.
 * Comments at the end of a line that goes go with it, others stay. With all of them gone, the brackets stay, empty.
 */
export function removeDelimited(
  text: string,
  all: readonly SourceSpan[],
  gone: ReadonlySet<number>,
  comments: Comments,
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let i = 0; i < all.length; i++) {
    if (!gone.has(i)) continue;
    let last = i;
    while (gone.has(last + 1)) last++;
    const first = all[i] as SourceSpan;
    const run = { ...first, end: (all[last] as SourceSpan).end };
    edits.push(...removeRun(text, run, i > 0 ? (all[i - 1] as SourceSpan).end : null, comments));
    i = last;
  }
  return edits;
}

function removeRun(text: string, run: SourceSpan, previousEnd: number | null, comments: Comments): TextEdit[] {
  const edit = (start: number, end: number): TextEdit => ({ span: { uri: run.uri, start, end }, text: '' });
  const after = skipTrivia(text, run.end, comments);
  const followed = text[after] === ',';
  const end = followed ? after + 1 : run.end;
  const ownLine = startsLine(text, run.start);
  const closes = onlyCommentFollows(text, end, comments);
  if (ownLine && closes) {
    const lines = edit(lineStart(text, run.start), nextLine(text, end));
    if (followed) return [lines];
    if (previousEnd !== null) {
      const comma = skipTrivia(text, previousEnd, comments);
      return text[comma] === ',' ? [edit(comma, comma + 1), lines] : [lines];
    }
    // The only one: the brackets close on each other, if nothing else is between them.
    const open = text.slice(0, run.start).trimEnd().length;
    const close = skipTrivia(text, run.end, comments);
    return /[{[(]/.test(text[open - 1] ?? '') && text.slice(run.end, close).trim() === ''
      ? [edit(open, close)]
      : [lines];
  }
  if (followed) {
    if (closes && previousEnd !== null) {
      const space = text.slice(0, run.start).trimEnd().length;
      return [edit(space, end)];
    }
    const next = end + (/^[ \t]*/.exec(text.slice(end, end + 200))?.[0].length ?? 0);
    const closing = /[}\])]/.test(text[next] ?? '');
    if (closing && previousEnd !== null) return [edit(text.slice(0, run.start).trimEnd().length, end)];
    return [edit(run.start, closing ? end : next)];
  }
  if (previousEnd !== null) {
    const comma = skipTrivia(text, previousEnd, comments);
    return [edit(text[comma] === ',' ? comma : run.start, run.end)];
  }
  const open = text.slice(0, run.start).trimEnd().length;
  const close = skipTrivia(text, run.end, comments);
  return text.slice(run.end, close).trim() === '' ? [edit(open, close)] : [edit(run.start, run.end)];
}
