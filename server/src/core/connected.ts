/**
 * What of a graph is connected: documents between which something goes, be it an edge, a permission, a stack or code that a
 * function runs. Most of what rules say of one document depends on those alone that it is connected with, so that an edit
 * need not make them look at all others again.
 */
import type { GraphPart } from './graph.ts';

/** Sets of numbers that are joined one by one. */
class Sets {
  readonly #parents: number[] = [];

  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  root(item: number): number {
    let at = item;
    for (let next = this.#parents[at] as number; next !== at; next = this.#parents[at] as number) {
      // Each step shortens the way of the next who comes by.
      this.#parents[at] = this.#parents[next] as number;
      at = next;
    }
    return at;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.root(one), this.root(other)];
    if (a !== b) this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}

/** The lists of a graph whose members stand in documents. */
const LISTS = ['resources', 'stacks', 'edges', 'statements', 'code', 'runs', 'source'] as const;

export type ConnectedPart = { -readonly [K in (typeof LISTS)[number]]: GraphPart[K][number][] };

/**
 * The graph in connected parts, in the order of their first documents. What holds for the project as a whole (requirements,
 * settings, remarks, what was before) and notes are left out.
 */
export function connectedParts(graph: GraphPart): ConnectedPart[] {
  const sets = new Sets();
  const names = new Map<string, number>();
  /** The number of a document, or of whatever else has a name. */
  const of = (name: string): number => {
    let known = names.get(name);
    if (known === undefined) {
      known = sets.add();
      names.set(name, known);
    }
    return known;
  };
  const ids = new Map<string, number>();
  const byId = (id: string): number => ids.get(id) ?? of(id);
  for (const app of graph.apps ?? []) for (const uri of app) sets.join(of(app[0] as string), of(uri));
  for (const stack of graph.stacks) ids.set(stack.id, of(stack.uri));
  for (const resource of graph.resources) ids.set(resource.id, of(resource.span.uri));
  for (const { id, uri, parent, declared } of graph.stacks) {
    if (parent !== null) sets.join(byId(id), byId(parent));
    if (declared) sets.join(of(uri), of(declared.uri));
  }
  for (const { id, stack } of graph.resources) sets.join(byId(id), byId(stack));
  for (const { from, to } of graph.edges) sets.join(byId(from), byId(to));
  for (const { span, owner, attachedTo, grant } of graph.statements) {
    const own = of(span.uri);
    if (owner !== null) sets.join(own, byId(owner));
    for (const id of attachedTo) sets.join(own, byId(id));
    if (grant?.on) sets.join(own, byId(grant.on));
  }
  for (const unit of graph.code)
    for (const fact of unit.facts)
      if (fact.kind === 'local-import') for (const uri of fact.uris) sets.join(of(unit.uri), of(uri));
  const code = new Set(graph.code.map(unit => unit.uri));
  for (const { function: id, uris, span } of graph.runs) {
    // Several of these are places where the code could be; what isn't there connects nothing.
    for (const uri of uris) if (code.has(uri)) sets.join(byId(id), of(uri));
    if (span) sets.join(byId(id), of(span.uri));
  }
  const parts = new Map<number, ConnectedPart>();
  const partOf = (item: number): ConnectedPart => {
    const root = sets.root(item);
    let part = parts.get(root);
    if (!part) {
      part = { resources: [], stacks: [], edges: [], statements: [], code: [], runs: [], source: [] };
      parts.set(root, part);
    }
    return part;
  };
  for (const resource of graph.resources) partOf(of(resource.span.uri)).resources.push(resource);
  for (const stack of graph.stacks) partOf(of(stack.uri)).stacks.push(stack);
  for (const edge of graph.edges) partOf(byId(edge.from)).edges.push(edge);
  for (const statement of graph.statements) partOf(of(statement.span.uri)).statements.push(statement);
  for (const unit of graph.code) partOf(of(unit.uri)).code.push(unit);
  for (const run of graph.runs) partOf(byId(run.function)).runs.push(run);
  for (const fact of graph.source) partOf(of(fact.uri)).source.push(fact);
  return [...parts.values()];
}

/** Whether two parts hold the same objects. */
export function isSame(one: ConnectedPart, other: ConnectedPart): boolean {
  return LISTS.every(name => {
    const [a, b]: readonly (readonly object[])[] = [one[name], other[name]];
    return a !== undefined && b !== undefined && a.length === b.length && a.every((item, i) => item === b[i]);
  });
}
