/**
 * What objects look like, to find out later whether the app has changed them. The comparison must not be led astray by what
 * was changed: it calls nothing but functions that were taken before the app ran, and iterates over nothing.
 */

const { apply, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } = Reflect;
const { hasOwn, is } = Object;
const text = String;

/** Values by the keys of an object. Without a prototype. */
type Table = Record<PropertyKey, unknown>;

interface Shape {
  readonly name: string;
  readonly object: object;
  /** The values; of an accessor, its getter. */
  readonly own: Table;
  readonly setters: Table;
  readonly keys: readonly PropertyKey[];
  readonly proto: object | null;
  readonly extensible: boolean;
}

export interface ShapeOptions {
  /** Names that may change, as `process.domain`. */
  readonly volatile?: readonly string[];
  /** Whether only functions count, and not what objects keep beside them. */
  readonly functions?: boolean;
}

export class Shapes {
  private readonly known = new Set<object>();
  private shapes: Shape[] = [];
  private readonly volatile: Table = Object.create(null);
  private readonly functions: boolean;

  constructor({ volatile = [], functions = false }: ShapeOptions = {}) {
    for (const name of volatile) this.volatile[name] = true;
    this.functions = functions;
  }

  /** Takes what an object is now as what it should be. Again only with `accept`. */
  add(name: string, object: object): void {
    if (this.known.has(object)) return;
    this.known.add(object);
    this.shapes.push(shapeOf(name, object));
  }

  /** Takes what all are now as what they should be. */
  accept(): void {
    this.shapes = this.shapes.map(({ name, object }) => shapeOf(name, object));
  }

  /** The first thing that is not as it was taken, in the words of code; null when all is. */
  changed(): string | null {
    for (let i = 0; i < this.shapes.length; i++) {
      const shape = this.shapes[i] as Shape;
      const { object } = shape;
      if (getPrototypeOf(object) !== shape.proto) return `the prototype of ${shape.name}`;
      if (isExtensible(object) !== shape.extensible) return shape.name;
      const keys = ownKeys(object);
      let found = 0;
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k] as PropertyKey;
        if (hasOwn(shape.own, key)) found++;
        if (!this.isSame(shape, key)) return label(shape, key);
      }
      if (found === shape.keys.length) continue;
      for (let k = 0; k < shape.keys.length; k++) {
        const key = shape.keys[k] as PropertyKey;
        if (!hasOwn(object, key) && this.counts(shape, key, shape.own[key])) return label(shape, key);
      }
    }
    return null;
  }

  private isSame(shape: Shape, key: PropertyKey): boolean {
    const descriptor = getOwnPropertyDescriptor(shape.object, key) as PropertyDescriptor;
    const value = contentOf(descriptor);
    const known = shape.own[key];
    const same =
      hasOwn(shape.own, key) &&
      (hasOwn(descriptor, 'value')
        ? is(known, value) || (hasOwn(shape.setters, key) && is(given(known, shape.object), value))
        : known === value && shape.setters[key] === descriptor.set);
    return same || !(this.counts(shape, key, value) || this.counts(shape, key, shape.own[key]));
  }

  private counts(shape: Shape, key: PropertyKey, value: unknown): boolean {
    return (!this.functions || typeof value === 'function') && !hasOwn(this.volatile, label(shape, key));
  }
}

function shapeOf(name: string, object: object): Shape {
  const keys = ownKeys(object);
  const own: Table = Object.create(null);
  const setters: Table = Object.create(null);
  for (const key of keys) {
    const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
    own[key] = contentOf(descriptor);
    if (!hasOwn(descriptor, 'value')) setters[key] = descriptor.set;
  }
  return { name, object, own, setters, keys, proto: getPrototypeOf(object), extensible: isExtensible(object) };
}

/** What a getter gives: one that puts the value in its own place on first use, as Node's lazy ones do, is as good as it was. */
function given(getter: unknown, object: object): unknown {
  try {
    return apply(getter as () => unknown, object, []);
  } catch {
    return undefined;
  }
}

/** The value of a property, or the function that gives it: comparing it runs nothing. */
export function contentOf(descriptor: PropertyDescriptor | undefined): unknown {
  if (descriptor === undefined) return undefined;
  return hasOwn(descriptor, 'value') ? descriptor.value : (descriptor.get ?? descriptor.set);
}

function label({ name }: Shape, key: PropertyKey): string {
  return `${name}.${text(key)}`;
}
