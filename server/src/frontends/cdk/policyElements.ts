/** Pieces of statements while the app runs: the props of `PolicyStatement` as IAM's elements, and conditions put together. */
import type { SourceSpan } from '../../core/document.ts';
import { negated } from '../../core/value.ts';
import { type Field, type Item, type Obj, type V, choice, each, lit, undef, unseen } from './values.ts';

/** The props of `PolicyStatement` and the IAM elements that they make. */
export const STATEMENT_PROPS: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  notActions: 'NotAction',
  resources: 'Resource',
  notResources: 'NotResource',
  principals: 'Principal',
  notPrincipals: 'NotPrincipal',
  conditions: 'Condition',
};

/** What can be seen of an object: its fields, and whether there may be more. */
export interface Fields {
  readonly entries: ReadonlyMap<string, Field>;
  readonly complete: boolean;
  /** The object literal, if it is one. */
  readonly obj: Obj | null;
}

/** The fields of an object, or of one of several objects, which are then one thing or another. */
export function fieldsOf(v: V | undefined): Fields {
  if (!v || v.t === 'undef') return { entries: new Map(), complete: true, obj: null };
  if (v.t === 'obj') return { entries: v.entries, complete: v.complete, obj: v };
  if (v.t !== 'choice') return { entries: new Map(), complete: false, obj: null };
  const all = v.branches.map(b => ({ when: b.when, ...fieldsOf(b.v) }));
  const entries = new Map<string, Field>();
  for (const key of new Set(all.flatMap(b => [...b.entries.keys()]))) {
    const sample = all.map(b => b.entries.get(key)).find(f => f) as Field;
    const branches = all.map(b => ({
      when: b.when,
      v: b.entries.get(key)?.v ?? (b.complete ? undef : unseen('not all keys are visible')),
    }));
    entries.set(key, { ...sample, v: choice(branches) });
  }
  return { entries, complete: all.every(b => b.complete), obj: null };
}

/** `iam.Effect.DENY` as IAM says it; what is left out is `Allow`. */
export function effect(v: V): V {
  return each(v, b => {
    if (b.t === 'undef') return lit('Allow');
    if (b.t !== 'lib') return b.t === 'lit' ? b : unseen('effect');
    const name = /\.Effect\.(ALLOW|DENY)$/.exec(b.fqn)?.[1];
    return name ? lit(name === 'ALLOW' ? 'Allow' : 'Deny', b.written) : unseen('effect');
  });
}

/** An object that nobody wrote as one, at a place. */
export function object(at: SourceSpan, fields: Readonly<Record<string, Item>>): Obj {
  const entries = new Map<string, Field>();
  for (const [key, item] of Object.entries(fields)) entries.set(key, { ...item, keyAt: at, whole: at });
  return { t: 'obj', entries, complete: true, at, slot: null };
}

/** Two conditions that must both hold: operators are joined, and of a key under one operator the later value counts. */
export function bothConditions(a: V, b: V): V {
  if (isNothing(a)) return isNothing(b) ? undef : b;
  if (isNothing(b)) return a;
  if (a.t !== 'obj' || b.t !== 'obj') return unseen('conditions');
  const entries = new Map(a.entries);
  for (const [operator, field] of b.entries) {
    const before = entries.get(operator);
    if (!before) entries.set(operator, field);
    else if (before.v.t === 'obj' && field.v.t === 'obj') {
      const complete = before.v.complete && field.v.complete;
      const v: Obj = { ...before.v, entries: new Map([...before.v.entries, ...field.v.entries]), complete };
      entries.set(operator, { ...before, v });
    } else entries.set(operator, { ...field, v: unseen('conditions') });
  }
  return { ...a, entries, complete: a.complete && b.complete };
}

/** The CDK writes no condition where an empty one is given. */
function isNothing(v: V): boolean {
  return v.t === 'undef' || (v.t === 'obj' && v.complete && v.entries.size === 0);
}

/** What a value is if it is set under conditions: `before` where one of them doesn't hold. */
export function under(conditions: readonly string[], v: V, before: V): V {
  if (conditions.includes('')) return unseen('changed in a loop');
  return conditions.reduceRight(
    (value: V, when) =>
      choice([
        { when, v: value },
        { when: negated(when), v: before },
      ]),
    v,
  );
}
