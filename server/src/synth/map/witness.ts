/**
 * The witness of a run of the app: joins the synthesized templates with what the source reader found. Values are the
 * template's, places are the code's; a resource keeps the identity that it has in the source.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { Edge, Owner, PolicyStatement, Resource, Runs, SourceFact, Stack } from '../../core/resource.ts';
import type { Witness } from '../../core/witness.ts';
import { NameIndex } from '../../frontends/template/names.ts';
import { managedBy } from '../../frontends/template/policies.ts';
import type { ModelConstruct, Site, SynthModel } from '../model.ts';
import { joinedEdges, templateEdges } from './edges.ts';
import { Kept } from './kept.ts';
import { labelsOf } from './labels.ts';
import { ownersOf, type Owners } from './owners.ts';
import { Parameters } from './parameters.ts';
import { portRules, withPortRules } from './ports.ts';
import { originsOf, resourceOf, type Context } from './resources.ts';
import { sectionsOf } from './sections.ts';
import { Shift } from './shift.ts';
import { stackRecords, type StackRecords } from './stackRecords.ts';
import { Crossings, parseId, readStacks, type RawStack } from './stacks.ts';
import { Standings, type Standing } from './standing.ts';
import { carriersOf, isOpen, SourceStatements, statementsOf, withoutInternal, type Holder } from './statements.ts';
import { elementsOf, twinsOf, type Element, type Twins } from './twins.ts';

/** The front end whose part is refined. */
const SOURCE = 'source';

const YOURS: Owner = { kind: 'yours' };

/** What is being joined. */
interface Joining {
  readonly source: GraphPart;
  readonly statements: SourceStatements;
  readonly twins: Twins;
  readonly standing: ReadonlyMap<Element, Standing>;
  /** The ids in the joined graph of elements, and those of the source's ids. */
  readonly ids: ReadonlyMap<Element, string>;
  idOf(source: string): string;
  /** The id of a sibling by its logical ID. */
  sibling(stack: string, logicalId: string): string | null;
  readonly context: Context;
  readonly records: StackRecords;
}

export class SynthWitness implements Witness {
  readonly #model: SynthModel;
  readonly #shift: Shift;
  readonly #elements: readonly Element[];
  readonly #traces = new Map<Element, Trace>();
  readonly #owners: Owners;
  readonly #labels: ReadonlyMap<Element, string>;
  readonly #standings: Standings;
  readonly #kept: Kept;
  readonly #stacksBefore: readonly RawStack[];
  #stacks: ReadonlyMap<string, RawStack> | null = null;
  #byId: ReadonlyMap<string, Element> = new Map();
  #last: { readonly source: GraphPart; readonly state: string; readonly part: GraphPart } | null = null;
  #facts: { readonly state: string; readonly facts: readonly SourceFact[] } | null = null;

  /** @param before The witness of the run before, from which everything is taken over that did not change. */
  constructor(model: SynthModel, before: SynthWitness | null = null) {
    this.#model = model;
    this.#shift = new Shift(model.texts);
    this.#elements = elementsOf(model);
    this.#owners = ownersOf(model);
    this.#labels = labelsOf(model, this.#elements);
    this.#standings = new Standings(this.#shift);
    // Not the witness itself, which would hold the one before it, and so on.
    this.#kept = before ? before.#kept : new Kept();
    if (before === null) this.#stacksBefore = [];
    else this.#stacksBefore = before.#stacks ? [...before.#stacks.values()] : before.#stacksBefore;
  }

  refine(
    parts: ReadonlyMap<string, GraphPart>,
    textOf: (uri: string) => string | undefined,
  ): ReadonlyMap<string, GraphPart> {
    const source = parts.get(SOURCE);
    if (!source) return parts;
    this.#shift.to(textOf);
    const state = this.#shift.state();
    const last = this.#last;
    const part = last?.source === source && last.state === state ? last.part : this.#join(this.#kept.source(source));
    this.#last = { source, state, part };
    return new Map([...parts].map(([name, known]) => [name, name === SOURCE ? part : known]));
  }

  /**
   * The calls of the user's code that made a resource, the innermost first: the construct of a library class, then the
   * place where the user's own class or function was called, and so on. Empty for a resource that synthesis doesn't know.
   */
  placesOf(resourceId: string): readonly SourceSpan[] {
    const element = this.#byId.get(resourceId);
    return (element?.sites ?? []).flatMap(site => this.#shift.span(site.span) ?? []);
  }

  /** The construct of the run that makes a resource; null for a resource that synthesis doesn't know. */
  constructOf(resourceId: string): ModelConstruct | null {
    return this.#byId.get(resourceId)?.construct ?? null;
  }

  /** The construct path that synthesis gave a resource, which a loop or a variable hides in the source; null likewise. */
  pathOf(resourceId: string): string | null {
    return this.#byId.get(resourceId)?.path ?? null;
  }

  /** The raw stacks by path, read when first asked for; what the run before has read is taken over. */
  #read(): ReadonlyMap<string, RawStack> {
    this.#stacks ??= new Map(readStacks(this.#model, this.#stacksBefore).map(s => [s.stack.path, s]));
    return this.#stacks;
  }

  #stackPath(element: Element): string {
    return this.#model.stacks[element.stack]?.path ?? '';
  }

  #join(source: GraphPart): GraphPart {
    const joining = this.#begin(source);
    const { holders, rest } = this.#resources(joining);
    const resources = this.#kept.resources([...holders.map(h => h.resource), ...rest]);
    const byId = new Map(resources.map(r => [r.id, r]));
    const joined = new Set(holders.map(h => h.resource.id));
    const index = new NameIndex(resources);
    const statements = this.#statements(joining, holders, byId, index);
    const linked = holders.map(({ resource, stack }) => ({
      resource: byId.get(resource.id) ?? resource,
      siblings: (logicalId: string) => joining.sibling(stack, logicalId),
    }));
    return {
      ...source,
      resources,
      stacks: stacksOf(joining, resources),
      edges: joinedEdges(movedEdges(joining, byId), templateEdges(linked, statements, index, this.#kept), id =>
        joined.has(id),
      ),
      statements: this.#kept.statements(statements.map(s => withoutInternal(s, id => byId.get(id)))),
      runs: movedRuns(joining, byId),
      source: [...source.source, ...this.#problems()],
    };
  }

  /** Finds out what belongs together, and under which ids. */
  #begin(source: GraphPart): Joining {
    const model = this.#model;
    const stacks = this.#read();
    const elements = this.#elements.filter(e => stacks.get(this.#stackPath(e))?.resources.has(e.logicalId));
    const twins = twinsOf(elements, source.resources, model.entry, this.#shift);
    const standing = this.#standings.of(elements, twins);
    const ids = new Map<Element, string>();
    const byName = new Map<string, string>();
    for (const element of elements) {
      const twin = twins.of.get(element);
      const id = twin?.exact ? twin.resource.id : `${model.entry}#${element.path}`;
      ids.set(element, id);
      if (standing.get(element) !== 'gone') byName.set(`${this.#stackPath(element)}#${element.logicalId}`, id);
    }
    this.#byId = new Map([...ids].map(([element, id]) => [id, element]));
    this.#kept.ids(byName);
    const sibling = (stack: string, logicalId: string) => byName.get(`${stack}#${logicalId}`) ?? null;
    const parameters = new Parameters(model, this.#shift);
    const context: Context = {
      model,
      shift: this.#shift,
      standIns: { account: model.account, region: model.region, dummies: model.dummies },
      settling: {
        crossings: new Crossings(model, [...stacks.values()]),
        idOf: raw => {
          const { stack, logicalId } = parseId(raw);
          return sibling(stack, logicalId);
        },
        parameter: (stack, target) => parameters.placed(stack, target),
      },
      moved: parameters.state(),
    };
    return {
      source,
      statements: new SourceStatements(source.statements),
      twins,
      standing,
      ids,
      idOf: id => {
        const element = twins.covered.get(id);
        return element ? (ids.get(element) ?? id) : id;
      },
      sibling,
      context,
      records: stackRecords(model, source, this.#shift, (path, seen, span) => {
        const raw = stacks.get(path);
        return raw ? sectionsOf(raw, seen, span, context) : seen;
      }),
    };
  }

  /** The resources that the templates have, and those of the source that they say nothing about. */
  #resources(joining: Joining): { readonly holders: readonly Holder[]; readonly rest: readonly Resource[] } {
    const { source, twins, standing } = joining;
    const rules = portRules(source.resources);
    const ofRules = new Map<Resource, Resource>();
    const holders: Holder[] = [];
    for (const element of joining.ids.keys()) {
      if (standing.get(element) !== 'joined') continue;
      const holder = this.#holder(element, joining);
      const { id } = holder.resource;
      // The group that a construct makes for itself is spoken of as the construct.
      const calls = rules.get(id) ?? rules.get(id.slice(0, id.lastIndexOf('/')));
      const split = calls && withPortRules(holder.resource, calls);
      for (const [rule, refined] of split?.rules ?? []) ofRules.set(rule, refined);
      holders.push(split ? { ...holder, resource: split.group } : holder);
    }
    const rest = source.resources.flatMap(resource => {
      const rule = ofRules.get(resource);
      if (rule) return [rule];
      const element = twins.covered.get(resource.id);
      return element && standing.get(element) !== 'source' ? [] : [resource];
    });
    return { holders, rest };
  }

  #holder(element: Element, { twins, ids, statements, context, records }: Joining): Holder {
    const stack = this.#stackPath(element);
    const raw = this.#read().get(stack)?.resources.get(element.logicalId);
    if (!raw) throw new Error(`no resource ${element.logicalId} in ${stack}`);
    const twin = twins.of.get(element);
    const origins = originsOf(element, raw, twin, statements, context);
    const parts = {
      element,
      twin,
      raw,
      origins,
      id: ids.get(element) as string,
      label: this.#labels.get(element) ?? element.logicalId,
      stack: records.idOf(stack),
      // What the source reader sees being made is made by the user's code.
      owner: twin?.exact && twin.sameType ? YOURS : this.#owners(element),
    };
    const trace = this.#traces.get(element) ?? traceOf(element, this.#model);
    this.#traces.set(element, trace);
    const sources = [...origins.values()].map(o => o.source);
    const from = [
      raw,
      twin?.resource,
      twin?.exact,
      parts.id,
      parts.label,
      element.path,
      parts.stack,
      parts.owner,
      context.moved,
      this.#shift.state(trace.uris),
      ...trace.made,
      ...sources,
    ];
    const resource = this.#kept.resource(`${stack}#${element.logicalId}`, from, () => resourceOf(parts, context));
    return { resource, stack, origins };
  }

  #statements(
    joining: Joining,
    holders: readonly Holder[],
    byId: ReadonlyMap<string, Resource>,
    index: NameIndex,
  ): PolicyStatement[] {
    const carriers = carriersOf([...byId.values()]);
    const named = index.ids.bind(index);
    const how = {
      named,
      managed: managedBy([...byId.values()], named),
      idOf: joining.idOf,
      carriers: (role: string) => carriers.get(role) ?? [],
      resource: (id: string) => byId.get(id),
    };
    const used = new Set<string>();
    const all: PolicyStatement[] = [];
    for (const holder of holders)
      for (const found of statementsOf(holder, joining.statements, used, how)) {
        const standing = this.#standings.statement(holder.resource.id, found);
        if (standing === 'joined') all.push(found.statement);
        else if (standing === 'source' && found.source) all.push(movedStatement(found.source, joining));
      }
    // The templates show all permissions of what they have, also those of which reading only saw that there are some.
    const isShown = (s: PolicyStatement) =>
      isOpen(s) && s.attachedTo.every(id => joining.twins.covered.has(id)) && !this.#shift.touches(s.span);
    for (const statement of joining.source.statements)
      if (!joining.statements.speaksOf(statement) && !isShown(statement)) all.push(movedStatement(statement, joining));
    return all;
  }

  /** What the run brought up, at its places of now. */
  #problems(): readonly SourceFact[] {
    const state = this.#shift.state();
    if (this.#facts?.state === state) return this.#facts.facts;
    const facts = this.#model.problems.flatMap(
      ({ kind, severity, message, detail, tool, ...problem }): SourceFact[] => {
        const span = this.#shift.span(problem.span);
        if (!span) return [];
        const related = problem.related.flatMap(r => {
          const place = this.#shift.span(r.span);
          return place ? [{ span: place, message: r.message }] : [];
        });
        return [{ kind: 'synth', uri: span.uri, span, problem: kind, severity, message, detail, tool, related }];
      },
    );
    this.#facts = { state, facts };
    return facts;
  }
}

/** Everything of a model that says where an element's parts come from, for comparing with the model of another run. */
interface Trace {
  readonly made: readonly (Site | string)[];
  readonly uris: ReadonlySet<string>;
}

function traceOf({ construct, sites }: Element, model: SynthModel): Trace {
  const made: (Site | string)[] = [...sites];
  const add = (what: string, indexes: readonly number[]) => {
    made.push(what);
    for (const i of indexes) if (model.sites[i]) made.push(model.sites[i]);
  };
  for (const { property, sites: indexes } of construct.changes) add(property, indexes);
  for (const { path, statements } of construct.policies)
    for (const s of statements) {
      add(path.join('/'), s.made);
      add('added', s.added);
    }
  return { made, uris: new Set(made.flatMap(m => (typeof m === 'string' ? [] : [m.span.uri]))) };
}

/** A statement of the source reader whose resources go by their ids in the joined graph. */
function movedStatement(statement: PolicyStatement, { idOf }: Joining): PolicyStatement {
  const owner = statement.owner === null ? null : idOf(statement.owner);
  const attachedTo = [...new Set(statement.attachedTo.map(idOf))];
  const isSame = owner === statement.owner && attachedTo.every((id, i) => id === statement.attachedTo[i]);
  return isSame ? statement : { ...statement, owner, attachedTo };
}

/** The source's edges between resources that are still there. */
function movedEdges({ source, twins, idOf }: Joining, byId: ReadonlyMap<string, Resource>): Edge[] {
  const isGone = (id: string) => twins.covered.has(id) && !byId.has(idOf(id));
  return source.edges.flatMap(edge => {
    if (isGone(edge.from) || isGone(edge.to)) return [];
    const [from, to] = [idOf(edge.from), idOf(edge.to)];
    if (from === edge.from && to === edge.to) return [edge];
    return from === to ? [] : [{ ...edge, from, to }];
  });
}

/** Which code the functions run is for the source to say. */
function movedRuns({ source, idOf }: Joining, byId: ReadonlyMap<string, Resource>): Runs[] {
  return source.runs.flatMap(run => {
    const id = idOf(run.function);
    return byId.has(id) ? [id === run.function ? run : { ...run, function: id }] : [];
  });
}

/** Stacks of both readers; of the source's those that still have something in them, or never had. */
function stacksOf({ source, records }: Joining, resources: readonly Resource[]): Stack[] {
  const known = new Set(records.stacks.map(s => s.id));
  const inUse = new Set(resources.map(r => r.stack));
  const before = new Set(source.resources.map(r => r.stack));
  const others = source.stacks.filter(s => !known.has(s.id) && (inUse.has(s.id) || !before.has(s.id)));
  return [...records.stacks, ...others];
}
