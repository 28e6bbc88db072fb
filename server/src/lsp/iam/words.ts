/** What is known of the words of policies, in Markdown: actions, patterns of actions, condition keys and managed policies. */
import type { OperatorFamily } from '../../rules/iam/conditions.ts';
import {
  type AccessLevel,
  type ConditionKey,
  accessLevel,
  actionConditionKeys,
  actionResources,
  conditionKey,
  dataVersion,
  expandAction,
  managedPolicy,
  managedPolicyStatements,
  resourceArns,
  serviceExists,
  supportsResourceArn,
} from '../../knowledge/index.ts';
import { code, list, listed, text } from '../markdown.ts';

const LEVELS: readonly AccessLevel[] = ['Read', 'List', 'Write', 'Permissions management', 'Tagging'];
/** How many names are listed. */
const MOST = 8;
const REFERENCE = 'https://docs.aws.amazon.com/service-authorization/latest/reference/';

/** The type of a condition key, or of what an operator compares, for people. */
export function keyTypeInWords(type: Exclude<OperatorFamily, 'Null'>): string {
  return {
    String: 'text',
    ARN: 'ARN',
    Bool: 'true or false',
    Numeric: 'number',
    Date: 'date',
    IPAddress: 'IP address',
    Binary: 'binary',
  }[type];
}

/** Actions by access level, the levels in the order of the reference. */
export function byLevel(actions: readonly string[]): readonly (readonly [AccessLevel, readonly string[]])[] {
  const groups = Map.groupBy(actions, accessLevel);
  return LEVELS.flatMap(level => {
    const of = groups.get(level);
    return of ? [[level, of] as const] : [];
  });
}

/** `7 read, 5 write`. */
export function counts(actions: readonly string[]): string {
  return byLevel(actions)
    .map(([level, of]) => `${of.length} ${level.toLowerCase()}`)
    .join(', ');
}

/** `9 actions`. */
export function actionCount(count: number): string {
  return `${count.toLocaleString('en')} action${count === 1 ? '' : 's'}`;
}

function reference(prefix: string): string {
  const page = serviceExists(prefix)
    ? `list_${prefix}.html#list_${prefix}-actions-as-permissions`
    : 'reference_policies_actions-resources-contextkeys.html';
  return `[Service Authorization Reference](${REFERENCE}${page}) · as of ${dataVersion()}`;
}

/** An action or a pattern of actions; null for what allows nothing that is known. */
export function actionInWords(written: string): string | null {
  const actions = expandAction(written);
  const [only] = actions;
  if (only === undefined) return null;
  return /[*?]/.test(written) ? patternInWords(written, actions) : oneActionInWords(only);
}

function oneActionInWords(action: string): string {
  const [prefix = ''] = action.split(':');
  const keys = actionConditionKeys(action) ?? [];
  const arns = (actionResources(action) ?? []).map(
    ({ type }) => `${code(type)}: ${resourceArns(prefix, type).map(code).join(' or ')}`,
  );
  return [
    `**${text(action)}** · ${accessLevel(action)}`,
    ...(supportsResourceArn(action) === false ? [`It is allowed on ${code('*')} only.`] : []),
    ...(arns.length === 0 ? [] : [`Resources:\n${list(arns)}`]),
    ...(keys.length === 0 ? [] : [`Condition keys: ${listed(keys.map(code), MOST)}`]),
    reference(prefix),
  ].join('\n\n');
}

function patternInWords(pattern: string, actions: readonly string[]): string {
  const prefixes = new Set(actions.map(action => action.slice(0, action.indexOf(':'))));
  const [prefix = ''] = prefixes;
  const isOne = prefixes.size === 1;
  const groups = byLevel(actions).map(([level, of]) => {
    // Of several services a few names would be those that come first in the alphabet.
    const names = isOne ? `: ${listed(namesOf(of), MOST)}` : '';
    return `${level} (${of.length.toLocaleString('en')})${names}`;
  });
  return [
    `**${text(pattern)}** · ${actionCount(actions.length)}${isOne ? '' : ` of ${prefixes.size} services`}`,
    list(groups),
    reference(isOne ? prefix : ''),
  ].join('\n\n');
}

/** Actions as code; several of one service without its prefix. */
export function namesOf(actions: readonly string[]): string[] {
  const [first = ''] = actions;
  const head = first.slice(0, first.indexOf(':') + 1);
  const isOne = actions.length > 1 && actions.every(action => action.startsWith(head));
  return actions.map(action => code(isOne ? action.slice(head.length) : action));
}

/**
 * A condition key, and which actions take it.
 * @param patterns The actions of the statement that it stands in, as they are written.
 */
export function conditionKeyInWords(key: string, patterns: readonly string[]): string | null {
  const known = conditionKey(key);
  if (!known) return null;
  const prefix = key.slice(0, key.indexOf(':')).toLowerCase();
  const facts = [
    keyTypeInWords(known.type),
    ...(known.many ? ['several values in a request'] : []),
    ...(known.global ? ['global'] : []),
  ];
  return [
    `**${text(known.name)}** · ${facts.join(' · ')}`,
    ...takers(known, patterns),
    reference(known.global ? '' : prefix),
  ].join('\n\n');
}

function takers({ name, global: isGlobal }: ConditionKey, patterns: readonly string[]): string[] {
  // Global keys go with every request, or depend on more than the action.
  if (isGlobal) return [];
  const takes = (action: string) => takesKey(action, name.toLowerCase());
  const here = actionsOfPatterns(patterns);
  const taking = here.filter(takes);
  if (taking.length > 0) {
    const of =
      here.length === 1
        ? 'the action'
        : taking.length === here.length
          ? `all ${here.length} actions`
          : `${taking.length} of ${here.length} actions`;
    return [`Taken by ${of} of this statement: ${listed(taking.map(code), MOST)}`];
  }
  const all = expandAction(`${name.slice(0, name.indexOf(':'))}:*`).filter(takes);
  return [
    ...(here.length > 0 ? ['No action of this statement takes it.'] : []),
    ...(all.length > 0 ? [`Taken by ${actionCount(all.length)}: ${listed(all.map(code), MOST)}`] : []),
  ];
}

/** The actions of a statement; none for patterns over all services, which say nothing of what is meant. */
export function actionsOfPatterns(patterns: readonly string[]): readonly string[] {
  return patterns.some(pattern => /^[*?]/.test(pattern)) ? [] : [...new Set(patterns.flatMap(expandAction))];
}

/** Whether the reference lists a key, in small letters, for an action; a key with a part of the user's choice by what stands before that. */
function takesKey(action: string, key: string): boolean {
  return (actionConditionKeys(action) ?? []).some(listing => {
    const [head = '', part] = listing.toLowerCase().split('${');
    return part === undefined ? head === key : key.startsWith(head);
  });
}

/** A managed policy of AWS by its name, its name with path, or its ARN; null where there is none of that name. */
export function managedPolicyInWords(written: string): string | null {
  const name = written.slice(written.lastIndexOf('/') + 1);
  const found = managedPolicy(name);
  if (!found) return null;
  const allowed = (managedPolicyStatements(name) ?? []).map(({ actions, resources }) => {
    const on = resources.includes('*') ? '' : ` on ${listed(resources.map(code), 3)}`;
    return `${allowedInWords(actions)}${on}`;
  });
  return [
    `**${text(found.path + name)}** · managed by AWS`,
    allowed.length === 0 ? 'What it allows is not known here.' : list(allowed),
    `[Managed Policy Reference](https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html)`,
  ].join('\n\n');
}

/** A few actions by their names, more by how many they are: `logs` 3 write, `ec2` 2 list, 4 write. */
function allowedInWords(patterns: readonly string[]): string {
  if (patterns.includes('*')) return 'Everything';
  const actions = [...new Set(patterns.flatMap(expandAction))];
  if (actions.length <= MOST) return listed(actions.map(code), MOST);
  const services = Map.groupBy(actions, action => action.slice(0, action.indexOf(':')));
  return listed([...services].map(([prefix, of]) => `${code(prefix)} ${counts(of)}`));
}
