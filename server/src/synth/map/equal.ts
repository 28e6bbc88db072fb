/** Compares values and resources node by node: for keeping an object where a new one would say the same. */
import type { Value } from '../../core/value.ts';

/** What tells where a value stands, and nothing of what it is. */
const PLACES: ReadonlySet<string> = new Set(['span', 'keySpan', 'nameSpan', 'typeSpan', 'written', 'slot', 'origin']);

/** Whether two pieces of plain data are the same, places included. */
export function same(a: unknown, b: unknown): boolean {
  return equal(a, b, false);
}

/** Whether two values say the same, wherever they stand. */
export function sameContent(a: Value, b: Value): boolean {
  return equal(a, b, true);
}

function equal(a: unknown, b: unknown, content: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    // Ids of some resources hold an offset, which moves with the text.
    return content && typeof a === 'string' && typeof b === 'string' && a.includes('@') && settled(a) === settled(b);
  }
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i], content)) return false;
    return true;
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  let keys = 0;
  for (const key in left) {
    keys++;
    if (content && PLACES.has(key)) continue;
    if (!equal(left[key], right[key], content)) return false;
  }
  // What has as many keys, all of them equal, has no other ones, unless one is there and undefined.
  for (const _ in right) keys--;
  return keys === 0;
}

function settled(text: string): string {
  return text.replace(/@\d+/g, '@');
}
