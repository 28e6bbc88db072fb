/**
 * Writes values into YAML: entries and items into blocks and flow collections, values in the place of others, whole lines
 * out. Strings are quoted only where YAML (1.1, which CloudFormation reads) would take them for something else.
 */
import type { NewValue } from '../core/intent.ts';
import type { Slot } from '../core/value.ts';
import { insertDelimited } from './delimited.ts';
import {
  eolOf,
  indentAt,
  lineEnd,
  lineStart,
  nextLine,
  onlyCommentFollows,
  refuse,
  stepOf,
  withoutRemarks,
} from './text.ts';
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

/** The empty lines that a text ends with. The look behind keeps it from trying at each blank of a long row of them. */
const BLANK_LINES = /(?<![ \t\r\n])(?:[ \t]*\r?\n)+$/;

export type Quote = "'" | '"';

/** What a plain scalar is not read back as a string from: YAML 1.1's words, numbers, dates and times. https://yaml.org/type/ */
const NOT_A_STRING =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[-+]?\d+)?|0x[\da-f_]+|0o?[0-7_]+|0b[01_]+|[-+]?\.(?:inf|nan)|\d{4}-\d\d?-\d\d?.*|[-+]?\d+(?::[0-5]?\d)+(?:\.\d*)?|<<|=)$/i;

/** Whether a string may stand without quotes. */
export function isPlain(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || NOT_A_STRING.test(text)) return false;
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text)) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?:\s|$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  if (/:(?:\s|$)|\s#/.test(text)) return false;
  // Between braces a quote behind a colon is read as one that opens a value.
  return !(flow && /[,[\]{}]|^[-?:]|:$|:["']/.test(text));
}

/** A string in quotes, escaped. Control characters only go into double ones. */
export function quoted(text: string, quote: Quote): string {
  if (quote === "'" && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text))
    return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text)
    .replaceAll('\u007f', '\\x7f')
    .replace(/[\u0080-\u009f\u2028\u2029\ufeff]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A string, quoted if it must be. */
export function yamlString(text: string, quote: Quote, flow: boolean): string {
  return isPlain(text, flow) ? text : quoted(text, quote);
}

/** How a file writes things, found once by looking at it. */
export interface YamlStyle {
  readonly step: string;
  readonly eol: string;
  readonly quote: Quote;
  /** What stands before the dash of a list below its key: the step, or nothing. */
  readonly listIndent: string;
}

export function yamlStyle(text: string): YamlStyle {
  const single = (text.match(/[:\-[,]\s+(?:![\w:]+\s+)?'/g) ?? []).length;
  const double = (text.match(/[:\-[,]\s+(?:![\w:]+\s+)?"/g) ?? []).length;
  let same = 0;
  let deeper = 0;
  for (const match of text.matchAll(/^( *)(?:- )?[\w"'][^\n#]*:[ \t]*\r?\n( *)- /gm)) {
    if ((match[1] as string).length === (match[2] as string).length) same++;
    else deeper++;
  }
  const step = stepOf(text);
  return {
    step: step === '\t' ? '  ' : step,
    eol: eolOf(text),
    quote: double > single ? '"' : "'",
    listIndent: same > deeper ? '' : step === '\t' ? '  ' : step,
  };
}

function subText(text: string, style: YamlStyle, flow: boolean): string {
  const alone = soleReference(text);
  if (alone !== null) return `!Ref ${flow ? quoted(alone, style.quote) : alone}`;
  // A plain `${` at the start reads like a flow map at a glance, so it is quoted although it need not be.
  return `!Sub ${text.startsWith('$') || !isPlain(text, flow) ? quoted(text, style.quote) : text}`;
}

/** What fits on one line: scalars and references; null for the rest. */
function yamlInline(value: NewValue, style: YamlStyle, flow: boolean): string | null {
  if (isRef(value)) {
    const name = logicalIdOf(value.$ref);
    const full = value.attribute === null ? name : `${name}.${value.attribute}`;
    if (value.suffix) return subText(`\${${full}}${value.suffix}`, style, flow);
    return value.attribute === null ? `!Ref ${name}` : `!GetAtt ${full}`;
  }
  if (typeof value === 'object' && isSub(value)) return subText(value.$sub, style, flow);
  if (typeof value === 'string') return yamlString(value, style.quote, flow);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return value.length === 0 ? '[]' : null;
  return Object.keys(value.$object).length === 0 ? '{}' : null;
}

/** A value in flow style. */
export function yamlFlow(value: NewValue, style: YamlStyle): string {
  const inline = yamlInline(value, style, true);
  if (inline !== null) return inline;
  if (isList(value)) return `[${value.map(v => yamlFlow(v, style)).join(', ')}]`;
  const entries = Object.entries((value as { $object: Record<string, NewValue> }).$object);
  return `{${entries.map(([k, v]) => `${yamlString(k, style.quote, true)}: ${yamlFlow(v, style)}`).join(', ')}}`;
}

/**
 * A value in block style as it follows a colon, the space or line break before it included. `indent` is the column of
 * the key.
 */
export function yamlAfterKey(value: NewValue, indent: string, style: YamlStyle): string {
  if (typeof value === 'string' && /[^\n]\n[^\n]/.test(value)) {
    const block = blockScalar(value, indent + style.step, style);
    if (block) return ` ${block}`;
  }
  const inline = yamlInline(value, style, false);
  if (inline !== null) return ` ${inline}`;
  return style.eol + yamlBlock(value, isList(value) ? indent + style.listIndent : indent + style.step, style);
}

/** A list or an object as a block of lines, each starting with `indent`; no line end after the last. */
function yamlBlock(value: NewValue, indent: string, style: YamlStyle): string {
  if (isList(value)) return value.map(item => indent + yamlItem(item, indent, style)).join(style.eol);
  return Object.entries((value as { $object: Record<string, NewValue> }).$object)
    .map(([k, v]) => `${indent}${yamlString(k, style.quote, false)}:${yamlAfterKey(v, indent, style)}`)
    .join(style.eol);
}

/** One item of a block list, from its dash on; `indent` is the column of the dash. */
function yamlItem(value: NewValue, indent: string, style: YamlStyle): string {
  const inline = yamlInline(value, style, false);
  if (inline !== null) return `- ${inline}`;
  return `- ${yamlBlock(value, `${indent}  `, style).slice(indent.length + 2)}`;
}

/** A `|` scalar, or null for text that a block scalar does not keep exactly. */
function blockScalar(text: string, indent: string, style: YamlStyle): string | null {
  if (/^[ \t\n]|[ \t]\n|[^\S\n]$|\n\n$|[\r\u0000-\u0008\u2028\u2029]/.test(text)) return null;
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n').map(line => (line === '' ? '' : indent + line));
  return [text.endsWith('\n') ? '|' : '|-', ...lines].join(style.eol);
}

/** Entries or items at the end of a container, in the container's own style. */
export function insertYaml(document: Document, slot: Slot, entries: readonly NewEntry[]): TextEdit[] {
  const { text } = document;
  const style = yamlStyle(text);
  const { uri } = slot.span;
  if (slot.style === 'yaml-flow' || slot.style === 'json-missing' || slot.style === 'json') {
    return insertDelimited(
      text,
      { uri, end: slot.end, empty: slot.empty, multiline: slot.multiline, indent: slot.indent },
      'yaml',
      style.step,
      () =>
        entries.map(({ key, value }) => {
          const written = yamlFlow(value, style);
          return key === null ? written : `${flowKey(text, slot, key, style)}: ${written}`;
        }),
    );
  }
  if (slot.style !== 'yaml-block' && slot.style !== 'yaml-missing') refuse('this place is not YAML');
  const { indent } = slot;
  const written = entries
    .map(({ key, value }) =>
      key === null
        ? indent + yamlItem(value, indent, style)
        : `${indent}${yamlString(key, style.quote, false)}:${yamlAfterKey(value, indent, style)}`,
    )
    .join(style.eol);
  return [insertLines(text, uri, slot.end, written, style.eol)];
}

/** Lines after the one on which something ends. A block scalar's end is the start of the next line already. */
export function insertLines(text: string, uri: string, end: number, lines: string, eol: string): TextEdit {
  const atLineStart = end > 0 && text[end - 1] === '\n';
  if (!atLineStart && !onlyCommentFollows(text, end, 'yaml')) refuse('something else stands on the same line');
  // Blank lines after a block scalar belong to the gap below it for a reader; to its value only where it keeps them.
  const kept = atLineStart ? text.slice(0, end).replace(BLANK_LINES, '') : text.slice(0, end);
  const below = nextLine(text, kept.length);
  const blank = (/^(?:[ \t]*\r?\n)*/.exec(text.slice(below)) as RegExpExecArray)[0];
  if (keepsBlankLines(kept) && blank !== '') {
    const at = below + blank.length;
    return { span: { uri, start: at, end: at }, text: lines + eol };
  }
  if (atLineStart) return { span: { uri, start: below, end: below }, text: lines + eol };
  const at = lineEnd(text, end);
  return { span: { uri, start: at, end: at }, text: eol + lines };
}

/** Whether the last block scalar of a text keeps the blank lines after it as a part of its value: `|+`, `>2+`. */
function keepsBlankLines(text: string): boolean {
  return /\+/.test([...text.matchAll(/[|>][-+\d]*(?=[ \t]*(?:#[^\n]*)?\r?$)/gm)].at(-1)?.[0] ?? '');
}

/** JSON inside of YAML keeps its quoted keys. */
function flowKey(text: string, slot: Slot, key: string, style: YamlStyle): string {
  const before = text.slice(lineStart(text, slot.span.start), slot.end);
  return /[{,]\s*"[^"]*"\s*:/.test(before) ? JSON.stringify(key) : yamlString(key, style.quote, true);
}

/**
 * Another value in the place of one. A string keeps the quotes of the string that stands there; `flow` says that the
 * place is inside of `[]` or `{}`. `indent` is the column of the key or the dash that the value belongs to.
 */
export function replaceYaml(
  document: Document,
  place: SourceSpan,
  value: NewValue,
  flow: boolean,
  indent: string,
): TextEdit {
  const { text } = document;
  const style = yamlStyle(text);
  const old = text.slice(place.start, place.end);
  if (typeof value === 'string' && /^['"]/.test(old)) return { span: place, text: quoted(value, old[0] as Quote) };
  if (typeof value === 'string' && value.includes('\n') && /^[|>]/.test(old) && !flow) {
    const block = blockScalar(value, indent + style.step, style);
    if (block) return { span: place, text: /\n$/.test(old) ? block + style.eol : block };
  }
  if (flow) return { span: place, text: pad(text, place) + yamlFlow(value, style) };
  // From after the colon on, so that a block below a key gives way to a value beside it, and the other way round.
  // No expression: one that looks for blanks at the end tries at each of a row.
  let kept = place.start;
  while (/[ \t\r\n]/.test(text[kept - 1] ?? '')) kept--;
  const afterColon = text[kept - 1] === ':';
  const written = afterColon ? yamlAfterKey(value, indent, style) : null;
  if (
    written !== null &&
    (written.includes('\n') || text.slice(kept, place.start).includes('\n') || place.start === kept)
  ) {
    const end = /\n$/.test(old) ? written + style.eol : written;
    return { span: { ...place, start: kept }, text: end };
  }
  const inline = yamlInline(value, style, false) ?? yamlFlow(value, style);
  return { span: place, text: pad(text, place) + (/\n$/.test(old) ? inline + style.eol : inline) };
}

/** A value that is written where there was none needs a space after the colon. */
function pad(text: string, place: SourceSpan): string {
  return place.start === place.end && /[:-]/.test(text[place.start - 1] ?? '') ? ' ' : '';
}

/** Takes the lines of a block entry or item out; `place` is from its key (or the item itself) to the end of its value. */
export function removeLines(document: Document, place: SourceSpan): TextEdit {
  const { text } = document;
  const start = lineStart(text, place.start);
  const before = text.slice(start, place.start);
  const ended = place.end > place.start && text[place.end - 1] === '\n';
  if (!ended && !onlyCommentFollows(text, place.end, 'yaml')) refuse('something else stands on the same line');
  const end = ended
    ? nextLine(text, text.slice(0, place.end).replace(BLANK_LINES, '').length)
    : nextLine(text, place.end);
  if (/^\uFEFF?[ \t]*$/.test(before) || /^[ \t]*-[ \t]+$/.test(before)) {
    // The last line of a file without a line end takes the break before it along.
    if (end === text.length && !text.endsWith('\n') && start > 0)
      return { span: { ...place, start: text.slice(0, start).replace(/\r?\n$/, '').length, end }, text: '' };
    return { span: { ...place, start: before.startsWith('\uFEFF') ? start + 1 : start, end }, text: '' };
  }
  return refuse('something else stands on the same line');
}

/** Takes the first entry of an object out that stands behind the dash of a list; the rest of the object moves up to the dash. */
export function removeAfterDash(document: Document, place: SourceSpan, nextKey: number): TextEdit {
  const { text } = document;
  const gap = text.slice(place.end, nextKey);
  if (!/[^\s]/.test(gap.replace(/^[ \t]*#[^\n]*/, ''))) return { span: { ...place, end: nextKey }, text: '' };
  const dash = text.slice(0, place.start).trimEnd().length;
  return { span: { ...place, start: dash, end: lineEnd(text, place.end) }, text: '' };
}

/** The column of the key or dash that a value belongs to, as white space. */
export function ownerIndent(text: string, valueStart: number): string {
  const kept = withoutRemarks(text, valueStart);
  const start = lineStart(text, kept);
  const line = text.slice(start, Math.max(kept, start));
  const lead = /^\uFEFF?[ \t]*(?:- +)*/.exec(line)?.[0] ?? '';
  const dashOnly = /^\s*-$/.test(line);
  return ' '.repeat((dashOnly ? indentAt(text, start) : lead).replace('\uFEFF', '').length);
}
