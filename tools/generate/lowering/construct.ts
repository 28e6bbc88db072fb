/** Learns one construct: each prop alone, then again with the feature flags of a new project, then in pairs. */
import type { ConstructLowering, Json, PropLowering } from '../../../server/src/knowledge/types.ts';
import { type Any, type Property, propertiesOf, propsOf, running } from './jsii.ts';
import {
  accessors,
  type Learned,
  type Observation,
  attributeOf,
  covers,
  differing,
  isUnsayable,
  learn,
  placesOf,
  same,
  scrubbed,
  single,
  staticValue,
} from './learn.ts';
import { afterwards, forgetChoices, neededBy, objectOf } from './objects.ts';
import { type Spec, keyOf, plain, realise, structOf } from './spec.ts';
import { type Leaves, type Shot, type World, type WorldOptions, mainOf, shoot } from './world.ts';

type Given = Readonly<Record<string, Spec>>;

export interface Observed extends ConstructLowering {
  /** How many props the construct has, for the measure of what was learned. */
  readonly propCount: number;
}

class Subject {
  readonly fqn: string;
  /** The required props, in two variants. */
  readonly required: readonly [Given, Given];
  readonly properties: readonly Property[];

  constructor(fqn: string) {
    this.fqn = fqn;
    const props = propsOf(fqn);
    const fields = (variant: number): Given => (props && structOf(props.fqn, variant, 2)?.fields) ?? {};
    this.required = [fields(0), fields(1)];
    this.properties = props ? propertiesOf(props.fqn) : [];
  }

  isRequired(name: string): boolean {
    return name in this.required[0];
  }

  /** A shot with these props over the required ones and what is needed besides; `without` leaves one out. */
  shoot(given: Given, options: Options = {}): Shot | null {
    const { variant = 0, without } = options;
    return shoot(world => {
      const made = (specs: Given) => Object.fromEntries(Object.entries(specs).map(([k, s]) => [k, realise(s, world)]));
      const { [without ?? '']: _, ...needed } = neededBy(this.fqn, variant, world);
      const { [without ?? '']: __, ...required } = this.required[variant === 0 ? 0 : 1];
      const replaced = Object.keys(needed).concat(Object.keys(given));
      const rest = Object.fromEntries(Object.entries(required).filter(([name]) => !replaced.includes(name)));
      const props = { ...made(rest), ...needed, ...made(given) };
      const subject = new (running(this.fqn))(world.stack, 'PlumbSubject', props);
      afterwards(this.fqn, subject, world);
      return subject;
    }, options);
  }
}

interface Options extends WorldOptions {
  /** Which values the required props have. */
  readonly variant?: number;
  readonly without?: string;
}

function observation(shot: Shot): Observation {
  return { leaves: shot.leaves, idOf: spec => logicalIdOf(spec, shot.world) };
}

/** The logical ID of the main resource of an object that was made in a world. */
function logicalIdOf(spec: Spec, world: World): string | null {
  if (spec.kind !== 'object') return null;
  try {
    const object = objectOf(spec.fqn, spec.variant, world);
    const main = object?.cfnResourceType === undefined ? mainOf(object) : object;
    return main ? (world.stack.resolve(main.logicalId) as string) : null;
  } catch {
    return null;
  }
}

const UNKNOWN = Symbol('unknown');

/** What rules say a value writes, by path. */
function predicted(rules: readonly PropLowering[], spec: Spec, below = ''): Map<string, Json | null | typeof UNKNOWN> {
  const all = new Map<string, Json | null | typeof UNKNOWN>();
  for (const rule of rules) {
    const to = below === '' ? rule.to : rule.to === '' ? below : `${below}.${rule.to}`;
    if (rule.opaque) all.set(to, UNKNOWN);
    else if (rule.props) {
      if (spec.kind !== 'struct') all.set(to, UNKNOWN);
      else
        for (const [name, field] of Object.entries(spec.fields)) {
          const inner = rule.props[name];
          if (!inner) continue;
          for (const [path, value] of predicted(Array.isArray(inner) ? inner : [inner as PropLowering], field, to))
            all.set(path, value);
        }
    } else if (rule.values) {
      const key = keyOf(spec);
      const value = (key === null ? undefined : rule.values[key]) ?? rule.values['*'];
      all.set(to, value === undefined ? UNKNOWN : value);
    } else if (rule.unit) all.set(to, UNKNOWN);
    else all.set(to, plain(spec, staticValue) ?? UNKNOWN);
  }
  return all;
}

/** The value that a resource has at a path that may stand for a whole object; undefined when nothing is there. */
function valueAt(leaves: Leaves, path: string): Json | undefined {
  const leaf = leaves.get(path);
  if (leaf !== undefined) return leaf;
  const inside = [...leaves].filter(([key]) => key.startsWith(`${path}.`));
  if (inside.length === 0) return undefined;
  // Only maps are compared this way, and those have one level.
  return Object.fromEntries(inside.map(([key, value]) => [key.slice(path.length + 1), value]));
}

/** Whether what was predicted is there. */
function came(value: Json | null | typeof UNKNOWN, found: Json | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (value === null) return found === undefined;
  if (found === undefined) return false;
  return same(scrubbed(found), value) || String(found) === String(value);
}

interface Entry {
  readonly name: string;
  rules: PropLowering[];
  readonly samples: readonly Spec[];
  /** Other props that had to be given for it to work at all. */
  readonly context: Given;
}

/** Makes a place unknown in the rules of a prop. */
function darken(entry: Entry, path: string): void {
  const head = entry.rules.find(rule => rule.to !== '' && covers(rule.to, path));
  const to = head ? head.to : path;
  entry.rules = [
    ...entry.rules.filter(rule => rule !== head && !(rule.to !== '' && covers(to, rule.to))),
    { to, opaque: true },
  ];
}

/** Adds to the rules of a prop that it writes a place, with what can't be said. */
function addPlace(entry: Entry, path: string): void {
  if (!entry.rules.some(rule => rule.to !== '' && covers(rule.to, path)))
    entry.rules = [...entry.rules, { to: path, opaque: true }];
}

/**
 * Compares a shot with what the rules of the given props say, and makes unknown what doesn't hold. Where one prop
 * changes what another writes, the one that wrote nothing there now does: together they are unknown, alone they hold.
 */
function verify(shot: Shot, base: Leaves, given: readonly (readonly [Entry, Spec])[]): void {
  const predictions = given.map(([entry, spec]) => predicted(entry.rules, spec));
  const isDefault = (path: string, value: unknown) => value !== UNKNOWN && came(value as Json, valueAt(base, path));
  const writes = (i: number, path: string) =>
    [...(predictions[i] ?? [])].some(([to, value]) => (covers(to, path) || covers(path, to)) && !isDefault(to, value));
  given.forEach(([entry], i) => {
    for (const [path, value] of predictions[i] ?? []) {
      const others = given.filter((_, j) => j !== i && writes(j, path));
      // Where two write, the reader takes nothing for known.
      if (others.length > 0 || came(value, valueAt(shot.leaves, path))) continue;
      const partners = given.filter((_, j) => j !== i);
      if (partners.length === 0) darken(entry, path);
      for (const [partner] of partners) addPlace(partner, path);
    }
  });
  for (const path of differing([shot.leaves, base])) {
    if (
      given.some(
        ([entry]) =>
          placesOf(entry.rules).some(to => covers(to, path)) ||
          entry.rules.some(r => r.props && r.to !== '' && covers(r.to, path)),
      )
    )
      continue;
    const silent = given.filter((_, i) => predictions[i]?.size === 0);
    for (const [entry] of silent.length > 0 ? silent : given) addPlace(entry, path);
  }
}

/** Everything that can be learned of a construct; null when it can't be made or has no main resource. */
export function observe(fqn: string): Observed | null {
  // What was found out on the way to other constructs must not matter, or the result would depend on their order.
  forgetChoices();
  accessors.clear();
  const subject = new Subject(fqn);
  const base = subject.shoot({});
  if (!base) return null;
  const entries: Entry[] = [];
  const failed: Property[] = [];
  const study = (property: Property, context: Given): Learned | null =>
    learn(property.type, property.name, spec => {
      if (spec === null && !property.optional) return null;
      const shot = subject.shoot(
        spec === null ? context : { ...context, [property.name]: spec },
        spec === null ? { without: property.name } : {},
      );
      return shot && shot.type === base.type ? observation(shot) : null;
    });
  for (const property of subject.properties) {
    const found = study(property, {});
    if (found) entries.push({ name: property.name, rules: [...found.rules], samples: found.samples, context: {} });
    else failed.push(property);
  }
  // Some props only go with another one: a subnet selection with a VPC.
  const partners = entries.filter(e => e.samples.length > 0 && Object.keys(e.context).length === 0);
  for (const property of failed) {
    for (const partner of partners) {
      const found = partner.samples
        .slice(0, 3)
        .map(sample => ({ context: { [partner.name]: sample }, result: study(property, { [partner.name]: sample }) }))
        .find(({ result }) => result !== null);
      if (!found?.result) continue;
      entries.push({
        name: property.name,
        rules: [...found.result.rules],
        samples: found.result.samples,
        context: found.context,
      });
      break;
    }
  }
  // What was learned must hold in a project of today as well, and with other values of what is required.
  for (const options of [{ flags: true }, { variant: 1 }]) {
    for (const entry of entries) {
      if (subject.isRequired(entry.name)) continue;
      const before = subject.shoot(entry.context, options);
      for (const sample of entry.samples) {
        const shot = before && subject.shoot({ ...entry.context, [entry.name]: sample }, options);
        if (shot && before) verify(shot, before.leaves, [[entry, sample]]);
      }
    }
  }
  const modern = subject.shoot({}, { flags: true });
  const optional = entries.filter(e => !subject.isRequired(e.name) && Object.keys(e.context).length === 0);
  const quickly = subject.shoot({}, { quick: true });
  const pairs = (optional.length * (optional.length - 1)) / 2;
  const count = pairs < 150 ? 3 : pairs < 300 ? 2 : 1;
  for (const [i, one] of optional.entries()) {
    for (const other of optional.slice(i + 1)) {
      for (const a of few(one.samples, count)) {
        for (const b of few(other.samples, count)) {
          const shot = quickly && subject.shoot({ [one.name]: a, [other.name]: b }, { quick: true });
          if (shot && shot.type === base.type)
            verify(shot, quickly.leaves, [
              [one, a],
              [other, b],
            ]);
        }
      }
    }
  }
  const alternative = subject.shoot({}, { variant: 1 });
  const always = entries.filter(e => subject.isRequired(e.name) || e.name in (safeNeeded(fqn) ?? {}));
  const shots = [base, modern, alternative].filter((s): s is Shot => s !== null);
  return {
    type: base.type,
    props: Object.fromEntries(entries.map(e => [e.name, single(e.rules)])),
    defaults: defaultsOf(shots, always),
    attributes: attributesOf(fqn, subject, entries),
    propCount: subject.properties.length,
  };
}

/** The last, the first and one in between, as many as are wanted. */
function few<T>(items: readonly T[], count: number): readonly T[] {
  const chosen = items.length <= count ? items : [items.at(-1) as T, items[0] as T, items[items.length >> 1] as T];
  return chosen.slice(0, count);
}

function safeNeeded(fqn: string): Record<string, Any> | null {
  let needed: Record<string, Any> | null = null;
  shoot(world => {
    needed = neededBy(fqn, 0, world);
    return null;
  });
  return needed;
}

/** What is there when nothing but the required props is given, and isn't theirs. */
function defaultsOf(shots: readonly Shot[], always: readonly Entry[]): Record<string, Json> {
  const defaults: Record<string, Json> = {};
  const paths = new Set(shots.flatMap(shot => [...shot.leaves.keys()]));
  const theirs = (rules: readonly PropLowering[], path: string, below = ''): boolean =>
    rules.some(rule => {
      const to = below === '' ? rule.to : rule.to === '' ? below : `${below}.${rule.to}`;
      if (rule.props)
        return Object.values(rule.props).some(r => theirs(Array.isArray(r) ? r : [r as PropLowering], path, to));
      return covers(to, path);
    });
  for (const path of [...paths].sort()) {
    if (always.some(entry => theirs(entry.rules, path))) continue;
    const [first, ...others] = shots.map(shot => shot.leaves.get(path));
    const known = first !== undefined && !isUnsayable(first) && others.every(other => same(other, first));
    defaults[path] = known ? scrubbed(first) : null;
  }
  return defaults;
}

/** Members of the construct that are the main resource's `Ref` or one of its attributes. */
function attributesOf(fqn: string, subject: Subject, entries: readonly Entry[]): Record<string, string | null> {
  const found = new Map<string, string | null | undefined>();
  const shots = [{}, ...entries.flatMap(e => e.samples.slice(0, 1).map(s => ({ ...e.context, [e.name]: s })))];
  const members = propertiesOf(fqn).filter(
    p => !p.static && !p.protected && (p.type.primitive === 'string' || 'collection' in p.type),
  );
  for (const given of shots) {
    const shot = subject.shoot(given);
    if (!shot) continue;
    for (const { name } of members) {
      let value: Json;
      try {
        value = shot.world.stack.resolve(shot.subject[name]) as Json;
      } catch {
        continue;
      }
      if (value === undefined || value === null) continue;
      const attribute = attributeOf(value, shot.logicalId);
      // A member that is something else in other circumstances is left out.
      if (!found.has(name)) found.set(name, attribute);
      else if (found.get(name) !== attribute) found.set(name, undefined);
    }
  }
  return Object.fromEntries([...found].filter((e): e is [string, string | null] => e[1] !== undefined));
}
