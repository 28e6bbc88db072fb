/**
 * The forty deprecations of aws-cdk-lib that people meet most, against the library that is installed here: each is found on the
 * word itself, and what is written in its place, or why nothing is. `docs/sdk-migration.md` has the list for readers.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../all.ts';
import { textOf } from '../../core/document.ts';
import { applyEdits } from '../../core/finding.ts';
import type { Rule } from '../../core/rule.ts';
import { proposeFixes } from '../../fixes/index.ts';
import { libraryDeprecations, libraryHas } from '../../lsp/library.ts';
import { TODAY } from '../../testing/fixture.ts';
import { deprecatedRuntime } from '../lambda/deprecated-runtime.ts';
import { usesDeprecatedApi } from './deprecated-api.ts';

/** Code, the words that are found in it, and what the fix of the first makes, or `!` and why there is none. */
type Row = readonly [code: string, found: readonly string[], becomes: string];

const fn = (props: string) =>
  `new lambda.Function(this, 'Orders', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'a.b', code: lambda.Code.fromAsset('c'), ${props} });`;
const run = (runtime: string) =>
  `new lambda.Function(this, 'Orders', { runtime: lambda.Runtime.${runtime}, handler: 'a.b', code: lambda.Code.fromAsset('c') });`;
const table = (props: string, cls = 'Table') =>
  `new dynamodb.${cls}(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, ${props} });`;
const task = (props: string) =>
  `new tasks.LambdaInvoke(this, 'Task', { lambdaFunction: lambda.Function.fromFunctionName(this, 'F', 'f'), ${props} });`;
const group = (props: string) =>
  `new autoscaling.AutoScalingGroup(this, 'Hosts', { vpc: props.vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), ${props} });`;
const cluster = (props: string, cls = 'DatabaseCluster') => `new rds.${cls}(this, 'Db', { vpc: props.vpc, ${props} });`;
const two = "const one = new s3.CfnBucket(this, 'One');\nconst two = new s3.CfnBucket(this, 'Two');\n";

const REPLACEMENTS: Readonly<Record<string, readonly Row[]>> = {
  '1 logRetention': [
    [
      fn('logRetention: logs.RetentionDays.ONE_WEEK'),
      ['logRetention'],
      "logGroup: new logs.LogGroup(this, 'OrdersLogs', { retention: logs.RetentionDays.ONE_WEEK })",
    ],
  ],
  '2 logRemovalPolicy': [
    [
      fn('logRetention: 7, logRemovalPolicy: cdk.RemovalPolicy.DESTROY'),
      ['logRetention', 'logRemovalPolicy'],
      "logGroup: new logs.LogGroup(this, 'OrdersLogs', { retention: 7, removalPolicy: cdk.RemovalPolicy.DESTROY }) }",
    ],
    [fn('memorySize: 128, logRemovalPolicy: cdk.RemovalPolicy.DESTROY'), ['logRemovalPolicy'], 'memorySize: 128 }'],
  ],
  '3 logFormat': [
    [fn("logFormat: 'JSON'"), ['logFormat'], 'loggingFormat: lambda.LoggingFormat.JSON'],
    [fn('logFormat: lambda.LogFormat.TEXT'), ['logFormat'], 'loggingFormat: lambda.LoggingFormat.TEXT'],
  ],
  '4 applicationLogLevel': [
    [
      fn("applicationLogLevel: 'INFO'"),
      ['applicationLogLevel'],
      'applicationLogLevelV2: lambda.ApplicationLogLevel.INFO',
    ],
  ],
  '5 systemLogLevel': [
    [fn("systemLogLevel: 'WARN'"), ['systemLogLevel'], 'systemLogLevelV2: lambda.SystemLogLevel.WARN'],
  ],
  '6 cidr': [
    [
      "new ec2.Vpc(this, 'Network', { cidr: '10.0.0.0/16' });",
      ['cidr'],
      "ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16')",
    ],
  ],
  '7 PRIVATE_WITH_NAT': [
    [
      'const s = { subnetType: ec2.SubnetType.PRIVATE_WITH_NAT };',
      ['PRIVATE_WITH_NAT'],
      'ec2.SubnetType.PRIVATE_WITH_EGRESS',
    ],
  ],
  '8 pointInTimeRecovery': [
    [
      table('pointInTimeRecovery: true'),
      ['pointInTimeRecovery'],
      'pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }',
    ],
    [
      table('pointInTimeRecovery: true', 'TableV2'),
      ['pointInTimeRecovery'],
      'pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }',
    ],
  ],
  '9 contributorInsights': [
    [
      table('contributorInsightsEnabled: true'),
      ['contributorInsightsEnabled'],
      'contributorInsightsSpecification: { enabled: true }',
    ],
    [
      table('contributorInsights: true', 'TableV2'),
      ['contributorInsights'],
      'contributorInsightsSpecification: { enabled: true }',
    ],
  ],
  '10 containerInsights': [
    [
      "new ecs.Cluster(this, 'C', { containerInsights: true });",
      ['containerInsights'],
      'containerInsightsV2: ecs.ContainerInsights.ENABLED',
    ],
  ],
  '11 keyName': [
    [
      "new ec2.LaunchTemplate(this, 'Host', { keyName: 'admin' });",
      ['keyName'],
      "keyPair: ec2.KeyPair.fromKeyPairName(this, 'HostKeyPair', 'admin')",
    ],
    [
      group("keyName: 'admin'"),
      ['keyName'],
      '!keyPair is taken with a launch template alone: set @aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig first',
    ],
  ],
  '12 Node': [
    [run('NODEJS_16_X'), ['lambda.Runtime.NODEJS_16_X'], 'lambda.Runtime.NODEJS_24_X'],
    [run('NODEJS'), ['lambda.Runtime.NODEJS'], 'lambda.Runtime.NODEJS_24_X'],
  ],
  '13 Python': [[run('PYTHON_3_8'), ['lambda.Runtime.PYTHON_3_8'], 'lambda.Runtime.PYTHON_3_14']],
  '14 Go, provided': [
    [run('GO_1_X'), ['lambda.Runtime.GO_1_X'], 'lambda.Runtime.PROVIDED_AL2023'],
    [run('PROVIDED'), ['lambda.Runtime.PROVIDED'], 'lambda.Runtime.PROVIDED_AL2023'],
  ],
  '15 Java, .NET, Ruby': [
    [run('JAVA_8'), ['lambda.Runtime.JAVA_8'], 'lambda.Runtime.JAVA_25'],
    [run('DOTNET_6'), ['lambda.Runtime.DOTNET_6'], 'lambda.Runtime.DOTNET_10'],
    [run('RUBY_2_7'), ['lambda.Runtime.RUBY_2_7'], 'lambda.Runtime.RUBY_4_0'],
  ],
  '16 CloudFrontWebDistribution': [
    [
      "new cloudfront.CloudFrontWebDistribution(this, 'Site', { originConfigs: [] });",
      ['CloudFrontWebDistribution'],
      '!Distribution takes other props, and has another logical ID: override it, or the distribution is replaced',
    ],
  ],
  '17 S3Origin': [
    [
      "const bucket = new s3.Bucket(this, 'B');\nconst origin = new origins.S3Origin(bucket);",
      ['S3Origin'],
      'origin = origins.S3BucketOrigin.withOriginAccessIdentity(bucket)',
    ],
  ],
  '18 originAccessIdentityName': [
    [
      "const oai = new cloudfront.OriginAccessIdentity(this, 'Oai');\nconst id = oai.originAccessIdentityName;",
      ['originAccessIdentityName'],
      'oai.originAccessIdentityId',
    ],
    [
      "cloudfront.OriginAccessIdentity.fromOriginAccessIdentityName(this, 'Oai', 'E1');",
      ['fromOriginAccessIdentityName'],
      ".fromOriginAccessIdentityId(this, 'Oai', 'E1')",
    ],
  ],
  '19 DnsValidatedCertificate': [
    [
      "new acm.DnsValidatedCertificate(this, 'Cert', { domainName: 'a.example.com', hostedZone: props.zone });",
      ['DnsValidatedCertificate'],
      '!a Certificate is another resource, and one for another region is that of another stack',
    ],
  ],
  '20 advancedSecurityMode': [
    [
      "new cognito.UserPool(this, 'Users', { advancedSecurityMode: cognito.AdvancedSecurityMode.AUDIT });",
      ['advancedSecurityMode'],
      'standardThreatProtectionMode: cognito.StandardThreatProtectionMode.AUDIT_ONLY',
    ],
  ],
  '21 definition': [
    [
      "const start = new sfn.Pass(this, 'Start');\nnew sfn.StateMachine(this, 'Machine', { definition: start });",
      ['definition'],
      'definitionBody: sfn.DefinitionBody.fromChainable(start)',
    ],
  ],
  '22 timeout, heartbeat': [
    [
      task('timeout: cdk.Duration.minutes(1)'),
      ['timeout'],
      'taskTimeout: sfn.Timeout.duration(cdk.Duration.minutes(1))',
    ],
    [
      task('heartbeat: cdk.Duration.minutes(1)'),
      ['heartbeat'],
      'heartbeatTimeout: sfn.Timeout.duration(cdk.Duration.minutes(1))',
    ],
  ],
  '23 Map.iterator': [
    [
      "const each = new sfn.Map(this, 'Each');\neach.iterator(new sfn.Pass(this, 'One'));",
      ['iterator'],
      "each.itemProcessor(new sfn.Pass(this, 'One'))",
    ],
  ],
  '24 parameters': [["new sfn.Map(this, 'Each', { parameters: { a: 1 } });", ['parameters'], 'itemSelector: { a: 1 }']],
  '25 instances, instanceProps': [
    [
      cluster('engine: props.engine, instances: 2, instanceProps: { vpc: props.vpc }'),
      ['instances', 'instanceProps'],
      '!writer and readers name each instance: made with isFromLegacyInstanceProps they keep their logical IDs',
    ],
  ],
  '26 Aurora for MySQL 5.6': [
    [
      cluster('engine: rds.DatabaseClusterEngine.aurora({ version: rds.AuroraEngineVersion.VER_1_22_2 })'),
      ['aurora', 'AuroraEngineVersion'],
      '!it is Aurora for MySQL 5.6, which RDS no longer runs: auroraMysql() is a major upgrade',
    ],
  ],
  '27 versions of engines': [
    ['const version = rds.PostgresEngineVersion.VER_13_4;', ['VER_13_4'], 'rds.PostgresEngineVersion.VER_13_23;'],
    [
      'const version = rds.AuroraPostgresEngineVersion.VER_9_6_11;',
      ['VER_9_6_11'],
      '!the installed library has no supported version of the same major version',
    ],
  ],
  '28 credentials': [
    [
      cluster(
        "snapshotIdentifier: 's', engine: props.engine, credentials: rds.Credentials.fromGeneratedSecret('admin')",
        'DatabaseClusterFromSnapshot',
      ),
      ['credentials'],
      "snapshotCredentials: rds.SnapshotCredentials.fromGeneratedSecret('admin')",
    ],
    [
      cluster(
        "snapshotIdentifier: 's', engine: props.engine, credentials: rds.Credentials.fromPassword('admin', props.password)",
        'DatabaseClusterFromSnapshot',
      ),
      ['credentials'],
      '!what its value becomes can’t be told here',
    ],
  ],
  '29 autoDeleteImages': [
    ["new ecr.Repository(this, 'Images', { autoDeleteImages: true });", ['autoDeleteImages'], 'emptyOnDelete: true'],
  ],
  '30 minimumCompressionSize': [
    [
      "new apigateway.RestApi(this, 'Api', { minimumCompressionSize: 1024 });",
      ['minimumCompressionSize'],
      'minCompressionSize: cdk.Size.bytes(1024)',
    ],
  ],
  '31 ApiKey resources': [
    [
      "const api = new apigateway.RestApi(this, 'Api');\nnew apigateway.ApiKey(this, 'Key', { resources: [api, this.other] });",
      ['resources'],
      'stages: [api.deploymentStage, this.other.deploymentStage]',
    ],
    [
      "new apigateway.ApiKey(this, 'Key', { resources: props.apis });",
      ['resources'],
      '!what its value becomes can’t be told here',
    ],
  ],
  '32 schema': [
    [
      "new appsync.GraphqlApi(this, 'Api', { name: 'a', schema: appsync.SchemaFile.fromAsset('s.graphql') });",
      ['schema'],
      "definition: appsync.Definition.fromSchema(appsync.SchemaFile.fromAsset('s.graphql'))",
    ],
  ],
  '33 healthCheck': [
    [
      group('healthCheck: autoscaling.HealthCheck.elb({ grace: cdk.Duration.minutes(5) })'),
      ['healthCheck'],
      'healthChecks: autoscaling.HealthChecks.withAdditionalChecks({ additionalTypes: [autoscaling.AdditionalHealthCheckType.ELB], gracePeriod: cdk.Duration.minutes(5) })',
    ],
    [
      group('healthCheck: autoscaling.HealthCheck.ec2()'),
      ['healthCheck'],
      'healthChecks: autoscaling.HealthChecks.ec2()',
    ],
  ],
  '34 dependencies': [
    [`${two}one.addDependsOn(two);`, ['addDependsOn'], 'one.addResourceDependency(two)'],
    [`${two}one.addDependency(two);`, [], ''],
    [`${two}one.removeDependency(two);`, ['removeDependency'], 'one.removeResourceDependency(two)'],
    ['this.addDependency(props.other);', [], ''],
    [`${two}one.node.addDependency(two);`, [], ''],
  ],
  '35 plainText': [
    ["const secret = cdk.SecretValue.plainText('none');", ['plainText'], "cdk.SecretValue.unsafePlainText('none')"],
  ],
  '36 secretStringBeta1': [
    [
      "new secretsmanager.Secret(this, 'S', { secretStringBeta1: secretsmanager.SecretStringValueBeta1.fromToken(props.key) });",
      ['secretStringBeta1'],
      'secretStringValue: cdk.SecretValue.resourceAttribute(props.key)',
    ],
    [
      "new secretsmanager.Secret(this, 'S', { secretStringBeta1: secretsmanager.SecretStringValueBeta1.fromUnsafePlaintext('x') });",
      ['secretStringBeta1'],
      "secretStringValue: cdk.SecretValue.unsafePlainText('x')",
    ],
  ],
  '37 BLOCK_ACLS, UNENCRYPTED': [
    [
      "new s3.Bucket(this, 'B', { blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS });",
      ['BLOCK_ACLS'],
      's3.BlockPublicAccess.BLOCK_ACLS_ONLY',
    ],
    [
      "new s3.Bucket(this, 'B', { encryption: s3.BucketEncryption.UNENCRYPTED });",
      ['UNENCRYPTED'],
      's3.BucketEncryption.S3_MANAGED',
    ],
  ],
  '38 metrics of load balancers': [
    [
      "const lb = new elbv2.ApplicationLoadBalancer(this, 'Lb', { vpc: props.vpc });\nlb.metricRequestCount();",
      ['metricRequestCount'],
      'lb.metrics.requestCount()',
    ],
  ],
  '39 latestAmazonLinux': [
    [
      'const image = ec2.MachineImage.latestAmazonLinux2022();',
      ['latestAmazonLinux2022'],
      'ec2.MachineImage.latestAmazonLinux2023()',
    ],
    [
      'const image = ec2.MachineImage.latestAmazonLinux();',
      ['latestAmazonLinux'],
      '!which image takes its place depends on the generation that it asks for',
    ],
  ],
  '40 policyValidationBeta1': [
    [
      'new cdk.App({ policyValidationBeta1: [props.plugin] });',
      ['policyValidationBeta1'],
      '!plugins are added by a call, Validations.of(…).addPlugins(…)',
    ],
  ],
};

const MODULES: Readonly<Record<string, string>> = {
  acm: 'certificatemanager',
  elbv2: 'elasticloadbalancingv2',
  origins: 'cloudfront-origins',
  sfn: 'stepfunctions',
  tasks: 'stepfunctions-tasks',
};
const uri = 'file:///app/stack.ts';
const here = pathToFileURL(path.join(import.meta.dirname, 'stack.ts')).href;

/** Code in the constructor of a stack, with the modules that it names. */
function stack(code: string): string {
  const names = [...new Set([...code.matchAll(/(?<![\w.])([a-z]\w*)\.[A-Z]/g)].map(m => m[1] as string))];
  const imports = names
    .filter(n => n !== 'cdk')
    .map(n => `import * as ${n} from 'aws-cdk-lib/aws-${MODULES[n] ?? n}';\n`);
  return `import * as cdk from 'aws-cdk-lib';\n${imports.join('')}export class S extends cdk.Stack {\n  constructor(scope: cdk.App, id: string, props: any) {\n    super(scope, id);\n${code}\n  }\n}\n`;
}

describe.each(Object.entries(REPLACEMENTS))('%s', (_, rows) => {
  it.each(rows)('%s', (code, found, becomes) => {
    const workspace = createWorkspace({
      rules: [usesDeprecatedApi, deprecatedRuntime] as unknown as Rule[],
      host: {
        fileExists: () => null,
        libraryDeprecations: () => libraryDeprecations(here),
        libraryHas: (_uri, module, word) => libraryHas(here, module, word),
      },
      projectOf: () => 'file:///app/',
      today: () => TODAY,
    });
    const document = { uri, version: 1, text: stack(code) };
    workspace.update(document);
    const findings = workspace.allFindings();
    expect(findings.map(f => textOf(document, f.span))).toEqual(found);
    const [first] = findings;
    const [offer] = first ? proposeFixes(workspace, first) : [];
    if (becomes.startsWith('!')) expect(offer).toMatchObject({ reason: becomes.slice(1) });
    else if (offer) expect(applyEdits(document.text, 'edits' in offer ? offer.edits : [])).toContain(becomes);
    else expect(found).toEqual([]);
  });
});
