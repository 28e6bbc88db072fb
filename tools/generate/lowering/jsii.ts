/** What aws-cdk-lib's jsii assembly says about its types, and the running classes that go with them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { require, root } from '../table.ts';

export type TypeRef =
  | { readonly primitive: string; readonly fqn?: never }
  | { readonly fqn: string; readonly primitive?: never }
  | {
      readonly collection: { readonly kind: 'array' | 'map'; readonly elementtype: TypeRef };
      readonly fqn?: never;
      readonly primitive?: never;
    }
  | { readonly union: { readonly types: readonly TypeRef[] }; readonly fqn?: never; readonly primitive?: never };

export interface Property {
  readonly name: string;
  readonly type: TypeRef;
  readonly optional?: boolean;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly const?: boolean;
}
export interface Parameter {
  readonly name: string;
  readonly type: TypeRef;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}
export interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly protected?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeRef; readonly optional?: boolean };
}
export interface JsiiType {
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Parameter[]; readonly protected?: boolean };
  readonly properties?: readonly Property[];
  readonly methods?: readonly Method[];
  readonly members?: readonly { readonly name: string; readonly docs?: { readonly deprecated?: string } }[];
  readonly docs?: { readonly custom?: { readonly cloudformationResource?: string } };
}

const file = path.join(root, 'node_modules/aws-cdk-lib/.jsii.gz');
export const types: Readonly<Record<string, JsiiType>> = (
  JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as { types: Record<string, JsiiType> }
).types;

// biome-ignore lint/suspicious/noExplicitAny: what is reached here is code of another library, by name.
export type Any = any;

const library: Any = require('aws-cdk-lib');

/** The running class, enum or namespace of a fully qualified name; undefined if the library doesn't export it. */
export function running(fqn: string): Any {
  let found: Any = library;
  for (const part of fqn.split('.').slice(1)) found = found?.[part];
  return found;
}

/** Whether a type is or extends another, by classes and interfaces. */
export function isA(fqn: string | undefined, wanted: string): boolean {
  if (fqn === undefined) return false;
  if (fqn === wanted) return true;
  const type = types[fqn];
  return type !== undefined && (isA(type.base, wanted) || (type.interfaces ?? []).some(i => isA(i, wanted)));
}

export function isConstruct(fqn: string): boolean {
  return isA(fqn, 'constructs.Construct');
}

export function isL1(fqn: string): boolean {
  return isA(fqn, 'aws-cdk-lib.CfnElement');
}

/** All properties of a class or interface, inherited ones included; what is nearer wins. */
export function propertiesOf(fqn: string): readonly Property[] {
  const found = new Map<string, Property>();
  const collect = (name: string | undefined) => {
    const type = name === undefined ? undefined : types[name];
    if (!type) return;
    for (const property of type.properties ?? []) if (!found.has(property.name)) found.set(property.name, property);
    collect(type.base);
    for (const parent of type.interfaces ?? []) collect(parent);
  };
  collect(fqn);
  return [...found.values()];
}

/** All methods of a class or interface, inherited ones included. */
export function methodsOf(fqn: string): readonly Method[] {
  const found = new Map<string, Method>();
  const collect = (name: string | undefined) => {
    const type = name === undefined ? undefined : types[name];
    if (!type) return;
    for (const method of type.methods ?? []) if (!found.has(method.name)) found.set(method.name, method);
    collect(type.base);
    for (const parent of type.interfaces ?? []) collect(parent);
  };
  collect(fqn);
  return [...found.values()];
}

/** Names of static properties that hold an instance of their own class: `Runtime.NODEJS_22_X`. */
export function enumLike(fqn: string): readonly string[] {
  return (types[fqn]?.properties ?? [])
    .filter(p => p.static && p.type.fqn !== undefined && isA(p.type.fqn, fqn))
    .map(p => p.name);
}

/** Struct types by the fully qualified name of the initializer's last parameter. */
export function propsOf(fqn: string): { readonly fqn: string; readonly optional: boolean } | null {
  const parameter = initializerOf(fqn)?.parameters?.[2];
  return parameter?.type.fqn === undefined ? null : { fqn: parameter.type.fqn, optional: parameter.optional === true };
}

/** The initializer of a class, its own or the nearest inherited one. */
export function initializerOf(fqn: string): JsiiType['initializer'] {
  let type = types[fqn];
  while (type && !type.initializer && type.base) type = types[type.base];
  return type?.initializer;
}
