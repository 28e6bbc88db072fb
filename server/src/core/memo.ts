/** Results that are kept for as long as the object lives that they were computed from: facts don't change, they are replaced. */

/**
 * A function that computes once for each object. Only for what follows from that object alone: resources, statements and
 * values live on from one graph to the next while their document stays the same, what is around them does not.
 */
export function perObject<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  return key => {
    let known = kept.get(key);
    for (let i = 0; known && i < known.length; i += 2) if (known[i] === compute) return known[i + 1] as V;
    const value = compute(key);
    known = kept.get(key);
    if (known) known.push(compute, value);
    else kept.set(key, [compute, value]);
    return value;
  };
}

/**
 * What was computed for each object: a function and what it gave, after one another. One map for all functions, since the
 * garbage collector takes its time for every entry of every such map.
 */
const kept = new WeakMap<object, unknown[]>();

/** How many names are known at once. What somebody types is asked for letter by letter, so that there is an end to it. */
const MOST = 10_000;

/** A function that computes once for each name, of which there are few different ones on very many values. */
export function perName<V>(compute: (name: string) => V): (name: string) => V {
  const kept = new Map<string, { readonly value: V }>();
  return name => {
    let known = kept.get(name);
    if (!known) {
      if (kept.size >= MOST) kept.clear();
      known = { value: compute(name) };
      kept.set(name, known);
    }
    return known.value;
  };
}

/** What the most recently used keys hold; the one whose use lies furthest back goes when there are more than `most`. */
export class Recent<V> {
  // Not a map: with one entry going and one coming for each edit it would make itself a new table every few edits, and old tables hold
  // the newer ones until the whole heap is collected.
  #kept: readonly (readonly [key: string, value: V])[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): V | undefined {
    return this.#kept.find(([k]) => k === key)?.[1];
  }

  set(key: string, value: V): void {
    const others = this.#kept.filter(([k]) => k !== key);
    this.#kept = [[key, value] as const, ...others].slice(0, this.#most);
  }

  delete(key: string): void {
    this.#kept = this.#kept.filter(([k]) => k !== key);
  }
}
