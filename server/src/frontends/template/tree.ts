/**
 * The syntax tree that both readers, YAML and JSON, make of a template. It knows nothing of CloudFormation and is dropped
 * as soon as the facts are made.
 *
 * Offsets are UTF-16 and half-open. `start` to `end` is a node's own text, quotes and brackets included, tag and anchor
 * not; `from` is where its tag starts, or `start`. A block collection goes from its first key or dash to the end of its
 * last value; trailing comments and blank lines belong to nobody.
 */
import { perObject } from '../../core/memo.ts';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded' | 'json';
  /** The decoded string. */
  readonly text: string;
  /** The value by the rules of the language: a plain `true` is a boolean, a quoted one a string. */
  readonly value: string | number | boolean | null;
}

export interface Pair {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** After the colon, or after the key where the colon is missing. */
  readonly afterColon: number;
  readonly value: Node;
  /** The entry of an earlier text that it is at another place; see `Tree.was`. */
  readonly was?: Pair;
}

export interface MapNode {
  readonly kind: 'map';
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly style: 'block' | 'flow' | 'json';
  /** Each key once: see `lastOfEach`. */
  readonly pairs: Pair[];
  /** What `<<` merges in: aliases, maps. Explicit keys win. */
  readonly merges: Node[];
  /** Something in it could not be read: there may be more keys. */
  broken: boolean;
}

export interface SeqNode {
  readonly kind: 'seq';
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly tag: string | null;
  readonly style: 'block' | 'flow' | 'json';
  readonly items: Node[];
  broken: boolean;
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly tag: null;
  /** What the alias stands for; null when no such anchor comes before it. */
  readonly target: Node | null;
}

/** A place where something stands that can't be read, or that is nested too deeply. */
export interface BrokenNode {
  readonly kind: 'broken';
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly tag: null;
}

export type Node = ScalarNode | MapNode | SeqNode | AliasNode | BrokenNode;

export interface TreeProblem {
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Tree {
  readonly language: 'yaml' | 'json';
  readonly root: Node | null;
  readonly problems: readonly TreeProblem[];
  /** The earlier text whose tree it shares, or is; left out where it was read by itself. */
  readonly was?: Earlier;
}

/**
 * What a tree was before one edit. Entries that are the same object stand where they stood; of those with `was` all that
 * the edit did is to move them. Of the earlier offsets, those from `from` on are greater by `by` now.
 */
export interface Earlier {
  /** The earlier tree; it has no problems, aliases and merged maps. Of that tree itself, its own root. */
  readonly root: MapNode;
  readonly from: number;
  readonly by: number;
}

/** Templates nest some twenty levels; deeper than this is an accident or an attack, and recursion has to end somewhere. */
export const MAX_DEPTH = 100;

/** Enough to show that a file is broken; a thousand more would only bury the first. */
export const MAX_PROBLEMS = 50;

/** Maps of more pairs (the parameters and conditions of a large template) are looked into by an index. */
const LONG = 32;

/** The value at a key of a map, aliases followed; null if there is none. The last of several wins, as in YAML and JSON. */
export function get(node: Node | null, key: string): Node | null {
  return pairOf(node, key)?.value ?? null;
}

export function pairOf(node: Node | null, key: string): Pair | null {
  const map = node && resolved(node);
  if (map?.kind !== 'map') return null;
  if (map.pairs.length > LONG) return byKey(map).get(key) ?? null;
  return map.pairs.findLast(p => p.key === key) ?? null;
}

const byKey = perObject((map: MapNode) => new Map(map.pairs.map(pair => [pair.key, pair])));

/** The entries of a map that count: of several with one of its keys the last one, as in YAML and JSON. */
export function lastOfEach(pairs: Pair[], keys: { readonly size: number }): Pair[] {
  if (keys.size >= pairs.length) return pairs;
  const last = new Map(pairs.map(pair => [pair.key, pair]));
  return pairs.filter(pair => last.get(pair.key) === pair);
}

/** What an alias stands for; other nodes are what they are. */
export function resolved(node: Node): Node {
  let current = node;
  for (let hops = 0; current.kind === 'alias' && hops < MAX_DEPTH; hops++) {
    if (!current.target) break;
    current = current.target;
  }
  return current;
}

/** The string that a node is, aliases followed; null if it is none. */
export function scalarText(node: Node | null): string | null {
  const target = node && resolved(node);
  return target?.kind === 'scalar' ? target.text : null;
}
