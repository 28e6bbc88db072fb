/** Databases, caches and clusters in versions whose standard support has ended. */
import { entryOf } from '../../knowledge/entryOf.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { engineFacts } from '../../knowledge/index.ts';
import { endOfSupport } from '../../knowledge/support.ts';

/** Where a type says its version, and which engine it has: the property that names it, and what it is without one. */
const VERSIONS: Readonly<Record<string, readonly [version: string, engine: string | null, otherwise: string | null]>> =
  {
    'AWS::RDS::DBInstance': ['EngineVersion', 'Engine', null],
    'AWS::RDS::DBCluster': ['EngineVersion', 'Engine', null],
    'AWS::ElastiCache::ReplicationGroup': ['EngineVersion', 'Engine', 'redis'],
    'AWS::ElastiCache::CacheCluster': ['EngineVersion', 'Engine', null],
    'AWS::EKS::Cluster': ['Version', null, 'kubernetes'],
  };
/** What the fix proposes where the knowledge of database engines has nothing; as of 2026-10. */
const CURRENT: Readonly<Record<string, string>> = { redis: '7.1' };

export const outdatedEngine = defineRule({
  id: 'data/outdated-engine',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'Databases, caches and Kubernetes clusters run versions that AWS still supports.',
    why: `After the end of standard support, AWS charges for extended support by the hour, often more than the database itself costs,
and upgrades on its own when that ends, too. New ones can't be made of some of these versions at all. Read what the new major
version changes, try it on a copy (a snapshot, a blue/green deployment), and then raise the version: an engine goes up only, and of
Kubernetes by one minor version at a time.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: mysql
              EngineVersion: '5.7'
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
      `,
      json`
        {
          "Resources": {
            "Sessions": {
              "Type": "AWS::ElastiCache::ReplicationGroup",
              "Properties": { "ReplicationGroupDescription": "Sessions", "EngineVersion": "5.0.6" }
            }
          }
        }
      `,
      cdk`
        new rds.CfnDBInstance(this, 'Orders', { engine: 'postgres', engineVersion: '11.22' });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: mysql
              EngineVersion: '8.4'
              DBInstanceClass: db.t4g.medium
              AllocatedStorage: '20'
      `,
      cdk`
        new rds.CfnDBInstance(this, 'Orders', { engine: 'postgres', engineVersion: '17.4' });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/extended-support.html',
      'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html',
      'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
    ],
    peers: ['cfn-lint W3690', 'cfn-lint W3691'],
  },
  messages: { ended: '{engine} {version} of {name} has had no standard support since {date}{when}.' },
  types: Object.keys(VERSIONS),

  *checkResource(resource, { today }) {
    for (const { version, engine, when, span } of versionsOf(resource)) {
      const date = endOfSupport(engine, version);
      if (date === null || date >= today) continue;
      const params = { engine, version, name: resource.logicalId, date, when: inScenario(when) };
      yield { message: 'ended', at: span, params, data: engine };
    }
  },

  fix({ resource, data }) {
    const place = resource && VERSIONS[resource.type];
    if (!place) return 'it is no longer there';
    const engine = data as string;
    const version = engineFacts(engine)?.version ?? entryOf(CURRENT, engine);
    if (version === undefined) return 'a cluster goes up by one version at a time';
    return [
      {
        title: `Set ${engine} ${version} for ${resource.logicalId}`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: [place[0]], value: version }],
        safety: 'review',
      },
    ];
  },
});

/** The versions that a resource can have, each with its engine; those that can't be seen are left out. */
function versionsOf(resource: Resource) {
  const [property, engineProperty, otherwise] = VERSIONS[resource.type] as (typeof VERSIONS)[string];
  const engines = engineProperty === null ? null : at(resource.properties, engineProperty);
  const engine = engines === null || engines.kind === 'absent' ? otherwise : (stringOf(engines)?.toLowerCase() ?? null);
  if (engine === null) return [];
  return scenarios(at(resource.properties, property)).flatMap(({ value, when }) =>
    value.kind === 'literal' && value.value !== null
      ? [{ version: String(value.value), engine, when, span: value.span }]
      : [],
  );
}
