/** The attributes of a table as its template declares and uses them. */
import type { Resource } from '../../core/resource.ts';
import { type List, type Literal, type Value, at, stringOf } from '../../core/value.ts';

export const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'] as const;

export interface Named {
  readonly name: string;
  readonly value: Literal;
}

export interface Keys {
  /** `AttributeDefinitions`, where all of it can be seen. */
  readonly definitions: List;
  readonly defined: readonly Named[];
  /** Attributes of the key of the table and of its indexes. */
  readonly used: readonly Named[];
  /** Names of the indexes. */
  readonly indexes: readonly Named[];
}

/**
 * What a table's template says of attributes; null as soon as part of it can't be seen or depends on a condition, and for the
 * constructs of the CDK that declare what they use by themselves.
 */
export function keysOf(resource: Resource): Keys | null {
  if (resource.construct !== null && resource.construct.level !== 1) return null;
  const { properties } = resource;
  const definitions = at(properties, 'AttributeDefinitions');
  if (definitions.kind !== 'list' || !definitions.complete) return null;
  const defined = names(definitions, 'AttributeName');
  const own = names(at(properties, 'KeySchema'), 'AttributeName');
  if (!defined || !own || own.length === 0) return null;
  const used = [...own];
  const indexes: Named[] = [];
  for (const property of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
    const list = at(properties, property);
    if (list.kind === 'absent') continue;
    const called = names(list, 'IndexName');
    if (list.kind !== 'list' || !called) return null;
    indexes.push(...called);
    for (const index of list.items) {
      const key = names(at(index, 'KeySchema'), 'AttributeName');
      if (!key) return null;
      used.push(...key);
    }
  }
  return { definitions, defined, used, indexes };
}

/** The literal texts under a key in each item of a list; null if one of them can't be seen. */
function names(list: Value, key: string): Named[] | null {
  if (list.kind !== 'list' || !list.complete) return null;
  const found: Named[] = [];
  for (const item of list.items) {
    const value = at(item, key);
    const name = stringOf(value);
    if (name === null || value.kind !== 'literal') return null;
    found.push({ name, value });
  }
  return found;
}
