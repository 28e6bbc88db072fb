/** Until when AWS supports the major versions of engines. Dates are the ends of standard support, before extended support is billed. */

/** `[major version, end of standard support]`, oldest first; the version is a prefix of the full one. */
type Ends = readonly (readonly [version: string, end: string])[];

const POSTGRES: Ends = [
  ['9.', '2022-01-18'],
  ['10', '2023-04-17'],
  ['11', '2024-02-29'],
  ['12', '2025-02-28'],
  ['13', '2026-02-28'],
  ['14', '2027-02-28'],
];

/**
 * By engine, in the words of CloudFormation. Sources, 2026-10: release calendars of RDS for PostgreSQL, MySQL and MariaDB and of
 * Aurora; https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support-versions.html;
 * https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
 */
const ENDS: Readonly<Record<string, Ends>> = {
  postgres: POSTGRES,
  'aurora-postgresql': POSTGRES,
  mysql: [
    ['5.5', '2021-05-25'],
    ['5.6', '2022-03-01'],
    ['5.7', '2024-02-29'],
    ['8.0', '2026-07-31'],
  ],
  'aurora-mysql': [
    ['5.6', '2023-02-28'],
    ['5.7', '2024-10-31'],
  ],
  mariadb: [
    ['10.0', '2021-05-31'],
    ['10.1', '2021-05-31'],
    ['10.2', '2022-10-15'],
    ['10.3', '2023-10-23'],
    ['10.6', '2026-08-31'],
  ],
  redis: [
    ['2.', '2023-01-13'],
    ['3.', '2023-07-31'],
    ['4.', '2026-01-31'],
    ['5.', '2026-01-31'],
  ],
  kubernetes: [
    ['1.23', '2023-10-11'],
    ['1.24', '2024-01-31'],
    ['1.25', '2024-05-01'],
    ['1.26', '2024-06-11'],
    ['1.27', '2024-07-24'],
    ['1.28', '2024-11-26'],
    ['1.29', '2025-03-23'],
    ['1.30', '2025-07-23'],
    ['1.31', '2025-11-26'],
    ['1.32', '2026-03-23'],
    ['1.33', '2026-07-29'],
    ['1.34', '2026-12-02'],
  ],
};

/**
 * When standard support for a version of an engine ended or ends, as an ISO date; null for versions that are newer than the
 * table or are not in it. `engine` in CloudFormation's words, `kubernetes` for EKS.
 */
export function endOfSupport(engine: string, version: string): string | null {
  const ends = Object.hasOwn(ENDS, engine) ? ENDS[engine] : undefined;
  const row = ends?.find(
    ([major]) => version === major || version.startsWith(major.endsWith('.') ? major : `${major}.`),
  );
  return row?.[1] ?? null;
}
