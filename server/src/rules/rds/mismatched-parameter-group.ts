/** Reports databases whose parameter group is made for another engine, or for another major version of theirs. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Present, type Value, at, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { engineFacts } from '../../knowledge/index.ts';

/** By the type of a database: the property that names its parameter group. */
const GROUPS: Readonly<Record<string, string>> = {
  'AWS::RDS::DBInstance': 'DBParameterGroupName',
  'AWS::RDS::DBCluster': 'DBClusterParameterGroupName',
};

/** What a family says: `aurora-postgresql16`, `mysql8.0`, `oracle-ee-19`. */
interface Family {
  readonly engine: string;
  readonly version: string;
}

interface Data {
  /** Where the family is written: in a group of the graph, or in the name of a default group. */
  readonly group: Resource | null;
  /** What would fit; null where the version of the database can't be told. */
  readonly family: string | null;
  readonly property: string;
}

export const mismatchedParameterGroup = defineRule({
  id: 'rds/mismatched-parameter-group',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The parameter group of a database is of the family of its engine and major version.',
    why: `Parameters belong to a family: *postgres17*, *mysql8.4*, *aurora-postgresql16*. RDS refuses a database whose parameter group is
of another one (*The parameter group … with DBParameterGroupFamily postgres16 can't be used for this instance*). It happens when the
version of a database is raised and that of its group forgotten, and shows at deployment, after minutes, with the rollback that
follows. The family of a group can't be changed: it is replaced by a new one.`,
    bad: [
      yaml`
        Resources:
          Parameters:
            Type: AWS::RDS::DBParameterGroup
            Properties:
              Description: Orders
              Family: postgres16
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              EngineVersion: '17.4'
              DBInstanceClass: db.t4g.medium
              DBParameterGroupName: !Ref Parameters
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::RDS::DBInstance",
              "Properties": {
                "Engine": "mysql",
                "EngineVersion": "8.4.5",
                "DBInstanceClass": "db.t4g.medium",
                "DBParameterGroupName": "default.mysql8.0"
              }
            }
          }
        }
      `,
      cdk`
        const parameters = new rds.CfnDBClusterParameterGroup(this, 'Parameters', {
          description: 'Orders',
          family: 'aurora-mysql8.0',
          parameters: {},
        });
        new rds.CfnDBCluster(this, 'Orders', {
          engine: 'aurora-postgresql',
          engineVersion: '16.9',
          dbClusterParameterGroupName: parameters.ref,
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Parameters:
            Type: AWS::RDS::DBParameterGroup
            Properties:
              Description: Orders
              Family: postgres17
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: postgres
              EngineVersion: '17.4'
              DBInstanceClass: db.t4g.medium
              DBParameterGroupName: !Ref Parameters
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::RDS::DBInstance",
              "Properties": {
                "Engine": "mysql",
                "EngineVersion": "8.4.5",
                "DBInstanceClass": "db.t4g.medium",
                "DBParameterGroupName": "default.mysql8.4"
              }
            }
          }
        }
      `,
      cdk`
        const parameters = new rds.CfnDBClusterParameterGroup(this, 'Parameters', {
          description: 'Orders',
          family: 'aurora-postgresql16',
          parameters: {},
        });
        new rds.CfnDBCluster(this, 'Orders', {
          engine: 'aurora-postgresql',
          engineVersion: '16.9',
          dbClusterParameterGroupName: parameters.ref,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/parameter-groups-overview.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html',
    ],
  },
  messages: {
    engine: '{name} runs {engine}, and its parameter group is for {family}{when}.',
    version: '{name} runs {engine} {version}, and its parameter group is for {family}{when}.',
  },
  *checkGraph({ graph }) {
    for (const [type, property] of Object.entries(GROUPS))
      for (const database of graph.ofType(type))
        for (const { engine, version, when: running } of runs(graph, database))
          for (const { value, when: named } of scenarios(at(database.properties, property), running))
            for (const { family, group, when } of familiesOf(graph, value, named)) {
              if (value.kind === 'absent') continue;
              const major = version === null ? null : majorOf(engine, version);
              if (family.engine === engine && (major === null || major === family.version)) continue;
              const params = {
                name: database.logicalId,
                engine,
                version: version ?? '',
                family: nameOf(family),
                when: inScenario(when),
              };
              const fitting = major === null ? null : nameOf({ engine, version: major });
              yield {
                message: family.engine === engine ? 'version' : 'engine',
                at: value.span,
                params,
                resource: database,
                related: group ? [{ span: group.nameSpan, message: `for ${nameOf(family)}` }] : [],
                data: { group, family: fitting, property } satisfies Data,
              };
            }
  },
  fix({ resource, data }) {
    const { group, family, property } = data as Data;
    if (!resource) return 'the database is no longer there';
    if (family === null) return 'which version the database has is not to be seen here';
    if (!group) {
      const value = `default.${family}`;
      const intents = [{ kind: 'setProperty', resource: resource.id, path: [property], value }] as const;
      return [{ title: `Give ${resource.logicalId} the group ${value}`, intents, safety: 'review' }];
    }
    const intents = [{ kind: 'setProperty', resource: group.id, path: ['Family'], value: family }] as const;
    return [{ title: `Make ${group.logicalId} a group for ${family}`, intents, safety: 'review' }];
  },
});

/** The engines and versions that a database can run; an instance of a cluster has the cluster's where it doesn't say. */
function runs(graph: ResourceGraph, database: Resource) {
  const cluster = at(database.properties, 'DBClusterIdentifier');
  const above =
    cluster.kind === 'reference' && cluster.target.kind === 'resource' ? graph.resource(cluster.target.id) : undefined;
  const own = (name: string): Value => {
    const value = at(database.properties, name);
    return value.kind === 'absent' && above ? at(above.properties, name) : value;
  };
  return scenarios(own('Engine')).flatMap(({ value, when: some }) => {
    const engine = stringOf(value)?.toLowerCase() ?? null;
    // Engines that are not listed have families of their own (`custom-…`, Db2).
    if (engine === null || !(engineFacts(engine) || /^(oracle|sqlserver)-/.test(engine))) return [];
    return scenarios(own('EngineVersion'), some).map(({ value: version, when }) => ({
      engine,
      version: version.kind === 'literal' && version.value !== null ? String(version.value) : null,
      when,
    }));
  });
}

/** The families that a parameter group can be of: a group of the graph, or one of those that RDS makes itself. */
function familiesOf(graph: ResourceGraph, value: Value, when: readonly string[]) {
  const name = stringOf(value);
  if (name !== null) {
    const family = parsed(/^default(?:\.cluster-pg)?\.(.+)$/.exec(name)?.[1] ?? '');
    return family ? [{ family, group: null, when }] : [];
  }
  const group =
    value.kind === 'reference' && value.target.kind === 'resource' ? graph.resource(value.target.id) : undefined;
  if (!group || !/^AWS::RDS::DB(Cluster)?ParameterGroup$/.test(group.type)) return [];
  return scenarios(at(group.properties, 'Family'), when).flatMap(({ value: written, when: whole }) => {
    const family = parsed(stringOf(written as Present) ?? '');
    return family ? [{ family, group, when: whole }] : [];
  });
}

function parsed(text: string): Family | null {
  const [, engine, version] = /^([a-z][a-z0-9-]*?)-?(\d[\d.]*)$/.exec(text.toLowerCase()) ?? [];
  return engine !== undefined && version !== undefined ? { engine, version } : null;
}

function nameOf({ engine, version }: Family): string {
  return `${engine}${/^(oracle|sqlserver)-/.test(engine) ? '-' : ''}${version}`;
}

/**
 * The major version as the names of families have it; null where that can't be told. PostgreSQL had two parts in it before 10, and
 * versions of commercial engines are counted differently.
 */
function majorOf(engine: string, version: string): string | null {
  const facts = engineFacts(engine);
  const parts = version.split('.');
  if (!facts || parts.some(p => p === '')) return null;
  const count = facts.majorParts === 1 && Number(parts[0]) < 10 ? 2 : facts.majorParts;
  const major = parts.slice(0, count);
  return parts.length < count || major.some(p => !/^\d+$/.test(p)) ? null : major.join('.');
}
