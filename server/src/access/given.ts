/** Which grants give all that a written statement says. */
import type { ResourceGraph } from '../core/graph.ts';
import type { PolicyStatement } from '../core/resource.ts';
import { at, stringOf } from '../core/value.ts';
import { expandAction } from '../knowledge/index.ts';
import { type Allowed, allowedBy, allows, grantedBy } from './permissions.ts';

/**
 * The grants, each once, that together give for certain what a written statement without a condition allows on resources
 * of the graph, to everybody whom the statement is for; none where something of it is given by nothing else, or nobody can
 * tell.
 */
export function grantsGiving(graph: ResourceGraph, statement: PolicyStatement): readonly PolicyStatement[] {
  const used = new Set<PolicyStatement>();
  if (statement.attachedTo.length === 0) return [];
  if (!isPlain(statement) || statement.grant !== null || !statement.elements.complete) return [];
  for (const principal of statement.attachedTo) {
    const grants = graph
      .statementsOn(principal)
      .filter(s => s.kind === 'identity' && s.grant !== null && !s.grant.sometimes && isPlain(s));
    if (grants.length === 0) return [];
    const given = grants.flatMap(grant => grantGives(graph, grant).map(allowed => ({ grant, allowed })));
    for (const { actions, scopes, complete, excepted } of allowedBy(statement, graph)) {
      const expanded = actions.map(expandAction);
      if (!complete || excepted || scopes.length === 0 || expanded.some(names => names.length === 0)) return [];
      for (const scope of scopes) {
        if (scope.kind !== 'resource' || scope.suffix === null) return [];
        for (const action of expanded.flat()) {
          const by = given.find(({ allowed }) => allows(allowed, action, scope, graph) === 'yes');
          if (!by) return [];
          used.add(by.grant);
        }
      }
    }
  }
  const calls = new Set<string>();
  return [...used].filter(({ grant }) => {
    const call = `${grant?.span.uri}@${grant?.span.start}`;
    return !calls.has(call) && calls.add(call);
  });
}

/** What a grant gives by itself: what the CDK writes for it may hold what it merged with it. */
function grantGives(graph: ResourceGraph, statement: PolicyStatement): readonly Allowed[] {
  const { grant, language } = statement;
  if (language !== 'typescript') return allowedBy(statement, graph);
  const on = grant?.on ? graph.resource(grant.on) : undefined;
  const observed = grant && on ? grantedBy(graph, on, grant.method) : null;
  const shared = { statement, policy: null, span: statement.span, excepted: false, complete: true };
  return observed?.map(part => ({ ...shared, ...part })) ?? [];
}

/** Whether it allows in every scenario, and without a condition. */
function isPlain({ elements }: PolicyStatement): boolean {
  return (
    stringOf(at(elements, 'Effect')) === 'Allow' &&
    !elements.entries.some(({ key }) => key === 'Condition' || key === 'NotResource')
  );
}
