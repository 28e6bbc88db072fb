/** A picture with its layout as SVG: for the editor's page, which brings the style, or as a file that has it inside. */
import { SEVERITIES, type Severity } from '../core/finding.ts';
import { type Box, type Layout, NODE, type PlacedEdge, type Point } from './layout.ts';
import { EDGE_WORDS, type Picture, type PictureEdge, type PictureNode } from './picture.ts';
import { svgStyle } from './svgStyle.ts';

/** Characters of a name and of a kind that fit into a node. */
const NAME = 16;
const LABEL = 22;
/** Pixels by which corners of edges are rounded. */
const ROUND = 7;

/** Shapes in a field of 12 × 12, so that nothing depends on seeing colours. */
const SHAPES: Readonly<Record<Severity, string>> = {
  error: '<circle cx="6" cy="6" r="5"/>',
  warning: '<path d="M6 1 11.5 11H.5z"/>',
  information: '<rect x="1" y="1" width="10" height="10" rx="2"/>',
  hint: '<circle cx="6" cy="6" r="4" class="ring"/>',
};

/** Text in markup and in double-quoted attributes. What XML has no place for is left out. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/**
 * The SVG element. With `page`, nodes can be reached by keyboard and there is no style in it.
 * Nodes, frames and edges carry the ids of the picture in `data-id`.
 */
export function renderSvg(picture: Picture, layout: Layout, { page = false } = {}): string {
  const width = Math.ceil(Math.max(layout.width, 320));
  const height = Math.ceil(Math.max(layout.height, 120));
  const counts = `${picture.nodes.length} resources, ${picture.edges.length} connections`;
  const frames = layout.frames.map(frame => {
    const { x, y, width: w, height: h, kind, name, id } = frame;
    return `<g class="frame ${kind}" data-id="${escaped(id)}"><rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" rx="${kind === 'stack' ? 10 : 7}"/><text x="${px(x + 16)}" y="${px(y + 25)}">${escaped(shortened(name, Math.max(8, Math.floor(w / 8) - 3)))}</text></g>`;
  });
  // What is louder is drawn over what is fainter.
  const order = [...picture.edges].sort((a, b) => rank(a) - rank(b));
  const edges = order.filter(e => page || !e.quiet).map(e => edgeOf(e, layout, picture));
  const nodes = picture.nodes.map(n => nodeOf(n, layout, page));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${page ? 'group' : 'img'}" aria-label="Architecture: ${counts}">
${page ? '' : `<title>Architecture: ${counts}</title>\n<style>${svgStyle}</style>\n<rect class="ground" width="${width}" height="${height}"/>`}
<defs>${MARKERS}</defs>
<g class="frames">
${frames.join('\n')}
</g>
<g class="edges">
${edges.join('\n')}
</g>
<g class="nodes">
${nodes.join('\n')}
</g>
</svg>
`;
}

const KINDS: readonly PictureEdge['kind'][] = ['refers', 'depends', 'grants', 'reads', 'writes', 'invokes', 'missing'];
/** Heads of arrows in a field of 8 × 8: those of what only reads are open. */
export const HEADS: Readonly<Record<string, string>> = { reads: 'M.8 1 7 4 .8 7', other: 'M0 .6 7.5 4 0 7.4z' };

const MARKERS = [...KINDS, 'loop']
  .map(
    kind =>
      `<marker id="to-${kind}" class="head ${kind}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="${HEADS[kind] ?? HEADS.other}"/></marker>`,
  )
  .join('');

function rank({ kind, loop }: PictureEdge): number {
  return loop ? KINDS.length : KINDS.indexOf(kind);
}

function edgeOf(edge: PictureEdge, layout: Layout, picture: Picture): string {
  const placed = edge.quiet ? straight(edge, layout) : layout.edges[edge.id];
  if (!placed || placed.points.length < 2) return '';
  const nameOf = (id: string) => picture.nodes.find(n => n.id === id)?.name ?? id;
  const style = edge.loop ? 'loop' : edge.kind;
  const states = `${edge.loop ? ' loop' : ''}${edge.quiet ? ' quiet' : ''}`;
  const says = `${nameOf(edge.from)} ${EDGE_WORDS[edge.kind]} ${nameOf(edge.to)}${edge.loop ? ' (event loop)' : ''}`;
  return `<g class="edge ${edge.kind}${states}" data-id="${escaped(edge.id)}" data-from="${escaped(edge.from)}" data-to="${escaped(edge.to)}"><title>${escaped(says)}</title><path class="hit" d="${rounded(placed.points)}"/><path class="line" d="${rounded(placed.points)}" marker-end="url(#to-${style})"/>${placed.label ? labelOf(edge.label, placed.label) : ''}</g>`;
}

/** A line from card to card, as the page shows it where one of them is selected. */
function straight({ from, to }: PictureEdge, { nodes }: Layout): PlacedEdge | undefined {
  const [a, b] = [nodes[from], nodes[to]];
  if (!a || !b) return undefined;
  const middle = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });
  const [start, end] = [middle(a), middle(b)];
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  // How much of the way lies below half a card.
  const share = Math.min(NODE.width / 2 / Math.abs(dx), NODE.height / 2 / Math.abs(dy), 0.5);
  const along = (by: number) => ({ x: start.x + dx * by, y: start.y + dy * by });
  return { points: [along(share), along(1 - share)], label: null };
}

function labelOf(text: string, { x, y, width, height }: Box): string {
  return `<rect class="plate" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="4"/><text class="label" x="${px(x + width / 2)}" y="${px(y + height / 2 + 4)}">${escaped(text)}</text>`;
}

function nodeOf(node: PictureNode, layout: Layout, page: boolean): string {
  const box = layout.nodes[node.id];
  if (!box) return '';
  const counts = SEVERITIES.map(s => [s, node.findings.filter(f => f.severity === s).length] as const).filter(
    ([, n]) => n > 0,
  );
  const said = `${node.name}, ${node.label}${counts.map(([s, n]) => `, ${n} ${s}`).join('')}`;
  const asked = page ? ' role="button" tabindex="-1"' : '';
  return `<g class="node t-${node.tier} ${node.state}" data-id="${escaped(node.id)}"${asked} aria-label="${escaped(said)}" transform="translate(${px(box.x)} ${px(box.y)})"><title>${escaped(said)}</title><rect class="card" width="${NODE.width}" height="${NODE.height}" rx="8"/><rect class="sign" x="9" y="9" width="36" height="36" rx="7"/><text class="letters${[...node.sign].length > 2 ? ' three' : ''}" x="27" y="32">${escaped(node.sign)}</text><text class="name" x="55" y="24">${escaped(nameIn(node))}</text><text class="kind" x="55" y="41">${escaped(shortened(node.label, LABEL))}</text>${badges(counts)}</g>`;
}

/** A name that fits its card. What the line below says of a function need not end its name. */
function nameIn({ name, label }: PictureNode): string {
  const kind = label.slice(label.lastIndexOf(' ') + 1);
  const isLong = [...name].length > NAME;
  const short = isLong && name.toLowerCase().endsWith(kind.toLowerCase()) ? `${name.slice(0, -kind.length)}…` : name;
  return shortened(short, NAME);
}

/** How many findings there are of the two worst severities, across the upper right corner. */
function badges(counts: readonly (readonly [Severity, number])[]): string {
  let right = NODE.width - 8;
  return counts
    .slice(0, 2)
    .reverse()
    .map(([severity, count]) => {
      const text = String(count);
      const width = 26 + 7 * text.length;
      right -= width + 4;
      return `<g class="badge ${severity}" transform="translate(${right + 4} -9)"><rect width="${width}" height="18" rx="9"/><g transform="translate(6 3)">${SHAPES[severity]}</g><text x="${width - 7}" y="13">${text}</text></g>`;
    })
    .join('');
}

/** A line through points with rounded corners. */
function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]];
  let d = `M${px(first.x)} ${px(first.y)}`;
  for (const [i, corner] of rest.entries()) {
    const before = points[i] as Point;
    const after = points[i + 2];
    if (!after) {
      d += `L${px(corner.x)} ${px(corner.y)}`;
      break;
    }
    const start = toward(corner, before);
    const end = toward(corner, after);
    d += `L${px(start.x)} ${px(start.y)}Q${px(corner.x)} ${px(corner.y)} ${px(end.x)} ${px(end.y)}`;
  }
  return d;
}

function toward(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(ROUND, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** Names differ at both of their ends: what is too much goes from the middle. */
export function shortened(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (most - 1 - head)).join('')}`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
