/** What each resource of a template says by itself, in view of what the others are called. */
import type { Language } from '../../core/document.ts';
import type { CodeUnit, Edge, PolicyStatement, Resource, Runs } from '../../core/resource.ts';
import { isMoved } from '../../core/settled.ts';
import { at, type Value } from '../../core/value.ts';
import { codeOf } from './code.ts';
import { type Crossing, crossingOf } from './crossings.ts';
import { connectorStatements, edgesOf } from './edges.ts';
import type { Mover } from './moved.ts';
import { NameIndex } from './names.ts';
import { managedBy, statementsIn } from './policies.ts';
import { policyText } from './policyText.ts';
import type { ReadResource, ReadTemplate } from './resources.ts';
import { withGlobals } from './sam.ts';

export interface Own {
  /** With what the globals add. */
  readonly resource: Resource;
  readonly statements: readonly PolicyStatement[];
  /** Without those that statements make. */
  readonly edges: readonly Edge[];
  readonly code: readonly CodeUnit[];
  readonly runs: readonly Runs[];
  readonly crossing: Crossing;
}

/** What all resources of a template say. */
export interface Saying {
  readonly template: ReadTemplate;
  /** By what was read of them, in the order of the template. */
  readonly own: ReadonlyMap<ReadResource, Own>;
  readonly index: NameIndex;
  readonly managed: ReadonlyMap<string, readonly string[]>;
}

/**
 * @param before The same of the earlier text that the template has resources of: what those say is taken over, unless what
 * they speak of is called something else now.
 */
export function sayingOf(template: ReadTemplate, language: Language, text: string, before: Saying | null): Saying {
  const { mover, values } = template;
  const { uri } = values;
  const globals = at(template.sections, 'Globals');
  const known = (read: ReadResource) => (mover ? before?.own.get(read.was ?? read) : undefined);
  const resources = template.resources.map(read => {
    const old = known(read);
    if (!old) return withGlobals(read.resource, globals);
    if (!mover || !read.was) return old.resource;
    return old.resource === read.was.resource ? read.resource : mover.resource(old.resource);
  });
  const index = before?.index.fits(resources) ? before.index : new NameIndex(resources);
  const resolve = (value: Value) => index.ids(value);
  const managed = managedBy(resources, resolve);
  const areAlike = index === before?.index && JSON.stringify([...managed]) === JSON.stringify([...before.managed]);
  const ownOf = (read: ReadResource, resource: Resource): Own => {
    const old = areAlike ? known(read) : undefined;
    if (old) return mover && read.was ? movedOwn(old, read, resource, mover) : old;
    const parse = (document: Value) => policyText(document, read.pair.value, values);
    const statements = statementsIn(resource, language, { resolve, managed, parse });
    return {
      resource,
      statements: [...statements, ...connectorStatements(resource, index)],
      edges: edgesOf(read, resource, index),
      ...codeOf(read, resource, uri, text),
      crossing: crossingOf(uri, resource, index),
    };
  };
  const movedOwn = (old: Own, read: ReadResource, resource: Resource, mover: Mover): Own => {
    const { statements, edges, code, runs, crossing } = old;
    // Code, which something in the template runs, knows more places than there are spans.
    const hasPlaces = runs.some(r => r.span !== null || r.externals);
    return {
      resource,
      statements: statements.map(s => mover.statement(s, old.resource)),
      edges: edges.map(e => mover.edge(e)),
      ...(hasPlaces ? codeOf(read, resource, uri, text) : { code, runs }),
      crossing: crossing.imports.length > 0 || crossing.nested ? crossingOf(uri, resource, index) : crossing,
    };
  };
  const own = new Map(template.resources.map((read, i) => [read, ownOf(read, resources[i] as Resource)]));
  return { template, own, index, managed };
}

/** Makes all resources and statements known as what those of later texts come of. */
export function begin({ own }: Saying): void {
  for (const { resource, statements } of own.values())
    for (const one of [resource, ...statements]) isMoved(one, one, resource.span.start, 0);
}
