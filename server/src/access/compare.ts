/** The join: what the code of functions needs against what their roles allow. */
import type { ResourceGraph } from '../core/graph.ts';
import { perGraph, whenAsked } from '../core/reads.ts';
import type { PolicyStatement, Resource, SdkCall } from '../core/resource.ts';
import { asList, at, scenarios, stringOf } from '../core/value.ts';
import { expandAction } from '../knowledge/index.ts';
import { type ReachedCode, codeOf } from './code.ts';
import { type Need, needsOf } from './needs.ts';
import {
  type Allowed,
  FUNCTIONS,
  type Permissions,
  allowedBy,
  allows,
  allowsAction,
  permissionsOf,
  rolesOf,
} from './permissions.ts';
import { isNeverCalled, platformActions, relatedActions } from './platform.ts';
import { type Target, scopesOf } from './scopes.ts';

export interface FunctionAccess {
  readonly function: Resource;
  readonly permissions: Permissions;
  /** Null where the handler can't be found among the documents. */
  readonly code: ReachedCode | null;
  readonly needs: readonly Need[];
  /** All calls of the code, those that need nothing included. */
  readonly calls: readonly SdkCall[];
  /** Why the code may need more than `needs`; null if it doesn't. */
  readonly open: string | null;
}

/** All functions of a graph with what they may do and what they need; computed once for a graph. */
export const accessIn = perGraph((graph: ResourceGraph): readonly FunctionAccess[] =>
  FUNCTIONS.flatMap(type => graph.ofType(type)).map(resource => accessOf(graph, resource)),
);

/** What of a function decides nothing about what it may do and what it needs; its code is facts of its own. */
const BESIDE_ACCESS = new Set(['Code', 'CodeUri', 'Timeout', 'MemorySize', 'Description']);

/** What those look at of a resource who compare what functions may do with what they need. */
export function ofAccess({ type, properties }: Resource): unknown {
  if (!FUNCTIONS.includes(type)) return properties;
  return [properties.complete, properties.entries.filter(({ key }) => !BESIDE_ACCESS.has(key))];
}

function accessOf(graph: ResourceGraph, resource: Resource): FunctionAccess {
  // Most functions' code is not among the files, and then nobody asks what they may do.
  const permissions = whenAsked(() => permissionsOf(graph, resource));
  const code = codeOf(graph, resource.id);
  const { needs, unknown } = code ? needsOf(graph, code, resource) : { needs: [], unknown: [] };
  const [first] = unknown;
  const open =
    code?.open ??
    (code === null
      ? 'its code is not among the files'
      : first
        ? `what ${first.client} ${first.operation} needs is not known here`
        : hasLayers(resource)
          ? 'its layers may call AWS'
          : null);
  const calls = (code?.units ?? []).flatMap(unit => unit.facts.filter(fact => fact.kind === 'sdk-call'));
  return {
    function: resource,
    get permissions() {
      return permissions();
    },
    code,
    needs,
    calls,
    open,
  };
}

/** Layers bring code that nobody sees here: extensions that read secrets, libraries that call. */
function hasLayers(resource: Resource): boolean {
  return scenarios(at(resource.properties, 'Layers')).some(({ value }) => {
    if (value.kind === 'absent') return false;
    const list = asList(value);
    return !list?.complete || list.items.length > 0;
  });
}

/** Calls of one function that nothing allows, on one target. */
export interface Missing {
  readonly function: Resource;
  readonly target: Target;
  /** Each action once, with the first call that needs it. */
  readonly needs: readonly [Need, ...Need[]];
}

/** What a function's code needs and its role does not allow: only what is certain, never what can't be seen. */
export function missingIn(graph: ResourceGraph, access: FunctionAccess): readonly Missing[] {
  const { needs } = access;
  if (needs.length === 0) return [];
  const { permissions } = access;
  if (permissions.unseen !== null) return [];
  const groups = new Map<string, [Need, ...Need[]]>();
  for (const one of needs) {
    // Which of several a call is about can't be told, but that its action is allowed nowhere can.
    const need: Need = one.among ? { ...one, target: { kind: 'unknown' } } : one;
    if (!need.certain && !need.among) continue;
    if (permissions.allowed.some(allowed => mayAllow(allowed, need, graph))) continue;
    if ((one.among ?? [one.target]).some(target => openedByResource(graph, { ...one, target }))) continue;
    const key = JSON.stringify(need.target.kind === 'resource' ? need.target.id : need.target);
    const group = groups.get(key);
    if (!group) groups.set(key, [need]);
    else if (!group.some(other => other.action === need.action)) group.push(need);
  }
  return [...groups.values()].map(group => ({ function: access.function, target: group[0].target, needs: group }));
}

/** Whether a permission may let a call do what it needs. */
export function mayAllow(allowed: Allowed, need: Need, graph: ResourceGraph): boolean {
  // Of a call on nobody knows what it is certain only that the action is allowed nowhere; and whether an ARN fits an action
  // that takes none is a matter of the statement.
  if (need.target.kind !== 'resource') return allowsAction(allowed, need.action) !== 'no';
  return allows(allowed, need.action, need.target, graph) !== 'no';
}

/** Whether the policy of the resource itself may let the function in: in one account that is enough. */
function openedByResource(graph: ResourceGraph, need: Need): boolean {
  if (need.target.kind !== 'resource') return false;
  return graph
    .statementsOf(need.target.id)
    .some(
      statement =>
        statement.kind === 'resource' &&
        !isDelegation(statement) &&
        allowedBy(statement, graph).some(allowed => allowsAction(allowed, need.action) !== 'no'),
    );
}

/** Statements for services, and for the account as a whole: they leave it to the policies of roles, and let nobody in. */
function isDelegation(statement: PolicyStatement): boolean {
  const principals = scenarios(at(statement.elements, 'Principal'));
  return principals.every(({ value }) => {
    if (value.kind !== 'object' || !value.complete) return false;
    return value.entries.every(({ key, value: who }) => {
      if (key === 'Service') return true;
      if (key !== 'AWS') return false;
      return scopesOf(who).every(scope => scope.kind === 'arn' && scope.pattern.endsWith(':root'));
    });
  });
}

/** A permission that is wider than what the code of everybody who has it needs. */
export interface Surplus {
  readonly statement: PolicyStatement;
  readonly functions: readonly [Resource, ...Resource[]];
  /** All actions that it allows, without wildcards. */
  readonly granted: readonly string[];
  /** Those that are needed, with a need for each. */
  readonly used: readonly Need[];
  /** Those that nothing needs. The others may be used by Lambda itself, or by services on behalf of the code. */
  readonly unused: readonly string[];
  /** Those that Lambda itself, or a service that is called, may need. */
  readonly served: readonly string[];
}

/** The written statements and grants of a graph whose actions the code does not need: only where all of that code is seen. */
export function surplusIn(graph: ResourceGraph): readonly Surplus[] {
  const all = accessIn(graph);
  const byPrincipal = new Map<string, FunctionAccess[]>();
  for (const access of all)
    for (const id of [access.function.id, ...rolesOf(graph, access.function).roles.map(role => role.id)])
      byPrincipal.set(id, [...(byPrincipal.get(id) ?? []), access]);
  const found: Surplus[] = [];
  for (const group of byGrant(graph)) {
    const holders = new Set<FunctionAccess>();
    let known = true;
    for (const id of group.flatMap(statement => statement.attachedTo)) {
      const of = byPrincipal.get(id);
      if (!of || isSharedBeyond(graph, id)) known = false;
      for (const access of of ?? []) holders.add(access);
    }
    if (!known || [...holders].some(holder => holder.open !== null)) continue;
    const surplus = surplusOf(graph, group, [...holders]);
    if (surplus) found.push(surplus);
  }
  return found;
}

/** Identity statements, those that one grant makes together: one for a table, and one for its key. */
function byGrant(graph: ResourceGraph): Iterable<readonly [PolicyStatement, ...PolicyStatement[]]> {
  const groups = new Map<string, [PolicyStatement, ...PolicyStatement[]]>();
  for (const statement of graph.statements) {
    if (statement.kind !== 'identity' || statement.attachedTo.length === 0) continue;
    const { grant } = statement;
    const key = grant ? `${grant.span.uri}@${grant.span.start}:${grant.on}` : statement.id;
    const group = groups.get(key);
    if (group) group.push(statement);
    else groups.set(key, [statement]);
  }
  return groups.values();
}

/** Whether others than functions use a role, or may: nobody sees what they do with it. */
function isSharedBeyond(graph: ResourceGraph, id: string): boolean {
  const principal = graph.resource(id);
  if (principal?.type !== 'AWS::IAM::Role') return false;
  if (graph.edgesFrom(id, 'attach').some(({ to }) => !FUNCTIONS.includes(graph.resource(to)?.type ?? ''))) return true;
  return graph
    .statementsOn(id)
    .filter(statement => statement.kind === 'trust')
    .some(({ elements }) =>
      scenarios(at(elements, 'Principal')).some(({ value }) => {
        if (value.kind !== 'object') return true;
        return value.entries.some(
          ({ key, value: who }) =>
            key !== 'Service' || !(asList(who)?.items ?? []).every(item => stringOf(item) === 'lambda.amazonaws.com'),
        );
      }),
    );
}

function surplusOf(
  graph: ResourceGraph,
  [statement, ...others]: readonly [PolicyStatement, ...PolicyStatement[]],
  holders: readonly FunctionAccess[],
): Surplus | null {
  const allowed = [statement, ...others].flatMap(one => allowedBy(one, graph));
  const [first, ...more] = holders.map(holder => holder.function);
  if (!first || allowed.some(({ complete, excepted }) => !complete || excepted)) return null;
  const patterns = [...new Set(allowed.flatMap(({ actions }) => actions))];
  // Everything is a finding of its own; what is no action is one, too.
  if (patterns.some(pattern => /^\*(?::\*)?$/.test(pattern))) return null;
  const granted = [...new Set(patterns.flatMap(expandAction))];
  const served = holders.flatMap(holder => [platformActions(graph, holder.function), relatedActions(holder.calls)]);
  const needs = holders.flatMap(holder => holder.needs);
  const used: Need[] = [];
  const unused: string[] = [];
  const kept: string[] = [];
  for (const action of granted) {
    // All of them: what a resource that can't be told from this one needs first says nothing about this one.
    const matching = needs.filter(
      one =>
        one.action.toLowerCase() === action.toLowerCase() &&
        // Whether an ARN fits an action that takes none is not for this comparison to say.
        (one.target.kind === 'none' ||
          allowed.some(permission => allows(permission, action, one.target, graph) !== 'no')),
    );
    if (matching.length > 0) used.push(...matching);
    else if (served.some(serves => serves(action))) kept.push(action);
    // Metadata that grants add, and that clients ask for by themselves.
    else if (!isNeverCalled(action) && (!statement.grant || !METADATA.test(action))) unused.push(action);
  }
  return unused.length === 0 ? null : { statement, functions: [first, ...more], granted, used, unused, served: kept };
}

const METADATA = /:(?:Describe|List|GetQueueUrl|GetQueueAttributes|GetBucketLocation)/;

/** The calls behind needs, each once, in the order of the code. */
export function callsOf(needs: readonly Need[]): readonly SdkCall[] {
  return [...new Set(needs.map(need => need.call))].sort((a, b) =>
    a.span.uri < b.span.uri ? -1 : a.span.uri > b.span.uri ? 1 : a.span.start - b.span.start,
  );
}
