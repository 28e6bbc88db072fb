/** What an expression of handler code evaluates to, as far as text and environment variables go. */
import ts from 'typescript';
import type { CodeValue } from '../../core/resource.ts';
import { isLocal, propertyOf, returnsOf, type Things, unwrapped } from './things.ts';

/** A value of which parts may stand in another file; those are filled in when files are joined. */
export type OpenValue =
  | Exclude<CodeValue, { kind: 'parts' | 'choice' }>
  | { readonly kind: 'parts'; readonly parts: readonly OpenValue[] }
  | { readonly kind: 'choice'; readonly of: readonly OpenValue[] }
  /** What another file exports: `path` starts with the exported name. */
  | { readonly kind: 'elsewhere'; readonly module: string; readonly path: readonly string[] };

export const UNKNOWN: OpenValue = { kind: 'unknown' };

const MAX_DEPTH = 16;
const MAX_CHOICES = 12;

/** A function that reads an environment variable whose name it is given. */
export interface EnvironmentHelper {
  /** Which parameter is the name. */
  readonly index: number;
  /** Whether it does without the variable, too. */
  readonly optional: boolean;
}

export class Values {
  readonly #things: Things;
  readonly #helpers = new Map<ts.Node, EnvironmentHelper | null>();
  readonly #known = new Map<ts.Node, OpenValue>();

  constructor(things: Things) {
    this.#things = things;
  }

  /** The value of an expression; `unknown` for what can't be followed. */
  of(node: ts.Expression, depth = 0): OpenValue {
    if (depth > MAX_DEPTH) return UNKNOWN;
    const known = this.#known.get(node);
    if (known) return known;
    // What goes in a circle is unknown there; and a name that is given many things is not followed again and again.
    this.#known.set(node, UNKNOWN);
    const value = this.#read(unwrapped(node), depth + 1);
    this.#known.set(node, value);
    return value;
  }

  #read(node: ts.Expression, depth: number): OpenValue {
    if (ts.isStringLiteralLike(node)) return { kind: 'text', text: node.text };
    if (ts.isTemplateExpression(node)) {
      const parts: OpenValue[] = [{ kind: 'text', text: node.head.text }];
      for (const s of node.templateSpans)
        parts.push(this.of(s.expression, depth), { kind: 'text', text: s.literal.text });
      return joined(parts);
    }
    if (ts.isIdentifier(node)) return this.#name(node, depth);
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return this.#access(node, depth);
    if (ts.isBinaryExpression(node)) return this.#binary(node, depth);
    if (ts.isConditionalExpression(node)) return oneOf([this.of(node.whenTrue, depth), this.of(node.whenFalse, depth)]);
    if (ts.isCallExpression(node)) return this.#call(node, depth);
    return UNKNOWN;
  }

  #name(node: ts.Identifier, depth: number): OpenValue {
    const found = this.#things.scopes.resolve(node);
    if (!found) return UNKNOWN;
    if (found.kind === 'import') {
      if (!isLocal(found.module) || found.imported === '*') return UNKNOWN;
      return { kind: 'elsewhere', module: found.module, path: [found.imported] };
    }
    if (found.kind !== 'variable' && found.kind !== 'parameter') return UNKNOWN;
    const given = this.#things.valuesOf(found).slice(0, MAX_CHOICES);
    const values = given.map(v => (found.path.length === 0 ? this.of(v, depth) : this.#along(v, found.path, depth)));
    // A variable that is given something else later on, or was something else before, may be that.
    values.push(...found.assigned.slice(0, MAX_CHOICES).map(v => this.of(v, depth)));
    if (found.earlier && !found.earlier.value) values.push(UNKNOWN);
    // Of a function that others can call, this file's calls are not all.
    if (found.kind === 'parameter' && values.length > 0 && this.#isExported(found.node)) values.push(UNKNOWN);
    const value = values.length === 0 ? UNKNOWN : oneOf(values);
    return found.otherwise ? this.#otherwise(value, found.otherwise, depth) : value;
  }

  #isExported(parameter: ts.Node): boolean {
    const names = this.#things.scopes.exports;
    return names.some(e => {
      if (!e.value) return false;
      const thing = ts.isExpression(e.value) ? this.#things.of(e.value) : null;
      const node = thing?.t === 'function' || thing?.t === 'class' ? thing.node : e.value;
      return node.pos <= parameter.pos && parameter.end <= node.end;
    });
  }

  /** The value at the end of a path from an expression: of `process.env`, or of an object literal. */
  #along(node: ts.Expression, path: readonly (string | null)[], depth: number): OpenValue {
    const [key, ...rest] = path;
    if (key === undefined) return this.of(node, depth);
    if (key === null || depth > MAX_DEPTH) return UNKNOWN;
    const inner = unwrapped(node);
    const thing = this.#things.of(inner);
    if (thing?.t === 'environment') return { kind: 'environment', name: key, fallback: null };
    if (thing?.t === 'process' && key === 'env' && rest[0])
      return { kind: 'environment', name: rest[0], fallback: null };
    if (thing?.t === 'object') {
      const value = propertyOf(thing.node, key);
      return value && ts.isExpression(value) ? this.#along(value, rest, depth + 1) : UNKNOWN;
    }
    if (thing?.t === 'local')
      return { kind: 'elsewhere', module: thing.module, path: [...thing.path, ...definite(path)] };
    // A validated copy: `schema.parse(process.env)`, `cleanEnv(process.env, { … })`.
    if (ts.isCallExpression(inner) && rest.length === 0) {
      const given = inner.arguments.slice(0, 2).some(a => this.#things.of(a)?.t === 'environment');
      if (given) return { kind: 'environment', name: key, fallback: null };
    }
    if (ts.isIdentifier(inner)) {
      const found = this.#things.scopes.resolve(inner);
      if (found?.kind === 'variable' && found.value && found.path.length === 0 && found.value !== inner)
        return this.#along(found.value, path, depth + 1);
      if (found?.kind === 'enum') return this.#enum(found.node as ts.EnumDeclaration, key, depth);
    }
    // Of an object that a function of this file gives back.
    if (ts.isCallExpression(inner)) {
      const callee = this.#things.of(inner.expression);
      if (callee?.t === 'function' && callee.node.body) {
        const { body } = callee.node;
        const returned = ts.isBlock(body) ? returnsOf(body) : [body];
        if (returned.length === 1) return this.#along(returned[0] as ts.Expression, path, depth + 1);
      }
    }
    return UNKNOWN;
  }

  #enum(node: ts.EnumDeclaration, key: string, depth: number): OpenValue {
    const member = node.members.find(m => ts.isIdentifier(m.name) && m.name.text === key);
    return member?.initializer ? this.of(member.initializer, depth) : UNKNOWN;
  }

  #access(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, depth: number): OpenValue {
    const base = node.expression;
    let key: string;
    if (ts.isPropertyAccessExpression(node)) key = node.name.text;
    else {
      const index = this.of(node.argumentExpression, depth);
      if (index.kind !== 'text') return UNKNOWN;
      key = index.text;
    }
    if (base.kind === ts.SyntaxKind.ThisKeyword) return this.#field(node, key, depth);
    const binding = ts.isIdentifier(base) ? this.#things.scopes.resolve(base) : null;
    const later = binding?.members.get(key);
    if (later) return oneOf(later.map(v => this.of(v, depth)));
    return this.#along(base, [key], depth);
  }

  #field(node: ts.Node, name: string, depth: number): OpenValue {
    const cls = this.#things.scopes.classOfThis(node);
    const field = cls && this.#things.scopes.fields(cls).get(name);
    if (!field || field.method) return UNKNOWN;
    const values = field.values.slice(0, MAX_CHOICES).map(v => this.of(v, depth));
    const parameter = field.parameter && ts.isIdentifier(field.parameter.name) ? field.parameter.name : null;
    if (parameter) values.push(this.#name(parameter, depth));
    return values.length === 0 ? UNKNOWN : oneOf(values);
  }

  #binary(node: ts.BinaryExpression, depth: number): OpenValue {
    switch (node.operatorToken.kind) {
      case ts.SyntaxKind.PlusToken:
        return joined([this.of(node.left, depth), this.of(node.right, depth)]);
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
        return this.#otherwise(this.of(node.left, depth), node.right, depth);
      case ts.SyntaxKind.EqualsToken:
        return this.of(node.right, depth);
      default:
        return UNKNOWN;
    }
  }

  #otherwise(value: OpenValue, fallback: ts.Expression, depth: number): OpenValue {
    const other = this.of(fallback, depth);
    if (value.kind === 'environment' && value.fallback === null && other.kind === 'text')
      return { ...value, fallback: other.text };
    if (value.kind === 'text' && value.text !== '') return value;
    // `process.env.TABLE ?? throwIt()`, and what is thrown or undefined otherwise, is the variable.
    if (value.kind === 'environment' && isNothing(fallback)) return value;
    return oneOf([value, other]);
  }

  #call(node: ts.CallExpression, depth: number): OpenValue {
    const read = this.environmentCall(node);
    if (read) return read.value;
    const { expression: callee } = node;
    if (ts.isPropertyAccessExpression(callee) && /^(toString|trim)$/.test(callee.name.text))
      return this.of(callee.expression, depth);
    if (ts.isIdentifier(callee) && callee.text === 'String' && node.arguments.length === 1)
      return this.of(node.arguments[0] as ts.Expression, depth);
    const thing = this.#things.of(callee);
    if (thing?.t !== 'function' || !thing.node.body) return UNKNOWN;
    const { body } = thing.node;
    const returned = ts.isBlock(body) ? returnsOf(body) : [body];
    if (returned.length === 0 || returned.length > 3) return UNKNOWN;
    return oneOf(returned.map(v => this.of(v, depth)));
  }

  /** A call that reads an environment variable by name: of a helper in this file, or of one elsewhere that is called so. */
  environmentCall(
    node: ts.CallExpression,
  ): { readonly value: OpenValue; readonly name: string; readonly optional: boolean } | null {
    const { expression: callee } = node;
    const word = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
    const base =
      ts.isPropertyAccessExpression(callee) && ts.isIdentifier(callee.expression) ? callee.expression.text : '';
    if (node.arguments.length === 0 || word === '') return null;
    const thing = this.#things.of(callee);
    let helper: EnvironmentHelper | null = null;
    if (thing?.t === 'function') helper = this.#helper(thing.node);
    else if (/env/i.test(word) || (/^env/i.test(base) && /^(get|require|from|string|must)/i.test(word)))
      helper = { index: 0, optional: false };
    const name = helper && node.arguments[helper.index];
    if (!helper || !name || !ts.isStringLiteralLike(name)) return null;
    if (thing?.t !== 'function' && !/^[A-Z][A-Z0-9_]{2,}$/.test(name.text)) return null;
    const other = node.arguments[helper.index + 1];
    const fallback = other && ts.isStringLiteralLike(other) ? other.text : null;
    return {
      value: { kind: 'environment', name: name.text, fallback },
      name: name.text,
      optional: helper.optional || other !== undefined,
    };
  }

  #helper(fn: ts.FunctionLikeDeclaration): EnvironmentHelper | null {
    const known = this.#helpers.get(fn);
    if (known !== undefined) return known;
    let found: EnvironmentHelper | null = null;
    const names = fn.parameters.map(p => (ts.isIdentifier(p.name) ? p.name.text : null));
    let throws = false;
    let optional = false;
    const pending: ts.Node[] = fn.body ? [fn.body] : [];
    for (let at = pending.pop(), steps = 0; at && steps < 300; at = pending.pop(), steps++) {
      if (ts.isThrowStatement(at)) throws = true;
      if (ts.isBinaryExpression(at) && isDefaulting(at.operatorToken.kind)) optional = true;
      if (ts.isElementAccessExpression(at) && ts.isIdentifier(at.argumentExpression)) {
        const index = names.indexOf(at.argumentExpression.text);
        if (index >= 0 && this.#things.of(at.expression)?.t === 'environment') found = { index, optional: true };
      }
      ts.forEachChild(at, child => void pending.push(child));
    }
    if (found) found = { ...found, optional: optional && !throws };
    this.#helpers.set(fn, found);
    return found;
  }
}

function isDefaulting(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

function definite(path: readonly (string | null)[]): string[] {
  return path.filter(key => key !== null);
}

/** `undefined`, `null`, `''`, a call that throws: nothing that names a resource. */
function isNothing(node: ts.Expression): boolean {
  const inner = unwrapped(node);
  if (ts.isStringLiteralLike(inner)) return inner.text === '';
  if (inner.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(inner) && inner.text === 'undefined')) return true;
  return ts.isCallExpression(inner);
}

/** Text put together; adjacent known pieces become one. */
export function joined(parts: readonly OpenValue[]): OpenValue {
  const flat: OpenValue[] = [];
  for (const part of parts.flatMap(p => (p.kind === 'parts' ? p.parts : [p]))) {
    const last = flat.at(-1);
    if (part.kind === 'text' && part.text === '') continue;
    if (part.kind === 'text' && last?.kind === 'text')
      flat[flat.length - 1] = { kind: 'text', text: last.text + part.text };
    else flat.push(part);
  }
  if (flat.length === 0) return { kind: 'text', text: '' };
  if (flat.length === 1) return flat[0] as OpenValue;
  return flat.every(p => p.kind === 'unknown') ? UNKNOWN : { kind: 'parts', parts: flat };
}

/** One of several values; the same one twice is one. */
export function oneOf(values: readonly OpenValue[]): OpenValue {
  const seen = new Map<string, OpenValue>();
  for (const value of values.flatMap(v => (v.kind === 'choice' ? v.of : [v]))) seen.set(JSON.stringify(value), value);
  const all = [...seen.values()];
  if (all.length === 1) return all[0] as OpenValue;
  return all.length === 0 || all.length > MAX_CHOICES || all.every(v => v.kind === 'unknown')
    ? UNKNOWN
    : { kind: 'choice', of: all };
}
