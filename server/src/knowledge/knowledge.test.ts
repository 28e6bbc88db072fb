/** The accessors of the generated tables, on facts that are known from AWS's documentation. */
import { describe, expect, it } from 'vitest';
import {
  accessLevel,
  actionExists,
  createOnlyProperties,
  expandAction,
  grantActions,
  lowering,
  managedPolicy,
  nameRule,
  nearestActions,
  newestRuntime,
  runtimeFacts,
  sdkV3,
  serviceExists,
  supportsResourceArn,
} from './index.ts';
import { nameRules } from './nameRules.ts';

describe('IAM actions', () => {
  it('expands patterns without regard to case', () => {
    const reads = expandAction('s3:Get*');
    expect(reads.length).toBeGreaterThan(60);
    expect(reads).toContain('s3:GetObject');
    expect(reads.every(action => action.startsWith('s3:Get'))).toBe(true);
    expect(expandAction('S3:getobject')).toEqual(['s3:GetObject']);
    expect(expandAction('s3:GetObjec?')).toEqual(['s3:GetObject']);
    expect(expandAction('sqs:*Message')).toEqual(['sqs:DeleteMessage', 'sqs:ReceiveMessage', 'sqs:SendMessage']);
    expect(expandAction('*').length).toBeGreaterThan(20_000);
    expect(expandAction('dynamo*:GetItem')).toEqual(['dynamodb:GetItem']);
  });

  it('expands to nothing what is no action', () => {
    for (const pattern of ['', 's3', 's3:', ':', 's3:PutObjects', 'nosuch:*', '__proto__:x', 's3:(', 's3:[*'])
      expect(expandAction(pattern), pattern).toEqual([]);
  });

  it('takes a pattern of many stars in its stride', () => {
    expect(expandAction(`s3:${'*a'.repeat(12)}*b`)).toEqual([]);
  });

  it('knows what exists', () => {
    expect(actionExists('s3:GetObject')).toBe(true);
    expect(actionExists('s3:PutObjects')).toBe(false);
    expect(actionExists('s3:constructor')).toBe(false);
    expect(serviceExists('DynamoDB')).toBe(true);
    expect(serviceExists('cloudwatch-logs')).toBe(false);
    expect(serviceExists('constructor')).toBe(false);
  });

  it('knows where only a star is possible', () => {
    expect(supportsResourceArn('ec2:DescribeInstances')).toBe(false);
    expect(supportsResourceArn('s3:ListAllMyBuckets')).toBe(false);
    expect(supportsResourceArn('ecr:GetAuthorizationToken')).toBe(false);
    expect(supportsResourceArn('s3:GetObject')).toBe(true);
    expect(supportsResourceArn('dynamodb:PutItem')).toBe(true);
    expect(supportsResourceArn('cloudwatch:PutMetricData')).toBe(false);
    expect(supportsResourceArn('s3:Nothing')).toBeNull();
  });

  it('gives access levels', () => {
    expect(accessLevel('s3:GetObject')).toBe('Read');
    expect(accessLevel('s3:ListBucket')).toBe('List');
    expect(accessLevel('dynamodb:PutItem')).toBe('Write');
    expect(accessLevel('dynamodb:TagResource')).toBe('Tagging');
    expect(accessLevel('iam:AttachRolePolicy')).toBe('Permissions management');
    expect(accessLevel('iam:Nothing')).toBeNull();
  });

  it('finds what was meant', () => {
    expect(nearestActions('s3:PutObjects', 1)).toEqual(['s3:PutObject']);
    expect(nearestActions('dynamdb:GetItem', 1)).toEqual(['dynamodb:GetItem']);
    expect(nearestActions('cloudwatch-logs:PutLogEvent', 1)).toEqual(['logs:PutLogEvents']);
    expect(nearestActions('stepfunctions:StartExecution', 1)).toEqual(['states:StartExecution']);
    expect(nearestActions('s3vectors:CreateVectorIndex', 1)).toEqual(['s3vectors:CreateIndex']);
    expect(nearestActions('s3:PutBucketNotificationConfiguration', 1)).toEqual(['s3:PutBucketNotification']);
    expect(nearestActions('s3:Xyzzyxyzzyxyzzy', 3)).toEqual([]);
    expect(nearestActions('', 3)).toEqual([]);
  });
});

describe('managed policies', () => {
  it('gives the path of a name', () => {
    expect(managedPolicy('AWSLambdaBasicExecutionRole')).toEqual({ path: 'service-role/' });
    expect(managedPolicy('AmazonS3FullAccess')).toEqual({ path: '' });
    expect(managedPolicy('Billing')).toEqual({ path: 'job-function/' });
    expect(managedPolicy('service-role/AWSLambdaBasicExecutionRole')).toBeNull();
    expect(managedPolicy('toString')).toBeNull();
  });
});

describe('Lambda runtimes', () => {
  it('gives dates and successors', () => {
    expect(runtimeFacts('nodejs18.x')).toEqual({
      id: 'nodejs18.x',
      family: 'nodejs',
      deprecated: '2025-09-01',
      blockCreate: '2027-02-01',
      blockUpdate: '2027-03-03',
      successor: 'nodejs24.x',
    });
    expect(runtimeFacts('go1.x')?.successor).toBe('provided.al2023');
    expect(runtimeFacts('dotnetcore3.1')?.family).toBe('dotnet');
    expect(runtimeFacts('nodejs99.x')).toBeNull();
    expect(runtimeFacts('valueOf')).toBeNull();
  });

  it('knows the newest of a family', () => {
    expect(newestRuntime('nodejs')).toBe('nodejs24.x');
    expect(newestRuntime('python')).toBe('python3.14');
    expect(newestRuntime('go')).toBeNull();
  });
});

describe('SDK clients', () => {
  it('leads from v2 to v3', () => {
    expect(sdkV3('DynamoDB')).toEqual({ package: '@aws-sdk/client-dynamodb', client: 'DynamoDB' });
    expect(sdkV3('s3')).toEqual({ package: '@aws-sdk/client-s3', client: 'S3' });
    expect(sdkV3('StepFunctions')).toEqual({ package: '@aws-sdk/client-sfn', client: 'SFN' });
    expect(sdkV3('CognitoIdentityServiceProvider')?.package).toBe('@aws-sdk/client-cognito-identity-provider');
    expect(sdkV3('Nothing')).toBeNull();
  });
});

describe('grants', () => {
  it('gives the actions of a method', () => {
    expect(grantActions('dynamodb.Table', 'grantReadData')).toContain('dynamodb:Query');
    expect(grantActions('sns.Topic', 'grantPublish')).toEqual(['sns:Publish']);
    expect(grantActions('s3.Bucket', 'grantNothing')).toBeNull();
  });
});

describe('CloudFormation properties', () => {
  it('knows whose change replaces the resource', () => {
    expect(createOnlyProperties('AWS::S3::Bucket')).toContain('BucketName');
    expect(createOnlyProperties('AWS::S3::Bucket')).not.toContain('VersioningConfiguration');
    expect(createOnlyProperties('AWS::RDS::DBInstance')).toContain('StorageEncrypted');
    expect(createOnlyProperties('AWS::DynamoDB::Table')).toContain('KeySchema');
    expect(createOnlyProperties('AWS::No::Type')).toEqual([]);
    expect(createOnlyProperties('AWS::Serverless::Function')).toEqual(['FunctionName', 'PackageType']);
    expect(createOnlyProperties('AWS::Serverless::HttpApi')).toEqual([]);
  });

  it.each([
    ['AWS::S3::Bucket', ['my-bucket', 'a.b-c', '123'], ['My-Bucket', 'ab_c', '-abc', 'a..b', '10.0.0.1', 'xn--abc']],
    ['AWS::Lambda::Function', ['my-Function_1'], ['my function', 'a.b', '']],
    ['AWS::SQS::Queue', ['orders', 'orders.fifo'], ['orders.queue', 'a b']],
    ['AWS::SNS::Topic', ['orders', 'orders.fifo'], ['orders!']],
    ['AWS::DynamoDB::Table', ['my.table-1_a'], ['my table']],
    ['AWS::Logs::LogGroup', ['/aws/lambda/x', 'app#1'], ['aws/x', 'a b', 'a:b']],
    ['AWS::IAM::Role', ['my_role+=,.@-'], ['my role', 'my/role']],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['my-lb'], ['-lb', 'lb-', 'internal-lb', 'my_lb']],
    ['AWS::RDS::DBInstance', ['my-db1', 'a'], ['1db', 'my--db', 'db-', 'my_db']],
    ['AWS::ECR::Repository', ['team/app', 'a-b.c'], ['Team/app', '/app']],
  ])('knows what %s takes as a name', (type, good, bad) => {
    const pattern = new RegExp(nameRule(type)?.pattern ?? '$^');
    for (const name of good) expect(pattern.test(name), name).toBe(true);
    for (const name of bad) expect(pattern.test(name), name).toBe(false);
  });

  it('finds the property with the name for every rule, and for other types', () => {
    for (const type of Object.keys(nameRules)) {
      const rule = nameRule(type);
      expect(rule?.property, type).toBeTruthy();
      expect(() => new RegExp(rule?.pattern ?? '(')).not.toThrow();
    }
    expect(nameRule('AWS::Athena::WorkGroup')).toEqual({
      property: 'Name',
      pattern: null,
      minLength: null,
      maxLength: null,
      words: '',
    });
    expect(nameRule('AWS::S3::BucketPolicy')).toBeNull();
  });
});

describe('lowering', () => {
  const props = (name: string) => lowering().constructs[`aws-cdk-lib.${name}`]?.props ?? {};

  it('has the constructs that people use', () => {
    expect(Object.keys(lowering().constructs).length).toBeGreaterThan(60);
    expect(lowering().constructs['aws-cdk-lib.aws_s3.Bucket']?.type).toBe('AWS::S3::Bucket');
  });

  it('knows where props go', () => {
    expect(props('aws_s3.Bucket').versioned).toEqual({
      to: 'VersioningConfiguration.Status',
      values: { true: 'Enabled', false: null },
    });
    expect(props('aws_kms.Key').enableKeyRotation).toEqual({ to: 'EnableKeyRotation' });
    expect(props('aws_sqs.Queue').visibilityTimeout).toEqual({ to: 'VisibilityTimeout', unit: 'seconds' });
    expect(props('aws_lambda.Function').runtime).toEqual({ to: 'Runtime' });
    expect(props('aws_lambda.Function').environment).toEqual({ to: 'Environment.Variables' });
    expect(props('aws_lambda.Function').ephemeralStorageSize).toEqual({
      to: 'EphemeralStorage.Size',
      unit: 'mebibytes',
    });
    expect(props('aws_dynamodb.Table').pointInTimeRecoverySpecification).toMatchObject({
      to: 'PointInTimeRecoverySpecification',
      props: { pointInTimeRecoveryEnabled: { to: 'PointInTimeRecoveryEnabled' } },
    });
    expect(props('aws_logs.LogGroup').retention).toMatchObject({
      to: 'RetentionInDays',
      values: { 'aws-cdk-lib.aws_logs.RetentionDays.ONE_WEEK': 7, 'aws-cdk-lib.aws_logs.RetentionDays.INFINITE': null },
    });
    expect(props('aws_sqs.Queue').deadLetterQueue).toMatchObject({
      to: 'RedrivePolicy',
      props: { queue: { to: 'deadLetterTargetArn', opaque: true, attribute: 'Arn' } },
    });
    expect(props('aws_s3.Bucket').lifecycleRules).toMatchObject({
      to: 'LifecycleConfiguration.Rules',
      props: { expiration: { to: 'ExpirationInDays', unit: 'days' } },
    });
  });

  it('knows what stands there when nothing is said', () => {
    const defaults = (name: string) => lowering().constructs[`aws-cdk-lib.${name}`]?.defaults;
    expect(defaults('aws_s3.Bucket')).toEqual({ '@DeletionPolicy': 'Retain', '@UpdateReplacePolicy': 'Retain' });
    expect(defaults('aws_logs.LogGroup')?.RetentionInDays).toBe(731);
    expect(defaults('aws_lambda.Function')).toEqual({ Role: null });
  });

  it('never lets a text that was only tried get into the table', () => {
    expect(JSON.stringify(lowering().constructs)).not.toMatch(/plumb/i);
  });

  it('knows attributes, statics and L1 classes', () => {
    const table = lowering();
    expect(table.constructs['aws-cdk-lib.aws_dynamodb.Table']?.attributes).toMatchObject({
      tableArn: 'Arn',
      tableName: null,
      tableStreamArn: 'StreamArn',
    });
    expect(table.statics['aws-cdk-lib.aws_lambda.Runtime.NODEJS_18_X']).toBe('nodejs18.x');
    expect(table.statics['aws-cdk-lib.aws_dynamodb.BillingMode.PAY_PER_REQUEST']).toBe('PAY_PER_REQUEST');
    expect(table.statics['aws-cdk-lib.aws_logs.RetentionDays.ONE_WEEK']).toBe(7);
    expect(table.l1['aws-cdk-lib.aws_s3.CfnBucket']).toBe('AWS::S3::Bucket');
    expect(table.l1['aws-cdk-lib.aws_ec2.CfnVPC']).toBe('AWS::EC2::VPC');
    expect(Object.keys(table.l1).length).toBeGreaterThan(1500);
    expect(table.l1Names['AWS::RDS::DBInstance:caCertificateIdentifier']).toBe('CACertificateIdentifier');
    expect(table.l1Names.dbInstanceClass).toBe('DBInstanceClass');
  });
});
