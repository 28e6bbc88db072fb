/** What expressions evaluate to: the abstract values of the interpreter, richer than the graph's and turned into those at the end. */
import type { SourceSpan } from '../../core/document.ts';
import type { Slot } from '../../core/value.ts';
import type { Class, Fn, Module } from './ir.ts';

export interface Item {
  readonly v: V;
  /** The expression that gave it, where it was used. */
  readonly at: SourceSpan;
}

export interface Field extends Item {
  readonly keyAt: SourceSpan;
  /** From the key to the end of the value. */
  readonly whole: SourceSpan;
}

export interface Obj {
  readonly t: 'obj';
  readonly entries: Map<string, Field>;
  complete: boolean;
  readonly at: SourceSpan;
  readonly slot: Slot | null;
}

export interface Arr {
  readonly t: 'arr';
  readonly items: Item[];
  complete: boolean;
  readonly at: SourceSpan;
  readonly slot: Slot | null;
}

export interface Instance {
  readonly t: 'inst';
  readonly cls: ClassValue;
  readonly fields: Map<string, V>;
  /** Its place in the construct tree, once a library constructor ran. */
  node: Node | null;
  readonly site: Site;
}

export interface ClassValue {
  readonly t: 'cls';
  readonly cls: Class;
  readonly scope: Scope;
  readonly module: ModuleInstance;
  /** Where the places in `cls` count from. */
  readonly base: number;
  readonly statics: Map<string, V>;
  /** What it extends, evaluated when first asked for; null for nothing. */
  parent: V | null | undefined;
  /** How often it was instantiated, itself or as a parent. */
  uses: number;
}

/** An object of a library that is no construct: `Duration.seconds(3)`, `new iam.PolicyStatement({…})`, `api.root.addResource('x')`. */
export interface Made {
  readonly t: 'made';
  /** The class or static function, or the member path behind a receiver. */
  readonly fqn: string;
  readonly args: readonly Item[];
  readonly at: SourceSpan;
  /** What the method was called on. */
  readonly on: V | null;
}

/** A member of a construct or of a library object: `table.tableArn`, `fn.connections`. */
export interface Member {
  readonly t: 'member';
  readonly of: Node | Made | Member;
  readonly name: string;
}

export type V =
  | {
      readonly t: 'lit';
      readonly value: string | number | boolean | null;
      /** The token to rewrite, null when computed. */
      readonly written: SourceSpan | null;
    }
  | { readonly t: 'undef' }
  | { readonly t: 'unknown'; readonly reason: string }
  | { readonly t: 'text'; readonly parts: readonly Part[] }
  | Obj
  | Arr
  | { readonly t: 'choice'; readonly branches: readonly { readonly when: string; readonly v: V }[] }
  | { readonly t: 'fn'; readonly fn: Fn; readonly scope: Scope; readonly self: V | null; readonly frame: FrameInfo }
  | ClassValue
  | Instance
  /** A name in a library: a module, a class, a static member. `written` is the expression that names it. */
  | { readonly t: 'lib'; readonly fqn: string; readonly written: SourceSpan | null }
  | { readonly t: 'module'; readonly module: ModuleInstance }
  | Node
  | Made
  | Member
  | { readonly t: 'pseudo'; readonly name: string }
  /** A binding of another module, resolved when it is read. */
  | { readonly t: 'import'; readonly specifier: string; readonly name: string; readonly from: ModuleInstance };

export type Part =
  | { readonly text: string; readonly written: SourceSpan | null }
  | { readonly text: null; readonly item: Item };

export interface FrameInfo {
  readonly module: ModuleInstance;
  /** The class whose method it is, for `super.method()`. */
  readonly cls: ClassValue | null;
  /** Where the places in its code count from. */
  readonly base: number;
}

/** Where a construct is made. */
export interface Site {
  readonly at: SourceSpan;
  readonly classAt: SourceSpan;
  readonly written: string;
  readonly variable: string | null;
  readonly slot: Slot | null;
}

export interface Override {
  readonly path: readonly string[];
  readonly item: Field;
  readonly when: readonly string[];
  /** In the construct's own prop names, or in CloudFormation's. */
  readonly names: 'props' | 'template';
}

/** A construct. */
export interface Node {
  readonly t: 'node';
  readonly serial: number;
  readonly kind: 'app' | 'stage' | 'stack' | 'nested' | 'construct';
  readonly fqn: string;
  readonly id: string;
  readonly path: string;
  /** What it is called in the graph. */
  readonly graphId: string;
  readonly scope: Node | null;
  readonly stack: Node | null;
  /** The file that starts the tree. */
  readonly root: string;
  readonly site: Site;
  readonly props: Item | null;
  readonly idItem: Item | null;
  readonly overrides: Override[];
  /** Resource attributes set afterwards. */
  readonly attributes: Field[];
  readonly names: string[];
  /** The instance of the user's class that it is, if it is one. */
  instance: Instance | null;
  /** Made by `fromXxx`: somebody else's resource. */
  readonly imported: boolean;
  /** Whether it is made in a loop over what is not known: it may be any number of constructs. */
  readonly repeated: boolean;
  /** Whether it is made under a condition that is not known, or in such a loop. */
  readonly sometimes: boolean;
  /** Whether something was done to it that can't be followed. */
  touched: boolean;
  /** CloudFormation type, null when the construct is not one resource that we know. */
  readonly type: string | null;
  readonly level: 1 | 2 | 3;
}

export class Scope {
  readonly vars = new Map<string, V>();
  readonly parent: Scope | null;
  constructor(parent: Scope | null) {
    this.parent = parent;
  }
  /** The scope that declares a name. */
  find(name: string): Scope | null {
    for (let scope: Scope | null = this; scope; scope = scope.parent) if (scope.vars.has(name)) return scope;
    return null;
  }
}

export interface ModuleInstance {
  readonly module: Module;
  readonly scope: Scope;
  state: 'new' | 'running' | 'done';
  /** Values of `export default <expression>` and the like. */
  readonly values: Map<string, V>;
  /** `module.exports`. */
  readonly commonjs: Obj;
}

export const undef: V = { t: 'undef' };

export function unseen(reason: string): V {
  return { t: 'unknown', reason };
}

export function lit(value: string | number | boolean | null, written: SourceSpan | null = null): V {
  return { t: 'lit', value, written };
}

/** How many branches one abstract value may have; more are one unknown. */
const MAX_BRANCHES = 12;

/** One of several values. Nested choices stay nested, so that contradictions between their conditions can be seen. */
export function choice(branches: readonly { readonly when: string; readonly v: V }[]): V {
  const first = branches[0];
  if (!first) return unseen('no value');
  if (branches.every(b => b.v === first.v)) return first.v;
  if (branches.every(b => b.v.t === 'unknown')) return first.v;
  if (branches.every(b => b.v.t === 'undef')) return undef;
  return size({ t: 'choice', branches }) > MAX_BRANCHES ? unseen('too many conditions') : { t: 'choice', branches };
}

function size(v: V): number {
  return v.t === 'choice' ? v.branches.reduce((sum, b) => sum + size(b.v), 0) : 1;
}

/** Applies a function to a value, in each of its branches where it is a choice. */
export function each(v: V, f: (v: V) => V): V {
  return v.t === 'choice' ? choice(v.branches.map(b => ({ when: b.when, v: each(b.v, f) }))) : f(v);
}

/** The constructs that a value is or may be. */
export function nodesOf(v: V): Node[] {
  if (v.t === 'node') return [v];
  if (v.t === 'inst') return v.node ? [v.node] : [];
  if (v.t === 'choice') return v.branches.flatMap(b => nodesOf(b.v));
  return [];
}

/** Whether a condition on this value holds: null when it can't be said. */
export function truth(v: V): boolean | null {
  switch (v.t) {
    case 'lit':
      return Boolean(v.value);
    case 'undef':
      return false;
    case 'unknown':
    case 'member':
    case 'made':
    case 'import':
      return null;
    case 'text':
      return true;
    case 'choice': {
      const all = v.branches.map(b => truth(b.v));
      return all.every(t => t === all[0]) ? (all[0] ?? null) : null;
    }
    default:
      return true;
  }
}
