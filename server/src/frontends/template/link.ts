/** Joins the templates of one project: each one's own part, and the edges between them. */
import type { DocumentFacts, LinkHost } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { TemplateBody } from './body.ts';

/** The part of the graph that templates make. Objects that one file alone makes are the same in every call. */
export function linkTemplates(facts: readonly DocumentFacts[], _host: LinkHost): GraphPart {
  const bodies = facts.map(f => f.body as TemplateBody);
  const all = <K extends keyof GraphPart>(key: K) =>
    bodies.flatMap(b => b.part[key] as unknown[]) as unknown as GraphPart[K];
  return {
    resources: all('resources'),
    stacks: all('stacks'),
    edges: all('edges'),
    statements: all('statements'),
    code: all('code'),
    runs: all('runs'),
    source: [],
    notes: all('notes'),
  };
}
