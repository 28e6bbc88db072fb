/** Reports account ids that stand alone or in the names of queues and images. */
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, literal } from '../../core/value.ts';
import { isConfiguration, isOwnAccount, isSynthesized, keyOf, strings, substituted } from './places.ts';

interface Data {
  readonly value: Value;
  readonly account: string;
}

/** An account in an SQS URL or in the host of a private container registry. */
const IN_URL =
  /(?<=\/\/sqs\.[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?\/|^https:\/\/queue\.amazonaws\.com\/)(\d{12})(?=\/)|(?<![\w-])(\d{12})(?=\.dkr\.ecr\.)/;
/** Names of properties, condition keys and environment variables that hold the account in which something is. */
const ACCOUNT_KEY = /(^|[:_.])((source|owner|caller|aws|principal|target|bucket)?_?account(_?id)?|ACCOUNT(_ID)?)$/i;

/** The strings of a resource in which an account may stand. */
const withAccounts = perObject((resource: Resource) => strings(resource).filter(({ text }) => /\d{12}/.test(text)));

export const hardCodedAccount = defineRule({
  id: 'cdk/hard-coded-account',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Nothing but configuration names an account.',
    why: `A literal account id ties the stack to one account: deployed to another one it still names the first. The stack's
own account is \`AWS::AccountId\`, in the CDK \`this.account\`. A foreign account that is meant belongs in a parameter or in
configuration, where one sees it.

Reported are properties and condition keys that hold an account (\`SourceAccount\`, \`aws:SourceAccount\`), environment
variables, queue URLs and images in private registries. Principals, \`env\` of a stack, owners of images and accounts of
AWS itself are not reported.`,
    bad: [
      yaml`
        Resources:
          Allow:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: orders
              Principal: s3.amazonaws.com
              SourceAccount: '111122223333'
      `,
      json`
        {
          "Resources": {
            "Allow": {
              "Type": "AWS::Lambda::Permission",
              "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": "orders",
                "Principal": "s3.amazonaws.com",
                "SourceAccount": "111122223333"
              }
            }
          }
        }
      `,
      cdk`
        new lambda.CfnPermission(this, 'Allow', {
          action: 'lambda:InvokeFunction',
          functionName: 'orders',
          principal: 's3.amazonaws.com',
          sourceAccount: '111122223333',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Allow:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: orders
              Principal: s3.amazonaws.com
              SourceAccount: !Ref AWS::AccountId
      `,
      cdk`
        new lambda.CfnPermission(this, 'Allow', {
          action: 'lambda:InvokeFunction',
          functionName: 'orders',
          principal: 's3.amazonaws.com',
          sourceAccount: this.account,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html'],
    peers: ['cfn-lint I3042', 'cloudformation-validate W9013'],
  },
  messages: {
    account: '{name} is tied to account {account}.',
    url: 'This {what} is tied to account {account}.',
  },
  types: ['*'],
  *checkResource(resource) {
    for (const { value, text, path } of withAccounts(resource)) {
      if (value.kind === 'absent') continue;
      const key = keyOf(path);
      const common = { at: value.span, subject: path.join('.') };
      if (/^\d{12}$/.test(text)) {
        // In CDK code the account stands in the source, too, and is reported there.
        if (
          resource.language === 'typescript' ||
          isSynthesized(resource) ||
          !ACCOUNT_KEY.test(key) ||
          !isOwnAccount(text)
        )
          continue;
        yield {
          ...common,
          message: 'account',
          params: { name: key, account: text },
          data: { value, account: text } satisfies Data,
        };
        continue;
      }
      const match = IN_URL.exec(text);
      const account = match?.[1] ?? match?.[2];
      if (account === undefined || !isOwnAccount(account)) continue;
      const what = match?.[1] === undefined ? 'image' : 'queue URL';
      yield { ...common, message: 'url', params: { what, account }, data: { value, account } satisfies Data };
    }
  },
  *checkSource(fact) {
    if (fact.kind !== 'string' || !/^\d{12}$/.test(fact.value) || isConfiguration(fact.uri)) return;
    const name = /^property:(.*)$/.exec(fact.context)?.[1];
    // `account:` alone is a stack's env or configuration.
    if (name === undefined || /^(account(Id)?|awsAccount(Id)?|targetAccount(Id)?)$/.test(name)) return;
    if (!ACCOUNT_KEY.test(name) || !isOwnAccount(fact.value)) return;
    const value = literal(fact.value, fact.span);
    yield {
      message: 'account',
      at: fact.span,
      params: { name, account: fact.value },
      subject: name,
      data: { value, account: fact.value } satisfies Data,
    };
  },
  fix({ data }) {
    const { value, account } = data as Data;
    const text = substituted(value, whole => whole.replace(account, '$${AWS::AccountId}'));
    if (text === null) return 'a piece of the text can’t be seen';
    return [
      {
        title: 'Use the stack’s own account',
        intents: [{ kind: 'replaceValue', value, with: { $sub: text } }],
        safety: 'review',
      },
    ];
  },
});
