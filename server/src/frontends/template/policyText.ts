/** Policy documents that are written as a string of JSON, with or without `Fn::Sub` around it. */
import { fileOffset } from '../../core/resource.ts';
import type { Value } from '../../core/value.ts';
import { readJson } from './jsonTree.ts';
import { embeddedText } from './places.ts';
import { type Node, type ScalarNode, resolved } from './tree.ts';
import type { Values } from './values.ts';

/** Whether a string may be a policy. */
const POLICY = /^\s*\{[\s\S]*"Statement"/;

/**
 * The document that stands in a string, each value where it is in the file. Nothing in it has a slot or a token that may
 * be rewritten, since an edit would have to respect both ways of quoting. Null for a value that is no such string.
 */
export function policyText(document: Value, within: Node, values: Values): Value | null {
  if (document.kind !== 'literal' && document.kind !== 'text') return null;
  const { start, end } = document.span;
  const scalar = scalarIn(within, start, end, 0);
  if (!scalar) return null;
  const tree = readJson(scalar.text);
  if (!tree.root || tree.problems.length > 0) return null;
  const embedded = embeddedText(values.uri, values.text, scalar);
  const place = (offset: number) => fileOffset(embedded, offset);
  const isText = document.kind === 'text';
  return plain(values.value(placed(tree.root, place, isText)));
}

/** The scalar in a part of the file that holds a policy. */
function scalarIn(node: Node, start: number, end: number, depth: number): ScalarNode | null {
  if (node.end < start || node.from > end || depth > 40) return null;
  const target = resolved(node);
  switch (target.kind) {
    case 'scalar':
      return target.from >= start && target.end <= end && POLICY.test(target.text) ? target : null;
    case 'map':
      return first(target.pairs.map(p => p.value));
    case 'seq':
      return first(target.items);
    default:
      return null;
  }

  function first(nodes: readonly Node[]): ScalarNode | null {
    for (const inner of nodes) {
      const found = scalarIn(inner, start, end, depth + 1);
      if (found) return found;
    }
    return null;
  }
}

/** A tree of the string as one of the file. Strings with holes are what `Fn::Sub` makes of them. */
function placed(node: Node, place: (offset: number) => number, isText: boolean): Node {
  const at = { from: place(node.from), start: place(node.start), end: place(node.end) };
  switch (node.kind) {
    case 'scalar':
      return { ...node, ...at, tag: isText && node.text.includes('${') ? '!Sub' : null };
    case 'map':
      return {
        ...node,
        ...at,
        pairs: node.pairs.map(p => ({
          key: p.key,
          keyStart: place(p.keyStart),
          keyEnd: place(p.keyEnd),
          afterColon: place(p.afterColon),
          value: placed(p.value, place, isText),
        })),
      };
    case 'seq':
      return { ...node, ...at, items: node.items.map(i => placed(i, place, isText)) };
    default:
      return { ...node, ...at };
  }
}

/** The value without places to write at. */
function plain(value: Value): Value {
  switch (value.kind) {
    case 'literal':
      return { ...value, written: null };
    case 'text':
      return { ...value, parts: value.parts.map(p => (p.kind === 'known' ? { ...p, written: null } : p)) };
    case 'list':
      return { ...value, items: value.items.map(plain), slot: null };
    case 'object':
      return { ...value, entries: value.entries.map(e => ({ ...e, value: plain(e.value) })), slot: null };
    default:
      return value;
  }
}
