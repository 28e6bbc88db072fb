/**
 * Where everything of a picture stands: the picture as a graph of the Eclipse Layout Kernel, and its answer as plain figures
 * in pixels. Which program computes the answer, and in which thread, is for the caller to say.
 */
import type { ElkExtendedEdge, ElkNode } from 'elkjs';
import type { Picture, PictureEdge, PictureNode } from './picture.ts';
import { TIERS, TIER_NAMES, type Tier } from './kinds.ts';

/** `right` and `down`: along the connections, that way. `tiers`: what belongs to one tier stands together. */
export type Arrangement = 'right' | 'down' | 'tiers';

export interface LayoutOptions {
  /** Without one, the flow goes whichever way makes the picture bigger where it is shown, or the longer way if it is large. */
  readonly arrangement?: Arrangement;
  /** How much wider than high the place is where it is shown. */
  readonly ratio?: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly points: readonly Point[];
  /** The box of its label, if it has one. */
  readonly label: Box | null;
}

/** Everything in pixels from the upper left corner of the picture. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly arrangement: Arrangement;
  /** By id of the node. */
  readonly nodes: Readonly<Record<string, Box>>;
  /** Frames of stacks and tiers, the outer ones first. */
  readonly frames: readonly (Box & { readonly kind: 'stack' | 'tier'; readonly id: string; readonly name: string })[];
  /** By id of the edge. */
  readonly edges: Readonly<Record<string, PlacedEdge>>;
}

/** Computes a layout: `elk.layout`, here or elsewhere. */
export type Kernel = (graph: ElkNode) => Promise<ElkNode>;

export const NODE: Pick<Box, 'width' | 'height'> = { width: 204, height: 54 };
/** Pixels of a character of a label, of the height of one, and of the title of a frame. */
const CHARACTER = 6.6;
const LINE = 16;
const TITLE = 34;

const LAYERED = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.layered.spacing.nodeNodeBetweenLayers': '56',
  'elk.spacing.nodeNode': '26',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.componentComponent': '44',
  'elk.layered.spacing.edgeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.aspectRatio': '1.6',
};
/** What is connected with nothing is packed, row by row. */
const PACKED = {
  'elk.algorithm': 'rectpacking',
  'elk.hierarchyHandling': 'SEPARATE_CHILDREN',
  'elk.spacing.nodeNode': '22',
  'elk.aspectRatio': '2.2',
};

/** Above this many nodes at a time the kernel looks for the best order less long. */
const MANY = 80;
const HASTY = { 'elk.layered.thoroughness': '2', 'elk.layered.crossingMinimization.greedySwitch.type': 'OFF' };

/** Pixels between pictures of stacks that have nothing to do with each other, and around all of them. */
const GAP = 28;
/** Pixels of height, or of width by ratio, that a picture may have to be small. */
const SMALL = 420;
const MARGIN = 16;
/** How much wider than high the whole should be where nobody says how much room there is. */
const RATIO = 1.6;
/** With more connections than this, colours and heads of arrows alone say what is read and what is written. */
const LABELLED = 30;

/** The layout of a picture. Rejects where the kernel does. */
export async function layOut(
  picture: Picture,
  kernel: Kernel,
  { arrangement, ratio = RATIO }: LayoutOptions = {},
): Promise<Layout> {
  const edges = picture.edges.filter(e => !e.quiet);
  const drawn = { ...picture, edges: edges.length > LABELLED ? edges.map(withoutPlainLabel) : edges };
  const attempt = async (tried: Arrangement): Promise<Layout> => {
    const pieces: Piece[] = [];
    for (const part of independent(drawn)) pieces.push(await layOutPart(part, kernel, tried, ratio));
    return packed(pieces, tried, ratio);
  };
  if (arrangement) return attempt(arrangement);
  // What is large is not seen at once, whichever way it flows.
  if (drawn.nodes.length > MANY) return attempt(ratio < 1 ? 'down' : 'right');
  const right = await attempt('right');
  const room = ({ width, height }: Layout) => Math.max(width / ratio, height);
  // What is easily seen at once needs no second attempt.
  if (room(right) < SMALL) return right;
  const down = await attempt('down');
  return room(down) < room(right) ? down : right;
}

function withoutPlainLabel(edge: PictureEdge): PictureEdge {
  return edge.kind === 'reads' || edge.kind === 'writes' ? { ...edge, label: '' } : edge;
}

/** A layout without what was chosen for all of it. */
type Piece = Omit<Layout, 'arrangement'>;

/** The pieces of a picture that no connection holds together: stacks with those they are connected with; what is in none. */
function independent(picture: Picture): Picture[] {
  const parents = new Map(picture.stacks.map(s => [s.id, s.parent]));
  const piece = new Map<string, string>();
  const root = (id: string): string => {
    const next = piece.get(id) ?? parents.get(id) ?? null;
    return next === null || next === id ? id : root(next);
  };
  const home = (node: PictureNode) => root(stackIn(picture, node) ?? '');
  const nodes = new Map(picture.nodes.map(n => [n.id, n]));
  for (const { from, to } of picture.edges) {
    const [a, b] = [nodes.get(from), nodes.get(to)];
    if (a && b && home(a) !== home(b)) piece.set(home(a), home(b));
  }
  const homes = [...new Set(picture.nodes.map(home))];
  return homes.map(id => ({
    ...picture,
    stacks: picture.stacks.filter(s => root(s.id) === id),
    nodes: picture.nodes.filter(n => home(n) === id),
    edges: picture.edges.filter(e => {
      const from = nodes.get(e.from);
      return from !== undefined && home(from) === id;
    }),
  }));
}

/** Pieces side by side in rows, so that the whole is somewhat wider than high. */
function packed(pieces: readonly Piece[], arrangement: Arrangement, ratio: number): Layout {
  const area = pieces.reduce((sum, p) => sum + (p.width + GAP) * (p.height + GAP), 0);
  const most = Math.max(Math.sqrt(area * ratio), ...pieces.map(p => p.width));
  let [x, y, row, width] = [0, 0, 0, 0];
  const nodes: Record<string, Box> = Object.create(null);
  const edges: Record<string, PlacedEdge> = Object.create(null);
  const frames: Layout['frames'][number][] = [];
  for (const piece of pieces) {
    if (x > 0 && x + piece.width > most) [x, y, row] = [0, y + row + GAP, 0];
    const moved = <T extends Point>(at: T): T => ({ ...at, x: at.x + x + MARGIN, y: at.y + y + MARGIN });
    for (const [id, box] of Object.entries(piece.nodes)) nodes[id] = moved(box);
    for (const [id, { points, label }] of Object.entries(piece.edges))
      edges[id] = { points: points.map(moved), label: label && moved(label) };
    frames.push(...piece.frames.map(moved));
    row = Math.max(row, piece.height);
    width = Math.max(width, x + piece.width);
    x += piece.width + GAP;
  }
  return { width: width + 2 * MARGIN, height: y + row + 2 * MARGIN, arrangement, nodes, frames, edges };
}

async function layOutPart(picture: Picture, kernel: Kernel, arrangement: Arrangement, ratio: number): Promise<Piece> {
  const isDown = arrangement === 'down' || (arrangement === 'tiers' && ratio < 1);
  const layered = { ...LAYERED, 'elk.direction': isDown ? 'DOWN' : 'RIGHT' };
  const connected = new Set(picture.edges.flatMap(e => [e.from, e.to]));
  const frames = new Map<string, { readonly kind: 'stack' | 'tier'; readonly name: string }>();
  const inStack = (stack: string | null): ElkNode[] => {
    const nodes = picture.nodes.filter(n => (stackIn(picture, n) ?? null) === stack);
    const nested = picture.stacks.filter(s => s.parent === stack);
    const here =
      arrangement === 'tiers' && stack !== null
        ? tiersOf(stack, nodes, connected, frames, layered)
        : flowOf(stack, nodes, connected);
    return [
      ...here,
      ...nested.map(s => {
        frames.set(s.id, { kind: 'stack', name: s.name });
        return {
          id: s.id,
          layoutOptions: { ...layered, ...padding(18) },
          children: inStack(s.id),
        };
      }),
    ];
  };
  const edges = picture.edges.map(
    (e): ElkExtendedEdge => ({
      id: e.id,
      sources: [e.from],
      targets: [e.to],
      ...(e.label === ''
        ? {}
        : {
            labels: [
              { id: `label ${e.id}`, text: e.label, width: Math.ceil(e.label.length * CHARACTER) + 8, height: LINE },
            ],
          }),
      layoutOptions: {
        'elk.edgeLabels.inline': 'true',
        // Permissions and events make the picture; what merely names something follows it.
        'elk.layered.priority.direction':
          e.kind === 'invokes' ? '10' : e.kind === 'refers' || e.kind === 'depends' ? '0' : '4',
        'elk.layered.priority.shortness': e.kind === 'refers' || e.kind === 'depends' ? '0' : '5',
      },
    }),
  );
  const root = await kernel({
    id: 'picture',
    layoutOptions: {
      ...layered,
      ...(picture.nodes.length > MANY ? HASTY : {}),
      'elk.padding': '[top=0,left=0,bottom=0,right=0]',
    },
    children: inStack(null),
    edges,
  });
  return read(root, frames);
}

function stackIn(picture: Picture, { stack }: PictureNode): string | null {
  return picture.stacks.some(s => s.id === stack) ? stack : null;
}

function padding(side: number): Record<string, string> {
  return { 'elk.padding': `[top=${TITLE + 10},left=${side},bottom=${side},right=${side}]` };
}

function flowOf(stack: string | null, nodes: readonly PictureNode[], connected: ReadonlySet<string>): ElkNode[] {
  const loose = [...nodes]
    .filter(n => !connected.has(n.id))
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier));
  const flow = nodes.filter(n => connected.has(n.id)).map(elkNode);
  if (loose.length < 2) return [...flow, ...loose.map(elkNode)];
  return [
    ...flow,
    {
      id: `loose ${stack}`,
      layoutOptions: { ...PACKED, 'elk.padding': '[top=0,left=0,bottom=0,right=0]' },
      children: loose.map(elkNode),
    },
  ];
}

function tiersOf(
  stack: string,
  nodes: readonly PictureNode[],
  connected: ReadonlySet<string>,
  frames: Map<string, { readonly kind: 'stack' | 'tier'; readonly name: string }>,
  layered: Readonly<Record<string, string>>,
): ElkNode[] {
  return TIERS.flatMap((tier: Tier) => {
    const own = nodes.filter(n => n.tier === tier);
    if (own.length === 0) return [];
    const id = `tier ${tier} ${stack}`;
    frames.set(id, { kind: 'tier', name: TIER_NAMES[tier] });
    return [{ id, layoutOptions: { ...layered, ...padding(14) }, children: flowOf(id, own, connected) }];
  });
}

function elkNode({ id }: PictureNode): ElkNode {
  return { id, ...NODE };
}

/** Positions that are relative to frames as ones that are relative to the picture. */
function read(
  root: ElkNode,
  known: ReadonlyMap<string, { readonly kind: 'stack' | 'tier'; readonly name: string }>,
): Piece {
  const nodes: Record<string, Box> = Object.create(null);
  const frames: Layout['frames'][number][] = [];
  const edges: Record<string, PlacedEdge> = Object.create(null);
  const origins = new Map<string, Point>([[root.id, { x: 0, y: 0 }]]);
  const visit = (parent: ElkNode, { x, y }: Point) => {
    for (const child of parent.children ?? []) {
      const box = { x: x + (child.x ?? 0), y: y + (child.y ?? 0), width: child.width ?? 0, height: child.height ?? 0 };
      origins.set(child.id, box);
      const frame = known.get(child.id);
      if (frame) frames.push({ ...box, ...frame, id: child.id });
      else if (!child.children) nodes[child.id] = box;
      visit(child, box);
    }
  };
  visit(root, { x: 0, y: 0 });
  const visitEdges = (parent: ElkNode) => {
    for (const edge of parent.edges ?? []) {
      // An edge is placed from the innermost frame that holds both of its ends.
      const { x, y } = origins.get((edge as { container?: string }).container ?? parent.id) ?? { x: 0, y: 0 };
      const points = (edge.sections ?? []).flatMap(s => [s.startPoint, ...(s.bendPoints ?? []), s.endPoint]);
      const label = edge.labels?.[0];
      edges[edge.id] = {
        points: points.map(p => ({ x: x + p.x, y: y + p.y })),
        label:
          label?.x === undefined || label.y === undefined
            ? null
            : { x: x + label.x, y: y + label.y, width: label.width ?? 0, height: label.height ?? 0 },
      };
    }
    for (const child of parent.children ?? []) visitEdges(child);
  };
  visitEdges(root);
  return { width: root.width ?? 0, height: root.height ?? 0, nodes, frames, edges };
}
