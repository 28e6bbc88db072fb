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
    const without = read.optional ? { optional: true } : this.#without(node);
    this.facts.push({ kind: 'environment-read', name: read.name, ...without, span: this.#at(node) });
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
    else this.facts.push({ kind: 'environment-read', name, ...this.#without(node), span: this.#at(node) });
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

  /** Whether the code can do without the variable that an expression reads, and which ones it asks for before. */
  #without(node: ts.Expression): { readonly optional: boolean; readonly after?: readonly string[] } {
    const after: string[] = [];
    for (let at = this.#wrapped(node), parent = this.#parents.get(at); parent; parent = this.#parents.get(at)) {
      if (ts.isBinaryExpression(parent) && parent.right === at && isDefaulting(parent.operatorToken.kind)) {
        const before = this.#namesOf(parent.left);
        // What comes before may always be there.
        if (!before) return { optional: true };
        after.push(...before);
      } else if (!ts.isCallExpression(parent) || !CONVERSION.test(calleeOf(parent))) {
        const optional = this.#isOptional(at) || (ts.isCallExpression(parent) && this.#takesNothing(parent, at));
        return { optional, ...(after.length > 0 && !optional ? { after } : {}) };
      }
      at = this.#wrapped(parent);
    }
    return { optional: false };
  }

  /** The variables of which an expression takes the first that is set; null where it may be something else. */
  #namesOf(node: ts.Expression): string[] | null {
    const inner = unwrapped(node);
    if (ts.isBinaryExpression(inner) && isDefaulting(inner.operatorToken.kind)) {
      const names = [this.#namesOf(inner.left), this.#namesOf(inner.right)];
      return names.every(n => n !== null) ? names.flat() : null;
    }
    if (ts.isCallExpression(inner)) {
      const read = this.#values.environmentCall(inner);
      return read ? [read.name] : null;
    }
    const isAccess = ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner);
    if (!isAccess || this.#things.of(inner.expression)?.t !== 'environment') return null;
    const key = ts.isPropertyAccessExpression(inner) ? inner.name : inner.argumentExpression;
    return ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? [key.text] : null;
  }

  /** Whether a call can do without an argument: it prints, looks for or tests it, or is one of the project's own functions and does not throw. */
  #takesNothing(call: ts.CallExpression, argument: ts.Node): boolean {
    const callee = calleeOf(call);
    if (!call.arguments.some(a => a === argument)) return false;
    if (/^Boolean$|^console\.|\.(?:includes|indexOf|has)$/.test(callee)) return true;
    if (INSISTS.test(callee)) return false;
    const thing = this.#things.of(call.expression);
    return thing?.t === 'local' || (thing?.t === 'function' && !throws(thing.node));
  }

  /** The outermost expression that is no more than brackets or a type around another. */
  #wrapped(node: ts.Node): ts.Node {
    let at = node;
    let parent = this.#parents.get(at);
    while (parent && (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent))) {
      at = parent;
      parent = this.#parents.get(at);
    }
    return at;
  }

  /** Whether the code says what happens without a value. */
  #isOptional(node: ts.Node): boolean {
    const at = this.#wrapped(node);
    const parent = this.#parents.get(at);
    if (!parent) return false;
    if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return this.#isTested(parent.name.text);
    if (ts.isBinaryExpression(parent)) {
      const kind = parent.operatorToken.kind;
      if (isDefaulting(kind) || kind === ts.SyntaxKind.AmpersandAmpersandToken) return parent.left === at;
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

/** Functions that give `undefined` another form: what becomes of it is told around them. */
const CONVERSION = /^(?:Number|String|parseInt|parseFloat|Number\.parse(?:Int|Float))$/;

/** Names of functions that are called so that something is there. */
const INSISTS = /require|assert|must|ensure|invariant|mandatory/i;

/** How a call names its function: `parseInt`, `console.log`; empty for anything longer. */
function calleeOf({ expression }: ts.CallExpression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (!ts.isPropertyAccessExpression(expression)) return '';
  const { expression: base, name } = expression;
  return `${ts.isIdentifier(base) ? base.text : ''}.${name.text}`;
}

function throws(node: ts.Node): boolean {
  const pending = [node];
  for (let at = pending.pop(), steps = 0; at && steps < 2000; at = pending.pop(), steps++) {
    if (ts.isThrowStatement(at)) return true;
    ts.forEachChild(at, child => void pending.push(child));
  }
  return false;
}

function isDefaulting(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
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
