/** What the rules about leftovers of SDK v2 in code of v3 share: each of them reports one form. */
import type { CodeUnit, SdkLeftover } from '../../core/resource.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { Signal } from '../../core/rule.ts';

/** The leftovers of one form in a piece of code, as signals. */
export function* leftoversIn(unit: CodeUnit, form: SdkLeftover['form']): Iterable<Signal<'leftover'>> {
  for (const fact of unit.facts) {
    if (fact.kind !== 'sdk-leftover' || fact.form !== form) continue;
    const { written, successor, span } = fact;
    yield { message: 'leftover', at: span, params: { written, successor }, subject: written, data: fact };
  }
}

/** The exact rewrite of a leftover, or why there is none. */
export function leftoverFix({ data }: Signal): readonly FixProposal[] | string {
  const { edits, successor } = data as SdkLeftover;
  if (!edits) return 'what takes its place depends on the code around it';
  const intents = edits.map(({ span, text }) => ({ kind: 'replaceText' as const, span, text }));
  return [{ title: `Use ${successor}`, intents, safety: 'review' }];
}
