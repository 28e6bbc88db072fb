/**
 * Finds for each synthesized resource what the source reader knows of it: its twin, the resource of the same construct or
 * of the same call.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import type { ModelConstruct, Site, SynthModel } from '../model.ts';
import type { Shift } from './shift.ts';

/** A construct that makes a resource of a template. */
export interface Element {
  readonly construct: ModelConstruct;
  readonly stack: number;
  readonly logicalId: string;
  readonly type: string;
  /** The construct that the code speaks of: for a main resource the construct whose it is. */
  readonly path: string;
  /** The construct of that path, or the element's own. */
  readonly speaker: ModelConstruct;
  readonly sites: readonly Site[];
}

/** Ids under which constructs keep their main resource (`Node.defaultChild` of constructs). */
const MAIN = /\/(Resource|Default)$/;

/** The constructs of a model that make resources, with what they belong to. */
export function elementsOf(model: SynthModel): Element[] {
  const byPath = new Map(model.constructs.map(c => [c.path, c]));
  const taken = new Set<string>();
  const elements: Element[] = [];
  for (const construct of model.constructs) {
    const { element } = construct;
    if (!element || element.type === null) continue;
    // It counts the constructs for AWS, and is nobody's.
    if (element.type === 'AWS::CDK::Metadata') continue;
    const above = construct.path.replace(MAIN, '');
    const speaker = above === construct.path ? undefined : byPath.get(above);
    const path = speaker && !speaker.element && !taken.has(above) ? above : construct.path;
    taken.add(path);
    elements.push({
      construct,
      stack: element.stack,
      logicalId: element.logicalId,
      type: element.type,
      path,
      speaker: path === above && speaker ? speaker : construct,
      sites: construct.sites.flatMap(i => model.sites[i] ?? []),
    });
  }
  return elements;
}

export interface Twin {
  readonly resource: Resource;
  /** Whether it is the very construct; else another one that the same call makes, which has the same places. */
  readonly exact: boolean;
  /** Whether the types agree; else only its places hold. */
  readonly sameType: boolean;
}

/** The twins of elements, and the resources of the source that synthesis says something about. */
export interface Twins {
  readonly of: ReadonlyMap<Element, Twin>;
  /** Source ids that are covered, and the element that has the say. */
  readonly covered: ReadonlyMap<string, Element>;
}

/** Whether a type that the source reader found is the one of the template. */
function fits(source: string, type: string): boolean {
  return source === type || (source === 'AWS::CloudFormation::CustomResource' && type.startsWith('Custom::'));
}

export function twinsOf(
  elements: readonly Element[],
  resources: readonly Resource[],
  entry: string,
  shift: Shift,
): Twins {
  const byPath = new Map<string, Resource>();
  const bySite = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (resource.path === null) continue;
    const known = byPath.get(resource.path);
    // Several apps in one project may use the same path: the one of this entry counts.
    if (!known || resource.id.startsWith(`${entry}#`)) byPath.set(resource.path, resource);
    const site = siteKey(resource.span, resource.type);
    const same = bySite.get(site);
    if (same) same.push(resource);
    else bySite.set(site, [resource]);
  }
  const of = new Map<Element, Twin>();
  const covered = new Map<string, Element>();
  for (const element of elements) {
    const resource = byPath.get(element.path) ?? byPath.get(element.construct.path);
    if (!resource || covered.has(resource.id)) continue;
    of.set(element, { resource, exact: true, sameType: fits(resource.type, element.type) });
    covered.set(resource.id, element);
  }
  for (const element of elements) {
    if (of.has(element)) continue;
    for (const site of element.sites) {
      const at = shift.span(site.span);
      const same = at ? bySite.get(siteKey(at, element.type)) : undefined;
      // What a constructor passes on to `super` is what its own call makes; any other outer call makes something else.
      if (!same && site.written === 'super') continue;
      if (!same) break;
      const free = same.find(r => !covered.has(r.id));
      of.set(element, { resource: free ?? (same[0] as Resource), exact: free !== undefined, sameType: true });
      if (free) covered.set(free.id, element);
      break;
    }
  }
  // What else the source reader made of a call that ran is another guess at the same constructs.
  const ran = new Map<string, Element>();
  for (const [element, twin] of of) ran.set(siteKey(twin.resource.span, twin.resource.type), element);
  for (const resource of resources) {
    const element = ran.get(siteKey(resource.span, resource.type));
    if (element && !covered.has(resource.id)) covered.set(resource.id, element);
  }
  return { of, covered };
}

function siteKey(span: SourceSpan, type: string): string {
  return `${span.uri}@${span.start}|${type}`;
}
