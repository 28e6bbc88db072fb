/** A statement more for the role of a function in a template. */
import { permissionsOf } from '../../access/permissions.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Intent, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { at } from '../../core/value.ts';
import { arnsFor } from './candidates.ts';

/**
 * The intents that let the role of a template's function do some actions on a resource: a statement beside one that the role
 * has, or a policy of its own; or the reason why there are none.
 */
export function statementFor(
  graph: ResourceGraph,
  fn: Resource,
  on: Resource,
  actions: readonly string[],
): readonly Intent[] | string {
  const [first, ...more] = actions;
  const arns = arnsFor(on, actions);
  if (first === undefined || arns.length === 0) return `how ARNs of ${on.type} are written is not known here`;
  const [arn, ...others] = arns;
  const elements: Readonly<Record<string, NewValue>> = {
    Effect: 'Allow',
    Action: more.length > 0 ? actions : first,
    Resource: others.length > 0 ? arns : (arn as NewValue),
  };
  const { roles } = permissionsOf(graph, fn);
  const [role] = roles;
  const carrier = role ?? fn;
  if (!role && fn.type !== 'AWS::Serverless::Function') return 'its role can’t be found';
  const document: NewValue = { $object: { Version: '2012-10-17', Statement: [{ $object: elements }] } };
  const policy: NewValue = role
    ? { $object: { PolicyName: `${fn.logicalId}On${on.logicalId}`, PolicyDocument: document } }
    : document;
  const policies = at(carrier.properties, 'Policies');
  const intent: Intent =
    policies.kind === 'list'
      ? { kind: 'insertItem', list: policies, value: policy }
      : { kind: 'setProperty', resource: carrier.id, path: ['Policies'], value: [policy] };
  if (policies.kind !== 'list' && policies.kind !== 'absent') return `Policies of ${carrier.logicalId} are no list`;
  const beside = graph.statements.find(s => s.kind === 'identity' && s.owner === carrier.id && !s.grant && s.document);
  const intents: Intent[] = beside ? [{ kind: 'addStatement', beside, elements }] : [intent];
  return intents;
}
