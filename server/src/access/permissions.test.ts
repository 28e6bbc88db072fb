/** What functions may do: statements, grants, managed policies and SAM's policy templates; and what can't be seen of it. */
import { describe, expect, it } from 'vitest';
import type { ResourceGraph } from '../core/graph.ts';
import { type Example, cdk, yaml } from '../core/rule.ts';
import { type Permissions, allows } from './permissions.ts';
import { join } from './testing.ts';

const SAM = (properties: string, resources = '') => yaml`
  Transform: AWS::Serverless-2016-10-31
  Resources:
    Orders: { Type: AWS::DynamoDB::Table }
    Other: { Type: AWS::DynamoDB::Table }
    Handler:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs22.x
        Handler: index.handler
        InlineCode: 'exports.handler = async () => {};'
        ${properties}
${resources}
`;

const CDK = (props: string, after = '') => cdk`
  const orders = new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const other = new dynamodb.Table(this, 'Other', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
  const fn = new lambda.Function(this, 'Handler', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    ${props}
  });
  ${after}
`;

const ROLE = (policy: string) =>
  `role: new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [${policy}] }),`;

/** Whether the function of an example may do `action resource`, `dynamodb:Query Orders/index/byDate`, by all that is seen. */
function may(example: Example, ...needs: string[]): { may: string; unseen: string | null } {
  const { graph, access } = join(example);
  return {
    may: needs.map(need => answer(graph, access.permissions, need)).join(' '),
    unseen: access.permissions.unseen,
  };
}

function answer(graph: ResourceGraph, permissions: Permissions, need: string): string {
  const [, action = '', name = '', suffix = ''] = /^(\S+) (\w+)(.*)$/.exec(need) ?? [];
  const id = graph.resources.find(one => (one.called ?? one.logicalId) === name)?.id as string;
  const found = permissions.allowed.map(one => allows(one, action, { kind: 'resource', id, suffix }, graph));
  return found.includes('yes') ? 'yes' : found.includes('maybe') ? 'maybe' : 'no';
}

const NEEDS = ['dynamodb:GetItem Orders', 'dynamodb:PutItem Orders', 'dynamodb:GetItem Other'] as const;
const GET = "actions: ['dynamodb:GetItem'], resources: [orders.tableArn]";

describe('in CDK', () => {
  it.each([
    ['a grant', '', 'orders.grantReadData(fn);', 'yes no no'],
    ['actions of a grant', '', "orders.grant(fn, 'dynamodb:PutItem');", 'no maybe no'],
    ['a statement', '', `fn.addToRolePolicy(new iam.PolicyStatement({ ${GET} }));`, 'yes no no'],
    ['initial statements', `initialPolicy: [new iam.PolicyStatement({ ${GET} })],`, '', 'yes no no'],
    [
      'a denial, which allows nothing',
      '',
      `fn.addToRolePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, ${GET} }));`,
      'no no no',
    ],
    [
      'all actions but one',
      '',
      "fn.addToRolePolicy(new iam.PolicyStatement({ notActions: ['dynamodb:PutItem'], resources: [orders.tableArn] }));",
      'yes no no',
    ],
    [
      'all resources but one',
      '',
      "fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], notResources: [orders.tableArn] }));",
      'maybe no maybe',
    ],
    [
      'a managed policy of AWS',
      ROLE("iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBReadOnlyAccess')"),
      '',
      'yes no yes',
    ],
  ])('%s', (_, props, after, expected) => {
    expect(may(CDK(props, after), ...NEEDS)).toEqual({ may: expected, unseen: null });
  });

  it('a grant reaches indexes where the table may have some', () => {
    expect(may(CDK('', 'orders.grantReadData(fn);'), 'dynamodb:Query Orders/index/byDate').may).not.toBe('no');
    expect(may(CDK('', 'orders.grantReadData(fn);'), 'dynamodb:Query Other/index/byDate').may).toBe('no');
  });

  it.each([
    ['a role looked up', "role: iam.Role.fromRoleName(this, 'Role', 'shared'),", '', /made elsewhere/],
    ['props that can not be seen', '...props,', '', /not all/],
    [
      'a policy of another account',
      ROLE("iam.ManagedPolicy.fromManagedPolicyArn(this, 'P', 'arn:aws:iam::111122223333:policy/p')"),
      '',
      /made elsewhere/,
    ],
    [
      'a policy of AWS that is not known here',
      ROLE("iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonMSKFullAccess')"),
      '',
      /AmazonMSKFullAccess/,
    ],
  ])('does not see %s', (_, props, after, why) => {
    expect(may(CDK(props, after), ...NEEDS).unseen).toMatch(why);
  });
});

describe('in SAM', () => {
  it.each([
    ['no policies', '', 'no no no'],
    ['a template', 'Policies: [{ DynamoDBReadPolicy: { TableName: !Ref Orders } }]', 'yes no no'],
    ['templates', 'Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Orders } }]', 'yes yes no'],
    ['a managed policy by its name', 'Policies: AmazonDynamoDBReadOnlyAccess', 'yes no yes'],
    ['a managed policy by its ARN', 'Policies: [arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess]', 'yes yes yes'],
    [
      'a statement',
      "Policies: { Statement: [{ Effect: Allow, Action: 'dynamodb:Get*', Resource: !GetAtt Orders.Arn }] }",
      'yes no no',
    ],
    ['a boundary, which gives nothing', 'PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess', 'no no no'],
  ])('%s', (_, properties, expected) => {
    expect(may(SAM(properties), ...NEEDS)).toEqual({ may: expected, unseen: null });
  });

  it('a template for a table and its indexes', () => {
    const example = SAM('Policies: [{ DynamoDBReadPolicy: { TableName: !Ref Orders } }]');
    expect(may(example, 'dynamodb:Query Orders/index/byDate', 'dynamodb:Query Other/index/byDate').may).toBe('yes no');
  });

  it.each([
    ['a role from a parameter', 'Role: arn:aws:iam::111122223333:role/shared', /made elsewhere/],
    ['a policy that is not known', 'Policies: [AmazonMSKFullAccess]', /AmazonMSKFullAccess/],
    ['a policy of another stack', "Policies: [!ImportValue 'policy']", /made elsewhere/],
  ])('does not see %s', (_, properties, why) => {
    expect(may(SAM(properties), ...NEEDS).unseen).toMatch(why);
  });

  it('takes templates that are not known for anything', () => {
    const example = SAM('Policies: [{ NewestPolicy: { TableName: !Ref Orders } }]');
    expect(may(example, ...NEEDS).may).toBe('maybe maybe maybe');
  });

  it('sees a role of the template, and what is attached to it from elsewhere', () => {
    const role = `
    Role:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }] }
        PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess
        ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
    Inline:
      Type: AWS::IAM::Policy
      Properties:
        PolicyName: p
        Roles: [!Ref Role]
        PolicyDocument: { Statement: [{ Effect: Allow, Action: 'dynamodb:GetItem', Resource: !GetAtt Orders.Arn }] }
    Managed:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        Roles: [!Ref Role]
        PolicyDocument: { Statement: [{ Effect: Allow, Action: 'dynamodb:PutItem', Resource: '*' }] }
`;
    expect(may(SAM('Role: !GetAtt Role.Arn', role), ...NEEDS)).toEqual({ may: 'yes yes no', unseen: null });
  });
});
