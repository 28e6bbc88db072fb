/**
 * The small rewrite from AWS SDK v2 to v3: promise-style calls on clients that a file makes once, what they give back and
 * throw, and the configuration that has a counterpart. Anything else that is done with the import stops the whole rewrite
 * with its reason, since half a migration is a broken file. What changes follows the SDK's own migration guide (aws-sdk-js-v3, UPGRADING.md) and the reference
 * outputs of aws-sdk-js-codemod (TRANSFORMATIONS.md).
 */
import ts from 'typescript';
import { sdkV3 } from '../../knowledge/index.ts';
import type { SdkImport } from './code.ts';
import { type Rewrite, Results } from './results.ts';
import type { Things } from './things.ts';

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

/** Operations whose result holds bytes in places that are not followed. */
const BINARY = new Set(['getMediaForFragmentList', 'getMedia', 'getRecords', 'getThingShadow', 'invokeEndpoint']);

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

/** Properties of results, requests and errors that mean something else in v3. */
const CHANGED = new Set(['code', 'statusCode', 'retryable', 'requestId', 'createReadStream', '$response', 'eachPage']);

/** Why a file is not rewritten, and where the reason stands. */
export interface Obstacle {
  readonly reason: string;
  readonly node: ts.Node;
}

/** What stops the rewriting, from wherever it is found. */
class Stop extends Error {
  readonly obstacle: Obstacle;
  constructor(reason: string, node: ts.Node) {
    super(reason);
    this.obstacle = { reason, node };
  }
}

/**
 * The edits that move a file with all of its imports from v2 to v3, or what some use is that is not one of the known shapes. Offsets are those of
 * the parsed text. `nodes` are all nodes of the tree, `parents` their parents.
 */
export function rewrites(
  imports: readonly SdkImport[],
  nodes: readonly ts.Node[],
  parents: ReadonlyMap<ts.Node, ts.Node>,
  source: ts.SourceFile,
  things: Things,
): readonly Rewrite[] | Obstacle {
  try {
    return new Rewriter(imports, nodes, parents, source, things).edits();
  } catch (error) {
    if (error instanceof Stop) return error.obstacle;
    throw error;
  }
}

class Rewriter {
  readonly #imports: readonly SdkImport[];
  readonly #nodes: readonly ts.Node[];
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #source: ts.SourceFile;
  readonly #results: Results;
  readonly #identifiers = new Map<string, ts.Identifier[]>();
  readonly #edits: Rewrite[] = [];
  /** What takes the place of each import: names by package. */
  readonly #wanted = new Map<SdkImport, Map<string, Set<string>>>();
  /** The region that `AWS.config` sets, as the code has it. */
  #region: string | null = null;

  constructor(
    imports: readonly SdkImport[],
    nodes: readonly ts.Node[],
    parents: ReadonlyMap<ts.Node, ts.Node>,
    source: ts.SourceFile,
    things: Things,
  ) {
    this.#imports = imports;
    this.#nodes = nodes;
    this.#parents = parents;
    this.#source = source;
    this.#results = new Results(things, parents, source);
  }

  edits(): Rewrite[] {
    for (const { typeOnly, form, bindings, specifier, statement } of this.#imports) {
      if (typeOnly) throw new Stop('types of v2 have no counterpart of the same name in v3', specifier);
      if (form === 'dynamic' || bindings.length === 0)
        throw new Stop('the import is not one of a name at the top of the file', statement);
    }
    for (const node of this.#nodes) {
      if (!ts.isIdentifier(node) || isMemberName(node, this.#parents.get(node))) continue;
      const same = this.#identifiers.get(node.text);
      if (same) same.push(node);
      else this.#identifiers.set(node.text, [node]);
    }
    this.#changedMembers();
    const bound = new Set<string>();
    for (const { name } of this.#imports.flatMap(found => found.bindings)) {
      if (bound.has(name.text)) throw new Stop(`${name.text} is declared twice`, name);
      bound.add(name.text);
    }
    const uses = this.#imports.flatMap(found =>
      found.bindings.flatMap(binding =>
        (this.#identifiers.get(binding.name.text) ?? [])
          .filter(use => use !== binding.name)
          .map(use => ({ use, found, client: binding.client })),
      ),
    );
    // What is configured for all clients is known before the first one is made.
    const clients = uses.filter(({ use, client }) => client !== null || !this.#configured(use));
    for (const { use, found, client } of clients) this.#client(use, found, client);
    const [first] = this.#imports;
    if (first && this.#wanted.size === 0) throw new Stop('no client of it is made here', first.specifier);
    for (const name of [...this.#wanted.values()].flatMap(packages => [...packages.values()].flatMap(n => [...n]))) {
      const [other] = this.#identifiers.get(name) ?? [];
      if (other && !bound.has(name)) throw new Stop(`the name ${name} is taken`, other);
    }
    return [...this.#imports.map(found => this.#replaced(found)), ...this.#edits];
  }

  /** An import with what takes its place; its line goes where nothing does. */
  #replaced(found: SdkImport): Rewrite {
    const { statement } = found;
    const text = statementText(found, this.#wanted.get(found) ?? new Map(), this.#source);
    if (text === null) throw new Stop('the import is part of another statement', statement);
    const start = this.#start(statement);
    if (text !== '') return { start, end: statement.getEnd(), text };
    const indent = /[ \t]*$/.exec(this.#source.text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
    return { start: start - indent, end: this.#endOfLine(statement.getEnd()), text };
  }

  #start(node: ts.Node): number {
    return node.getStart(this.#source);
  }

  #want(found: SdkImport, module: string, name: string): void {
    const before = this.#imports.find(other => other !== found && this.#wanted.get(other)?.get(module)?.has(name));
    if (before) {
      // One of two imports side by side brings it for both.
      if (this.#parents.get(before.statement) === this.#parents.get(found.statement)) return;
      throw new Stop(`${name} is imported in several places`, found.specifier);
    }
    const packages = this.#wanted.get(found) ?? new Map<string, Set<string>>();
    this.#wanted.set(found, packages.set(module, (packages.get(module) ?? new Set()).add(name)));
  }

  /** Everything whose meaning changes must be something that is known how to say in v3. */
  #changedMembers(): void {
    for (const node of this.#nodes) {
      if (ts.isBindingElement(node)) {
        const key = node.propertyName ?? node.name;
        if (ts.isIdentifier(key) && CHANGED.has(key.text)) throw new Stop(`${key.text} may be that of an error`, key);
        continue;
      }
      let use: ReturnType<Results['useOf']> = 'fine';
      let name: ts.Node = node;
      if (ts.isPropertyAccessExpression(node)) {
        ({ name } = node);
        if (CHANGED.has(node.name.text)) use = this.#results.errorUse(node);
        else if (this.#results.subject(node))
          use = isInitializer(node, this.#parents) ? 'fine' : this.#results.useOf(node);
      } else if (ts.isIdentifier(node) && !isMemberName(node, this.#parents.get(node)) && this.#results.subject(node)) {
        if (!isDeclarationName(node, this.#parents.get(node))) use = this.#results.useOf(node);
      }
      if (use === 'fine' || (use && use.of !== 'v2')) continue;
      if (!use?.edits)
        throw new Stop(`${name.getText(this.#source)} is something else in v3, and how it is used is not known`, name);
      this.#edits.push(...use.edits);
    }
  }

  /** `AWS.config.update({ region })` and its like: what it says goes to the clients. False for other uses of the SDK. */
  #configured(use: ts.Identifier): boolean {
    const config = this.#parents.get(use);
    if (!config || !ts.isPropertyAccessExpression(config) || config.name.text !== 'config') return false;
    const access = this.#parents.get(config);
    const whole = access && this.#parents.get(access);
    const statement = whole && this.#parents.get(whole);
    const other = new Stop('AWS.config has no counterpart in v3', config);
    if (!access || !ts.isPropertyAccessExpression(access) || !statement || !ts.isExpressionStatement(statement))
      throw other;
    if (!ts.isSourceFile(this.#parents.get(statement) ?? statement)) throw other;
    let region: ts.Expression | null = null;
    if (ts.isBinaryExpression(whole) && access.name.text === 'region') region = whole.right;
    else if (ts.isCallExpression(whole) && access.name.text === 'update') {
      const [given, more] = whole.arguments;
      const only = given && !more && ts.isObjectLiteralExpression(given) ? given.properties : [];
      const [property] = only;
      if (only.length === 1 && property && ts.isPropertyAssignment(property) && keyOf(property) === 'region')
        region = property.initializer;
    } else if (!(ts.isCallExpression(whole) && access.name.text === 'setPromisesDependency')) throw other;
    if (access.name.text !== 'setPromisesDependency') {
      if (!region || this.#region !== null || !isConstantText(region, this.#source)) throw other;
      this.#region = region.getText(this.#source);
    }
    const start = this.#start(statement);
    this.#edits.push({ start, end: this.#endOfLine(statement.getEnd()), text: '' });
    return true;
  }

  /** The end of a line of which nothing is left, its break included. */
  #endOfLine(end: number): number {
    return end + (/^[ \t]*(\r?\n)?/.exec(this.#source.text.slice(end, end + 200)) as RegExpExecArray)[0].length;
  }

  /** One use of a client's class: it must be made there, and everything done with it be a call that is awaited. */
  #client(use: ts.Identifier, found: SdkImport, bound: string | null): void {
    if (isDeclarationName(use, this.#parents.get(use))) throw new Stop(`${use.text} is declared twice`, use);
    let expression: ts.Node = use;
    let client = bound;
    const member = (): string | null => {
      const parent = this.#parents.get(expression);
      if (!parent || !ts.isPropertyAccessExpression(parent) || parent.expression !== expression) return null;
      expression = parent;
      return parent.name.text;
    };
    if (client === null) client = member();
    const strange = new Stop(`${use.text} is used for something else than making a client`, use);
    if (client === null) throw strange;
    let inner = member();
    // `import { DocumentClient } from 'aws-sdk/clients/dynamodb'`.
    if (client === 'DocumentClient' && inner === null) [client, inner] = ['DynamoDB', 'DocumentClient'];
    if (inner !== null && !(client === 'DynamoDB' && inner === 'DocumentClient')) throw strange;
    const creation = this.#parents.get(expression);
    if (!creation || !ts.isNewExpression(creation) || creation.expression !== expression) throw strange;
    const v3 = sdkV3(client);
    if (!v3) throw new Stop(`${client} has no counterpart of that name in v3`, use);
    const made = `new ${v3.client}(${configurationOf(creation, this.#source, this.#region)})`;
    this.#want(found, v3.package, v3.client);
    if (inner !== null) this.#want(found, '@aws-sdk/lib-dynamodb', 'DynamoDBDocument');
    this.#edits.push({
      start: this.#start(creation),
      end: creation.getEnd(),
      // v2 leaves undefined values out where v3 throws, unless it is told to leave them out, too.
      text:
        inner === null ? made : `DynamoDBDocument.from(${made}, { marshallOptions: { removeUndefinedValues: true } })`,
    });
    for (const call of this.#callsOf(creation)) this.#edits.push(...this.#promise(call, inner !== null));
  }

  /** Where the operations of a client are named: `x.op` for every use of the constant that holds it. */
  #callsOf(creation: ts.NewExpression): ts.PropertyAccessExpression[] {
    const parent = this.#parents.get(creation);
    if (parent && ts.isPropertyAccessExpression(parent) && parent.expression === creation) return [parent];
    const elsewhere = new Stop('the client goes where it can’t be followed', creation);
    if (!parent || !ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name) || parent.type) throw elsewhere;
    // A `let` is as good as a `const`: an assignment would be a use that is refused below. What is exported has other users.
    const list = this.#parents.get(parent);
    const statement = list && this.#parents.get(list);
    if (!statement || !ts.isVariableStatement(statement)) throw elsewhere;
    if (statement.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword)) throw elsewhere;
    const { name } = parent;
    const calls: ts.PropertyAccessExpression[] = [];
    for (const use of this.#identifiers.get(name.text) ?? []) {
      if (use === name) continue;
      const access = this.#parents.get(use);
      if (!access || !ts.isPropertyAccessExpression(access) || access.expression !== use)
        throw new Stop('the client goes where it can’t be followed', use);
      calls.push(access);
    }
    return calls;
  }

  /** Takes `.promise()` off `x.op(params).promise()`. */
  #promise(operation: ts.PropertyAccessExpression, isDocument: boolean): Rewrite[] {
    const { name } = operation;
    if (NOT_OPERATIONS.has(name.text) || (isDocument && !DOCUMENT_OPERATIONS.has(name.text)))
      throw new Stop(`${name.text} has another shape in v3`, name);
    const call = this.#parents.get(operation);
    const access = call && this.#parents.get(call);
    const promise = access && this.#parents.get(access);
    if (!call || !ts.isCallExpression(call) || call.expression !== operation)
      throw new Stop(`${name.text} is not called here`, name);
    const [first] = call.arguments;
    if (call.arguments.length > 1 || (first && (ts.isFunctionLike(first) || ts.isSpreadElement(first))))
      throw new Stop(`${name.text} is called with a callback`, name);
    if (access && ts.isVariableDeclaration(access))
      throw new Stop(`the request of ${name.text} is kept for later, and v3 sends it when it is called`, name);
    const isPromise =
      access && ts.isPropertyAccessExpression(access) && access.name.text === 'promise' && promise !== undefined;
    if (!isPromise || !ts.isCallExpression(promise) || promise.expression !== access || promise.arguments.length > 0)
      throw new Stop(`the request of ${name.text} is used for something else than its promise`, name);
    if (BINARY.has(name.text)) throw new Stop(`the result of ${name.text} holds bytes of another type in v3`, name);
    if (this.#results.hasBinary(promise) && !this.#stays(promise))
      throw new Stop(`the result of ${name.text} goes where it can’t be followed, and is of another type in v3`, name);
    const edits: Rewrite[] = [{ start: call.getEnd(), end: promise.getEnd(), text: '' }];
    if (call.arguments.length === 0) edits.unshift({ start: call.getEnd() - 1, end: call.getEnd() - 1, text: '{}' });
    return edits;
  }

  /** Whether a result is only asked for its members, or for nothing at all. */
  #stays(promise: ts.CallExpression): boolean {
    if (isDiscarded(promise, this.#parents)) return true;
    let at: ts.Node = promise;
    let parent = this.#parents.get(at);
    while (
      parent &&
      (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent))
    ) {
      at = parent;
      parent = this.#parents.get(at);
    }
    if (!parent || at === promise) return false;
    if (ts.isPropertyAccessExpression(parent)) return true;
    if (!ts.isVariableDeclaration(parent)) return false;
    if (!ts.isIdentifier(parent.name))
      return !parent.name.elements.some(e => ts.isBindingElement(e) && e.dotDotDotToken);
    const { name } = parent;
    return (this.#identifiers.get(name.text) ?? []).every(use => {
      if (use === name) return true;
      const access = this.#parents.get(use);
      return access !== undefined && ts.isPropertyAccessExpression(access) && access.expression === use;
    });
  }
}

function keyOf(p: ts.PropertyAssignment | ts.ShorthandPropertyAssignment): string | null {
  return ts.isIdentifier(p.name) || ts.isStringLiteralLike(p.name) ? p.name.text : null;
}

/** A text that says the same wherever it stands: a literal, or a variable of the environment. */
function isConstantText(node: ts.Expression, source: ts.SourceFile): boolean {
  return ts.isStringLiteralLike(node) || /^process\.env\.\w+$/.test(node.getText(source));
}

/** Whether a node is what a variable of one name is made of: what counts is then what is done with that. */
function isInitializer(node: ts.Node, parents: ReadonlyMap<ts.Node, ts.Node>): boolean {
  const parent = parents.get(node);
  return parent !== undefined && ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name);
}

/** The argument of the v3 client with the same configuration; `region` is that of all clients of the file. */
function configurationOf(creation: ts.NewExpression, source: ts.SourceFile, region: string | null): string {
  const [argument, more] = creation.arguments ?? [];
  if (!argument) return region === null ? '{}' : `{ region: ${region} }`;
  if (more || !ts.isObjectLiteralExpression(argument))
    throw new Stop('what configures the client is not written there', argument);
  const kept: string[] = [];
  const keys: string[] = [];
  let changed = false;
  for (const p of argument.properties) {
    const key = ts.isPropertyAssignment(p) || ts.isShorthandPropertyAssignment(p) ? keyOf(p) : null;
    const value = ts.isPropertyAssignment(p) ? p.initializer : null;
    const text = p.getText(source);
    if (key === 'region' || key === 'endpoint') {
      if (key === 'endpoint' && value && !isConstantText(value, source))
        throw new Stop('the endpoint is more than a text', p);
      kept.push(text);
      continue;
    }
    changed = true;
    if (key === 'apiVersion' || (key === 'signatureVersion' && value?.getText(source).slice(1, -1) === 'v4')) continue;
    if (key === 's3ForcePathStyle' && value) kept.push(`forcePathStyle: ${value.getText(source)}`);
    // The first attempt counts, too.
    else if (key === 'maxRetries' && value && ts.isNumericLiteral(value))
      kept.push(`maxAttempts: ${Number(value.text) + 1}`);
    else if (key !== null && /^(accessKeyId|secretAccessKey|sessionToken)$/.test(key)) keys.push(text);
    else throw new Stop(`the option ${key ?? text} is another one in v3`, p);
  }
  if (keys.length > 0) kept.push(`credentials: { ${keys.join(', ')} }`);
  if (
    region !== null &&
    !argument.properties.some(p => p.name && ts.isIdentifier(p.name) && p.name.text === 'region')
  ) {
    kept.unshift(`region: ${region}`);
    changed = true;
  }
  return changed ? (kept.length === 0 ? '{}' : `{ ${kept.join(', ')} }`) : argument.getText(source);
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
