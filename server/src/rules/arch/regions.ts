/** Regions that templates and code write out at resources: zones, layers, endpoints, and mappings by region. */
import { perObject } from '../../core/memo.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { Resource, SourceFact, Stack } from '../../core/resource.ts';
import { type Entry, type Literal, asList, at, scenarios } from '../../core/value.ts';

/** A text that is good in one region alone. */
export interface RegionalText {
  readonly resource: Resource;
  readonly value: Literal;
  readonly region: string;
  /** Whether it names a zone of the region, whose letter follows. */
  readonly zone: boolean;
}

const REGION = '([a-z]{2}(?:-[a-z]+)+-\\d)';
const ZONE = new RegExp(`^${REGION}[a-z]$`);
/** ARNs of what must be in the region of whoever uses it, and the services behind VPC endpoints. */
const NAMED = new RegExp(`^(?:arn:[a-z-]+:lambda:${REGION}:\\d{12}:layer:|com\\.amazonaws\\.${REGION}\\.)`);

/** Where the region of a resource can be told by a text, by property. */
const PROPERTIES = ['AvailabilityZone', 'AvailabilityZones', 'Layers', 'ServiceName'] as const;

/** All texts of a graph that are good in one region alone. */
export const placesIn = perGraph(({ resources }: ResourceGraph): readonly RegionalText[] =>
  resources.filter(r => r.owner.kind !== 'internal').flatMap(textsOf),
);

const textsOf = perObject((resource: Resource): RegionalText[] =>
  PROPERTIES.flatMap(property =>
    scenarios(at(resource.properties, property))
      .flatMap(({ value }) => asList(value)?.items ?? [])
      .flatMap((value): RegionalText[] => {
        if (value.kind !== 'literal' || typeof value.value !== 'string' || value.origin !== 'written') return [];
        const zone = ZONE.exec(value.value);
        const named = NAMED.exec(value.value);
        const region = zone?.[1] ?? named?.[1] ?? named?.[2];
        return region === undefined ? [] : [{ resource, value, region, zone: zone !== null }];
      }),
  ),
);

/** Regions that are kept in a constant or a property of that name, and may reach stacks on a way that can't be followed. */
export function namedRegions({ source }: ResourceGraph): readonly Extract<SourceFact, { readonly kind: 'string' }>[] {
  return source.filter(
    fact =>
      fact.kind === 'string' &&
      /^(property|const):(\w*[rR])egion$/.test(fact.context) &&
      new RegExp(`^${REGION}$`).test(fact.value),
  ) as Extract<SourceFact, { readonly kind: 'string' }>[];
}

/** The mappings of a template whose entries are regions, as tables of images have them. */
export function regionMappings({
  sections,
}: Stack): readonly { readonly entry: Entry; readonly regions: readonly string[] }[] {
  const mappings = sections ? at(sections, 'Mappings') : null;
  return (mappings?.kind === 'object' ? mappings.entries : []).flatMap(entry => {
    const keys = entry.value.kind === 'object' && entry.value.complete ? entry.value.entries.map(e => e.key) : [];
    const isTable = keys.length > 0 && keys.every(key => new RegExp(`^${REGION}$`).test(key));
    return isTable ? [{ entry, regions: keys }] : [];
  });
}
