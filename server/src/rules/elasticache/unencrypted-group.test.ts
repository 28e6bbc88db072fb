/** Caches without encryption. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unencryptedGroup } from './unencrypted-group.ts';

ruleTest(unencryptedGroup, ({ check, fixed }) => {
  check(
    'what is nowhere written is one finding; what is switched off has its own place',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Plain: { Type: AWS::ElastiCache::ReplicationGroup }
      # ^^^^^ warning elasticache/unencrypted-group (fix): Plain does not encrypt what it stores and what it sends.
        Off:
          Type: AWS::ElastiCache::ReplicationGroup
          Properties:
            Engine: redis
            AtRestEncryptionEnabled: !If [IsProd, true, false]
      #                                                 ^^^^^ warning elasticache/unencrypted-group (fix): Off does not encrypt what it stores when not IsProd.
            TransitEncryptionEnabled: false
      #                               ^^^^^ warning elasticache/unencrypted-group (fix): Off does not encrypt what it sends.
    `,
  );
  check(
    'silent: Valkey, and what is not known',
    yaml`
      Parameters:
        Engine: { Type: String, Default: redis }
        Encrypt: { Type: String }
      Resources:
        Valkey: { Type: AWS::ElastiCache::ReplicationGroup, Properties: { Engine: valkey } }
        Some: { Type: AWS::ElastiCache::ReplicationGroup, Properties: { Engine: !Ref Engine } }
        Given:
          Type: AWS::ElastiCache::ReplicationGroup
          Properties: { AtRestEncryptionEnabled: !Ref Encrypt, TransitEncryptionEnabled: !Ref Encrypt }
        Single: { Type: AWS::ElastiCache::CacheCluster, Properties: { Engine: memcached } }
    `,
  );
  check(
    'silent in CDK where it can’t see',
    cdk`
      new elasticache.CfnReplicationGroup(this, 'Sessions', { ...shared });
    `,
  );
  it('encrypts both', () =>
    expect(fixed(unencryptedGroup.docs.bad[2] as Example)).toContain('transitEncryptionEnabled: true'));
});
