/** Documents and spans: the words in which every other part of the product speaks about source text. */

/** One version of one file. Never mutated: an edit makes a new document with a higher version. */
export interface Document {
  readonly uri: string;
  /** The editor's version for an open document; any number that changes with the text for a file on disk. */
  readonly version: number;
  readonly text: string;
}

/**
 * A piece of one document: half-open `[start, end)` in UTF-16 code units, the unit in which
 * JavaScript strings, TypeScript and the Language Server Protocol all count.
 */
export interface SourceSpan {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

export type Language = 'yaml' | 'json' | 'typescript';

export function span(uri: string, start: number, end: number): SourceSpan {
  return { uri, start, end };
}

/** Whether `outer` covers all of `inner`. */
export function contains(outer: SourceSpan, inner: SourceSpan): boolean {
  return outer.uri === inner.uri && outer.start <= inner.start && inner.end <= outer.end;
}

/** Orders by document, then by place; for sorting findings and edits. */
export function compareSpans(a: SourceSpan, b: SourceSpan): number {
  return a.uri === b.uri ? a.start - b.start || a.end - b.end : a.uri < b.uri ? -1 : 1;
}

/** The text that a span covers. */
export function textOf(document: Document, place: SourceSpan): string {
  return document.text.slice(place.start, place.end);
}

/**
 * The line that was found last, up to where it is known to go on. Who reads asks for one place after another, and all of a
 * file may be one line: walked back each time, that would take the square of its length.
 */
let line = { text: '', start: 0, to: 0 };

/** The offset at which the line of an offset starts; lines end at `\n`. */
export function lineStart(text: string, offset: number): number {
  if (offset <= 0) return 0;
  if (line.text !== text || offset < line.start)
    line = { text, start: text.lastIndexOf('\n', offset - 1) + 1, to: offset };
  else if (offset > line.to) {
    const feed = text.slice(line.to, offset).lastIndexOf('\n');
    line = { text, start: feed < 0 ? line.start : line.to + feed + 1, to: offset };
  }
  return line.start;
}

/** What an edit replaced: `[start, end)` of the text before by `length` characters of the text after. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

const PIECE = 512;

/** The smallest change that makes one text of another: all between what both begin with and what both end with. */
export function changeBetween(before: string, after: string): Change {
  const most = Math.min(before.length, after.length);
  let start = 0;
  // Long pieces are compared by the machine.
  while (start + PIECE <= most && before.slice(start, start + PIECE) === after.slice(start, start + PIECE))
    start += PIECE;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const ofEnd = (text: string) => text.slice(text.length - same - PIECE, text.length - same);
  while (same + PIECE <= most - start && ofEnd(before) === ofEnd(after)) same += PIECE;
  while (
    same < most - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++;
  return { start, end: before.length - same, length: after.length - same - start };
}

/** A zero-based line and UTF-16 column, as in LSP 3.17 `Position`. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/**
 * Offsets to lines and columns and back for one text. Lines end at `\n`, `\r\n` or a lone `\r` (LSP 3.17, "EOL").
 * Only the shells (lsp, cli, report) and code that needs indentation use it; rules speak in spans.
 */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which a line starts; lines past the end give the end of the text. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  /** The position of an offset. Offsets outside the text are clamped to it. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] as number) };
  }

  /** The offset of a position; a character past the end of its line is clamped to the start of the next. */
  offset(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.#starts.length) return this.#length;
    return Math.min(this.lineStart(position.line) + Math.max(0, position.character), this.lineStart(position.line + 1));
  }
}
