/** Reports Fargate services in subnets from which their tasks can't pull an image. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { asList, at, stringOf } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';
import { hasEndpoint, routingOf, subnetsIn } from './topology.ts';

const PLACE = ['NetworkConfiguration', 'AwsvpcConfiguration'] as const;

const SERVICE = (address: string) => yaml`
      Resources:
        Vpc:
          Type: AWS::EC2::VPC
          Properties: { CidrBlock: 10.0.0.0/16 }
        Gateway:
          Type: AWS::EC2::InternetGateway
        Attachment:
          Type: AWS::EC2::VPCGatewayAttachment
          Properties: { VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway }
        Public:
          Type: AWS::EC2::Subnet
          Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
        PublicRoutes:
          Type: AWS::EC2::RouteTable
          Properties: { VpcId: !Ref Vpc }
        PublicToRoutes:
          Type: AWS::EC2::SubnetRouteTableAssociation
          Properties: { SubnetId: !Ref Public, RouteTableId: !Ref PublicRoutes }
        ToInternet:
          Type: AWS::EC2::Route
          DependsOn: Attachment
          Properties: { RouteTableId: !Ref PublicRoutes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway }
        Web:
          Type: AWS::ECS::Service
          Properties:
            LaunchType: FARGATE
            TaskDefinition: web:1
            NetworkConfiguration:
              AwsvpcConfiguration:
                Subnets: [!Ref Public]
                AssignPublicIp: ${address}
`;

export const unreachableImage = defineRule({
  id: 'network/unreachable-image',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Tasks on Fargate can reach the registry that their image comes from.',
    why: `A task on Fargate pulls its image through its own network interface. In a public subnet that takes a public address,
which a task has only with \`AssignPublicIp: ENABLED\`; in a private one a route to a NAT gateway, or the endpoints of ECR
(\`ecr.api\`, \`ecr.dkr\`) and S3. Otherwise every task stops with *CannotPullContainerError*, and the deployment waits for hours
before it fails. Subnets and route tables are followed as far as they are in the project.`,
    bad: [
      SERVICE('DISABLED'),
      json`
        {
          "Resources": {
            "Vpc": { "Type": "AWS::EC2::VPC", "Properties": { "CidrBlock": "10.0.0.0/16" } },
            "Private": { "Type": "AWS::EC2::Subnet", "Properties": { "VpcId": { "Ref": "Vpc" }, "CidrBlock": "10.0.0.0/24" } },
            "Web": {
              "Type": "AWS::ECS::Service",
              "Properties": {
                "LaunchType": "FARGATE",
                "TaskDefinition": "web:1",
                "NetworkConfiguration": { "AwsvpcConfiguration": { "Subnets": [{ "Ref": "Private" }] } }
              }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const subnet = new ec2.CfnSubnet(this, 'Private', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
        new ecs.CfnService(this, 'Web', {
          launchType: 'FARGATE',
          taskDefinition: 'web:1',
          networkConfiguration: { awsvpcConfiguration: { subnets: [subnet.ref] } },
        });
      `,
    ],
    good: [
      SERVICE('ENABLED'),
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc', { natGateways: 1 });
        const cluster = new ecs.Cluster(this, 'Cluster', { vpc });
        const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task');
        taskDefinition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('nginx:1.29') });
        new ecs.FargateService(this, 'Web', { cluster, taskDefinition });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html',
      'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html',
    ],
  },
  messages: {
    address: 'The tasks of {service} have no public address in their public subnets, and can’t pull an image.',
    route: 'The tasks of {service} have neither a route out nor the endpoints of ECR, and can’t pull an image.',
  },

  *checkGraph({ graph }) {
    for (const service of graph.ofType('AWS::ECS::Service')) {
      if (!isExact(service) || service.owner.kind === 'internal' || !onFargate(service)) continue;
      const value = at(service.properties, ...PLACE, 'Subnets');
      const address = at(service.properties, ...PLACE, 'AssignPublicIp');
      if (value.kind === 'absent' || (address.kind !== 'absent' && stringOf(address) === null)) continue;
      const ways = waysOut(graph, service);
      const way = stringOf(address) === 'ENABLED' ? 'none' : 'internet';
      // A task is placed in any of the subnets: one of them is enough to fail now and then.
      if (!ways || !(ways.has('none') || ways.has(way))) continue;
      yield {
        message: ways.has('none') ? 'route' : 'address',
        at: value.span,
        params: { service: service.called ?? service.logicalId },
        resource: service,
        subject: 'Subnets',
        data: ways.has('none'),
      };
    }
  },

  fix({ data, resource }) {
    if (data === true || !resource) return 'a NAT gateway or the endpoints cost money: which of them is for you to say';
    return [
      {
        title: `Give the tasks of ${resource.logicalId} a public address`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: [...PLACE, 'AssignPublicIp'], value: 'ENABLED' }],
        safety: 'review',
      },
    ];
  },
});

/** By launch type, or by the first of its capacity providers. */
function onFargate({ properties }: Resource): boolean {
  const [provider] = asList(at(properties, 'CapacityProviderStrategy'))?.items ?? [];
  return (
    stringOf(at(properties, 'LaunchType')) === 'FARGATE' ||
    (provider !== undefined && /^FARGATE/.test(stringOf(at(provider, 'CapacityProvider')) ?? ''))
  );
}

/** The ways out of the subnets of a service that have no endpoint of the registry; null where one can't be told. */
function waysOut(graph: ResourceGraph, service: Resource): ReadonlySet<'internet' | 'none'> | null {
  const subnets = subnetsIn(graph, at(service.properties, ...PLACE, 'Subnets'));
  if (!subnets || subnets.length === 0) return null;
  const ways = new Set<'internet' | 'none'>();
  for (const subnet of subnets) {
    const { way, table } = routingOf(graph, subnet);
    const [vpc] = mentioned(at(subnet.properties, 'VpcId'));
    if (way === 'unknown' || vpc === undefined) return null;
    if (way !== 'nat' && !hasEndpoint(graph, vpc, table, 'ecr.dkr')) ways.add(way);
  }
  return ways;
}
