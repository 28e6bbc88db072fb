/** What narrows `iam:PassRole`: one role in place of all, and the service that it may be passed to. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { type Value, at, stringOf } from '../../core/value.ts';
import { candidatesFor } from './candidates.ts';
import { moves } from './everywhere.ts';
import { itemsOf } from './statements.ts';

/**
 * Fixes that allow passing one role of the stack, to the service that the role trusts where the statement is about nothing
 * else; a sentence where the stack has no such role.
 */
export function passOneRole(graph: ResourceGraph, statement: PolicyStatement, star: Value): FixProposal[] | string {
  const candidates = candidatesFor(graph, statement, 'iam');
  if (candidates.length === 0) return 'no other role in this stack that it could mean';
  const actions = itemsOf(at(statement.elements, 'Action')).items.map(i => stringOf(i.value));
  const action = actions.find(a => a !== null && /^iam:passrole$/i.test(a));
  if (!action) return 'name iam:PassRole first';
  const proposals: FixProposal[] = [];
  for (const role of candidates.slice(0, 3)) {
    const title = `Allow passing ${role.logicalId} alone`;
    const arn: NewValue = { $ref: role.id, attribute: 'Arn' };
    const service = trustedService(graph, role);
    const condition: Readonly<Record<string, NewValue>> =
      service !== null && at(statement.elements, 'Condition').kind === 'absent'
        ? { Condition: { $object: { StringEquals: { $object: { 'iam:PassedToService': service } } } } }
        : {};
    if (actions.length > 1) {
      const moved = moves(statement, [action], [arn], condition);
      if (typeof moved === 'string') return moved;
      proposals.push({ title, intents: moved, safety: 'review' });
      continue;
    }
    const intents: Intent[] = [{ kind: 'replaceValue', value: star, with: arn }];
    for (const [key, value] of Object.entries(condition))
      intents.push({ kind: 'setKey', object: statement.elements, key, value });
    proposals.push({ title, intents, safety: 'review' });
  }
  return proposals;
}

/** The one service that may assume a role; null where it is none, several, or not only a service. */
function trustedService(graph: ResourceGraph, role: Resource): string | null {
  const services = graph
    .statementsOf(role.id)
    .filter(s => s.kind === 'trust')
    .flatMap(s => {
      const principal = at(s.elements, 'Principal');
      return principal.kind === 'object' ? itemsOf(at(principal, 'Service')).items.map(i => stringOf(i.value)) : [null];
    });
  const [only = null] = services;
  return services.length === 1 ? only : null;
}
