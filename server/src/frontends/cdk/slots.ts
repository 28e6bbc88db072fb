/** Where a parsed file has room for one more property, item or argument: the slots of TypeScript and JavaScript. */
import ts from 'typescript';
import { lineStart } from '../../core/document.ts';
import type { Slot } from '../../core/value.ts';

/** Where a node starts. Asking the tree skips white space each time; names and what begins with one need not. */
export function startOf(source: ts.SourceFile, node: ts.Node): number {
  let first = node;
  for (
    let i = 0;
    i < 20 &&
    (ts.isPropertyAccessExpression(first) ||
      ts.isCallExpression(first) ||
      ts.isElementAccessExpression(first) ||
      ts.isPropertyAssignment(first));
    i++
  )
    first = ts.isPropertyAssignment(first) ? first.name : first.expression;
  if (ts.isIdentifier(first)) {
    const start = first.end - first.text.length;
    if (start >= first.pos && source.text.startsWith(first.text, start)) return start;
  }
  return first.getStart(source);
}

/** The room in an object or array literal. `uri` goes into the span. */
export function literalSlot(
  source: ts.SourceFile,
  uri: string,
  node: ts.ObjectLiteralExpression | ts.ArrayLiteralExpression,
): Slot {
  const items: readonly ts.Node[] = ts.isObjectLiteralExpression(node) ? node.properties : node.elements;
  const start = startOf(source, node);
  const last = items.at(-1);
  const first = items[0];
  const end = last ? last.end : start + 1;
  const multiline = lineStart(source.text, first ? startOf(source, first) : node.end) > start;
  return {
    span: { uri, start, end: node.end },
    style: ts.isObjectLiteralExpression(node) ? 'ts-object' : 'ts-array',
    end,
    empty: items.length === 0,
    indent: indentAt(source, first && multiline ? startOf(source, first) : start),
    multiline,
  };
}

/** The room at the end of the arguments of a call. */
export function argumentSlot(
  source: ts.SourceFile,
  uri: string,
  node: ts.CallExpression | ts.NewExpression,
  args: readonly ts.Node[],
): Slot {
  // The list starts at the parenthesis, which is the last one before the first argument or before the closing one.
  const start = startOf(source, node);
  const first = args[0];
  const last = args.at(-1);
  const close = node.end - 1;
  const open = source.text.lastIndexOf('(', first ? startOf(source, first) - 1 : close);
  return {
    span: { uri, start: Math.max(open, start), end: node.end },
    style: 'ts-arguments',
    end: last ? last.end : Math.max(open, start) + 1,
    empty: args.length === 0,
    indent: indentAt(source, start),
    multiline: first ? lineStart(source.text, startOf(source, first)) > open : false,
    argument: args.length,
    argumentCount: args.length,
  };
}

/** Indentation that is longer is no layout to keep; the bound keeps many nodes on one such line cheap. */
const MAX_INDENT = 500;

/** The white space at the start of the line that an offset is on. */
function indentAt(source: ts.SourceFile, offset: number): string {
  const start = lineStart(source.text, offset);
  let end = start;
  while (end - start < MAX_INDENT && (source.text.charCodeAt(end) === 32 || source.text.charCodeAt(end) === 9)) end++;
  return source.text.slice(start, end);
}
