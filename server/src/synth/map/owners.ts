/** Who can change a resource of a synthesized app: the user, by a prop, or nobody but the CDK. */
import type { Owner } from '../../core/resource.ts';
import type { ModelConstruct, Site, SynthModel } from '../model.ts';
import type { Element } from './twins.ts';

/** What methods that are no `add…` make, and what comes along with those that are, is the CDK's. */
const COMPANIONS =
  /^(AWS::(IAM::.*|Lambda::(Permission|Version|Function|LayerVersion)|Logs::(LogGroup|LogRetention|ResourcePolicy)|SQS::QueuePolicy|SNS::TopicPolicy|S3::BucketPolicy|KMS::Key|ApiGateway::(Account|Deployment)|CDK::.*)|Custom::.*)$/;

/**
 * Resources that constructs of aws-cdk-lib make unless a prop gives them, by the class of the construct and the id of the
 * child. From the documentation of the props.
 */
const OVERRIDABLE: readonly (readonly [fqn: RegExp, child: RegExp, prop: string])[] = [
  [/\.aws_lambda(_nodejs|_python)?\.\w*Function$/, /^ServiceRole$/, 'role'],
  [/\.aws_lambda(_nodejs|_python)?\.\w*Function$/, /^SecurityGroup$/, 'securityGroups'],
  [/\.aws_lambda(_nodejs|_python)?\.\w*Function$/, /^DeadLetterQueue$/, 'deadLetterQueue'],
  [/\.aws_ecs\.\w*TaskDefinition$/, /^TaskRole$/, 'taskRole'],
  [/\.aws_ecs\.\w*TaskDefinition$/, /^ExecutionRole$/, 'executionRole'],
  [/\.aws_ecs\.\w*Service$/, /^SecurityGroup$/, 'securityGroups'],
  [/\.aws_ec2\.(Instance|BastionHostLinux)$/, /^InstanceRole$/, 'role'],
  [/\.aws_ec2\.(Instance|BastionHostLinux)$/, /^InstanceSecurityGroup$/, 'securityGroup'],
  [/\.aws_autoscaling\.AutoScalingGroup$/, /^InstanceRole$/, 'role'],
  [/\.aws_autoscaling\.AutoScalingGroup$/, /^InstanceSecurityGroup$/, 'securityGroup'],
  [/\.aws_stepfunctions\.StateMachine$/, /^Role$/, 'role'],
  [/\.aws_codebuild\.\w*Project$/, /^Role$/, 'role'],
  [/\.aws_codepipeline\.Pipeline$/, /^Role$/, 'role'],
  [/\.aws_rds\.Database(Cluster|Instance)\w*$/, /^SecurityGroup$/, 'securityGroups'],
  [/\.aws_rds\.Database(Cluster|Instance)\w*$/, /^SubnetGroup$/, 'subnetGroup'],
  [/\.aws_elasticloadbalancingv2\.ApplicationLoadBalancer$/, /^SecurityGroup$/, 'securityGroup'],
  [/\.aws_appsync\.\w+DataSource$/, /^ServiceRole$/, 'serviceRole'],
];

/**
 * Main parts of constructs: what the user asked for by the construct and describes by its props, by the class of the
 * construct and the type of the part. From the documentation of the props.
 */
const PARTS: readonly (readonly [fqn: RegExp, type: RegExp, prop: string])[] = [
  [/\.aws_lambda(_nodejs|_python)?\.\w*Function$/, /^AWS::Logs::LogGroup$/, 'logGroup'],
  [/\.aws_lambda(_nodejs|_python)?\.\w*Function$/, /^Custom::LogRetention$/, 'logRetention'],
  [/\.aws_apigateway\.\w*RestApi$/, /^AWS::ApiGateway::Stage$/, 'deployOptions'],
  [/\.aws_apigateway\.\w*RestApi$/, /^AWS::ApiGateway::Method$/, 'defaultMethodOptions'],
  [/\.aws_apigatewayv2\.HttpApi$/, /^AWS::ApiGatewayV2::Stage$/, 'createDefaultStage'],
  [/\.aws_apigatewayv2\.HttpApi$/, /^AWS::ApiGatewayV2::Route$/, 'defaultAuthorizer'],
  [/\.aws_rds\.DatabaseCluster\w*$/, /^AWS::RDS::DBInstance$/, 'writer'],
  [/\.aws_(docdb|neptune)\.DatabaseCluster$/, /::DBInstance$/, 'instanceType'],
  [/\.aws_ec2\.Vpc$/, /^AWS::EC2::Subnet$/, 'subnetConfiguration'],
  [/\.aws_ec2\.Vpc$/, /^AWS::EC2::NatGateway$/, 'natGateways'],
  [/\.aws_autoscaling\.AutoScalingGroup$/, /^AWS::EC2::LaunchTemplate$/, 'launchTemplate'],
  [/\.aws_ecs_patterns\.\w+$/, /^AWS::ElasticLoadBalancingV2::LoadBalancer$/, 'loadBalancer'],
  [/\.aws_ecs_patterns\.\w+$/, /^AWS::ElasticLoadBalancingV2::(Listener|TargetGroup)$/, 'listenerPort'],
  [/\.aws_ecs_patterns\.\w+$/, /^AWS::EC2::SecurityGroup$/, 'openListener'],
  [/\.aws_ecs_patterns\.\w+$/, /^AWS::ECS::TaskDefinition$/, 'taskDefinition'],
  [/\.aws_ecs_patterns\.\w+$/, /^AWS::ECS::Service$/, 'desiredCount'],
  [/\.aws_ecs_patterns\.Queue\w+$/, /^AWS::SQS::Queue$/, 'queue'],
];

/** Ids of what exists once in a stack, made by the first construct that needs it: they end in a UUID. */
const ONCE = /\/((Custom::|SingletonLambda)[^/]*|[^/]*[0-9a-f]{32})$/i;

export type Owners = (element: Element) => Owner;

/** Says for each element whose it is. */
export function ownersOf(model: SynthModel): Owners {
  const byPath = new Map(model.constructs.map(c => [c.path, c]));
  // Parents come before children, and what a constructor makes beside itself comes after it.
  const firstOf = new Map<string, ModelConstruct>();
  for (const c of model.constructs) if (!firstOf.has(c.sites.join())) firstOf.set(c.sites.join(), c);
  const above = (c: ModelConstruct) => byPath.get(c.path.slice(0, Math.max(0, c.path.lastIndexOf('/'))));
  return ({ construct, speaker, type }) => {
    // The outermost construct that came of the user's call is what the call is about; what is below came along.
    let made = speaker;
    let child = speaker;
    for (let up = above(made); up && up !== made && sameSites(up, made); up = above(made)) {
      child = made;
      made = up;
    }
    const site: Site | undefined = model.sites[construct.sites[0] ?? -1];
    if (!site || construct.inherited) return { kind: 'internal', of: made.fqn ?? made.className };
    if (made === speaker) {
      const first = firstOf.get(made.sites.join()) ?? made;
      if (ONCE.test(made.path) && first !== made && !isFunctionOnce(first))
        return { kind: 'internal', of: first.fqn ?? first.className };
      if (site.kind === 'new' || isConstruction(site)) return { kind: 'yours' };
      if (/^(add|allow)/.test(site.written) && !COMPANIONS.test(type)) return { kind: 'yours' };
      return { kind: 'internal', of: above(made)?.fqn ?? made.fqn ?? made.className };
    }
    const fqn = made.fqn ?? made.className;
    const prop =
      (child === speaker
        ? OVERRIDABLE.find(([of, id]) => of.test(fqn) && id.test(speaker.path.slice(made.path.length + 1)))?.[2]
        : undefined) ?? PARTS.find(([of, part]) => of.test(fqn) && part.test(type))?.[2];
    return prop === undefined ? { kind: 'internal', of: fqn } : { kind: 'overridable', prop };
  };
}

/** A function that the user describes, though it is made in another place. */
export function isFunctionOnce({ fqn }: ModelConstruct): boolean {
  return /\.SingletonFunction$/.test(fqn ?? '');
}

/** `super(scope, id, props)` is a call that makes what the class extends. */
function isConstruction(site: Site): boolean {
  return site.written === 'super';
}

function sameSites(a: ModelConstruct, b: ModelConstruct): boolean {
  return a.sites.length > 0 && a.sites.length === b.sites.length && a.sites.every((s, i) => s === b.sites[i]);
}
