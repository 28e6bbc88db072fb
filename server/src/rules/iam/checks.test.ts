/**
 * The checks of policies, each in CDK code, YAML and JSON: which rule speaks, on exactly which text, and that no other rule
 * about policies speaks of the same. `docs/iam.md` has the list for readers.
 */
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { rules } from '../../all.ts';
import { textOf } from '../../core/document.ts';
import { type Example, cdk, withFiles } from '../../core/rule.ts';
import { fixture, workspaceOf } from '../../testing/fixture.ts';

interface Check {
  /** The rule, and the text that it is found on, without quotes; in CDK another one where the code says it otherwise. */
  readonly rule: string;
  readonly at: string;
  readonly atCdk?: string;
  /** Resources of a template; a statement is put into a policy, into a trust policy, or into the policy of a bucket. */
  readonly template: Readonly<Record<string, unknown>> | Statement;
  readonly code: string;
  /** What other rules find there, too: of another cause, or of the same where both are worth a word. */
  readonly also?: readonly string[];
}

interface Statement {
  readonly of: 'identity' | 'trust' | 'bucket';
  readonly statement: object;
  readonly version?: string;
}

const SUB = (text: string) => ({ 'Fn::Sub': text });
const GET_ATT = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const lambdaTrust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const BUCKET = { Type: 'AWS::S3::Bucket' };
const role = (more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: lambdaTrust, ...more },
});

function resourcesOf(template: Check['template']): object {
  if (!('of' in template)) return template;
  const { of, statement, version = '2012-10-17' } = template as Statement;
  const document = { Version: version, Statement: [statement] };
  if (of === 'trust') return { Runner: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } } };
  if (of === 'bucket')
    return {
      Files: BUCKET,
      FilesPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Files' }, PolicyDocument: document },
      },
    };
  return {
    Runner: role(),
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'own', PolicyDocument: document, Roles: [{ Ref: 'Runner' }] },
    },
  };
}

const ARN = 'arn:aws:dynamodb:eu-central-1:111122223333:table/orders';
const allow = (more: object) => ({ of: 'identity' as const, statement: { Effect: 'Allow', ...more } });
const policy = (props: string) => `
  const runner = new iam.Role(this, 'Runner', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  runner.addToPolicy(new iam.PolicyStatement({ ${props} }));`;
const trusts = (principal: string) => `new iam.Role(this, 'Runner', { assumedBy: ${principal} });`;
const onBucket = (props: string) => `
  const bucket = new s3.Bucket(this, 'Files');
  bucket.addToResourcePolicy(new iam.PolicyStatement({ ${props} }));`;

const HANDLER = `const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
exports.handler = event => db.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: event.id } } }));
`;
/** A function that reads a table, and what it may do there. */
const reader = (actions: readonly string[]) => ({
  Orders: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  },
  Runner: role({
    Policies: [
      {
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: actions, Resource: GET_ATT('Orders') }],
        },
      },
    ],
  }),
  Reader: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: GET_ATT('Runner'),
      Environment: { Variables: { TABLE: { Ref: 'Orders' } } },
      Code: { ZipFile: HANDLER },
    },
  },
});
const reads = (actions: string) => `
  const orders = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const reader = new lambda.Function(this, 'Reader', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset('lambda'),
    environment: { TABLE: orders.tableName },
  });
  reader.addToRolePolicy(new iam.PolicyStatement({ actions: [${actions}], resources: [orders.tableArn] }));`;

const CHECKS: Readonly<Record<string, readonly Check[]>> = {
  '1 more than the code uses': [
    {
      rule: 'iam/surplus-permission',
      at: 'dynamodb:DeleteTable',
      template: reader(['dynamodb:GetItem', 'dynamodb:DeleteTable']),
      code: reads("'dynamodb:GetItem', 'dynamodb:DeleteTable'"),
    },
  ],
  '2 less than the code uses': [
    {
      rule: 'iam/missing-permission',
      at: 'GetItemCommand',
      template: reader(['dynamodb:Query']),
      code: reads("'dynamodb:Query'"),
      also: ['iam/surplus-permission dynamodb:Query'],
    },
  ],
  '3 every resource': [
    {
      rule: 'iam/wildcard-resource',
      at: '*',
      template: allow({ Action: 'dynamodb:PutItem', Resource: '*' }),
      code: policy("actions: ['dynamodb:PutItem'], resources: ['*']"),
    },
  ],
  '4 a star for some actions alone': [
    {
      rule: 'iam/wildcard-resource',
      at: '*',
      template: allow({ Action: ['ec2:DescribeInstances', 'dynamodb:PutItem'], Resource: '*' }),
      code: policy("actions: ['ec2:DescribeInstances', 'dynamodb:PutItem'], resources: ['*']"),
    },
  ],
  '5 unknown action': [
    {
      rule: 'iam/unknown-action',
      at: 'dynamodb:PutItems',
      template: allow({ Action: ['dynamodb:PutItems'], Resource: ARN }),
      code: policy(`actions: ['dynamodb:PutItems'], resources: ['${ARN}']`),
    },
  ],
  '6 unknown service': [
    {
      rule: 'iam/unknown-action',
      at: 'eventbridge:PutEvents',
      template: allow({ Action: 'eventbridge:PutEvents', Resource: '*' }),
      code: policy("actions: ['eventbridge:PutEvents'], resources: ['*']"),
    },
  ],
  '7 everything on everything': [
    {
      rule: 'iam/admin-statement',
      at: '*',
      template: allow({ Action: '*', Resource: '*' }),
      code: policy("actions: ['*'], resources: ['*']"),
    },
  ],
  '8 a whole service': [
    {
      rule: 'iam/wildcard-action',
      at: 'dynamodb:*',
      template: allow({ Action: 'dynamodb:*', Resource: ARN }),
      code: policy(`actions: ['dynamodb:*'], resources: ['${ARN}']`),
    },
  ],
  '9 iam:PassRole on everything': [
    {
      rule: 'iam/passrole-wildcard',
      at: '*',
      template: allow({ Action: 'iam:PassRole', Resource: '*' }),
      code: policy("actions: ['iam:PassRole'], resources: ['*']"),
    },
  ],
  '10 ways to more permissions': [
    {
      rule: 'iam/privilege-escalation',
      at: 'iam:CreatePolicyVersion',
      template: allow({ Action: 'iam:CreatePolicyVersion', Resource: 'arn:aws:iam::111122223333:policy/*' }),
      code: policy("actions: ['iam:CreatePolicyVersion'], resources: ['arn:aws:iam::111122223333:policy/*']"),
    },
  ],
  '11 actions on resources of another kind': [
    {
      rule: 'iam/mismatched-resource',
      at: 'arn:aws:s3:::orders',
      template: allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders' }),
      code: policy("actions: ['s3:GetObject'], resources: ['arn:aws:s3:::orders']"),
    },
  ],
  '12 unknown managed policy': [
    {
      rule: 'iam/unknown-managed-policy',
      at: 'arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole',
      atCdk: "iam.ManagedPolicy.fromAwsManagedPolicyName('AWSLambdaBasicExecutionRole')",
      template: { Runner: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole'] }) },
      code: "new iam.Role(this, 'Runner', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSLambdaBasicExecutionRole')] });",
    },
  ],
  '13 broad managed policy': [
    {
      rule: 'iam/broad-managed-policy',
      at: 'arn:aws:iam::aws:policy/AdministratorAccess',
      atCdk: "iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')",
      template: { Runner: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }) },
      code: "new iam.Role(this, 'Runner', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });",
    },
  ],
  '14 open resource policy': [
    {
      rule: 'iam/open-resource-policy',
      at: '*',
      atCdk: 'new iam.AnyPrincipal()',
      template: {
        of: 'bucket',
        statement: { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: SUB('${Files.Arn}/*') },
      },
      code: onBucket(
        "principals: [new iam.AnyPrincipal()], actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')]",
      ),
    },
  ],
  '15 open trust policy': [
    {
      rule: 'iam/open-trust',
      at: '*',
      atCdk: 'new iam.AnyPrincipal()',
      template: { of: 'trust', statement: { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' } },
      code: trusts('new iam.AnyPrincipal()'),
    },
    {
      rule: 'iam/root-trust',
      at: 'arn:aws:iam::444455556666:root',
      atCdk: '444455556666',
      template: {
        of: 'trust',
        statement: { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' },
      },
      code: trusts("new iam.AccountPrincipal('444455556666')"),
    },
  ],
  '16 confused deputy': [
    {
      rule: 'iam/confused-deputy',
      at: 'cloudtrail.amazonaws.com',
      template: {
        of: 'bucket',
        statement: {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: SUB('${Files.Arn}/*'),
        },
      },
      code: onBucket(
        "principals: [new iam.ServicePrincipal('cloudtrail.amazonaws.com')], actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')]",
      ),
    },
  ],
  '17 OIDC without a subject': [
    {
      rule: 'iam/open-oidc-trust',
      at: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
      template: {
        of: 'trust',
        statement: {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
        },
      },
      code: trusts(
        "new iam.WebIdentityPrincipal('arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com', { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } })",
      ),
    },
  ],
  '18 sensitive reads anywhere': [
    {
      rule: 'iam/sensitive-read-anywhere',
      at: '*',
      template: allow({ Action: 'secretsmanager:GetSecretValue', Resource: '*' }),
      code: policy("actions: ['secretsmanager:GetSecretValue'], resources: ['*']"),
    },
  ],
  '19 NotAction': [
    {
      rule: 'iam/not-action-allow',
      at: 'NotAction',
      atCdk: 'notActions',
      template: allow({ NotAction: 'iam:*', Resource: ARN }),
      code: policy(`notActions: ['iam:*'], resources: ['${ARN}']`),
    },
  ],
  '20 NotResource': [
    {
      rule: 'iam/not-resource-allow',
      at: 'NotResource',
      atCdk: 'notResources',
      template: allow({ Action: 's3:PutObject', NotResource: 'arn:aws:s3:::audit/*' }),
      code: policy("actions: ['s3:PutObject'], notResources: ['arn:aws:s3:::audit/*']"),
    },
  ],
  '21 NotPrincipal': [
    {
      rule: 'iam/not-principal-allow',
      at: 'NotPrincipal',
      atCdk: 'notPrincipals',
      template: {
        of: 'bucket',
        statement: {
          Effect: 'Allow',
          NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/x' },
          Action: 's3:GetObject',
          Resource: SUB('${Files.Arn}/*'),
        },
      },
      code: onBucket(
        "notPrincipals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/x')], actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')]",
      ),
    },
  ],
  '22 a pattern of no action': [
    {
      rule: 'iam/unknown-action',
      at: 's3:Gett*',
      template: allow({ Action: 's3:Gett*', Resource: 'arn:aws:s3:::orders/*' }),
      code: policy("actions: ['s3:Gett*'], resources: ['arn:aws:s3:::orders/*']"),
    },
  ],
  '23 part of a service': [
    {
      rule: 'iam/partial-wildcard',
      at: 'dynamodb:Delete*',
      template: allow({ Action: 'dynamodb:Delete*', Resource: ARN }),
      code: policy(`actions: ['dynamodb:Delete*'], resources: ['${ARN}']`),
    },
  ],
  '24 unknown condition key': [
    {
      rule: 'iam/unknown-condition-key',
      at: 'dynamodb:LeadingKeyz',
      template: allow({
        Action: 'dynamodb:PutItem',
        Resource: ARN,
        Condition: { StringEquals: { 'dynamodb:LeadingKeyz': 'a' } },
      }),
      code: policy(
        `actions: ['dynamodb:PutItem'], resources: ['${ARN}'], conditions: { StringEquals: { 'dynamodb:LeadingKeyz': 'a' } }`,
      ),
    },
  ],
  '25 condition operator': [
    {
      rule: 'iam/wrong-condition-operator',
      at: 'arn:aws:iam::111122223333:role/x*',
      template: allow({
        Action: 'dynamodb:PutItem',
        Resource: ARN,
        Condition: { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/x*' } },
      }),
      code: policy(
        `actions: ['dynamodb:PutItem'], resources: ['${ARN}'], conditions: { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/x*' } }`,
      ),
    },
    {
      rule: 'iam/wrong-condition-operator',
      at: 'StringEqual',
      template: allow({
        Action: 'dynamodb:PutItem',
        Resource: ARN,
        Condition: { StringEqual: { 'aws:RequestedRegion': 'eu-central-1' } },
      }),
      code: policy(
        `actions: ['dynamodb:PutItem'], resources: ['${ARN}'], conditions: { StringEqual: { 'aws:RequestedRegion': 'eu-central-1' } }`,
      ),
    },
  ],
  '26 malformed ARN': [
    {
      rule: 'iam/malformed-arn',
      at: 'arn:aws:s3:eu-central-1:111122223333:orders',
      template: allow({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:eu-central-1:111122223333:orders' }),
      code: policy("actions: ['s3:ListBucket'], resources: ['arn:aws:s3:eu-central-1:111122223333:orders']"),
    },
  ],
  '27 structure': [
    {
      rule: 'iam/malformed-statement',
      at: 'Effect',
      atCdk: `new iam.PolicyStatement({ resources: ['${ARN}'] })`,
      template: allow({ Resource: ARN }),
      code: policy(`resources: ['${ARN}']`),
    },
  ],
  '28 an action of another kind of policy': [
    {
      rule: 'iam/misplaced-action',
      at: 'sqs:SendMessage',
      template: {
        of: 'bucket',
        statement: {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:role/x' },
          Action: 'sqs:SendMessage',
          Resource: SUB('${Files.Arn}/*'),
        },
      },
      code: onBucket(
        "principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/x')], actions: ['sqs:SendMessage'], resources: [bucket.arnForObjects('*')]",
      ),
    },
  ],
  '29 version': [
    {
      rule: 'iam/outdated-version',
      at: '2008-10-17',
      template: {
        ...allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/${aws:username}/*' }),
        version: '2008-10-17',
      },
      code: '',
    },
  ],
  '30 operators for sets': [
    {
      rule: 'iam/weak-set-operator',
      at: 'ForAllValues:StringEquals',
      template: allow({
        Action: 'dynamodb:PutItem',
        Resource: ARN,
        Condition: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1' } },
      }),
      code: policy(
        `actions: ['dynamodb:PutItem'], resources: ['${ARN}'], conditions: { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-a1' } }`,
      ),
    },
  ],
  '31 hard-coded region, account, partition': [
    {
      rule: 'cdk/hard-coded-arn',
      at: ARN,
      template: allow({ Action: 'dynamodb:PutItem', Resource: ARN }),
      code: policy(`actions: ['dynamodb:PutItem'], resources: ['${ARN}']`),
    },
  ],
  '32 said twice': [
    {
      rule: 'iam/redundant-permission',
      at: 's3:PutObject',
      template: allow({ Action: ['s3:PutObject', 's3:Put*'], Resource: 'arn:aws:s3:::orders/*' }),
      code: policy("actions: ['s3:PutObject', 's3:Put*'], resources: ['arn:aws:s3:::orders/*']"),
      also: ['iam/partial-wildcard s3:Put*'],
    },
  ],
  '33 MFA that can be left out': [
    {
      rule: 'iam/bypassable-mfa',
      at: 'Bool',
      template: {
        of: 'identity',
        statement: {
          Effect: 'Deny',
          Action: 'dynamodb:PutItem',
          Resource: ARN,
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
        },
      },
      code: policy(
        `effect: iam.Effect.DENY, actions: ['dynamodb:PutItem'], resources: ['${ARN}'], conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }`,
      ),
    },
  ],
  '34 Sid, size': [
    {
      rule: 'iam/invalid-sid',
      at: 'put orders',
      template: allow({ Sid: 'put orders', Action: 'dynamodb:PutItem', Resource: ARN }),
      code: policy(`sid: 'put orders', actions: ['dynamodb:PutItem'], resources: ['${ARN}']`),
    },
    {
      rule: 'iam/oversized-policy',
      at: 'P',
      atCdk: 'iam.ManagedPolicy',
      template: {
        P: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 's3:GetObject',
                  Resource: Array.from({ length: 200 }, (_, i) => `arn:aws:s3:::orders-of-customer-${i}/*`),
                },
              ],
            },
          },
        },
      },
      code: `new iam.ManagedPolicy(this, 'P', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [${Array.from({ length: 200 }, (_, i) => `'arn:aws:s3:::orders-of-customer-${i}/*'`).join(', ')}] })] });`,
    },
  ],
  '35 users and keys': [
    {
      rule: 'iam/user-policy',
      at: 'ManagedPolicyArns',
      atCdk: 'managedPolicies',
      template: {
        Bot: {
          Type: 'AWS::IAM::User',
          Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] },
        },
      },
      code: "new iam.User(this, 'Bot', { managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess')] });",
    },
    {
      rule: 'iam/long-lived-access-key',
      at: 'Key',
      atCdk: 'iam.CfnAccessKey',
      template: { Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: 'bot' } } },
      code: "new iam.CfnAccessKey(this, 'Key', { userName: 'bot' });",
    },
  ],
};

const POLICIES = rules.filter(r => r.id.startsWith('iam/') && r.profile !== 'requirement');

/** The check in each language; the CDK writes versions itself. */
function examples({ template, code }: Check): readonly (readonly [string, Example])[] {
  const whole = { AWSTemplateFormatVersion: '2010-09-09', Resources: resourcesOf(template) };
  const written = code === '' ? [] : [['CDK', withFiles(cdk`${code}`, { 'lambda/index.js': HANDLER })] as const];
  return [
    ['YAML', { language: 'yaml', text: stringify(whole, { lineWidth: 0 }) }],
    ['JSON', { language: 'json', text: JSON.stringify(whole, null, 2) }],
    ...written,
  ];
}

describe.each(Object.entries(CHECKS))('%s', (_, checks) => {
  it.each(
    checks.flatMap(check =>
      examples(check).map(([language, example]) => [language, check.at, check, example] as const),
    ),
  )('%s: %s', (language, at, check, example) => {
    const { documents } = fixture(example);
    const { rule, atCdk = at, also = [] } = check;
    const workspace = workspaceOf(documents, rule.startsWith('iam/') ? POLICIES : rules.filter(r => r.id === rule));
    const found = workspace.allFindings().map(f => {
      const document = workspace.document(f.span.uri);
      return `${f.rule} ${document ? textOf(document, f.span).replace(/^(["'`])([\s\S]*)\1$/, '$2') : ''}`;
    });
    expect(found.sort()).toEqual([`${rule} ${language === 'CDK' ? atCdk : at}`, ...also].sort());
  });
});
