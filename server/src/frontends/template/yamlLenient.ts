/**
 * Brackets and quotes that go on over lines which are indented too little. YAML 1.2 forbids that and the parser ends them
 * there; the readers of CloudFormation, as PyYAML, don't look at indentation in brackets and quotes, and templates rely on it.
 */
import type { Tree } from './tree.ts';
import { type Repair, YamlReader } from './yamlReader.ts';

export interface Reading {
  readonly text: string;
  readonly tree: Tree;
  /** What would have to be mended; null where nothing has. */
  readonly repair: Repair | null;
}

/** How many such places are looked at, and how long each may be, in UTF-16 code units. Each costs a reading. */
const MAX_PLACES = 4;
const MAX_LENGTH = 10_000;

/** Reads a text in which the bracket or quote that the parser has ended too early is written on one line, if that makes sense of it. */
export function lenient(reading: Reading): Reading {
  let best = reading;
  for (let round = 0; round < MAX_PLACES; round++) {
    const starts = best.tree.problems.map(p => p.start).filter(at => /["'[{]/.test(best.text[at] ?? ''));
    const start = Math.min(...starts);
    const end = starts.length === 0 ? null : endOf(best.text, start);
    if (end === null) break;
    const text = best.text.slice(0, start) + onOneLine(best.text.slice(start, end)) + best.text.slice(end);
    const reader = new YamlReader(text);
    const tree = reader.read();
    const line = text.indexOf('\n', end);
    const isWrong = tree.problems.some(p => p.start >= start && p.start < (line < 0 ? text.length : line));
    if (isWrong || tree.problems.length >= best.tree.problems.length) break;
    best = { text, tree, repair: reader.repair };
  }
  return best;
}

/** Where the bracket or quote that begins at `start` is closed, whatever the indentation; null where it isn't. */
function endOf(text: string, start: number): number | null {
  let open = 0;
  for (let at = start; at < Math.min(text.length, start + MAX_LENGTH); at++) {
    const char = text[at];
    const follows = at === start || /[\s,:[{(]/.test(text[at - 1] as string);
    if ((char === '"' || char === "'") && follows) {
      const end = endOfQuote(text, at);
      if (end === null || open === 0) return end;
      at = end - 1;
    } else if (char === '#' && follows) at = endOfLine(text, at) - 1;
    else if (char === '[' || char === '{') open++;
    else if ((char === ']' || char === '}') && --open <= 0) return at + 1;
  }
  return null;
}

function endOfQuote(text: string, start: number): number | null {
  const pattern = text[start] === '"' ? /"(?:[^"\\]|\\[\s\S])*"/y : /'(?:[^']|'')*'/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text.slice(0, start + MAX_LENGTH));
  return found ? start + found[0].length : null;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** The same number of characters without line breaks, and without comments, which would go on to the end of the line. */
function onOneLine(text: string): string {
  const blank = (piece: string) => ' '.repeat(piece.length);
  return text
    .replace(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^']|'')*'|(?<=\s)#.*/g, piece =>
      piece.startsWith('#') ? blank(piece) : piece,
    )
    .replace(/\r?\n[ \t]*/g, blank);
}
