/** The policy statements of the templates, one for each that the code makes, at the places where it does. */
import type { SourceSpan } from '../../core/document.ts';
import type { PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { at, type Entry, type ObjectValue, type Value } from '../../core/value.ts';
import { statementsIn } from '../../frontends/template/policies.ts';
import type { ModelConstruct, Site, SynthModel } from '../model.ts';
import { merged, type Merging } from './merge.ts';
import { locator, onlyPlace, type Place } from './places.ts';
import type { Shift } from './shift.ts';
import type { Element } from './twins.ts';

/** What is known of one statement beside its elements. */
export interface Origin {
  /** The statement that the source reader found at the same call. */
  readonly source: PolicyStatement | null;
  /** Whether the code says `new PolicyStatement` itself; else a construct or a grant wrote it. */
  readonly written: boolean;
  /** The call that made or added it. */
  readonly site: Site | null;
}

/** How the props of `PolicyStatement` are called in a policy. */
const ELEMENTS: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  notActions: 'NotAction',
  resources: 'Resource',
  notResources: 'NotResource',
  principals: 'Principal',
  notPrincipals: 'NotPrincipal',
  conditions: 'Condition',
};

type ModelStatement = ModelConstruct['policies'][number]['statements'][number];

/** The statements of the source by where they are made, for finding those that synthesis shows. */
export class SourceStatements {
  readonly #written = new Map<string, PolicyStatement[]>();
  readonly #grants = new Map<string, PolicyStatement[]>();
  readonly #trust = new Map<string, PolicyStatement[]>();
  /** Those of a document that one call makes as a whole: `PolicyDocument.fromJson`. */
  readonly #documents = new Map<string, PolicyStatement[]>();
  /** Places of calls that were made, for telling which statements of the source are spoken for. */
  readonly ran = new Set<string>();

  constructor(statements: readonly PolicyStatement[]) {
    for (const s of statements) {
      add(s.grant ? this.#grants : this.#written, key(s.span), s);
      if (s.kind === 'trust' && s.owner !== null) add(this.#trust, s.owner, s);
      if (s.document) add(this.#documents, key(s.document.span), s);
    }
  }

  /**
   * What the code says about a statement. `owner` is the source id of the resource that has it, if there is one;
   * `siblings` are the statements of the same policy, in order.
   */
  origin(
    statement: ModelStatement,
    siblings: readonly ModelStatement[],
    element: Element,
    owner: string | null,
    stack: string,
    model: SynthModel,
    shift: Shift,
  ): Origin {
    const { made, added } = statement;
    const site = (i: number | undefined) => (i === undefined ? null : (model.sites[i] ?? null));
    const maker = site(made[0]);
    const written = maker !== null && isStatement(maker);
    for (const [sites, index] of [
      [made, this.#written],
      [added, this.#grants],
    ] as const)
      for (const i of sites) {
        const span = shift.span((model.sites[i] as Site).span);
        const found = span && index.get(key(span));
        if (!found) continue;
        this.ran.add(key(span));
        const here = found.find(s =>
          [s.owner, ...s.attachedTo].some(id => id?.slice(id.lastIndexOf('#') + 1).startsWith(`${stack}/`)),
        );
        return { source: here ?? (found[0] as PolicyStatement), written, site: site(added[0]) ?? maker };
      }
    const inDocument = written ? this.#inDocument(statement, siblings, model, shift) : null;
    if (inDocument) return { source: inDocument, written, site: maker };
    const trust = owner !== null && element.type === 'AWS::IAM::Role' && !written ? this.#trust.get(owner) : undefined;
    return { source: trust?.[0] ?? null, written, site: written ? maker : (site(added[0]) ?? maker) };
  }

  /** The statement of a document that one call makes: the one at the same place, if the template has as many. */
  #inDocument(
    statement: ModelStatement,
    siblings: readonly ModelStatement[],
    model: SynthModel,
    shift: Shift,
  ): PolicyStatement | null {
    const [maker] = statement.made;
    const place = maker === undefined ? null : shift.span((model.sites[maker] as Site).span);
    const found = place ? this.#documents.get(key(place)) : undefined;
    const together = siblings.filter(s => s.made[0] === maker);
    if (!found || found.length !== together.length) return null;
    const source = found[together.indexOf(statement)] ?? null;
    if (source) this.ran.add(key(source.span));
    return source;
  }

  /** The statement that stands in an object literal, and not in a call. */
  at(span: SourceSpan): PolicyStatement | null {
    return this.#written.get(key(span))?.[0] ?? null;
  }

  /** Whether synthesis shows what came of a statement of the source. */
  speaksOf(statement: PolicyStatement): boolean {
    return this.ran.has(key(statement.span));
  }
}

function add(into: Map<string, PolicyStatement[]>, at: string, statement: PolicyStatement): void {
  const known = into.get(at);
  if (known) known.push(statement);
  else into.set(at, [statement]);
}

function key(span: SourceSpan): string {
  return `${span.uri}@${span.start}`;
}

function isStatement(site: Site): boolean {
  return /(^|\.)PolicyStatement$|^fromJson$/.test(site.written);
}

/** One statement with the places of its origin. */
export function placedStatement(exact: Value, origin: Origin, how: Merging, shift: Shift): Value {
  const { source, site } = origin;
  const name = site && shift.span(site.name);
  const around: Place = source
    ? onlyPlace(source.grant?.span ?? source.span, source.grant ? 'added' : 'written')
    : onlyPlace(name ?? how.otherwise.span, origin.written ? 'written' : 'added');
  const props =
    origin.written && site
      ? site.objects.map(o => ({
          ...o,
          keys: o.keys.flatMap(k => (ELEMENTS[k.name] ? [{ ...k, name: ELEMENTS[k.name] as string }] : [])),
        }))
      : [];
  const locate = locator(props, null, '', false, exact, span => shift.span(span));
  const elements = source && exact.kind === 'object' ? asWritten(exact, source.elements) : exact;
  const value = merged(elements, source?.elements, around, '', {
    ...how,
    locate,
    changed: () => null,
    otherwise: around,
  });
  if (value.kind !== 'object' || source) return value;
  const whole = origin.written && site ? shift.span(site.span) : null;
  const slot = origin.written && site ? shift.slot(site.objects[0]?.slot ?? null) : null;
  return { ...value, span: whole ?? value.span, slot };
}

/** A list of one is a single value in a template; the code has it as a list, to which more may be added. */
function asWritten(exact: ObjectValue, source: ObjectValue): ObjectValue {
  return {
    ...exact,
    entries: exact.entries.map((e): Entry => {
      const own = source.entries.find(s => s.key === e.key)?.value;
      const single =
        own?.kind === 'list' && e.value.kind !== 'list' && e.value.kind !== 'absent' && e.value.kind !== 'choice';
      return single ? { ...e, value: { ...own, items: [e.value], complete: true } } : e;
    }),
  };
}

/** Properties with other items in the list at a path. */
export function withItems(value: Value, path: readonly string[], items: readonly Value[]): Value {
  const [step, ...rest] = path;
  if (step === undefined) return value.kind === 'list' ? { ...value, items } : value;
  if (value.kind === 'object')
    return {
      ...value,
      entries: value.entries.map(e => (e.key === step ? { ...e, value: withItems(e.value, rest, items) } : e)),
    };
  if (value.kind === 'list')
    return { ...value, items: value.items.map((v, i) => (String(i) === step ? withItems(v, rest, items) : v)) };
  return value;
}

/** The items of a list at a path of raw properties; null where there is none. */
export function itemsAt(properties: Value, path: readonly string[]): readonly Value[] | null {
  const list = at(properties, ...path);
  return list.kind === 'list' ? list.items : null;
}

/** A resource of the joined graph with where its statements come from, by the place in its properties. */
export interface Holder {
  readonly resource: Resource;
  /** The path of its stack. */
  readonly stack: string;
  /** By path and index: `PolicyDocument/0`. */
  readonly origins: ReadonlyMap<string, Origin>;
}

export interface Around {
  /** The ids of resources that a value names. */
  named(value: Value): readonly string[];
  /** Who names which managed policy as theirs. */
  readonly managed: ReadonlyMap<string, readonly string[]>;
  /** The id in the joined graph of one in the source's. */
  idOf(source: string): string;
  /** The functions and the like that take a role on. */
  carriers(role: string): readonly string[];
  resource(id: string): Resource | undefined;
}

/** A statement of the joined graph, and what it was made of. */
export interface Found {
  readonly statement: PolicyStatement;
  /** Path and index within the resource. */
  readonly place: string;
  readonly source: PolicyStatement | null;
  readonly origin: Origin | undefined;
}

/** The statements of one resource. `used` are ids that are taken. */
export function statementsOf(
  { resource, origins }: Holder,
  sources: SourceStatements,
  used: Set<string>,
  how: Around,
): Found[] {
  return statementsIn(resource, 'typescript', { resolve: how.named, managed: how.managed }).map(found => {
    const place = found.id.slice(resource.id.length + 1);
    const origin = origins.get(place);
    const candidate = origin ? origin.source : sources.at(found.elements.span);
    // One call makes a role and what it may do: who may take the role on is not the permissions that are read there.
    const source = (candidate?.kind === 'trust') === (found.kind === 'trust') ? candidate : null;
    if (source) sources.ran.add(key(source.span));
    const isMine = resource.owner.kind === 'yours';
    // Of the copies that one call makes (a stack for each stage), the source reader speaks of the first.
    const isFirst = source !== null && !used.has(source.id);
    const attachedTo =
      isFirst && source.attachedTo.length > 0
        ? source.attachedTo.map(how.idOf).filter(id => how.resource(id))
        : [...new Set(found.attachedTo.flatMap(id => principals(id, how)))];
    const id = isFirst ? source.id : found.id;
    used.add(id);
    const owner =
      isFirst && source.owner !== null && how.resource(how.idOf(source.owner))
        ? how.idOf(source.owner)
        : isMine
          ? resource.id
          : (attachedTo[0] ?? resource.id);
    const byHand = origin ? origin.written : source !== null || (isMine && !isDefault(found.elements));
    const { document: own, ...known } = found;
    const document = source ? documentOf(source, own) : byHand && own?.elements.origin === 'written' ? own : undefined;
    const statement: PolicyStatement = {
      ...known,
      id,
      kind: source?.kind ?? found.kind,
      span: source?.span ?? found.span,
      owner,
      attachedTo,
      grant: source?.grant
        ? { ...source.grant, on: source.grant.on === null ? null : how.idOf(source.grant.on) }
        : byHand || source
          ? null
          : { method: origin?.site?.written ?? '', on: null, span: found.span },
      evidence: 'synth',
      ...(document ? { document } : {}),
    };
    return { statement, place, source, origin };
  });
}

/** The document that a statement is written in, as the template has it where that is the same one. */
function documentOf({ document }: PolicyStatement, exact: PolicyDocument | undefined): PolicyDocument | undefined {
  if (!document || !exact || key(document.elements.span) !== key(exact.elements.span)) return document;
  return { ...document, elements: exact.elements };
}

/** Whether a statement of the source says no more than that there are permissions which reading can't see. */
export function isOpen({ elements }: PolicyStatement): boolean {
  return !elements.complete && !elements.entries.some(e => e.key === 'Action' || e.key === 'NotAction');
}

/** Whether nobody wrote it: it has no place but the construct's. */
function isDefault(elements: ObjectValue): boolean {
  return elements.origin !== 'written';
}

/** A role that a construct made for itself is spoken of as the construct. */
function principals(id: string, how: Around): readonly string[] {
  const resource = how.resource(id);
  if (resource?.type !== 'AWS::IAM::Role' || resource.owner.kind === 'yours') return [id];
  const carriers = how.carriers(id);
  return carriers.length > 0 ? carriers : [id];
}

/** Properties by which resources take roles on. */
const ROLES = ['Role', 'RoleArn', 'TaskRoleArn', 'ExecutionRoleArn', 'ServiceRole'];

/** Who takes which role on. */
export function carriersOf(resources: readonly Resource[]): Map<string, string[]> {
  const carriers = new Map<string, string[]>();
  for (const { id, properties } of resources)
    for (const name of ROLES) {
      const role = at(properties, name);
      if (role.kind !== 'reference' || role.target.kind !== 'resource') continue;
      const known = carriers.get(role.target.id);
      if (known) known.push(id);
      else carriers.set(role.target.id, [id]);
    }
  return carriers;
}

/** What a person wrote is for things that the person knows: not for functions and roles that the CDK makes for itself. */
export function withoutInternal(
  statement: PolicyStatement,
  resource: (id: string) => Resource | undefined,
): PolicyStatement {
  if (statement.grant !== null) return statement;
  const attachedTo = statement.attachedTo.filter(id => resource(id)?.owner.kind !== 'internal');
  return attachedTo.length === statement.attachedTo.length ? statement : { ...statement, attachedTo };
}
