/**
 * Which version of a database's engine takes the place of one that RDS no longer offers: the newest that the library has of the
 * same major version, since RDS moves to a minor version with no more than a restart. How many numbers make a major version
 * is that of the engine (RDS User Guide, "Upgrading a DB instance engine version").
 */

/** Numbers of a major version by the class that holds the versions. */
const MAJOR: Readonly<Record<string, number>> = {
  PostgresEngineVersion: 1,
  AuroraPostgresEngineVersion: 1,
  AuroraMysqlEngineVersion: 1,
  OracleEngineVersion: 1,
  SqlServerEngineVersion: 1,
  MysqlEngineVersion: 2,
  MariaDbEngineVersion: 2,
};

interface Successor {
  readonly word?: string;
  readonly refused?: string;
  readonly same: boolean;
  readonly note?: string;
  readonly needs: readonly (readonly [module: string, word: string])[];
}

/**
 * What to write for `aws_rds.PostgresEngineVersion#VER_13_4`; null for what is no such version, or where `members` (the
 * supported ones of a class of a module) can't be told.
 */
export function supportedEngine(
  api: string,
  members: (module: string, type: string) => readonly string[] | null,
): Successor | null {
  const [, type = '', version = ''] = /^aws_rds\.(\w+EngineVersion)#(VER_\d\w*)$/.exec(api) ?? [];
  const length = Object.hasOwn(MAJOR, type) ? MAJOR[type] : undefined;
  const known = length === undefined ? null : members('aws_rds', type);
  if (length === undefined || !known) return null;
  const old = numbersOf(version);
  const newer = known
    .filter(name => /^VER_\d/.test(name))
    .map(name => ({ name, numbers: numbersOf(name) }))
    // One that says no more than the major version is whatever RDS takes for it.
    .filter(v => v.numbers.length > length && compared(v.numbers.slice(0, length), old.slice(0, length)) === 0)
    .filter(v => compared(v.numbers, old) > 0)
    .sort((a, b) => compared(a.numbers, b.numbers))
    .at(-1);
  return newer
    ? {
        word: newer.name,
        same: false,
        note: 'a minor upgrade, which restarts the database',
        needs: [['aws_rds', newer.name]],
      }
    : { refused: 'the installed library has no supported version of the same major version', same: false, needs: [] };
}

function numbersOf(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}

function compared(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? -1) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
