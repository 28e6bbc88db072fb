/**
 * Where a position stands in TypeScript or JavaScript: in which string, below which keys, in an argument of which call.
 * It reads on where code is only half typed, so it goes by brackets, quotes and commas and asks no parser.
 */

/** What is around a position, one step for each bracket; the brackets of lists are left out. */
export type Step =
  | { readonly kind: 'key'; readonly name: string }
  /** An argument of a call: `iam.PolicyStatement`, `table.grants.actions`; `argument` counts from 0. */
  | { readonly kind: 'call'; readonly callee: string; readonly argument: number };

export interface CodeCursor {
  readonly path: readonly Step[];
  /** Whether a key stands here, or could. */
  readonly isKey: boolean;
  /** The quote around it; null for a word without any. */
  readonly quote: string | null;
  /** Offsets of the word, without its quotes. */
  readonly start: number;
  readonly end: number;
}

interface Frame {
  readonly open: '{' | '[' | '(';
  readonly callee: string;
  key: string | null;
  argument: number;
  /** Where the present item begins. */
  item: number;
}

/** After these a slash begins a regular expression. */
const BEFORE_REGEX = /(?:^|[=(,:;!&|?{}[\]+*%~^<>-]|\b(?:return|typeof|case|in|of|void))\s*$/;
const CALLEE = /([\w$]+(?:\s*[?!]?\.\s*[\w$]+)*)\s*(?:<[^<>()]*>)?\s*$/;
/** What words of policies are made of: where a quote is missing, the word ends before anything else. */
const WORD = /^[\w:*?/.@+=,-]*/;

/** The position at an offset; null in comments, in the holes of template strings, and in plain code. */
export function codeCursorAt(text: string, offset: number): CodeCursor | null {
  const frames: Frame[] = [];
  const top = () => frames.at(-1);
  const cursor = (quote: string | null, start: number, end: number): CodeCursor => ({
    path: frames.flatMap((frame): Step[] =>
      frame.open === '('
        ? [{ kind: 'call', callee: frame.callee, argument: frame.argument }]
        : frame.open === '{' && frame.key !== null
          ? [{ kind: 'key', name: frame.key }]
          : [],
    ),
    isKey: top()?.open === '{' && top()?.key === null,
    quote,
    start,
    end,
  });
  for (let i = 0; i < offset; i++) {
    const c = text[i] as string;
    if (c === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      if (end < 0 || end >= offset) return null;
      i = end;
    } else if (c === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      if (end < 0 || end + 2 > offset) return null;
      i = end + 1;
    } else if (c === "'" || c === '"' || c === '`') {
      const end = stringEnd(text, i);
      if (offset > end.at) {
        i = end.at;
        continue;
      }
      if (end.holes.some(([from, to]) => offset > from && offset <= to)) return null;
      const word = WORD.exec(text.slice(offset, end.at))?.[0].length ?? 0;
      return cursor(c, i + 1, offset + word);
    } else if (c === '/' && BEFORE_REGEX.test(text.slice(Math.max(0, i - 20), i))) {
      const found = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//.exec(text.slice(i, i + 2000));
      if (found) i += found[0].length - 1;
    } else if (c === '{' || c === '[' || c === '(') {
      const callee = c === '(' ? (CALLEE.exec(text.slice(Math.max(0, i - 200), i))?.[1] ?? '') : '';
      frames.push({ open: c, callee: callee.replace(/[\s?!]/g, ''), key: null, argument: 0, item: i + 1 });
    } else if (c === '}' || c === ']' || c === ')') {
      frames.pop();
      // The statements of a block need nothing between them.
      const frame = top();
      if (c === '}' && frame?.open === '{' && frame.key === null) frame.item = i + 1;
    } else if (c === ',' || c === ';') {
      const frame = top();
      if (!frame) continue;
      frame.key = null;
      frame.item = i + 1;
      frame.argument++;
    } else if (c === ':') {
      const frame = top();
      if (frame?.open === '{') frame.key ??= keyOf(text.slice(frame.item, i));
    }
  }
  const before = /[\w$]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0;
  const after = /^[\w$]*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  const bare = cursor(null, offset - before, offset + after);
  return bare.isKey && text.slice(top()?.item, bare.start).replace(COMMENTS, '').trim() === '' ? bare : null;
}

const COMMENTS = /\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

function keyOf(written: string): string {
  return written
    .replace(COMMENTS, '')
    .trim()
    .replace(/^(['"])(.*)\1$/s, '$2');
}

/** Where a string ends: the offset of its closing quote, or of the end of the line; and the holes of a template string. */
function stringEnd(text: string, start: number): { at: number; holes: (readonly [number, number])[] } {
  const quote = text[start] as string;
  const holes: (readonly [number, number])[] = [];
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === quote || (c === '\n' && quote !== '`')) return { at: i, holes };
    else if (quote === '`' && c === '$' && text[i + 1] === '{') {
      const from = i;
      for (let depth = 0; i < text.length; i++) {
        if (text[i] === '{') depth++;
        else if (text[i] === '}' && --depth === 0) break;
      }
      holes.push([from, i]);
    }
  }
  return { at: text.length, holes };
}
