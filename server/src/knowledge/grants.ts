/** What `grantX` methods allow. */
import { json } from './grants.generated.ts';
import { lazy } from './lazy.ts';

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, string>>);

/**
 * The actions that a grant method of a construct gives to its grantee: `grantActions('dynamodb.Table', 'grantReadData')`;
 * the newer style is asked for as it is written, `grants.readData`. Empty for a method that gives none; null for one that
 * is not known or whose actions depend on more than the grantee.
 */
export function grantActions(construct: string, method: string): readonly string[] | null {
  const key = `${construct}.${method}`;
  const actions = Object.hasOwn(table(), key) ? table()[key] : undefined;
  return actions === undefined ? null : actions === '' ? [] : actions.split(' ');
}
