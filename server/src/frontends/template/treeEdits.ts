/**
 * Reads a text again after an edit. Templates are long, and an edit changes one entry of a map: where nothing else can have
 * changed its meaning, that entry alone is read, and the tree of the text before is taken over with its offsets moved. What
 * comes out is what `readYaml` and `readJson` say of the whole text; where that isn't certain, the whole text is read.
 */
import { changeBetween, lineStart } from '../../core/document.ts';
import { Recent } from '../../core/memo.ts';
import { readJson } from './jsonTree.ts';
import type { Earlier, MapNode, Node, Pair, Tree } from './tree.ts';
import { isTooDeep, readYaml } from './yamlTree.ts';
import { YamlReader } from './yamlReader.ts';

/** Shorter texts are read as fast as one could look for what changed. In UTF-16 code units. */
const SHORT = 4_000;
/** An entry that is shorter is read whole, instead of looking for one inside of it. */
const SMALL = 1_000;
/** For how many documents of a language the last tree is kept. */
const MOST = 4;

/** A text without problems, aliases and merged maps, so that each of its entries can be read by itself. */
interface Base {
  readonly text: string;
  readonly root: MapNode;
}

/** What an entry of a map takes up, beginning and end. */
interface Extent {
  readonly from: number;
  readonly to: number;
}

interface Syntax {
  readonly language: Tree['language'];
  readonly bases: Recent<Base>;
  read(text: string): Tree;
  /**
   * What of a base belongs to an entry and to no other; null where that can't be told.
   * @param end Where the last entry of the map ends at the latest.
   */
  extent(text: string, map: MapNode, index: number, end: number): Extent | null;
  /** Whether what follows in a text that was edited begins as it did before. */
  endsAlike(text: string, end: number): boolean;
  /**
   * The entry that a piece of text is, by itself; null where it is not one of the same key at the same place, or not only that.
   * @param offset Where the piece begins.
   */
  entry(piece: string, offset: number, old: Pair, depth: number): Pair | null;
}

/**
 * What `readYaml` says of a text, at the cost of what is new in it since the same document was read whole. That text stays the
 * one to compare with for as long as all that changed since is one entry: while somebody types in it, and for copies with one
 * fix each. `was` tells whoever reads the tree what of it there was in that text.
 */
export function readYamlOf(uri: string, text: string): Tree {
  return readOf(YAML, uri, text);
}

/** The same for `readJson`. */
export function readJsonOf(uri: string, text: string): Tree {
  return readOf(JSON_TEXT, uri, text);
}

function readOf(syntax: Syntax, uri: string, text: string): Tree {
  if (text.length < SHORT) return syntax.read(text);
  const { language, bases } = syntax;
  const base = bases.get(uri);
  const again = base && (base.text === text ? itself(base) : edited(syntax, base, text));
  if (again) return { language, ...again, problems: [] };
  const tree = syntax.read(text);
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
function edited(syntax: Syntax, base: Base, text: string): Edited | null {
  const edit = changeBetween(base.text, text);
  const by = text.length - base.text.length;
  /** A map after the edit, with the first offset behind the entry that was read again. */
  const within = (
    map: MapNode,
    end: number,
    depth: number,
  ): { readonly map: MapNode; readonly from: number } | null => {
    const index = map.pairs.findLastIndex(pair => startOf(map, base.text, pair) <= edit.start);
    const old = map.pairs[index];
    const extent = old && syntax.extent(base.text, map, index, end);
    if (!extent) return null;
    const { from, to } = extent;
    if (edit.start < from || edit.end > to || !syntax.endsAlike(text, to + by)) return null;
    // Inside of an entry that is long there may be a shorter one that is all that changed.
    const inner = old.value.kind === 'map' && to - from > SMALL ? within(old.value, to, depth + 1) : null;
    const changed = inner
      ? { ...old, value: inner.map }
      : to - from < base.text.length / 2
        ? syntax.entry(text.slice(from, to + by), from, old, depth)
        : null;
    if (!changed) return null;
    const pairs = map.pairs.map((pair, i) => (i < index ? pair : i === index ? changed : new MovedPair(pair, by)));
    const isEnd = map.style === 'block' && index === map.pairs.length - 1;
    const last = isEnd ? Math.max(changed.value.end, changed.afterColon) : map.end + by;
    return { map: { ...map, end: last, pairs }, from: inner?.from ?? to };
  };
  const found = within(base.root, base.text.length, 0);
  return found && { root: found.map, was: { root: base.root, from: found.from, by } };
}

/** Entries of blocks have lines of their own. */
function startOf({ style }: MapNode, text: string, { keyStart }: Pair): number {
  return style === 'block' ? lineStart(text, keyStart) : keyStart;
}

const YAML: Syntax = {
  language: 'yaml',
  bases: new Recent(MOST),
  read: readYaml,
  extent(text, map, index, end) {
    const [pair, next] = map.pairs.slice(index, index + 2);
    if (map.style !== 'block' || !pair) return null;
    const from = startOf(map, text, pair);
    if (text.slice(from, pair.keyStart).trim() !== '') return null;
    return { from, to: next ? startOf(map, text, next) : end };
  },
  endsAlike: (text, end) => end === text.length || text[end - 1] === '\n',
  entry(piece, offset, { key, keyStart }, depth) {
    const indent = keyStart - offset;
    if (piece.includes('\t') || isTooDeep(piece) || !isOneBlock(piece, indent)) return null;
    const reader = new YamlReader(piece);
    const { root, problems } = reader.read(depth);
    if (reader.repair || problems.length > 0 || root?.kind !== 'map' || root.style !== 'block' || root.tag !== null)
      return null;
    const [pair, another] = root.pairs;
    if (!pair || another || pair.key !== key || pair.keyStart !== indent || !isPlain(root)) return null;
    return movedPair(pair, offset);
  },
};

const JSON_TEXT: Syntax = {
  language: 'json',
  bases: new Recent(MOST),
  read: text => readJson(text),
  extent(text, map, index) {
    const [pair, next] = map.pairs.slice(index, index + 2);
    // What stands on the same line is indented by what is before it.
    if (!pair || (next && !text.slice(pair.value.end, next.keyStart).includes('\n'))) return null;
    return { from: pair.keyStart, to: pair.value.end };
  },
  endsAlike: () => true,
  entry(piece, offset, { key }, depth) {
    const { root, problems } = readJson(`{${piece}}`, depth);
    const [pair, another] = root?.kind === 'map' ? root.pairs : [];
    if (!pair || another || pair.key !== key || problems.length > 0) return null;
    return movedPair(pair, offset - 1);
  },
};

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
