/** Open ports. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openIngress } from './open-ingress.ts';

const group = (rule: string) => yaml`
  Resources:
    Admin:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: Administration
        SecurityGroupIngress: ${rule}
`;

ruleTest(openIngress, ({ check, fixed }) => {
  check(
    'points at the range, and offers to take the rule away',
    yaml`
      Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Administration
            SecurityGroupIngress:
              - IpProtocol: tcp
                FromPort: 443
                ToPort: 443
                CidrIp: 0.0.0.0/0
              - IpProtocol: tcp
                FromPort: 22
                ToPort: 22
                CidrIp: 0.0.0.0/0
      #                 ^^^^^^^^^ error network/open-ingress (fix): Admin lets the whole internet (0.0.0.0/0) in at port 22 (SSH).
    `,
  );
  check(
    'a range that holds several',
    group("[{ IpProtocol: tcp, FromPort: 3000, ToPort: '6000', CidrIpv6: '::/0' }]"),
    [
      `error network/open-ingress "'::/0'": Admin lets the whole internet (::/0) in at ports 3000-6000 (MySQL, RDP and 3 more).`,
    ],
  );
  check('every protocol', group('[{ IpProtocol: -1, CidrIp: 0.0.0.0/0 }]'), [
    'error network/open-ingress "0.0.0.0/0": Admin lets the whole internet (0.0.0.0/0) in at every port.',
  ]);
  check('every port', group("[{ IpProtocol: '6', FromPort: 0, ToPort: 65535, CidrIp: 0.0.0.0/0 }]"), [
    'error network/open-ingress "0.0.0.0/0": Admin lets the whole internet (0.0.0.0/0) in at every port.',
  ]);
  check(
    'a rule of its own is called by its group',
    yaml`
      Resources:
        Database:
          Type: AWS::EC2::SecurityGroup
          Properties: { GroupDescription: Database }
        Rule:
          Type: AWS::EC2::SecurityGroupIngress
          Properties:
            GroupId: !GetAtt Database.GroupId
            IpProtocol: tcp
            FromPort: 3306
            ToPort: 3306
            CidrIp: 0.0.0.0/0
      #             ^^^^^^^^^ error network/open-ingress: Database lets the whole internet (0.0.0.0/0) in at port 3306 (MySQL).
    `,
  );
  check(
    'in one scenario',
    yaml`
      Conditions:
        IsDev: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Administration
            SecurityGroupIngress:
              - IpProtocol: tcp
                FromPort: 22
                ToPort: 22
                CidrIp: !If [IsDev, 0.0.0.0/0, 10.0.0.0/8]
      #                             ^^^^^^^^^ error network/open-ingress (fix): Admin lets the whole internet (0.0.0.0/0) in at port 22 (SSH) when IsDev.
    `,
  );
  check('silent: the web', group('[{ IpProtocol: tcp, FromPort: 80, ToPort: 443, CidrIp: 0.0.0.0/0 }]'), [
    // A range from 80 to 443 holds nothing that is not meant for the public.
  ]);
  check(
    'silent: a port of the application',
    group('[{ IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0 }]'),
  );
  check('silent: ping', group('[{ IpProtocol: icmp, FromPort: -1, ToPort: -1, CidrIp: 0.0.0.0/0 }]'));
  check('silent: a private range', group('[{ IpProtocol: -1, CidrIp: 10.0.0.0/8 }]'));
  check(
    'silent: ports and ranges that are not known',
    yaml`
      Parameters:
        Port: { Type: Number }
        Range: { Type: String }
      Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Administration
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIp: 0.0.0.0/0 }
              - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: !Ref Range }
              - { IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: sg-0123456789abcdef0 }
    `,
  );
  check(
    'silent: what leaves',
    yaml`
      Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Administration
            SecurityGroupEgress: [{ IpProtocol: -1, CidrIp: 0.0.0.0/0 }]
    `,
  );
  check(
    'all traffic in CDK',
    cdk`
      const vpc = new ec2.Vpc(this, 'Vpc');
      const admin = new ec2.SecurityGroup(this, 'Admin', { vpc });
      admin.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTraffic());
      //                   ^^^^^^^^^^^^^^^^^^ error network/open-ingress: Admin lets the whole internet (0.0.0.0/0) in at every port.
      admin.addIngressRule(ec2.Peer.ipv4('0.0.0.0/0'), ec2.Port.tcpRange(5000, 6000));
      //                                 ^^^^^^^^^^^ error network/open-ingress: Admin lets the whole internet (0.0.0.0/0) in at ports 5000-6000 (PostgreSQL, Redshift, VNC).
    `,
  );
  check(
    'silent in CDK: the web, and a peer that is not seen',
    cdk`
      const vpc = new ec2.Vpc(this, 'Vpc');
      const admin = new ec2.SecurityGroup(this, 'Admin', { vpc });
      admin.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
      admin.addIngressRule(peerOf('office'), ec2.Port.tcp(22));
      admin.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(22));
    `,
  );
  it('takes the rule out of the list', () =>
    expect(
      fixed(
        group(`
        - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
        - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }`),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Admin:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Administration
            SecurityGroupIngress: 
            - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
      "
    `));
});
