/** What a template mentions of itself, by the syntax alone: for the question of what nobody uses. */
import { perObject } from '../../core/memo.ts';
import { get, resolved, scalarText, type MapNode, type Node, type Pair } from './tree.ts';

/** Functions of the section `Rules` that take a parameter by its name. */
const OF_RULES = /^Fn::(ValueOf|ValueOfAll|RefAll)$/;

/** Stands for all mappings. */
const ANY_MAPPING = 'Mappings';

/**
 * The parameters, mappings, conditions and resources that are mentioned anywhere, as `<section>.<name>`, sorted. A name that
 * may be a parameter's or a resource's counts for both. A mapping that is chosen by a function counts as all of them.
 * @param isPlain Whether no node is in two places, by an alias; then resources that are known already are not looked through.
 */
export function mentionsOf(root: MapNode, isPlain: boolean): string[] {
  const found = new Set<string>();
  const seen = new Set<Node>();
  if (isPlain && root.tag === null)
    for (const pair of root.pairs) {
      if (pair.key === 'Resources' && pair.value.kind === 'map' && pair.value.tag === null)
        for (const entry of pair.value.pairs) for (const name of mentionsIn(entry.was ?? entry)) found.add(name);
      else ofPair(pair, found, seen);
    }
  else visit(root, found, seen);
  if (found.delete(ANY_MAPPING))
    for (const { key } of mapOf(get(root, 'Mappings'))?.pairs ?? []) found.add(`Mappings.${key}`);
  return [...found].sort();
}

/** What one entry mentions. */
const mentionsIn = perObject((pair: Pair): readonly string[] => {
  const found = new Set<string>();
  ofPair(pair, found, new Set());
  return [...found];
});

function ofPair({ key, value }: Pair, found: Set<string>, seen: Set<Node>): void {
  call(key, value, found);
  if (key === 'DependsOn') for (const name of listed(value)) found.add(`Resources.${name}`);
  visit(value, found, seen);
}

function visit(node: Node, found: Set<string>, seen: Set<Node>): void {
  const one = resolved(node);
  if (one.kind === 'alias' || one.kind === 'broken') return;
  if (one !== node) {
    // Several aliases may mean the same node.
    if (seen.has(one)) return;
    seen.add(one);
  }
  if (one.tag?.startsWith('!') && !one.tag.startsWith('!!')) {
    const name = one.tag.slice(1);
    call(name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`, one, found);
  }
  if (one.kind === 'seq') for (const item of one.items) visit(item, found, seen);
  if (one.kind !== 'map') return;
  for (const merge of one.merges) visit(merge, found, seen);
  for (const pair of one.pairs) ofPair(pair, found, seen);
}

function call(name: string, argument: Node, found: Set<string>): void {
  // Most keys are no functions.
  if (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::')) return;
  const named = (name: string | null) => {
    if (name === null) return;
    found.add(`Parameters.${name}`);
    found.add(`Resources.${name.split('.')[0]}`);
  };
  const of = resolved(argument);
  const first = of.kind === 'seq' ? (of.items[0] ?? null) : of;
  if (name === 'Ref') named(scalarText(of));
  else if (name === 'Fn::GetAtt') named(scalarText(first));
  else if (OF_RULES.test(name)) named(scalarText(first));
  else if (name === 'Fn::Sub')
    for (const match of (scalarText(first) ?? '').matchAll(/\$\{\s*([^!{}][^{}]*?)\s*\}/g)) named(match[1] as string);
  else if (name === 'Condition') found.add(`Conditions.${scalarText(of)}`);
  else if (name === 'Fn::If') found.add(`Conditions.${scalarText(first)}`);
  else if (name === 'Fn::FindInMap') {
    const mapping = scalarText(first);
    if (mapping !== null && of.kind === 'seq' && of.items[0] && isString(of.items[0])) found.add(`Mappings.${mapping}`);
    else found.add(ANY_MAPPING);
  }
}

function mapOf(node: Node | null): MapNode | null {
  const map = node && resolved(node);
  return map?.kind === 'map' ? map : null;
}

/** Whether a node is a string as it is written, and no function. */
function isString(node: Node): boolean {
  const one = resolved(node);
  return one.kind === 'scalar' && (one.tag === null || one.tag.startsWith('!!'));
}

function listed(node: Node): string[] {
  const one = resolved(node);
  if (one.kind === 'seq') return one.items.flatMap(listed);
  return one.kind === 'scalar' ? [one.text] : [];
}
