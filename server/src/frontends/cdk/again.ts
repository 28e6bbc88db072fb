/**
 * What an app came to when it ran before. After an edit most of its constructs are given what they were given, at most at
 * another place: what they came to is taken over then, so that nothing is made anew of them, and nobody need compare that.
 */
import type { SourceSpan } from '../../core/document.ts';
import { Following, Moving, type Shift } from '../../core/moving.ts';
import type { Edge, PolicyStatement, Resource, Runs } from '../../core/resource.ts';
import { asSettled, isMovedOnce } from '../../core/settled.ts';
import type { Slot } from '../../core/value.ts';
import type { DocumentRecord, StatementRecord } from './policyRecords.ts';
import type { Field, Item, Node, Obj, Part, Site, V } from './values.ts';

const UNMOVED: Shift = { from: 0, by: 0 };

/** Whether what was moved in one way and is moved in the other, from where it was at first, is moved as one from then to now. */
function follows(then: Shift, now: Shift): boolean {
  return then.by === 0 || now.by === 0 || then.from === now.from;
}

/** A construct of an app that ran, and what it came to. */
export interface Made {
  /**
   * The run in which it was made, which is what later ones are compared with: what they have of it is not held, so that it is
   * collected while it is young.
   */
  readonly origin: { readonly node: Node; readonly resource: Resource; readonly edges: readonly Edge[] };
  /** How it has moved since. */
  readonly move: Shift;
  readonly resource: Resource;
  /** To what it mentions. */
  readonly edges: readonly Edge[];
  /** What it runs, if that is said without places; null where it has to be asked again. */
  readonly runs: readonly Runs[] | null;
}

/** What a construct came to that was made anew. */
export function madeAnew(node: Node, resource: Resource, edges: readonly Edge[], runs: Made['runs']): Made {
  return { origin: { node, resource, edges }, move: UNMOVED, resource, edges, runs };
}

/** A statement of an app that ran, and what it came to, in the same way. */
export interface MadeStatement {
  readonly origin: { readonly record: StatementRecord; readonly statement: PolicyStatement };
  readonly move: Shift;
  readonly statement: PolicyStatement;
}

/** What a statement came to that was made anew. */
export function saidAnew(record: StatementRecord, statement: PolicyStatement): MadeStatement {
  return { origin: { record, statement }, move: UNMOVED, statement };
}

/** An app that ran before. */
export class Earlier {
  readonly #made: ReadonlyMap<string, Made>;
  readonly #said: ReadonlyMap<string, MadeStatement>;

  constructor(made: readonly Made[], said: readonly MadeStatement[]) {
    this.#made = new Map(made.map(m => [m.resource.id, m]));
    this.#said = new Map(said.map(m => [m.statement.id, m]));
  }

  /** What a construct came to, if one of its name was made of the same; null where it has to be made anew. */
  cameTo(node: Node): Made | null {
    const was = this.#made.get(node.graphId);
    if (!was) return null;
    const { origin, runs } = was;
    const { uri } = node.site.at;
    const comparison = new Comparison(uri);
    const move = comparison.constructs(origin.node, node) ? comparison.shift : null;
    if (!move) return null;
    const before = asSettled(was.resource);
    if (isSame(was.move, move)) return before === was.resource ? was : { ...was, resource: before };
    const shifted = new Shifted(uri, move);
    const resource = shifted.movedResource(origin.resource);
    tell(resource, before, was.move, move);
    const edges = origin.edges.map(edge => shifted.edge(edge));
    return { origin, move, resource, edges, runs };
  }

  /**
   * The statements of one policy document, or one by itself, if those of the same ids (`ids` has those of the document, too) were
   * made of the same; null where they have to be made anew.
   */
  policy(records: readonly StatementRecord[], ids: ReadonlyMap<object, string>): MadeStatement[] | null {
    const [first] = records;
    if (!first) return null;
    const { document } = first;
    const { uri } = (document ?? first).at;
    const comparison = new Comparison(uri);
    const then: MadeStatement[] = [];
    for (const record of records) {
      const was = this.#said.get(ids.get(record) as string);
      // What an L1 policy is attached to is said by its properties.
      if (!was || record.owner?.level === 1 || !comparison.statements(was.origin.record, record)) return null;
      const of = was.origin.record.document;
      if (document === null || of === null) {
        if (document !== of) return null;
      } else {
        if (was.statement.document?.id !== ids.get(document)) return null;
        if (then.length === 0 && !comparison.documents(of, document)) return null;
      }
      then.push(was);
    }
    const move = comparison.shift;
    if (!move) return null;
    const areSame = then.every(was => isSame(was.move, move));
    const shifted = new Shifted(uri, move);
    return then.map(was => {
      const { origin } = was;
      const before = asSettled(was.statement);
      if (areSame) return before === was.statement ? was : { ...was, statement: before };
      const statement = shifted.movedStatement(origin.statement);
      tell(statement, before, was.move, move);
      return { origin, move, statement };
    });
  }
}

function isSame(a: Shift, b: Shift): boolean {
  return a.by === b.by && (a.by === 0 || a.from === b.from);
}

/** Says what was moved, `then` and `now` from where it was at first. */
function tell(now: object, before: object, then: Shift, move: Shift): void {
  if (!follows(then, move)) return;
  const from = then.by === 0 ? move.from : then.from + then.by;
  isMovedOnce(now, before, from, move.by - then.by);
}

/** Says whether a resource would be made of the same, and how places in one document have moved. */
class Comparison extends Following {
  readonly #uri: string;
  /** Constructs that are no resources are what they are made of, which may lead back to them. */
  #compared: Map<Node, Node> | undefined;

  constructor(uri: string) {
    super();
    this.#uri = uri;
  }

  /** Whether two constructs come to the same resource. */
  constructs(a: Node, b: Node): boolean {
    return (
      this.#alike(a, b) &&
      a.touched === b.touched &&
      a.sometimes === b.sometimes &&
      a.stack?.path === b.stack?.path &&
      a.stack?.root === b.stack?.root &&
      this.#site(a.site, b.site) &&
      this.#scopes(a, b) &&
      this.#props(a, b) &&
      same(a.overrides, b.overrides, (x, y) => {
        const areAlike = x.names === y.names && x.path.join() === y.path.join() && x.when.join() === y.when.join();
        return areAlike && this.#field(x.item, y.item);
      }) &&
      same(a.names, b.names, (x, y) => x === y) &&
      same(a.attributes, b.attributes, (x, y) => this.#field(x, y))
    );
  }

  /** Whether two constructs are the same for whoever speaks of them. */
  #alike(a: Node, b: Node): boolean {
    return (
      a.path === b.path &&
      a.fqn === b.fqn &&
      a.root === b.root &&
      a.id === b.id &&
      a.type === b.type &&
      a.level === b.level &&
      a.imported === b.imported &&
      (a.instance === null) === (b.instance === null)
    );
  }

  /** The same of another construct that is mentioned. */
  #mentioned(a: Node | null, b: Node | null): boolean {
    if (a === null || b === null) return a === b;
    if (!this.#alike(a, b)) return false;
    if (a.type !== null || a.imported || this.#compared?.get(a) === b) return true;
    this.#compared ??= new Map();
    this.#compared.set(a, b);
    return this.#props(a, b);
  }

  #props(a: Node, b: Node): boolean {
    return a.props && b.props ? this.#item(a.props, b.props) : a.props === b.props;
  }

  /** Whether two records come to the same statement, but for its document. */
  statements(a: StatementRecord, b: StatementRecord): boolean {
    const [one, other] = [a.grant, b.grant];
    const areGrants =
      one && other
        ? one.method === other.method && this.#both(one.on, other.on) && this.#at(one.span, other.span)
        : one === other;
    return (
      areGrants &&
      a.kind === b.kind &&
      a.complete === b.complete &&
      a.when.length > 0 === b.when.length > 0 &&
      this.#both(a.owner, b.owner) &&
      same([...a.attachedTo], [...b.attachedTo], (x, y) => this.#alike(x, y)) &&
      this.#at(a.at, b.at) &&
      this.#object(a.objectAt, b.objectAt) &&
      this.#fields(a.elements, b.elements)
    );
  }

  /** Whether two records come to the same document. */
  documents(a: DocumentRecord, b: DocumentRecord): boolean {
    return (
      a.complete === b.complete &&
      this.#at(a.at, b.at) &&
      this.#object(a.objectAt, b.objectAt) &&
      this.#fields(a.elements, b.elements) &&
      (a.list && b.list ? this.#field(a.list, b.list) : a.list === b.list) &&
      same(a.statements, b.statements, (x, y) => this.statements(x, y))
    );
  }

  #both(a: Node | null, b: Node | null): boolean {
    return a && b ? this.#alike(a, b) : a === b;
  }

  /** Where an object is written. */
  #object(a: Obj | null, b: Obj | null): boolean {
    return a && b ? this.#at(a.at, b.at) && this.#slot(a.slot, b.slot) : a === b;
  }

  #fields(a: ReadonlyMap<string, Field>, b: ReadonlyMap<string, Field>): boolean {
    if (a.size !== b.size) return false;
    const keys = b.keys();
    for (const key of a.keys()) if (key !== keys.next().value) return false;
    for (const [key, field] of a) if (!this.#field(field, b.get(key) as Field)) return false;
    return true;
  }

  /** Where a construct and those around it get their ids. */
  #scopes(a: Node, b: Node): boolean {
    let [one, other]: [Node | null, Node | null] = [a, b];
    for (; one && other && one !== a.stack; one = one.scope, other = other.scope) {
      if (!this.#place(placeIn(one.idItem), placeIn(other.idItem)) || !this.#at(one.site.classAt, other.site.classAt))
        return false;
    }
    return (one === null) === (other === null);
  }

  #site(a: Site, b: Site): boolean {
    return (
      a.written === b.written &&
      a.variable === b.variable &&
      this.#at(a.at, b.at) &&
      this.#at(a.classAt, b.classAt) &&
      this.#slot(a.slot, b.slot)
    );
  }

  #item(a: Item, b: Item): boolean {
    return this.#value(a.v, b.v) && this.#at(a.at, b.at);
  }

  #field(a: Field, b: Field): boolean {
    return this.#item(a, b) && this.#at(a.keyAt, b.keyAt) && this.#at(a.whole, b.whole);
  }

  #value(a: V, b: V): boolean {
    if (a === b) return true;
    switch (a.t) {
      case 'lit':
        return b.t === 'lit' && a.value === b.value && this.#place(a.written, b.written);
      case 'unknown':
        return b.t === 'unknown' && a.reason === b.reason;
      case 'text':
        return b.t === 'text' && same(a.parts, b.parts, (x, y) => this.#part(x, y));
      case 'obj':
        return b.t === 'obj' && a.complete === b.complete && this.#object(a, b) && this.#fields(a.entries, b.entries);
      case 'arr':
        return (
          b.t === 'arr' &&
          a.complete === b.complete &&
          same(a.items, b.items, (x, y) => this.#item(x, y)) &&
          this.#at(a.at, b.at) &&
          this.#slot(a.slot, b.slot)
        );
      case 'choice':
        return b.t === 'choice' && same(a.branches, b.branches, (x, y) => x.when === y.when && this.#value(x.v, y.v));
      case 'node':
        return b.t === 'node' && this.#mentioned(a, b);
      case 'inst':
        return b.t === 'inst' && this.#mentioned(a.node, b.node);
      case 'lib':
        return b.t === 'lib' && a.fqn === b.fqn && this.#place(a.written, b.written);
      case 'made':
        return (
          b.t === 'made' &&
          a.fqn === b.fqn &&
          (a.on && b.on ? this.#value(a.on, b.on) : a.on === b.on) &&
          same(a.args, b.args, (x, y) => this.#item(x, y)) &&
          this.#at(a.at, b.at)
        );
      case 'member':
        return b.t === 'member' && a.name === b.name && this.#value(a.of, b.of);
      case 'pseudo':
        return b.t === 'pseudo' && a.name === b.name;
      case 'undef':
      // Of these nothing is said but what they are.
      case 'fn':
      case 'cls':
      case 'module':
      case 'import':
        return a.t === b.t;
    }
  }

  #part(a: Part, b: Part): boolean {
    if (a.text === null) return b.text === null && this.#item(a.item, b.item);
    return b.text !== null && a.text === b.text && this.#place(a.written, b.written);
  }

  #slot(a: Slot | null, b: Slot | null): boolean {
    if (a === null || b === null) return a === b;
    return (
      a.style === b.style &&
      a.empty === b.empty &&
      a.indent === b.indent &&
      a.multiline === b.multiline &&
      a.argument === b.argument &&
      a.argumentCount === b.argumentCount &&
      this.#at(a.span, b.span) &&
      (a.span.uri === this.#uri ? this.moved(a.end, b.end) : a.end === b.end)
    );
  }

  #place(a: SourceSpan | null, b: SourceSpan | null): boolean {
    return a === null || b === null ? a === b : this.#at(a, b);
  }

  #at(a: SourceSpan, b: SourceSpan): boolean {
    if (a.uri !== b.uri) return false;
    if (a.uri !== this.#uri) return a.start === b.start && a.end === b.end;
    return this.moved(a.start, b.start) && this.moved(a.end, b.end);
  }
}

/** Where an id is written. */
function placeIn(id: Item | null): SourceSpan | null {
  return id?.v.t === 'lit' ? id.v.written : null;
}

function same<T>(a: readonly T[], b: readonly T[], areSame: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => areSame(x, b[i] as T));
}

/** Makes resources of what they were, at the place where they stand now. */
class Shifted extends Moving {
  readonly #uri: string;
  readonly #move: Shift;

  constructor(uri: string, move: Shift) {
    super();
    this.#uri = uri;
    this.#move = move;
  }

  span(was: SourceSpan): SourceSpan {
    const { uri, start, end } = was;
    if (uri !== this.#uri || end < this.#move.from) return was;
    return { uri, start: this.#offset(start), end: this.#offset(end) };
  }

  /** What stands before the edit may hold what is said behind it. */
  protected stays(): boolean {
    return false;
  }

  protected end(was: number, { uri }: SourceSpan): number {
    return uri === this.#uri ? this.#offset(was) : was;
  }

  #offset(was: number): number {
    const { from, by } = this.#move;
    return was < from ? was : was + by;
  }
}
