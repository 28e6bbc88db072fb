/** Sets of actions by which one can make oneself an administrator, and which of them statements allow on everything. */
import type { PolicyStatement } from '../../core/resource.ts';
import { type Value, at, rendered, stringOf } from '../../core/value.ts';
import { actionResources, escalationSets, expandAction } from '../../knowledge/index.ts';
import { isEverywhere } from './everywhere.ts';
import { type Item, adminItems, compatible, hasNarrowingCondition, isBoundary, itemsOf } from './statements.ts';

export type EscalationSet = ReturnType<typeof escalationSets>[number];

/** A statement that allows an action on everything, and the item of it that does. */
export interface Opening {
  readonly statement: PolicyStatement;
  readonly action: Item;
  readonly resource: Item;
}

const members = new Set<string>();

/** All actions that belong to a set, in small letters. */
function ofAnySet(): ReadonlySet<string> {
  if (members.size === 0) for (const set of escalationSets()) for (const a of set.actions) members.add(a.toLowerCase());
  return members;
}

const known = new WeakMap<PolicyStatement, ReadonlyMap<string, Opening>>();

/** The actions of escalation sets, in small letters, that a statement allows everywhere and without a condition. */
export function openingsOf(statement: PolicyStatement): ReadonlyMap<string, Opening> {
  let found = known.get(statement);
  if (!found) {
    found = read(statement);
    known.set(statement, found);
  }
  return found;
}

function read(statement: PolicyStatement): ReadonlyMap<string, Opening> {
  const found = new Map<string, Opening>();
  const { elements } = statement;
  if (statement.kind !== 'identity' || stringOf(at(elements, 'Effect')) !== 'Allow') return found;
  if (isBoundary(statement) || hasNarrowingCondition(statement) || adminItems(statement).length > 0) return found;
  const everywhere = itemsOf(at(elements, 'Resource')).items.filter(i => isEverywhere(i.value));
  if (everywhere.length === 0) return found;
  for (const action of itemsOf(at(elements, 'Action')).items) {
    const pattern = stringOf(action.value);
    const open = everywhere.filter(r => compatible(r.when, action.when));
    if (pattern === null || open.length === 0) continue;
    // Most patterns are of services that belong to no set: those need not be expanded.
    const covered = /[*?]/.test(pattern) ? expandAction(pattern) : [pattern];
    for (const name of covered) {
      const resource = open.find(r => fits(name, r.value));
      if (resource && ofAnySet().has(name.toLowerCase()) && !found.has(name.toLowerCase()))
        found.set(name.toLowerCase(), { statement, action, resource });
    }
  }
  return found;
}

/** Whether an action can act on what a resource of IAM names: `iam:CreatePolicyVersion` on policies, not on `role/*`. */
function fits(action: string, resource: Value): boolean {
  const type = /:iam::.*:(role|policy|user|group)\/\*$/.exec(rendered(resource))?.[1];
  return type === undefined || actionResources(action)?.some(r => r.type === type) !== false;
}

/** The sets of which all actions are among the given ones, in small letters. */
export function completeSets(actions: { has(action: string): boolean }): EscalationSet[] {
  return escalationSets().filter(set => set.actions.every(a => actions.has(a.toLowerCase())));
}

/** Whether a statement is enough for one of the sets: `iam/privilege-escalation` says so. */
export function escalatesAlone(statement: PolicyStatement): boolean {
  return completeIn(statement).length > 0;
}

/** Whether an action of a statement is part of a set that the statement is enough for. */
export function isPartOfEscalation(statement: PolicyStatement, action: Value): boolean {
  const openings = openingsOf(statement);
  return completeIn(statement).some(set =>
    set.actions.some(a => openings.get(a.toLowerCase())?.action.value === action),
  );
}

function completeIn(statement: PolicyStatement): EscalationSet[] {
  const openings = openingsOf(statement);
  return openings.size > 0 ? completeSets(openings) : [];
}
