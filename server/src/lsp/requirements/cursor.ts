/**
 * Where a cursor stands in a requirements file: under which keys, at a key or at a value, and which word it is in. Goes by
 * lines, indentation and brackets alone, so that it works in texts that are half typed and that no parser would take.
 */

/** The step of a path that leads into a list. */
export const ITEM = '-';

export interface Cursor {
  /** The keys that lead there, `ITEM` for a list: those of the map that a key belongs to, or those of a value. */
  readonly path: readonly string[];
  /**
   * `key`: in a map in braces. `value`: after a key's colon, or in a list in brackets. `line`: at the start of a line or
   * after a dash, where a key or an item may stand.
   */
  readonly at: 'key' | 'value' | 'line';
  /** The offsets of the word, without quotes. */
  readonly start: number;
  readonly end: number;
  /** The word up to the cursor. */
  readonly before: string;
  readonly word: string;
  readonly quote: '"' | "'" | null;
  /** Whether it is in brackets or braces. */
  readonly flow: boolean;
  /** The column at which the keys of the map stand; that of the word where it is no key. */
  readonly column: number;
  /** Whether the word is a key already. */
  readonly colon: boolean;
  /** The other keys of the map. */
  readonly siblings: readonly string[];
}

interface Frame {
  readonly column: number;
  readonly step: string;
  /** Whether something stands behind the colon. */
  full: boolean;
}

interface Bracket {
  readonly kind: 'map' | 'list';
  key: string | null;
  readonly keys: string[];
}

const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'#{}[\],&!|>%@`-][^#{}[\]]{0,200}?|-[^\s#][^#]{0,200}?)\s*:(?=\s|$)/;

/** The cursor at an offset; null where nothing can be asked: in comments, in texts over several lines, right after a colon. */
export function cursorAt(text: string, offset: number): Cursor | null {
  return new Scan(text, offset).run();
}

class Scan {
  readonly #text: string;
  readonly #offset: number;
  readonly #frames: Frame[] = [];
  #brackets: Bracket[] = [];
  /** The column of the key whose text stands on the lines below, if one does. */
  #literal: number | null = null;
  #quote: '"' | "'" | null = null;
  #comment = false;
  /** Where the value or the word that is being read begins. */
  #token = 0;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  run(): Cursor | null {
    for (let start = 0; ; ) {
      const newline = this.#text.indexOf('\n', start);
      const end = newline < 0 ? this.#text.length : newline;
      const isLast = this.#offset <= end;
      const found = this.#line(start, isLast ? this.#offset : end, isLast);
      if (isLast) return found;
      start = end + 1;
    }
  }

  /** Takes in a line up to an offset. On the last line says where the cursor is. */
  #line(start: number, end: number, isLast: boolean): Cursor | null {
    const line = this.#text.slice(start, end).replace(/\r$/, '');
    const blank = /^[ \t]*/.exec(line)?.[0].length ?? 0;
    const content = line.slice(blank);
    if (content === '' && !isLast) return null;
    if (this.#literal !== null) {
      if (blank > this.#literal) return null;
      this.#literal = null;
    }
    this.#quote = null;
    if (this.#brackets.length > 0) {
      // What is not closed ends where a line begins that can't be part of it.
      const owner = this.#frames.at(-1)?.column ?? -1;
      const isMore = isLast ? !/^[\]}]/.test(content) : KEY.test(content) || /^-(\s|$)/.test(content);
      const isOutside = blank <= owner && isMore;
      if (!isOutside) {
        this.#token = start + blank;
        this.#values(start + blank, start + line.length);
        return isLast ? this.#inside() : null;
      }
      this.#brackets = [];
    }
    if (content.startsWith('#') || /^(---|\.\.\.|%)/.test(line)) return null;
    return this.#block(start, line, blank, isLast);
  }

  #block(start: number, line: string, blank: number, isLast: boolean): Cursor | null {
    const frames = this.#frames;
    let column = blank;
    const isDash = () => /^-(\s|$)/.test(line.slice(column));
    for (let top = frames.at(-1); top; top = frames.at(-1)) {
      // The dashes of a list may stand right below the key that it belongs to.
      const isOpen = top.column < column || (top.column === column && top.step !== ITEM && isDash());
      if (isOpen) break;
      frames.pop();
    }
    const parent = frames.at(-1);
    let dashes = 0;
    while (isDash()) {
      frames.push({ column, step: ITEM, full: false });
      column += /^-\s*/.exec(line.slice(column))?.[0].length ?? 1;
      dashes++;
      // A dash at which the line ends has nothing behind it yet.
      if (isLast && line.endsWith('-')) return null;
    }
    const key = KEY.exec(line.slice(column));
    if (key) {
      const written = key[1] as string;
      const value = column + key[0].length;
      const frame = { column, step: unquoted(written), full: false };
      frames.push(frame);
      if (isLast && value === line.length) return null;
      this.#token = start + value;
      this.#values(start + value, start + line.length);
      frame.full = this.#brackets.length > 0 || this.#literal !== null || /^\s*[^\s#]/.test(line.slice(value));
      return isLast ? this.#inside() : null;
    }
    this.#token = start + column;
    if (!isLast) {
      this.#values(start + column, start + line.length);
      const item = frames.at(-1);
      if (dashes > 0 && item) item.full = column < line.length;
      return null;
    }
    if (dashes === 0 && parent?.full) return null;
    this.#values(start + column, start + line.length);
    if (this.#comment || this.#literal !== null) return null;
    return this.#brackets.length > 0 ? this.#inside() : this.#cursor('line', column);
  }

  /** Reads values: quotes, brackets, comments. */
  #values(from: number, to: number): void {
    const text = this.#text;
    this.#comment = false;
    let isStart = true;
    for (let i = from; i < to; i++) {
      const c = text[i] as string;
      if (this.#quote !== null) {
        if (c === '\\' && this.#quote === '"') i++;
        else if (c === this.#quote) this.#quote = null;
        continue;
      }
      if (/\s/.test(c)) {
        if (isStart) this.#token = i + 1;
        continue;
      }
      const top = this.#brackets.at(-1);
      if (c === '#' && (i === from || /\s/.test(text[i - 1] as string))) {
        this.#comment = true;
        return;
      }
      if (isStart && (c === '"' || c === "'")) {
        this.#quote = c;
        this.#token = i + 1;
        isStart = false;
      } else if (isStart && (c === '[' || c === '{')) {
        this.#brackets.push({ kind: c === '[' ? 'list' : 'map', key: null, keys: [] });
        this.#token = i + 1;
      } else if (top && (c === ']' || c === '}')) {
        this.#brackets.pop();
        isStart = false;
      } else if (top && c === ',') {
        top.key = null;
        this.#token = i + 1;
        isStart = true;
      } else if (top?.kind === 'map' && c === ':' && top.key === null && /[\s,}]|^$/.test(text.slice(i + 1, i + 2))) {
        top.key = unquoted(text.slice(this.#token, i).trim().replace(/["']$/, ''));
        top.keys.push(top.key);
        this.#token = i + 1;
        isStart = true;
      } else if (isStart && !top && (c === '|' || c === '>') && /^[|>][-+\d]*\s*(#.*)?$/.test(text.slice(i, to))) {
        this.#literal = this.#frames.at(-1)?.column ?? 0;
        return;
      } else isStart = false;
    }
  }

  /** The cursor behind a colon or in brackets. */
  #inside(): Cursor | null {
    if (this.#comment || this.#literal !== null) return null;
    const top = this.#brackets.at(-1);
    return this.#cursor(top?.kind === 'map' && top.key === null ? 'key' : 'value', 0);
  }

  #cursor(at: Cursor['at'], column: number): Cursor | null {
    const text = this.#text;
    const start = this.#token;
    const before = text.slice(start, this.#offset);
    const top = this.#brackets.at(-1);
    const rest = text.slice(this.#offset, lineEnd(text, this.#offset));
    const isBefore = before === '' && this.#quote === null && /^\s/.test(rest);
    // Before what stands there already there is no room for more.
    if (isBefore && !top && !/^\s*(#|$)/.test(rest)) return null;
    const end = this.#offset + (isBefore ? 0 : restOfWord(rest, this.#quote, top !== undefined));
    const path = this.#frames.map(f => f.step);
    for (const bracket of this.#brackets) {
      if (bracket.kind === 'list') path.push(ITEM);
      else if (bracket.key !== null) path.push(bracket.key);
    }
    const colon = /^\s*(?:["']\s*)?:(\s|$|[,}])/.test(text.slice(end, lineEnd(text, end)));
    return {
      path,
      at,
      start,
      end,
      before,
      word: text.slice(start, end),
      quote: this.#quote,
      flow: top !== undefined,
      column,
      colon,
      siblings: top ? [...top.keys, ...keysAhead(text.slice(end))] : this.#siblings(column),
    };
  }

  /** The keys at a column that belong to the map around the cursor. */
  #siblings(column: number): string[] {
    const lines = this.#text.split('\n');
    const here = this.#text.slice(0, this.#offset).split('\n').length - 1;
    const found: string[] = [];
    const look = (line: string): 'on' | 'end' => {
      const content = line.trimStart();
      if (content === '' || content.startsWith('#')) return 'on';
      const blank = line.length - content.length;
      const inner = content.replace(/^(-\s+)+/, '');
      const isFirst = blank < column && line.length - inner.length === column;
      if (blank < column && !isFirst) return 'end';
      const key = blank === column || isFirst ? KEY.exec(inner) : null;
      if (key) found.push(unquoted(key[1] as string));
      return isFirst ? 'end' : 'on';
    };
    const isFirstOfItem = /^\s*-\s/.test(lines[here] ?? '');
    for (let i = here - 1; i >= 0 && !isFirstOfItem; i--) if (look(lines[i] as string) === 'end') break;
    for (let i = here + 1; i < lines.length; i++) {
      const line = lines[i] as string;
      // The next item of the list is another map.
      if (/^\s*-(\s|$)/.test(line) && line.length - line.trimStart().length < column) break;
      if (look(line) === 'end') break;
    }
    return found;
  }
}

function unquoted(key: string): string {
  return /^(".*"|'.*')$/s.test(key) ? key.slice(1, -1) : key;
}

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline;
}

/** How much of the line behind the cursor belongs to the word. */
function restOfWord(rest: string, quote: string | null, flow: boolean): number {
  if (quote !== null) {
    const close = rest.indexOf(quote);
    return close < 0 ? rest.trimEnd().length : close;
  }
  const word = (flow ? /^(?:[^,[\]{}#:\s]|:(?=[^\s,}]))*/ : /^(?:[^#:\r]|:(?=\S)|(?<=\S)#)*/).exec(rest);
  return (word?.[0] ?? '').trimEnd().length;
}

/** The keys that follow in the same braces. */
function keysAhead(text: string): string[] {
  const close = text.search(/[}\n]/);
  return [...text.slice(0, close < 0 ? undefined : close).matchAll(/,\s*["']?([^,:{}["']+?)["']?\s*:/g)].map(
    m => m[1] as string,
  );
}
