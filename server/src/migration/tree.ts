/** Small tools over TypeScript's syntax trees, for code that rewrites text: parsing, walking, edits. Offsets are UTF-16. */
import ts from 'typescript';

/** A replacement of `[start, end)` in one text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Parses a file by its name, with parents set. */
export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, kindOf(path));
}

/** How to read a file by its name; JavaScript may hold JSX whatever its name says. */
export function kindOf(path: string): ts.ScriptKind {
  if (/\.tsx$/i.test(path)) return ts.ScriptKind.TSX;
  if (/\.[cm]?ts$/i.test(path)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}

/** All nodes below one, in the order of the text. */
export function* nodesOf(root: ts.Node): Generator<ts.Node> {
  const waiting: ts.Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    const children: ts.Node[] = [];
    node.forEachChild(child => {
      children.push(child);
    });
    for (let i = children.length; i-- > 0; ) waiting.push(children[i] as ts.Node);
  }
}

/** All nodes of a kind. */
export function all<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): T[] {
  return [...nodesOf(root)].filter(is);
}

/** Applies edits; of two that overlap, the one that starts later, or lies within, is left for the next round. */
export function apply(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || b.end - a.end);
  let at = 0;
  let result = '';
  for (const { start, end, text: fresh } of sorted) {
    if (start < at) continue;
    result += text.slice(at, start) + fresh;
    at = end;
  }
  return result + text.slice(at);
}

/** What an expression is behind parentheses, `as`, `!` and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isAwaitExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** The nearest node around that holds the value of this one unchanged: parentheses, `as` and `!` are passed. */
export function outer(node: ts.Node): ts.Node {
  let around = node;
  while (
    ts.isParenthesizedExpression(around.parent) ||
    ts.isAsExpression(around.parent) ||
    ts.isNonNullExpression(around.parent)
  )
    around = around.parent;
  return around;
}

export type FunctionNode = ts.FunctionLikeDeclaration;

/** The function that a node runs in; null at the top of the file. */
export function functionOf(node: ts.Node): FunctionNode | null {
  for (let around = node.parent; around; around = around.parent)
    if (ts.isFunctionLike(around)) return around as FunctionNode;
  return null;
}

export function isAsync(node: FunctionNode): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(m => m.kind === ts.SyntaxKind.AsyncKeyword);
}

/** Whether the file is a module by its syntax: there, and only there, `await` may stand outside of functions. */
export function isModule(source: ts.SourceFile): boolean {
  return source.statements.some(
    s =>
      ts.isImportDeclaration(s) ||
      (ts.isImportEqualsDeclaration(s) && ts.isExternalModuleReference(s.moduleReference)) ||
      ts.isExportDeclaration(s) ||
      ts.isExportAssignment(s) ||
      (ts.canHaveModifiers(s) && (ts.getModifiers(s) ?? []).some(m => m.kind === ts.SyntaxKind.ExportKeyword)),
  );
}

/** Whether `await` may stand at a node. */
export function mayAwait(node: ts.Node, source: ts.SourceFile): boolean {
  const around = functionOf(node);
  return around ? isAsync(around) : isModule(source);
}

/** A call of a method: the receiver, its name and the call. Null for anything else. */
export function methodCall(
  node: ts.Node,
): { readonly on: ts.Expression; readonly name: string; readonly access: ts.PropertyAccessExpression } | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  return { on: node.expression.expression, name: node.expression.name.text, access: node.expression };
}

/** The function of an inline callback. */
export function isInline(node: ts.Node | undefined): node is ts.ArrowFunction | ts.FunctionExpression {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

/** The name by which a variable or a property of `this` is known in a file: `s3` for `s3` and for `this.s3`. */
export function handleOf(node: ts.Expression): string | null {
  const inner = bare(node);
  if (ts.isIdentifier(inner)) return inner.text;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text;
  return null;
}
