/** Reports resources that fail when CloudFormation happens to make them before another one that they never mention. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios, stringOf } from '../../core/value.ts';
import { isSynthesized } from '../cdk/places.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';
import { before, waitFor } from '../wiring/order.ts';

/** What has to be there first, and what happens otherwise, in words that follow "because". */
interface Need {
  readonly first: readonly Resource[];
  readonly because: string;
}

type Finder = (graph: ResourceGraph, resource: Resource) => Need | null;

/** By type; from the notes on `DependsOn` in the template reference, and the errors that the services give. */
const NEEDS: Readonly<Record<string, Finder>> = {
  'AWS::EC2::Route': (graph, route) =>
    attachmentsOf(graph, at(route.properties, 'GatewayId'), 'a route leads to a gateway that is attached to the VPC'),
  'AWS::EC2::VPNGatewayRoutePropagation': (graph, routes) =>
    attachmentsOf(
      graph,
      at(routes.properties, 'VpnGatewayId'),
      'routes come from a gateway that is attached to the VPC',
    ),
  'AWS::EC2::NatGateway': (graph, nat) => {
    if (stringOf(at(nat.properties, 'ConnectivityType')) === 'private') return null;
    const vpcs = idsAt(nat, 'SubnetId').flatMap(id => {
      const subnet = graph.resource(id);
      return subnet ? idsAt(subnet, 'VpcId') : [];
    });
    const first = graph
      .ofType('AWS::EC2::VPCGatewayAttachment')
      .filter(a => isNamed(a, 'InternetGatewayId') && idsAt(a, 'VpcId').some(id => vpcs.includes(id)));
    return { first, because: 'a NAT gateway needs an internet gateway in its VPC' };
  },
  'AWS::ECS::Service': (graph, service) => {
    const groups = scenarios(at(service.properties, 'LoadBalancers')).flatMap(({ value }) =>
      value.kind === 'list' ? value.items.flatMap(item => mentioned(at(item, 'TargetGroupArn'))) : [],
    );
    const first = [
      ...graph.ofType('AWS::ElasticLoadBalancingV2::Listener'),
      ...graph.ofType('AWS::ElasticLoadBalancingV2::ListenerRule'),
    ].filter(l => [...idsAt(l, 'DefaultActions'), ...idsAt(l, 'Actions')].some(id => groups.includes(id)));
    return { first, because: 'ECS refuses a target group that no load balancer uses yet' };
  },
  'AWS::S3::Bucket': (graph, bucket) => {
    const targets = idsAt(bucket, 'NotificationConfiguration');
    const first = targets.length === 0 ? [] : lettingIn(graph, 's3.amazonaws.com', targets);
    return { first, because: 'S3 sends a test message before it takes the configuration' };
  },
  'AWS::CloudTrail::Trail': (graph, trail) => ({
    first: policiesOf(graph, idsAt(trail, 'S3BucketName')),
    because: 'CloudTrail checks whether it may write to the bucket',
  }),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (graph, balancer) => ({
    first: policiesOf(graph, idsAt(balancer, 'LoadBalancerAttributes')),
    because: 'the load balancer checks whether it may write its logs to the bucket',
  }),
  'AWS::Config::ConfigRule': graph => ({
    first: graph.ofType('AWS::Config::ConfigurationRecorder'),
    because: 'AWS Config takes no rules without a recorder',
  }),
  'AWS::Logs::SubscriptionFilter': (graph, filter) => ({
    first: lettingIn(graph, 'logs.', idsAt(filter, 'DestinationArn')),
    because: 'CloudWatch Logs checks whether it may call the destination',
  }),
  'AWS::SecretsManager::RotationSchedule': (graph, schedule) => ({
    first: lettingIn(graph, 'secretsmanager.amazonaws.com', idsAt(schedule, 'RotationLambdaARN')),
    because: 'the secret is rotated at once',
  }),
  'AWS::Lambda::EventSourceMapping': (graph, mapping) => {
    const sources = idsAt(mapping, 'EventSourceArn');
    const roles = idsAt(mapping, 'FunctionName').flatMap(id => graph.rolesOf(id).map(role => role.id));
    const first = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
      .flatMap(type => graph.ofType(type))
      .filter(
        policy =>
          idsAt(policy, 'Roles').some(id => roles.includes(id)) &&
          idsAt(policy, 'PolicyDocument').some(id => sources.includes(id)),
      );
    return { first, because: 'Lambda checks whether the function may read the source' };
  },
};

export const missingDependsOn = defineRule({
  id: 'cloudformation/missing-depends-on',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'What a resource needs and does not mention is made before it.',
    why: `CloudFormation makes resources side by side, and orders only what mentions each other or says so with \`DependsOn\`. A
route to an internet gateway mentions the gateway, but needs its attachment; a service of ECS mentions the target group, but
needs the listener; a bucket that notifies a function mentions the function, but needs the permission. Which comes first is then
luck: the stack is made today and fails tomorrow, or in the next region. Where the permission waits for the bucket itself, the
deployment always fails.`,
    bad: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
          Internet:
            Type: AWS::EC2::InternetGateway
          InternetToVpc:
            Type: AWS::EC2::VPCGatewayAttachment
            Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet }
          PublicRoutes:
            Type: AWS::EC2::RouteTable
            Properties: { VpcId: !Ref Vpc }
          ToInternet:
            Type: AWS::EC2::Route
            Properties:
              RouteTableId: !Ref PublicRoutes
              DestinationCidrBlock: 0.0.0.0/0
              GatewayId: !Ref Internet
      `,
      json`
        {
          "Resources": {
            "Trails": { "Type": "AWS::S3::Bucket" },
            "TrailsPolicy": {
              "Type": "AWS::S3::BucketPolicy",
              "Properties": {
                "Bucket": { "Ref": "Trails" },
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Principal": { "Service": "cloudtrail.amazonaws.com" },
                      "Action": ["s3:GetBucketAcl", "s3:PutObject"],
                      "Resource": [{ "Fn::GetAtt": ["Trails", "Arn"] }, { "Fn::Sub": "${'$'}{Trails.Arn}/*" }]
                    }
                  ]
                }
              }
            },
            "Trail": {
              "Type": "AWS::CloudTrail::Trail",
              "Properties": { "IsLogging": true, "S3BucketName": { "Ref": "Trails" } }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const internet = new ec2.CfnInternetGateway(this, 'Internet');
        new ec2.CfnVPCGatewayAttachment(this, 'InternetToVpc', { vpcId: vpc.ref, internetGatewayId: internet.ref });
        const routes = new ec2.CfnRouteTable(this, 'PublicRoutes', { vpcId: vpc.ref });
        new ec2.CfnRoute(this, 'ToInternet', {
          routeTableId: routes.ref,
          destinationCidrBlock: '0.0.0.0/0',
          gatewayId: internet.ref,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Vpc:
            Type: AWS::EC2::VPC
            Properties: { CidrBlock: 10.0.0.0/16 }
          Internet:
            Type: AWS::EC2::InternetGateway
          InternetToVpc:
            Type: AWS::EC2::VPCGatewayAttachment
            Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Internet }
          PublicRoutes:
            Type: AWS::EC2::RouteTable
            Properties: { VpcId: !Ref Vpc }
          ToInternet:
            Type: AWS::EC2::Route
            DependsOn: InternetToVpc
            Properties:
              RouteTableId: !Ref PublicRoutes
              DestinationCidrBlock: 0.0.0.0/0
              GatewayId: !Ref Internet
      `,
      json`
        {
          "Resources": {
            "Recorder": {
              "Type": "AWS::Config::ConfigurationRecorder",
              "Properties": { "RoleARN": "arn:aws:iam::111122223333:role/config" }
            },
            "Encrypted": {
              "Type": "AWS::Config::ConfigRule",
              "DependsOn": "Recorder",
              "Properties": { "Source": { "Owner": "AWS", "SourceIdentifier": "ENCRYPTED_VOLUMES" } }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const internet = new ec2.CfnInternetGateway(this, 'Internet');
        const attached = new ec2.CfnVPCGatewayAttachment(this, 'InternetToVpc', {
          vpcId: vpc.ref,
          internetGatewayId: internet.ref,
        });
        const routes = new ec2.CfnRouteTable(this, 'PublicRoutes', { vpcId: vpc.ref });
        const route = new ec2.CfnRoute(this, 'ToInternet', {
          routeTableId: routes.ref,
          destinationCidrBlock: '0.0.0.0/0',
          gatewayId: internet.ref,
        });
        route.addDependency(attached);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html',
      'https://repost.aws/knowledge-center/unable-validate-destination-s3',
    ],
  },
  messages: {
    early: '{resource} may be made before {first}, and fails: {because}.',
    circle: '{resource} is made before {first}, which mentions it, and fails: {because}.',
  },
  *checkGraph({ graph }) {
    for (const [type, find] of Object.entries(NEEDS))
      for (const resource of graph.ofType(type)) {
        // A template that the CDK has written is nobody's to edit.
        if (resource.language !== 'typescript' && isSynthesized(resource)) continue;
        if (!isExact(resource) || resource.owner.kind !== 'yours' || resource.properties.entries.length === 0) continue;
        const need = find(graph, resource);
        if (!need || need.first.length === 0) continue;
        // What is made under another condition, or in another stack, can't be waited for as it is.
        const first = need.first.filter(r => r.stack === resource.stack && isExact(r) && fits(r, resource));
        const waits = first.length === 0 ? null : before(graph, resource);
        // Of several that would do (listeners, permissions) one is enough.
        if (!waits || first.some(r => waits.has(r.id))) continue;
        const other = first.find(r => !before(graph, r).has(resource.id)) ?? (first[0] as Resource);
        const isCircle = before(graph, other).has(resource.id);
        yield {
          message: isCircle ? 'circle' : 'early',
          at: resource.nameSpan,
          params: { resource: resource.logicalId, first: other.logicalId, because: need.because },
          resource,
          related: [{ span: other.nameSpan, message: `${other.logicalId} has to be there first` }],
          subject: other.logicalId,
          data: isCircle ? null : other.logicalId,
        };
      }
  },
  fix({ resource, data }) {
    if (!resource) return 'the resource is no longer there';
    if (data === null)
      return 'it would be a circle: let the permission name the bucket by its literal name, or the account';
    if (resource.language === 'typescript') return 'call addDependency';
    return waitFor(resource, [data as string], `Let ${resource.logicalId} wait for ${data as string}`, 'safe');
  },
});

/** The ids that a property mentions. */
function idsAt({ properties }: Resource, name: string): readonly string[] {
  return mentioned(at(properties, name));
}

function isNamed(resource: Resource, name: string): boolean {
  return at(resource.properties, name).kind !== 'absent';
}

/** Whether one resource is there whenever another one is, as far as their conditions say. */
function fits(first: Resource, resource: Resource): boolean {
  return first.condition === null || first.condition === resource.condition;
}

/** The attachments of a gateway that is made here. */
function attachmentsOf(graph: ResourceGraph, gateway: Value, because: string): Need | null {
  const ids = mentioned(gateway).filter(id => /^AWS::EC2::(Internet|VPN)Gateway$/.test(graph.resource(id)?.type ?? ''));
  if (ids.length === 0) return null;
  const first = graph
    .ofType('AWS::EC2::VPCGatewayAttachment')
    .filter(a => [...idsAt(a, 'InternetGatewayId'), ...idsAt(a, 'VpnGatewayId')].some(id => ids.includes(id)));
  return { first, because };
}

function policiesOf(graph: ResourceGraph, buckets: readonly string[]): readonly Resource[] {
  if (buckets.length === 0) return [];
  return graph.ofType('AWS::S3::BucketPolicy').filter(p => idsAt(p, 'Bucket').some(id => buckets.includes(id)));
}

/** Permissions and policies of queues and topics that let a service reach one of some targets. */
function lettingIn(graph: ResourceGraph, service: string, targets: readonly string[]): readonly Resource[] {
  const permissions = graph
    .ofType('AWS::Lambda::Permission')
    .filter(
      p =>
        scenarios(at(p.properties, 'Principal')).some(({ value }) => stringOf(value)?.startsWith(service)) &&
        idsAt(p, 'FunctionName').some(id => targets.includes(id)),
    );
  const policies = [
    ...graph.ofType('AWS::SQS::QueuePolicy').filter(p => idsAt(p, 'Queues').some(id => targets.includes(id))),
    ...graph.ofType('AWS::SNS::TopicPolicy').filter(p => idsAt(p, 'Topics').some(id => targets.includes(id))),
  ];
  return service.startsWith('s3') ? [...permissions, ...policies] : permissions;
}
