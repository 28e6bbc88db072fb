/** Statements by their places in documents. */
import type { SourceSpan } from '../../core/document.ts';
import { contains } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { type Literal, at, walk } from '../../core/value.ts';

/** The innermost written statement around a place, if the graph has one. */
export function statementAt(graph: ResourceGraph, place: SourceSpan): PolicyStatement | null {
  let best: PolicyStatement | null = null;
  for (const statement of graph.statements) {
    if (statement.grant || !contains(statement.span, place)) continue;
    if (!best || length(statement.span) < length(best.span)) best = statement;
  }
  return best;
}

function length({ start, end }: SourceSpan): number {
  return end - start;
}

/** A pattern of actions that is written somewhere. */
export type WrittenAction = Literal & { readonly value: string };

/** The actions of a statement as they are written, in `Action` and `NotAction`. */
export function writtenActions({ elements }: PolicyStatement): readonly WrittenAction[] {
  const found: WrittenAction[] = [];
  for (const element of ['Action', 'NotAction'])
    walk(at(elements, element), value => {
      if (value.kind === 'literal' && typeof value.value === 'string') found.push(value as WrittenAction);
    });
  return found;
}

/** The action that is written at a place, also where it is a constant that statements use. */
export function actionAt(graph: ResourceGraph, place: SourceSpan): WrittenAction | null {
  for (const statement of graph.statements)
    for (const action of statement.grant ? [] : writtenActions(statement))
      if (action.written && contains(action.written, place)) return action;
  return null;
}
