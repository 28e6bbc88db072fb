import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { databaseInPublicSubnet } from './database-in-public-subnet.ts';

const [bad] = databaseInPublicSubnet.docs.bad;
const text = (bad as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });

ruleTest(databaseInPublicSubnet, ({ check, fixed }) => {
  check(
    'one that refuses a public address',
    changed('Engine: postgres', 'Engine: postgres\n      PubliclyAccessible: false'),
    [],
  );
  check(
    'one where a parameter says it',
    changed('Engine: postgres', 'Engine: postgres\n      PubliclyAccessible: !ImportValue Public'),
    [],
  );
  check('subnets that can’t be seen', changed('[!Ref Public] }', '!ImportValue Subnets }'), []);
  check(
    'an instance of a cluster',
    changed(
      'DBSubnetGroupName: !Ref Subnets\n',
      `DBClusterIdentifier: !Ref Cluster
  Cluster:
    Type: AWS::RDS::DBCluster
    Properties: { Engine: aurora-postgresql, DBSubnetGroupName: !Ref Subnets }
`,
    ),
    [
      'warning network/database-in-public-subnet "!Ref Cluster": Database stands in the public subnet Public and gets a public address there.',
    ],
  );
  it('takes the address away', () => {
    expect(fixed(bad as never)).toContain('PubliclyAccessible: false');
  });
});
