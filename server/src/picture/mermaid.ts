/** A picture as a Mermaid flowchart: for READMEs and wikis that draw such text. */
import type { Picture, PictureEdge, PictureNode } from './picture.ts';
import { TIERS, TIER_COLOURS } from './kinds.ts';

const ARROWS: Readonly<Record<PictureEdge['kind'], string>> = {
  invokes: '-->',
  reads: '-->',
  writes: '-->',
  grants: '-->',
  refers: '-.->',
  depends: '-.->',
  missing: '-.->',
};

/** The text of the flowchart. */
export function renderMermaid(picture: Picture): string {
  const ids = new Map(picture.nodes.map((n, i) => [n.id, `n${i}`]));
  const lines = ['flowchart LR'];
  const node = (n: PictureNode, indent: string) =>
    lines.push(
      `${indent}${ids.get(n.id)}["<b>${quoted(n.name)}</b><br>${quoted(n.label)}"]:::${n.state === 'missing' ? 'missing' : n.tier}`,
    );
  const shown = new Set(picture.stacks.map(s => s.id));
  const inStack = (parent: string | null, indent: string) => {
    for (const [i, stack] of picture.stacks.entries()) {
      if (stack.parent !== parent) continue;
      lines.push(`${indent}subgraph s${i}["${quoted(stack.name)}"]`);
      for (const n of picture.nodes) if (n.stack === stack.id) node(n, `${indent}  `);
      inStack(stack.id, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  inStack(null, '  ');
  for (const n of picture.nodes) if (n.stack === null || !shown.has(n.stack)) node(n, '  ');
  const edges = picture.edges.filter(e => !e.quiet);
  for (const { from, to, kind, label } of edges) {
    const says = label !== '' ? label : kind === 'invokes' || kind === 'refers' ? '' : kind;
    lines.push(`  ${ids.get(from)} ${ARROWS[kind]}${says === '' ? '' : `|"${quoted(says)}"|`} ${ids.get(to)}`);
  }
  const loops = edges.flatMap((e, i) => (e.loop ? [i] : []));
  if (loops.length > 0) lines.push(`  linkStyle ${loops.join(',')} stroke:#c0272d,stroke-width:3px`);
  for (const tier of TIERS) lines.push(`  classDef ${tier} stroke:${TIER_COLOURS[tier]},stroke-width:2px`);
  lines.push('  classDef missing stroke:#c0272d,stroke-dasharray:6 4');
  return `${lines.join('\n')}\n`;
}

/** Text between quotes: what Mermaid or HTML would take for markup becomes a character by its number. */
function quoted(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.,:/$…{}-]/gu, character =>
    /\s/.test(character) ? ' ' : `#${character.codePointAt(0)};`,
  );
}
