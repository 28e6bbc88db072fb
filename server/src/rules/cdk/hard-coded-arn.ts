/** Reports ARNs with a literal account or region. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import {
  type ArnParts,
  hardCodedIn,
  isConfiguration,
  isSomebodyElse,
  isSynthesized,
  portable,
  strings,
  substituted,
  literalOf,
} from './places.ts';

interface Data {
  /** What an intent can replace, or null for a piece of a template string. */
  readonly value: Value | null;
  readonly parts: ArnParts;
}

export const hardCodedArn = defineRule({
  id: 'cdk/hard-coded-arn',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'ARNs name no account and no region that the stack knows itself.',
    why: `A literal account or region ties the stack to one place: deployed to another account (a stage, a test, a disaster
recovery region) it still points at the first one, where it has no permission at best and changes the wrong thing at
worst. The stack's own account, region and partition are \`\${AWS::AccountId}\`, \`\${AWS::Region}\` and
\`\${AWS::Partition}\`, in the CDK \`this.formatArn({ … })\` or \`cdk.Aws.ACCOUNT_ID\` and the like; an ARN of a resource of the
same app is an attribute of its construct. A foreign account that is meant belongs in a parameter or in configuration.

An account is a warning, a region alone is information. Principals, ARNs of layers and of applications in the Serverless
Application Repository, and accounts of AWS itself are not reported, nor are values that are chosen by a condition or stand in a mapping or a configuration file.`,
    bad: [
      yaml`
        Resources:
          Reader:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: dynamodb:GetItem
                    Resource: arn:aws:dynamodb:eu-central-1:111122223333:table/orders
      `,
      json`
        {
          "Resources": {
            "Reader": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Action": "dynamodb:GetItem",
                      "Resource": "arn:aws:dynamodb:eu-central-1:111122223333:table/orders"
                    }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        new iam.PolicyStatement({
          actions: ['dynamodb:GetItem'],
          resources: ['arn:aws:dynamodb:eu-central-1:111122223333:table/orders'],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Reader:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: dynamodb:GetItem
                    Resource: !Sub arn:${'$'}{AWS::Partition}:dynamodb:${'$'}{AWS::Region}:${'$'}{AWS::AccountId}:table/orders
      `,
      cdk`
        new iam.PolicyStatement({
          actions: ['dynamodb:GetItem'],
          resources: [this.formatArn({ service: 'dynamodb', resource: 'table', resourceName: 'orders' })],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html',
      'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Arn.html',
    ],
    peers: ['cfn-lint I3042', 'cloudformation-validate W9002', 'cloudformation-validate W9013'],
  },
  messages: {
    both: 'This ARN is tied to account {account} and region {region}.',
    account: 'This ARN is tied to account {account}.',
    region: 'This ARN is tied to region {region}.',
  },
  types: ['*'],
  *checkResource(resource) {
    // In CDK code the strings are read where they stand, whatever they are for.
    if (resource.language === 'typescript' || isSynthesized(resource)) return;
    for (const { value, text, path } of strings(resource)) {
      const parts = value.kind === 'literal' || value.kind === 'text' ? hardCodedIn(text) : null;
      if (!parts || value.kind === 'absent') continue;
      yield { ...said(parts), at: value.span, subject: path.join('.'), data: { value, parts } satisfies Data };
    }
  },
  *checkSource(fact) {
    if (fact.kind !== 'string' || isConfiguration(fact.uri) || isSomebodyElse(fact.context)) return;
    if (fact.context === 'comparison' || fact.context === 'key') return;
    const parts = /\s/.test(fact.value) ? null : hardCodedIn(fact.value);
    if (!parts) return;
    yield {
      ...said(parts),
      at: fact.span,
      subject: fact.value,
      data: { value: literalOf(fact), parts } satisfies Data,
    };
  },
  fix({ data }) {
    const { value, parts } = data as Data;
    if (!value) return 'the ARN is a piece of a template string; use this.formatArn';
    const text = substituted(value, whole => portable(whole, parts));
    if (text === null) return 'a piece of the ARN can’t be seen';
    const own = [parts.account === null ? null : 'account', parts.region === null ? null : 'region'];
    return [
      {
        title: `Use the stack’s own ${own.filter(o => o !== null).join(' and ')}`,
        intents: [{ kind: 'replaceValue', value, with: { $sub: text } }],
        safety: 'review',
      },
    ];
  },
});

function said({ account, region }: ArnParts) {
  if (account !== null && region !== null) return { message: 'both', params: { account, region } } as const;
  if (account !== null) return { message: 'account', params: { account } } as const;
  return { message: 'region', params: { region: region ?? '' }, severity: 'information' } as const;
}
