/** What a function may do: its roles, the statements and managed policies that they carry, and whether that is all. */
import type { SourceSpan } from '../core/document.ts';
import type { ResourceGraph } from '../core/graph.ts';
import type { PolicyStatement, Resource } from '../core/resource.ts';
import { asList, at, rendered, scenarios, stringOf } from '../core/value.ts';
import { type GrantPart, grantStatements, managedPolicyStatements } from '../knowledge/index.ts';
import { globMatches } from './globs.ts';
import { keysOf } from './keys.ts';
import { type Certainty, type Scope, type Target, covers, scopesOf } from './scopes.ts';

/**
 * Methods that somebody calls to give permissions: `grantRead`, `grants.read`, and SAM's policy templates. Constructs give
 * some by themselves, too (a key to its account); those statements name the construct.
 */
export const GRANT_METHOD = /^grants?\b|^grant[A-Z]|Policy$/;

export const FUNCTIONS: readonly string[] = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

/** One permission: some actions on some resources, and what gives it. */
export interface Allowed {
  /** The statement or grant; null for a managed policy of AWS. */
  readonly statement: PolicyStatement | null;
  /** The name of the managed policy. */
  readonly policy: string | null;
  readonly span: SourceSpan;
  /** Patterns of actions, as written. */
  readonly actions: readonly string[];
  /** Whether `actions` are the ones that are excepted. */
  readonly excepted: boolean;
  /** Whether all actions can be seen. */
  readonly complete: boolean;
  readonly scopes: readonly Scope[];
}

export interface Permissions {
  readonly function: Resource;
  /** The roles that it has as far as they are in the graph; none where the construct makes one of its own. */
  readonly roles: readonly Resource[];
  readonly allowed: readonly Allowed[];
  /** Why there may be permissions that can't be seen; null if there are none. */
  readonly unseen: string | null;
}

/** The permissions of a function. */
export function permissionsOf(graph: ResourceGraph, resource: Resource): Permissions {
  const { roles, unseen: hidden } = rolesOf(graph, resource);
  const allowed: Allowed[] = [];
  let unseen = hidden;
  const attached = [resource, ...roles].flatMap(principal => graph.statementsOn(principal.id));
  for (const statement of new Set(attached))
    if (statement.kind === 'identity') allowed.push(...allowedBy(statement, graph));
  for (const carrier of [resource, ...roles]) {
    const { policies, why } = managedPolicies(carrier);
    unseen ??= why;
    for (const { name, span } of policies) {
      const statements = managedPolicyStatements(name);
      if (!statements) unseen ??= `what ${name} allows is not known here`;
      for (const { actions, resources } of statements ?? [])
        allowed.push({
          statement: null,
          policy: name,
          span,
          actions,
          excepted: false,
          complete: true,
          scopes: resources.map(r =>
            r === '*' ? { kind: 'everything' } : { kind: 'arn', pattern: r.replace(/\$\{[^}]*\}/g, '*'), exact: true },
          ),
        });
    }
  }
  return { function: resource, roles, allowed, unseen };
}

/** The roles of a function in every scenario, and why one of them can't be seen. */
export function rolesOf(
  graph: ResourceGraph,
  resource: Resource,
): { roles: readonly Resource[]; unseen: string | null } {
  const roles: Resource[] = [];
  let unseen: string | null = resource.properties.complete ? null : 'not all of the function can be seen';
  for (const { value } of scenarios(at(resource.properties, 'Role'))) {
    // A function without a role of the user's gets one from the construct, or from SAM.
    if (value.kind === 'absent' || (value.kind === 'unknown' && value.reason === 'set by the construct')) continue;
    const role = value.kind === 'reference' && value.target.kind === 'resource' && graph.resource(value.target.id);
    if (role && role.type === 'AWS::IAM::Role') {
      roles.push(role);
      if (!role.properties.complete) unseen ??= `not all of ${role.logicalId} can be seen`;
    } else unseen ??= 'its role is made elsewhere';
  }
  return { roles, unseen };
}

/** The permissions of one `Allow` statement; a grant's as they were observed, each on its own part of the resource. */
export function allowedBy(statement: PolicyStatement, graph: ResourceGraph): Allowed[] {
  const { grant, elements } = statement;
  const on = grant?.on === undefined || grant.on === null ? undefined : graph.resource(grant.on);
  const shared = { statement, policy: null, span: grant?.span ?? statement.span, excepted: false };
  if (grant && on && statement.evidence === 'source') {
    const observed = grantedBy(graph, on, grant.method);
    if (observed) return observed.map(part => ({ ...shared, ...part, complete: true }));
  }
  const effect = scenarios(at(elements, 'Effect')).map(s => stringOf(s.value));
  if (!effect.includes('Allow') && !effect.includes(null)) return [];
  const excepted = at(elements, 'NotAction').kind !== 'absent' && at(elements, 'Action').kind === 'absent';
  const { items, complete } = strings(at(elements, excepted ? 'NotAction' : 'Action'));
  // `NotResource` gives everything but a few things: what is left can't be said by a scope.
  const resource = at(elements, 'Resource');
  const isOpen =
    (resource.kind === 'absent' || resource.kind === 'unknown') && at(elements, 'NotResource').kind !== 'absent';
  const seen = isOpen ? [] : scopesOf(resource);
  // A statement on nothing is one that could not be read to its end.
  const scopes: readonly Scope[] = seen.length > 0 ? seen : [{ kind: 'unknown' }];
  // A grant of the source reader speaks of the resource without its parts; SAM's policy templates say what they mean.
  const isWide = grant && statement.evidence === 'source' && statement.language === 'typescript';
  const widened = isWide ? scopes.map(unsure) : scopes;
  return [{ ...shared, excepted, actions: items, complete, scopes: widened }];
}

/** What a grant method of a resource's construct allows, part by part; null where that is not known or depends on more. */
export function grantedBy(
  graph: ResourceGraph,
  on: Resource,
  method: string,
): readonly Pick<Allowed, 'actions' | 'scopes'>[] | null {
  const observed = on.construct ? grantStatements(grantConstruct(on.construct.fqn), method) : null;
  return (
    observed?.map(({ actions, on: parts }) => ({
      actions,
      scopes: parts.flatMap(part => scopesOfPart(part, on, graph)),
    })) ?? null
  );
}

/** `dynamodb.Table` of `aws-cdk-lib.aws_dynamodb.Table`, as the tables of grants are written. */
export function grantConstruct(fqn: string): string {
  return fqn.replace(/^aws-cdk-lib\.(aws_)?/, '');
}

function unsure(scope: Scope): Scope {
  return scope.kind === 'resource' && scope.suffix === '' ? { ...scope, suffix: null } : scope;
}

function scopesOfPart(part: GrantPart, on: Resource, graph: ResourceGraph): readonly Scope[] {
  switch (part) {
    case 'self':
      return [{ kind: 'resource', id: on.id, suffix: '' }];
    case 'objects':
      return [{ kind: 'resource', id: on.id, suffix: '/*' }];
    case 'index':
    case 'stream':
      return [{ kind: 'resource', id: on.id, suffix: `/${part}/*` }];
    case 'key':
      return keysOf(graph, on).map(id => ({ kind: 'resource', id, suffix: '' }));
    case '*':
      return [{ kind: 'everything' }];
  }
}

/** Known strings of one value or a list, over all scenarios, and whether there may be more. */
export function strings(value: PolicyStatement['elements']['entries'][number]['value'] | { kind: 'absent' }): {
  items: string[];
  complete: boolean;
} {
  const items: string[] = [];
  let complete = true;
  for (const { value: one } of scenarios(value)) {
    const list = asList(one);
    if (!list?.complete) complete = false;
    for (const item of list?.items ?? [])
      for (const { value: single } of scenarios(item)) {
        const text = stringOf(single);
        if (text !== null) items.push(text);
        else if (single.kind !== 'absent') complete = false;
      }
  }
  return { items, complete };
}

const MANAGED: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'ManagedPolicyArns',
  'AWS::Serverless::Function': 'Policies',
};

/** The managed policies of AWS that are attached; and why others may be, that nobody can see from here. */
function managedPolicies(carrier: Resource): {
  policies: readonly { readonly name: string; readonly span: SourceSpan }[];
  why: string | null;
} {
  const property = MANAGED[carrier.type];
  const policies: { name: string; span: SourceSpan }[] = [];
  let why: string | null = null;
  if (property === undefined) return { policies, why };
  for (const { value } of scenarios(at(carrier.properties, property))) {
    const list = asList(value);
    if (!list?.complete) why ??= `not all policies of ${carrier.logicalId} can be seen`;
    for (const item of list?.items ?? [])
      for (const { value: one } of scenarios(item)) {
        // Statements of policies in the graph are attached to the role; SAM's objects are statements, too.
        if (one.kind === 'object' || one.kind === 'absent') continue;
        if (one.kind === 'reference' && one.target.kind === 'resource') continue;
        const name = /^(?:arn:(?:[a-z-]+|\$\{[^}]*\}):iam::aws:policy\/)?((?:[\w.-]+\/)*[\w+=,.@-]+)$/.exec(
          rendered(one),
        )?.[1];
        if (name !== undefined && one.kind !== 'unknown') policies.push({ name, span: one.span });
        else why ??= `a policy of ${carrier.logicalId} is made elsewhere`;
      }
  }
  return { policies, why };
}

/** Whether a permission is for an action. */
export function allowsAction(allowed: Pick<Allowed, 'actions' | 'excepted' | 'complete'>, action: string): Certainty {
  const name = action.toLowerCase();
  const named = allowed.actions.some(pattern => globMatches(pattern.toLowerCase(), name));
  if (named !== allowed.excepted) return 'yes';
  return allowed.complete ? 'no' : 'maybe';
}

/** Whether a permission covers an action on a target. */
export function allows(allowed: Allowed, action: string, target: Target, graph: ResourceGraph): Certainty {
  const certain = allowsAction(allowed, action);
  if (certain === 'no') return 'no';
  let best: Certainty = 'no';
  for (const scope of allowed.scopes) {
    const covered = covers(scope, target, graph);
    if (covered === 'yes' && certain === 'yes') return 'yes';
    if (covered !== 'no') best = 'maybe';
  }
  return best;
}
