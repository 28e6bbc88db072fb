/** What a change of the source does to the resources: compares two graphs by value, places aside. */
import { fingerprint, settledId as settled } from '../core/fingerprint.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import type { Value } from '../core/value.ts';

export interface Changed {
  readonly before: Resource;
  readonly after: Resource;
  /** Dotted paths that differ, attributes with `@` before them; down to the first that is no object on both sides. */
  readonly paths: readonly string[];
}

export interface Difference {
  readonly added: readonly Resource[];
  readonly removed: readonly Resource[];
  readonly changed: readonly Changed[];
}

/**
 * Resources by identity; several with one identity are told apart by their order. What constructs make by themselves is
 * left out: it follows from the rest, under logical IDs that may hold a hash of it (API deployments, function versions).
 */
function byIdentity(graph: ResourceGraph): Map<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of graph.resources) {
    if (resource.owner.kind !== 'yours') continue;
    const id = `${settled(resource.id)}|${resource.type}`;
    let key = id;
    for (let n = 2; found.has(key); n++) key = `${id}|${n}`;
    found.set(key, resource);
  }
  return found;
}

/** What changed between two graphs of one project. Resources that are the same object cost nothing. */
export function difference(before: ResourceGraph, after: ResourceGraph): Difference {
  const old = byIdentity(before);
  const now = byIdentity(after);
  const changed: Changed[] = [];
  for (const [key, resource] of old) {
    const other = now.get(key);
    if (!other || other === resource) continue;
    const paths: string[] = [];
    compare(resource.properties, other.properties, [], paths);
    compare(resource.attributes, other.attributes, ['@'], paths);
    if (resource.condition !== other.condition) paths.push('@Condition');
    if (paths.length > 0) changed.push({ before: resource, after: other, paths });
  }
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, r]) => r),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, r]) => r),
    changed,
  };
}

function compare(a: Value, b: Value, path: readonly string[], into: string[]): void {
  if (a === b) return;
  if (a.kind === 'object' && b.kind === 'object') {
    const keys = new Set([...a.entries, ...b.entries].map(e => e.key));
    for (const key of keys)
      compare(
        a.entries.findLast(e => e.key === key)?.value ?? { kind: 'absent' },
        b.entries.findLast(e => e.key === key)?.value ?? { kind: 'absent' },
        [...path, key],
        into,
      );
    return;
  }
  if (fingerprint(a) !== fingerprint(b)) into.push(path.join('.').replace(/^@\./, '@'));
}
