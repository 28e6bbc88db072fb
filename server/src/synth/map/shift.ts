/** Moves places of the text that the app ran on to where they are in the text of now. */
import type { SourceSpan } from '../../core/document.ts';
import type { Slot } from '../../core/value.ts';

/** The one stretch in which two versions of a text differ. */
interface Change {
  readonly start: number;
  /** Where it ends before, and now. */
  readonly before: number;
  readonly after: number;
}

export class Shift {
  readonly #texts: Readonly<Record<string, string>>;
  #now: (uri: string) => string | undefined = () => undefined;
  readonly #changes = new Map<string, { readonly text: string | undefined; readonly change: Change | null }>();

  /** @param texts The texts that spans refer to, by URI. */
  constructor(texts: Readonly<Record<string, string>>) {
    this.#texts = texts;
  }

  /** Sets what the texts are now. Documents that nobody knows are taken to be as they were. */
  to(now: (uri: string) => string | undefined): void {
    this.#now = now;
  }

  /** A string that is the same as long as places in these texts move the same way; `''` when none moves. */
  state(uris: Iterable<string> = Object.keys(this.#texts)): string {
    const moved: string[] = [];
    for (const uri of uris) {
      const change = this.#change(uri);
      if (change) moved.push(`${uri} ${change.start} ${change.before} ${change.after}`);
    }
    return moved.join('\n');
  }

  /** Whether a place of the present text touches what changed. */
  touches(place: SourceSpan): boolean {
    const change = this.#change(place.uri);
    return change !== null && place.start <= change.after && change.start <= place.end;
  }

  /** The place now; null when what stood there was rewritten as a whole. */
  span(place: SourceSpan): SourceSpan | null {
    const change = this.#change(place.uri);
    if (change === null) return place;
    if (change.start <= place.start && place.end <= change.before && change.before > change.start) return null;
    const by = change.after - change.before;
    const start =
      place.start < change.start ? place.start : place.start >= change.before ? place.start + by : change.after;
    const end = place.end <= change.start ? place.end : place.end >= change.before ? place.end + by : change.start;
    return { ...place, start, end: Math.max(start, end) };
  }

  /** A slot now; null where its container changed, for then it is not known where to write. */
  slot(slot: Slot | null): Slot | null {
    if (!slot) return null;
    const change = this.#change(slot.span.uri);
    if (change === null) return slot;
    if (change.start < slot.span.end && slot.span.start < change.before) return null;
    const span = this.span(slot.span);
    return span && { ...slot, span, end: slot.end + span.start - slot.span.start };
  }

  #change(uri: string): Change | null {
    const old = this.#texts[uri];
    if (old === undefined) return null;
    const text = this.#now(uri);
    const known = this.#changes.get(uri);
    if (known && known.text === text) return known.change;
    const change = text === undefined ? null : difference(old, text);
    this.#changes.set(uri, { text, change });
    return change;
  }
}

function difference(old: string, now: string): Change | null {
  if (old === now) return null;
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && old.charCodeAt(old.length - 1 - end) === now.charCodeAt(now.length - 1 - end)) end++;
  return atLineStart({ start, before: old.length - end, after: now.length - end }, old, now);
}

/**
 * What was only taken out or put in may be said in several ways, where it begins as what follows it does. Of these the one
 * that begins with a line is what somebody did.
 */
function atLineStart(change: Change, old: string, now: string): Change {
  const { start, before, after } = change;
  const text = before > start ? old : now;
  const length = Math.max(before, after) - start;
  if (Math.min(before, after) > start || length === 0) return change;
  for (let by = 0; by <= start && by <= length; by++) {
    const at = start - by;
    if (at === 0 || text.charCodeAt(at - 1) === 10) return { start: at, before: before - by, after: after - by };
    if (text.charCodeAt(at - 1) !== text.charCodeAt(at + length - 1)) return change;
  }
  return change;
}
