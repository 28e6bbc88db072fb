/** What a template declares and never mentions. */
import type { Stack } from '../../core/resource.ts';
import { type Entry, type ObjectValue, at } from '../../core/value.ts';

/** An entry of a section, and its path from all of the sections. */
export interface Declared {
  readonly entry: Entry;
  readonly object: ObjectValue;
  readonly path: readonly [section: string, name: string];
}

/** The entries of a section (`Parameters`, `Mappings`, `Conditions`) that nothing in the template mentions. */
export function unusedIn({ sections, mentions }: Stack, section: string): readonly Declared[] {
  if (!sections || !mentions) return [];
  const object = at(sections, section);
  if (object.kind !== 'object' || !object.complete) return [];
  const used = new Set(mentions);
  return object.entries.flatMap(entry =>
    used.has(`${section}.${entry.key}`) ? [] : [{ entry, object: sections, path: [section, entry.key] }],
  );
}
