/** L1 classes: their CloudFormation types, and the names of their props. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../table.ts';
import { isL1, types } from './jsii.ts';

/** CloudFormation types by the fully qualified name of the class. */
export function l1Types(): Map<string, string> {
  const found = new Map<string, string>();
  for (const type of Object.values(types)) {
    const cfn = type.docs?.custom?.cloudformationResource;
    if (type.kind === 'class' && cfn !== undefined && isL1(type.fqn)) found.set(type.fqn, cfn);
  }
  return found;
}

const library = path.join(root, 'node_modules/aws-cdk-lib');

/**
 * The names that differ from the prop's with a capital. The library's own functions that write the props say them:
 * `SSESpecification:…(properties.sseSpecification)`. A key with a type before it is for names that are not the same
 * everywhere.
 */
export function l1Names(l1: ReadonlyMap<string, string>): Map<string, string> {
  /** Prop name → CloudFormation name → types in which it is written so. */
  const seen = new Map<string, Map<string, Set<string>>>();
  for (const module of readdirSync(library)) {
    if (!module.startsWith('aws-') && module !== 'alexa-ask') continue;
    const folder = path.join(library, module, 'lib');
    const namespace = `aws-cdk-lib.${module.replace(/-/g, '_')}.`;
    const classes = [...l1]
      .filter(([fqn]) => fqn.startsWith(namespace))
      .map(([fqn, type]) => [fqn.slice(namespace.length), type] as const);
    for (const file of readdirSync(folder).filter(f => f.endsWith('.generated.js'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      for (const part of text.split('function convert').slice(1)) {
        const [head, body] = [part.slice(0, part.indexOf('(')), part.slice(0, part.indexOf('function ', 10) >>> 0)];
        // A property type is named after its class; of classes that begin alike the longest is meant.
        const owner = classes
          .filter(([name]) => head.startsWith(name))
          .sort((a, b) => b[0].length - a[0].length)[0]?.[1];
        if (owner === undefined) continue;
        for (const [, cfn, prop] of body.matchAll(/[{,]"?(\w+)"?:[^{},]*\(properties\.(\w+)\)/g)) {
          const names = seen.get(prop as string) ?? new Map<string, Set<string>>();
          seen.set(prop as string, names);
          names.set(cfn as string, (names.get(cfn as string) ?? new Set()).add(owner));
        }
      }
    }
  }
  const result = new Map<string, string>();
  for (const [prop, names] of [...seen].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const usual = prop.charAt(0).toUpperCase() + prop.slice(1);
    const [only] = names.keys();
    if (names.size === 1) {
      if (only !== usual) result.set(prop, only as string);
      continue;
    }
    for (const [cfn, owners] of names)
      if (cfn !== usual) for (const owner of [...owners].sort()) result.set(`${owner}:${prop}`, cfn);
  }
  return result;
}
