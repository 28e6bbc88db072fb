/** TypeScript trees for the writers: parsed when a fix is asked for, kept for as long as the document lives. */
import ts from 'typescript';
import { lineEnd, lineStart } from './text.ts';
import type { Document, SourceSpan } from './types.ts';

const trees = new WeakMap<Document, ts.SourceFile>();

export function sourceOf(document: Document): ts.SourceFile {
  let tree = trees.get(document);
  if (!tree) {
    const name = document.uri.slice(document.uri.lastIndexOf('/') + 1);
    tree = ts.createSourceFile(name, document.text, ts.ScriptTarget.ESNext, true);
    trees.set(document, tree);
  }
  return tree;
}

/** The outermost node that satisfies `test` and covers exactly `[start, end)`; null if there is none. */
export function nodeAt<T extends ts.Node>(
  source: ts.SourceFile,
  start: number,
  end: number,
  test: (node: ts.Node) => node is T,
): T | null {
  let node: ts.Node | undefined = source;
  while (node) {
    if (node.end === end && test(node) && node.getStart(source) === start) return node;
    node = ts.forEachChild(node, child => (child.pos <= start && child.end >= end ? child : undefined));
  }
  return null;
}

/** The innermost node that covers `[start, end)`. */
export function around(source: ts.SourceFile, start: number, end: number): ts.Node {
  let node: ts.Node = source;
  for (;;) {
    const next: ts.Node | undefined = ts.forEachChild(node, child =>
      child.getStart(source) <= start && child.end >= end ? child : undefined,
    );
    if (!next) return node;
    node = next;
  }
}

/** How a file writes things. */
export interface TsStyle {
  readonly quote: "'" | '"';
  readonly semicolons: boolean;
}

export function tsStyle(source: ts.SourceFile): TsStyle {
  const { text } = source;
  let single = 0;
  let double = 0;
  let with_ = 0;
  let without = 0;
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (text[statement.moduleSpecifier.getStart(source)] === '"') double++;
      else single++;
    }
    if (ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isExpressionStatement(statement)) {
      if (text[statement.end - 1] === ';') with_++;
      else without++;
    }
  }
  return { quote: double > single ? '"' : "'", semicolons: with_ >= without };
}

/** The statement that an offset is in: the innermost one in a list of statements. */
export function statementOf(node: ts.Node): ts.Statement | null {
  for (let n: ts.Node | undefined = node; n; n = n.parent) {
    const { parent } = n;
    if (
      parent &&
      (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isModuleBlock(parent) || ts.isCaseOrDefaultClause(parent))
    )
      if (ts.isStatement(n)) return n;
  }
  return null;
}

/** Whether a name, or `this.name`, that is made at one place can be used at another of the same file. */
export function visible(source: ts.SourceFile, variable: string, madeAt: number, usedAt: number): boolean {
  const made = around(source, madeAt, madeAt);
  const used = around(source, usedAt, usedAt);
  const classOf = (node: ts.Node) => ts.findAncestor(node, ts.isClassLike);
  if (variable.startsWith('this.'))
    return classOf(made) !== undefined && classOf(made) === classOf(used) && madeAt < usedAt;
  const block = ts.findAncestor(made, n => ts.isBlock(n) || ts.isSourceFile(n));
  return block !== undefined && madeAt < usedAt && ts.findAncestor(used, n => n === block) !== undefined;
}

/** Where a line after a statement begins: after the comment at its end. */
export function afterStatement(text: string, statement: ts.Statement): number {
  return lineEnd(text, statement.end);
}

/** The statement that declares a name, in the same list of statements or one around it; null for parameters and imports. */
export function declarationOf(name: ts.Identifier): ts.Statement | null {
  for (let at = statementOf(name); at; at = statementOf(at.parent)) {
    const { parent } = at;
    const statements = 'statements' in parent ? (parent.statements as readonly ts.Statement[]) : [];
    const found = statements.find(
      s =>
        ts.isVariableStatement(s) &&
        s.declarationList.declarations.some(d => ts.isIdentifier(d.name) && d.name.text === name.text),
    );
    if (found) return found;
  }
  return null;
}

/** Where a statement begins for a reader: at the comments that stand directly above it. */
export function withComments(text: string, statement: number): number {
  let at = statement;
  for (;;) {
    const start = lineStart(text, at);
    if (start === 0) return at;
    const above = lineStart(text, start - 1);
    if (!/^[ \t]*(?:\/\/|\/\*|\*)/.test(text.slice(above, start))) return at;
    at = above + (/^[ \t]*/.exec(text.slice(above, start))?.[0].length ?? 0);
  }
}

export function member(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.findLast(p => {
    const key = p.name;
    return key !== undefined && (ts.isIdentifier(key) || ts.isStringLiteralLike(key)) && key.text === name;
  });
}

export function spanOf(document: Document, node: ts.Node): SourceSpan {
  return { uri: document.uri, start: node.getStart(), end: node.end };
}
