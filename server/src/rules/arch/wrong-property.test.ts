import { expect, it } from 'vitest';
import { cdk, json, withFiles, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { fixture, workspaceOf } from '../../testing/fixture.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongProperty } from './wrong-property.ts';

const asks = (text: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  ${text}\n` });
const database = (properties: string, text: string) =>
  withFiles(
    yaml`
      Parameters:
        Class: { Type: String, Default: db.t3.micro }
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties: ${properties}
    `,
    asks(text),
  );
const said = (place: string, message: string) => [
  `warning arch/wrong-property ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`,
];

ruleTest(wrongProperty, ({ check, fixed, offered }) => {
  check(
    'another value',
    database('{ Engine: mysql }', 'properties: { rds: { engine: postgres } }'),
    said('mysql', 'engine of Orders is mysql; it should be postgres'),
  );
  check(
    'none of a list',
    database('{ Engine: oracle-ee }', 'properties: { rds: { engine: [postgres, mysql] } }'),
    said('oracle-ee', 'engine of Orders is oracle-ee; it should be postgres or mysql'),
  );
  const listener = (properties: string) =>
    withFiles(
      yaml`
        Resources:
          Door:
            Type: AWS::ElasticLoadBalancingV2::Listener
            Properties: ${properties}
      `,
      asks('encryption: { tls: "1.2" }'),
    );
  const to = (type: string) => `Port: 80, DefaultActions: [{ Type: ${type} }]`;
  check(
    'a listener without TLS',
    listener(`{ Protocol: HTTP, ${to('forward')} }`),
    said('HTTP', 'Door takes requests without TLS, and does not redirect them'),
  );
  check('silent: a redirect', listener(`{ Protocol: HTTP, ${to('redirect')} }`), []);
  check('silent: a network load balancer', listener(`{ Protocol: TCP, ${to('forward')} }`), []);
  check(
    'the policy that listeners have by default',
    listener(`{ Protocol: HTTPS, ${to('forward')} }`),
    said(
      'Door',
      'tls_policy of Door is not set, which means ELBSecurityPolicy-2016-08; it should be of the form ELBSecurityPolicy-*-1-[23]-*',
    ),
  );
  for (const policy of ['TLS-1-2-2017-01', 'TLS13-1-3-2021-06', 'FS-1-2-Res-2020-10'])
    check(
      `silent: ${policy}`,
      listener(`{ Protocol: HTTPS, SslPolicy: ELBSecurityPolicy-${policy}, ${to('forward')} }`),
      [],
    );

  const balancer = (attributes: string) =>
    withFiles(
      yaml`
        Resources:
          Web:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties: { LoadBalancerAttributes: ${attributes} }
          Stage:
            Type: AWS::ApiGateway::Stage
            Properties: { StageName: prod, RestApiId: api, AccessLogSetting: { DestinationArn: a } }
      `,
      asks('monitoring: { access_logs: [alb, api_gateway] }'),
    );
  check(
    'access logs of a load balancer',
    balancer("[{ Key: idle_timeout.timeout_seconds, Value: '60' }]"),
    said('Web', 'access_logs of Web is not set, which means false; it should be true'),
  );
  check('silent: access logs', balancer("[{ Key: access_logs.s3.enabled, Value: 'true' }]"), []);
  check(
    'a default of AWS',
    database('{ Engine: mysql }', 'resilience: { multi_az: true }'),
    said('Orders', 'multi_az of Orders is not set, which means false; it should be true'),
  );
  check(
    'nothing where something should be',
    database('{ Engine: mysql }', 'properties: { Orders: { MonitoringRoleArn: { set: true } } }'),
    said('Orders', 'MonitoringRoleArn of Orders is not set; it should be set'),
  );
  check(
    'a number too small',
    database('{ BackupRetentionPeriod: 1 }', 'resilience: { backup_retention_days: { min: 7 } }'),
    said('1', 'backup_retention_days of Orders is 1; it should be at least 7'),
  );
  check(
    'a form',
    database('{ DBInstanceClass: db.m5.large }', 'properties: { rds: { instance_class: { matches: "db.t*" } } }'),
    said('db.m5.large', 'instance_class of Orders is db.m5.large; it should be of the form db.t*'),
  );
  check(
    'silent: a parameter may be anything',
    database('{ DBInstanceClass: !Ref Class }', 'properties: { rds: { instance_class: db.r6g.large } }'),
    [],
  );
  check(
    'silent: what a cluster says for its instances',
    database('{ DBClusterIdentifier: a }', 'resilience: { multi_az: true }'),
    [],
  );
  check(
    'silent: another resource is meant',
    database('{ Engine: mysql }', 'properties: { Invoices: { Engine: postgres } }'),
    [],
  );
  check(
    'keys of one’s own',
    withFiles(
      yaml`
        Resources:
          Key: { Type: AWS::KMS::Key }
          Plain: { Type: AWS::SQS::Queue }
          Managed: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: alias/aws/sqs } }
          Own: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key } }
      `,
      asks('encryption: { customer_key: [sqs] }'),
    ),
    [
      ...said('Plain', 'encryption_key of Plain is not set; it should be a KMS key of your own'),
      ...said('alias/aws/sqs', 'encryption_key of Managed is alias/aws/sqs; it should be a KMS key of your own'),
    ],
  );
  check(
    'in one scenario',
    withFiles(
      yaml`
        Conditions: { IsProd: !Equals [!Ref AWS::StackName, prod] }
        Resources:
          Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: !If [IsProd, 365, 7] } }
      `,
      asks('monitoring: { log_retention_days: { min: 30 } }'),
    ),
    said('7', 'retention_days of Logs is 7 when not IsProd; it should be at least 30'),
  );
  check(
    'words that stand for a value',
    withFiles(
      yaml`
        Resources:
          Invoices: { Type: AWS::S3::Bucket, Properties: { VersioningConfiguration: { Status: Suspended } } }
          Worker: { Type: AWS::Lambda::Function, Properties: { TracingConfig: { Mode: Active } } }
      `,
      asks('properties: { s3: { versioning: true } }\n  monitoring: { tracing: true }'),
    ),
    said('Suspended', 'versioning of Invoices is Suspended; it should be Enabled'),
  );
  check(
    'in CDK, what the construct sets by itself counts',
    withFiles(
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        //  ^^^^^^^^^^^^^^ warning arch/wrong-property (fix): point_in_time_recovery of Orders is not set, which means false; it should be true (plumbline.yaml:4).
        new s3.Bucket(this, 'Invoices', { ...(props as object) });
      `,
      asks('properties: { s3: { versioning: true } }\n  resilience: { point_in_time_recovery: true }'),
    ),
  );

  it('sets the property in a template', () =>
    expect(fixed(database('{ Engine: mysql }', 'properties: { rds: { engine: postgres } }'))).toContain(
      'Properties: { Engine: postgres }',
    ));
  it('adds it', () =>
    expect(fixed(database('{ Engine: mysql }', 'resilience: { multi_az: true }'))).toContain(
      '{ Engine: mysql, MultiAZ: true }',
    ));
  it('sets an attribute', () =>
    expect(
      fixed(
        withFiles(
          yaml`
            Resources:
              Invoices:
                Type: AWS::S3::Bucket
                DeletionPolicy: Delete
          `,
          asks('properties: { s3: { deletion_policy: Retain } }'),
        ),
      ),
    ).toContain('DeletionPolicy: Retain'));
  it('sets the prop in CDK', () =>
    expect(
      fixed(
        withFiles(
          cdk`new s3.Bucket(this, 'Invoices', { bucketName: 'a' });`,
          asks('properties: { s3: { versioning: true } }'),
        ),
      ),
    ).toContain("{ bucketName: 'a', versioned: true }"));
  it('encrypts with the key of the stack, or with a new one', () => {
    const key = asks('encryption: { customer_key: [sqs, s3, dynamodb] }');
    const both = cdk`
      const key = new kms.Key(this, 'Key');
      new sqs.Queue(this, 'Orders');
    `;
    expect(fixed(withFiles(both, key))).toContain("new sqs.Queue(this, 'Orders', { encryptionMasterKey: key });");
    expect(
      fixed(withFiles(cdk`new s3.Bucket(this, 'Orders', { encryption: s3.BucketEncryption.S3_MANAGED });`, key)),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_s3 as s3, aws_kms as kms } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      const ordersKey = new kms.Key(this, 'OrdersKey', { enableKeyRotation: true });
      new s3.Bucket(this, 'Orders', { encryption: s3.BucketEncryption.KMS, encryptionKey: ordersKey });
      }
      }
      "
    `);
    expect(
      fixed(
        withFiles(
          yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          Properties: { KeyPolicy: {} }
        Orders:
          Type: AWS::S3::Bucket
    `,
          key,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Key:
          Type: AWS::KMS::Key
          Properties: { KeyPolicy: {} }
        Orders:
          Type: AWS::S3::Bucket
          Properties:
            BucketEncryption:
              ServerSideEncryptionConfiguration:
                - ServerSideEncryptionByDefault:
                    SSEAlgorithm: aws:kms
                    KMSMasterKeyID: !GetAtt Key.Arn
      "
    `);
    expect(
      fixed(
        withFiles(
          json`
      {
        "Resources": {
          "Orders": { "Type": "AWS::SQS::Queue" }
        }
      }
    `,
          key,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Orders": { "Type": "AWS::SQS::Queue", "Properties": { "KmsMasterKeyId": { "Fn::GetAtt": ["OrdersKey", "Arn"] } } },
          "OrdersKey": {
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
      "
    `);
  });
  it('changes engine and version together', () => {
    const engine = asks('properties: { rds: { engine: postgres } }');
    expect(
      fixed(
        withFiles(
          yaml`
      Resources:
        Db:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: mysql # for now
            EngineVersion: '8.0.35'
    `,
          engine,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Db:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: postgres # for now
            EngineVersion: '17'
      "
    `);
    expect(
      fixed(
        withFiles(
          json`
      {
        "Resources": {
          "Db": { "Type": "AWS::RDS::DBInstance", "Properties": { "Engine": "mysql", "EngineVersion": "8.0.35" } }
        }
      }
    `,
          engine,
        ),
      ),
    ).toContain('"Engine": "postgres", "EngineVersion": "17"');
    expect(
      offered(
        withFiles(
          yaml`
      Resources:
        Db:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: mysql
            DBParameterGroupName: mine
    `,
          engine,
        ),
      ),
    ).toEqual(['refused: Fix arch/wrong-property (its parameters and options are those of the other engine)']);
  });
  it('writes members of the CDK’s classes', () => {
    const runtime = asks('properties: { lambda: { runtime: nodejs24.x }, dynamodb: { stream: NEW_IMAGE } }');
    expect(
      fixed(
        withFiles(
          cdk`
      new lambda.Function(this, 'F', {
        runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
      });
    `,
          runtime,
        ),
      ),
    ).toContain('runtime: lambda.Runtime.NODEJS_24_X,');
  });
  it('takes the capacities of tables that are paid by request', () => {
    const billing = asks('properties: { dynamodb: { billing_mode: PAY_PER_REQUEST } }');
    expect(
      fixed(
        withFiles(
          cdk`
      new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        billingMode: dynamodb.BillingMode.PROVISIONED,
        readCapacity: 10,
        writeCapacity: 10,
      });
    `,
          billing,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
      export class TestStack extends cdk.Stack {
      constructor(scope: Construct, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new dynamodb.Table(this, 'Orders', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
        billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      });
      }
      }
      "
    `);
    expect(
      fixed(
        withFiles(
          yaml`
      Resources:
        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PROVISIONED
            ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
    `,
          billing,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      "
    `);
  });
  it('writes props that are not deprecated, unless one is there', () => {
    const backup = asks('resilience: { point_in_time_recovery: true }');
    const table = (more: string) => cdk`
      new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }${more} });
    `;
    expect(fixed(withFiles(table(''), backup))).toContain(
      'pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }',
    );
    expect(fixed(withFiles(table(', pointInTimeRecovery: false'), backup))).toContain('pointInTimeRecovery: true');
  });
  check(
    'silent: the runtime of container images',
    withFiles(
      yaml`
        Resources:
          Worker:
            Type: AWS::Lambda::Function
            Properties: { PackageType: Image, Code: { ImageUri: a } }
          Other:
            Type: AWS::Lambda::Function
            Properties: { Code: { ImageUri: a } }
      `,
      asks('properties: { lambda: { runtime: nodejs24.x } }'),
    ),
    [],
  );
  check(
    'silent: the runtime of container images in CDK',
    withFiles(
      cdk`new lambda.DockerImageFunction(this, 'Worker', { code: lambda.DockerImageCode.fromImageAsset('worker') });`,
      asks('properties: { lambda: { runtime: nodejs24.x } }'),
    ),
    [],
  );
  it('writes the first item of a list as a list', () => {
    const worker = yaml`
      Resources:
        Worker:
          Type: AWS::Lambda::Function
          Properties:
            Handler: a.b
    `;
    const arm = asks('properties: { lambda: { architecture: arm64 } }');
    expect(fixed(withFiles(worker, arm))).toMatch(/Architectures:\s+- arm64/);
    const inJson = json`
      { "Resources": { "Worker": { "Type": "AWS::Lambda::Function", "Properties": { "Handler": "a.b" } } } }
    `;
    expect(JSON.parse(fixed(withFiles(inJson, arm))).Resources.Worker.Properties.Architectures).toEqual(['arm64']);
  });
  it('knows the key of a bucket in code', () => {
    const own = asks('encryption: { customer_key: [s3] }');
    const keyOf = (prop: string) => {
      const { documents, main } = fixture(
        withFiles(cdk`const key = new kms.Key(this, 'Key'); new s3.Bucket(this, 'Files', { ${prop} });`, own),
      );
      const [bucket] = workspaceOf(documents, []).graph(main.uri).ofType('AWS::S3::Bucket');
      const list = bucket && at(bucket.properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration');
      return list?.kind === 'list' && list.items[0]
        ? at(list.items[0], 'ServerSideEncryptionByDefault', 'KMSMasterKeyID')
        : list;
    };
    expect(keyOf('encryptionKey: key')).toMatchObject({ kind: 'reference', attribute: 'Arn' });
    expect(keyOf('encryptionKey: props.key')).toMatchObject({ kind: 'unknown' });
  });
});
