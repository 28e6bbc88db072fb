/** From the parsed tree to the intermediate form: types, comments and everything without a meaning for us are dropped. */
import ts from 'typescript';
import type { Class, Export, Expr, Fn, Import, ObjectEntry, Param, Pattern, Stmt, SwitchCase } from './ir.ts';
import type { Slot } from '../../core/value.ts';
import { isPiece } from './pieces.ts';
import { argumentSlot, literalSlot, startOf } from './slots.ts';

/** Deeper code than this is opaque: people don't write it, and the walkers are recursive. */
const MAX_DEPTH = 150;
/** The text of a condition is shown in messages, so it must stay short. */
const MAX_CONDITION = 60;

export interface Lowered {
  readonly imports: Import[];
  readonly stars: string[];
  readonly exports: Export[];
  readonly modules: string[];
  readonly body: Stmt[];
}

/** What a statement came to, for as long as the parser takes its node over. */
interface Piece {
  readonly depth: number;
  readonly body: readonly Stmt[];
  readonly exports: readonly Export[];
  readonly modules: readonly string[];
}

const pieces = new WeakMap<ts.Node, Piece>();

/**
 * Lowers a parsed file. `uri` goes into the slots, which carry whole spans. With `inPieces`, for a tree of which most is taken
 * over by the next, statements are kept with their nodes, so that only those are lowered that are new.
 */
export function lower(source: ts.SourceFile, uri: string, inPieces = false): Lowered {
  return new Lowering(source, uri, inPieces).module();
}

class Lowering {
  readonly #source: ts.SourceFile;
  readonly #text: string;
  readonly #uri: string;
  readonly #imports: Import[] = [];
  readonly #stars: string[] = [];
  readonly #exports: Export[] = [];
  #modules = new Set<string>();
  #depth = 0;
  readonly #inPieces: boolean;
  /** Where the statement begins that places count from. */
  #base = 0;

  constructor(source: ts.SourceFile, uri: string, inPieces: boolean) {
    this.#source = source;
    this.#text = source.text;
    this.#uri = uri;
    this.#inPieces = inPieces;
  }

  module(): Lowered {
    const body = this.#statements(this.#source.statements);
    return {
      imports: this.#imports,
      stars: this.#stars,
      exports: this.#exports,
      modules: [...this.#modules],
      body,
    };
  }

  #at(node: ts.Node): { start: number; end: number } {
    return { start: startOf(this.#source, node) - this.#base, end: node.end - this.#base };
  }

  /** The text of a piece of a template string, without its backtick or brace and the `close` characters at its end. */
  #inside(node: ts.Node, close: number): { start: number; end: number } {
    const { start, end } = this.#at(node);
    return { start: start + 1, end: end - close };
  }

  #slot(slot: Slot): Slot {
    const base = this.#base;
    if (base === 0) return slot;
    const { uri, start, end } = slot.span;
    return { ...slot, span: { uri, start: start - base, end: end - base }, end: slot.end - base };
  }

  #textOf(node: ts.Node): string {
    return this.#text.slice(startOf(this.#source, node), node.end);
  }

  #statements(nodes: readonly ts.Statement[]): Stmt[] {
    const out: Stmt[] = [];
    for (const node of nodes) this.#statement(node, out);
    return out;
  }

  #body(node: ts.Statement | undefined): Stmt[] {
    if (!node) return [];
    return ts.isBlock(node) ? this.#statements(node.statements) : this.#statements([node]);
  }

  #statement(node: ts.Statement, out: Stmt[]): void {
    if (this.#depth > MAX_DEPTH) return;
    this.#depth++;
    try {
      if (this.#inPieces && isPiece(this.#source, node)) this.#piece(node, out);
      else this.#oneStatement(node, out);
    } finally {
      this.#depth--;
    }
  }

  #piece(node: ts.Statement, out: Stmt[]): void {
    const start = startOf(this.#source, node);
    let piece = pieces.get(node);
    if (piece?.depth !== this.#depth) {
      piece = this.#pieceOf(node, start);
      pieces.set(node, piece);
    }
    for (const e of piece.exports) this.#exports.push(e);
    for (const m of piece.modules) this.#modules.add(m);
    if (piece.body.length > 0) out.push({ k: 'placed', at: start - this.#base, body: piece.body });
  }

  #pieceOf(node: ts.Statement, start: number): Piece {
    const [base, modules, exported] = [this.#base, this.#modules, this.#exports.length];
    const body: Stmt[] = [];
    this.#base = start;
    this.#modules = new Set();
    this.#oneStatement(node, body);
    const piece = { depth: this.#depth, body, exports: this.#exports.splice(exported), modules: [...this.#modules] };
    this.#base = base;
    this.#modules = modules;
    return piece;
  }

  #oneStatement(node: ts.Statement, out: Stmt[]): void {
    switch (node.kind) {
      case ts.SyntaxKind.ImportDeclaration:
        this.#importDeclaration(node as ts.ImportDeclaration);
        return;
      case ts.SyntaxKind.ImportEqualsDeclaration: {
        const { name, moduleReference, isTypeOnly } = node as ts.ImportEqualsDeclaration;
        if (isTypeOnly) return;
        if (ts.isExternalModuleReference(moduleReference)) {
          const specifier = moduleReference.expression;
          if (!ts.isStringLiteral(specifier)) return;
          this.#modules.add(specifier.text);
          this.#imports.push({ local: name.text, name: '*', module: specifier.text, ...this.#at(node) });
        } else {
          out.push({ k: 'let', to: { k: 'name', name: name.text }, value: this.#entityName(moduleReference) });
        }
        return;
      }
      case ts.SyntaxKind.ExportDeclaration:
        this.#exportDeclaration(node as ts.ExportDeclaration);
        return;
      case ts.SyntaxKind.ExportAssignment: {
        const { expression, isExportEquals } = node as ts.ExportAssignment;
        const name = isExportEquals ? 'export=' : 'default';
        this.#exports.push({ name, local: null, value: this.#expr(expression), from: null });
        return;
      }
      case ts.SyntaxKind.VariableStatement: {
        const statement = node as ts.VariableStatement;
        if (has(statement, ts.SyntaxKind.DeclareKeyword)) return;
        const exported = has(statement, ts.SyntaxKind.ExportKeyword);
        for (const declaration of statement.declarationList.declarations) {
          this.#variable(declaration, out);
          if (exported) this.#exportPattern(declaration.name);
        }
        return;
      }
      case ts.SyntaxKind.ExpressionStatement: {
        const { expression } = node as ts.ExpressionStatement;
        out.push({ k: 'run', value: this.#expr(expression) });
        return;
      }
      case ts.SyntaxKind.FunctionDeclaration: {
        const fn = node as ts.FunctionDeclaration;
        if (!fn.body) return;
        out.push({ k: 'function', fn: this.#fn(fn) });
        this.#exportDeclared(fn, fn.name?.text ?? null);
        return;
      }
      case ts.SyntaxKind.ClassDeclaration: {
        const cls = node as ts.ClassDeclaration;
        if (has(cls, ts.SyntaxKind.DeclareKeyword)) return;
        out.push({ k: 'class', cls: this.#class(cls) });
        this.#exportDeclared(cls, cls.name?.text ?? null);
        return;
      }
      case ts.SyntaxKind.EnumDeclaration: {
        const { name, members } = node as ts.EnumDeclaration;
        out.push({
          k: 'enum',
          name: name.text,
          members: members.map(m => ({
            name: ts.isIdentifier(m.name) || ts.isStringLiteralLike(m.name) ? m.name.text : '',
            value: m.initializer ? this.#expr(m.initializer) : null,
          })),
        });
        this.#exportDeclared(node as ts.EnumDeclaration, name.text);
        return;
      }
      case ts.SyntaxKind.IfStatement: {
        const { expression, thenStatement, elseStatement } = node as ts.IfStatement;
        out.push({
          k: 'if',
          test: this.#expr(expression),
          when: this.#condition(expression),
          yes: this.#body(thenStatement),
          no: this.#body(elseStatement),
        });
        return;
      }
      case ts.SyntaxKind.ForOfStatement:
      case ts.SyntaxKind.ForInStatement: {
        const loop = node as ts.ForOfStatement | ts.ForInStatement;
        const declared = ts.isVariableDeclarationList(loop.initializer) ? loop.initializer.declarations[0]?.name : null;
        out.push({
          k: 'each',
          to: declared ? this.#pattern(declared) : { k: 'name', name: '' },
          over: this.#expr(loop.expression),
          keys: node.kind === ts.SyntaxKind.ForInStatement,
          body: this.#body(loop.statement),
        });
        return;
      }
      case ts.SyntaxKind.ForStatement: {
        const loop = node as ts.ForStatement;
        const before: Stmt[] = [];
        if (loop.initializer && ts.isVariableDeclarationList(loop.initializer))
          for (const d of loop.initializer.declarations) this.#variable(d, before);
        else if (loop.initializer) before.push({ k: 'run', value: this.#expr(loop.initializer) });
        out.push({
          k: 'loop',
          before,
          test: loop.condition ? this.#expr(loop.condition) : null,
          step: loop.incrementor ? this.#expr(loop.incrementor) : null,
          body: this.#body(loop.statement),
        });
        return;
      }
      case ts.SyntaxKind.WhileStatement:
      case ts.SyntaxKind.DoStatement: {
        const loop = node as ts.WhileStatement | ts.DoStatement;
        out.push({
          k: 'loop',
          before: [],
          test: this.#expr(loop.expression),
          step: null,
          body: this.#body(loop.statement),
        });
        return;
      }
      case ts.SyntaxKind.ReturnStatement: {
        const { expression } = node as ts.ReturnStatement;
        out.push({ k: 'return', value: expression ? this.#expr(expression) : null });
        return;
      }
      case ts.SyntaxKind.ThrowStatement:
        out.push({ k: 'throw' });
        return;
      case ts.SyntaxKind.BreakStatement:
      case ts.SyntaxKind.ContinueStatement:
        out.push({ k: 'break' });
        return;
      case ts.SyntaxKind.Block:
        out.push({ k: 'block', body: this.#statements((node as ts.Block).statements) });
        return;
      case ts.SyntaxKind.LabeledStatement:
        this.#statement((node as ts.LabeledStatement).statement, out);
        return;
      case ts.SyntaxKind.TryStatement: {
        const { tryBlock, finallyBlock } = node as ts.TryStatement;
        out.push({ k: 'block', body: this.#statements(tryBlock.statements) });
        if (finallyBlock) out.push({ k: 'block', body: this.#statements(finallyBlock.statements) });
        return;
      }
      case ts.SyntaxKind.SwitchStatement: {
        const { expression, caseBlock } = node as ts.SwitchStatement;
        const cases: SwitchCase[] = caseBlock.clauses.map(c => ({
          test: ts.isCaseClause(c) ? this.#expr(c.expression) : null,
          body: this.#statements(c.statements),
        }));
        out.push({ k: 'switch', on: this.#expr(expression), when: this.#condition(expression), cases });
        return;
      }
    }
  }

  #variable(declaration: ts.VariableDeclaration, out: Stmt[]): void {
    const { name, initializer } = declaration;
    const variable = ts.isIdentifier(name) ? name.text : null;
    out.push({
      k: 'let',
      to: this.#pattern(name),
      value: initializer ? this.#expr(initializer, variable) : null,
    });
  }

  #importDeclaration(node: ts.ImportDeclaration): void {
    if (!ts.isStringLiteral(node.moduleSpecifier)) return;
    const module = node.moduleSpecifier.text;
    const clause = node.importClause;
    if (clause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return;
    this.#modules.add(module);
    if (!clause) return;
    const at = this.#at(node);
    if (clause.name) this.#imports.push({ local: clause.name.text, name: 'default', module, ...at });
    const named = clause.namedBindings;
    if (named && ts.isNamespaceImport(named)) this.#imports.push({ local: named.name.text, name: '*', module, ...at });
    if (named && ts.isNamedImports(named))
      for (const e of named.elements)
        if (!e.isTypeOnly)
          this.#imports.push({ local: e.name.text, name: (e.propertyName ?? e.name).text, module, ...at });
  }

  #exportDeclaration(node: ts.ExportDeclaration): void {
    if (node.isTypeOnly) return;
    const module = node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null;
    if (module !== null) this.#modules.add(module);
    const clause = node.exportClause;
    if (!clause) {
      if (module !== null) this.#stars.push(module);
      return;
    }
    if (ts.isNamespaceExport(clause)) {
      if (module !== null)
        this.#exports.push({ name: clause.name.text, local: null, value: null, from: { module, name: '*' } });
      return;
    }
    for (const e of clause.elements) {
      if (e.isTypeOnly) continue;
      const original = (e.propertyName ?? e.name).text;
      this.#exports.push(
        module === null
          ? { name: e.name.text, local: original, value: null, from: null }
          : { name: e.name.text, local: null, value: null, from: { module, name: original } },
      );
    }
  }

  #exportDeclared(node: ts.Node, name: string | null): void {
    if (!has(node, ts.SyntaxKind.ExportKeyword)) return;
    const isDefault = has(node, ts.SyntaxKind.DefaultKeyword);
    this.#exports.push({
      name: isDefault ? 'default' : (name ?? ''),
      local: name ?? 'default',
      value: null,
      from: null,
    });
  }

  #exportPattern(name: ts.BindingName): void {
    if (ts.isIdentifier(name)) this.#exports.push({ name: name.text, local: name.text, value: null, from: null });
    else for (const e of name.elements) if (ts.isBindingElement(e)) this.#exportPattern(e.name);
  }

  #entityName(node: ts.EntityName | ts.ModuleReference): Expr {
    if (ts.isIdentifier(node)) return { k: 'name', name: node.text, ...this.#at(node) };
    if (ts.isQualifiedName(node))
      return {
        k: 'member',
        object: this.#entityName(node.left),
        name: node.right.text,
        nameAt: this.#at(node.right),
        ...this.#at(node),
      };
    return { k: 'opaque', inside: [], ...this.#at(node) };
  }

  #pattern(name: ts.BindingName): Pattern {
    if (ts.isIdentifier(name)) return { k: 'name', name: name.text };
    if (this.#depth > MAX_DEPTH) return { k: 'name', name: '' };
    this.#depth++;
    let rest: string | null = null;
    let result: Pattern;
    if (ts.isObjectBindingPattern(name)) {
      const entries: { key: string; to: Pattern; otherwise: Expr | null }[] = [];
      for (const e of name.elements) {
        if (e.dotDotDotToken) {
          if (ts.isIdentifier(e.name)) rest = e.name.text;
          continue;
        }
        const key = e.propertyName ?? e.name;
        entries.push({
          key: ts.isIdentifier(key) || ts.isStringLiteralLike(key) ? key.text : '',
          to: this.#pattern(e.name),
          otherwise: e.initializer ? this.#expr(e.initializer) : null,
        });
      }
      result = { k: 'object', entries, rest };
    } else {
      const items: ({ to: Pattern; otherwise: Expr | null } | null)[] = [];
      for (const e of name.elements) {
        if (!ts.isBindingElement(e)) items.push(null);
        else if (e.dotDotDotToken) rest = ts.isIdentifier(e.name) ? e.name.text : null;
        else items.push({ to: this.#pattern(e.name), otherwise: e.initializer ? this.#expr(e.initializer) : null });
      }
      result = { k: 'array', items, rest };
    }
    this.#depth--;
    return result;
  }

  #fn(node: ts.FunctionLikeDeclaration): Fn {
    const params: Param[] = node.parameters
      .filter(p => !(ts.isIdentifier(p.name) && p.name.text === 'this'))
      .map(p => ({
        to: this.#pattern(p.name),
        otherwise: p.initializer ? this.#expr(p.initializer) : null,
        rest: p.dotDotDotToken !== undefined,
        field:
          has(p, ts.SyntaxKind.PublicKeyword) ||
          has(p, ts.SyntaxKind.PrivateKeyword) ||
          has(p, ts.SyntaxKind.ProtectedKeyword) ||
          has(p, ts.SyntaxKind.ReadonlyKeyword),
        type: p.type && ts.isTypeReferenceNode(p.type) ? this.#textOf(p.type.typeName) : null,
      }));
    const { body } = node;
    const statements: Stmt[] = !body
      ? []
      : ts.isBlock(body)
        ? this.#statements(body.statements)
        : [{ k: 'return', value: this.#expr(body) }];
    return {
      name: node.name && ts.isIdentifier(node.name) ? node.name.text : null,
      params,
      body: statements,
      arrow: ts.isArrowFunction(node),
      generator: 'asteriskToken' in node && node.asteriskToken !== undefined,
      ...this.#at(node),
    };
  }

  #class(node: ts.ClassLikeDeclaration): Class {
    const heritage = node.heritageClauses?.find(h => h.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
    let constructor_: Fn | null = null;
    const fields: { name: string; value: Expr; isStatic: boolean }[] = [];
    const methods: { name: string; fn: Fn; isStatic: boolean; getter: boolean }[] = [];
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member)) {
        if (member.body) constructor_ = this.#fn(member);
        continue;
      }
      const name =
        member.name &&
        (ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) || ts.isPrivateIdentifier(member.name))
          ? member.name.text
          : null;
      if (name === null) continue;
      const isStatic = has(member, ts.SyntaxKind.StaticKeyword);
      if (ts.isPropertyDeclaration(member)) {
        if (member.initializer)
          fields.push({ name, value: this.#expr(member.initializer, isStatic ? null : `this.${name}`), isStatic });
      } else if ((ts.isMethodDeclaration(member) || ts.isGetAccessor(member)) && member.body) {
        methods.push({ name, fn: this.#fn(member), isStatic, getter: ts.isGetAccessor(member) });
      }
    }
    return {
      name: node.name?.text ?? null,
      nameAt: this.#at(node.name ?? node),
      parent: heritage ? this.#expr(heritage.expression) : null,
      abstract: has(node, ts.SyntaxKind.AbstractKeyword),
      constructor_,
      fields,
      methods,
      ...this.#at(node),
    };
  }

  #expr(node: ts.Expression, variable: string | null = null): Expr {
    if (this.#depth > MAX_DEPTH) return { k: 'opaque', inside: [], ...this.#at(node) };
    this.#depth++;
    try {
      return this.#oneExpr(node, variable);
    } finally {
      this.#depth--;
    }
  }

  #oneExpr(node: ts.Expression, variable: string | null): Expr {
    const at = this.#at(node);
    switch (node.kind) {
      case ts.SyntaxKind.StringLiteral:
      case ts.SyntaxKind.NoSubstitutionTemplateLiteral:
        return { k: 'literal', value: (node as ts.StringLiteralLike).text, ...at };
      case ts.SyntaxKind.NumericLiteral:
        return { k: 'literal', value: Number((node as ts.NumericLiteral).text), ...at };
      case ts.SyntaxKind.TrueKeyword:
        return { k: 'literal', value: true, ...at };
      case ts.SyntaxKind.FalseKeyword:
        return { k: 'literal', value: false, ...at };
      case ts.SyntaxKind.NullKeyword:
        return { k: 'literal', value: null, ...at };
      case ts.SyntaxKind.TemplateExpression: {
        const { head, templateSpans } = node as ts.TemplateExpression;
        const parts: (Expr | { k: 'text'; text: string; start: number; end: number })[] = [];
        if (head.text !== '') parts.push({ k: 'text', text: head.text, ...this.#inside(head, 2) });
        for (const { expression, literal } of templateSpans) {
          parts.push(this.#expr(expression));
          const tail = literal.kind === ts.SyntaxKind.TemplateTail ? 1 : 2;
          if (literal.text !== '') parts.push({ k: 'text', text: literal.text, ...this.#inside(literal, tail) });
        }
        return { k: 'template', parts, ...at };
      }
      case ts.SyntaxKind.Identifier: {
        const { text } = node as ts.Identifier;
        return text === 'undefined' ? { k: 'undefined', ...at } : { k: 'name', name: text, ...at };
      }
      case ts.SyntaxKind.ThisKeyword:
        return { k: 'this', ...at };
      case ts.SyntaxKind.SuperKeyword:
        return { k: 'super', ...at };
      case ts.SyntaxKind.PropertyAccessExpression: {
        const { expression, name } = node as ts.PropertyAccessExpression;
        return { k: 'member', object: this.#expr(expression), name: name.text, nameAt: this.#at(name), ...at };
      }
      case ts.SyntaxKind.ElementAccessExpression: {
        const { expression, argumentExpression } = node as ts.ElementAccessExpression;
        const object = this.#expr(expression);
        return ts.isStringLiteralLike(argumentExpression)
          ? { k: 'member', object, name: argumentExpression.text, nameAt: this.#at(argumentExpression), ...at }
          : { k: 'index', object, index: this.#expr(argumentExpression), ...at };
      }
      case ts.SyntaxKind.CallExpression: {
        const call = node as ts.CallExpression;
        const first = call.arguments[0];
        if (
          first &&
          ts.isStringLiteralLike(first) &&
          (call.expression.kind === ts.SyntaxKind.ImportKeyword ||
            (ts.isIdentifier(call.expression) && call.expression.text === 'require'))
        )
          this.#modules.add(first.text);
        const callee: Expr =
          call.expression.kind === ts.SyntaxKind.ImportKeyword
            ? { k: 'name', name: 'require', ...this.#at(call.expression) }
            : this.#expr(call.expression);
        return {
          k: 'call',
          callee,
          args: this.#args(call.arguments),
          slot: this.#slot(argumentSlot(this.#source, this.#uri, call, call.arguments)),
          ...at,
        };
      }
      case ts.SyntaxKind.NewExpression: {
        const made = node as ts.NewExpression;
        return {
          k: 'new',
          callee: this.#expr(made.expression),
          written: this.#text.slice(startOf(this.#source, made.expression), made.expression.end),
          args: this.#args(made.arguments ?? []),
          slot: made.arguments ? this.#slot(argumentSlot(this.#source, this.#uri, made, made.arguments)) : null,
          variable,
          ...at,
        };
      }
      case ts.SyntaxKind.ObjectLiteralExpression:
        return this.#object(node as ts.ObjectLiteralExpression);
      case ts.SyntaxKind.ArrayLiteralExpression: {
        const array = node as ts.ArrayLiteralExpression;
        return {
          k: 'array',
          items: array.elements.map(e => this.#expr(e)),
          slot: this.#slot(literalSlot(this.#source, this.#uri, array)),
          ...at,
        };
      }
      case ts.SyntaxKind.SpreadElement:
        return { k: 'spread', operand: this.#expr((node as ts.SpreadElement).expression), ...at };
      case ts.SyntaxKind.ConditionalExpression: {
        const { condition, whenTrue, whenFalse } = node as ts.ConditionalExpression;
        return {
          k: 'conditional',
          test: this.#expr(condition),
          when: this.#condition(condition),
          yes: this.#expr(whenTrue, variable),
          no: this.#expr(whenFalse, variable),
          ...at,
        };
      }
      case ts.SyntaxKind.ParenthesizedExpression:
      case ts.SyntaxKind.AsExpression:
      case ts.SyntaxKind.SatisfiesExpression:
      case ts.SyntaxKind.NonNullExpression:
      case ts.SyntaxKind.TypeAssertionExpression:
      case ts.SyntaxKind.AwaitExpression:
        return this.#expr((node as ts.ParenthesizedExpression).expression, variable);
      case ts.SyntaxKind.PrefixUnaryExpression: {
        const { operator, operand } = node as ts.PrefixUnaryExpression;
        if (operator === ts.SyntaxKind.ExclamationToken) return { k: 'not', operand: this.#expr(operand), ...at };
        if (operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(operand))
          return { k: 'literal', value: -Number(operand.text), ...at };
        if (operator === ts.SyntaxKind.PlusPlusToken)
          return {
            k: 'assign',
            target: this.#expr(operand),
            value: { k: 'literal', value: 1, ...at },
            op: '+=',
            ...at,
          };
        return { k: 'opaque', inside: [this.#expr(operand)], ...at };
      }
      case ts.SyntaxKind.PostfixUnaryExpression: {
        const { operator, operand } = node as ts.PostfixUnaryExpression;
        const op = operator === ts.SyntaxKind.PlusPlusToken ? '+=' : '-=';
        return { k: 'assign', target: this.#expr(operand), value: { k: 'literal', value: 1, ...at }, op, ...at };
      }
      case ts.SyntaxKind.BinaryExpression:
        return this.#binary(node as ts.BinaryExpression);
      case ts.SyntaxKind.ArrowFunction:
      case ts.SyntaxKind.FunctionExpression:
        return { k: 'function', fn: this.#fn(node as ts.ArrowFunction), ...at };
      case ts.SyntaxKind.ClassExpression:
        return { k: 'class', cls: this.#class(node as ts.ClassExpression), ...at };
      default: {
        const inside: Expr[] = [];
        ts.forEachChild(node, child => {
          if (ts.isExpression(child)) inside.push(this.#expr(child));
        });
        return { k: 'opaque', inside, ...at };
      }
    }
  }

  #binary(node: ts.BinaryExpression): Expr {
    const at = this.#at(node);
    const op = ts.tokenToString(node.operatorToken.kind) ?? '';
    if (/^(=|\+=|-=|\?\?=|\|\|=)$/.test(op)) {
      const target = this.#expr(node.left);
      const name =
        target.k === 'name'
          ? target.name
          : target.k === 'member' && target.object.k === 'this'
            ? `this.${target.name}`
            : null;
      return { k: 'assign', target, value: this.#expr(node.right, name), op, ...at };
    }
    const folded = op === '==' ? '===' : op === '!=' ? '!==' : op;
    const left = this.#expr(node.left);
    const right = this.#expr(node.right);
    switch (folded) {
      case '+':
      case '??':
      case '||':
      case '&&':
      case '===':
      case '!==':
      case '-':
      case '*':
      case '/':
      case '<':
      case '>':
      case '<=':
      case '>=': {
        const when = folded === '??' || folded === '||' || folded === '&&' ? this.#condition(node.left) : '';
        return { k: 'binary', op: folded, left, right, when, ...at };
      }
      default:
        return { k: 'opaque', inside: [left, right], ...at };
    }
  }

  #args(nodes: readonly ts.Expression[]): Expr[] {
    return nodes.map(a => this.#expr(a));
  }

  #object(node: ts.ObjectLiteralExpression): Expr {
    const entries: ObjectEntry[] = [];
    for (const p of node.properties) {
      const at = this.#at(p);
      if (ts.isSpreadAssignment(p)) {
        entries.push({ k: 'spread', operand: this.#expr(p.expression), ...at });
        continue;
      }
      if (ts.isShorthandPropertyAssignment(p)) {
        const place = this.#at(p.name);
        entries.push({
          k: 'entry',
          key: p.name.text,
          keyAt: place,
          value: { k: 'name', name: p.name.text, ...place },
          ...at,
        });
        continue;
      }
      let value: Expr;
      if (ts.isPropertyAssignment(p)) value = this.#expr(p.initializer);
      else if (ts.isMethodDeclaration(p) || ts.isGetAccessor(p)) value = { k: 'function', fn: this.#fn(p), ...at };
      else continue;
      const { name } = p;
      if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name))
        entries.push({ k: 'entry', key: name.text, keyAt: this.#at(name), value, ...at });
      else if (ts.isComputedPropertyName(name)) {
        entries.push({ k: 'computed', key: this.#expr(name.expression), value, ...at });
      }
    }
    return { k: 'object', entries, slot: this.#slot(literalSlot(this.#source, this.#uri, node)), ...this.#at(node) };
  }

  #condition(node: ts.Expression): string {
    const text = this.#text.slice(
      startOf(this.#source, node),
      Math.min(node.end, startOf(this.#source, node) + 4 * MAX_CONDITION),
    );
    const short = text.replace(/\s+/g, ' ');
    return short.length > MAX_CONDITION ? `${short.slice(0, MAX_CONDITION - 1)}…` : short;
  }
}

function has(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (node.modifiers?.some(m => m.kind === kind) ?? false);
}
