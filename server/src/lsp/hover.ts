/** Hovers: what Plumbline knows of the resource under the pointer. */
import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { type SourceSpan, contains, span } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Edge, Resource } from '../core/resource.ts';
import { docsUrl } from '../report/docs.ts';
import type { Session } from './session.ts';
import { toOffset, toRange } from './toProtocol.ts';

/** How many edges and findings a hover lists. */
const MAX_LINES = 6;

export function hover(session: Session, params: HoverParams): Hover | null {
  const key = session.keyOf(params.textDocument.uri);
  session.sync();
  const { workspace } = session.folderOf(key);
  const document = workspace.document(key);
  if (!document || !workspace.facts(key)) return null;
  const offset = toOffset(document, params.position);
  const place = span(key, offset, offset);
  const graph = workspace.graph(key);
  const findings = workspace.findings(key);
  const finding = findings.find(f => f.resource !== null && contains(f.span, place));
  const named = graph.resources.find(r => contains(r.nameSpan, place) || contains(r.typeSpan, place));
  const resource = named ?? (finding?.resource ? graph.resource(finding.resource.id) : undefined);
  if (!resource) return null;
  const under: SourceSpan =
    [resource.nameSpan, resource.typeSpan].find(s => contains(s, place)) ?? finding?.span ?? resource.nameSpan;
  return {
    contents: {
      kind: MarkupKind.Markdown,
      // The editor itself shows the messages of the place; what else is wrong with the resource is for us to say.
      value: describe(
        resource,
        graph,
        workspace.allFindings().filter(f => !contains(f.span, place)),
      ),
    },
    range: toRange(document, under),
  };
}

/** A resource in Markdown: what it is, where it belongs, who may touch it, and what is wrong with it. */
export function describe(resource: Resource, graph: ResourceGraph, findings: readonly Finding[]): string {
  const lines = [`**${text(resource.logicalId)}** · ${code(resource.type)}`];
  const stack = graph.stack(resource.stack);
  const facts = [
    ...(resource.path === null ? [] : [`Path ${code(resource.path)}`]),
    ...(stack ? [`Stack ${code(stack.name)}`] : []),
    ...(resource.condition === null ? [] : [`Created when ${code(resource.condition)}`]),
    ...owner(resource),
  ];
  if (facts.length > 0) lines.push(facts.join(' · '));
  const edges = [
    ...graph.edgesFrom(resource.id).map(e => outgoing(e, graph)),
    ...graph.edgesTo(resource.id).map(e => incoming(e, graph)),
  ];
  const said = [...new Set(edges.filter(e => e !== null))];
  if (said.length > 0) lines.push(list(said));
  const own = findings.filter(f => f.resource?.id === resource.id);
  if (own.length > 0) lines.push(list(own.map(f => `${text(f.message)} [${f.rule}](${docsUrl(f.rule)})`)));
  return lines.join('\n\n');
}

function owner(resource: Resource): string[] {
  switch (resource.owner.kind) {
    case 'yours':
      return [];
    case 'overridable':
      return [`A default of the construct; change it with ${code(resource.owner.prop)}`];
    case 'internal':
      return [`Made by ${code(resource.owner.of)}`];
  }
}

function outgoing(edge: Edge, graph: ResourceGraph): string | null {
  const name = nameOf(edge.to, graph);
  if (name === null) return null;
  switch (edge.kind) {
    case 'grant':
      return `May ${edge.access === 'both' ? 'read and write' : (edge.access ?? 'use')} ${name}`;
    case 'trigger':
      return `Starts ${name}${edge.detail ? ` on ${code(edge.detail)}` : ''}`;
    case 'invoke':
      return `Calls ${name}`;
    case 'attach':
      return `Applies to ${name}`;
    default:
      return null;
  }
}

function incoming(edge: Edge, graph: ResourceGraph): string | null {
  const name = nameOf(edge.from, graph);
  if (name === null) return null;
  switch (edge.kind) {
    case 'grant':
      return `${name} may ${edge.access === 'both' ? 'read and write' : (edge.access ?? 'use')} it`;
    case 'trigger':
      return `Started by ${name}${edge.detail ? ` on ${code(edge.detail)}` : ''}`;
    case 'invoke':
      return `Called by ${name}`;
    case 'attach':
      return `${name} applies to it`;
    default:
      return null;
  }
}

function nameOf(id: string, graph: ResourceGraph): string | null {
  const other = graph.resource(id);
  return other ? `${code(other.logicalId)} (${other.type})` : null;
}

function list(items: readonly string[]): string {
  const shown = items.slice(0, MAX_LINES).map(i => `- ${i}`);
  if (items.length > MAX_LINES) shown.push(`- … and ${items.length - MAX_LINES} more`);
  return shown.join('\n');
}

/** Names come from files: they must not become markup, links or HTML. */
function text(value: string): string {
  return value.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&').replace(/\s+/g, ' ');
}

function code(value: string): string {
  return `\`${value.replace(/[`\r\n]/g, ' ')}\``;
}
