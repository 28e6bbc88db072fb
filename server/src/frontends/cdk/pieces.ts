/** The statements that are read once for as long as the parser takes them over from one version of a text to the next. */
import ts from 'typescript';
import { startOf } from './slots.ts';

/**
 * Whether what is read of a statement can be kept with its node: it says the same wherever edits move it. It begins on a line of
 * its own, since how that is indented counts, and is neither an import nor an export, of which the whole file is made.
 */
export function isPiece(source: ts.SourceFile, node: ts.Statement): boolean {
  switch (node.kind) {
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ImportEqualsDeclaration:
    case ts.SyntaxKind.ExportDeclaration:
    case ts.SyntaxKind.ExportAssignment:
      return false;
  }
  const start = startOf(source, node);
  // Looked for before this statement alone: all of a bundle may stand in one line.
  return source.text.slice(node.pos, start).includes('\n');
}
