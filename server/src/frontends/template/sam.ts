/**
 * SAM's `Globals`: what they say is part of each resource of the kind.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { Resource } from '../../core/resource.ts';
import { at, type Entry, type ObjectValue, type Value } from '../../core/value.ts';

/** Sections of `Globals` by resource type. */
const SECTIONS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::WebSocketApi': 'WebSocketApi',
  'AWS::Serverless::SimpleTable': 'SimpleTable',
  'AWS::Serverless::StateMachine': 'StateMachine',
  'AWS::Serverless::LayerVersion': 'LayerVersion',
  'AWS::Serverless::CapacityProvider': 'CapacityProvider',
};

/** The resource with what the globals add, which has the origin `default`. */
export function withGlobals(resource: Resource, globals: Value): Resource {
  const section = entryOf(SECTIONS, resource.type);
  const shared = section ? at(globals, section) : null;
  if (shared?.kind !== 'object') return resource;
  const properties = merged(asDefault(shared), resource.properties);
  return properties.kind === 'object' ? { ...resource, properties } : resource;
}

/** A resource's own value over a global one: maps are joined, lists appended, everything else replaced. */
function merged(global: Value, own: Value): Value {
  if (global.kind === 'object' && own.kind === 'object') {
    const names = new Set(own.entries.map(e => e.key));
    const entries: Entry[] = global.entries.filter(e => !names.has(e.key));
    for (const entry of own.entries) {
      const shared = global.entries.findLast(e => e.key === entry.key);
      entries.push(shared ? { ...entry, value: merged(shared.value, entry.value) } : entry);
    }
    const joined: ObjectValue = { ...own, entries, complete: own.complete && global.complete };
    return joined;
  }
  if (global.kind === 'list' && own.kind === 'list')
    return { ...own, items: [...global.items, ...own.items], complete: own.complete && global.complete };
  return own;
}

/** A value with the origin `default` throughout. */
function asDefault(value: Value): Value {
  switch (value.kind) {
    case 'absent':
    case 'unknown':
      return value;
    case 'object':
      return {
        ...value,
        origin: 'default',
        entries: value.entries.map(e => ({ ...e, value: asDefault(e.value) })),
      };
    case 'list':
      return { ...value, origin: 'default', items: value.items.map(asDefault) };
    case 'choice':
      return {
        ...value,
        origin: 'default',
        branches: value.branches.map(b => ({ when: b.when, value: asDefault(b.value) })),
      };
    default:
      return { ...value, origin: 'default' };
  }
}
