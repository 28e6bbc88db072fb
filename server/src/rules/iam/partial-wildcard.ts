/** `s3:Get*`: patterns of action names. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type List, type Value, at, stringOf } from '../../core/value.ts';
import { expandAction } from '../../knowledge/index.ts';
import { MOST_NAMES, actionLevels, isPattern, namesInPlace } from './actions.ts';
import { itemsOf, subjectOf, wording } from './statements.ts';

interface Data {
  readonly value: Value;
  readonly list: List | null;
  readonly names: readonly string[];
}

export const partialWildcard = defineRule({
  id: 'iam/partial-wildcard',
  since: '0.1.0',
  severity: 'hint',
  profile: 'strict',
  docs: {
    summary: 'Actions are named one by one, without wildcards.',
    why: `A pattern such as \`s3:Get*\` allows more than it says: 60 actions and more, some of them about the configuration of
the bucket, and whatever AWS adds under such a name. The finding says how many actions it is today and of which levels of
access; the fix writes them out. Grants of the CDK that use patterns (\`bucket.grantRead\`) are reported at the call.`,
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
                    Action: dynamodb:Batch*
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['dynamodb:Batch*'],
            resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
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
                    Action: [dynamodb:BatchGetItem, dynamodb:BatchWriteItem]
                    Resource: arn:aws:dynamodb:eu-west-1:111122223333:table/orders
      `,
      cdk`
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['dynamodb:BatchGetItem'],
            resources: ['arn:aws:dynamodb:eu-west-1:111122223333:table/orders'],
          }),
        );
      `,
    ],
    links: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html'],
    peers: ['cdk-nag AwsSolutions-IAM5'],
  },
  messages: {
    pattern: '{action} allows {count} actions, {levels}{to}{when}.',
    grant: '{method} adds {action}: {count} actions, {levels}{to}.',
  },

  *checkStatement(statement) {
    if (statement.kind === 'trust' || stringOf(at(statement.elements, 'Effect')) === 'Deny') return;
    const patterns = itemsOf(at(statement.elements, 'Action')).items.filter(i => isPattern(stringOf(i.value)));
    if (statement.grant) {
      const actions = patterns.map(p => stringOf(p.value) as string);
      const names = [...new Set(actions.flatMap(expandAction))];
      if (names.length === 0) return;
      yield {
        message: 'grant',
        at: statement.grant.span,
        params: {
          method: statement.grant.method,
          action: actions.join(', '),
          count: names.length,
          levels: actionLevels(names),
          ...wording(statement, []),
        },
        subject: subjectOf(statement, statement.grant.method),
      };
      return;
    }
    for (const { value, when, list } of patterns) {
      const action = stringOf(value) as string;
      const names = expandAction(action);
      if (names.length === 0 || value.kind === 'absent') continue;
      yield {
        message: 'pattern',
        at: value.span,
        params: { action, count: names.length, levels: actionLevels(names), ...wording(statement, when) },
        subject: subjectOf(statement, action),
        data: { value, list, names } satisfies Data,
      };
    }
  },

  fix(signal) {
    if (!signal.data) return 'the grant is the CDK’s: call a narrower one, or write the statement';
    const { value, list, names } = signal.data as Data;
    if (names.length > MOST_NAMES) return `it covers ${names.length} actions: name those that are needed`;
    const title = names.length === 1 ? `Name ${names[0]}` : `Name the ${names.length} actions`;
    return [{ title, intents: namesInPlace(value, list, names), safety: 'review' }];
  },
});
