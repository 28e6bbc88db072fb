/** Which resources are parts of which others: roles of functions, policies of roles, methods of APIs, subnets of networks. */
import type { ResourceGraph } from '../core/graph.ts';
import type { Resource } from '../core/resource.ts';
import { serviceOfType } from '../knowledge/index.ts';
import { partOf } from './kinds.ts';

/** How far a part may be from what it belongs to: policy, role, function. */
const MAX_HOPS = 4;
/** What more resources than this share belongs to none of them. */
const MAX_OWNERS = 6;

/**
 * The ids of the nodes that each resource is drawn as: itself, or what it is a part of; none where it is a part of nothing
 * that is drawn. With `all` everything is drawn but what the CDK alone knows of.
 */
export function foldParts(graph: ResourceGraph, all: boolean): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, readonly string[]>();
  const parts: Resource[] = [];
  for (const resource of graph.resources) {
    if (resource.type === 'AWS::CDK::Metadata') owners.set(resource.id, []);
    else if (all || !isPart(graph, resource)) owners.set(resource.id, [resource.id]);
    else parts.push(resource);
  }
  // Parts of parts wait for what they belong to; what belongs to nothing stands for itself, and its own parts with it.
  const alone = settle(graph, parts, owners).filter(part => !isNoise(part));
  for (const part of alone) owners.set(part.id, [part.id]);
  const noise = parts.filter(part => !owners.has(part.id));
  for (const part of settle(graph, noise, owners)) owners.set(part.id, []);
  return owners;
}

/** Finds the owners of parts, and gives back those that have none. */
function settle(
  graph: ResourceGraph,
  parts: readonly Resource[],
  owners: Map<string, readonly string[]>,
): readonly Resource[] {
  let waiting = parts;
  for (let hop = 0; hop < MAX_HOPS && waiting.length > 0; hop++) {
    const isLast = hop === MAX_HOPS - 1;
    const found = waiting.map(part => [part, ownersOf(graph, part, owners, isLast)] as const);
    for (const [part, ids] of found) if (ids.length > 0) owners.set(part.id, ids.length > MAX_OWNERS ? [] : ids);
    waiting = found.filter(([, ids]) => ids.length === 0).map(([part]) => part);
  }
  return waiting;
}

function isPart(graph: ResourceGraph, resource: Resource): boolean {
  const part = partOf(resource.type);
  if (resource.owner.kind === 'internal') return part !== null || resource.type === 'AWS::Lambda::Function';
  if (part !== 'maybe') return part !== null;
  // A method of an API, a client of a user pool: it refers to something of its own service that has a name of its own.
  const service = serviceOf(resource.type);
  return graph.edgesFrom(resource.id).some(edge => {
    const to = graph.resource(edge.to);
    return (
      to !== undefined && to.id !== resource.id && serviceOf(to.type) === service && serviceOfType(to.type) !== null
    );
  });
}

/** What the nearest neighbours are drawn as: those that a part refers to, or those that refer to it, whichever is its way. */
function ownersOf(
  graph: ResourceGraph,
  part: Resource,
  owners: ReadonlyMap<string, readonly string[]>,
  isLast: boolean,
): readonly string[] {
  const links = (edges: readonly { readonly kind: string; readonly from: string; readonly to: string }[]) =>
    edges
      .filter(e => e.kind !== 'grant' && e.kind !== 'trigger' && e.kind !== 'depends')
      .map(e => (e.from === part.id ? e.to : e.from));
  const up = links(graph.edgesFrom(part.id));
  const down = links(graph.edgesTo(part.id));
  const service = serviceOf(part.type);
  const way = partOf(part.type);
  for (const ids of way === 'down' ? [down, up] : [up, down]) {
    // A stage refers to its API and to a log group's key: to the API it belongs. A policy belongs where its role does.
    const own = ids.filter(id => serviceOf(graph.resource(id)?.type ?? '') === service);
    if (!isLast && ids === up && way === 'up' && own.some(id => !owners.has(id))) return [];
    const isKnown = (id: string) => (owners.get(id)?.length ?? 0) > 0;
    const chosen = own.some(isKnown) ? own.filter(isKnown) : ids.filter(isKnown);
    if (chosen.length > 0) return [...new Set(chosen.flatMap(id => owners.get(id) ?? []))];
  }
  return [];
}

/** What is not worth a node where it belongs to nothing. */
function isNoise({ type, owner }: Resource): boolean {
  return (
    owner.kind === 'internal' ||
    /^(Custom::|AWS::(IAM::(Policy|RolePolicy|ManagedPolicy|InstanceProfile)|Lambda::Permission|CloudFormation::))/.test(
      type,
    )
  );
}

function serviceOf(type: string): string {
  return type.slice(0, type.lastIndexOf('::'));
}
