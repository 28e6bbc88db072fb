/** The stacks of the joined graph: as the source reader has them, with the environment that synthesis knows. */
import type { GraphPart } from '../../core/graph.ts';
import type { Stack } from '../../core/resource.ts';
import { literal, unknown, type Value } from '../../core/value.ts';
import type { ModelStack, SynthModel } from '../model.ts';
import type { Shift } from './shift.ts';

export interface StackRecords {
  readonly stacks: readonly Stack[];
  /** The id in the graph of the stack at a construct path. */
  idOf(path: string): string;
}

/** @param sectionsOf The sections of the stack at a path, given what the source reader has and where the stack is made. */
export function stackRecords(
  model: SynthModel,
  source: GraphPart,
  shift: Shift,
  sectionsOf: (path: string, seen: Stack['sections'], span: Stack['span']) => Stack['sections'],
): StackRecords {
  const pathOf = (stack: Stack) => stack.id.slice(stack.id.lastIndexOf('#') + 1);
  const twins = new Map<string, Stack>();
  for (const stack of source.stacks) {
    const known = twins.get(pathOf(stack));
    if (!known || stack.id.startsWith(`${model.entry}#`)) twins.set(pathOf(stack), stack);
  }
  const idOf = (path: string) => twins.get(path)?.id ?? `${model.entry}#${path}`;
  const byPath = new Map(model.constructs.map(c => [c.path, c]));
  const stacks = model.stacks.map((stack): Stack => {
    const twin = twins.get(stack.path);
    const site = model.sites[byPath.get(stack.path)?.sites[0] ?? -1];
    const outer = model.sites[byPath.get(stack.path)?.sites.at(-1) ?? -1];
    const span = twin?.span ??
      (outer && shift.span(outer.span)) ??
      (site && shift.span(site.span)) ?? { uri: model.entry, start: 0, end: 0 };
    return {
      id: idOf(stack.path),
      name: twin?.name ?? stack.path,
      uri: span.uri,
      span,
      kind: 'cdk',
      parent: stack.parent === null ? null : idOf(stack.parent),
      account: environment(stack.account, model.account, twin?.account, span),
      region: environment(stack.region, model.region, twin?.region, span),
      sections: sectionsOf(stack.path, twin?.sections ?? null, span),
      ...(twin?.declared ? { declared: twin.declared } : {}),
    };
  });
  return { stacks, idOf };
}

/** What a stack's environment is. What stands in for one that nobody named is not known. */
function environment(
  seen: ModelStack['account'],
  standIn: string,
  twin: Value | undefined,
  span: Stack['span'],
): Value {
  const known = !/^unknown-/.test(seen) && seen !== standIn;
  if (twin?.kind === 'literal' && (!known || twin.value === seen)) return twin;
  if (known) return literal(seen, twin && twin.kind !== 'absent' ? twin.span : span, null);
  return twin ?? unknown(span, 'the environment is not named');
}
