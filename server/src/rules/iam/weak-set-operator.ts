/** `ForAllValues` and `ForAnyValue` where they let requests pass that the author did not think of. */
import type { FixProposal } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, booleanOf, stringOf } from '../../core/value.ts';
import { conditionKey, expandAction } from '../../knowledge/index.ts';
import { type Test, canRename, operatorText, renameKey, testsOf } from './conditions.ts';
import { itemsOf, subjectOf } from './statements.ts';

/**
 * Whether every request of the statement's actions has the key, so that ForAllValues can do no harm: items are named in
 * each call of DynamoDB's but a scan, and records in each change that the keys of Route 53 are for.
 */
function isAlwaysThere(key: string, statement: PolicyStatement): boolean {
  if (/^route53:/i.test(key)) return true;
  if (!/^dynamodb:LeadingKeys$/i.test(key)) return false;
  const { items, complete } = itemsOf(at(statement.elements, 'Action'));
  const covered = items.flatMap(i => expandAction(stringOf(i.value) ?? '*'));
  return !complete || !covered.some(action => /^dynamodb:(Scan|PartiQLSelect)$/.test(action));
}

/** Whether the request must have the key for the condition to hold, because of this test. */
function demands({ operator, values }: Test): boolean {
  if (operator.name === 'Null') return values.items.length > 0 && values.items.every(i => booleanOf(i.value) === false);
  return operator.set !== 'ForAllValues' && !operator.ifExists && !/Not/.test(operator.name ?? 'Not');
}

export const weakSetOperator = defineRule({
  id: 'iam/weak-set-operator',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary:
      'ForAllValues and ForAnyValue are asked of keys with several values, and a statement that allows asks for the key.',
    why: `\`ForAllValues\` holds for a request that does not have the key at all. In a statement that allows, such a request is
let in: with \`dynamodb:LeadingKeys\`, for instance, a scan of the whole table. A second test, \`Null\` with \`false\`, asks for
the key to be there. Asked of a key with one value, \`ForAllValues\` does nothing else than this harm, and \`ForAnyValue\` with an
operator with \`Not\` in a statement that denies lets a request without the key pass, which the operator alone would deny.
\`aws:TagKeys\` is not looked at: a request without tags is mostly meant to be allowed.`,
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
                    Action: s3:GetObject
                    Resource: arn:aws:s3:::reports/*
                    Condition: { 'ForAllValues:StringEquals': { aws:PrincipalOrgID: o-a1b2c3d4e5 } }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
            resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
            conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['orders'] } },
          }),
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
                    Action: [dynamodb:GetItem, dynamodb:Scan]
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
                    Condition:
                      'ForAllValues:StringEquals': { dynamodb:LeadingKeys: [orders] }
                      'Null': { dynamodb:LeadingKeys: false }
                  - Effect: Deny
                    Action: ec2:CreateTags
                    Resource: '*'
                    Condition: { 'ForAnyValue:StringNotEquals': { aws:TagKeys: [team, stage] } }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: ['arn:aws:s3:::reports/*'],
            conditions: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html',
    ],
    peers: [
      'FORALLVALUES_WITH_SINGLE_VALUED_KEY',
      'parliament SINGLE_VALUE_CONDITION_TOO_PERMISSIVE',
      'iam-policy-validator set_operator_validation',
    ],
  },
  messages: {
    single: '{key} has one value: ForAllValues adds nothing but that a request without the key is allowed.',
    unguarded: 'ForAllValues also holds for a request without {key}: ask with Null whether it is there.',
    any: '{key} has one value: with ForAnyValue, a request without the key is not denied.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    const effect = stringOf(at(statement.elements, 'Effect'));
    const { tests, complete } = testsOf(statement);
    for (const test of tests) {
      const { operator, key } = test;
      const known = conditionKey(key);
      if (operator.set === null || operator.name === null || !known || /^aws:TagKeys$/i.test(key)) continue;
      const message =
        operator.set === 'ForAllValues' && effect === 'Allow'
          ? known.many
            ? 'unguarded'
            : 'single'
          : operator.set === 'ForAnyValue' && effect === 'Deny' && !known.many && /Not/.test(operator.name)
            ? 'any'
            : null;
      if (message === null) continue;
      const guarded = tests.some(t => t !== test && t.key.toLowerCase() === key.toLowerCase() && demands(t));
      if (message !== 'any' && (guarded || !complete)) continue;
      if (message === 'unguarded' && isAlwaysThere(key, statement)) continue;
      yield {
        message,
        at: test.operatorEntry.keySpan,
        params: { key },
        severity: message === 'unguarded' ? 'information' : 'warning',
        subject: subjectOf(statement, `${test.operatorEntry.key} ${key}`),
        data: test,
      };
    }
  },

  fix(signal) {
    const { block, operatorEntry, operator, key } = signal.data as Test;
    const others = operatorEntry.value.kind === 'object' && operatorEntry.value.entries.length > 1;
    if (signal.message === 'unguarded') {
      if (block.entries.some(e => e.key === 'Null')) return 'there is a test with Null already';
      const fix: FixProposal = {
        title: `Ask for ${key} to be there`,
        intents: [{ kind: 'setKey', object: block, key: 'Null', value: { $object: { [key]: 'false' } } }],
        safety: 'review',
      };
      return [fix];
    }
    const to = operatorText({ set: null, ifExists: operator.ifExists }, operator.name ?? '');
    if (others) return `${operatorEntry.key} asks for other keys, too`;
    if (!canRename(block, operatorEntry, to)) return `there is a test with ${to} already`;
    return [{ title: `Change it to ${to}`, intents: [renameKey(operatorEntry, to)], safety: 'review' }];
  },
});
