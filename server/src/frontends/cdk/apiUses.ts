/**
 * Where a file uses something of aws-cdk-lib that the library says not to use any more. Goes through the intermediate form
 * once, looks closer only at words that may be deprecated, and follows names no further than the file itself: what an
 * expression is made of says which type it has, and the library's declarations say the rest.
 */
import { type SourceSpan, span } from '../../core/document.ts';
import { Carrier } from '../../core/settled.ts';
import type { ApiPath, Deprecation, Deprecations } from '../../core/deprecations.ts';
import type { ApiReplacement, DeprecatedUse, LambdaAuthorizer } from '../../core/resource.ts';
import type { Class, Expr, Fn, Module, ObjectEntry, Param, Pattern, Stmt } from './ir.ts';
import { authorizerOf } from './authorizers.ts';
import { libraryOf } from './modules.ts';

/** A path to an API, as it grows with the expression: the module, then the type, then steps. */
type Path =
  | { readonly module: string; readonly type: null }
  | { readonly module: string; readonly type: string; readonly before: Path | null; readonly step: string | null };

/** What a name stands for; null for what is not the library's. */
type Names = Map<string, Path | null>;

interface Around {
  readonly names: readonly Names[];
  /** What `this` is: an instance of a library class that the user's class extends; and the fields of it that are known. */
  readonly self: Path | null;
  readonly fields: Names;
  /** Members that the user's own class declares, which hide those of the library. */
  readonly own: ReadonlySet<string>;
}

const AUTHORIZER = /(Token|Request)Authorizer$/;

/** Called for each use that the library deprecates; gives what to write in its place. */
export type Replace = (found: Deprecation, use: 'key' | 'member' | 'type') => ApiReplacement | null;

/** What a module uses that is deprecated, by what `library` says; and the Lambda authorizers that it makes. */
export function deprecatedUses(
  module: Module,
  library: Deprecations,
  replace: Replace,
): (DeprecatedUse | LambdaAuthorizer)[] {
  const imports: Names = new Map();
  const modules = new Set<string>();
  for (const i of module.imports) {
    const path = imported(i.module, i.name);
    if (!path) continue;
    imports.set(i.local, path);
    modules.add(path.module);
  }
  if (!module.modules.some(m => m.startsWith('aws-cdk-lib'))) return [];
  // Services may be reached through the root.
  if (modules.has('')) for (const m of rootModules(module)) modules.add(m);
  const walker = new Walker(module.uri, library, [...modules], replace);
  walker.statements(module.body, { names: [imports], self: null, fields: new Map(), own: new Set() });
  return [...walker.found, ...walker.authorizers];
}

/** The path of an import of aws-cdk-lib v2; null for other packages. */
function imported(specifier: string, name: string): Path | null {
  if (!/^aws-cdk-lib(\/|$)/.test(specifier)) return null;
  const library = libraryOf(specifier);
  if (library !== 'aws-cdk-lib' && !library.startsWith('aws-cdk-lib.')) return null;
  const module = library.slice('aws-cdk-lib.'.length);
  if (name === '*' || name === 'default') return rooted(module, null);
  return module === '' && isModule(name) ? rooted(name, null) : rooted(module, name);
}

/** `aws_iam`, `custom_resources`: names of modules are in lower case, names of types are not. */
function isModule(name: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(name);
}

function* rootModules(module: Module): Generator<string> {
  for (const fact of module.facts) if (fact.kind === 'root-namespace') yield fact.module;
}

class Walker {
  readonly found: DeprecatedUse[] = [];
  readonly authorizers: LambdaAuthorizer[] = [];
  readonly #uri: string;
  readonly #library: Deprecations;
  readonly #modules: string;
  readonly #words: ReadonlySet<string>;
  readonly #replace: Replace;
  /** Where the places in the code that is looked at count from. */
  #base = 0;

  constructor(uri: string, library: Deprecations, modules: readonly string[], replace: Replace) {
    this.#uri = uri;
    this.#library = library;
    this.#modules = modules.join();
    this.#words = library.words(modules);
    this.#replace = replace;
  }

  statements(body: readonly Stmt[], around: Around): void {
    const inner = { ...around, names: [new Map() as Names, ...around.names] };
    for (const s of body) this.#statement(s, inner);
  }

  #statement(s: Stmt, around: Around): void {
    switch (s.k) {
      case 'placed':
        this.#base += s.at;
        this.#placed(s.body, around);
        this.#base -= s.at;
        return;
      case 'let':
        if (s.value) this.#visit(s.value, around);
        this.#bind(s.to, s.value ? this.#pathOf(s.value, around) : null, around);
        return;
      case 'run':
        this.#visit(s.value, around);
        return;
      case 'if':
        this.#visit(s.test, around);
        this.statements(s.yes, around);
        this.statements(s.no, around);
        return;
      case 'each':
        this.#visit(s.over, around);
        this.#within(s.body, s.to, around);
        return;
      case 'loop':
        this.statements(s.before, around);
        if (s.test) this.#visit(s.test, around);
        if (s.step) this.#visit(s.step, around);
        this.statements(s.body, around);
        return;
      case 'return':
        if (s.value) this.#visit(s.value, around);
        return;
      case 'block':
        this.statements(s.body, around);
        return;
      case 'switch':
        this.#visit(s.on, around);
        for (const c of s.cases) {
          if (c.test) this.#visit(c.test, around);
          this.statements(c.body, around);
        }
        return;
      case 'function':
        if (s.fn.name) declare(s.fn.name, null, around);
        this.#function(s.fn, inFunction(around, new Set()));
        return;
      case 'class':
        if (s.cls.name) declare(s.cls.name, null, around);
        this.#class(s.cls, around);
        return;
      case 'enum':
        declare(s.name, null, around);
        for (const m of s.members) if (m.value) this.#visit(m.value, around);
        return;
    }
  }

  /** Statements that are the same as before are not looked at again where all names mean the same. */
  #placed(body: readonly Stmt[], around: Around): void {
    const before = looked.get(body);
    const mentioned = before === undefined ? mentions(body) : (before?.mentioned ?? null);
    if (before?.library === this.#library && before.modules === this.#modules && this.#means(around, before)) {
      this.#again(before);
      for (const [i, s] of body.entries()) if (s.k === 'let') this.#bind(s.to, before.declared[i] ?? null, around);
      return;
    }
    const now = mentioned && {
      mentioned,
      library: this.#library,
      modules: this.#modules,
      self: around.self,
      names: mentioned.names.map(name => this.#name(name, around)),
      fields: mentioned.members.map(name => fieldOf(name, around)),
      base: this.#base,
    };
    const [uses, authorizers] = [this.found.length, this.authorizers.length];
    const declared: (Path | null)[] = [];
    for (const s of body) {
      declared.push(s.k === 'let' && s.value ? this.#pathOf(s.value, around) : null);
      this.#statement(s, around);
    }
    const found = { found: this.found.slice(uses), authorizers: this.authorizers.slice(authorizers) };
    looked.set(body, now && { ...now, declared, ...found });
  }

  /** What was found in statements, where they stand now. */
  #again(before: Looked): void {
    const { found, authorizers, base } = before;
    if (found.length + authorizers.length === 0) return;
    if (base !== this.#base) {
      const move = { uri: this.#uri, from: 0, by: this.#base - base };
      const carrier = new Carrier(move, new Map());
      before.found = found.flatMap(use => carrier.carried(use) ?? []);
      before.authorizers = authorizers.flatMap(made => carrier.carried(made) ?? []);
      before.base = this.#base;
    }
    this.found.push(...before.found);
    this.authorizers.push(...before.authorizers);
  }

  /** Whether all that is mentioned means what it meant. */
  #means(around: Around, before: Looked): boolean {
    const { names, members } = before.mentioned;
    if (around.self !== before.self) return false;
    for (let i = 0; i < names.length; i++) if (this.#name(names[i] as string, around) !== before.names[i]) return false;
    for (let i = 0; i < members.length; i++)
      if (fieldOf(members[i] as string, around) !== before.fields[i]) return false;
    return true;
  }

  #within(body: readonly Stmt[], to: Pattern, around: Around): void {
    const names: Names = new Map();
    const inner = { ...around, names: [names, ...around.names] };
    this.#bind(to, null, inner);
    this.statements(body, inner);
  }

  #bind(to: Pattern, path: Path | null, around: Around): void {
    if (to.k === 'name') declare(to.name, path, around);
    else if (to.k === 'object') {
      for (const e of to.entries) this.#bind(e.to, path ? member(path, e.key) : null, around);
      if (to.rest) declare(to.rest, null, around);
    } else {
      for (const item of to.items) if (item) this.#bind(item.to, null, around);
      if (to.rest) declare(to.rest, null, around);
    }
  }

  #class(cls: Class, around: Around): void {
    const parent = cls.parent ? this.#pathOf(cls.parent, around) : null;
    if (cls.parent) this.#visit(cls.parent, around);
    const self = parent ? stepped(parent, 'new') : null;
    const own = new Set([...cls.methods.map(m => m.name), ...cls.fields.map(f => f.name)]);
    const fields: Names = new Map();
    const inside: Around = { ...around, self, fields, own };
    for (const f of cls.fields) fields.set(f.name, this.#pathOf(f.value, inside));
    for (const p of cls.constructor_?.params ?? [])
      if (p.field && p.to.k === 'name') fields.set(p.to.name, this.#typed(p, around));
    for (const f of cls.fields) this.#visit(f.value, inside);
    if (cls.constructor_) this.#function(cls.constructor_, inside);
    for (const m of cls.methods) this.#function(m.fn, m.isStatic ? inFunction(inside) : inside);
  }

  #function(fn: Fn, around: Around): void {
    const names: Names = new Map();
    const inner = { ...around, names: [names, ...around.names] };
    for (const p of fn.params) {
      if (p.otherwise) this.#visit(p.otherwise, around);
      this.#bind(p.to, this.#typed(p, around), inner);
    }
    this.statements(fn.body, inner);
  }

  /** An instance of a parameter's type. */
  #typed(p: Param, around: Around): Path | null {
    if (!p.type || p.rest) return null;
    const [first, ...rest] = p.type.split('.');
    let path = this.#name(first as string, around);
    for (const name of rest) path = path ? member(path, name) : null;
    return path && path.type !== null && path.before === null ? stepped(path, 'new') : null;
  }

  #name(name: string, around: Around): Path | null {
    for (const names of around.names) {
      const path = names.get(name);
      if (path !== undefined) return path;
    }
    return null;
  }

  /** What an expression is made of, if that is the library's. */
  #pathOf(e: Expr, around: Around): Path | null {
    switch (e.k) {
      case 'name':
        return this.#name(e.name, around);
      case 'this':
        return around.self;
      case 'super':
        return around.self;
      case 'member': {
        if (e.object.k === 'this') {
          const field = fieldOf(e.name, around);
          if (field !== undefined) return field;
        }
        const path = this.#pathOf(e.object, around);
        return path ? member(path, e.name) : null;
      }
      case 'index': {
        const path = this.#pathOf(e.object, around);
        return path ? stepped(path, '[]') : null;
      }
      case 'new':
      case 'call': {
        if (e.k === 'call' && e.callee.k === 'name' && e.callee.name === 'require') {
          const [first] = e.args;
          return first?.k === 'literal' && typeof first.value === 'string' ? imported(first.value, '*') : null;
        }
        const path = this.#pathOf(e.callee, around);
        return path ? stepped(path, e.k === 'new' ? 'new' : '()') : null;
      }
      case 'binary':
        return e.op === '??' || e.op === '||' ? this.#pathOf(e.right, around) : null;
      case 'conditional':
        return this.#pathOf(e.yes, around) ?? this.#pathOf(e.no, around);
      case 'assign':
        return this.#pathOf(e.value, around);
      default:
        return null;
    }
  }

  #visit(e: Expr, around: Around): void {
    switch (e.k) {
      case 'name':
        this.#type(e, e, around);
        return;
      case 'template':
        for (const p of e.parts) if (p.k !== 'text') this.#visit(p, around);
        return;
      case 'member':
        this.#member(e, around);
        this.#visit(e.object, around);
        return;
      case 'index':
        this.#visit(e.object, around);
        this.#visit(e.index, around);
        return;
      case 'new':
      case 'call': {
        const already = this.found.length;
        this.#visit(e.callee, around);
        if (e.k === 'new' && AUTHORIZER.test(e.written)) {
          const path = this.#pathOf(e.callee, around);
          if (path?.module === 'aws_apigateway' && path.type !== null && path.before === null) {
            const made = authorizerOf(e, path.type, at => this.#span(at));
            if (made) this.authorizers.push(made);
          }
        }
        let callee: Path | null = null;
        if (e.args.some(isOpenTo)) {
          callee = e.callee.k === 'super' ? around.self : this.#pathOf(e.callee, around);
          if (callee && e.callee.k !== 'super') callee = stepped(callee, e.k === 'new' ? 'new' : '()');
        }
        // Of what is deprecated as a whole the parts are not worth a word.
        for (let i = already; i < this.found.length; i++)
          if (this.found[i]?.span.end === this.#base + e.callee.end) callee = null;
        const made = e.k === 'new' || e.callee.k === 'super' ? e.args : [];
        for (let i = 0; i < e.args.length; i++) {
          const arg = e.args[i] as Expr;
          this.#argument(arg, callee && isOpenTo(arg) ? stepped(callee, `#${i}`) : null, around, made);
        }
        if (e.k === 'new') this.#madeOf(e, already);
        return;
      }
      case 'object':
        this.#argument(e, null, around, []);
        return;
      case 'array':
        for (const item of e.items) this.#visit(item, around);
        return;
      case 'conditional':
        this.#visit(e.test, around);
        this.#visit(e.yes, around);
        this.#visit(e.no, around);
        return;
      case 'binary':
        this.#visit(e.left, around);
        this.#visit(e.right, around);
        return;
      case 'not':
      case 'spread':
        this.#visit(e.operand, around);
        return;
      case 'function':
        this.#function(e.fn, e.fn.arrow ? around : inFunction(around));
        return;
      case 'class':
        this.#class(e.cls, around);
        return;
      case 'assign': {
        this.#visit(e.value, around);
        this.#visit(e.target, around);
        const path = e.op === '=' ? this.#pathOf(e.value, around) : null;
        const { target } = e;
        if (target.k === 'member' && target.object.k === 'this') around.fields.set(target.name, path);
        else if (target.k === 'name') around.names.find(n => n.has(target.name))?.set(target.name, path);
        return;
      }
      case 'opaque':
        for (const i of e.inside) this.#visit(i, around);
        return;
    }
  }

  /** An argument or a part of one, with the type that is asked for there. `made` are the arguments of a class that is made. */
  #argument(e: Expr, path: Path | null, around: Around, made: readonly Expr[]): void {
    switch (e.k) {
      case 'object': {
        for (const entry of e.entries) {
          if (entry.k === 'spread') this.#argument(entry.operand, path, around, made);
          else if (entry.k === 'computed') {
            this.#visit(entry.key, around);
            this.#visit(entry.value, around);
          } else {
            const isWord = this.#words.has(entry.key);
            const at = path && (isWord || isOpenTo(entry.value)) ? member(path, entry.key) : null;
            const count = this.found.length;
            if (at && isWord) this.#key(entry, at, e.entries, made, around);
            const keyed = this.found.length;
            this.#argument(entry.value, at, around, []);
            // A key and what only it takes go together: `healthCheck: HealthCheck.ec2()`.
            if (keyed > count)
              this.found.splice(keyed, Infinity, ...this.found.slice(keyed).filter(f => f.use !== 'type'));
          }
        }
        return;
      }
      case 'array':
        for (const item of e.items)
          this.#argument(item, path && isOpenTo(item) ? stepped(path, '[]') : null, around, []);
        return;
      case 'conditional':
        this.#visit(e.test, around);
        this.#argument(e.yes, path, around, made);
        this.#argument(e.no, path, around, made);
        return;
      case 'binary':
        if (e.op !== '??' && e.op !== '||' && e.op !== '&&') break;
        this.#visit(e.left, around);
        this.#argument(e.right, path, around, made);
        return;
    }
    this.#visit(e, around);
  }

  #key(
    entry: Extract<ObjectEntry, { readonly k: 'entry' }>,
    path: Path,
    all: readonly ObjectEntry[],
    made: readonly Expr[],
    around: Around,
  ): void {
    const said = this.#ask(path);
    if (!said) return;
    const { value } = entry;
    const [scope, id] = made;
    this.found.push({
      ...this.#use('key', said, ownerOf(path), entry.keyAt, entry),
      value: {
        span: this.#span(value),
        word: wordOf(value),
        open: isOpen(value) && !isStatic(this.#pathOf(value, around)),
        items: this.#names(value),
        call: this.#called(value, around),
      },
      shorthand: value.start === entry.keyAt.start,
      beside: all.flatMap(other =>
        other.k === 'entry' && other !== entry
          ? [{ key: other.key, span: this.#span(other), word: wordOf(other.value) }]
          : [],
      ),
      scope: scope ? written(scope) : null,
      id: id?.k === 'literal' && typeof id.value === 'string' ? id.value : null,
    });
  }

  /** The items of a list of names; null for anything else. */
  #names(e: Expr): SourceSpan[] | null {
    if (e.k !== 'array' || e.items.length === 0 || !e.items.every(item => written(item) !== null)) return null;
    return e.items.map(item => this.#span(item));
  }

  /** `autoscaling.HealthCheck.elb({ grace })`: a static method of the library, called with at most one argument. */
  #called(e: Expr, around: Around): NonNullable<DeprecatedUse['value']>['call'] {
    if (e.k !== 'call' || e.callee.k !== 'member' || e.args.length > 1) return null;
    if (!isStatic(this.#pathOf(e.callee, around))) return null;
    const [argument] = e.args;
    const entries = argument?.k === 'object' ? argument.entries : [];
    if (argument?.k === 'spread' || !entries.every(entry => entry.k === 'entry')) return null;
    const keys = entries.map(entry => ({ key: entry.key, span: this.#span(entry.keyAt) }));
    return { method: e.callee.name, callee: this.#span(e.callee), keys };
  }

  #member(e: Extract<Expr, { readonly k: 'member' }>, around: Around): void {
    if (!this.#words.has(e.name)) return;
    const path = this.#pathOf(e, around);
    if (!path || path.type === null) return;
    if (path.before === null) this.#type(e, e.nameAt, around);
    else if (path.step === `.${e.name}`) {
      const said = this.#ask(path);
      if (said) this.found.push(this.#use('member', said, ownerOf(path), e.nameAt, e));
    }
  }

  /** A type that is named: in `new`, in `extends`, before a static member. */
  #type(e: Expr, at: { readonly start: number; readonly end: number }, around: Around): void {
    const name = e.k === 'name' ? e.name : e.k === 'member' ? e.name : '';
    if (e.k === 'name' && !this.#isWord(name, around)) return;
    const path = this.#pathOf(e, around);
    if (!path || path.type === null || path.before !== null || path.step !== null) return;
    const said = this.#ask(path);
    if (said) this.found.push(this.#use('type', said, path.type, at, e));
  }

  /** Whether a name may be that of a deprecated type, by its own name or by what it is imported as. */
  #isWord(name: string, around: Around): boolean {
    const path = this.#name(name, around);
    return path !== null && path.type !== null && path.before === null && this.#words.has(path.type);
  }

  /** Says of a deprecated class that is made there where that begins. */
  #madeOf(e: Extract<Expr, { readonly k: 'new' }>, from: number): void {
    const i = this.found.findIndex((f, n) => n >= from && f.use === 'type' && f.span.end === this.#base + e.callee.end);
    const use = this.found[i];
    if (use)
      this.found[i] = {
        ...use,
        whole: this.#span({ start: e.start, end: e.callee.end }),
        isMade: true,
      };
  }

  #ask(path: Path): Deprecation | null {
    const steps: string[] = [];
    let at: Path | null = path;
    for (; at && at.type !== null && at.before; at = at.before) steps.unshift(at.step as string);
    if (!at || at.type === null) return null;
    const asked: ApiPath = { module: at.module, type: at.type, steps };
    return this.#library.of(asked);
  }

  #use(
    use: DeprecatedUse['use'],
    said: Deprecation,
    owner: string,
    at: { readonly start: number; readonly end: number },
    whole: { readonly start: number; readonly end: number },
  ): DeprecatedUse {
    return {
      kind: 'deprecated-use',
      uri: this.#uri,
      span: this.#span(at),
      use,
      api: said.api,
      owner,
      says: said.says,
      replacement: this.#replace(said, use),
      whole: this.#span(whole),
      value: null,
      shorthand: false,
      beside: [],
      isMade: false,
      scope: null,
      id: null,
    };
  }

  #span(at: { readonly start: number; readonly end: number }): SourceSpan {
    return span(this.#uri, this.#base + at.start, this.#base + at.end);
  }
}

function declare(name: string, path: Path | null, around: Around): void {
  around.names[0]?.set(name, path);
}

/** What is around the body of a function that has a `this` of its own. */
function inFunction(around: Around, own = around.own): Around {
  return { ...around, self: null, fields: new Map(), own };
}

/**
 * What was asked of statements: the library, for these modules, and what names meant; and what was found, and where, and what each
 * of the statements declares, if it does.
 */
interface Looked {
  readonly mentioned: Mentioned;
  readonly library: Deprecations;
  readonly modules: string;
  readonly self: Path | null;
  readonly names: readonly (Path | null)[];
  readonly fields: readonly (Path | null | undefined)[];
  readonly declared: readonly (Path | null)[];
  found: readonly DeprecatedUse[];
  authorizers: readonly LambdaAuthorizer[];
  base: number;
}

/** Null for statements that are looked at each time. */
const looked = new WeakMap<readonly Stmt[], Looked | null>();

/** What a member of `this` is: null for what the user's class declares, undefined for what is the library's. */
function fieldOf(name: string, { fields, own }: Around): Path | null | undefined {
  const field = fields.get(name);
  return field === undefined && own.has(name) ? null : field;
}

/** The names in statements, and the members of `this`. */
interface Mentioned {
  readonly names: readonly string[];
  readonly members: readonly string[];
}

/** What statements mention; null for those that may change what names mean, but for declarations at their top. */
function mentions(body: readonly Stmt[]): Mentioned | null {
  const names = new Set<string>();
  const members = new Set<string>();
  const areKnown = body.every(s => (s.k === 'let' || s.k === 'run') && look(s, names, members));
  return areKnown ? { names: [...names], members: [...members] } : null;
}

/** Collects what is mentioned; false where something is assigned, or declared inside. */
function look(code: unknown, names: Set<string>, members: Set<string>): boolean {
  if (typeof code !== 'object' || code === null) return true;
  const { k, name, object } = code as { readonly k?: string; readonly name?: unknown; readonly object?: Expr };
  if (k === 'assign' || k === 'placed' || k === 'class' || k === 'function') return false;
  if (k === 'name') names.add(String(name));
  if (k === 'member' && object?.k === 'this') members.add(String(name));
  return Object.values(code).every(inside => look(inside, names, members));
}

/** Steps from a path, so that the same path is the same object. */
const steps = new WeakMap<Path, Map<string, Path>>();

function stepped(path: Path, step: string): Path | null {
  if (path.type === null) return null;
  let further = steps.get(path);
  if (!further) {
    further = new Map();
    steps.set(path, further);
  }
  let next = further.get(step);
  if (!next) {
    next = { module: path.module, type: path.type, before: path, step };
    further.set(step, next);
  }
  return next;
}

/** Types and modules by name. They live for as long as somebody works on the same code. */
const roots = new Map<string, Path>();
const MOST_ROOTS = 5_000;

function rooted(module: string, type: string | null): Path {
  const key = `${module}.${type}`;
  let path = roots.get(key);
  if (!path) {
    if (roots.size >= MOST_ROOTS) roots.clear();
    path = type === null ? { module, type } : { module, type, before: null, step: null };
    roots.set(key, path);
  }
  return path;
}

function member(path: Path, name: string): Path | null {
  if (path.type !== null) return stepped(path, `.${name}`);
  return path.module === '' && isModule(name) ? rooted(name, null) : rooted(path.module, name);
}

/** The type that a path starts from, which is what people write: `Vpc`. */
function ownerOf(path: Path): string {
  return path.type ?? '';
}

/** A literal, or the last name of a member. */
function wordOf(e: Expr): string | null {
  if (e.k === 'literal') return String(e.value);
  return e.k === 'member' ? e.name : null;
}

/** Whether a path is that of a static member: `logs.RetentionDays.ONE_WEEK`. */
function isStatic(path: Path | null): boolean {
  return path !== null && path.type !== null && path.before?.type != null && path.before.step === null;
}

/** Whether it matters which type is asked for where an expression stands: it has parts of which that says more. */
function isOpenTo({ k }: Expr): boolean {
  return k === 'object' || k === 'array' || k === 'conditional' || k === 'binary';
}

/** Whether it is a member or an item of something, or what can't be told. */
function isOpen(e: Expr): boolean {
  return e.k === 'member' || e.k === 'index' || e.k === 'opaque';
}

/** `this`, `scope`, `this.stack`. */
function written(e: Expr): string | null {
  if (e.k === 'this') return 'this';
  if (e.k === 'name') return e.name;
  const object = e.k === 'member' ? written(e.object) : null;
  return object === null ? null : `${object}.${(e as { name: string }).name}`;
}
