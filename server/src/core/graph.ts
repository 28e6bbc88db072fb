/** The resource graph: everything that is known of a project, as one immutable value. Rules read nothing else. */
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

export class ResourceGraph implements GraphPart {
  readonly resources: readonly Resource[];
  readonly stacks: readonly Stack[];
  readonly edges: readonly Edge[];
  readonly statements: readonly PolicyStatement[];
  readonly code: readonly CodeUnit[];
  readonly runs: readonly Runs[];
  readonly source: readonly SourceFact[];
  readonly notes: readonly Note[];
  readonly apps: readonly (readonly string[])[];
  readonly requirements: readonly Requirement[];
  readonly settings: ProjectSettings;
  readonly remarks: readonly Remarks[];
  readonly baseline: Baseline | undefined;
  // Made when somebody asks.
  #byId: Map<string, Resource> | undefined;
  #byType: Map<string, Resource[]> | undefined;
  #from: Map<string, Edge[]> | undefined;
  #to: Map<string, Edge[]> | undefined;
  #stacks: Map<string, Stack> | undefined;
  #members: Map<string, Resource[]> | undefined;
  /** Statements by what they are attached to, and by what they are written in. */
  #attached: Map<string, PolicyStatement[]> | undefined;
  #owned: Map<string | null, PolicyStatement[]> | undefined;

  constructor(parts: readonly GraphPart[]) {
    this.resources = parts.flatMap(p => p.resources);
    this.stacks = parts.flatMap(p => p.stacks);
    this.edges = parts.flatMap(p => p.edges);
    this.statements = parts.flatMap(p => p.statements);
    this.code = parts.flatMap(p => p.code);
    this.runs = parts.flatMap(p => p.runs);
    this.source = parts.flatMap(p => p.source);
    this.notes = parts.flatMap(p => p.notes);
    this.apps = parts.flatMap(p => p.apps ?? []);
    this.requirements = parts.flatMap(p => p.requirements ?? []);
    this.settings = parts.find(p => p.settings)?.settings ?? {
      ruleSet: null,
      severities: {},
      options: {},
      ignores: [],
    };
    this.remarks = parts.flatMap(p => p.remarks ?? []);
    this.baseline = parts.find(p => p.baseline)?.baseline;
  }

  resource(id: string): Resource | undefined {
    this.#byId ??= new Map(this.resources.map(r => [r.id, r]));
    return this.#byId.get(id);
  }

  ofType(type: string): readonly Resource[] {
    this.#byType ??= group(this.resources, r => r.type);
    return this.#byType.get(type) ?? [];
  }

  stack(id: string): Stack | undefined {
    this.#stacks ??= new Map(this.stacks.map(s => [s.id, s]));
    return this.#stacks.get(id);
  }

  /** The resources of a stack, in the order of the graph. */
  inStack(id: string): readonly Resource[] {
    this.#members ??= group(this.resources, r => r.stack);
    return this.#members.get(id) ?? [];
  }

  /** Edges that leave a resource, of one kind or of all. */
  edgesFrom(id: string, kind?: EdgeKind): readonly Edge[] {
    this.#from ??= group(this.edges, e => e.from);
    const edges = this.#from.get(id) ?? [];
    return kind ? edges.filter(e => e.kind === kind) : edges;
  }

  /** Edges that arrive at a resource, of one kind or of all. */
  edgesTo(id: string, kind?: EdgeKind): readonly Edge[] {
    this.#to ??= group(this.edges, e => e.to);
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
    if (!this.#attached) {
      this.#attached = new Map();
      for (const statement of this.statements)
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
    this.#owned ??= group(this.statements, s => s.owner);
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
