/** Rules that let in much. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { broadIngress } from './broad-ingress.ts';

ruleTest(broadIngress, ({ check, fixed }) => {
  check(
    'silent where network/open-ingress speaks, for other groups at one port, and for what is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Resources:
        Web:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Web
            SecurityGroupIngress:
              - { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }
              - { IpProtocol: tcp, FromPort: 22, ToPort: 22, SourceSecurityGroupId: !Ref Given }
              - { IpProtocol: tcp, FromPort: !Ref Given, ToPort: 443, CidrIp: 10.0.0.0/8 }
              - { IpProtocol: icmp, FromPort: 8, ToPort: -1, CidrIp: 10.0.0.0/8 }
              - { IpProtocol: tcp, FromPort: 8000, ToPort: 8100, SourceSecurityGroupId: !Ref Given }
      #                                      ^^^^ information network/broad-ingress (fix): Web opens ports 8000-8100 at once.
              - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIpv6: '::/0' }
      #                                                                  ^^^^^^ information network/broad-ingress (fix): Web lets the whole internet (::/0) in at port 443.
    `,
  );
  it('takes one of several away', () =>
    expect(
      fixed(yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
              SecurityGroupIngress:
                - { IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0 }
                - { IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }
      `),
    ).not.toContain('FromPort: 80'));
  it('takes the rule away', () => expect(fixed(broadIngress.docs.bad[0] as Example)).not.toContain('0.0.0.0/0'));
});
