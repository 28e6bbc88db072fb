/** Reports functions in public subnets, where they have neither a public address nor a way out. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { FUNCTIONS } from '../../access/permissions.ts';
import { placeOf, unreachableIn } from './endpoints.ts';

export const functionInPublicSubnet = defineRule({
  id: 'network/function-in-public-subnet',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Functions in a VPC stand in private subnets.',
    why: `A function's network interfaces never get a public address, so that a route to an internet gateway is none for it: in a
public subnet it reaches the VPC and nothing else. Whoever puts it there mostly wants the opposite. Private subnets with a NAT
gateway, or with endpoints, do that. (The CDK refuses it without \`allowPublicSubnet\`.)`,
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
          Handler:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/handler
              Code: { S3Bucket: code, S3Key: handler.zip }
              VpcConfig: { SubnetIds: [!Ref Public] }
      `,
      cdk`
        const vpc = new ec2.CfnVPC(this, 'Vpc', { cidrBlock: '10.0.0.0/16' });
        const internet = new ec2.CfnInternetGateway(this, 'Internet');
        const routes = new ec2.CfnRouteTable(this, 'Routes', { vpcId: vpc.ref });
        new ec2.CfnRoute(this, 'ToInternet', { routeTableId: routes.ref, destinationCidrBlock: '0.0.0.0/0', gatewayId: internet.ref });
        const subnet = new ec2.CfnSubnet(this, 'Public', { vpcId: vpc.ref, cidrBlock: '10.0.0.0/24' });
        new ec2.CfnSubnetRouteTableAssociation(this, 'PublicRoutes', { subnetId: subnet.ref, routeTableId: routes.ref });
        new lambda.CfnFunction(this, 'Handler', {
          runtime: 'nodejs24.x',
          handler: 'index.handler',
          role: 'arn:aws:iam::111122223333:role/handler',
          code: { s3Bucket: 'code', s3Key: 'handler.zip' },
          vpcConfig: { subnetIds: [subnet.ref] },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
          Private: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24 } }
          Handler:
            Type: AWS::Lambda::Function
            Properties:
              Runtime: nodejs24.x
              Handler: index.handler
              Role: arn:aws:iam::111122223333:role/handler
              Code: { S3Bucket: code, S3Key: handler.zip }
              VpcConfig: { SubnetIds: [!Ref Private] }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new lambda.Function(this, 'Handler', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          vpc,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html'],
  },
  messages: {
    public: '{function} stands in the public subnet {subnet}, where a function has no public address and no way out.',
  },
  *checkGraph({ graph }) {
    if (graph.ofType('AWS::EC2::Subnet').length === 0) return;
    // Where its calls are known to fail, that says more.
    const told = new Set(unreachableIn(graph).map(found => found.function.id));
    for (const resource of FUNCTIONS.flatMap(type => graph.ofType(type))) {
      if (told.has(resource.id) || resource.owner.kind === 'internal') continue;
      const place = placeOf(graph, resource);
      if (!place || place.ways.has('unknown')) continue;
      const open = place.subnets.find((_, i) => place.routings[i]?.way === 'internet');
      const value = at(resource.properties, 'VpcConfig', 'SubnetIds');
      if (!open || value.kind === 'absent') continue;
      yield {
        message: 'public',
        at: value.span,
        params: { function: resource.logicalId, subnet: open.logicalId },
        resource,
        related: [{ span: open.nameSpan, message: `${open.logicalId} has a route to an internet gateway` }],
      };
    }
  },
});
