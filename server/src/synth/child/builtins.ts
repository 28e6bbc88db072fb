/**
 * Whether the app changed what JavaScript and Node provide: a later run in the same process would see it, so the process
 * is given up. What a library changes as it is loaded belongs to the library, which stays loaded as well.
 */
import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import Module from 'node:module';
import { onBuiltin } from './modules.ts';
import { Shapes, contentOf } from './shapes.ts';

/** What is put back after each run, or differs in each. */
const VOLATILE = [
  'Error.stackTraceLimit',
  'Error.prepareStackTrace',
  'process.mainModule',
  'process._events',
  'process._eventsCount',
  'process.domain',
  'process._exiting',
];

/** What the CDK keeps in globals for all its copies: it is freed in its own ways. */
const LIBRARY_GLOBALS = /^(__cdk|Symbol\((@aws-cdk|jsii|constructs)\b)/i;

/** Objects of functions among the globals. Classes are all of them. */
const NAMESPACES = ['JSON', 'Math', 'Reflect', 'Intl', 'Atomics', 'WebAssembly', 'console', 'process'] as const;

/** What no global names, and all code uses: what is called by loops, spreads and `await`. */
function hidden(): [string, object][] {
  const proto = (object: object) => Object.getPrototypeOf(object) as object;
  async function* generate() {}
  function* list() {}
  return [
    ['ArrayIterator.prototype', proto([][Symbol.iterator]())],
    ['MapIterator.prototype', proto(new Map()[Symbol.iterator]())],
    ['SetIterator.prototype', proto(new Set()[Symbol.iterator]())],
    ['StringIterator.prototype', proto(''[Symbol.iterator]())],
    ['RegExpStringIterator.prototype', proto(''.matchAll(/x/g))],
    ['Iterator.prototype', proto(proto([][Symbol.iterator]()))],
    ['GeneratorFunction.prototype', proto(list)],
    ['Generator.prototype', proto(proto(list()))],
    ['AsyncFunction.prototype', proto(async () => {})],
    ['AsyncGeneratorFunction.prototype', proto(generate)],
    ['AsyncGenerator.prototype', proto(proto(generate()))],
    ['TypedArray', proto(Uint8Array)],
    ['TypedArray.prototype', proto(Uint8Array.prototype)],
  ];
}

function slot(object: object, key: PropertyKey): unknown {
  return contentOf(Object.getOwnPropertyDescriptor(object, key));
}

export class Builtins {
  private readonly shapes = new Shapes({ volatile: VOLATILE });
  private readonly seen = new WeakSet<object>();
  private globals = new Map<PropertyKey, unknown>();

  constructor() {
    for (const key of Reflect.ownKeys(globalThis)) {
      const value = Object.getOwnPropertyDescriptor(globalThis, key)?.value as { prototype?: unknown } | undefined;
      if (typeof value === 'function') this.watch(String(key), value);
    }
    for (const name of NAMESPACES) this.shapes.add(name, (globalThis as Record<string, unknown>)[name] as object);
    for (const [name, object] of hidden()) this.shapes.add(name, object);
    this.watch('EventEmitter', EventEmitter);
    this.watch('Module', Module);
    this.shapes.add('Module._extensions', (Module as unknown as { _extensions: object })._extensions);
    this.shapes.add('fs', fs);
    this.shapes.add('fs.promises', fs.promises);
    this.shapes.add('child_process', childProcess);
    // Others as they come: before the app has them.
    onBuiltin((name, exports) => {
      if (this.seen.has(exports)) return;
      this.seen.add(exports);
      this.watch(name, exports);
      for (const key of Object.keys(exports)) {
        const value = slot(exports, key);
        if (typeof value === 'function') this.watch(`${name}.${key}`, value);
      }
    });
    this.accept();
  }

  /** An object of functions or a class, and what its instances have. */
  private watch(name: string, object: object): void {
    this.shapes.add(name, object);
    const prototype: unknown = slot(object, 'prototype');
    if ((typeof prototype === 'object' || typeof prototype === 'function') && prototype !== null)
      this.shapes.add(`${name}.prototype`, prototype);
  }

  /** Takes what is there now as what should be there. */
  accept(): void {
    this.shapes.accept();
    this.globals = new Map(Reflect.ownKeys(globalThis).map(key => [key, slot(globalThis, key)]));
  }

  /** The first thing that is not as it was accepted, in the words of code; null when all is. */
  changed(): string | null {
    return this.shapes.changed();
  }

  /** Removes globals that were added, puts back those that were replaced. Gives one that can't be. */
  restoreGlobals(): string | null {
    for (const key of Reflect.ownKeys(globalThis)) {
      if (this.globals.has(key) || LIBRARY_GLOBALS.test(String(key))) continue;
      if (!Reflect.deleteProperty(globalThis, key)) return `globalThis.${String(key)}`;
    }
    for (const [key, value] of this.globals) {
      if (Object.is(slot(globalThis, key), value)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, key);
      // A getter that replaced itself by its value on first use, as Node's lazy globals do, is as good as it was.
      if (typeof value === 'function' && descriptor && 'value' in descriptor && !Object.is(descriptor.value, value)) {
        if (!this.lazy.has(key)) return `globalThis.${String(key)}`;
        this.globals.set(key, descriptor.value);
        continue;
      }
      return `globalThis.${String(key)}`;
    }
    return null;
  }

  /** Globals that are accessors at first. */
  private readonly lazy: ReadonlySet<PropertyKey> = new Set(
    Reflect.ownKeys(globalThis).filter(key => {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, key);
      return descriptor !== undefined && !('value' in descriptor);
    }),
  );
}
