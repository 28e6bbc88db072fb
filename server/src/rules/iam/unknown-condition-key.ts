/** Condition keys that there are not, or that no request of the statement's actions has. */
import type { FixProposal } from '../../core/intent.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import {
  actionConditionKeys,
  actionExists,
  actionTakesConditionKey,
  conditionKey,
  expandAction,
  nearestConditionKeys,
  serviceAlias,
  serviceExists,
} from '../../knowledge/index.ts';
import { type Test, canRename, renameKey, testsOf } from './conditions.ts';
import { itemsOf, listed, subjectOf } from './statements.ts';

interface Data {
  readonly test: Test;
  readonly names: readonly string[];
}

/** The actions of a statement written out, those without wildcards as they stand; null where not all can be known. */
function actionsOf(statement: PolicyStatement): readonly string[] | null {
  if (at(statement.elements, 'NotAction').kind !== 'absent') return null;
  const { items, complete } = itemsOf(at(statement.elements, 'Action'));
  const names = items.map(i => stringOf(i.value));
  if (!complete || names.length === 0 || names.some(n => n === null || n === '*')) return null;
  return (names as string[]).flatMap(name => (/[*?]/.test(name) ? expandAction(name) : [name]));
}

/** Keys that work and that the reference does not list: `aws:ARN` is an old name of `aws:PrincipalArn`. */
const UNLISTED = /^aws:arn$/i;

/** Whether the reference says of any action that it has the key; where it does not, it is silent about the right ones, too. */
function isListed(key: string): boolean {
  return expandAction(`${key.slice(0, key.indexOf(':'))}:*`).some(
    action => actionTakesConditionKey(action, key) === true,
  );
}

export const unknownConditionKey = defineRule({
  id: 'iam/unknown-condition-key',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A condition asks for keys that exist, and that the requests of its actions have.',
    why: `IAM takes a key that it does not know without a word. No request has it, so that the condition never holds (or, with
\`Not\` and \`IfExists\`, always does): what was to be allowed is not, and what was to be denied is allowed. The same goes for a
key that exists and that none of the statement's actions knows, such as \`s3:prefix\` with \`s3:GetObject\`. The case of a key
does not matter.`,
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
                    Action: dynamodb:GetItem
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
                    Condition: { 'ForAllValues:StringEquals': { dynamodb:LeadingKey: '111122223333' } }
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['s3:GetObject'],
            resources: ['arn:aws:s3:::reports/*'],
            conditions: { StringEquals: { 'aws:PrincipalOrgIds': 'o-a1b2c3d4e5' } },
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
                    Action: [s3:GetObject, s3:ListBucket]
                    Resource: [arn:aws:s3:::reports, arn:aws:s3:::reports/*]
                    Condition:
                      StringEquals: { AWS:principalorgid: o-a1b2c3d4e5, 's3:ExistingObjectTag/team': orders }
                      StringLike: { s3:prefix: public/* }
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
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
    ],
    peers: [
      'INVALID_SERVICE_CONDITION_KEY',
      'INVALID_GLOBAL_CONDITION_KEY',
      'parliament UNKNOWN_CONDITION_FOR_ACTION',
      'iam-policy-validator condition_key_validation',
    ],
  },
  messages: {
    unknown: 'There is no condition key {key}{hint}.',
    malformed: '{key} is no condition key: it needs a prefix such as aws: or that of a service{hint}.',
    unsupported: 'No request of {actions} has {key}, so the condition never holds.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    const { tests } = testsOf(statement);
    const actions = tests.length > 0 ? actionsOf(statement) : null;
    for (const test of tests) {
      const { key, operator } = test;
      const prefix = /^([\w-]+):/.exec(key)?.[1]?.toLowerCase();
      const signal = (message: 'unknown' | 'malformed' | 'unsupported', names: readonly string[]) => {
        const data: Data = { test, names };
        return {
          message,
          at: test.keyEntry.keySpan,
          params: {
            key,
            hint: names.length > 0 ? `; the nearest is ${names[0]}` : '',
            actions: listed(itemsOf(at(statement.elements, 'Action')).items.map(i => stringOf(i.value) ?? '…')),
          },
          subject: subjectOf(statement, key),
          data,
        };
      };
      if (key.includes('$') || key.includes('…') || UNLISTED.test(key)) continue;
      if (!key.includes(':')) {
        const near = nearestConditionKeys(`aws:${key}`, 2);
        yield signal('malformed', near);
        continue;
      }
      const known = conditionKey(key);
      if (!known) {
        // Keys of identity providers and of services that we do not know are none of ours.
        const alias = prefix === undefined ? null : serviceAlias(prefix);
        const ours = prefix !== undefined && (prefix === 'aws' || serviceExists(prefix) || alias !== null);
        if (!ours) continue;
        const near = actions?.flatMap(a => actionConditionKeys(a) ?? []) ?? [];
        const meant = alias === null ? key : `${alias}:${key.slice(key.indexOf(':') + 1)}`;
        const exact = alias === null ? null : conditionKey(meant);
        // Keys with a part of one's own choice are only begun by their templates.
        const names = exact ? [exact.name] : nearestConditionKeys(meant, 2, near).map(n => withOwnPart(n, key));
        yield signal('unknown', names);
        continue;
      }
      if (known.global || actions === null || operator.ifExists || operator.name === 'Null') continue;
      if (!actions.every(actionExists) || actions.length === 0) continue;
      if (actions.every(action => actionTakesConditionKey(action, key) === false) && isListed(known.name))
        yield signal('unsupported', []);
    }
  },

  fix(signal) {
    const { test, names } = signal.data as Data;
    const { keyEntry, operatorEntry } = test;
    const within = operatorEntry.value;
    if (within.kind !== 'object') return 'the condition depends on another';
    const fixes = names
      .filter(name => !name.includes('${') && canRename(within, keyEntry, name))
      .map(
        (name): FixProposal => ({
          title: `Change it to ${name}`,
          intents: [renameKey(keyEntry, name)],
          safety: 'review',
        }),
      );
    return fixes.length > 0 ? fixes : 'no key that could be meant is known';
  },
});

/** A template such as `aws:RequestTag/${TagKey}` with the part that the user wrote behind the slash. */
function withOwnPart(template: string, key: string): string {
  const own = key.includes('/') ? key.slice(key.indexOf('/') + 1) : null;
  return own === null ? template : template.replace(/\$\{[^}]*\}/, () => own);
}
