/** What `grantX` methods allow, and on what. */
import { json } from './grants.generated.ts';
import { lazy } from './lazy.ts';

/**
 * A part of a construct: its own ARN; the objects of a bucket (`/*`); the indexes of a table (`/index/*`); its stream; the
 * customer's key that it is encrypted with, if it has one; or everything there is.
 */
export type GrantPart = 'self' | 'objects' | 'index' | 'stream' | 'key' | '*';

export interface GrantStatement {
  readonly actions: readonly string[];
  readonly on: readonly GrantPart[];
}

type Observed = readonly (readonly [actions: string, parts: string])[];

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, Readonly<Record<string, Observed | null>>>>);

function methods(construct: string): Readonly<Record<string, Observed | null>> {
  return Object.hasOwn(table(), construct) ? (table()[construct] ?? {}) : {};
}

/**
 * The statements that a grant method of a construct adds, `grantStatements('dynamodb.Table', 'grantReadData')`; the newer
 * style is asked for as it is written, `grants.readData`. Those on `key` are there only if the construct has a key of
 * the customer's, those on `index` only if a table has indexes. Empty for a method that adds none; null for one that is
 * not known or whose actions depend on more than the grantee. Observed on aws-cdk-lib without feature flags.
 */
export function grantStatements(construct: string, method: string): readonly GrantStatement[] | null {
  const of = methods(construct);
  const observed = Object.hasOwn(of, method) ? of[method] : undefined;
  return (
    observed?.map(([actions, parts]) => ({ actions: actions.split(' '), on: parts.split(' ') as GrantPart[] })) ?? null
  );
}

/** The actions that a grant method gives, whatever they are given on, but for those on keys. Null as `grantStatements`. */
export function grantActions(construct: string, method: string): readonly string[] | null {
  const statements = grantStatements(construct, method);
  if (!statements) return null;
  return [...new Set(statements.filter(({ on }) => !on.includes('key')).flatMap(({ actions }) => actions))];
}

/**
 * The methods of a construct that take a grantee first, also those that need more than it (`grant(role, …actions)`):
 * `grantReadData`, `grants.readData`. Empty for a construct without any.
 */
export function grantMethods(construct: string): readonly string[] {
  return Object.keys(methods(construct));
}
