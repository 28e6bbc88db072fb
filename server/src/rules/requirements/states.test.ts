/** What is said of each requirement: met, violated, or why it can't be told. */
import { describe, expect, it } from 'vitest';
import { createWorkspace, rules } from '../../all.ts';
import { stateInWords } from '../../core/requirementState.ts';
import { CHECKED_BY, allStates, statesOf } from './states.ts';

const ROOT = 'file:///app/';

function workspaceOf(files: Readonly<Record<string, string>>) {
  const workspace = createWorkspace({
    host: { fileExists: uri => (uri.includes('/far/') ? null : uri.endsWith('/app.ts')) },
    projectOf: () => ROOT,
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: ROOT + name, version: 1, text });
  return workspace;
}

/** `name: words` of each requirement. */
function states(requirements: string, files: Readonly<Record<string, string>>): string[] {
  const text = `version: 1\nrequirements:\n${requirements.replace(/^/gm, '  ')}\n`;
  return statesOf(workspaceOf({ ...files, 'plumbline.yaml': text }), `${ROOT}plumbline.yaml`).map(
    s => `${s.requirement.name}: ${stateInWords(s)}`,
  );
}

const TEMPLATE = {
  'template.yaml': `
Parameters:
  Mode: { Type: String }
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders-jobs
      Tags: [{ Key: Project, Value: orders }]
  Known:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
  Open:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: !Ref Mode
`,
};

describe('the state of a requirement', () => {
  it('is met where all of it is as it should be', () => {
    expect(states('services: [sqs]\nproperties:\n  Known:\n    billing_mode: PAY_PER_REQUEST', TEMPLATE)).toEqual([
      'services.require.sqs: met',
      'properties.Known.billing_mode: met',
    ]);
  });

  it('says how much of it can’t be told', () => {
    expect(states('properties:\n  dynamodb:\n    billing_mode: PAY_PER_REQUEST', TEMPLATE)).toEqual([
      'properties.dynamodb.billing_mode: met · 1 of 2 can’t be told',
    ]);
    expect(states('properties:\n  Open:\n    billing_mode: PAY_PER_REQUEST', TEMPLATE)).toEqual([
      'properties.Open.billing_mode: not checkable: the value can’t be read from the code',
    ]);
  });

  it('is violated as often as findings cite it, each of several that one finding names', () => {
    expect(states('properties:\n  Known:\n    billing_mode: PROVISIONED', TEMPLATE)).toEqual([
      'properties.Known.billing_mode: 1 violation',
    ]);
    expect(states('tags: [Owner, CostCenter]', TEMPLATE)).toEqual([
      'tags.Owner: 1 violation',
      'tags.CostCenter: 1 violation',
    ]);
  });

  it('has nothing to check where nothing of what it speaks of is there', () => {
    expect(
      states('properties:\n  lambda:\n    runtime: nodejs22.x\nresilience:\n  dead_letters: [sns]', TEMPLATE),
    ).toEqual([
      'properties.lambda.runtime: nothing to check: there is no Lambda here',
      'resilience.dead_letters.sns: nothing to check: there is no SNS here',
    ]);
    expect(states('services: [sqs]', { 'template.yaml': 'Resources: {}' })).toEqual([
      'services.require.sqs: nothing to check: there are no resources yet',
    ]);
  });

  it('is open where code that can’t be followed may do it', () => {
    const app = {
      'stack.ts': `import * as cdk from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Machinery } from '@acme/machinery';
export class S extends cdk.Stack {
  readonly jobs = new sqs.Queue(this, 'Jobs');
  readonly rest = new Machinery(this, 'Rest');
}
`,
    };
    expect(states('services:\n  require: [sqs, lambda]\n  forbid: [ec2]', app)).toEqual([
      'services.require.sqs: met',
      'services.require.lambda: not checkable: how many there are can’t be told',
      'services.forbid.ec2: not checkable: it may be made by code that can’t be followed',
    ]);
    expect(states('region: us-east-1', app)).toEqual([
      'region: not checkable: no stack says its region, so that whoever deploys chooses',
    ]);
  });

  it('is open where zones and routes can’t be read', () => {
    const network = `Resources:
  Net: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  A: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: !Select [0, !GetAZs ''] } }
  B: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: !Select [1, !GetAZs ''] } }
  Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref A } }
`;
    const asked = 'network: { nat_gateways: per_az, tiers: { public: 1 } }';
    expect(states(asked, { 'template.yaml': network })).toEqual([
      'network.nat_gateways: not checkable: the zones of subnets can’t be read from the code',
      'network.tiers.public: not checkable: the routes of subnets can’t be read from the code',
    ]);
    expect(
      states('network: { nat_gateways: per_az }', { 'template.yaml': network.replaceAll(/!Select[^}]*]/g, 'x') }),
    ).toEqual(['network.nat_gateways: met']);
  });

  it('asks flow logs only of VPCs that are made here', () => {
    const app = `import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
export class S extends cdk.Stack {
  readonly group = new ec2.SecurityGroup(this, 'G', { vpc: ec2.Vpc.fromLookup(this, 'V', { isDefault: true }) });
}
`;
    const asked = 'network: { flow_logs: true }';
    expect(states(asked, { 'stack.ts': app })).toEqual(['network.flow_logs: nothing to check: no VPC is made here']);
    expect(states(asked, { 't.yaml': 'Resources:\n  Net: { Type: AWS::EC2::VPC }\n' })).toEqual([
      'network.flow_logs: 1 violation',
    ]);
  });

  it('leaves to clusters what clusters decide, and to reading queues what matters to them alone', () => {
    const template = `Resources:
  Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql } }
  Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: !Ref Cluster } }
  Failed: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 300
      RedrivePolicy: { maxReceiveCount: 3, deadLetterTargetArn: !GetAtt Failed.Arn }
`;
    const asked = `resilience: { multi_az: true }
services: [{ of: dlq, count: 1 }]
properties:
  sqs: { visibility_timeout: 300, max_receive_count: 3, retention_seconds: 345600 }
  dlq: { retention_seconds: 1209600 }`;
    expect(states(asked, { 'template.yaml': template })).toEqual([
      'resilience.multi_az.AWS::RDS::DBInstance: nothing to check: the instances here belong to clusters, which decide it',
      'services.require.dlq: met',
      'properties.sqs.visibility_timeout: met',
      'properties.sqs.max_receive_count: met',
      'properties.sqs.retention_seconds: met',
      'properties.dlq.retention_seconds: met',
    ]);
    expect(states('properties: { Failed: { visibility_timeout: 300 } }', { 'template.yaml': template })).toEqual([
      'properties.Failed.visibility_timeout: 1 violation',
    ]);
  });

  it('is open where outputs can’t be read, and where roles come with constructs', () => {
    const app = `import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { addressOf } from './elsewhere';
export class S extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    const f = new lambda.Function(this, 'F', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'a.b', code: lambda.Code.fromAsset('x') });
    new cdk.CfnOutput(this, 'Address', { value: addressOf(f) });
  }
}
`;
    expect(states('outputs: [{ of: lambda, attribute: arn }]\nservices: [iam]', { 'stack.ts': app })).toEqual([
      'outputs.lambda.arn: not checkable: what outputs tell can’t be read from the code',
      'services.require.iam: not checkable: how many there are can’t be told',
    ]);
    expect(
      states('outputs: [Address, { of: lambda, attribute: arn }]', {
        'stack.ts': app.replace('addressOf(f)', 'f.functionArn'),
      }),
    ).toEqual(['outputs.Address: met', 'outputs.lambda.arn: met']);
  });

  it('is open where the file contradicts itself', () => {
    expect(
      states('lifecycle: destroyable\nproperties: { dynamodb: { deletion_protection: true } }', {
        't.yaml': 'Resources:\n  A: { Type: AWS::DynamoDB::Table, Properties: { DeletionProtectionEnabled: true } }\n',
      }),
    ).toEqual([
      'lifecycle: not checkable: properties.dynamodb.deletion_protection contradicts it',
      'properties.dynamodb.deletion_protection: not checkable: it contradicts lifecycle',
    ]);
  });

  it('takes a region that the code names where it can’t be told which stacks get it', () => {
    const app = (region: string) => `import * as cdk from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { on, nameOf } from './elsewhere';
class S extends cdk.Stack { readonly q = new sqs.Queue(this, 'Q'); }
const app = new cdk.App();
for (const one of nameOf()) new S(app, nameOf(one), { env: { account: process.env.A, region: ${region} } });
`;
    expect(states('region: us-east-1', { 'app.ts': app("'us-east-1'") })[0]).toMatch(/^region: met/);
    expect(states('region: us-east-1', { 'app.ts': app('on.region') })[0]).toMatch(/^region: not checkable/);
  });

  it('has nothing to check where nothing could break it', () => {
    const asked = `environments: { names: [dev, prod], default: dev }
lifecycle: destroyable
iam: { names: forbid, conditions: ["aws:SourceIp"] }
tests: every_stack
api: { endpoints: [/health], auth: required, cors: forbid }
network: { tiers: { public: 2 }, nat_gateways: per_az, ingress: [{ port: 443, from: any }] }
resilience: { global_tables: true }`;
    expect(states(asked, { 'template.yaml': 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n' })).toEqual([
      'environments: nothing to check: nothing here falls back to an environment',
      'lifecycle: nothing to check: nothing here holds data',
      'iam.names: nothing to check: there are no roles and policies here',
      'iam.conditions.aws:SourceIp: nothing to check: there are no policies here',
      'tests: nothing to check: no code makes resources here',
      'api.endpoints./health: not checkable: the paths of APIs can’t be read from the code',
      'api.auth: nothing to check: there is no API here',
      'api.cors: nothing to check: there is no API here',
      'network.nat_gateways: nothing to check: there are no subnets here',
      'network.tiers.public: nothing to check: there are no subnets here',
      'network.ingress.443: nothing to check: there is no security group here',
      'resilience.global_tables: nothing to check: there is no DynamoDB here',
    ]);
  });

  it('takes of a region what a template writes out', () => {
    expect(states('region: us-east-1', TEMPLATE)).toEqual([
      'region: not checkable: a template goes to the region that whoever deploys it chooses, and nothing in it names one',
    ]);
    const zone = 'Resources:\n  A: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: us-east-1a } }\n';
    expect(states('region: us-east-1', { 'template.yaml': zone })[0]).toMatch(/^region: met · as far as it is written/);
  });

  it('is not met by a pattern that fits every name', () => {
    const said = ['naming: not checkable: the pattern fits every name'];
    expect(states('naming: "{resource}"', TEMPLATE)).toEqual(said);
    expect(states('naming: { suffix: "{name}" }', TEMPLATE)).toEqual(said);
    // A suffix is what makes the names of two deployments differ, which no plain text does.
    expect(states('naming: { suffix: "${environmentSuffix}" }', TEMPLATE)).toEqual(['naming: 1 violation']);
    expect(states('naming: { case: kebab }', TEMPLATE)).toEqual(['naming: met']);
  });

  it('says nothing of the kinds of a statement that are not there, where others are', () => {
    expect(states('encryption: { at_rest: [dynamodb, rds, efs] }', TEMPLATE)).toEqual([
      'encryption.at_rest.dynamodb: met',
    ]);
    expect(states('encryption: { at_rest: [rds, efs] }', TEMPLATE)).toEqual([
      'encryption.at_rest.rds: nothing to check: there is no RDS here',
    ]);
  });

  it('knows of names only what is given one', () => {
    expect(states('naming:\n  prefix: orders-', TEMPLATE)).toEqual(['naming: met']);
    expect(states('naming:\n  types:\n    s3: "{project}-x"', TEMPLATE)[0]).toMatch(/nothing here is given a name$/);
  });

  it('takes files for what the disk says', () => {
    expect(states('layout:\n  files: [bin/app.ts, far/x.ts, gone.ts]', TEMPLATE)).toEqual([
      'layout.files.bin/app.ts: met',
      'layout.files.far/x.ts: not checkable: the file lies outside of what can be read',
      'layout.files.gone.ts: 1 violation',
    ]);
  });

  it('says of another architecture altogether which services are missing, by its one finding', () => {
    const found = states('services: [lambda, api_gateway, dynamodb, s3]', {
      'template.yaml':
        'Resources:\n  A: { Type: AWS::EC2::Instance }\n  B: { Type: AWS::RDS::DBInstance }\n  C: { Type: AWS::S3::Bucket }\n',
    });
    expect(found).toEqual([
      'services.require.lambda: 1 violation',
      'services.require.api_gateway: 1 violation',
      'services.require.dynamodb: 1 violation',
      'services.require.s3: met',
    ]);
  });

  it('leaves out what may be but need not', () => {
    expect(states('services:\n  require: [sqs]\n  optional: [xray]', TEMPLATE)).toEqual(['services.require.sqs: met']);
  });
});

describe('states', () => {
  it('name rules that there are', () => {
    const ids = new Set(rules.map(r => r.id));
    expect([...new Set(Object.values(CHECKED_BY))].filter(id => !ids.has(id))).toEqual([]);
  });

  it('are made once for a graph and its findings', () => {
    const workspace = workspaceOf({ ...TEMPLATE, 'plumbline.yaml': 'version: 1\nrequirements:\n  services: [sqs]\n' });
    const first = statesOf(workspace, `${ROOT}plumbline.yaml`);
    expect(statesOf(workspace, `${ROOT}template.yaml`)).toBe(first);
    expect(allStates(workspace)).toEqual(first);
    workspace.update({ uri: `${ROOT}template.yaml`, version: 2, text: 'Resources:\n  A: { Type: AWS::SNS::Topic }\n' });
    expect(statesOf(workspace, `${ROOT}plumbline.yaml`)[0]?.state).toBe('violated');
  });
});
