/** The outputs of a synthesized stack at the constructs that make them. */
import type { SourceSpan } from '../../core/document.ts';
import { absent, at, type Entry, type ObjectValue, type Value } from '../../core/value.ts';
import { merged } from './merge.ts';
import { locator, onlyPlace } from './places.ts';
import type { Context } from './resources.ts';
import { settled } from './settle.ts';
import type { RawStack } from './stacks.ts';

/** The keys of `CfnOutput`, as the template has them. */
const PROPS: Readonly<Record<string, string>> = { value: 'Value', description: 'Description', exportName: 'Export' };

/** The sections of a stack, `Outputs` alone; those that the source reader knows keep their name and places. */
export function outputsOf(
  { stack, outputs }: RawStack,
  seen: ObjectValue | null,
  span: SourceSpan,
  { model, shift, standIns, settling }: Context,
): ObjectValue {
  const known = seen === null ? absent : at(seen, 'Outputs');
  const entries: Entry[] = [];
  for (const { path, element, sites } of model.constructs) {
    const exact = element ? at(outputs, element.logicalId) : absent;
    if (!element || element.type !== null || model.stacks[element.stack]?.path !== stack.path) continue;
    if (exact.kind !== 'object') continue;
    const id = path.slice(path.lastIndexOf('/') + 1);
    const twin = known.kind === 'object' ? known.entries.find(e => e.key === id) : undefined;
    const site = model.sites[sites[0] ?? -1];
    const name = (site && shift.span(site.name)) ?? span;
    const keys = (site?.objects ?? []).map(o => ({
      ...o,
      keys: o.keys.map(k => ({ ...k, name: PROPS[k.name] ?? k.name })),
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
  const object = (inner: readonly Entry[], complete: boolean): ObjectValue => ({
    kind: 'object',
    entries: inner,
    complete,
    span,
    slot: null,
    origin: 'written',
  });
  const all: Value = object(entries, !stack.partial);
  return object([{ key: 'Outputs', keySpan: span, span, value: all }], false);
}
