/** Actions and resources that do not go together. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { mismatchedResource } from './mismatched-resource.ts';

const policy = (action: string, resource: string) => yaml`
  Parameters: { Name: { Type: String } }
  Resources:
    Reports: { Type: AWS::S3::Bucket }
    Group: { Type: AWS::Logs::LogGroup }
    Topic: { Type: AWS::SNS::Topic }
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement: [{ Effect: Allow, Action: ${action}, Resource: ${resource} }]
`;

ruleTest(mismatchedResource, ({ check, fixed, offered }) => {
  check('an action that is left without a resource', policy('[s3:GetObject, s3:ListBucket]', '!GetAtt Reports.Arn'), [
    'error iam/mismatched-resource "s3:GetObject": s3:GetObject can’t act on ${Reports.Arn}: the resource would be arn:${Partition}:s3:::${BucketName}/${ObjectName}.',
  ]);
  check(
    'silent: what the CDK has collected of grants',
    yaml`
      Resources:
        Orders: { Type: AWS::DynamoDB::Table }
        Access:
          Type: AWS::IAM::Policy
          Metadata: { aws:cdk:path: Web/Handler/ServiceRole/DefaultPolicy/Resource }
          Properties:
            PolicyDocument: { Statement: [{ Effect: Allow, Action: dynamodb:GetRecords, Resource: !GetAtt Orders.Arn }] }
    `,
    [],
  );
  const denial = (actions: string) => yaml`
    Resources:
      Access:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Statement: [{ Effect: Deny, Action: ${actions}, Resource: arn:aws:iam::111122223333:role/orders }]
  `;
  check('silent: a denial of all that could do harm', denial('[iam:AttachRolePolicy, iam:AddUserToGroup]'), []);
  check('a denial that denies nothing', denial('iam:AddUserToGroup'), [
    'error iam/mismatched-resource "arn:aws:iam::111122223333:role/orders": iam:AddUserToGroup can’t act on arn:aws:iam::111122223333:role/orders: the resource would be arn:${Partition}:iam::${Account}:group/${GroupNameWithPath}.',
  ]);
  check('another service', policy('sqs:SendMessage', '!Ref Topic'), [
    'error iam/mismatched-resource "!Ref Topic": sqs:SendMessage can’t act on ${Topic}: the resource would be arn:${Partition}:sqs:${Region}:${Account}:${QueueName}.',
  ]);
  check('an action that takes no resource', policy('s3:ListAllMyBuckets', '!GetAtt Reports.Arn'), [
    'error iam/mismatched-resource "s3:ListAllMyBuckets": s3:ListAllMyBuckets can’t name a resource: on ${Reports.Arn} this says nothing, it needs *.',
  ]);
  check('a log group without its end', policy('logs:PutLogEvents', "!Sub 'arn:aws:logs:*:*:log-group:/app/orders'"), [
    `error iam/mismatched-resource "!Sub 'arn:aws:logs:*:*:log-group:/app/orders'": In policies the ARN of a log group ends with :*, and arn:aws:logs:*:*:log-group:/app/orders matches no stream or event of it.`,
  ]);
  check(
    'a secret without its end',
    policy('secretsmanager:GetSecretValue', "!Sub 'arn:aws:secretsmanager:*:*:secret:${Name}/database'"),
    [
      `error iam/mismatched-resource "!Sub 'arn:aws:secretsmanager:*:*:secret:\${Name}/database'": No secret has the ARN arn:aws:secretsmanager:*:*:secret:\${Name}/database: a hyphen and six characters follow the name, which -?????? stands for.`,
    ],
  );
  for (const [action, resource] of [
    ['s3:GetObject', '!Ref Name'],
    ['s3:ListAllMyBuckets', "'arn:aws:s3:::*'"],
    ['logs:DescribeExportTasks', "!Sub '${Name}:*'"],
    ['states:SendTaskSuccess', "'arn:aws:states:eu-west-1:111122223333:stateMachine:x'"],
    ['logs:PutLogEvents', "['arn:aws:logs:*:*:log-group:/app', 'arn:aws:logs:*:*:log-group:/app:log-stream:*']"],
    ['ssm:StartAutomationExecution', "'arn:aws:ssm:::automation-definition/AWS-StopInstances'"],
    ['ssm:SendCommand', "'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'"],
    ['ec2:RunInstances', "'arn:aws:ec2:eu-west-1::image/ami-1'"],
    ['dynamodb:GetItem', "'arn:aws:dynamodb:eu-west-1:111122223333:table/'"],
    ['iot:Receive', "'arn:aws:iot:eu-west-1:111122223333:topic/app/orders/*'"],
    ['quicksight:CreateDataSet', "'arn:aws:quicksight:eu-west-1:111122223333:dataset/x'"],
    ["['cognito-idp:SignUp', 'cognito-idp:ForgotPassword']", "'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x'"],
    ['connect:StartOutboundVoiceContact', "'arn:aws:connect:eu-west-1:111122223333:instance/0123/contact/*'"],
    ['logs:DescribeLogGroups', "'arn:aws:logs:*:*:log-group:*'"],
    ['s3:GetObject', "!Sub 'arn:aws:s3:::${Name}'"],
    ['s3:GetObject', "!Sub '${Reports.Arn}/a'"],
    ['s3:GetObject', 'arn:aws:s3:::reports*'],
    ['s3:GetObject', 'arn:aws:s3:eu-west-1:111122223333:accesspoint/x/object/*'],
    ['s3:GetObjects', '!GetAtt Reports.Arn'],
    ['!Ref Name', '!GetAtt Reports.Arn'],
    ["'s3:*'", '!GetAtt Reports.Arn'],
    ["['s3:Get*', 's3:List*']", "!Sub '${Reports.Arn}/*'"],
    ['s3:ListBucket', "[!GetAtt Reports.Arn, !Sub '${Reports.Arn}/*']"],
    ['logs:PutLogEvents', '!GetAtt Group.Arn'],
    ['logs:PutLogEvents', "'arn:aws:logs:*:*:*'"],
    ['logs:PutLogEvents', "'arn:aws:logs:*:*:log-group:/aws/lambda/*'"],
    ['logs:PutLogEvents', "!Sub 'arn:aws:logs:*:*:log-group:${Name}'"],
    ['logs:CreateLogGroup', "'arn:aws:logs:*:*:log-group:/app'"],
    ['secretsmanager:GetSecretValue', "'arn:aws:secretsmanager:*:*:secret:app-AbCd12'"],
    ['secretsmanager:GetSecretValue', "!Sub 'arn:aws:secretsmanager:*:*:secret:${Name}'"],
    ['dynamodb:Query', "'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/*'"],
    ['lambda:InvokeFunction', "'arn:aws:lambda:eu-west-1:111122223333:function:app:live'"],
    ['execute-api:Invoke', "!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Name}/*'"],
    ['iam:PassRole', "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${Name}'"],
  ] as const)
    check(`silent: ${action} on ${resource}`, policy(action, resource), []);
  check(
    'silent: what the policy of a queue can’t speak of is reported as that',
    yaml`
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        JobsPolicy:
          Type: AWS::SQS::QueuePolicy
          Properties:
            Queues: [!Ref Jobs]
            PolicyDocument:
              Statement: [{ Effect: Allow, Principal: '*', Action: sns:Publish, Resource: !GetAtt Jobs.Arn }]
    `,
    [],
  );
  it('names the objects', () => {
    expect(fixed(policy('s3:GetObject', '!GetAtt Reports.Arn'))).toContain("Resource: !Sub '${Reports.Arn}/*'");
    expect(fixed(policy('[s3:GetObject, s3:ListBucket]', '[!GetAtt Reports.Arn]'))).toContain(
      "Resource: [!GetAtt Reports.Arn, !Sub '${Reports.Arn}/*']",
    );
  });
  it('names the objects in code', () =>
    expect(
      fixed(cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:ListBucket'], resources: [reports.bucketArn] }),
        );
      `),
    ).toContain('resources: [reports.bucketArn, `${reports.bucketArn}/*`]'));
  it('names the bucket', () =>
    expect(fixed(policy('s3:ListBucket', "'arn:aws:s3:::reports/*'"))).toContain("Resource: 'arn:aws:s3:::reports'"));
  it('adds what follows a name', () =>
    expect(fixed(policy('secretsmanager:GetSecretValue', "'arn:aws:secretsmanager:*:*:secret:app'"))).toContain(
      "Resource: 'arn:aws:secretsmanager:*:*:secret:app-??????'",
    ));
  it('writes * where nothing else is possible', () =>
    expect(fixed(policy('s3:ListAllMyBuckets', '!GetAtt Reports.Arn'))).toContain("Resource: '*'"));
  it('moves such an action to a statement of its own', () =>
    expect(offered(policy('[s3:ListAllMyBuckets, s3:ListBucket]', '!GetAtt Reports.Arn'))[0]).toBe(
      'review: Allow s3:ListAllMyBuckets on * in a statement of its own',
    ));
});
