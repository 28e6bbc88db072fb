/**
 * Writes that can be taken back. Both sides of a condition that is not known are run, one after the other, each from the
 * same state; what they wrote is then joined, so that a variable is one thing or the other, by that condition.
 */
import { negated } from '../../core/value.ts';
import { type Field, type V, choice, undef, unseen } from './values.ts';

/** Where a write goes, and what was there. */
interface Cell {
  readonly map: Map<string, unknown>;
  readonly key: string;
  readonly old: unknown;
}

/** What a branch left in each cell that it wrote. */
export type Writes = Map<Map<string, unknown>, Map<string, unknown>>;

export class Journal {
  /** The conditions under which the code that runs now is run; empty strings for what may run any number of times. */
  readonly conditions: string[] = [];
  #cells: Cell[] | null = null;

  /** Whether what runs now may not run, or more than once. */
  get uncertain(): boolean {
    return this.#cells !== null;
  }

  /** Writes to a variable, field or entry. */
  write<T>(map: Map<string, T>, key: string, value: T): void {
    this.#cells?.push({ map: map as Map<string, unknown>, key, old: map.get(key) });
    map.set(key, value);
  }

  /** Runs something that may not run, takes its writes back, and gives them. */
  branch<R>(when: string, f: () => R): { result: R; writes: Writes } {
    const outer = this.#cells;
    const cells: Cell[] = [];
    this.#cells = cells;
    this.conditions.push(when);
    let result: R;
    try {
      result = f();
    } finally {
      this.conditions.pop();
      this.#cells = outer;
    }
    const writes: Writes = new Map();
    for (let i = cells.length - 1; i >= 0; i--) {
      const { map, key, old } = cells[i] as Cell;
      let of = writes.get(map);
      if (!of) {
        of = new Map();
        writes.set(map, of);
      }
      if (!of.has(key)) of.set(key, map.get(key));
      if (old === undefined) map.delete(key);
      else map.set(key, old);
    }
    return { result, writes };
  }

  /** Makes the writes of a branch after all. */
  apply(writes: Writes): void {
    for (const [map, of] of writes) for (const [key, value] of of) this.write(map, key, value);
  }

  /** Joins what two branches wrote: a cell is one or the other. */
  join(when: string, yes: Writes, no: Writes): void {
    const maps = new Set([...yes.keys(), ...no.keys()]);
    for (const map of maps) {
      const keys = new Set([...(yes.get(map)?.keys() ?? []), ...(no.get(map)?.keys() ?? [])]);
      for (const key of keys) {
        const before = map.get(key);
        const a = yes.get(map)?.has(key) ? yes.get(map)?.get(key) : before;
        const b = no.get(map)?.has(key) ? no.get(map)?.get(key) : before;
        this.write(map, key, joined(when, a as V | Field | undefined, b as V | Field | undefined));
      }
    }
  }

  /** Runs code that may run any number of times: what it writes is unknown afterwards. */
  speculate(f: () => void): void {
    const { writes } = this.branch('', f);
    const v = unseen('changed in a loop');
    for (const [map, of] of writes)
      for (const [key, value] of of) this.write(map, key, isField(value) ? { ...value, v } : v);
  }
}

function isField(value: unknown): value is Field {
  return typeof value === 'object' && value !== null && 'keyAt' in value;
}

function joined(when: string, a: V | Field | undefined, b: V | Field | undefined): V | Field {
  const value = (x: V | Field | undefined): V => (x === undefined ? undef : isField(x) ? x.v : (x as V));
  const merged = choice([
    { when, v: value(a) },
    { when: negated(when), v: value(b) },
  ]);
  const sample = isField(a) ? a : isField(b) ? b : null;
  return sample ? { ...sample, v: merged } : merged;
}
