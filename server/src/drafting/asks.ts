/** Asks: what one sentence wants of a project, as a place in `plumbline.yaml` and what stands there. */
import type { Scalar } from '../core/requirement.ts';

/** What a value must be: a plain value, one of several, or a test. */
export type AskValue = Scalar | readonly Scalar[] | AskTest;

export interface AskTest {
  readonly min?: number;
  readonly max?: number;
  readonly not?: Scalar | readonly Scalar[];
  readonly matches?: string;
  readonly set?: boolean;
}

export interface Ask {
  /** The keys that lead there, below `requirements`; `['rules', id]` for the severity of a rule. */
  readonly path: readonly string[];
  /**
   * How it stands there: `value` alone; `item` of a list, where `value` is the item or, with `keys`, its first key;
   * `member` of a list that is one statement (`encryption.at_rest`).
   */
  readonly form: 'value' | 'item' | 'member';
  readonly value: AskValue;
  /** The key that `value` has in an item: `of`, `name` or `is`; and further keys. */
  readonly key?: 'of' | 'name' | 'is' | 'port';
  readonly more?: Readonly<Record<string, Scalar>>;
  /** Why it may not be meant; such an ask is written as a comment. */
  readonly doubt?: string;
  /** Where the sentence says “should”; the severity of the rule otherwise. */
  readonly severity?: 'information';
  /** It follows from another ask of the sentence, and was not said. */
  readonly implied?: boolean;
}

export function value(path: string, is: AskValue): Ask {
  return { path: path.split('.'), form: 'value', value: is };
}

export function property(of: string, name: string, is: AskValue): Ask {
  return { path: ['properties', of, name], form: 'value', value: is };
}

export function item(path: string, key: 'of' | 'name' | 'is', is: string, more: Ask['more'] = {}): Ask {
  return { path: path.split('.'), form: 'item', value: is, key, more };
}

export function member(path: string, of: readonly string[]): Ask {
  return { path: path.split('.'), form: 'member', value: [...new Set(of)].sort() };
}

export function rule(id: string, severity = 'error'): Ask {
  return { path: ['rules', id], form: 'value', value: severity };
}

/** An ask on one line, which is the same for asks that are the same: `properties.lambda.timeout: max 30`. */
export function askText(ask: Ask): string {
  const more = Object.entries(ask.more ?? {}).map(([k, v]) =>
    /^(attribute|metric)$/.test(k) ? ` ${v}` : ` ${k} ${v}`,
  );
  return `${ask.path.join('.')}: ${valueText(ask.value)}${more.join('')}`;
}

export function valueText(is: AskValue): string {
  if (Array.isArray(is)) return `[${is.join(', ')}]`;
  if (typeof is !== 'object') return String(is);
  return Object.entries(is)
    .map(([word, of]) => (word === 'set' ? (of ? 'set' : 'unset') : `${word} ${valueText(of as AskValue)}`))
    .join(' ');
}
