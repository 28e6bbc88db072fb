/**
 * Before the codemod: code of v2 in shapes that it is known to break is written, still as v2, in a shape that it gets
 * right. Where there is none the name of the method is masked, so that the codemod passes it over and goes on with the
 * rest; what was masked is listed as left over afterwards. What it breaks was measured with version 3.0.2.
 */
import ts from 'typescript';
import { type Clients, clientsOfV2, required } from './clients.ts';
import { type Edit, all, apply, functionOf, isInline, mayAwait, methodCall, nodesOf, outer, parse } from './tree.ts';

/** Ends a name that the codemod is not to know. */
export const MASK = '_leftByPlumbline';

/** Methods for which v3 has functions of other packages instead, none of which takes a callback. */
const MANAGED: ReadonlySet<string> = new Set(['upload', 'getSignedUrl', 'createPresignedPost', 'waitFor']);

/** The text for the codemod. `path` says how to parse. */
export function prepare(path: string, text: string): string {
  const imports = apply(text, deepImports(parse(path, text)));
  const converters = parse(path, imports);
  const converted = apply(imports, converter(converters, clientsOfV2(converters)));
  const sent = parse(path, converted);
  const callbacks = apply(converted, sends(sent, clientsOfV2(sent)));
  const source = parse(path, callbacks);
  const clients = clientsOfV2(source);
  return apply(callbacks, [...managed(source, clients), ...stored(source, clients)]);
}

/** Undoes the masks. */
export function unmask(text: string): string {
  return text.replaceAll(MASK, '');
}

/** Deep imports of `DocumentClient`, which the codemod loses, as imports from the whole SDK. */
function deepImports(source: ts.SourceFile): Edit[] {
  const edits: Edit[] = [];
  for (const statement of source.statements) {
    const found = deepImport(statement);
    const document = found?.members.get('DocumentClient');
    if (!found || document === undefined || found.members.size > 1) continue;
    const { name, write } = found;
    const local = name ?? CLIENT;
    const names = all(source, ts.isIdentifier).filter(n => n.getStart(source) >= statement.end);
    // A name that the file gives to something else is not ours to use.
    if (name === null && names.some(n => n.text === CLIENT && isReference(n))) continue;
    if (names.some(n => n.text === document && isDeclared(n))) continue;
    for (const n of names)
      if (n.text === document && isReference(n))
        edits.push({ start: n.getStart(source), end: n.end, text: `${local}.DocumentClient` });
    edits.push(...write(local === CLIENT ? [CLIENT] : [CLIENT, local]));
  }
  return edits;
}

const CLIENT = 'DynamoDB';

interface DeepImport {
  /** The name of the whole client. */
  readonly name: string | null;
  /** Local names by the members that they stand for. */
  readonly members: ReadonlyMap<string, string>;
  /** The edits that import one name, by another if there are two, from the whole SDK. */
  write(names: readonly string[]): Edit[];
}

function deepImport(statement: ts.Statement): DeepImport | null {
  const source = statement.getSourceFile();
  const members = new Map<string, string>();
  const specifierOf = (node: ts.Node | undefined): ts.StringLiteralLike | null =>
    node && ts.isStringLiteralLike(node) && node.text === 'aws-sdk/clients/dynamodb' ? node : null;
  const writer = (specifier: ts.Expression, bound: ts.Node, colon: string) => (names: readonly string[]) => [
    { start: bound.getStart(source), end: bound.end, text: `{ ${names.join(colon)} }` },
    { start: specifier.getStart(source) + 1, end: specifier.end - 1, text: 'aws-sdk' },
  ];
  if (ts.isImportDeclaration(statement)) {
    const specifier = specifierOf(statement.moduleSpecifier);
    const clause = statement.importClause;
    if (!specifier || !clause) return null;
    const named = clause.namedBindings;
    let name = clause.name?.text ?? null;
    if (named && ts.isNamespaceImport(named)) name ??= named.name.text;
    else for (const e of named?.elements ?? []) members.set((e.propertyName ?? e.name).text, e.name.text);
    return { name, members, write: writer(specifier, clause, ' as ') };
  }
  if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return null;
  const [declaration] = statement.declarationList.declarations;
  if (!declaration || required(declaration.initializer) === null) return null;
  const specifier = specifierOf((declaration.initializer as ts.CallExpression).arguments[0]);
  if (!specifier) return null;
  const bound = declaration.name;
  if (ts.isObjectBindingPattern(bound))
    for (const e of bound.elements) members.set((e.propertyName ?? e.name).getText(source), e.name.getText(source));
  const name = ts.isIdentifier(bound) ? bound.text : null;
  return { name, members, write: writer(specifier, bound, ': ') };
}

/** `x.op(params).send(callback)` is `x.op(params, callback)`, in v2 and v3 alike. */
function sends(source: ts.SourceFile, clients: Clients): Edit[] {
  const edits: Edit[] = [];
  for (const node of all(source, ts.isCallExpression)) {
    const send = methodCall(node);
    if (send?.name !== 'send' || node.arguments.length !== 1) continue;
    const request = send.on;
    const call = methodCall(request);
    if (!call || !ts.isCallExpression(request) || clients.of(call.on) === null) continue;
    if (request.arguments.some(a => isInline(a))) continue;
    const last = request.arguments.at(-1);
    const [callback] = node.arguments;
    const comma = last || call.name === 'upload' ? ', ' : '{}, ';
    edits.push({ start: last ? last.end : request.end - 1, end: callback?.getStart(source) ?? 0, text: comma });
  }
  return edits;
}

/** Callbacks of methods that have none in v3, and calls that need an `await` where there can be none. */
function managed(source: ts.SourceFile, clients: Clients): Edit[] {
  const edits: Edit[] = [];
  let wrapped = false;
  const taken = all(source, ts.isIdentifier).some(n => n.text === 'callbackify');
  for (const node of all(source, ts.isCallExpression)) {
    const call = methodCall(node);
    if (!call || !MANAGED.has(call.name) || clients.of(call.on) === null) continue;
    const mask = () => edits.push({ start: call.access.name.end, end: call.access.name.end, text: MASK });
    const callback = callbackOf(node, call.name);
    const before = node.arguments.at(-2);
    if (!callback) {
      const awaits = call.name === 'getSignedUrl' || call.name === 'createPresignedPost';
      if (awaits && !mayAwait(node, source)) mask();
      continue;
    }
    // Nobody may miss the request that v2 gives back, `this` of the callback, or what a waiter has found.
    const inline = isInline(callback) ? callback : null;
    const isFit =
      ts.isExpressionStatement(node.parent) &&
      before !== undefined &&
      !taken &&
      !(
        inline &&
        [...nodesOf(inline.body)].some(n => n.kind === ts.SyntaxKind.ThisKeyword && ts.isFunctionExpression(inline))
      ) &&
      !(call.name === 'waitFor' && (!inline || inline.parameters.length > 1));
    if (!isFit) {
      mask();
      continue;
    }
    wrapped = true;
    const waits = call.name === 'createPresignedPost' ? 'async ' : '';
    const tail = call.name === 'upload' || call.name === 'waitFor' ? '.promise()' : '';
    edits.push({ start: node.getStart(source), end: node.getStart(source), text: `callbackify(${waits}() => ` });
    if (call.name === 'getSignedUrl')
      edits.push({ start: call.access.name.end, end: call.access.name.end, text: 'Promise' });
    edits.push({ start: before.end, end: callback.getStart(source), text: `)${tail})(` });
  }
  return wrapped ? [importing(source, 'callbackify', 'node:util'), ...edits] : edits;
}

/** The callback of such a call, if it has one: a function, or what stands where one may. */
function callbackOf(node: ts.CallExpression, name: string): ts.Expression | null {
  const last = node.arguments.at(-1);
  if (!last) return null;
  if (isInline(last)) return last;
  const isNamed = ts.isIdentifier(last) || ts.isPropertyAccessExpression(last);
  const count = node.arguments.length;
  if (name === 'createPresignedPost') return isNamed && count === 2 ? last : null;
  if (name !== 'upload') return isNamed && count === 3 ? last : null;
  // The second argument of `upload` may be options: then it is an object here.
  if (count === 3) return last;
  return isNamed && count === 2 && !isObject(last) ? last : null;
}

/** Whether a name stands for an object that is written in this file. */
function isObject(name: ts.Expression): boolean {
  return all(name.getSourceFile(), ts.isVariableDeclaration).some(
    d =>
      ts.isIdentifier(d.name) &&
      d.name.text === name.getText() &&
      d.initializer !== undefined &&
      ts.isObjectLiteralExpression(d.initializer),
  );
}

/** `AWS.DynamoDB.Converter` is a package of its own in v3. */
function converter(source: ts.SourceFile, clients: Clients): Edit[] {
  const edits: Edit[] = [];
  const names = new Set<string>();
  for (const node of all(source, ts.isCallExpression)) {
    const call = methodCall(node);
    if (!call || clients.named(call.on.getText(source)) !== 'DynamoDB.Converter') continue;
    const { name } = call;
    if (name !== 'marshall' && name !== 'unmarshall') continue;
    if (node.arguments.length !== 1 || all(source, ts.isIdentifier).some(n => n.text === name && isReference(n)))
      continue;
    names.add(name);
    edits.push({ start: node.expression.getStart(source), end: node.expression.end, text: name });
    const [item] = node.arguments;
    // What is absent is an empty item in v2, and an error in v3.
    if (name === 'unmarshall' && item && !ts.isObjectLiteralExpression(item))
      edits.push({ start: item.end, end: item.end, text: ' ?? {}' });
    // v2 leaves undefined values out, v3 throws.
    if (name === 'marshall')
      edits.push({ start: node.end - 1, end: node.end - 1, text: ', { removeUndefinedValues: true }' });
  }
  return names.size > 0 ? [importing(source, [...names].sort().join(', '), '@aws-sdk/util-dynamodb'), ...edits] : edits;
}

/** Imports names in the style of the file, before its first import. */
function importing(source: ts.SourceFile, names: string, module: string): Edit {
  const modules = source.statements.filter(s => ts.isImportDeclaration(s) || ts.isImportEqualsDeclaration(s));
  const first = modules[0] ?? source.statements.find(s => !isDirective(s));
  const start = first?.getStart(source) ?? 0;
  const line =
    modules.length > 0 ? `import { ${names} } from '${module}';\n` : `const { ${names} } = require('${module}');\n`;
  return { start, end: start, text: line };
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/**
 * `const r = x.op(params); await r.promise()`: v2 sends the request at `.promise()`, v3 at the call. Where nothing waits in
 * between the promise may be made at once; elsewhere `.promise` is masked.
 */
function stored(source: ts.SourceFile, clients: Clients): Edit[] {
  const edits: Edit[] = [];
  for (const declaration of all(source, ts.isVariableDeclaration)) {
    const { name, initializer } = declaration;
    if (!initializer || !ts.isIdentifier(name)) continue;
    const call = methodCall(initializer);
    if (!call || MANAGED.has(call.name) || call.name === 'promise' || clients.of(call.on) === null) continue;
    const uses = all(source, ts.isIdentifier).filter(n => n.text === name.text && n !== name && isReference(n));
    const promises = uses.flatMap(use => {
      const access = use.parent;
      return ts.isPropertyAccessExpression(access) && access.name.text === 'promise' ? [access] : [];
    });
    const [only] = promises;
    if (only && uses.length === 1 && isStraight(declaration, only)) {
      edits.push({ start: initializer.end, end: initializer.end, text: '.promise()' });
      edits.push({ start: only.expression.end, end: only.parent.end, text: '' });
    } else {
      for (const access of promises) edits.push({ start: access.name.end, end: access.name.end, text: MASK });
    }
  }
  return edits;
}

/** Whether a use follows its declaration in the same block, always, and without an `await` between the two. */
function isStraight(declaration: ts.VariableDeclaration, use: ts.PropertyAccessExpression): boolean {
  const from = declaration.parent.parent;
  let to: ts.Node = use.parent;
  while (to.parent && to.parent !== from.parent) {
    const around = to.parent;
    const isAlways =
      ts.isCallExpression(around) ||
      ts.isAwaitExpression(around) ||
      ts.isArrayLiteralExpression(around) ||
      ts.isPropertyAccessExpression(around) ||
      ts.isParenthesizedExpression(around) ||
      ts.isAsExpression(around) ||
      ts.isVariableDeclaration(around) ||
      ts.isVariableDeclarationList(around) ||
      ts.isVariableStatement(around) ||
      ts.isExpressionStatement(around) ||
      ts.isReturnStatement(around);
    if (!isAlways) return false;
    to = around;
  }
  if (to.parent !== from.parent || to.pos < from.end) return false;
  const awaits = all(from.parent, ts.isAwaitExpression).filter(
    a => a.pos >= from.end && a.end <= use.parent.pos && functionOf(a) === functionOf(use),
  );
  return awaits.length === 0;
}

/** Whether an identifier stands for a variable, rather than for a member or a key. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent))
    return (ts.isQualifiedName(parent) ? parent.left : parent.expression) === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false;
  return !(
    (ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isPropertySignature(parent)) &&
    parent.name === node
  );
}

/** Whether an identifier is where something gets this name. */
function isDeclared(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent)) &&
    parent.name === outer(node)
  );
}
