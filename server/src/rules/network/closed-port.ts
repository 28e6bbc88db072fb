/** Reports databases, caches and targets of load balancers whose security groups keep out what is meant to reach them. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import {
  type ObjectValue,
  type Present,
  type Value,
  asList,
  at,
  numberOf,
  scenarios,
  stringOf,
  walk,
} from '../../core/value.ts';
import { freeId } from '../requirements/scaffold.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';

interface Server {
  /** The property with its security groups. */
  readonly groups: string;
  /** Its port where none is written, by the engine; `''` for any. From the CloudFormation reference of each type. */
  readonly ports: Readonly<Record<string, number>>;
}

const SQL = { mysql: 3306, mariadb: 3306, 'aurora-mysql': 3306, postgres: 5432, 'aurora-postgresql': 5432 };
const SERVERS: Readonly<Record<string, Server>> = {
  'AWS::DocDB::DBCluster': { groups: 'VpcSecurityGroupIds', ports: { '': 27017 } },
  'AWS::ElastiCache::CacheCluster': { groups: 'VpcSecurityGroupIds', ports: { redis: 6379, memcached: 11211 } },
  'AWS::ElastiCache::ReplicationGroup': { groups: 'SecurityGroupIds', ports: { '': 6379 } },
  'AWS::Neptune::DBCluster': { groups: 'VpcSecurityGroupIds', ports: { '': 8182 } },
  'AWS::RDS::DBCluster': { groups: 'VpcSecurityGroupIds', ports: SQL },
  'AWS::RDS::DBInstance': { groups: 'VPCSecurityGroups', ports: SQL },
  'AWS::Redshift::Cluster': { groups: 'VpcSecurityGroupIds', ports: { '': 5439 } },
};

/** Attributes that say where a server is: who is given one means to connect. */
const ADDRESS = /endpoint/i;

interface Connection {
  readonly client: Resource;
  readonly clientGroups: readonly Resource[];
  readonly server: Resource;
  readonly serverGroups: readonly Resource[];
  readonly port: number | null;
  /** Where it is written that the one is to reach the other. */
  readonly at: Present;
}

const STACK = (ingress: string) => yaml`
      Resources:
        Vpc:
          Type: AWS::EC2::VPC
          Properties: { CidrBlock: 10.0.0.0/16 }
        Private:
          Type: AWS::EC2::Subnet
          Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
        ReportsGroup:
          Type: AWS::EC2::SecurityGroup
          Properties: { GroupDescription: Reports, VpcId: !Ref Vpc }
        WebGroup:
          Type: AWS::EC2::SecurityGroup
          Properties: { GroupDescription: Web servers, VpcId: !Ref Vpc }
        DatabaseGroup:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Database
            VpcId: !Ref Vpc
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: ${ingress} }
        Database:
          Type: AWS::RDS::DBCluster
          Properties:
            Engine: aurora-postgresql
            MasterUsername: owner
            ManageMasterUserPassword: true
            VpcSecurityGroupIds: [!GetAtt DatabaseGroup.GroupId]
        Reports:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: arn:aws:iam::111122223333:role/reports
            Code: { S3Bucket: code, S3Key: reports.zip }
            Environment: { Variables: { DATABASE: !GetAtt Database.Endpoint.Address } }
            VpcConfig: { SubnetIds: [!Ref Private], SecurityGroupIds: [!GetAtt ReportsGroup.GroupId] }
`;

export const closedPort = defineRule({
  id: 'network/closed-port',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Security groups let in what is told where to connect.',
    why: `A security group lets in what a rule names, and drops everything else without an answer. A function that is given the
address of a database whose groups have no rule for the function's own runs into its timeout at each connection; a service whose
group doesn't know its load balancer's never gets healthy, and its deployment fails after hours. Reported is only what is all in
sight: a rule with an address range, or for a group that can't be seen, may be the one.`,
    bad: [
      STACK('!GetAtt WebGroup.GroupId'),
      json`
        {
          "Resources": {
            "BalancerGroup": { "Type": "AWS::EC2::SecurityGroup", "Properties": { "GroupDescription": "Load balancer" } },
            "ServiceGroup": {
              "Type": "AWS::EC2::SecurityGroup",
              "Properties": {
                "GroupDescription": "Service",
                "SecurityGroupIngress": [
                  {
                    "IpProtocol": "tcp",
                    "FromPort": 80,
                    "ToPort": 80,
                    "SourceSecurityGroupId": { "Fn::GetAtt": ["BalancerGroup", "GroupId"] }
                  }
                ]
              }
            },
            "Balancer": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": {
                "SecurityGroups": [{ "Fn::GetAtt": ["BalancerGroup", "GroupId"] }],
                "Subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
              }
            },
            "Listener": {
              "Type": "AWS::ElasticLoadBalancingV2::Listener",
              "Properties": {
                "LoadBalancerArn": { "Ref": "Balancer" },
                "Port": 443,
                "Protocol": "HTTPS",
                "Certificates": [{ "CertificateArn": "arn:aws:acm:eu-west-1:111122223333:certificate/1" }],
                "DefaultActions": [{ "Type": "forward", "TargetGroupArn": { "Ref": "Targets" } }]
              }
            },
            "Targets": {
              "Type": "AWS::ElasticLoadBalancingV2::TargetGroup",
              "Properties": { "Port": 8080, "Protocol": "HTTP", "TargetType": "ip", "VpcId": "vpc-0123456789abcdef0" }
            },
            "Service": {
              "Type": "AWS::ECS::Service",
              "Properties": {
                "TaskDefinition": "web:1",
                "LoadBalancers": [{ "ContainerName": "web", "ContainerPort": 8080, "TargetGroupArn": { "Ref": "Targets" } }],
                "NetworkConfiguration": {
                  "AwsvpcConfiguration": {
                    "SecurityGroups": [{ "Fn::GetAtt": ["ServiceGroup", "GroupId"] }],
                    "Subnets": ["subnet-0123456789abcdef0"]
                  }
                }
              }
            }
          }
        }
      `,
      cdk`
        const reports = new ec2.CfnSecurityGroup(this, 'ReportsGroup', { groupDescription: 'Reports' });
        const databases = new ec2.CfnSecurityGroup(this, 'DatabaseGroup', { groupDescription: 'Database' });
        const database = new rds.CfnDBCluster(this, 'Database', {
          engine: 'aurora-postgresql',
          masterUsername: 'owner',
          manageMasterUserPassword: true,
          vpcSecurityGroupIds: [databases.attrGroupId],
        });
        new lambda.CfnFunction(this, 'Reports', {
          runtime: 'nodejs24.x',
          handler: 'index.handler',
          role: 'arn:aws:iam::111122223333:role/reports',
          code: { s3Bucket: 'code', s3Key: 'reports.zip' },
          environment: { variables: { DATABASE: database.attrEndpointAddress } },
          vpcConfig: { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: [reports.attrGroupId] },
        });
      `,
    ],
    good: [
      STACK('!GetAtt ReportsGroup.GroupId'),
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const database = new rds.DatabaseCluster(this, 'Database', {
          engine: rds.DatabaseClusterEngine.AURORA_POSTGRESQL,
          writer: rds.ClusterInstance.serverlessV2('writer'),
          vpc,
        });
        const reports = new lambda.Function(this, 'Reports', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          environment: { DATABASE: database.clusterEndpoint.hostname },
          vpc,
        });
        database.connections.allowDefaultPortFrom(reports);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html',
    ],
  },
  messages: {
    port: '{client} is to reach {server}, and {groups} lets nothing of {from} in at port {port}.',
    any: '{client} is to reach {server}, and {groups} lets nothing of {from} in.',
  },

  *checkGraph({ graph }) {
    if (graph.ofType('AWS::EC2::SecurityGroup').length === 0) return;
    for (const connection of [...toServers(graph), ...toTargets(graph)]) {
      const { client, clientGroups, server, serverGroups, port, at: place } = connection;
      const from = new Set(clientGroups.map(g => g.id));
      if (serverGroups.some(group => mayLetIn(graph, group, from, port))) continue;
      yield {
        message: port === null ? 'any' : 'port',
        at: place.span,
        params: {
          client: nameOf(client),
          server: nameOf(server),
          groups: serverGroups.map(nameOf).join(' or '),
          from: clientGroups.map(nameOf).join(' or '),
          port: port ?? '',
        },
        resource: client,
        related: serverGroups.map(g => ({ span: g.nameSpan, message: `the group of ${nameOf(server)}` })),
        subject: server.logicalId,
        data: connection,
      };
    }
  },

  fix({ data }, { graph }) {
    const { clientGroups, serverGroups, server, port } = data as Connection;
    const [from, ...others] = clientGroups;
    const [to] = serverGroups;
    if (!from || !to || others.length > 0 || port === null) return 'which group and which port is for you to say';
    if (to.language === 'typescript') return `call allowFrom of the connections of ${nameOf(server)}`;
    return [
      {
        title: `Let ${nameOf(from)} in at port ${port} of ${nameOf(to)}`,
        intents: [
          {
            kind: 'addResource',
            near: to.id,
            logicalId: freeId(graph, to, `${to.logicalId}From${from.logicalId}`),
            type: 'AWS::EC2::SecurityGroupIngress',
            properties: {
              GroupId: { $ref: to.id, attribute: 'GroupId' },
              IpProtocol: 'tcp',
              FromPort: port,
              ToPort: port,
              SourceSecurityGroupId: { $ref: from.id, attribute: 'GroupId' },
            },
          },
        ],
        safety: 'review',
      },
    ];
  },
});

/** Functions and services that are given the address of a database or cache. */
function toServers(graph: ResourceGraph): Connection[] {
  const clients = [
    ...graph
      .ofType('AWS::Lambda::Function')
      .map(client => ({ client, told: at(client.properties, 'Environment'), groups: 'VpcConfig.SecurityGroupIds' })),
    ...graph.ofType('AWS::ECS::Service').flatMap(client =>
      mentioned(at(client.properties, 'TaskDefinition')).map(id => ({
        client,
        told: at(graph.resource(id)?.properties ?? client.properties, 'ContainerDefinitions'),
        groups: 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups',
      })),
    ),
  ];
  return clients.flatMap(({ client, told, groups }) => {
    const found = new Map<Resource, Present>();
    walk(told, value => {
      if (value.kind !== 'reference' || value.target.kind !== 'resource' || !ADDRESS.test(value.attribute ?? ''))
        return;
      const server = graph.resource(value.target.id);
      if (server && SERVERS[server.type] && !found.has(server)) found.set(server, value);
    });
    return [...found].flatMap(([server, place]): Connection[] => {
      const facts = SERVERS[server.type] as Server;
      return connected(graph, client, groups, server, facts.groups, portOf(server, facts), place);
    });
  });
}

/** Load balancers and the services whose tasks they send requests to. */
function toTargets(graph: ResourceGraph): Connection[] {
  const balancers = new Map<string, Set<string>>();
  for (const listener of graph.ofType('AWS::ElasticLoadBalancingV2::Listener'))
    for (const target of mentioned(at(listener.properties, 'DefaultActions')))
      for (const balancer of mentioned(at(listener.properties, 'LoadBalancerArn')))
        balancers.set(target, (balancers.get(target) ?? new Set()).add(balancer));
  return graph.ofType('AWS::ECS::Service').flatMap(service =>
    (asList(at(service.properties, 'LoadBalancers'))?.items ?? []).flatMap(item => {
      const target = at(item, 'TargetGroupArn');
      if (target.kind === 'absent') return [];
      return mentioned(target).flatMap(id =>
        [...(balancers.get(id) ?? [])].flatMap(balancer => {
          const client = graph.resource(balancer);
          const groups = 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups';
          const port = numberOf(at(item, 'ContainerPort'));
          return client ? connected(graph, client, 'SecurityGroups', service, groups, port, target) : [];
        }),
      );
    }),
  );
}

/** A connection, if the groups on both sides are all in sight. */
function connected(
  graph: ResourceGraph,
  client: Resource,
  clientPath: string,
  server: Resource,
  serverPath: string,
  port: number | null,
  place: Present,
): Connection[] {
  if (!isExact(client) || !isExact(server) || client.owner.kind === 'internal') return [];
  const clientGroups = groupsIn(graph, at(client.properties, ...clientPath.split('.')));
  const serverGroups = groupsIn(graph, at(server.properties, ...serverPath.split('.')));
  if (!clientGroups || !serverGroups) return [];
  return [{ client, clientGroups, server, serverGroups, port, at: place }];
}

/** The groups that a list names, or null where there is none or one of them is not in sight. */
function groupsIn(graph: ResourceGraph, value: Value): Resource[] | null {
  const list = asList(value);
  if (value.kind === 'absent' || !list?.complete || list.items.length === 0) return null;
  const groups = list.items.map(item =>
    item.kind === 'reference' && item.target.kind === 'resource' ? graph.resource(item.target.id) : undefined,
  );
  return groups.every(group => group?.type === 'AWS::EC2::SecurityGroup' && isExact(group))
    ? (groups as Resource[])
    : null;
}

/** Whether some rule of a group lets one of the others in at a port, or may. */
function mayLetIn(graph: ResourceGraph, group: Resource, from: ReadonlySet<string>, port: number | null): boolean {
  for (const { value } of scenarios(at(group.properties, 'SecurityGroupIngress'))) {
    if (value.kind === 'absent') continue;
    const list = asList(value);
    if (!list?.complete) return true;
    for (const item of list.items.flatMap(i => scenarios(i)))
      if (item.value.kind !== 'absent' && (item.value.kind !== 'object' || mayMean(item.value, from, port)))
        return true;
  }
  return graph.ofType('AWS::EC2::SecurityGroupIngress').some(({ properties }) => {
    const ids = mentioned(at(properties, 'GroupId'));
    return (ids.length === 0 || ids.includes(group.id)) && mayMean(properties, from, port);
  });
}

/** Whether one rule lets one of the groups in at a port, or may: an address range or a list of them may be theirs. */
function mayMean(rule: ObjectValue, from: ReadonlySet<string>, port: number | null): boolean {
  if (!rule.complete) return true;
  const [low, high] = [numberOf(at(rule, 'FromPort')), numberOf(at(rule, 'ToPort'))];
  const all = /^(-1|all)$/i.test(stringOf(at(rule, 'IpProtocol')) ?? '-1');
  if (!all && port !== null && low !== null && high !== null && (port < low || port > high)) return false;
  const source = at(rule, 'SourceSecurityGroupId');
  if (source.kind === 'absent' || source.kind === 'unknown') return true;
  const ids = mentioned(source);
  return ids.length === 0 ? source.kind !== 'literal' : ids.some(id => from.has(id));
}

function portOf(server: Resource, { ports }: Server): number | null {
  const written = at(server.properties, 'Port');
  if (written.kind !== 'absent') return numberOf(written);
  return ports[stringOf(at(server.properties, 'Engine')) ?? ''] ?? ports[''] ?? null;
}

function nameOf(resource: Resource): string {
  return resource.called ?? resource.logicalId;
}
