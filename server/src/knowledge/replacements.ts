/**
 * What to write in the place of deprecated parts of aws-cdk-lib. Written by hand after the library's own words and
 * implementation (aws-cdk-lib 2.276.0, Apache-2.0); where its words name a member of the same type that is declared alike,
 * no entry is needed. `«»` in code is the old value, `${aws-cdk-lib.…}` what the file calls that.
 */
import { lazy } from './lazy.ts';

interface Replacement {
  readonly word?: string;
  readonly value?: string;
  readonly values?: Readonly<Record<string, string | null>>;
  readonly whole?: string;
  readonly item?: string;
  readonly calls?: Readonly<
    Record<string, { readonly callee: string; readonly keys?: Readonly<Record<string, string>> }>
  >;
  readonly takes?: { readonly key: string; readonly as: string; readonly of: string };
  readonly refused?: string;
  readonly goesWith?: string;
  readonly remove?: boolean;
  readonly adds?: string;
  readonly same: boolean;
  readonly note?: string;
  readonly needs: readonly (readonly [module: string, word: string])[];
}

/** A key with another name and its value in other code around it. */
function key(module: string, word: string, value = '«»', same = true, note?: string): Replacement {
  return { word, value, same, needs: [[module, word]], ...(note === undefined ? {} : { note }) };
}

/** A key with another name, whose values go by other names, too. */
function valued(module: string, word: string, values: Readonly<Record<string, string | null>>): Replacement {
  return { word, values, same: true, needs: [[module, word]] };
}

function renamed(module: string, word: string, same = true, note?: string): Replacement {
  return { word, same, needs: [[module, word]], ...(note === undefined ? {} : { note }) };
}

/** `INFO` → `${aws-cdk-lib.aws_lambda.ApplicationLogLevel.INFO}` for each of some members. */
function members(type: string, ...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map(name => [name, `\${aws-cdk-lib.${type}.${name}}`]));
}

/** What takes its place is for people to write, and why. */
function manual(refused: string): Replacement {
  return { refused, same: false, needs: [] };
}

const UNUSED: Replacement = { remove: true, same: true, needs: [] };
const KEY_PAIR: Replacement = {
  word: 'keyPair',
  value: "${aws-cdk-lib.aws_ec2.KeyPair}.fromKeyPairName(@scope, '@idKeyPair', «»)",
  same: true,
  needs: [['aws_ec2', 'KeyPair']],
};
const ITEM_SELECTOR = renamed('aws_stepfunctions', 'itemSelector', false, 'ItemSelector in place of Parameters');
const PITR = key('aws_dynamodb', 'pointInTimeRecoverySpecification', '{ pointInTimeRecoveryEnabled: «» }');
const INSIGHTS = key('aws_dynamodb', 'contributorInsightsSpecification', '{ enabled: «» }');

const WRITER = manual(
  'writer and readers name each instance: made with isFromLegacyInstanceProps they keep their logical IDs',
);
const MYSQL_56 = manual('it is Aurora for MySQL 5.6, which RDS no longer runs: auroraMysql() is a major upgrade');
const VALIDATIONS = manual('plugins are added by a call, Validations.of(…).addPlugins(…)');

const TABLE: Readonly<Record<string, Replacement>> = {
  'AppProps#policyValidationBeta1': VALIDATIONS,
  'StageProps#policyValidationBeta1': VALIDATIONS,
  'SecretValue#plainText': renamed('', 'unsafePlainText'),
  'CfnResource#addDependsOn': renamed('', 'addResourceDependency'),
  'CfnResource#addDependency': renamed('', 'addResourceDependency'),
  'aws_apigateway.RestApiProps#minimumCompressionSize': key(
    'aws_apigateway',
    'minCompressionSize',
    '${aws-cdk-lib.Size}.bytes(«»)',
  ),
  'aws_apigateway.ApiKeyProps#resources': {
    word: 'stages',
    item: '«».deploymentStage',
    same: true,
    needs: [['aws_apigateway', 'stages']],
  },
  'aws_appsync.GraphqlApiProps#schema': key(
    'aws_appsync',
    'definition',
    '${aws-cdk-lib.aws_appsync.Definition}.fromSchema(«»)',
  ),
  'aws_autoscaling.CommonAutoScalingGroupProps#healthCheck': {
    word: 'healthChecks',
    calls: {
      ec2: { callee: '${aws-cdk-lib.aws_autoscaling.HealthChecks}.ec2', keys: { grace: 'gracePeriod' } },
      elb: {
        callee: '${aws-cdk-lib.aws_autoscaling.HealthChecks}.withAdditionalChecks',
        keys: { grace: 'additionalTypes: [${aws-cdk-lib.aws_autoscaling.AdditionalHealthCheckType.ELB}], gracePeriod' },
      },
    },
    same: true,
    needs: [['aws_autoscaling', 'HealthChecks']],
  },
  'aws_autoscaling.CommonAutoScalingGroupProps#keyName': manual(
    'keyPair is taken with a launch template alone: set @aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig first',
  ),
  'aws_certificatemanager.DnsValidatedCertificate': manual(
    'a Certificate is another resource, and one for another region is that of another stack',
  ),
  'aws_cloudfront.CloudFrontWebDistribution': manual(
    'Distribution takes other props, and has another logical ID: override it, or the distribution is replaced',
  ),
  'aws_cloudfront_origins.S3Origin': {
    whole: '${aws-cdk-lib.aws_cloudfront_origins.S3BucketOrigin}.withOriginAccessIdentity',
    same: false,
    note: 'for buckets that are no websites',
    needs: [['aws_cloudfront_origins', 'S3BucketOrigin']],
  },
  'aws_codedeploy.ServerDeploymentGroupProps#loadBalancer': key('aws_codedeploy', 'loadBalancers', '[«»]'),
  'aws_cognito.UserPoolIdentityProviderAppleProps#privateKey': key(
    'aws_cognito',
    'privateKeyValue',
    '${aws-cdk-lib.SecretValue}.unsafePlainText(«»)',
  ),
  'aws_cognito.UserPoolIdentityProviderGoogleProps#clientSecret': key(
    'aws_cognito',
    'clientSecretValue',
    '${aws-cdk-lib.SecretValue}.unsafePlainText(«»)',
  ),
  'aws_cognito.UserPoolProps#advancedSecurityMode': valued('aws_cognito', 'standardThreatProtectionMode', {
    ENFORCED: '${aws-cdk-lib.aws_cognito.StandardThreatProtectionMode.FULL_FUNCTION}',
    AUDIT: '${aws-cdk-lib.aws_cognito.StandardThreatProtectionMode.AUDIT_ONLY}',
    OFF: '${aws-cdk-lib.aws_cognito.StandardThreatProtectionMode.NO_ENFORCEMENT}',
  }),
  'aws_dynamodb.TableOptions#pointInTimeRecovery': PITR,
  'aws_dynamodb.TableOptionsV2#pointInTimeRecovery': PITR,
  'aws_dynamodb.TableOptions#contributorInsightsEnabled': INSIGHTS,
  'aws_dynamodb.TableOptionsV2#contributorInsights': INSIGHTS,
  'aws_dynamodb.GlobalSecondaryIndexProps#contributorInsightsEnabled': INSIGHTS,
  'aws_dynamodb.ReplicaGlobalSecondaryIndexOptions#contributorInsights': INSIGHTS,
  'aws_ec2.InstanceProps#keyName': KEY_PAIR,
  'aws_ec2.LaunchTemplateProps#keyName': KEY_PAIR,
  'aws_ec2.MachineImage#latestAmazonLinux': manual(
    'which image takes its place depends on the generation that it asks for',
  ),
  'aws_ec2.MachineImage#latestAmazonLinux2022': renamed(
    'aws_ec2',
    'latestAmazonLinux2023',
    false,
    'another image: what runs on it is replaced',
  ),
  'aws_ec2.NatInstanceProps#keyName': KEY_PAIR,
  'aws_ec2.SubnetType#PRIVATE_WITH_NAT': renamed('aws_ec2', 'PRIVATE_WITH_EGRESS'),
  'aws_ec2.VpcProps#cidr': key('aws_ec2', 'ipAddresses', '${aws-cdk-lib.aws_ec2.IpAddresses}.cidr(«»)'),
  'aws_ecr.RepositoryProps#autoDeleteImages': renamed(
    'aws_ecr',
    'emptyOnDelete',
    false,
    'ECR empties it, and the custom resource that did goes',
  ),
  'aws_ecs.ClusterProps#containerInsights': valued('aws_ecs', 'containerInsightsV2', {
    true: '${aws-cdk-lib.aws_ecs.ContainerInsights.ENABLED}',
    false: '${aws-cdk-lib.aws_ecs.ContainerInsights.DISABLED}',
  }),
  'aws_eks_v2.KubectlProviderOptions#securityGroup': key('aws_eks_v2', 'securityGroups', '[«»]'),
  'aws_events_targets.AwsApiInput#apiVersion': UNUSED,
  'aws_iam.GrantOnPrincipalOptions#scope': UNUSED,
  'aws_kinesisfirehose.CommonDestinationProps#processor': key('aws_kinesisfirehose', 'processors', '[«»]'),
  'aws_lambda.FunctionOptions#applicationLogLevel': valued(
    'aws_lambda',
    'applicationLogLevelV2',
    members('aws_lambda.ApplicationLogLevel', 'INFO', 'DEBUG', 'WARN', 'TRACE', 'ERROR', 'FATAL'),
  ),
  'aws_lambda.FunctionOptions#systemLogLevel': valued(
    'aws_lambda',
    'systemLogLevelV2',
    members('aws_lambda.SystemLogLevel', 'INFO', 'DEBUG', 'WARN'),
  ),
  'aws_lambda.FunctionOptions#logFormat': valued('aws_lambda', 'loggingFormat', {
    ...members('aws_lambda.LoggingFormat', 'JSON', 'TEXT'),
    Text: '${aws-cdk-lib.aws_lambda.LoggingFormat.TEXT}',
  }),
  'aws_lambda.FunctionOptions#logRetention': {
    word: 'logGroup',
    value: "new ${aws-cdk-lib.aws_logs.LogGroup}(@scope, '@idLogs', { retention: «»@more })",
    takes: { key: 'logRemovalPolicy', as: 'removalPolicy', of: 'aws-cdk-lib.RemovalPolicy' },
    adds: '*Logs',
    same: false,
    note: 'a new one; events so far stay in the old one',
    needs: [['aws_lambda', 'logGroup']],
  },
  // Of the custom resource that sets the retention; without one nothing reads it.
  'aws_lambda.FunctionOptions#logRemovalPolicy': { ...UNUSED, goesWith: 'logRetention' },
  'aws_logs.LogRetentionRetryOptions#base': UNUSED,
  'aws_logs.QueryStringProps#filter': key('aws_logs', 'filterStatements', '[«»]'),
  'aws_logs.QueryStringProps#parse': key('aws_logs', 'parseStatements', '[«»]'),
  'aws_logs.QueryStringProps#stats': key('aws_logs', 'statsStatements', '[«»]'),
  'aws_rds.DatabaseClusterBaseProps#instances': WRITER,
  'aws_rds.DatabaseClusterBaseProps#instanceProps': WRITER,
  'aws_rds.DatabaseClusterEngine#aurora': MYSQL_56,
  'aws_rds.AuroraEngineVersion': MYSQL_56,
  'aws_rds.DatabaseClusterFromSnapshotProps#credentials': {
    word: 'snapshotCredentials',
    calls: {
      fromGeneratedSecret: { callee: '${aws-cdk-lib.aws_rds.SnapshotCredentials}.fromGeneratedSecret' },
      fromSecret: { callee: '${aws-cdk-lib.aws_rds.SnapshotCredentials}.fromSecret' },
    },
    same: false,
    note: 'the password of the secret becomes that of the cluster',
    needs: [['aws_rds', 'snapshotCredentials']],
  },
  'aws_s3.BucketEncryption#UNENCRYPTED': renamed('aws_s3', 'S3_MANAGED', false, 'which S3 does anyway'),
  'aws_secretsmanager.SecretProps#secretStringBeta1': {
    word: 'secretStringValue',
    calls: {
      fromUnsafePlaintext: { callee: '${aws-cdk-lib.SecretValue}.unsafePlainText' },
      fromToken: { callee: '${aws-cdk-lib.SecretValue}.resourceAttribute' },
    },
    same: true,
    needs: [['aws_secretsmanager', 'secretStringValue']],
  },
  'aws_ssm.StringParameterAttributes#type': valued(
    'aws_ssm',
    'valueType',
    members('aws_ssm.ParameterValueType', 'STRING', 'AWS_EC2_IMAGE_ID'),
  ),
  'aws_ssm.StringParameterProps#type': { values: { STRING: null }, same: true, needs: [] },
  'aws_stepfunctions.Map#iterator': renamed(
    'aws_stepfunctions',
    'itemProcessor',
    false,
    'ItemProcessor in place of Iterator',
  ),
  'aws_stepfunctions.MapProps#parameters': ITEM_SELECTOR,
  'aws_stepfunctions.MapJsonPathProps#parameters': ITEM_SELECTOR,
  'aws_stepfunctions.StateMachineProps#definition': key(
    'aws_stepfunctions',
    'definitionBody',
    '${aws-cdk-lib.aws_stepfunctions.DefinitionBody}.fromChainable(«»)',
  ),
  'aws_stepfunctions.TaskStateBaseOptions#timeout': key(
    'aws_stepfunctions',
    'taskTimeout',
    '${aws-cdk-lib.aws_stepfunctions.Timeout}.duration(«»)',
  ),
  'aws_stepfunctions.TaskStateBaseOptions#heartbeat': key(
    'aws_stepfunctions',
    'heartbeatTimeout',
    '${aws-cdk-lib.aws_stepfunctions.Timeout}.duration(«»)',
  ),
  'aws_synthetics.CanaryProps#cleanup': valued('aws_synthetics', 'provisionedResourceCleanup', {
    LAMBDA: 'true',
    NOTHING: 'false',
  }),
};

/** Members whose new name in the same type gives the same template. */
const SAME_SIBLING =
  /^(CfnResource|Stack|SecretValue|aws_ecs\.FluentdLogDriverProps|aws_lambda\.EcrImageCodeProps|aws_applicationautoscaling\.PredefinedMetric)#|OriginAccessIdentity#/;

/** `aws_rds.DatabaseClusterBaseProps#instances` → `aws_rds#instances`: versions differ in the struct that declares a prop. */
function withoutType(api: string): string {
  return api.replace(/(^|\.)\w+#/, '#');
}

/** Replacements of props by module and member, where all that the table has of that name say the same. */
const byMember = lazy(() => {
  const found = new Map<string, Replacement | null>();
  for (const [api, replacement] of Object.entries(TABLE)) {
    if (!/(Props|Options|Base|Attributes|Input)#/.test(api)) continue;
    const name = withoutType(api);
    const other = found.get(name);
    found.set(name, other === undefined || other === replacement ? replacement : null);
  }
  return found;
});

/** What to write for something deprecated: by the table, else the member of the same type, else where the words say how. */
export function replacementOf(api: string, says: string, sibling: string | null): Replacement | null {
  const known = Object.hasOwn(TABLE, api) ? TABLE[api] : byMember().get(withoutType(api));
  if (known) return known;
  const module = /^(\w+)\.\w+(?:#|$)/.exec(api)?.[1] ?? '';
  if (sibling !== null) return { word: sibling, same: SAME_SIBLING.test(api), needs: [[module, sibling]] };
  // `Use NetworkLoadBalancer.metrics.activeFlowCount instead`: the same metric by another way.
  const metric = /\.metrics\.(\w+)/.exec(says)?.[1];
  return metric !== undefined && /#metric/.test(api)
    ? { word: `metrics.${metric}`, same: true, needs: [[module, metric]] }
    : null;
}
