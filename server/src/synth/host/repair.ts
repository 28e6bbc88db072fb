/**
 * Makes half-typed code run: blanks the smallest property, statement or line around the first syntax error, until the
 * rest parses. Spaces take the place of what is left out, so that all positions hold.
 */
import ts from 'typescript';
import { parse, syntaxErrors } from './transpile.ts';

const MAX_ROUNDS = 12;
/** Leaving out more than this would leave out what the user is working on. */
const MAX_REMOVED = 6000;
/** How many properties and statements around an error are tried. */
const MAX_AROUND = 5;

export interface Repaired {
  /** As long as the broken text, with line ends at the same places; has no syntax errors. */
  readonly text: string;
  readonly removed: readonly { readonly start: number; readonly end: number }[];
}

/** The text without what keeps it from parsing; null if that takes longer than `budget` milliseconds or can't be done. */
export function repaired(text: string, path: string, budget = 50): Repaired | null {
  const end = performance.now() + budget;
  let current = text;
  const removed: { start: number; end: number }[] = [];
  for (let round = 0; round <= MAX_ROUNDS; round++) {
    const source = parse(path, current);
    const errors = syntaxErrors(source);
    if (errors.length === 0) return { text: current, removed };
    const best = smallest(source, errors, path, end);
    if (best === null) return null;
    current = best.text;
    removed.push({ start: best.start, end: best.end });
  }
  return null;
}

interface Attempt {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly errors: number;
}

/** The smallest piece that leaves no error when it is gone, else the one that leaves the fewest. */
function smallest(
  source: ts.SourceFile,
  errors: readonly ts.DiagnosticWithLocation[],
  path: string,
  end: number,
): Attempt | null {
  let best: Attempt | null = null;
  for (const { start, end: to } of pieces(source, errors[0] as ts.DiagnosticWithLocation)) {
    if (performance.now() > end) return null;
    const text = blanked(source.text, start, to);
    const left = syntaxErrors(parse(path, text)).length;
    if (best === null || left < best.errors) best = { start, end: to, text, errors: left };
    if (left === 0) break;
  }
  return best;
}

/** What could be left out because of an error, the smallest first. */
function pieces(source: ts.SourceFile, error: ts.DiagnosticWithLocation): { start: number; end: number }[] {
  const { text } = source;
  const found: { start: number; end: number; size: number }[] = [];
  const add = (start: number, end: number) => {
    const size = text.slice(start, end).replace(/\s/g, '').length;
    if (size === 0 || size > MAX_REMOVED || found.some(f => f.start === start && f.end === end)) return;
    found.push({ start, end, size });
  };
  const at = Math.min(error.start, Math.max(0, text.length - 1));
  // The parser stumbles over what follows: the culprit is often what stands before.
  let before = at;
  while (before > 0 && /\s/.test(text[before - 1] as string)) before--;
  before = Math.max(0, before - 1);
  const [first, last] = [lineAround(text, before), lineAround(text, at)];
  add(first.start, first.end);
  add(last.start, last.end);
  add(first.start, last.end);
  // `key:` without a value takes the next line for it.
  const previous = lineAround(text, Math.max(0, first.start - 1));
  add(previous.start, previous.end);
  for (const start of [first.start, openerOf(text, first.start)]) {
    const end = blockEnd(text, start);
    if (end !== null) add(start, end);
  }
  const key = /(?:[\p{ID_Start}$_][\p{ID_Continue}$]*|'[^'\n]*'|"[^"\n]*")\s*:\s*$/u.exec(
    text.slice(Math.max(0, before - 200), before + 1),
  );
  if (key) add(before + 1 - key[0].length, before + 1);
  for (const offset of new Set([before, at])) {
    const around = nodesAround(source, offset);
    // A string or a comment that is not closed swallows the rest of the file: its first line is what is wrong.
    const inner = around[0];
    if (inner) {
      const line = lineAround(text, inner.getStart(source));
      add(line.start, line.end);
    }
    for (const node of around.filter(isPiece).slice(0, MAX_AROUND)) {
      const comma = ts.isObjectLiteralElementLike(node) ? (/^\s*,/.exec(text.slice(node.end))?.[0].length ?? 0) : 0;
      add(node.getStart(source), node.end + comma);
    }
  }
  return found.sort((a, b) => a.size - b.size);
}

/** Properties of object literals, and statements that are no declarations of classes or functions. */
function isPiece(node: ts.Node): boolean {
  if (ts.isObjectLiteralElementLike(node)) return true;
  return ts.isStatement(node) && !ts.isBlock(node) && !ts.isClassDeclaration(node) && !ts.isFunctionDeclaration(node);
}

/** The nodes that cover an offset, the innermost first. */
function nodesAround(source: ts.SourceFile, offset: number): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    if (offset < node.pos || offset > node.end) return;
    found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found.reverse();
}

function lineAround(text: string, offset: number): { start: number; end: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { start: Math.min(start, offset), end: end < 0 ? text.length : end };
}

/**
 * The end of what is written deeper than the line at an offset, if a bracket closes it: what is left behind where the
 * line that opened it was cut. Null if nothing is.
 */
function blockEnd(text: string, start: number): number | null {
  let { end } = lineAround(text, start);
  const depth = depthOf(text.slice(start, end));
  while (end < text.length) {
    const next = lineAround(text, end + 1);
    const line = text.slice(next.start, next.end);
    if (line.trim() !== '' && depthOf(line) <= depth)
      return depthOf(line) === depth && /^[ \t]*[)\]}]/.test(line) ? next.end : null;
    end = next.end;
  }
  return null;
}

/** The start of the line above that is written less deep than the one that starts at an offset; that offset if none is. */
function openerOf(text: string, start: number): number {
  const depth = depthOf(text.slice(start, lineAround(text, start).end));
  for (let line = start; line > 0; ) {
    line = lineAround(text, line - 1).start;
    const above = text.slice(line, lineAround(text, line).end);
    if (above.trim() !== '' && depthOf(above) < depth) return line;
  }
  return start;
}

/** How much white space a line starts with. */
function depthOf(line: string): number {
  return /^[ \t]*/.exec(line)?.[0].length ?? 0;
}

function blanked(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n\u2028\u2029]/g, ' ') + text.slice(end);
}
