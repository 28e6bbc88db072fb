/**
 * What is kept from one joining to the next, and from the witness of one run to that of the next: whatever would be made
 * anew from the same things is taken from here, so that it stays the same object and costs nothing. Only ever a memory: a
 * joining comes to the same without it.
 */
import type { GraphPart } from '../../core/graph.ts';
import type { Edge, PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { physicalName } from '../../frontends/template/policies.ts';
import { same } from './equal.ts';

interface Made {
  /** Everything that it was made from. */
  readonly from: readonly unknown[];
  readonly resource: Resource;
}

export class Kept {
  #made = new Map<string, Made>();
  #resources = new Map<string, Resource>();
  #statements = new Map<string, PolicyStatement>();
  #documents = new Map<string, PolicyDocument>();
  #source = {
    resources: new Map<string, Resource>(),
    statements: new Map<string, PolicyStatement>(),
    documents: new Map<string, PolicyDocument>(),
  };
  #ids: ReadonlyMap<string, string> = new Map();
  #names: readonly string[] = [];
  #edges = new WeakMap<Resource, readonly Edge[]>();

  /** The source reader's part; what it says again is the object of last time, though it was read anew. */
  source(part: GraphPart): GraphPart {
    const before = this.#source;
    this.#source = { resources: new Map(), statements: new Map(), documents: new Map() };
    const resources = part.resources.map(r => older(before.resources.get(r.id), r));
    const { documents } = this.#source;
    const statements = part.statements.map(s => {
      const now = withOlderDocument(s, before.documents, documents);
      return older(before.statements.get(s.id), now);
    });
    for (const r of resources) this.#source.resources.set(r.id, r);
    for (const s of statements) this.#source.statements.set(s.id, s);
    return { ...part, resources, statements };
  }

  /** Says by which ids resources know one another now. What was made when these were different is forgotten. */
  ids(ids: ReadonlyMap<string, string>): void {
    if (!same([...ids], [...this.#ids])) this.#made = new Map();
    this.#ids = ids;
  }

  /** A resource made from these things. */
  resource(key: string, from: readonly unknown[], make: () => Resource): Resource {
    const known = this.#made.get(key);
    if (known && known.from.length === from.length && known.from.every((f, i) => same(f, from[i])))
      return known.resource;
    const made = make();
    const resource = known && same(known.resource, made) ? known.resource : made;
    this.#made.set(key, { from, resource });
    return resource;
  }

  /** All resources of the joined graph; each is the object of last time if that says the same. */
  resources(all: readonly Resource[]): Resource[] {
    const kept = new Map<string, Resource>();
    for (const resource of all) kept.set(resource.id, older(this.#resources.get(resource.id), resource));
    this.#resources = kept;
    const names = all.map(r => `${r.id} ${physicalName(r) ?? ''}`);
    if (!same(names, this.#names)) this.#edges = new WeakMap();
    this.#names = names;
    return [...kept.values()];
  }

  /** The same of its statements. */
  statements(all: readonly PolicyStatement[]): PolicyStatement[] {
    const kept = new Map<string, PolicyStatement>();
    const documents = new Map<string, PolicyDocument>();
    for (const statement of all) {
      const now = withOlderDocument(statement, this.#documents, documents);
      kept.set(now.id, older(this.#statements.get(now.id), now));
    }
    this.#documents = documents;
    this.#statements = kept;
    return [...kept.values()];
  }

  /** The edges that a resource says by itself: the same as long as the names in the app are. */
  edges(resource: Resource, make: () => readonly Edge[]): readonly Edge[] {
    let edges = this.#edges.get(resource);
    if (!edges) {
      edges = make();
      this.#edges.set(resource, edges);
    }
    return edges;
  }
}

function older<T>(known: T | undefined, now: T): T {
  return known !== undefined && same(known, now) ? known : now;
}

/** Statements share their document, which is compared once, and is then the same object for all. `now` gathers them. */
function withOlderDocument(
  statement: PolicyStatement,
  before: ReadonlyMap<string, PolicyDocument>,
  now: Map<string, PolicyDocument>,
): PolicyStatement {
  if (!statement.document) return statement;
  const { id } = statement.document;
  const document = now.get(id) ?? older(before.get(id), statement.document);
  now.set(id, document);
  return document === statement.document ? statement : { ...statement, document };
}
