/** Joins the templates of one project: each one's own part, and the edges between them. */
import type { DocumentFacts, LinkHost } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { Edge, Stack } from '../../core/resource.ts';
import { lookedAt } from '../handlers/running.ts';
import type { TemplateBody } from './body.ts';

/**
 * The part of the graph that templates make. What one file alone says are the objects of its facts; only stacks that are
 * nested, and the edges between files, are made here.
 */
export function linkTemplates(facts: readonly DocumentFacts[], host: LinkHost): GraphPart {
  const bodies = facts.map(f => f.body as TemplateBody);
  const documents = new Set(facts.map(f => f.uri));
  const byUri = new Map(facts.map(f => [f.uri, f.body as TemplateBody]));
  const edges: Edge[] = [];
  const parents = new Map<string, string>();
  for (const [i, body] of bodies.entries()) {
    for (const nested of body.nested) {
      const child = byUri.get(nested.uri);
      const own = (facts[i] as DocumentFacts).uri;
      if (!child || nested.uri === own) continue;
      if (!parents.has(nested.uri)) parents.set(nested.uri, own);
      for (const resource of child.part.resources)
        edges.push({ from: nested.resource, to: resource.id, kind: 'contains', span: nested.span });
      for (const parameter of nested.parameters)
        for (const from of child.parameterUses[parameter.name] ?? [])
          edges.push({ from, to: parameter.resource, kind: 'reference', span: parameter.span, detail: parameter.name });
    }
  }
  edges.push(...outputEdges(bodies, byUri), ...importEdges(bodies));
  // A cycle of stacks would make every walk to the root endless.
  for (const uri of [...parents.keys()]) if (inCycle(uri, parents)) parents.delete(uri);
  return {
    resources: bodies.flatMap(b => b.part.resources),
    stacks: bodies.flatMap(b => b.part.stacks.map(s => nestedIn(s, parents.get(s.uri) ?? null))),
    edges: [...bodies.flatMap(b => b.part.edges), ...edges],
    statements: bodies.flatMap(b => b.part.statements),
    code: bodies.flatMap(b => b.part.code),
    runs: bodies.flatMap(b => b.part.runs).map(lookedAt(documents, host)),
    source: [],
    notes: bodies.flatMap(b => b.part.notes),
  };
}

function nestedIn(stack: Stack, parent: string | null): Stack {
  return parent === null ? stack : { ...stack, parent };
}

function inCycle(uri: string, parents: ReadonlyMap<string, string>): boolean {
  let current = parents.get(uri);
  for (let steps = 0; current !== undefined && steps <= parents.size; steps++) {
    if (current === uri) return true;
    current = parents.get(current);
  }
  return false;
}

/** Imports of what exactly one template exports. */
function importEdges(bodies: readonly TemplateBody[]): Edge[] {
  const exporters = new Map<string, (string | null)[]>();
  for (const body of bodies)
    for (const { name, resource } of body.exports) exporters.set(name, [...(exporters.get(name) ?? []), resource]);
  return bodies.flatMap(body =>
    body.imports.flatMap(({ from, name, span }): Edge[] => {
      const targets = exporters.get(name);
      const to = targets?.length === 1 ? targets[0] : null;
      return to ? [{ from, to, kind: 'reference', span, detail: name }] : [];
    }),
  );
}

/** `!GetAtt Nested.Outputs.Name` as a reference to the resource behind the output. */
function outputEdges(bodies: readonly TemplateBody[], byUri: ReadonlyMap<string, TemplateBody>): Edge[] {
  return bodies.flatMap(body => {
    const stacks = new Map(body.nested.map(n => [n.resource, n.uri]));
    if (stacks.size === 0) return [];
    return body.part.edges.flatMap((edge): Edge[] => {
      const uri = edge.kind === 'reference' ? stacks.get(edge.to) : undefined;
      const output = /^Outputs\.(.+)$/.exec(edge.detail ?? '')?.[1];
      const to = uri !== undefined && output !== undefined ? byUri.get(uri)?.outputs[output] : undefined;
      return to === undefined ? [] : [{ ...edge, to }];
    });
  });
}
