/** The edges of the joined graph: those of the templates, and those that the source reader saw, at its places. */
import type { Edge, PolicyStatement, Resource } from '../../core/resource.ts';
import { asList, at, scenarios, stringOf, walk } from '../../core/value.ts';
import { propertyEdges, withPolicyEdges } from '../../frontends/template/edges.ts';
import type { NameIndex } from '../../frontends/template/names.ts';
import type { Kept } from './kept.ts';

/** A synthesized resource, and the ids of what it is said to depend on. */
export interface Linked {
  readonly resource: Resource;
  /** By logical ID. */
  readonly siblings: (logicalId: string) => string | null;
}

/** The edges between the resources of all stacks, from their properties and policies. */
export function templateEdges(
  linked: readonly Linked[],
  statements: readonly PolicyStatement[],
  index: NameIndex,
  kept: Kept,
): Edge[] {
  const edges: Edge[] = [];
  for (const one of linked)
    for (const edge of kept.edges(one.resource, () => [...references(one), ...propertyEdges(one.resource, index)]))
      edges.push(edge);
  return withPolicyEdges(edges, statements, index);
}

/** What a resource mentions, and what it is said to depend on. */
function references({ resource, siblings }: Linked): Edge[] {
  const edges: Edge[] = [];
  const seen = new Set<string>();
  walk(resource.properties, value => {
    if (value.kind !== 'reference' || value.target.kind !== 'resource') return;
    const { id } = value.target;
    const key = `${id}|${value.attribute}`;
    if (id === resource.id || seen.has(key)) return;
    seen.add(key);
    const detail = value.attribute === null ? {} : { detail: value.attribute };
    edges.push({ from: resource.id, to: id, kind: 'reference', span: value.span, ...detail });
  });
  for (const { value } of scenarios(at(resource.attributes, 'DependsOn')))
    for (const item of asList(value)?.items ?? []) {
      const to = siblings(stringOf(item) ?? '');
      if (to !== null && to !== resource.id && item.kind !== 'absent')
        edges.push({ from: resource.id, to, kind: 'depends', span: item.span });
    }
  return edges;
}

/**
 * The edges of both readers, each once. The source's are kept, since they stand where the user made them; the template has
 * the say on whether events are filtered, and on events and on `DependsOn` between resources that it has.
 * @param covered Whether an id is of a resource that the template has.
 */
export function joinedEdges(
  source: readonly Edge[],
  template: readonly Edge[],
  covered: (id: string) => boolean,
): Edge[] {
  const exact = new Map<string, Edge[]>();
  for (const edge of template) {
    const key = keyOf(edge);
    const known = exact.get(key);
    if (known) known.push(edge);
    else exact.set(key, [edge]);
  }
  const edges: Edge[] = [];
  const kept = new Map<string, Edge[]>();
  for (const edge of source) {
    const same = exact.get(keyOf(edge));
    // What waits for what, the template says once and for all.
    if (edge.kind === 'depends' && !same && covered(edge.from) && covered(edge.to)) continue;
    if (edge.kind === 'trigger') {
      if (!same && covered(edge.from) && covered(edge.to)) continue;
      if (same) {
        const filtered = same.every(e => e.filtered === true);
        edges.push({
          ...edge,
          filtered,
          ...(edge.detail === undefined && same[0]?.detail !== undefined ? { detail: same[0].detail } : {}),
        });
      } else edges.push(edge);
    } else edges.push(edge);
    const known = kept.get(keyOf(edge));
    if (known) known.push(edge);
    else kept.set(keyOf(edge), [edge]);
  }
  for (const edge of template) {
    const same = kept.get(keyOf(edge));
    if (same?.some(s => edge.kind !== 'grant' || s.access === 'both' || s.access === edge.access)) continue;
    edges.push(edge);
    if (same) same.push(edge);
    else kept.set(keyOf(edge), [edge]);
  }
  return edges;
}

function keyOf(edge: Edge): string {
  return `${edge.from}|${edge.to}|${edge.kind}`;
}
