/** Conditions of a template that are the same whatever it is given: `!Equals [true, true]`, and what is made of such. */
import { get, resolved, scalarText, type MapNode, type Node } from './tree.ts';

/** Conditions mention each other no deeper than this; one that mentions itself is none. */
const MAX_DEPTH = 20;

/** Whether a condition of the section is always true or always false; null where that depends on parameters, or can't be told. */
export function constantCondition(section: MapNode | null, name: string): boolean | null {
  const named = (name: string | null, depth: number): boolean | null => {
    const node = name === null || depth > MAX_DEPTH ? null : get(section, name);
    return node && valueIn(node, depth + 1);
  };
  const all = (node: Node, depth: number): readonly (boolean | null)[] =>
    node.kind === 'seq' ? node.items.map(item => valueIn(item, depth + 1)) : [null];
  const valueIn = (written: Node, depth: number): boolean | null => {
    const called = callOf(written);
    if (!called || depth > MAX_DEPTH) return null;
    const argument = resolved(called.argument);
    switch (called.name) {
      case 'Condition':
        return named(scalarText(argument), depth);
      case 'Equals': {
        if (argument.kind !== 'seq' || argument.items.length !== 2) return null;
        const [a, b] = argument.items.map(item => (callOf(item) ? null : scalarText(item)));
        return a == null || b == null ? null : a === b;
      }
      case 'Not': {
        const [only] = all(argument, depth);
        return only == null ? null : !only;
      }
      case 'And':
      case 'Or': {
        const decides = called.name === 'Or';
        const values = all(argument, depth);
        return values.includes(decides) ? decides : values.includes(null) ? null : !decides;
      }
      default:
        return null;
    }
  };
  return named(name, 0);
}

/** The intrinsic function that a node calls, in its long or short form, without `Fn::`. */
function callOf(written: Node): { readonly name: string; readonly argument: Node } | null {
  const node = resolved(written);
  if (node.kind === 'alias' || node.kind === 'broken') return null;
  if (node.tag?.startsWith('!') && !node.tag.startsWith('!!') && node.tag !== '!')
    return { name: node.tag.slice(1), argument: node };
  const [pair, ...more] = node.kind === 'map' ? node.pairs : [];
  return pair && more.length === 0 ? { name: pair.key.replace(/^Fn::/, ''), argument: pair.value } : null;
}
