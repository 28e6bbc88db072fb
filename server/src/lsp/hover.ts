/** Hovers: what Plumbline knows of the resource under the pointer. */
import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver';
import { type Document, type SourceSpan, contains, span } from '../core/document.ts';
import type { Finding } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Edge, Resource } from '../core/resource.ts';
import { docsUrl } from '../report/docs.ts';
import { type Creation, countByType, creationsIn } from './created.ts';
import { visible } from './findings/accepted.ts';
import { accessLines, policyHover } from './iam/hover.ts';
import type { LiveService, Synthesis } from './live.ts';
import { code, list, listed, text } from './markdown.ts';
import type { Session } from './session.ts';
import { toOffset, toRange } from './toProtocol.ts';

export function hover(session: Session, live: LiveService, params: HoverParams): Hover | null {
  const key = session.keyOf(params.textDocument.uri);
  session.sync();
  const folder = session.folderOf(key);
  const { workspace } = folder;
  const document = workspace.document(key);
  if (!document || !workspace.facts(key)) return null;
  const offset = toOffset(document, params.position);
  const place = span(key, offset, offset);
  const graph = workspace.graph(key);
  const finding = visible(folder, workspace.findings(key)).find(f => f.resource !== null && contains(f.span, place));
  const synthesis = live.synthesis(key);
  const policy = policyHover(session, graph, document, offset);
  if (policy) {
    const value = [policy.said, ...(finding && synthesis ? confirmation(finding, synthesis, document) : [])].join(
      '\n\n',
    );
    return { contents: { kind: MarkupKind.Markdown, value }, range: toRange(document, policy.span) };
  }
  const named = graph.resources.filter(r => contains(r.nameSpan, place) || contains(r.typeSpan, place));
  // A construct makes several resources at one place: the one nearest to it in the tree is the one it is about.
  const [main] = named.sort((a, b) => (a.path?.length ?? 0) - (b.path?.length ?? 0));
  const resource = main ?? (finding?.resource ? graph.resource(finding.resource.id) : undefined);
  const creation = creationsIn(session, live, key).find(c => contains(c.name, place));
  if (!resource && !creation) return null;
  const under: SourceSpan =
    [resource?.nameSpan, resource?.typeSpan, creation?.name].find(s => s && contains(s, place)) ??
    finding?.span ??
    place;
  const lines = [
    // The editor itself shows the messages of the place; what else is wrong with the resource is for us to say.
    ...(resource
      ? [
          describe(
            resource,
            graph,
            visible(folder, workspace.projectFindings(key)).filter(f => !contains(f.span, place)),
            accessLines(session, graph, resource),
            synthesis?.witness.pathOf(resource.id) ?? resource.path,
          ),
        ]
      : []),
    ...(creation && creation.resources.length > 1
      ? [creates(creation, visible(folder, workspace.projectFindings(key)))]
      : []),
    ...(resource && synthesis ? outer(session, synthesis, resource) : []),
    ...(finding && synthesis ? confirmation(finding, synthesis, document) : []),
  ];
  return { contents: { kind: MarkupKind.Markdown, value: lines.join('\n\n') }, range: toRange(document, under) };
}

/**
 * A resource in Markdown: what it is, where it belongs, who may touch it, and what is wrong with it.
 * @param access Who may do what with it, in Markdown.
 * @param path The path of its construct, where synthesis knows it better.
 */
export function describe(
  resource: Resource,
  graph: ResourceGraph,
  findings: readonly Finding[],
  access: readonly string[],
  path = resource.path,
): string {
  const lines = [`**${text(resource.called ?? resource.logicalId)}** · ${code(resource.type)}`];
  const stack = graph.stack(resource.stack);
  const facts = [
    ...(path === null ? [] : [`Path ${code(path)}`]),
    ...(stack ? [`Stack ${code(stack.name)}`] : []),
    ...(resource.condition === null ? [] : [`Created when ${code(resource.condition)}`]),
    ...owner(resource),
  ];
  if (facts.length > 0) lines.push(facts.join(' · '));
  const given = resource.properties.entries.filter(e => 'origin' in e.value && e.value.origin !== 'written');
  if (resource.evidence === 'synth' && given.length > 0)
    lines.push(`Set by the CDK: ${listed(given.map(e => code(e.key)))}`);
  // What grants give is said by who may do what, if anything is.
  const isNew = (e: Edge) => e.kind !== 'grant' || access.length === 0;
  const edges = [
    ...graph
      .edgesFrom(resource.id)
      .filter(isNew)
      .map(e => outgoing(e, graph)),
    ...graph
      .edgesTo(resource.id)
      .filter(isNew)
      .map(e => incoming(e, graph)),
  ];
  const said = [...new Set(edges.filter(e => e !== null))];
  if (said.length > 0) lines.push(list(said));
  lines.push(...access);
  const own = findings.filter(f => f.resource?.id === resource.id);
  if (own.length > 0) lines.push(list(own.map(f => `${text(f.message)} [${f.rule}](${docsUrl(f.rule)})`)));
  return lines.join('\n\n');
}

function creates({ resources }: Creation, findings: readonly Finding[]): string {
  const ids = new Set(resources.map(r => r.id));
  const wrong = findings.filter(f => f.resource !== null && ids.has(f.resource.id)).length;
  const said = wrong === 0 ? '' : `, with ${wrong} ${wrong === 1 ? 'finding' : 'findings'}`;
  const counts = countByType(resources).map(([type, count]) => `${count} × ${code(type)}`);
  return `Creates ${resources.length} resources${said}:\n${list(counts)}`;
}

/** Where the code that makes the resource is itself called from, for constructs inside of constructs. */
function outer(session: Session, { witness }: Synthesis, resource: Resource): string[] {
  const links = witness
    .placesOf(resource.id)
    .slice(1)
    .flatMap(at => {
      const document = session.document(at.uri);
      if (!document) return [];
      const line = toRange(document, at).start.line + 1;
      const name = at.uri.slice(at.uri.lastIndexOf('/') + 1);
      return [`[${text(name)}:${line}](<${session.clientUri(at.uri)}#L${line}>)`];
    });
  return links.length === 0 ? [] : [`Made through ${listed(links)}`];
}

/** Whether running the app bears a finding out. */
function confirmation(finding: Finding, { model }: Synthesis, document: Document): string[] {
  if (finding.evidence === 'synth') return ['Confirmed by synth.'];
  // An app that broke off may create it further on, and one that ran on another text may do so now.
  const tells = model.ok && model.texts[document.uri] === document.text;
  return tells ? ['Read from the source; this app, as configured, does not create it.'] : [];
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
      // A function's role applies to it, and its policy comes back to the role.
      return graph.edgesFrom(edge.to, 'attach').some(back => back.to === edge.from) ? null : `Applies to ${name}`;
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
  return other ? `${code(other.called ?? other.logicalId)} (${other.type})` : null;
}
