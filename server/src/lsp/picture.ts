/** The architecture picture for the editor: which project and stack is meant, and everything in it with its place in the code. */
import type { SourceSpan } from '../core/document.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Workspace } from '../core/workspace.ts';
import { KernelThread } from '../picture/kernel.ts';
import { layOut } from '../picture/layout.ts';
import { renderMermaid } from '../picture/mermaid.ts';
import { renderPage } from '../picture/page.ts';
import { EDGE_WORDS, type Picture, pictureOf, stackName } from '../picture/picture.ts';
import { renderSvg } from '../picture/svg.ts';
import { type PictureParams, type PictureResult, type PictureView, type Place, pictureRequest } from './protocol.ts';
import type { Wiring } from './migrate.ts';
import type { Session } from './session.ts';
import { toRange } from './toProtocol.ts';

/** Answers requests for pictures. */
export function wirePicture({ connection, session, guarded, ready }: Omit<Wiring, 'abilities'>): { stop(): void } {
  const kernel = new KernelThread();
  connection.onRequest(
    pictureRequest,
    guarded('The picture', null, async (params: PictureParams): Promise<PictureResult | null> => {
      await ready;
      return picture(session, kernel, params);
    }),
  );
  return { stop: () => kernel.stop() };
}

interface Project {
  readonly id: string;
  readonly name: string;
  readonly graph: ResourceGraph;
  readonly workspace: Workspace;
}

/** The page alone, a file, or what the page shows. Null where nothing was found to draw. */
async function picture(session: Session, kernel: KernelThread, params: PictureParams): Promise<PictureResult | null> {
  if (params.format === 'page') return { content: renderPage(params.nonce) };
  await session.idle();
  session.sync();
  const projects = projectsOf(session);
  const key = params.uri === undefined ? null : session.keyOf(params.uri);
  const own = key === null ? undefined : session.folderOf(key).workspace.projectOf(key);
  const project = projects.find(p => p.id === (params.project ?? own)) ?? projects[0];
  if (!project) return null;
  const { graph, workspace } = project;
  const meant =
    params.stack === undefined ? graph.stacks.find(s => s.kind === 'template' && s.uri === key)?.id : params.stack;
  const stack = graph.stacks.some(s => s.id === meant) ? (meant ?? null) : null;
  const drawn = pictureOf(graph, workspace.allFindings(), {
    all: params.all === true,
    ...(stack === null ? {} : { stack }),
  });
  if (params.format === 'mermaid') return { content: renderMermaid(drawn) };
  const layout = await layOut(drawn, kernel.layout, params);
  if (params.format === 'svg') return { content: renderSvg(drawn, layout) };

  const place = (span: SourceSpan): Place | null => {
    const document = workspace.document(span.uri);
    return document ? { uri: session.clientUri(span.uri), range: toRange(document, span) } : null;
  };
  const named = new Map(graph.stacks.map(s => [s.id, stackName(graph, s)]));
  const view: PictureView = {
    svg: renderSvg(drawn, layout, { page: true }),
    width: layout.width,
    height: layout.height,
    boxes: layout.nodes,
    project: project.id,
    stack,
    all: params.all === true,
    arrangement: layout.arrangement,
    said: saidOf(drawn),
    scopes: projects.map(p => ({
      id: p.id,
      name: p.name,
      stacks: p.graph.stacks.map(s => ({ id: s.id, name: stackName(p.graph, s) })),
    })),
    stacks: drawn.stacks.map(s => ({ id: s.id, place: place(s.span) })),
    nodes: drawn.nodes.map(n => {
      const at = place(n.span);
      return {
        id: n.id,
        name: n.name,
        type: n.type,
        label: n.label,
        service: n.service,
        tier: n.tier,
        state: n.state,
        stackName: n.stack === null ? '' : (named.get(n.stack) ?? ''),
        place: at,
        where: at ? `${decodeURIComponent(at.uri.slice(at.uri.lastIndexOf('/') + 1))}:${at.range.start.line + 1}` : '',
        findings: n.findings.map(f => ({
          severity: f.severity,
          rule: f.rule,
          message: f.message,
          place: place(f.span),
        })),
        parts: n.parts,
      };
    }),
    edges: drawn.edges.map(({ id, from, to, kind, label, loop, span }) => ({
      id,
      from,
      to,
      kind,
      label,
      says: EDGE_WORDS[kind],
      loop,
      place: place(span),
    })),
  };
  return { content: '', view };
}

/** How much there is, for people. */
function saidOf({ resources, nodes, collapsed }: Picture): string {
  const counted = resources === 1 ? '1 resource' : `${resources} resources`;
  if (collapsed) return `${counted}, stack by stack`;
  const folded = resources - nodes.filter(n => n.state === 'here').length;
  return folded > 0 ? `${counted} (${folded} folded)` : counted;
}

/** Projects that have something to draw, by the root that the workspace knows them by. */
function projectsOf(session: Session): Project[] {
  return session.folders().flatMap(({ workspace, key }) =>
    workspace.graphs().flatMap((graph): Project[] => {
      const uri = graph.resources[0]?.span.uri;
      if (uri === undefined) return [];
      const id = workspace.projectOf(uri);
      const name = decodeURIComponent(/([^/]*)\/?$/.exec(id === '' ? (key ?? '') : id)?.[1] ?? '');
      return [{ id, name: name === '' ? 'this workspace' : name, graph, workspace }];
    }),
  );
}
