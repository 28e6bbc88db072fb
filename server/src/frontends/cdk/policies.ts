/**
 * IAM in CDK code: statements and the documents they stand in, what they are attached to, and the grants that make
 * statements of their own. Where something can't be seen that gives permissions, a statement without elements says so.
 */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import { baseOf, type Constructs } from './library.ts';
import { bothConditions, effect, fieldsOf, object, STATEMENT_PROPS } from './policyElements.ts';
import { assumers, joinedPrincipals } from './policyPrincipals.ts';
import {
  addCondition,
  addPrincipals,
  change,
  type DocumentRecord,
  setElement,
  setNotPrincipals,
  type StatementRecord,
} from './policyRecords.ts';
import { type Field, type Item, type Node, type Obj, type V, each, lit, nodesOf, undef, unseen } from './values.ts';

/** How the props of `Grant.addToPrincipal` are called in a policy. */
const GRANT_PROPS: Readonly<Record<string, string>> = {
  actions: 'Action',
  resourceArns: 'Resource',
  conditions: 'Condition',
};

/** Constructs that permissions are given to. */
const PRINCIPALS =
  /\.(Role|User|Group|Function|NodejsFunction|PythonFunction|GoFunction|DockerImageFunction|SingletonFunction|LazyRole|CfnRole|CfnUser|CfnGroup)$/;
/** Constructs whose policy protects themselves. */
const PROTECTED = /\.(Key|Queue|Topic|Bucket|Repository|Secret|EventBus|FileSystem|Vault|Stream|Table|\w*Endpoint)$/;
/** Constructs that are policies. */
const POLICIES = /\.(Policy|ManagedPolicy|Cfn(Managed|Role|User|Group)?Policy)$/;
/** Props by which policies name whom they are for. */
const FOR = ['roles', 'users', 'groups', 'roleName', 'userName', 'groupName'];

const IDENTITY_METHODS =
  /^(addToRolePolicy|addToPrincipalPolicy|addToPolicy|addToTaskRolePolicy|addToExecutionRolePolicy|addToPrincipal|addStatements)$/;
const RESOURCE_METHODS = /^(addToResourcePolicy|addAccessPolicyStatements|addToAccessPolicy)$/;
const TRUST_METHODS = /^(addAssumeRolePolicyStatements|addToAssumeRolePolicy)$/;
/** Grants whose further arguments are the actions. */
const LISTING = /^(grants\.)?(grant|actions|grantExecution|execution|grantStream|grantCustom)$/;

export class Policies {
  readonly statements: StatementRecord[] = [];
  readonly #statementOf = new Map<V, StatementRecord>();
  readonly #documentOf = new Map<V, DocumentRecord>();
  /** Policies and whom they are attached to by calls or by `managedPolicies`. */
  readonly #attached: { readonly policy: Node; readonly to: readonly Node[] }[] = [];
  readonly #constructs: Constructs;

  constructor(constructs: Constructs) {
    this.#constructs = constructs;
  }

  /** `new PolicyStatement(props)` or `PolicyStatement.fromJson(object)`. `made` is what stands for it, if there is something. */
  statement(item: Item | null, at: SourceSpan, form: 'props' | 'json', made?: V): V {
    const v: V = made ?? { t: 'made', fqn: STATEMENT, args: item ? [item] : [], at, on: null };
    const { entries, complete, obj } = fieldsOf(item?.v);
    const record = this.#record(at, obj, complete);
    for (const [key, field] of entries) {
      const element = form === 'json' ? key : entryOf(STATEMENT_PROPS, key);
      if (form === 'json') record.elements.set(key, field);
      else if (element === 'Effect') record.elements.set(element, { ...field, v: effect(field.v) });
      else if (element === 'Principal') addPrincipals(record, field, []);
      else if (element === 'NotPrincipal') setNotPrincipals(record, field, []);
      else if (element === 'Condition') addCondition(record, field.v, field, []);
      else if (element) record.elements.set(element, field);
      else record.complete = false;
    }
    if (record.elements.has('Principal') || record.elements.has('NotPrincipal')) record.kind = 'resource';
    this.#statementOf.set(v, record);
    return v;
  }

  /** `new PolicyDocument(props)` or `PolicyDocument.fromJson(object)`. */
  document(item: Item | null, at: SourceSpan, form: 'props' | 'json'): V {
    const fqn = form === 'props' ? DOCUMENT : `${DOCUMENT}.fromJson`;
    const v: V = { t: 'made', fqn, args: item ? [item] : [], at, on: null };
    const { entries, complete, obj } = fieldsOf(item?.v);
    const list = entries.get(form === 'props' ? 'statements' : 'Statement') ?? null;
    const elements = new Map(form === 'json' ? [...entries].filter(([key]) => key !== 'Statement') : []);
    const record: DocumentRecord = { at, objectAt: obj, elements, list, statements: [], complete };
    this.#documentOf.set(v, record);
    if (list) this.#fill(record, list, form);
    return v;
  }

  #fill(document: DocumentRecord, list: Item, form: 'props' | 'json'): void {
    const take = (item: Item): void => {
      const { v } = item;
      if (v.t === 'arr') {
        for (const i of v.items) take(i);
        if (!v.complete) document.complete = false;
      } else if (v.t === 'choice') for (const b of v.branches) take({ v: b.v, at: item.at });
      else if (form === 'json' && v.t === 'obj') this.statement({ v, at: v.at }, v.at, 'json', v);
      else if (v.t !== 'undef' && !this.#statementOf.has(v)) document.complete = false;
      const record = this.#statementOf.get(v);
      if (!record) return;
      document.statements.push(record);
      record.document ??= document;
    };
    take(list);
  }

  #record(
    at: SourceSpan,
    objectAt: Obj | null,
    complete: boolean,
    grant: StatementRecord['grant'] = null,
  ): StatementRecord {
    const record: StatementRecord = {
      elements: new Map(),
      complete,
      at,
      objectAt,
      kind: 'identity',
      owner: null,
      attachedTo: new Set(),
      grant,
      document: null,
      principals: { items: [], complete: true },
      when: [...this.#constructs.conditions],
    };
    this.statements.push(record);
    return record;
  }

  /** The statements anywhere inside of a value: lists, documents, `inlinePolicies`; and whether there may be more. */
  #in(v: V): { records: StatementRecord[]; open: boolean } {
    const records: StatementRecord[] = [];
    const open = this.#collect(v, records, 0);
    return { records, open };
  }

  #collect(v: V, records: StatementRecord[], depth: number): boolean {
    if (v.t === 'undef' || v.t === 'lit') return false;
    const own = this.#statementOf.get(v);
    if (own) {
      records.push(own);
      return false;
    }
    const document = this.#documentOf.get(v);
    if (document) {
      records.push(...document.statements);
      return !document.complete;
    }
    if (depth > 8) return true;
    switch (v.t) {
      case 'arr':
        return this.#collectAll(v.items, records, depth) || !v.complete;
      case 'obj':
        return this.#collectAll(v.entries.values(), records, depth) || !v.complete;
      case 'choice':
        return this.#collectAll(v.branches, records, depth);
      case 'made':
        if (/\.AwsCustomResourcePolicy\.fromStatements$/.test(v.fqn)) return this.#collectAll(v.args, records, depth);
        // `document.toJSON()` and the like say the same as what they are called on.
        return v.on ? this.#collect(v.on, records, depth + 1) : true;
      default:
        return true;
    }
  }

  #collectAll(inside: Iterable<{ readonly v: V }>, records: StatementRecord[], depth: number): boolean {
    let open = false;
    for (const { v } of inside) if (this.#collect(v, records, depth + 1)) open = true;
    return open;
  }

  /** Something that gives permissions which can't be seen. */
  #open(owner: Node | null, to: readonly Node[], at: SourceSpan): void {
    if (to.length === 0) return;
    const record = this.#record(at, null, false);
    record.owner = owner;
    for (const t of to) record.attachedTo.add(t);
  }

  /** Functions and roles that are given away may get permissions from whoever has them then. */
  given(args: readonly Item[], at: SourceSpan): void {
    const inside = (v: V, depth: number): Node[] => {
      if (depth > 4) return [];
      if (v.t === 'arr') return v.items.flatMap(i => inside(i.v, depth + 1));
      if (v.t === 'obj') return [...v.entries.values()].flatMap(f => inside(f.v, depth + 1));
      return principals(v).filter(node => PRINCIPALS.test(node.fqn));
    };
    this.#open(null, [...new Set(args.flatMap(a => inside(a.v, 0)))], at);
  }

  /** Looks at a construct that was just made: who may assume a role. */
  constructed(node: Node): void {
    const { entries } = fieldsOf(node.props?.v);
    const assumed = entries.get('assumedBy');
    if (!assumed || !/\.Role$/.test(node.fqn)) return;
    const external = entries.get('externalIds') ?? entries.get('externalId');
    for (const { at, principal, action, condition } of assumers(assumed.v, assumed.at)) {
      const known = principal.t !== 'unknown' && condition.t !== 'unknown';
      const record = this.#record(at, null, known);
      const place = { ...assumed, at };
      record.elements.set('Principal', { ...place, v: principal });
      record.elements.set('Action', { ...place, v: action });
      const ids = external && object(external.at, { 'sts:ExternalId': external });
      const both = ids
        ? bothConditions(condition, object(ids.at, { StringEquals: { v: ids, at: ids.at } }))
        : condition;
      if (both.t !== 'undef') record.elements.set('Condition', { ...place, v: both });
      record.kind = 'trust';
      record.owner = node;
      record.attachedTo.add(node);
    }
  }

  /** When everything has run: who owns and who gets what stands in the props of constructs, and in policies. */
  finish(): void {
    for (const node of this.#constructs.nodes) if (!node.imported) this.#propsOf(node);
    for (const s of this.statements) {
      const policy = s.owner;
      if (s.kind !== 'identity' || !policy || !POLICIES.test(policy.fqn)) continue;
      const { entries } = fieldsOf(policy.props?.v);
      for (const name of FOR) for (const t of principals(entries.get(name)?.v)) s.attachedTo.add(t);
      for (const a of this.#attached) if (a.policy === policy) for (const t of a.to) s.attachedTo.add(t);
    }
  }

  #propsOf(node: Node): void {
    const { fqn } = node;
    const receives = PRINCIPALS.test(fqn);
    for (const [key, field] of fieldsOf(node.props?.v).entries) {
      if (key === 'scope' || key === 'id' || field.v.t === 'lit') continue;
      if (key === 'managedPolicies') this.#managed(field.v, principals(node));
      if (key === 'permissionsBoundary')
        for (const policy of nodesOf(field.v)) this.#constructs.wiring.boundary(policy, node, field.at);
      const { records, open } = this.#in(field.v);
      for (const s of records) {
        s.owner ??= node;
        if (/assumeRolePolicyDocument/.test(key)) s.kind = 'trust';
        else if (s.kind === 'identity' && (receives || fqn.endsWith('.AwsCustomResource')))
          for (const t of principals(node)) s.attachedTo.add(t);
        else if (s.kind === 'resource') s.attachedTo.add(node);
      }
      const isPolicy =
        /^(inlinePolicies|initialPolicy)$/.test(key) || (/^(statements|document)$/.test(key) && POLICIES.test(fqn));
      if (open && isPolicy) {
        const record = this.#record(field.at, null, false);
        record.owner = node;
        if (receives) for (const t of principals(node)) record.attachedTo.add(t);
      }
    }
  }

  /** `managedPolicies`: those that the app itself makes give their statements. */
  #managed(v: V, to: readonly Node[]): void {
    if (v.t === 'arr') for (const i of v.items) this.#managed(i.v, to);
    else for (const policy of nodesOf(v)) this.#attached.push({ policy, to });
  }

  method(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const own = this.#statementOf.get(on);
    if (own) {
      change(own, name, args, at, nameAt, this.#more(own));
      return;
    }
    const document = this.#documentOf.get(on);
    if (document) {
      if (name === 'addStatements') for (const a of args) this.#fill(document, a, 'props');
      return;
    }
    const node = baseOf(on);
    if (/^grant/.test(name) || (on.t === 'member' && on.name === 'grants')) {
      this.#grant(on, node, name, args, at, nameAt);
      return;
    }
    const isTrust = TRUST_METHODS.test(name) || (on.t === 'member' && on.name === 'assumeRolePolicy');
    if (isTrust || RESOURCE_METHODS.test(name) || IDENTITY_METHODS.test(name)) {
      const targets = node ? principals(node) : [];
      for (const a of args) {
        const { records, open } = this.#in(a.v);
        for (const s of records) {
          if (isTrust || RESOURCE_METHODS.test(name)) s.kind = isTrust ? 'trust' : 'resource';
          // `addToPolicy` of an endpoint or a key is about the resource; a statement with a principal says so.
          else if (node && PROTECTED.test(node.fqn)) s.kind = 'resource';
          s.owner ??= node;
          if (s.kind === 'identity') for (const t of targets) s.attachedTo.add(t);
          else if (node) s.attachedTo.add(node);
        }
        if (open && IDENTITY_METHODS.test(name) && !isTrust) this.#open(node, targets, a.at);
      }
      return;
    }
    if (name === 'attachInlinePolicy') this.#attach(args[0]?.v, node ?? undefined);
    else if (/^attachTo(Role|User|Group)$/.test(name)) this.#attach(node ?? undefined, args[0]?.v);
    else if (name === 'addManagedPolicy' && node && args[0]) this.#addManaged(node, args[0], at, nameAt);
    else if (name === 'apply' && on.t === 'made' && /\.PermissionsBoundary\.of$/.test(on.fqn) && args[0])
      for (const policy of nodesOf(args[0].v))
        for (const scope of nodesOf(on.args[0]?.v ?? undef)) this.#constructs.wiring.boundary(policy, scope, at);
  }

  #attach(policy: V | undefined, target: V | undefined): void {
    for (const one of policy ? nodesOf(policy) : []) this.#attached.push({ policy: one, to: principals(target) });
  }

  #addManaged(node: Node, item: Item, at: SourceSpan, nameAt: SourceSpan): void {
    const targets = principals(node);
    for (const policy of nodesOf(item.v)) if (policy.type !== null) this.#attached.push({ policy, to: targets });
    const v = managedPolicyValue(item.v);
    const field: Field = { v, at: item.at, keyAt: nameAt, whole: at };
    const holder = targets.find(n => /^AWS::IAM::(Role|User|Group)$/.test(n.type ?? ''));
    if (holder) {
      const when = [...this.#constructs.conditions];
      holder.overrides.push({ path: ['ManagedPolicyArns', '+'], item: field, when, names: 'template' });
      return;
    }
    // The role that a function makes for itself is no resource yet: the statement says what is attached to it.
    const record = this.#record(at, null, false, { method: 'addManagedPolicy', on: null, span: nameAt });
    record.elements.set('ManagedPolicyArn', field);
    for (const t of targets) record.attachedTo.add(t);
  }

  /** A field of a statement is assigned: `statement.effect = iam.Effect.DENY`. False where it is none. */
  assign(to: V, name: string, field: Field): boolean {
    const record = this.#statementOf.get(to);
    if (!record) return false;
    if (name === 'effect') setElement(record, 'Effect', { ...field, v: effect(field.v) }, this.#more(record));
    else if (name === 'sid') setElement(record, 'Sid', field, this.#more(record));
    else record.complete = false;
    return true;
  }

  /** The conditions of now that did not hold already when the statement was made. */
  #more(record: StatementRecord): readonly string[] {
    return this.#constructs.conditions.filter((when, i) => record.when[i] !== when);
  }

  /** `Grant.addToPrincipal({ grantee, actions, resourceArns })` and its kin. */
  addToPrincipal(item: Item, at: SourceSpan): void {
    const { entries, complete, obj } = fieldsOf(item.v);
    const record = this.#record(at, obj, complete);
    for (const [key, field] of entries)
      if (entryOf(GRANT_PROPS, key)) record.elements.set(GRANT_PROPS[key] as string, field);
    for (const t of principals(entries.get('grantee')?.v)) record.attachedTo.add(t);
  }

  /** `bucket.grantPublicAccess(prefix?, …actions)`: a statement for everybody on the bucket's policy. */
  #publicAccess(node: Node, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const field = (v: V): Field => ({ v, at: nameAt, keyAt: nameAt, whole: at });
    const items: Item[] = args.length > 1 ? args.slice(1) : [{ v: lit('s3:GetObject'), at: nameAt }];
    const record = this.#record(at, null, false, { method: 'grantPublicAccess', on: node, span: nameAt });
    record.elements.set('Principal', field(object(nameAt, { AWS: { v: lit('*'), at: nameAt } })));
    record.elements.set('Action', field({ t: 'arr', items, complete: true, at: nameAt, slot: null }));
    record.elements.set('Resource', field(unseen('objects of the bucket')));
    record.kind = 'resource';
    record.owner = node;
    record.attachedTo.add(node);
  }

  #grant(on: V, node: Node | null, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const [grantee] = args;
    if (node && name === 'grantPublicAccess') {
      this.#publicAccess(node, args, at, nameAt);
      return;
    }
    if (!grantee) return;
    const method = on.t === 'member' && on.name === 'grants' ? `grants.${name}` : name;
    const targets = principals(grantee.v);
    // A grant by something that can't be seen still gives permissions, to those that can.
    if (!node && targets.length === 0) return;
    if (node) this.#constructs.wiring.grant(node, targets, method, nameAt);
    const field = (v: V): Field => ({ v, at: nameAt, keyAt: nameAt, whole: at });
    const actions = args.slice(1);
    const action: V =
      LISTING.test(method) && actions.length > 0
        ? { t: 'arr', items: actions, complete: true, at, slot: null }
        : node
          ? { t: 'member', of: node, name: `@actions:${method}` }
          : unseen('grant');
    const record = this.#record(at, null, false, { method, on: node, span: nameAt });
    record.elements.set('Action', field(action));
    const self: V = node && !node.imported ? { t: 'member', of: node, name: '@self' } : unseen('imported');
    record.elements.set('Resource', field(self));
    for (const t of targets) record.attachedTo.add(t);
    if (!node || grantee.v.t !== 'made' || !/\.aws_iam\.\w+Principal$/.test(grantee.v.fqn)) return;
    // Whoever is no part of the app is named in the policy of the resource.
    record.kind = 'resource';
    record.owner = node;
    record.attachedTo.add(node);
    record.elements.set('Principal', { ...field(joinedPrincipals([grantee], true, grantee.at).v), at: grantee.at });
  }
}

const STATEMENT = 'aws-cdk-lib.aws_iam.PolicyStatement';
const DOCUMENT = 'aws-cdk-lib.aws_iam.PolicyDocument';

/** The constructs behind a grantee or a list of roles: `fn`, `fn.role`, `[role]`. */
function principals(v: V | undefined): Node[] {
  if (!v) return [];
  if (v.t === 'arr') return v.items.flatMap(i => principals(i.v));
  if (v.t === 'choice') return v.branches.flatMap(b => principals(b.v));
  const node = v.t === 'member' || v.t === 'made' ? baseOf(v) : nodesOf(v)[0];
  if (!node || (!PRINCIPALS.test(node.fqn) && (node.kind !== 'construct' || POLICIES.test(node.fqn)))) return [];
  if (PROTECTED.test(node.fqn)) return [];
  // Permissions of a function with a role of its own go to that role, too.
  const role = fieldsOf(node.props?.v).entries.get('role')?.v;
  return role ? [node, ...nodesOf(role).filter(r => r !== node)] : [node];
}

/** What `managedPolicies` takes, as an ARN. */
export function managedPolicyValue(v: V): V {
  if (v.t === 'choice') return each(v, managedPolicyValue);
  if (v.t === 'lit' || v.t === 'text') return v;
  const [node] = nodesOf(v);
  if (node) return node.type ? { t: 'member', of: node, name: 'managedPolicyArn' } : unseen('imported policy');
  if (v.t === 'made' && /\.ManagedPolicy\.fromManagedPolicyArn$/.test(v.fqn)) return v.args[2]?.v ?? unseen('policy');
  return unseen('managed policy');
}
