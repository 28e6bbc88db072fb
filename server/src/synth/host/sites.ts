/**
 * The calls of one source file by position. V8 names the place of a frame by a position of its own: the `new` keyword,
 * the method's name, the parenthesis of a call through an import, the end of what a setter assigns to. The index holds
 * them all in one sorted table, built in one walk, so that the tree can be dropped.
 */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { Slot } from '../../core/value.ts';
import { argumentSlot, literalSlot, startOf } from '../../frontends/cdk/slots.ts';
import type { Site, SiteKey, SiteObject } from '../model.ts';

/** Objects that are nested deeper are not looked into. */
const MAX_DEPTH = 12;

/** A module that is imported by its name as a string, wherever in the file. */
export interface ImportSite {
  readonly specifier: string;
  /** The string with its quotes. */
  readonly start: number;
  readonly end: number;
}

interface Entry {
  /** Where V8 may say that it is. Several entries may share one call. */
  readonly key: number;
  readonly call: Call | null;
}

interface Call {
  readonly kind: Site['kind'];
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly objects: readonly SiteObject[];
  readonly slot: Slot | null;
}

export class SiteIndex {
  readonly imports: readonly ImportSite[];
  readonly #text: string;
  readonly #uri: string;
  /** Sorted by key, each key once. */
  readonly #entries: readonly Entry[];
  /** Names after `process.env`, by variable. */
  readonly #environment: ReadonlyMap<string, SourceSpan>;
  readonly #sites = new Map<Call, Site>();

  /** Reads a parsed file; `uri` goes into the spans, `text` is what the user wrote (the same length as the parsed one). */
  constructor(source: ts.SourceFile, uri: string, text: string = source.text) {
    const walk = new Walk(source, uri);
    walk.file();
    this.#text = text;
    this.#uri = uri;
    this.imports = walk.imports;
    this.#environment = walk.environment;
    // The first one at a place is the outermost, which is what the frame of a constructor call means.
    const byKey = new Map<number, Entry>();
    for (const entry of walk.entries) if (!byKey.has(entry.key)) byKey.set(entry.key, entry);
    this.#entries = [...byKey.values()].sort((a, b) => a.key - b.key);
  }

  /**
   * The call whose frame is at an offset: exactly, or the innermost one around it, or the word that stands there. Null
   * for what helpers of the compiler do, and for the class of a constructor that nobody wrote.
   */
  at(offset: number): Site | null {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).key <= offset) low = middle + 1;
      else high = middle;
    }
    const exact = this.#entries[low - 1];
    if (exact?.key === offset) return exact.call && this.#site(exact.call);
    let around: Call | null = null;
    for (const { call } of this.#entries) {
      if (call === null || call.start > offset || call.end <= offset || call.kind === 'get') continue;
      if (around === null || call.end - call.start < around.end - around.start) around = call;
    }
    return around ? this.#site(around) : this.#word(offset);
  }

  /** Where the file reads an environment variable by its name, or null. */
  environment(variable: string): SourceSpan | null {
    return this.#environment.get(variable) ?? null;
  }

  #site(call: Call): Site {
    const known = this.#sites.get(call);
    if (known) return known;
    const { kind, start, end, nameStart, nameEnd, objects, slot } = call;
    const site: Site = {
      kind,
      span: { uri: this.#uri, start, end },
      name: { uri: this.#uri, start: nameStart, end: nameEnd },
      written: this.#text.slice(nameStart, nameEnd),
      objects,
      slot,
    };
    this.#sites.set(call, site);
    return site;
  }

  #word(offset: number): Site | null {
    const word = /^[\p{ID_Start}$_][\p{ID_Continue}$]*/u.exec(this.#text.slice(offset, offset + 200))?.[0];
    if (!word) return null;
    const span = { uri: this.#uri, start: offset, end: offset + word.length };
    return { kind: 'get', span, name: span, written: word, objects: [], slot: null };
  }
}

/** The one walk over the tree. */
class Walk {
  readonly imports: ImportSite[] = [];
  readonly entries: Entry[] = [];
  readonly environment = new Map<string, SourceSpan>();
  readonly #source: ts.SourceFile;
  readonly #uri: string;

  constructor(source: ts.SourceFile, uri: string) {
    this.#source = source;
    this.#uri = uri;
  }

  file(): void {
    for (const statement of this.#source.statements) this.#visit(statement);
  }

  readonly #visit = (node: ts.Node): void => {
    switch (node.kind) {
      case ts.SyntaxKind.ImportDeclaration: {
        const { moduleSpecifier, importClause } = node as ts.ImportDeclaration;
        if (importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword) this.#import(moduleSpecifier);
        return;
      }
      case ts.SyntaxKind.ExportDeclaration: {
        const { moduleSpecifier, isTypeOnly } = node as ts.ExportDeclaration;
        if (moduleSpecifier && !isTypeOnly) this.#import(moduleSpecifier);
        return;
      }
      case ts.SyntaxKind.ImportEqualsDeclaration: {
        const { moduleReference, isTypeOnly } = node as ts.ImportEqualsDeclaration;
        if (ts.isExternalModuleReference(moduleReference) && !isTypeOnly) this.#import(moduleReference.expression);
        return;
      }
      case ts.SyntaxKind.InterfaceDeclaration:
      case ts.SyntaxKind.TypeAliasDeclaration:
        return;
      case ts.SyntaxKind.ClassDeclaration:
      case ts.SyntaxKind.ClassExpression:
        // Where V8 places the constructor of a class that has none.
        this.entries.push({ key: this.#start(node), call: null });
        break;
      case ts.SyntaxKind.NewExpression:
        this.#new(node as ts.NewExpression);
        break;
      case ts.SyntaxKind.CallExpression:
        this.#call(node as ts.CallExpression);
        break;
      case ts.SyntaxKind.TaggedTemplateExpression: {
        const { tag, template } = node as ts.TaggedTemplateExpression;
        this.#add('call', node, nameOf(tag), [this.#start(template), this.#start(nameOf(tag))], [], null);
        break;
      }
      case ts.SyntaxKind.PropertyAccessExpression: {
        const { name, expression } = node as ts.PropertyAccessExpression;
        this.#add('get', node, name, this.#accessKeys(node as ts.PropertyAccessExpression), [], null);
        if (isEnvironment(expression)) this.#variable(name.text, node);
        break;
      }
      case ts.SyntaxKind.ElementAccessExpression: {
        const { expression, argumentExpression } = node as ts.ElementAccessExpression;
        this.#add('get', node, argumentExpression, [expression.end], [], null);
        if (isEnvironment(expression) && ts.isStringLiteralLike(argumentExpression))
          this.#variable(argumentExpression.text, node);
        break;
      }
      case ts.SyntaxKind.BinaryExpression: {
        const { left, operatorToken, right } = node as ts.BinaryExpression;
        if (
          operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
          operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
          (ts.isPropertyAccessExpression(left) || ts.isElementAccessExpression(left))
        )
          this.#add('call', node, nameOf(left), [left.end, this.#start(operatorToken)], [right], null);
        break;
      }
      case ts.SyntaxKind.BindingElement: {
        const { name, propertyName } = node as ts.BindingElement;
        const key = propertyName ?? name;
        if (ts.isIdentifier(key)) this.#add('get', node, key, [this.#start(key), this.#start(name)], [], null);
        break;
      }
      case ts.SyntaxKind.VariableDeclaration: {
        // `const { STAGE } = process.env`
        const { name, initializer } = node as ts.VariableDeclaration;
        if (!initializer || !isEnvironment(unwrapped(initializer)) || !ts.isObjectBindingPattern(name)) break;
        for (const { propertyName, name: local } of name.elements) {
          const key = propertyName ?? local;
          if (ts.isIdentifier(key)) this.#variable(key.text, key);
        }
        break;
      }
    }
    ts.forEachChild(node, this.#visit);
  };

  #new(node: ts.NewExpression): void {
    const slot = node.arguments ? argumentSlot(this.#source, this.#uri, node, node.arguments) : null;
    this.#add('new', node, node.expression, [this.#start(node)], node.arguments ?? [], slot);
  }

  #call(node: ts.CallExpression): void {
    const { expression, arguments: args } = node;
    const first = args[0];
    if (
      first &&
      ts.isStringLiteralLike(first) &&
      (expression.kind === ts.SyntaxKind.ImportKeyword || isRequire(expression))
    )
      this.#import(first);
    const name = nameOf(expression);
    // A call through an import or an index is placed at the parenthesis, which the map takes back to the callee's end.
    const keys = [this.#start(name), expression.end];
    if (ts.isPropertyAccessExpression(expression)) keys.push(...this.#accessKeys(expression));
    const slot = argumentSlot(this.#source, this.#uri, node, args);
    this.#add('call', node, name, keys, args, slot);
  }

  /** A property of what a call gives is placed at the dot, any other at its name. */
  #accessKeys({ expression, name }: ts.PropertyAccessExpression): number[] {
    const start = this.#start(name);
    return [start, expression.end, this.#source.text.lastIndexOf('.', start - 1)];
  }

  #add(
    kind: Site['kind'],
    node: ts.Node,
    name: ts.Node,
    keys: readonly number[],
    args: readonly ts.Expression[],
    slot: Slot | null,
  ): void {
    const objects: SiteObject[] = [];
    for (let i = args.length - 1; i >= 0; i--) {
      const literal = unwrapped(args[i] as ts.Expression);
      if (ts.isObjectLiteralExpression(literal)) objects.push(this.#object(literal, 0));
    }
    const start = this.#start(node);
    const call: Call = { kind, start, end: node.end, nameStart: this.#start(name), nameEnd: name.end, objects, slot };
    for (const key of keys) this.entries.push({ key, call });
  }

  #object(node: ts.ObjectLiteralExpression, depth: number): SiteObject {
    const keys: SiteKey[] = [];
    let open = false;
    for (const property of node.properties) {
      const { name } = property;
      if (!name || ts.isComputedPropertyName(name) || ts.isPrivateIdentifier(name)) {
        open = true;
        continue;
      }
      const value = ts.isPropertyAssignment(property) ? property.initializer : null;
      const inner = value && unwrapped(value);
      keys.push({
        name: name.text,
        keySpan: this.#span(name),
        span: this.#span(property),
        valueSpan: this.#span(value ?? (ts.isShorthandPropertyAssignment(property) ? name : property)),
        literal: value ? literalOf(value) : null,
        inner:
          inner && depth < MAX_DEPTH && ts.isObjectLiteralExpression(inner) ? this.#object(inner, depth + 1) : null,
      });
    }
    return { span: this.#span(node), slot: literalSlot(this.#source, this.#uri, node), open, keys };
  }

  #import(specifier: ts.Expression): void {
    if (ts.isStringLiteralLike(specifier))
      this.imports.push({ specifier: specifier.text, start: this.#start(specifier), end: specifier.end });
  }

  #variable(name: string, node: ts.Node): void {
    if (!this.environment.has(name)) this.environment.set(name, this.#span(node));
  }

  #start(node: ts.Node): number {
    return startOf(this.#source, node);
  }

  #span(node: ts.Node): SourceSpan {
    return { uri: this.#uri, start: this.#start(node), end: node.end };
  }
}

/** The last name of a callee: what V8 points to. */
function nameOf(callee: ts.Expression): ts.Node {
  if (ts.isPropertyAccessExpression(callee)) return callee.name;
  if (ts.isElementAccessExpression(callee)) return callee.argumentExpression;
  if (ts.isNonNullExpression(callee) || ts.isParenthesizedExpression(callee)) return nameOf(callee.expression);
  return callee;
}

/** An expression without what only the compiler reads. */
function unwrapped(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

function literalOf(node: ts.Expression): string | number | boolean | null {
  const value = unwrapped(node);
  if (ts.isStringLiteralLike(value)) return value.text;
  if (ts.isNumericLiteral(value)) return Number(value.text);
  if (value.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (value.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (
    ts.isPrefixUnaryExpression(value) &&
    value.operator === ts.SyntaxKind.MinusToken &&
    ts.isNumericLiteral(value.operand)
  )
    return -Number(value.operand.text);
  return null;
}

/** `require(…)`. What `require.resolve` names is a file to use, not to load. */
function isRequire(callee: ts.Expression): boolean {
  return ts.isIdentifier(callee) && callee.text === 'require';
}

/** `process.env`, the only form in which a variable is worth a look. */
function isEnvironment(node: ts.Expression): boolean {
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'env' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'process'
  );
}
