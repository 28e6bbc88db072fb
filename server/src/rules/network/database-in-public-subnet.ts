/** Reports databases that stand in subnets with a route from the internet and don't refuse a public address. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { type Value, at, scenarios } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';
import { routingOf, subnetsIn } from './topology.ts';

export const databaseInPublicSubnet = defineRule({
  id: 'network/database-in-public-subnet',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Databases stand in private subnets, or at least have no public address.',
    why: `In a subnet whose route table leads to an internet gateway, an RDS instance gets a public address unless
\`PubliclyAccessible\` is \`false\`: that is the default there, and nothing in the template says so. Between the internet and the
database are then a security group and a password. Give the subnet group private subnets; until then, \`PubliclyAccessible: false\`
takes the address away. A database that says so is not reported, and one that says \`true\` has a finding of its own.`,
    bad: [
      yaml`
        Resources:
          Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
          Internet: { Type: AWS::EC2::InternetGateway }
          Routes: { Type: AWS::EC2::RouteTable, Properties: { VpcId: !Ref Vpc } }
          ToInternet:
            Type: AWS::EC2::Route
            Properties: { RouteTableId: !Ref Routes, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet }
          Public: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
          PublicRoutes:
            Type: AWS::EC2::SubnetRouteTableAssociation
            Properties: { SubnetId: !Ref Public, RouteTableId: !Ref Routes }
          Subnets:
            Type: AWS::RDS::DBSubnetGroup
            Properties: { DBSubnetGroupDescription: Database, SubnetIds: [!Ref Public] }
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.micro
              AllocatedStorage: '20'
              DBSubnetGroupName: !Ref Subnets
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const internet = new ec2.CfnInternetGateway(this, 'Internet');
        const routes = new ec2.CfnRouteTable(this, 'Routes', { vpcId: vpc.ref });
        new ec2.CfnRoute(this, 'ToInternet', { routeTableId: routes.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: internet.ref });
        const subnet = new ec2.CfnSubnet(this, 'Public', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
        new ec2.CfnSubnetRouteTableAssociation(this, 'PublicRoutes', { subnetId: subnet.ref, routeTableId: routes.ref });
        const group = new rds.CfnDBSubnetGroup(this, 'Subnets', { dbSubnetGroupDescription: 'Database', subnetIds: [subnet.ref] });
        new rds.CfnDBInstance(this, 'Database', {
          engine: 'postgres',
          dbInstanceClass: 'db.t4g.micro',
          allocatedStorage: '20',
          dbSubnetGroupName: group.ref,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
          Private: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
          Subnets:
            Type: AWS::RDS::DBSubnetGroup
            Properties: { DBSubnetGroupDescription: Database, SubnetIds: [!Ref Private] }
          Database:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.micro
              AllocatedStorage: '20'
              DBSubnetGroupName: !Ref Subnets
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2 });
        new rds.DatabaseInstance(this, 'Database', {
          engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }),
          vpc,
          vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html#cfn-rds-dbinstance-publiclyaccessible',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    ],
  },
  messages: {
    public: '{database} stands in the public subnet {subnet} and gets a public address there.',
  },
  *checkGraph({ graph }) {
    for (const database of graph.ofType('AWS::RDS::DBInstance')) {
      if (database.owner.kind === 'internal' || !isExact(database)) continue;
      const own = scenarios(at(database.properties, 'PubliclyAccessible'));
      if (!own.some(({ value }) => value.kind === 'absent')) continue;
      const group = groupOf(graph, database);
      const subnets = group.resource && subnetsIn(graph, at(group.resource.properties, 'SubnetIds'));
      const open = subnets?.find(subnet => routingOf(graph, subnet).way === 'internet');
      if (!open || group.value.kind === 'absent') continue;
      yield {
        message: 'public',
        at: group.value.span,
        params: { database: database.logicalId, subnet: open.logicalId },
        resource: database,
        related: [{ span: open.nameSpan, message: `${open.logicalId} has a route to an internet gateway` }],
      };
    }
  },
  fix({ resource }) {
    if (!resource) return 'the database can’t be found';
    return [
      {
        title: `Give ${resource.logicalId} no public address`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: ['PubliclyAccessible'], value: false }],
        safety: 'review',
      },
    ];
  },
});

/** The subnet group of an instance, which for one of Aurora is its cluster's, and where it is named. */
function groupOf(
  graph: ResourceGraph,
  database: Resource,
): { readonly value: Value; readonly resource: Resource | undefined } {
  const find = (value: Value) => mentioned(value).map(id => graph.resource(id));
  const own = at(database.properties, 'DBSubnetGroupName');
  const [mine] = find(own);
  if (own.kind !== 'absent') return { value: own, resource: mine };
  const cluster = at(database.properties, 'DBClusterIdentifier');
  const [of] = find(cluster);
  return { value: cluster, resource: of && isExact(of) ? find(at(of.properties, 'DBSubnetGroupName'))[0] : undefined };
}
