import { expect, it } from 'vitest';
import { createWorkspace } from '../../all.ts';
import type { Finding } from '../../core/finding.ts';
import { proposeFixes } from '../../fixes/index.ts';
import { cdk, json, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingService } from './missing-service.ts';

const asks = (services: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  services: ${services}\n` });
const said = (place: string, message: string) => `warning arch/missing-service ${JSON.stringify(place)}: ${message}`;
const nats = (n: number) =>
  `Resources:\n${Array.from({ length: n }, (_, i) => `  Nat${i}:\n    Type: AWS::EC2::NatGateway\n`).join('')}  Vpc:\n    Type: AWS::EC2::VPC\n`;

const WORKER = `new lambda.Function(this, 'Worker', {
  runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
});`;

const template = yaml`
  Resources:
    Worker:
      Type: AWS::Lambda::Function
      Properties:
        Runtime: nodejs24.x
        Handler: index.handler
        Code: { ZipFile: 'exports.handler = async () => 1;' }
        Role: arn:aws:iam::111122223333:role/worker
`;

const inJson = json`
  {
    "Resources": {
      "Jobs": { "Type": "AWS::SQS::Queue" }
    }
  }
`;

ruleTest(missingService, ({ check, fixed, offered }) => {
  check('one missing, by type', withFiles(yaml`${nats(1)}`, asks('[AWS::SNS::Topic]')), [
    said('AWS::SNS::Topic', 'AWS::SNS::Topic is required, and nothing here makes one (plumbline.yaml:3).'),
  ]);
  check('too few', withFiles(yaml`${nats(1)}`, asks('[{ of: nat_gateway, count: 2 }]')), [
    said('{ of: nat_gateway, count: 2 }', 'NAT gateway should be there 2 times, not 1 (plumbline.yaml:3).'),
  ]);
  check('too many', withFiles(yaml`${nats(3)}`, asks('[{ of: nat_gateway, min: 1, max: 2 }]')), [
    said('Nat2', 'NAT gateway should be there 1 to 2 times, not 3; this is one too many (plumbline.yaml:3).'),
  ]);
  check('one API, asked for twice', withFiles(yaml`${nats(1)}`, asks('[api_gateway, rest_api]')), [
    said('rest_api', 'REST API is required, and nothing here makes one (plumbline.yaml:3).'),
  ]);
  check(
    'endpoints of a service',
    withFiles(
      yaml`
        Resources:
          Endpoint:
            Type: AWS::EC2::VPCEndpoint
            Properties: { ServiceName: !Sub 'com.amazonaws.${'${AWS::Region}'}.s3' }
      `,
      { 'plumbline.yaml': 'version: 1\nrequirements:\n  network: { endpoints: [s3, dynamodb] }\n' },
    ),
    [said('dynamodb', 'VPC endpoint for dynamodb is required, and nothing here makes one (plumbline.yaml:3).')],
  );
  check(
    'silent: an API that SAM makes for an event; a resource under a condition; a resource by its name',
    withFiles(
      yaml`
        Conditions: { IsProd: !Equals [!Ref AWS::StackName, prod] }
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties: { Events: { Get: { Type: Api, Properties: { Path: /, Method: get } } } }
          Table:
            Type: AWS::DynamoDB::Table
            Condition: IsProd
      `,
      asks('[api_gateway, dynamodb, Worker]'),
    ),
    [],
  );
  check('silent: nothing is there yet', withFiles(yaml`Resources: {}`, asks('[lambda]')), []);
  check(
    'silent: somebody else’s construct may make it',
    withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import * as sqs from 'aws-cdk-lib/aws-sqs';
        import { Everything } from 'company-constructs';
        export class OrdersStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            new sqs.Queue(this, 'Jobs');
            new Everything(this, 'Rest');
          }
        }
      `,
      asks('[lambda]'),
    ),
    [],
  );
  check(
    'silent: what methods and VPCs of the CDK make',
    withFiles(
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        vpc.addFlowLog('Logs');
        new lambda.Function(this, 'F', {
          runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
        }).metricErrors().createAlarm(this, 'Errors', { threshold: 1, evaluationPeriods: 1 });
      `,
      asks('[flow_log, nat_gateway, subnet, alarm]'),
    ),
    [],
  );
  check(
    'silent: another architecture altogether has one finding of its own',
    withFiles(
      yaml`
        Resources:
          Host: { Type: AWS::EC2::Instance }
          Db: { Type: AWS::RDS::DBInstance }
      `,
      asks('[lambda, api_gateway, dynamodb]'),
    ),
    [],
  );

  const jobs = yaml`
    Resources:
      Jobs:
        Type: AWS::SQS::Queue
  `;
  it('adds a table in the style of the template', () => {
    expect(fixed(withFiles(jobs, asks('[dynamodb]')))).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions:
              - AttributeName: id
                AttributeType: S
            KeySchema:
              - AttributeName: id
                KeyType: HASH
      "
    `);
  });
  it('adds a bucket in the style of the code', () => {
    expect(fixed(withFiles(cdk`new sqs.Queue(this, 'Jobs');`, asks('[s3]')))).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_sqs as sqs, aws_s3 as s3 } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new sqs.Queue(this, 'Jobs');
      new s3.Bucket(this, 'Bucket', { versioned: true });
      }
      }
      "
    `);
  });
  it('needs a function for an API', () => {
    expect(offered(withFiles(jobs, asks('[api_gateway]')))).toEqual([
      'refused: Fix arch/missing-service (an API needs a function to call; add that first)',
    ]);
  });
  it('adds an API of the function that is there', () => {
    expect(fixed(withFiles(cdk`${WORKER}`, asks('[api_gateway]')))).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_lambda as lambda, aws_apigateway as apigateway } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const worker = new lambda.Function(this, 'Worker', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
      });
      new apigateway.LambdaRestApi(this, 'Api', { handler: worker });
      }
      }
      "
    `);
    expect(fixed(withFiles(template, asks('[api_gateway]')))).toMatchInlineSnapshot(`
      "Resources:
        Worker:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Code: { ZipFile: 'exports.handler = async () => 1;' }
            Role: arn:aws:iam::111122223333:role/worker
        Api:
          Type: AWS::ApiGatewayV2::Api
          Properties:
            Name: !Ref AWS::StackName
            ProtocolType: HTTP
            Target: !GetAtt Worker.Arn
        ApiPermission:
          Type: AWS::Lambda::Permission
          Properties:
            Action: lambda:InvokeFunction
            FunctionName: !Ref Worker
            Principal: apigateway.amazonaws.com
            SourceArn: !Sub arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*
      "
    `);
  });
  it('adds functions, with a role in templates', () => {
    expect(fixed(withFiles(jobs, asks('[lambda]')))).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
        Function:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Code:
              ZipFile: 'exports.handler = async () => ({ statusCode: 200, body: "ok" });'
            Role: !GetAtt FunctionRole.Arn
        FunctionRole:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Action: sts:AssumeRole
                  Principal:
                    Service: lambda.amazonaws.com
            ManagedPolicyArns:
              - !Sub arn:\${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
      "
    `);
    expect(fixed(withFiles(cdk`new sqs.Queue(this, 'Jobs');`, asks('[lambda]')))).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_sqs as sqs, aws_lambda as lambda } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new sqs.Queue(this, 'Jobs');
      new lambda.Function(this, 'Function', {
        code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200, body: "ok" });'),
        runtime: lambda.Runtime.NODEJS_24_X,
        handler: 'index.handler',
      });
      }
      }
      "
    `);
  });
  it('adds a table with the tags and the key that are asked of it', () => {
    const asks = {
      'plumbline.yaml':
        'version: 1\nrequirements:\n  services: [dynamodb]\n  tags: { required: { Project: orders, Owner: "*" } }\n  encryption: { customer_key: [dynamodb, sqs] }\n',
    };
    expect(
      fixed(
        withFiles(
          yaml`
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties:
                  KmsMasterKeyId: !GetAtt Own.Arn
                  Tags:
                    - { Key: Project, Value: orders }
                    - { Key: Owner, Value: shop }
              Own:
                Type: AWS::KMS::Key
                Properties: { EnableKeyRotation: true, KeyPolicy: {} }
          `,
          asks,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Queue:
          Type: AWS::SQS::Queue
          Properties:
            KmsMasterKeyId: !GetAtt Own.Arn
            Tags:
              - { Key: Project, Value: orders }
              - { Key: Owner, Value: shop }
        Own:
          Type: AWS::KMS::Key
          Properties: { EnableKeyRotation: true, KeyPolicy: {} }
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            AttributeDefinitions:
              - AttributeName: id
                AttributeType: S
            KeySchema:
              - AttributeName: id
                KeyType: HASH
            SSESpecification:
              SSEEnabled: true
              SSEType: KMS
              KMSMasterKeyId: !GetAtt Own.Arn
            Tags:
              - Key: Project
                Value: orders
              - Key: Owner
                Value: shop
      "
    `);
    expect(
      fixed(
        withFiles(
          json`
            {
              "Resources": {
                "Role": {
                  "Type": "AWS::IAM::Role",
                  "Properties": { "AssumeRolePolicyDocument": {}, "Tags": [{ "Key": "Project", "Value": "orders" }] }
                }
              }
            }
          `,
          { 'plumbline.yaml': asks['plumbline.yaml'].replace(', Owner: "*"', '') },
        ),
      ),
    ).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": { "AssumeRolePolicyDocument": {}, "Tags": [{ "Key": "Project", "Value": "orders" }] }
          },
          "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
              "BillingMode": "PAY_PER_REQUEST",
              "AttributeDefinitions": [
                {
                  "AttributeName": "id",
                  "AttributeType": "S"
                }
              ],
              "KeySchema": [
                {
                  "AttributeName": "id",
                  "KeyType": "HASH"
                }
              ],
              "SSESpecification": {
                "SSEEnabled": true,
                "SSEType": "KMS",
                "KMSMasterKeyId": { "Fn::GetAtt": ["Key", "Arn"] }
              },
              "Tags": [
                {
                  "Key": "Project",
                  "Value": "orders"
                }
              ]
            }
          },
          "Key": {
            "Type": "AWS::KMS::Key",
            "Properties": {
              "EnableKeyRotation": true,
              "KeyPolicy": {
                "Version": "2012-10-17",
                "Statement": [
                  {
                    "Effect": "Allow",
                    "Action": "kms:*",
                    "Resource": "*",
                    "Principal": {
                      "AWS": { "Fn::Sub": "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root" }
                    }
                  }
                ]
              },
              "Tags": [
                {
                  "Key": "Project",
                  "Value": "orders"
                }
              ]
            }
          }
        }
      }
      "
    `);
  });
  it('adds what is asked of the type, too', () => {
    const more = {
      'plumbline.yaml':
        'version: 1\nrequirements:\n  services: [lambda]\n  properties: { lambda: { timeout: 20, memory: 256 } }\n',
    };
    expect(fixed(withFiles(cdk`new sqs.Queue(this, 'Jobs');`, more))).toContain('timeout: cdk.Duration.seconds(20)');
    expect(fixed(withFiles(jobs, more))).toContain('MemorySize: 256');
  });
  it('adds networks, keys, dashboards and flow logs', () => {
    const one = (service: string) =>
      fixed(withFiles(cdk`${WORKER}`, asks(`[${service}]`))).replace(/^.*?\}\);\n(?= *new)/s, '');
    expect(['vpc', 'kms', 'dashboard', 'event_bus'].map(one)).toMatchInlineSnapshot(`
      [
        "new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
      }
      }
      ",
        "new kms.Key(this, 'Key', { enableKeyRotation: true });
      }
      }
      ",
        "new cloudwatch.Dashboard(this, 'Dashboard', {
        widgets: [[new cloudwatch.GraphWidget({ title: 'Errors', left: [worker.metricErrors()] })]],
      });
      }
      }
      ",
        "new events.EventBus(this, 'Bus', { eventBusName: \`\${cdk.Aws.STACK_NAME}-bus\` });
      }
      }
      ",
      ]
    `);
    expect(fixed(withFiles(cdk`const vpc = new ec2.Vpc(this, 'Vpc');`, asks('[flow_log]')))).toContain(
      "new ec2.FlowLog(this, 'FlowLog', { resourceType: ec2.FlowLogResourceType.fromVpc(vpc) });",
    );
    const json_ = (service: string) => fixed(withFiles(inJson, asks(`[${service}]`)));
    expect(['vpc', 'kms', 'dashboard'].map(json_)).toMatchInlineSnapshot(`
      [
        "{
        "Resources": {
          "Jobs": { "Type": "AWS::SQS::Queue" },
          "Vpc": {
            "Type": "AWS::EC2::VPC",
            "Properties": {
              "CidrBlock": "10.0.0.0/16",
              "EnableDnsHostnames": true,
              "EnableDnsSupport": true
            }
          }
        }
      }
      ",
        "{
        "Resources": {
          "Jobs": { "Type": "AWS::SQS::Queue" },
          "Key": {
            "Type": "AWS::KMS::Key",
            "Properties": {
              "EnableKeyRotation": true,
              "KeyPolicy": {
                "Version": "2012-10-17",
                "Statement": [
                  {
                    "Effect": "Allow",
                    "Action": "kms:*",
                    "Resource": "*",
                    "Principal": {
                      "AWS": { "Fn::Sub": "arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root" }
                    }
                  }
                ]
              }
            }
          }
        }
      }
      ",
        "{
        "Resources": {
          "Jobs": { "Type": "AWS::SQS::Queue" },
          "Dashboard": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Properties": {
              "DashboardBody": { "Fn::Sub": "{\\"widgets\\":[{\\"type\\":\\"text\\",\\"properties\\":{\\"markdown\\":\\"What is to be watched goes here.\\"}}]}" }
            }
          }
        }
      }
      ",
      ]
    `);
  });
  it('says what else would be asked of the new one', () => {
    const files = {
      'plumbline.yaml':
        'version: 1\nrequirements:\n  services: [sns]\n  properties:\n    sns: { KmsMasterKeyId: { set: true } }\n',
    };
    const documents = [
      { uri: 'file:///w/t.yaml', version: 1, text: jobs.text },
      { uri: 'file:///w/plumbline.yaml', version: 1, text: files['plumbline.yaml'] },
    ];
    const workspace = createWorkspace({
      host: { fileExists: () => null },
      projectOf: () => 'file:///w/',
      today: () => '2026-11-21',
    });
    for (const document of documents) workspace.update(document);
    const finding = workspace.allFindings().find(f => f.rule === 'arch/missing-service') as Finding;
    expect(proposeFixes(workspace, finding).map(f => f.title)).toEqual([
      'Add the Topic Topic beside Jobs (leaves another requirement open)',
    ]);
  });

  const demanding = {
    'plumbline.yaml': `version: 1
requirements:
  services: [dynamodb, sqs]
  encryption: { customer_key: [dynamodb] }
  tags: { required: { Project: orders, Owner: "*" } }
  properties: { dynamodb: { point_in_time_recovery: true, deletion_protection: true } }
`,
  };
  it('gives what it adds to code what requirements ask of it', () => {
    const text = fixed(
      withFiles(
        cdk`
          cdk.Tags.of(this).add('Owner', 'web');
          const jobs = new sqs.Queue(this, 'Jobs');
          cdk.Tags.of(jobs).add('Project', 'orders');
        `,
        demanding,
      ),
    );
    expect(
      text.slice(text.indexOf('const key')),
    ).toContain(`const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
cdk.Tags.of(key).add('Project', 'orders');
const jobs = new sqs.Queue(this, 'Jobs');
const table = new dynamodb.Table(this, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  encryptionKey: key,
});
cdk.Tags.of(table).add('Project', 'orders');`);
  });
  it('takes the key that is there, and leaves the tags to where all lack them', () => {
    const text = fixed(
      withFiles(cdk`const data = new kms.Key(this, 'Data'); const jobs = new sqs.Queue(this, 'Jobs');`, demanding),
    );
    expect(text).toContain('encryptionKey: data,');
    expect(text).not.toContain('Tags.of');
    expect(text.match(/new kms\.Key/g)).toHaveLength(1);
  });
  it('does so in templates, too', () => {
    const text = fixed(
      withFiles(
        yaml`${'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: jobs\n'}`,
        demanding,
      ),
    );
    expect(text).toContain('PointInTimeRecoveryEnabled: true');
    expect(text).toContain('KMSMasterKeyId: !GetAtt Key.Arn');
    expect(text).toContain('Value: orders');
  });
});
