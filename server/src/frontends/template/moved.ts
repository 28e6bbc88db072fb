/**
 * What an earlier text said, at the place where it stands now: for resources that an edit elsewhere has moved and otherwise
 * left as they were. Making it of what was said then costs less than reading it again, and tells the graph what it was.
 */
import type { SourceSpan } from '../../core/document.ts';
import type { Edge, PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { isMoved } from '../../core/settled.ts';
import type { Entry, Literal, ObjectValue, Slot, Target, TextPart, Value } from '../../core/value.ts';
import type { ReadResource } from './resources.ts';
import type { Earlier, Pair } from './tree.ts';

export class Mover {
  readonly #uri: string;
  readonly #from: number;
  readonly #by: number;
  /** What was moved: statements have objects of their resource, and share their document. */
  readonly #objects = new Map<ObjectValue, ObjectValue>();
  readonly #documents = new Map<PolicyDocument, PolicyDocument>();

  constructor(uri: string, { from, by }: Earlier) {
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
    const now = {
      ...was,
      span: this.span(was.span),
      nameSpan: this.span(was.nameSpan),
      typeSpan: this.span(was.typeSpan),
      properties: this.object(was.properties),
      attributes: this.object(was.attributes),
    };
    isMoved(now, was, was.span.start, this.#by);
    return now;
  }

  /** @param owner The resource that it was written in. */
  statement(was: PolicyStatement, owner: Resource): PolicyStatement {
    const { grant, document } = was;
    const now = {
      ...was,
      span: this.span(was.span),
      elements: this.object(was.elements),
      grant: grant && { ...grant, span: this.span(grant.span) },
      ...(document ? { document: this.#document(document) } : {}),
    };
    isMoved(now, was, owner.span.start, this.#by);
    return now;
  }

  #document(was: PolicyDocument): PolicyDocument {
    let now = this.#documents.get(was);
    if (!now) {
      now = { ...was, span: this.span(was.span), elements: this.object(was.elements) };
      this.#documents.set(was, now);
    }
    return now;
  }

  edge(was: Edge): Edge {
    return { ...was, span: this.span(was.span) };
  }

  span(was: SourceSpan): SourceSpan {
    if (was.end < this.#from) return was;
    const start = was.start < this.#from ? was.start : was.start + this.#by;
    return { uri: this.#uri, start, end: was.end + this.#by };
  }

  object(was: ObjectValue): ObjectValue {
    if (was.span.end < this.#from) return was;
    let now = this.#objects.get(was);
    if (!now) {
      const span = this.span(was.span);
      now = { ...was, entries: was.entries.map(e => this.#entry(e)), span, slot: this.#slot(was.slot, was.span, span) };
      this.#objects.set(was, now);
    }
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

  /** A value with all that is inside. What stands before the edit holds nothing from behind it. */
  value(was: Value): Value {
    if (was.kind === 'absent' || was.span.end < this.#from) return was;
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

  /** Parameters stand before all that is moved. */
  #target(was: Target): Target {
    return was.kind === 'import' ? { kind: 'import', name: this.value(was.name) } : was;
  }

  #slot(was: Slot | null, of: SourceSpan, span: SourceSpan): Slot | null {
    if (!was) return null;
    const end = was.end < this.#from ? was.end : was.end + this.#by;
    return { ...was, span: was.span === of ? span : this.span(was.span), end };
  }
}
