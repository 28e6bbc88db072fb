/** Reports databases whose automatic backups are switched off. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { numberOf } from '../../core/value.ts';
import { has, setting } from '../setting.ts';

export const noBackups = defineRule({
  id: 'reliability/no-backups',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Databases are backed up automatically.',
    why: `A \`BackupRetentionPeriod\` of 0 switches the automatic backups of an RDS instance off, and with them the way back to
any moment of the last days: after a faulty migration or a wrong DELETE there is only the last snapshot that somebody made
by hand, if any. Without backups an instance can't have read replicas either. Replicas themselves are not reported.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              BackupRetentionPeriod: 0
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::RDS::DBInstance",
              "Properties": { "Engine": "mysql", "DBInstanceClass": "db.t4g.medium", "BackupRetentionPeriod": "0" }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES,
          vpc,
          backupRetention: cdk.Duration.days(0),
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              BackupRetentionPeriod: 7
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES,
          vpc,
          backupRetention: cdk.Duration.days(7),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html'],
    peers: ['cfn_nag W75', 'trivy AWS-0077', 'Guard DB_INSTANCE_BACKUP_ENABLED', 'cdk-nag AwsSolutions-RDS13'],
  },
  ...setting({
    places: { 'AWS::RDS::DBInstance': 'BackupRetentionPeriod' },
    concerns: resource =>
      !has(
        resource,
        'SourceDBInstanceIdentifier',
        'SourceDbiResourceId',
        'SourceDBClusterIdentifier',
        'DBClusterIdentifier',
      ),
    wrong: value => numberOf(value) === 0,
    message: '{name} is never backed up automatically{when}.',
    mend: { title: 'Keep backups of {name} for 7 days', to: 7 },
  }),
});
