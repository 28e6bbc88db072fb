/** Policy documents that are written as plain objects in the properties of L1 constructs. */
import type { PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { type ObjectValue, type Value, asList, at, scenarios, walk } from '../../core/value.ts';
import { type PolicyPlace, policyPlaces } from '../../knowledge/policyPlaces.ts';

/** Adds the statements of plain documents, but for those at places that are `known`: they were made as statements. */
export function policiesOf(resource: Resource, out: PolicyStatement[], known: ReadonlySet<string>): void {
  // By number and not by place, so that they keep their names when text before them changes.
  const counts = { document: 0, statement: 0 };
  const idOf = (what: keyof typeof counts, { span }: ObjectValue) =>
    `${span.uri}#${what}@${++counts[what]}@${resource.id}`;
  for (const place of policyPlaces(resource.type))
    for (const document of find(resource.properties, place.path)) {
      const shared: { document?: PolicyDocument } =
        document.kind === 'object' && !place.bare
          ? { document: { id: idOf('document', document), span: document.span, elements: document } }
          : {};
      const statements = place.bare ? document : document.kind === 'object' ? at(document, 'Statement') : null;
      for (const elements of statements ? objectsIn(statements) : []) {
        if (known.has(`${elements.span.uri}@${elements.span.start}`)) continue;
        out.push({
          id: idOf('statement', elements),
          kind: place.kind,
          language: 'typescript',
          span: elements.span,
          elements,
          owner: resource.id,
          attachedTo: attachedBy(place, resource),
          grant: null,
          evidence: 'source',
          ...shared,
        });
      }
    }
}

function find(value: Value, path: readonly string[]): Value[] {
  let found: Value[] = [value];
  for (const key of path)
    found = found.flatMap(v =>
      scenarios(v).flatMap(({ value: one }) => {
        if (key === '*') return [...(asList(one)?.items ?? [])];
        return one.kind === 'object' ? one.entries.filter(e => e.key === key).map(e => e.value) : [];
      }),
    );
  return found.flatMap(v => scenarios(v).map(s => s.value));
}

function objectsIn(value: Value): ObjectValue[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'object' ? [one] : one.kind === 'list' ? one.items.flatMap(objectsIn) : [],
  );
}

/** What an L1 policy is attached to: itself for roles and keys, else what its `Roles`, `Bucket` or `Queues` name. */
export function attachedBy(place: PolicyPlace, resource: Resource): string[] {
  if (!place.attached) return [resource.id];
  const ids = new Set<string>();
  for (const name of place.attached)
    walk(at(resource.properties, name), value => {
      if (value.kind === 'reference' && value.target.kind === 'resource') ids.add(value.target.id);
    });
  return [...ids];
}
