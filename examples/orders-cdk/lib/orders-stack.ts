import * as path from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface OrdersStackProps extends cdk.StackProps {
  readonly stage: string;
}

/** Takes orders over HTTP, keeps them in a table, and prints an invoice for each. */
export class OrdersStack extends cdk.Stack {
  readonly table: dynamodb.Table;

  constructor(scope: Construct, id: string, props: OrdersStackProps) {
    super(scope, id, props);

    const key = new kms.Key(this, 'OrdersKey', {
      alias: `orders-${props.stage}`,
      enableKeyRotation: false,
    });

    this.table = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'orderId', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
    });

    const invoices = new s3.Bucket(this, 'Invoices', {
      bucketName: 'orders-invoices',
      encryptionKey: key,
      enforceSSL: true,
    });

    const incoming = new sqs.Queue(this, 'Incoming', {
      visibilityTimeout: cdk.Duration.seconds(30),
    });

    const role = new iam.Role(this, 'HandlerRole', {
      roleName: 'orders-handler',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [
        iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole'),
        iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonDynamoDBFullAccess'),
      ],
    });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:Query'],
        resources: ['*'],
      }),
    );

    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_18_X,
      handler: 'orders.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '../lambda')),
      role,
      timeout: cdk.Duration.seconds(30),
      environment: {
        TABLE_NAME: this.table.tableName,
        PAYMENT_API_KEY: 'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
      },
    });
    handler.addEventSource(new SqsEventSource(incoming));

    const printer = new lambda.Function(this, 'Printer', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(`
        const AWS = require('aws-sdk');
        const s3 = new AWS.S3();
        exports.handler = async event => {
          await s3.putObject({ Bucket: process.env.BUCKET, Key: event.id, Body: 'paid' }).promise();
        };
      `),
      environment: { BUCKET: invoices.bucketName },
    });
    invoices.grantWrite(printer);
    invoices.addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.LambdaDestination(printer));

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
    const admin = new ec2.SecurityGroup(this, 'Admin', { vpc });
    admin.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22), 'Administration');

    const api = new apigateway.RestApi(this, 'Api');
    api.root.addMethod('POST', new apigateway.LambdaIntegration(handler));
  }
}
