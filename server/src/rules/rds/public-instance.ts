/** Databases that can be reached from the internet. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOn, setting } from '../setting.ts';

export const publicInstance = defineRule({
  id: 'rds/public-instance',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Databases have no public address.',
    why: `With \`PubliclyAccessible\` the name of a database resolves to a public address, and only its security group and the
password stand between it and everybody who scans the internet for open databases; both change easily and unnoticed. Put it
into private subnets, and reach it through Session Manager, a VPN or the RDS Data API. The same switch of Redshift, of Database
Migration Service and of Amazon MQ is reported, too.`,
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
              PubliclyAccessible: true
      `,
      json`
        {
          "Resources": {
            "Warehouse": {
              "Type": "AWS::Redshift::Cluster",
              "Properties": {
                "ClusterType": "single-node",
                "DBName": "warehouse",
                "NodeType": "ra3.large",
                "MasterUsername": "admin",
                "ManageMasterPassword": true,
                "PubliclyAccessible": true
              }
            }
          }
        }
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES,
          vpc,
          publiclyAccessible: true,
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
              ManageMasterUserPassword: true
              MasterUsername: orders
              PubliclyAccessible: false
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html'],
    peers: [
      'CKV_AWS_17',
      'CKV_AWS_87',
      'CKV_AWS_69',
      'cfn_nag F22',
      'trivy AWS-0180',
      'Guard RDS_INSTANCE_PUBLIC_ACCESS_CHECK',
      'cdk-nag AwsSolutions-RS8',
      'cloudformation-validate W9011',
    ],
  },
  ...setting({
    places: {
      'AWS::RDS::DBInstance': 'PubliclyAccessible',
      'AWS::RDS::DBCluster': 'PubliclyAccessible',
      'AWS::Redshift::Cluster': 'PubliclyAccessible',
      'AWS::RedshiftServerless::Workgroup': 'PubliclyAccessible',
      'AWS::DMS::ReplicationInstance': 'PubliclyAccessible',
      'AWS::AmazonMQ::Broker': 'PubliclyAccessible',
    },
    wrong: isOn,
    message: '{name} can be reached from the internet{when}.',
    mend: { title: 'Make {name} private', to: false },
  }),
});
