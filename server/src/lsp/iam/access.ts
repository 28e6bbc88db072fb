/** Who may do what, in Markdown: what a grant adds, what roles and functions may do and use, who may act on a resource. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { accessIn, callsOf } from '../../access/compare.ts';
import type { FunctionAccess } from '../../access/compare.ts';
import { keysOf } from '../../access/keys.ts';
import type { Need } from '../../access/needs.ts';
import {
  GRANT_METHOD,
  type Allowed,
  FUNCTIONS,
  type Permissions,
  allowedBy,
  allows,
  grantConstruct,
  permissionsOf,
} from '../../access/permissions.ts';
import { type Scope, covers } from '../../access/scopes.ts';
import { type SourceSpan, contains } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { at, rendered, walk } from '../../core/value.ts';
import { type GrantPart, expandAction, grantStatements, serviceExists } from '../../knowledge/index.ts';
import { MAX_LINES, code, list, listed, text } from '../markdown.ts';
import { actionCount, byLevel, counts, namesOf } from './words.ts';

/** A place as a link for people: `orders.ts:11`. */
export type Link = (place: SourceSpan) => string;

/** Principals beside functions whose permissions are told. */
const PRINCIPALS: readonly string[] = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'];
/** Resources that people ask about who may act on them. */
const TARGETS =
  /^AWS::(?:S3::Bucket|DynamoDB::(?:Global)?Table|SQS::Queue|SNS::Topic|KMS::Key|Lambda::Function|SecretsManager::Secret|Kinesis::Stream|KinesisFirehose::DeliveryStream|StepFunctions::StateMachine|Events::EventBus|SSM::Parameter|ECR::Repository|Logs::LogGroup|Cognito::UserPool|Serverless::(?:Function|SimpleTable|StateMachine))$/;
/** Where the middle of a resource type is not the prefix of its actions. */
const PREFIXES: Readonly<Record<string, string>> = {
  Cognito: 'cognito-idp',
  KinesisFirehose: 'firehose',
  StepFunctions: 'states',
};

/** All functions' access by principal: a function has what its roles have. */
function functionsOf(graph: ResourceGraph, ids: readonly string[]): readonly FunctionAccess[] {
  return accessIn(graph).filter(({ function: { id }, permissions: { roles } }) =>
    [id, ...roles.map(role => role.id)].some(one => ids.includes(one)),
  );
}

function nameOf(graph: ResourceGraph, id: string): string {
  const resource = graph.resource(id);
  return resource ? (resource.called ?? resource.logicalId) : id.slice(id.search(/[^#/]*$/));
}

// Grants ------------------------------------------------------------------------------------------------------------

/** The statements that one grant call makes, where its method stands at a place of a text. */
export function grantAt(graph: ResourceGraph, place: SourceSpan, source: string): readonly PolicyStatement[] {
  return graph.statements.filter(
    ({ grant }) => grant && GRANT_METHOD.test(grant.method) && contains(grantNameSpan(grant, source), place),
  );
}

/** Where the method of a grant stands, without the arguments. */
export function grantNameSpan(grant: NonNullable<PolicyStatement['grant']>, source: string): SourceSpan {
  const { span, method } = grant;
  const start = source.slice(span.start, span.end).indexOf(method);
  return start < 0 ? span : { ...span, start: span.start + start, end: span.start + start + method.length };
}

/** What a grant adds, on which parts of the resource, and what of that the code of its holders uses. */
export function grantInWords(
  graph: ResourceGraph,
  statements: readonly [PolicyStatement, ...PolicyStatement[]],
  link: Link,
): string {
  const [first] = statements;
  const grant = first.grant as NonNullable<PolicyStatement['grant']>;
  const on = grant.on === null ? undefined : graph.resource(grant.on);
  const attached = [...new Set(statements.flatMap(s => s.attachedTo))];
  // Of a function and the role that it takes on, the function is who uses the grant.
  const users = functionsOf(graph, attached);
  const roles = new Set(users.flatMap(({ permissions }) => permissions.roles.map(role => role.id)));
  const holders = [...new Set([...users.map(user => user.function.id), ...attached.filter(id => !roles.has(id))])];
  const allowed = statements.flatMap(statement => allowedBy(statement, graph));
  const granted = [...new Set(allowed.flatMap(({ actions }) => actions).flatMap(expandAction))];
  const who = holders.length === 0 ? '' : ` · for ${listed(holders.map(id => code(nameOf(graph, id))))}`;
  const what = on ? ` on ${code(nameOf(graph, on.id))}` : '';
  return [
    `**${text(grant.method)}**${what}${who} · ${actionCount(granted.length)}`,
    ...users.map(holder => usedInWords(graph, holder, allowed, granted.length, link)),
    list(grantedParts(graph, on, grant.method, allowed), 2 * MAX_LINES),
  ].join('\n\n');
}

/** A line for each part and level: `Write (5) on its indexes: …`. */
function grantedParts(
  graph: ResourceGraph,
  on: Resource | undefined,
  method: string,
  allowed: readonly Allowed[],
): string[] {
  const observed = on?.construct ? grantStatements(grantConstruct(on.construct.fqn), method) : null;
  const groups =
    on && observed
      ? observed.map(({ actions, on: parts }) => ({ actions, where: partsInWords(graph, on, parts) }))
      : allowed.map(({ actions }) => ({ actions, where: '' }));
  const byPart = Map.groupBy(
    groups.filter(({ where }) => where !== null),
    ({ where }) => where,
  );
  return [...byPart].flatMap(([where, of]) =>
    byLevel([...new Set(of.flatMap(({ actions }) => actions).flatMap(expandAction))]).map(
      ([level, actions]) => `${level} (${actions.length})${where}: ${listed(namesOf(actions))}`,
    ),
  );
}

/** Null where none of the parts is there: no key of one's own, no index. */
function partsInWords(graph: ResourceGraph, on: Resource, parts: readonly GrantPart[]): string | null {
  const names = parts.flatMap(part => partInWords(graph, on, part));
  return names.length === 0 ? null : ` on ${names.join(' and ')}`;
}

function partInWords(graph: ResourceGraph, on: Resource, part: GrantPart): readonly string[] {
  switch (part) {
    case 'self':
      return [code(nameOf(graph, on.id))];
    case 'objects':
      return ['its objects'];
    case 'index': {
      const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].map(name => at(on.properties, name));
      return indexes.every(value => value.kind === 'absent') ? [] : ['its indexes'];
    }
    case 'stream':
      return ['its stream'];
    case 'key':
      return keysOf(graph, on).map(id => `its key ${code(nameOf(graph, id))}`);
    case '*':
      return ['everything'];
  }
}

function usedInWords(
  graph: ResourceGraph,
  holder: FunctionAccess,
  allowed: readonly Allowed[],
  granted: number,
  link: Link,
): string {
  const name = code(nameOf(graph, holder.function.id));
  const used = holder.needs.filter(need => allowed.some(one => allows(one, need.action, need.target, graph) !== 'no'));
  const actions = Map.groupBy(used, need => need.action);
  const said = callsInWords(used, link);
  if (holder.open !== null) {
    const seen = said === '' ? '' : ` Seen so far: ${said}.`;
    return `Whether ${name} uses all of it can't be judged: ${text(holder.open)}.${seen}`;
  }
  return actions.size === 0
    ? `The code of ${name} uses none of it.`
    : `The code of ${name} uses ${actions.size} of ${granted}: ${said}.`;
}

/** `dynamodb:GetItem` (orders.ts:11, orders.ts:20), an action at a time. */
function callsInWords(needs: readonly Need[], link: Link): string {
  const byAction = Map.groupBy(needs, need => need.action);
  return listed(
    [...byAction].map(([action, of]) => {
      const places = callsOf(of).map(call => link(call.span));
      const [because] = of.flatMap(need => need.because ?? []);
      return `${code(action)}${because ? ` for ${text(because)}` : ''} (${listed([...new Set(places)], 2)})`;
    }),
  );
}

// Roles, functions and what they act on -------------------------------------------------------------------------------

/** What there is to say about access of a resource; nothing for most. */
export function accessOf(graph: ResourceGraph, resource: Resource, link: Link): string[] {
  const isFunction = FUNCTIONS.includes(resource.type);
  return [
    ...(isFunction || PRINCIPALS.includes(resource.type) ? mayDo(graph, resource, isFunction, link) : []),
    ...(TARGETS.test(resource.type) ? actsOn(graph, resource, link) : []),
  ];
}

function mayDo(graph: ResourceGraph, resource: Resource, isFunction: boolean, link: Link): string[] {
  const access = isFunction ? accessIn(graph).find(a => a.function.id === resource.id) : undefined;
  const permissions = access?.permissions ?? permissionsOf(graph, resource);
  const lines = byService(permissions, graph, link);
  const unseen = permissions.unseen?.replace('not all of the function', `not all of ${nameOf(graph, resource.id)}`);
  const more = unseen === undefined ? [] : [`It may have more permissions: ${text(unseen)}.`];
  return [
    ...(lines.length === 0 ? [] : [`May:\n${list(lines)}`]),
    ...more,
    ...(access ? [codeInWords(access, link)] : []),
  ];
}

/** The effective permissions, a line for each service: how much, on what, from where. */
function byService({ allowed }: Permissions, graph: ResourceGraph, link: Link): string[] {
  const all: string[] = [];
  const services = new Map<string, { actions: Set<string>; on: Set<string>; from: Set<string> }>();
  for (const one of allowed) {
    const from = sourceOf(one, link);
    const on = one.scopes.map(scope => scopeInWords(scope, graph));
    if (one.excepted || one.actions.includes('*')) {
      const but = one.excepted ? ` but ${listed(one.actions.map(code), 3)}` : '';
      all.push(`everything${but} on ${listed([...new Set(on)], 3)} · ${from}`);
      continue;
    }
    for (const action of one.actions.flatMap(expandAction)) {
      const prefix = action.slice(0, action.indexOf(':'));
      const service = services.get(prefix) ?? { actions: new Set(), on: new Set(), from: new Set() };
      services.set(prefix, service);
      service.actions.add(action);
      for (const name of on) service.on.add(name);
      service.from.add(from);
    }
  }
  const lines = [...services].map(
    ([prefix, { actions, on, from }]) =>
      `${code(prefix)}: ${counts([...actions])} on ${listed([...on], 3)} · ${listed([...from], 3)}`,
  );
  return [...new Set([...all, ...lines])];
}

function sourceOf({ statement, policy, span }: Allowed, link: Link): string {
  if (policy !== null) return code(policy);
  return statement?.grant ? `${code(statement.grant.method)} ${link(span)}` : link(span);
}

function scopeInWords(scope: Scope, graph: ResourceGraph): string {
  switch (scope.kind) {
    case 'everything':
      return code('*');
    case 'resource':
      return code(nameOf(graph, scope.id));
    case 'arn':
      return code(scope.pattern);
    case 'unknown':
      return "resources that can't be seen";
  }
}

/** What the code of a function calls, and why that may not be all. */
function codeInWords({ needs, open }: FunctionAccess, link: Link): string {
  const said = callsInWords(needs, link);
  if (open !== null)
    return `${said === '' ? '' : `Its code needs ${said}. `}Surplus isn't judged, because ${text(open)}.`;
  return said === '' ? 'Its code calls nothing of AWS.' : `Its code needs ${said}.`;
}

/** Who may act on a resource: functions, other principals, and whom the resource's own policy lets in. */
function actsOn(graph: ResourceGraph, resource: Resource, link: Link): string[] {
  const lines: string[] = [];
  const inRoles = new Set<string>();
  for (const { function: holder, permissions } of accessIn(graph)) {
    for (const role of permissions.roles) inRoles.add(role.id);
    lines.push(...actorLine(graph, holder, permissions, resource, link));
  }
  for (const type of PRINCIPALS)
    for (const principal of graph.ofType(type))
      if (!inRoles.has(principal.id))
        lines.push(...actorLine(graph, principal, permissionsOf(graph, principal), resource, link));
  for (const statement of graph.statements)
    if (statement.kind === 'resource' && statement.attachedTo.includes(resource.id))
      lines.push(...policyLine(statement, graph, link));
  return lines.length === 0 ? [] : [`Who may act on it:\n${list([...new Set(lines)])}`];
}

function actorLine(
  graph: ResourceGraph,
  principal: Resource,
  { allowed }: Permissions,
  resource: Resource,
  link: Link,
): string[] {
  if (principal.id === resource.id) return [];
  const middle = resource.type.split('::')[1] ?? '';
  const prefix =
    entryOf(PREFIXES, middle) ??
    (resource.type === 'AWS::Serverless::SimpleTable'
      ? 'dynamodb'
      : middle === 'Serverless'
        ? 'lambda'
        : middle.toLowerCase());
  if (!serviceExists(prefix)) return [];
  const own = new Set(expandAction(`${prefix}:*`));
  const target = { kind: 'resource', id: resource.id, suffix: null } as const;
  const actions = new Set<string>();
  const from = new Set<string>();
  for (const one of allowed) {
    // Whoever may do something where nobody sees is not said to do it here.
    if (!one.scopes.some(scope => scope.kind !== 'unknown' && covers(scope, target, graph) !== 'no')) continue;
    const named = one.actions
      .flatMap(pattern => (pattern === '*' ? [...own] : expandAction(pattern)))
      .filter(a => own.has(a));
    const may = one.excepted ? [...own].filter(action => !named.includes(action)) : named;
    if (may.length === 0) continue;
    for (const action of may) actions.add(action);
    from.add(sourceOf(one, link));
  }
  if (actions.size === 0) return [];
  return [
    `${code(nameOf(graph, principal.id))} (${principal.type}): ${counts([...actions])} · ${listed([...from], 3)}`,
  ];
}

function policyLine(statement: PolicyStatement, graph: ResourceGraph, link: Link): string[] {
  const who = new Set<string>();
  walk(at(statement.elements, 'Principal'), value => {
    if (value.kind === 'literal' || value.kind === 'text') who.add(code(rendered(value)));
    else if (value.kind === 'reference' && value.target.kind === 'resource')
      who.add(code(nameOf(graph, value.target.id)));
  });
  const actions = allowedBy(statement, graph).flatMap(one => one.actions.flatMap(expandAction));
  return who.size === 0 || actions.length === 0
    ? []
    : [`${listed([...who], 3)}, by its policy: ${counts([...new Set(actions)])} · ${link(statement.span)}`];
}
