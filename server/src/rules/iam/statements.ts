/** What the IAM rules ask of a policy statement: its items in every scenario, its condition, who it is for. */
import { perObject } from '../../core/memo.ts';
import { inScenario, negated, stringOf } from '../../core/value.ts';
import { type List, type Scenario, type Value, asList, at, scenarios } from '../../core/value.ts';
import type { PolicyStatement } from '../../core/resource.ts';

/** One item of an element that may be a single value or a list, in one scenario. */
export interface Item {
  readonly value: Scenario['value'];
  readonly when: readonly string[];
  /** The list that it stands in; null for a single value. */
  readonly list: List | null;
  readonly index: number;
}

export interface Items {
  readonly items: readonly Item[];
  /** False when there may be more items than we see, or when one of them can't be read. */
  readonly complete: boolean;
}

/** The items of an element such as `Action`, over all of its scenarios. */
export const itemsOf = perObject((element: Value): Items => {
  const items: Item[] = [];
  let complete = true;
  for (const { value, when } of scenarios(element)) {
    const list = asList(value);
    if (!list) {
      complete = false;
      continue;
    }
    if (!list.complete) complete = false;
    for (const [index, item] of list.items.entries()) {
      for (const scenario of scenarios(item, when)) {
        if (scenario.value.kind === 'absent') continue;
        if (scenario.value.kind === 'unknown') complete = false;
        items.push({ value: scenario.value, when: scenario.when, list: value.kind === 'list' ? value : null, index });
      }
    }
  }
  return { items, complete };
});

/** Whether a person wrote this statement and it gives a permission. What grants make is the CDK's writing. */
export function isWrittenAllow(statement: PolicyStatement): boolean {
  return statement.grant === null && stringOf(at(statement.elements, 'Effect')) === 'Allow';
}

/** Whether two sets of conditions can hold at once. */
export function compatible(a: readonly string[], b: readonly string[]): boolean {
  return !a.some(condition => b.includes(negated(condition)));
}

/** The conditions of both, each once. */
export function together(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...a, ...b.filter(condition => !a.includes(condition))];
}

/** Condition keys that say how a call is made and not by whom or on what: they make no statement narrower for our rules. */
const NOT_NARROWING =
  /^aws:(securetransport|multifactorauthpresent|multifactorauthage|currenttime|epochtime|requestedregion|useragent|referer|tokenissuetime)$/i;

/**
 * Whether a condition narrows down who may call or what may be called. A condition that we can't read counts as one
 * that does, because the rules that ask stay silent then.
 */
export function hasNarrowingCondition(statement: PolicyStatement): boolean {
  for (const { value } of scenarios(at(statement.elements, 'Condition'))) {
    if (value.kind === 'absent') continue;
    if (value.kind !== 'object' || !value.complete) return true;
    for (const operator of value.entries) {
      if (operator.value.kind !== 'object' || !operator.value.complete) return true;
      if (operator.value.entries.some(({ key }) => !NOT_NARROWING.test(key))) return true;
    }
  }
  return false;
}

/** The conditions under which the principal is anybody (`*`, `{AWS: '*'}`), with the value to point at; empty if it never is. */
export function anyonePrincipals(statement: PolicyStatement): readonly Item[] {
  const found: Item[] = [];
  for (const { value, when } of scenarios(at(statement.elements, 'Principal'))) {
    if (value.kind === 'object') {
      const aws = itemsOf(at(value, 'AWS'));
      for (const item of aws.items) {
        const conditions = together(when, item.when);
        if (stringOf(item.value) === '*' && compatible(when, item.when)) found.push({ ...item, when: conditions });
      }
    } else {
      for (const item of itemsOf(value).items)
        if (stringOf(item.value) === '*') found.push({ ...item, when: together(when, item.when) });
    }
  }
  return found;
}

/** Statements that allow everything on everything belong to `iam/admin-statement` alone. */
export function adminItems(statement: PolicyStatement): readonly Item[] {
  if (statement.kind !== 'identity' || !isWrittenAllow(statement) || isBoundary(statement)) return [];
  if (hasNarrowingCondition(statement)) return [];
  const everywhere = itemsOf(at(statement.elements, 'Resource')).items.filter(i => stringOf(i.value) === '*');
  return itemsOf(at(statement.elements, 'Action')).items.flatMap(action => {
    if (!isEverything(stringOf(action.value))) return [];
    const resource = everywhere.find(r => compatible(action.when, r.when));
    return resource ? [{ ...action, when: together(action.when, resource.when) }] : [];
  });
}

/** `*`, and `*:*`, which IAM reads the same way. */
export function isEverything(action: string | null): boolean {
  return action === '*' || action === '*:*';
}

/** A permissions boundary gives nothing: it is wide by design, and the other policies decide. */
export function isBoundary(statement: PolicyStatement): boolean {
  const { owner, span } = statement;
  return /boundary/i.test(owner !== null ? nameOf(owner) : span.uri.replace(/^.*\//, ''));
}

/** What the user calls a resource: its logical ID or construct id. */
export function nameOf(id: string): string {
  return id.replace(/^.*[#/]/, '');
}

/** ` to Handler` or, of a policy that protects a resource, ` on Bucket`; nothing where it is for many or none. */
export function toWhom(statement: PolicyStatement): string {
  const [only, ...more] = statement.attachedTo;
  if (only !== undefined && more.length === 0) return ` ${statement.kind === 'resource' ? 'on' : 'to'} ${nameOf(only)}`;
  return '';
}

/** Parameters that every message about a statement takes. */
export function wording(statement: PolicyStatement, when: readonly string[]): { to: string; when: string } {
  return { to: toWhom(statement), when: inScenario(when) };
}

/** What keeps apart the findings of one rule on several statements. */
export function subjectOf(statement: PolicyStatement, what: string): string {
  return `${statement.owner === null ? '' : nameOf(statement.owner)}:${what}`;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names.join('');
  const shown = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const rest = names.length > most ? `${names.length - shown.length} more` : (names.at(-1) as string);
  return `${shown.join(', ')} and ${rest}`;
}
