/** IAM's services and actions. Prefixes and names are compared without regard to case, as IAM does. */
import { matchesAll, wildcards } from '../core/wildcard.ts';
import { json } from './iam.generated.ts';
import { lazy } from './lazy.ts';
import { distance, nearest } from './nearest.ts';
import { sdkPrefix } from './sdkPrefixes.ts';

export type AccessLevel = 'Read' | 'List' | 'Write' | 'Permissions management' | 'Tagging';

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  R: 'Read',
  L: 'List',
  W: 'Write',
  P: 'Permissions management',
  T: 'Tagging',
};

/**
 * Actions that list a resource type, although what nearly everybody calls them for has no resource to name:
 * metrics are put without a dataset, and `GetUser` without a name asks for oneself.
 */
const STAR_IS_RIGHT: ReadonlySet<string> = new Set(['cloudwatch:putmetricdata', 'iam:getuser']);

/** Names of services that people write in place of the prefix, beside those of the SDK's clients. */
const ALIASES: Readonly<Record<string, string>> = {
  acmpca: 'acm-pca',
  apigw: 'apigateway',
  'aws-lambda': 'lambda',
  certificatemanager: 'acm',
  cloudmap: 'servicediscovery',
  'cloudwatch-metrics': 'cloudwatch',
  cloudwatchevents: 'events',
  cloudwatchlogs: 'logs',
  cognito: 'cognito-idp',
  ddb: 'dynamodb',
  documentdb: 'rds',
  dynamo: 'dynamodb',
  elb: 'elasticloadbalancing',
  elbv2: 'elasticloadbalancing',
  eventbus: 'events',
  'kinesis-firehose': 'firehose',
  kinesisfirehose: 'firehose',
  msk: 'kafka',
  'parameter-store': 'ssm',
  parameterstore: 'ssm',
  secretmanager: 'secretsmanager',
  'step-functions': 'states',
  stepfunctions: 'states',
  'systems-manager': 'ssm',
  systemsmanager: 'ssm',
  'x-ray': 'xray',
};

interface Action {
  /** As AWS writes it. */
  readonly name: string;
  readonly level: AccessLevel;
  readonly resources: boolean;
}

/** The actions of a service by their names in small letters. */
type Service = ReadonlyMap<string, Action>;

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, string>>);
const services = new Map<string, Service | null>();

function service(prefix: string): Service | null {
  const key = prefix.toLowerCase();
  const known = services.get(key);
  if (known !== undefined) return known;
  const text = Object.hasOwn(table(), key) ? table()[key] : undefined;
  const made = text === undefined ? null : readService(text);
  // What isn't a service is not kept: there is no end of it while somebody types.
  if (made) services.set(key, made);
  return made;
}

function readService(text: string): Service {
  const actions = new Map<string, Action>();
  for (const group of text.split('|')) {
    const letter = group.slice(0, 1);
    const level = LEVELS[letter.toUpperCase()];
    if (!level) continue;
    const resources = letter === letter.toUpperCase();
    for (const name of group.slice(2).split(' ')) actions.set(name.toLowerCase(), { name, level, resources });
  }
  return actions;
}

/** `s3:GetObject` in its two halves; null for what has no colon. */
function halves(action: string): readonly [string, string] | null {
  const colon = action.indexOf(':');
  return colon < 0 ? null : [action.slice(0, colon), action.slice(colon + 1)];
}

function find(action: string): Action | null {
  const parts = halves(action);
  return parts ? (service(parts[0])?.get(parts[1].toLowerCase()) ?? null) : null;
}

/** The prefixes of all services, in alphabetical order. */
export function servicePrefixes(): readonly string[] {
  return Object.keys(table());
}

/** Whether there is a service with this prefix: `s3`, `dynamodb`. */
export function serviceExists(prefix: string): boolean {
  return service(prefix) !== null;
}

/**
 * The prefix that was meant by a name that people write in its place: `cloudwatch-logs` and `eventbridge` are `logs` and
 * `events`. Null for a prefix that exists, and for a name that nobody takes for one.
 */
export function serviceAlias(prefix: string): string | null {
  const key = prefix.toLowerCase();
  if (serviceExists(key)) return null;
  if (Object.hasOwn(ALIASES, key)) return ALIASES[key] ?? null;
  // What the SDK calls the client is what most people take for the prefix.
  const ofSdk = sdkPrefix(key);
  return ofSdk !== key && serviceExists(ofSdk) ? ofSdk : null;
}

/** Whether there is an action of this full name, without wildcards: `s3:GetObject`. */
export function actionExists(action: string): boolean {
  return find(action) !== null;
}

/** A test for names in small letters: `*` is any text, `?` one character, the rest itself. */
function matcher(pattern: string): (name: string) => boolean {
  const pieces = wildcards(pattern.toLowerCase());
  return name => matchesAll(pieces, name);
}

/**
 * The full names of the actions that a pattern covers, sorted: `s3:Get*`, `*:Describe*`, `*`. An action without
 * wildcards gives itself as AWS writes it; what matches nothing gives nothing.
 */
export function expandAction(pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) {
    const found = find(pattern);
    return found ? [`${pattern.slice(0, pattern.indexOf(':')).toLowerCase()}:${found.name}`] : [];
  }
  let actions = expanded.get(pattern);
  if (!actions) {
    actions = expand(pattern);
    if (expanded.size >= MAX_EXPANDED) expanded.clear();
    expanded.set(pattern, actions);
  }
  return actions;
}

/** The same few patterns are asked for with every edit. */
const expanded = new Map<string, readonly string[]>();
const MAX_EXPANDED = 200;

function expand(pattern: string): readonly string[] {
  const [prefixPattern, namePattern] = halves(pattern) ?? (pattern === '*' ? ['*', '*'] : ['', '']);
  const wild = /[*?]/;
  const prefixes = wild.test(prefixPattern)
    ? Object.keys(table()).filter(matcher(prefixPattern))
    : [prefixPattern.toLowerCase()].filter(serviceExists);
  if (!wild.test(namePattern)) {
    return prefixes.flatMap(prefix => {
      const action = service(prefix)?.get(namePattern.toLowerCase());
      return action ? [`${prefix}:${action.name}`] : [];
    });
  }
  const matchName = matcher(namePattern);
  return prefixes.flatMap(prefix =>
    [...(service(prefix) ?? [])]
      .filter(([key]) => matchName(key))
      .map(([, action]) => `${prefix}:${action.name}`)
      .sort(),
  );
}

/**
 * Whether a statement with this action can name resources: false when `*` is all that is possible (or all that makes
 * sense, for a handful of actions), null for an action that isn't known.
 */
export function supportsResourceArn(action: string): boolean | null {
  const found = find(action);
  return found ? found.resources && !STAR_IS_RIGHT.has(action.toLowerCase()) : null;
}

/** What kind of access an action is, in the words of the Service Authorization Reference; null if it isn't known. */
export function accessLevel(action: string): AccessLevel | null {
  return find(action)?.level ?? null;
}

/** How many words one name has more than another that begins with the same word and has all others in the same order; else null. */
function wordsApart(a: string, b: string): number | null {
  const [long, short] = a.length > b.length ? [a, b] : [b, a];
  const words = (name: string) => name.match(/[A-Z][a-z0-9]*/g) ?? [];
  const [all, some] = [words(long), words(short)];
  if (some.length < 2 || all[0] !== some[0] || all.length - some.length > some.length / 2) return null;
  let at = 0;
  for (const word of all) if (word === some[at]) at++;
  return at === some.length ? all.length - some.length : null;
}

/**
 * Up to `count` actions that may have been meant by one that doesn't exist, the nearest first. A wrong prefix is put
 * right first (`cloudwatch-logs:PutLogEvents`, `dynamdb:GetItem`). Empty when nothing is near.
 */
export function nearestActions(action: string, count: number): string[] {
  const parts = halves(action);
  if (!parts) return [];
  const [prefix, name] = [parts[0].toLowerCase(), parts[1].toLowerCase()];
  const prefixes = serviceExists(prefix)
    ? [prefix]
    : [serviceAlias(prefix) ?? [], nearest(prefix, Object.keys(table()), 3)].flat();
  const found: { readonly full: string; readonly distance: number }[] = [];
  for (const candidate of prefixes) {
    const actions = service(candidate);
    if (!actions) continue;
    const exact = actions.get(name);
    const names = exact ? [name] : nearest(name, [...actions.keys()], count);
    for (const key of names)
      found.push({ full: `${candidate}:${actions.get(key)?.name ?? key}`, distance: distance(name, key) });
    // A word too many or too few is more letters, and less of a mistake, than another word: `CreateVectorIndex`, `CreateIndex`.
    for (const [key, { name: full }] of exact ? [] : actions) {
      const apart = wordsApart(parts[1], full);
      if (apart === null) continue;
      const known = found.findIndex(f => f.full === `${candidate}:${full}`);
      if (known >= 0) found.splice(known, 1);
      found.push({ full: `${candidate}:${full}`, distance: Math.min(apart, distance(name, key)) });
    }
  }
  // The sort is stable: of equally near names the one of the nearer service stays first.
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(f => f.full);
}
