/** What the reader makes of each form in which CDK code is written. */
import { describe, expect, it, vi } from 'vitest';
import { dedent } from '../../core/rule.ts';
import { table } from './lowering.fixture.ts';
import { linked, text } from './rendering.ts';

vi.mock('../../knowledge/lowering.ts', () => ({ lowering: () => table }));

const IMPORTS = `import * as cdk from 'aws-cdk-lib';
import { aws_s3 as s3, aws_iam as iam, aws_lambda as lambda, aws_sqs as sqs, aws_sns as sns, aws_ec2 as ec2 } from 'aws-cdk-lib';
import { aws_dynamodb as dynamodb, aws_events as events, aws_apigateway as apigateway } from 'aws-cdk-lib';
import { aws_lambda_event_sources as sources, aws_s3_notifications as s3n } from 'aws-cdk-lib';
import { aws_events_targets as targets, aws_sns_subscriptions as subscriptions, aws_lambda_nodejs as nodejs } from 'aws-cdk-lib';
import * as path from 'node:path';
`;

/** The body of a stack's constructor, read. */
function stack(body: string): string {
  const code = `${IMPORTS}export class S extends cdk.Stack {\nconstructor(scope: any, id: string, props?: any) {\nsuper(scope, id, props);\n${dedent(body)}}\n}\n`;
  return text(linked({ 'lib/s.ts': code }).part);
}

function files(all: Record<string, string>): string {
  return text(linked(Object.fromEntries(Object.entries(all).map(([name, code]) => [name, dedent(code)]))).part);
}

describe('constructs', () => {
  it('L1: names are capitalised at every depth, maps keep their keys', () => {
    expect(
      stack(`
        new dynamodb.CfnTable(this, 'T', {
          sseSpecification: { sseEnabled: true },
          keySchema: [{ attributeName: 'pk', keyType: 'HASH' }],
          tags: [{ key: 'team', value: 'a' }],
        });
        new lambda.CfnFunction(this, 'F', { environment: { variables: { tableName: 'x', OTHER: 'y' } }, role: 'r' });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/T AWS::DynamoDB::Table
        SSESpecification: {SseEnabled: true}
        KeySchema: [{AttributeName: "pk", KeyType: "HASH"}]
        Tags: [{Key: "team", Value: "a"}]
      S/F AWS::Lambda::Function
        Environment: {Variables: {tableName: "x", OTHER: "y"}}
        Role: "r"
      "
    `);
  });

  it('L2: an object is where its prop is, and not where the first of its keys is', () => {
    const code = `${IMPORTS}new events.Rule(new cdk.Stack(), 'R', { eventPattern: { source: ['a'], detailType: ['b'] } });`;
    const { part } = linked({ 'app.ts': code });
    const [entry] = part.resources[0]?.properties.entries ?? [];
    const at = (place?: { start: number; end: number }) => code.slice(place?.start, place?.end);
    expect(at(entry?.keySpan)).toBe('eventPattern');
    expect(at(entry?.span)).toBe("eventPattern: { source: ['a'], detailType: ['b'] }");
    expect(entry?.value.kind === 'object' && entry.value.entries.map(e => at(e.keySpan))).toEqual([
      'source',
      'detailType',
    ]);
  });

  it.each([
    ['aws_route53', "RecordSet(stack, 'R', { zone, recordName: name })", 'Name', 'recordName'],
    ['aws_route53', "RecordSet(stack, 'R', { recordName: name, zone })", 'Name', 'recordName'],
    ['aws_lambda_nodejs', "NodejsFunction(stack, 'R', { bundling: options, entry: 'a.ts' })", 'Code', 'entry'],
  ])('L2: a property that nobody knows is where the prop is that means it (%s.%s)', (module, call, name, key) => {
    const code = `import { Stack, ${module} as module } from 'aws-cdk-lib';
      export function make(stack: Stack, zone: any, name: any, options: any) { new module.${call}; }
      make(new Stack(), zone(), name(), options());`;
    const { part } = linked({ 'app.ts': code });
    const entry = part.resources[0]?.properties.entries.find(e => e.key === name);
    expect(code.slice(entry?.keySpan.start, entry?.keySpan.end)).toBe(key);
  });

  it('L2: by the table, with defaults, units, enums, lists and what the table does not know', () => {
    expect(
      stack(`
        new s3.Bucket(this, 'A');
        new s3.Bucket(this, 'B', { versioned: true, removalPolicy: cdk.RemovalPolicy.DESTROY, autoDeleteObjects: true });
        new s3.Bucket(this, 'C', { versioned: false, encryption: s3.BucketEncryption.KMS, metrics: [] });
        new s3.Bucket(this, 'D', { encryption: s3.BucketEncryption.UNENCRYPTED, lifecycleRules: [{ expiration: cdk.Duration.days(3) }, { enabled: false }] });
        new sqs.Queue(this, 'Q', { visibilityTimeout: cdk.Duration.minutes(2) });
        new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_18_X, memorySize: 256, timeout: cdk.Duration.seconds(props.t) });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/A AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      S/B AWS::S3::Bucket
        VersioningConfiguration: {Status: "Enabled"}
        @DeletionPolicy: "Delete"
      S/C AWS::S3::Bucket …
        BucketEncryption: {Rules: [{Algorithm: "aws:kms"}]}
        @DeletionPolicy: "Retain" (default)
      S/D AWS::S3::Bucket
        LifecycleConfiguration: {Rules: [{ExpirationInDays: 3, Status: "Enabled" (default)}, {Status: "Disabled"}]}
        @DeletionPolicy: "Retain" (default)
      S/Q AWS::SQS::Queue
        VisibilityTimeout: 120
      S/F AWS::Lambda::Function
        Runtime: "nodejs18.x"
        MemorySize: 256
        Timeout: ?
        Role: ?
      "
    `);
  });

  it('names come from imports in every form', () => {
    expect(
      files({
        'a.ts': `
          import { App, Stack } from 'aws-cdk-lib';
          import * as s3 from 'aws-cdk-lib/aws-s3';
          import { Bucket, CfnBucket as Raw } from 'aws-cdk-lib/aws-s3';
          import cdkDefault from 'aws-cdk-lib';
          import sns = require('aws-cdk-lib/aws-sns');
          const stack = new Stack(new App(), 'A');
          new s3.Bucket(stack, '1');
          new Bucket(stack, '2');
          new Raw(stack, '3', { bucketName: 'raw' });
          new cdkDefault.aws_s3.Bucket(stack, '4');
          new sns.Topic(stack, '5');
        `,
        'old.js': `
          const cdk = require('@aws-cdk/core');
          const { Bucket } = require('@aws-cdk/aws-s3');
          const sqs = require('@aws-cdk/aws-sqs');
          class Old extends cdk.Stack {
            constructor(scope, id, props) {
              super(scope, id, props);
              new Bucket(this, 'B', { bucketName: 'old' });
              new sqs.Queue(this, 'Q');
            }
          }
          module.exports = { Old };
        `,
        'use.js': `
          const { Old } = require('./old');
          const { App } = require('@aws-cdk/core');
          new Old(new App(), 'Used');
        `,
      }),
    ).toMatchInlineSnapshot(`
      "
      A/1 AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      A/2 AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      A/3 AWS::S3::Bucket
        BucketName: "raw"
      A/4 AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      A/5 AWS::SNS::Topic
      Used/B AWS::S3::Bucket
        BucketName: "old"
        @DeletionPolicy: "Retain" (default)
      Used/Q AWS::SQS::Queue
      "
    `);
  });

  it('apps: stacks of other files, props through constructors, one resource for each instance', () => {
    expect(
      files({
        'bin/app.ts': `
          #!/usr/bin/env node
          import 'source-map-support/register';
          import * as cdk from 'aws-cdk-lib';
          import { Data, Api } from '../lib';
          const app = new cdk.App();
          for (const stage of ['dev', 'prod']) {
            const env = { account: stage === 'prod' ? '111111111111' : '222222222222', region: 'eu-west-1' };
            const data = new Data(app, \`\${stage}-data\`, { stage, env });
            new Api(app, \`\${stage}-api\`, { bucket: data.bucket, stage, env });
          }
        `,
        'lib/index.ts': `
          export * from './data.js';
          export { Api } from './api';
        `,
        'lib/data.ts': `
          import { Stack, StackProps, RemovalPolicy } from 'aws-cdk-lib';
          import { Bucket } from 'aws-cdk-lib/aws-s3';
          import { Construct } from 'constructs';
          import { PREFIX, nameOf } from './names';
          interface DataProps extends StackProps { stage: string }
          export class Data extends Stack {
            readonly bucket: Bucket;
            constructor(scope: Construct, id: string, { stage, ...rest }: DataProps) {
              super(scope, id, rest);
              this.bucket = new Bucket(this, 'Bucket', {
                bucketName: nameOf(PREFIX, stage, this.account),
                versioned: stage === 'prod',
              });
            }
          }
        `,
        'lib/names.ts': `
          export const PREFIX = 'acme';
          export const nameOf = (...parts: string[]) => parts.join('-');
        `,
        'lib/api.ts': `
          import { NestedStack, Stack } from 'aws-cdk-lib';
          import { Queue } from 'aws-cdk-lib/aws-sqs';
          import { Construct } from 'constructs';
          class Inner extends Construct {
            readonly queue = new Queue(this, 'Queue', { queueName: 'inner' });
          }
          export class Api extends Stack {
            private inner: Inner;
            constructor(scope, id, private readonly props) {
              super(scope, id, props);
              this.inner = new Inner(this, 'Inner');
              this.build();
            }
            private build() {
              this.props.bucket.grantReadWrite(this.inner.queue);
              new NestedStack(this, 'Nested');
            }
          }
        `,
      }),
    ).toMatchInlineSnapshot(`
      "
      dev-data/Bucket AWS::S3::Bucket
        BucketName: "acme-dev-222222222222"
        @DeletionPolicy: "Retain" (default)
      dev-api/Inner/Queue AWS::SQS::Queue
        QueueName: "inner"
      prod-data/Bucket AWS::S3::Bucket
        BucketName: "acme-prod-111111111111"
        VersioningConfiguration: {Status: "Enabled"}
        @DeletionPolicy: "Retain" (default)
      prod-api/Inner/Queue AWS::SQS::Queue
        QueueName: "inner"
      identity {Effect: "Allow" (default), Action: ["s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*", "s3:PutObject", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:Abort*"], Resource: →Bucket.Arn, …} →  by grantReadWrite
      identity {Effect: "Allow" (default), Action: ["s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*", "s3:PutObject", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", "s3:Abort*"], Resource: →Bucket.Arn, …} →  by grantReadWrite
      dev-api —contains→ dev-api/Nested
      prod-api —contains→ prod-api/Nested
      "
    `);
  });

  it('a class of the app that extends an L2 construct is that resource, at the outer place', () => {
    const { part, documents } = linked({
      's.ts': `${IMPORTS}
class Safe extends s3.Bucket {
  constructor(scope, id, props = {}) { super(scope, id, { versioned: true, ...props }); }
}
const app = new cdk.App();
const stack = new cdk.Stack(app, 'S');
new Safe(stack, 'B', { bucketName: 'x' });
`,
    });
    expect(text(part)).toMatchInlineSnapshot(`
      "
      S/B AWS::S3::Bucket
        VersioningConfiguration: {Status: "Enabled"}
        BucketName: "x"
        @DeletionPolicy: "Retain" (default)
      "
    `);
    const [bucket] = part.resources;
    expect(documents[0]?.text.slice(bucket?.span.start, bucket?.span.end)).toBe(
      "new Safe(stack, 'B', { bucketName: 'x' })",
    );
  });

  it('unknown stays unknown: parameters, spreads, environment, context, calls', () => {
    expect(
      stack(`
        new s3.Bucket(this, 'Param', { bucketName: props.name });
        new s3.Bucket(this, 'Spread', { bucketName: 'x', ...props.bucket });
        new s3.Bucket(this, 'After', { ...props.bucket, bucketName: 'x' });
        new s3.Bucket(this, 'Whole', props.bucket);
        new s3.Bucket(this, 'Env', { bucketName: process.env.NAME });
        new s3.Bucket(this, 'Or', { bucketName: process.env.NAME ?? 'fallback' });
        new s3.Bucket(this, 'Context', { bucketName: this.node.tryGetContext('name') });
        new s3.Bucket(this, 'Call', { bucketName: compute() });
        new s3.Bucket(this, props.id);
        new s3.Bucket(this, 'Text', { bucketName: \`a-\${props.name}-\${cdk.Aws.REGION}\` });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/Param AWS::S3::Bucket
        BucketName: ?
        @DeletionPolicy: "Retain" (default)
      S/Spread AWS::S3::Bucket …
        BucketName: ?
        @DeletionPolicy: ?
      S/After AWS::S3::Bucket …
        BucketName: "x"
        @DeletionPolicy: ?
      S/Whole AWS::S3::Bucket …
        @DeletionPolicy: ?
      S/Env AWS::S3::Bucket
        BucketName: ?
        @DeletionPolicy: "Retain" (default)
      S/Or AWS::S3::Bucket
        BucketName: ? (process.env.NAME) | "fallback" (not process.env.NAME)
        @DeletionPolicy: "Retain" (default)
      S/Context AWS::S3::Bucket
        BucketName: ?
        @DeletionPolicy: "Retain" (default)
      S/Call AWS::S3::Bucket
        BucketName: ?
        @DeletionPolicy: "Retain" (default)
      S/Bucket AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      S/Text AWS::S3::Bucket
        BucketName: \`a-\${…}-\${AWS::Region}\`
        @DeletionPolicy: "Retain" (default)
      "
    `);
  });

  it('conditions: choices, both branches, early returns', () => {
    expect(
      stack(`
        const isProd = props.stage === 'prod';
        new s3.Bucket(this, 'Ternary', { bucketName: isProd ? 'p' : 'd', versioned: isProd ? true : undefined });
        let name;
        if (isProd) { name = 'p'; new s3.Bucket(this, 'OnlyProd'); } else name = 'd';
        new s3.Bucket(this, 'Let', { bucketName: name });
        const named = (x) => { if (x === 'a') return 'one'; return 'two'; };
        new s3.Bucket(this, 'Known', { bucketName: named('a') });
        new s3.Bucket(this, 'Either', { bucketName: named(props.x) });
        new s3.Bucket(this, 'And', { ...(isProd && { versioned: true }), bucketName: 'b' });
        if (!props.stage) throw new Error('no stage');
        const policy = isProd ? cdk.RemovalPolicy.RETAIN : cdk.RemovalPolicy.DESTROY;
        new s3.Bucket(this, 'Policy', { removalPolicy: policy });
        let suffix = 'x';
        switch (props.kind) { case 'a': suffix = 'A'; break; case 'b': suffix = 'B'; break; default: suffix = 'C'; }
        new s3.Bucket(this, 'Switch', { bucketName: \`n-\${suffix}\` });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/Ternary AWS::S3::Bucket
        BucketName: "p" (isProd) | "d" (not isProd)
        VersioningConfiguration: {Status: "Enabled" (isProd) | - (not isProd)}
        @DeletionPolicy: "Retain" (default)
      S/OnlyProd AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      S/Let AWS::S3::Bucket
        BucketName: "p" (isProd) | "d" (not isProd)
        @DeletionPolicy: "Retain" (default)
      S/Known AWS::S3::Bucket
        BucketName: "one"
        @DeletionPolicy: "Retain" (default)
      S/Either AWS::S3::Bucket
        BucketName: "one" (x === 'a') | "two" (not x === 'a')
        @DeletionPolicy: "Retain" (default)
      S/And AWS::S3::Bucket
        VersioningConfiguration: {Status: "Enabled" (isProd) | - (not isProd)}
        BucketName: "b"
        @DeletionPolicy: "Retain" (default)
      S/Policy AWS::S3::Bucket
        @DeletionPolicy: "Retain" (isProd) | "Delete" (not isProd)
      S/Switch AWS::S3::Bucket
        BucketName: "n-A" (props.kind is a) | "n-B" (props.kind is b) | "n-C" (not props.kind is b) (not props.kind is a)
        @DeletionPolicy: "Retain" (default)
      "
    `);
  });

  it('makes no more than a stack can have of one place in nested loops', () => {
    const made = stack(`
        for (let i = 0; i < 20; i++) for (let j = 0; j < 20; j++) for (let k = 0; k < 20; k++)
          new iam.Role(this, 'R' + i + j + k, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
            .addToPolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
    `);
    expect(made.match(/ AWS::IAM::Role$/gm)).toHaveLength(500);
  });

  it('loops over what is known, and once over what is not', () => {
    expect(
      stack(`
        ['a', 'b'].forEach((n, i) => new sqs.Queue(this, \`Q\${i}\`, { queueName: n }));
        for (const [key, value] of Object.entries({ x: 1, y: 2 })) new sqs.Queue(this, key, { queueName: \`\${key}-\${value}\` });
        for (let i = 0; i < 2; i++) new sqs.Queue(this, 'L' + i);
        for (const n of props.names) new sqs.Queue(this, \`U\${n}\`, { queueName: n });
        const made = ['m'].map(n => new sqs.Queue(this, n));
        new lambda.Function(this, 'F', { environment: { URL: made[0].queueUrl } });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/Q0 AWS::SQS::Queue
        QueueName: "a"
      S/Q1 AWS::SQS::Queue
        QueueName: "b"
      S/x AWS::SQS::Queue
        QueueName: "x-1"
      S/y AWS::SQS::Queue
        QueueName: "y-2"
      S/L0 AWS::SQS::Queue
      S/L1 AWS::SQS::Queue
      S/U\${…} AWS::SQS::Queue
        QueueName: ?
      S/m AWS::SQS::Queue
      S/F AWS::Lambda::Function
        Environment: {Variables: {URL: →m}}
        Role: ?
      S/F —reference→ S/m (environment)
      "
    `);
  });

  it('what is changed afterwards', () => {
    expect(
      stack(`
        const raw = new s3.CfnBucket(this, 'Raw', { bucketName: 'a' });
        raw.bucketName = 'b';
        raw.addPropertyOverride('VersioningConfiguration.Status', 'Enabled');
        raw.addPropertyOverride('Tags.0.cost\\\\.center', 'a');
        raw.addPropertyDeletionOverride('Nothing');
        raw.cfnOptions.deletionPolicy = cdk.CfnDeletionPolicy.RETAIN;
        const bucket = new s3.Bucket(this, 'B', { bucketName: 'c' });
        bucket.applyRemovalPolicy(cdk.RemovalPolicy.DESTROY);
        const hatch = bucket.node.defaultChild as s3.CfnBucket;
        hatch.bucketName = 'd';
        hatch.addOverride('Properties.AccelerateConfiguration', { AccelerationStatus: 'Enabled' });
        if (props.x) hatch.objectLockEnabled = true;
        const fn = new lambda.Function(this, 'F', {});
        fn.addEnvironment('BUCKET', bucket.bucketName);
      `),
    ).toMatchInlineSnapshot(`
      "
      S/Raw AWS::S3::Bucket
        BucketName: "b"
        VersioningConfiguration: {Status: "Enabled"}
        Tags: [{cost.center: "a"}]
        @DeletionPolicy: "Retain"
      S/B AWS::S3::Bucket
        BucketName: "d"
        AccelerateConfiguration: {AccelerationStatus: "Enabled"}
        ObjectLockEnabled: true (props.x) | - (not props.x)
        @DeletionPolicy: "Delete"
        @UpdateReplacePolicy: "Delete"
      S/F AWS::Lambda::Function
        Role: ?
        Environment: {Variables: {BUCKET: →B}}
      S/F —reference→ S/B (Environment)
      "
    `);
  });

  it('imports of what others made are no resources', () => {
    expect(
      stack(`
        const b = s3.Bucket.fromBucketName(this, 'Imported', 'theirs');
        const fn = new lambda.Function(this, 'F', { environment: { B: b.bucketName, C: 'k' } });
        b.grantRead(fn);
        const t = new dynamodb.Table(this, 'T', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
        t.grantReadData(fn);
        t.grants.readWriteData(fn);
      `),
    ).toMatchInlineSnapshot(`
      "
      S/F AWS::Lambda::Function
        Environment: {Variables: {B: ?, C: "k"}}
        Role: ?
      S/T AWS::DynamoDB::Table …
      identity {Effect: "Allow" (default), Action: ["s3:GetObject*", "s3:GetBucket*", "s3:List*"], Resource: ?, …} → S/F by grantRead
      identity {Effect: "Allow" (default), Action: ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], Resource: →T.Arn, …} → S/F by grantReadData
      identity {Effect: "Allow" (default), Action: ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:ConditionCheckItem", "dynamodb:BatchWriteItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], Resource: →T.Arn, …} → S/F by grants.readWriteData
      S/F —grant→ S/T (read grantReadData)
      S/F —grant→ S/T (both grants.readWriteData)
      "
    `);
  });

  it('a file with functions and top-level code alone', () => {
    expect(
      files({
        'f.ts': `
          import { Construct } from 'constructs';
          import { Bucket } from 'aws-cdk-lib/aws-s3';
          import { Queue } from 'aws-cdk-lib/aws-sqs';
          declare const stack: Construct;
          new Queue(stack, 'Top');
          export function makeBucket(scope: Construct, name: string) {
            return new Bucket(scope, 'B', { bucketName: \`fixed-\${name}\` });
          }
        `,
      }),
    ).toMatchInlineSnapshot(`
      "
      Top AWS::SQS::Queue
      makeBucket/B AWS::S3::Bucket
        BucketName: \`fixed-\${…}\`
        @DeletionPolicy: "Retain" (default)
      "
    `);
  });
});

describe('policies', () => {
  it('statements wherever they are written', () => {
    expect(
      stack(`
        const role = new iam.Role(this, 'R', {
          assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole')],
          inlinePolicies: { P: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }) },
        });
        role.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess'));
        const fn = new lambda.Function(this, 'F', { role, initialPolicy: [new iam.PolicyStatement({ actions: ['sqs:*'], resources: ['arn:aws:sqs:::q'] })] });
        const s = new iam.PolicyStatement({ sid: 'Late', effect: iam.Effect.DENY, conditions: { Bool: { 'aws:SecureTransport': 'false' } } });
        s.addActions('s3:PutObject');
        s.addResources('*');
        fn.addToRolePolicy(s);
        new iam.Policy(this, 'Pol', { statements: [new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] })], roles: [role] });
        const b = new s3.Bucket(this, 'B');
        b.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], principals: [new iam.AnyPrincipal()], resources: [b.arnForObjects('*')] }));
        new iam.PolicyStatement({ actions: ['ec2:*'], resources: ['*'], principals: [new iam.AccountPrincipal('123456789012')] });
        iam.PolicyStatement.fromJson({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
        new iam.CfnRole(this, 'Raw', {
          assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
          policies: [{ policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } }],
        });
      `),
    ).toMatchInlineSnapshot(`
      "
      S/R AWS::IAM::Role
        AssumeRolePolicyDocument: ?
        ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", "arn:aws:iam::aws:policy/AdministratorAccess"]
        Policies: ?
      S/F AWS::Lambda::Function
        Role: →R.Arn
      S/Pol AWS::IAM::Policy
      S/B AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      S/Raw AWS::IAM::Role
        AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: "Allow", Principal: {Service: "ec2.amazonaws.com"}, Action: "sts:AssumeRole"}]}
        Policies: [{PolicyName: "p", PolicyDocument: {Statement: [{Effect: "Allow", Action: "s3:*", Resource: "*"}]}}]
      trust {Effect: "Allow", Principal: {Service: "ec2.amazonaws.com"}, Action: "sts:AssumeRole"} → S/Raw
      identity {Effect: "Allow", Action: "s3:*", Resource: "*"} → S/Raw
      identity {Effect: "Allow" (default), Action: ["s3:GetObject"], Resource: ["*"]} → S/R
      trust {Effect: "Allow" (default), Principal: {Service: "lambda.amazonaws.com"}, Action: "sts:AssumeRole"} → S/R
      identity {Effect: "Allow" (default), Action: ["sqs:*"], Resource: ["arn:aws:sqs:::q"]} → S/F, S/R
      identity {Sid: "Late", Effect: "Deny", Condition: {Bool: {aws:SecureTransport: "false"}}, Action: ["s3:PutObject"], Resource: ["*"]} → S/F, S/R
      identity {Effect: "Allow" (default), NotAction: ["iam:*"], Resource: ["*"]} → S/R
      resource {Effect: "Allow" (default), Action: ["s3:GetObject"], Principal: {AWS: "*"}, Resource: [\`\${B.Arn}/*\`]} → S/B
      resource {Effect: "Allow" (default), Action: ["ec2:*"], Resource: ["*"], Principal: {AWS: \`arn:\${AWS::Partition}:iam::123456789012:root\`}} → 
      identity {Effect: "Allow", Action: "kms:*", Resource: "*"} → 
      S/F —reference→ S/R (role)
      S/Pol —reference→ S/R (roles)
      S/R —attach→ S/F (role)
      "
    `);
  });
});

describe('edges', () => {
  it('events, integrations and references', () => {
    expect(
      stack(`
        const fn = new lambda.Function(this, 'F', {});
        const q = new sqs.Queue(this, 'Q');
        const topic = new sns.Topic(this, 'T');
        const b = new s3.Bucket(this, 'B');
        const table = new dynamodb.Table(this, 'Tab');
        fn.addEventSource(new sources.SqsEventSource(q));
        fn.addEventSource(new sources.DynamoEventSource(table, { startingPosition: 'x', filters: [] }));
        b.addEventNotification(s3.EventType.OBJECT_CREATED_PUT, new s3n.LambdaDestination(fn), { prefix: 'in/' });
        b.addObjectRemovedNotification(new s3n.SqsDestination(q));
        topic.addSubscription(new subscriptions.LambdaSubscription(fn));
        new events.Rule(this, 'R', { targets: [new targets.LambdaFunction(fn)] }).addTarget(new targets.SqsQueue(q));
        const api = new apigateway.RestApi(this, 'Api');
        api.root.addResource('x').addMethod('GET', new apigateway.LambdaIntegration(fn));
        q.grantSendMessages(fn);
        new lambda.Function(this, 'G', { environment: { Q: q.queueUrl } });
        b.node.addDependency(topic);
      `),
    ).toMatchInlineSnapshot(`
      "
      S/F AWS::Lambda::Function
        Role: ?
      S/Q AWS::SQS::Queue
      S/T AWS::SNS::Topic
      S/B AWS::S3::Bucket
        @DeletionPolicy: "Retain" (default)
      S/Tab AWS::DynamoDB::Table
      S/R AWS::Events::Rule …
      S/Api AWS::ApiGateway::RestApi
      S/G AWS::Lambda::Function
        Environment: {Variables: {Q: →Q}}
        Role: ?
      identity {Effect: "Allow" (default), Action: ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"], Resource: →Q.Arn, …} → S/F by grantSendMessages
      S/R —reference→ S/F (targets)
      S/G —reference→ S/Q (environment)
      S/Q —trigger→ S/F (SqsEventSource)
      S/Tab —trigger→ S/F (filtered DynamoEventSource)
      S/B —trigger→ S/F (filtered s3:ObjectCreated:Put)
      S/B —trigger→ S/Q (addObjectRemovedNotification)
      S/T —trigger→ S/F (addSubscription)
      S/R —trigger→ S/F (targets)
      S/R —trigger→ S/Q (addTarget)
      S/Api —invoke→ S/F (addMethod)
      S/F —grant→ S/Q (write grantSendMessages)
      S/B —depends→ S/T
      "
    `);
  });

  it('rules of security groups', () => {
    expect(
      stack(`
        const sg = new ec2.SecurityGroup(this, 'Sg', { vpc: props.vpc });
        sg.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(22), 'ssh');
        sg.addIngressRule(ec2.Peer.ipv4('10.0.0.0/8'), ec2.Port.tcpRange(1, 9));
        sg.addIngressRule(ec2.Peer.anyIpv6(), ec2.Port.allTraffic());
        sg.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
        sg.connections.allowFromAnyIpv4(ec2.Port.tcp(3389));
        sg.addIngressRule(props.other, ec2.Port.tcp(1));
      `),
    ).toMatchInlineSnapshot(`
      "
      S/Sg AWS::EC2::SecurityGroup …
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress
        CidrIp: "0.0.0.0/0"
        IpProtocol: "tcp"
        FromPort: 22
        ToPort: 22
        Description: "ssh"
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress
        CidrIp: "10.0.0.0/8"
        IpProtocol: "tcp"
        FromPort: 1
        ToPort: 9
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress
        CidrIpv6: "::/0"
        IpProtocol: "-1"
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress
        CidrIp: "0.0.0.0/0"
        IpProtocol: "tcp"
        FromPort: 443
        ToPort: 443
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress
        CidrIp: "0.0.0.0/0"
        IpProtocol: "tcp"
        FromPort: 3389
        ToPort: 3389
      S/Sg/Ingress AWS::EC2::SecurityGroupIngress …
        IpProtocol: "tcp"
        FromPort: 1
        ToPort: 1
      S/Sg/Ingress@1 —attach→ S/Sg
      S/Sg/Ingress@2 —attach→ S/Sg
      S/Sg/Ingress@3 —attach→ S/Sg
      S/Sg/Ingress@4 —attach→ S/Sg
      S/Sg/Ingress@5 —attach→ S/Sg
      S/Sg/Ingress@6 —attach→ S/Sg
      "
    `);
  });
});

describe('code of functions', () => {
  it('assets, inline strings and bundled entries', () => {
    const { part } = linked({
      'lib/s.ts': `${IMPORTS}
export class S extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    new lambda.Function(this, 'Asset', { runtime: lambda.Runtime.NODEJS_18_X, handler: 'src/main.handler', code: lambda.Code.fromAsset(path.join(__dirname, '..', 'lambda')) });
    new lambda.Function(this, 'Inline', { runtime: lambda.Runtime.NODEJS_18_X, handler: 'index.handler', code: lambda.Code.fromInline("const AWS = require('aws-sdk');\\nexports.handler = async () => {};") });
    new nodejs.NodejsFunction(this, 'default');
    new nodejs.NodejsFunction(this, 'Entry', { entry: 'src/x.ts', bundling: { externalModules: ['aws-sdk'] } });
  }
}`,
      'lambda/src/main.js': 'exports.handler = async () => {};',
    });
    expect(
      part.runs.map(r => `${r.function.replace(/.*#/, '')} ${r.packing} ${r.handler} ${r.uris.join(' ')}`),
    ).toMatchInlineSnapshot(`
      [
        "S/Asset asset-alone handler file:///app/lambda/src/main.js",
        "S/Inline inline handler file:///app/lib/s.ts",
        "S/default bundled handler file:///app/lib/s.default.ts file:///app/lib/s.default.js file:///app/lib/s.default.mjs file:///app/lib/s.default.mts file:///app/lib/s.default.cts file:///app/lib/s.default.cjs",
        "S/Entry bundled-without-sdk handler file:///app/src/x.ts file:///app/lib/src/x.ts file:///src/x.ts",
      ]
    `);
    const unit = part.code.find(c => c.embedded);
    expect(unit?.facts.filter(f => f.kind === 'sdk-v2-import').map(f => [f.kind, f.span])).toMatchInlineSnapshot(`
      [
        [
          "sdk-v2-import",
          {
            "end": 961,
            "start": 952,
            "uri": "file:///app/lib/s.ts",
          },
        ],
      ]
    `);
  });
});

describe('facts about the source', () => {
  it('the root namespace, strings with places, imports of nothing', () => {
    const { part } = linked({
      'lib/s.ts': dedent(`
        import * as cdk from 'aws-cdk-lib';
        import * as iam from 'aws-cdk-lib/aws-iam';
        import { Gone, Type } from './gone';
        import There from './there.js';
        import './styles.css';
        const region = 'us-east-1';
        export class S extends cdk.Stack {
          role: cdk.aws_iam.Role;
          constructor(scope, id) {
            super(scope, id, { env: { account: '123456789012' } });
            new cdk.aws_s3.Bucket(this, 'B');
            new Gone(this, 'G', { a: 1, b: 2 } as Type);
            new There(\`arn:aws:s3:::x-\${region}\`);
          }
        }
      `),
      'lib/there.ts': 'export default class {}',
    });
    expect(
      part.source.map(f => Object.fromEntries(Object.entries(f).filter(([k]) => k !== 'uri'))),
    ).toMatchInlineSnapshot(`
      [
        {
          "context": "const:region",
          "kind": "string",
          "span": {
            "end": 198,
            "start": 187,
            "uri": "file:///app/lib/s.ts",
          },
          "value": "us-east-1",
        },
        {
          "context": "property:account",
          "kind": "string",
          "span": {
            "end": 341,
            "start": 327,
            "uri": "file:///app/lib/s.ts",
          },
          "value": "123456789012",
        },
        {
          "context": "part",
          "kind": "string",
          "span": {
            "end": 465,
            "start": 450,
            "uri": "file:///app/lib/s.ts",
          },
          "value": "arn:aws:s3:::x-",
        },
        {
          "existingAlias": "iam",
          "freeAlias": "aws_iam",
          "kind": "root-namespace",
          "lastImportEnd": 171,
          "module": "aws_iam",
          "span": {
            "end": 254,
            "start": 243,
            "uri": "file:///app/lib/s.ts",
          },
        },
        {
          "existingAlias": null,
          "freeAlias": "s3",
          "kind": "root-namespace",
          "lastImportEnd": 171,
          "module": "aws_s3",
          "span": {
            "end": 366,
            "start": 356,
            "uri": "file:///app/lib/s.ts",
          },
        },
        {
          "expectedUri": "file:///app/lib/gone.ts",
          "kind": "unresolved-import",
          "names": [
            {
              "isDefault": false,
              "name": "Gone",
              "props": [
                "a",
                "b",
              ],
              "use": "construct",
            },
            {
              "isDefault": false,
              "name": "Type",
              "props": [],
              "use": "type",
            },
          ],
          "span": {
            "end": 115,
            "start": 107,
            "uri": "file:///app/lib/s.ts",
          },
          "specifier": "./gone",
        },
      ]
    `);
  });
});
