import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { closedPort } from './closed-port.ts';

const text = (closedPort.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
const found = (groups: string, from: string) => [
  `error network/closed-port "!GetAtt Database.Endpoint.Address": Reports is to reach Database, and ${groups} lets nothing of ${from} in at port 5432.`,
];
const SOURCE = 'SourceSecurityGroupId: !GetAtt WebGroup.GroupId';

ruleTest(closedPort, ({ check, fixed }) => {
  check('as it is', changed('', ''), found('DatabaseGroup', 'ReportsGroup'));
  check(
    'another port',
    changed(`FromPort: 5432, ToPort: 5432, ${SOURCE}`, 'FromPort: 3306, ToPort: 3306, CidrIp: 10.0.0.0/16'),
    found('DatabaseGroup', 'ReportsGroup'),
  );
  check('an address range', changed(SOURCE, 'CidrIp: 10.0.0.0/16'), []);
  check('a group that can’t be seen', changed(SOURCE, 'SourceSecurityGroupId: !ImportValue Clients'), []);
  check('a client’s group that can’t be seen', changed('[!GetAtt ReportsGroup.GroupId]', '[!ImportValue Clients]'), []);
  check(
    'one of two groups',
    changed('[!GetAtt ReportsGroup.GroupId]', '[!GetAtt ReportsGroup.GroupId, !GetAtt WebGroup.GroupId]'),
    [],
  );
  check(
    'a rule of its own',
    {
      language: 'yaml',
      text: `${text}  Rule:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt DatabaseGroup.GroupId, IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !GetAtt ReportsGroup.GroupId }
`,
    },
    [],
  );
  check(
    'the database’s name alone is no connection',
    changed('Database.Endpoint.Address', 'Database.DBClusterArn'),
    [],
  );
  it('adds a rule', () => {
    const mended = fixed(changed('', ''));
    expect(mended).toContain('DatabaseGroupFromReportsGroup:');
    expect(mended).toContain('SourceSecurityGroupId: !GetAtt ReportsGroup.GroupId');
  });
});
