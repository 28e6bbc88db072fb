/**
 * What an earlier text said, at the place where it stands now: a copy with other places. Where most is as it was, that
 * costs less than making it of the text again.
 */
import type { SourceSpan } from './document.ts';
import type { Edge, PolicyDocument, PolicyStatement, Resource } from './resource.ts';
import type { Entry, Literal, ObjectValue, Slot, Target, TextPart, Value } from './value.ts';

/** How offsets in a document changed: from `from` on all are greater by `by`. */
export interface Shift {
  readonly from: number;
  readonly by: number;
}

/** Follows how the places in one document have moved, while what stands there is compared. */
export abstract class Following {
  #by = 0;
  /** The last offset that stayed, and the first that did not. */
  #stayed = -1;
  #from = Number.POSITIVE_INFINITY;

  /** Null where it takes more than one shift. */
  get shift(): Shift | null {
    if (this.#by === 0) return { from: 0, by: 0 };
    return this.#stayed < this.#from ? { from: this.#from, by: this.#by } : null;
  }

  /** Takes an offset in; false where it has moved otherwise than those before. */
  protected moved(from: number, to: number): boolean {
    const by = to - from;
    if (by === 0) {
      if (from > this.#stayed) this.#stayed = from;
      return true;
    }
    if (this.#by !== 0 && this.#by !== by) return false;
    this.#by = by;
    if (from < this.#from) this.#from = from;
    return true;
  }

  /** Takes in what another one has followed, in the same way. */
  protected joined(other: Following): boolean {
    if (other.#by !== 0 && this.#by !== 0 && other.#by !== this.#by) return false;
    this.#by ||= other.#by;
    this.#stayed = Math.max(this.#stayed, other.#stayed);
    this.#from = Math.min(this.#from, other.#from);
    return true;
  }
}

export abstract class Moving {
  /** What was moved: what is there twice stays one, like the document that statements share, and objects of their resource. */
  readonly #moved = new Map<object, object>();

  /** Whether what stands at a place is to be taken as it is, with all that is inside. */
  protected abstract stays(was: SourceSpan): boolean;

  /** Where something stands now. */
  abstract span(was: SourceSpan): SourceSpan;

  /** Where the last entry of something ends now that did at an offset. */
  protected abstract end(was: number, of: SourceSpan): number;

  movedResource(was: Resource): Resource {
    const { construct } = was;
    const ids = construct?.ids?.map(id => ({ ...id, span: this.span(id.span) }));
    return {
      ...was,
      span: this.span(was.span),
      nameSpan: this.span(was.nameSpan),
      typeSpan: this.span(was.typeSpan),
      properties: this.object(was.properties),
      attributes: this.object(was.attributes),
      construct: construct && ids ? { ...construct, ids } : construct,
    };
  }

  movedStatement(was: PolicyStatement): PolicyStatement {
    const { grant, document } = was;
    return {
      ...was,
      span: this.span(was.span),
      elements: this.object(was.elements),
      grant: grant && { ...grant, span: this.span(grant.span) },
      ...(document ? { document: this.#document(document) } : {}),
    };
  }

  #document(was: PolicyDocument): PolicyDocument {
    const known = this.#moved.get(was);
    if (known) return known as PolicyDocument;
    const now = { ...was, span: this.span(was.span), elements: this.object(was.elements) };
    this.#moved.set(was, now);
    return now;
  }

  edge(was: Edge): Edge {
    return { ...was, span: this.span(was.span) };
  }

  object(was: ObjectValue): ObjectValue {
    if (this.stays(was.span)) return was;
    const known = this.#moved.get(was);
    if (known) return known as ObjectValue;
    const span = this.span(was.span);
    const entries = was.entries.map(e => this.#entry(e));
    const now = { ...was, entries, span, slot: this.#slot(was.slot, was.span, span) };
    this.#moved.set(was, now);
    return now;
  }

  #entry(was: Entry): Entry {
    return {
      key: was.key,
      keySpan: this.span(was.keySpan),
      span: this.span(was.span),
      value: this.value(was.value),
    };
  }

  /** A value with all that is inside. */
  value(was: Value): Value {
    if (was.kind === 'absent' || this.stays(was.span)) return was;
    const span = this.span(was.span);
    switch (was.kind) {
      case 'literal':
        return this.#literal(was, span);
      case 'object':
        return this.object(was);
      case 'list':
        return {
          ...was,
          items: was.items.map(item => this.value(item)),
          span,
          slot: this.#slot(was.slot, was.span, span),
        };
      case 'text':
        return { ...was, parts: was.parts.map(part => this.#part(part)), span };
      case 'reference':
        return { ...was, target: this.#target(was.target), span };
      case 'choice':
        return { ...was, branches: was.branches.map(b => ({ when: b.when, value: this.value(b.value) })), span };
      case 'unknown':
        return { ...was, span };
    }
  }

  #literal(was: Literal, span: SourceSpan): Literal {
    const { written } = was;
    return { ...was, span, written: written === was.span ? span : written && this.span(written) };
  }

  #part(was: TextPart): TextPart {
    if (was.kind === 'hole') return { kind: 'hole', value: this.value(was.value) };
    return was.written ? { ...was, written: this.span(was.written) } : was;
  }

  #target(was: Target): Target {
    if (was.kind === 'import') return { kind: 'import', name: this.value(was.name) };
    if (was.kind !== 'parameter') return was;
    const [defaultValue, allowedValues] = [this.value(was.defaultValue), this.value(was.allowedValues)];
    const isSame = defaultValue === was.defaultValue && allowedValues === was.allowedValues;
    return isSame ? was : { ...was, defaultValue, allowedValues };
  }

  #slot(was: Slot | null, of: SourceSpan, span: SourceSpan): Slot | null {
    return was && { ...was, span: was.span === of ? span : this.span(was.span), end: this.end(was.end, was.span) };
  }
}
