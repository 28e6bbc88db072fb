/**
 * Whether the app changed what JavaScript and Node provide: a later run in the same process would see it, so the process
 * is given up. What a library changes as it is loaded belongs to the library, which stays loaded as well.
 */
import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import Module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import util from 'node:util';

const NAMES = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Promise',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Date',
  'RegExp',
  'Error',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'ReferenceError',
  'AggregateError',
  'ArrayBuffer',
  'DataView',
  'Uint8Array',
  'Proxy',
  'Reflect',
  'JSON',
  'Math',
  'Intl',
  'Buffer',
  'URL',
  'URLSearchParams',
  'AbortController',
  'TextEncoder',
  'TextDecoder',
] as const;

/** What is put back after each run, or differs in each. */
const VOLATILE = new Set([
  'Error.stackTraceLimit',
  'Error.prepareStackTrace',
  'process.mainModule',
  'process._events',
  'process._eventsCount',
  'process.domain',
  'process._exiting',
]);

/** What the CDK keeps in globals for all its copies: it is freed in its own ways. */
const LIBRARY_GLOBALS = /^(__cdk|Symbol\((@aws-cdk|jsii|constructs)\b)/i;

type Shape = ReadonlyMap<string, { readonly object: object; readonly own: ReadonlyMap<PropertyKey, unknown> }>;

function watched(): [string, object][] {
  const list: [string, object][] = [];
  for (const name of NAMES) {
    const value = (globalThis as Record<string, unknown>)[name] as { prototype?: object } | undefined;
    if (!value) continue;
    list.push([name, value]);
    if (typeof value.prototype === 'object') list.push([`${name}.prototype`, value.prototype]);
    else if (name === 'Function') list.push(['Function.prototype', Function.prototype]);
  }
  const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  list.push(
    ['Iterator.prototype', iterator],
    ['TypedArray.prototype', typed],
    ['console', console],
    ['process', process],
    ['EventEmitter.prototype', EventEmitter.prototype],
    ['Module', Module],
    ['Module.prototype', Module.prototype],
    ['Module._extensions', (Module as unknown as { _extensions: object })._extensions],
    ['fs', fs],
    ['fs.promises', fs.promises],
    ['path', path],
    ['os', os],
    ['util', util],
    ['crypto', crypto],
    ['child_process', childProcess],
  );
  return list;
}

/** The value of a property, or the function that gives it: comparing it runs nothing. */
function slot(object: object, key: PropertyKey): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  return descriptor && ('value' in descriptor ? descriptor.value : (descriptor.get ?? descriptor.set));
}

function take(): Shape {
  const objects = watched();
  return new Map(
    objects.map(([name, object]) => [
      name,
      { object, own: new Map(Reflect.ownKeys(object).map(key => [key, slot(object, key)])) },
    ]),
  );
}

export class Builtins {
  private shape: Shape = take();
  private globals = new Map<PropertyKey, unknown>();

  constructor() {
    this.accept();
  }

  /** Takes what is there now as what should be there. */
  accept(): void {
    this.shape = take();
    this.globals = new Map(Reflect.ownKeys(globalThis).map(key => [key, slot(globalThis, key)]));
  }

  /** The first thing that is not as it was accepted, in the words of code; null when all is. */
  changed(): string | null {
    for (const [name, { object, own }] of this.shape) {
      const keys = Reflect.ownKeys(object);
      for (const key of keys) {
        const label = `${name}.${String(key)}`;
        if (VOLATILE.has(label)) continue;
        if (!own.has(key) || !Object.is(own.get(key), slot(object, key))) return label;
      }
      if (keys.length < own.size) {
        const lost = [...own.keys()].find(
          key => !Object.hasOwn(object, key) && !VOLATILE.has(`${name}.${String(key)}`),
        );
        if (lost !== undefined) return `${name}.${String(lost)}`;
      }
    }
    return null;
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
