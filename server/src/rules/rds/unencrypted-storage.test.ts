/** Databases without encryption. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedStorage } from './unencrypted-storage.ts';

ruleTest(unencryptedStorage, ({ check, fixed }) => {
  check(
    'in one scenario',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: mysql
            StorageEncrypted: !If [IsProd, true, false]
      #                                          ^^^^^ error rds/unencrypted-storage (fix): The storage of Orders is not encrypted when not IsProd.
    `,
  );
  check(
    'clusters: Aurora only where it is switched off',
    yaml`
      Resources:
        Plain: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql } }
        Off: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-postgresql, StorageEncrypted: false } }
      #                                                                                              ^^^^^ error rds/unencrypted-storage (fix): The storage of Off is not encrypted.
        MultiAz: { Type: AWS::RDS::DBCluster, Properties: { Engine: mysql } }
      # ^^^^^^^ error rds/unencrypted-storage (fix): The storage of MultiAz is not encrypted.
        Documents: { Type: AWS::DocDB::DBCluster }
      # ^^^^^^^^^ error rds/unencrypted-storage (fix): The storage of Documents is not encrypted.
    `,
  );
  check(
    'silent: what follows a cluster, a source, a snapshot or a key, and what is not known',
    yaml`
      Parameters:
        Encrypted: { Type: String, Default: 'false' }
        Engine: { Type: String }
      Resources:
        Writer: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, DBClusterIdentifier: orders } }
        Replica: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, SourceDBInstanceIdentifier: orders } }
        Restored: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, DBSnapshotIdentifier: orders } }
        Keyed: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, KmsKeyId: alias/orders } }
        Given: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, StorageEncrypted: !Ref Encrypted } }
        Some: { Type: AWS::RDS::DBCluster, Properties: { Engine: !Ref Engine } }
        Clone: { Type: AWS::RDS::DBCluster, Properties: { Engine: mysql, SourceDBClusterIdentifier: orders } }
    `,
  );
  check(
    'in CDK: the L2 of DocumentDB encrypts by itself, that of RDS does not',
    cdk`
      const vpc = new ec2.Vpc(this, 'Vpc');
      new rds.DatabaseInstance(this, 'Orders', { engine: rds.DatabaseInstanceEngine.MYSQL, vpc, ...props });
      new rds.DatabaseInstance(this, 'Invoices', { engine: rds.DatabaseInstanceEngine.MYSQL, vpc });
      //  ^^^^^^^^^^^^^^^^^^^^ error rds/unencrypted-storage (fix): The storage of Invoices is not encrypted.
      new docdb.DatabaseCluster(this, 'Documents', { masterUser: { username: 'x' }, instanceType: type, vpc });
    `,
  );
  it('encrypts the storage', () =>
    expect(fixed(unencryptedStorage.docs.bad[2] as Example)).toContain('storageEncrypted: true'));
});
