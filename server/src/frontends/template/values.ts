/**
 * Makes values of syntax nodes: literals, lists, objects, and CloudFormation's intrinsic functions in long and short form.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * What spans cover, here and in everything made from here:
 * - a value's `span` is the whole of it as it stands in the file: quotes, brackets and a short form's tag included;
 * - a literal's `written` is its token, quotes included, without tag or anchor; an edit that keeps the quotes looks at
 *   the first character. For an alias `span` is the alias and `written` the token at the anchor. A block scalar's token
 *   starts with its `|` or `>`. `null` where no single token makes the value (`Fn::Join`, `Fn::Split`, loops);
 * - a text part's `written` is the run of characters that makes the piece, without the quotes of its token.
 *
 * `Fn::Base64` gives the value inside: what is encoded is what a reader wants to know.
 */
import { span, type SourceSpan } from '../../core/document.ts';
import { withDynamicReferences } from '../../core/dynamic.ts';

import type { Note } from '../../core/resource.ts';
import {
  absent,
  MAX_SCENARIOS,
  stringOf,
  textParts,
  unknown,
  type Choice,
  type Entry,
  type Literal,
  type Target,
  type TextPart,
  type Value,
} from '../../core/value.ts';
import { embeddedText, slotOf, spanIn } from './places.ts';
import {
  get,
  resolved,
  scalarText,
  type MapNode,
  type Node,
  type Pair,
  type ScalarNode,
  type SeqNode,
} from './tree.ts';

/** The names that a template declares, for resolving references. */
export interface Names {
  readonly uri: string;
  readonly parameters: ReadonlyMap<string, Extract<Target, { kind: 'parameter' }>>;
  readonly resources: ReadonlySet<string>;
  readonly mappings: Node | null;
  /** Whether a name that is not declared may still be made, by a transform, an include or a loop that can't be followed. */
  mayBeMade(name: string): boolean;
}

/** A mention of a name in a value: what becomes a reference edge. */
export interface Use {
  readonly name: string;
  readonly attribute: string | null;
  readonly span: SourceSpan;
}

/** Loop variables of `Fn::ForEach` and their current values. */
export type Bindings = ReadonlyMap<string, string>;

const PSEUDO = new Set(
  ['AccountId', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map(n => `AWS::${n}`),
);

/**
 * How many more nodes the values of a text may have than the text has characters. Only aliases make values of more nodes than
 * that; those that make many more blow up (the "billion laughs" attack).
 */
const MAX_COPIED = 20_000;
/** A scalar of more characters than this counts as several nodes, or a few thousand aliases of a long one would blow up, too. */
const CHARACTERS = 50;
/** Aliases can nest deeper than the text does. */
const MAX_VALUE_DEPTH = 150;
/** A loop makes at most so many copies, nested loops together. */
const MAX_COPIES = 200;
/** A mapping that is looked up with a parameter gives at most so many values. */
const MAX_MAPPED = 16;

export class Values {
  readonly uri: string;
  readonly text: string;
  readonly names: Names;
  readonly notes: Note[] = [];
  /** Mentions since the sink was set. */
  uses: Use[] = [];
  #bindings: Bindings | null = null;
  #nodes: number;
  #depth = 0;
  #copies = MAX_COPIES;

  constructor(uri: string, text: string, names: Names) {
    this.uri = uri;
    this.text = text;
    this.names = names;
    this.#nodes = text.length + MAX_COPIED;
  }

  /** Runs `read` with loop variables set. */
  within<T>(bindings: Bindings | null, read: () => T): T {
    const before = this.#bindings;
    this.#bindings = bindings;
    const result = read();
    this.#bindings = before;
    return result;
  }

  /** How many nodes have been read. */
  get count(): number {
    return this.text.length + MAX_COPIED - this.#nodes;
  }

  /** Whether so many more nodes may be read. */
  hasRoomFor(more: number): boolean {
    return this.#nodes > more;
  }

  span(start: number, end: number): SourceSpan {
    return span(this.uri, start, end);
  }

  note(at: SourceSpan, reason: string): void {
    if (this.notes.length < 100 && !this.notes.some(n => n.span.start === at.start && n.reason === reason))
      this.notes.push({ span: at, reason });
  }

  /** The value of a node; `use` is where it is used when that is an alias. */
  value(node: Node, use?: SourceSpan): Value {
    if (this.#nodes-- <= 0 || this.#depth > MAX_VALUE_DEPTH) {
      const at = use ?? this.span(node.from, node.end);
      this.note(at, 'aliases make this value too large to be read');
      return unknown(at, 'too large');
    }
    this.#depth++;
    const result = this.#value(node, use);
    this.#depth--;
    return result;
  }

  #value(node: Node, use: SourceSpan | undefined): Value {
    switch (node.kind) {
      case 'alias':
        return node.target
          ? this.value(node.target, use ?? this.span(node.from, node.end))
          : unknown(this.span(node.from, node.end), 'no such anchor');
      case 'broken':
        return unknown(this.span(node.start, node.end), 'it can’t be read');
    }
    const at = this.span(node.from, node.end);
    if (node.tag !== null && !node.tag.startsWith('!!') && node.tag !== '!') return this.#tagged(node, at);
    switch (node.kind) {
      case 'scalar':
        return withDynamicReferences(this.#scalar(node, use ?? at));
      case 'seq':
        return {
          kind: 'list',
          items: node.items.map(item => this.value(item)).filter(item => item.kind !== 'absent'),
          complete: !node.broken,
          span: at,
          slot: slotOf(this.uri, this.text, node),
          origin: 'written',
        };
      case 'map': {
        const only = node.pairs[0];
        if (only && node.pairs.length === 1 && node.merges.length === 0 && isFunction(only.key))
          return this.call(only.key, only.value, at);
        return this.object(node);
      }
    }
  }

  #scalar(node: ScalarNode, at: SourceSpan): Literal {
    this.#nodes -= Math.floor(node.text.length / CHARACTERS);
    const text = this.#bound(node.text);
    if (text !== node.text) return { kind: 'literal', value: text, span: at, written: null, origin: 'written' };
    return {
      kind: 'literal',
      value: node.value,
      span: at,
      // Most often the same place, which then is one object.
      written: at.start === node.start && at.end === node.end ? at : this.span(node.start, node.end),
      origin: 'written',
    };
  }

  /** A string with the loop variables filled in: `${Name}`, and `&{Name}`, which drops what is not alphanumeric. */
  #bound(text: string): string {
    if (!this.#bindings || !text.includes('{')) return text;
    return text.replace(/([$&])\{([^}]*)\}/g, (whole, sign: string, name: string) => {
      const value = this.#bindings?.get(name);
      if (value === undefined) return whole;
      return sign === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
    });
  }

  /** A map as an object, whatever its keys are. */
  object(node: MapNode): Extract<Value, { kind: 'object' }> {
    const entries: Entry[] = [];
    let complete = !node.broken;
    const add = (pair: Pair, key: string) => {
      entries.push({
        key,
        keySpan: this.span(pair.keyStart, pair.keyEnd),
        span: this.span(pair.keyStart, Math.max(pair.value.end, pair.afterColon)),
        value: this.value(pair.value),
      });
    };
    for (const merge of node.merges) {
      const sources = this.#merged(merge);
      if (!sources) complete = false;
      const own = new Set([...node.pairs.map(p => p.key), ...entries.map(e => e.key)]);
      for (const source of sources ?? []) {
        for (const entry of source.entries) {
          if (own.has(entry.key)) continue;
          own.add(entry.key);
          entries.push(entry);
        }
        if (!source.complete) complete = false;
      }
    }
    for (const pair of node.pairs) {
      if (pair.key.startsWith('Fn::ForEach::')) {
        const copies = this.copies(pair);
        if (!copies) complete = false;
        for (const copy of copies ?? []) this.within(copy.bindings, () => add(copy.pair, copy.key));
      } else if (pair.key === 'Fn::Transform') {
        this.value(pair.value);
        complete = false;
      } else add(pair, this.#bound(pair.key));
    }
    return {
      kind: 'object',
      entries,
      complete,
      span: this.span(node.from, node.end),
      slot: slotOf(this.uri, this.text, node),
      origin: 'written',
    };
  }

  /** The objects that `<<` brings in; null when that can't be seen. */
  #merged(merge: Node): Extract<Value, { kind: 'object' }>[] | null {
    const value = this.value(merge);
    if (value.kind === 'object') return [value];
    if (value.kind !== 'list') return null;
    const objects = value.items.filter(item => item.kind === 'object');
    return objects.length === value.items.length ? objects : null;
  }

  /**
   * The entries that an `Fn::ForEach` makes, with their loop variables; null when the collection is not written out or
   * there are too many.
   */
  copies(loop: Pair): { pair: Pair; key: string; bindings: Bindings }[] | null {
    const at = this.span(loop.keyStart, loop.keyEnd);
    const node = resolved(loop.value);
    const variable = node.kind === 'seq' ? scalarText(node.items[0] ?? null) : null;
    const collection = node.kind === 'seq' && node.items[1] ? resolved(node.items[1]) : null;
    const body = node.kind === 'seq' && node.items[2] ? resolved(node.items[2]) : null;
    if (variable === null || !collection || body?.kind !== 'map') {
      this.note(at, 'this loop can’t be read');
      return null;
    }
    const values: string[] = [];
    if (collection.kind !== 'seq' || collection.tag !== null) {
      this.value(collection);
      this.note(at, 'the collection of this loop is known only when it is deployed');
      return null;
    }
    for (const item of collection.items) {
      const text = stringOf(this.value(item)) ?? (item.kind === 'scalar' && item.tag === null ? item.text : null);
      if (text === null) {
        this.note(at, 'the collection of this loop is known only when it is deployed');
        return null;
      }
      values.push(text);
    }
    const made: { pair: Pair; key: string; bindings: Bindings }[] = [];
    for (const text of values) {
      const bindings = new Map([...(this.#bindings ?? []), [variable, text]]);
      for (const pair of body.pairs) {
        if (this.#copies-- <= 0) {
          this.note(at, `loops make more than ${MAX_COPIES} entries; the rest is not analysed`);
          return null;
        }
        const key = this.within(bindings, () => this.#bound(pair.key));
        if (pair.key.startsWith('Fn::ForEach::')) {
          const inner = this.within(bindings, () => this.copies(pair));
          if (!inner) return null;
          made.push(...inner);
        } else made.push({ pair, key, bindings });
      }
    }
    return made;
  }

  #tagged(node: ScalarNode | MapNode | SeqNode, at: SourceSpan): Value {
    const name = (node.tag as string).slice(1);
    const full = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
    return this.call(full, { ...node, from: node.start, tag: null }, at);
  }

  /** The value of an intrinsic function; `at` covers the whole call. */
  call(name: string, argument: Node, at: SourceSpan): Value {
    switch (name) {
      case 'Ref': {
        const target = scalarText(argument);
        return target === null ? this.#opaque(argument, at, 'Ref') : this.reference(target, null, at);
      }
      case 'Fn::GetAtt':
        return this.#getAtt(argument, at);
      case 'Fn::Sub':
        return this.#sub(argument, at);
      case 'Fn::Join':
        return this.#join(argument, at);
      case 'Fn::If':
        return this.#if(argument, at);
      case 'Fn::Select':
        return this.#select(argument, at);
      case 'Fn::Split':
        return this.#split(argument, at);
      case 'Fn::FindInMap':
        return this.#findInMap(argument, at);
      case 'Fn::Base64':
        return this.value(argument);
      case 'Fn::ImportValue':
        return {
          kind: 'reference',
          target: { kind: 'import', name: this.value(argument) },
          attribute: null,
          span: at,
          origin: 'written',
        };
      case 'Fn::Length':
        return this.#length(argument, at);
      default:
        return this.#opaque(argument, at, name);
    }
  }

  /** Reads the argument for the references in it, and says that the result can't be seen. */
  #opaque(argument: Node, at: SourceSpan, name: string): Value {
    this.value(argument);
    return unknown(at, name);
  }

  /** What a name stands for. `AWS::NoValue` is absent. */
  reference(name: string, attribute: string | null, at: SourceSpan): Value {
    const bound = attribute === null ? this.#bindings?.get(name) : undefined;
    if (bound !== undefined) return { kind: 'literal', value: bound, span: at, written: null, origin: 'written' };
    if (name === 'AWS::NoValue') return absent;
    const real = this.#bound(name);
    const to = (target: Target): Value => ({ kind: 'reference', target, attribute, span: at, origin: 'written' });
    if (PSEUDO.has(real)) return to({ kind: 'pseudo', name: real });
    const parameter = attribute === null ? this.names.parameters.get(real) : undefined;
    if (parameter) return to(parameter);
    if (this.names.resources.has(real)) {
      this.uses.push({ name: real, attribute, span: at });
      return to({ kind: 'resource', id: `${this.uri}#${real}` });
    }
    if (this.names.parameters.has(real)) return unknown(at, 'a parameter has no attributes');
    if (real === '' || this.names.mayBeMade(real)) return unknown(at, 'a transform may make it');
    return to({ kind: 'missing', name: real });
  }

  #getAtt(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind === 'scalar') {
      const text = this.#bound(node.text);
      const dot = text.indexOf('.');
      return dot < 0 ? unknown(at, 'no attribute') : this.reference(text.slice(0, dot), text.slice(dot + 1), at);
    }
    if (node.kind !== 'seq') return this.#opaque(argument, at, 'Fn::GetAtt');
    const name = scalarText(node.items[0] ?? null);
    const parts = node.items.slice(1).map(item => (item.tag === null ? scalarText(item) : null));
    if (name === null || parts.length === 0 || parts.includes(null)) return this.#opaque(argument, at, 'Fn::GetAtt');
    return this.reference(name, this.#bound(parts.join('.')), at);
  }

  #sub(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    const template = node.kind === 'seq' && node.items[0] ? resolved(node.items[0]) : node;
    const variables = node.kind === 'seq' && node.items[1] ? node.items[1] : null;
    if (template.kind !== 'scalar') return this.#opaque(argument, at, 'Fn::Sub');
    const own = new Map<string, Value>();
    const map = variables ? resolved(variables) : null;
    if (map?.kind === 'map') for (const pair of map.pairs) own.set(pair.key, this.value(pair.value));
    const parts: TextPart[] = [];
    const { text } = template;
    if (!text.includes('${')) {
      const bound = this.#bound(text);
      const written = bound === text ? this.span(template.start, template.end) : null;
      return { kind: 'literal', value: bound, span: at, written, origin: 'written' };
    }
    const embedded = embeddedText(this.uri, this.text, template);
    const place = (from: number, to: number) => {
      const { start, end } = spanIn(embedded, from, to);
      return this.span(start, Math.max(start, end));
    };
    let done = 0;
    let holes = false;
    for (const match of text.matchAll(/\$\{([^{}]*)\}/g)) {
      const index = match.index;
      const end = index + match[0].length;
      const name = match[1] as string;
      if (index > done) known(parts, this.#bound(text.slice(done, index)), place(done, index));
      done = end;
      if (name.startsWith('!')) {
        known(parts, `\${${name.slice(1)}}`, place(index, end));
        continue;
      }
      holes = true;
      const trimmed = name.trim();
      const mapped = own.get(trimmed);
      const dot = trimmed.indexOf('.');
      const value =
        mapped ??
        (dot > 0
          ? this.reference(trimmed.slice(0, dot), trimmed.slice(dot + 1), place(index, end))
          : this.reference(trimmed, null, place(index, end)));
      splice(parts, value, place(index, end));
    }
    if (done < text.length) known(parts, this.#bound(text.slice(done)), place(done, text.length));
    return textOrLiteral(parts, at, holes ? null : this.span(template.start, template.end));
  }

  #join(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind !== 'seq' || node.items.length !== 2) return this.#opaque(argument, at, 'Fn::Join');
    const delimiter = stringOf(this.value(node.items[0] as Node));
    const list = this.value(node.items[1] as Node);
    if (delimiter === null || list.kind !== 'list' || !list.complete)
      return unknown(at, 'the joined list is not visible');
    const parts: TextPart[] = [];
    list.items.forEach((item, i) => {
      if (i > 0 && delimiter !== '') known(parts, delimiter, null);
      splice(parts, item, at, this.text);
    });
    return textOrLiteral(parts, at, null);
  }

  #if(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind !== 'seq' || node.items.length !== 3) return this.#opaque(argument, at, 'Fn::If');
    const condition = scalarText(node.items[0] as Node);
    const yes = this.value(node.items[1] as Node);
    const no = this.value(node.items[2] as Node);
    if (condition === null) return unknown(at, 'the condition can’t be read');
    return this.#choice(
      [
        { when: condition, value: yes },
        { when: `not ${condition}`, value: no },
      ],
      at,
    );
  }

  /** A choice, unless it has more scenarios than are looked at; then that is said in the notes. */
  #choice(branches: Choice['branches'], at: SourceSpan): Value {
    const choice: Choice = { kind: 'choice', branches, span: at, origin: 'written' };
    if (leaves(choice) > MAX_SCENARIOS) {
      this.note(at, `this value has more than ${MAX_SCENARIOS} scenarios of conditions`);
      return unknown(at, 'too many conditions');
    }
    return choice;
  }

  #select(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind !== 'seq' || node.items.length !== 2) return this.#opaque(argument, at, 'Fn::Select');
    const index = this.value(node.items[0] as Node);
    const list = this.value(node.items[1] as Node);
    if (index.kind !== 'literal' || list.kind !== 'list' || !list.complete) return unknown(at, 'Fn::Select');
    const item = list.items[Number(index.value)];
    if (!item) return unknown(at, 'Fn::Select');
    return item.kind === 'literal' ? { ...item, span: at } : item;
  }

  #split(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind !== 'seq' || node.items.length !== 2) return this.#opaque(argument, at, 'Fn::Split');
    const delimiter = stringOf(this.value(node.items[0] as Node));
    const text = stringOf(this.value(node.items[1] as Node));
    if (!delimiter || text === null) return unknown(at, 'Fn::Split');
    return {
      kind: 'list',
      items: text
        .split(delimiter)
        .map(part => ({ kind: 'literal', value: part, span: at, written: null, origin: 'written' }) as const),
      complete: true,
      span: at,
      slot: null,
      origin: 'written',
    };
  }

  #length(argument: Node, at: SourceSpan): Value {
    const list = this.value(argument);
    if (list.kind !== 'list' || !list.complete) return unknown(at, 'Fn::Length');
    return { kind: 'literal', value: list.items.length, span: at, written: null, origin: 'written' };
  }

  #findInMap(argument: Node, at: SourceSpan): Value {
    const node = resolved(argument);
    if (node.kind !== 'seq' || node.items.length < 3) return this.#opaque(argument, at, 'Fn::FindInMap');
    const values = node.items.map(item => this.value(item));
    const name = values[0] && stringOf(values[0]);
    const mapping = name ? get(this.names.mappings, name) : null;
    const target = mapping && resolved(mapping);
    if (target?.kind !== 'map' || target.pairs.some(p => p.key === 'Fn::Transform') || node.items.length > 3)
      return unknown(at, 'Fn::FindInMap');
    const found = this.#lookup(target, values.slice(1, 3), at);
    return found ?? unknown(at, 'Fn::FindInMap');
  }

  /** Follows the keys of a mapping. A parameter as a key gives one branch for each value that it may have. */
  #lookup(node: Node, keys: readonly Value[], at: SourceSpan): Value | null {
    const [key, ...rest] = keys;
    if (!key) {
      const value = this.value(node);
      return value.kind === 'literal' ? { ...value, span: at } : value;
    }
    const map = resolved(node);
    if (map.kind !== 'map') return null;
    if (key.kind === 'literal') {
      const next = get(map, String(key.value));
      return next && this.#lookup(next, rest, at);
    }
    if (key.kind !== 'reference' || key.target.kind !== 'parameter') return null;
    const { name, allowedValues } = key.target;
    const allowed =
      allowedValues.kind === 'list'
        ? new Set(allowedValues.items.map(v => (v.kind === 'literal' ? String(v.value) : '')))
        : null;
    const branches: Choice['branches'][number][] = [];
    for (const pair of map.pairs) {
      if (allowed && !allowed.has(pair.key)) continue;
      const value = this.#lookup(pair.value, rest, at);
      if (!value || branches.length >= MAX_MAPPED) return null;
      branches.push({ when: `${name} is ${pair.key}`, value });
    }
    return branches.length === 0 ? null : this.#choice(branches, at);
  }
}

/** Whether the only key of a map makes it a function call. */
function isFunction(key: string): boolean {
  return key === 'Ref' || (key.startsWith('Fn::') && !key.startsWith('Fn::ForEach::'));
}

function leaves(value: Value): number {
  return value.kind === 'choice' ? value.branches.reduce((sum, b) => sum + leaves(b.value), 0) : 1;
}

/** Adds a known piece, merged with one before it. Two pieces that do not touch in the file have no one token. */
function known(parts: TextPart[], text: string, written: SourceSpan | null): void {
  if (text === '') return;
  const last = parts.at(-1);
  if (last?.kind !== 'known') {
    parts.push({ kind: 'known', text, written });
    return;
  }
  const touching = last.written && written && last.written.end === written.start && last.written.uri === written.uri;
  parts[parts.length - 1] = {
    kind: 'known',
    text: last.text + text,
    written: touching ? { ...written, start: (last.written as SourceSpan).start } : null,
  };
}

/** Adds a value to a text: a string's pieces, or a hole. `source` is the file, for taking quotes off. */
function splice(parts: TextPart[], value: Value, at: SourceSpan, source?: string): void {
  if (value.kind === 'absent') return;
  const pieces = value.kind === 'choice' || value.kind === 'list' || value.kind === 'object' ? null : textParts(value);
  if (!pieces) {
    parts.push({ kind: 'hole', value: value.kind === 'choice' ? value : unknown(at, 'no string') });
    return;
  }
  for (const piece of pieces) {
    if (piece.kind === 'hole') parts.push(piece);
    else known(parts, piece.text, value.kind === 'literal' ? unquoted(piece.written, source) : piece.written);
  }
}

/** The characters of a token without its quotes; null for a block, or when the file is not at hand. */
function unquoted(written: SourceSpan | null, source: string | undefined): SourceSpan | null {
  if (!written || source === undefined) return null;
  const first = source[written.start];
  if (first === '|' || first === '>') return null;
  return first === '"' || first === "'" ? { ...written, start: written.start + 1, end: written.end - 1 } : written;
}

function textOrLiteral(parts: TextPart[], at: SourceSpan, token: SourceSpan | null): Value {
  if (parts.every(p => p.kind === 'known'))
    return withDynamicReferences({
      kind: 'literal',
      value: parts.map(p => p.text).join(''),
      span: at,
      written: token,
      origin: 'written',
    });
  return withDynamicReferences({ kind: 'text', parts, span: at, origin: 'written' });
}
