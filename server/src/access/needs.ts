/** What the calls in a function's code need: actions on resources. */
import { entryOf } from '../knowledge/entryOf.ts';
import type { ResourceGraph } from '../core/graph.ts';
import { perObject } from '../core/memo.ts';
import type { CodeUnit, CodeValue, Resource, SdkCall } from '../core/resource.ts';
import { type Value, absent, at, rendered, scenarios, textParts } from '../core/value.ts';
import { actionResources, sdkActions, sdkResourceParameters } from '../knowledge/index.ts';
import type { ReachedCode } from './code.ts';
import { keysOf } from './keys.ts';
import type { Target } from './scopes.ts';

export interface Need {
  readonly action: string;
  readonly target: Target;
  readonly call: SdkCall;
  readonly unit: CodeUnit;
  /** False where the call may do without it, or may not be made at all, depending on what can't be seen. */
  readonly certain: boolean;
  /** All that the call may be about, where it is made for certain and one of several is meant; left out elsewhere. */
  readonly among?: readonly Target[];
  /** What makes it necessary beyond the call itself: `the key of Orders`. */
  readonly because: string | null;
}

export interface Needs {
  readonly needs: readonly Need[];
  /** Calls of operations that nobody here knows the actions of. */
  readonly unknown: readonly SdkCall[];
}

/** What the code of a function needs. `environment` is the function's `Environment.Variables`. */
export function needsOf(graph: ResourceGraph, code: ReachedCode, resource: Resource): Needs {
  const environment = at(resource.properties, 'Environment', 'Variables');
  const needs: Need[] = [];
  const unknown: SdkCall[] = [];
  const mayActAsOthers = code.units.some(unit => unit.facts.some(fact => fact.kind === 'sdk-open' && fact.credentials));
  for (const unit of code.units)
    for (const call of unit.facts) {
      if (call.kind !== 'sdk-call') continue;
      const actions = doneBy(call);
      if (!actions) {
        unknown.push(call);
        continue;
      }
      const reached = !mayActAsOthers && code.certain(unit, call.span);
      for (const { action, certain: sure, on } of actions) {
        const targets = typeof on === 'function' ? on(environment) : on;
        // Of several that it may be done on it need not be all.
        const isMade = sure && reached;
        const certain = isMade && targets.length === 1;
        const among = isMade && !certain ? { among: targets } : {};
        for (const target of targets) {
          needs.push({ action, target, call, unit, certain, ...among, because: null });
          for (const because of keyNeeds(graph, action, target)) needs.push({ ...because, call, unit, certain });
        }
      }
    }
  return { needs, unknown };
}

/**
 * What is asked for only when something else failed, what constructs that take a function allow it by themselves, and what
 * the policy of the role that is assumed may allow.
 */
const DOUBTFUL =
  /^(?:s3:AbortMultipartUpload|codepipeline:Put\w+Result|codedeploy:PutLifecycleEventHookExecutionStatus|sts:AssumeRole)$/;

/** Arguments that change which actions an operation needs, by the operation. */
const BY_ARGUMENT: Readonly<Record<string, readonly (readonly [argument: string, action: string])[]>> = {
  's3:GetObject': [['VersionId', 's3:GetObjectVersion']],
  's3:HeadObject': [['VersionId', 's3:GetObjectVersion']],
  's3:DeleteObject': [['VersionId', 's3:DeleteObjectVersion']],
  's3:PutObject': [
    ['Tagging', 's3:PutObjectTagging'],
    ['ACL', 's3:PutObjectAcl'],
  ],
};

/** Operations that do one thing or another: the keys of an argument say which. */
const ONE_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'dynamodb:TransactWriteItems': {
    'dynamodb:PutItem': 'TransactItems.Put.',
    'dynamodb:UpdateItem': 'TransactItems.Update.',
    'dynamodb:DeleteItem': 'TransactItems.Delete.',
    'dynamodb:ConditionCheckItem': 'TransactItems.ConditionCheck.',
  },
};

function actionsOf(call: SdkCall): readonly { action: string; certain: boolean }[] | null {
  const known = sdkActions(call.client, call.operation);
  if (!known) return null;
  const name = `${call.client}:${call.operation}`;
  const oneOf = entryOf(ONE_OF, name);
  const given = Object.keys(call.parameters);
  if (oneOf) {
    const seen = known.filter(action => given.some(path => path.startsWith(oneOf[action] ?? '\0')));
    return known.map(action => ({ action, certain: seen.includes(action) }));
  }
  // Statements in a query language say what they need in their text.
  const certain = !/^(?:dynamodb:(?:Batch)?ExecuteStatement|dynamodb:ExecuteTransaction)$/.test(name);
  const more = (entryOf(BY_ARGUMENT, name) ?? []).filter(([argument]) => given.includes(argument));
  const versioned = more.filter(([, action]) => action.endsWith('Version')).map(([, action]) => action);
  // With a version the action on versions is asked for in place of the plain one.
  const plain = known.map(action => ({ action, certain: certain && !versioned.includes(`${action}Version`) }));
  return [...plain, ...more.map(([, action]) => ({ action, certain: true }))];
}

/** What an action of a call is done on; where that depends on the environment of the function, what gives it for one. */
type Targets = readonly Target[] | ((environment: Value) => readonly Target[]);

/** The actions of a call with what they are done on; null where nobody here knows. Many functions may run the same call. */
const doneBy = perObject(
  (call: SdkCall): readonly { readonly action: string; readonly certain: boolean; readonly on: Targets }[] | null =>
    actionsOf(call)?.map(({ action, certain }) => ({
      action,
      certain: certain && !DOUBTFUL.test(action),
      on: targetsOf(call, action),
    })) ?? null,
);

const UNKNOWN: readonly Target[] = [{ kind: 'unknown' }];

/** What an action of a call is done on: every resource that the arguments may name. */
function targetsOf(call: SdkCall, action: string): Targets {
  const types = actionResources(action);
  if (types?.length === 0) return [{ kind: 'none' }];
  const named = sdkResourceParameters(call.client, call.operation);
  // An argument that names a resource of another service is what that service's actions are done on, and no others.
  const isOf = (type: string) => type.includes(':') && action.startsWith(`${type.slice(0, type.indexOf(':'))}:`);
  const isForeign = named.some(({ type }) => isOf(type));
  const parameters = named.filter(
    ({ path, type }) => concerns(path, call, action) && (isForeign ? isOf(type) : !type.includes(':')),
  );
  const given = parameters.flatMap(({ path }) => {
    const value = call.parameters[path];
    return value ? [{ path, value }] : [];
  });
  const within = (environment: Value): readonly Target[] => {
    const found = given.flatMap(({ path, value }) =>
      targetsIn(value, environment).map(target => withSuffix(target, call, action, path)),
    );
    return found.length > 0 ? distinct(found) : UNKNOWN;
  };
  return given.some(({ value }) => dependsOnEnvironment(value)) ? within : within(absent);
}

function dependsOnEnvironment(value: CodeValue): boolean {
  if (value.kind === 'choice') return value.of.some(dependsOnEnvironment);
  return value.kind === 'environment' || (value.kind === 'parts' && value.parts.some(dependsOnEnvironment));
}

/** Copies read one thing and write another; transactions name a table for each part. */
function concerns(path: string, call: SdkCall, action: string): boolean {
  if (call.client === 's3' && /Copy/.test(call.operation))
    return (path === 'CopySource') === (action === 's3:GetObject');
  const verb = /^TransactItems\.(\w+)\./.exec(path)?.[1];
  return verb === undefined || verb === 'Get' || action.startsWith(`dynamodb:${verb}`);
}

/** What follows the ARN: the object's key, the index. */
function withSuffix(target: Target, call: SdkCall, action: string, path: string): Target {
  if (target.kind !== 'resource') return target;
  if (action.startsWith('s3:')) {
    if (!actionResources(action)?.some(({ type }) => type === 'object')) return target;
    // The key of what is copied stands behind the bucket, in the same argument.
    const key = path === 'CopySource' ? undefined : call.parameters.Key;
    return { ...target, suffix: key?.kind === 'text' ? `/${key.text}` : '/*' };
  }
  if (action.startsWith('dynamodb:') && /:(?:Query|Scan|PartiQLSelect)$/.test(action)) {
    const index = call.parameters.IndexName;
    if (index) return { ...target, suffix: index.kind === 'text' ? `/index/${index.text}` : '/index/*' };
    // Arguments that can't all be seen may name an index.
    return call.complete ? target : { ...target, suffix: null };
  }
  // With a version or an alias it is another ARN.
  if (action === 'lambda:InvokeFunction' && call.parameters.Qualifier) return { ...target, suffix: null };
  return target;
}

function targetsIn(value: CodeValue, environment: Value): readonly Target[] {
  switch (value.kind) {
    case 'text':
      return [{ kind: 'name', text: value.text }];
    case 'choice':
      return value.of.flatMap(one => targetsIn(one, environment));
    case 'environment':
      return targetsBehind(at(environment, value.name));
    case 'parts': {
      // A name with something around it is another name, but a URL or ARN with the name in it is the same resource.
      const named = value.parts.flatMap(part => (part.kind === 'text' ? [] : targetsIn(part, environment)));
      const around = value.parts.map(part => (part.kind === 'text' ? part.text : '')).join('');
      return named.length === 1 && /^(?:arn:|https:|\/|$)/.test(around) ? named : [{ kind: 'unknown' }];
    }
    default:
      return [{ kind: 'unknown' }];
  }
}

function targetsBehind(value: Value): readonly Target[] {
  return scenarios(value).map(({ value: one }): Target => {
    if (one.kind === 'reference' && one.target.kind === 'resource')
      return { kind: 'resource', id: one.target.id, suffix: '' };
    const parts = textParts(one);
    if (!parts) return { kind: 'unknown' };
    const ids = parts.flatMap(part =>
      part.kind === 'hole' && part.value.kind === 'reference' && part.value.target.kind === 'resource'
        ? [part.value.target.id]
        : [],
    );
    const text = rendered(one);
    // The URL of a queue, or an ARN, with the resource's name in it.
    if (ids.length === 1 && /^(?:arn:|https:)/.test(text))
      return { kind: 'resource', id: ids[0] as string, suffix: '' };
    return parts.every(part => part.kind === 'known') ? { kind: 'name', text } : { kind: 'unknown' };
  });
}

function distinct(targets: readonly Target[]): readonly Target[] {
  if (targets.length < 2) return targets;
  const seen = new Set<string>();
  return targets.filter(target => {
    const key = JSON.stringify(target);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Actions that touch data, by what they do with it: what is read was encrypted, what is written will be. */
const READS =
  /^(?:s3:GetObject(?:Version)?|sqs:ReceiveMessage|dynamodb:(?:\w*Get\w*|Query|Scan|PartiQLSelect|ConditionCheckItem)|secretsmanager:GetSecretValue|kinesis:(?:GetRecords|SubscribeToShard))$/;
const WRITES =
  /^(?:s3:PutObject|sqs:SendMessage|sns:Publish|dynamodb:(?:\w*Put\w*|UpdateItem|DeleteItem|BatchWriteItem)|secretsmanager:(?:PutSecretValue|UpdateSecret)|kinesis:PutRecords?)$/;

/** The permissions on a customer's key that an action on an encrypted resource needs. */
function keyNeeds(
  graph: ResourceGraph,
  action: string,
  target: Target,
): readonly Pick<Need, 'action' | 'target' | 'because'>[] {
  const [reads, writes] = [READS.test(action), WRITES.test(action)];
  if (target.kind !== 'resource' || (!reads && !writes)) return [];
  const resource = graph.resource(target.id);
  if (!resource) return [];
  const because = `the key of ${resource.called ?? resource.logicalId}`;
  return keysOf(graph, resource).flatMap(id => {
    const key: Target = { kind: 'resource', id, suffix: '' };
    // DynamoDB asks for `Decrypt` on every access of a table with a customer's key; so does SNS and SQS to send.
    return [
      ...(reads || !action.startsWith('s3:') ? [{ action: 'kms:Decrypt', target: key, because }] : []),
      ...(writes && !action.startsWith('dynamodb:') ? [{ action: 'kms:GenerateDataKey', target: key, because }] : []),
    ];
  });
}
