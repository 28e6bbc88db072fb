/** The resource graph: everything that is known of a project, as one immutable value. Rules read nothing else. */
import { FIELDS, type Field, reader } from './reads.ts';
import type { Remarks } from './remarks.ts';
import type { ProjectSettings, Requirement } from './requirement.ts';
import type { CodeUnit, Edge, EdgeKind, Note, PolicyStatement, Resource, Runs, SourceFact, Stack } from './resource.ts';
import { at, scenarios } from './value.ts';

/** Properties by which functions, state machines and tasks take on the role that their code runs with. */
const ROLE_PROPERTIES = ['Role', 'RoleArn', 'TaskRoleArn'];

/** What a front end adds to the graph when it links the facts of a project. */
export interface GraphPart {
  readonly resources: readonly Resource[];
  readonly stacks: readonly Stack[];
  readonly edges: readonly Edge[];
  readonly statements: readonly PolicyStatement[];
  readonly code: readonly CodeUnit[];
  readonly runs: readonly Runs[];
  readonly source: readonly SourceFact[];
  readonly notes: readonly Note[];
  /** The documents of each app that is made of several: what stands in them is connected, whatever edges there are. */
  readonly apps?: readonly (readonly string[])[];
  /** What the project was asked to be; none where left out. */
  readonly requirements?: readonly Requirement[];
  /** What the project says about the rules. */
  readonly settings?: ProjectSettings;
  /** Where documents say why; only where a requirement asks for it. */
  readonly remarks?: readonly Remarks[];
  /** What there was at an older revision, where that is known. */
  readonly baseline?: Baseline | undefined;
}

/** The resources of a project at a revision and now, both as reading sees them, so that nothing but edits tells them apart. */
export interface Baseline {
  /** The revision in the user's words: `HEAD`. */
  readonly revision: string;
  readonly before: readonly Resource[];
  readonly now: readonly Resource[];
}

export const emptyPart: GraphPart = {
  resources: [],
  stacks: [],
  edges: [],
  statements: [],
  code: [],
  runs: [],
  source: [],
  notes: [],
};

function group<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const k = key(item);
    const existing = groups.get(k);
    if (existing) existing.push(item);
    else groups.set(k, [item]);
  }
  return groups;
}

type Fields = { readonly [F in Field]: ResourceGraph[F] };

/** What a project says about the rules that says nothing. */
const UNSET: ProjectSettings = { ruleSet: null, severities: {}, options: {}, ignores: [] };

export class ResourceGraph implements GraphPart {
  declare readonly resources: readonly Resource[];
  declare readonly stacks: readonly Stack[];
  declare readonly edges: readonly Edge[];
  declare readonly statements: readonly PolicyStatement[];
  declare readonly code: readonly CodeUnit[];
  declare readonly runs: readonly Runs[];
  declare readonly source: readonly SourceFact[];
  declare readonly notes: readonly Note[];
  declare readonly apps: readonly (readonly string[])[];
  declare readonly requirements: readonly Requirement[];
  declare readonly settings: ProjectSettings;
  declare readonly remarks: readonly Remarks[];
  declare readonly baseline: Baseline | undefined;
  readonly #fields: Fields;
  // Made when somebody asks; who asks has read what they are made from, whether or not they are made already.
  /** The places of resources in the list. */
  #byId: Map<string, number> | undefined;
  #byType: Map<string, Resource[]> | undefined;
  #from: Map<string, Edge[]> | undefined;
  #to: Map<string, Edge[]> | undefined;
  #stacks: Map<string, Stack> | undefined;
  #members: Map<string, Resource[]> | undefined;
  /** Statements by what they are attached to, and by what they are written in. */
  #attached: Map<string, PolicyStatement[]> | undefined;
  #owned: Map<string | null, PolicyStatement[]> | undefined;
  #derived: Map<unknown, unknown> | undefined;

  /** Fields that say who read them. They are the object's own, so that a graph can be taken apart and put together. */
  static readonly #accessors: PropertyDescriptorMap = Object.fromEntries(
    FIELDS.map((field, index) => [
      field,
      {
        enumerable: true,
        get(this: ResourceGraph) {
          reader?.field(index);
          return this.#fields[field];
        },
      },
    ]),
  );

  constructor(parts: readonly GraphPart[]) {
    const [only] = parts;
    const all = <T>(list: (part: GraphPart) => readonly T[]): readonly T[] =>
      only && parts.length === 1 ? list(only) : parts.flatMap(list);
    this.#fields = {
      resources: all(p => p.resources),
      stacks: all(p => p.stacks),
      edges: all(p => p.edges),
      statements: all(p => p.statements),
      code: all(p => p.code),
      runs: all(p => p.runs),
      source: all(p => p.source),
      notes: all(p => p.notes),
      apps: all(p => p.apps ?? []),
      requirements: all(p => p.requirements ?? []),
      settings: parts.find(p => p.settings)?.settings ?? UNSET,
      remarks: all(p => p.remarks ?? []),
      baseline: parts.find(p => p.baseline)?.baseline,
    };
    Object.defineProperties(this, ResourceGraph.#accessors);
  }

  /** What follows from the graph: made when it is asked for first, and held for as long as the graph is. */
  derived<V>(make: (graph: ResourceGraph) => V): V {
    this.#derived ??= new Map();
    let known = this.#derived.get(make) as V | undefined;
    if (known === undefined) {
      known = make(this);
      this.#derived.set(make, known);
    }
    return known;
  }

  resource(id: string): Resource | undefined {
    const { resources } = this.#fields;
    this.#byId ??= new Map(resources.map((r, i) => [r.id, i]));
    const index = this.#byId.get(id);
    if (index === undefined) return undefined;
    reader?.resource(index);
    return resources[index];
  }

  ofType(type: string): readonly Resource[] {
    reader?.type(type);
    this.#byType ??= group(this.#fields.resources, r => r.type);
    return this.#byType.get(type) ?? [];
  }

  stack(id: string): Stack | undefined {
    const { stacks } = this;
    this.#stacks ??= new Map(stacks.map(s => [s.id, s]));
    return this.#stacks.get(id);
  }

  /** The resources of a stack, in the order of the graph. */
  inStack(id: string): readonly Resource[] {
    const { resources } = this;
    this.#members ??= group(resources, r => r.stack);
    return this.#members.get(id) ?? [];
  }

  /** Edges that leave a resource, of one kind or of all. */
  edgesFrom(id: string, kind?: EdgeKind): readonly Edge[] {
    const { edges: all } = this;
    this.#from ??= group(all, e => e.from);
    const edges = this.#from.get(id) ?? [];
    return kind ? edges.filter(e => e.kind === kind) : edges;
  }

  /** Edges that arrive at a resource, of one kind or of all. */
  edgesTo(id: string, kind?: EdgeKind): readonly Edge[] {
    const { edges: all } = this;
    this.#to ??= group(all, e => e.to);
    const edges = this.#to.get(id) ?? [];
    return kind ? edges.filter(e => e.kind === kind) : edges;
  }

  /** The functions that run a piece of code, with how it is packed. */
  functionsOf(unit: CodeUnit): readonly { readonly resource: Resource; readonly packing: Runs['packing'] }[] {
    const found: { resource: Resource; packing: Runs['packing'] }[] = [];
    for (const run of this.runs) {
      const same = unit.embedded
        ? run.span !== null && run.span.uri === unit.uri && run.span.start === unit.embedded.span.start
        : run.span === null && run.uris.includes(unit.uri);
      const resource = same ? this.resource(run.function) : undefined;
      if (resource) found.push({ resource, packing: run.packing });
    }
    return found;
  }

  /**
   * Statements that give permissions to a resource, or protect it. A function and whatever else takes a role on has those
   * of its role, too, though not who may assume that.
   */
  statementsOf(id: string): readonly PolicyStatement[] {
    const roles = this.rolesOf(id);
    const own = this.statementsOn(id);
    if (roles.length === 0) return own;
    const ofRoles = roles.flatMap(role => this.statementsOn(role.id)).filter(s => s.kind === 'identity');
    return [...new Set([...own, ...ofRoles])];
  }

  /** Statements that are attached to exactly this resource, in the order of the graph. */
  statementsOn(id: string): readonly PolicyStatement[] {
    const { statements } = this;
    if (!this.#attached) {
      this.#attached = new Map();
      for (const statement of statements)
        for (const to of new Set(statement.attachedTo)) {
          const known = this.#attached.get(to);
          if (known) known.push(statement);
          else this.#attached.set(to, [statement]);
        }
    }
    return this.#attached.get(id) ?? [];
  }

  /** Statements that are written in a resource, in the order of the graph. */
  statementsIn(id: string): readonly PolicyStatement[] {
    const { statements } = this;
    this.#owned ??= group(statements, s => s.owner);
    return this.#owned.get(id) ?? [];
  }

  /** The roles of the graph that the code of a resource runs with. */
  rolesOf(id: string): readonly Resource[] {
    const resource = this.resource(id);
    return ROLE_PROPERTIES.flatMap(name => (resource ? scenarios(at(resource.properties, name)) : [])).flatMap(
      ({ value }) => {
        const role =
          value.kind === 'reference' && value.target.kind === 'resource' ? this.resource(value.target.id) : undefined;
        return role?.type === 'AWS::IAM::Role' ? [role] : [];
      },
    );
  }
}
