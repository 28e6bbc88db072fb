/** Results that are kept for as long as the object lives that they were computed from: facts don't change, they are replaced. */

/**
 * A function that computes once for each object. Only for what follows from that object alone: resources, statements and
 * values live on from one graph to the next while their document stays the same, what is around them does not.
 */
export function perObject<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const kept = new WeakMap<K, { readonly value: V }>();
  return key => {
    let known = kept.get(key);
    if (!known) {
      known = { value: compute(key) };
      kept.set(key, known);
    }
    return known.value;
  };
}

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
