/** Writes values into JSON: entries and items into containers, values in the place of others. */
import type { NewValue } from '../core/intent.ts';
import type { Slot } from '../core/value.ts';
import { insertDelimited } from './delimited.ts';
import { eolOf, indentAt, stepOf } from './text.ts';
import {
  type Document,
  type NewEntry,
  type SourceSpan,
  type TextEdit,
  isList,
  isRef,
  isSub,
  logicalIdOf,
  soleReference,
} from './types.ts';

/** A value in CloudFormation's JSON; nested containers on lines of their own, indented from `indent`. */
export function jsonValue(value: NewValue, indent: string, step: string, eol: string): string {
  if (isRef(value)) {
    const name = logicalIdOf(value.$ref);
    if (value.suffix)
      return `{ "Fn::Sub": ${JSON.stringify(`\${${value.attribute === null ? name : `${name}.${value.attribute}`}}${value.suffix}`)} }`;
    return value.attribute === null
      ? `{ "Ref": ${JSON.stringify(name)} }`
      : `{ "Fn::GetAtt": [${JSON.stringify(name)}, ${JSON.stringify(value.attribute)}] }`;
  }
  if (typeof value === 'object' && isSub(value)) {
    const alone = soleReference(value.$sub);
    return alone === null ? `{ "Fn::Sub": ${JSON.stringify(value.$sub)} }` : `{ "Ref": ${JSON.stringify(alone)} }`;
  }
  const inner = indent + step;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    const items = value.map(item => jsonValue(item, inner, step, eol));
    const line = `[${items.join(', ')}]`;
    if (value.every(item => typeof item !== 'object') && line.length < 60) return line;
    return `[${eol}${items.map(i => inner + i).join(`,${eol}`)}${eol}${indent}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries((value as { $object: Record<string, NewValue> }).$object);
    if (entries.length === 0) return '{}';
    return `{${eol}${entries
      .map(([k, v]) => `${inner}${JSON.stringify(k)}: ${jsonValue(v, inner, step, eol)}`)
      .join(`,${eol}`)}${eol}${indent}}`;
  }
  return JSON.stringify(value);
}

/** A value on one line. */
function oneLine(value: NewValue): string {
  return jsonValue(value, '', '', ' ').replace(/\s*\n\s*/g, ' ');
}

/** Entries or items at the end of a container. */
export function insertJson(document: Document, slot: Slot, entries: readonly NewEntry[]): TextEdit[] {
  const { text } = document;
  const step = stepOf(text);
  const eol = eolOf(text);
  const compact = !/":\s/.test(text);
  const flat = !text.trim().includes('\n');
  return insertDelimited(
    text,
    { uri: slot.span.uri, end: slot.end, empty: slot.empty, multiline: slot.multiline, indent: slot.indent },
    'json',
    step,
    indent =>
      entries.map(({ key, value }) => {
        const written = flat || (!slot.multiline && !slot.empty) ? oneLine(value) : jsonValue(value, indent, step, eol);
        return key === null ? written : `${JSON.stringify(key)}:${compact ? '' : ' '}${written}`;
      }),
  );
}

/** Another value in the place of one. */
export function replaceJson(document: Document, place: SourceSpan, value: NewValue): TextEdit {
  const { text } = document;
  const indent = indentAt(text, place.start);
  const written = text.trim().includes('\n') ? jsonValue(value, indent, stepOf(text), eolOf(text)) : oneLine(value);
  return { span: place, text: written };
}
