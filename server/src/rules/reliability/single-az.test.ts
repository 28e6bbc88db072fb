/** Databases in one zone. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { singleAz } from './single-az.ts';

ruleTest(singleAz, ({ check, fixed }) => {
  check(
    'by scenario; silent for instances of clusters, replicas, a zone that is chosen, SQL Server and parameters',
    yaml`
      Parameters:
        Standby: { Type: String, Default: 'false' }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, MultiAZ: !If [IsProd, true, false] } }
      #                                                                                              ^^^^^ information reliability/single-az (fix): Some stands in one availability zone when not IsProd.
        Writer: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, DBClusterIdentifier: orders } }
        Replica: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, SourceDBInstanceIdentifier: orders } }
        Placed: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, AvailabilityZone: eu-west-1a } }
        Mirrored: { Type: AWS::RDS::DBInstance, Properties: { Engine: sqlserver-se } }
        Given: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, MultiAZ: !Ref Standby } }
    `,
  );
  it('gives it a standby', () => expect(fixed(singleAz.docs.bad[0] as Example)).toContain('MultiAZ: true'));
});
