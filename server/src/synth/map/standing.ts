/**
 * Who has the say on what, when the source went on since the run: what the code says differently now is judged as it is
 * read, until the next run; what the code no longer makes is gone; everything else is as the run has it.
 */
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { sameContent } from './equal.ts';
import type { Shift } from './shift.ts';
import type { Found } from './statements.ts';
import type { Element, Twin, Twins } from './twins.ts';

export type Standing = 'joined' | 'source' | 'gone';

export class Standings {
  readonly #shift: Shift;
  /** Twins and statements as they were when the texts were those of the run; null while these have not been seen. */
  #seen: {
    readonly twins: ReadonlyMap<Element, Resource>;
    readonly statements: Map<string, PolicyStatement | null>;
  } | null = null;

  constructor(shift: Shift) {
    this.#shift = shift;
  }

  /** The standing of each element. */
  of(elements: readonly Element[], twins: Twins): ReadonlyMap<Element, Standing> {
    const asRun = this.#shift.state() === '';
    if (asRun && !this.#seen)
      this.#seen = { twins: new Map([...twins.of].map(([e, t]) => [e, t.resource])), statements: new Map() };
    return new Map(elements.map(e => [e, asRun ? 'joined' : this.#element(e, twins.of.get(e))]));
  }

  #element(element: Element, twin: Twin | undefined): Standing {
    const before = this.#seen?.twins.get(element);
    if (!twin) {
      const [site] = element.sites;
      const isRewritten = site !== undefined && this.#shift.span(site.span) === null;
      return before || isRewritten ? 'gone' : 'joined';
    }
    const isChanged = this.#seen
      ? !before ||
        before.type !== twin.resource.type ||
        !sameContent(before.properties, twin.resource.properties) ||
        !sameContent(before.attributes, twin.resource.attributes)
      : this.#shift.touches(twin.resource.span);
    return isChanged ? 'source' : 'joined';
  }

  /** The standing of a statement of a resource. */
  statement(resource: string, { place, source, origin }: Found): Standing {
    const key = `${resource}/${place}`;
    if (this.#shift.state() === '') {
      this.#seen?.statements.set(key, source);
      return 'joined';
    }
    const before = this.#seen?.statements.get(key);
    if (!source) return before || (origin?.site && this.#shift.span(origin.site.span) === null) ? 'gone' : 'joined';
    const isChanged = before ? !sameContent(before.elements, source.elements) : this.#shift.touches(source.span);
    return isChanged ? 'source' : 'joined';
  }
}
