/**
 * The small rewrite from AWS SDK v2 to v3: promise-style calls on clients that a file makes once, with no configuration
 * but a region. Anything else that is done with the import makes the whole rewrite null, since half a migration is a
 * broken file. What changes follows the SDK's own migration guide (aws-sdk-js-v3, UPGRADING.md) and the reference
 * outputs of aws-sdk-js-codemod (TRANSFORMATIONS.md).
 */
import ts from 'typescript';
import { sdkV3 } from '../../knowledge/index.ts';
import type { SdkImport } from './code.ts';

export interface Rewrite {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Methods of v2 clients that are no operations, or whose v3 form has another shape. */
const NOT_OPERATIONS = new Set([
  'getSignedUrl',
  'getSignedUrlPromise',
  'createPresignedPost',
  'upload',
  'waitFor',
  'makeRequest',
  'makeUnauthenticatedRequest',
  'setupRequestListeners',
  'defineService',
  'createSet',
  'on',
  'addNamedListener',
  'config',
  'endpoint',
  'apiVersions',
  'selectObjectContent',
  'subscribeToShard',
]);

/** Operations whose result holds a stream or bytes in v3; whoever gets the result would find another type in it. */
const STREAMS = new Set([
  'getObject',
  'invoke',
  'synthesizeSpeech',
  'invokeModel',
  'getMediaForFragmentList',
  'decrypt',
  'encrypt',
]);

/** Operations of `DynamoDB.DocumentClient` that `DynamoDBDocument` of `@aws-sdk/lib-dynamodb` has by the same name. */
const DOCUMENT_OPERATIONS = new Set([
  'get',
  'put',
  'query',
  'update',
  'delete',
  'scan',
  'batchGet',
  'batchWrite',
  'transactGet',
  'transactWrite',
]);

/** Properties of results and errors that mean something else in v3; a file that reads one is not ours to rewrite. */
const CHANGED_RESULTS = new Set([
  'Body',
  'Payload',
  'code',
  'statusCode',
  'retryable',
  'requestId',
  'createReadStream',
  '$response',
  'eachPage',
  'AudioStream',
]);

/**
 * The edits that move a file from v2 to v3, or null when some use is not one of the known shapes. Offsets are those of
 * the parsed text. `nodes` are all nodes of the tree, `parents` their parents.
 */
export function rewrites(
  found: SdkImport,
  nodes: readonly ts.Node[],
  parents: ReadonlyMap<ts.Node, ts.Node>,
  source: ts.SourceFile,
): Rewrite[] | null {
  if (found.typeOnly || found.form === 'dynamic' || found.bindings.length === 0) return null;
  const identifiers = new Map<string, ts.Identifier[]>();
  for (const node of nodes) {
    if (ts.isIdentifier(node) && !isMemberName(node, parents.get(node))) {
      const same = identifiers.get(node.text);
      if (same) same.push(node);
      else identifiers.set(node.text, [node]);
    }
    if (ts.isPropertyAccessExpression(node) && CHANGED_RESULTS.has(node.name.text)) return null;
    if (ts.isBindingElement(node)) {
      const key = node.propertyName ?? node.name;
      if (ts.isIdentifier(key) && CHANGED_RESULTS.has(key.text)) return null;
    }
  }
  const edits: Rewrite[] = [];
  /** What the file will import, by package. */
  const wanted = new Map<string, Set<string>>();
  const want = (module: string, name: string) => {
    const names = wanted.get(module) ?? new Set();
    wanted.set(module, names.add(name));
  };
  const start = (node: ts.Node) => node.getStart(source);
  for (const binding of found.bindings) {
    const uses = (identifiers.get(binding.name.text) ?? []).filter(n => n !== binding.name);
    for (const use of uses) {
      if (isDeclarationName(use, parents.get(use))) return null;
      let expression: ts.Node = use;
      let client = binding.client;
      const member = (): string | null => {
        const parent = parents.get(expression);
        if (!parent || !ts.isPropertyAccessExpression(parent) || parent.expression !== expression) return null;
        expression = parent;
        return parent.name.text;
      };
      if (client === null) client = member();
      if (client === null) return null;
      const inner = member();
      if (inner !== null && !(client === 'DynamoDB' && inner === 'DocumentClient')) return null;
      const creation = parents.get(expression);
      if (!creation || !ts.isNewExpression(creation) || creation.expression !== expression) return null;
      const configuration = configurationOf(creation, source);
      const v3 = sdkV3(client);
      if (configuration === null || !v3) return null;
      const made = `new ${v3.client}(${configuration})`;
      want(v3.package, v3.client);
      if (inner !== null) want('@aws-sdk/lib-dynamodb', 'DynamoDBDocument');
      edits.push({
        start: start(creation),
        end: creation.getEnd(),
        // v2 leaves undefined values out where v3 throws, unless it is told to leave them out, too.
        text:
          inner === null
            ? made
            : `DynamoDBDocument.from(${made}, { marshallOptions: { removeUndefinedValues: true } })`,
      });
      const calls = callsOf(creation, identifiers, parents);
      if (!calls) return null;
      for (const call of calls) {
        const edit = promiseEdit(call, inner !== null, parents);
        if (!edit) return null;
        edits.push(...edit);
      }
    }
  }
  if (wanted.size === 0) return null;
  const bound = new Set(found.bindings.map(b => b.name.text));
  for (const names of wanted.values())
    for (const name of names) if (identifiers.has(name) && !bound.has(name)) return null;
  const replaced = statementText(found, wanted, source);
  if (replaced === null) return null;
  return [{ start: start(found.statement), end: found.statement.getEnd(), text: replaced }, ...edits];
}

/** The argument of the v3 client: `{}` for none, the object as it is when it holds a region alone, else null. */
function configurationOf(creation: ts.NewExpression, source: ts.SourceFile): string | null {
  const [argument, more] = creation.arguments ?? [];
  if (more) return null;
  if (!argument) return '{}';
  if (!ts.isObjectLiteralExpression(argument)) return null;
  const known = argument.properties.every(
    p =>
      (ts.isPropertyAssignment(p) || ts.isShorthandPropertyAssignment(p)) &&
      ts.isIdentifier(p.name) &&
      p.name.text === 'region',
  );
  return known ? argument.getText(source) : null;
}

/** Where the operations of a client are named: `x.op` for every use of the constant that holds it; null if there is another use. */
function callsOf(
  creation: ts.NewExpression,
  identifiers: ReadonlyMap<string, readonly ts.Identifier[]>,
  parents: ReadonlyMap<ts.Node, ts.Node>,
): ts.PropertyAccessExpression[] | null {
  const parent = parents.get(creation);
  if (parent && ts.isPropertyAccessExpression(parent) && parent.expression === creation) return [parent];
  if (!parent || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name) || parent.type) return null;
  // A `let` is as good as a `const`: an assignment would be a use that is refused below. What is exported has other users.
  const list = parents.get(parent);
  const statement = list && parents.get(list);
  if (!statement || !ts.isVariableStatement(statement)) return null;
  if (statement.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) return null;
  const { name } = parent;
  const calls: ts.PropertyAccessExpression[] = [];
  for (const use of identifiers.get(name.text) ?? []) {
    if (use === name) continue;
    const access = parents.get(use);
    if (!access || !ts.isPropertyAccessExpression(access) || access.expression !== use) return null;
    calls.push(access);
  }
  return calls;
}

/** Takes `.promise()` off `x.op(params).promise()`; null when the call has another shape. */
function promiseEdit(
  operation: ts.PropertyAccessExpression,
  isDocument: boolean,
  parents: ReadonlyMap<ts.Node, ts.Node>,
): Rewrite[] | null {
  const name = operation.name.text;
  if (NOT_OPERATIONS.has(name) || (isDocument && !DOCUMENT_OPERATIONS.has(name))) return null;
  const call = parents.get(operation);
  if (!call || !ts.isCallExpression(call) || call.expression !== operation || call.arguments.length > 1) return null;
  if (call.arguments.some(a => ts.isSpreadElement(a) || ts.isArrowFunction(a) || ts.isFunctionExpression(a)))
    return null;
  const access = parents.get(call);
  if (!access || !ts.isPropertyAccessExpression(access) || access.name.text !== 'promise') return null;
  const promise = parents.get(access);
  if (!promise || !ts.isCallExpression(promise) || promise.expression !== access || promise.arguments.length > 0)
    return null;
  if (STREAMS.has(name) && !isDiscarded(promise, parents)) return null;
  const edits: Rewrite[] = [{ start: call.getEnd(), end: promise.getEnd(), text: '' }];
  if (call.arguments.length === 0) edits.unshift({ start: call.getEnd() - 1, end: call.getEnd() - 1, text: '{}' });
  return edits;
}

/** Whether a call's result goes nowhere: `await x.op().promise();`. */
function isDiscarded(call: ts.Node, parents: ReadonlyMap<ts.Node, ts.Node>): boolean {
  let parent = parents.get(call);
  if (parent && ts.isAwaitExpression(parent)) parent = parents.get(parent);
  return parent !== undefined && ts.isExpressionStatement(parent);
}

/** The statements that take the place of the import, in the same style; null for shapes that can't be replaced whole. */
function statementText(
  found: SdkImport,
  wanted: ReadonlyMap<string, ReadonlySet<string>>,
  source: ts.SourceFile,
): string | null {
  const { statement } = found;
  const isStatement =
    ts.isImportDeclaration(statement) || ts.isVariableStatement(statement) || ts.isImportEqualsDeclaration(statement);
  if (!isStatement) return null;
  const quote = found.specifier.getText(source)[0] as string;
  const end = statement.getText(source).endsWith(';') ? ';' : '';
  const { line } = source.getLineAndCharacterOfPosition(statement.getStart(source));
  const indent = (
    /^[ \t]*/.exec(source.text.slice(source.getPositionOfLineAndCharacter(line, 0))) as RegExpExecArray
  )[0];
  const keyword = ts.isVariableStatement(statement)
    ? statement.declarationList.flags & ts.NodeFlags.Const
      ? 'const'
      : statement.declarationList.flags & ts.NodeFlags.Let
        ? 'let'
        : 'var'
    : 'import';
  return [...wanted]
    .map(([module, names]) => {
      const list = [...names].join(', ');
      return keyword === 'import'
        ? `import { ${list} } from ${quote}${module}${quote}${end}`
        : `${keyword} { ${list} } = require(${quote}${module}${quote})${end}`;
    })
    .join(`${source.text.includes('\r\n') ? '\r\n' : '\n'}${indent}`);
}

/** Names after a dot and keys of object literals are no uses of a variable. */
function isMemberName(node: ts.Identifier, parent: ts.Node | undefined): boolean {
  if (!parent) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent))
    return parent.name === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === node;
  return ts.isPropertySignature(parent) && parent.name === node;
}

/** A second declaration of the same name hides the import somewhere; which use means which is then not ours to say. */
function isDeclarationName(node: ts.Identifier, parent: ts.Node | undefined): boolean {
  return (
    parent !== undefined &&
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isImportSpecifier(parent) ||
      ts.isImportClause(parent)) &&
    parent.name === node
  );
}
