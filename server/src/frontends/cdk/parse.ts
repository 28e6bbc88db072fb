/**
 * Parses code, and parses it again after an edit at the cost of what is new in it: the parser takes those nodes over that the
 * edit can't have changed. It moves them in place, so that the tree before is spoilt; nobody keeps one.
 */
import ts from 'typescript';
import { changeBetween } from '../../core/document.ts';
import { Recent } from '../../core/memo.ts';

/** Shorter texts are parsed as fast as one could look for what changed. In UTF-16 code units. */
const SHORT = 2_000;
/** Trees are large, and people type in one file at a time. */
const MOST = 2;

/** The last trees by uri. */
const trees = new Recent<ts.SourceFile>(MOST);

/**
 * The tree of a text. It is good until the next call for the same document, without the parents of nodes and without comments.
 * Throws where code nests deeper than the parser's stack.
 */
export function parseCode(uri: string, text: string, kind: ts.ScriptKind): ts.SourceFile {
  const before = trees.get(uri);
  // Whatever happens while it is being changed, nobody sees half a tree.
  trees.delete(uri);
  const source = (before && changed(before, text)) ?? whole(uri, text, kind);
  if (isKept(text)) trees.set(uri, source);
  return source;
}

/** Whether nodes of the tree of a text are taken over by the next. */
export function isKept(text: string): boolean {
  return text.length >= SHORT;
}

function whole(uri: string, text: string, kind: ts.ScriptKind): ts.SourceFile {
  const { ESNext: languageVersion } = ts.ScriptTarget;
  const { ParseNone: jsDocParsingMode } = ts.JSDocParsingMode;
  return ts.createSourceFile(uri, text, { languageVersion, jsDocParsingMode }, false, kind);
}

function changed(before: ts.SourceFile, text: string): ts.SourceFile | null {
  const { start, end, length } = changeBetween(before.text, text);
  // Of a text that is mostly new there is little to take over.
  if (end - start > before.text.length / 2 || length > text.length / 2) return null;
  try {
    return ts.updateSourceFile(before, text, ts.createTextChangeRange(ts.createTextSpanFromBounds(start, end), length));
  } catch {
    // What it can't follow is parsed as a whole.
    return null;
  }
}
