/** What a template mentions of itself, by the syntax alone: for the question of what nobody uses. */
import { get, resolved, scalarText, type MapNode, type Node } from './tree.ts';

/** Functions of the section `Rules` that take a parameter by its name. */
const OF_RULES = /^Fn::(ValueOf|ValueOfAll|RefAll)$/;

/**
 * The parameters, mappings, conditions and resources that are mentioned anywhere, as `<section>.<name>`, sorted. A name that
 * may be a parameter's or a resource's counts for both. A mapping that is chosen by a function counts as all of them.
 */
export function mentionsOf(root: MapNode): string[] {
  const found = new Set<string>();
  const seen = new Set<Node>();
  const named = (name: string | null) => {
    if (name === null) return;
    found.add(`Parameters.${name}`);
    found.add(`Resources.${name.split('.')[0]}`);
  };
  const first = (node: Node) => (node.kind === 'seq' ? (node.items[0] ?? null) : node);
  const call = (name: string, argument: Node): void => {
    // Most keys are no functions.
    if (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::')) return;
    const of = resolved(argument);
    if (name === 'Ref') named(scalarText(of));
    else if (name === 'Fn::GetAtt') named(scalarText(first(of)));
    else if (OF_RULES.test(name)) named(scalarText(first(of)));
    else if (name === 'Fn::Sub')
      for (const match of (scalarText(first(of)) ?? '').matchAll(/\$\{\s*([^!{}][^{}]*?)\s*\}/g))
        named(match[1] as string);
    else if (name === 'Condition') found.add(`Conditions.${scalarText(of)}`);
    else if (name === 'Fn::If') found.add(`Conditions.${scalarText(first(of))}`);
    else if (name === 'Fn::FindInMap') {
      const mapping = scalarText(first(of));
      const plain = of.kind === 'seq' && of.items[0] && isPlain(of.items[0]);
      if (mapping !== null && plain) found.add(`Mappings.${mapping}`);
      else for (const { key } of mapOf(get(root, 'Mappings'))?.pairs ?? []) found.add(`Mappings.${key}`);
    }
  };
  const visit = (node: Node): void => {
    const one = resolved(node);
    if (one.kind === 'alias' || one.kind === 'broken') return;
    if (one !== node) {
      // Several aliases may mean the same node.
      if (seen.has(one)) return;
      seen.add(one);
    }
    if (one.tag?.startsWith('!') && !one.tag.startsWith('!!')) {
      const name = one.tag.slice(1);
      call(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, one);
    }
    if (one.kind === 'seq') for (const item of one.items) visit(item);
    if (one.kind !== 'map') return;
    for (const merge of one.merges) visit(merge);
    for (const { key, value } of one.pairs) {
      call(key, value);
      if (key === 'DependsOn') for (const name of listed(value)) found.add(`Resources.${name}`);
      visit(value);
    }
  };
  visit(root);
  return [...found].sort();
}

function mapOf(node: Node | null): MapNode | null {
  const map = node && resolved(node);
  return map?.kind === 'map' ? map : null;
}

/** Whether a node is a string as it is written, and no function. */
function isPlain(node: Node): boolean {
  const one = resolved(node);
  return one.kind === 'scalar' && (one.tag === null || one.tag.startsWith('!!'));
}

function listed(node: Node): string[] {
  const one = resolved(node);
  if (one.kind === 'seq') return one.items.flatMap(listed);
  return one.kind === 'scalar' ? [one.text] : [];
}
