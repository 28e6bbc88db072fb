/** What policies allow on the template's own resources, as grant edges. */
import type { Edge, PolicyStatement } from '../../core/resource.ts';
import { at, scenarios, stringOf, type Value } from '../../core/value.ts';
import { type NameIndex, servicePrefix } from './names.ts';

type Access = 'read' | 'write' | 'both';

/** Verbs of actions that leave a resource as it is. */
const READING =
  /^(Get|List|Describe|Query|Scan|Receive|BatchGet|Head|Decrypt|ConditionCheck|Select|PartiQLSelect|Search|View|Lookup|Test|Verify|Subscribe)/;
/** Taking a message off a queue changes the queue, but is how one reads it: it starts nothing. */
const CONSUMING = /^sqs:(DeleteMessage|ChangeMessageVisibility|\*?GetQueue)/;

/** Whether an action reads or writes; by its name, as the IAM reference words them. */
export function accessOf(action: string): Access {
  const name = action.slice(action.indexOf(':') + 1);
  if (action === '*' || name === '*') return 'both';
  return READING.test(name) || CONSUMING.test(action) ? 'read' : 'write';
}

/** Read and write together are both. */
function joined(accesses: readonly Access[]): Access | null {
  if (accesses.length === 0) return null;
  return accesses.every(a => a === 'read') ? 'read' : accesses.every(a => a === 'write') ? 'write' : 'both';
}

/**
 * The grant edges of identity statements: from the principals and from whatever they are attached to (a role's functions).
 * `carriers` gives the latter.
 */
export function grantEdges(
  statements: readonly PolicyStatement[],
  index: NameIndex,
  carriers: (principal: string) => readonly string[],
): Edge[] {
  const edges: Edge[] = [];
  for (const statement of statements) {
    if (statement.kind !== 'identity' || stringOf(at(statement.elements, 'Effect')) !== 'Allow') continue;
    const actions = strings(at(statement.elements, 'Action'));
    const principals = [...new Set(statement.attachedTo.flatMap(p => [p, ...carriers(p)]))];
    if (actions.length === 0 || principals.length === 0) continue;
    for (const target of index.named(at(statement.elements, 'Resource'))) {
      const prefix = servicePrefix(index.typeOf(target.id) ?? '');
      const relevant = actions.filter(a => a === '*' || a.startsWith(`${prefix}:`));
      const access = joined(relevant.map(accessOf));
      if (!access) continue;
      // Of a policy template of SAM's, its name says it.
      const isTemplate = statement.grant !== null && statement.language !== 'typescript';
      const detail = isTemplate ? statement.grant.method : relevant.join(', ');
      for (const from of principals)
        edges.push({ from, to: target.id, kind: 'grant', span: target.span, access, detail });
    }
  }
  return edges;
}

/** The known strings of one value or a list, over all scenarios. */
function strings(value: Value): string[] {
  return scenarios(value).flatMap(({ value: one }) =>
    one.kind === 'list' ? one.items.flatMap(strings) : stringOf(one) !== null ? [stringOf(one) as string] : [],
  );
}
