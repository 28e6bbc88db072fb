/** Names that can exist once. */
import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notUniquePerEnvironment } from './not-unique-per-environment.ts';

const bucket = (name: string) => yaml`
  Parameters:
    Stage: { Type: String, Default: dev }
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
      Properties:
        BucketName: ${name}
`;

ruleTest(notUniquePerEnvironment, ({ check, fixed, offered }) => {
  check(
    'buckets are worse than others',
    yaml`
      Parameters:
        EnvironmentName: { Type: String }
      Resources:
        Invoices:
          Type: AWS::S3::Bucket
          Properties:
            BucketName: orders-invoices
      #                 ^^^^^^^^^^^^^^^ warning naming/not-unique-per-environment (fix): The bucket name orders-invoices is the same in every deployment, and unique in the world: it can exist once.
        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            TableName: orders
      #                ^^^^^^ information naming/not-unique-per-environment (fix): The name orders of Orders is the same in every deployment: a second one in the account fails.
    `,
  );
  check(
    'rules on the default event bus or one with a fixed name; silent on a bus that differs',
    yaml`
      Parameters:
        Env: { Type: String }
      Resources:
        Bus: { Type: AWS::Events::EventBus, Properties: { Name: !Sub '${'${Env}'}-orders' } }
        Partner:
          Type: AWS::Events::EventBus
          Properties: { EventSourceName: aws.partner/example.com/1, Name: aws.partner/example.com/1 }
        OnBus: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Bus, Name: order-placed } }
        OnShared:
          Type: AWS::Events::Rule
          Properties: { EventBusName: !Sub '{{resolve:ssm:/${'${Env}'}/bus}}', Name: order-placed }
        OnDefault:
          Type: AWS::Events::Rule
          Properties:
            Name: order-placed
      #           ^^^^^^^^^^^^ information naming/not-unique-per-environment (fix): The name order-placed of OnDefault is the same in every deployment: a second one in the account fails.
        OnNamed:
          Type: AWS::Events::Rule
          Properties:
            EventBusName: orders
            Name: order-placed
      #           ^^^^^^^^^^^^ information naming/not-unique-per-environment (fix): The name order-placed of OnNamed is the same in every deployment: a second one in the account fails.
    `,
  );
  check(
    'rules of CDK code',
    cdk`
      class Sync extends cdk.Stack {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          const bus = new events.EventBus(this, 'Bus');
          new events.Rule(this, 'OnBus', { eventBus: bus, ruleName: 'order-placed', eventPattern: { source: ['orders'] } });
          new events.Rule(this, 'Nightly', { ruleName: 'nightly', schedule: events.Schedule.rate(cdk.Duration.hours(6)) });
          //                                           ^^^^^^^^^ information naming/not-unique-per-environment (fix): The name nightly of Nightly is the same in every deployment: a second one in the account fails.
        }
      }
      new Sync(app, 'A');
      new Sync(app, 'B');
    `,
  );
  for (const name of [
    '!Ref Stage',
    "!Sub 'orders-${Stage}'",
    "!Join ['-', [orders, !Ref AWS::AccountId]]",
    'orders-prod',
    'staging.orders.example.com',
    'orders-eu-west-1',
    "'{{resolve:ssm:/orders/bucket}}'",
    '!ImportValue orders-bucket',
    '!If [IsProd, orders-a, orders-b]',
  ])
    check(`silent: ${name}`, bucket(name));
  check(
    'silent: types whose names repeat or belong to the stack, roles, log groups of services',
    yaml`
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
        Group: { Type: AWS::EC2::SecurityGroup, Properties: { GroupName: orders, GroupDescription: orders } }
        Role: { Type: AWS::IAM::Role, Properties: { RoleName: orders, AssumeRolePolicyDocument: {} } }
        Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/orders } }
    `,
  );
  check(
    'silent in CDK: the stage is folded in, or comes from the app',
    withFiles(
      cdk`
        import * as cdk from 'aws-cdk-lib';
        import { aws_s3 as s3 } from 'aws-cdk-lib';
        import { config } from './config';
        const stage = 'blue';
        export class OrdersStack extends cdk.Stack {
          constructor(scope: cdk.App, id: string) {
            super(scope, id);
            new s3.Bucket(this, 'Folded', { bucketName: \`orders-\${stage}\` });
            new s3.Bucket(this, 'Configured', { bucketName: config.bucket });
          }
        }
      `,
      { 'config.ts': "export const config = { bucket: 'orders-invoices' };" },
    ),
  );
  check(
    'in CDK, where one class makes two stacks',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
      class OrdersStack extends cdk.Stack {
        constructor(scope: cdk.App, id: string) {
          super(scope, id);
          new dynamodb.Table(this, 'Orders', {
            tableName: 'orders',
      //               ^^^^^^^^ information naming/not-unique-per-environment (fix): The name orders of Orders is the same in every deployment: a second one in the account fails.
            partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          });
        }
      }
      const app = new cdk.App();
      new OrdersStack(app, 'Blue');
      new OrdersStack(app, 'Green');
    `,
  );
  check(
    'where another name has the stack’s in it',
    yaml`
      Resources:
        Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '${'${AWS::StackName}'}-orders' } }
        Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: print-jobs } }
      #                                                         ^^^^^^^^^^ information naming/not-unique-per-environment (fix): The name print-jobs of Jobs is the same in every deployment: a second one in the account fails.
    `,
  );
  check(
    'silent: names of a stack of which nothing shows that there are two',
    yaml`
      Parameters:
        Region: { Type: String, AllowedValues: [eu-west-1, eu-central-1] }
      Resources:
        Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: print-jobs } }
        Files: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub 'files-${'${AWS::AccountId}'}' } }
    `,
  );
  it('offers both ways', () =>
    expect(offered(bucket('orders-invoices'))).toEqual([
      'replacement: Add account and region to the name of Invoices',
      'replacement: Let CloudFormation name Invoices',
    ]));
  it('adds the account and the region', () =>
    expect(fixed(bucket('orders-invoices'))).toContain(
      'BucketName: !Sub orders-invoices-${AWS::AccountId}-${AWS::Region}',
    ));
  it('keeps the end of a FIFO queue', () =>
    expect(
      fixed(yaml`
        Parameters:
          Stage: { Type: String }
        Resources:
          Jobs:
            Type: AWS::SQS::Queue
            Properties:
              QueueName: jobs.fifo
              FifoQueue: true
      `),
    ).toContain('QueueName: !Sub jobs-${AWS::StackName}.fifo'));
  it('removes the name', () =>
    expect(fixed(cdk`new s3.Bucket(this, 'Invoices', { bucketName: 'orders-invoices' });`, { fix: 1 })).not.toContain(
      'bucketName',
    ));
});
