/** IAM in CDK code: statements, what they are attached to, and the grants that make statements of their own. */
import type { SourceSpan } from '../../core/document.ts';
import { baseOf, type Constructs } from './library.ts';
import { type Arr, type Field, type Item, type Node, type Obj, type V, lit, nodesOf, undef, unseen } from './values.ts';

/** A statement while the app runs; its fields are IAM's element names. */
export interface StatementRecord {
  readonly elements: Map<string, Field>;
  complete: boolean;
  readonly at: SourceSpan;
  readonly objectAt: Obj | null;
  kind: 'identity' | 'resource' | 'trust';
  owner: Node | null;
  readonly attachedTo: Set<Node>;
  readonly grant: { readonly method: string; readonly on: Node | null; readonly span: SourceSpan } | null;
}

/** The props of `PolicyStatement` and the IAM elements that they make. */
const ELEMENTS: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  notActions: 'NotAction',
  resources: 'Resource',
  notResources: 'NotResource',
  principals: 'Principal',
  notPrincipals: 'NotPrincipal',
  conditions: 'Condition',
};

/** Constructs that permissions are given to. */
const PRINCIPALS =
  /\.(Role|User|Group|Function|NodejsFunction|PythonFunction|GoFunction|DockerImageFunction|SingletonFunction|LazyRole|CfnRole|CfnUser|CfnGroup)$/;

const IDENTITY_METHODS =
  /^(addToRolePolicy|addToPrincipalPolicy|addToPolicy|addToTaskRolePolicy|addToExecutionRolePolicy)$/;

export class Policies {
  readonly statements: StatementRecord[] = [];
  readonly #byMade = new Map<V, StatementRecord>();
  readonly #constructs: Constructs;

  constructor(constructs: Constructs) {
    this.#constructs = constructs;
  }

  /** `new PolicyStatement(props)` or `PolicyStatement.fromJson(object)`. */
  statement(item: Item | null, at: SourceSpan, form: 'props' | 'json'): V {
    const v = item?.v;
    const elements = new Map<string, Field>();
    let complete = item === null || v?.t === 'undef';
    if (v?.t === 'obj') {
      complete = v.complete;
      for (const [key, field] of v.entries) {
        if (form === 'json') elements.set(key, field);
        else if (ELEMENTS[key]) elements.set(ELEMENTS[key], elementOf(key, field));
        else complete = false;
      }
    }
    const made: V = { t: 'made', fqn: 'aws-cdk-lib.aws_iam.PolicyStatement', args: item ? [item] : [], at, on: null };
    this.#byMade.set(made, this.#record(elements, complete, at, v?.t === 'obj' ? v : null, null));
    return made;
  }

  #record(
    elements: Map<string, Field>,
    complete: boolean,
    at: SourceSpan,
    objectAt: Obj | null,
    grant: StatementRecord['grant'],
  ): StatementRecord {
    const kind = elements.has('Principal') || elements.has('NotPrincipal') ? 'resource' : 'identity';
    const record: StatementRecord = {
      elements,
      complete,
      at,
      objectAt,
      kind,
      owner: null,
      attachedTo: new Set(),
      grant,
    };
    this.statements.push(record);
    return record;
  }

  recordOf(v: V): StatementRecord | undefined {
    return this.#byMade.get(v);
  }

  /** The statements anywhere inside of a value: lists, documents, `inlinePolicies`. */
  statementsIn(v: V, depth = 0): StatementRecord[] {
    if (depth > 8) return [];
    const own = this.#byMade.get(v);
    if (own) return [own];
    switch (v.t) {
      case 'arr':
        return v.items.flatMap(i => this.statementsIn(i.v, depth + 1));
      case 'obj':
        return [...v.entries.values()].flatMap(f => this.statementsIn(f.v, depth + 1));
      case 'choice':
        return v.branches.flatMap(b => this.statementsIn(b.v, depth + 1));
      case 'made':
        return /\.PolicyDocument$/.test(v.fqn) ? v.args.flatMap(a => this.statementsIn(a.v, depth + 1)) : [];
      default:
        return [];
    }
  }

  /** Looks at the props of a construct that was just made. */
  constructed(node: Node): void {
    const props = node.props?.v;
    if (props?.t !== 'obj') return;
    const { fqn } = node;
    for (const [key, field] of props.entries) {
      if (/^(scope|id)$/.test(key)) continue;
      const statements = this.statementsIn(field.v);
      for (const s of statements) {
        s.owner ??= node;
        if (/assumeRolePolicyDocument/.test(key)) s.kind = 'trust';
        else if (s.kind === 'identity' && PRINCIPALS.test(fqn)) for (const t of principalsIn(node)) s.attachedTo.add(t);
        else if (s.kind === 'identity' && /\.(Policy|ManagedPolicy|CfnPolicy|CfnManagedPolicy)$/.test(fqn))
          for (const to of ['roles', 'users', 'groups'])
            for (const target of principalsIn(props.entries.get(to)?.v)) s.attachedTo.add(target);
        else if (s.kind === 'resource') s.attachedTo.add(node);
      }
      if (key === 'assumedBy' && /\.Role$/.test(fqn)) this.#trust(node, field);
    }
  }

  #trust(node: Node, field: Field): void {
    const elements = new Map<string, Field>();
    elements.set('Principal', { ...field, v: principal(field.v) });
    const federated =
      /\.(FederatedPrincipal|WebIdentityPrincipal|OpenIdConnectPrincipal|SamlPrincipal|SamlConsolePrincipal)$/;
    const plain = field.v.t === 'made' && !federated.test(field.v.fqn) && field.v.on === null;
    const record = this.#record(elements, plain, field.at, null, null);
    elements.set('Action', { ...field, v: plain ? lit('sts:AssumeRole') : unseen('depends on the principal') });
    record.kind = 'trust';
    record.owner = node;
    record.attachedTo.add(node);
  }

  method(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const own = this.#byMade.get(on);
    if (own) {
      this.#mutate(own, name, args, at, nameAt);
      return;
    }
    const node = baseOf(on);
    if (/^grant/.test(name) || (on.t === 'member' && on.name === 'grants')) {
      this.#grant(on, node, name, args, at, nameAt);
      return;
    }
    if (on.t === 'made' && /\.PolicyDocument$/.test(on.fqn) && name === 'addStatements') return;
    if (IDENTITY_METHODS.test(name) || name === 'addStatements') {
      for (const a of args)
        for (const s of this.statementsIn(a.v)) {
          s.owner ??= node;
          // `addToPolicy` of a key or a queue is about the resource; a statement with a principal says so.
          const targets = node ? principalsIn(node) : [];
          if (s.kind === 'identity' && targets.length > 0) for (const t of targets) s.attachedTo.add(t);
          else if (s.kind === 'identity' && node && /\.(Policy|ManagedPolicy)$/.test(node.fqn)) {
            const props = node.props?.v;
            if (props?.t === 'obj')
              for (const to of ['roles', 'users', 'groups'])
                for (const role of principalsIn(props.entries.get(to)?.v)) s.attachedTo.add(role);
          }
        }
      return;
    }
    if (name === 'addToResourcePolicy' || name === 'addAccessPolicyStatements') {
      for (const a of args)
        for (const s of this.statementsIn(a.v)) {
          s.kind = 'resource';
          s.owner ??= node;
          if (node) s.attachedTo.add(node);
        }
      return;
    }
    if (name === 'addAssumeRolePolicyStatements' || (on.t === 'member' && on.name === 'assumeRolePolicy')) {
      for (const a of args)
        for (const s of this.statementsIn(a.v)) {
          s.kind = 'trust';
          s.owner ??= node;
          if (node) s.attachedTo.add(node);
        }
      return;
    }
    if (
      name === 'attachInlinePolicy' ||
      name === 'attachToRole' ||
      name === 'attachToUser' ||
      name === 'attachToGroup'
    ) {
      const [policy, target] = name === 'attachInlinePolicy' ? [args[0]?.v, node] : [node, args[0]?.v];
      const policies = policy ? nodesOf(policy) : [];
      for (const s of this.statements)
        if (s.owner && policies.includes(s.owner))
          for (const t of target ? principalsIn(target) : []) s.attachedTo.add(t);
      return;
    }
    if (name === 'addManagedPolicy' && node && args[0]) {
      const item = args[0];
      const target = principalsIn(node).find(n => /^AWS::IAM::(Role|User|Group)$/.test(n.type ?? ''));
      target?.overrides.push({
        path: ['ManagedPolicyArns', '+'],
        item: { v: managedPolicyValue(item.v), at: item.at, keyAt: nameAt, whole: at },
        when: [...this.#constructs.conditions()],
        names: 'template',
      });
    }
  }

  #mutate(record: StatementRecord, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const add = (element: string, items: readonly Item[]) => {
      const before = record.elements.get(element);
      const list: Arr =
        before?.v.t === 'arr'
          ? { ...before.v, items: [...before.v.items, ...items] }
          : { t: 'arr', items: [...(before ? [before] : []), ...items], complete: true, at, slot: null };
      record.elements.set(element, before ? { ...before, v: list } : { v: list, at, keyAt: nameAt, whole: at });
    };
    switch (name) {
      case 'addActions':
        add('Action', args);
        return;
      case 'addNotActions':
        add('NotAction', args);
        return;
      case 'addResources':
        add('Resource', args);
        return;
      case 'addAllResources':
        add('Resource', [{ v: lit('*'), at }]);
        return;
      case 'addNotResources':
        add('NotResource', args);
        return;
      case 'addCondition':
      case 'addConditions':
      case 'addSourceAccountCondition':
      case 'addSourceArnCondition':
        record.elements.set('Condition', { v: unseen('conditions'), at, keyAt: nameAt, whole: at });
        return;
    }
    if (/^add.*Principal/.test(name)) {
      record.kind = record.kind === 'identity' ? 'resource' : record.kind;
      const v: V =
        name === 'addAnyPrincipal'
          ? lit('*')
          : name === 'addServicePrincipal' && args[0]
            ? object(at, { Service: args[0] })
            : (name === 'addArnPrincipal' || name === 'addAwsAccountPrincipal') && args[0]
              ? object(at, { AWS: args[0] })
              : name === 'addPrincipals' && args.length === 1 && args[0]
                ? principal(args[0].v)
                : unseen('principal');
      const before = record.elements.has('Principal');
      record.elements.set('Principal', { v: before ? unseen('several principals') : v, at, keyAt: nameAt, whole: at });
    }
  }

  /** `bucket.grantPublicAccess(prefix?, …actions)`: a statement for everybody on the bucket's policy. */
  #publicAccess(node: Node, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const field = (v: V): Field => ({ v, at: nameAt, keyAt: nameAt, whole: at });
    const actions: V =
      args.length > 1
        ? { t: 'arr', items: args.slice(1), complete: true, at: nameAt, slot: null }
        : { t: 'arr', items: [{ v: lit('s3:GetObject'), at: nameAt }], complete: true, at: nameAt, slot: null };
    const elements = new Map<string, Field>([
      ['Principal', field(object(nameAt, { AWS: { v: lit('*'), at: nameAt } }))],
      ['Action', field(actions)],
      ['Resource', field(unseen('objects of the bucket'))],
    ]);
    const record = this.#record(elements, false, at, null, { method: 'grantPublicAccess', on: node, span: nameAt });
    record.kind = 'resource';
    record.owner = node;
    record.attachedTo.add(node);
  }

  #grant(on: V, node: Node | null, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): void {
    const [grantee] = args;
    if (!node) return;
    if (name === 'grantPublicAccess') {
      this.#publicAccess(node, args, at, nameAt);
      return;
    }
    if (!grantee) return;
    const method = on.t === 'member' && on.name === 'grants' ? `grants.${name}` : name;
    const targets = principalsIn(grantee.v);
    this.#constructs.wiring.grant(node, targets, method, nameAt);
    const elements = new Map<string, Field>();
    const field = (v: V): Field => ({ v, at: nameAt, keyAt: nameAt, whole: at });
    elements.set('Action', field({ t: 'member', of: node, name: `@actions:${method}` }));
    if (method === 'grant')
      elements.set('Action', field({ t: 'arr', items: args.slice(1), complete: true, at, slot: null }));
    elements.set('Resource', field(node.imported ? unseen('imported') : { t: 'member', of: node, name: '@self' }));
    const record = this.#record(elements, false, at, null, { method, on: node, span: nameAt });
    record.kind = 'identity';
    for (const t of targets) record.attachedTo.add(t);
  }
}

/** A prop of `PolicyStatement` as the element that it makes. */
function elementOf(key: string, field: Field): Field {
  if (key === 'effect') {
    const { v } = field;
    const name = v.t === 'lib' ? /\.Effect\.(ALLOW|DENY)$/.exec(v.fqn)?.[1] : undefined;
    if (name && v.t === 'lib') return { ...field, v: lit(name === 'ALLOW' ? 'Allow' : 'Deny', v.written) };
    return v.t === 'lit' || v.t === 'undef' ? field : { ...field, v: unseen('effect') };
  }
  if (key === 'principals' || key === 'notPrincipals') {
    const { v } = field;
    if (v.t !== 'arr') return { ...field, v: v.t === 'undef' ? undef : unseen('principals') };
    const all = v.items.map(i => principal(i.v));
    const [only] = all;
    if (only && all.length === 1 && v.complete) return { ...field, v: only };
    if (all.some(p => p.t === 'lit' && p.value === '*')) return { ...field, v: lit('*') };
    // Several principals: those of one kind make one list.
    const kinds = new Map<string, Item[]>();
    for (const [i, p] of all.entries()) {
      if (p.t !== 'obj') return { ...field, v: unseen('principals') };
      for (const [kind, value] of p.entries) {
        const list = kinds.get(kind) ?? [];
        list.push({ v: value.v, at: (v.items[i] as Item).at });
        kinds.set(kind, list);
      }
    }
    const entries = new Map<string, Field>();
    for (const [kind, items] of kinds)
      entries.set(kind, {
        v: { t: 'arr', items, complete: v.complete, at: field.at, slot: null },
        at: field.at,
        keyAt: field.at,
        whole: field.at,
      });
    return { ...field, v: { t: 'obj', entries, complete: v.complete, at: field.at, slot: null } };
  }
  return field;
}

function object(at: SourceSpan, fields: Readonly<Record<string, Item>>): V {
  const entries = new Map<string, Field>();
  for (const [key, item] of Object.entries(fields)) entries.set(key, { ...item, keyAt: at, whole: at });
  return { t: 'obj', entries, complete: true, at, slot: null };
}

/** A principal of `aws_iam` as the `Principal` element that it makes. */
export function principal(v: V): V {
  if (v.t !== 'made') return nodesOf(v).length > 0 ? unseen('a role') : unseen('principal');
  const name = /\.aws_iam\.(\w+)$/.exec(v.fqn)?.[1];
  const [first] = v.args;
  switch (name) {
    case 'ServicePrincipal':
      return first ? object(v.at, { Service: first }) : unseen('principal');
    case 'ArnPrincipal':
      return first
        ? first.v.t === 'lit' && first.v.value === '*'
          ? object(v.at, { AWS: first })
          : object(v.at, { AWS: first })
        : unseen('principal');
    case 'AccountPrincipal':
      return first
        ? object(v.at, {
            AWS: {
              at: first.at,
              v: {
                t: 'text',
                parts: [
                  { text: 'arn:', written: null },
                  { text: null, item: { v: { t: 'pseudo', name: 'AWS::Partition' }, at: first.at } },
                  { text: ':iam::', written: null },
                  first.v.t === 'lit'
                    ? { text: String(first.v.value), written: first.v.written }
                    : { text: null, item: first },
                  { text: ':root', written: null },
                ],
              },
            },
          })
        : unseen('principal');
    case 'AccountRootPrincipal':
      return object(v.at, { AWS: { v: unseen('root of this account'), at: v.at } });
    case 'AnyPrincipal':
    case 'Anyone':
      return object(v.at, { AWS: { v: lit('*'), at: v.at } });
    case 'StarPrincipal':
      return lit('*');
    case 'CanonicalUserPrincipal':
      return first ? object(v.at, { CanonicalUser: first }) : unseen('principal');
    case 'FederatedPrincipal':
    case 'WebIdentityPrincipal':
      return first ? object(v.at, { Federated: first }) : unseen('principal');
    default:
      return unseen('principal');
  }
}

/** The constructs behind a grantee or a list of roles: `fn`, `fn.role`, `[role]`. */
function principalsIn(v: V | undefined): Node[] {
  if (!v) return [];
  if (v.t === 'arr') return v.items.flatMap(i => principalsIn(i.v));
  if (v.t === 'choice') return v.branches.flatMap(b => principalsIn(b.v));
  const node = v.t === 'member' || v.t === 'made' ? baseOf(v) : nodesOf(v)[0];
  if (!node) return [];
  if (PRINCIPALS.test(node.fqn) || node.kind === 'construct') {
    if (/\.(Policy|ManagedPolicy|Key|Queue|Topic|Bucket|Repository)$/.test(node.fqn)) return [];
    // Permissions of a function with a role of its own go to that role, too.
    const role = node.props?.v.t === 'obj' ? node.props.v.entries.get('role')?.v : undefined;
    return role ? [node, ...nodesOf(role).filter(r => r !== node)] : [node];
  }
  return [];
}

/** What `managedPolicies` takes, as an ARN. */
export function managedPolicyValue(v: V): V {
  if (v.t === 'choice')
    return { t: 'choice', branches: v.branches.map(b => ({ when: b.when, v: managedPolicyValue(b.v) })) };
  if (v.t === 'lit' || v.t === 'text') return v;
  const [node] = nodesOf(v);
  if (node) return node.type ? { t: 'member', of: node, name: 'managedPolicyArn' } : unseen('imported policy');
  if (v.t === 'made' && /\.ManagedPolicy\.fromManagedPolicyArn$/.test(v.fqn)) return v.args[2]?.v ?? unseen('policy');
  return unseen('managed policy');
}
