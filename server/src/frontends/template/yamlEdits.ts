/**
 * Reads a YAML text again after an edit. Templates are long, and an edit changes one entry of a block: where nothing else can
 * have changed its meaning, that entry alone is read, and the tree of the text before is taken over with its offsets moved.
 * What comes out is what `readYaml` says of the whole text; where that isn't certain, the whole text is read.
 */
import { changeBetween, lineStart } from '../../core/document.ts';
import { Recent } from '../../core/memo.ts';
import type { MapNode, Node, Pair, Tree } from './tree.ts';
import { isTooDeep, readYaml } from './yamlTree.ts';
import { YamlReader } from './yamlReader.ts';

/** Shorter texts are read as fast as one could look for what changed. In UTF-16 code units. */
const SHORT = 4_000;
/** An entry that is shorter is read whole, instead of looking for one inside of it. */
const SMALL = 1_000;
/** For how many documents the last tree is kept. */
const MOST = 4;

/** A text without problems, aliases and merged maps, so that each of its entries can be read by itself. */
interface Base {
  readonly text: string;
  readonly root: MapNode;
}

const bases = new Recent<Base>(MOST);

/**
 * What `readYaml` says of a text, at the cost of what is new in it since the same document was read whole. That text stays the
 * one to compare with for as long as all that changed since is one entry: while somebody types in it, and for copies with one
 * fix each.
 */
export function readYamlOf(uri: string, text: string): Tree {
  if (text.length < SHORT) return readYaml(text);
  const base = bases.get(uri);
  const root = base && (base.text === text ? base.root : edited(base, text));
  if (root) return { language: 'yaml', root, problems: [] };
  const tree = readYaml(text);
  if (tree.root?.kind === 'map' && tree.problems.length === 0 && isPlain(tree.root))
    bases.set(uri, { text, root: tree.root });
  return tree;
}

/** Whether all of a tree stands where it is written, and was read. */
function isPlain(node: Node): boolean {
  switch (node.kind) {
    case 'scalar':
      return true;
    case 'map':
      return node.merges.length === 0 && node.pairs.every(p => isPlain(p.value));
    case 'seq':
      return node.items.every(isPlain);
    default:
      return false;
  }
}

/** The root of the text that was made of a base by one edit; null where the whole has to be read. */
function edited(base: Base, text: string): MapNode | null {
  return within(base, text, changeBetween(base.text, text), base.root, base.text.length, 0);
}

/**
 * A block map of a base after an edit.
 * @param edit What the edit replaced, in the base.
 * @param end Where the map's last entry ends at the latest, in the base.
 */
function within(
  base: Base,
  text: string,
  edit: { readonly start: number; readonly end: number },
  map: MapNode,
  end: number,
  depth: number,
): MapNode | null {
  if (map.style !== 'block') return null;
  const index = map.pairs.findLastIndex(pair => lineStart(base.text, pair.keyStart) <= edit.start);
  const old = map.pairs[index];
  if (!old) return null;
  const from = lineStart(base.text, old.keyStart);
  const next = map.pairs[index + 1];
  const to = next ? lineStart(base.text, next.keyStart) : end;
  if (edit.end > to || base.text.slice(from, old.keyStart).trim() !== '') return null;
  const delta = text.length - base.text.length;
  // What follows has to begin a line as before.
  if (to < base.text.length && text[to + delta - 1] !== '\n') return null;
  // Inside of an entry that is long there may be a shorter one that is all that changed.
  const inner =
    old.value.kind === 'map' && to - from > SMALL ? within(base, text, edit, old.value, to, depth + 1) : null;
  const changed = inner
    ? { ...old, value: inner }
    : to - from < base.text.length / 2
      ? entry(text.slice(from, to + delta), from, old, depth)
      : null;
  if (!changed) return null;
  const pairs = map.pairs.map((pair, i) => (i < index ? pair : i === index ? changed : movedPair(pair, delta)));
  const last = pairs.reduce((most, p) => Math.max(most, p.value.end, p.afterColon), 0);
  return { ...map, end: last, pairs };
}

/** The entry that a piece of text is, by itself; null where it is not one of the same key and indentation, or not only that. */
function entry(text: string, offset: number, { key, keyStart }: Pair, depth: number): Pair | null {
  const indent = keyStart - offset;
  if (text.includes('\t') || isTooDeep(text) || !isOneBlock(text, indent)) return null;
  const reader = new YamlReader(text);
  const { root, problems } = reader.read(depth);
  if (reader.repair || problems.length > 0 || root?.kind !== 'map' || root.style !== 'block' || root.tag !== null)
    return null;
  const [pair, another] = root.pairs;
  if (!pair || another || pair.key !== key || pair.keyStart !== indent || !isPlain(root)) return null;
  return movedPair(pair, offset);
}

/** Whether a text is one line of an indentation and lines that are indented more, so that nothing outside of it ends it. */
function isOneBlock(text: string, indent: number): boolean {
  for (let at = text.indexOf('\n') + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    let column = 0;
    while (text.charCodeAt(at + column) === 32) column++;
    const code = text.charCodeAt(at + column);
    const isBlank = Number.isNaN(code) || code === 10 || code === 13 || code === 35;
    if (!isBlank && column <= indent) return false;
  }
  return true;
}

function movedPair({ key, keyStart, keyEnd, afterColon, value }: Pair, by: number): Pair {
  return { key, keyStart: keyStart + by, keyEnd: keyEnd + by, afterColon: afterColon + by, value: moved(value, by) };
}

/** A tree without aliases at another place. */
function moved(node: Node, by: number): Node {
  const [from, start, end] = [node.from + by, node.start + by, node.end + by];
  switch (node.kind) {
    case 'scalar': {
      const { tag, style, text, value } = node;
      return { kind: 'scalar', from, start, end, tag, style, text, value };
    }
    case 'map': {
      const { tag, style, merges, broken } = node;
      const pairs = node.pairs.map(p => movedPair(p, by));
      return { kind: 'map', from, start, end, tag, style, pairs, merges, broken };
    }
    case 'seq': {
      const { tag, style, broken } = node;
      return { kind: 'seq', from, start, end, tag, style, items: node.items.map(item => moved(item, by)), broken };
    }
    default:
      return { ...node, from, start, end };
  }
}
