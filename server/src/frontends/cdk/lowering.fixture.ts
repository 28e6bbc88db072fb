/** A small lowering table for the tests of the reader, so that they say the same whatever the generated one holds. */
import type { LoweringTable } from '../../knowledge/types.ts';

export const table: LoweringTable = {
  version: 'fixture',
  constructs: {
    'aws-cdk-lib.aws_s3.Bucket': {
      type: 'AWS::S3::Bucket',
      props: {
        bucketName: { to: 'BucketName' },
        versioned: { to: 'VersioningConfiguration.Status', values: { true: 'Enabled', false: null } },
        removalPolicy: { to: '@DeletionPolicy' },
        encryption: {
          to: 'BucketEncryption',
          values: { 'aws-cdk-lib.aws_s3.BucketEncryption.KMS': { Rules: [{ Algorithm: 'aws:kms' }] }, '*': null },
        },
        autoDeleteObjects: [],
        lifecycleRules: {
          to: 'LifecycleConfiguration.Rules',
          props: {
            expiration: { to: 'ExpirationInDays', unit: 'days' },
            enabled: { to: 'Status', values: { false: 'Disabled' } },
          },
          defaults: { Status: 'Enabled' },
        },
      },
      defaults: { '@DeletionPolicy': 'Retain' },
      attributes: { bucketArn: 'Arn', bucketName: null },
    },
    'aws-cdk-lib.aws_lambda.Function': {
      type: 'AWS::Lambda::Function',
      props: {
        runtime: { to: 'Runtime' },
        handler: { to: 'Handler' },
        code: { to: 'Code', opaque: true },
        timeout: { to: 'Timeout', unit: 'seconds' },
        memorySize: { to: 'MemorySize' },
        environment: { to: 'Environment.Variables' },
        role: { to: 'Role', opaque: true, attribute: 'Arn' },
        initialPolicy: [],
      },
      defaults: { Role: null },
      attributes: { functionArn: 'Arn', functionName: null },
    },
    'aws-cdk-lib.aws_lambda_nodejs.NodejsFunction': {
      type: 'AWS::Lambda::Function',
      props: {
        runtime: { to: 'Runtime' },
        entry: { to: 'Code', opaque: true },
        bundling: { to: 'Code', opaque: true },
      },
      defaults: { Handler: 'index.handler' },
      attributes: {},
    },
    'aws-cdk-lib.aws_iam.Role': {
      type: 'AWS::IAM::Role',
      props: {
        roleName: { to: 'RoleName' },
        assumedBy: { to: 'AssumeRolePolicyDocument', opaque: true },
        managedPolicies: { to: 'ManagedPolicyArns' },
        inlinePolicies: { to: 'Policies', opaque: true },
      },
      defaults: {},
      attributes: { roleArn: 'Arn', roleName: null },
    },
    'aws-cdk-lib.aws_iam.Policy': {
      type: 'AWS::IAM::Policy',
      props: { statements: [], roles: [] },
      defaults: {},
      attributes: {},
    },
    'aws-cdk-lib.aws_sqs.Queue': {
      type: 'AWS::SQS::Queue',
      props: { queueName: { to: 'QueueName' }, visibilityTimeout: { to: 'VisibilityTimeout', unit: 'seconds' } },
      defaults: {},
      attributes: { queueArn: 'Arn', queueUrl: null },
    },
    'aws-cdk-lib.aws_sns.Topic': { type: 'AWS::SNS::Topic', props: {}, defaults: {}, attributes: { topicArn: null } },
    'aws-cdk-lib.aws_dynamodb.Table': { type: 'AWS::DynamoDB::Table', props: {}, defaults: {}, attributes: {} },
    'aws-cdk-lib.aws_route53.RecordSet': {
      type: 'AWS::Route53::RecordSet',
      props: {
        zone: [
          { to: 'HostedZoneId', opaque: true },
          { to: 'Name', opaque: true },
        ],
        recordName: { to: 'Name', opaque: true },
      },
      defaults: {},
      attributes: {},
    },
    'aws-cdk-lib.aws_events.Rule': {
      type: 'AWS::Events::Rule',
      props: {
        targets: [],
        eventPattern: {
          to: 'EventPattern',
          props: { source: { to: 'source' }, detailType: { to: 'detail-type' } },
        },
      },
      defaults: {},
      attributes: {},
    },
    'aws-cdk-lib.aws_apigateway.RestApi': { type: 'AWS::ApiGateway::RestApi', props: {}, defaults: {}, attributes: {} },
    'aws-cdk-lib.aws_ec2.SecurityGroup': { type: 'AWS::EC2::SecurityGroup', props: {}, defaults: {}, attributes: {} },
  },
  statics: { 'aws-cdk-lib.aws_lambda.Runtime.NODEJS_18_X': 'nodejs18.x' },
  l1: {
    'aws-cdk-lib.aws_s3.CfnBucket': 'AWS::S3::Bucket',
    'aws-cdk-lib.aws_iam.CfnRole': 'AWS::IAM::Role',
    'aws-cdk-lib.aws_dynamodb.CfnTable': 'AWS::DynamoDB::Table',
    'aws-cdk-lib.aws_lambda.CfnFunction': 'AWS::Lambda::Function',
  },
  l1Names: { sseSpecification: 'SSESpecification' },
};
