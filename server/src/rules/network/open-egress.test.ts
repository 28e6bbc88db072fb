import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openEgress } from './open-egress.ts';

const group = (rule: string) => yaml`
  Resources:
    Web:
      Type: AWS::EC2::SecurityGroup
      Properties:
        GroupDescription: Web
        SecurityGroupEgress:
          - ${rule}
`;

ruleTest(openEgress, ({ check, fixed, offered }) => {
  check('one port', group('{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0 }'), []);
  check(
    'one port that is not of the web',
    group('{ IpProtocol: tcp, FromPort: 6667, ToPort: 6667, CidrIp: 0.0.0.0/0 }'),
    ['information network/open-egress "0.0.0.0/0": Web lets port 6667 out to everywhere (0.0.0.0/0).'],
  );
  check(
    'under a condition, in long IPv6',
    group("!If [IsProd, { IpProtocol: '-1', CidrIpv6: '0:0:0:0:0:0:0:0/0' }, !Ref AWS::NoValue]"),
    [
      'information network/open-egress "\'0:0:0:0:0:0:0:0/0\'": Web lets everything out to everywhere (0:0:0:0:0:0:0:0/0) when IsProd.',
    ],
  );
  check('a range of one’s own', group("{ IpProtocol: '-1', CidrIp: 10.0.0.0/8 }"), []);
  check(
    'what a construct allows by default',
    cdk`
    new ec2.SecurityGroup(this, 'Web', { vpc: new ec2.Vpc(this, 'Vpc') });
  `,
    [],
  );
  it('takes the rule away unless it is the last one', () => {
    expect(fixed(openEgress.docs.bad[0] as never)).not.toContain("'-1'");
    expect(offered(group("{ IpProtocol: '-1', CidrIp: 0.0.0.0/0 }"))).toEqual([
      'refused: Fix network/open-egress (what is needed is for you to say)',
    ]);
  });
});
