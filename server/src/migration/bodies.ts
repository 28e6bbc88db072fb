/**
 * Results whose type changed: `Body` of S3's `getObject` was a buffer and is a stream, `Payload` of Lambda's `invoke` was a
 * string and is bytes. Finds where they are read, and reads them as v3 wants it where that can be done in place.
 */
import ts from 'typescript';
import type { Clients } from './clients.ts';
import { type Edit, all, bare, functionOf, isAsync, isInline, mayAwait, methodCall, outer } from './tree.ts';

/** The members of results that changed, by package and operation. */
const CHANGED: readonly { readonly from: string; readonly operation: string; readonly member: string }[] = [
  { from: '@aws-sdk/client-s3', operation: 'getObject', member: 'Body' },
  { from: '@aws-sdk/client-lambda', operation: 'invoke', member: 'Payload' },
  { from: '@aws-sdk/client-polly', operation: 'synthesizeSpeech', member: 'AudioStream' },
  { from: '@aws-sdk/client-bedrock-runtime', operation: 'invokeModel', member: 'body' },
  { from: '@aws-sdk/client-lex-runtime-service', operation: 'postContent', member: 'audioStream' },
];

export interface Read {
  /** `r.Body`, or the name that `{ Body }` was taken out by. */
  readonly node: ts.Expression;
  readonly member: string;
}

/** Where members of results are read that have another type in v3. */
export function reads(source: ts.SourceFile, clients: Clients): Read[] {
  const found: Read[] = [];
  for (const node of all(source, ts.isCallExpression)) {
    const call = methodCall(node);
    const changed = call && CHANGED.find(c => c.operation === call.name && clients.of(call.on) === c.from);
    if (!changed) continue;
    const { member } = changed;
    for (const name of resultNames(node)) found.push(...readsOf(name, member));
    // `(await x.getObject(p)).Body`, without a name.
    let value: ts.Node = outer(node);
    if (ts.isAwaitExpression(value.parent)) value = outer(value.parent);
    const access = value.parent;
    if (ts.isPropertyAccessExpression(access) && access.expression === value && access.name.text === member)
      found.push({ node: access, member });
  }
  return found.filter((r, i) => found.findIndex(o => o.node === r.node) === i);
}

/** What the result of a call is bound to: a variable, the parameter of a callback or of what follows a promise. */
function resultNames(call: ts.CallExpression): ts.BindingName[] {
  const names: ts.BindingName[] = [];
  const callback = call.arguments.at(-1);
  if (isInline(callback) && callback.parameters[1]) names.push(callback.parameters[1].name);
  let value: ts.Node = outer(call);
  if (ts.isAwaitExpression(value.parent)) value = outer(value.parent);
  const { parent } = value;
  if (ts.isVariableDeclaration(parent)) names.push(parent.name);
  else if (ts.isBinaryExpression(parent) && parent.right === value && ts.isIdentifier(parent.left))
    names.push(parent.left);
  else if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'then' && ts.isCallExpression(parent.parent)) {
    const [next] = parent.parent.arguments;
    if (isInline(next) && next.parameters[0]) names.push(next.parameters[0].name);
  }
  return names;
}

/** Reads of a member in the function around a name. */
function readsOf(name: ts.BindingName, member: string): Read[] {
  const around = functionOf(name) ?? name.getSourceFile();
  if (ts.isIdentifier(name))
    return all(around, ts.isPropertyAccessExpression)
      .filter(a => a.name.text === member && isNamed(bare(a.expression), name.text))
      .map(node => ({ node, member }));
  if (!ts.isObjectBindingPattern(name)) return [];
  const element = name.elements.find(e => (e.propertyName ?? e.name).getText() === member);
  const local = element && ts.isIdentifier(element.name) ? element.name.text : null;
  return all(around, ts.isIdentifier)
    .filter(n => n.text === local && n !== element?.name && n !== element?.propertyName)
    .filter(n => !(ts.isPropertyAccessExpression(n.parent) && n.parent.name === n))
    .filter(n => !(ts.isPropertyAssignment(n.parent) && n.parent.name === n))
    .map(node => ({ node, member }));
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** Encodings of buffers that `transformToString` takes by the same name. */
const ENCODINGS = new Set(['utf8', 'utf-8', 'base64', 'hex']);

/** Reads text out of a stream or bytes where a buffer or string was made text; asks what follows a promise to wait. */
export function bodies(source: ts.SourceFile, clients: Clients): Edit[] {
  const edits: Edit[] = [];
  const waiting = new Set<ts.Node>();
  const found = reads(source, clients);
  for (const read of found) {
    const { node, member } = read;
    const use = usage(read);
    if (!use) continue;
    if (member === 'Payload') {
      const text = `new TextDecoder().decode(${textOf(use.value)})`;
      edits.push({ start: use.whole.getStart(source), end: use.whole.end, text });
      continue;
    }
    // A stream can be read once.
    if (member !== 'Body' || isReadAgain(read, found)) continue;
    const around = functionOf(node);
    const canWait = mayAwait(node, source);
    if (!canWait && !(around && follows(around))) continue;
    if (!canWait && around) waiting.add(around);
    const encoding = use.encoding === null || /^utf-?8$/.test(use.encoding) ? '' : `'${use.encoding}'`;
    const plain = `await ${textOf(use.value)}.transformToString(${encoding})`;
    const isObject =
      (ts.isPropertyAccessExpression(use.whole.parent) || ts.isElementAccessExpression(use.whole.parent)) &&
      use.whole.parent.expression === use.whole;
    edits.push({ start: use.whole.getStart(source), end: use.whole.end, text: isObject ? `(${plain})` : plain });
  }
  for (const node of waiting) edits.push({ start: node.getStart(source), end: node.getStart(source), text: 'async ' });
  return edits;
}

/** Whether the same member of the same result is read in another place, too, beyond being looked for. */
function isReadAgain({ node }: Read, found: readonly Read[]): boolean {
  return found.some(
    other =>
      other.node !== node &&
      other.node.getText() === node.getText() &&
      (ts.isIdentifier(node) || ts.isIdentifier(bare((node as ts.PropertyAccessExpression).expression))) &&
      functionOf(other.node) === functionOf(node) &&
      !isTest(outer(other.node)),
  );
}

/** Whether a value is only asked for: `if (x)`, `!x`, `x ? … : …`, `x && …`. */
export function isTest(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent)) return true;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken &&
    parent.left === node
  );
}

/** A value without the cast that said of it what was true in v2; what the cast also said, that it is there, stays. */
function textOf(node: ts.Expression): string {
  return ts.isAsExpression(node.parent) && !ts.isNonNullExpression(node) ? `${node.getText()}!` : node.getText();
}

/** Whether a function is what follows a promise: it may then give back a promise itself. */
function follows(node: ts.Node): boolean {
  if (!isInline(node) || isAsync(node)) return false;
  const call = node.parent;
  return ts.isCallExpression(call) && call.arguments[0] === node && methodCall(call)?.name === 'then';
}

/** How a member is made text: `x.toString('utf8')`, `JSON.parse(x)`, and the like; null for any other use. */
function usage({ node, member }: Read): { whole: ts.Node; value: ts.Expression; encoding: string | null } | null {
  // `x!` and `x as string` say of v2's types what is not so in v3; `x!` alone stays true.
  const value = ts.isNonNullExpression(node.parent) ? node.parent : node;
  const around = outer(node);
  const { parent } = around;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === around && ts.isCallExpression(parent.parent)) {
    const call = parent.parent;
    if (parent.name.text !== 'toString' || call.expression !== parent || call.arguments.length > 1) return null;
    // What is absent gives undefined here, and text there.
    if (parent.questionDotToken) return null;
    const [given] = call.arguments;
    if (given && !ts.isStringLiteralLike(given)) return null;
    const encoding = given ? given.text.toLowerCase() : null;
    if (encoding !== null && !(member === 'Payload' ? /^utf-?8$/.test(encoding) : ENCODINGS.has(encoding))) return null;
    return { whole: call, value, encoding };
  }
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== around) return null;
  const callee = parent.expression.getText();
  const isText = callee === 'JSON.parse' || (callee === 'String' && parent.arguments.length === 1);
  if (!isText) return null;
  return { whole: callee === 'String' ? parent : around, value, encoding: null };
}
