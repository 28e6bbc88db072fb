/** Actions that no service has. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { FixProposal } from '../../core/intent.ts';
import { type Value, at, stringOf } from '../../core/value.ts';
import {
  actionExists,
  expandAction,
  namesUnlisted,
  nearest,
  nearestActions,
  serviceAlias,
  serviceExists,
} from '../../knowledge/index.ts';
import { itemsOf, listed, subjectOf } from './statements.ts';

interface Data {
  readonly value: Value;
  readonly names: readonly string[];
}

/**
 * SDK calls that people take for actions, and the action that each needs.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
 */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'dynamodb:transactgetitems': ['dynamodb:GetItem'],
  'dynamodb:transactwriteitems': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  'events:putevent': ['events:PutEvents'],
  'lambda:invoke': ['lambda:InvokeFunction'],
  's3:completemultipartupload': ['s3:PutObject'],
  's3:copyobject': ['s3:GetObject', 's3:PutObject'],
  's3:createmultipartupload': ['s3:PutObject'],
  's3:deleteobjects': ['s3:DeleteObject'],
  's3:headbucket': ['s3:ListBucket'],
  's3:headobject': ['s3:GetObject'],
  's3:listbuckets': ['s3:ListAllMyBuckets'],
  's3:listobjects': ['s3:ListBucket'],
  's3:listobjectsv2': ['s3:ListBucket'],
  's3:uploadpart': ['s3:PutObject'],
  'sqs:changemessagevisibilitybatch': ['sqs:ChangeMessageVisibility'],
  'sqs:deletemessagebatch': ['sqs:DeleteMessage'],
  'sqs:sendmessagebatch': ['sqs:SendMessage'],
  'sns:publishbatch': ['sns:Publish'],
};

/**
 * Patterns that match something, near one that matches nothing: with the prefix of the service (`logs:Put*` for
 * `cloudwatch-logs:Put*`), or with words that its actions begin with (`s3:Get*` for `s3:Gett*`).
 */
function nearestPatterns(pattern: string, count: number): readonly string[] {
  const [, written = '', name = ''] = /^([^:]*):(.*)$/.exec(pattern) ?? [];
  const prefix = serviceAlias(written) ?? written;
  const moved = `${prefix}:${name}`;
  if (prefix !== written && expandAction(moved).length > 0) return [moved];
  const [, head = '', tail = ''] = /^([^*?]*)(.*)$/.exec(name) ?? [];
  // All that whole words make from the left: `Get`, `GetObject`, `GetObjectAcl`.
  const heads = new Set(
    expandAction(`${prefix}:*`).flatMap(action => {
      const words = action.slice(action.indexOf(':') + 1).match(/[A-Z]+[^A-Z]*/g) ?? [];
      return words.map((_, i) => words.slice(0, i + 1).join(''));
    }),
  );
  const byLower = new Map([...heads].map(h => [h.toLowerCase(), h]));
  return nearest(head.toLowerCase(), [...byLower.keys()], 3 * count)
    .map(near => `${prefix}:${byLower.get(near) ?? near}${tail}`)
    .filter(candidate => expandAction(candidate).length > 0)
    .slice(0, count);
}

export const unknownAction = defineRule({
  id: 'iam/unknown-action',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Each action in a policy is one that exists.',
    why: `IAM takes an action that does not exist without a word, and the statement then allows, or denies, nothing: the
mistake shows as \`AccessDenied\` at run time, or, in a statement that denies, never. The names of SDK calls are not always
those of the actions: \`HeadObject\` needs \`s3:GetObject\`, \`ListBuckets\` needs \`s3:ListAllMyBuckets\`. The table of actions
is AWS's own Service Reference, and what AWS's managed policies and manuals name beyond it.`,
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
                    Action: dynamodb:GetItems
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['cloudwatch-logs:PutLogEvents'],
            resources: ['arn:aws:logs:eu-west-1:111122223333:log-group:orders:*'],
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
                    Action: [dynamodb:GetItem, DynamoDB:query, dynamodb:Batch*]
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['logs:PutLogEvents'],
            resources: ['arn:aws:logs:eu-west-1:111122223333:log-group:orders:*'],
          }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/service-authorization/latest/reference/service-reference.html',
    ],
    peers: [
      'parliament UNKNOWN_ACTION',
      'parliament UNKNOWN_PREFIX',
      'cfn-lint W3037',
      'INVALID_ACTION',
      'INVALID_SERVICE_IN_ACTION',
      'iam-policy-validator action_validation',
    ],
  },
  messages: {
    action: 'There is no action {action}{hint}.',
    prefix: 'There is no service with the prefix {prefix}, so {action} matches nothing{hint}.',
    pattern: 'No action matches {action}{hint}.',
    malformed: '{action} is no action: an action is a service prefix, a colon and a name{hint}.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    for (const element of ['Action', 'NotAction']) {
      for (const { value } of itemsOf(at(statement.elements, element)).items) {
        const action = stringOf(value);
        if (action === null || value.kind !== 'literal' || action === '*') continue;
        const [, prefix, name] = /^([^:\s]+):([^:\s]+)$/.exec(action) ?? [];
        const wild = /[*?]/.test(action);
        const message =
          prefix === undefined || name === undefined
            ? 'malformed'
            : /[*?]/.test(prefix)
              ? null
              : !serviceExists(prefix)
                ? 'prefix'
                : wild
                  ? expandAction(action).length === 0
                    ? 'pattern'
                    : null
                  : actionExists(action)
                    ? null
                    : 'action';
        if (message === null || namesUnlisted(action)) continue;
        const call = Object.hasOwn(CALLS, action.toLowerCase()) ? CALLS[action.toLowerCase()] : undefined;
        const near = call ?? (wild ? nearestPatterns(action, 2) : nearestActions(action, 3));
        const hint = call ? `: the call needs ${listed(call)}` : near.length > 0 ? `; the nearest is ${near[0]}` : '';
        const data: Data = { value, names: near };
        yield {
          message,
          at: value.span,
          params: { action: action === '' ? "''" : action, prefix: prefix ?? '', hint },
          // AWS may have a service that our table is too old for; a name that is one letter off is no new one.
          severity: message === 'malformed' || near.length > 0 ? 'error' : 'warning',
          subject: subjectOf(statement, action),
          data,
        };
      }
    }
  },

  fix(signal) {
    const { value, names } = signal.data as Data;
    if (names.length === 0) return 'no known action is near this name';
    return names.map(
      (name): FixProposal => ({
        title: `Change it to ${name}`,
        intents: [{ kind: 'replaceValue', value, with: name }],
        safety: 'review',
      }),
    );
  },
});
