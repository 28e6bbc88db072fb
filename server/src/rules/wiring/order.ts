/** In which order CloudFormation makes resources, and the fix that makes one wait for others. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { asList, at, stringOf } from '../../core/value.ts';

/** The ids of everything that CloudFormation makes before a resource: what it mentions and waits for, and so on. */
export function before(graph: ResourceGraph, start: Resource): ReadonlySet<string> {
  const seen = new Set<string>();
  const next = [start.id];
  for (let id = next.pop(); id !== undefined; id = next.pop())
    for (const edge of graph.edgesFrom(id))
      if ((edge.kind === 'depends' || edge.kind === 'reference') && !seen.has(edge.to)) {
        seen.add(edge.to);
        next.push(edge.to);
      }
  return seen;
}

/**
 * Adds logical IDs to the `DependsOn` of a resource of a template.
 * @returns The fix, or why there is none.
 */
export function waitFor(
  resource: Resource,
  names: readonly string[],
  title: string,
  safety: FixProposal['safety'],
): FixProposal[] | string {
  const written = at(resource.attributes, 'DependsOn');
  const so = asList(written);
  if (written.kind === 'list')
    return [{ title, intents: names.map(value => ({ kind: 'insertItem', list: written, value })), safety }];
  const now = so ? so.items.map(stringOf) : [];
  if (written.kind !== 'absent' && (!so || now.includes(null))) return 'what it waits for now can’t be seen';
  const all = [...(now as string[]), ...names];
  const value = all.length === 1 ? (all[0] as string) : all;
  return [{ title, intents: [{ kind: 'setAttribute', resource: resource.id, name: 'DependsOn', value }], safety }];
}
