/** Changes of the object literals and lists of a CDK file, collected, so that several of one object become one. */
import ts from 'typescript';
import type { NewValue } from '../core/intent.ts';
import type { List, Slot, Value } from '../core/value.ts';
import { lowering } from '../knowledge/index.ts';
import { insertDelimited, removeDelimited } from './delimited.ts';
import type { Expressions } from './expressions.ts';
import { type Raw, type Tree, grow, isRaw, keyText, printed, stringText } from './printed.ts';
import { type Assignment, type Has, moduleOf } from './props.ts';
import { member, nodeAt, sourceOf, spanOf } from './source.ts';
import { eolOf, indentAt, lineStart, refuse, stepOf } from './text.ts';
import type { Document, Documents, SourceSpan, TextEdit } from './types.ts';

/** The changes of one run of a writer. */
export class ObjectChanges {
  readonly #documents: Documents;
  readonly #expressions: Expressions;
  readonly #has: Has;
  readonly #inserts = new Map<string, { slot: Slot; entries: Tree }>();
  readonly #items = new Map<string, { slot: Slot; items: NewValue[] }>();
  readonly #removals = new Map<ts.ObjectLiteralExpression, { document: Document; gone: Set<ts.Node> }>();
  readonly #removedItems = new Map<List, Set<number>>();
  readonly #replaced = new Map<string, TextEdit>();

  constructor(documents: Documents, expressions: Expressions, has: Has) {
    this.#documents = documents;
    this.#expressions = expressions;
    this.#has = has;
  }

  /** Writes a prop: into the object literal that is there, replacing what it says, or as a new one. */
  assign(slot: Slot, { path, value }: Assignment): void {
    const document = this.#documents(slot.span.uri);
    const { text } = document;
    if (slot.style === 'ts-object') {
      let object = this.object(document, slot.span);
      for (let i = 0; i < path.length; i++) {
        const property = member(object, path[i] as string);
        if (!property) {
          const gap = i === 0 ? slot : slotOf(document, object);
          this.put(gap, path.slice(i), {
            raw: this.#expressions.prop(document, slot.end, value, indentFor(text, gap)),
          });
          return;
        }
        if (i === path.length - 1) {
          this.#overwrite(
            document,
            property,
            this.#expressions.prop(document, property.getStart(), value, indentAt(text, property.getStart())),
          );
          return;
        }
        if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.initializer))
          refuse(`the value of ${path[i]} is not written out here`);
        object = property.initializer;
      }
      return;
    }
    this.put(slot, path, { raw: this.#expressions.prop(document, slot.end, value, indentFor(text, slot)) });
  }

  put(slot: Slot, path: readonly string[], value: Raw): void {
    if (slot.style === 'ts-object') {
      const document = this.#documents(slot.span.uri);
      const object = this.object(document, slot.span);
      const there = member(object, path[0] as string);
      if (there && path.length === 1) {
        this.#overwrite(document, there, value.raw);
        return;
      }
    }
    const id = `${slot.span.uri}:${slot.span.start}:${slot.end}`;
    let known = this.#inserts.get(id);
    if (!known) {
      known = { slot, entries: {} };
      this.#inserts.set(id, known);
    }
    grow(known.entries, path, value);
  }

  object(document: Document, place: SourceSpan): ts.ObjectLiteralExpression {
    return (
      nodeAt(sourceOf(document), place.start, place.end, ts.isObjectLiteralExpression) ??
      refuse('the object literal can’t be found')
    );
  }

  propertyAt(place: SourceSpan): ts.ObjectLiteralElementLike | null {
    return nodeAt(
      sourceOf(this.#documents(place.uri)),
      place.start,
      place.end,
      (n): n is ts.ObjectLiteralElementLike => ts.isPropertyAssignment(n) || ts.isShorthandPropertyAssignment(n),
    );
  }

  replaceInitializer(document: Document, property: ts.ObjectLiteralElementLike, value: NewValue): void {
    const start = property.getStart();
    if (
      ts.isPropertyAssignment(property) &&
      ts.isStringLiteralLike(property.initializer) &&
      typeof value === 'string'
    ) {
      this.replace(spanOf(document, property.initializer), value);
      return;
    }
    this.#overwrite(
      document,
      property,
      this.#expressions.write(document, start, value, indentAt(document.text, start)),
    );
  }

  #overwrite(document: Document, property: ts.ObjectLiteralElementLike, written: string): void {
    const { uri } = document;
    if (ts.isPropertyAssignment(property)) {
      const { initializer } = property;
      const id = `${uri}:${initializer.getStart()}`;
      this.#replaced.set(id, { span: spanOf(document, initializer), text: written });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      this.#replaced.set(`${uri}:${property.end}`, {
        span: { uri, start: property.end, end: property.end },
        text: `: ${written}`,
      });
    } else refuse('the prop is not a plain value');
  }

  /** Whether something else is written from an offset on. */
  rewrites(uri: string, offset: number): boolean {
    return this.#replaced.has(`${uri}:${offset}`);
  }

  /** Another value in the place of an expression: strings keep their quotes, members their class. */
  replace(place: SourceSpan, to: NewValue): void {
    const document = this.#documents(place.uri);
    const { text } = document;
    const old = text.slice(place.start, place.end);
    const put = (written: string, at: SourceSpan = place) =>
      this.#replaced.set(`${at.uri}:${at.start}`, { span: at, text: written });
    if (/^(?:true|false)$/.test(old) && typeof to !== 'boolean')
      refuse(`${old} stands for it, which says something else`);
    if (/^-?[\d.]+$/.test(old) && typeof to !== 'number') refuse(`${old} stands for it, which says something else`);
    if (typeof to === 'string' && /^['"`]/.test(old)) {
      put(stringText(to, old[0] as string));
      return;
    }
    if (typeof to !== 'object' && /^[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)+$/.test(old)) {
      const names = old.split('.').map(n => n.trim());
      const suffix = names.slice(-2).join('.');
      const { statics } = lowering();
      const known = Object.keys(statics).find(fqn => fqn.endsWith(`.${suffix}`));
      const cls = known?.slice(0, known.lastIndexOf('.') + 1);
      const now =
        cls &&
        Object.keys(statics).find(
          fqn => fqn.startsWith(cls) && !fqn.slice(cls.length).includes('.') && statics[fqn] === to,
        );
      if (!now) refuse(`${old} has no sibling that stands for ${String(to)}`);
      if (this.#has(moduleOf(now), now.slice(now.lastIndexOf('.') + 1)) === false)
        refuse(`the installed aws-cdk-lib has no ${now.split('.').slice(-2).join('.')} yet`);
      const at = place.start + old.lastIndexOf('.') + 1;
      put(now.slice(now.lastIndexOf('.') + 1), {
        ...place,
        start: at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0),
      });
      return;
    }
    put(this.#expressions.write(document, place.start, to, indentAt(text, place.start)));
  }

  remove(document: Document, object: ts.ObjectLiteralExpression, property: ts.Node): void {
    const known = this.#removals.get(object);
    if (known) known.gone.add(property);
    else this.#removals.set(object, { document, gone: new Set([property]) });
  }

  /** Objects that lose all their props go, too. */
  #cascade(): void {
    for (let again = true; again; ) {
      again = false;
      for (const [object, { document, gone }] of this.#removals) {
        if (gone.size < object.properties.length || !ts.isPropertyAssignment(object.parent)) continue;
        if (!ts.isObjectLiteralExpression(object.parent.parent)) continue;
        this.#removals.delete(object);
        this.remove(document, object.parent.parent, object.parent);
        again = true;
        break;
      }
    }
  }

  #removeMembers(document: Document, object: ts.ObjectLiteralExpression, gone: ReadonlySet<ts.Node>): TextEdit[] {
    const { parent, properties } = object;
    if (
      gone.size === properties.length &&
      ts.isNewExpression(parent) &&
      parent.arguments?.at(-1) === object &&
      parent.arguments.length > 1
    ) {
      const args = parent.arguments.map(a => spanOf(document, a));
      return removeDelimited(document.text, args, new Set([args.length - 1]), 'typescript');
    }
    const indexes = new Set(properties.flatMap((p, i) => (gone.has(p) ? [i] : [])));
    return removeDelimited(
      document.text,
      properties.map(p => spanOf(document, p)),
      indexes,
      'typescript',
    );
  }

  removeEntry({ uri, start, end }: SourceSpan): void {
    const document = this.#documents(uri);
    const source = sourceOf(document);
    const find = (node: ts.Node): ts.Node | undefined =>
      node.getStart(source) === start && node.end === end && ts.isObjectLiteralElement(node)
        ? node
        : node.pos <= start && end <= node.end
          ? ts.forEachChild(node, find)
          : undefined;
    const property = find(source) ?? refuse('the code has changed');
    this.remove(document, property.parent as ts.ObjectLiteralExpression, property);
  }

  insertItem(list: List, value: NewValue): void {
    if (list.origin !== 'written') refuse('the construct makes the list by itself');
    const slot = list.slot ?? refuse('the list is not written out here');
    if (slot.style !== 'ts-array') refuse('the list is not written out here');
    const id = `${slot.span.uri}:${slot.span.start}`;
    const known = this.#items.get(id);
    if (known) known.items.push(value);
    else this.#items.set(id, { slot, items: [value] });
  }

  removeItem(list: List, index: number): void {
    if (list.slot?.style !== 'ts-array') refuse('the list is not written out here');
    if (!list.items[index]) refuse('the item is not there');
    const known = this.#removedItems.get(list);
    if (known) known.add(index);
    else this.#removedItems.set(list, new Set([index]));
  }

  /** All that was asked for, as edits. */
  edits(): TextEdit[] {
    const edits = [...this.#replaced.values()];
    for (const { slot, entries } of this.#inserts.values()) {
      const { text } = this.#documents(slot.span.uri);
      const eol = eolOf(text);
      const step = stepOf(text);
      const all = (indent: string) =>
        Object.entries(entries).map(([k, v]) => `${keyText(k)}: ${isRaw(v) ? v.raw : printed(v, indent, step, eol)}`);
      if (slot.style === 'ts-arguments') {
        if (slot.argument !== slot.argumentCount) refuse('the arguments before the props are missing');
        edits.push({
          span: { ...slot.span, start: slot.end, end: slot.end },
          text: `${slot.empty ? '' : ', '}${printed(entries, indentAt(text, slot.end), step, eol)}`,
        });
        continue;
      }
      if (slot.style !== 'ts-object') refuse('this is no object literal');
      edits.push(...insertDelimited(text, gapOf(slot), 'typescript', step, all));
    }
    for (const { slot, items } of this.#items.values()) {
      const document = this.#documents(slot.span.uri);
      edits.push(
        ...insertDelimited(document.text, gapOf(slot), 'typescript', stepOf(document.text), indent =>
          items.map(item => this.#expressions.write(document, slot.end, item, indent)),
        ),
      );
    }
    this.#cascade();
    for (const [object, { document, gone }] of this.#removals)
      edits.push(...this.#removeMembers(document, object, gone));
    for (const [list, gone] of this.#removedItems) {
      const slot = list.slot as Slot;
      const document = this.#documents(slot.span.uri);
      const array = nodeAt(sourceOf(document), slot.span.start, slot.span.end, ts.isArrayLiteralExpression);
      if (!array) refuse('the list can’t be found');
      const spans = array.elements.map(e => spanOf(document, e));
      const indexes = new Set(
        [...gone].map(i => {
          const item = list.items[i] as Value;
          const at =
            item.kind === 'absent' ? -1 : spans.findIndex(s => s.start === item.span.start && s.end === item.span.end);
          return at < 0 ? refuse('the item is not written in the list') : at;
        }),
      );
      edits.push(...removeDelimited(document.text, spans, indexes, 'typescript'));
    }
    return edits;
  }
}

function gapOf(slot: Slot) {
  return { uri: slot.span.uri, end: slot.end, empty: slot.empty, multiline: slot.multiline, indent: slot.indent };
}

/** The indentation that entries get. */
export function indentFor(text: string, slot: Slot): string {
  return slot.style === 'ts-arguments' || slot.empty ? indentAt(text, slot.end) + stepOf(text) : slot.indent;
}

/** The slot of an object literal in the tree. */
function slotOf(document: Document, object: ts.ObjectLiteralExpression): Slot {
  const { text } = document;
  const start = object.getStart();
  const first = object.properties[0];
  const last = object.properties.at(-1);
  const multiline = first !== undefined && lineStart(text, first.getStart()) > start;
  return {
    span: spanOf(document, object),
    style: 'ts-object',
    end: last ? last.end : start + 1,
    empty: !last,
    indent: indentAt(text, first && multiline ? first.getStart() : start),
    multiline,
  };
}
