/** Which grant method would do, where a wider one is called. */
import type { ResourceGraph } from '../core/graph.ts';
import type { PolicyStatement } from '../core/resource.ts';
import { expandAction, grantMethods, grantStatements } from '../knowledge/index.ts';
import type { Need } from './needs.ts';
import { allowedBy, allows } from './permissions.ts';

/** `dynamodb.Table` of `aws-cdk-lib.aws_dynamodb.Table`, as the tables of grants are written. */
export function grantConstruct(fqn: string): string {
  return fqn.replace(/^aws-cdk-lib\.(aws_)?/, '');
}

/** The actions that a grant method gives, without wildcards. */
function width(construct: string, method: string): readonly string[] {
  const patterns = (grantStatements(construct, method) ?? []).flatMap(({ actions }) => actions);
  return [...new Set(patterns.flatMap(expandAction))];
}

/**
 * The method that gives the fewest actions and covers all needs, in the style of the one that is called (`grantX` or
 * `grants.x`); null if there is none that is narrower.
 */
export function narrowerGrant(
  graph: ResourceGraph,
  statement: PolicyStatement,
  needs: readonly Need[],
): { readonly method: string; readonly actions: readonly string[] } | null {
  const { grant } = statement;
  const on = grant?.on ? graph.resource(grant.on) : undefined;
  if (!grant || !on?.construct) return null;
  const construct = grantConstruct(on.construct.fqn);
  const now = width(construct, grant.method);
  const style = grant.method.startsWith('grants.');
  let best: { method: string; actions: readonly string[] } | null = null;
  for (const method of grantMethods(construct)) {
    if (method.startsWith('grants.') !== style || grantStatements(construct, method) === null) continue;
    const actions = width(construct, method);
    if (actions.length === 0 || actions.length >= (best?.actions ?? now).length) continue;
    if (!actions.every(action => now.includes(action))) continue;
    const allowed = allowedBy({ ...statement, evidence: 'source', grant: { ...grant, method } }, graph);
    if (needs.every(need => allowed.some(one => allows(one, need.action, need.target, graph) !== 'no')))
      best = { method, actions };
  }
  return best;
}
