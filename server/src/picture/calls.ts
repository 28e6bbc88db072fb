/** Connections that only the code of functions tells of: an operation on a table whose name comes from the environment. */
import type { ResourceGraph } from '../core/graph.ts';
import type { CodeValue, Edge } from '../core/resource.ts';
import { at } from '../core/value.ts';
import { accessLevel, sdkActions } from '../knowledge/index.ts';

/** Edges from functions to what their code reads or writes, where the resource is named by an environment variable. */
export function callEdges(graph: ResourceGraph): Edge[] {
  const edges: Edge[] = [];
  for (const unit of graph.code) {
    const calls = unit.facts.flatMap(f => (f.kind === 'sdk-call' ? [f] : []));
    if (calls.length === 0) continue;
    for (const { resource } of graph.functionsOf(unit))
      for (const call of calls)
        for (const name of new Set(Object.values(call.parameters).flatMap(namesOf))) {
          const value = at(resource.properties, 'Environment', 'Variables', name);
          if (value.kind !== 'reference' || value.target.kind !== 'resource') continue;
          const levels = sdkActions(call.client, call.operation)?.map(accessLevel);
          if (!levels) continue;
          const isRead = levels.every(level => level === 'Read' || level === 'List');
          edges.push({
            from: resource.id,
            to: value.target.id,
            kind: 'grant',
            access: isRead ? 'read' : 'write',
            span: call.span,
            detail: call.operation,
          });
        }
  }
  return edges;
}

function namesOf(value: CodeValue): string[] {
  return value.kind === 'environment' ? [value.name] : [];
}
