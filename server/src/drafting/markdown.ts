/** Takes a Markdown or plain-text document apart into sentences, each with its place and what stands around it. */
import { LineIndex } from '../core/document.ts';

export interface Sentence {
  /** Half-open, in UTF-16 code units of the document. */
  readonly start: number;
  readonly end: number;
  /** Counted from 1. */
  readonly line: number;
  /** The words without Markdown, but for backticks, which say that something is meant letter by letter. */
  readonly text: string;
  readonly kind: 'prose' | 'item' | 'row' | 'heading';
  /** The headings that it stands under, outermost first. */
  readonly headings: readonly string[];
  /** The list items around it, outermost first, and the line that introduces its list. */
  readonly above: readonly string[];
  /** `Region` of “**Region**: all resources …”. */
  readonly label: string | null;
  /** The sentences before it in the same item or paragraph; of an item about “it”, the item before. */
  readonly before: readonly string[];
  /** The cells of a table row, with the heads of their columns. */
  readonly cells: readonly { readonly head: string; readonly text: string }[];
}

interface Line {
  readonly start: number;
  readonly text: string;
}

const HEADING = /^ {0,3}(#{1,6})\s+(.*)$/;
const BULLET = /^(\s*)((?:[-*+•–]|\d+(?:\.\d+)*[.)]|\d+(?:\.\d+)+|[a-z][.)])\s+)(\[[ xX]\]\s+)?(?=\S)/;
const FENCE = /^\s*(```|~~~)/;
/** A line that is a heading by its looks: bold alone, or in capitals. */
const LOOKS = /^\s*(?:\*\*([^*]+)\*\*:?|__([^_]+)__:?|([A-Z][A-Z0-9 &/,()-]{5,}):?)\s*$/;
/** What ends with a dot and no sentence. */
const ABBREVIATION = /(?:\b(?:e\.g|i\.e|etc|vs|approx|incl|min|max|no|ca|resp|v\d+)|^\d+(?:\.\d+)*|\b[A-Z])\.$/i;

/** Text without the marks of Markdown, and with single spaces. */
export function plain(text: string): string {
  return text
    .replace(/!?\[([^\]]{0,500})\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__(?=\S)|(?<=\S)__/g, '')
    .replace(/(?<![\w*`:])\*(?=[^\s*])([^*`]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/^\s*(?:\/\/\s*!?|>)\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The sentences of a document, in order. */
export function sentencesOf(text: string): Sentence[] {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  readonly #index: LineIndex;
  readonly #found: Sentence[] = [];
  readonly #headings: { readonly level: number; readonly text: string }[] = [];
  /** Open list items by how far they are indented. */
  #items: { readonly indent: number; readonly text: string }[] = [];
  #intro: string | null = null;

  constructor(text: string) {
    this.#text = text;
    this.#index = new LineIndex(text);
  }

  read(): Sentence[] {
    const lines = this.#lines();
    let i = 0;
    while (i < lines.length) {
      const line = lines[i] as Line;
      if (FENCE.test(line.text)) {
        const fence = (FENCE.exec(line.text) as RegExpExecArray)[1] as string;
        i++;
        while (i < lines.length && !lines[i]?.text.trimStart().startsWith(fence)) i++;
        i++;
      } else if (/^\s*<!--/.test(line.text)) {
        while (i < lines.length && !lines[i]?.text.includes('-->')) i++;
        i++;
      } else if (line.text.trim() === '' || /^\s*([-*_=]\s*){3,}$/.test(line.text)) i++;
      else if (HEADING.test(line.text)) {
        const [, marks, given = ''] = HEADING.exec(line.text) as RegExpExecArray;
        const title = given
          .trimEnd()
          .replace(/(?<!#)#+$/, '')
          .trimEnd();
        this.#heading((marks as string).length, title, line);
        i++;
      } else if (LOOKS.test(line.text)) {
        const [, ...titles] = LOOKS.exec(line.text) as RegExpExecArray;
        this.#heading(7, titles.find(Boolean) as string, line);
        i++;
      } else if (/^\s*\|/.test(line.text)) i = this.#table(lines, i);
      else if (BULLET.test(line.text)) i = this.#item(lines, i);
      else i = this.#paragraph(lines, i);
    }
    return this.#found;
  }

  #lines(): Line[] {
    const found: Line[] = [];
    for (const match of this.#text.matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g))
      if (match[0] !== '') found.push({ start: match.index, text: match[0].replace(/[\r\n]+$/, '') });
    return found;
  }

  #heading(level: number, title: string, line: Line): void {
    while (this.#headings.length > 0 && (this.#headings.at(-1)?.level ?? 0) >= level) this.#headings.pop();
    this.#items = [];
    this.#intro = null;
    const text = plain(title).replace(/^\d+(\.\d+)*[.)]?\s+/, '');
    this.#add(line.start, line.start + line.text.length, text, 'heading', { label: null, before: [], above: [] });
    this.#headings.push({ level, text });
  }

  /** A list item with the lines that go on with it. */
  #item(lines: readonly Line[], from: number): number {
    const first = lines[from] as Line;
    const mark = BULLET.exec(first.text) as RegExpExecArray;
    const indent = (mark[1] as string).length;
    const start = first.start + mark[0].length;
    const i = this.#rest(lines, from + 1);
    const last = lines[i - 1] as Line;
    let sibling: string | null = null;
    while (this.#items.length > 0 && (this.#items.at(-1)?.indent ?? 0) >= indent) {
      const last = this.#items.pop();
      if (last?.indent === indent) sibling = last.text;
    }
    const above = [...(this.#intro ? [this.#intro] : []), ...this.#items.map(open => open.text)];
    const end = last.start + last.text.length;
    const text = plain(this.#text.slice(start, end));
    // “It is encrypted”: what the item before is about.
    const known =
      sibling !== null && /^(?:(?:nothing|everything|all|access) (?:in|on|to) )?(?:it|its|they|them)\b/i.test(text);
    this.#sentences(start, end, 'item', above, known ? [sibling as string] : []);
    // The next one may be about “it”, too.
    this.#items.push({ indent, text: known ? `${sibling} ${text}` : text });
    return i;
  }

  #paragraph(lines: readonly Line[], from: number): number {
    const i = this.#rest(lines, from + 1);
    const [first, last] = [lines[from] as Line, lines[i - 1] as Line];
    const end = last.start + last.text.length;
    // An indented paragraph goes on with the list item above it.
    const inItem = /^\s{2,}/.test(first.text) && this.#items.length > 0;
    if (!inItem) this.#items = [];
    const start = first.start + (/^\s*/.exec(first.text) as RegExpExecArray)[0].length;
    const text = plain(this.#text.slice(start, end));
    this.#intro = null;
    this.#sentences(start, end, 'prose', inItem ? this.#items.map(open => open.text) : []);
    if (text.endsWith(':')) this.#intro = text.split(/(?<=[.!?])\s+/).at(-1) ?? text;
    return i;
  }

  /** The first line that does not go on with the block. */
  #rest(lines: readonly Line[], from: number): number {
    let i = from;
    while (i < lines.length) {
      const { text } = lines[i] as Line;
      if (text.trim() === '' || [HEADING, BULLET, FENCE, LOOKS, /^\s*\|/].some(other => other.test(text))) break;
      i++;
    }
    return i;
  }

  #table(lines: readonly Line[], from: number): number {
    let i = from;
    while (i < lines.length && /^\s*\|/.test((lines[i] as Line).text)) i++;
    const rows = lines.slice(from, i);
    const cells = (line: Line) =>
      line.text
        .trim()
        .replace(/^\||\|$/g, '')
        .split(/(?<!\\)\|/)
        .map(plain);
    const ruled = /^[\s|:-]+$/.test(rows[1]?.text ?? '');
    const heads = ruled ? cells(rows[0] as Line) : [];
    for (const row of ruled ? rows.slice(2) : rows) {
      const texts = cells(row);
      const start = row.start + (/^\s*/.exec(row.text) as RegExpExecArray)[0].length;
      const end = row.start + row.text.trimEnd().length;
      const [subject = '', ...others] = texts;
      const said = others.flatMap((text, n) => {
        const head = heads[n + 1] ?? '';
        return text === ''
          ? []
          : [
              /^(values?|settings?|notes?|description|details?|requirements?|property|)$/i.test(head)
                ? text
                : `${head} ${text}`,
            ];
      });
      this.#add(start, end, `${subject}: ${said.join(', ')}`, 'row', {
        label: null,
        before: [],
        above: this.#intro ? [this.#intro] : [],
        cells: texts.map((text, n) => ({ head: heads[n] ?? '', text })),
      });
    }
    return i;
  }

  /** Adds the sentences of a block. */
  #sentences(
    start: number,
    end: number,
    kind: 'prose' | 'item',
    above: readonly string[],
    earlier: readonly string[] = [],
  ): void {
    const block = this.#text.slice(start, end);
    const pieces: { readonly from: number; readonly to: number }[] = [];
    let from = 0;
    for (const match of block.matchAll(/(?<![.!?])[.!?]+["')*`_\]]*(?=\s+\S|$)/g)) {
      const to = match.index + match[0].length;
      if (ABBREVIATION.test(block.slice(from, match.index + 1)) && to < block.length) continue;
      pieces.push({ from, to });
      from = to + (/^\s*/.exec(block.slice(to)) as RegExpExecArray)[0].length;
    }
    if (from < block.length) pieces.push({ from, to: block.length });
    const before: string[] = [...earlier];
    let label: string | null = null;
    for (const [n, piece] of pieces.entries()) {
      const text = plain(block.slice(piece.from, piece.to));
      if (text === '') continue;
      const labelled =
        n === 0
          ? /^(?!.*\b(?:must|should|shall|is|are|no|not|includes?|need)\b.*:)([\w][\w &/()'’-]{1,40}):\s+(?=\S)/i.exec(
              text,
            )
          : null;
      if (labelled) label = labelled[1] as string;
      const said = labelled ? text.slice(labelled[0].length) : text;
      this.#add(start + piece.from, start + piece.to, said, kind, { label, before: [...before], above });
      before.push(text);
    }
  }

  #add(
    start: number,
    end: number,
    text: string,
    kind: Sentence['kind'],
    around: Pick<Sentence, 'label' | 'before' | 'above'> & Partial<Pick<Sentence, 'cells'>>,
  ): void {
    if (!/[a-z0-9]/i.test(text)) return;
    const line = this.#index.position(start).line + 1;
    const headings = this.#headings.map(h => h.text);
    this.#found.push({ start, end, line, text, kind, headings, cells: [], ...around });
  }
}
