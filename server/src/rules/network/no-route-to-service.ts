/** Reports functions in subnets from which the AWS services that their code calls can't be reached. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { at, rendered } from '../../core/value.ts';
import { freeId, scopeOf } from '../requirements/scaffold.ts';
import { type Unreachable, unreachableIn } from './endpoints.ts';
import { GATEWAY_SERVICES } from './topology.ts';

const HANDLER = {
  'handler/index.js': `
    const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({});
    exports.handler = async event =>
      client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: event.id } } }));
  `,
};

export const noRouteToService = defineRule({
  id: 'network/no-route-to-service',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A function in a VPC can reach the services that its code calls.',
    why: `A function that is attached to subnets sends everything through them. From subnets without a route to a NAT gateway,
and without a VPC endpoint of the service, a call of AWS gets no answer at all: the function waits until it times out, and no
log says why. A public subnet does not help, since functions never have a public address. S3 and DynamoDB have gateway endpoints
that cost nothing; all other services have interface endpoints. Only calls that are certain, subnets whose routes can be seen and
a VPC that is made here count.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Vpc:
              Type: AWS::EC2::VPC
              Properties: { CidrBlock: 10.0.0.0/16 }
            Private:
              Type: AWS::EC2::Subnet
              Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
            PrivateRoutes:
              Type: AWS::EC2::RouteTable
              Properties: { VpcId: !Ref Vpc }
            PrivateToRoutes:
              Type: AWS::EC2::SubnetRouteTableAssociation
              Properties: { SubnetId: !Ref Private, RouteTableId: !Ref PrivateRoutes }
            Orders:
              Type: AWS::DynamoDB::Table
              Properties:
                BillingMode: PAY_PER_REQUEST
                AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
                KeySchema: [{ AttributeName: id, KeyType: HASH }]
            Handler:
              Type: AWS::Lambda::Function
              Properties:
                Runtime: nodejs24.x
                Handler: index.handler
                Role: arn:aws:iam::111122223333:role/handler
                Code: handler/
                Environment: { Variables: { TABLE: !Ref Orders } }
                VpcConfig:
                  SubnetIds: [!Ref Private]
        `,
        HANDLER,
      ),
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const subnet = new ec2.CfnSubnet(this, 'Private', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
        new lambda.CfnFunction(this, 'Handler', {
          runtime: 'python3.14',
          handler: 'index.handler',
          role: 'arn:aws:iam::111122223333:role/handler',
          code: {
            zipFile:
              'import boto3\ndb = boto3.client("dynamodb")\ndef handler(event, context):\n    return db.describe_table(TableName="orders")\n',
          },
          vpcConfig: { subnetIds: [subnet.ref] },
        });
      `,
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Vpc:
              Type: AWS::EC2::VPC
              Properties: { CidrBlock: 10.0.0.0/16 }
            Private:
              Type: AWS::EC2::Subnet
              Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 }
            PrivateRoutes:
              Type: AWS::EC2::RouteTable
              Properties: { VpcId: !Ref Vpc }
            PrivateToRoutes:
              Type: AWS::EC2::SubnetRouteTableAssociation
              Properties: { SubnetId: !Ref Private, RouteTableId: !Ref PrivateRoutes }
            DynamoDbEndpoint:
              Type: AWS::EC2::VPCEndpoint
              Properties:
                VpcId: !Ref Vpc
                ServiceName: !Sub com.amazonaws.${'$'}{AWS::Region}.dynamodb
                RouteTableIds: [!Ref PrivateRoutes]
            Handler:
              Type: AWS::Lambda::Function
              Properties:
                Runtime: nodejs24.x
                Handler: index.handler
                Role: arn:aws:iam::111122223333:role/handler
                Code: handler/
                VpcConfig:
                  SubnetIds: [!Ref Private]
        `,
        HANDLER,
      ),
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc', { natGateways: 1 });
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.PYTHON_3_14,
          handler: 'index.handler',
          code: lambda.Code.fromInline('import boto3'),
          vpc,
          vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html',
      'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
    ],
  },
  messages: {
    isolated: '{function} calls {services}, and its subnets have neither a route out nor the VPC endpoint.',
    public:
      '{function} calls {services} from a public subnet, where a function has no public address, and there is no VPC endpoint.',
  },
  *checkGraph({ graph }) {
    for (const found of unreachableIn(graph)) {
      const { function: resource, services, isPublic } = found;
      const value = at(resource.properties, 'VpcConfig', 'SubnetIds');
      yield {
        message: isPublic ? 'public' : 'isolated',
        at: value.kind === 'absent' ? resource.nameSpan : value.span,
        params: { function: resource.logicalId, services: listed(services.map(s => s.name)) },
        resource,
        related: services.map(s => ({ span: s.call.span, message: `calls ${s.name} here` })),
        data: found,
      };
    }
  },
  fix(signal, { graph }) {
    return endpoints(graph, signal.data as Unreachable);
  },
});

/** `S3`, `S3 and SQS`, `S3, SQS and SNS`. */
function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Adds an endpoint for each service; those of the type Interface share a security group that lets the VPC in. */
function endpoints(graph: ResourceGraph, { vpc, subnets, tables, services }: Unreachable): FixProposal[] | string {
  if (vpc.language === 'typescript') return `add the endpoints with addGatewayEndpoint and addInterfaceEndpoint`;
  const near = subnets.at(-1) as Resource;
  const id: NewValue = { $ref: vpc.id, attribute: null };
  const intents: Intent[] = [];
  const isInterface = services.some(s => !GATEWAY_SERVICES.includes(s.endpoint));
  const groupId = freeId(graph, vpc, `${vpc.logicalId}EndpointsSecurityGroup`);
  if (isInterface) {
    const range = at(vpc.properties, 'CidrBlock');
    if (range.kind === 'absent' || rendered(range).includes('${…}'))
      return 'the address range of the VPC can’t be seen';
    intents.push({
      kind: 'addResource',
      near: near.id,
      logicalId: groupId,
      type: 'AWS::EC2::SecurityGroup',
      properties: {
        GroupDescription: 'HTTPS from the VPC to its endpoints',
        VpcId: id,
        SecurityGroupIngress: [
          {
            $object: {
              IpProtocol: 'tcp',
              FromPort: 443,
              ToPort: 443,
              CidrIp: { $ref: vpc.id, attribute: 'CidrBlock' },
            },
          },
        ],
      },
    });
  }
  for (const { endpoint } of services) {
    const isGateway = GATEWAY_SERVICES.includes(endpoint);
    if (isGateway && tables.length === 0)
      return 'the subnets have no route table of their own, which the endpoint needs';
    const how: Record<string, NewValue> = isGateway
      ? { RouteTableIds: tables.map(table => ({ $ref: table.id, attribute: null })) }
      : {
          VpcEndpointType: 'Interface',
          PrivateDnsEnabled: true,
          SubnetIds: subnets.map(subnet => ({ $ref: subnet.id, attribute: null })),
          SecurityGroupIds: [{ $ref: scopeOf(vpc) + groupId, attribute: 'GroupId' }],
        };
    intents.push({
      kind: 'addResource',
      near: near.id,
      logicalId: freeId(
        graph,
        vpc,
        `${endpoint.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase())}Endpoint`,
      ),
      type: 'AWS::EC2::VPCEndpoint',
      properties: { VpcId: id, ServiceName: { $sub: `com.amazonaws.\${AWS::Region}.${endpoint}` }, ...how },
    });
  }
  const title = `Add the VPC endpoint${services.length === 1 ? '' : 's'} for ${listed(services.map(s => s.name))}`;
  return [{ title, intents, safety: 'review' }];
}
