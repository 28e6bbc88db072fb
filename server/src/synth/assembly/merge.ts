/** Joins what other validators found on disk with a run of the app, which doesn't ask them. */
import type { SourceSpan } from '../../core/document.ts';
import { Shift } from '../map/shift.ts';
import type { ModelProblem, SynthModel } from '../model.ts';

/**
 * The model of a run with the findings of other validators that an assembly has, moved along with the edits since. A
 * finding whose place was rewritten is left out: it may be settled.
 */
export function withReported(model: SynthModel, assembly: SynthModel): SynthModel {
  const shift = new Shift(assembly.texts);
  shift.to(uri => model.texts[uri]);
  const moved = (place: SourceSpan) => (model.texts[place.uri] === undefined ? null : shift.span(place));
  const reported = assembly.problems.flatMap((problem): ModelProblem[] => {
    const span = problem.kind === 'reported' ? moved(problem.span) : null;
    if (!span || shift.touches(span)) return [];
    const related = problem.related.flatMap(({ span: at, message }) => {
      const place = moved(at);
      return place ? [{ span: place, message }] : [];
    });
    return [{ ...problem, span, related }];
  });
  return reported.length === 0 ? model : { ...model, problems: [...model.problems, ...reported] };
}
