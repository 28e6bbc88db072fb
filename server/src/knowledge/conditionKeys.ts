/** Condition keys: whether they exist, how AWS writes them, and what kind of value they have. */
import { actionConditionKeys, common, details } from './iamDetails.ts';
import { nearest } from './nearest.ts';

export type ConditionKeyType = 'String' | 'ARN' | 'Bool' | 'Numeric' | 'Date' | 'IPAddress' | 'Binary';

export interface ConditionKey {
  /** As AWS writes it, with the part that the user chooses as the user does: `aws:RequestTag/team`. */
  readonly name: string;
  readonly type: ConditionKeyType;
  /** Whether a request has several values of it, so that `ForAllValues` and `ForAnyValue` make sense. */
  readonly many: boolean;
  /** Whether it goes with every service: `aws:SourceIp`. */
  readonly global: boolean;
}

const TYPES: Readonly<Record<string, ConditionKeyType>> = {
  S: 'String',
  A: 'ARN',
  B: 'Bool',
  N: 'Numeric',
  D: 'Date',
  I: 'IPAddress',
  Y: 'Binary',
};

const HOLE = /\$\{[^}]*\}/;

/** `key` as the template `pattern` writes it; null when it isn't one of those. The user's own parts stay as they are. */
function fill(pattern: string, key: string): string | null {
  if (!HOLE.test(pattern)) return pattern.toLowerCase() === key.toLowerCase() ? pattern : null;
  const texts = pattern.split(HOLE);
  const source = texts.map(text => text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')).join('(.+)');
  const found = new RegExp(`^${source}$`, 'i').exec(key);
  return found ? texts.map((text, i) => text + (found[i + 1] ?? '')).join('') : null;
}

function find(keys: Readonly<Record<string, string>>, key: string, global: boolean): ConditionKey | null {
  const patterns = Object.keys(keys);
  // Written out first: a key with a hole must not hide one that is there in full.
  for (const pattern of [...patterns.filter(p => !HOLE.test(p)), ...patterns.filter(p => HOLE.test(p))]) {
    const name = fill(pattern, key);
    const letters = keys[pattern];
    const type = TYPES[letters?.slice(0, 1) ?? ''];
    if (name !== null && type) return { name, type, many: letters?.endsWith('*') === true, global };
  }
  return null;
}

/** The keys with a prefix: those of the service of that name, and those that other services have. */
function keysOf(prefix: string): Readonly<Record<string, string>> {
  const others = common().strangers[isProvider(prefix) ? 'saml' : prefix]?.split(' ') ?? [];
  return Object.assign({}, ...[prefix, ...others].map(service => details(service)?.keys));
}

/** Keys of identity providers are called by their domain, and each names its own: `oidc.eks.eu-west-1.amazonaws.com/id/A1:sub`. */
function isProvider(prefix: string): boolean {
  return prefix.includes('.');
}

/**
 * What is known about a condition key, in whichever case it is written; null when there is none of that name. Keys of
 * identity providers (`token.actions.githubusercontent.com:sub`) that aren't in the reference are taken to be texts.
 */
export function conditionKey(key: string): ConditionKey | null {
  const shared = find(common().keys, key, true);
  if (shared) return shared;
  const colon = key.indexOf(':');
  if (colon <= 0) return null;
  const prefix = key.slice(0, colon).toLowerCase();
  const found = find(keysOf(prefix), key, false);
  return found ?? (isProvider(prefix) ? { name: key, type: 'String', many: false, global: false } : null);
}

/** The global condition keys as AWS writes them, in alphabetical order; those with a part of the user's choice as templates. */
export function globalConditionKeys(): readonly string[] {
  return Object.keys(common().keys).sort();
}

/**
 * Whether requests of an action can carry a condition key: one that the reference lists for it, a global one, or one of
 * an identity provider for the actions of STS. Null when either isn't known.
 */
export function actionTakesConditionKey(action: string, key: string): boolean | null {
  const found = conditionKey(key);
  const listed = actionConditionKeys(action);
  if (!found || !listed) return null;
  if (found.global || listed.some(pattern => fill(pattern, key) !== null)) return true;
  return isProvider(key.slice(0, key.indexOf(':'))) && action.toLowerCase().startsWith('sts:');
}

/**
 * Up to `count` condition keys that may have been meant by one that doesn't exist, the nearest first; of those in
 * `near`, which the statement's actions take, before all others. Keys with a part of the user's choice come as
 * templates: `aws:RequestTag/${TagKey}`.
 */
export function nearestConditionKeys(key: string, count: number, near: readonly string[] = []): string[] {
  const colon = key.indexOf(':');
  const prefix = colon < 0 ? '' : key.slice(0, colon).toLowerCase();
  const groups = [near, [...Object.keys(keysOf(prefix)), ...Object.keys(common().keys)]];
  const found = groups.flatMap(candidates => nearestIgnoringCase(key, candidates, count));
  return [...new Set(found)].slice(0, count);
}

function nearestIgnoringCase(key: string, candidates: readonly string[], count: number): string[] {
  // What comes after a slash is the user's own, and says nothing about which key was meant.
  const bare = (text: string) => text.toLowerCase().replace(/\/.*$/, '');
  const byBare = new Map([...candidates].reverse().map(candidate => [bare(candidate), candidate]));
  return nearest(bare(key), [...byBare.keys()], count).flatMap(name => byBare.get(name) ?? []);
}
