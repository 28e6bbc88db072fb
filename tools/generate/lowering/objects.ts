/** Objects that props ask for (a key, a VPC, code, a certificate …), made in a throw-away world. */
import path from 'node:path';
import { root } from '../table.ts';
import { type Any, enumLike, initializerOf, isA, isConstruct, isL1, propsOf, running, types } from './jsii.ts';
import { probes, realise, structOf } from './spec.ts';
import type { World } from './world.ts';

/** Files that exist wherever the generator runs: constructs look whether their assets do. */
const SOME_FOLDER = path.join(root, 'tools/generate/data');
const SOME_SCRIPT = path.join(root, 'tools/generate/index.ts');

/** A VPC of few parts: hundreds of thousands of them are made. */
const SMALL_VPC = {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [
    { name: 'a', subnetType: 'Public' },
    { name: 'b', subnetType: 'Private' },
  ],
};

/** The same VPC as if somebody else had made it. */
const IMPORTED_VPC = {
  vpcId: 'vpc-plumb',
  vpcCidrBlock: '10.0.0.0/16',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  publicSubnetIds: ['subnet-plumb1', 'subnet-plumb2'],
  privateSubnetIds: ['subnet-plumb3', 'subnet-plumb4'],
};

/** Objects which no rule of the type system leads to, by type. `n` is 0 or 1, for two that differ. */
const RECIPES: Readonly<Record<string, (n: number, world: World) => Any>> = {
  'aws_lambda.Code': n => lib('aws_lambda.Code').fromInline(`exports.handler = () => ${n};`),
  'aws_lambda.Runtime': n => lib('aws_lambda.Runtime')[['NODEJS_22_X', 'NODEJS_24_X'][n] as string],
  'aws_lambda.IFunction': (n, w) => probeFunction(w, n),
  'aws_lambda.Function': (n, w) => probeFunction(w, n),
  'aws_lambda.IVersion': (n, w) => probeFunction(w, n).currentVersion,
  'aws_lambda.Alias': (n, w) => made(w, `alias${n}`, () => probeFunction(w, n).addAlias('plumb')),
  'aws_lambda.DockerImageCode': (n, w) =>
    lib('aws_lambda.DockerImageCode').fromEcr(objectOf('aws-cdk-lib.aws_ecr.Repository', n, w)),
  'aws_ec2.IVpc': (n, w) =>
    made(w, `vpc${n}`, () =>
      w.quick
        ? lib('aws_ec2.Vpc').fromVpcAttributes(w.stack, `PlumbVpc${n}`, IMPORTED_VPC)
        : new (lib('aws_ec2.Vpc'))(w.stack, `PlumbVpc${n}`, SMALL_VPC),
    ),
  'aws_ec2.InstanceType': n => new (lib('aws_ec2.InstanceType'))(['t3.micro', 'm5.large'][n]),
  'aws_ec2.IMachineImage': n => lib('aws_ec2.MachineImage').genericLinux({ 'us-east-1': `ami-plumb${n}` }),
  'aws_ec2.IIpAddresses': n => lib('aws_ec2.IpAddresses').cidr(['10.7.0.0/16', '10.9.0.0/16'][n]),
  'aws_ec2.IPeer': n => lib('aws_ec2.Peer').ipv4(['10.7.0.0/16', '10.9.0.0/16'][n]),
  'aws_ec2.Port': n => lib('aws_ec2.Port').tcp([8081, 9092][n]),
  // Every other way of getting one would call Docker.
  DockerImage: n => lib('DockerImage').fromRegistry(['plumbone', 'plumbtwo'][n]),
  'aws_rds.IInstanceEngine': n =>
    n === 0
      ? lib('aws_rds.DatabaseInstanceEngine').postgres({ version: lib('aws_rds.PostgresEngineVersion').VER_16 })
      : lib('aws_rds.DatabaseInstanceEngine').mysql({ version: lib('aws_rds.MysqlEngineVersion').VER_8_0 }),
  'aws_rds.IClusterEngine': n =>
    n === 0
      ? lib('aws_rds.DatabaseClusterEngine').auroraPostgres({
          version: lib('aws_rds.AuroraPostgresEngineVersion').of('16.4', '16'),
        })
      : lib('aws_rds.DatabaseClusterEngine').auroraMysql({
          version: lib('aws_rds.AuroraMysqlEngineVersion').of('8.0.mysql_aurora.3.08.0', '8.0'),
        }),
  'aws_rds.IClusterInstance': n => lib('aws_rds.ClusterInstance').serverlessV2(['one', 'two'][n]),
  'aws_rds.Credentials': n =>
    lib('aws_rds.Credentials').fromUsername(['plumbone', 'plumbtwo'][n], {
      password: lib('SecretValue').unsafePlainText('plumb'),
    }),
  'aws_iam.IPrincipal': n => new (lib('aws_iam.ServicePrincipal'))(['lambda.amazonaws.com', 'ec2.amazonaws.com'][n]),
  'aws_iam.IGrantable': (n, w) => objectOf('aws-cdk-lib.aws_iam.Role', n, w),
  'aws_iam.PolicyStatement': n =>
    new (lib('aws_iam.PolicyStatement'))({ actions: [['s3:GetObject', 's3:PutObject'][n]], resources: ['*'] }),
  'aws_iam.PolicyDocument': (n, w) =>
    new (lib('aws_iam.PolicyDocument'))({ statements: [objectOf('aws-cdk-lib.aws_iam.PolicyStatement', n, w)] }),
  'aws_iam.IManagedPolicy': n =>
    lib('aws_iam.ManagedPolicy').fromAwsManagedPolicyName(['ReadOnlyAccess', 'PowerUserAccess'][n]),
  'aws_route53.RecordTarget': n => lib('aws_route53.RecordTarget').fromIpAddresses(['10.7.0.1', '10.9.0.1'][n]),
  'aws_stepfunctions.IChainable': (n, w) =>
    made(w, `pass${n}`, () => new (lib('aws_stepfunctions.Pass'))(w.stack, `PlumbPass${n}`)),
  'aws_stepfunctions.DefinitionBody': (n, w) =>
    lib('aws_stepfunctions.DefinitionBody').fromChainable(objectOf('aws-cdk-lib.aws_stepfunctions.IChainable', n, w)),
  'aws_events.Schedule': n => lib('aws_events.Schedule').expression(['rate(1 day)', 'rate(2 days)'][n]),
  'aws_scheduler.ScheduleExpression': n =>
    lib('aws_scheduler.ScheduleExpression').expression(['rate(1 day)', 'rate(2 days)'][n]),
  'aws_autoscaling.Schedule': n => lib('aws_autoscaling.Schedule').expression(['0 8 * * *', '0 9 * * *'][n]),
  'aws_apigatewayv2.HttpRouteKey': n => lib('aws_apigatewayv2.HttpRouteKey').with(['/plumbone', '/plumbtwo'][n], 'GET'),
  'aws_ec2.AclCidr': n => lib('aws_ec2.AclCidr').ipv4(['10.7.0.0/16', '10.9.0.0/16'][n]),
  'aws_ec2.AclTraffic': n =>
    n === 0 ? lib('aws_ec2.AclTraffic').tcpPort(8081) : lib('aws_ec2.AclTraffic').icmp({ type: 8, code: 0 }),
  'aws_ec2.FlowLogDestination': n =>
    n === 0 ? lib('aws_ec2.FlowLogDestination').toCloudWatchLogs() : lib('aws_ec2.FlowLogDestination').toS3(),
  'aws_codedeploy.MinimumHealthyHosts': n => lib('aws_codedeploy.MinimumHealthyHosts').count([1, 2][n]),
  'aws_codedeploy.TrafficRouting': n =>
    n === 0
      ? lib('aws_codedeploy.TrafficRouting').allAtOnce()
      : lib('aws_codedeploy.TrafficRouting').timeBasedLinear({ interval: lib('Duration').minutes(1), percentage: 5 }),
  'aws_config.RuleScope': n => lib('aws_config.RuleScope').fromTag(['plumbone', 'plumbtwo'][n], 'yes'),
  'aws_cognito.UserPoolIdentityProviderSamlMetadata': n =>
    lib('aws_cognito.UserPoolIdentityProviderSamlMetadata').url(
      ['https://plumbone.example.com', 'https://plumbtwo.example.com'][n],
    ),
  'aws_ecs.ContainerImage': n => lib('aws_ecs.ContainerImage').fromRegistry(['plumbone', 'plumbtwo'][n]),
  'aws_ecs.TaskDefinition': (n, w) => withContainer(w, 'FargateTaskDefinition', n),
  'aws_ecs.FargateTaskDefinition': (n, w) => withContainer(w, 'FargateTaskDefinition', n),
  'aws_ecs.Ec2TaskDefinition': (n, w) => withContainer(w, 'Ec2TaskDefinition', n),
  'aws_cloudfront.IOrigin': n =>
    new (lib('aws_cloudfront_origins.HttpOrigin'))(['plumbone.example.com', 'plumbtwo.example.com'][n]),
  'aws_cloudwatch.IMetric': n =>
    new (lib('aws_cloudwatch.Metric'))({ namespace: 'Plumb', metricName: ['One', 'Two'][n] }),
  'aws_appsync.IGraphqlApi': (n, w) => objectOf('aws-cdk-lib.aws_appsync.GraphqlApi', n, w),
  'aws_apigateway.IResource': (n, w) => objectOf('aws-cdk-lib.aws_apigateway.IRestApi', n, w).root,
  'aws_s3_deployment.ISource': n => lib('aws_s3_deployment.Source').data('plumb.txt', ['plumbone', 'plumbtwo'][n]),
  'aws_appsync.Definition': n =>
    lib('aws_appsync.Definition').fromSchema({ bind: () => ({ apiId: 'x', definition: `type Query { a${n}: Int }` }) }),
  'aws_apigateway.Integration': () => new (lib('aws_apigateway.MockIntegration'))(),
  'aws_logs.IFilterPattern': n => lib('aws_logs.FilterPattern').literal(['plumbone', 'plumbtwo'][n]),
  SecretValue: n => lib('SecretValue').unsafePlainText(['plumbone', 'plumbtwo'][n]),
  'aws_codebuild.BuildSpec': n =>
    lib('aws_codebuild.BuildSpec').fromObject({ version: '0.2', env: { variables: { N: String(n) } } }),
  'aws_codebuild.ISource': n => lib('aws_codebuild.Source').gitHub({ owner: 'plumb', repo: ['one', 'two'][n] }),
  'aws_elasticloadbalancingv2.ListenerAction': n =>
    lib('aws_elasticloadbalancingv2.ListenerAction').fixedResponse([200, 404][n]),
  'aws_sns.ITopicSubscription': n =>
    new (lib('aws_sns_subscriptions.EmailSubscription'))(['plumbone@example.com', 'plumbtwo@example.com'][n]),
  'aws_lambda.IEventSource': (n, w) =>
    new (lib('aws_lambda_event_sources.SqsEventSource'))(objectOf('aws-cdk-lib.aws_sqs.Queue', n, w)),
  'aws_events.IRuleTarget': (n, w) =>
    new (lib('aws_events_targets.SqsQueue'))(objectOf('aws-cdk-lib.aws_sqs.Queue', n, w)),
  'aws_kinesisfirehose.IDestination': (n, w) =>
    new (lib('aws_kinesisfirehose.S3Bucket'))(objectOf('aws-cdk-lib.aws_s3.Bucket', n, w)),
};

/** Whether there is a way of our own to make objects of a type. */
export function hasRecipe(fqn: string): boolean {
  return Object.hasOwn(RECIPES, fqn.replace(/^aws-cdk-lib\./, ''));
}

/** Props without which a construct can't be made, though none of them is required by its type. */
export const NEEDED: Readonly<Record<string, (n: number, world: World) => Record<string, Any>>> = {
  'aws_lambda_nodejs.NodejsFunction': () => ({
    entry: SOME_SCRIPT,
    depsLockFilePath: path.join(root, 'package-lock.json'),
  }),
  'aws_dynamodb.Table': n => ({ partitionKey: { name: ['plumbone', 'plumbtwo'][n], type: 'S' } }),
  'aws_lambda.LayerVersion': () => ({ code: lib('aws_lambda.Code').fromAsset(SOME_FOLDER) }),
  'aws_rds.DatabaseCluster': (n, w) => ({
    writer: objectOf('aws-cdk-lib.aws_rds.IClusterInstance', n, w),
    vpc: objectOf('aws-cdk-lib.aws_ec2.IVpc', 0, w),
  }),
  'aws_rds.DatabaseClusterFromSnapshot': (n, w) => ({
    writer: objectOf('aws-cdk-lib.aws_rds.IClusterInstance', n, w),
    vpc: objectOf('aws-cdk-lib.aws_ec2.IVpc', 0, w),
  }),
  'aws_iam.ManagedPolicy': (n, w) => ({ statements: [objectOf('aws-cdk-lib.aws_iam.PolicyStatement', n, w)] }),
  'aws_stepfunctions.StateMachine': (n, w) => ({
    definitionBody: objectOf('aws-cdk-lib.aws_stepfunctions.DefinitionBody', n, w),
  }),
  'aws_codebuild.Project': (n, w) => ({ buildSpec: objectOf('aws-cdk-lib.aws_codebuild.BuildSpec', n, w) }),
  'aws_ec2.Volume': () => ({ size: lib('Size').gibibytes(10) }),
  'aws_events.Rule': (n, w) => ({ schedule: objectOf('aws-cdk-lib.aws_events.Schedule', n, w) }),
  'aws_ecs.FargateTaskDefinition': () => ({}),
  'aws_autoscaling.AutoScalingGroup': (n, w) => ({
    instanceType: objectOf('aws-cdk-lib.aws_ec2.InstanceType', n, w),
    machineImage: objectOf('aws-cdk-lib.aws_ec2.IMachineImage', n, w),
  }),
  'aws_backup.BackupPlan': () => ({ backupPlanRules: [lib('aws_backup.BackupPlanRule').daily()] }),
  'aws_elasticloadbalancingv2.ApplicationTargetGroup': (_, w) => ({
    port: 80,
    vpc: objectOf('aws-cdk-lib.aws_ec2.IVpc', 0, w),
  }),
  'aws_elasticloadbalancingv2.NetworkTargetGroup': (_, w) => ({ vpc: objectOf('aws-cdk-lib.aws_ec2.IVpc', 0, w) }),
  'aws_elasticloadbalancingv2.ApplicationListener': (n, w) => ({
    port: 80,
    defaultAction: objectOf('aws-cdk-lib.aws_elasticloadbalancingv2.ListenerAction', n, w),
  }),
  'aws_elasticloadbalancingv2.NetworkListener': (n, w) => ({
    defaultTargetGroups: [objectOf('aws-cdk-lib.aws_elasticloadbalancingv2.NetworkTargetGroup', n, w)],
  }),
  'aws_appsync.GraphqlApi': (n, w) => ({ definition: objectOf('aws-cdk-lib.aws_appsync.Definition', n, w) }),
  'aws_opensearchservice.Domain': n => ({
    capacity: { dataNodeInstanceType: ['r6g.large.search', 'm6g.large.search'][n] },
  }),
  'aws_rds.DatabaseInstanceFromSnapshot': n => ({ snapshotIdentifier: ['plumbone', 'plumbtwo'][n] }),
  'aws_docdb.DatabaseCluster': (n, w) => ({ instanceType: objectOf('aws-cdk-lib.aws_ec2.InstanceType', n, w) }),
  'aws_rds.ParameterGroup': (n, w) => ({ engine: objectOf('aws-cdk-lib.aws_rds.IInstanceEngine', n, w) }),
  'aws_secretsmanager.RotationSchedule': (n, w) => ({
    rotationLambda: objectOf('aws-cdk-lib.aws_lambda.IFunction', n, w),
  }),
  'aws_apigatewayv2.HttpIntegration': n => ({
    integrationUri: ['https://plumbone.example.com', 'https://plumbtwo.example.com'][n],
    method: 'GET',
  }),
  'aws_ecs.Ec2Service': (n, w) => ({ taskDefinition: objectOf('aws-cdk-lib.aws_ecs.Ec2TaskDefinition', n, w) }),
  'aws_elasticloadbalancingv2.ApplicationListenerRule': (n, w) => ({
    conditions: [lib('aws_elasticloadbalancingv2.ListenerCondition').pathPatterns([['/plumbone', '/plumbtwo'][n]])],
    action: objectOf('aws-cdk-lib.aws_elasticloadbalancingv2.ListenerAction', n, w),
  }),
  'aws_cloudfront.Function': n => ({
    code: lib('aws_cloudfront.FunctionCode').fromInline(['plumbone', 'plumbtwo'][n]),
  }),
  'aws_apigateway.SpecRestApi': n => ({
    apiDefinition: lib('aws_apigateway.ApiDefinition').fromInline({
      openapi: '3.0.1',
      info: { title: ['plumbone', 'plumbtwo'][n] },
    }),
  }),
  'aws_apigateway.LambdaRestApi': (n, w) => ({ handler: objectOf('aws-cdk-lib.aws_lambda.IFunction', n, w) }),
  'aws_lambda.Function': (n, w) => ({ code: objectOf('aws-cdk-lib.aws_lambda.Code', n, w) }),
  'aws_fsx.LustreFileSystem': () => ({ storageCapacityGiB: 1200 }),
  'aws_applicationautoscaling.TargetTrackingScalingPolicy': () => ({
    predefinedMetric: 'DynamoDBReadCapacityUtilization',
  }),
  'aws_autoscaling.TargetTrackingScalingPolicy': () => ({ predefinedMetric: 'ASGAverageCPUUtilization' }),
  'aws_autoscaling.ScheduledAction': () => ({ minCapacity: 1 }),
  'aws_glue.SecurityConfiguration': () => ({ cloudWatchEncryption: { mode: 'SSE-KMS' } }),
  'aws_kinesis.ResourcePolicy': (n, w) => ({ stream: objectOf('aws-cdk-lib.aws_kinesis.Stream', n, w) }),
  'aws_lambda.EventSourceMapping': n => ({
    eventSourceArn: ['arn:aws:sqs:us-east-1:111122223333:plumbone', 'arn:aws:sqs:us-east-1:111122223333:plumbtwo'][n],
  }),
  'aws_cognito.UserPoolDomain': n => ({ cognitoDomain: { domainPrefix: ['plumbone', 'plumbtwo'][n] } }),
};

function addStatement(subject: Any, world: World): void {
  const statement = new (lib('aws_iam.PolicyStatement'))({ actions: ['s3:GetObject'], resources: ['*'] });
  statement.addPrincipals(objectOf('aws-cdk-lib.aws_iam.IPrincipal', 0, world));
  subject.document.addStatements(statement);
}

/** Constructs whose main resource only comes into being with something added afterwards. */
export const AFTERWARDS: Readonly<Record<string, (subject: Any, world: World) => void>> = {
  'aws_s3.BucketPolicy': addStatement,
  'aws_sqs.QueuePolicy': addStatement,
  'aws_sns.TopicPolicy': addStatement,
  'aws_iam.Policy': (subject, world) => {
    subject.addStatements(objectOf('aws-cdk-lib.aws_iam.PolicyStatement', 0, world));
    subject.attachToRole(objectOf('aws-cdk-lib.aws_iam.Role', 0, world));
  },
};

/** The running class, enum or namespace by its name without the library's. */
function lib(name: string): Any {
  return running(`aws-cdk-lib.${name}`);
}

function short(fqn: string): string {
  return fqn.replace(/^aws-cdk-lib\./, '').replace(/^interfaces\./, '');
}

function made(world: World, key: string, make: () => Any): Any {
  if (!world.made.has(key)) world.made.set(key, make());
  return world.made.get(key);
}

function withContainer(world: World, name: string, n: number): Any {
  return made(world, `${name}${n}`, () => {
    const task = new (lib(`aws_ecs.${name}`))(world.stack, `Plumb${name}${n}`);
    task.addContainer('Main', { image: lib('aws_ecs.ContainerImage').fromRegistry('plumb'), memoryLimitMiB: 256 });
    return task;
  });
}

function probeFunction(world: World, n: number): Any {
  return made(world, `function${n}`, () => {
    const code = lib('aws_lambda.Code').fromInline('exports.handler = () => 0;');
    return new (lib('aws_lambda.Function'))(world.stack, `PlumbFunction${n}`, {
      code,
      handler: 'index.handler',
      runtime: lib('aws_lambda.Runtime').NODEJS_22_X,
    });
  });
}

let depth = 0;

/** Classes that can stand for a type, the one that is named like it first. */
function candidates(fqn: string): readonly string[] {
  const type = types[fqn];
  if (!type) return [];
  if (type.kind === 'class' && !type.abstract) return [fqn];
  const name = type.kind === 'interface' ? type.name.replace(/^I(?=[A-Z])/, '').replace(/Ref$/, '') : type.name;
  const place = short(fqn).split('.').slice(0, -1).join('.');
  const all = Object.values(types).filter(t => t.kind === 'class' && !t.abstract && isA(t.fqn, fqn));
  const score = (t: (typeof all)[number]) =>
    (t.name === name ? 0 : 4) + (isL1(t.fqn) ? 2 : 0) + (short(t.fqn).startsWith(`${place}.`) ? 0 : 1);
  return all
    .sort((a, b) => score(a) - score(b) || (a.fqn < b.fqn ? -1 : 1))
    .slice(0, 4)
    .map(t => t.fqn);
}

const candidateCache = new Map<string, readonly string[]>();

/** The way of making a type that worked the first time, to go straight to it afterwards. */
const chosen = new Map<string, number>();

export function forgetChoices(): void {
  chosen.clear();
}

/** An object of a class or interface. Throws when no way of making one is found. */
export function objectOf(fqn: string, n: number, world: World): Any {
  const recipe = RECIPES[short(fqn)];
  if (recipe) return recipe(n, world);
  const key = `${fqn}#${n}`;
  const known = world.made.get(key);
  if (known !== undefined) return known;
  if (chosen.get(fqn) === -1 || depth > 5) throw new Error(`no way to make ${fqn}`);
  depth++;
  try {
    const ways = waysOf(fqn, n, world);
    const first = chosen.get(fqn);
    for (const [i, way] of ways.entries()) {
      if (first !== undefined && i !== first) continue;
      try {
        const object = way();
        if (object === undefined || object === null) continue;
        chosen.set(fqn, i);
        world.made.set(key, object);
        return object;
      } catch {
        // The next way may do.
      }
    }
  } finally {
    depth--;
  }
  // Only at the top is it sure that not merely the depth was in the way.
  if (depth === 0 && !chosen.has(fqn)) chosen.set(fqn, -1);
  throw new Error(`no way to make ${fqn}`);
}

function waysOf(fqn: string, n: number, world: World): (() => Any)[] {
  const names = candidateCache.get(fqn) ?? candidates(fqn);
  candidateCache.set(fqn, names);
  const ways: (() => Any)[] = [];
  const statics = enumLike(fqn);
  if (statics.length > 0) ways.push(() => running(fqn)[statics[n % statics.length] as string]);
  for (const name of names) {
    if (isConstruct(name)) ways.push(() => construct(name, `Plumb${name.split('.').at(-1)}${n}`, n, world));
    else ways.push(() => new (running(name))(...argumentsOf(initializerOf(name)?.parameters ?? [], n, world)));
  }
  for (const owner of new Set([fqn, ...names])) {
    for (const method of types[owner]?.methods ?? []) {
      if (!method.static || method.returns?.type.fqn === undefined || !isA(method.returns.type.fqn, fqn)) continue;
      if (method.parameters?.[0]?.type.fqn === 'constructs.Construct') continue;
      ways.push(() => running(owner)[method.name](...argumentsOf(method.parameters ?? [], n, world)));
    }
  }
  return ways;
}

export function argumentsOf(
  parameters: readonly {
    readonly name: string;
    readonly type: Parameters<typeof probes>[0];
    readonly optional?: boolean;
  }[],
  n: number,
  world: World,
): Any[] {
  return parameters
    .filter(p => !p.optional)
    .map(p => {
      const found = probes(p.type, p.name, 2);
      const spec = found?.specs[n % found.specs.length];
      if (!spec) throw new Error(`nothing to try for ${p.name}`);
      return realise(spec, world);
    });
}

/** Makes a construct with no more than it needs, and what else is given. */
export function construct(fqn: string, id: string, n: number, world: World, more: Record<string, Any> = {}): Any {
  const props = propsOf(fqn);
  const spec = props ? structOf(props.fqn, n, 2) : null;
  if (props && !spec && !props.optional) throw new Error(`no props for ${fqn}`);
  const given = { ...(spec ? realise(spec, world) : {}), ...neededBy(fqn, n, world), ...more };
  const subject = new (running(fqn))(world.stack, id, given);
  AFTERWARDS[short(fqn)]?.(subject, world);
  return subject;
}

/** What a construct needs over and above the required props. */
export function neededBy(fqn: string, n: number, world: World): Record<string, Any> {
  return NEEDED[short(fqn)]?.(n, world) ?? {};
}

export function afterwards(fqn: string, subject: Any, world: World): void {
  AFTERWARDS[short(fqn)]?.(subject, world);
}
