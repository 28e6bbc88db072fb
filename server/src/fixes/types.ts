/** Words that all writers share. */
import type { Document } from '../core/document.ts';
import type { NewValue } from '../core/intent.ts';

export type { Document, SourceSpan } from '../core/document.ts';
export type { TextEdit } from '../core/finding.ts';

/** One more key, or one more item (then `key` is null). */
export interface NewEntry {
  readonly key: string | null;
  readonly value: NewValue;
}

/** The document of a uri, or a refusal. */
export type Documents = (uri: string) => Document;

export type NewObject = { readonly $object: Readonly<Record<string, NewValue>> };
export type NewRef = Extract<NewValue, { readonly $ref: string }>;
export type NewSub = { readonly $sub: string };

export function isList(value: NewValue): value is readonly NewValue[] {
  return Array.isArray(value);
}

export function isObject(value: NewValue): value is NewObject {
  return typeof value === 'object' && '$object' in value;
}

export function isRef(value: NewValue): value is NewRef {
  return typeof value === 'object' && '$ref' in value;
}

export function isSub(value: NewValue): value is NewSub {
  return typeof value === 'object' && '$sub' in value;
}

/** The name by which a template calls the resource of an id: what follows the `#`. */
export function logicalIdOf(id: string): string {
  return id.slice(id.lastIndexOf('#') + 1);
}

/** Whether an id is that of the resource with a logical ID, which an intent adds. */
export function isOf(id: string, logicalId: string): boolean {
  return id.endsWith(`#${logicalId}`) || id.endsWith(`/${logicalId}`);
}

/** `path` with `value` at its end as nested objects, merged into `entries`; later values win. */
export function nest(entries: Record<string, NewValue>, path: readonly string[], value: NewValue): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    entries[key] = value;
    return;
  }
  // The first item of a list that is not there yet is the whole list.
  if (rest[0] === '0') {
    const item: Record<string, NewValue> = {};
    if (rest.length > 1) nest(item, rest.slice(1), value);
    entries[key] = [rest.length > 1 ? { $object: item } : value];
    return;
  }
  const there = entries[key];
  const inner: Record<string, NewValue> = there !== undefined && isObject(there) ? { ...there.$object } : {};
  nest(inner, rest, value);
  entries[key] = { $object: inner };
}

/** The one pseudo parameter that a `Fn::Sub` text consists of, which `Ref` says more simply; null for any other text. */
export function soleReference(text: string): string | null {
  return /^\$\{(AWS::\w+)\}$/.exec(text)?.[1] ?? null;
}
