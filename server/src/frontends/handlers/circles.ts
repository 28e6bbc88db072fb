/** What names stand for is found out by asking what they are given, and that may lead back to the name: `db = traced(db)`. */

/** How often something may be looked for that was not found while a circle was open. */
const MAX_AGAIN = 2000;

/** What was found out, kept by what was asked about. A circle finds nothing, and what is in it is not settled before it is closed. */
export class Found<K, T> {
  readonly #known = new Map<K, T | null>();
  /** What is being found out, by the order in which it was begun, and the outermost of these that was asked for again. */
  readonly #begun = new Map<K, number>();
  #circle = Number.POSITIVE_INFINITY;
  #again = MAX_AGAIN;

  clear(): void {
    this.#known.clear();
  }

  /** What is known about a key, or else what `find` finds. */
  of(key: K, find: () => T | null): T | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const begun = this.#begun.get(key);
    if (begun !== undefined) {
      this.#circle = Math.min(this.#circle, begun);
      return null;
    }
    const around = this.#circle;
    const own = this.#begun.size;
    this.#circle = Number.POSITIVE_INFINITY;
    this.#begun.set(key, own);
    const found = find();
    this.#begun.delete(key);
    const isOpen = this.#circle < own;
    if (found !== null || !isOpen || this.#again-- <= 0) this.#known.set(key, found);
    this.#circle = isOpen ? Math.min(around, this.#circle) : around;
    return found;
  }
}
