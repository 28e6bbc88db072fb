/** Joins the templates of one project: each one's own part, and the edges between them. */
import type { DocumentFacts, LinkHost } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { Edge, Stack } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
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
  const isServerless = serverless(host);
  // A cycle of stacks would make every walk to the root endless.
  for (const uri of [...parents.keys()]) if (inCycle(uri, parents)) parents.delete(uri);
  return {
    resources: bodies.flatMap(b => b.part.resources),
    stacks: bodies.flatMap(b => b.part.stacks.map(s => merged(nestedIn(s, parents.get(s.uri) ?? null), isServerless))),
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

/** The service files of the Serverless Framework. https://www.serverless.com/framework/docs/providers/aws/guide/services */
const SERVICES = ['serverless.yml', 'serverless.yaml', 'serverless.ts'];
/** In how many folders, from that of a template upwards, they are looked for. */
const MAX_FOLDERS = 3;

/** Says whether a file lies below a service of the Serverless Framework; a folder is looked into once. */
function serverless(host: LinkHost): (uri: string) => boolean {
  const known = new Map<string, boolean>();
  const hasService = (folder: string) => {
    const has = known.get(folder) ?? SERVICES.some(name => host.fileExists(`${folder}/${name}`) === true);
    known.set(folder, has);
    return has;
  };
  return uri => {
    let folder = uri;
    for (let i = 0; i < MAX_FOLDERS; i++) {
      folder = folder.slice(0, folder.lastIndexOf('/'));
      if (folder.length <= 'file:///'.length) return false;
      if (hasService(folder)) return true;
    }
    return false;
  };
}

/** A file with nothing but resources may be one of those that the Serverless Framework merges: others may declare and mention more. */
function merged(stack: Stack, isServerless: (uri: string) => boolean): Stack {
  const { sections, uri } = stack;
  const isWhole =
    sections === null || ['AWSTemplateFormatVersion', 'Transform'].some(key => at(sections, key).kind !== 'absent');
  if (isWhole || !isServerless(uri)) return stack;
  const { mentions: _, ...rest } = stack;
  return { ...rest, isMerged: true };
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
