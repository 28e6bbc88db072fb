/** Conditions on multi-factor authentication that callers without it pass. */
import type { FixProposal } from '../../core/intent.ts';
import { type Value, booleanOf, stringOf, at } from '../../core/value.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Test, canRename, operatorText, renameKey, testsOf } from './conditions.ts';
import { subjectOf } from './statements.ts';

interface Data {
  readonly test: Test;
  /** The operator that would do what was meant; null where the value is wrong. */
  readonly operator: string | null;
  readonly value: Value;
}

export const bypassableMfa = defineRule({
  id: 'iam/bypassable-mfa',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A condition on multi-factor authentication holds for callers who have no such key in their request, too.',
    why: `\`aws:MultiFactorAuthPresent\` is there only in requests with temporary credentials. A call with a user's access key
has no such key at all: \`Bool\` with \`false\` does not match it, so that a statement with \`Deny\` lets it pass, and
\`BoolIfExists\` with \`true\` does match it, so that a statement with \`Allow\` lets it in. \`Null\` asks whether the key is
there, and it is there with \`false\`, too. What works is \`Deny\` with \`BoolIfExists\` and \`false\`, or \`Allow\` with
\`Bool\` and \`true\`.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Deny
                    NotAction: [iam:EnableMFADevice, iam:ListMFADevices]
                    Resource: '*'
                    Condition: { Bool: { aws:MultiFactorAuthPresent: false } }
      `,
      cdk`
        const group = new iam.Group(this, 'Operators');
        group.addToPolicy(
          new iam.PolicyStatement({
            actions: ['ec2:StopInstances'],
            resources: ['arn:aws:ec2:eu-west-1:111122223333:instance/*'],
            conditions: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
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
                  - Effect: Deny
                    NotAction: [iam:EnableMFADevice, iam:ListMFADevices]
                    Resource: '*'
                    Condition: { BoolIfExists: { aws:MultiFactorAuthPresent: false } }
                  - Effect: Allow
                    Action: ec2:StopInstances
                    Resource: arn:aws:ec2:eu-west-1:111122223333:instance/*
                    Condition: { Bool: { aws:MultiFactorAuthPresent: true } }
      `,
      cdk`
        const group = new iam.Group(this, 'Operators');
        group.addToPolicy(
          new iam.PolicyStatement({
            actions: ['ec2:StopInstances'],
            resources: ['arn:aws:ec2:eu-west-1:111122223333:instance/*'],
            conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent',
    ],
    peers: ['parliament BAD_PATTERN_FOR_MFA', 'iam-policy-validator mfa_condition_antipattern'],
  },
  messages: {
    deny: 'Bool with false does not match a call with an access key, which has no {key}: it is not denied.',
    allow: 'BoolIfExists with true matches a call with an access key, which has no {key}: it is allowed without MFA.',
    without: '{key} false allows this to callers without MFA.',
    present: 'Null asks whether {key} is there, and it is there without MFA, too: ask for its value with Bool.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    const effect = stringOf(at(statement.elements, 'Effect'));
    for (const test of testsOf(statement).tests) {
      if (test.key.toLowerCase() !== 'aws:multifactorauthpresent') continue;
      const [only, ...more] = test.values.items;
      const wanted = only && more.length === 0 ? booleanOf(only.value) : null;
      if (!only || wanted === null || only.value.kind === 'absent') continue;
      const { name, ifExists } = test.operator;
      const found =
        effect === 'Deny' && name === 'Bool' && !ifExists && !wanted
          ? { message: 'deny', operator: 'BoolIfExists' }
          : effect === 'Allow' && name === 'Bool' && ifExists && wanted
            ? { message: 'allow', operator: 'Bool' }
            : effect === 'Allow' && name === 'Bool' && !wanted
              ? { message: 'without', operator: null }
              : effect === 'Allow' && name === 'Null' && !wanted
                ? { message: 'present', operator: null }
                : null;
      if (!found) continue;
      const data: Data = { test, operator: found.operator, value: only.value };
      yield {
        message: found.message as 'deny',
        at: found.operator === null ? only.value.span : test.operatorEntry.keySpan,
        params: { key: test.key },
        subject: subjectOf(statement, 'mfa'),
        data,
      };
    }
  },

  fix(signal) {
    const { test, operator } = signal.data as Data;
    if (operator === null) return 'whom it is to allow can’t be told from here';
    const { block, operatorEntry } = test;
    if (operatorEntry.value.kind === 'object' && operatorEntry.value.entries.length > 1)
      return `${operatorEntry.key} asks for other keys, too`;
    if (!canRename(block, operatorEntry, operator)) return `there is a test with ${operator} already`;
    const to = operatorText({ set: test.operator.set, ifExists: false }, operator);
    const fix: FixProposal = {
      title: `Ask with ${operator}`,
      intents: [renameKey(operatorEntry, to)],
      safety: 'review',
    };
    return [fix];
  },
});
