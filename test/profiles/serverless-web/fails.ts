import * as cdk from 'aws-cdk-lib';
import { aws_apigateway as apigateway, aws_dynamodb as dynamodb, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export class OrdersStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PROVISIONED,
    });
    const handler = new lambda.Function(this, 'Handler', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset('lambda'),
      role: new iam.Role(this, 'HandlerRole', {
        assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')],
      }),
    });
    new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.INFINITE });
    new apigateway.LambdaRestApi(this, 'Api', { handler });
    const vpc = new ec2.Vpc(this, 'Vpc');
    new ec2.Instance(this, 'Worker', {
      vpc,
      instanceType: new ec2.InstanceType('t3.micro'),
      machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
  }
}
