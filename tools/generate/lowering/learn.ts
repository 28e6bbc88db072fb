/**
 * Learns what one prop of a construct does to the main resource: the prop is given different values, everything else
 * stays, and the places that differ are compared with what was given.
 */
import type { Json, PropLowering } from '../../../server/src/knowledge/types.ts';
import { type TypeRef, propertiesOf, running } from './jsii.ts';
import { type Probes, MARK, type Spec, keyOf, plain, probes } from './spec.ts';
import { type Leaves, flatten, isToken } from './world.ts';

/** What comes out with a value, or with none (`null`); null when that can't be made. */
export type Observe = (spec: Spec | null) => Observation | null;

export interface Observation {
  readonly leaves: Leaves;
  /** The logical ID of the object that was given, for recognising references to it; null if it has none. */
  idOf(spec: Spec): string | null;
}

export interface Learned {
  readonly rules: readonly PropLowering[];
  /** Values that worked, for trying them again in other surroundings. */
  readonly samples: readonly Spec[];
}

/** How deep structs in structs are followed. */
const DEPTH = 2;

export function learn(type: TypeRef, name: string, observe: Observe, depth = 0): Learned | null {
  const found = probes(type, name);
  if (!found) return null;
  const none = observe(null);
  switch (found.how) {
    case 'text':
    case 'number':
    case 'list':
      return learnSame(found, none, observe);
    case 'one-of':
      return learnOneOf(found, none, observe);
    case 'duration':
    case 'size':
      return learnUnit(found, none, observe);
    case 'struct':
      return learnStruct(found, none, observe, depth);
    case 'structs':
      return learnStructs(found, none, observe, depth);
    case 'map':
      return learnMap(found, none, observe);
    case 'object':
    case 'objects':
      return learnObject(found, none, observe);
  }
}

type Seen = { readonly spec: Spec; readonly observation: Observation };

function tryAll(specs: readonly Spec[], observe: Observe, enough: number): Seen[] {
  const seen: Seen[] = [];
  for (const spec of specs) {
    if (seen.length >= enough) break;
    const observation = observe(spec);
    if (observation) seen.push({ spec, observation });
  }
  return seen;
}

export function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The places where at least two of the given differ. */
export function differing(all: readonly Leaves[]): string[] {
  const paths = new Set(all.flatMap(leaves => [...leaves.keys()]));
  return [...paths].filter(path => all.some(leaves => !same(leaves.get(path), all[0]?.get(path)))).sort();
}

function places(seen: readonly Seen[], none: Observation | null): string[] {
  return differing([...seen.map(s => s.observation.leaves), ...(none ? [none.leaves] : [])]);
}

function learned(seen: readonly Seen[], rules: readonly PropLowering[]): Learned {
  return { rules: merged(rules), samples: seen.map(s => s.spec) };
}

/** So many unknown places of one prop are named one by one. */
const FEW = 8;

/** Many unknown places below one become that one. */
function merged(rules: readonly PropLowering[]): PropLowering[] {
  const opaque = [...new Set(rules.filter(r => r.opaque && !('attribute' in r)).map(r => r.to))];
  const roots = new Map<string, string[]>();
  for (const path of opaque) {
    const head = path.split('.')[0] as string;
    roots.set(head, [...(roots.get(head) ?? []), path]);
  }
  const kept = rules.filter(r => !opaque.includes(r.to) || !r.opaque);
  for (const [, paths] of roots) {
    const all = paths.length <= FEW ? paths : [commonPrefix(paths.map(p => `${p}.`))];
    for (const to of all) kept.push({ to, opaque: true });
  }
  // What is said about a place below one that is unknown would contradict it.
  const unknown = kept.filter(r => r.opaque && !('attribute' in r));
  return kept.filter(r => !unknown.some(u => u !== r && covers(u.to, r.to)));
}

export function covers(to: string, path: string): boolean {
  return to === '' || path === to || path.startsWith(`${to}.`);
}

/** The longest dotted beginning that all paths have, not counting their last part. */
export function commonPrefix(paths: readonly string[]): string {
  const split = paths.map(path => path.split('.').slice(0, -1));
  const first = split[0] ?? [];
  let length = 0;
  while (length < first.length && split.every(parts => parts[length] === first[length])) length++;
  return first.slice(0, length).join('.');
}

/** How to read what an instance of an enum-like class stands for; found when a prop turns out to write just that. */
export const accessors = new Map<string, string>();
const CANDIDATES = [
  'name',
  'value',
  'toString',
  'id',
  'key',
  'type',
  'mode',
  'version',
  'arn',
  'awsName',
  'code',
  'expression',
];

function readStatic(fqn: string, member: string, accessor: string): Json | undefined {
  const instance = running(fqn)?.[member];
  try {
    const value = accessor === 'toString' ? instance?.toString() : instance?.[accessor];
    return typeof value === 'string' || typeof value === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The value of an enum member or enum-like static, as far as one is known. */
export function staticValue(fqn: string, member: string): Json | undefined {
  const value = running(fqn)?.[member];
  if (typeof value === 'string' || typeof value === 'number') return value;
  const accessor = accessors.get(fqn);
  return accessor === undefined ? undefined : readStatic(fqn, member, accessor);
}

function staticClass(spec: Spec): string | null {
  if (spec.kind === 'static') return spec.fqn;
  return spec.kind === 'list' && spec.items[0] ? staticClass(spec.items[0]) : null;
}

/** Whether in every observation a place holds what was given. */
function holds(path: string, seen: readonly Seen[]): boolean {
  const matches = (value: (fqn: string, member: string) => Json | undefined) =>
    seen.every(({ spec, observation }) => {
      const given = plain(spec, value);
      const leaf = observation.leaves.get(path);
      return given !== undefined && (same(leaf, given) || (typeof given === 'number' && leaf === String(given)));
    });
  const fqn = seen[0] ? staticClass(seen[0].spec) : null;
  if (fqn === null || accessors.has(fqn)) return matches(staticValue);
  for (const accessor of CANDIDATES) {
    if (!matches((name, member) => readStatic(name, member, accessor))) continue;
    accessors.set(fqn, accessor);
    return true;
  }
  return false;
}

function learnSame(found: Probes, none: Observation | null, observe: Observe): Learned | null {
  const seen = tryAll(found.specs, observe, 2);
  if (seen.length === 0) return null;
  // One value that works could be a coincidence.
  const rules = places(seen, none).map(to => (seen.length > 1 && holds(to, seen) ? { to } : constant(to, seen)));
  return learned(seen, rules);
}

/** A place that is the same whatever is given, only not without it; or one about which nothing can be said. */
function constant(to: string, seen: readonly Seen[]): PropLowering {
  const leaves = seen.map(s => s.observation.leaves.get(to));
  const [first] = leaves;
  const isEmpty = Array.isArray(first) && first.length === 0;
  if (seen.length < 2 || isEmpty || isUnsayable(first) || leaves.some(l => !same(l, first)))
    return { to, opaque: true };
  return { to, values: { '*': first === undefined ? null : scrubbed(first) } };
}

/** Whether a value can't be said from here: it is known at deployment only, or holds a text that was given. */
export function isUnsayable(value: Json | undefined): boolean {
  return isToken(value) || (typeof value === 'string' && MARK.test(value));
}

/** A value with null for everything in it that can't be said. */
export function scrubbed(value: Json): Json {
  if (isUnsayable(value)) return null;
  if (Array.isArray(value)) return value.map(scrubbed);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrubbed(inner)]));
  return value;
}

function learnOneOf(found: Probes, none: Observation | null, observe: Observe): Learned | null {
  const seen = tryAll(found.specs, observe, Number.POSITIVE_INFINITY);
  if (seen.length === 0) return null;
  const rules = places(seen, none).map((to): PropLowering => {
    if (seen.length > 1 && holds(to, seen)) return { to };
    const values: Record<string, Json> = {};
    for (const { spec, observation } of seen) {
      const leaf = observation.leaves.get(to);
      const key = keyOf(spec);
      // The value is one that depends on the deployment: it can't be said.
      if (key === null || isUnsayable(leaf)) continue;
      values[key] = leaf === undefined ? null : scrubbed(leaf);
    }
    const all = Object.values(values);
    if (all.length === 0) return { to, opaque: true };
    const isAlways = all.length === found.specs.length && all.every(value => same(value, all[0]));
    return { to, values: isAlways ? { '*': all[0] as Json } : values };
  });
  return learned(seen, rules);
}

const UNITS = {
  duration: { milliseconds: 1, seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 },
  size: { kibibytes: 1, mebibytes: 1024, gibibytes: 1024 * 1024 },
} as const;

function learnUnit(found: Probes, none: Observation | null, observe: Observe): Learned | null {
  const seen = tryAll(found.specs, observe, 2);
  if (seen.length === 0) return null;
  const rules = places(seen, none).map((to): PropLowering => {
    for (const [unit, size] of Object.entries(UNITS[found.how as 'duration' | 'size'])) {
      const fits = seen.every(({ spec, observation }) => {
        const leaf = observation.leaves.get(to);
        return (
          (spec.kind === 'duration' || spec.kind === 'size') && leaf !== undefined && Number(leaf) * size === spec.base
        );
      });
      if (fits && seen.length > 1) return { to, unit: unit as NonNullable<PropLowering['unit']> };
    }
    return constant(to, seen);
  });
  return learned(seen, rules);
}

function learnMap(found: Probes, none: Observation | null, observe: Observe): Learned | null {
  const seen = tryAll(found.specs, observe, 2);
  if (seen.length === 0) return null;
  const rules: PropLowering[] = [];
  const rest: string[] = [];
  for (const path of places(seen, none)) {
    const at = path.search(/\.?Plumb[ABC]$/);
    if (at < 0) rest.push(path);
    else if (!rules.some(r => r.to === path.slice(0, at))) rules.push({ to: path.slice(0, at) });
  }
  // All keys of every map that was given must be there with their values.
  const right = (rule: PropLowering) =>
    seen.every(({ spec, observation }) => {
      const given = plain(spec, staticValue);
      return Object.entries((given ?? {}) as Record<string, Json>).every(([key, value]) =>
        same(observation.leaves.get(rule.to === '' ? key : `${rule.to}.${key}`), value),
      );
    });
  return learned(seen, [
    ...rules.map((r): PropLowering => (right(r) ? r : { to: r.to, opaque: true })),
    ...rest.map(to => constant(to, seen)),
  ]);
}

/** `Ref` or `Fn::GetAtt` of a logical ID: null or the attribute; undefined for anything else. */
export function attributeOf(value: Json | undefined, logicalId: string): string | null | undefined {
  if (!isToken(value)) return undefined;
  if (value.Ref === logicalId) return null;
  const get = value['Fn::GetAtt'];
  return Array.isArray(get) && get[0] === logicalId && typeof get[1] === 'string' ? get[1] : undefined;
}

function learnObject(found: Probes, none: Observation | null, observe: Observe): Learned | null {
  const seen = tryAll(found.specs, observe, 3);
  if (seen.length === 0) return null;
  const touched = places(seen, none);
  const rules = touched.map((to): PropLowering => {
    const attributes = seen.map(({ spec, observation }) => {
      const leaf = observation.leaves.get(to);
      const [item] = spec.kind === 'list' ? spec.items : [spec];
      const id = item ? observation.idOf(item) : null;
      const value =
        spec.kind === 'list' ? (Array.isArray(leaf) && leaf.length === spec.items.length ? leaf[0] : undefined) : leaf;
      return id === null ? undefined : attributeOf(value as Json | undefined, id);
    });
    const [first] = attributes;
    if (first !== undefined && attributes.every(a => a === first)) return { to, opaque: true, attribute: first };
    // Any key, any bucket: what comes with it is the same. Of other classes only few instances were tried.
    return seen.every(isConstructGiven) ? constant(to, seen) : { to: ownRoot(to, touched, seen, none), opaque: true };
  });
  return learned(seen, rules);
}

/**
 * The widest place around a path in which nothing stands but what a prop touches: another instance of its class may
 * write beside the path (`Code.ZipFile`, `Code.S3Key`).
 */
function ownRoot(path: string, touched: readonly string[], seen: readonly Seen[], none: Observation | null): string {
  const all = [...seen.map(s => s.observation), ...(none ? [none] : [])].flatMap(o => [...o.leaves.keys()]);
  let root = path;
  for (let at = root.lastIndexOf('.'); at > 0; at = root.lastIndexOf('.')) {
    const parent = root.slice(0, at);
    if (!all.every(leaf => !covers(parent, leaf) || touched.includes(leaf))) break;
    root = parent;
  }
  return root;
}

function isConstructGiven({ spec, observation }: Seen): boolean {
  const items = spec.kind === 'list' ? spec.items : [spec];
  return items.every(item => observation.idOf(item) !== null);
}

type Struct = Extract<Spec, { kind: 'struct' }>;

/** A struct that works: its required fields, and if that isn't enough, one of the others. */
function workingStruct(found: Probes, observe: (struct: Struct) => Observation | null): Seen[] {
  const structs = found.specs
    .map(s => (s.kind === 'list' ? s.items[0] : s))
    .filter((s): s is Struct => s?.kind === 'struct');
  const seen: Seen[] = [];
  for (const spec of structs) {
    const observation = observe(spec);
    if (observation) seen.push({ spec, observation });
  }
  if (seen.length > 0) return seen;
  const [struct] = structs;
  if (!struct) return [];
  for (const property of propertiesOf(struct.fqn)) {
    if (!property.optional) continue;
    const value = probes(property.type, property.name, 1)?.specs[0];
    if (!value) continue;
    const spec: Struct = { ...struct, fields: { ...struct.fields, [property.name]: value } };
    const observation = observe(spec);
    if (observation) return [{ spec, observation }];
  }
  return [];
}

/** The rules of every field of a struct, with paths as they are observed. */
function learnFields(
  struct: Struct,
  observe: (struct: Struct) => Observation | null,
  depth: number,
): Map<string, readonly PropLowering[]> {
  const rules = new Map<string, readonly PropLowering[]>();
  for (const property of propertiesOf(struct.fqn)) {
    const field: Observe = spec => {
      if (spec === null && !property.optional) return null;
      const { [property.name]: _, ...others } = struct.fields;
      return observe({ ...struct, fields: spec === null ? others : { ...others, [property.name]: spec } });
    };
    const found = learn(property.type, property.name, field, depth + 1);
    if (found) rules.set(property.name, found.rules);
  }
  return rules;
}

/** The places that rules write, those of props of props included. */
export function placesOf(rules: readonly PropLowering[], below = ''): string[] {
  return rules.flatMap(rule => {
    const to = below === '' ? rule.to : rule.to === '' ? below : `${below}.${rule.to}`;
    if (!rule.props) return [to];
    return Object.values(rule.props).flatMap(r => placesOf(Array.isArray(r) ? r : [r as PropLowering], to));
  });
}

/** The places of the fields that a struct has. */
function inStruct(struct: Struct, fields: ReadonlyMap<string, readonly PropLowering[]>): string[] {
  return Object.keys(struct.fields).flatMap(name => placesOf(fields.get(name) ?? []));
}

/** What stands at places, by what is left of their paths below `to`. */
function defaultsBelow(paths: readonly string[], to: string, seen: readonly Seen[]): Record<string, Json> {
  return Object.fromEntries(
    paths.map(path => {
      const leaves = seen.map(s => s.observation.leaves.get(path));
      const [first] = leaves;
      const known = first !== undefined && !isUnsayable(first) && leaves.every(l => same(l, first));
      return [to === '' ? path : path.slice(to.length + 1), known ? scrubbed(first) : null];
    }),
  );
}

/** Rules of fields as `props` of one rule, with their paths below what they have in common. */
function nested(
  fields: ReadonlyMap<string, readonly PropLowering[]>,
  to: string,
): Record<string, PropLowering | readonly PropLowering[]> {
  const relative = (rule: PropLowering): PropLowering => ({
    ...rule,
    to: to === '' ? rule.to : rule.to.slice(to.length + 1),
  });
  return Object.fromEntries([...fields].map(([name, rules]) => [name, single(rules.map(relative))]));
}

export function single(rules: readonly PropLowering[]): PropLowering | readonly PropLowering[] {
  return rules.length === 1 ? (rules[0] as PropLowering) : rules;
}

function learnStruct(found: Probes, none: Observation | null, observe: Observe, depth: number): Learned | null {
  const seen = workingStruct(found, observe);
  const [first] = seen;
  if (first?.spec.kind !== 'struct') return null;
  const touched = places(seen, none);
  if (depth >= DEPTH)
    return learned(
      seen,
      touched.map(to => ({ to, opaque: true })),
    );
  const fields = learnFields(first.spec, observe, depth);
  const paths = [...fields.values()].flatMap(rules => placesOf(rules));
  if (paths.length === 0)
    return learned(
      seen,
      touched.map(to => constant(to, seen)),
    );
  const to = paths.some(p => p.startsWith('@') || p === '') ? '' : commonPrefix(paths);
  const isBelow = (path: string) => to === '' || path.startsWith(`${to}.`);
  // What is written below without the field that writes it, and what comes with the object wherever it is.
  const own = inStruct(first.spec, fields);
  const defaults = defaultsBelow(
    touched.filter(path => isBelow(path) && !own.some(o => covers(o, path))),
    to,
    seen,
  );
  const beside = touched.filter(path => !isBelow(path) && !own.some(o => covers(o, path)));
  const rules: PropLowering[] = beside.map(path => constant(path, seen));
  rules.push({ to, props: nested(fields, to), ...(Object.keys(defaults).length > 0 ? { defaults } : {}) });
  return { rules, samples: seen.map(s => s.spec) };
}

/** A list of structs: each becomes one item of a list, or what happens can't be said. */
function learnStructs(found: Probes, none: Observation | null, observe: Observe, depth: number): Learned | null {
  const list = (...items: Spec[]): Spec => ({ kind: 'list', items });
  const seen = workingStruct(found, struct => observe(list(struct)));
  const [first] = seen;
  if (first?.spec.kind !== 'struct') return null;
  const struct = first.spec;
  const touched = places(seen, none);
  const samples = seen.map(s => list(s.spec));
  const twice = observe(list(struct, seen[1]?.spec ?? struct));
  const isList = (path: string) => {
    const one = first.observation.leaves.get(path);
    const two = twice?.leaves.get(path);
    const item = Array.isArray(one) ? one[0] : undefined;
    return (
      none?.leaves.get(path) === undefined &&
      Array.isArray(one) &&
      one.length === 1 &&
      typeof item === 'object' &&
      item !== null &&
      !isToken(item) &&
      (twice === null || (Array.isArray(two) && two.length === 2))
    );
  };
  const to = touched.find(isList);
  const rules: PropLowering[] = touched.filter(path => path !== to).map(path => ({ to: path, opaque: true }));
  if (to !== undefined) {
    const fields =
      depth >= DEPTH
        ? new Map<string, readonly PropLowering[]>()
        : learnFields(
            struct,
            changed => {
              const observation = observe(list(changed));
              const value = observation?.leaves.get(to);
              if (!observation || !Array.isArray(value) || value.length !== 1) return null;
              const leaves = new Map<string, Json>();
              flatten(value[0] as Json, '', leaves);
              return { ...observation, leaves };
            },
            depth,
          );
    const own = inStruct(struct, fields);
    const items = seen.flatMap(s => {
      const value = s.observation.leaves.get(to);
      if (!Array.isArray(value) || value.length !== 1) return [];
      const leaves = new Map<string, Json>();
      flatten(value[0] as Json, '', leaves);
      return [{ spec: s.spec, observation: { ...s.observation, leaves } }];
    });
    const rest = [...new Set(items.flatMap(i => [...i.observation.leaves.keys()]))].filter(
      p => !own.some(o => covers(o, p)),
    );
    const defaults = defaultsBelow(rest, '', items);
    const more = Object.keys(defaults).length > 0 ? { defaults } : {};
    rules.push(fields.size === 0 ? { to, opaque: true } : { to, props: nested(fields, ''), ...more });
  }
  return { rules, samples };
}
