/** Actions that no service has. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { FixProposal } from '../../core/intent.ts';
import { type List, type Value, at, stringOf } from '../../core/value.ts';
import { namesInPlace } from './actions.ts';
import { itemsOf, listed, subjectOf } from './statements.ts';
import { type Unknown, unknownIn } from './unknownActions.ts';

interface Data {
  readonly value: Value;
  readonly list: List | null;
  readonly unknown: Unknown;
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
      for (const { value, list } of itemsOf(at(statement.elements, element)).items) {
        const action = stringOf(value);
        if (action === null || value.kind !== 'literal') continue;
        const unknown = unknownIn(action);
        if (unknown === null) continue;
        const { kind, isCall, names } = unknown;
        const hint = isCall
          ? `: the call needs ${listed(names)}`
          : names.length > 0
            ? `; the nearest is ${names[0]}`
            : '';
        const data: Data = { value, list, unknown };
        yield {
          message: kind,
          at: value.span,
          params: { action: action === '' ? "''" : action, prefix: action.split(':', 1)[0] ?? '', hint },
          // AWS may have a service that our table is too old for; a name that is one letter off is no new one.
          severity: kind === 'malformed' || names.length > 0 ? 'error' : 'warning',
          subject: subjectOf(statement, action),
          data,
        };
      }
    }
  },

  fix(signal) {
    const { value, list, unknown } = signal.data as Data;
    const { isCall, names } = unknown;
    if (names.length === 0) return 'no known action is near this name';
    const each = names.map(
      (name): FixProposal => ({
        title: `Change it to ${name}`,
        intents: [{ kind: 'replaceValue', value, with: name }],
        safety: 'review',
      }),
    );
    if (!isCall || names.length === 1) return each;
    const title = `Change it to ${listed(names)}`;
    return [{ title, intents: namesInPlace(value, list, names), safety: 'review' }, ...each];
  },
});
