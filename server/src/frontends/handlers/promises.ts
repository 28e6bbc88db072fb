/**
 * What handler code does with promises and failures: work that is begun and not waited for, so that the function may end
 * before it is done, and handlers that only log what fails, so that nobody tries again.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeEdit, CodeFact } from '../../core/resource.ts';
import { clientOfPackage, NO_OPERATIONS } from './sdkNames.ts';
import type { Things } from './things.ts';

type Parents = ReadonlyMap<ts.Node, ts.Node>;
type Place = (start: number, end: number) => SourceSpan;
type Unawaited = Extract<CodeFact, { kind: 'unawaited-call' }>;
type Swallowed = Extract<CodeFact, { kind: 'swallowed-error' }>;

/** The promises of one tree that nothing waits for, where the function around could: statements in `async` functions. */
export function unawaited(
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  parents: Parents,
  place: Place,
  things: Things,
): Unawaited[] {
  return nodes.flatMap((node): Unawaited[] => {
    if (!ts.isExpressionStatement(node)) return [];
    const call = withoutBrackets(node.expression);
    if (!ts.isCallExpression(call)) return [];
    const around = functionAround(node, parents);
    if (!around || !isAsync(around)) return [];
    const start = call.getStart(source);
    const loop = asyncLoop(call);
    if (loop) {
      const { expression: list, name } = call.expression as ts.PropertyAccessExpression;
      const known = isArray(list, things);
      const word = name.getStart(source);
      const edits: CodeEdit[] | null = known
        ? [
            { span: place(start, start), text: 'await Promise.all(' },
            { span: place(word, name.getEnd()), text: 'map' },
            { span: place(call.getEnd(), call.getEnd()), text: ')' },
          ]
        : null;
      const span = place(word, name.getEnd());
      return [{ kind: 'unawaited-call', form: 'loop', written: name.text, span, edits }];
    }
    const begun = beginning(call, things);
    if (!begun) return [];
    const named = nameOf(begun.expression);
    const edits = [{ span: place(start, start), text: 'await ' }];
    const span = place(named.getStart(source), named.getEnd());
    return [{ kind: 'unawaited-call', form: 'call', written: named.getText(source), span, edits }];
  });
}

/** What a call is called for people: `s3.send`, `this.db.put`, and of longer ones the last word. */
function nameOf(callee: ts.Expression): ts.Node {
  if (!ts.isPropertyAccessExpression(callee)) return callee;
  const { expression: base, name } = callee;
  // Of requests of v2, it is the operation.
  if (name.text === 'promise' && ts.isCallExpression(base)) return nameOf(base.expression);
  let first: ts.Expression = base;
  while (ts.isPropertyAccessExpression(first)) first = first.expression;
  return ts.isIdentifier(first) || first.kind === ts.SyntaxKind.ThisKeyword ? callee : name;
}

/** `list.forEach(async …)` and `list.map(async …)` of functions that wait for something. */
function asyncLoop({ expression: callee, arguments: [first] }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || callee.questionDotToken || !first) return false;
  return (
    /^(?:forEach|map)$/.test(callee.name.text) && isFunction(first) && isAsync(first) && awaitsIn(first).length > 0
  );
}

/** Whether an expression is an array for certain: what `forEach` has in common with others, `map` has not. */
function isArray(node: ts.Expression, things: Things): boolean {
  const inner = withoutBrackets(node);
  if (ts.isArrayLiteralExpression(inner)) return true;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text === 'Records' && !inner.questionDotToken;
  if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
    const { expression: base, name } = inner.expression;
    if (inner.expression.questionDotToken) return false;
    const isStatic = ts.isIdentifier(base) && /^(?:Object|Array)$/.test(base.text);
    if (isStatic) return /^(?:keys|values|entries|from|of)$/.test(name.text);
    return /^(?:filter|map|flatMap|split|slice|concat|sort|reverse)$/.test(name.text);
  }
  if (!ts.isIdentifier(inner)) return false;
  const found = things.scopes.resolve(inner);
  if (!found || found.assigned.length > 0) return false;
  const { type, value, path, node: declared } = found;
  if (type && path.length === 0)
    return (
      ts.isArrayTypeNode(type) ||
      (ts.isTypeOperatorNode(type) && ts.isArrayTypeNode(type.type)) ||
      (ts.isTypeReferenceNode(type) &&
        ts.isIdentifier(type.typeName) &&
        /^(?:Readonly)?Array$/.test(type.typeName.text))
    );
  // `const { Records } = event`: events of Lambda have their records in arrays.
  if (path.length === 1) return path[0] === 'Records';
  return value !== null && value !== inner && ts.isVariableDeclaration(declared) && isArray(value, things);
}

/** The call that begins something that takes time, at the start of a chain of `then` and `catch`; null for others. */
function beginning(node: ts.CallExpression, things: Things): ts.CallExpression | null {
  let call = node;
  while (ts.isPropertyAccessExpression(call.expression) && /^(?:then|catch|finally)$/.test(call.expression.name.text)) {
    const before = withoutBrackets(call.expression.expression);
    if (!ts.isCallExpression(before)) return null;
    call = before;
  }
  const { expression: callee } = call;
  const thing = things.of(callee);
  if (thing?.t === 'function') return isWork(thing.node) ? call : null;
  if (thing?.t === 'export')
    return clientOfPackage(thing.module) !== null && thing.name.startsWith('waitUntil') ? call : null;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const { expression: base, name } = callee;
  const last = call.arguments.at(-1);
  // With a callback, it is the callback's affair.
  if (last && (isFunction(last) || (call.arguments.length > 1 && !ts.isObjectLiteralExpression(last)))) return null;
  const isPromise = ts.isIdentifier(base) && base.text === 'Promise' && !things.scopes.resolve(base);
  if (isPromise) return /^(?:all|allSettled)$/.test(name.text) && call === node ? startsWork(call, things) : null;
  const on = things.of(base);
  if (on?.t === 'made')
    return on.module === '@aws-sdk/lib-storage' && on.name === 'Upload' && name.text === 'done' ? call : null;
  if (on?.t === 'client' && on.sdk === 'v3' && !on.others)
    return name.text === 'send' || (!on.bare && !NO_OPERATIONS.has(name.text)) ? call : null;
  if (name.text !== 'promise' || !ts.isCallExpression(base) || !ts.isPropertyAccessExpression(base.expression))
    return null;
  const requested = things.of(base.expression.expression);
  return requested?.t === 'client' && requested.sdk === 'v2' && !requested.others ? call : null;
}

/** `Promise.all(list.map(async …))`. */
function startsWork(call: ts.CallExpression, things: Things): ts.CallExpression | null {
  const [list] = call.arguments;
  const inner = list && withoutBrackets(list);
  if (!inner || !ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return null;
  const [each] = inner.arguments;
  if (inner.expression.name.text !== 'map' || !each || !isFunction(each)) return null;
  if (isAsync(each)) return awaitsIn(each).length > 0 ? call : null;
  const body = ts.isBlock(each.body) ? null : withoutBrackets(each.body);
  return body && ts.isCallExpression(body) && beginning(body, things) ? call : null;
}

/** Whether a function of the file is `async` and waits for something. */
function isWork(fn: ts.FunctionLikeDeclaration): boolean {
  const isGenerator = 'asteriskToken' in fn && fn.asteriskToken !== undefined;
  return isAsync(fn) && !isGenerator && awaitsIn(fn).length > 0;
}

/** The `catch` with which an exported function only logs whatever fails; null for one that lets something through. */
export function swallowed(
  source: ts.SourceFile,
  handler: string,
  fn: ts.Node,
  body: ts.Block,
  place: Place,
): Swallowed | null {
  if (!isAsync(fn)) return null;
  const attempt = onlyAttempt(body);
  const failed = attempt?.catchClause;
  if (!attempt || !failed || attempt.finallyBlock?.statements.length) return null;
  // Only where all that the handler waits for is tried: beside other work, this may be a step that it can do without.
  const awaits = awaitsIn(fn);
  const { tryBlock } = attempt;
  if (awaits.length === 0 || !awaits.every(a => tryBlock.pos <= a.pos && a.end <= tryBlock.end)) return null;
  const { block, variableDeclaration: bound } = failed;
  if (!block.statements.every(s => isLogOrReturn(s, source))) return null;
  const word = failed.getStart(source);
  const edits = bound && ts.isIdentifier(bound.name) ? thrown(source, block, bound.name.text, place) : null;
  return { kind: 'swallowed-error', handler, span: place(word, word + 'catch'.length), edits };
}

/** The `try` that a body consists of, apart from what comes before and after it; null where there are several. */
function onlyAttempt(body: ts.Block): ts.TryStatement | null {
  const found: ts.TryStatement[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isTryStatement(node)) found.push(node);
    else if (ts.isBlock(node) || ts.isForOfStatement(node) || ts.isForStatement(node) || ts.isIfStatement(node))
      ts.forEachChild(node, look);
  };
  look(body);
  return found.length === 1 ? (found[0] as ts.TryStatement) : null;
}

const LOG = /^(?:console|log|logger|this\.log|this\.logger|winston|pino)$/;

/** Statements of a `catch` that leave the failure at that: `console.error(…)`, `return`, `return { … }`. */
function isLogOrReturn(statement: ts.Statement, source: ts.SourceFile): boolean {
  if (ts.isReturnStatement(statement)) {
    const given = statement.expression && withoutBrackets(statement.expression);
    if (!given || given.kind === ts.SyntaxKind.NullKeyword || given.kind === ts.SyntaxKind.FalseKeyword) return true;
    if (ts.isIdentifier(given)) return given.text === 'undefined';
    return (
      ts.isObjectLiteralExpression(given) &&
      given.properties.every(
        p => p.name !== undefined && ts.isIdentifier(p.name) && p.name.text !== 'batchItemFailures',
      )
    );
  }
  if (!ts.isExpressionStatement(statement)) return false;
  const call = withoutBrackets(statement.expression);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  return LOG.test(call.expression.expression.getText(source));
}

/** `throw error;` behind the last statement of a `catch`, or in the place of what it returns. */
function thrown(source: ts.SourceFile, block: ts.Block, name: string, place: Place): CodeEdit[] | null {
  const last = block.statements.at(-1);
  if (block.statements.some(s => s !== last && ts.isReturnStatement(s))) return null;
  if (!last) return null;
  if (ts.isReturnStatement(last))
    return [{ span: place(last.getStart(source), last.getEnd()), text: `throw ${name};` }];
  const { text } = source;
  const start = last.getStart(source);
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = text.slice(line, start);
  const separator = /^[ \t]*$/.test(indent) ? `${text.includes('\r\n') ? '\r\n' : '\n'}${indent}` : ' ';
  const ended = text[last.getEnd() - 1] === ';' ? '' : ';';
  return [{ span: place(last.getEnd(), last.getEnd()), text: `${ended}${separator}throw ${name};` }];
}

/** The `await`s of a function itself, not of functions in it. */
function awaitsIn(fn: ts.Node): ts.Node[] {
  const found: ts.Node[] = [];
  const pending: ts.Node[] = [];
  const push = (child: ts.Node): void => void pending.push(child);
  ts.forEachChild(fn, push);
  for (let at = pending.pop(); at; at = pending.pop()) {
    if (ts.isAwaitExpression(at) || (ts.isForOfStatement(at) && at.awaitModifier)) found.push(at);
    if (!ts.isFunctionLike(at)) ts.forEachChild(at, push);
  }
  return found;
}

function functionAround(node: ts.Node, parents: Parents): ts.Node | null {
  for (let at = parents.get(node); at; at = parents.get(at)) if (ts.isFunctionLike(at)) return at;
  return null;
}

function isFunction(node: ts.Expression): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** Whether a function is `async`. */
export function isAsync(fn: ts.Node): boolean {
  return ts.canHaveModifiers(fn) && fn.modifiers?.some(m => m.kind === ts.SyntaxKind.AsyncKeyword) === true;
}

/** `await` stays: what is waited for is another thing. */
function withoutBrackets(node: ts.Expression): ts.Expression {
  let at = node;
  while (ts.isParenthesizedExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return at;
}
