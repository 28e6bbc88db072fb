/**
 * What an expression of handler code is, as far as the SDK is concerned: a module, a client, a command class, a function
 * or class of the file, `process.env`. Names are followed through constants, fields, parameters and wrappers.
 */
import ts from 'typescript';
import { Found } from './circles.ts';
import { clientOfPackage, clientOfV2 } from './sdkNames.ts';
import type { Binding, Scopes } from './scopes.ts';

export type Thing =
  /** All of a package. */
  | { readonly t: 'module'; readonly module: string }
  /** A name of a package: `S3Client` of `@aws-sdk/client-s3`, `S3` of `aws-sdk`. */
  | { readonly t: 'export'; readonly module: string; readonly name: string }
  | Client
  /** Something of another file of the project: the import, and what is asked of it (`()` is a call). */
  | { readonly t: 'local'; readonly module: string; readonly path: readonly string[] }
  | { readonly t: 'function'; readonly node: ts.FunctionLikeDeclaration }
  | { readonly t: 'class'; readonly node: ts.ClassLikeDeclaration }
  | { readonly t: 'instance'; readonly node: ts.ClassLikeDeclaration }
  | { readonly t: 'object'; readonly node: ts.ObjectLiteralExpression }
  /** An object of a helper library: `new SSMProvider()`; `on` is the expression that makes it. */
  | { readonly t: 'made'; readonly module: string; readonly name: string; readonly on: ts.NewExpression }
  | { readonly t: 'process' }
  | { readonly t: 'environment' };

/** A client of the SDK, of whatever version and style. */
export interface Client {
  readonly t: 'client';
  readonly sdk: 'v2' | 'v3';
  readonly client: string;
  readonly document: boolean;
  /** A client of v3 that has `send` and no methods for operations: `S3Client`, unlike `S3`. */
  readonly bare: boolean;
  /** What else it may be: other clients that the same name is given. */
  readonly others?: readonly Client[];
}

const MAX_DEPTH = 24;
/** How many values of one name are looked at. */
const MAX_VALUES = 20;

export class Things {
  readonly scopes: Scopes;
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #found = new Found<ts.Node | Binding, Thing>();
  readonly #calls: () => ReadonlyMap<ts.Node, readonly (readonly ts.Expression[])[]>;

  /** `calls`: the arguments of each call of a function (or of a class's constructor) of this file. */
  constructor(
    scopes: Scopes,
    parents: ReadonlyMap<ts.Node, ts.Node>,
    calls: () => ReadonlyMap<ts.Node, readonly (readonly ts.Expression[])[]>,
  ) {
    this.scopes = scopes;
    this.#parents = parents;
    this.#calls = calls;
  }

  /** What an expression is; null for anything else. */
  of(node: ts.Expression, depth = 0): Thing | null {
    if (depth > MAX_DEPTH) return null;
    return this.#found.of(node, () => this.#read(node, depth + 1));
  }

  #read(node: ts.Expression, depth: number): Thing | null {
    const inner = unwrapped(node);
    if (inner !== node) return this.of(inner, depth);
    if (ts.isIdentifier(node)) return this.#name(node, depth);
    if (ts.isPropertyAccessExpression(node)) return this.#access(node, depth);
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)) {
      const base = this.of(node.expression, depth);
      return base && this.member(base, node.argumentExpression.text, depth);
    }
    if (ts.isNewExpression(node)) return this.#made(node, depth);
    if (ts.isCallExpression(node)) return this.#call(node, depth);
    if (ts.isConditionalExpression(node)) return oneOf([this.of(node.whenTrue, depth), this.of(node.whenFalse, depth)]);
    if (ts.isBinaryExpression(node)) {
      const kind = node.operatorToken.kind;
      if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken)
        return oneOf([this.of(node.left, depth), this.of(node.right, depth)]);
      if (kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.QuestionQuestionEqualsToken)
        return this.of(node.right, depth);
      return null;
    }
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { t: 'function', node };
    if (ts.isClassExpression(node)) return { t: 'class', node };
    if (ts.isObjectLiteralExpression(node)) return { t: 'object', node };
    return null;
  }

  #name(node: ts.Identifier, depth: number): Thing | null {
    const found = this.scopes.resolve(node);
    if (!found) return node.text === 'process' ? { t: 'process' } : null;
    return this.ofBinding(found, depth);
  }

  /** What a declared name is. */
  ofBinding(found: Binding, depth = 0): Thing | null {
    if (depth > MAX_DEPTH) return null;
    return this.#found.of(found, () => this.#bound(found, depth));
  }

  #bound(found: Binding, depth: number): Thing | null {
    switch (found.kind) {
      case 'import':
        return importOf(found.module, found.imported);
      case 'function':
        return { t: 'function', node: found.node as ts.FunctionLikeDeclaration };
      case 'class':
        return { t: 'class', node: found.node as ts.ClassLikeDeclaration };
      case 'variable':
      case 'parameter': {
        const thing = oneOf([
          ...this.valuesOf(found).map(value => this.along(value, found.path, depth)),
          found.otherwise && this.of(found.otherwise, depth),
          ...found.assigned.slice(0, MAX_VALUES).map(value => this.of(value, depth)),
          found.earlier && this.ofBinding(found.earlier, depth + 1),
        ]);
        if (thing) return thing;
        return found.path.length === 0 ? this.ofType(found.type) : this.#fieldOfType(found, depth);
      }
      default:
        return null;
    }
  }

  /** What a binding is given at its declaration: a variable's value, a parameter's arguments in the calls of this file. */
  valuesOf(found: Binding): readonly ts.Expression[] {
    if (found.value) return [found.value];
    if (found.kind !== 'parameter') return [];
    const parameter = found.node as ts.ParameterDeclaration;
    const owner = this.#parents.get(parameter);
    if (!owner || !ts.isFunctionLike(owner)) return [];
    const index = owner.parameters.indexOf(parameter);
    const callee = ts.isConstructorDeclaration(owner) ? this.#parents.get(owner) : owner;
    return (
      (callee &&
        this.#calls()
          .get(callee)
          ?.flatMap(args => args[index] ?? [])) ||
      []
    );
  }

  /** The thing at the end of a pattern's path. */
  along(value: ts.Expression, path: readonly (string | null)[], depth = 0): Thing | null {
    let thing = this.of(value, depth);
    for (const key of path) {
      if (!thing || key === null) return null;
      thing = this.member(thing, key, depth);
    }
    return thing;
  }

  /** `{ db }: { db: DynamoDBDocument }`. */
  #fieldOfType(found: Binding, depth: number): Thing | null {
    const declared = ts.isParameter(found.node) || ts.isVariableDeclaration(found.node) ? found.node.type : undefined;
    const [key] = found.path;
    if (!declared || found.path.length !== 1 || key === null || !ts.isTypeLiteralNode(declared) || depth > MAX_DEPTH)
      return null;
    for (const member of declared.members)
      if (ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.name.text === key)
        return this.ofType(member.type ?? null);
    return null;
  }

  /** The client that a type names; null for other types. */
  ofType(type: ts.TypeNode | null): Client | null {
    if (!type) return null;
    if (ts.isUnionTypeNode(type)) {
      for (const one of type.types) {
        const found = this.ofType(one);
        if (found) return found;
      }
      return null;
    }
    if (!ts.isTypeReferenceNode(type)) return null;
    let thing: Thing | null = null;
    const names: string[] = [];
    let name: ts.EntityName = type.typeName;
    for (; ts.isQualifiedName(name); name = name.left) names.unshift(name.right.text);
    thing = this.#name(name, 0);
    for (const member of names) thing = thing && this.member(thing, member, 0);
    return thing?.t === 'export' ? clientOf(thing.module, thing.name) : null;
  }

  #access(node: ts.PropertyAccessExpression, depth: number): Thing | null {
    const { expression: base, name } = node;
    if (base.kind === ts.SyntaxKind.ThisKeyword) {
      const cls = this.scopes.classOfThis(node);
      return cls && this.#field(cls, name.text, depth);
    }
    const thing = this.of(base, depth);
    const found = thing && this.member(thing, name.text, depth);
    if (found) return found;
    // `config.client = new S3()` for an object that is filled later on.
    const binding = ts.isIdentifier(base) ? this.scopes.resolve(base) : null;
    const later = binding?.members.get(name.text) ?? [];
    return oneOf(later.slice(0, MAX_VALUES).map(value => this.of(value, depth)));
  }

  #field(cls: ts.ClassLikeDeclaration, name: string, depth: number): Thing | null {
    const field = this.scopes.fields(cls).get(name);
    if (!field) return null;
    if (field.method) {
      if (!ts.isGetAccessor(field.method)) return { t: 'function', node: field.method };
      return this.returned(field.method, depth);
    }
    const thing = oneOf(field.values.slice(0, MAX_VALUES).map(value => this.of(value, depth)));
    if (thing) return thing;
    const parameter = field.parameter && ts.isIdentifier(field.parameter.name) ? field.parameter.name : null;
    const binding = parameter && this.scopes.resolve(parameter);
    return (binding && this.ofBinding(binding, depth)) ?? this.ofType(field.type);
  }

  /** A member of a thing. */
  member(base: Thing, name: string, depth: number): Thing | null {
    switch (base.t) {
      case 'process':
        return name === 'env' ? { t: 'environment' } : null;
      case 'module':
        return name === 'default' ? base : exportOf(base.module, name);
      case 'export':
        // v2 has classes in clients (`DynamoDB.DocumentClient`); a default import of a module is the module.
        if (base.name === 'default') return exportOf(base.module, name);
        return { t: 'export', module: base.module, name: `${base.name}.${name}` };
      case 'local':
        return base.path.length < 6 ? { ...base, path: [...base.path, name] } : null;
      case 'instance':
        return this.#field(base.node, name, depth);
      case 'class':
        return this.#field(base.node, name, depth);
      case 'object': {
        const value = propertyOf(base.node, name);
        if (!value) return null;
        return ts.isMethodDeclaration(value) ? { t: 'function', node: value } : this.of(value, depth);
      }
      default:
        return null;
    }
  }

  #made(node: ts.NewExpression, depth: number): Thing | null {
    const callee = this.of(node.expression, depth);
    if (callee?.t === 'class') return { t: 'instance', node: callee.node };
    if (callee?.t === 'local') return { ...callee, path: [...callee.path, '()'] };
    if (callee?.t !== 'export') return null;
    return clientOf(callee.module, callee.name) ?? { t: 'made', module: callee.module, name: callee.name, on: node };
  }

  #call(node: ts.CallExpression, depth: number): Thing | null {
    const [first] = node.arguments;
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(node, this.scopes))
      return first && ts.isStringLiteralLike(first) ? moduleOf(first.text) : null;
    const callee = this.of(node.expression, depth);
    if (callee?.t === 'function') return this.returned(callee.node, depth);
    if (callee?.t === 'local') return { ...callee, path: [...callee.path, '()'] };
    if (callee?.t === 'export' && /^DynamoDBDocument(Client)?\.from$/.test(callee.name))
      return { t: 'client', sdk: 'v3', client: 'dynamodb', document: true, bare: callee.name.includes('Client') };
    // Tracing wraps a client and gives it back; of v2 it takes the whole SDK.
    const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
    if (first && /^capture(AWS(v3)?(Client)?|v2Client)?$/.test(callee?.t === 'export' ? callee.name : name))
      return this.of(first, depth);
    return null;
  }

  /** What a function gives back. */
  returned(fn: ts.FunctionLikeDeclaration, depth = 0): Thing | null {
    if (!fn.body || depth > MAX_DEPTH) return null;
    if (!ts.isBlock(fn.body)) return this.of(fn.body, depth);
    const returned = returnsOf(fn.body).slice(0, MAX_VALUES);
    return oneOf(returned.map(value => this.of(value, depth))) ?? this.ofType(fn.type ?? null);
  }
}

/** One of several things: a client before all else, which then knows what other clients there are; or the first. */
function oneOf(things: readonly (Thing | null)[]): Thing | null {
  const found = things.filter(thing => thing !== null);
  const clients = new Map<string, Client>();
  for (const thing of found) {
    if (thing.t !== 'client') continue;
    const { others = [], ...own } = thing;
    for (const one of [own, ...others]) clients.set(JSON.stringify(one), one);
  }
  const [first, ...others] = clients.values();
  if (!first) return found[0] ?? null;
  return others.length > 0 ? { ...first, others } : first;
}

/** What a function returns, in its own statements, a few levels down. */
export function returnsOf(block: ts.Node, level = 0): ts.Expression[] {
  const found: ts.Expression[] = [];
  ts.forEachChild(block, child => {
    if (ts.isReturnStatement(child)) {
      if (child.expression) found.push(child.expression);
    } else if (level < 6 && !ts.isFunctionLike(child) && !ts.isClassLike(child) && !ts.isExpression(child))
      found.push(...returnsOf(child, level + 1));
  });
  return found;
}

/** An expression without what changes nothing about its value: brackets, assertions, `await`. */
export function unwrapped(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isAwaitExpression(at)
  )
    at = at.expression;
  return at;
}

/** The value or method of a key in an object literal; null where it is not there. */
export function propertyOf(
  node: ts.ObjectLiteralExpression,
  name: string,
): ts.Expression | ts.MethodDeclaration | null {
  for (const p of node.properties) {
    if (!p.name || !(ts.isIdentifier(p.name) || ts.isStringLiteralLike(p.name)) || p.name.text !== name) continue;
    if (ts.isPropertyAssignment(p)) return p.initializer;
    if (ts.isShorthandPropertyAssignment(p)) return p.name;
    if (ts.isMethodDeclaration(p)) return p;
  }
  return null;
}

export function isRequire(node: ts.CallExpression, scopes: Scopes): boolean {
  return ts.isIdentifier(node.expression) && node.expression.text === 'require' && !scopes.resolve(node.expression);
}

function moduleOf(module: string): Thing {
  if (isLocal(module)) return { t: 'local', module, path: [] };
  if (/^(node:)?process$/.test(module)) return { t: 'process' };
  const deep = /^aws-sdk\/clients\/([a-z0-9]+)(?:\.js)?$/.exec(module)?.[1];
  return deep ? { t: 'export', module: 'aws-sdk', name: deep } : { t: 'module', module };
}

function importOf(module: string, name: string): Thing | null {
  const whole = moduleOf(module);
  if (whole.t === 'local') return name === '*' ? whole : { ...whole, path: [name] };
  if (whole.t === 'process') return name === 'env' ? { t: 'environment' } : whole;
  // A deep module of v2 is the client itself.
  if (whole.t === 'export')
    return name === '*' || name === 'default' ? whole : { ...whole, name: `${whole.name}.${name}` };
  if (name === '*' || (name === 'default' && module.startsWith('aws-sdk'))) return whole;
  return exportOf(module, name);
}

function exportOf(module: string, name: string): Thing {
  return { t: 'export', module, name };
}

/** Whether a specifier leads to a file of the project. */
export function isLocal(module: string): boolean {
  return /^\.\.?(\/|$)/.test(module);
}

/** The client that a class of a package makes; null for other classes. */
export function clientOf(module: string, name: string): Client | null {
  if (module === 'aws-sdk') {
    if (/^dynamodb\.DocumentClient$/i.test(name))
      return { t: 'client', sdk: 'v2', client: 'dynamodb', document: true, bare: false };
    return /^[A-Za-z][A-Za-z0-9]*$/.test(name) &&
      !/^(config|Config|Credentials|Endpoint|HttpRequest|Service|Signers|util|.*Credentials|.*ProviderChain)$/.test(
        name,
      )
      ? { t: 'client', sdk: 'v2', client: clientOfV2(name), document: false, bare: false }
      : null;
  }
  const client = clientOfPackage(module);
  if (client === null || name.includes('.') || !/^[A-Z]/.test(name) || /(Command|Exception)$/.test(name)) return null;
  if (module === '@aws-sdk/lib-dynamodb' && !/^DynamoDBDocument(Client)?$/.test(name)) return null;
  const document = module === '@aws-sdk/lib-dynamodb';
  return { t: 'client', sdk: 'v3', client, document, bare: name.endsWith('Client') };
}
