/** Databases whose storage is not encrypted. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { has, isOff, isOneOf, isTurnedOff, setting } from '../setting.ts';

/** What takes its encryption from where its data comes from, or says it with a key. */
const DECIDED_ELSEWHERE = [
  'KmsKeyId',
  'DBClusterIdentifier',
  'DBSnapshotIdentifier',
  'DBClusterSnapshotIdentifier',
  'SnapshotIdentifier',
  'SourceDBInstanceIdentifier',
  'SourceDBClusterIdentifier',
  'SourceDbiResourceId',
  'ReplicationSourceIdentifier',
  'GlobalClusterIdentifier',
];
/** Aurora has encrypted every new cluster since 18 February 2026: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html */
const AURORA = ['aurora', 'aurora-mysql', 'aurora-postgresql'];

export const unencryptedStorage = defineRule({
  id: 'rds/unencrypted-storage',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Databases encrypt their storage.',
    why: `Without \`StorageEncrypted\`, the disks of an RDS instance, a DocumentDB or a Neptune cluster, all of their snapshots and
backups hold the data as it is, and a snapshot that is shared by mistake can be read by whoever gets it. Encryption costs
nothing and no code notices it. It can only be chosen when the database is created: turning it on later replaces the database,
so restore from an encrypted copy of a snapshot. Aurora clusters encrypt by themselves since February 2026 and are reported
only where it is switched off; replicas and what is restored from snapshots follow their source.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
              ManageMasterUserPassword: true
              MasterUsername: orders
              StorageEncrypted: false
      `,
      json`
        {
          "Resources": {
            "Graph": { "Type": "AWS::Neptune::DBCluster", "Properties": { "DBPort": 8182 } }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
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
              ManageMasterUserPassword: true
              MasterUsername: orders
              StorageEncrypted: true
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES,
          vpc,
          storageEncrypted: true,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html'],
    peers: [
      'CKV_AWS_16',
      'CKV_AWS_96',
      'cfn_nag F26',
      'cfn_nag F27',
      'trivy AWS-0079',
      'trivy AWS-0080',
      'Guard RDS_STORAGE_ENCRYPTED',
      'cdk-nag AwsSolutions-RDS2',
      'cloudformation-validate W9008',
    ],
  },
  ...setting({
    places: {
      'AWS::RDS::DBInstance': 'StorageEncrypted',
      'AWS::RDS::DBCluster': 'StorageEncrypted',
      'AWS::DocDB::DBCluster': 'StorageEncrypted',
      'AWS::Neptune::DBCluster': 'StorageEncrypted',
    },
    wrong: (value, resource) => {
      // Of what is no cluster of RDS, none is Aurora; a cluster whose engine can't be seen may be.
      if (resource.type !== 'AWS::RDS::DBCluster' || isTurnedOff(value)) return isOff(value);
      return isOff(value) && isOneOf(resource, 'Engine', AURORA) === false;
    },
    concerns: resource => !has(resource, ...DECIDED_ELSEWHERE),
    message: 'The storage of {name} is not encrypted{when}.',
    mend: { title: 'Encrypt the storage of {name}', to: true },
  }),
});
