/** The principals of `aws_iam` as the elements that they make: who it is, what a role lets it do, and under which condition. */
import type { SourceSpan } from '../../core/document.ts';
import { bothConditions, object } from './policyElements.ts';
import { type Field, type Item, type Obj, type V, choice, lit, nodesOf, undef, unseen } from './values.ts';

/** One principal, with what its class adds to a statement. */
export interface Assumer {
  readonly at: SourceSpan;
  /** The element `Principal`. */
  readonly principal: V;
  /** What the trust policy of a role allows to it. */
  readonly action: V;
  /** The element `Condition`, `undef` where there is none. */
  readonly condition: V;
}

const ASSUME = 'sts:AssumeRole';
const ASSUME_WEB = 'sts:AssumeRoleWithWebIdentity';
const ASSUME_SAML = 'sts:AssumeRoleWithSAML';

/**
 * The principals that a value stands for; several for a `CompositePrincipal`, of which each has a statement of its own.
 * Classes and what they make: aws-cdk-lib 2.276.0, aws-iam/lib/principals.ts.
 */
export function assumers(v: V, at: SourceSpan): Assumer[] {
  if (v.t === 'made' && v.on !== null) {
    const [first] = v.args;
    if (v.fqn.endsWith('.withConditions') && first)
      return assumers(v.on, at).map(a => ({ ...a, condition: bothConditions(a.condition, first.v) }));
    if (v.fqn.endsWith('.withSessionTags')) return assumers(v.on, at).map(tagging);
  }
  if (v.t === 'made') {
    const name = className(v.fqn);
    const [first, second] = v.args;
    if (name === 'CompositePrincipal') return v.args.flatMap(a => assumers(a.v, a.at));
    if (name === 'PrincipalWithConditions' && first)
      return assumers(first.v, first.at).map(a => ({
        ...a,
        condition: bothConditions(a.condition, second?.v ?? undef),
      }));
    if (name === 'SessionTagsPrincipal' && first) return assumers(first.v, first.at).map(tagging);
  }
  if (v.t === 'choice') {
    const all = v.branches.map(b => ({ when: b.when, found: assumers(b.v, at) }));
    const joined = (field: 'principal' | 'action' | 'condition'): V =>
      choice(all.map(b => ({ when: b.when, v: b.found.length === 1 ? (b.found[0] as Assumer)[field] : unknown })));
    const actions = new Set(all.map(b => (b.found[0]?.action.t === 'lit' ? b.found[0].action.value : b)));
    const action = actions.size === 1 ? (all[0]?.found[0]?.action ?? unknown) : joined('action');
    return [{ at, principal: joined('principal'), action, condition: joined('condition') }];
  }
  const one = single(v);
  return [{ at, ...one, condition: bothConditions(one.condition, undef) }];
}

const unknown = unseen('principal');

function className(fqn: string): string | undefined {
  return /\.aws_iam\.(\w+)$/.exec(fqn)?.[1];
}

function tagging(a: Assumer): Assumer {
  const item = (v: V): Item => ({ v, at: a.at });
  const action: V =
    a.action.t === 'lit'
      ? { t: 'arr', items: [item(a.action), item(lit('sts:TagSession'))], complete: true, at: a.at, slot: null }
      : unseen('session tags');
  return { ...a, action };
}

function single(v: V): Omit<Assumer, 'at'> {
  const made = (principal: V, condition: V = undef, action: V = lit(ASSUME)) => ({ principal, action, condition });
  const [node] = nodesOf(v);
  if (node) {
    const arn = /\.(Role|LazyRole|CfnRole)$/.test(node.fqn)
      ? 'roleArn'
      : /\.(User|CfnUser)$/.test(node.fqn)
        ? 'userArn'
        : null;
    if (arn === null) return made(unseen('a construct'));
    const { at } = node.site;
    const level1 = node.level === 1 ? 'attrArn' : arn;
    return made(object(at, { AWS: { v: { t: 'member', of: node, name: level1 }, at } }));
  }
  if (v.t !== 'made') return { principal: unknown, action: unknown, condition: unknown };
  const { at } = v;
  const [first, second, third] = v.args;
  const name = className(v.fqn.replace(/\.from\w+$/, ''));
  const of = (kind: string, item: Item | undefined): V => (item ? object(at, { [kind]: item }) : unknown);
  const given = second?.v ?? undef;
  switch (name) {
    case 'ServicePrincipal': {
      const options = second?.v.t === 'obj' ? second.v : null;
      const condition = options
        ? (options.entries.get('conditions')?.v ?? (options.complete ? undef : unknown))
        : second
          ? unknown
          : undef;
      return made(of('Service', first), condition);
    }
    case 'ArnPrincipal':
      return made(of('AWS', first));
    case 'AccountPrincipal':
      return made(first ? account(first, at) : unknown);
    case 'AccountRootPrincipal':
      return made(account({ v: { t: 'pseudo', name: 'AWS::AccountId' }, at }, at));
    case 'AnyPrincipal':
    case 'Anyone':
      return made(object(at, { AWS: { v: lit('*'), at } }));
    case 'StarPrincipal':
      return made(lit('*'));
    case 'OrganizationPrincipal': {
      const id = first ?? { v: unknown, at };
      const condition = object(at, { StringEquals: { v: object(at, { 'aws:PrincipalOrgID': id }), at } });
      return made(object(at, { AWS: { v: lit('*'), at } }), condition);
    }
    case 'CanonicalUserPrincipal':
      return made(of('CanonicalUser', first));
    case 'FederatedPrincipal':
      return made(of('Federated', first), given, third?.v ?? lit(ASSUME));
    case 'WebIdentityPrincipal':
      return made(of('Federated', first), given, lit(ASSUME_WEB));
    case 'OpenIdConnectPrincipal':
      return made(provider(first, 'openIdConnectProviderArn', at), given, lit(ASSUME_WEB));
    case 'SamlPrincipal':
      return made(provider(first, 'samlProviderArn', at), given, lit(ASSUME_SAML));
    case 'SamlConsolePrincipal': {
      const audience: Item = { v: lit('https://signin.aws.amazon.com/saml'), at };
      const console = object(at, { StringEquals: { v: object(at, { 'SAML:aud': audience }), at } });
      return made(provider(first, 'samlProviderArn', at), bothConditions(given, console), lit(ASSUME_SAML));
    }
    default:
      return { principal: unknown, action: unknown, condition: unknown };
  }
}

/** Everybody in an account, as far as policies there let them: its root. */
export function account(id: Item, at: SourceSpan): Obj {
  const text: V = {
    t: 'text',
    parts: [
      { text: 'arn:', written: null },
      { text: null, item: { v: { t: 'pseudo', name: 'AWS::Partition' }, at: id.at } },
      { text: ':iam::', written: null },
      id.v.t === 'lit' ? { text: String(id.v.value), written: id.v.written } : { text: null, item: id },
      { text: ':root', written: null },
    ],
  };
  return object(at, { AWS: { v: text, at: id.at } });
}

/** The ARN of an identity provider of the app's; that of an imported one is not known. */
function provider(item: Item | undefined, member: string, at: SourceSpan): V {
  const [node] = item ? nodesOf(item.v) : [];
  const v: V = node && node.type !== null ? { t: 'member', of: node, name: member } : unseen('imported provider');
  return object(at, { Federated: { v, at: item?.at ?? at } });
}

/** A list of principals as one element, those of one kind in one list; and the conditions that they add. */
export function joinedPrincipals(items: readonly Item[], complete: boolean, at: SourceSpan): { v: V; condition: V } {
  const all = items.flatMap(i => assumers(i.v, i.at));
  const condition = all.reduce((before: V, a) => bothConditions(before, a.condition), undef);
  const [only] = all;
  if (only && all.length === 1 && complete) return { v: only.principal, condition };
  if (all.some(a => a.principal.t === 'lit' && a.principal.value === '*')) return { v: lit('*'), condition };
  const kinds = new Map<string, Item[]>();
  for (const { principal, at: place } of all) {
    if (principal.t !== 'obj') return { v: unseen('principals'), condition };
    for (const [kind, value] of principal.entries)
      kinds.set(kind, [...(kinds.get(kind) ?? []), { v: value.v, at: place }]);
  }
  const entries = new Map<string, Field>();
  for (const [kind, list] of kinds)
    entries.set(kind, { v: { t: 'arr', items: list, complete, at, slot: null }, at, keyAt: at, whole: at });
  return { v: { t: 'obj', entries, complete, at, slot: null }, condition };
}
