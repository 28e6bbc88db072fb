/** Caches that are not encrypted, at rest or in transit. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { isOff, isOneOf, isTurnedOff, setting } from '../setting.ts';

export const unencryptedGroup = defineRule({
  id: 'elasticache/unencrypted-group',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Caches encrypt what they store and what they send.',
    why: `Sessions, tokens and copies of records lie in a cache, and on the disk when it takes a backup or syncs a replica. A Redis OSS
replication group encrypts neither these nor its traffic unless it is told to. Without encryption in transit there is no
password either (\`AuthToken\`, user groups): whoever reaches the port reads everything. Encryption at rest can only be chosen when
the group is created; encryption in transit needs clients that use TLS. Valkey encrypts by default and is reported only where
that is switched off, the serverless cache always does.`,
    bad: [
      yaml`
        Resources:
          Sessions:
            Type: AWS::ElastiCache::ReplicationGroup
            Properties:
              ReplicationGroupDescription: Sessions
              Engine: redis
              CacheNodeType: cache.t4g.small
              AtRestEncryptionEnabled: true
      `,
      json`
        {
          "Resources": {
            "Sessions": {
              "Type": "AWS::ElastiCache::ReplicationGroup",
              "Properties": { "Engine": "valkey", "ReplicationGroupDescription": "Sessions", "TransitEncryptionEnabled": false }
            }
          }
        }
      `,
      cdk`
        new elasticache.CfnReplicationGroup(this, 'Sessions', {
          replicationGroupDescription: 'Sessions',
          engine: 'redis',
          cacheNodeType: 'cache.t4g.small',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Sessions:
            Type: AWS::ElastiCache::ReplicationGroup
            Properties:
              ReplicationGroupDescription: Sessions
              Engine: redis
              CacheNodeType: cache.t4g.small
              AtRestEncryptionEnabled: true
              TransitEncryptionEnabled: true
      `,
      cdk`
        new elasticache.CfnReplicationGroup(this, 'Sessions', {
          replicationGroupDescription: 'Sessions',
          engine: 'valkey',
          cacheNodeType: 'cache.t4g.small',
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html',
      'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html',
    ],
    peers: [
      'CKV_AWS_29',
      'CKV_AWS_30',
      'cfn_nag F25',
      'cfn_nag F33',
      'trivy AWS-0045',
      'trivy AWS-0051',
      'cdk-nag AwsSolutions-AEC3',
    ],
  },
  ...setting({
    places: { 'AWS::ElastiCache::ReplicationGroup': ['AtRestEncryptionEnabled', 'TransitEncryptionEnabled'] },
    wrong: (value, resource) => {
      if (isTurnedOff(value)) return true;
      // Without an engine it is Redis OSS; one that can't be seen may be Valkey.
      const isRedis = isOneOf(resource, 'Engine', ['redis'], 'redis');
      return isRedis === true && isOff(value);
    },
    message: '{name} does not encrypt {what}{when}.',
    words: { AtRestEncryptionEnabled: 'what it stores', TransitEncryptionEnabled: 'what it sends' },
    mend: { title: 'Let {name} encrypt {what}', to: true },
  }),
});
