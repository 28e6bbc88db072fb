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

/** How often a text is read for that, and how long each place may be, in UTF-16 code units. */
const MAX_ROUNDS = 4;
const MAX_LENGTH = 10_000;

/** A bracket or quote with all that is inside. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** Reads a text in which brackets and quotes that the parser has ended too early are written on one line, if that makes sense of it. */
export function lenient(reading: Reading): Reading {
  let best = reading;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const places = placesIn(best);
    // Who writes so does it all over the file. One that is not closed at all swallows others, though.
    const better = (places.length > 1 ? joined(best, places) : null) ?? joined(best, places.slice(0, 1));
    if (!better) break;
    best = better;
  }
  return best;
}

/** The brackets and quotes that have problems where they begin, but for those that are inside of others. */
function placesIn({ text, tree }: Reading): Place[] {
  const starts = tree.problems.map(p => p.start).filter(at => /["'[{]/.test(text[at] ?? ''));
  const places: Place[] = [];
  for (const start of starts.sort((a, b) => a - b)) {
    if (start < (places.at(-1)?.end ?? 0)) continue;
    const end = endOf(text, start);
    if (end === null) break;
    places.push({ start, end });
  }
  return places;
}

/** The text with each of these places on one line; null where that does not make sense of it. */
function joined(best: Reading, places: readonly Place[]): Reading | null {
  if (places.length === 0) return null;
  let text = best.text;
  for (const { start, end } of places)
    text = text.slice(0, start) + onOneLine(text.slice(start, end)) + text.slice(end);
  const reader = new YamlReader(text);
  const tree = reader.read();
  const isWrong = places.some(({ start, end }) => {
    const line = endOfLine(text, end);
    return tree.problems.some(p => p.start >= start && p.start < line);
  });
  const fewer = best.tree.problems.length - tree.problems.length;
  // Of very many problems only the first are counted.
  const isBetter = fewer > 0 || (fewer === 0 && firstIn(tree) > firstIn(best.tree));
  return isBetter && !isWrong ? { text, tree, repair: reader.repair } : null;
}

/** Where the first problem is. */
function firstIn({ problems }: Tree): number {
  return Math.min(...problems.map(p => p.start));
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
