/** Reads statements off the tree: plain values or maps with `is`, with the attributes that each may carry. */
import { type Document, LineIndex, type SourceSpan, span } from '../../core/document.ts';
import { SEVERITIES, type Severity } from '../../core/finding.ts';
import type { Demand, Requirement, Scalar, Test } from '../../core/requirement.ts';
import { type Node, type Pair, get, resolved, scalarText } from '../template/tree.ts';
import { ATTRIBUTES } from './vocabulary.ts';

/** What a statement says besides what it asks for; inherited by the statements within it. */
export interface Attributes {
  readonly why: string | null;
  readonly source: { readonly path: string; readonly line: number } | null;
  readonly quote: string | null;
  readonly severity: Severity | null;
}

export const NO_ATTRIBUTES: Attributes = { why: null, source: null, quote: null, severity: null };

/** One statement: what stands for it, from where to where, and what it carries. */
export interface Stated {
  /** What it says; the value of `is` where it is a map with one. */
  readonly node: Node;
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
}

/** A node as a statement. `pair` is the entry that it is the value of, which it then starts at. */
export function stated(node: Node, outer: Attributes, pair?: Pair): Stated {
  const start = pair?.keyStart ?? node.start;
  const inner = get(node, 'is');
  return { node: inner ?? node, start, end: Math.max(node.end, start), attributes: attributesOf(node, outer) };
}

/** The attributes of a map, where it lacks one those around it. */
export function attributesOf(node: Node, outer: Attributes): Attributes {
  const why = scalarText(get(node, 'why'));
  const severity = scalarText(get(node, 'severity'));
  const place = /^([^#]+)(?:#L(\d+))?/.exec(scalarText(get(node, 'source')) ?? '');
  const quote = scalarText(get(node, 'quote'));
  return {
    why: why ?? outer.why,
    source: place ? { path: (place[1] as string).trim(), line: Number(place[2] ?? 1) } : outer.source,
    // The words of another place are not the words of this one.
    quote: quote ?? (place ? null : outer.quote),
    severity: SEVERITIES.find(s => s === severity) ?? outer.severity,
  };
}

/** The entries of a map without those that any statement may carry; none of what is no map. */
export function entriesOf(node: Node): readonly Pair[] {
  const map = resolved(node);
  return map.kind === 'map' ? map.pairs.filter(p => !Object.hasOwn(ATTRIBUTES, p.key)) : [];
}

/** The items of a list; a single value is a list of itself. */
export function itemsOf(node: Node | null): readonly Node[] {
  const target = node && resolved(node);
  if (target?.kind === 'seq') return target.items;
  return target?.kind === 'scalar' && target.value !== null && node ? [node] : [];
}

export function texts(node: Node | null): string[] {
  return itemsOf(node).flatMap(item => scalarText(item) ?? []);
}

export function scalarOf(node: Node | null): Scalar | null {
  const target = node && resolved(node);
  return target?.kind === 'scalar' ? target.value : null;
}

export function numberOf(node: Node | null): number | null {
  const value = scalarOf(node);
  return typeof value === 'number' ? value : null;
}

export function booleanOf(node: Node | null): boolean | null {
  const value = scalarOf(node);
  return typeof value === 'boolean' ? value : null;
}

export const ANY: Test = {
  oneOf: null,
  noneOf: null,
  min: null,
  max: null,
  matches: null,
  present: null,
  customerKey: false,
};

/** What a value must be: a plain value, a list of which it is one, or a map. Null where that can't be read. */
export function testOf(node: Node): Test | null {
  const scalars = (of: Node | null) => itemsOf(of).flatMap(item => scalarOf(item) ?? []);
  if (resolved(node).kind !== 'map') {
    const oneOf = scalars(node);
    if (oneOf.length === 0) return null;
    return oneOf.length === 1 && oneOf[0] === '*' ? { ...ANY, present: true } : { ...ANY, oneOf };
  }
  const oneOf = scalars(get(node, 'is'));
  const noneOf = scalars(get(node, 'not'));
  const test: Test = {
    ...ANY,
    oneOf: oneOf.length > 0 ? oneOf : null,
    noneOf: noneOf.length > 0 ? noneOf : null,
    min: numberOf(get(node, 'min')),
    max: numberOf(get(node, 'max')),
    matches: scalarText(get(node, 'matches')),
    present: booleanOf(get(node, 'set')),
  };
  const says = test.oneOf ?? test.noneOf ?? test.min ?? test.max ?? test.matches ?? test.present;
  return says === null ? null : test;
}

/** Collects the requirements of one document. */
export class Collector {
  readonly requirements: Requirement[] = [];
  readonly #document: Document;
  readonly #lines: LineIndex;
  readonly #names = new Set<string>();

  constructor(document: Document) {
    this.#document = document;
    this.#lines = new LineIndex(document.text);
  }

  span(start: number, end: number): SourceSpan {
    return span(this.#document.uri, start, end);
  }

  /** The line of an offset, counted from 1. */
  line(offset: number): number {
    return this.#lines.position(offset).line + 1;
  }

  /** Adds what a statement demands, under the path of its keys; a path that is taken gets a number. */
  add(path: readonly string[], { start, end, attributes }: Stated, demand: Demand): void {
    const { uri, text } = this.#document;
    const wanted = path.join('.');
    let name = wanted;
    for (let i = 2; this.#names.has(name); i++) name = `${wanted}#${i}`;
    this.#names.add(name);
    const { line } = this.#lines.position(start);
    const { why, source, quote, severity } = attributes;
    this.requirements.push({
      id: `${uri}#${name}`,
      name,
      category: path[0] as string,
      span: this.span(start, end),
      line: line + 1,
      text: text.slice(this.#lines.lineStart(line), this.#lines.lineStart(line + 1)).trim(),
      why,
      source: source
        ? { uri: URL.parse(encodeURI(source.path.toWellFormed()), uri)?.href ?? uri, line: source.line, quote }
        : null,
      severity,
      demand,
    });
  }
}
