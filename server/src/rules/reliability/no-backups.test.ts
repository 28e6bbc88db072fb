/** Databases without backups. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noBackups } from './no-backups.ts';

ruleTest(noBackups, ({ check, fixed }) => {
  check(
    'in one scenario; silent for replicas, instances of clusters, parameters and the default of a day',
    yaml`
      Parameters:
        Days: { Type: Number, Default: 0 }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, BackupRetentionPeriod: !If [IsProd, 7, 0] } }
      #                                                                                                         ^ warning reliability/no-backups (fix): Some is never backed up automatically when not IsProd.
        Replica: { Type: AWS::RDS::DBInstance, Properties: { SourceDBInstanceIdentifier: x, BackupRetentionPeriod: 0 } }
        Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: x, BackupRetentionPeriod: 0 } }
        Given: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, BackupRetentionPeriod: !Ref Days } }
        Default: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql } }
    `,
  );
  it('writes a week', () =>
    expect(
      fixed(cdk`
        new rds.DatabaseInstance(this, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES, vpc, backupRetention: cdk.Duration.days(0),
        });
      `),
    ).toContain('backupRetention: cdk.Duration.days(7)'));
});
