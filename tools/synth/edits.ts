/**
 * Edits as people make them, chosen by a number so that a run can be repeated: small ones that leave an app an app, and
 * wild ones that leave half a statement behind.
 */
import ts from 'typescript';

export interface Edit {
  /** In words, for the log. */
  readonly what: string;
  readonly text: string;
}

export type Random = () => number;

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(items: readonly T[], next: Random): T | undefined {
  return items[Math.floor(next() * items.length)];
}

function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** Nodes of a file for which `want` holds. */
function nodes<T extends ts.Node>(text: string, want: (node: ts.Node) => node is T): T[] {
  const file = ts.createSourceFile('edit.ts', text, ts.ScriptTarget.Latest, true);
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (want(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Strings that stand for themselves: not the name of a module, not a type. */
const isText = (node: ts.Node): node is ts.StringLiteral =>
  ts.isStringLiteral(node) &&
  node.text.length > 2 &&
  !ts.isImportDeclaration(node.parent) &&
  !ts.isExportDeclaration(node.parent) &&
  !ts.isLiteralTypeNode(node.parent) &&
  !ts.isExternalModuleReference(node.parent);
const isNumber = (node: ts.Node): node is ts.NumericLiteral =>
  ts.isNumericLiteral(node) && !ts.isLiteralTypeNode(node.parent);
const isBoolean = (node: ts.Node): node is ts.BooleanLiteral =>
  (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) &&
  !ts.isLiteralTypeNode(node.parent);
const isStatement = (node: ts.Node): node is ts.Statement =>
  ts.isStatement(node) && !ts.isBlock(node) && !ts.isImportDeclaration(node);

/** An edit after which the file still parses: a literal, a flag, a blank line, a comment. */
export function smallEdit(text: string, next: Random): Edit {
  const kinds: (() => Edit | null)[] = [
    () => {
      const node = pick(nodes(text, isText), next);
      const more = String.fromCharCode(97 + Math.floor(next() * 26));
      return node ? { what: 'string', text: replaced(text, node.end - 1, node.end - 1, more) } : null;
    },
    () => {
      const node = pick(nodes(text, isNumber), next);
      const by = node && String(Number(node.text) + 1);
      return node && by ? { what: 'number', text: replaced(text, node.getStart(), node.end, by) } : null;
    },
    () => {
      const node = pick(nodes(text, isBoolean), next);
      const by = node?.kind === ts.SyntaxKind.TrueKeyword ? 'false' : 'true';
      return node ? { what: 'boolean', text: replaced(text, node.getStart(), node.end, by) } : null;
    },
    () => {
      const node = pick(nodes(text, isStatement), next);
      return node ? { what: 'blank line', text: replaced(text, node.getFullStart(), node.getFullStart(), '\n') } : null;
    },
    () => {
      const node = pick(nodes(text, isStatement), next);
      const at = node?.getStart();
      return at === undefined ? null : { what: 'comment', text: replaced(text, at, at, '/* as agreed */ ') };
    },
  ];
  return pick(kinds, next)?.() ?? { what: 'last line', text: `${text}\n` };
}

/** An edit that may break the app, or the file: what a text looks like while it is being written. */
export function wildEdit(text: string, next: Random): Edit {
  const statements = nodes(text, isStatement);
  const statement = pick(statements, next);
  if (!statement) return smallEdit(text, next);
  const [start, end] = [statement.getStart(), statement.end];
  const inside = start + Math.floor(next() * (end - start));
  const kinds: (() => Edit)[] = [
    () => ({ what: 'cut statement', text: replaced(text, inside, end, '') }),
    () => ({ what: 'removed statement', text: replaced(text, start, end, '') }),
    () => ({ what: 'doubled statement', text: replaced(text, end, end, `\n${text.slice(start, end)}`) }),
    () => ({ what: 'dangling dot', text: replaced(text, end, end, '\nthis.') }),
    () => ({ what: 'open brace', text: replaced(text, inside, inside, '{') }),
    () => ({ what: 'open string', text: replaced(text, inside, inside, "'") }),
    () => ({ what: 'unknown name', text: replaced(text, start, start, 'notDefinedAnywhere();\n') }),
    () => ({ what: 'exception', text: replaced(text, start, start, "throw new Error('half way');\n") }),
    () => ({ what: 'letters', text: replaced(text, inside, inside, 'xyz'.slice(0, 1 + Math.floor(next() * 3))) }),
  ];
  return (pick(kinds, next) as () => Edit)();
}
