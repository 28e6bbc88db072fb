/** The outputs and parameters of a synthesized stack at the constructs that make them. */
import type { SourceSpan } from '../../core/document.ts';
import { absent, at, type Entry, type ObjectValue, type Value } from '../../core/value.ts';
import { merged } from './merge.ts';
import { locator, onlyPlace } from './places.ts';
import type { Context } from './resources.ts';
import { settled } from './settle.ts';
import type { RawStack } from './stacks.ts';

/** The keys of `CfnOutput`, as the template has them. */
const OUTPUT: Readonly<Record<string, string>> = { value: 'Value', description: 'Description', exportName: 'Export' };

/** The sections of a stack; outputs and parameters that the source reader knows keep their name and places. */
export function sectionsOf(raw: RawStack, seen: ObjectValue | null, span: SourceSpan, context: Context): ObjectValue {
  const section = (name: string, exact: Value): Value => {
    const known = seen === null ? absent : at(seen, name);
    const entries = exact.kind === 'object' ? entriesOf(raw, exact, known, span, context) : [];
    return object(entries, !raw.stack.partial, span);
  };
  const sections = [
    { key: 'Outputs', value: section('Outputs', raw.outputs) },
    { key: 'Parameters', value: section('Parameters', raw.parameters) },
  ];
  return object(
    sections.map(s => ({ ...s, keySpan: span, span })),
    false,
    span,
  );
}

function entriesOf(
  { stack }: RawStack,
  all: ObjectValue,
  known: Value,
  span: SourceSpan,
  { model, shift, standIns, settling }: Context,
): Entry[] {
  const entries: Entry[] = [];
  for (const { path, element, sites } of model.constructs) {
    if (!element || element.type !== null || model.stacks[element.stack]?.path !== stack.path) continue;
    const exact = at(all, element.logicalId);
    if (exact.kind !== 'object') continue;
    const id = path.slice(path.lastIndexOf('/') + 1);
    const twin = known.kind === 'object' ? known.entries.find(e => e.key === id) : undefined;
    const site = model.sites[sites[0] ?? -1];
    const name = (site && shift.span(site.name)) ?? span;
    const keys = (site?.objects ?? []).map(o => ({
      ...o,
      keys: o.keys.map(k => ({ ...k, name: OUTPUT[k.name] ?? k.name.charAt(0).toUpperCase() + k.name.slice(1) })),
    }));
    const locate = locator(keys, null, '', false, exact, place => shift.span(place));
    const otherwise = onlyPlace(name, 'default');
    const value = merged(settled(exact, stack.path, settling), twin?.value, otherwise, '', {
      standIns,
      locate,
      changed: () => null,
      otherwise,
    });
    const whole = (site && shift.span(site.span)) ?? name;
    entries.push({ key: twin?.key ?? id, keySpan: twin?.keySpan ?? name, span: twin?.span ?? whole, value });
  }
  return entries;
}

function object(entries: readonly Entry[], complete: boolean, span: SourceSpan): ObjectValue {
  return { kind: 'object', entries, complete, span, slot: null, origin: 'written' };
}
