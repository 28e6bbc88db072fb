/**
 * Values for props, described so that they can be made again in any number of worlds, varied and compared with what
 * comes out.
 */
import type { Json } from '../../../server/src/knowledge/types.ts';
import { type Any, type TypeRef, enumLike, initializerOf, isConstruct, propertiesOf, running, types } from './jsii.ts';
import { hasRecipe, objectOf } from './objects.ts';
import type { World } from './world.ts';

export type Spec =
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'enum' | 'static'; readonly fqn: string; readonly member: string }
  | { readonly kind: 'duration' | 'size'; readonly base: number }
  | { readonly kind: 'struct'; readonly fqn: string; readonly fields: Readonly<Record<string, Spec>> }
  | { readonly kind: 'list'; readonly items: readonly Spec[] }
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, Spec>> }
  /** Some object of a class or interface; the variant makes a second one that differs. */
  | { readonly kind: 'object'; readonly fqn: string; readonly variant: number };

/** The running value of a description. Throws when it can't be made. `duration` is in milliseconds, `size` in KiB. */
export function realise(spec: Spec, world: World): Any {
  switch (spec.kind) {
    case 'literal':
      return spec.value;
    case 'enum':
    case 'static':
      return running(spec.fqn)[spec.member];
    case 'duration':
      return running('aws-cdk-lib.Duration').millis(spec.base);
    case 'size':
      return running('aws-cdk-lib.Size').kibibytes(spec.base);
    case 'struct':
      return Object.fromEntries(Object.entries(spec.fields).map(([name, field]) => [name, realise(field, world)]));
    case 'list':
      return spec.items.map(item => realise(item, world));
    case 'map':
      return Object.fromEntries(Object.entries(spec.entries).map(([name, entry]) => [name, realise(entry, world)]));
    case 'object':
      return objectOf(spec.fqn, spec.variant, world);
  }
}

/**
 * What would be written if a value were written as it is: literals, the values of enum members, lists and maps of those.
 * Undefined for what has no such form.
 */
export function plain(spec: Spec, statics: (fqn: string, member: string) => Json | undefined): Json | undefined {
  switch (spec.kind) {
    case 'literal':
      return spec.value;
    case 'enum':
    case 'static':
      return statics(spec.fqn, spec.member);
    case 'list': {
      const items = spec.items.map(item => plain(item, statics));
      return items.every(item => item !== undefined) ? (items as Json[]) : undefined;
    }
    case 'map': {
      const entries = Object.entries(spec.entries).map(([name, entry]) => [name, plain(entry, statics)] as const);
      return entries.every(([, value]) => value !== undefined) ? (Object.fromEntries(entries) as Json) : undefined;
    }
    default:
      return undefined;
  }
}

/** How a value is written in source, for the keys of `values`; null for what is not one of a few. */
export function keyOf(spec: Spec): string | null {
  if (spec.kind === 'enum' || spec.kind === 'static') return `${spec.fqn}.${spec.member}`;
  return spec.kind === 'literal' && typeof spec.value === 'boolean' ? String(spec.value) : null;
}

/** What a constructor argument or field may be filled with, most promising first; see `probes`. */
export interface Probes {
  readonly how:
    | 'text'
    | 'number'
    | 'one-of'
    | 'duration'
    | 'size'
    | 'struct'
    | 'list'
    | 'structs'
    | 'map'
    | 'object'
    | 'objects';
  readonly specs: readonly Spec[];
}

/** Occurs in texts that are given, or that the library puts for what it can't find, and marks where they come out. */
export const MARK = /plumb|notfound/i;

/** Texts that validations of names, addresses, dates and the like let through, for props whose name says so. */
const TEXTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/arn$/i, ['arn:aws:sns:us-east-1:111122223333:plumbone', 'arn:aws:sns:us-east-1:111122223333:plumbtwo']],
  [/cidr|ipaddress/i, ['10.7.0.0/16', '10.9.0.0/16']],
  [/email|from$/i, ['plumbone@example.com', 'plumbtwo@example.com']],
  [/ur[il]s?$|endpoint|redirect/i, ['https://plumbone.example.com/x', 'https://plumbtwo.example.com/y']],
  [/domain|zone|host/i, ['plumbone.example.com', 'plumbtwo.example.com']],
  [/maintenancewindow/i, ['mon:03:00-mon:03:30', 'tue:04:00-tue:04:30']],
  [/window/i, ['03:00-03:30', '05:00-05:30']],
  [/schedule/i, ['rate(1 day)', 'rate(2 days)']],
  [/bucket/i, ['plumb-probe-one', 'plumb-probe-two']],
  [/path$/i, ['/plumbone/', '/plumbtwo/']],
  [/region/i, ['eu-west-1', 'ap-south-1']],
  [/account/i, ['111122223333', '444455556666']],
  [/port/i, ['8081', '9092']],
];
const ANY_TEXT = [
  'plumbone',
  'plumbtwo',
  'Plumb-one',
  'Plumb-two',
  '/plumb/one',
  '/plumb/two',
  '1',
  '2',
  'plumbone.fifo',
  'plumbtwo.fifo',
  '10.7.0.0/16',
  '10.9.0.0/16',
  'alias/plumbone',
  'alias/plumbtwo',
  'us-east-1a',
  'us-east-1b',
  '{"a":1}',
  '{"b":2}',
  '03:00-03:30',
  '05:00-05:30',
  'Sun:23:45-Mon:00:15',
  'Mon:23:45-Tue:00:15',
];
const NUMBERS = [
  7, 5, 1, 2, 10, 20, 30, 60, 128, 256, 512, 1024, 3, 100, 1200, 2000, 3600, 8080, 40000, 50000, 0.5, 0.7,
];
const MINUTE = 60_000;
const DURATIONS = [
  3 * 1440,
  1440,
  60,
  120,
  30,
  5,
  1,
  10,
  7 * 1440,
  14 * 1440,
  15,
  2,
  35 * 1440,
  90 * 1440,
  365 * 1440,
].map(m => m * MINUTE);
const SHORT = [30_000, 10_000, 5_000, 20_000];
const SIZES = [1, 2, 10, 5, 20, 100, 50]
  .map(gib => gib * 1024 * 1024)
  .concat(
    [512, 128, 1, 2, 5].map(mib => mib * 1024),
    [1, 4],
  );

/** The members to take first where the construct around them wants something usual. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'aws-cdk-lib.aws_lambda.Runtime': ['NODEJS_22_X', 'NODEJS_24_X'],
  'aws-cdk-lib.aws_opensearchservice.EngineVersion': ['OPENSEARCH_2_11', 'OPENSEARCH_2_9'],
  'aws-cdk-lib.aws_eks.KubernetesVersion': ['V1_31', 'V1_30'],
};

function usualFirst(fqn: string, members: readonly string[]): readonly string[] {
  const usual = USUAL[fqn] ?? [];
  return [...usual.filter(m => members.includes(m)), ...members.filter(m => !usual.includes(m))];
}

/** Above this many members not each one is tried. */
const MANY = 150;

/** Values to try for a type, or null for a type that nothing is known to try for. */
export function probes(type: TypeRef, name: string, depth = 0): Probes | null {
  if ('union' in type) {
    for (const alternative of type.union.types) {
      const found = probes(alternative, name, depth);
      if (found) return found;
    }
    return null;
  }
  if ('collection' in type) {
    const { kind, elementtype } = type.collection;
    const inner = probes(elementtype, name.replace(/s$/, ''), depth + 1);
    if (!inner || inner.specs.length === 0) return null;
    const [first, second = first] = inner.specs as readonly [Spec, Spec?];
    if (kind === 'map') {
      const plainly = inner.how === 'text' || inner.how === 'number' || inner.how === 'one-of';
      if (!plainly) {
        if (inner.how === 'list' || inner.how === 'map') return null;
        return { how: 'object', specs: [first, second].map(spec => ({ kind: 'map', entries: { PlumbA: spec } })) };
      }
      return {
        how: 'map',
        specs: [
          { kind: 'map', entries: { PlumbA: first } },
          { kind: 'map', entries: { PlumbB: second, PlumbC: first } },
        ],
      };
    }
    const list = (...items: Spec[]): Spec => ({ kind: 'list', items });
    if (inner.how === 'struct') return { how: 'structs', specs: [list(first), list(second, first)] };
    if (inner.how === 'object') return { how: 'objects', specs: [list(first), list(second), list(first, second)] };
    if (inner.how === 'list' || inner.how === 'map' || inner.how === 'structs' || inner.how === 'objects') return null;
    return { how: 'list', specs: inner.specs.slice(0, 6).map((spec, i) => (i === 1 ? list(spec, first) : list(spec))) };
  }
  if (type.primitive !== undefined) {
    switch (type.primitive) {
      case 'boolean':
        return { how: 'one-of', specs: [true, false].map(value => ({ kind: 'literal', value })) };
      case 'number':
        return { how: 'number', specs: NUMBERS.map(value => ({ kind: 'literal', value })) };
      case 'string': {
        const hinted = TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
        return { how: 'text', specs: [...hinted, ...ANY_TEXT].map(value => ({ kind: 'literal', value })) };
      }
      default:
        return { how: 'map', specs: [{ PlumbA: 'one' }, { PlumbB: 'two' }].map(value => ({ kind: 'literal', value })) };
    }
  }
  const { fqn } = type;
  if (fqn === 'aws-cdk-lib.Duration') {
    return { how: 'duration', specs: [...DURATIONS, ...SHORT].map(base => ({ kind: 'duration', base })) };
  }
  if (fqn === 'aws-cdk-lib.Size') return { how: 'size', specs: SIZES.map(base => ({ kind: 'size', base })) };
  const found = types[fqn];
  if (!found) return null;
  if (found.kind === 'enum') {
    const members = (found.members ?? []).filter(m => running(fqn)?.[m.name] !== undefined);
    return { how: 'one-of', specs: members.slice(0, MANY).map(m => ({ kind: 'enum', fqn, member: m.name })) };
  }
  if (found.datatype) {
    const specs = [0, 1].flatMap(variant => structOf(fqn, variant, depth + 1) ?? []);
    return specs.length === 0 ? null : { how: 'struct', specs };
  }
  const members = enumLike(fqn);
  // One value alone shows nothing, where more can be made.
  const isAll = members.length > 1 || !hasRecipe(fqn);
  if (members.length > 0 && members.length <= MANY && !isConstruct(fqn) && isAll) {
    return { how: 'one-of', specs: usualFirst(fqn, members).map(member => ({ kind: 'static', fqn, member })) };
  }
  if (initializerOf(fqn) === undefined && found.kind === 'class' && members.length > MANY) return null;
  return { how: 'object', specs: [0, 1].map(variant => ({ kind: 'object', fqn, variant })) };
}

/** A struct with its required fields alone; null when one of them can't be filled. */
export function structOf(fqn: string, variant: number, depth = 0): Extract<Spec, { kind: 'struct' }> | null {
  if (depth > 6) return null;
  const fields: Record<string, Spec> = {};
  for (const property of propertiesOf(fqn)) {
    if (property.optional) continue;
    const found = probes(property.type, property.name, depth + 1);
    const spec = found?.specs[variant % found.specs.length];
    if (!spec) return null;
    fields[property.name] = spec;
  }
  return { kind: 'struct', fqn, fields };
}
