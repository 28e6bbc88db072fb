/**
 * What somebody reads of a graph. Who read nothing of what an edit changed (`changes.ts`) would say what he said before, and
 * need not be asked again.
 */
import type { Changed, Changes, Look } from './changes.ts';
import type { GraphPart, ResourceGraph } from './graph.ts';

/** The fields of a graph; resources come first. */
export const FIELDS = [
  'resources',
  'stacks',
  'edges',
  'statements',
  'code',
  'runs',
  'source',
  'notes',
  'apps',
  'requirements',
  'settings',
  'remarks',
  'baseline',
] as const satisfies readonly (keyof GraphPart)[];
export type Field = (typeof FIELDS)[number];

/** Of graphs whose resources have the same ids in the same order: what was read of them. */
export class Reads {
  /** What was read as a whole, a bit for each of `FIELDS`. */
  #fields = 0;
  readonly #types = new Set<string>();
  /** Resources that were asked for one by one, a bit for each. */
  #resources: number[] = [];

  field(index: number): void {
    this.#fields |= 1 << index;
  }

  type(type: string): void {
    this.#types.add(type);
  }

  /** @param index The place of the resource in its graph. */
  resource(index: number): void {
    const word = index >> 5;
    while (this.#resources.length <= word) this.#resources.push(0);
    this.#resources[word] = (this.#resources[word] as number) | (1 << (index & 31));
  }

  add(other: Reads): void {
    this.#fields |= other.#fields;
    for (const type of other.#types) this.#types.add(type);
    while (this.#resources.length < other.#resources.length) this.#resources.push(0);
    for (let i = 0; i < other.#resources.length; i++)
      this.#resources[i] = (this.#resources[i] as number) | (other.#resources[i] as number);
  }

  /**
   * Whether all of it is what it was before, but perhaps for places.
   * @param look What of each resource counts, where that is not all of it.
   */
  isSame(changes: Changes, look: Look | undefined): boolean {
    for (let i = 1, left = this.#fields >>> 1; left !== 0; i++, left >>>= 1)
      if ((left & 1) !== 0 && changes.of(i) === 'changed') return false;
    if (this.#fields === 0 && this.#types.size === 0 && this.#resources.length === 0) return true;
    return changes.resources().every(change => !this.#has(change) || (look && changes.looksAlike(change, look)));
  }

  #has({ index, before, now }: Changed): boolean {
    if ((this.#fields & 1) !== 0 || this.#types.has(before.type) || this.#types.has(now.type)) return true;
    return ((this.#resources[index >> 5] ?? 0) & (1 << (index & 31))) !== 0;
  }

  /** Whether all of it is the same objects as before. */
  isKept(changes: Changes): boolean {
    for (let i = 0, left = this.#fields; left !== 0; i++, left >>>= 1)
      if ((left & 1) !== 0 && changes.of(i) !== 'kept') return false;
    return (this.#types.size === 0 && this.#resources.length === 0) || changes.of(0) === 'kept';
  }
}

/** Who reads, at the moment. */
export let reader: Reads | null = null;

/** Does something that reads graphs, and adds what it read. */
export function reading<T>(into: Reads, act: () => T): T {
  const outer = reader;
  reader = into;
  try {
    return act();
  } finally {
    reader = outer;
  }
}

/** A function that computes once, when it is called; whoever calls it has read what that read of a graph. */
export function whenAsked<V>(compute: () => V): () => V {
  const reads = new Reads();
  let known: { readonly value: V } | undefined;
  return () => {
    known ??= { value: reading(reads, compute) };
    reader?.add(reads);
    return known.value;
  };
}

/** A function that computes once for each graph; whoever calls it has read what that read. */
export function perGraph<V>(compute: (graph: ResourceGraph) => V): (graph: ResourceGraph) => V {
  const start = (graph: ResourceGraph) => whenAsked(() => compute(graph));
  return graph => graph.derived(start)();
}
