import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingService } from './missing-service.ts';

const asks = (services: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  services: ${services}\n` });
const said = (place: string, message: string) => `warning arch/missing-service ${JSON.stringify(place)}: ${message}`;
const nats = (n: number) =>
  `Resources:\n${Array.from({ length: n }, (_, i) => `  Nat${i}:\n    Type: AWS::EC2::NatGateway\n`).join('')}  Vpc:\n    Type: AWS::EC2::VPC\n`;

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
  it('leaves what can’t be made from nothing', () => {
    expect(offered(withFiles(jobs, asks('[api_gateway]')))).toMatchInlineSnapshot(`
      [
        "refused: Fix arch/missing-service (how it is to be made is for you to say)",
      ]
    `);
  });
});
