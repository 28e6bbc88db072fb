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
  derive(nodes, places);

  const made: ModelConstruct[] = [];
  const placed = new Map<string, ModelConstruct>();
  for (const { path, fqn, element, steps } of nodes.values()) {
    const parent = ancestor(placed, path);
    const own = numbers(steps);
    const inherited = own.length === 0 && element !== null && parent !== undefined;
    const sites = inherited ? parent.sites : own;
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
 * Finds the frames of constructs that have none recorded. The constructors that a call went through are those of the
 * app's classes above what it made: where there are as many, each is its. A class of the library has no frames of its
 * own, so it stands at the same call as the first thing that it made.
 */
function derive(nodes: ReadonlyMap<string, Node>, places: Places): void {
  for (const { path, steps } of [...nodes.values()].filter(isPlaced)) {
    const above = ancestors(nodes, path).filter(node => isOwn(node.fqn));
    const through = constructorsOf(steps, places);
    if (above.length !== through.length) continue;
    for (const [i, node] of above.entries()) if (!isPlaced(node)) node.steps = through[i] ?? [];
  }
  // Backwards, every construct finds its children done.
  for (const node of [...nodes.values()].reverse()) {
    if (isPlaced(node) || node.element || isOwn(node.fqn)) continue;
    const main = node.children.find(child => /\/(?:Resource|Default)$/.test(child.path) && isPlaced(child));
    node.steps = (main ?? node.children.find(isPlaced))?.steps ?? [];
  }
}

/** The frames from each `new` of a class whose constructor the stack went through, the outermost first. */
function constructorsOf(steps: readonly Step[], places: Places): (readonly Step[])[] {
  const found: (readonly Step[])[] = [];
  for (let i = steps.length - 1; i > 0; i--) {
    const name = /^new (?:\S+\.)?([^.\s]+)$/.exec(steps[i - 1]?.within ?? '')?.[1];
    const number = steps[i]?.site ?? null;
    const site = number === null ? undefined : places.sites[number];
    if (name !== undefined && site?.kind === 'new' && lastName(site.written) === name) found.push(steps.slice(i));
  }
  return found;
}

/** The constructs above a path, the outermost first. */
function ancestors(nodes: ReadonlyMap<string, Node>, path: string): Node[] {
  const found: Node[] = [];
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const node = nodes.get(path.slice(0, slash));
    if (node) found.push(node);
  }
  return found;
}

function numbers(steps: readonly Step[]): number[] {
  return steps.flatMap(step => step.site ?? []);
}

function lastName(written: string): string {
  return written.slice(written.lastIndexOf('.') + 1);
}
