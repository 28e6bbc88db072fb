/** From the statements of an app that has run to those of the graph. */
import type { PolicyDocument, PolicyStatement, Resource } from '../../core/resource.ts';
import { type Entry, type List, type ObjectValue, type Reference, type Value, unknown } from '../../core/value.ts';
import { grantActions } from '../../knowledge/index.ts';
import { policyPlaces } from '../../knowledge/policyPlaces.ts';
import { type Earlier, type MadeStatement, saidAnew } from './again.ts';
import type { Convert } from './convert.ts';
import { attachedBy } from './documents.ts';
import type { DocumentRecord, StatementRecord } from './policyRecords.ts';
import { type Field, type Node, unseen } from './values.ts';

/** Where a statement is written as an object, for telling whether it is known. */
export function placeOf({ objectAt, at }: StatementRecord): string {
  const { uri, start } = objectAt?.at ?? at;
  return `${uri}@${start}`;
}

/**
 * The statements of an app, one for each record. `idOf` gives the ids of constructs; what statements were when the app ran
 * before is taken over where they would be made of the same.
 */
export function statementsOf(
  records: readonly StatementRecord[],
  resources: readonly Resource[],
  convert: Convert,
  idOf: (node: Node) => string,
  earlier: Earlier | null,
): MadeStatement[] {
  const used = new Map<string, number>();
  const unique = (base: string): string => {
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return count === 1 ? base : `${base}#${count}`;
  };
  const ids = new Map<object, string>();
  const policies = new Map<object, StatementRecord[]>();
  for (const record of records) {
    ids.set(record, unique(`${record.at.uri}#statement`));
    const { document } = record;
    if (document && !ids.has(document)) ids.set(document, unique(`${document.at.uri}#document`));
    const policy = policies.get(document ?? record);
    if (policy) policy.push(record);
    else policies.set(document ?? record, [record]);
  }
  const known = new Map<StatementRecord, MadeStatement>();
  if (earlier)
    for (const policy of policies.values())
      for (const [i, made] of (earlier.policy(policy, ids) ?? []).entries())
        known.set(policy[i] as StatementRecord, made);
  const byId = new Map(resources.map(r => [r.id, r]));
  const elements = new Map<StatementRecord, ObjectValue>();
  const elementsIn = (record: StatementRecord): ObjectValue => {
    const said = elements.get(record) ?? elementsOf(record, convert, idOf);
    elements.set(record, said);
    return said;
  };
  const documents = new Map<DocumentRecord, PolicyDocument>();
  const documentOf = (record: DocumentRecord): PolicyDocument => {
    let document = documents.get(record);
    if (!document) {
      const said = documentElements(record, record.statements.map(elementsIn), convert);
      document = { id: ids.get(record) as string, span: record.at, elements: said };
      documents.set(record, document);
    }
    return document;
  };
  const made = (s: StatementRecord): PolicyStatement => {
    const owner = s.owner && s.owner.type !== null ? idOf(s.owner) : null;
    return {
      id: ids.get(s) as string,
      kind: s.kind,
      language: 'typescript',
      span: s.at,
      elements: elementsIn(s),
      owner,
      attachedTo: attached(s, owner === null ? undefined : byId.get(owner), idOf),
      grant: s.grant
        ? {
            method: s.grant.method,
            on: s.grant.on?.type ? idOf(s.grant.on) : null,
            span: s.grant.span,
            ...(s.when.length > 0 ? { sometimes: true } : {}),
          }
        : null,
      evidence: 'source',
      ...(s.document ? { document: documentOf(s.document) } : {}),
    };
  };
  return records.map(record => known.get(record) ?? saidAnew(record, made(record)));
}

function attached(s: StatementRecord, owner: Resource | undefined, idOf: (node: Node) => string): string[] {
  const direct = [...s.attachedTo].filter(n => n.type !== null).map(idOf);
  const place = s.owner?.level === 1 && owner ? policyPlaces(owner.type).find(p => p.attached) : undefined;
  if (!place || !owner) return direct;
  return [...new Set([...direct.filter(id => id !== owner.id), ...attachedBy(place, owner)])];
}

function elementsOf(s: StatementRecord, convert: Convert, idOf: (node: Node) => string): ObjectValue {
  const entries: Entry[] = [];
  const isSeen = s.complete || s.grant !== null || s.kind === 'trust';
  if (!s.elements.has('Effect') && isSeen && !s.elements.has('ManagedPolicyArn'))
    entries.push({
      key: 'Effect',
      keySpan: s.at,
      span: s.at,
      value: { kind: 'literal', value: 'Allow', span: s.at, written: null, origin: 'default' },
    });
  for (const [key, field] of s.elements) {
    const value =
      s.grant && key === 'Action' && field.v.t === 'member'
        ? grantedActions(field, s.grant.on)
        : s.grant && key === 'Resource' && field.v.t === 'member'
          ? grantedResource(field, s.grant.on, convert, idOf)
          : convert(field.v, field.at);
    if (value.kind !== 'absent') entries.push({ key, keySpan: field.keyAt, span: field.whole, value });
  }
  return {
    kind: 'object',
    entries,
    complete: s.complete && s.grant === null,
    span: s.objectAt?.at ?? s.at,
    slot: s.objectAt?.slot ?? null,
    origin: s.grant ? 'added' : 'written',
  };
}

/** The elements of a document; the CDK writes the version where the code doesn't. */
function documentElements(record: DocumentRecord, statements: readonly ObjectValue[], convert: Convert): ObjectValue {
  const { at, list } = record;
  const entries: Entry[] = [...record.elements].flatMap(([key, field]) => {
    const value = convert(field.v, field.at);
    return value.kind === 'absent' ? [] : [{ key, keySpan: field.keyAt, span: field.whole, value }];
  });
  const isJson = record.elements.size > 0;
  if (!isJson)
    entries.push({
      key: 'Version',
      keySpan: at,
      span: at,
      value: { kind: 'literal', value: '2012-10-17', span: at, written: null, origin: 'default' },
    });
  const place = list ?? { at, keyAt: at, whole: at };
  const statement: List = {
    kind: 'list',
    items: statements,
    complete: record.complete,
    span: place.at,
    slot: list?.v.t === 'arr' ? list.v.slot : null,
    origin: 'written',
  };
  entries.push({ key: 'Statement', keySpan: place.keyAt, span: place.whole, value: statement });
  return {
    kind: 'object',
    entries,
    complete: record.complete,
    span: record.objectAt?.at ?? at,
    slot: record.objectAt?.slot ?? null,
    origin: 'written',
  };
}

function grantedActions(field: Field, on: Node | null): Value {
  const { v } = field;
  if (v.t !== 'member' || !on) return unknown(field.at, 'grant');
  const actions = grantActions(on.fqn.replace(/^aws-cdk-lib\.(aws_)?/, ''), v.name.slice('@actions:'.length));
  if (!actions) return unknown(field.at, 'grant');
  return {
    kind: 'list',
    items: actions.map(value => ({ kind: 'literal', value, span: field.at, written: null, origin: 'added' })),
    complete: true,
    span: field.at,
    slot: null,
    origin: 'added',
  };
}

function grantedResource(field: Field, on: Node | null, convert: Convert, idOf: (node: Node) => string): Value {
  if (!on || on.type === null) return convert(unseen('imported'), field.at);
  const reference: Reference = {
    kind: 'reference',
    target: { kind: 'resource', id: idOf(on) },
    attribute: 'Arn',
    span: field.at,
    origin: 'added',
  };
  return reference;
}
