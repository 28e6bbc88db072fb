/**
 * Shapes: what may stand where in `plumbline.yaml`, as values. The vocabulary is written in them; validation, completion,
 * the JSON Schema and the reference in the documentation are made from them.
 */

/** What a text names, for checking it and for completion. */
export type Naming = 'selector' | 'property' | 'rule' | 'region' | 'pattern' | 'glob' | 'file' | 'source' | 'date';

export type Shape =
  | {
      readonly kind: 'text';
      /** The texts that are allowed; any, where left out. */
      readonly values?: readonly string[];
      readonly names?: Naming;
    }
  | { readonly kind: 'number'; readonly min?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly of: Shape }
  | {
      readonly kind: 'map';
      readonly keys: Readonly<Record<string, Key>>;
      /** Keys of the user's own: what they name, and what stands under each. */
      readonly rest?: { readonly names: string; readonly check?: Naming; readonly docs: string; readonly of: Shape };
      readonly required?: readonly string[];
    }
  | { readonly kind: 'either'; readonly of: readonly Shape[] };

export interface Key {
  /** Markdown, one or two sentences: what it asks for. */
  readonly docs: string;
  readonly shape: Shape;
  /** YAML, as it would stand under the key's parent. */
  readonly example?: string;
}

export type MapShape = Extract<Shape, { readonly kind: 'map' }>;

export const text = (names?: Naming): Shape => (names ? { kind: 'text', names } : { kind: 'text' });
export const word = (...values: string[]): Shape => ({ kind: 'text', values });
export const number = (min?: number): Shape => (min === undefined ? { kind: 'number' } : { kind: 'number', min });
export const boolean: Shape = { kind: 'boolean' };
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const either = (...of: Shape[]): Shape => ({ kind: 'either', of });
export const map = (keys: Readonly<Record<string, Key>>, more: Pick<MapShape, 'rest' | 'required'> = {}): MapShape => ({
  kind: 'map',
  keys,
  ...more,
});
export const scalar: Shape = either(text(), number(), boolean);

/** The map among the alternatives of a shape, if there is one. */
export function mapOf(shape: Shape): MapShape | null {
  if (shape.kind === 'map') return shape;
  if (shape.kind !== 'either') return null;
  for (const one of shape.of) {
    const found = mapOf(one);
    if (found) return found;
  }
  return null;
}

/** What may stand there, in words: `a text or a list`. */
export function described(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.values ? shape.values.map(v => `\`${v}\``).join(' or ') : 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return '`true` or `false`';
    case 'list':
      return 'a list';
    case 'map':
      return 'a map of keys';
    case 'either': {
      const words = [...new Set(shape.of.map(described))];
      return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] as string);
    }
  }
}
