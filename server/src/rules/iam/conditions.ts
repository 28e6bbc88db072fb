/** The conditions of a statement, taken apart: one test for each operator and key. */
import type { Intent } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { type Entry, type ObjectValue, at, scenarios } from '../../core/value.ts';
import { type Items, itemsOf } from './statements.ts';

export type OperatorFamily = 'String' | 'ARN' | 'Numeric' | 'Date' | 'Bool' | 'IPAddress' | 'Binary' | 'Null';

const ORDERINGS = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const NAMES: Readonly<Record<OperatorFamily, readonly string[]>> = {
  String: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  ARN: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'],
  Numeric: ORDERINGS.map(o => `Numeric${o}`),
  Date: ORDERINGS.map(o => `Date${o}`),
  Bool: ['Bool'],
  IPAddress: ['IpAddress', 'NotIpAddress'],
  Binary: ['BinaryEquals'],
  Null: ['Null'],
};

/** By the name in small letters, the operator as AWS writes it and what it compares. */
const OPERATORS: ReadonlyMap<string, { readonly name: string; readonly family: OperatorFamily }> = new Map(
  (Object.keys(NAMES) as OperatorFamily[]).flatMap(family =>
    NAMES[family].map(name => [name.toLowerCase(), { name, family }] as const),
  ),
);

/** All operators as AWS writes them, without what may stand around them. */
export const operatorNames: readonly string[] = [...OPERATORS.values()].map(o => o.name);

/** An operator as it is written, `ForAllValues:StringLikeIfExists`, in its parts. */
export interface Operator {
  readonly set: 'ForAllValues' | 'ForAnyValue' | null;
  /** The middle as it is written. */
  readonly written: string;
  /** As AWS writes it; null for an operator that there is not. */
  readonly name: string | null;
  readonly family: OperatorFamily | null;
  readonly ifExists: boolean;
}

export function operatorOf(text: string): Operator {
  const [, set, rest = text] = /^(?:(ForAllValues|ForAnyValue):)?(.*)$/i.exec(text) ?? [];
  const ifExists = /IfExists$/i.test(rest);
  const written = ifExists ? rest.slice(0, -'IfExists'.length) : rest;
  const known = OPERATORS.get(written.toLowerCase());
  return {
    set: set === undefined ? null : /all/i.test(set) ? 'ForAllValues' : 'ForAnyValue',
    written,
    name: known?.name ?? null,
    family: known?.family ?? null,
    ifExists,
  };
}

/** An operator written out again, with another middle or without what stands before it. */
export function operatorText({ set, ifExists }: Pick<Operator, 'set' | 'ifExists'>, name: string): string {
  return `${set === null ? '' : `${set}:`}${name}${ifExists ? 'IfExists' : ''}`;
}

/** One test of a condition: an operator, a key, and the values that it is compared with. */
export interface Test {
  readonly operator: Operator;
  /** The entry of the operator, with all the keys that it is asked of. */
  readonly operatorEntry: Entry;
  /** The `Condition` that it stands in. */
  readonly block: ObjectValue;
  readonly key: string;
  readonly keyEntry: Entry;
  readonly values: Items;
  readonly when: readonly string[];
}

export interface Tests {
  readonly tests: readonly Test[];
  /** Whether these are all tests that there can be. */
  readonly complete: boolean;
}

/** The tests of a statement, over all scenarios of its condition; none where there is no condition. */
export function testsOf(statement: PolicyStatement): Tests {
  const tests: Test[] = [];
  let complete = true;
  for (const { value: block, when } of scenarios(at(statement.elements, 'Condition'))) {
    if (block.kind === 'absent') continue;
    if (block.kind !== 'object') {
      complete = false;
      continue;
    }
    if (!block.complete) complete = false;
    for (const operatorEntry of block.entries) {
      for (const { value: keys, when: inner } of scenarios(operatorEntry.value, when)) {
        if (keys.kind !== 'object' || !keys.complete) complete = false;
        if (keys.kind !== 'object') continue;
        const operator = operatorOf(operatorEntry.key);
        for (const keyEntry of keys.entries) {
          const values = itemsOf(keyEntry.value);
          tests.push({ operator, operatorEntry, block, key: keyEntry.key, keyEntry, values, when: inner });
        }
      }
    }
  }
  return { tests, complete };
}

/** Writes another key in the place of an entry's own, in the quotes that it has. */
export function renameKey({ key, keySpan }: Entry, to: string): Intent {
  const quoted = keySpan.end - keySpan.start === key.length + 2;
  if (quoted)
    return { kind: 'replaceText', span: { ...keySpan, start: keySpan.start + 1, end: keySpan.end - 1 }, text: to };
  const bare = /\.[cm]?[jt]sx?$/i.test(keySpan.uri) ? /^[A-Za-z_$][\w$]*$/ : /^[A-Za-z][\w:./-]*$/;
  return { kind: 'replaceText', span: keySpan, text: bare.test(to) ? to : `'${to}'` };
}

/** Whether an entry can be given another name here: it is written out, and no other entry has that name already. */
export function canRename(within: ObjectValue, { key, keySpan }: Entry, to: string): boolean {
  const length = keySpan.end - keySpan.start;
  return (
    (length === key.length || length === key.length + 2) &&
    !within.entries.some(e => e.key !== key && e.key.toLowerCase() === to.toLowerCase())
  );
}
