/** The lowering table read backwards: from what CloudFormation should say to the prop that says it. */
import type { NewValue } from '../core/intent.ts';
import { isDeprecated, lowering } from '../knowledge/index.ts';
import type { ConstructLowering, Json, PropLowering } from '../knowledge/types.ts';
import { instanceType, typedValue } from './typedValues.ts';
import { isList, isObject, isRef, isSub } from './types.ts';

type Props = ConstructLowering['props'];

/** How a value is written as a prop. */
export type PropValue =
  | { readonly kind: 'plain'; readonly value: NewValue }
  /** `true`, `false`, or a member of aws-cdk-lib by its qualified name. */
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'duration'; readonly of: 'Duration' | 'Size'; readonly unit: string; readonly amount: number }
  /** The construct itself, of which the library takes the attribute. */
  | { readonly kind: 'construct'; readonly id: string }
  /** What a method of a construct gives, called without arguments. */
  | { readonly kind: 'method'; readonly id: string; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly PropValue[] }
  | { readonly kind: 'object'; readonly entries: Readonly<Record<string, PropValue>> }
  /** A call of a function by its qualified name; `new …` for a class. */
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly PropValue[] };

export interface Assignment {
  /** Prop names from the construct's props object down. */
  readonly path: readonly string[];
  readonly value: PropValue;
}

/** A value of the table's kind: null for what has references in it. */
export function plainJson(value: NewValue): Json | undefined {
  if (typeof value !== 'object') return value;
  if (isRef(value) || isSub(value)) return undefined;
  if (isList(value)) {
    const items = value.map(plainJson);
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value.$object).map(([k, v]) => [k, plainJson(v)] as const);
  return entries.some(([, v]) => v === undefined) ? undefined : (Object.fromEntries(entries) as Json);
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return String(a) === String(b) && a !== null && b !== null;
  return stable(a) === stable(b);
}

function stable(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([k, v]) => `${JSON.stringify(k)}:${stable(v as Json)}`)
      .sort()
      .join(',')}}`;
  return JSON.stringify(value);
}

function listOf(how: PropLowering | readonly PropLowering[]): readonly PropLowering[] {
  return Array.isArray(how) ? (how as readonly PropLowering[]) : [how as PropLowering];
}

const keysOf = (to: string): string[] => (to === '' ? [] : to.split('.'));

/** Whether `path` starts with `above`. */
function below(path: readonly string[], above: readonly string[]): boolean {
  return above.length <= path.length && above.every((k, i) => path[i] === k);
}

function dig(json: Json | undefined, path: readonly string[]): Json | undefined {
  let at = json;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined;
    at = (at as Record<string, Json>)[key];
  }
  return at;
}

interface Candidate {
  readonly assignments: readonly Assignment[];
  /** Lower is better: how much more than asked for it says. */
  readonly cost: number;
}

/** What a deprecated prop costs: more than any other way. And one that the installed library does not have. */
const [DEPRECATED, MISSING] = [100, 200];

/** Whether a module of the installed library (`aws_lambda`) declares a word; null when that is not known. */
export type Has = (module: string, word: string) => boolean | null;

/**
 * The assignments that make a CloudFormation path have a value, best first; the path's first key starts with `@` for a
 * resource attribute. Empty when the construct has no prop for it. Deprecated props come last, unless the app's library is
 * older than what took their place.
 */
export function assignmentsFor(
  fqn: string,
  path: readonly string[],
  value: NewValue,
  has: Has = () => null,
): readonly (readonly Assignment[])[] {
  const table = lowering().constructs;
  const how = Object.hasOwn(table, fqn) ? table[fqn] : undefined;
  if (!how) return [];
  const [last] = path.slice(-1);
  if (path.length === 1) {
    const type = instanceType(last as string, value);
    if (type && 'instanceType' in how.props) return [[{ path: ['instanceType'], value: type }]];
  }
  const found = typed(fqn, find(how.props, path, value, 0), has);
  // The first item of a list that is not there yet is the whole list.
  if (found.length === 0 && last === '0') return assignmentsFor(fqn, path.slice(0, -1), [value], has);
  const module = moduleOf(fqn);
  const extra = (c: Candidate) => {
    const props = c.assignments.map(a => a.path[0] as string);
    if (props.some(p => has(module, p) === false)) return MISSING;
    return props.some(p => isDeprecated(fqn, p)) ? DEPRECATED : 0;
  };
  return found
    .map(c => ({ ...c, cost: c.cost + extra(c) }))
    .sort((a, b) => a.cost - b.cost)
    .map(c => c.assignments);
}

/** `aws-cdk-lib.aws_lambda.Function` → `aws_lambda`; `core` for what stands at the root. */
export function moduleOf(fqn: string): string {
  const [, module = ''] = fqn.split('.');
  return /^[A-Z]/.test(module) ? 'core' : module;
}

/** The candidates with plain values as their props take them; those that a class of the library can't say are left out. */
function typed(fqn: string, candidates: readonly Candidate[], has: Has): Candidate[] {
  return candidates.flatMap(({ assignments, cost }) => {
    const all = assignments.map(({ path, value }) => ({
      path,
      value: value.kind === 'plain' ? typedValue(fqn, path, value.value, has) : value,
    }));
    // An index is no prop: that a list takes its items so is what the code would not say.
    if (all.some(a => a.value === null || a.path.some(key => /^\d+$/.test(key)))) return [];
    return [{ assignments: all as readonly Assignment[], cost }];
  });
}

function find(props: Props, path: readonly string[], value: NewValue, depth: number): Candidate[] {
  if (depth > 5) return [];
  const found: Candidate[] = [];
  for (const [prop, how] of Object.entries(props)) {
    const all = listOf(how);
    for (const one of all) {
      const to = keysOf(one.to);
      const more = (all.length - 1) * 2;
      if (!below(path, to)) continue;
      const rest = path.slice(to.length);
      if (one.props) {
        for (const inner of find(one.props, rest, value, depth + 1))
          found.push({
            assignments: inner.assignments.map(a => ({ ...a, path: [prop, ...a.path] })),
            cost: inner.cost + more + 1,
          });
        continue;
      }
      // A bucket takes its key as a construct, and says nothing of the rules that are made of it.
      const isKey = prop === 'encryptionKey' && path.at(-1) === 'KMSMasterKeyID' && isRef(value);
      if (isKey && one.opaque) {
        found.push({ assignments: [{ path: [prop], value: { kind: 'construct', id: value.$ref } }], cost: more });
        continue;
      }
      if (rest.length === 0 && one.opaque) {
        if (isRef(value) && !value.suffix && one.attribute !== undefined && one.attribute === value.attribute)
          found.push({ assignments: [{ path: [prop], value: { kind: 'construct', id: value.$ref } }], cost: more });
        continue;
      }
      if (one.opaque) continue;
      const json = plainJson(value);
      if (one.values) {
        for (const [written, gives] of Object.entries(one.values)) {
          if (written === '*' || gives === null) continue;
          const there = dig(gives, rest);
          if (!same(there, json)) continue;
          const scalar = written === 'true' || written === 'false';
          found.push({
            assignments: [{ path: [prop], value: { kind: 'member', name: written } }],
            cost: more + (rest.length > 0 ? 3 : 0) + (scalar ? 0 : 1),
          });
          break;
        }
        continue;
      }
      if (rest.length > 0) {
        // Keys below a prop that is written as it is: the user's own, such as the variables of an environment.
        if (one.unit) continue;
        found.push({ assignments: [{ path: [prop, ...rest], value: { kind: 'plain', value } }], cost: more + 2 });
        continue;
      }
      if (one.unit) {
        if (typeof json === 'number')
          found.push({
            assignments: [
              {
                path: [prop],
                value: {
                  kind: 'duration',
                  of: one.unit.endsWith('bytes') ? 'Size' : 'Duration',
                  unit: one.unit === 'milliseconds' ? 'millis' : one.unit,
                  amount: json,
                },
              },
            ],
            cost: more,
          });
        continue;
      }
      found.push({ assignments: [{ path: [prop], value: { kind: 'plain', value } }], cost: more });
    }
  }
  if (found.length === 0 && typeof value === 'object' && isObject(value)) {
    // An object that no single prop stands for may be several props, one for each key.
    const each = Object.entries(value.$object).map(
      ([k, v]) => find(props, [...path, k], v, depth).sort((a, b) => a.cost - b.cost)[0],
    );
    if (each.length > 0 && each.every(c => c !== undefined))
      found.push({ assignments: each.flatMap(c => c?.assignments ?? []), cost: 1 });
  }
  return found;
}

/** The paths of props that write at a CloudFormation path or below it. */
export function propsWriting(fqn: string, path: readonly string[]): readonly (readonly string[])[] {
  const table = lowering().constructs;
  const how = Object.hasOwn(table, fqn) ? table[fqn] : undefined;
  const found: (readonly string[])[] = [];
  const look = (props: Props, rest: readonly string[], above: readonly string[], depth: number) => {
    if (depth > 5) return;
    for (const [prop, how] of Object.entries(props))
      for (const one of listOf(how)) {
        const to = keysOf(one.to);
        if (below(to, rest)) found.push([...above, prop]);
        else if (below(rest, to)) {
          const deeper = rest.slice(to.length);
          if (one.props) look(one.props, deeper, [...above, prop], depth + 1);
          else if (!one.values && !one.unit && !one.opaque) found.push([...above, prop, ...deeper]);
          else found.push([...above, prop]);
        }
      }
  };
  if (how) look(how.props, path, [], 0);
  return found;
}

/** The member of a construct that stands for an attribute of its resource (`null` for `Ref`), or null. */
export function memberFor(fqn: string, level: 1 | 2 | 3, attribute: string | null): string | null {
  if (level === 1) return attribute === null ? 'ref' : `attr${attribute.replaceAll('.', '')}`;
  const table = lowering().constructs;
  const attributes = Object.hasOwn(table, fqn) ? table[fqn]?.attributes : undefined;
  const members = Object.entries(attributes ?? {}).flatMap(([member, a]) => (a === attribute ? [member] : []));
  const ends = (member: string) =>
    attribute === null ? /(Name|Id|Url)$/.test(member) : member.toLowerCase().endsWith(attribute.toLowerCase());
  return members.find(ends) ?? members[0] ?? null;
}

/** The prop of an L1 construct, or of an object in its props, for a CloudFormation name. */
export function l1Prop(type: string, name: string): string {
  const plain = Object.entries(lowering().l1Names);
  const own = plain.find(([k, v]) => v === name && k.startsWith(`${type}:`));
  if (own) return own[0].slice(type.length + 1);
  const odd = plain.find(([k, v]) => v === name && !k.includes(':'));
  return odd ? odd[0] : name.charAt(0).toLowerCase() + name.slice(1);
}

/** The construct that people make for a CloudFormation type: the L2 class of that very resource, else the L1 class. */
export function constructFor(type: string): { readonly fqn: string; readonly level: 1 | 2 } | null {
  const table = lowering();
  const name = type.slice(type.lastIndexOf(':') + 1);
  for (const [fqn, how] of Object.entries(table.constructs))
    if (how.type === type && fqn.endsWith(`.${name}`)) return { fqn, level: 2 };
  for (const [fqn, t] of Object.entries(table.l1)) if (t === type) return { fqn, level: 1 };
  return null;
}
