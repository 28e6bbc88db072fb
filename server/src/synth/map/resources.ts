/** Makes one resource of the joined graph: the template's values, the twin's identity and places. */
import type { SourceSpan } from '../../core/document.ts';
import type { Owner, Resource } from '../../core/resource.ts';
import type { ObjectValue } from '../../core/value.ts';
import type { Site, SynthModel } from '../model.ts';
import { merged, type Merging, type StandIns } from './merge.ts';
import { locator, onlyPlace, type Locate, type Place } from './places.ts';
import { settled, type Settling } from './settle.ts';
import type { Shift } from './shift.ts';
import type { RawResource } from './stacks.ts';
import { itemsAt, placedStatement, withItems, type Origin, type SourceStatements } from './statements.ts';
import type { Element, Twin } from './twins.ts';

/** What one element is made of. */
export interface Parts {
  readonly element: Element;
  readonly twin: Twin | undefined;
  readonly raw: RawResource;
  /** Where its statements come from, by path and index: `PolicyDocument/0`. */
  readonly origins: ReadonlyMap<string, Origin>;
  readonly id: string;
  /** What messages call it where the source reader has no name for it. */
  readonly label: string;
  readonly stack: string;
  readonly owner: Owner;
}

export interface Context {
  readonly model: SynthModel;
  readonly shift: Shift;
  readonly standIns: StandIns;
  readonly settling: Settling;
  /** A string that is the same as long as the places of parameters are. */
  readonly moved: string;
}

/** Metadata that the CDK adds for itself. */
const OWN_METADATA = /^aws:/;

/** Where the statements of an element come from, by path and index. */
export function originsOf(
  element: Element,
  raw: RawResource,
  twin: Twin | undefined,
  statements: SourceStatements,
  { model, shift }: Context,
): Map<string, Origin> {
  const origins = new Map<string, Origin>();
  const stack = model.stacks[element.stack]?.path ?? '';
  for (const { path, statements: given } of element.construct.policies) {
    if (itemsAt(raw.resource.properties, path)?.length !== given.length) continue;
    const document = path.at(-1) === 'Statement' ? path.slice(0, -1) : path;
    for (const [i, statement] of given.entries())
      origins.set(
        [...document, String(i)].join('/'),
        statements.origin(statement, given, element, twin?.resource.id ?? null, stack, model, shift),
      );
  }
  return origins;
}

export function resourceOf(parts: Parts, context: Context): Resource {
  const { element, raw, owner } = parts;
  const { shift, model, settling } = context;
  // Of a resource of another type at the same place, only the place holds.
  const twin = parts.twin?.resource;
  const content = parts.twin?.sameType ? twin : undefined;
  const site = element.sites[0];
  const stack = model.stacks[element.stack]?.path ?? '';
  const exact = settled(raw.resource.properties, stack, settling) as ObjectValue;
  const { span, nameSpan } = placesOf(element, twin, context);
  const mine = owner.kind === 'yours';
  const otherwise = onlyPlace(nameSpan, mine ? 'default' : 'added');
  const move = (place: SourceSpan) => shift.span(place);
  const fqn = element.speaker.fqn ?? element.speaker.className;
  const keys: Locate = mine && site ? locator(site.objects, fqn, element.type, true, exact, move) : () => null;
  const changes = changesOf(element, model, shift);
  const changed = (path: string) => changes.get(path.replace(/^@/, '').split('.')[0] as string) ?? null;
  const how: Merging = {
    standIns: context.standIns,
    locate: path => changed(path) ?? keys(path),
    changed,
    otherwise,
  };
  let properties = merged(exact, content?.properties, otherwise, '', how) as ObjectValue;
  for (const { path } of element.construct.policies) {
    const document = path.at(-1) === 'Statement' ? path.slice(0, -1) : path;
    const items = itemsAt(exact, path) ?? [];
    const placed = items.map((item, i) => {
      const origin = parts.origins.get([...document, String(i)].join('/'));
      return origin ? placedStatement(item, origin, how, shift) : null;
    });
    if (placed.every(p => p !== null)) properties = withItems(properties, path, placed) as ObjectValue;
  }
  const other = settled(withoutOwnMetadata(raw.resource.attributes), stack, settling);
  const attributes = merged(other, content?.attributes, otherwise, '@', how) as ObjectValue;
  const slot = twin ? (content?.properties.slot ?? null) : shift.slot(site?.objects[0]?.slot ?? site?.slot ?? null);
  return {
    id: parts.id,
    type: element.type,
    logicalId: twin?.logicalId ?? parts.label,
    ...calledOf(parts),
    path: parts.twin?.exact && twin ? twin.path : element.path,
    language: 'typescript',
    span,
    nameSpan,
    typeSpan: twin?.typeSpan ?? nameSpan,
    properties: {
      ...properties,
      span: content?.properties.span ?? span,
      slot: mine ? slot : null,
      origin: 'written',
    },
    attributes: { ...attributes, slot: mine ? slot : null, origin: 'written' },
    condition: raw.resource.condition,
    owner,
    stack: parts.stack,
    construct: twin?.construct ?? {
      fqn,
      level: element.speaker === element.construct ? 1 : 2,
      written: mine && site?.kind === 'new' ? site.written : element.speaker.className,
      variable: null,
    },
    evidence: 'synth',
  };
}

/** The name for messages of a resource whose construct id the code puts together: one that a loop makes, say. */
function calledOf({ element, twin, label }: Parts): Pick<Resource, 'called'> {
  const path = element.path.split('/');
  const seen = twin?.resource.path?.split('/');
  // A construct further in is spoken of as the one that the code makes.
  const isPutTogether = seen ? seen.length === path.length && seen.at(-1) !== path.at(-1) : label.includes('${…}');
  return isPutTogether ? { called: path.at(-1) as string } : {};
}

/** Where a resource is made and named. What nothing is known of is at the start of the entry file. */
export function placesOf(
  element: Element,
  twin: Resource | undefined,
  { model, shift }: Context,
): { readonly span: SourceSpan; readonly nameSpan: SourceSpan } {
  if (twin) return twin;
  for (const site of element.sites) {
    const span = shift.span(site.span);
    const nameSpan = shift.span(site.name);
    if (span && nameSpan) return { span, nameSpan };
  }
  const start = { uri: model.entry, start: 0, end: 0 };
  return { span: start, nameSpan: start };
}

/** What was set after the construct was made, by the CloudFormation name; the last call counts. */
function changesOf(element: Element, model: SynthModel, shift: Shift): Map<string, Place> {
  const found = new Map<string, Place>();
  for (const { property, sites } of element.construct.changes) {
    const site: Site | undefined = model.sites[sites[0] ?? -1];
    // Constructors of the library set properties, too; those come from what the constructor was given.
    if (!site || site === element.sites[0]) continue;
    const [name, whole] = [shift.span(site.name), shift.span(site.span)];
    if (name && whole) found.set(property, { ...onlyPlace(name, 'written'), whole });
  }
  return found;
}

function withoutOwnMetadata(attributes: ObjectValue): ObjectValue {
  return {
    ...attributes,
    entries: attributes.entries.flatMap(e => {
      if (e.key !== 'Metadata' || e.value.kind !== 'object') return [e];
      const entries = e.value.entries.filter(m => !OWN_METADATA.test(m.key));
      return entries.length === 0 ? [] : [{ ...e, value: { ...e.value, entries } }];
    }),
  };
}
