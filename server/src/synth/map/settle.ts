/** Gives the references of a raw value the ids that the graph knows, across the borders of stacks. */
import { unknown, type Entry, type Target, type TextPart, type Value } from '../../core/value.ts';
import type { Crossings } from './stacks.ts';

export interface Settling {
  readonly crossings: Crossings;
  /** The id in the graph of a raw one; null for a resource that is no part of it. */
  idOf(raw: string): string | null;
  /** A parameter of a stack with its values at their places. */
  parameter(stack: string, target: Extract<Target, { kind: 'parameter' }>): Target;
}

export function settled(value: Value, stack: string, how: Settling): Value {
  switch (value.kind) {
    case 'list':
      return { ...value, items: value.items.map(item => settled(item, stack, how)) };
    case 'object':
      return {
        ...value,
        entries: value.entries.map((e): Entry => ({ ...e, value: settled(e.value, stack, how) })),
      };
    case 'choice':
      return { ...value, branches: value.branches.map(b => ({ when: b.when, value: settled(b.value, stack, how) })) };
    case 'text':
      return {
        ...value,
        parts: value.parts.map(
          (p): TextPart =>
            p.kind === 'known' ? { ...p, written: null } : { kind: 'hole', value: settled(p.value, stack, how) },
        ),
      };
    case 'reference': {
      const { target } = value;
      if (target.kind === 'pseudo' || target.kind === 'dynamic') return value;
      const found = how.crossings.resolve(value, stack);
      const id = found && how.idOf(found.id);
      if (found && id !== null) return { ...value, target: { kind: 'resource', id }, attribute: found.attribute };
      if (target.kind === 'parameter') return { ...value, target: how.parameter(stack, target) };
      return target.kind === 'import' ? value : unknown(value.span, 'what it names is not known');
    }
    default:
      return value;
  }
}
