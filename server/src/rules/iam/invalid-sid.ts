/** Statement IDs that IAM refuses: two of the same, or with characters that it does not take. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';
import { compatible, itemsOf, subjectOf } from './statements.ts';

interface Data {
  readonly value: Value;
  readonly to: string | null;
}

/** A statement of one policy, with the conditions that it is there under. */
interface Member {
  readonly statement: PolicyStatement;
  readonly when: readonly string[];
}

/**
 * The written statements by the policy they end up in: the document they are written in, or the policy that the CDK
 * makes for a role out of what is added to it one by one.
 */
function policiesOf(graph: ResourceGraph): readonly (readonly Member[])[] {
  const policies = new Map<string, Member[]>();
  /** By document: under which conditions each of its statements is there. */
  const conditions = new Map<Value, ReadonlyMap<Value, readonly string[]>>();
  for (const statement of graph.statements) {
    // Other services than IAM have rules of their own for the Sid.
    if (statement.grant !== null || statement.kind === 'resource') continue;
    const { document, owner } = statement;
    if (!document && (statement.language !== 'typescript' || owner === null)) continue;
    let inDocument = document && conditions.get(document.elements);
    if (document && !inDocument) {
      inDocument = new Map(itemsOf(at(document.elements, 'Statement')).items.map(i => [i.value, i.when]));
      conditions.set(document.elements, inDocument);
    }
    const when = inDocument?.get(statement.elements) ?? [];
    const key = document?.id ?? `${statement.kind} ${owner}`;
    const known = policies.get(key);
    if (known) known.push({ statement, when });
    else policies.set(key, [{ statement, when }]);
  }
  return [...policies.values()];
}

/** Whether two statements say the same, wherever they stand: the CDK leaves the second one out. */
function sayTheSame(a: PolicyStatement, b: PolicyStatement): boolean {
  const shape = (statement: PolicyStatement) =>
    JSON.stringify(statement.elements, (key, value: unknown) =>
      /^(span|keySpan|written|slot|origin)$/.test(key) ? undefined : value,
    );
  return shape(a) === shape(b);
}

export const invalidSid = defineRule({
  id: 'iam/invalid-sid',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The Sid of a statement has letters and digits alone, and no other statement of the policy has the same.',
    why: `IAM refuses a policy whose statement IDs have blanks, hyphens or other characters in them, or of which two are the
same; the deployment fails with \`MalformedPolicyDocument\`. Policies of buckets, queues and keys are not looked at: the
services behind them have rules of their own.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Sid: Read reports
                    Effect: Allow
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::reports/*
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ sid: 'read-reports', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }),
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
                  - Sid: ReadReports
                    Effect: Allow
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::reports/*
                  - Sid: ListReports
                    Effect: Allow
                    Action: s3:ListBucket
                    Resource: arn:aws:s3:::reports
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ sid: 'ReadReports', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }),
        );
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html'],
    peers: [
      'cfn-lint E3510',
      'parliament INVALID_SID',
      'parliament DUPLICATE_SID',
      'UNIQUE_SIDS_REQUIRED',
      'INVALID_SID',
    ],
  },
  messages: {
    characters: 'The Sid {sid} may have letters and digits alone.',
    twice: 'Another statement of this policy has the Sid {sid}, too.',
  },

  *checkConnected({ graph }) {
    for (const members of policiesOf(graph)) {
      const seen: { readonly sid: string; readonly when: readonly string[]; readonly statement: PolicyStatement }[] =
        [];
      for (const { statement, when: outer } of members) {
        for (const { value, when: inner } of scenarios(at(statement.elements, 'Sid'), outer)) {
          const sid = stringOf(value);
          if (sid === null || value.kind === 'absent') continue;
          const plain = sid.replace(/[^A-Za-z0-9]/g, '');
          const spot = { at: value.span, subject: subjectOf(statement, `Sid ${sid}`) };
          if (plain !== sid) {
            // `read-reports` becomes `ReadReports`.
            const words = sid.split(/[^A-Za-z0-9]+/).filter(w => w !== '');
            const to = words.map(w => w.charAt(0).toUpperCase() + w.slice(1)).join('');
            const taken = members.some(m => stringOf(at(m.statement.elements, 'Sid')) === to);
            const data: Data = { value, to: to === '' || taken ? null : to };
            yield { message: 'characters', ...spot, params: { sid }, data };
            continue;
          }
          if (sid === '') continue;
          const before = seen.find(s => s.sid === sid && compatible(s.when, inner));
          // One place that is run several times makes several statements, which reading can't tell apart.
          const samePlace = before && before.statement.span.start === statement.span.start;
          const left = before && !statement.document && sayTheSame(before.statement, statement);
          if (before && !samePlace && !left) {
            const data: Data = { value, to: null };
            const related = [{ span: before.statement.span, message: `the first statement with the Sid ${sid}` }];
            yield { message: 'twice', ...spot, params: { sid }, related, data };
          } else if (!before) seen.push({ sid, when: inner, statement });
        }
      }
    }
  },

  fix(signal) {
    const { value, to } = signal.data as Data;
    if (to === null) return 'what the statement is to be called can’t be told from here';
    return [{ title: `Change it to ${to}`, intents: [{ kind: 'replaceValue', value, with: to }], safety: 'safe' }];
  },
});
