/** Reads the sections of a template: what names there are, the resources with their properties, and the stack itself. */
import { span, type SourceSpan } from '../../core/document.ts';
import type { Note, Resource, Stack } from '../../core/resource.ts';
import {
  at,
  booleanOf,
  stringOf,
  unknown,
  absent,
  type Entry,
  type ObjectValue,
  type Slot,
  type Target,
  type Value,
} from '../../core/value.ts';
import { mentionsOf } from './mentions.ts';
import { Mover } from './moved.ts';
import { column, slotOf } from './places.ts';
import { get, pairOf, resolved, scalarText, type MapNode, type Node, type Pair, type Tree } from './tree.ts';
import { constantCondition } from './conditions.ts';
import { type Bindings, type Names, type Use, Values } from './values.ts';

/** One resource with what it mentions. */
export interface ReadResource {
  readonly resource: Resource;
  readonly uses: readonly Use[];
  /** Its syntax, for what values don't keep: the exact text of inline code. */
  readonly pair: Pair;
  /** What it was in the earlier text, of which it is the same at another place. */
  readonly was?: ReadResource;
}

export interface ReadTemplate {
  readonly root: MapNode;
  readonly values: Values;
  readonly resources: readonly ReadResource[];
  readonly stack: Stack;
  readonly sections: ObjectValue;
  readonly notes: readonly Note[];
  readonly scope: Scope;
  /** Takes over what other places of the earlier text say; null where nothing of it was taken over. */
  readonly mover: Mover | null;
}

/** All that the values of a resource depend on, besides its own entry. */
interface Scope {
  readonly sections: readonly (Node | null)[];
  readonly names: readonly string[];
  /** Whether any other name may be made, else what names begin with that may. */
  readonly open: boolean;
  readonly prefixes: readonly string[];
}

/** Sections that say what resources mean. */
const SCOPE = ['Transform', 'Parameters', 'Mappings', 'Conditions', 'Modules', 'Globals'];

/** Transforms that add no resources under names of their own. */
const NAMELESS = /^AWS::(LanguageExtensions|Serverless-2016-10-31|CodeDeployBlueGreen|SecretsManager-\d{4}-\d\d-\d\d)$/;
/** Directives of the preprocessor rain, whose modules declare and remove resources: https://github.com/aws-cloudformation/rain */
const RAIN = /!Rain::|Fn::Rain::/;
/** Logical IDs that SAM makes whatever the template's own are. */
const SERVERLESS_NAMES = /^Serverless(RestApi|HttpApi|DeploymentApplication|WebSocketApi)/;

/**
 * Reads a template's sections. Null when its top level is no map.
 * @param before What was read of the tree that this one was: resources that mean the same are taken over.
 */
export function readTemplate(
  uri: string,
  text: string,
  tree: Tree,
  before: ReadTemplate | null = null,
): ReadTemplate | null {
  const root = tree.root && resolved(tree.root);
  if (root?.kind !== 'map') return null;
  const parameters = new Map<string, Extract<Target, { kind: 'parameter' }>>();
  const resourceNames = new Set<string>();
  const transforms = transformsOf(get(root, 'Transform'));
  const serverless = transforms.includes('AWS::Serverless-2016-10-31');
  const resourcesNode = mapOf(get(root, 'Resources'));
  // Modules put their resources in under names that start with their own.
  const prefixes: string[] = (mapOf(get(root, 'Modules'))?.pairs ?? []).map(p => p.key);
  // What can't be read may declare anything: half a string that goes on, a bracket that is not there yet.
  let open =
    tree.problems.length > 0 ||
    root.broken ||
    root.pairs.some(p => p.key === 'Fn::Transform') ||
    transforms.some(t => !NAMELESS.test(t)) ||
    RAIN.test(text) ||
    broken(get(root, 'Parameters')) ||
    broken(get(root, 'Resources'));
  const names: Names = {
    uri,
    parameters,
    resources: resourceNames,
    mappings: get(root, 'Mappings'),
    mayBeMade: name =>
      open ||
      prefixes.some(p => name.startsWith(p) && name.length > p.length) ||
      (serverless && SERVERLESS_NAMES.test(name)),
  };
  const values = new Values(uri, text, names);

  for (const pair of mapOf(get(root, 'Parameters'))?.pairs ?? []) parameters.set(pair.key, parameter(pair, values));

  const declared: { pair: Pair; key: string; bindings: Bindings | null }[] = [];
  for (const pair of resourcesNode?.pairs ?? []) {
    if (pair.key.startsWith('Fn::ForEach::')) {
      const copies = values.copies(pair);
      if (copies) declared.push(...copies);
      else open = true;
    } else if (pair.key === 'Fn::Transform') open = true;
    else declared.push({ pair, key: pair.key, bindings: null });
  }
  if (resourcesNode && resourcesNode.merges.length > 0) {
    for (const merge of resourcesNode.merges)
      for (const pair of mapOf(merge)?.pairs ?? [])
        if (!declared.some(d => d.key === pair.key)) declared.push({ pair, key: pair.key, bindings: null });
  }
  for (const { pair, key } of declared) {
    resourceNames.add(key);
    const type = typeOf(get((pair.was ?? pair).value, 'Type'));
    if (type === null || type.startsWith('AWS::Serverless::') || type.endsWith('::MODULE')) prefixes.push(key);
  }

  // The last of two resources with one name counts; the first is still looked at by nobody.
  const last = new Map(declared.map(d => [d.key, d]));
  const resources: ReadResource[] = [];
  const conditions = mapOf(get(root, 'Conditions'));
  const scope: Scope = { sections: SCOPE.map(name => get(root, name)), names: [...resourceNames], open, prefixes };
  const isTaken = before !== null && isSameScope(scope, before.scope) && before.notes.length === 0 && !hasLoops(text);
  const mover = isTaken && tree.was ? new Mover(uri, tree.was) : null;
  const known = new Map(mover && before?.resources.map(r => [r.pair, r]));
  for (const { pair, key, bindings } of last.values()) {
    const old = known.get(pair.was ?? pair);
    if (old) {
      resources.push(mover && pair.was ? mover.read(old, pair) : old);
      continue;
    }
    const node = mapOf(pair.value);
    const type = typeOf(get(node, 'Type'));
    if (!node || !type) continue;
    values.uses = [];
    const resource = values.within(bindings, () => readResource(pair, key, type, node, values, tree.language));
    const isAlways = resource.condition !== null && constantCondition(conditions, resource.condition) === true;
    resources.push({
      resource: isAlways ? { ...resource, condition: null } : resource,
      uses: values.uses,
      pair,
    });
  }

  values.uses = [];
  const sections = values.object({
    ...root,
    pairs: root.pairs.filter(p => p.key !== 'Resources'),
    merges: [],
  });
  const whole = span(uri, root.start, root.end);
  const stack: Stack = {
    id: uri,
    name: stackName(uri),
    uri,
    span: whole,
    kind: 'template',
    parent: null,
    account: unknown(span(uri, root.start, root.start), 'a template does not say where it is deployed'),
    region: unknown(span(uri, root.start, root.start), 'a template does not say where it is deployed'),
    sections,
    ...(open || hasLoops(text) || text.includes('Fn::Transform')
      ? {}
      : { mentions: mentionsOf(root, tree.was !== undefined) }),
  };
  return { root, values, resources, stack, sections, notes: values.notes, scope, mover };
}

function hasLoops(text: string): boolean {
  return text.includes('Fn::ForEach');
}

function isSameScope(one: Scope, other: Scope): boolean {
  return (
    one.open === other.open &&
    isSameList(one.sections, other.sections) &&
    isSameList(one.names, other.names) &&
    isSameList(one.prefixes, other.prefixes)
  );
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, i) => item === other[i]);
}

/** The file name without its extensions. */
function stackName(uri: string): string {
  // An untitled document has a name and no folder: `untitled:orders.yaml`.
  const file = decode(uri.slice(Math.max(uri.lastIndexOf('/'), uri.indexOf(':')) + 1));
  return file.replace(/\.(ya?ml|json|template|cfn)$/i, '').replace(/\.template$/i, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function mapOf(node: Node | null): MapNode | null {
  const map = node && resolved(node);
  return map?.kind === 'map' ? map : null;
}

/**
 * The type of a resource; null where there is none, or where a preprocessor puts one (`!Rain::Module`). The names of what
 * every object has are none either: they would be found in each table of types.
 */
function typeOf(node: Node | null): string | null {
  const target = node && resolved(node);
  if (target?.kind !== 'scalar' || (target.tag !== null && !target.tag.startsWith('!!'))) return null;
  return target.text === '' || target.text in Object.prototype ? null : target.text;
}

function broken(node: Node | null): boolean {
  const target = node && resolved(node);
  return target !== null && (target.kind === 'broken' || (target.kind === 'map' && target.broken));
}

function transformsOf(node: Node | null): string[] {
  if (!node) return [];
  const target = resolved(node);
  if (target.kind === 'scalar') return [target.text];
  if (target.kind === 'seq') return target.items.flatMap(transformsOf);
  const name = scalarText(get(target, 'Name'));
  return [name ?? 'unknown'];
}

function parameter(pair: Pair, values: Values): Extract<Target, { kind: 'parameter' }> {
  const read = (key: string): Value => {
    const node = get(pair.value, key);
    return node ? values.value(node) : absent;
  };
  return {
    kind: 'parameter',
    name: pair.key,
    type: stringOf(read('Type')) ?? 'String',
    noEcho: booleanOf(read('NoEcho')) === true,
    defaultValue: read('Default'),
    allowedValues: read('AllowedValues'),
  };
}

function readResource(
  pair: Pair,
  logicalId: string,
  type: string,
  node: MapNode,
  values: Values,
  language: 'yaml' | 'json',
): Resource {
  const whole = values.object(node);
  const typePair = pairOf(node, 'Type');
  const { uri } = values;
  const attributes: ObjectValue = {
    ...whole,
    entries: whole.entries.filter(e => e.key !== 'Type' && e.key !== 'Properties'),
  };
  const typeSpan = typePair
    ? values.span(typePair.value.from, typePair.value.end)
    : values.span(pair.keyStart, pair.keyEnd);
  return {
    id: `${uri}#${logicalId}`,
    type,
    logicalId,
    path: null,
    language,
    span: values.span(pair.keyStart, Math.max(pair.value.end, pair.afterColon)),
    nameSpan: values.span(pair.keyStart, pair.keyEnd),
    typeSpan,
    properties: properties(pair, node, whole, values),
    attributes,
    condition: stringOf(at(attributes, 'Condition')),
    owner: { kind: 'yours' },
    stack: uri,
    construct: null,
    evidence: 'source',
  };
}

/** The properties of a resource; where there are none, the slot says how to begin them. */
function properties(pair: Pair, node: MapNode, whole: ObjectValue, values: Values): ObjectValue {
  const entry: Entry | undefined = whole.entries.findLast(e => e.key === 'Properties');
  if (entry?.value.kind === 'object') return entry.value;
  const { text, uri } = values;
  const empty = (at: SourceSpan, complete: boolean, slot: Slot | null): ObjectValue => ({
    kind: 'object',
    entries: [],
    complete,
    span: at,
    slot,
    origin: 'written',
  });
  if (!entry) {
    const slot = slotOf(uri, text, node);
    return empty(values.span(pair.keyStart, pair.keyEnd), whole.complete, missing(slot, ['Properties']));
  }
  const own = pairOf(node, 'Properties');
  const nothing = entry.value.kind === 'literal' && entry.value.value === null;
  if (!own || !nothing) return empty(entry.span, false, null);
  if (node.style !== 'block' || own.value.end > own.afterColon) return empty(entry.span, whole.complete, null);
  const keyColumn = column(text, own.keyStart);
  const step = Math.max(2, keyColumn.length - column(text, pair.keyStart).length);
  return empty(entry.span, whole.complete, {
    span: values.span(own.afterColon, own.afterColon),
    style: 'yaml-missing',
    end: own.afterColon,
    empty: true,
    indent: keyColumn + ' '.repeat(step),
    multiline: true,
    prefix: [],
  });
}

/**
 * The slot of something that is not there yet, made of the slot of the container it would stand in. Its `indent` is the
 * white space before the first line that is to be written, which holds the first key of `prefix`; `empty` and `multiline`
 * are the container's.
 */
function missing(container: Slot, prefix: readonly string[]): Slot {
  return {
    ...container,
    style: container.style === 'yaml-block' ? 'yaml-missing' : 'json-missing',
    span: { ...container.span, start: container.end, end: container.end },
    prefix,
  };
}
