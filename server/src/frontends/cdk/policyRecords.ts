/** Statements and documents while the app runs, and what the methods of a statement do to it. */
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { PolicyKind } from '../../core/resource.ts';
import { bothConditions, object, under } from './policyElements.ts';
import { joinedPrincipals } from './policyPrincipals.ts';
import { type Arr, type Field, type Item, type Node, type Obj, type V, each, lit, undef, unseen } from './values.ts';

/** A statement while the app runs; its fields are IAM's element names. */
export interface StatementRecord {
  readonly elements: Map<string, Field>;
  complete: boolean;
  readonly at: SourceSpan;
  readonly objectAt: Obj | null;
  kind: PolicyKind;
  owner: Node | null;
  readonly attachedTo: Set<Node>;
  readonly grant: { readonly method: string; readonly on: Node | null; readonly span: SourceSpan } | null;
  document: DocumentRecord | null;
  /** The principals so far, for adding more. */
  principals: { readonly items: readonly Item[]; readonly complete: boolean };
  /** The conditions under which it was made: what is done to it under others may not be done. */
  readonly when: readonly string[];
}

/** A policy document while the app runs. */
export interface DocumentRecord {
  readonly at: SourceSpan;
  readonly objectAt: Obj | null;
  /** What stands in it beside its statements, by IAM's names. */
  readonly elements: Map<string, Field>;
  /** Where the statements stand. */
  readonly list: Field | null;
  readonly statements: StatementRecord[];
  complete: boolean;
}

/** Sets an element, for certain or under conditions. */
export function setElement(record: StatementRecord, element: string, field: Field, when: readonly string[]): void {
  const before = record.elements.get(element)?.v ?? (element === 'Effect' ? lit('Allow') : undef);
  record.elements.set(element, { ...field, v: under(when, field.v, before) });
}

/** Adds items to an element that is a list. Those that may be added any number of times leave the list open. */
function addItems(
  record: StatementRecord,
  element: string,
  items: readonly Item[],
  field: Field,
  when: readonly string[],
) {
  const repeated = when.includes('');
  const before = record.elements.get(element);
  const added = repeated ? items : items.map(i => ({ ...i, v: under(when, i.v, undef) }));
  const list: Arr =
    before?.v.t === 'arr'
      ? { ...before.v, items: [...before.v.items, ...added], complete: before.v.complete && !repeated }
      : { t: 'arr', items: [...(before ? [before] : []), ...added], complete: !repeated, at: field.at, slot: null };
  record.elements.set(element, { ...(before ?? field), v: list });
}

/** Adds to the condition of a statement. */
export function addCondition(record: StatementRecord, more: V, field: Field, when: readonly string[]): void {
  const before = record.elements.get('Condition');
  const v = bothConditions(before?.v ?? undef, more);
  if (v.t !== 'undef') setElement(record, 'Condition', { ...(before ?? field), v }, when);
}

/** Adds principals to a statement: a list of them as an expression gives it. */
export function addPrincipals(record: StatementRecord, field: Field, when: readonly string[]): void {
  if (field.v.t === 'undef') return;
  if (record.kind === 'identity') record.kind = 'resource';
  if (field.v.t === 'choice' && record.principals.items.length === 0) {
    setElement(record, 'Principal', { ...field, v: each(field.v, one => listed(one, field.at).v) }, when);
    return;
  }
  const more = field.v.t === 'arr' ? field.v : null;
  const items = [...record.principals.items, ...(more?.items ?? [])];
  const complete = record.principals.complete && more?.complete === true;
  record.principals = { items, complete };
  const { v, condition } =
    items.length > 0 ? joinedPrincipals(items, complete, field.at) : { v: unseen('principals'), condition: undef };
  setElement(record, 'Principal', { ...(record.elements.get('Principal') ?? field), v }, when);
  addCondition(record, condition, field, when);
}

/** Sets the principals that a statement is not for. */
export function setNotPrincipals(record: StatementRecord, field: Field, when: readonly string[]): void {
  if (field.v.t === 'undef') return;
  if (record.kind === 'identity') record.kind = 'resource';
  setElement(record, 'NotPrincipal', { ...field, v: each(field.v, one => listed(one, field.at).v) }, when);
}

/** A list of principals as it is written. */
function listed(v: V, at: SourceSpan): { v: V; condition: V } {
  return v.t === 'arr' ? joinedPrincipals(v.items, v.complete, at) : { v: unseen('principals'), condition: undef };
}

const LISTS: Readonly<Record<string, string>> = {
  addActions: 'Action',
  addNotActions: 'NotAction',
  addResources: 'Resource',
  addNotResources: 'NotResource',
};

/** Methods that add one condition: its operator and its key. */
const CONDITIONS: Readonly<Record<string, readonly [operator: string, key: string]>> = {
  addSourceAccountCondition: ['StringEquals', 'aws:SourceAccount'],
  addSourceArnCondition: ['ArnEquals', 'aws:SourceArn'],
  addAccountCondition: ['StringEquals', 'sts:ExternalId'],
};

/** Methods that add one principal, and its class. */
const ADDED: Readonly<Record<string, string>> = {
  addAnyPrincipal: 'AnyPrincipal',
  addServicePrincipal: 'ServicePrincipal',
  addArnPrincipal: 'ArnPrincipal',
  addAwsAccountPrincipal: 'AccountPrincipal',
  addAccountRootPrincipal: 'AccountRootPrincipal',
  addFederatedPrincipal: 'FederatedPrincipal',
  addCanonicalUserPrincipal: 'CanonicalUserPrincipal',
};

/** A method of a statement is called, under the given conditions. Methods: aws-cdk-lib 2.276.0, aws-iam/lib/policy-statement.ts. */
export function change(
  record: StatementRecord,
  name: string,
  args: readonly Item[],
  at: SourceSpan,
  nameAt: SourceSpan,
  when: readonly string[],
): void {
  const field = (v: V): Field => ({ v, at, keyAt: nameAt, whole: at });
  const list = (items: readonly Item[]): Arr => ({ t: 'arr', items: [...items], complete: true, at, slot: null });
  const [first, second] = args;
  const element = entryOf(LISTS, name);
  const condition = entryOf(CONDITIONS, name);
  const principal = entryOf(ADDED, name);
  if (element) addItems(record, element, args, field(undef), when);
  else if (name === 'addAllResources') addItems(record, 'Resource', [{ v: lit('*'), at }], field(undef), when);
  else if (name === 'addConditions') addCondition(record, first?.v ?? undef, field(undef), when);
  else if (name === 'addCondition') {
    const operator = first?.v.t === 'lit' ? String(first.v.value) : null;
    const value = operator !== null && second ? object(at, { [operator]: second }) : unseen('conditions');
    addCondition(record, value, field(undef), when);
  } else if (condition && first) {
    const [operator, key] = condition;
    addCondition(record, object(at, { [operator]: { v: object(at, { [key]: first }), at } }), field(undef), when);
  } else if (name === 'addPrincipals') addPrincipals(record, field(list(args)), when);
  else if (name === 'addNotPrincipals') setNotPrincipals(record, field(list(args)), when);
  else if (principal) {
    const v: V = { t: 'made', fqn: `aws-cdk-lib.aws_iam.${principal}`, args, at, on: null };
    addPrincipals(record, field(list([{ v, at }])), when);
  } else if (/^add.*Principal/.test(name)) addPrincipals(record, field(unseen('principal')), when);
}
