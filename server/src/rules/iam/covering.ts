/** Patterns by what a text needs to have so that they can cover it: comparing all with all takes the square. */
import { ANY, type Piece, matchesAll, wildcards } from '../../core/wildcard.ts';

/** What stands between separators. */
const WORD = /[^:/.,\s\0]+/g;

/** Whether a pattern with `*` and `?` matches all that another one does. */
export function covers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  // Those that are compared mostly are about something else from the start.
  const plain = wide.search(/[*?]/);
  if (plain < 0 || !narrow.startsWith(wide.slice(0, plain))) return false;
  const starless: Piece = { fits: char => char !== '*', takes: 'one' };
  return matchesAll(
    wildcards(wide.slice(plain)).map(piece => (piece === ANY ? starless : piece)),
    narrow.slice(plain),
  );
}

/** Finds out of many patterns with `*` and `?` the few that may cover a text. */
export class Covering {
  readonly #byWord = new Map<string, number[]>();
  /** By what a word with a wildcard begins with; those without anything to go by have nothing there. */
  readonly #byStart = new Map<string, number[]>();
  /** How long the keys of `#byStart` are. */
  readonly #lengths: readonly number[];

  /** @param entries What has patterns, with all of them: one that covers is enough. */
  constructor(entries: readonly (readonly string[])[]) {
    const words = new Map<string, number>();
    const starts = new Map<string, number>();
    const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
    const known = entries.map(patterns => patterns.map(keysOf));
    for (const keys of known.flat()) {
      for (const word of keys.words) count(words, word);
      for (const start of keys.starts) count(starts, start);
    }
    for (const [i, all] of known.entries())
      for (const keys of all) {
        // Each stands where the fewest others stand.
        let [key, map, fewest] = ['', this.#byStart, Number.POSITIVE_INFINITY];
        const look = (own: Iterable<string>, counts: ReadonlyMap<string, number>, into: typeof map) => {
          for (const candidate of own) {
            const others = counts.get(candidate) ?? 0;
            if (others < fewest) [key, map, fewest] = [candidate, into, others];
          }
        };
        look(keys.words, words, this.#byWord);
        look(keys.starts, starts, this.#byStart);
        const there = map.get(key);
        if (!there) map.set(key, [i]);
        else if (there.at(-1) !== i) there.push(i);
      }
    this.#lengths = [...new Set([...this.#byStart.keys()].map(start => start.length))];
  }

  /** Whatever has a pattern that covers a text is among these, as lists of the entries' numbers, each in order. */
  candidates(text: string): readonly (readonly number[])[] {
    const found = new Set<readonly number[] | undefined>();
    const { words, starts } = keysOf(text);
    for (const word of words) found.add(this.#byWord.get(word));
    found.add(this.#byStart.get(''));
    for (const begun of [...words, ...starts])
      for (const length of this.#lengths)
        if (length <= begun.length) found.add(this.#byStart.get(begun.slice(0, length)));
    return [...found].filter(list => list !== undefined);
  }
}

/** The numbers of several lists that are in order, in order. */
export function* inOrder(lists: readonly (readonly number[])[]): Generator<number> {
  const at = lists.map(() => 0);
  for (let last = -1; ; ) {
    let next = Number.POSITIVE_INFINITY;
    for (const [i, list] of lists.entries()) {
      let place = at[i] as number;
      while (place < list.length && (list[place] as number) <= last) place++;
      at[i] = place;
      next = Math.min(next, list[place] ?? next);
    }
    if (next === Number.POSITIVE_INFINITY) return;
    yield next;
    last = next;
  }
}

/** The words of a pattern that stand so in all that it covers, and what others begin with there. */
function keysOf(pattern: string): { readonly words: ReadonlySet<string>; readonly starts: ReadonlySet<string> } {
  const words = new Set<string>();
  const starts = new Set<string>();
  for (const word of pattern.match(WORD) ?? []) {
    const wild = word.search(/[*?]/);
    if (wild < 0) words.add(word);
    else if (wild > 0) starts.add(word.slice(0, wild));
  }
  return { words, starts };
}
