/** Reports databases and caches that stand in one availability zone. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { has, isOff, setting } from '../setting.ts';

export const singleAz = defineRule({
  id: 'reliability/single-az',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Databases and caches have a standby in a second availability zone.',
    why: `When the machine of a database or its zone fails, a standby in another zone takes over within a minute or two; without
one, the data is out of reach until the zone is back, or until somebody has restored a backup. Maintenance stops a database without
a standby, too. It costs a second instance. Instances of clusters, and replicas, are not reported.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              DBInstanceClass: db.m7g.large
              AllocatedStorage: '100'
              MultiAZ: false
      `,
      json`
        {
          "Resources": {
            "Sessions": {
              "Type": "AWS::ElastiCache::ReplicationGroup",
              "Properties": { "ReplicationGroupDescription": "Sessions", "CacheNodeType": "cache.m7g.large" }
            }
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
              DBInstanceClass: db.m7g.large
              AllocatedStorage: '100'
              MultiAZ: true
      `,
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        new rds.DatabaseInstance(this, 'Orders', { engine: rds.DatabaseInstanceEngine.POSTGRES, vpc, multiAz: true });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html'],
    peers: ['CKV_AWS_157', 'Guard RDS_MULTI_AZ_SUPPORT', 'cdk-nag AwsSolutions-RDS3', 'cdk-nag AwsSolutions-AEC4'],
  },
  ...setting({
    places: {
      'AWS::RDS::DBInstance': 'MultiAZ',
      'AWS::ElastiCache::ReplicationGroup': 'MultiAZEnabled',
    },
    concerns: resource =>
      // An instance of Aurora belongs to a cluster; a mirrored SQL Server is another option group's doing.
      !has(resource, 'DBClusterIdentifier', 'SourceDBInstanceIdentifier', 'SourceDbiResourceId', 'AvailabilityZone') &&
      !/^(aurora|sqlserver)/.test(stringOf(at(resource.properties, 'Engine')) ?? ''),
    wrong: isOff,
    message: '{name} stands in one availability zone{when}.',
    mend: null,
  }),
  fix({ resource, data }) {
    // A replication group needs a second node and failover as well.
    if (resource?.type !== 'AWS::RDS::DBInstance') return 'how many nodes it is to have is for you to say';
    const { paths } = data as { paths: readonly (readonly string[])[] };
    return [
      {
        title: `Give ${resource.logicalId} a standby in a second zone`,
        intents: paths.map(path => ({ kind: 'setProperty', resource: resource.id, path, value: true }) as const),
        safety: 'review',
      },
    ];
  },
});
