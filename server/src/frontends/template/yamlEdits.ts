/**
 * Reads a YAML text again after an edit. Templates are long, and an edit changes one entry of a block: where nothing else can
 * have changed its meaning, that entry alone is read, and the tree of the text before is taken over with its offsets moved.
 * What comes out is what `readYaml` says of the whole text; where that isn't certain, the whole text is read.
 */
import { changeBetween, lineStart } from '../../core/document.ts';
import { Recent } from '../../core/memo.ts';
import type { Earlier, MapNode, Node, Pair, Tree } from './tree.ts';
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
 * fix each. `was` tells whoever reads the tree what of it there was in that text.
 */
export function readYamlOf(uri: string, text: string): Tree {
  if (text.length < SHORT) return readYaml(text);
  const base = bases.get(uri);
  const again = base && (base.text === text ? itself(base) : edited(base, text));
  if (again) return { language: 'yaml', ...again, problems: [] };
  const tree = readYaml(text);
  if (tree.root?.kind !== 'map' || tree.problems.length > 0 || !isPlain(tree.root)) return tree;
  const now = { text, root: tree.root };
  bases.set(uri, now);
  return { ...tree, ...itself(now) };
}

/** A tree with what it has of an earlier one. */
type Edited = { readonly root: MapNode; readonly was: Earlier };

function itself({ text, root }: Base): Edited {
  return { root, was: { root, from: text.length, by: 0 } };
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

/** The tree of a text that was made of a base by one edit; null where the whole has to be read. */
function edited(base: Base, text: string): Edited | null {
  const found = within(base, text, changeBetween(base.text, text), base.root, base.text.length, 0);
  const by = text.length - base.text.length;
  return found && { root: found.map, was: { root: base.root, from: found.from, by } };
}

/**
 * A block map of a base after an edit, with the first offset behind the entry that was read again.
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
): { readonly map: MapNode; readonly from: number } | null {
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
    ? { ...old, value: inner.map }
    : to - from < base.text.length / 2
      ? entry(text.slice(from, to + delta), from, old, depth)
      : null;
  if (!changed) return null;
  const pairs = map.pairs.map((pair, i) => (i < index ? pair : i === index ? changed : new MovedPair(pair, delta)));
  const last = map.pairs.reduce(
    (most, pair, i) => Math.max(most, i < index ? endOf(pair) : i === index ? endOf(changed) : endOf(pair) + delta),
    0,
  );
  return { map: { ...map, end: last, pairs }, from: inner?.from ?? to };
}

function endOf({ value, afterColon }: Pair): number {
  return Math.max(value.end, afterColon);
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

/** An entry of a base at another place. What it holds is moved when somebody asks for it, which most often nobody does. */
class MovedPair implements Pair {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly afterColon: number;
  readonly was: Pair;
  readonly #by: number;
  #value: Node | undefined;

  constructor(was: Pair, by: number) {
    this.key = was.key;
    this.keyStart = was.keyStart + by;
    this.keyEnd = was.keyEnd + by;
    this.afterColon = was.afterColon + by;
    this.was = was;
    this.#by = by;
  }

  get value(): Node {
    this.#value ??= moved(this.was.value, this.#by);
    return this.#value;
  }
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
