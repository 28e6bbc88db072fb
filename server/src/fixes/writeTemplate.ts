/** Turns intents about templates into edits, YAML and JSON alike: finds the place by the values' spans, leaves the writing to the language. */
import { type CST, Parser } from 'yaml';
import type { NewValue } from '../core/intent.ts';
import type { Resource } from '../core/resource.ts';
import type { Entry, List, ObjectValue, Slot, Value } from '../core/value.ts';
import { removeDelimited } from './delimited.ts';
import { eolOf, lineEnd, lineStart, refuse, stepOf, withoutRemarks } from './text.ts';
import { type Document, type Documents, type NewEntry, type SourceSpan, type TextEdit, nest } from './types.ts';
import { insertJson, jsonValue, replaceJson } from './writeJson.ts';
import {
  insertLines,
  insertYaml,
  ownerIndent,
  removeAfterDash,
  removeLines,
  replaceYaml,
  yamlAfterKey,
  yamlStyle,
} from './writeYaml.ts';

/** Where a property path ends: an entry that is there, or a container and the keys that it lacks. */
type Place =
  | {
      readonly kind: 'entry';
      readonly parents: readonly Step[];
      readonly container: ObjectValue;
      readonly entry: Entry;
    }
  | { readonly kind: 'item'; readonly list: List; readonly index: number }
  | { readonly kind: 'gap'; readonly slot: Slot; readonly rest: readonly string[] };

interface Step {
  readonly container: ObjectValue;
  readonly entry: Entry;
}

/** Collects what is to be done in templates, so that several changes of one container become one. */
export class TemplateWriter {
  readonly #documents: Documents;
  readonly #inserts = new Map<string, { slot: Slot; entries: Record<string, NewValue>; items: NewValue[] }>();
  readonly #removals = new Map<
    ObjectValue,
    { entries: Set<Entry>; parents: readonly Step[]; resource: Resource | null }
  >();
  readonly #items = new Map<List, Set<number>>();
  readonly #edits: TextEdit[] = [];
  /** New resources: behind all that is added to the one before them, which may end at the same place. */
  readonly #resources: TextEdit[] = [];

  constructor(documents: Documents) {
    this.#documents = documents;
  }

  setProperty(root: ObjectValue, path: readonly string[], value: NewValue): void {
    const place = locate(root, path);
    switch (place.kind) {
      case 'gap':
        this.#insert(place.slot, place.rest, value);
        return;
      case 'item':
        this.replaceValue(place.list.items[place.index] as Value, value);
        return;
      case 'entry':
        this.#replaceEntry(place.container, place.entry, value);
    }
  }

  removeProperty(resource: Resource, path: readonly string[]): void {
    this.#remove(resource.properties, path, resource);
  }

  /** Takes an entry away from an object that is written out; the object goes with its last one. */
  removeKey(root: ObjectValue, path: readonly string[]): void {
    this.#remove(root, path, null);
  }

  #remove(root: ObjectValue, path: readonly string[], resource: Resource | null): void {
    const place = locate(root, path);
    if (place.kind === 'gap') refuse(`${path.join('.')} is not written there`);
    if (place.kind === 'item') {
      this.removeItem(place.list, place.index);
      return;
    }
    const known = this.#removals.get(place.container);
    if (known) known.entries.add(place.entry);
    else this.#removals.set(place.container, { entries: new Set([place.entry]), parents: place.parents, resource });
  }

  removeItem(list: List, index: number): void {
    if (!list.items[index]) refuse('the item is not there');
    if (!list.slot) refuse('the list is not written out here');
    const known = this.#items.get(list);
    if (known) known.add(index);
    else this.#items.set(list, new Set([index]));
  }

  insertItem(list: List, value: NewValue): void {
    if (!list.slot) refuse('the list is not written out here');
    this.#at(list.slot).items.push(value);
  }

  /** `local` writes where the value is used, although what makes it stands elsewhere. */
  replaceValue(value: Value, to: NewValue, local = false): void {
    if (value.kind === 'absent') refuse('there is no value to replace');
    if (value.kind === 'unknown') refuse(`the value can’t be seen (${value.reason})`);
    if (value.origin !== 'written') refuse('it is a default; there is nothing to rewrite');
    const document = this.#documents(value.span.uri);
    let place: SourceSpan = value.span;
    if (value.kind === 'literal' && !local) {
      const { written } = value;
      if (written && (!within(written, value.span) || !/^!\w/.test(document.text.slice(value.span.start))))
        place = written;
      else if (!written) refuse('the value is computed; no single place makes it');
    }
    const json = isJson(document);
    if (json) {
      this.#edits.push(replaceJson(document, place, to));
      return;
    }
    const flow = inFlow(document, place.start);
    const owned = ownerIndent(document.text, place.start);
    this.#edits.push(replaceYaml(document, place, to, flow, owned));
  }

  /** A new resource after the entry of another one. */
  addResource(near: Resource, logicalId: string, type: string, properties: Readonly<Record<string, NewValue>>): void {
    const document = this.#documents(near.span.uri);
    const { text } = document;
    const body: NewValue = {
      $object: {
        Type: type,
        ...(Object.keys(properties).length > 0 ? { Properties: { $object: properties } } : {}),
      },
    };
    const { uri } = near.span;
    const before = text.slice(lineStart(text, near.span.start), near.span.start);
    if (isJson(document) || inFlow(document, near.span.start)) {
      if (before.trim() !== '') refuse('the resources stand on one line');
      const step = stepOf(text);
      const eol = eolOf(text);
      const lead = before.replace('\uFEFF', '');
      const entry = `${JSON.stringify(logicalId)}: ${jsonValue(body, lead, step, eol)}`;
      if (!isJson(document)) refuse('the resources are written in braces');
      this.#edits.push({ span: { uri, start: near.span.end, end: near.span.end }, text: `,${eol}${lead}${entry}` });
      return;
    }
    if (before.replace('\uFEFF', '').trim() !== '') refuse('the resource does not start a line');
    const style = yamlStyle(text);
    const indent = before.replace('\uFEFF', '');
    // Where a blank line is between this resource and what is around it, there is one before the new one, too.
    const spaced =
      /\n[ \t]*\r?\n[ \t]*(?:#[^\n]*\r?\n[ \t]*)*$/.test(text.slice(0, near.span.start)) ||
      /^[ \t]*(?:#[^\n]*)?\r?\n[ \t]*\r?\n[ \t]*\S/.test(text.slice(near.span.end));
    const lines = `${indent}${logicalId}:${yamlAfterKey(body, indent, style)}`;
    this.#resources.push(insertLines(text, uri, near.span.end, (spaced ? style.eol : '') + lines, style.eol));
  }

  /** Takes a resource out. @param beside All resources of its template. */
  removeResource(resource: Resource, beside: readonly Resource[]): void {
    if (beside.length < 2) refuse('a template needs a resource');
    const document = this.#documents(resource.span.uri);
    const flow = isJson(document) || inFlow(document, resource.span.start);
    if (!flow) {
      this.#edits.push(removeLines(document, resource.span));
      return;
    }
    const spans = beside.map(r => r.span).sort((a, b) => a.start - b.start);
    const index = spans.findIndex(s => s.start === resource.span.start);
    const comments = isJson(document) ? 'json' : 'yaml';
    this.#edits.push(...removeDelimited(document.text, spans, new Set([index]), comments));
  }

  /** The edits of all that was asked for. */
  edits(): TextEdit[] {
    const edits = [...this.#edits];
    for (const { slot, entries, items } of this.#inserts.values()) {
      const document = this.#documents(slot.span.uri);
      const wanted: NewEntry[] = [
        ...Object.entries(entries).map(([key, value]) => ({ key, value })),
        ...items.map(value => ({ key: null, value })),
      ];
      edits.push(...(isJson(document) ? insertJson(document, slot, wanted) : insertYaml(document, slot, wanted)));
    }
    this.#cascade();
    for (const [container, removal] of this.#removals) edits.push(...this.#removeEntries(container, removal.entries));
    for (const [list, indexes] of this.#items) edits.push(...this.#removeItems(list, indexes));
    return [...edits, ...this.#resources];
  }

  #at(slot: Slot): { slot: Slot; entries: Record<string, NewValue>; items: NewValue[] } {
    const id = `${slot.span.uri}:${slot.span.start}:${slot.end}:${slot.style}`;
    let found = this.#inserts.get(id);
    if (!found) {
      found = { slot, entries: {}, items: [] };
      this.#inserts.set(id, found);
    }
    return found;
  }

  #insert(slot: Slot, path: readonly string[], value: NewValue): void {
    nest(this.#at(slot).entries, [...(slot.prefix ?? []), ...path], value);
  }

  #replaceEntry(container: ObjectValue, entry: Entry, value: NewValue): void {
    const { slot } = container;
    const document = this.#documents(entry.span.uri);
    const { text } = document;
    const old = entry.value;
    if (old.kind === 'literal' && old.written && !within(old.written, entry.span)) {
      // An alias: what it stands for may be used elsewhere, so this use alone is rewritten.
      this.replaceValue(old, value, true);
      return;
    }
    if (old.kind === 'literal' && typeof value !== 'object') {
      this.replaceValue(old, value);
      return;
    }
    const colon = text.indexOf(':', entry.keySpan.end);
    const place =
      old.kind === 'absent' || !within(old.span, entry.span)
        ? { ...entry.span, start: colon + 1 + (/^[ \t]*/.exec(text.slice(colon + 1))?.[0].length ?? 0) }
        : old.span;
    const flow = slot?.style === 'yaml-flow';
    this.#edits.push(
      isJson(document)
        ? replaceJson(document, place, value)
        : replaceYaml(document, place, value, flow, columnOf(text, entry.keySpan.start)),
    );
  }

  /** Objects that lose all their keys go themselves, up to the resource's properties. */
  #cascade(): void {
    let again = true;
    while (again) {
      again = false;
      for (const [container, { entries, parents, resource }] of this.#removals) {
        const parent = parents.at(-1);
        if (!parent || entries.size < container.entries.length || !container.complete) continue;
        this.#removals.delete(container);
        const known = this.#removals.get(parent.container);
        if (known) known.entries.add(parent.entry);
        else
          this.#removals.set(parent.container, {
            entries: new Set([parent.entry]),
            parents: parents.slice(0, -1),
            resource,
          });
        again = true;
        break;
      }
    }
  }

  #removeEntries(container: ObjectValue, gone: ReadonlySet<Entry>): TextEdit[] {
    const { slot } = container;
    if (!slot) refuse('the object is not written out here');
    for (const entry of gone)
      if (!within(entry.span, slot.span)) refuse('it comes from a merge key, and others may use it, too');
    const document = this.#documents(slot.span.uri);
    const { text } = document;
    const own = container.entries.filter(e => within(e.span, slot.span)).sort((a, b) => a.span.start - b.span.start);
    const block = slot.style === 'yaml-block';
    if (own.every(e => gone.has(e)) && own.length === container.entries.length) {
      // The last property: its `Properties:` goes along.
      const before = text.slice(0, slot.span.start);
      const key = /(?:^|[\s,{])("?Properties"?|'Properties')[ \t]*:(?:[ \t]|\r?\n|#[^\n]*\n)*$/.exec(before);
      if (key) {
        const start = slot.span.start - key[0].length + key[0].indexOf(key[1] as string);
        const whole = { ...slot.span, start };
        if (block) return [removeLines(document, whole)];
        const opened = /[{,]\s*$/.exec(text.slice(0, start));
        const flow = isJson(document) || (opened !== null && !/:\s*$/.test(text.slice(0, start)));
        if (!flow) return [removeLines(document, whole)];
        const comments = isJson(document) ? 'json' : 'yaml';
        const previous = text.slice(0, start).trimEnd();
        const end = previous.endsWith(',') ? previous.length - 1 : null;
        return removeDelimited(
          text,
          end === null ? [whole] : [{ ...whole, start: end, end }, whole],
          new Set([end === null ? 0 : 1]),
          comments,
        );
      }
      if (block) refuse('nothing would be left');
    }
    if (!block) {
      const indexes = new Set(own.flatMap((e, i) => (gone.has(e) ? [i] : [])));
      return removeDelimited(
        text,
        own.map(e => e.span),
        indexes,
        isJson(document) ? 'json' : 'yaml',
      );
    }
    return own.flatMap((entry, i) => {
      if (!gone.has(entry)) return [];
      const next = own[i + 1];
      if (i === 0 && next && /-[ \t]+$/.test(text.slice(lineStart(text, entry.span.start), entry.span.start))) {
        if (gone.has(next)) refuse('two keys behind the dash of a list');
        return [removeAfterDash(document, entry.span, next.span.start)];
      }
      return [removeLines(document, entry.span)];
    });
  }

  #removeItems(list: List, gone: ReadonlySet<number>): TextEdit[] {
    const slot = list.slot as Slot;
    const document = this.#documents(slot.span.uri);
    const { text } = document;
    const spans: SourceSpan[] = [];
    const indexes = new Set<number>();
    list.items.forEach((item, i) => {
      if (item.kind === 'absent') return;
      if (gone.has(i)) indexes.add(spans.length);
      spans.push(item.span);
    });
    if (slot.style !== 'yaml-block') return removeDelimited(text, spans, indexes, isJson(document) ? 'json' : 'yaml');
    if (indexes.size === spans.length) {
      const kept = withoutRemarks(text, slot.span.start);
      if (text[kept - 1] !== ':') refuse('nothing would be left of the list');
      const end = text[slot.span.end - 1] === '\n' ? lineEnd(text, slot.span.end - 1) : slot.span.end;
      return [{ span: { ...slot.span, start: kept, end }, text: ' []' }];
    }
    return [...indexes].map(i => removeLines(document, spans[i] as SourceSpan));
  }
}

/** Goes down a path as far as it is written. Refuses where the way can't be seen. */
export function locate(root: ObjectValue, path: readonly string[]): Place {
  let container = root;
  const parents: Step[] = [];
  for (let i = 0; i < path.length; i++) {
    const key = path[i] as string;
    const entry = container.entries.findLast(e => e.key === key);
    const own = entry && (container.slot === null || within(entry.span, container.slot.span)) ? entry : null;
    if (!own) {
      if (!container.slot) refuse(`it can’t be seen where ${key} would be written`);
      return { kind: 'gap', slot: container.slot, rest: path.slice(i) };
    }
    if (i === path.length - 1) return { kind: 'entry', parents, container, entry: own };
    const { value } = own;
    if (value.kind === 'object') {
      // An alias to an object: a key that is written there shows up wherever it is used, which the proof looks at.
      parents.push({ container, entry: own });
      container = value;
      continue;
    }
    if (value.kind === 'list') {
      const index = Number(path[i + 1]);
      const item = value.items[index];
      if (!item) refuse(`${key} has no item ${path[i + 1]}`);
      if (i + 1 === path.length - 1) return { kind: 'item', list: value, index };
      if (item.kind !== 'object') refuse(`an item of ${key} is no object`);
      parents.length = 0;
      container = item;
      i++;
      continue;
    }
    if (value.kind === 'absent' || (value.kind === 'literal' && value.value === null))
      return { kind: 'gap', slot: emptySlot(own), rest: path.slice(i + 1) };
    if (value.kind === 'choice') refuse(`${key} depends on a condition`);
    refuse(`${key} is not written out here`);
  }
  return refuse('there is no path');
}

/** Keys below a key that has no value go through the writing of that key's whole value. */
function emptySlot(entry: Entry): Slot {
  return refuse(`${entry.key} has no value that could be extended`);
}

export function within(inner: SourceSpan, outer: SourceSpan): boolean {
  return inner.uri === outer.uri && outer.start <= inner.start && inner.end <= outer.end;
}

function columnOf(text: string, offset: number): string {
  const start = lineStart(text, offset);
  return ' '.repeat(offset - start - (text[start] === '\uFEFF' ? 1 : 0));
}

/** JSON by its first character: a template in braces with quoted keys. */
export function isJson(document: Document): boolean {
  return /\.json$/i.test(document.uri) || /^\uFEFF?\s*\{\s*"/.test(document.text);
}

/** The places of all flow collections of a YAML text; of one that is too deep for the parser, all of it. */
function flowsOf(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  try {
    for (const token of new Parser().parse(text)) {
      if (token.type !== 'document') continue;
      // No recursion: a line of `a: a: a:` nests as deep as it is long. The list grows while it is walked.
      const pending: (CST.Token | null | undefined)[] = [token.value];
      for (const node of pending)
        if (node?.type === 'flow-collection') {
          const last = node.end.at(-1) ?? node.start;
          found.push([node.offset, last.offset]);
        } else if (node?.type === 'block-map' || node?.type === 'block-seq')
          for (const item of node.items) pending.push(item.key, item.value);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [[-1, text.length]];
  }
  return found;
}

const flows = new WeakMap<Document, readonly (readonly [number, number])[]>();

/** Whether an offset of a YAML document is inside of `[]` or `{}`. Parses the document, once a version. */
export function inFlow(document: Document, offset: number): boolean {
  let known = flows.get(document);
  if (!known) {
    known = flowsOf(document.text);
    flows.set(document, known);
  }
  return known.some(([start, end]) => start < offset && offset <= end);
}
