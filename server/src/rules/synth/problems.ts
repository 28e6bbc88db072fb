/** What all rules of this family do: they say what running the app has brought up, at the place that it is about. */
import type { Signal } from '../../core/rule.ts';
import type { SourceFact, SynthProblemKind } from '../../core/resource.ts';

/** The wording is the problem's own: it is a whole sentence, or the CDK's. */
export const messages = { said: '{message}' } as const;

/** One signal where a fact is a problem of one of these kinds. */
export function* said(fact: SourceFact, ...kinds: readonly SynthProblemKind[]): Generator<Signal<'said'>> {
  if (fact.kind !== 'synth' || !kinds.includes(fact.problem)) return;
  yield {
    message: 'said',
    at: fact.span,
    params: { message: fact.message },
    related: fact.related,
    subject: fact.detail ?? fact.message,
  };
}
