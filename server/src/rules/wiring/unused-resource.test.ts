import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unusedResource } from './unused-resource.ts';

const group = (properties: string, more = '') => yaml`
  Resources:
    Web: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: Web${properties} } }${more}
`;

ruleTest(unusedResource, ({ check }) => {
  check(
    'one that an output gives away',
    group(
      '',
      `
  Outputs:
    Group: { Value: !GetAtt Web.GroupId }`,
    ),
    [],
  );
  check('one with a name that others know', group(', GroupName: web'), []);
  check(
    'one that a rule alone mentions',
    group(
      '',
      `
    Https: { Type: AWS::EC2::SecurityGroupIngress, Properties: { GroupId: !Ref Web, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 } }`,
    ),
    [],
  );
  check('one that nobody mentions', group(''), [
    'hint wiring/unused-resource "Web": Nothing uses the security group Web.',
  ]);
});
