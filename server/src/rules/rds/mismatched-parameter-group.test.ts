/** Parameter groups of another family. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { mismatchedParameterGroup } from './mismatched-parameter-group.ts';

ruleTest(mismatchedParameterGroup, ({ check, fixed, offered }) => {
  check(
    'an instance has the version of its cluster; by scenario',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Group: { Type: AWS::RDS::DBParameterGroup, Properties: { Description: a, Family: aurora-mysql5.7 } }
        Cluster: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql, EngineVersion: 8.0.mysql_aurora.3.10.3 } }
        Member: { Type: AWS::RDS::DBInstance, Properties: { Engine: aurora-mysql, DBClusterIdentifier: !Ref Cluster, DBParameterGroupName: !Ref Group } }
        Some: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, EngineVersion: !If [IsProd, '9.6.24', '17'], DBParameterGroupName: default.postgres17 } }
    `,
    [
      'error rds/mismatched-parameter-group "!Ref Group": Member runs aurora-mysql 8.0.mysql_aurora.3.10.3, and its parameter group is for aurora-mysql5.7.',
      'error rds/mismatched-parameter-group "default.postgres17": Some runs postgres 9.6.24, and its parameter group is for postgres17 when IsProd.',
    ],
  );
  check(
    'silent: what fits, and what can’t be told',
    yaml`
      Parameters:
        Version: { Type: String, Default: '16' }
      Conditions:
        IsNew: !Equals [!Ref Version, '17']
      Resources:
        Group: { Type: AWS::RDS::DBParameterGroup, Properties: { Description: a, Family: !If [IsNew, postgres17, postgres16] } }
        A: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, EngineVersion: !If [IsNew, '17.4', '16.9'], DBParameterGroupName: !Ref Group } }
        B: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, EngineVersion: !Ref Version, DBParameterGroupName: default.postgres17 } }
        C: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, EngineVersion: '8', DBParameterGroupName: default.mysql8.4 } }
        D: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, EngineVersion: '8.0', DBParameterGroupName: our-parameters } }
        E: { Type: AWS::RDS::DBInstance, Properties: { Engine: oracle-ee, EngineVersion: 19.0.0.0.ru-2025-01.rur-2025-01.r1, DBParameterGroupName: default.oracle-ee-19 } }
        F: { Type: AWS::RDS::DBInstance, Properties: { Engine: sqlserver-ee, EngineVersion: 15.00.4073.23.v1, DBParameterGroupName: default.sqlserver-ee-15.0 } }
        G: { Type: AWS::RDS::DBCluster, Properties: { Engine: postgres, EngineVersion: '16.9', DBClusterParameterGroupName: default.postgres16 } }
        H: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql, EngineVersion: '16.9', DBClusterParameterGroupName: default.aurora-postgresql16 } }
    `,
  );
  it('writes the family that fits', () => {
    expect(fixed(mismatchedParameterGroup.docs.bad[0] as Example)).toContain('Family: postgres17');
    expect(fixed(mismatchedParameterGroup.docs.bad[1] as Example)).toContain('"default.mysql8.4"');
    expect(offered(mismatchedParameterGroup.docs.bad[2] as Example)).toEqual([
      'replacement: Make Parameters a group for aurora-postgresql16',
    ]);
  });
});
