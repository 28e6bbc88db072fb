/** Data warehouses without encryption. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedCluster } from './unencrypted-cluster.ts';

ruleTest(unencryptedCluster, ({ check, fixed }) => {
  check(
    'in one scenario; silent where nothing is said or known',
    yaml`
      Parameters:
        Encrypted: { Type: String, Default: 'false' }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Warehouse: { Type: AWS::Redshift::Cluster, Properties: { Encrypted: !If [IsProd, true, false] } }
      #                                                                                        ^^^^^ error redshift/unencrypted-cluster (fix): The encryption of Warehouse is switched off when not IsProd.
        Plain: { Type: AWS::Redshift::Cluster, Properties: { DBName: plain } }
        Given: { Type: AWS::Redshift::Cluster, Properties: { Encrypted: !Ref Encrypted } }
    `,
  );
  it('turns it on', () => expect(fixed(unencryptedCluster.docs.bad[2] as Example)).toContain('encrypted: true'));
});
