/** Data warehouses whose encryption is switched off. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isTurnedOff, setting } from '../setting.ts';

export const unencryptedCluster = defineRule({
  id: 'redshift/unencrypted-cluster',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Data warehouses encrypt what they store.',
    why: `A warehouse holds everything in one place, and so do its snapshots. New clusters are encrypted by default since January
2025; with \`Encrypted: false\` neither the blocks nor the snapshots are. Turning it on migrates the cluster in place, during
which it is read-only for a while.`,
    bad: [
      yaml`
        Resources:
          Warehouse:
            Type: AWS::Redshift::Cluster
            Properties:
              ClusterType: single-node
              DBName: warehouse
              NodeType: ra3.large
              MasterUsername: admin
              ManageMasterPassword: true
              Encrypted: false
      `,
      json`
        {
          "Resources": {
            "Warehouse": { "Type": "AWS::Redshift::Cluster", "Properties": { "DBName": "warehouse", "Encrypted": "false" } }
          }
        }
      `,
      cdk`
        new redshift.CfnCluster(this, 'Warehouse', {
          clusterType: 'single-node',
          dbName: 'warehouse',
          nodeType: 'ra3.large',
          masterUsername: 'admin',
          manageMasterPassword: true,
          encrypted: false,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Warehouse:
            Type: AWS::Redshift::Cluster
            Properties:
              ClusterType: single-node
              DBName: warehouse
              NodeType: ra3.large
              MasterUsername: admin
              ManageMasterPassword: true
              Encrypted: true
      `,
      cdk`
        new redshift.CfnCluster(this, 'Warehouse', {
          clusterType: 'single-node',
          dbName: 'warehouse',
          nodeType: 'ra3.large',
          masterUsername: 'admin',
          manageMasterPassword: true,
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html'],
    peers: ['CKV_AWS_64', 'cfn_nag F28', 'cdk-nag AwsSolutions-RS6'],
  },
  ...setting({
    places: { 'AWS::Redshift::Cluster': 'Encrypted' },
    wrong: isTurnedOff,
    message: 'The encryption of {name} is switched off{when}.',
    mend: { title: 'Encrypt {name}', to: true },
  }),
});
