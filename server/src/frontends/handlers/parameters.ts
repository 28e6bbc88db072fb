/** The arguments of an SDK call, flattened to dotted paths: what names resources, and what changes which permissions are needed. */
import ts from 'typescript';
import { type Things, unwrapped } from './things.ts';
import { joined, type OpenValue, oneOf, UNKNOWN, type Values } from './values.ts';

export interface Parameters {
  readonly values: Record<string, OpenValue>;
  readonly complete: boolean;
}

/** Objects and lists whose members name resources; the members of others are data. */
const CONTAINERS =
  /^(Entries|RequestItems|TransactItems|TransactStatements|Statements|Put|Update|Delete|Get|ConditionCheck|PublishBatchRequestEntries|Target|Targets|Destination|VPC|VpcConfig|Code|Source|overrides|networkConfiguration|EventSourceMapping|Template|RetryPolicy|DeadLetterConfig)$/;
/** Maps of which the keys are names of tables. */
const KEYED = /^RequestItems$/;
const MAX_DEPTH = 3;
const MAX_KEYS = 60;

/** The parameters of a call whose argument is `node`; none where there is no argument. */
export function parametersOf(node: ts.Expression | undefined, things: Things, values: Values): Parameters {
  const found = new Map<string, OpenValue[]>();
  const complete = node === undefined || collect(node, '', 0, found, things, values);
  const all: Record<string, OpenValue> = {};
  for (const [path, several] of found) if (several.length > 0) all[path] = oneOf(several);
  return { values: all, complete };
}

function collect(
  node: ts.Expression,
  prefix: string,
  depth: number,
  found: Map<string, OpenValue[]>,
  things: Things,
  values: Values,
): boolean {
  const inner = unwrapped(node);
  if (ts.isConditionalExpression(inner)) {
    const first = collect(inner.whenTrue, prefix, depth, found, things, values);
    return collect(inner.whenFalse, prefix, depth, found, things, values) && first;
  }
  const binding = ts.isIdentifier(inner) ? things.scopes.resolve(inner) : null;
  if (binding && binding.assigned.length > 0 && depth < MAX_DEPTH) {
    // Of a variable that is given several objects, any may be meant.
    for (const given of [...things.valuesOf(binding), ...binding.assigned])
      if (!ts.isIdentifier(given)) collect(given, prefix, depth + 1, found, things, values);
    addLater(inner as ts.Identifier, prefix, found, things, values);
    return false;
  }
  const thing = things.of(inner);
  if (thing?.t !== 'object') return ts.isIdentifier(inner) ? addLater(inner, prefix, found, things, values) : false;
  let complete = true;
  for (const p of thing.node.properties) {
    if (found.size > MAX_KEYS) return false;
    if (ts.isSpreadAssignment(p)) {
      if (!spread(p.expression, prefix, depth, found, things, values)) complete = false;
      continue;
    }
    const value = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : null;
    if (!value) {
      complete = false;
      continue;
    }
    const key = keyOf(p.name as ts.PropertyName, values);
    if (key?.kind !== 'text') {
      complete = false;
      continue;
    }
    add(prefix + key.text, value, depth, found, things, values);
  }
  // `params.IndexName = …` after the object was made.
  if (ts.isIdentifier(inner)) addLater(inner, prefix, found, things, values);
  return complete;
}

/** `...rest`, `...(condition && { … })`. */
function spread(
  node: ts.Expression,
  prefix: string,
  depth: number,
  found: Map<string, OpenValue[]>,
  things: Things,
  values: Values,
): boolean {
  const inner = unwrapped(node);
  if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken)
    return collect(inner.right, prefix, depth, found, things, values);
  return collect(inner, prefix, depth, found, things, values);
}

function add(
  path: string,
  value: ts.Expression,
  depth: number,
  found: Map<string, OpenValue[]>,
  things: Things,
  values: Values,
): void {
  const inner = unwrapped(value);
  // What is switched off or left out is not given.
  if (inner.kind === ts.SyntaxKind.FalseKeyword || (ts.isIdentifier(inner) && inner.text === 'undefined')) return;
  const several = found.get(path) ?? [];
  found.set(path, several);
  const key = path.slice(path.lastIndexOf('.') + 1);
  if (CONTAINERS.test(key) && depth < MAX_DEPTH) {
    if (KEYED.test(key)) {
      several.push(...keysOf(inner, things, values));
      return;
    }
    several.push(UNKNOWN);
    for (const item of itemsOf(inner, things)) collect(item, `${path}.`, depth + 1, found, things, values);
    return;
  }
  if (ts.isArrayLiteralExpression(inner)) several.push(oneOf(inner.elements.slice(0, 20).map(e => values.of(e))));
  else several.push(values.of(value));
}

/** Assignments to members of a variable that holds the arguments. */
function addLater(
  node: ts.Identifier,
  prefix: string,
  found: Map<string, OpenValue[]>,
  things: Things,
  values: Values,
): boolean {
  const binding = things.scopes.resolve(node);
  const give = (path: string, value: OpenValue) => {
    const several = found.get(path);
    if (several) several.push(value);
    else found.set(path, [value]);
  };
  for (const [key, given] of binding?.members ?? []) for (const value of given) give(prefix + key, values.of(value));
  for (const [member, keys] of binding?.keys ?? [])
    if (KEYED.test(member)) for (const key of keys) give(prefix + member, values.of(key));
  return false;
}

/** The objects of a list: its elements, or what a callback makes of each item of another list. */
function itemsOf(node: ts.Expression, things: Things): ts.Expression[] {
  const inner = unwrapped(node);
  if (ts.isIdentifier(inner)) {
    const binding = things.scopes.resolve(inner);
    const value = binding?.path.length === 0 ? binding.value : null;
    return value && value !== inner && !ts.isIdentifier(value) ? itemsOf(value, things) : [];
  }
  if (ts.isArrayLiteralExpression(inner))
    return inner.elements.slice(0, 20).flatMap(e => (ts.isSpreadElement(e) ? itemsOf(e.expression, things) : [e]));
  if (ts.isCallExpression(inner)) {
    const [callback] = inner.arguments;
    const isMap = ts.isPropertyAccessExpression(inner.expression) && /^(map|flatMap)$/.test(inner.expression.name.text);
    if (!isMap || !callback || !ts.isArrowFunction(callback)) return [];
    const { body } = callback;
    if (!ts.isBlock(body)) return itemsOf(body, things);
    return body.statements.flatMap(s => (ts.isReturnStatement(s) && s.expression ? itemsOf(s.expression, things) : []));
  }
  return [inner];
}

function keysOf(node: ts.Expression, things: Things, values: Values): OpenValue[] {
  const thing = things.of(node);
  if (thing?.t !== 'object') return [UNKNOWN];
  const own = thing.node.properties.map(p => (p.name ? (keyOf(p.name, values) ?? UNKNOWN) : UNKNOWN));
  const later = ts.isIdentifier(node) ? things.scopes.resolve(node)?.keys.get('') : undefined;
  return [...own, ...(later ?? []).map(key => values.of(key))];
}

function keyOf(name: ts.PropertyName, values: Values): OpenValue | null {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) return { kind: 'text', text: name.text };
  return ts.isComputedPropertyName(name) ? joined([values.of(name.expression)]) : null;
}
