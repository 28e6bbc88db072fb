/** AWS managed policies that allow far more than one program needs. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { FixProposal } from '../../core/intent.ts';
import type { List, Literal, Value } from '../../core/value.ts';
import { inScenario } from '../../core/value.ts';
import { managedPolicy } from '../../knowledge/index.ts';
import { TAKES_MANAGED_POLICIES, attachedPolicies } from './managedPolicies.ts';

interface Data {
  readonly name: string;
  readonly value: Value;
  readonly list: List | null;
  readonly index: number;
}

/** What the wide policies allow that are not called `…FullAccess`, or allow something else than that says. */
const BROAD: Readonly<Record<string, string>> = {
  AdministratorAccess: 'everything in the account',
  PowerUserAccess: 'everything in the account but the management of users and roles',
  IAMFullAccess: 'every IAM action, and with it to become an administrator',
  ReadOnlyAccess: 'reading everything in the account with its data',
  DatabaseAdministrator: 'administering every database of the account',
  NetworkAdministrator: 'administering every network of the account',
  AmazonElasticFileSystemClientFullAccess: 'mounting every file system of the account, and writing to it as root',
  SystemAdministrator: 'administering most services of the account',
};

export const broadManagedPolicy = defineRule({
  id: 'iam/broad-managed-policy',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Roles, users and groups have no AWS managed policy that opens a whole service or account.',
    why: `\`AmazonDynamoDBFullAccess\` lets a function that reads one table delete every table of the account, and AWS adds to
such a policy whenever it adds to the service. A grant (\`table.grantReadData(handler)\` in the CDK) or a statement with the
actions and the ARN says what is needed. The policies that AWS writes for service roles
(\`AWSLambdaBasicExecutionRole\`) are not reported.`,
    bad: [
      yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
                - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess
      `,
      json`
        {
          "Resources": {
            "Deployers": {
              "Type": "AWS::IAM::Group",
              "Properties": { "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"] }
            }
          }
        }
      `,
      cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [
            iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
            iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'),
          ],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Principal: { Service: lambda.amazonaws.com }
                    Action: sts:AssumeRole
              ManagedPolicyArns:
                - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      `,
      cdk`
        new iam.Role(this, 'Handler', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
      'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html',
    ],
    peers: ['cdk-nag AwsSolutions-IAM4', 'cfn_nag W43', 'CKV_AWS_274', 'CKV2_AWS_56'],
  },
  messages: {
    account: '{name} allows {resource} {what}{when}.',
    service: '{name} allows {resource} every action of its services, on every resource of the account{when}.',
  },
  types: TAKES_MANAGED_POLICIES,

  *checkResource(resource) {
    for (const { item, name } of attachedPolicies(resource)) {
      const what = Object.hasOwn(BROAD, name) ? BROAD[name] : undefined;
      if (what === undefined && !/FullAccess(_?[vV]\d)?$/.test(name)) continue;
      if (item.value.kind === 'absent') continue;
      const data: Data = { name, value: item.value, list: item.list, index: item.index };
      yield {
        message: what === undefined ? 'service' : 'account',
        at: item.value.span,
        params: { name, resource: resource.logicalId, what: what ?? '', when: inScenario(item.when) },
        severity: name === 'AdministratorAccess' ? 'error' : name === 'ReadOnlyAccess' ? 'information' : 'warning',
        subject: name,
        data,
      };
    }
  },

  fix(signal) {
    const { name, value, list, index } = signal.data as Data;
    const reading = name.replace(/FullAccess(?=(?:_?[vV]\d)?$)/, 'ReadOnlyAccess');
    const fixes: FixProposal[] = [];
    // A policy of the same place that reads: only the name changes, in whatever way the ARN is written.
    if (reading !== name && managedPolicy(reading)?.path === managedPolicy(name)?.path && value.kind === 'literal')
      fixes.push({
        title: `Change it to ${reading}`,
        intents: [{ kind: 'replaceValue', value, with: renamed(value, name, reading) }],
        safety: 'review',
      });
    if (list) fixes.push({ title: `Remove ${name}`, intents: [{ kind: 'removeItem', list, index }], safety: 'review' });
    return fixes.length > 0
      ? fixes
      : 'the policy is the only value of the property; write the statements that are needed first';
  },
});

/** The new text of the token that holds a policy: its name alone (`fromAwsManagedPolicyName`), or the whole ARN. */
function renamed(value: Literal, name: string, to: string): string {
  const text = String(value.value);
  const token = value.written ? value.written.end - value.written.start : 0;
  return token >= text.length ? text.replace(name, to) : to;
}
