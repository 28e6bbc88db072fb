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
