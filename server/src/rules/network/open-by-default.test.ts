/** Parameters whose default is everybody. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openByDefault } from './open-by-default.ts';

ruleTest(openByDefault, ({ check }) => {
  check(
    'every port, all of IPv6 written out; silent for what is not known and for one address',
    yaml`
      Parameters:
        Six: { Type: String, Default: '0000:0000:0000:0000:0000:0000:0000:0000/0' }
        One: { Type: String, Default: 192.0.2.7/32 }
        Port: { Type: Number }
      Resources:
        All: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: sg-1, IpProtocol: -1, CidrIpv6: !Ref Six } }
      #                                                                                                     ^^^^^^^^ information network/open-by-default: All lets the whole internet in at every port unless Six says otherwise.
        Known: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: sg-1, IpProtocol: -1, CidrIp: !Ref One } }
        Where: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: sg-1, IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Ref Port, CidrIpv6: !Ref Six } }
    `,
  );
});
