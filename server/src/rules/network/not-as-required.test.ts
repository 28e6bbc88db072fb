import { expect, it } from 'vitest';
import { type Example, cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { networkNotAsRequired } from './not-as-required.ts';

const asks = (network: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  network: ${network}\n` });
const said = (place: string, message: string) =>
  `warning network/not-as-required ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`;

const group = (ports: string, source: string, network: string): Example =>
  withFiles(
    yaml`
      Resources:
        Door:
          Type: AWS::EC2::SecurityGroup
          Properties: { GroupDescription: Door }
        Entry:
          Type: AWS::EC2::SecurityGroupIngress
          Properties: { GroupId: !Ref Door, IpProtocol: tcp, ${ports}, ${source} }
        Front:
          Type: AWS::ElasticLoadBalancingV2::LoadBalancer
          Properties: { SecurityGroups: [!Ref Door] }
    `,
    asks(network),
  );
const PORT_80 = 'FromPort: 80, ToPort: 80';

/** Two subnets: the first with a route to the internet, the second with one to a NAT gateway, or with none. */
const vpc = (network: string, second: string, gateways = ''): Example =>
  withFiles(
    yaml`
      Resources:
        Outer: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: us-east-1a } }
        Inner: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: us-east-1b } }
        OuterTable: { Type: AWS::EC2::RouteTable }
        InnerTable: { Type: AWS::EC2::RouteTable }
        OuterLink: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Outer, RouteTableId: !Ref OuterTable } }
        InnerLink: { Type: AWS::EC2::SubnetRouteTableAssociation, Properties: { SubnetId: !Ref Inner, RouteTableId: !Ref InnerTable } }
        Out:
          Type: AWS::EC2::Route
          Properties: { RouteTableId: !Ref OuterTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: igw-1 }
        ${second}
        ${gateways}
    `,
    asks(network),
  );
const NAT_ROUTE =
  'Way: { Type: AWS::EC2::Route, Properties: { RouteTableId: !Ref InnerTable, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-1 } }';
const NAT = 'Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref Outer } }';

ruleTest(networkNotAsRequired, ({ check, fixed }) => {
  check('another port', group(PORT_80, 'CidrIp: 0.0.0.0/0', '{ ingress: [{ port: 443, from: any }] }'), [
    said('0.0.0.0/0', 'Door lets 0.0.0.0/0 in at port 80, which is not asked for'),
  ]);
  check(
    'a range of ports of which not all are listed',
    group('FromPort: 80, ToPort: 90', 'CidrIp: 10.0.0.0/8', '{ ingress: [{ port: 80-85, from: 10.0.0.0/8 }] }'),
    [said('10.0.0.0/8', 'Door lets 10.0.0.0/8 in at ports 80-90, which is not asked for')],
  );
  check(
    'more addresses than are listed',
    group(PORT_80, 'CidrIp: 10.0.0.0/8', '{ ingress: [{ port: 80, from: 10.1.0.0/16 }] }'),
    [said('10.0.0.0/8', 'Door lets 10.0.0.0/8 in at port 80, which is not asked for')],
  );
  check(
    'the groups of load balancers',
    group(PORT_80, 'CidrIpv6: "::/0"', '{ ingress: [{ port: 443, from: any, of: alb }] }'),
    [said('"::/0"', 'Door lets ::/0 in at port 80, which is not asked for')],
  );
  check(
    'silent: fewer addresses than are listed',
    group(PORT_80, 'CidrIp: 10.1.2.0/24', '{ ingress: [{ from: 10.1.0.0/16 }] }'),
    [],
  );
  check(
    'silent: the groups of others',
    group(PORT_80, 'CidrIp: 0.0.0.0/0', '{ ingress: [{ port: 443, from: any, of: rds }] }'),
    [],
  );
  check(
    'silent: another group',
    group(PORT_80, 'SourceSecurityGroupId: sg-1', '{ ingress: [{ port: 443, from: any }] }'),
    [],
  );
  check(
    'silent: addresses that can’t be seen',
    group(PORT_80, 'CidrIp: !Ref AWS::StackName', '{ ingress: [{ port: 443, from: any }] }'),
    [],
  );

  check('too few of a tier', vpc('{ tiers: { public: 2, private: 1 } }', NAT_ROUTE), [
    said('public: 2', 'There should be at least 2 public subnets, not 1'),
  ]);
  check('no way out', vpc('{ tiers: { private: 1, isolated: 1 } }', ''), [
    said('private: 1', 'There should be at least 1 private subnets, not 0'),
  ]);
  check('silent: as many as asked for', vpc('{ tiers: { public: 1, private: 1 } }', NAT_ROUTE), []);
  check('one way out for two zones', vpc('{ nat_gateways: per_az }', NAT_ROUTE, NAT), [
    said('Nat', 'There are 2 availability zones with 1 NAT gateway; each should have its own'),
  ]);
  check(
    'silent: one for each zone',
    vpc('{ nat_gateways: per_az }', NAT_ROUTE, `${NAT}\n        ${NAT.replace('Nat', 'More')}`),
    [],
  );
  const two = (gateways: string) =>
    withFiles(
      yaml`
        Resources:
          One: { Type: AWS::EC2::VPC }
          Other: { Type: AWS::EC2::VPC }
          A: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref One, AvailabilityZone: us-east-1a } }
          B: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Other, AvailabilityZone: us-east-1a } }
          C: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Other, AvailabilityZone: us-east-1b } }
          Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref A } }
          ${gateways}
      `,
      asks('{ nat_gateways: per_az }'),
    );
  const more = (at: string) => `More${at}: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref ${at} } }`;
  check('each VPC by itself', two(more('B')), [
    said('MoreB', 'There are 2 availability zones with 1 NAT gateway; each should have its own'),
  ]);
  check('silent: each VPC by itself', two(`${more('B')}\n          ${more('C')}`), []);
  check(
    'silent: zones that can’t be told',
    withFiles(
      yaml`
        Resources:
          A: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: !Select [0, !GetAZs ''] } }
          B: { Type: AWS::EC2::Subnet, Properties: { AvailabilityZone: !Select [1, !GetAZs ''] } }
          Nat: { Type: AWS::EC2::NatGateway, Properties: { SubnetId: !Ref A } }
      `,
      asks('{ nat_gateways: per_az }'),
    ),
    [],
  );
  check(
    'silent: subnets that a construct brings',
    withFiles(
      cdk`new ec2.Vpc(this, 'Vpc', { natGateways: 1 });`,
      asks('{ tiers: { isolated: 2 }, nat_gateways: per_az }'),
    ),
    [],
  );

  it('takes a rule away', () => {
    const door = yaml`
      Resources:
        Door:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Door
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
              - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }
    `;
    expect(fixed(withFiles(door, asks('{ ingress: [{ port: 443, from: any }] }')))).toMatchInlineSnapshot(`
      "Resources:
        Door:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Door
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
      "
    `);
  });
});
