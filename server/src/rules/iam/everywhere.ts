/** Permissions that hold everywhere: which actions of a statement a `*` opens, what they are, and how it is narrowed. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { type List, type Value, asList, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { accessLevel, expandAction, sensitiveReads, supportsResourceArn } from '../../knowledge/index.ts';
import { arnsFor, candidatesFor } from './candidates.ts';
import {
  adminItems,
  compatible,
  hasNarrowingCondition,
  isBoundary,
  isWrittenAllow,
  type Item,
  itemsOf,
  listed,
  nameOf,
} from './statements.ts';

/** A `*` among the resources of a statement, with the actions that are allowed on it, by what they need. */
export interface Star {
  readonly item: Item & { readonly value: Exclude<Item['value'], { kind: 'absent' }> };
  /** Actions that could name what they act on. */
  readonly able: readonly string[];
  /** Actions that know no resource. */
  readonly needStar: readonly string[];
  /** Whole services, of which some actions know resources and others don't. */
  readonly unclear: readonly string[];
  /** Those of `able` and `unclear` that cover an action which gives secrets or data away. */
  readonly sensitive: readonly string[];
}

/**
 * What AWS itself grants on `*` in AWSLambdaVPCAccessExecutionRole and AWSLambdaBasicDurableExecutionRolePolicy: the network
 * interfaces do not exist yet when the policy is written, and a function can't name itself in what it depends on.
 */
const NOT_YET_THERE: ReadonlySet<string> = new Set([
  'ec2:createnetworkinterface',
  'ec2:createnetworkinterfacepermission',
  'ec2:deletenetworkinterface',
  'ec2:describenetworkinterfaces',
  'ec2:assignprivateipaddresses',
  'ec2:unassignprivateipaddresses',
  'lambda:checkpointdurableexecution',
  'lambda:getdurableexecutionstate',
]);

/**
 * Actions that may name a resource and mostly have none to name: a lexicon, a terminology, the agent's own instance. Their
 * pages in the Service Authorization Reference list it without the asterisk of a required one.
 */
const RESOURCE_IS_OPTIONAL =
  /^(ssm:updateinstanceinformation|cloudwatch:(getmetricdata|getmetricstatistics|listmetrics)|polly:(synthesizespeech|startspeechsynthesis\w+)|translate:(translatetext|translatedocument|starttexttranslationjob)|comprehend:(batch)?(detect|contains|classify)\w+|rekognition:detectmoderationlabels|ce:get\w+)$/;

/**
 * What AWS itself grants on `*`, in AWSLambdaBasicExecutionRole and AmazonS3ObjectLambdaExecutionRolePolicy: wide, and
 * yet no cause for alarm.
 */
const AS_AWS_GRANTS: ReadonlySet<string> = new Set([
  'logs:createloggroup',
  'logs:createlogstream',
  'logs:putlogevents',
  'logs:describelogstreams',
  'logs:describeloggroups',
  's3-object-lambda:writegetobjectresponse',
]);

/** Services of which an action that gives secrets or data away, or another role, is a warning wherever it is allowed. */
const SENSITIVE_SERVICE = /^(kms|s3|secretsmanager|ssm|sts):/;
const sensitiveActions = new Set<string>();

function isSensitive(action: string): boolean {
  if (sensitiveActions.size === 0)
    for (const read of sensitiveReads())
      if (SENSITIVE_SERVICE.test(read.action)) sensitiveActions.add(read.action.toLowerCase());
  return sensitiveActions.has(action.toLowerCase());
}

/** A whole service: nearly every one has some actions that name resources and some that can't. */
const WHOLE_SERVICE = /^[\w-]+:\*+$/;

/** Of a whole service, whether nearly all of it can be narrowed; what can't is seldom what the author wants. */
function mostlyNamesResources(action: string): boolean {
  const covered = expandAction(action);
  return covered.length > 0 && covered.filter(a => supportsResourceArn(a) === true).length / covered.length >= 0.8;
}

/** Whether an action or pattern can do with ARNs (true), needs `*` (false), or can't be judged (null). */
function canNameResources(action: string): boolean | null {
  if (NOT_YET_THERE.has(action.toLowerCase()) || RESOURCE_IS_OPTIONAL.test(action.toLowerCase())) return false;
  if (!/[*?]/.test(action)) return supportsResourceArn(action);
  const covered = expandAction(action);
  if (covered.length === 0) return null;
  const able = covered.filter(a => supportsResourceArn(a) === true).length;
  // Of `s3:List*`, a part that needs `*` is reason enough for it.
  return able === covered.length;
}

/** Whether the action changes something or who may do so. */
export function changesThings(action: string): boolean {
  if (AS_AWS_GRANTS.has(action.toLowerCase())) return false;
  return expandAction(action).some(a => {
    const level = accessLevel(a);
    return level === 'Write' || level === 'Permissions management';
  });
}

/** The sensitive actions that an action or pattern covers, as AWS writes them. */
export function sensitiveOf(action: string): readonly string[] {
  return expandAction(action).filter(isSensitive);
}

/** All ARNs of one type: `arn:aws:s3:::*`, every secret, parameter, key, role, policy, user or group of the account. */
const WHOLE_TYPE =
  /^arn:[^:]*:(?:\*|s3:::\*(?:\/\*)?|secretsmanager:[^:]*:[^:]*:(?:secret:)?\*|ssm:[^:]*:[^:]*:(?:parameter\/)?\*|kms:[^:]*:[^:]*:(?:key\/)?\*|iam:[^:]*:[^:]*:(?:(?:role|policy|user|group)\/)?\*|lambda:[^:]*:[^:]*:(?:function:)?\*)$/;

/** Whether a resource of a statement is everything, or everything of its kind. */
export function isEverywhere(value: Value): boolean {
  if (value.kind !== 'literal' && value.kind !== 'text') return false;
  const text = rendered(value).replace(/\$\{[^}]*\}/g, 'x');
  return text === '*' || WHOLE_TYPE.test(text);
}

/** The stars of a statement that gives permissions; none where a condition narrows it or `iam/admin-statement` has it. */
export function starsOf(statement: PolicyStatement): readonly Star[] {
  let found = stars.get(statement);
  if (!found) {
    found = findStars(statement);
    stars.set(statement, found);
  }
  return found;
}

/** Several rules look at the same stars. */
const stars = new WeakMap<PolicyStatement, readonly Star[]>();

function findStars(statement: PolicyStatement): readonly Star[] {
  if (statement.kind !== 'identity' || !isWrittenAllow(statement)) return [];
  if (isBoundary(statement) || hasNarrowingCondition(statement) || adminItems(statement).length > 0) return [];
  const actions = itemsOf(at(statement.elements, 'Action'));
  if (!actions.complete) return [];
  const found: Star[] = [];
  const holders = [statement.owner ?? '', ...statement.attachedTo].map(nameOf).join(' ');
  for (const item of itemsOf(at(statement.elements, 'Resource')).items) {
    const { value } = item;
    if (value.kind === 'absent' || !isEverywhere(value)) continue;
    const names = actions.items
      .filter(a => compatible(a.when, item.when))
      .map(a => stringOf(a.value))
      // Passing roles has a finding of its own.
      .filter(name => name === null || !/^iam:pass(r|\*)/i.test(name));
    const able: string[] = [];
    const needStar: string[] = [];
    const unclear: string[] = [];
    let judged = true;
    for (const name of new Set(names)) {
      // What a whole service needs can't be told; that it is allowed has its own finding.
      if (name !== null && WHOLE_SERVICE.test(name)) {
        (mostlyNamesResources(name) ? able : unclear).push(name);
        continue;
      }
      // A message to a phone is published to no topic.
      const texting = name?.toLowerCase() === 'sns:publish' && /sms/i.test(holders);
      const can = name === null ? null : texting ? false : canNameResources(name);
      if (can === null || name === null) judged = false;
      else (can ? able : needStar).push(name);
    }
    if (!judged) continue;
    // Of the ARNs of one kind, only actions of that service act on anything.
    const of = /^arn:[^:]*:([\w-]+):/.exec(rendered(value).replace(/\$\{[^}]*\}/g, 'x'))?.[1];
    const sensitive = [...able, ...unclear, ...needStar].filter(name =>
      sensitiveOf(name).some(action => of === undefined || action.startsWith(`${of}:`)),
    );
    found.push({ item: { ...item, value }, able, needStar, unclear, sensitive });
  }
  return found;
}

/** What the fix of a finding about a star needs. */
export interface StarData {
  readonly statement: string;
  readonly star: Value;
  readonly list: List | null;
  readonly able: readonly string[];
  /** Actions that need `*` or may need it. */
  readonly keep: readonly string[];
}

export function starData(statement: PolicyStatement, { item, able, needStar, unclear }: Star): StarData {
  return { statement: statement.id, star: item.value, list: item.list, able, keep: [...needStar, ...unclear] };
}

/**
 * Fixes that name a resource of the stack in place of a star. Where some of the actions need the star, the others move to
 * a statement of their own.
 */
export function narrowed(
  graph: ResourceGraph,
  { statement: id, star, list, able, keep }: StarData,
): FixProposal[] | string {
  const statement = graph.statements.find(s => s.id === id);
  if (!statement) return 'the statement is no longer there';
  const services = [...new Set(able.map(a => a.slice(0, a.indexOf(':')).toLowerCase()))];
  const choices = services.map(service => candidatesFor(graph, statement, service));
  const without = services[choices.findIndex(c => c.length === 0)];
  if (without !== undefined) return `no resource of ${without} in this stack that it could mean`;
  const [first = []] = choices;
  // Of one service, each resource that it could mean is a choice; of several, the likeliest of each.
  const options = choices.length === 1 ? first.slice(0, 3).map(one => [one]) : [choices.flatMap(c => c.slice(0, 1))];
  const proposals: FixProposal[] = [];
  for (const chosen of options) {
    const arns = chosen.flatMap((resource, i) =>
      arnsFor(
        resource,
        able.filter(a => a.toLowerCase().startsWith(`${services[i]}:`)),
      ),
    );
    const names = listed(chosen.map(c => c.logicalId));
    if (keep.length === 0) {
      proposals.push({ title: `Allow it on ${names} alone`, intents: replaced(star, list, arns), safety: 'review' });
      continue;
    }
    const moved = moves(statement, able, arns);
    if (typeof moved === 'string') return moved;
    proposals.push({ title: `Allow ${listed(able)} on ${names} alone`, intents: moved, safety: 'review' });
  }
  return proposals;
}

function replaced(star: Value, list: List | null, arns: readonly NewValue[]): Intent[] {
  const [first, ...more] = arns;
  if (first === undefined) return [];
  if (!list) return [{ kind: 'replaceValue', value: star, with: more.length > 0 ? [...arns] : first }];
  return [
    { kind: 'replaceValue', value: star, with: first },
    ...more.map((value): Intent => ({ kind: 'insertItem', list, value })),
  ];
}

/** Takes actions out of a statement and puts them into one of their own; or says why that can't be written. */
export function moves(
  statement: PolicyStatement,
  actions: readonly string[],
  resources: readonly NewValue[],
  elements: Readonly<Record<string, NewValue>> = {},
): readonly Intent[] | string {
  if (at(statement.elements, 'Condition').kind !== 'absent')
    return 'the statement has a condition that both would need';
  const [only, ...others] = scenarios(at(statement.elements, 'Action'));
  const list = only && others.length === 0 ? only.value : null;
  if (list?.kind !== 'list' || !asList(list)?.complete) return 'its actions are no plain list that could be split';
  const gone = list.items.flatMap((item, index) => (actions.includes(stringOf(item) ?? '') ? [index] : []));
  if (gone.length !== actions.length) return 'its actions are no plain list that could be split';
  const single = (values: readonly NewValue[]): NewValue => (values.length === 1 ? (values[0] as NewValue) : values);
  return [
    ...gone.map((index): Intent => ({ kind: 'removeItem', list, index })),
    {
      kind: 'addStatement',
      beside: statement,
      elements: { Effect: 'Allow', Action: single(actions), Resource: single(resources), ...elements },
    },
  ];
}
