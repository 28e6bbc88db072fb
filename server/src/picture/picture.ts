/**
 * The architecture picture as plain data: what stands for itself becomes a node, parts are folded into what they belong to,
 * and the connections of parts become connections of their owners. Where it is drawn and how is not decided here.
 */
import type { SourceSpan } from '../core/document.ts';
import type { Finding, Severity } from '../core/finding.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { Selector } from '../core/requirement.ts';
import type { Edge, Evidence, Resource, Stack } from '../core/resource.ts';
import { callEdges } from './calls.ts';
import { foldParts } from './fold.ts';
import { type Tier, labelOf, serviceTitle, signOf, tierOf } from './kinds.ts';

/** Above this many nodes each stack is one. */
export const MAX_NODES = 300;

export interface PictureFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: SourceSpan;
}

export interface PictureNode {
  /** The id of the resource; of a stack that stands for all that is in it; `missing:…` for what is not there. */
  readonly id: string;
  readonly name: string;
  /** The CloudFormation type; empty where there is no one type. */
  readonly type: string;
  /** `SQS queue`. */
  readonly label: string;
  /** `SQS`. */
  readonly service: string;
  /** One to three letters. */
  readonly sign: string;
  readonly tier: Tier;
  /** The id of its stack; null for what is missing. */
  readonly stack: string | null;
  /** `missing`: required, and not there. `outside`: of a stack that is not shown. `stack`: all that is in one. */
  readonly state: 'here' | 'missing' | 'outside' | 'stack';
  readonly span: SourceSpan;
  readonly findings: readonly PictureFinding[];
  readonly evidence: Evidence;
  /** What is folded into it: `IAM role Handler/ServiceRole`. */
  readonly parts: readonly string[];
}

export type PictureEdgeKind = 'invokes' | 'reads' | 'writes' | 'grants' | 'refers' | 'depends' | 'missing';

/** What an edge says of its two ends, between their names. */
export const EDGE_WORDS: Readonly<Record<PictureEdgeKind, string>> = {
  invokes: 'starts',
  reads: 'reads',
  writes: 'writes',
  grants: 'has permissions for',
  refers: 'refers to',
  depends: 'depends on',
  missing: 'should be connected with',
};

export interface PictureEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly kind: PictureEdgeKind;
  /** What is said beside it; empty for what the kind says already. */
  readonly label: string;
  readonly span: SourceSpan;
  /** Whether it is part of an event loop. */
  readonly loop: boolean;
  /** Whether it has no line of its own until one of its ends is selected: it would only hide what is connected by more. */
  readonly quiet: boolean;
}

export interface PictureStack {
  readonly id: string;
  readonly name: string;
  /** The id of the stack that it is nested in, where that is shown too. */
  readonly parent: string | null;
  readonly span: SourceSpan;
}

export interface Picture {
  readonly stacks: readonly PictureStack[];
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Event loops as the ids of their nodes. */
  readonly loops: readonly (readonly string[])[];
  /** How many resources there are in the stacks that are shown, the folded ones included. */
  readonly resources: number;
  /** Whether stacks stand for what is in them, since it would be too much. */
  readonly collapsed: boolean;
}

export interface PictureOptions {
  /** The id of the one stack to show, with what is nested in it; all of them where left out. */
  readonly stack?: string;
  /** Show parts (roles, policies, permissions, log groups …) as nodes, too. */
  readonly all?: boolean;
}

/**
 * The picture of a project, or of one of its stacks with its neighbours in others.
 * @param findings Those of the project; the ones of other resources do no harm.
 */
export function pictureOf(
  graph: ResourceGraph,
  findings: readonly Finding[],
  { stack, all = false }: PictureOptions = {},
): Picture {
  const owners = foldParts(graph, all);
  const parts = new Map<string, string[]>();
  for (const resource of graph.resources)
    for (const owner of owners.get(resource.id) ?? [])
      if (owner !== resource.id) add(parts, owner, `${labelOf(resource.type)} ${nameOf(resource)}`);
  const found = new Map<string, PictureFinding[]>();
  for (const { rule, severity, message, span, resource } of findings)
    for (const owner of (resource && owners.get(resource.id)) ?? [])
      add(found, owner, { rule, severity, message, span });

  const nodes = graph.resources.flatMap((r): PictureNode[] =>
    owners.get(r.id)?.[0] === r.id
      ? [
          {
            ...look(r.type),
            id: r.id,
            name: nameOf(r),
            stack: r.stack,
            state: 'here',
            span: r.nameSpan,
            evidence: r.evidence,
            findings: found.get(r.id) ?? [],
            parts: parts.get(r.id) ?? [],
          },
        ]
      : [],
  );
  const loops = findings.flatMap(f => loopOf(f, owners));
  const edges = merged(graph, owners, loops);
  const missing = missingOf(findings, owners);
  const whole: Picture = {
    stacks: graph.stacks.map(s => ({ id: s.id, name: stackName(graph, s), parent: s.parent, span: s.span })),
    nodes: [...nodes, ...missing.nodes],
    edges: quieted([...edges, ...missing.edges]),
    loops,
    resources: graph.resources.length,
    collapsed: false,
  };
  const chosen = stack === undefined ? whole : ofStack(whole, stack, graph);
  return tidied(chosen.nodes.length > MAX_NODES && chosen.stacks.length > 1 ? collapsed(chosen) : chosen);
}

/** What people call a stack: the name of a template's file with its folder, where several files have that name. */
export function stackName(graph: ResourceGraph, { kind, name, uri, id }: Stack): string {
  const isShared = kind === 'template' && graph.stacks.some(s => s.name === name && s.id !== id);
  const folder = isShared ? /([^/]+)\/[^/]*$/.exec(uri)?.[1] : undefined;
  return folder === undefined ? name : `${decodeURIComponent(folder)}/${name}`;
}

function look(type: string): Pick<PictureNode, 'type' | 'label' | 'service' | 'sign' | 'tier'> {
  return { type, label: labelOf(type), service: serviceTitle(type), sign: signOf(type), tier: tierOf(type) };
}

function nameOf(resource: Resource): string {
  return resource.called ?? resource.logicalId;
}

function add<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const known = map.get(key);
  if (known) known.push(item);
  else map.set(key, [item]);
}

/** What the edges of the graph say to people; the stronger word first. */
const STRENGTH: Readonly<Record<PictureEdgeKind, number>> = {
  missing: 0,
  invokes: 1,
  writes: 2,
  reads: 3,
  grants: 4,
  depends: 5,
  refers: 6,
};

/** What has nothing to write to: whoever may write to it, starts it. */
const STARTED = /^AWS::(Lambda|Serverless)::Function$|::StateMachine$/;

const CUSTOM = /^(Custom::|AWS::CloudFormation::CustomResource$)/;

function kindOf({ kind, access }: Edge, target: string): PictureEdgeKind {
  if (kind === 'trigger' || kind === 'invoke') return 'invokes';
  if (kind === 'grant' && access !== 'read' && STARTED.test(target)) return 'invokes';
  if (kind === 'grant') return access === undefined ? 'grants' : access === 'read' ? 'reads' : 'writes';
  return kind === 'depends' ? 'depends' : 'refers';
}

function labelOfEdge({ kind, access, detail = '' }: Edge): string {
  if (kind === 'grant') return access === 'both' ? 'reads, writes' : (access?.replace(/$/, 's') ?? '');
  // Names of helpers and of the CDK's classes say nothing that the arrow doesn't.
  return kind === 'trigger' && /^[a-z0-9-]+:/.test(detail)
    ? detail.replace(/^[a-z0-9-]+:/, '').replace(/:\*$/, '')
    : '';
}

/** Edges between nodes, one for each pair and strong kind; what is plainer than another one of the pair is left out. */
function merged(
  graph: ResourceGraph,
  owners: ReadonlyMap<string, readonly string[]>,
  loops: Picture['loops'],
): PictureEdge[] {
  const inLoops = new Set(loops.flatMap(path => path.map((id, i) => `${id}\n${path[(i + 1) % path.length]}`)));
  const byPair = new Map<string, Map<PictureEdgeKind, PictureEdge>>();
  for (const edge of [...graph.edges, ...callEdges(graph)]) {
    // `attach` says of the helper what `reference` says of the other.
    if (edge.kind === 'attach') continue;
    // Whom CloudFormation asks while it deploys, nobody calls afterwards.
    if (edge.kind === 'invoke' && CUSTOM.test(graph.resource(edge.from)?.type ?? '')) continue;
    const kind = kindOf(edge, graph.resource(edge.to)?.type ?? '');
    for (const from of owners.get(edge.from) ?? [])
      for (const to of owners.get(edge.to) ?? []) {
        if (from === to || (edge.kind === 'grant' && isForeign(graph, edge.to, to))) continue;
        const pair = `${from}\n${to}`;
        const kinds = byPair.get(pair) ?? new Map<PictureEdgeKind, PictureEdge>();
        byPair.set(pair, kinds);
        const known = kinds.get(kind);
        const label = kind === 'invokes' && edge.kind === 'grant' ? '' : labelOfEdge(edge);
        if (known?.label || (known && !label)) continue;
        kinds.set(kind, { id: `${kind} ${pair}`, from, to, kind, label, span: edge.span, loop: false, quiet: false });
      }
  }
  const result: PictureEdge[] = [];
  for (const [pair, kinds] of byPair) {
    const best = [...kinds.values()].sort((a, b) => STRENGTH[a.kind] - STRENGTH[b.kind]);
    const [first, second] = best as [PictureEdge, PictureEdge | undefined];
    const [from, to] = pair.split('\n') as [string, string];
    const isWeak = STRENGTH[first.kind] >= STRENGTH.grants;
    const back = byPair.get(`${to}\n${from}`);
    // What only names another one says nothing beside an event or a call between the two.
    if (isWeak && back && [...back.keys()].some(kind => STRENGTH[kind] < STRENGTH.grants)) continue;
    const both = kinds.has('reads') && kinds.has('writes');
    const label = both && first.kind === 'writes' ? 'reads, writes' : first.label;
    result.push({ ...first, label, loop: inLoops.has(pair) && !isWeak });
    // An event and a permission are two things to say.
    if (first.kind === 'invokes' && second && (second.kind === 'writes' || second.kind === 'reads'))
      result.push({ ...second, label: both ? 'reads, writes' : second.label });
  }
  return result;
}

/** With more neighbours than this that only name it, a node is a hub: a network, a key, a bucket for logs. */
const HUB = 4;

/** Marks what need not be drawn: what merely names another one, where both are connected by more, and the spokes of hubs. */
function quieted(edges: readonly PictureEdge[]): PictureEdge[] {
  const isWeak = ({ kind }: PictureEdge) => kind === 'refers' || kind === 'depends';
  const ends = (of: readonly PictureEdge[]) => of.flatMap(e => [e.from, e.to]);
  const connected = new Set(ends(edges.filter(e => !isWeak(e))));
  const named = new Map<string, number>();
  for (const id of ends(edges.filter(isWeak))) named.set(id, (named.get(id) ?? 0) + 1);
  const isHub = (id: string) => (named.get(id) ?? 0) > HUB;
  return edges.map(e => ({
    ...e,
    quiet: isWeak(e) && ((connected.has(e.from) && connected.has(e.to)) || isHub(e.from) || isHub(e.to)),
  }));
}

/** Whether a permission for a part says nothing of its owner: one for the logs of a function is none for the function. */
function isForeign(graph: ResourceGraph, part: string, owner: string): boolean {
  const service = (id: string) => graph.resource(id)?.type.split('::')[1];
  return part !== owner && service(part) !== service(owner);
}

function loopOf({ rule, signal }: Finding, owners: ReadonlyMap<string, readonly string[]>): string[][] {
  const path = rule === 'wiring/event-loop' ? (signal.data as { readonly path?: unknown } | undefined)?.path : null;
  if (!Array.isArray(path)) return [];
  const ids = path.flatMap(id => owners.get(String(id))?.[0] ?? []);
  return ids.length > 1 ? [ids] : [];
}

/** Outlines of what is required and not there: services, and ways from one to another. */
function missingOf(
  findings: readonly Finding[],
  owners: ReadonlyMap<string, readonly string[]>,
): { readonly nodes: PictureNode[]; readonly edges: PictureEdge[] } {
  const nodes = new Map<string, PictureNode>();
  const edges: PictureEdge[] = [];
  for (const { rule, severity, message, span, signal } of findings) {
    const finding = { rule, severity, message, span };
    const demand = signal.requirement?.demand;
    const outline = (of: Selector): string => {
      const id = `missing:${of.text}`;
      const known = nodes.get(id);
      nodes.set(id, {
        ...look(of.types[0] ?? ''),
        id,
        name: of.title,
        label: 'required, missing',
        stack: null,
        state: 'missing',
        span,
        evidence: 'source',
        findings: [...(known?.findings ?? []), finding],
        parts: [],
      });
      return id;
    };
    if (rule === 'arch/missing-service' && demand?.kind === 'service' && signal.message !== 'many') outline(demand.of);
    if (rule !== 'arch/missing-connection' || demand?.kind !== 'connection') continue;
    const { starts = [], ends = [] } = (signal.data ?? {}) as {
      readonly starts?: readonly Resource[];
      readonly ends?: readonly Resource[];
    };
    const from = starts.flatMap(r => owners.get(r.id) ?? [])[0];
    const to = ends.flatMap(r => owners.get(r.id) ?? [])[0];
    if (from !== undefined && to !== undefined && from !== to)
      edges.push({
        id: `missing ${from}\n${to}`,
        from,
        to,
        kind: 'missing',
        label: 'missing',
        span,
        loop: false,
        quiet: false,
      });
  }
  return { nodes: [...nodes.values()], edges };
}

/** One stack with all that is nested in it; of other stacks what it is connected with. */
function ofStack(picture: Picture, stack: string, graph: ResourceGraph): Picture {
  const wanted = new Set([stack]);
  for (let size = 0; size < wanted.size; ) {
    size = wanted.size;
    for (const s of picture.stacks) if (s.parent !== null && wanted.has(s.parent)) wanted.add(s.id);
  }
  const inside = new Set(picture.nodes.filter(n => n.stack === null || wanted.has(n.stack)).map(n => n.id));
  const edges = picture.edges.filter(e => inside.has(e.from) || inside.has(e.to));
  const touched = new Set(edges.flatMap(e => [e.from, e.to]));
  const nodes = picture.nodes.flatMap((n): PictureNode[] =>
    inside.has(n.id) ? [n] : touched.has(n.id) ? [{ ...n, state: 'outside' }] : [],
  );
  return { ...picture, nodes, edges, resources: graph.resources.filter(r => wanted.has(r.stack)).length };
}

/** Each stack as one node, with the connections between them. */
function collapsed(picture: Picture): Picture {
  const idOf = new Map(picture.nodes.map(n => [n.id, n.stack ?? n.id]));
  const nodes = picture.stacks.flatMap((s): PictureNode[] => {
    const inside = picture.nodes.filter(n => n.stack === s.id);
    if (inside.length === 0) return [];
    return [
      {
        ...look('AWS::CloudFormation::Stack'),
        id: s.id,
        name: s.name,
        label: `Stack of ${inside.length}`,
        tier: mostOf(inside.map(n => n.tier)),
        stack: s.id,
        state: 'stack',
        span: s.span,
        evidence: inside[0]?.evidence ?? 'source',
        findings: inside.flatMap(n => n.findings),
        parts: inside.map(n => `${n.label} ${n.name}`),
      },
    ];
  });
  const edges = new Map<string, PictureEdge>();
  for (const e of picture.edges) {
    const [from, to] = [idOf.get(e.from), idOf.get(e.to)];
    if (from === undefined || to === undefined || from === to) continue;
    const known = edges.get(`${from}\n${to}`);
    if (known && STRENGTH[known.kind] <= STRENGTH[e.kind]) continue;
    edges.set(`${from}\n${to}`, { ...e, id: `${from}\n${to}`, from, to, label: '', quiet: false });
  }
  return {
    ...picture,
    nodes: [...nodes, ...picture.nodes.filter(n => n.stack === null)],
    edges: [...edges.values()],
    collapsed: true,
  };
}

function mostOf(tiers: readonly Tier[]): Tier {
  const counts = new Map<Tier, number>();
  for (const tier of tiers) counts.set(tier, (counts.get(tier) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'operations';
}

/** Without edges that lead nowhere and stacks in which nothing is. */
function tidied(picture: Picture): Picture {
  const ids = new Set(picture.nodes.map(n => n.id));
  const used = new Set(picture.collapsed ? [] : picture.nodes.map(n => n.stack));
  for (const s of [...picture.stacks].reverse()) if (used.has(s.id) && s.parent !== null) used.add(s.parent);
  return {
    ...picture,
    stacks: picture.stacks
      .filter(s => used.has(s.id))
      .map(s => ({ ...s, parent: s.parent !== null && used.has(s.parent) ? s.parent : null })),
    edges: picture.edges.filter(e => ids.has(e.from) && ids.has(e.to)),
    loops: picture.loops.filter(path => path.every(id => ids.has(id))),
  };
}
