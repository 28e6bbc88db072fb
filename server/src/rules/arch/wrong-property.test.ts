import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
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
  it('leaves the choice of a key to its owner', () =>
    expect(
      offered(withFiles(cdk`new sqs.Queue(this, 'Orders');`, asks('encryption: { customer_key: [sqs] }'))),
    ).toEqual(['refused: Fix arch/wrong-property (which key is for you to say)']));
});
