/**
 * The witness of a run of the app: joins the synthesized templates with what the source reader found. Values are the
 * template's, places are the code's; a resource keeps the identity that it has in the source.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { PolicyStatement, Resource, SourceFact, Stack } from '../../core/resource.ts';
import { absent, at, type Target, type Value } from '../../core/value.ts';
import type { Witness } from '../../core/witness.ts';
import { NameIndex } from '../../frontends/template/names.ts';
import type { ModelConstruct, SynthModel } from '../model.ts';
import { joinedEdges, templateEdges } from './edges.ts';
import { same, sameContent } from './equal.ts';
import { placed } from './merge.ts';
import { outputsOf } from './outputs.ts';
import { ownersOf, type Owners } from './owners.ts';
import { portRules, withPortRules } from './ports.ts';
import { resourceOf, type Context } from './resources.ts';
import { settled, type Settling } from './settle.ts';
import { Shift } from './shift.ts';
import { stackRecords } from './stackRecords.ts';
import { Crossings, parseId, readStacks, type RawStack } from './stacks.ts';
import { SourceStatements, statementsOf, type Holder, type Joining } from './statements.ts';
import { elementsOf, twinsOf, type Element, type Twin, type Twins } from './twins.ts';

/** The front end whose part is refined. */
const SOURCE = 'source';

/** Properties by which resources take roles on. */
const ROLES = ['Role', 'RoleArn', 'TaskRoleArn', 'ExecutionRoleArn', 'ServiceRole'];

/** What became of an element in this version of the source. */
type Standing =
  /** The template has the say. */
  | 'joined'
  /** The source changed since: until the next run it has the say. */
  | 'source'
  /** The code that made it is gone. */
  | 'gone';

export class SynthWitness implements Witness {
  readonly #model: SynthModel;
  readonly #shift: Shift;
  readonly #elements: readonly Element[];
  readonly #owners: Owners;
  readonly #labels: ReadonlyMap<Element, string>;
  #stacks: readonly RawStack[] | null = null;
  readonly #stacksBefore: readonly RawStack[];
  /** Twins and statements as they were when the texts were those of the run; null while these have not been seen. */
  #seen: {
    readonly twins: ReadonlyMap<Element, Resource>;
    readonly statements: Map<string, PolicyStatement | null>;
  } | null = null;
  #last: { readonly source: GraphPart; readonly state: string; readonly part: GraphPart } | null = null;
  #kept: ReadonlyMap<string, Resource>;
  #keptStatements: ReadonlyMap<string, PolicyStatement>;
  #facts: { readonly state: string; readonly facts: readonly SourceFact[] } | null = null;

  /** @param before The witness of the run before, from which everything is taken over that did not change. */
  constructor(model: SynthModel, before: SynthWitness | null = null) {
    this.#model = model;
    this.#shift = new Shift(model.texts);
    this.#elements = elementsOf(model);
    this.#owners = ownersOf(model);
    this.#labels = labelsOf(this.#elements);
    // Not the witness itself, which would hold the one before it, and so on.
    this.#stacksBefore = before === null ? [] : (before.#stacks ?? before.#stacksBefore);
    this.#kept = before === null ? new Map() : before.#kept;
    this.#keptStatements = before === null ? new Map() : before.#keptStatements;
  }

  refine(
    parts: ReadonlyMap<string, GraphPart>,
    textOf: (uri: string) => string | undefined,
  ): ReadonlyMap<string, GraphPart> {
    const source = parts.get(SOURCE);
    if (!source) return parts;
    this.#shift.to(textOf);
    const state = this.#shift.state();
    if (this.#last?.source !== source || this.#last.state !== state)
      this.#last = { source, state, part: this.#join(source, state) };
    return new Map(
      [...parts].map(([name, part]) => [name, name === SOURCE ? (this.#last as { part: GraphPart }).part : part]),
    );
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
  #byId: ReadonlyMap<string, Element> = new Map();

  /** The raw stacks, read when first asked for; what the run before has read is taken over. */
  #read(): readonly RawStack[] {
    this.#stacks ??= readStacks(this.#model, this.#stacksBefore);
    return this.#stacks;
  }

  #join(source: GraphPart, state: string): GraphPart {
    const model = this.#model;
    const stacks = new Map(this.#read().map(s => [s.stack.path, s]));
    const elements = this.#elements.filter(e =>
      stacks.get(model.stacks[e.stack]?.path ?? '')?.resources.has(e.logicalId),
    );
    const twins = twinsOf(elements, source.resources, model.entry, this.#shift);
    const standing = this.#standing(elements, twins, state);
    const statements = new SourceStatements(source.statements);

    const ids = new Map<string, string>();
    const finalId = new Map<Element, string>();
    for (const element of elements) {
      const twin = twins.of.get(element);
      const id = twin?.exact ? twin.resource.id : `${model.entry}#${element.path}`;
      finalId.set(element, id);
      if (standing.get(element) !== 'gone') ids.set(`${model.stacks[element.stack]?.path}#${element.logicalId}`, id);
    }
    const rawId = (raw: string) => {
      const { stack, logicalId } = parseId(raw);
      return ids.get(`${stack}#${logicalId}`) ?? null;
    };
    const idOf = (id: string) => {
      const element = twins.covered.get(id);
      return element ? (finalId.get(element) ?? id) : id;
    };
    const settling: Settling = {
      crossings: new Crossings(model, this.#read()),
      idOf: rawId,
      parameter: (stack, target) => this.#parameter(stack, target),
    };
    const context: Context = {
      model,
      shift: this.#shift,
      standIns: { account: model.account, region: model.region, dummies: model.dummies },
      statements,
    };
    const records = stackRecords(model, source, this.#shift, (path, seen, span) => {
      const raw = stacks.get(path);
      return raw ? outputsOf(raw, seen, span, settling, context) : seen;
    });

    const rules = portRules(source.resources);
    const ofRules = new Map<Resource, Resource>();
    const holders: Holder[] = [];
    const joined = new Map<string, Resource>();
    const siblings: { resource: Resource; stack: string }[] = [];
    for (const element of elements) {
      if (standing.get(element) !== 'joined') continue;
      const stack = model.stacks[element.stack]?.path ?? '';
      const raw = stacks.get(stack)?.resources.get(element.logicalId);
      if (!raw) continue;
      const holder = resourceOf(
        {
          element,
          twin: twins.of.get(element),
          raw,
          properties: settled(raw.resource.properties, stack, settling) as typeof raw.resource.properties,
          attributes: settled(raw.resource.attributes, stack, settling) as typeof raw.resource.attributes,
          id: finalId.get(element) as string,
          label: this.#labels.get(element) ?? element.logicalId,
          stack: records.idOf(stack),
          owner: this.#owners(element),
        },
        context,
      );
      const { id } = holder.resource;
      // The group that a construct makes for itself is spoken of as the construct.
      const calls = rules.get(id) ?? rules.get(id.slice(0, id.lastIndexOf('/'))) ?? [];
      const split = withPortRules(holder.resource, calls);
      for (const [rule, refined] of split.rules) ofRules.set(rule, this.#keep(refined));
      const resource = this.#keep(split.group);
      joined.set(resource.id, resource);
      siblings.push({ resource, stack });
      holders.push({ ...holder, resource });
    }
    this.#byId = new Map([...finalId].map(([element, id]) => [id, element]));

    const resources: Resource[] = [...joined.values()];
    for (const resource of source.resources) {
      const rule = ofRules.get(resource);
      if (rule) resources.push(rule);
      else if (!twins.covered.has(resource.id) || standing.get(twins.covered.get(resource.id) as Element) === 'source')
        resources.push(resource);
    }
    this.#kept = new Map(resources.map(r => [r.id, r]));

    const index = new NameIndex(resources);
    const carriers = carriersOf(resources);
    const joining: Joining = {
      named: value => index.ids(value),
      idOf,
      carriers: role => carriers.get(role) ?? [],
      resource: id => this.#kept.get(id),
    };
    const all = this.#statements(source, holders, statements, joining, state);
    const linked = siblings.map(({ resource, stack }) => ({
      resource,
      siblings: (logicalId: string) => ids.get(`${stack}#${logicalId}`) ?? null,
    }));
    const fromSource = source.edges.flatMap(e => {
      const [from, to] = [idOf(e.from), idOf(e.to)];
      const gone = (id: string) => twins.covered.has(id) && !this.#kept.has(idOf(id));
      if (gone(e.from) || gone(e.to) || from === to) return [];
      return [from === e.from && to === e.to ? e : { ...e, from, to }];
    });
    return {
      ...source,
      resources,
      stacks: this.#stackList(source, records.stacks, resources),
      edges: joinedEdges(fromSource, templateEdges(linked, all, index), id => joined.has(id)),
      statements: this.#keepStatements(all),
      runs: source.runs.flatMap(run => {
        const id = idOf(run.function);
        return this.#kept.has(id) ? [id === run.function ? run : { ...run, function: id }] : [];
      }),
      source: [...source.source, ...this.#problems(state)],
    };
  }

  /** What has the say on each element, given how the source changed since the run. */
  #standing(elements: readonly Element[], twins: Twins, state: string): ReadonlyMap<Element, Standing> {
    if (state === '' && !this.#seen)
      this.#seen = { twins: new Map([...twins.of].map(([e, t]) => [e, t.resource])), statements: new Map() };
    const standing = new Map<Element, Standing>();
    for (const element of elements) {
      const twin = twins.of.get(element);
      standing.set(element, state === '' ? 'joined' : this.#stands(element, twin));
    }
    return standing;
  }

  #stands(element: Element, twin: Twin | undefined): Standing {
    const before = this.#seen?.twins.get(element);
    if (!twin) {
      const [site] = element.sites;
      const rewritten = site !== undefined && this.#shift.span(site.span) === null;
      return before || rewritten ? 'gone' : 'joined';
    }
    const changed = this.#seen
      ? !before ||
        before.type !== twin.resource.type ||
        !sameContent(before.properties, twin.resource.properties) ||
        !sameContent(before.attributes, twin.resource.attributes)
      : this.#shift.touches(twin.resource.span);
    return changed ? 'source' : 'joined';
  }

  /** The object of last time where a new one says the same, so that whatever was found out about it holds. */
  #keep(resource: Resource): Resource {
    const known = this.#kept.get(resource.id);
    return known && same(known, resource) ? known : resource;
  }

  #statements(
    source: GraphPart,
    holders: readonly Holder[],
    statements: SourceStatements,
    joining: Joining,
    state: string,
  ): PolicyStatement[] {
    const used = new Set<string>();
    const found: PolicyStatement[] = [];
    for (const holder of holders)
      for (const statement of statementsOf(holder, statements, used, joining)) {
        const key = `${holder.resource.id}/${statement.place}`;
        if (state === '') this.#seen?.statements.set(key, statement.source);
        const before = this.#seen?.statements.get(key);
        if (state !== '') {
          const { source: now, origin } = statement;
          if (!now && (before || (origin?.site && this.#shift.span(origin.site.span) === null))) continue;
          const changed = now && (before ? !sameContent(before.elements, now.elements) : this.#shift.touches(now.span));
          if (changed) {
            found.push(moved(now, joining));
            continue;
          }
        }
        found.push(statement.statement);
      }
    for (const statement of source.statements)
      if (!statements.speaksOf(statement)) found.push(moved(statement, joining));
    return found;
  }

  /** The statements as the graph has them; the objects of last time where new ones say the same. */
  #keepStatements(all: readonly PolicyStatement[]): PolicyStatement[] {
    const kept = new Map<string, PolicyStatement>();
    for (const statement of all) {
      const shown = withoutInternal(statement, id => this.#kept.get(id));
      const known = this.#keptStatements.get(shown.id);
      kept.set(shown.id, known && same(known, shown) ? known : shown);
    }
    this.#keptStatements = kept;
    return [...kept.values()];
  }

  /** Stacks of both readers; of the source's those that still have something in them. */
  #stackList(source: GraphPart, records: readonly Stack[], resources: readonly Resource[]): Stack[] {
    const refined = new Set(records.map(s => s.id));
    const inUse = new Set(resources.map(r => r.stack));
    const before = new Set(source.resources.map(r => r.stack));
    return [...records, ...source.stacks.filter(s => !refined.has(s.id) && (inUse.has(s.id) || !before.has(s.id)))];
  }

  /** A template's parameter, with its values at the construct that declares it. */
  #parameter(stack: string, target: Extract<Target, { kind: 'parameter' }>): Target {
    const construct = this.#model.constructs.find(
      c => c.element?.logicalId === target.name && this.#model.stacks[c.element.stack]?.path === stack,
    );
    const site = this.#model.sites[construct?.sites[0] ?? -1];
    const keys = site?.objects[0]?.keys ?? [];
    const here = (name: string): SourceSpan =>
      this.#shift.span(keys.find(k => k.name === name)?.valueSpan ?? site?.name ?? NOWHERE) ?? NOWHERE;
    // A value whose place was rewritten is better not known than shown somewhere else.
    const value = (known: Value, name: string) =>
      known.kind === 'absent' || !site ? (known.kind === 'absent' ? known : absent) : placed(known, here(name));
    return {
      ...target,
      defaultValue: value(target.defaultValue, 'default'),
      allowedValues: value(target.allowedValues, 'allowedValues'),
    };
  }

  #problems(state: string): readonly SourceFact[] {
    if (this.#facts?.state === state) return this.#facts.facts;
    const facts = this.#model.problems.flatMap((problem): SourceFact[] => {
      const span = this.#shift.span(problem.span);
      if (!span) return [];
      return [
        {
          kind: 'synth',
          uri: span.uri,
          span,
          problem: problem.kind,
          severity: problem.severity,
          message: problem.message,
          detail: problem.detail,
          tool: problem.tool,
          related: problem.related.flatMap(r => {
            const place = this.#shift.span(r.span);
            return place ? [{ span: place, message: r.message }] : [];
          }),
        },
      ];
    });
    this.#facts = { state, facts };
    return facts;
  }
}

const NOWHERE: SourceSpan = { uri: '', start: 0, end: 0 };

/** A statement of the source reader whose resources go by their ids in the joined graph. */
function moved(statement: PolicyStatement, { idOf }: Joining): PolicyStatement {
  const owner = statement.owner === null ? null : idOf(statement.owner);
  const attachedTo = [...new Set(statement.attachedTo.map(idOf))];
  const unchanged = owner === statement.owner && attachedTo.every((id, i) => id === statement.attachedTo[i]);
  return unchanged ? statement : { ...statement, owner, attachedTo };
}

/** What a person wrote is for things that the person knows: not for functions and roles that the CDK makes for itself. */
function withoutInternal(statement: PolicyStatement, resource: (id: string) => Resource | undefined): PolicyStatement {
  if (statement.grant !== null) return statement;
  const attachedTo = statement.attachedTo.filter(id => resource(id)?.owner.kind !== 'internal');
  return attachedTo.length === statement.attachedTo.length ? statement : { ...statement, attachedTo };
}

/** Who takes which role on. */
function carriersOf(resources: readonly Resource[]): Map<string, string[]> {
  const carriers = new Map<string, string[]>();
  for (const resource of resources)
    for (const name of ROLES) {
      const role = at(resource.properties, name);
      if (role.kind !== 'reference' || role.target.kind !== 'resource') continue;
      const known = carriers.get(role.target.id);
      if (known) known.push(resource.id);
      else carriers.set(role.target.id, [resource.id]);
    }
  return carriers;
}

/**
 * What messages call elements that the source reader doesn't know: their construct id. Those that one call makes have one
 * name, since they are one line of source.
 */
function labelsOf(elements: readonly Element[]): ReadonlyMap<Element, string> {
  const groups = new Map<string, Element[]>();
  for (const element of elements) {
    const key = `${element.construct.sites[0] ?? ''}|${element.type}|${element.path.split('/').length}`;
    const known = groups.get(key);
    if (known && element.sites.length > 0) known.push(element);
    else groups.set(element.sites.length > 0 ? key : element.path, [element]);
  }
  const labels = new Map<Element, string>();
  for (const group of groups.values()) {
    const names = [...new Set(group.map(e => e.path.slice(e.path.lastIndexOf('/') + 1)))];
    const [first = ''] = names;
    let length = first.length;
    for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
    for (const element of group) labels.set(element, names.length === 1 ? first : `${first.slice(0, length)}\${…}`);
  }
  return labels;
}
