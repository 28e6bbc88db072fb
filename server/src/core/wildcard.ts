/**
 * Patterns with wildcards, matched in time that grows with the pattern times the text. The same patterns as regular
 * expressions go back and forth for minutes over a handful of stars, and these come from users' files.
 */

/** What one piece of a pattern matches. */
export interface Piece {
  /** Which characters it matches. */
  fits(char: string): boolean;
  /** `one` of them; `many`: any number, none too; `folders`: any text that ends in a slash, or nothing. */
  readonly takes: 'one' | 'many' | 'folders';
}

const anything = () => true;
const noSlash = (char: string) => char !== '/';

export const ANY: Piece = { fits: anything, takes: 'one' };
export const ANYTHING: Piece = { fits: anything, takes: 'many' };
/** Of globs: `?`, `*` and `**` before a slash. */
export const IN_NAME: Piece = { fits: noSlash, takes: 'one' };
export const NAME: Piece = { fits: noSlash, takes: 'many' };
export const FOLDERS: Piece = { fits: anything, takes: 'folders' };

/** The pieces that match a text and nothing else. */
export function literally(text: string): Piece[] {
  return text.split('').map(wanted => ({ fits: char => char === wanted, takes: 'one' }));
}

/** The pieces of a pattern in which `*` is any text and `?` one character. */
export function wildcards(pattern: string): Piece[] {
  return (pattern.match(/\*+|\?|[^*?]+/g) ?? []).flatMap(part =>
    part === '?' ? [ANY] : part.startsWith('*') ? [ANYTHING] : literally(part),
  );
}

/** Whether the pieces, one after another, match a whole text. */
export function matchesAll(pieces: readonly Piece[], text: string): boolean {
  const { length } = pieces;
  // Where in the pattern one can be after the text so far: before a piece (1), or in the middle of its folders (2).
  let now = new Uint8Array(length + 1);
  let next = new Uint8Array(length + 1);
  // The first and the last of these places, and the last that takes any text: what comes after it needs no place before it.
  let [low, high, anywhere] = [0, -1, 0];
  const reach = (states: Uint8Array, i: number, state: number) => {
    states[i] = (states[i] as number) | state;
    if (i < low || high < 0) low = i;
    if (i > high) high = i;
  };
  const enter = (states: Uint8Array, from: number) => {
    for (let i = from; ; i++) {
      const entered = pieces[i]?.takes === 'folders' ? 3 : 1;
      if ((states[i] as number) >= entered) return;
      reach(states, i, entered);
      if (pieces[i] === ANYTHING) anywhere = Math.max(anywhere, i);
      if (i === length || pieces[i]?.takes === 'one') return;
    }
  };
  enter(now, 0);
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    const [first, last] = [Math.max(low, anywhere), high];
    high = -1;
    for (let i = first; i <= last; i++) {
      const state = now[i] as number;
      if (state === 0) continue;
      now[i] = 0;
      const piece = pieces[i];
      if (!piece) continue;
      if (piece.takes === 'folders') {
        reach(next, i, 2);
        if (char === '/') enter(next, i + 1);
      } else if (piece.fits(char)) enter(next, piece.takes === 'many' ? i : i + 1);
    }
    if (high < 0) return false;
    [now, next] = [next, now];
  }
  return (now[length] as number) > 0;
}
