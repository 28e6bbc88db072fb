/**
 * What an edit leaves as it was. Reading a document again makes all of its facts anew, though of most only the place has
 * changed, or not even that. The graph after an edit takes over the objects that are the same, and knows of others that they
 * are only moved, so that what local checks said of them can be moved, too, and need not be asked for again.
 */
import type { Change, SourceSpan } from './document.ts';
import { ResourceGraph } from './graph.ts';
import { Following, type Shift } from './moving.ts';
import type { PolicyStatement, Resource } from './resource.ts';

/** How offsets in a document changed. */
interface Move extends Shift {
  readonly uri: string;
}

/** What an object was before an edit that moved it, at most. */
export interface Moved {
  readonly before: object;
  readonly move: Move;
}

/** An edit of one document, in UTF-16 code units of its text before, that made a graph of another one. */
export interface Edit extends Change {
  readonly of: ResourceGraph;
  readonly uri: string;
}

const origins = new WeakMap<object, Moved>();

/**
 * What an object of a settled graph was in the graph before, where it is the same but for its place. Told once: whoever asks
 * keeps what follows from it, so that no chain of old states is held in memory.
 */
export function originOf(subject: object): Moved | undefined {
  const origin = origins.get(subject);
  origins.delete(subject);
  return origin;
}

/** What an object is with others that are the same but for their places, and by how much it is behind the first of them. */
interface Lineage {
  readonly of: object;
  /** Where the first of them begins: what it says of places before that is said by all of them. */
  readonly from: number;
  readonly by: number;
}

const lineages = new WeakMap<object, Lineage>();

/**
 * Says that an object is another one at another place, so that nobody need compare them.
 * @param from Where what moved begins, in `before`: of the places in the object's document those from there on are greater by
 * `by`, all others the same.
 */
export function isMoved(now: object, before: object, from: number, by: number): void {
  let first = lineages.get(before);
  if (!first) {
    // No object that is held for its own sake, or all that it ever was would be held with it.
    first = { of: {}, from, by: 0 };
    lineages.set(before, first);
  }
  if (now !== before) lineages.set(now, { of: first.of, from: first.from, by: first.by + by });
}

/**
 * Says that an object is another one at another place, of which nothing is known but that.
 * @param from The first place in `before` that is greater now, by `by`.
 */
export function isMovedOnce(now: object, before: object, from: number, by: number): void {
  const of = {};
  lineages.set(before, { of, from, by: 0 });
  lineages.set(now, { of, from, by });
}

/** Objects in whose place settling put others that are the same, with these. */
const replaced = new WeakMap<object, object>();

/** The object that graphs have in the place of one that was settled, which is the same. */
export function asSettled<T extends object>(item: T): T {
  return (replaced.get(item) as T | undefined) ?? item;
}

/** A graph with the objects of the one before in the place of those that are the same. */
export function settled(graph: ResourceGraph, before: ResourceGraph): ResourceGraph {
  const resources = taken(graph.resources, before.resources);
  const isAsMany = resources.length === before.resources.length;
  const changed = new Set(resources.flatMap((r, i) => (r === before.resources[i] ? [] : r.id)));
  // What is said of a statement is said of the resource that it is written in.
  const statements = taken(
    graph.statements,
    before.statements,
    ({ owner }) => owner === null || (isAsMany && !changed.has(owner)),
  );
  // Linking makes some of what lies between documents anew each time, and what is connected is told by its objects.
  const stacks = kept(graph.stacks, before.stacks);
  const edges = kept(graph.edges, before.edges);
  const runs = kept(graph.runs, before.runs);
  const source = kept(graph.source, before.source);
  return new ResourceGraph([{ ...graph, resources, statements, stacks, edges, runs, source }]);
}

/** A list with those items of the one before that are in all the same; an edit makes a list longer or shorter at one place. */
function kept<T extends object>(now: readonly T[], then: readonly T[]): readonly T[] {
  const by = then.length - now.length;
  // No document has this uri, so that nothing counts as moved.
  const comparison = new Comparison('', new Map());
  const isOld = (old: T | undefined, item: T) => old !== undefined && comparison.same(old, item);
  return now.map((item, i) => {
    if (isOld(then[i], item)) return then[i] as T;
    return by !== 0 && isOld(then[i + by], item) ? (then[i + by] as T) : item;
  });
}

function taken<T extends Resource | PolicyStatement>(
  now: readonly T[],
  then: readonly T[],
  canStay: (item: T) => boolean = () => true,
): readonly T[] {
  let known: Map<string, T> | undefined;
  const documents: Documents = new Map();
  return now.map((item, i) => {
    let old = then[i];
    if (old?.id !== item.id) {
      known ??= new Map(then.map(t => [t.id, t]));
      old = known.get(item.id);
    }
    if (!old) return item;
    if (old === item) {
      if (canStay(item)) return item;
      // What is kept for it speaks of something else.
      const copy = { ...item };
      replaced.set(item, copy);
      origins.set(copy, { before: item, move: { uri: item.span.uri, from: 0, by: 0 } });
      return copy;
    }
    // One that nobody asked about leads back no further.
    origins.delete(old);
    const { uri } = item.span;
    const move = moveSaid(old, item, uri) ?? moveBetween(old, item, uri, documents);
    if (!move) return item;
    if (move.by === 0 && canStay(item)) {
      const lineage = lineages.get(item);
      if (lineage) lineages.set(old, lineage);
      replaced.set(item, asSettled(old));
      return old;
    }
    origins.set(item, { before: old, move });
    return item;
  });
}

/** The same where both are of one lineage. */
function moveSaid(one: object, other: object, uri: string): Move | null {
  const [then, now] = [lineages.get(one), lineages.get(other)];
  if (!then || then.of !== now?.of) return null;
  return { uri, from: then.from + then.by, by: now.by - then.by };
}

/** What policy documents, which their statements share, were before, and how that compares; null where it is something else. */
type Documents = Map<object, { readonly before: object; readonly comparison: Comparison | null }>;

/** How one object became another; null where more than places in one document changed. */
function moveBetween(one: object, other: object, uri: string, documents: Documents): Move | null {
  const comparison = new Comparison(uri, documents);
  return comparison.same(one, other) ? comparison.move() : null;
}

class Comparison extends Following {
  readonly #uri: string;
  readonly #documents: Documents;

  constructor(uri: string, documents: Documents) {
    super();
    this.#uri = uri;
    this.#documents = documents;
  }

  move(): Move | null {
    const { shift } = this;
    return shift && { uri: this.#uri, ...shift };
  }

  same(a: unknown, b: unknown): boolean {
    if (a === b) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || a.length !== b.length) return false;
      for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && !this.same(a[i], b[i])) return false;
      return true;
    }
    const [one, other] = [a as Fields, b as Fields];
    // A place, as most objects are.
    if (typeof one.start === 'number') {
      if (one.uri !== other.uri) return false;
      if (one.uri !== this.#uri) return one.start === other.start && one.end === other.end;
      return this.moved(one.start, other.start as number) && this.moved(one.end as number, other.end as number);
    }
    let count = 0;
    for (const key in one) {
      count++;
      const [x, y] = [one[key], other[key]];
      if (x === y && typeof x !== 'number') continue;
      if (key === 'end' && typeof x === 'number' && typeof y === 'number' && isInside(one, this.#uri)) {
        if (!this.moved(x, y)) return false;
      } else if (key === 'document' && typeof x === 'object' && typeof y === 'object' && x && y) {
        if (!this.#sameDocument(x, y)) return false;
      } else if (!this.same(x, y)) return false;
    }
    for (const _ in other) count--;
    return count === 0;
  }

  /** A policy document is compared once for all of its statements. */
  #sameDocument(a: object, b: object): boolean {
    let compared = this.#documents.get(b);
    if (compared?.before !== a) {
      const comparison = new Comparison(this.#uri, this.#documents);
      compared = { before: a, comparison: comparison.same(a, b) ? comparison : null };
      this.#documents.set(b, compared);
    }
    return compared.comparison !== null && this.joined(compared.comparison);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function isPlace(of: object): of is SourceSpan {
  return typeof (of as Fields).start === 'number';
}

/** Whether the end that something has, like slots, is one in a document. */
function isInside({ span }: Fields, uri: string): boolean {
  return typeof span === 'object' && span !== null && (span as Fields).uri === uri;
}

/**
 * Turns what was said before an edit into what is to be said now: of the objects that are now what others were before, and with
 * all places where they are now.
 */
export class Carrier {
  readonly #move: Move;
  /** What is there now, by what was there before. */
  readonly #known: ReadonlyMap<object, unknown>;
  /** Where what was replaced begins, in which nobody can tell what became of a place. */
  readonly #replaced: number;
  #copies = new Map<object, unknown>();
  #isSure = true;

  constructor(move: Move, known: ReadonlyMap<object, unknown>, replaced = move.from + 1) {
    this.#move = move;
    this.#known = known;
    this.#replaced = replaced;
  }

  /** Null where that can't be told, so that whoever said it has to be asked again. */
  carried<T extends object>(said: T): T | null {
    if (this.#copies.size > 0) this.#copies = new Map();
    this.#isSure = true;
    const now = this.#carry(said) as T;
    return this.#isSure ? now : null;
  }

  #carry(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const done = this.#known.get(value) ?? this.#copies.get(value);
    if (done !== undefined) return done;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      this.#copies.set(value, items);
      for (const item of value) items.push(this.#carry(item));
      return items;
    }
    // What has a class says of itself what it is.
    if (Object.getPrototypeOf(value) !== Object.prototype) this.#isSure = false;
    const of = value as Fields;
    const fields: Record<string, unknown> = {};
    this.#copies.set(value, fields);
    const { uri, from, by } = this.#move;
    const isOwn = isPlace(value) ? value.uri === uri : isInside(of, uri);
    for (const key in of) {
      const field = of[key];
      if (isOwn && (key === 'start' || key === 'end') && typeof field === 'number') {
        if (field >= this.#replaced && (field < from || (field === from && key === 'end'))) this.#isSure = false;
        fields[key] = field >= from ? field + by : field;
      } else fields[key] = this.#carry(field);
    }
    return fields;
  }
}

/** Carries what was said of a graph to what an edit made of it. */
export function carrierAlong({ uri, start, end, length }: Edit, known: ReadonlyMap<object, unknown>): Carrier {
  return new Carrier({ uri, from: end, by: length - (end - start) }, known, start);
}

/** Carries what was said of an object to what that is now. */
export function carrierOf({ before, move }: Moved, now: object): Carrier {
  const known = new Map<object, unknown>([[before, now]]);
  // What is large is not to be copied.
  for (const key in before) {
    const field = (before as Fields)[key];
    if (typeof field === 'object' && field !== null) known.set(field, (now as Fields)[key]);
  }
  return new Carrier(move, known);
}
