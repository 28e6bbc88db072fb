/** What tests of this folder begin with: an example, its graph and its one function's permissions and needs. */
import type { ResourceGraph } from '../core/graph.ts';
import type { Example } from '../core/rule.ts';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { type FunctionAccess, accessIn, missingIn, surplusIn } from './compare.ts';
import type { Target } from './scopes.ts';

export interface Joined {
  readonly graph: ResourceGraph;
  readonly access: FunctionAccess;
  /** `dynamodb:GetItem Orders`, with a suffix and a question mark where they are; sorted. */
  readonly needs: readonly string[];
  /** Actions that are missing and surplus in the whole example; sorted. */
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
  /** Actions that are used of permissions that allow more; sorted. */
  readonly used: readonly string[];
}

/** Joins an example; `name` is the logical ID or construct id of the function to look at. */
export function join(example: Example, name = 'Handler'): Joined {
  const { documents, main } = fixture(example);
  const graph = workspaceOf(documents, []).graph(main.uri);
  const all = accessIn(graph);
  const access = all.find(({ function: one }) => (one.called ?? one.logicalId) === name);
  if (!access) throw new Error(`no function ${name}`);
  const needs = access.needs.map(
    ({ action, target, certain }) => `${action} ${said(graph, target)}${certain ? '' : ' ?'}`,
  );
  return {
    graph,
    access,
    needs: [...new Set(needs)].sort(),
    missing: all
      .flatMap(one => missingIn(graph, one))
      .flatMap(one => one.needs.map(need => need.action))
      .sort(),
    surplus: surplusIn(graph)
      .flatMap(one => one.unused)
      .sort(),
    used: surplusIn(graph)
      .flatMap(one => one.used.map(need => need.action))
      .sort(),
  };
}

function said(graph: ResourceGraph, target: Target): string {
  if (target.kind === 'name') return `"${target.text}"`;
  if (target.kind !== 'resource') return target.kind;
  const resource = graph.resource(target.id);
  return `${resource?.called ?? resource?.logicalId}${target.suffix ?? '…'}`;
}
