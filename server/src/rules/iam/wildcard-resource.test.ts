/** Wildcard resources. */
import { expect, it } from 'vitest';
import { type Example, cdk, json, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wildcardResource } from './wildcard-resource.ts';

/** A template with one statement on `*`, and further resources. */
const statement = (actions: string, more = '', others = ''): Example => yaml`
  Resources:
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument:
          Statement:
            - Effect: Allow
              Action: ${actions}
              Resource: '*'
${more}
${others}
`;

const TABLE = `
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
        KeySchema: [{ AttributeName: id, KeyType: HASH }]`;

ruleTest(wildcardResource, ({ check, fixed, offered }) => {
  check(
    'writing is a warning, and names the actions and the role',
    yaml`
      Resources:
        Handler:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: orders
                PolicyDocument:
                  Statement:
                    - Effect: Allow
                      Action: [dynamodb:PutItem, dynamodb:GetItem]
                      Resource: ['*']
      #                          ^^^ warning iam/wildcard-resource: * allows dynamodb:PutItem and dynamodb:GetItem on every resource of the account to Handler.
    `,
  );
  check(
    'reading what is no secret is information',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: sqs:GetQueueAttributes
                  Resource: '*'
      #                     ^^^ information iam/wildcard-resource: * allows sqs:GetQueueAttributes on every resource of the account.
    `,
  );
  check('silent: secrets have a rule of their own', statement('[secretsmanager:GetSecretValue, dynamodb:PutItem]'));
  check(
    'a mixed statement says which action needs the star',
    statement('[cloudwatch:PutMetricData, dynamodb:PutItem]', '', TABLE),
    [
      `information iam/wildcard-resource "'*'": * is needed for cloudwatch:PutMetricData alone, but also allows dynamodb:PutItem on every resource of the account.`,
    ],
  );
  check(
    'writing logs, as AWS itself grants it, is information',
    statement('[logs:CreateLogStream, logs:PutLogEvents]'),
    [
      `information iam/wildcard-resource "'*'": * allows logs:CreateLogStream and logs:PutLogEvents on every resource of the account.`,
    ],
  );

  check('silent: actions that know no resource', statement('[xray:PutTraceSegments, xray:PutTelemetryRecords]'));
  check(
    'silent: resources that are optional',
    statement('[polly:SynthesizeSpeech, translate:TranslateText, comprehend:DetectSentiment]'),
  );
  check(
    'silent: text messages have no topic',
    yaml`
      Resources:
        UserPoolsmsRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: sns-publish
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: sns:Publish, Resource: '*' }]
    `,
  );
  check('silent: metrics', statement('cloudwatch:PutMetricData'));
  check('silent: describing', statement("['ec2:Describe*', 's3:List*', s3:ListAllMyBuckets]"));
  check(
    'silent: network interfaces of a function in a VPC',
    statement('[ec2:CreateNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DeleteNetworkInterface]'),
  );
  check('silent: an unknown action may need the star', statement('[dynamodb:PutItem, newservice:DoIt]'));
  check('silent: a parameter may need the star', statement('[dynamodb:PutItem, !Ref Action]', '', ''));
  check('silent: passing roles has a rule of its own', statement('iam:PassRole'));
  check('silent: everything has a rule of its own', statement("'*'"));
  check(
    'silent: a narrowing condition',
    statement('dynamodb:PutItem', '              Condition: { StringEquals: { aws:ResourceTag/team: orders } }'),
  );
  check('silent: a condition that is not seen', statement('dynamodb:PutItem', '              Condition: !Ref Unknown'));
  check(
    'silent: a key policy, where * is the key',
    yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy:
              Statement: [{ Effect: Allow, Principal: { AWS: '111122223333' }, Action: kms:Decrypt, Resource: '*' }]
    `,
  );
  check(
    'silent: denials and prefixes of ARNs',
    yaml`
      Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - { Effect: Deny, Action: dynamodb:PutItem, Resource: '*' }
                - { Effect: Allow, Action: s3:GetObject, Resource: 'arn:aws:s3:::orders/*' }
    `,
  );
  check(
    'silent: grants that need it',
    cdk`
      const role = new iam.Role(this, 'Metrics', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      cloudwatch.Metric.grantPutMetricData(role);
    `,
  );

  it('names the one table of the stack', () =>
    expect(fixed(statement('[dynamodb:PutItem]', '', TABLE))).toContain('Resource: !GetAtt Orders.Arn'));
  it('tells buckets from objects', () =>
    expect(
      fixed(statement('[s3:ListBucket, s3:PutObject]', '', '    Files:\n      Type: AWS::S3::Bucket')),
    ).toMatchInlineSnapshot(`
      "Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: [s3:ListBucket, s3:PutObject]
                  Resource:
                    - !GetAtt Files.Arn
                    - !Sub '\${Files.Arn}/*'

        Files:
          Type: AWS::S3::Bucket
      "
    `));
  it('offers each of several, that which the function uses first', () => {
    expect(
      offered(yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {}
              Policies:
                - PolicyName: jobs
                  PolicyDocument:
                    Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: '*' }]
          Other: { Type: AWS::SQS::Queue }
          Jobs: { Type: AWS::SQS::Queue }
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Role: !GetAtt Handler.Arn
              Environment: { Variables: { QUEUE: !Ref Jobs } }
      `),
    ).toEqual(['review: Allow it on Jobs alone', 'review: Allow it on Other alone']);
  });
  it('offers nothing that makes a circle', () =>
    expect(
      offered(yaml`
        Resources:
          Handler:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: {}
              Policies:
                - PolicyName: self
                  PolicyDocument:
                    Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: '*' }]
          Function:
            Type: AWS::Lambda::Function
            Properties:
              Role: !GetAtt Handler.Arn
      `)[0],
    ).toMatch(/^refused: .*no resource of lambda in this stack/));
  it('writes the construct in CDK', () =>
    expect(
      fixed(cdk`
        const files = new s3.Bucket(this, 'Files');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }));
      `),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const files = new s3.Bucket(this, 'Files');
      const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [\`\${files.bucketArn}/*\`] }));
      }
      }
      "
    `));
  it('moves what can be narrowed into a statement of its own', () =>
    expect(fixed(statement('[cloudwatch:PutMetricData, dynamodb:PutItem]', '', TABLE))).toMatchInlineSnapshot(`
      "Resources:
        Access:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument:
              Statement:
                - Effect: Allow
                  Action: [cloudwatch:PutMetricData]
                  Resource: '*'
                - Effect: Allow
                  Action: dynamodb:PutItem
                  Resource: !GetAtt Orders.Arn


        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
      "
    `));
  it('does so in CDK', () =>
    expect(
      fixed(cdk`
        const files = new s3.Bucket(this, 'Files');
        const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({
            actions: ['xray:PutTraceSegments', 's3:PutObject'],
            resources: ['*'],
          }),
        );
      `),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_iam as iam, aws_s3 as s3 } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const files = new s3.Bucket(this, 'Files');
      const role = new iam.Role(this, 'Writer', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['xray:PutTraceSegments'],
          resources: ['*'],
        }),
      );
      role.addToPolicy(new iam.PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [\`\${files.bucketArn}/*\`],
      }));
      }
      }
      "
    `));
  it('does so in JSON', () =>
    expect(
      fixed(json`
        {
          "Resources": {
            "Files": { "Type": "AWS::S3::Bucket" },
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Action": ["xray:PutTraceSegments", "s3:PutObject"],
                      "Resource": "*"
                    }
                  ]
                }
              }
            }
          }
        }
      `),
    ).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Files": { "Type": "AWS::S3::Bucket" },
          "Access": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
              "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                  {
                    "Effect": "Allow",
                    "Action": ["xray:PutTraceSegments"],
                    "Resource": "*"
                  },
                  {
                    "Effect": "Allow",
                    "Action": "s3:PutObject",
                    "Resource": { "Fn::Sub": "\${Files.Arn}/*" }
                  }
                ]
              }
            }
          }
        }
      }
      "
    `));
  it('does not take the log group of something else for the one that is meant', () => {
    const group = (machine: string) =>
      offered(
        statement(
          'logs:PutLogEvents',
          '',
          `    Group: { Type: AWS::Logs::LogGroup }
    Errors: { Type: AWS::Logs::MetricFilter, Properties: { LogGroupName: !Ref Group } }${machine}`,
        ),
      );
    expect(group('')).toEqual(['review: Allow it on Group alone']);
    expect(
      group(`
    Flow:
      Type: AWS::StepFunctions::StateMachine
      Properties:
        LoggingConfiguration: { Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: !GetAtt Group.Arn } }] }`),
    ).toEqual(['refused: Fix iam/wildcard-resource (no resource of logs in this stack that it could mean)']);
  });
  it('names a resource of each service', () =>
    expect(
      offered(statement('[dynamodb:PutItem, sqs:SendMessage]', '', `${TABLE}\n    Jobs: { Type: AWS::SQS::Queue }`)),
    ).toEqual(['review: Allow it on Orders and Jobs alone']));
});
