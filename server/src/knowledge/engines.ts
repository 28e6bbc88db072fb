/** Database engines: a version of each that RDS supports, and how the CDK calls them. */

/** What there is to know of one engine. */
export interface EngineFacts {
  /**
   * A version to begin with: of engines whose minor versions RDS chooses by itself the major one alone. Source: Amazon RDS
   * User Guide and Aurora release calendars, 2026-10.
   */
  readonly version: string;
  /** How many parts of a version are its major version: 17 of 17.4, 8.4 of 8.4.9. */
  readonly majorParts: number;
  /** The engine in the CDK, a member of `DatabaseInstanceEngine` or `DatabaseClusterEngine`, and its class of versions. */
  readonly member: string;
  readonly versions: string;
}

const ENGINES: Readonly<Record<string, EngineFacts>> = {
  postgres: { version: '17', majorParts: 1, member: 'postgres', versions: 'PostgresEngineVersion' },
  mysql: { version: '8.4', majorParts: 2, member: 'mysql', versions: 'MysqlEngineVersion' },
  mariadb: { version: '11.4', majorParts: 2, member: 'mariaDb', versions: 'MariaDbEngineVersion' },
  'aurora-postgresql': {
    version: '16.9',
    majorParts: 1,
    member: 'auroraPostgres',
    versions: 'AuroraPostgresEngineVersion',
  },
  'aurora-mysql': {
    version: '8.0.mysql_aurora.3.10.3',
    majorParts: 2,
    member: 'auroraMysql',
    versions: 'AuroraMysqlEngineVersion',
  },
};

/** The facts of an engine by its name in CloudFormation; null for engines whose version and licence are for the user to choose. */
export function engineFacts(engine: string): EngineFacts | null {
  return Object.hasOwn(ENGINES, engine) ? (ENGINES[engine] as EngineFacts) : null;
}
