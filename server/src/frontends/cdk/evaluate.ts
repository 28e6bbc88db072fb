/**
 * A small abstract interpreter: runs the modules of an app without running anything. What can't be known is `unknown`
 * and flows on; both sides of an unknown condition are run; every loop, recursion and the whole run is bounded.
 * What the libraries do is behind `Library`, so that this file knows the language alone.
 */
import { type Slot, negated } from '../../core/value.ts';
import { type SourceSpan, span } from '../../core/document.ts';
import type { Class, Expr, Fn, Pattern, Stmt } from './ir.ts';
import { Journal } from './journal.ts';
import { arrayCall, binary, objectCall, stringCall } from './operations.ts';
import { concat, isStringy, keysOf, nullish, settled } from './texts.ts';
import {
  type ClassValue,
  type Field,
  type FrameInfo,
  type Instance,
  type Item,
  type ModuleInstance,
  Scope,
  type Site,
  type V,
  choice,
  each,
  lit,
  truth,
  undef,
  unseen,
} from './values.ts';

/** How many steps one app may take. A step is one expression or statement; 10 million a second are usual. */
const MAX_STEPS = 400_000;
const MAX_CALLS = 40;
/** A class or function inside of itself more often than this is a recursion that we don't follow. */
const MAX_NESTED = 4;
export const MAX_ITERATIONS = 24;

/** What the interpreter asks of the knowledge about libraries. */
export interface Library {
  /** A name of a library is read: `s3.BucketEncryption.KMS`. */
  member(of: V, name: string, at: SourceSpan): V;
  /** A method or function of a library is called. `on` is the receiver; `name` the method. */
  call(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): V;
  /** `new` of a library class, or `super(…)` of a class that extends one (then `instance` is it). */
  construct(fqn: string, args: readonly Item[], site: Site, instance: Instance | null): V;
  /** A member of a construct or library object is assigned. */
  assign(to: V, name: string, field: Field, conditions: readonly string[]): void;
  /** Values are given to code that can't be followed, which may do anything with them. */
  given(args: readonly Item[], at: SourceSpan): void;
}

type Completion =
  | { readonly kind: 'return'; readonly v: V }
  | { readonly kind: 'throw' }
  | { readonly kind: 'break' }
  | null;

interface Frame extends FrameInfo {
  readonly self: V | null;
  /** What was returned under conditions so far. */
  readonly pending: { when: string; v: V }[];
  /** For constructors: runs what `super(…)` stands for. */
  readonly parent: ((args: readonly Item[], at: SourceSpan) => void) | null;
}

export class OutOfSteps extends Error {}

export class Interpreter {
  readonly classes: ClassValue[] = [];
  readonly journal = new Journal();
  /** Exported functions that ran, by their definition. */
  readonly called = new Set<Fn>();
  #steps = 0;
  #depth = 0;
  #frame: Frame | null = null;
  #scope: Scope | null = null;
  /** Where the places in the code that runs count from. */
  #base = 0;
  readonly #library: Library;
  readonly #load: (from: ModuleInstance, specifier: string) => V;
  readonly #nested = new Map<Class | Fn, number>();
  /** What imports from libraries stand for. */
  readonly #imported = new Map<V, V>();

  /** `load` gives what a specifier stands for: a module of the app, or a library. */
  constructor(library: Library, load: (from: ModuleInstance, specifier: string) => V) {
    this.#library = library;
    this.#load = load;
  }

  get uri(): string {
    return (this.#frame as Frame).module.module.uri;
  }

  at(e: { readonly start: number; readonly end: number }): SourceSpan {
    return span(this.uri, this.#base + e.start, this.#base + e.end);
  }

  /** Where an expression stands that gave a value, which often knows that. */
  #placeOf(e: Expr, v: V): SourceSpan {
    if (e.k === 'literal' && v.t === 'lit' && v.written) return v.written;
    return (e.k === 'object' && v.t === 'obj') || (e.k === 'array' && v.t === 'arr') ? v.at : this.at(e);
  }

  #item(e: Expr): Item {
    const v = this.#eval(e);
    return { v, at: this.#placeOf(e, v) };
  }

  /** The place of what nobody wrote. */
  get #nowhere(): SourceSpan {
    return span(this.uri, 0, 0);
  }

  #slot(slot: Slot): Slot;
  #slot(slot: Slot | null): Slot | null;
  #slot(slot: Slot | null): Slot | null {
    const base = this.#base;
    if (base === 0 || slot === null) return slot;
    const { uri, start, end } = slot.span;
    return { ...slot, span: span(uri, base + start, base + end), end: base + slot.end };
  }

  /** Runs a module's top level, once. */
  run(instance: ModuleInstance): void {
    if (instance.state !== 'new') return;
    instance.state = 'running';
    const { module, scope } = instance;
    for (const i of module.imports)
      scope.vars.set(i.local, { t: 'import', specifier: i.module, name: i.name, from: instance });
    this.#inFrame({ module: instance, cls: null, base: 0, self: null, pending: [], parent: null }, scope, () => {
      this.#block(module.body);
      for (const e of module.exports) if (e.value) instance.values.set(e.name, this.#eval(e.value));
    });
    instance.state = 'done';
  }

  /** Makes an instance of a class that nobody makes, with parameters that nobody knows. */
  instantiateUnknown(cls: ClassValue): void {
    const { module, base, scope } = cls;
    this.#inFrame({ module, cls: null, base, self: null, pending: [], parent: null }, scope, () => {
      const [at, classAt] = [this.at(cls.cls), this.at(cls.cls.nameAt)];
      this.instantiate(cls, null, { at, classAt, written: cls.cls.name ?? 'class', variable: null, slot: null });
    });
  }

  /** Calls a function that nobody calls, with parameters that nobody knows. */
  callUnknown(fn: V & { t: 'fn' }, module: ModuleInstance): void {
    const { base } = fn.frame;
    const frame = { module, cls: null, base };
    this.#inFrame({ ...frame, self: null, pending: [], parent: null }, fn.scope, () =>
      this.callFunction({ ...fn, self: null, frame }, null),
    );
  }

  /** An exported name of a module; `seen` has the names that were asked for on the way, by module. */
  exported(instance: ModuleInstance, name: string, seen = new Set<string>()): V {
    const { module } = instance;
    this.run(instance);
    // What is asked for again is being looked for, or was not found: modules that export all of each other would be asked
    // as often as there are ways between them.
    const id = `${module.uri} ${name}`;
    if (seen.has(id)) return unseen('import cycle');
    seen.add(id);
    for (const e of module.exports) {
      if (e.name !== name) continue;
      if (e.from) {
        const target = this.#load(instance, e.from.module);
        return e.from.name === '*' ? target : this.#of(target, e.from.name, seen);
      }
      if (e.value) return instance.values.get(name) ?? unseen('import cycle');
      const v = instance.scope.vars.get(e.local as string);
      return v ? this.#resolved(v, seen) : unseen('import cycle');
    }
    const equals = instance.values.get('export=') ?? (module.exports.length === 0 ? this.#commonjs(instance) : null);
    if (equals && name === 'default' && !(equals.t === 'obj' && equals.entries.has('default'))) return equals;
    if (equals) return this.member(equals, name, span(module.uri, 0, 0));
    for (const star of module.stars) {
      const found = this.#of(this.#load(instance, star), name, seen);
      if (found.t !== 'undef' && found.t !== 'unknown') return found;
    }
    return instance.state === 'done' && module.notRead === null && module.stars.length === 0
      ? undef
      : unseen('not exported');
  }

  #commonjs(instance: ModuleInstance): V {
    const held = instance.scope.vars.get('module');
    const exports = held?.t === 'obj' ? held.entries.get('exports')?.v : undefined;
    return exports ?? instance.commonjs;
  }

  #of(target: V, name: string, seen: Set<string>): V {
    if (target.t === 'module') return this.exported(target.module, name, seen);
    return this.member(target, name, span('', 0, 0));
  }

  #resolved(v: V, seen?: Set<string>): V {
    if (v.t !== 'import') return v;
    const known = this.#imported.get(v);
    if (known) return known;
    const target = this.#load(v.from, v.specifier);
    if (target.t === 'module') return v.name === '*' ? target : this.exported(target.module, v.name, seen);
    // A default import of a CommonJS library is the library.
    const isWhole = v.name === '*' || v.name === 'default';
    const found = isWhole ? target : this.#library.member(target, v.name, span('', 0, 0));
    this.#imported.set(v, found);
    return found;
  }

  #inFrame<T>(frame: Frame, scope: Scope, f: () => T): T {
    const before = this.#frame;
    const outer = this.#scope;
    const base = this.#base;
    this.#frame = frame;
    this.#scope = scope;
    this.#base = frame.base;
    try {
      return f();
    } finally {
      this.#frame = before;
      this.#scope = outer;
      this.#base = base;
    }
  }

  #inScope<T>(f: (scope: Scope) => T): T {
    const outer = this.#scope;
    const scope = new Scope(outer);
    this.#scope = scope;
    try {
      return f(scope);
    } finally {
      this.#scope = outer;
    }
  }

  /** What functions that are made here know of where they are. */
  #info(): FrameInfo {
    const { module, cls } = this.#frame as Frame;
    return { module, cls, base: this.#base };
  }

  #step(): void {
    if (++this.#steps > MAX_STEPS) throw new OutOfSteps();
  }

  // Statements.

  #block(body: readonly Stmt[]): Completion {
    this.#hoist(body);
    return this.#run(body);
  }

  /** Declares what can be used before its statement runs. */
  #hoist(body: readonly Stmt[]): void {
    const scope = this.#scope as Scope;
    for (const s of body) {
      if (s.k === 'placed') {
        this.#base += s.at;
        this.#hoist(s.body);
        this.#base -= s.at;
      }
      if (s.k === 'function' && s.fn.name !== null)
        scope.vars.set(s.fn.name, {
          t: 'fn',
          fn: s.fn,
          scope,
          self: null,
          frame: { ...this.#info(), cls: null },
        });
      if (s.k === 'class') scope.vars.set(s.cls.name ?? 'default', this.#class(s.cls));
    }
  }

  #run(body: readonly Stmt[]): Completion {
    for (const s of body) {
      const completion = this.#statement(s);
      if (completion) return completion;
    }
    return null;
  }

  #statement(s: Stmt): Completion {
    if (s.k === 'placed') {
      // Places count from where the statement stands. What throws ends the whole run.
      this.#base += s.at;
      const completion = this.#run(s.body);
      this.#base -= s.at;
      return completion;
    }
    this.#step();
    switch (s.k) {
      case 'let':
        this.bind(s.to, s.value ? this.#eval(s.value) : undef, true);
        return null;
      case 'run':
        this.#eval(s.value);
        return null;
      case 'return':
        return { kind: 'return', v: s.value ? this.#eval(s.value) : undef };
      case 'throw':
        return { kind: 'throw' };
      case 'break':
        return { kind: 'break' };
      case 'block':
        return this.#inScope(() => this.#block(s.body));
      case 'if': {
        const test = truth(this.#eval(s.test));
        if (test !== null) return this.#inScope(() => this.#block(test ? s.yes : s.no));
        return this.#either(
          s.when,
          () => this.#inScope(() => this.#block(s.yes)),
          () => this.#inScope(() => this.#block(s.no)),
        );
      }
      case 'each':
        return this.#each(s);
      case 'loop':
        return this.#inScope(() => this.#loop(s));
      case 'switch':
        return this.#inScope(() => this.#switch(s));
      case 'class':
        this.#statics(s.cls);
        return null;
      case 'enum': {
        const entries = new Map<string, Field>();
        let next: number | null = 0;
        for (const m of s.members) {
          const v: V = m.value ? this.#eval(m.value) : next === null ? unseen('enum') : lit(next);
          next = v.t === 'lit' && typeof v.value === 'number' ? v.value + 1 : null;
          const at = m.value ? this.at(m.value) : this.#nowhere;
          entries.set(m.name, { v, at, keyAt: at, whole: at });
        }
        (this.#scope as Scope).vars.set(s.name, {
          t: 'obj',
          entries,
          complete: true,
          at: this.#nowhere,
          slot: null,
        });
        return null;
      }
      case 'function':
        return null;
    }
  }

  /** Runs both sides of a condition that is not known. */
  #either(when: string, yes: () => Completion, no: () => Completion): Completion {
    const frame = this.#frame as Frame;
    const pendingBefore = frame.pending.length;
    const a = this.journal.branch(when, yes);
    const b = this.journal.branch(negated(when), no);
    const [x, y] = [a.result, b.result];
    if (x?.kind === 'throw') {
      this.journal.apply(b.writes);
      return y;
    }
    if (y?.kind === 'throw') {
      this.journal.apply(a.writes);
      return x;
    }
    if (x?.kind === 'return' && y?.kind === 'return') {
      this.journal.join(when, a.writes, b.writes);
      return {
        kind: 'return',
        v: choice([
          { when, v: x.v },
          { when: negated(when), v: y.v },
        ]),
      };
    }
    if (x?.kind === 'return' && frame.pending.length - pendingBefore < 8) {
      frame.pending.push({ when, v: x.v });
      this.journal.apply(b.writes);
      return null;
    }
    if (y?.kind === 'return' && frame.pending.length - pendingBefore < 8) {
      frame.pending.push({ when: negated(when), v: y.v });
      this.journal.apply(a.writes);
      return null;
    }
    this.journal.join(when, a.writes, b.writes);
    return null;
  }

  #each(s: Extract<Stmt, { k: 'each' }>): Completion {
    const over = this.#eval(s.over);
    const items = s.keys ? keysOf(over) : over.t === 'arr' && over.complete ? [...over.items] : null;
    if (!items || items.length > MAX_ITERATIONS) {
      const known = items ?? (over.t === 'arr' ? over.items : []);
      for (const item of known.slice(0, MAX_ITERATIONS)) this.journal.speculate(() => this.#round(s, item.v));
      if (known.length === 0) this.journal.speculate(() => this.#round(s, unseen('item of a list that is not known')));
      return null;
    }
    for (const item of items) {
      const completion = this.#round(s, item.v);
      if (completion && completion.kind !== 'break') return completion;
    }
    return null;
  }

  /** One round of a `for … of`. */
  #round(s: Extract<Stmt, { k: 'each' }>, item: V): Completion {
    return this.#inScope(() => {
      this.bind(s.to, item, true);
      return this.#block(s.body);
    });
  }

  #loop(s: Extract<Stmt, { k: 'loop' }>): Completion {
    this.#block(s.before);
    for (let i = 0; i < MAX_ITERATIONS; i++) {
      const test = s.test ? truth(this.#eval(s.test)) : null;
      if (test === false) return null;
      // `while (true)` ends where it is not seen to.
      if (test === null || s.test?.k === 'literal') {
        this.journal.speculate(() => this.#inScope(() => this.#block(s.body)));
        return null;
      }
      const completion = this.#inScope(() => this.#block(s.body));
      if (completion && completion.kind !== 'break') return completion;
      if (s.step) this.#eval(s.step);
    }
    return null;
  }

  #switch(s: Extract<Stmt, { k: 'switch' }>): Completion {
    const on = this.#eval(s.on);
    const tests = s.cases.map(c => (c.test ? this.#eval(c.test) : null));
    if (on.t === 'lit' && tests.every(t => t === null || t.t === 'lit')) {
      let from = tests.findIndex(t => t?.t === 'lit' && t.value === on.value);
      if (from < 0) from = tests.indexOf(null);
      if (from < 0) return null;
      for (const c of s.cases.slice(from)) {
        const completion = this.#block(c.body);
        if (completion) return completion.kind === 'break' ? null : completion;
      }
      return null;
    }
    // Not known: each case may run, one after the other being an `else if`.
    const run = (i: number): Completion => {
      const c = s.cases[i];
      if (!c) return null;
      const body = () => {
        for (const next of s.cases.slice(i)) {
          const completion = this.#block(next.body);
          if (completion) return completion.kind === 'break' ? null : completion;
        }
        return null;
      };
      if (c.test === null && i === s.cases.length - 1) return body();
      const t = tests[i];
      const name = t?.t === 'lit' ? `${s.when} is ${String(t.value)}` : c.test ? s.when : 'default';
      return this.#either(name, body, () => run(i + 1));
    };
    return run(0);
  }

  /** Binds a pattern's names to a value, in the current scope. */
  bind(to: Pattern, v: V, declare: boolean): void {
    if (to.k === 'name') {
      const scope = this.#scope as Scope;
      if (declare) scope.vars.set(to.name, v);
      else this.#assignName(to.name, v);
      return;
    }
    const at = this.#nowhere;
    if (to.k === 'object') {
      const taken = new Set<string>();
      for (const e of to.entries) {
        taken.add(e.key);
        this.bind(e.to, this.#orElse(this.member(v, e.key, at), e.otherwise), declare);
      }
      if (to.rest !== null) {
        const rest: V =
          v.t === 'obj'
            ? { ...v, entries: new Map([...v.entries].filter(([key]) => !taken.has(key))), slot: null }
            : v.t === 'undef'
              ? v
              : unseen('rest of an object that is not known');
        this.bind({ k: 'name', name: to.rest }, rest, declare);
      }
      return;
    }
    to.items.forEach((item, i) => {
      if (item) this.bind(item.to, this.#orElse(this.#index(v, lit(i)), item.otherwise), declare);
    });
    if (to.rest !== null) {
      const rest: V = v.t === 'arr' ? { ...v, items: v.items.slice(to.items.length), slot: null } : unseen('rest');
      this.bind({ k: 'name', name: to.rest }, rest, declare);
    }
  }

  #orElse(v: V, otherwise: Expr | null): V {
    if (!otherwise) return v;
    if (v.t === 'undef') return this.#eval(otherwise);
    if (v.t === 'choice' && v.branches.some(b => b.v.t === 'undef')) {
      const fallback = this.#eval(otherwise);
      return each(v, b => (b.t === 'undef' ? fallback : b));
    }
    return v;
  }

  // Expressions.

  eval(e: Expr): V {
    return this.#eval(e);
  }

  #eval(e: Expr): V {
    this.#step();
    switch (e.k) {
      case 'literal':
        return lit(e.value, this.at(e));
      case 'undefined':
        return undef;
      case 'template': {
        let result: V = { t: 'text', parts: [] };
        for (const part of e.parts) {
          const v: V = part.k === 'text' ? lit(part.text, this.at(part)) : this.#eval(part);
          result = concat(result, v, this.at(part));
        }
        return settled(result);
      }
      case 'name':
        return this.#name(e.name, e);
      case 'this':
        return (this.#frame as Frame).self ?? unseen('this');
      case 'super':
        return unseen('super');
      case 'member': {
        if (e.object.k === 'super') return this.#superMember(e.name);
        return this.member(this.#eval(e.object), e.name, this.at(e));
      }
      case 'index':
        return this.#index(this.#eval(e.object), this.#eval(e.index));
      case 'call':
        return this.#call(e);
      case 'new':
        return this.#new(e);
      case 'object':
        return this.#object(e);
      case 'array':
        return this.#array(e);
      case 'conditional': {
        const test = truth(this.#eval(e.test));
        if (test !== null) return this.#eval(test ? e.yes : e.no);
        return this.#oneOf(
          e.when,
          () => this.#eval(e.yes),
          negated(e.when),
          () => this.#eval(e.no),
        );
      }
      case 'binary':
        return this.#binary(e);
      case 'not': {
        const t = truth(this.#eval(e.operand));
        return t === null ? unseen('condition') : lit(!t);
      }
      case 'function':
        return {
          t: 'fn',
          fn: e.fn,
          scope: this.#scope as Scope,
          self: e.fn.arrow ? (this.#frame as Frame).self : null,
          frame: this.#info(),
        };
      case 'class': {
        const cls = this.#class(e.cls);
        return cls;
      }
      case 'spread':
        this.#eval(e.operand);
        return unseen('spread');
      case 'assign':
        return this.#assign(e);
      case 'opaque':
        for (const inside of e.inside) this.#eval(inside);
        return unseen('expression');
    }
  }

  /** Evaluates two expressions of which only one would be. */
  #oneOf(when: string, yes: () => V, otherwise: string, no: () => V): V {
    const a = this.journal.branch(when, yes);
    const b = this.journal.branch(otherwise, no);
    this.journal.join(when, a.writes, b.writes);
    return choice([
      { when, v: a.result },
      { when: otherwise, v: b.result },
    ]);
  }

  #name(name: string, e: { start: number; end: number }): V {
    const scope = (this.#scope as Scope).find(name);
    if (scope) {
      const found = scope.vars.get(name) as V;
      if (found.t !== 'import') return found;
      const v = this.#resolved(found);
      return v.t === 'lib' ? { t: 'lib', fqn: v.fqn, written: this.at(e) } : v;
    }
    const { module } = this.#frame as Frame;
    switch (name) {
      case '__dirname':
        return lit(module.module.uri.replace(/\/[^/]*$/, ''));
      case '__filename':
        return lit(module.module.uri);
      case 'exports':
        return module.commonjs;
      case 'module': {
        const at = this.at(e);
        const held: V = {
          t: 'obj',
          entries: new Map([['exports', { v: module.commonjs, at, keyAt: at, whole: at }]]),
          complete: false,
          at,
          slot: null,
        };
        module.scope.vars.set('module', held);
        return held;
      }
      default:
        return { t: 'lib', fqn: `global.${name}`, written: this.at(e) };
    }
  }

  /** A member of any value. */
  member(v: V, name: string, at: SourceSpan): V {
    switch (v.t) {
      case 'obj': {
        const found = v.entries.get(name);
        if (found) return found.v;
        return v.complete ? undef : unseen('not all keys are visible');
      }
      case 'arr':
        if (name === 'length' && v.complete) return lit(v.items.length);
        return /^\d+$/.test(name) ? this.#index(v, lit(Number(name))) : unseen('array member');
      case 'module':
        return this.exported(v.module, name);
      case 'cls': {
        for (let cls: V | null = v; cls; cls = this.parentOf(cls)) {
          if (cls.t !== 'cls') return this.#library.member(cls, name, at);
          const found = cls.statics.get(name) ?? this.#method(cls, name, true, cls, at);
          if (found) return found;
        }
        return undef;
      }
      case 'inst': {
        const field = v.fields.get(name);
        if (field) return field;
        for (let cls: V | null = v.cls; cls?.t === 'cls'; cls = this.parentOf(cls)) {
          const found = this.#method(cls, name, false, v, at);
          if (found) return found;
        }
        return v.node ? this.#library.member(v.node, name, at) : unseen('field');
      }
      case 'choice':
        return each(v, b => this.member(b, name, at));
      case 'lib':
      case 'node':
      case 'made':
      case 'member':
        return this.#library.member(v, name, at);
      case 'lit':
        return name === 'length' && typeof v.value === 'string' ? lit(v.value.length) : unseen('member');
      case 'undef':
        return undef;
      case 'import':
        return this.member(this.#resolved(v), name, at);
      default:
        return unseen(v.t === 'unknown' ? v.reason : 'member');
    }
  }

  #method(cls: ClassValue, name: string, isStatic: boolean, self: V, at: SourceSpan): V | null {
    const method = cls.cls.methods.find(m => m.name === name && m.isStatic === isStatic);
    if (!method) return null;
    const fn: V = {
      t: 'fn',
      fn: method.fn,
      scope: cls.scope,
      self,
      frame: { module: cls.module, cls, base: cls.base },
    };
    return method.getter ? this.callFunction(fn, [], at) : fn;
  }

  #superMember(name: string): V {
    const { cls, self } = this.#frame as Frame;
    for (let parent: V | null = cls ? this.parentOf(cls) : null; parent?.t === 'cls'; parent = this.parentOf(parent)) {
      const found = this.#method(parent, name, false, self ?? undef, this.#nowhere);
      if (found) return found;
    }
    return self
      ? this.member(self.t === 'inst' && self.node ? self.node : unseen('super'), name, this.#nowhere)
      : unseen('super');
  }

  #index(object: V, index: V): V {
    if (index.t === 'lit' && (typeof index.value === 'string' || typeof index.value === 'number')) {
      const { value } = index;
      if (object.t === 'arr' && typeof value === 'number') {
        const item = object.items[value];
        return item ? item.v : object.complete ? undef : unseen('not all items are visible');
      }
      if (object.t === 'choice') return each(object, o => this.#index(o, index));
      return this.member(object, String(value), this.#nowhere);
    }
    if (index.t === 'choice' && object.t !== 'choice') return each(index, i => this.#index(object, i));
    return unseen('computed member');
  }

  #object(e: Extract<Expr, { k: 'object' }>): V {
    const entries = new Map<string, Field>();
    let complete = true;
    for (const entry of e.entries) {
      if (entry.k === 'entry') {
        const v = this.#eval(entry.value);
        entries.delete(entry.key);
        entries.set(entry.key, {
          v,
          at: this.#placeOf(entry.value, v),
          keyAt: this.at(entry.keyAt),
          whole: this.at(entry),
        });
        continue;
      }
      if (entry.k === 'computed') {
        const key = this.#eval(entry.key);
        const v = this.#eval(entry.value);
        if (key.t === 'lit' && key.value !== null)
          entries.set(String(key.value), {
            v,
            at: this.at(entry.value),
            keyAt: this.at(entry.key),
            whole: this.at(entry),
          });
        else complete = false;
        continue;
      }
      complete = this.#spread(entries, this.#eval(entry.operand)) && complete;
    }
    return { t: 'obj', entries, complete, at: this.at(e), slot: this.#slot(e.slot) };
  }

  /** Copies the entries of a spread; false when it may hold keys that we don't see, which hide what stands before it. */
  #spread(entries: Map<string, Field>, v: V): boolean {
    if (v.t === 'undef' || (v.t === 'lit' && typeof v.value !== 'string')) return true;
    if (v.t === 'obj' && v.complete) {
      for (const [key, field] of v.entries) entries.set(key, field);
      return true;
    }
    if (
      v.t === 'choice' &&
      v.branches.every(b => b.v.t === 'undef' || b.v.t === 'lit' || (b.v.t === 'obj' && b.v.complete))
    ) {
      // `...(isProd && { … })`: each key is there in some branches.
      const keys = new Set(v.branches.flatMap(b => (b.v.t === 'obj' ? [...b.v.entries.keys()] : [])));
      for (const key of keys) {
        const before = entries.get(key);
        const sample = v.branches.map(b => (b.v.t === 'obj' ? b.v.entries.get(key) : undefined)).find(f => f) as Field;
        const branches = v.branches.map(b => ({
          when: b.when,
          v: (b.v.t === 'obj' ? b.v.entries.get(key)?.v : undefined) ?? before?.v ?? undef,
        }));
        entries.set(key, { ...sample, v: choice(branches) });
      }
      return true;
    }
    for (const [key, field] of entries) entries.set(key, { ...field, v: unseen('a spread may hide it') });
    if (v.t === 'obj') for (const [key, field] of v.entries) entries.set(key, field);
    return false;
  }

  #array(e: Extract<Expr, { k: 'array' }>): V {
    const items: Item[] = [];
    let complete = true;
    for (const item of e.items) {
      if (item.k === 'spread') {
        const v = this.#eval(item.operand);
        if (v.t === 'arr') {
          items.push(...v.items);
          complete = complete && v.complete;
        } else if (v.t === 'choice' && v.branches.every(b => b.v.t === 'arr')) {
          for (const b of v.branches) if (b.v.t === 'arr') items.push(...b.v.items);
          complete = false;
        } else complete = false;
        continue;
      }
      items.push(this.#item(item));
    }
    return { t: 'arr', items, complete, at: this.at(e), slot: this.#slot(e.slot) };
  }

  #binary(e: Extract<Expr, { k: 'binary' }>): V {
    const left = this.#eval(e.left);
    switch (e.op) {
      case '??':
      case '||':
      case '&&': {
        const decided = e.op === '??' ? nullish(left) : truth(left);
        const takesRight = e.op === '||' ? decided === false : decided === true;
        if (decided !== null) return takesRight ? this.#eval(e.right) : left;
        if (left.t === 'choice') {
          const right = this.#eval(e.right);
          return each(left, b => {
            const d = e.op === '??' ? nullish(b) : truth(b);
            if (d === null)
              return choice([
                { when: e.when, v: b },
                { when: negated(e.when), v: right },
              ]);
            return (e.op === '||' ? d === false : d) ? right : b;
          });
        }
        if (e.op === '&&')
          return this.#oneOf(
            e.when,
            () => this.#eval(e.right),
            negated(e.when),
            () => undef,
          );
        return this.#oneOf(
          e.when,
          () => left,
          negated(e.when),
          () => this.#eval(e.right),
        );
      }
      case '+': {
        const right = this.#eval(e.right);
        if (left.t === 'lit' && right.t === 'lit' && typeof left.value === 'number' && typeof right.value === 'number')
          return lit(left.value + right.value);
        if (isStringy(left) || isStringy(right))
          return settled(concat(concat({ t: 'text', parts: [] }, left, this.at(e.left)), right, this.at(e.right)));
        return unseen('sum');
      }
      default:
        return binary(e.op, left, this.#eval(e.right));
    }
  }

  #assign(e: Extract<Expr, { k: 'assign' }>): V {
    let v = this.#eval(e.value);
    if (e.op === '+=' || e.op === '-=') {
      const before = this.#eval(e.target);
      if (before.t === 'lit' && v.t === 'lit' && typeof before.value === 'number' && typeof v.value === 'number')
        v = lit(e.op === '+=' ? before.value + v.value : before.value - v.value);
      else if (e.op === '+=' && isStringy(before))
        v = settled(concat(concat({ t: 'text', parts: [] }, before, this.at(e.target)), v, this.at(e.value)));
      else v = unseen('changed');
    } else if (e.op !== '=') {
      const before = this.#eval(e.target);
      const known = e.op === '??=' ? nullish(before) : truth(before);
      if (e.op === '||=' ? known === true : known === false) v = before;
      else if (known === null) v = unseen('changed');
    }
    const { target } = e;
    if (target.k === 'name') this.#assignName(target.name, v);
    else if (target.k === 'member' || target.k === 'index') {
      const object = this.#eval(target.object);
      const key = target.k === 'member' ? lit(target.name) : this.#eval(target.index);
      const name = key.t === 'lit' && key.value !== null ? String(key.value) : null;
      const keyAt = this.at(target.k === 'member' ? target.nameAt : target.index);
      this.#assignMember(object, name, { v, at: this.at(e.value), keyAt, whole: this.at(e) });
    } else if (target.k === 'array' || target.k === 'object') {
      // Destructuring into names that exist: what they become is not followed.
      for (const inside of target.k === 'array' ? target.items : [])
        if (inside.k === 'name') this.#assignName(inside.name, unseen('destructured'));
    }
    return v;
  }

  #assignName(name: string, v: V): void {
    const scope = (this.#scope as Scope).find(name);
    if (scope) this.journal.write(scope.vars, name, v);
  }

  #assignMember(object: V, name: string | null, field: Field): void {
    switch (object.t) {
      case 'obj':
        if (name !== null) this.journal.write(object.entries, name, field);
        else object.complete = false;
        return;
      case 'arr': {
        object.complete = false;
        return;
      }
      case 'inst':
        if (name === null) return;
        this.journal.write(object.fields, name, field.v);
        return;
      case 'cls':
        if (name !== null) this.journal.write(object.statics, name, field.v);
        return;
      case 'node':
      case 'made':
      case 'member':
        if (name !== null) this.#library.assign(object, name, field, this.journal.conditions);
        return;
      case 'choice':
        for (const b of object.branches)
          if (b.v.t === 'node' || b.v.t === 'made' || b.v.t === 'member')
            this.#assignMember(b.v, name, { ...field, v: unseen('conditional') });
        return;
    }
  }

  // Calls.

  args(list: readonly Expr[]): { items: Item[]; complete: boolean } {
    const items: Item[] = [];
    let complete = true;
    for (const a of list) {
      if (a.k === 'spread') {
        const v = this.#eval(a.operand);
        if (v.t === 'arr' && v.complete) items.push(...v.items);
        else complete = false;
        continue;
      }
      if (complete) items.push(this.#item(a));
      else this.#eval(a);
    }
    return { items, complete };
  }

  #call(e: Extract<Expr, { k: 'call' }>): V {
    const frame = this.#frame as Frame;
    const { callee } = e;
    const at = this.at(e);
    if (callee.k === 'super') {
      const { items } = this.args(e.args);
      frame.parent?.(items, at);
      return undef;
    }
    if (callee.k === 'name' && callee.name === 'require') {
      const [first] = e.args;
      if (first?.k === 'literal' && typeof first.value === 'string') return this.#load(frame.module, first.value);
      return unseen('require');
    }
    if (callee.k === 'member') {
      if (callee.object.k === 'super') {
        const fn = this.#superMember(callee.name);
        const { items } = this.args(e.args);
        return fn.t === 'fn' ? this.callFunction(fn, items, at) : unseen('super call');
      }
      const on = this.#eval(callee.object);
      const { items } = this.args(e.args);
      return this.#callMember(on, callee.name, items, at, this.at(callee.nameAt));
    }
    const fn = this.#eval(callee);
    const { items, complete } = this.args(e.args);
    return this.call(fn, complete ? items : null, at);
  }

  #callMember(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): V {
    switch (on.t) {
      case 'arr':
        return arrayCall(this, on, name, args, at);
      case 'lit':
      case 'text':
        return stringCall(on, name, args, at);
      case 'choice':
        return each(on, b => this.#callMember(b, name, args, at, nameAt));
      case 'node':
        return this.#library.call(on, name, args, at, nameAt);
      case 'made':
      case 'member':
        return this.#callback(name, args)
          ? unseen('list that is not known')
          : this.#library.call(on, name, args, at, nameAt);
      case 'lib':
        if (on.fqn === 'global.Object' || on.fqn === 'global.Array') {
          const known = objectCall(this, name, args, at);
          if (known) return known;
        }
        return this.#library.call(on, name, args, at, nameAt);
      case 'inst': {
        const fn = this.member(on, name, at);
        if (fn.t === 'fn') return this.callFunction(fn, args, at);
        return on.node ? this.#library.call(on.node, name, args, at, nameAt) : unseen('method');
      }
      case 'unknown':
        this.#callback(name, args);
        return this.#library.call(on, name, args, at, nameAt);
      default: {
        const fn = this.member(on, name, at);
        if (fn.t === 'lib') return this.#library.call(on, name, args, at, nameAt);
        return this.call(fn, args, at);
      }
    }
  }

  /** Callbacks of what looks like a list or a promise run at least once, or so we take it. */
  #callback(name: string, args: readonly Item[]): boolean {
    const fn = args[0]?.v;
    if (fn?.t !== 'fn' || !/^(forEach|map|flatMap|then|filter)$/.test(name)) return false;
    this.speculate(fn);
    return true;
  }

  /** Runs a callback that may run any number of times. */
  speculate(fn: V & { t: 'fn' }): void {
    this.journal.speculate(() => this.callFunction(fn, null));
  }

  /** Calls any value. `args` null: nothing is known of the arguments. */
  call(fn: V, args: readonly Item[] | null, at: SourceSpan): V {
    switch (fn.t) {
      case 'fn':
        return this.callFunction(fn, args, at);
      case 'lib':
        return this.#library.call(fn, '', args ?? [], at, at);
      case 'choice':
        return each(fn, b => this.call(b, args, at));
      default:
        this.#library.given(args ?? [], at);
        return unseen('function call');
    }
  }

  /** Calls a function of the app. `args` null: nothing is known of the arguments. */
  callFunction(fn: V & { t: 'fn' }, args: readonly Item[] | null, at?: SourceSpan): V {
    const nested = this.#nested.get(fn.fn) ?? 0;
    // A recursion on what is not known says nothing new, and would branch without end.
    const most = args?.some(a => a.v.t !== 'unknown') ? MAX_NESTED : 1;
    if (nested >= most || this.#depth >= MAX_CALLS) return unseen('calls too deep');
    this.called.add(fn.fn);
    this.#nested.set(fn.fn, nested + 1);
    this.#depth++;
    const frame: Frame = {
      ...fn.frame,
      self: fn.self,
      pending: [],
      parent: null,
    };
    try {
      return this.#inFrame(frame, new Scope(fn.scope), () => {
        this.#params(fn.fn, args, at, null);
        const completion = this.#block(fn.fn.body);
        if (fn.fn.generator) return unseen('generator');
        const last = completion?.kind === 'return' ? completion.v : undef;
        const { pending } = frame;
        if (pending.length === 0) return last;
        return choice([...pending, { when: negated((pending.at(-1) as { when: string }).when), v: last }]);
      });
    } finally {
      this.#depth--;
      this.#nested.set(fn.fn, nested);
    }
  }

  #params(fn: Fn, args: readonly Item[] | null, at: SourceSpan | undefined, self: Instance | null): void {
    fn.params.forEach((param, i) => {
      let v: V;
      if (param.rest) {
        const items = args?.slice(i) ?? [];
        v = { t: 'arr', items: [...items], complete: args !== null, at: at ?? this.at(fn), slot: null };
      } else if (args === null) v = unseen('parameter');
      else v = this.#orElse(args[i]?.v ?? undef, param.otherwise);
      this.bind(param.to, v, true);
      if (param.field && self && param.to.k === 'name') this.journal.write(self.fields, param.to.name, v);
    });
  }

  #new(e: Extract<Expr, { k: 'new' }>): V {
    const callee = this.#eval(e.callee);
    const { items, complete } = this.args(e.args);
    const site: Site = {
      at: this.at(e),
      classAt: this.at(e.callee),
      written: e.written,
      variable: e.variable,
      slot: this.#slot(e.slot),
    };
    switch (callee.t) {
      case 'cls':
        return this.instantiate(callee, complete ? items : null, site);
      case 'lib':
        return this.#library.construct(callee.fqn, items, site, null);
      default:
        this.#library.given(items, site.at);
        return unseen('class that is not known');
    }
  }

  /** Makes an instance of a class of the app. */
  instantiate(cls: ClassValue, args: readonly Item[] | null, site: Site): V {
    const nested = this.#nested.get(cls.cls) ?? 0;
    if (nested >= MAX_NESTED || this.#depth >= MAX_CALLS) return unseen('recursion');
    const instance: Instance = { t: 'inst', cls, fields: new Map(), node: null, site };
    this.#nested.set(cls.cls, nested + 1);
    this.#depth++;
    try {
      this.#construct(cls, instance, args, site.at);
    } finally {
      this.#depth--;
      this.#nested.set(cls.cls, nested);
    }
    return instance;
  }

  #construct(cls: ClassValue, instance: Instance, args: readonly Item[] | null, at: SourceSpan): void {
    cls.uses++;
    let parentRan = false;
    const parent = this.parentOf(cls);
    const runParent = (given: readonly Item[] | null, place: SourceSpan) => {
      if (parentRan) return;
      parentRan = true;
      if (parent?.t === 'cls') this.#construct(parent, instance, given, place);
      else if (parent) {
        const fqn = parent.t === 'lib' ? parent.fqn : 'unknown';
        this.#library.construct(fqn, given ?? [], instance.site, instance);
      }
      this.#fields(cls, instance);
    };
    const frame: Frame = {
      module: cls.module,
      cls,
      base: cls.base,
      self: instance,
      pending: [],
      parent: runParent,
    };
    this.#inFrame(frame, new Scope(cls.scope), () => {
      const fn = cls.cls.constructor_;
      if (!parent) this.#fields(cls, instance);
      if (!fn) {
        if (parent) runParent(args, at);
        return;
      }
      this.#params(fn, args, at, instance);
      this.#block(fn.body);
    });
  }

  #fields(cls: ClassValue, instance: Instance): void {
    const frame: Frame = { module: cls.module, cls, base: cls.base, self: instance, pending: [], parent: null };
    this.#inFrame(frame, new Scope(cls.scope), () => {
      for (const field of cls.cls.fields)
        if (!field.isStatic) this.journal.write(instance.fields, field.name, this.#eval(field.value));
    });
  }

  /** What a class extends; null for nothing, and for classes that extend each other in a circle. */
  parentOf(cls: ClassValue): V | null {
    if (cls.parent === undefined) {
      cls.parent = null;
      const { parent } = cls.cls;
      if (parent)
        cls.parent = this.#inFrame(
          { module: cls.module, cls: null, base: cls.base, self: null, pending: [], parent: null },
          cls.scope,
          () => this.#eval(parent),
        );
      for (let above: V | null = cls.parent; above?.t === 'cls'; above = above.parent ?? null)
        if (above === cls) cls.parent = null;
    }
    return cls.parent;
  }

  #class(cls: Class): ClassValue {
    const value: ClassValue = {
      t: 'cls',
      cls,
      scope: this.#scope as Scope,
      module: (this.#frame as Frame).module,
      base: this.#base,
      statics: new Map(),
      parent: undefined,
      uses: 0,
    };
    this.classes.push(value);
    return value;
  }

  #statics(cls: Class): void {
    const value = (this.#scope as Scope).vars.get(cls.name ?? 'default');
    if (value?.t !== 'cls') return;
    const frame: Frame = { module: value.module, cls: value, base: value.base, self: value, pending: [], parent: null };
    this.#inFrame(frame, new Scope(value.scope), () => {
      for (const field of cls.fields) if (field.isStatic) value.statics.set(field.name, this.#eval(field.value));
    });
  }
}
