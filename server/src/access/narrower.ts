/** Which grant methods of a construct would do for what is needed. */
import type { ResourceGraph } from '../core/graph.ts';
import type { PolicyStatement, Resource } from '../core/resource.ts';
import { expandAction, grantMethods } from '../knowledge/index.ts';
import type { Need } from './needs.ts';
import { allows, grantConstruct, grantedBy } from './permissions.ts';

export interface GrantChoice {
  readonly method: string;
  /** All that it allows, without wildcards. */
  readonly actions: readonly string[];
}

/** The methods that cover all needs, the narrowest first; in one style, `grantX` or `grants.x`. */
export function grantsCovering(
  graph: ResourceGraph,
  on: Resource,
  needs: readonly Pick<Need, 'action' | 'target'>[],
  style: 'grants' | 'grantX',
): readonly GrantChoice[] {
  if (!on.construct) return [];
  const found: GrantChoice[] = [];
  for (const method of grantMethods(grantConstruct(on.construct.fqn))) {
    if (method.startsWith('grants.') !== (style === 'grants')) continue;
    const granted = grantedBy(graph, on, method);
    if (!granted || granted.length === 0) continue;
    const shared = { statement: null, policy: null, span: on.span, excepted: false, complete: true };
    const isEnough = needs.every(need =>
      granted.some(part => allows({ ...shared, ...part }, need.action, need.target, graph) === 'yes'),
    );
    if (isEnough)
      found.push({ method, actions: [...new Set(granted.flatMap(part => part.actions.flatMap(expandAction)))] });
  }
  return found.sort((a, b) => a.actions.length - b.actions.length);
}

/**
 * The narrowest method that covers all needs and gives less than the one that a grant calls; null if there is none.
 * @param kept Actions of the grant that may be used without a call, which the method has to give, too.
 */
export function narrowerGrant(
  graph: ResourceGraph,
  { grant }: PolicyStatement,
  needs: readonly Need[],
  kept: readonly string[],
): GrantChoice | null {
  const on = grant?.on ? graph.resource(grant.on) : undefined;
  const now = grant && on && grantedBy(graph, on, grant.method);
  if (!grant || !now) return null;
  const given = new Set(now.flatMap(part => part.actions.flatMap(expandAction)));
  // What the call needs elsewhere, another permission gives.
  const here = needs.filter(need => need.target.kind !== 'resource' || need.target.id === on?.id);
  if (here.length === 0) return null;
  const style = grant.method.startsWith('grants.') ? 'grants' : 'grantX';
  const best = grantsCovering(graph, on as Resource, here, style).find(({ actions }) =>
    kept.every(action => actions.includes(action)),
  );
  return best && best.actions.length < given.size && best.actions.every(action => given.has(action)) ? best : null;
}
