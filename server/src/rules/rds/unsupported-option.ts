/** Reports options of databases that their engine, or their instance class, does not have. */
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type List, type Literal, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';
import { entryOf } from '../../knowledge/entryOf.ts';

const MYSQL = ['audit', 'error', 'general', 'slowquery', 'iam-db-auth-error'];
const ORACLE = ['alert', 'audit', 'listener', 'trace', 'oemagent'];
const SQL_SERVER = ['agent', 'error'];

/** Logs that an engine can send to CloudWatch: CreateDBInstance and CreateDBCluster of the RDS API reference, 2026-10. */
const LOGS: Readonly<Record<string, readonly string[]>> = {
  mysql: MYSQL,
  mariadb: MYSQL,
  postgres: ['postgresql', 'upgrade', 'iam-db-auth-error'],
  'aurora-mysql': [...MYSQL, 'instance'],
  'aurora-postgresql': ['postgresql', 'instance', 'iam-db-auth-error'],
  'oracle-ee': ORACLE,
  'oracle-ee-cdb': ORACLE,
  'oracle-se2': ORACLE,
  'oracle-se2-cdb': ORACLE,
  'sqlserver-ee': SQL_SERVER,
  'sqlserver-se': SQL_SERVER,
  'sqlserver-ex': SQL_SERVER,
  'sqlserver-web': SQL_SERVER,
};

/**
 * Instance classes without Performance Insights, by engine: the tables of engines and instance classes in the user guides of RDS and
 * of Aurora, 2026-10.
 */
const SMALL = /^db\.(t2|t3|t4g)\.(micro|small)$/;
const WITHOUT_INSIGHTS: Readonly<Record<string, RegExp>> = {
  mysql: SMALL,
  mariadb: SMALL,
  'aurora-mysql': /^db\.(t2\.\w+|t3\.\w+|t4g\.(micro|small))$/,
};

export const unsupportedOption = defineRule({
  id: 'rds/unsupported-option',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary:
      'Databases are asked for logs that their engine writes, and for Performance Insights where their instance class has it.',
    why: `Each engine has logs of its own: PostgreSQL has no *slowquery* and no *error*, MySQL no *postgresql*. RDS refuses names that
the engine doesn't have. Performance Insights needs memory that the smallest
classes don't have: with MySQL and MariaDB it is refused on \`micro\` and \`small\` instances (*Performance Insights not supported for
this configuration*), with Aurora MySQL on all of T2 and T3. Types and schemas know of none of it, and the deployment fails after
the networks have been made.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::RDS::DBInstance
            Properties:
              Engine: mysql
              EngineVersion: '8.4'
              DBInstanceClass: db.t3.micro
              AllocatedStorage: '20'
              EnablePerformanceInsights: true
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::RDS::DBCluster",
              "Properties": { "Engine": "aurora-postgresql", "EnableCloudwatchLogsExports": ["postgresql", "slowquery"] }
            }
          }
        }
      `,
      cdk`
        new rds.CfnDBInstance(this, 'Orders', {
          engine: 'mariadb',
          dbInstanceClass: 'db.t4g.medium',
          allocatedStorage: '20',
          enableCloudwatchLogsExports: ['error', 'slow-query'],
        });
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
              EnablePerformanceInsights: true
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::RDS::DBCluster",
              "Properties": { "Engine": "aurora-postgresql", "EnableCloudwatchLogsExports": ["postgresql"] }
            }
          }
        }
      `,
      cdk`
        new rds.CfnDBInstance(this, 'Orders', {
          engine: 'mariadb',
          dbInstanceClass: 'db.t4g.medium',
          allocatedStorage: '20',
          enableCloudwatchLogsExports: ['error', 'slowquery'],
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html',
      'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DatabaseInsights.Engines.html',
    ],
  },
  messages: {
    log: '{name} has no log {log}: {engine} has {logs}{when}.',
    insights: '{engine} has no Performance Insights on {class}, which {name} is to have{when}.',
  },
  types: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  *checkResource(resource) {
    for (const { engine, when: ofEngine } of enginesOf(resource)) {
      const name = resource.logicalId;
      const logs = entryOf(LOGS, engine);
      for (const { value: list, when } of scenarios(at(resource.properties, 'EnableCloudwatchLogsExports'), ofEngine)) {
        if (list.kind !== 'list') continue;
        for (const [index, item] of list.items.entries()) {
          const log = stringOf(item);
          if (log === null || !logs || logs.includes(log) || item.kind !== 'literal') continue;
          const params = { name, log, engine, logs: words(logs), when: inScenario(when) };
          yield {
            message: 'log',
            at: item.span,
            params,
            subject: log,
            data: { list, index, item, logs } satisfies Log,
          };
        }
      }
      const without = entryOf(WITHOUT_INSIGHTS, engine);
      if (!without) continue;
      for (const { value: is, when: some } of scenarios(at(resource.properties, 'DBInstanceClass'), ofEngine)) {
        const size = stringOf(is);
        if (size === null || !without.test(size)) continue;
        const fault = scenarios(at(resource.properties, 'EnablePerformanceInsights'), some).find(
          ({ value }) => booleanOf(value) === true,
        );
        if (!fault || fault.value.kind === 'absent') continue;
        const params = { name, engine, class: size, when: inScenario(fault.when) };
        yield { message: 'insights', at: fault.value.span, params, subject: 'EnablePerformanceInsights' };
      }
    }
  },
  fix({ resource, message, data }) {
    if (!resource) return 'the database is no longer there';
    const name = resource.logicalId;
    if (message === 'insights') {
      const path = ['EnablePerformanceInsights'];
      const intents = [{ kind: 'setProperty', resource: resource.id, path, value: false }] as const;
      return [{ title: `Turn Performance Insights of ${name} off`, intents, safety: 'review' }];
    }
    const { list, index, item, logs } = data as Log;
    const meant = logs.find(log => plain(log) === plain(String(item.value)));
    if (meant !== undefined) {
      const intents = [{ kind: 'replaceValue', value: item, with: meant }] as const;
      return [{ title: `Call the log ${meant}`, intents, safety: 'safe' }];
    }
    const intents = [{ kind: 'removeItem', list, index }] as const;
    return [{ title: `Remove the log ${item.value} of ${name}`, intents, safety: 'review' }];
  },
});

interface Log {
  readonly list: List;
  readonly index: number;
  readonly item: Literal;
  readonly logs: readonly string[];
}

/** The engines that a database can have, each with its conditions. */
function enginesOf(resource: Resource): { readonly engine: string; readonly when: readonly string[] }[] {
  return scenarios(at(resource.properties, 'Engine')).flatMap(({ value, when }) => {
    const engine = stringOf(value);
    return engine === null ? [] : [{ engine: engine.toLowerCase(), when }];
  });
}

/** A name of a log without what people write differently. */
function plain(log: string): string {
  return log.toLowerCase().replace(/[^a-z]|logs?$/g, '');
}

function words(of: readonly string[]): string {
  return `${of.slice(0, -1).join(', ')} and ${of.at(-1)}`;
}
