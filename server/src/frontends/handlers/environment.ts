/** Which environment variables a file of JavaScript or TypeScript reads, writes, or gives away as a whole. */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact } from '../../core/resource.ts';
import { type Things, unwrapped } from './things.ts';
import type { Values } from './values.ts';

export class EnvironmentReader {
  readonly facts: CodeFact[] = [];
  readonly #nodes: readonly ts.Node[];
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #at: (node: ts.Node) => SourceSpan;
  readonly #things: Things;
  readonly #values: Values;
  #tested: Set<string> | null = null;

  constructor(
    nodes: readonly ts.Node[],
    parents: ReadonlyMap<ts.Node, ts.Node>,
    at: (node: ts.Node) => SourceSpan,
    things: Things,
    values: Values,
  ) {
    this.#nodes = nodes;
    this.#parents = parents;
    this.#at = at;
    this.#things = things;
    this.#values = values;
  }

  visit(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.#named(node);
    else if (ts.isCallExpression(node)) this.#called(node);
    else if (ts.isElementAccessExpression(node)) this.#access(node, node.argumentExpression);
    else if (ts.isPropertyAccessExpression(node)) {
      this.#access(node, node.name);
      this.#whole(node);
    } else if (ts.isVariableDeclaration(node)) this.#destructured(node);
  }

  /** A helper that is given the name of a variable. */
  #called(node: ts.CallExpression): void {
    const read = this.#values.environmentCall(node);
    if (!read) return;
    const optional = read.optional || this.#isOptional(node);
    this.facts.push({ kind: 'environment-read', name: read.name, optional, span: this.#at(node) });
  }

  #access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, key: ts.Node): void {
    const { expression: base } = node;
    // `X.Y` for any X would ask far too much; what holds the environment is `process.env` or a name.
    if (!ts.isIdentifier(base) && !(ts.isPropertyAccessExpression(base) && base.name.text === 'env')) return;
    if (this.#things.of(base)?.t !== 'environment') return;
    const isName = ts.isPropertyAccessExpression(node) ? ts.isIdentifier(key) : ts.isStringLiteralLike(key);
    const name = isName ? (key as ts.Identifier | ts.StringLiteralLike).text : null;
    const parent = this.#parents.get(node);
    const isWritten =
      parent !== undefined &&
      ((ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent.operatorToken.kind)) ||
        ts.isDeleteExpression(parent));
    if (isWritten) this.facts.push({ kind: 'environment-write', name, span: this.#at(node) });
    else if (name === null) this.facts.push({ kind: 'environment-whole', span: this.#at(node) });
    else this.facts.push({ kind: 'environment-read', name, optional: this.#isOptional(node), span: this.#at(node) });
  }

  /** `process.env` where it is not asked for one variable. */
  #whole(node: ts.PropertyAccessExpression): void {
    if (node.name.text !== 'env' || this.#things.of(node)?.t !== 'environment') return;
    if (this.#isGivenAway(node)) this.facts.push({ kind: 'environment-whole', span: this.#at(node) });
  }

  /** A name for `process.env`, given away. */
  #named(node: ts.Identifier): void {
    if (!/env/i.test(node.text)) return;
    const parent = this.#parents.get(node);
    if (!parent || !isValuePlace(node, parent)) return;
    if (this.#things.of(node)?.t === 'environment' && this.#isGivenAway(node))
      this.facts.push({ kind: 'environment-whole', span: this.#at(node) });
  }

  #isGivenAway(node: ts.Expression): boolean {
    let at: ts.Node = node;
    let parent = this.#parents.get(at);
    while (parent && ts.isExpression(parent) && unwrapped(parent) === node) {
      at = parent;
      parent = this.#parents.get(at);
    }
    if (!parent) return false;
    if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression !== at;
    // A pattern says which ones it takes, but for what is left over.
    if (ts.isVariableDeclaration(parent)) {
      const { name } = parent;
      if (ts.isIdentifier(name)) return false;
      return name.elements.some(e => ts.isBindingElement(e) && e.dotDotDotToken !== undefined);
    }
    return !ts.isExpressionStatement(parent);
  }

  /** `const { TABLE, STAGE = 'dev' } = process.env`. */
  #destructured(node: ts.VariableDeclaration): void {
    if (!ts.isObjectBindingPattern(node.name) || !node.initializer) return;
    if (this.#things.of(node.initializer)?.t !== 'environment') return;
    for (const e of node.name.elements) {
      const key = e.propertyName ?? e.name;
      if (e.dotDotDotToken || !(ts.isIdentifier(key) || ts.isStringLiteralLike(key))) continue;
      const local = ts.isIdentifier(e.name) ? e.name : null;
      this.facts.push({
        kind: 'environment-read',
        name: key.text,
        optional: e.initializer !== undefined || (local !== null && this.#isTested(local.text)),
        span: this.#at(key),
      });
    }
  }

  /** Whether the code says what happens without a value. */
  #isOptional(node: ts.Node): boolean {
    let at = node;
    let parent = this.#parents.get(at);
    while (parent && (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent))) {
      at = parent;
      parent = this.#parents.get(at);
    }
    if (!parent) return false;
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return this.#isTested(parent.name.text);
    if (ts.isBinaryExpression(parent)) {
      const kind = parent.operatorToken.kind;
      const isDefault =
        kind === ts.SyntaxKind.QuestionQuestionToken ||
        kind === ts.SyntaxKind.BarBarToken ||
        kind === ts.SyntaxKind.AmpersandAmpersandToken;
      if (isDefault) return parent.left === at;
      return kind >= ts.SyntaxKind.EqualsEqualsToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken;
    }
    if (ts.isPropertyAccessExpression(parent)) return parent.questionDotToken !== undefined;
    if (ts.isConditionalExpression(parent)) return parent.condition === at;
    if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.ExclamationToken;
    return (ts.isIfStatement(parent) && parent.expression === at) || ts.isTypeOfExpression(parent);
  }

  /** Whether a variable of this name is tested anywhere: `if (!TABLE) throw …`. */
  #isTested(name: string): boolean {
    if (!this.#tested) {
      this.#tested = new Set();
      for (const node of this.#nodes)
        if (ts.isIdentifier(node) && this.#isOptionalUse(node)) this.#tested.add(node.text);
    }
    return this.#tested.has(name);
  }

  #isOptionalUse(node: ts.Identifier): boolean {
    const parent = this.#parents.get(node);
    return parent !== undefined && !ts.isVariableDeclaration(parent) && this.#isOptional(node);
  }
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** Whether an identifier stands for a value: it is neither declared there, nor the name of a member. */
function isValuePlace(node: ts.Identifier, parent: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  return (
    ts.isCallExpression(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isElementAccessExpression(parent)
  );
}
