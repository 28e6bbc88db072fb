/**
 * Values: what the product knows of a property. The union has `unknown` in it, so that the compiler reminds
 * the author of each rule that there are things we cannot see; no rule reports on them.
 */
import { perObject } from './memo.ts';
import type { SourceSpan } from './document.ts';

/** Who put a value there: the user, the construct's default, or the CDK itself. */
export type Origin = 'written' | 'default' | 'added';

/** The property is not there. Has no span; the resource's or the object's `slot` says where it could be written. */
export interface Absent {
  readonly kind: 'absent';
}

/** There is something, but what it is cannot be seen from here. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly span: SourceSpan;
  /** Why, for "not analysed" notes: `spread`, `function call`, `parameter without default` … */
  readonly reason: string;
}

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  /** Where the value is used: the property's value. Findings go here. */
  readonly span: SourceSpan;
  /**
   * The token that, if rewritten, changes this value: the literal itself, which for a folded constant stands
   * elsewhere. `null` when the value was computed and no single token makes it.
   */
  readonly written: SourceSpan | null;
  readonly origin: Origin;
}

/**
 * A string of which some pieces are known: `!Sub`, `Fn::Join`, a template string. Adjacent known pieces are merged;
 * a string of which every piece is known is a `Literal` instead.
 */
export interface Text {
  readonly kind: 'text';
  readonly parts: readonly TextPart[];
  readonly span: SourceSpan;
  readonly origin: Origin;
}

export type TextPart =
  /** A known piece and the token that holds it (source characters may be escaped; `written` is null when computed). */
  | { readonly kind: 'known'; readonly text: string; readonly written: SourceSpan | null }
  /** A hole: a reference, an unknown, or a literal parameter default behind a reference. */
  | { readonly kind: 'hole'; readonly value: Value };

export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** False when there may be more items than we see (a spread, a token). */
  readonly complete: boolean;
  readonly span: SourceSpan;
  readonly slot: Slot | null;
  readonly origin: Origin;
}

export interface Entry {
  readonly key: string;
  readonly keySpan: SourceSpan;
  /** From the key to the end of the value: what one deletes, separators aside. */
  readonly span: SourceSpan;
  readonly value: Value;
}

export interface ObjectValue {
  readonly kind: 'object';
  readonly entries: readonly Entry[];
  /** False when there may be more keys than we see. A key that is not found is then unknown, not absent. */
  readonly complete: boolean;
  readonly span: SourceSpan;
  readonly slot: Slot | null;
  readonly origin: Origin;
}

/** What a reference points at. */
export type Target =
  /** A resource; `id` is the resource's id in the graph. */
  | { readonly kind: 'resource'; readonly id: string }
  /** A template parameter; `defaultValue` and `allowedValues` as written (absent where not given). */
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly type: string;
      readonly noEcho: boolean;
      readonly defaultValue: Value;
      readonly allowedValues: Value;
    }
  /** A pseudo parameter such as `AWS::Region`. */
  | { readonly kind: 'pseudo'; readonly name: string }
  /** `Fn::ImportValue` of an export of another stack. */
  | { readonly kind: 'import'; readonly name: Value }
  /** What is stored elsewhere; `name` is all of the dynamic reference: `{{resolve:ssm:/orders/url:1}}`. */
  | { readonly kind: 'dynamic'; readonly name: string }
  /** A name that is declared nowhere in the document. */
  | { readonly kind: 'missing'; readonly name: string };

export interface Reference {
  readonly kind: 'reference';
  readonly target: Target;
  /** The attribute, as in `Fn::GetAtt`; null for `Ref`, which gives the resource's primary identifier. */
  readonly attribute: string | null;
  readonly span: SourceSpan;
  readonly origin: Origin;
}

/** One of several values, by a condition (`Fn::If`, a ternary, `??`). Rules look at each with `scenarios`. */
export interface Choice {
  readonly kind: 'choice';
  readonly branches: readonly Branch[];
  readonly span: SourceSpan;
  readonly origin: Origin;
}

export interface Branch {
  /** The condition in the user's words: `IsProd`, `not IsProd`, `props.stage ?? …`. */
  readonly when: string;
  readonly value: Value;
}

export type Value = Absent | Unknown | Literal | Text | List | ObjectValue | Reference | Choice;
export type Present = Exclude<Value, Absent>;

/**
 * A place where one more entry or item may be written, recorded when the file is read so that the trees can be dropped.
 * `fixes/` turns it into an edit.
 */
export interface Slot {
  /** The container: for `yaml-block` from the first key to the end of the last value, else with its brackets. */
  readonly span: SourceSpan;
  readonly style:
    | 'yaml-block'
    | 'yaml-flow'
    | 'json'
    | 'ts-object'
    | 'ts-array'
    /** A call's argument list: writing here adds the object literal as the argument number `argument`. */
    | 'ts-arguments'
    /** A YAML key with no value, or a resource with no `Properties`: writing here makes the block first. */
    | 'yaml-missing'
    | 'json-missing';
  /** After the last entry or item (or after the opening bracket, or after the key for `*-missing`). */
  readonly end: number;
  readonly empty: boolean;
  /** The white space before each entry on its own line; for one-line containers, that of the line itself. */
  readonly indent: string;
  /** Whether entries stand on lines of their own. */
  readonly multiline: boolean;
  /** For `*-missing`: the keys to make first, for instance `['Properties']`. */
  readonly prefix?: readonly string[];
  /** For `ts-arguments`: the position of the object in the argument list, and how many there are now. */
  readonly argument?: number;
  readonly argumentCount?: number;
}

export const absent: Absent = { kind: 'absent' };

export function unknown(at: SourceSpan, reason: string): Unknown {
  return { kind: 'unknown', span: at, reason };
}

export function literal(value: Literal['value'], at: SourceSpan, written: SourceSpan | null = at): Literal {
  return { kind: 'literal', value, span: at, written, origin: 'written' };
}

/** How many scenarios of one value are looked at. More than this and the value is unknown, which is said in the notes. */
export const MAX_SCENARIOS = 32;

export interface Scenario {
  readonly value: Exclude<Value, Choice>;
  /** The conditions under which the value is this, empty when it always is. */
  readonly when: readonly string[];
}

/**
 * The values that a value can take, one per scenario of its conditions. Contradicting scenarios
 * (`IsProd` and `not IsProd`) are left out. A value with more than `MAX_SCENARIOS` is one unknown.
 */
export function scenarios(value: Value, when: readonly string[] = []): readonly Scenario[] {
  if (value.kind !== 'choice') return [{ value, when }];
  const found: Scenario[] = [];
  for (const branch of value.branches) {
    if (branch.when !== '' && when.includes(negated(branch.when))) continue;
    const conditions = branch.when === '' || when.includes(branch.when) ? when : [...when, branch.when];
    for (const scenario of scenarios(branch.value, conditions)) {
      found.push(scenario);
      if (found.length > MAX_SCENARIOS) return [{ value: unknown(value.span, 'too many conditions'), when: [] }];
    }
  }
  return found;
}

/** The opposite of a condition in words: `IsProd` and `not IsProd`. */
export function negated(condition: string): string {
  return condition.startsWith('not ') ? condition.slice(4) : `not ${condition}`;
}

/** ` when IsProd and not IsDev`, or nothing when the finding always holds; for the end of a message. */
export function inScenario(when: readonly string[]): string {
  return when.length === 0 ? '' : ` when ${when.join(' and ')}`;
}

/**
 * The value at a path of keys. A missing key is `absent`, or `unknown` if the object is not completely seen;
 * a choice on the way gives a choice of what is behind it. List items are addressed by their index.
 */
export function at(value: Value, ...path: readonly string[]): Value {
  let current = value;
  for (let i = 0; i < path.length; i++) {
    const key = path[i] as string;
    switch (current.kind) {
      case 'absent':
      case 'unknown':
        return current;
      case 'object': {
        const found = lastOf(current.entries, key);
        if (!found) return current.complete ? absent : unknown(current.span, 'not all keys are visible');
        current = found.value;
        break;
      }
      case 'list': {
        const item: Value | undefined = current.items[Number(key)];
        if (!item) return current.complete ? absent : unknown(current.span, 'not all items are visible');
        current = item;
        break;
      }
      case 'choice': {
        const rest = path.slice(i);
        return {
          ...current,
          branches: current.branches.map(b => ({ when: b.when, value: at(b.value, ...rest) })),
        };
      }
      case 'literal':
        return current.value === null ? absent : unknown(current.span, 'not an object');
      default:
        return unknown(current.span, 'not an object');
    }
  }
  return current;
}

/** The last entry of a key: the hottest loop of all rules, so without a closure. */
function lastOf(entries: readonly Entry[], key: string): Entry | undefined {
  for (let i = entries.length - 1; i >= 0; i--) if (entries[i]?.key === key) return entries[i];
  return undefined;
}

/** The entry itself (key, spans) at the last key of a path, if it is written. Choices are not entered. */
export function entryAt(value: Value, ...path: readonly string[]): Entry | null {
  const parent = at(value, ...path.slice(0, -1));
  return parent.kind === 'object' ? (lastOf(parent.entries, path.at(-1) ?? '') ?? null) : null;
}

/**
 * A value as a list: itself if it is one, a list of one for a single value (IAM allows both), empty for absent,
 * and null when nothing can be said. Choices are not entered: use `scenarios` first.
 */
export function asList(value: Value): { readonly items: readonly Value[]; readonly complete: boolean } | null {
  switch (value.kind) {
    case 'absent':
      return { items: [], complete: true };
    case 'list':
      return value;
    case 'unknown':
    case 'choice':
      return null;
    default:
      return { items: [value], complete: true };
  }
}

/** The string, if the value is a known string; else null. */
export function stringOf(value: Value): string | null {
  return value.kind === 'literal' && typeof value.value === 'string' ? value.value : null;
}

/** True or false, if known (CloudFormation also takes the strings "true" and "false", in any case); else null. */
export function booleanOf(value: Value): boolean | null {
  if (value.kind !== 'literal') return null;
  if (typeof value.value === 'boolean') return value.value;
  const text = String(value.value).toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : null;
}

/** The number, if known (CloudFormation also takes numeric strings); else null. */
export function numberOf(value: Value): number | null {
  if (value.kind !== 'literal') return null;
  if (typeof value.value === 'number') return value.value;
  return typeof value.value === 'string' && /^-?\d+(\.\d+)?$/.test(value.value) ? Number(value.value) : null;
}

/** The pieces of a string value, holes included; null for what is not a string. A hole alone gives one hole. */
export function textParts(value: Value): readonly TextPart[] | null {
  switch (value.kind) {
    case 'text':
      return value.parts;
    case 'literal':
      return value.value === null ? null : [{ kind: 'known', text: String(value.value), written: value.written }];
    case 'reference':
    case 'unknown':
      return [{ kind: 'hole', value }];
    default:
      return null;
  }
}

/** A string for people: known pieces as they are, holes as `${Name}`, `${Name.Attribute}` or `${…}`. */
export function rendered(value: Value): string {
  const parts = textParts(value);
  if (!parts) return '…';
  return parts
    .map(part => {
      if (part.kind === 'known') return part.text;
      if (part.value.kind !== 'reference') return '${…}';
      const { target, attribute } = part.value;
      if (target.kind === 'dynamic') return target.name;
      const name =
        target.kind === 'resource'
          ? target.id.replace(/^.*[#/]/, '')
          : target.kind === 'import'
            ? rendered(target.name)
            : target.name;
      return `\${${attribute === null ? name : `${name}.${attribute}`}}`;
    })
    .join('');
}

/** A value in another one that has nothing inside of it, or, of a text, holes. */
export interface Leaf {
  readonly value: Exclude<Value, { readonly kind: 'absent' | 'object' | 'list' | 'choice' }>;
  /** The keys that lead to it. */
  readonly path: readonly string[];
  /** Whether a condition chooses it. */
  readonly chosen: boolean;
}

/**
 * All leaves of a value, in every scenario, the holes of texts included: most rules that look through whole resources look
 * for some of these.
 */
export const leavesIn = perObject((value: Value): readonly Leaf[] => {
  const found: Leaf[] = [];
  const add = (one: Value, path: readonly string[], chosen: boolean): void => {
    switch (one.kind) {
      case 'absent':
        return;
      case 'object':
        for (const { key, value: inner } of one.entries) add(inner, [...path, key], chosen);
        return;
      case 'list':
        for (const [i, item] of one.items.entries()) add(item, [...path, String(i)], chosen);
        return;
      case 'choice':
        for (const branch of one.branches) add(branch.value, path, true);
        return;
      case 'text':
        found.push({ value: one, path, chosen });
        for (const part of one.parts) if (part.kind === 'hole') add(part.value, path, chosen);
        return;
      default:
        found.push({ value: one, path, chosen });
    }
  };
  add(value, [], false);
  return found;
});

/** Calls `visit` for a value and everything inside it, with the path of keys from the start. */
export function walk(
  value: Value,
  visit: (value: Value, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  visit(value, path);
  // Most visitors don't ask where they are.
  const inside = (key: string) => (visit.length > 1 ? [...path, key] : path);
  if (value.kind === 'object') for (const e of value.entries) walk(e.value, visit, inside(e.key));
  else if (value.kind === 'list') {
    for (const [i, item] of value.items.entries()) walk(item, visit, inside(String(i)));
  } else if (value.kind === 'choice') for (const b of value.branches) walk(b.value, visit, path);
  else if (value.kind === 'text') for (const p of value.parts) if (p.kind === 'hole') walk(p.value, visit, path);
}
