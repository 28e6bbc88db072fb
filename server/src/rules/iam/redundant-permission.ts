/** Actions, resources and statements that say what another one of the same policy, or a grant, says already. */
import { grantsGiving } from '../../access/given.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perObject } from '../../core/memo.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type List, type Value, at, rendered, scenarios, stringOf, textParts } from '../../core/value.ts';
import { Covering, covers, inOrder } from './covering.ts';
import { type Item, itemsOf, listed, nameOf, subjectOf } from './statements.ts';

interface Data {
  readonly list: List | null;
  readonly index: number;
}

/** A string as something to compare: known text, and each reference by what it refers to; null where a part is unknown. */
function patternOf(value: Value): string | null {
  const parts = textParts(value)?.map(part => {
    if (part.kind === 'known') return part.text;
    if (part.value.kind !== 'reference') return null;
    const { target, attribute } = part.value;
    const name = target.kind === 'resource' ? target.id : target.kind === 'import' ? null : target.name;
    return name === null ? null : `\0${target.kind} ${name} ${attribute ?? ''}\0`;
  });
  return !parts || parts.includes(null) ? null : parts.join('');
}

interface Part {
  readonly item: Item;
  readonly text: string;
}

/** The items of an element that are known, as patterns; actions without regard to case. `complete`: there are no others. */
function partsOf(
  statement: PolicyStatement,
  element: string,
): { readonly parts: readonly Part[]; readonly complete: boolean } {
  const { items, complete } = itemsOf(at(statement.elements, element));
  const parts = items.flatMap(item => {
    const text = patternOf(item.value);
    return text === null ? [] : [{ item, text: /Action$/.test(element) ? text.toLowerCase() : text }];
  });
  return { parts, complete: complete && parts.length === items.length };
}

/** Whether whatever one item does is done by another one whenever it is there itself. */
function isCovered(narrow: Part, wide: Part): boolean {
  return covers(wide.text, narrow.text) && wide.item.when.every(condition => narrow.item.when.includes(condition));
}

// `arn:aws:s3:::reports-*/*` beside `arn:aws:s3:::reports-*`, or `table/Orders*/index/*` beside `table/Orders*`: that `*` also
// matches `/` few know, and readers see buckets and objects, tables and indexes.
function isPair(narrow: string, wide: string): boolean {
  return wide.endsWith('*') && narrow.startsWith(`${wide}/`);
}

/**
 * Whether a statement may deny. What is denied beside something wider is a guard: it is there so that it still holds when
 * somebody narrows the wider one.
 */
function mayDeny({ elements }: PolicyStatement): boolean {
  return scenarios(at(elements, 'Effect')).some(({ value }) => stringOf(value) !== 'Allow');
}

/** An item of a list that another item of the same list makes unnecessary. */
function* redundantItems(parts: readonly Part[]): Generator<{ readonly part: Part; readonly by: Part }> {
  if (parts.length < 2) return;
  const all = new Covering(parts.map(part => [part.text]));
  const gone = new Set<Part>();
  for (const [i, part] of parts.entries()) {
    if (part.item.list === null) continue;
    for (const j of inOrder(all.candidates(part.text))) {
      const by = parts[j] as Part;
      if (j === i || gone.has(by) || by.item.list !== part.item.list || !isCovered(part, by)) continue;
      // Of two of the same the first stays.
      if (isPair(part.text, by.text) || (by.text === part.text && j > i)) continue;
      gone.add(part);
      yield { part, by };
      break;
    }
  }
}

/** The items of a statement that another one of their list makes unnecessary; where it may deny, only what is said twice. */
const redundantIn = perObject((statement: PolicyStatement) =>
  ['Action', 'NotAction', 'Resource', 'NotResource'].flatMap(element =>
    [...redundantItems(partsOf(statement, element).parts)]
      .filter(({ part, by }) => part.text === by.text || !mayDeny(statement))
      .map(found => ({ element, ...found })),
  ),
);

/** What a statement needs to have so that it can be compared as a whole: plain actions and resources, allowed without a condition. */
interface Whole {
  readonly statement: PolicyStatement;
  readonly actions: readonly Part[];
  readonly resources: readonly Part[];
}

const wholeOf = perObject((statement: PolicyStatement): Whole | null => {
  const { elements, grant } = statement;
  const others = ['Condition', 'NotAction', 'NotResource', 'Principal', 'NotPrincipal'];
  if (grant !== null || mayDeny(statement) || !elements.complete || others.some(e => at(elements, e).kind !== 'absent'))
    return null;
  const actions = partsOf(statement, 'Action');
  const resources = partsOf(statement, 'Resource');
  if (![actions, resources].every(e => e.complete && e.parts.length > 0)) return null;
  if ([...actions.parts, ...resources.parts].some(p => p.item.when.length > 0)) return null;
  return { statement, actions: actions.parts, resources: resources.parts };
});

/** Whether a statement says nothing that another one does not. */
function inside(a: Whole, b: Whole): boolean {
  const covered = (narrow: readonly Part[], wide: readonly Part[]) =>
    narrow.every(p => wide.some(q => covers(q.text, p.text)));
  return covered(a.actions, b.actions) && covered(a.resources, b.resources);
}

const sizeOf = (lists: readonly (readonly number[])[]) => lists.reduce((sum, list) => sum + list.length, 0);

/** The statements of one policy, if it is the whole of them and none depends on a condition. */
function* redundantStatements(graph: ResourceGraph): Generator<{
  readonly statement: PolicyStatement;
  readonly by: PolicyStatement;
  readonly list: List | null;
  readonly index: number;
}> {
  const documents = new Map<string, PolicyStatement[]>();
  for (const statement of graph.statements) {
    if (!statement.document || statement.kind !== 'identity') continue;
    const known = documents.get(statement.document.id);
    if (known) known.push(statement);
    else documents.set(statement.document.id, [statement]);
  }
  for (const statements of documents.values()) {
    const { elements } = (statements[0] as PolicyStatement).document as NonNullable<PolicyStatement['document']>;
    const list = at(elements, 'Statement');
    if (statements.length < 2 || list.kind !== 'list') continue;
    const places = new Map(list.items.map((item, i) => [item, i]));
    const wholes = statements.flatMap(s => (places.has(s.elements) ? (wholeOf(s) ?? []) : []));
    if (wholes.length < 2) continue;
    const textsOf = (parts: readonly Part[]) => parts.map(part => part.text);
    const byAction = new Covering(wholes.map(w => textsOf(w.actions)));
    const byResource = new Covering(wholes.map(w => textsOf(w.resources)));
    const gone = new Set<Whole>();
    for (const [i, whole] of wholes.entries()) {
      const [byOne, byOther] = [
        byAction.candidates(whole.actions[0]?.text ?? ''),
        byResource.candidates(whole.resources[0]?.text ?? ''),
      ];
      for (const j of inOrder(sizeOf(byOne) < sizeOf(byOther) ? byOne : byOther)) {
        const other = wholes[j] as Whole;
        if (j === i || gone.has(other) || !inside(whole, other) || (j > i && inside(other, whole))) continue;
        gone.add(whole);
        const index = places.get(whole.statement.elements) as number;
        yield { statement: whole.statement, by: other.statement, list, index };
        break;
      }
    }
  }
}

export const redundantPermission = defineRule({
  id: 'iam/redundant-permission',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'A policy says each thing once.',
    why: `What is covered by a wildcard beside it, said twice, or given by a grant already, does nothing: it makes the policy
longer than it may be one day, and readers take it for what is allowed. Whoever later removes the wildcard, the grant or the
line is surprised either way. What is denied more than once is left alone: a denial beside a wider one is a guard that
still holds when somebody narrows the wider one.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [s3:Get*, s3:GetObject]
                    Resource: arn:aws:s3:::reports/*
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:Get*', 's3:PutObject', 's3:GetObject'],
            resources: [reports.arnForObjects('*')],
          }),
        );
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        reports.grantRead(role);
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.arnForObjects('*')] }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [s3:Get*, s3:ListBucket]
                    Resource: [arn:aws:s3:::reports, arn:aws:s3:::reports/*]
                  - Effect: Deny
                    Action: s3:Delete*
                    Resource: '*'
                  - Effect: Deny
                    Action: s3:DeleteBucket
                    Resource: arn:aws:s3:::reports
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:GetObject', 's3:ListBucket'],
            resources: [reports.bucketArn, reports.arnForObjects('*')],
          }),
        );
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html'],
    peers: ['REDUNDANT_ACTION', 'REDUNDANT_RESOURCE', 'REDUNDANT_STATEMENT'],
  },
  messages: {
    twice: '{what} stands in this list already.',
    covered: '{what} is covered by {by}.',
    statement: 'Another statement of this policy says all of this already.',
    granted: '{grants} gives all of this already.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    // Counted by text, so that each stays what it is when another one is deleted.
    const counts = new Map<string, number>();
    for (const { element, part, by } of redundantIn(statement)) {
      const { value, list, index } = part.item;
      if (value.kind === 'absent') continue;
      const data: Data = { list, index };
      const what = `${element} ${rendered(value)}`;
      const count = (counts.get(what) ?? 0) + 1;
      counts.set(what, count);
      yield {
        message: part.text === by.text ? 'twice' : 'covered',
        at: value.span,
        params: { what: rendered(value), by: rendered(by.item.value) },
        tags: ['unnecessary'],
        subject: subjectOf(statement, `${what} ${count}`),
        data,
      };
    }
  },
  *checkConnected({ graph }) {
    const gone = new Set<PolicyStatement>();
    for (const { statement, by, list, index } of redundantStatements(graph)) {
      gone.add(statement);
      const data: Data = { list, index };
      yield {
        message: 'statement',
        at: statement.span,
        tags: ['unnecessary'],
        related: [{ span: by.span, message: 'the statement that says it' }],
        subject: subjectOf(
          statement,
          `statement ${itemsOf(at(statement.elements, 'Action'))
            .items.map(i => rendered(i.value))
            .join()}`,
        ),
        data,
      };
    }
    const written = graph.statements.filter(s => !gone.has(s) && s.grant === null);
    for (const [statement, ...more] of Map.groupBy(written, s => `${s.span.uri}#${s.span.start}`).values()) {
      const grants = statement ? grantsGiving(graph, statement) : [];
      // Code that is run for several functions is of no use if it is for none of them.
      if (!statement || grants.length === 0 || more.some(s => grantsGiving(graph, s).length === 0)) continue;
      const calls = grants.flatMap(({ grant }) => grant ?? []);
      const list = statement.document ? at(statement.document.elements, 'Statement') : null;
      const index = list?.kind === 'list' ? list.items.indexOf(statement.elements) : -1;
      // The only statement of a policy goes with the policy, which is not for a fix to decide.
      const data: Data = {
        list: list?.kind === 'list' && index >= 0 && list.items.length > 1 ? list : null,
        index,
      };
      yield {
        message: 'granted',
        at: statement.span,
        params: {
          grants: listed(calls.map(({ method, on }) => (on === null ? method : `${method} on ${nameOf(on)}`))),
        },
        tags: ['unnecessary'],
        related: calls.map(({ span }) => ({ span, message: 'the grant that gives it' })),
        subject: subjectOf(statement, 'granted'),
        data,
      };
    }
  },

  fix(signal) {
    const { list, index } = signal.data as Data;
    if (!list) return 'it is the only one';
    return [{ title: 'Delete it', intents: [{ kind: 'removeItem', list, index }], safety: 'safe' }];
  },
});
