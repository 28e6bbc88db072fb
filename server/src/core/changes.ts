/** What an edit changed of a graph, for those who know what they read of it. */
import type { GraphPart } from './graph.ts';
import { FIELDS, type Field } from './reads.ts';
import type { EmbeddedText, Resource } from './resource.ts';
import { type Carrier, type Edit, type Moved, carrierAlong } from './settled.ts';

/** What became of a part of a graph: its objects are all the same, or some are but moved, or others. */
type Fate = 'kept' | 'moved' | 'changed';

/** What somebody looks at of a resource, beside its own fields (its id and type, whose it is, its condition …). */
export type Look = (resource: Resource) => unknown;

/** A resource that is another one than before, with its place in the graph. */
export interface Changed {
  readonly index: number;
  readonly before: Resource;
  readonly now: Resource;
  /** Whether all but properties and attributes is the same; undefined until somebody asks. */
  isNamedAlike?: boolean;
  /** Who sees the same as before: several rules look in the same way. */
  readonly looks: Map<Look, boolean>;
}

type Key = keyof Resource;

/** What an edit made of a graph whose resources, stacks and edges are as many as before, and go by the same names. */
export class Changes {
  readonly #before: GraphPart;
  readonly #now: GraphPart;
  readonly #originOf: (subject: object) => Moved | undefined;
  readonly #fates: (Fate | undefined)[] = [];
  #uri = '';
  /** By how much all is greater that moved; 0 before something is known to have moved. */
  #by = 0;
  readonly #edit: Edit | null;
  #carrier: Carrier | undefined;
  readonly #changed: Changed[] = [];

  /**
   * @param originOf What is known of an object of the new graph from settling it.
   * @param edit What made the new graph of the old one, where that is known.
   */
  constructor(before: GraphPart, now: GraphPart, originOf: (subject: object) => Moved | undefined, edit: Edit | null) {
    this.#before = before;
    this.#now = now;
    this.#originOf = originOf;
    this.#edit = edit;
  }

  /** What became of a field, by its place in `FIELDS`. */
  of(index: number): Fate {
    const known = this.#fates[index];
    if (known) return known;
    const fate = index === 0 ? this.#fateOfResources() : this.#fateOf(FIELDS[index] as Field);
    this.#fates[index] = fate;
    return fate;
  }

  /** What was said of what the edit has moved, at most; null where it has to be asked again. */
  carried<T extends object>(said: T): T | null {
    if (!this.#edit) return null;
    this.#carrier ??= carrierAlong(this.#edit, this.#pairs());
    return this.#carrier.carried(said);
  }

  /** What there is now, by what there was in its place. */
  #pairs(): Map<object, object> {
    const pairs = new Map<object, object>();
    for (const field of FIELDS) {
      const [before, now] = [this.#before[field], this.#now[field]];
      if (Array.isArray(before) && Array.isArray(now) && before.length === now.length)
        for (let i = 0; i < now.length; i++) if (typeof now[i] === 'object') pairs.set(before[i], now[i]);
    }
    return pairs;
  }

  /** The resources that are others than before, not only at another place. */
  resources(): readonly Changed[] {
    this.of(0);
    return this.#changed;
  }

  /** Whether somebody who looks at resources so sees of one the same as before, but perhaps for places. */
  looksAlike(change: Changed, look: Look): boolean {
    const { before, now } = change;
    change.isNamedAlike ??= Object.keys({ ...before, ...now }).every(
      key => key === 'properties' || key === 'attributes' || this.#isAlike(before[key as Key], now[key as Key]),
    );
    if (!change.isNamedAlike) return false;
    let isAlike = change.looks.get(look);
    if (isAlike === undefined) {
      isAlike = this.#isAlike(look(before), look(now));
      change.looks.set(look, isAlike);
    }
    return isAlike;
  }

  #fateOfResources(): Fate {
    let fate: Fate = 'kept';
    const { resources } = this.#now;
    for (let index = 0; index < resources.length; index++) {
      const [before, now] = [this.#before.resources[index] as Resource, resources[index] as Resource];
      if (before === now) continue;
      if (this.#isMoved(before, now)) {
        if (fate === 'kept') fate = 'moved';
        continue;
      }
      fate = 'changed';
      this.#changed.push({ index, before, now, looks: new Map() });
    }
    return fate;
  }

  #fateOf(field: Field): Fate {
    const [old, now] = [this.#before[field], this.#now[field]];
    if (old === now) return 'kept';
    if (!Array.isArray(old) || !Array.isArray(now) || old.length !== now.length) return 'changed';
    let fate: Fate = 'kept';
    for (let i = 0; i < now.length; i++) {
      if (old[i] === now[i]) continue;
      fate = 'moved';
      if (!(field === 'statements' ? this.#isMoved(old[i], now[i]) : this.#isAlike(old[i], now[i]))) return 'changed';
    }
    return fate;
  }

  /** Whether an object is the one before at another place, as `settled` found. */
  #isMoved(old: object, now: object): boolean {
    const origin = this.#originOf(now);
    if (origin?.before !== old) return false;
    const { uri, from, by } = origin.move;
    return by === 0 || this.#isShift(uri, from, by);
  }

  /**
   * Whether something moved like all else that did.
   * @param from Where it was, or the first of it that moved.
   */
  #isShift(uri: string, from: number, by: number): boolean {
    // Not what counted at one place and now counts at another, such as the second of two resources of one name.
    if (this.#edit) {
      const { start, end, length } = this.#edit;
      return uri === this.#edit.uri && from >= end && by === length - (end - start);
    }
    if (this.#by === 0) {
      this.#uri = uri;
      this.#by = by;
    }
    return this.#by === by && this.#uri === uri;
  }

  /** Whether two things are the same but for places, which moved like all else that did. */
  #isAlike(old: unknown, now: unknown): boolean {
    if (old === now) return true;
    if (typeof old !== 'object' || typeof now !== 'object' || old === null || now === null) return false;
    if (Array.isArray(old))
      return Array.isArray(now) && old.length === now.length && old.every((item, i) => this.#isAlike(item, now[i]));
    const [a, b] = [old as Fields, now as Fields];
    const uri = uriOf(a);
    const isPlaced = uri !== undefined && uri === uriOf(b);
    let count = 0;
    for (const key in a) {
      count++;
      const [x, y] = [a[key], b[key]];
      if (x === y) continue;
      if (isPlaced && (key === 'start' || key === 'end') && typeof x === 'number' && typeof y === 'number') {
        if (!this.#isShift(uri, x, y - x)) return false;
      } else if (isPlaced && key === 'map' && Array.isArray(x) && Array.isArray(y)) {
        if (!this.#isMapAlike(uri, x, y)) return false;
      } else if (!this.#isAlike(x, y)) return false;
    }
    for (const _ in b) count--;
    return count === 0;
  }

  /** Whether pieces of an embedded text stand in the file where they stood before. */
  #isMapAlike(uri: string, old: EmbeddedText['map'], now: EmbeddedText['map']): boolean {
    const isPiece = ([text, place]: EmbeddedText['map'][number], i: number) => {
      const [other, moved] = now[i] ?? [];
      return text === other && moved !== undefined && (place === moved || this.#isShift(uri, place, moved - place));
    };
    return old.length === now.length && old.every(isPiece);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** The document that places in an object are in: a span says so itself, what else has a start or an end (slots) in its span. */
function uriOf({ uri, span }: Fields): string | undefined {
  const of = typeof uri === 'string' ? uri : (span as Fields | null | undefined)?.uri;
  return typeof of === 'string' ? of : undefined;
}
