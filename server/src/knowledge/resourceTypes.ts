/** What CloudFormation types there are, what properties they have, and how they are tagged. */
import { lazy } from './lazy.ts';
import { nearest } from './nearest.ts';
import { json } from './resourceTypes.generated.ts';

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, readonly [string, string]>>);

/** How the tags of a type stand in its property: a list of keys and values, a map, or a list that says more (ASG). */
export interface TagProperty {
  readonly property: string;
  readonly style: 'list' | 'map' | 'asg';
}

/** All CloudFormation types, sorted. */
export const resourceTypeNames: () => readonly string[] = lazy(() => Object.keys(table()));

export function resourceTypeExists(type: string): boolean {
  return Object.hasOwn(table(), type);
}

/** The types that may have been meant by one that does not exist: the same but for case first, then by the letters. */
export function nearestResourceTypes(type: string, count: number): string[] {
  const lower = type.toLowerCase();
  const same = resourceTypeNames().find(t => t.toLowerCase() === lower);
  return same ? [same] : nearest(type, resourceTypeNames(), count);
}

const properties = new Map<string, readonly string[]>();

/** The properties of a type, sorted; empty for a type that is not known. */
export function propertiesOf(type: string): readonly string[] {
  if (!resourceTypeExists(type)) return [];
  let found = properties.get(type);
  if (!found) {
    found = (table()[type]?.[1] ?? '').split(' ');
    properties.set(type, found);
  }
  return found;
}

const tagged = new Map<string, TagProperty | null>();

/** Where a type holds its tags; null for one that takes none, or is not known. */
export function tagProperty(type: string): TagProperty | null {
  let found = tagged.get(type);
  if (found === undefined) {
    found = readTagProperty(type);
    tagged.set(type, found);
  }
  return found;
}

function readTagProperty(type: string): TagProperty | null {
  const written = resourceTypeExists(type) ? table()[type]?.[0] : '';
  if (!written) return null;
  if (written.endsWith('{}')) return { property: written.slice(0, -2), style: 'map' };
  return written.endsWith('+')
    ? { property: written.slice(0, -1), style: 'asg' }
    : { property: written, style: 'list' };
}
