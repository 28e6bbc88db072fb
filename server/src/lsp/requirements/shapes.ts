/** What may stand at a place of a requirements file, by the vocabulary. */
import type { Key, MapShape, Shape } from '../../frontends/requirements/shape.ts';
import { type KnownRule, topWith } from '../../frontends/requirements/vocabulary.ts';
import { ITEM } from './cursor.ts';

/** The shapes among which one has the choice, none of them an `either`. */
export function alternatives(shape: Shape): Exclude<Shape, { readonly kind: 'either' }>[] {
  return shape.kind === 'either' ? shape.of.flatMap(alternatives) : [shape];
}

/** The shapes of what stands at a path, where there are these rules; none where the path leads nowhere. */
export function shapesAt(
  path: readonly string[],
  rules: readonly KnownRule[] = [],
): Exclude<Shape, { readonly kind: 'either' }>[] {
  let shapes = alternatives(topWith(rules));
  for (const step of path)
    shapes = shapes
      .flatMap(shape => {
        if (step === ITEM) return shape.kind === 'list' ? [shape.of] : [];
        if (shape.kind !== 'map') return [];
        const key = keyOf(shape, step);
        return key ? [key.shape] : shape.rest ? [shape.rest.of] : [];
      })
      .flatMap(alternatives);
  return shapes;
}

/** The keys that are known by name, each once, with the shapes of all maps that have it. */
export function keysOf(shapes: readonly Shape[]): Map<string, Key> {
  const keys = new Map<string, Key>();
  for (const shape of shapes)
    if (shape.kind === 'map')
      for (const [name, key] of Object.entries(shape.keys)) {
        const known = keys.get(name);
        keys.set(name, known ? { ...known, shape: { kind: 'either', of: [known.shape, key.shape] } } : key);
      }
  return keys;
}

function keyOf(shape: MapShape, name: string): Key | undefined {
  return Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
}
