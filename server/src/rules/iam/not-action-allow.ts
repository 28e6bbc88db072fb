/** `NotAction` in a statement that allows. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { at, entryAt, rendered, stringOf } from '../../core/value.ts';
import { expandAction, serviceExists, supportsResourceArn } from '../../knowledge/index.ts';
import { canRename, renameKey } from './conditions.ts';
import { hasNarrowingCondition, isWrittenAllow, itemsOf, listed, subjectOf, wording } from './statements.ts';

export const notActionAllow = defineRule({
  id: 'iam/not-action-allow',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A statement that allows lists what it allows, with `Action`.',
    why: `\`NotAction\` with \`Allow\` allows everything but what it lists: all other services, and each action that AWS adds
later. It reads like a restriction and is the opposite of one. With \`Deny\` it is fine.`,
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
                    NotAction: iam:*
                    Resource: '*'
      `,
      cdk`
        const role = new iam.Role(this, 'Developer', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }));
      `,
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    NotAction: sqs:DeleteQueue
                    Resource: arn:aws:sqs:*:*:orders
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
                  - Effect: Deny
                    NotAction: [iam:ChangePassword, sts:GetSessionToken]
                    Resource: '*'
                    Condition: { BoolIfExists: { aws:MultiFactorAuthPresent: false } }
      `,
      cdk`
        const role = new iam.Role(this, 'Developer', { assumedBy: new iam.AccountRootPrincipal() });
        role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, notActions: ['s3:*'], resources: ['*'] }));
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html'],
    peers: ['cfn_nag W14', 'cfn_nag W15', 'cfn_nag W16', 'cloudformation-validate W2512'],
  },
  messages: {
    inverted: 'NotAction with Allow allows every action of every service but {actions}{to}{passing}.',
    resource: 'NotAction with Allow allows every action{to} but {actions}.',
    named:
      'NotAction with Allow allows everything that can be done with the resources that it names, but {actions}{to}.',
  },

  *checkStatement(statement) {
    if (!isWrittenAllow(statement)) return;
    const entry = entryAt(statement.elements, 'NotAction');
    if (!entry || entry.value.kind === 'unknown' || entry.value.kind === 'absent') return;
    const names = itemsOf(at(statement.elements, 'NotAction')).items.map(i => stringOf(i.value) ?? '…');
    if (names.length === 0) return;
    const resources = itemsOf(at(statement.elements, 'Resource'));
    const isNamed =
      resources.complete &&
      resources.items.length > 0 &&
      resources.items.every(({ value }) => !/^(\*|arn:([^:]*:)?[^:]*\*)/.test(rendered(value)));
    yield {
      message: statement.kind !== 'identity' ? 'resource' : isNamed ? 'named' : 'inverted',
      at: entry.keySpan,
      params: {
        actions: listed(names),
        passing: passesRoles(statement, names) ? ', passing any role among them' : '',
        ...wording(statement, []),
      },
      subject: subjectOf(statement, 'NotAction'),
      data: statement,
    };
  },

  fix({ data }, { graph }) {
    const { elements, language } = data as PolicyStatement;
    const entry = entryAt(elements, 'NotAction');
    const service = serviceOf(graph, data as PolicyStatement);
    if (!entry || service === null) return 'what it leaves is most of AWS: list what is meant';
    const { items, complete } = itemsOf(entry.value);
    const excepted = items.map(i => stringOf(i.value));
    if (!complete || items.some(i => i.when.length > 0) || excepted.includes(null))
      return 'not all of what it leaves out can be seen';
    const out = new Set(excepted.flatMap(name => (name === '*' ? [] : expandAction(name ?? ''))));
    const left = expandAction(`${service}:*`).filter(
      action => supportsResourceArn(action) !== false && !out.has(action),
    );
    if (left.length >= MOST || left.length === 0)
      return `${left.length} actions of ${service} are left: list what is meant`;
    const key = language === 'typescript' && entry.keySpan.end - entry.keySpan.start === 'notActions'.length;
    const name = key ? 'actions' : 'Action';
    if (!canRename(elements, entry, name) && !key) return 'it can’t be seen where the statement is written';
    return [
      {
        title: `List the ${left.length} actions of ${service} that it leaves`,
        intents: [
          key ? { kind: 'replaceText', span: entry.keySpan, text: name } : renameKey(entry, name),
          { kind: 'replaceValue', value: entry.value, with: left },
        ],
        safety: 'review',
      },
    ];
  },
});

/** From how many actions on a list says less than `NotAction` does. */
const MOST = 40;

/** The service whose resources alone a statement names; null where it names others, all, or some that can't be seen. */
function serviceOf(graph: ResourceGraph, { elements }: PolicyStatement): string | null {
  const { items, complete } = itemsOf(at(elements, 'Resource'));
  const services = items.map(({ value }) => {
    if (value.kind === 'reference' && value.target.kind === 'resource')
      return /^AWS::(\w+)::/.exec(graph.resource(value.target.id)?.type ?? '')?.[1]?.toLowerCase() ?? null;
    return /^arn:[^:]+:([a-z0-9-]+):/.exec(rendered(value))?.[1] ?? null;
  });
  const [first = null] = services;
  return complete && first !== null && serviceExists(first) && services.every(s => s === first) ? first : null;
}

/** Whether what is not excepted holds `iam:PassRole`, on every role. */
function passesRoles(statement: PolicyStatement, excepted: readonly string[]): boolean {
  if (hasNarrowingCondition(statement)) return false;
  const everywhere = itemsOf(at(statement.elements, 'Resource')).items.some(i => stringOf(i.value) === '*');
  return everywhere && !excepted.includes('…') && !excepted.some(name => expandAction(name).includes('iam:PassRole'));
}
