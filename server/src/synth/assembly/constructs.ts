/**
 * The constructs of an assembly with the calls that made and changed them. The CDK records these for stacks and for what
 * becomes an element of a template; those of the constructs above follow from them.
 */
import type { ModelConstruct } from '../model.ts';
import { field, fields, text, texts } from './json.ts';
import { type Manifest, type MetadataEntry, pathMetadata } from './manifest.ts';
import type { Places, Step } from './places.ts';

/** Classes of the library that apps make their own classes from; `constructInfo` names them for the app's classes, too. */
const BASES = /^(?:constructs\.Construct|(?:aws-cdk-lib|@aws-cdk\/core)\.(?:App|Stage|Stack|NestedStack|Resource))$/;

/** The frames of one entry's call, as recorded since 2.251, or before that where debugging was on. */
export function creationStack(entries: readonly MetadataEntry[]): readonly string[] {
  const recorded = entries.find(entry => entry.type === 'aws:cdk:creationStack');
  return recorded ? texts(recorded.data) : texts(entries.find(entry => entry.type === 'aws:cdk:logicalId')?.trace);
}

/** Properties that were set after the construct was made, with the frames of the calls that did. */
export function assignments(entries: readonly MetadataEntry[]): { property: string; stack: readonly string[] }[] {
  return entries.flatMap(({ type, data }) => {
    const property = type === 'aws:cdk:propertyAssignment' ? text(field(data, 'propertyName')) : null;
    return property === null ? [] : [{ property, stack: texts(field(data, 'stackTrace')) }];
  });
}

interface Node {
  readonly path: string;
  readonly fqn: string | null;
  readonly children: Node[];
  element: ModelConstruct['element'];
  steps: readonly Step[];
}

/** All constructs, parents before children. */
export function constructsOf(manifest: Manifest, places: Places): ModelConstruct[] {
  const nodes = nodesOf(manifest);
  for (const node of nodes.values()) node.steps = places.steps(creationStack(manifest.metadata.get(node.path) ?? []));
  // Children come after their parents, so that backwards every construct finds its children done.
  for (const node of [...nodes.values()].reverse()) if (!isPlaced(node)) node.steps = derived(node, places);

  const made: ModelConstruct[] = [];
  const placed = new Map<string, ModelConstruct>();
  for (const { path, fqn, element, steps } of nodes.values()) {
    const parent = ancestor(placed, path);
    let sites = numbers(steps);
    // One call does not make both: what a class of the app was taken for is its parent.
    if (!element && isOwn(fqn) && sites[0] !== undefined && sites[0] === parent?.sites[0]) sites = [];
    const inherited = sites.length === 0 && element !== null && parent !== undefined;
    if (inherited) sites = parent.sites;
    const written = inherited || sites[0] === undefined ? undefined : places.sites[sites[0]];
    const named = isOwn(fqn) && written?.kind === 'new' ? written.written : (fqn ?? '');
    const changes = assignments(manifest.metadata.get(path) ?? [])
      .map(({ property, stack }) => ({ property, sites: numbers(places.steps(stack)) }))
      // What the constructor itself sets is no change.
      .filter(change => change.sites[0] !== undefined && change.sites[0] !== sites[0]);
    const construct = { path, fqn, className: lastName(named), sites, inherited, element, changes, policies: [] };
    made.push(construct);
    if (sites.length > 0) placed.set(path, construct);
  }
  return made;
}

/** The tree, with what only the metadata or the templates mention put in its place. */
function nodesOf(manifest: Manifest): Map<string, Node> {
  const nodes = new Map<string, Node>();
  const add = (path: string, fqn: string | null): Node => {
    const known = nodes.get(path);
    if (known) return known;
    const node: Node = { path, fqn, children: [], element: null, steps: [] };
    const slash = path.lastIndexOf('/');
    if (slash > 0) add(path.slice(0, slash), null).children.push(node);
    nodes.set(path, node);
    return node;
  };
  for (const { path, fqn } of manifest.tree) if (path !== '') add(path, fqn);
  const stacks = new Map(manifest.stacks.map((stack, i) => [stack.path, i]));
  for (const [path, entries] of manifest.metadata) {
    const logicalId = text(entries.find(entry => entry.type === 'aws:cdk:logicalId')?.data);
    const stack = logicalId === null ? undefined : ancestor(stacks, path);
    if (logicalId === null || stack === undefined) continue;
    const type = text(field(field(manifest.resources[stack], logicalId), 'Type'));
    add(path, null).element = { stack, logicalId, type };
  }
  for (const [stack, resources] of manifest.resources.entries())
    for (const [logicalId, resource] of Object.entries(fields(resources))) {
      const path = pathMetadata(resource);
      if (path === null || path === '') continue;
      add(path, null).element ??= { stack, logicalId, type: text(field(resource, 'Type')) };
    }
  return nodes;
}

/** What belongs to the nearest construct above a path. */
function ancestor<T>(by: ReadonlyMap<string, T>, path: string): T | undefined {
  for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
    const found = by.get(path.slice(0, slash));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isPlaced(node: Node): boolean {
  return node.steps.some(step => step.site !== null);
}

/** Whether the class may be one of the app: then its constructor has frames of its own. */
function isOwn(fqn: string | null): boolean {
  return fqn === null || BASES.test(fqn) || !/^(?:aws-cdk-lib|@aws-cdk\/)/.test(fqn);
}

/**
 * The frames of a construct that is no element, from those of the first thing that it made. A class of the library has
 * no frames in between. A class of the app has its constructor's, and what called that is the place: `new` with its name.
 */
function derived(node: Node, places: Places): readonly Step[] {
  const main = node.children.find(child => /\/(?:Resource|Default)$/.test(child.path) && isPlaced(child));
  const first = main ?? node.children.find(isPlaced);
  if (!first || node.element) return [];
  if (!isOwn(node.fqn)) return first.steps;
  for (let i = 1; i < first.steps.length; i++) {
    const within = /^new (?:\S+\.)?([^.\s]+)$/.exec(first.steps[i - 1]?.within ?? '')?.[1];
    const number = first.steps[i]?.site ?? null;
    const site = number === null ? undefined : places.sites[number];
    if (within !== undefined && site?.kind === 'new' && lastName(site.written) === within) return first.steps.slice(i);
  }
  return [];
}

function numbers(steps: readonly Step[]): number[] {
  return steps.flatMap(step => step.site ?? []);
}

function lastName(written: string): string {
  return written.slice(written.lastIndexOf('.') + 1);
}
