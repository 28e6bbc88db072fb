/**
 * What of a graph is connected: documents between which something goes, be it an edge, a permission, a stack or code that a
 * function runs. Most of what rules say of one document depends on those alone that it is connected with, so that an edit
 * need not make them look at all others again.
 */
import type { GraphPart } from './graph.ts';
import type { CodeUnit } from './resource.ts';

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
type List = (typeof LISTS)[number];

export type ConnectedPart = { readonly [L in List]: GraphPart[L][number][] };

/** A graph in connected parts. */
export interface Connected {
  readonly graph: GraphPart;
  /** In the order of their first documents. */
  readonly parts: readonly ConnectedPart[];
  /** The index of the part of each member of each list. */
  readonly places: Readonly<Record<List, readonly number[]>>;
}

/**
 * The graph in connected parts. What holds for the project as a whole (requirements, settings, remarks, what was before) and
 * notes are left out.
 * @param before The same graph before an edit, or another one: parts in which nothing changed are the same objects.
 */
export function connected(graph: GraphPart, before?: Connected): Connected {
  if (!before || !isAlike(graph, before.graph)) {
    const places = placesIn(graph);
    const parts: ConnectedPart[] = [];
    fill(graph, places, i => (parts[i] ??= emptied()));
    return { graph, parts, places };
  }
  const { places } = before;
  const parts = [...before.parts];
  const changed = new Map<number, ConnectedPart>();
  for (const list of LISTS) {
    const [now, then]: readonly (readonly object[])[] = [graph[list], before.graph[list]];
    for (let i = 0; now && then && i < now.length; i++) {
      const place = places[list][i] as number;
      if (now[i] !== then[i] && !changed.has(place)) changed.set(place, emptied());
    }
  }
  for (const [place, part] of changed) parts[place] = part;
  if (changed.size > 0) fill(graph, places, i => changed.get(i));
  return { graph, parts, places };
}

function emptied(): ConnectedPart {
  return { resources: [], stacks: [], edges: [], statements: [], code: [], runs: [], source: [] };
}

/** Puts the members of a graph into their parts, where those are asked for. */
function fill(
  graph: GraphPart,
  places: Connected['places'],
  partAt: (place: number) => ConnectedPart | undefined,
): void {
  for (const list of LISTS)
    for (let i = 0; i < graph[list].length; i++)
      (partAt(places[list][i] as number)?.[list] as object[] | undefined)?.push(graph[list][i] as object);
}

/** Whether the members of two graphs, one by one, connect the same. */
function isAlike(one: GraphPart, other: GraphPart): boolean {
  const same = <T>(a: readonly T[], b: readonly T[], alike: (a: T, b: T) => boolean): boolean =>
    a.length === b.length && a.every((item, i) => item === b[i] || alike(item, b[i] as T));
  const texts = (a: readonly string[], b: readonly string[]) => same(a, b, () => false);
  return (
    same(one.apps ?? [], other.apps ?? [], texts) &&
    same(one.resources, other.resources, (a, b) => a.id === b.id && a.stack === b.stack && a.span.uri === b.span.uri) &&
    same(
      one.stacks,
      other.stacks,
      (a, b) => a.id === b.id && a.uri === b.uri && a.parent === b.parent && a.declared?.uri === b.declared?.uri,
    ) &&
    same(one.edges, other.edges, (a, b) => a.from === b.from && a.to === b.to) &&
    same(
      one.statements,
      other.statements,
      (a, b) =>
        a.span.uri === b.span.uri &&
        a.owner === b.owner &&
        a.grant?.on === b.grant?.on &&
        texts(a.attachedTo, b.attachedTo),
    ) &&
    same(one.code, other.code, (a, b) => a.uri === b.uri && texts(importsOf(a), importsOf(b))) &&
    same(
      one.runs,
      other.runs,
      (a, b) => a.function === b.function && a.span?.uri === b.span?.uri && texts(a.uris, b.uris),
    ) &&
    same(one.source, other.source, (a, b) => a.uri === b.uri)
  );
}

/** The files that code imports. */
function importsOf({ facts }: CodeUnit): string[] {
  return facts.flatMap(fact => (fact.kind === 'local-import' ? fact.uris : []));
}

/** The number of the connected part that each member belongs to. */
function placesIn(graph: GraphPart): Connected['places'] {
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
  for (const unit of graph.code) for (const uri of importsOf(unit)) sets.join(of(unit.uri), of(uri));
  const code = new Set(graph.code.map(unit => unit.uri));
  for (const { function: id, uris, span } of graph.runs) {
    // Several of these are places where the code could be; what isn't there connects nothing.
    for (const uri of uris) if (code.has(uri)) sets.join(byId(id), of(uri));
    if (span) sets.join(byId(id), of(span.uri));
  }
  const numbers = new Map<number, number>();
  const place = (item: number): number => {
    const root = sets.root(item);
    let known = numbers.get(root);
    if (known === undefined) {
      known = numbers.size;
      numbers.set(root, known);
    }
    return known;
  };
  return {
    resources: graph.resources.map(r => place(of(r.span.uri))),
    stacks: graph.stacks.map(s => place(of(s.uri))),
    edges: graph.edges.map(e => place(byId(e.from))),
    statements: graph.statements.map(s => place(of(s.span.uri))),
    code: graph.code.map(u => place(of(u.uri))),
    runs: graph.runs.map(r => place(byId(r.function))),
    source: graph.source.map(f => place(of(f.uri))),
  };
}

/** Whether two parts hold the same objects. */
export function isSame(one: ConnectedPart, other: ConnectedPart): boolean {
  if (one === other) return true;
  return LISTS.every(name => {
    const [a, b]: readonly (readonly object[])[] = [one[name], other[name]];
    return a !== undefined && b !== undefined && a.length === b.length && a.every((item, i) => item === b[i]);
  });
}
