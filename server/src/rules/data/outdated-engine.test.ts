/** Versions without support. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { endOfSupport } from '../../knowledge/support.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { outdatedEngine } from './outdated-engine.ts';

it('tells versions by whole numbers', () => {
  expect(endOfSupport('postgres', '13.4')).toBe('2026-02-28');
  expect(endOfSupport('postgres', '9.6.24')).toBe('2022-01-18');
  expect(endOfSupport('postgres', '130')).toBeNull();
  expect(endOfSupport('aurora-mysql', '5.7.mysql_aurora.2.11.3')).toBe('2024-10-31');
  expect(endOfSupport('aurora-mysql', '8.0.mysql_aurora.3.10.3')).toBeNull();
  expect(endOfSupport('kubernetes', '1.3')).toBeNull();
  expect(endOfSupport('oracle-ee', '19')).toBeNull();
});

ruleTest(outdatedEngine, ({ check, fixed, offered }) => {
  check(
    'by scenario and service; what ends later is silent',
    yaml`
      Parameters:
        Version: { Type: String, Default: '5.7' }
        Engine: { Type: String, Default: mysql }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, EngineVersion: !If [IsProd, '17.4', '12.9'] } }
      #                                                                                                           ^^^^^^ warning data/outdated-engine (fix): postgres 12.9 of Orders has had no standard support since 2025-02-28 when not IsProd.
        Cluster: { Type: AWS::EKS::Cluster, Properties: { Version: '1.34' } }
        Older: { Type: AWS::EKS::Cluster, Properties: { Version: '1.29' } }
      #                                                          ^^^^^^ warning data/outdated-engine: kubernetes 1.29 of Older has had no standard support since 2025-03-23.
        Next: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, EngineVersion: '14.9' } }
        Given: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, EngineVersion: !Ref Version } }
        Some: { Type: AWS::RDS::DBInstance, Properties: { Engine: !Ref Engine, EngineVersion: '5.7' } }
        Cache: { Type: AWS::ElastiCache::CacheCluster, Properties: { Engine: memcached, EngineVersion: 1.5.16 } }
    `,
  );
  it('names a version to go to', () =>
    expect(
      offered(yaml`
        Resources:
          Orders: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, EngineVersion: '5.7' } }
      `),
    ).toEqual(['review: Set mysql 8.4 for Orders']));
  it('raises the version', () => expect(fixed(outdatedEngine.docs.bad[2] as Example)).toContain("engineVersion: '17'"));
});
