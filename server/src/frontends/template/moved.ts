/**
 * Resources of an earlier text that an edit elsewhere has moved and otherwise left as they were. Making them of what was said
 * then tells the graph what they were.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { Moving } from '../../core/moving.ts';
import { isMoved } from '../../core/settled.ts';
import type { ReadResource } from './resources.ts';
import type { Earlier, Pair } from './tree.ts';

export class Mover extends Moving {
  readonly #uri: string;
  readonly #from: number;
  readonly #by: number;

  constructor(uri: string, { from, by }: Earlier) {
    super();
    this.#uri = uri;
    this.#from = from;
    this.#by = by;
  }

  /** A resource that stands at `pair` now. */
  read(was: ReadResource, pair: Pair): ReadResource {
    return {
      resource: this.resource(was.resource),
      uses: was.uses.map(use => ({ ...use, span: this.span(use.span) })),
      pair,
      was,
    };
  }

  resource(was: Resource): Resource {
    const now = this.movedResource(was);
    isMoved(now, was, was.span.start, this.#by);
    return now;
  }

  /** @param owner The resource that it was written in. */
  statement(was: PolicyStatement, owner: Resource): PolicyStatement {
    const now = this.movedStatement(was);
    isMoved(now, was, owner.span.start, this.#by);
    return now;
  }

  /** What stands before the edit holds nothing from behind it. */
  protected stays(was: SourceSpan): boolean {
    return was.end < this.#from;
  }

  protected end(was: number): number {
    return was < this.#from ? was : was + this.#by;
  }

  span(was: SourceSpan): SourceSpan {
    if (was.end < this.#from) return was;
    const start = was.start < this.#from ? was.start : was.start + this.#by;
    return { uri: this.#uri, start, end: was.end + this.#by };
  }
}
