/**
 * What names of a Python file stand for: modules, clients and resources of boto3, functions, and the texts and environment
 * variables that expressions are made of. Scopes are filled by whoever reads the statements.
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import { sdkOperationOfWaiter } from '../../knowledge/index.ts';
import { Found } from './circles.ts';
import { OBJECTS, clientOf, pascal } from './boto3.ts';
import type { Argument, Expr } from './pythonTree.ts';
import { joined, type OpenValue, oneOf, UNKNOWN } from './values.ts';

export type Thing =
  | { readonly t: 'module'; readonly name: string }
  | { readonly t: 'environ' | 'session' }
  | { readonly t: 'function'; readonly scope: Scope }
  | Caller;

/** What has methods that call AWS; `others` are what else the same name is given. */
export type Caller = (
  | { readonly t: 'client' | 'resource'; readonly name: string }
  /** An object of a resource: `Table('x')`, `Object('b', 'k')`. */
  | { readonly t: 'object'; readonly kind: string; readonly parameters: Parameters }
  | { readonly t: 'caller'; readonly client: string; readonly operation: string; readonly method: string }
) & { readonly others?: readonly Caller[] };

export type Parameters = Readonly<Record<string, OpenValue>>;

export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  readonly parent: Scope | null;
  readonly names: Map<string, Given[]>;
  readonly parameters: Map<string, { readonly index: number; readonly value: Expr | null }>;
  readonly returns: { readonly value: Expr; readonly scope: Scope }[];
  /** The arguments of the calls of this function in the file. */
  readonly calls: { readonly args: readonly Argument[]; readonly scope: Scope }[];
}

/** What a name is given: an expression, one item of it after the other, a thing, or null for what can't be told. */
export type Given =
  | { readonly value: Expr; readonly scope: Scope }
  | { readonly itemOf: Expr; readonly scope: Scope }
  | { readonly thing: Thing }
  | null;

const MAX_DEPTH = 20;
/** How many of the things that a name is given are looked at. */
const MAX_GIVEN = 20;

export class PythonNames {
  /** What methods give to `self`, by class. */
  readonly fields = new Map<Scope, Map<string, Given[]>>();
  /** What is known already; `unknown` stands for what is being found out, so that circles end. */
  readonly #things = new Found<Expr | readonly Given[], Thing>();
  readonly #values = new Map<Expr, OpenValue>();

  /** Forgets what was found out while not all was known. */
  forget(): void {
    this.#things.clear();
    this.#values.clear();
  }

  /** The arguments with which functions of this file are called. */
  gather(e: Expr, scope: Scope, depth: number): void {
    if (depth > 60) return;
    if (e.k === 'call') {
      const callee = this.of(e.callee, scope);
      if (callee?.t === 'function' && callee.scope.calls.length < 20) callee.scope.calls.push({ args: e.args, scope });
    }
    for (const child of childrenOf(e)) this.gather(child, scope, depth + 1);
  }

  /** What a name is given in the scope that has it; a parameter, what callers give. */
  given(name: string, scope: Scope): readonly Given[] | null {
    for (let at: Scope | null = scope; at; at = at.parent) {
      if (at.kind === 'class' && at !== scope) continue;
      const own = at.names.get(name);
      if (own) return own;
      const parameter = at.parameters.get(name);
      if (!parameter) continue;
      const { calls } = at;
      const found = calls.flatMap(({ args, scope: from }): Given[] => {
        const positional = args.filter(a => a.name === null);
        const value = (args.find(a => a.name === name) ?? positional[parameter.index])?.value;
        // A call that leaves it out takes the default.
        return value ? [{ value, scope: from }] : parameter.value ? [] : [null];
      });
      if (parameter.value) found.push({ value: parameter.value, scope: at });
      return found.length > 0 ? found : [null];
    }
    return null;
  }

  /** What an expression is; null for anything that is of no interest here. */
  of(e: Expr, scope: Scope, depth = 0): Thing | null {
    if (depth > MAX_DEPTH) return null;
    return this.#things.of(e, () => this.#read(e, scope, depth));
  }

  #read(e: Expr, scope: Scope, depth: number): Thing | null {
    const any = (all: readonly Given[] | null | undefined): Thing | null =>
      all
        ? this.#things.of(all, () =>
            oneThing(
              all.slice(0, MAX_GIVEN).map(given => {
                const thing = given && this.#thingOf(given, depth + 1);
                return thing && known(thing);
              }),
            ),
          )
        : null;
    switch (e.k) {
      case 'name':
        return any(this.given(e.name, scope));
      case 'attribute': {
        if (e.of.k === 'name' && e.of.name === 'self') {
          const cls = classOf(scope);
          return any(cls && (this.fields.get(cls)?.get(e.name) ?? cls.names.get(e.name)));
        }
        const base = this.of(e.of, scope, depth + 1);
        if (base?.t === 'module') return known({ t: 'module', name: `${base.name}.${e.name}` });
        return oneThing(callersIn(base).map(one => memberOf(one, e.name)));
      }
      case 'call':
        return this.#made(e, scope, depth + 1);
      case 'binary':
        return oneThing(
          (e.operator === '+' ? [e.left] : [e.left, e.right]).map(side => this.of(side, scope, depth + 1)),
        );
      default:
        return null;
    }
  }

  #thingOf(given: NonNullable<Given>, depth: number): Thing | null {
    if ('thing' in given) return given.thing;
    if ('value' in given) return this.of(given.value, given.scope, depth);
    // What a collection is made of.
    const all = this.of(given.itemOf, given.scope, depth);
    return oneThing(
      callersIn(all).map(one =>
        one.t === 'object' && one.kind === 's3.Objects' ? { ...one, kind: 's3.Object' } : null,
      ),
    );
  }

  #made(e: Extract<Expr, { k: 'call' }>, scope: Scope, depth: number): Thing | null {
    const { callee, args } = e;
    if (callee.k === 'attribute') {
      const base = this.of(callee.of, scope, depth);
      const named = argumentOf(args, 0, 'service_name');
      const value = named ? this.value(named, scope) : UNKNOWN;
      const isBoto = base?.t === 'session' || (base?.t === 'module' && base.name === 'boto3');
      if (isBoto && (callee.name === 'client' || callee.name === 'resource') && value.kind === 'text')
        return { t: callee.name, name: value.text };
      if (base?.t === 'session' && callee.name === 'create_client' && value.kind === 'text')
        return { t: 'client', name: value.text };
      const made = oneThing(callersIn(base).map(one => this.#madeOf(one, callee.name, args, scope)));
      if (made) return made;
    }
    const thing = this.of(callee, scope, depth);
    if (thing?.t === 'module') {
      if (/^(boto3\.(session\.)?Session|botocore\.session\.(get_session|Session))$/.test(thing.name))
        return { t: 'session' };
      const kind = /^boto3.(client|resource)$/.exec(thing.name)?.[1];
      const named = argumentOf(args, 0, 'service_name');
      const value = named ? this.value(named, scope) : UNKNOWN;
      if (kind && value.kind === 'text') return { t: kind as 'client' | 'resource', name: value.text };
    }
    if (thing?.t !== 'function') return null;
    const returns = thing.scope.returns.slice(0, MAX_GIVEN);
    return oneThing(returns.map(({ value, scope: from }) => this.of(value, from, depth)));
  }

  /** What a method of a client, a resource or an object of one gives, where that calls AWS again. */
  #madeOf(base: Caller, method: string, args: readonly Argument[], scope: Scope): Caller | null {
    const positional = args.filter(a => a.name === null);
    if (base.t === 'resource') {
      const kind = `${base.name}.${method}`;
      const names = entryOf(OBJECTS, kind);
      if (!names) return null;
      const parameters: Record<string, OpenValue> = {};
      for (const [i, name] of names.entries()) {
        const given = positional[i]?.value ?? args.find(a => a.name !== null)?.value;
        parameters[name] = given ? this.value(given, scope) : UNKNOWN;
      }
      return { t: 'object', kind, parameters };
    }
    // What narrows a collection gives one.
    if (base.t === 'object' && base.kind === 's3.Objects') return base;
    if (base.t === 'object' && base.kind === 's3.Bucket' && method === 'Object') {
      const key = positional[0] ? this.value(positional[0].value, scope) : UNKNOWN;
      return { t: 'object', kind: 's3.Object', parameters: { ...base.parameters, Key: key } };
    }
    if (base.t !== 'client' || (method !== 'get_paginator' && method !== 'get_waiter')) return null;
    const [name] = positional.map(a => this.value(a.value, scope));
    if (name?.kind !== 'text') return null;
    const client = clientOf(base.name);
    const operation = method === 'get_waiter' ? sdkOperationOfWaiter(client, name.text) : pascal(name.text);
    return operation === null
      ? null
      : { t: 'caller', client, operation, method: method === 'get_waiter' ? 'wait' : 'paginate' };
  }

  /** The value of an expression. */
  value(e: Expr, scope: Scope, depth = 0): OpenValue {
    if (depth > MAX_DEPTH) return UNKNOWN;
    const before = this.#values.get(e);
    if (before) return before;
    this.#values.set(e, UNKNOWN);
    const found = this.#valueOf(e, scope, depth);
    this.#values.set(e, found);
    return found;
  }

  #valueOf(e: Expr, scope: Scope, depth: number): OpenValue {
    const several = (all: readonly Given[] | null | undefined): OpenValue =>
      oneOf((all ?? [null]).map(g => (g && 'value' in g ? this.value(g.value, g.scope, depth + 1) : UNKNOWN)));
    switch (e.k) {
      case 'string':
        return { kind: 'text', text: e.text };
      case 'format':
        return joined(
          e.parts.map(p => (typeof p === 'string' ? { kind: 'text', text: p } : this.value(p, scope, depth + 1))),
        );
      case 'name':
        return several(this.given(e.name, scope));
      case 'binary': {
        const left = this.value(e.left, scope, depth + 1);
        const right = this.value(e.right, scope, depth + 1);
        if (e.operator === '+') return joined([left, right]);
        if (e.operator === 'or' && left.kind === 'environment' && right.kind === 'text')
          return { ...left, fallback: right.text };
        return oneOf([left, right]);
      }
      case 'attribute':
        if (e.of.k === 'name' && e.of.name === 'self') {
          const cls = classOf(scope);
          return cls ? several(this.fields.get(cls)?.get(e.name) ?? cls.names.get(e.name)) : UNKNOWN;
        }
        return UNKNOWN;
      case 'index': {
        const key = this.value(e.index, scope, depth + 1);
        if (key.kind !== 'text') return UNKNOWN;
        if (this.of(e.of, scope)?.t === 'environ') return { kind: 'environment', name: key.text, fallback: null };
        return this.#entry(e.of, key.text, scope, depth + 1);
      }
      case 'call': {
        const read = this.environment(e, scope);
        if (read) return read.value;
        if (e.callee.k === 'name' && e.callee.name === 'str' && e.args[0])
          return this.value(e.args[0].value, scope, depth + 1);
        return UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  /** An entry of a dictionary that a name holds. */
  #entry(of: Expr, key: string, scope: Scope, depth: number): OpenValue {
    const given = of.k === 'name' ? this.given(of.name, scope) : null;
    const dict = of.k === 'dict' ? of : given?.length === 1 && given[0] && 'value' in given[0] ? given[0].value : null;
    if (dict?.k !== 'dict') return UNKNOWN;
    const found = dict.entries.find(x => x.key?.k === 'string' && x.key.text === key);
    return found ? this.value(found.value, scope, depth) : UNKNOWN;
  }

  /**
   * The variables of which an expression is the first that is set, or that it says are set (`'X' in os.environ`); null where
   * it may be something else.
   */
  variables(e: Expr, scope: Scope): readonly string[] | null {
    if (e.k === 'in') return e.negated ? null : this.tested(e, scope);
    if (e.k === 'index') return e.index.k === 'string' && this.of(e.of, scope)?.t === 'environ' ? [e.index.text] : null;
    if (e.k === 'call') {
      const read = this.environment(e, scope);
      const second = e.args[1]?.value;
      const other = second && !isNothing(second) ? this.variables(second, scope) : [];
      return read && other && [read.name, ...other];
    }
    if (e.k !== 'binary' || e.operator !== 'or') return null;
    const [left, right] = [this.variables(e.left, scope), this.variables(e.right, scope)];
    return left && right && [...left, ...right];
  }

  /** The variable that `'X' in os.environ` asks for. */
  tested(e: Extract<Expr, { k: 'in' }>, scope: Scope): readonly [string] | null {
    return e.item.k === 'string' && this.of(e.of, scope)?.t === 'environ' ? [e.item.text] : null;
  }

  /** `os.environ.get('X', 'd')`, `os.getenv('X')`, a helper that is called so. */
  environment(
    e: Extract<Expr, { k: 'call' }>,
    scope: Scope,
  ): { value: OpenValue; name: string; optional: boolean } | null {
    const { callee, args } = e;
    const [first, second] = args;
    if (!first || first.name !== null || first.value.k !== 'string') return null;
    const name = first.value.text;
    const thing = this.of(callee, scope);
    const onEnviron = callee.k === 'attribute' && callee.name === 'get' && this.of(callee.of, scope)?.t === 'environ';
    const isGetenv = thing?.t === 'module' && thing.name === 'os.getenv';
    const word = callee.k === 'name' ? callee.name : '';
    const isHelper = /env/i.test(word) && /^[A-Z][A-Z0-9_]{2,}$/.test(name);
    if (!onEnviron && !isGetenv && !isHelper) return null;
    const other = second ? this.value(second.value, scope) : null;
    const fallback = other?.kind === 'text' ? other.text : null;
    return {
      value: { kind: 'environment', name, fallback },
      name,
      optional: onEnviron || isGetenv || second !== undefined,
    };
  }
}

/** A thing and what else it may be, where it calls AWS. */
export function callersIn(thing: Thing | null): readonly Caller[] {
  if (thing?.t !== 'client' && thing?.t !== 'resource' && thing?.t !== 'object' && thing?.t !== 'caller') return [];
  const { others = [], ...own } = thing;
  return [own, ...others];
}

/** One of several things: what calls AWS before all else, which then knows what else it may be; or the first. */
function oneThing(things: readonly (Thing | null)[]): Thing | null {
  const callers: Caller[] = [];
  for (const one of things.flatMap(callersIn)) {
    const same = callers.findIndex(c => isSame(c, one));
    const before = callers[same];
    if (!before) callers.push(one);
    // Two objects of one kind are one, of either name.
    else if (before.t === 'object' && one.t === 'object') {
      const parameters = Object.entries(before.parameters).map(([key, value]) => [
        key,
        oneOf([value, one.parameters[key] ?? UNKNOWN]),
      ]);
      callers[same] = { ...before, parameters: Object.fromEntries(parameters) };
    }
  }
  const [first, ...others] = callers;
  if (!first) return things.find(thing => thing !== null) ?? null;
  return others.length > 0 ? { ...first, others } : first;
}

function isSame(a: Caller, b: Caller): boolean {
  if (a.t === 'object' || b.t === 'object') return a.t === 'object' && b.t === 'object' && a.kind === b.kind;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What a member of a caller is that calls AWS, too. */
function memberOf(base: Caller, name: string): Caller | null {
  if (base.t === 'object' && base.kind === 's3.Bucket' && /^object(s|_versions)$/.test(name))
    return { ...base, kind: name === 'objects' ? 's3.Objects' : 's3.ObjectVersions' };
  if (base.t === 'object' && name === 'meta') return { t: 'resource', name: base.kind.split('.')[0] as string };
  // `resource.meta.client`.
  if (base.t === 'resource' && name === 'meta') return base;
  return base.t === 'resource' && name === 'client' ? { t: 'client', name: base.name } : null;
}

/** What stands for a variable that is not there and is not true itself. */
function isNothing(e: Expr): boolean {
  return (e.k === 'constant' && /^(None|False|0)$/.test(e.word)) || (e.k === 'string' && e.text === '');
}

/** The argument of a call by its name, or else by its position. */
export function argumentOf(args: readonly Argument[], index: number, name: string): Expr | null {
  return (args.find(a => a.name === name) ?? args.filter(a => a.name === null)[index])?.value ?? null;
}

export function scopeOf(kind: Scope['kind'], parent: Scope | null): Scope {
  return { kind, parent, names: new Map(), parameters: new Map(), returns: [], calls: [] };
}

/** The class that a scope is in. */
export function classOf(scope: Scope): Scope | null {
  for (let at: Scope | null = scope; at; at = at.parent) if (at.kind === 'class') return at;
  return null;
}

/** Names of modules that mean something by themselves. */
function known(thing: Thing): Thing {
  return thing.t === 'module' && thing.name === 'os.environ' ? { t: 'environ' } : thing;
}

/** What stands within an expression. */
export function childrenOf(e: Expr): readonly Expr[] {
  switch (e.k) {
    case 'attribute':
      return [e.of];
    case 'call':
      return [e.callee, ...e.args.map(a => a.value)];
    case 'index':
      return [e.of, e.index];
    case 'dict':
      return e.entries.flatMap(x => (x.key ? [x.key, x.value] : [x.value]));
    case 'list':
      return e.items;
    case 'binary':
      return e.operator === 'if' ? [e.condition, e.left, e.right] : [e.left, e.right];
    case 'in':
      return [e.item, e.of];
    case 'other':
      return e.inner;
    case 'format':
      return e.parts.filter(p => typeof p !== 'string');
    default:
      return [];
  }
}
