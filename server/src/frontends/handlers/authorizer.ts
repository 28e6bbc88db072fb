/**
 * What a Lambda authorizer answers: policies that allow every method, answers that allow where checking failed, and
 * authorizers that allow whatever they are asked. Reads one tree; says nothing of code that it can't follow.
 */
import ts from 'typescript';
import type { AuthorizerPolicy } from '../../core/resource.ts';
import type { Place } from './code.ts';

type Parents = ReadonlyMap<ts.Node, ts.Node>;

/** The facts of one tree, `nodes` being all of its nodes; none for code that is no authorizer. */
export function authorizerFacts(
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  parents: Parents,
  place: Place,
): AuthorizerPolicy[] {
  const { text } = source;
  const form = text.includes('execute-api:Invoke') ? 'policy' : text.includes('isAuthorized') ? 'simple' : null;
  if (form === null) return [];
  const facts: AuthorizerPolicy[] = [];
  const add = (says: AuthorizerPolicy['says'], node: ts.Node, replacement: string | null) =>
    facts.push({
      kind: 'authorizer-policy',
      says,
      form,
      span: place(node.getStart(source), node.getEnd()),
      replacement,
    });
  const allowed = nodes.filter(n => allows(source, n, parents));
  for (const node of allowed)
    if (handlesFailure(node, parents))
      add('on-failure', node, isString(node, 'Allow') ? quoted(source, node, 'Deny') : 'false');
  if (form === 'policy')
    for (const node of nodes)
      if (isString(node, '*') && isResourceOfAllow(source, node, parents))
        add('everywhere', node, methodArn(node, parents));
  const [first] = allowed;
  if (first && facts.every(f => f.says !== 'on-failure') && allowsAlways(source, nodes)) add('always', first, null);
  return facts;
}

function isString(node: ts.Node | undefined, value: string): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && node.text === value;
}

/** The string in the quotes that it has now. */
function quoted(source: ts.SourceFile, node: ts.Node, value: string): string {
  const quote = source.text[node.getStart(source)] as string;
  return `${quote}${value}${quote}`;
}

/** The name that a value is written under: of `{ Effect: x }`, `statement.Effect = x`. */
function keyOf(value: ts.Node, parents: Parents): string | null {
  const parent = parents.get(value);
  if (!parent) return null;
  if (ts.isPropertyAssignment(parent) && parent.initializer === value)
    return ts.isIdentifier(parent.name) || ts.isStringLiteralLike(parent.name) ? parent.name.text : null;
  if (ts.isBinaryExpression(parent) && parent.right === value && ts.isPropertyAccessExpression(parent.left))
    return parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? parent.left.name.text : null;
  return null;
}

/** The call of a helper that makes a policy, `generatePolicy('user', 'Allow', arn)`, which a node is an argument of. */
function policyCall(source: ts.SourceFile, node: ts.Node, parents: Parents): ts.CallExpression | null {
  const parent = parents.get(node);
  return parent &&
    ts.isCallExpression(parent) &&
    parent.expression !== node &&
    /polic|allow|response/i.test(parent.expression.getText(source))
    ? parent
    : null;
}

/** `Effect: 'Allow'`, `isAuthorized: true`, and `'Allow'` for a helper. */
function allows(source: ts.SourceFile, node: ts.Node, parents: Parents): boolean {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return keyOf(node, parents) === 'isAuthorized';
  return isString(node, 'Allow') && (keyOf(node, parents) === 'Effect' || policyCall(source, node, parents) !== null);
}

/** Whether a node stands in a `catch`, of either kind. */
function handlesFailure(node: ts.Node, parents: Parents): boolean {
  for (let at = parents.get(node); at; at = parents.get(at)) {
    if (ts.isCatchClause(at)) return true;
    const parent = parents.get(at);
    if (!ts.isFunctionLike(at) || !parent || !ts.isCallExpression(parent)) continue;
    if (ts.isPropertyAccessExpression(parent.expression) && parent.expression.name.text === 'catch') return true;
  }
  return false;
}

/** Whether a `'*'` is the resource of a policy for calling APIs that allows or may allow. */
function isResourceOfAllow(source: ts.SourceFile, star: ts.Node, parents: Parents): boolean {
  const call = policyCall(source, star, parents);
  if (call) return call.arguments.some(a => isString(a, 'Allow'));
  const list = parents.get(star);
  const value = list && ts.isArrayLiteralExpression(list) ? list : star;
  const property = parents.get(value);
  if (keyOf(value, parents) !== 'Resource' || !property || !ts.isPropertyAssignment(property)) return false;
  const object = parents.get(property);
  const properties = object && ts.isObjectLiteralExpression(object) ? object.properties : [];
  const named = (name: string) =>
    properties.find(p => p.name?.getText(source).replace(/['"]/g, '') === name)?.getText(source) ?? '';
  return named('Action').includes('execute-api:') && !/^['"]?Effect['"]?\s*:\s*['"`]Deny/.test(named('Effect'));
}

/** The ARN of what was asked for, where the function around has the event at hand. */
function methodArn(node: ts.Node, parents: Parents): string | null {
  for (let at = parents.get(node); at; at = parents.get(at))
    if (ts.isFunctionLike(at) && at.parameters.some(p => ts.isIdentifier(p.name) && p.name.text === 'event'))
      return 'event.methodArn';
  return null;
}

/** What calls may be of that can't end in a refusal. */
const HARMLESS = /^(?:(?:console|JSON|Object|Math|Date|context|callback|cb|done)\b|String$|Promise\.resolve$)/;

/**
 * Whether code allows whatever it is asked: it decides nothing, refuses nothing, and calls nothing but functions of its own
 * and such that can't fail.
 */
function allowsAlways(source: ts.SourceFile, nodes: readonly ts.Node[]): boolean {
  if (/['"`]Deny|Unauthorized|Forbidden|\breject\b|\.fail\b/.test(source.text)) return false;
  const own = new Set<string>();
  for (const node of nodes) {
    if (ts.isFunctionDeclaration(node) && node.name) own.add(node.name.text);
    if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.initializer &&
      isFunction(node.initializer)
    )
      own.add(node.name.text);
  }
  return nodes.every(node => {
    if (ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.isSwitchStatement(node)) return false;
    if (ts.isThrowStatement(node) || ts.isTryStatement(node) || ts.isNewExpression(node)) return false;
    if (ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?|[!=]==?|[<>]=?)$/.test(node.operatorToken.getText(source)))
      return false;
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'isAuthorized')
      return node.initializer.kind === ts.SyntaxKind.TrueKeyword;
    if (!ts.isCallExpression(node)) return true;
    const callee = node.expression.getText(source);
    return own.has(callee) || HARMLESS.test(callee);
  });
}

function isFunction(node: ts.Node): boolean {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}
