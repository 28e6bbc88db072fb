/** Names and paths of the policies that AWS manages. */
import { type Table, dataFile, lines, sorted } from './table.ts';

interface Data {
  readonly source: string;
  readonly licence: string;
  readonly date: string;
  /** Names by path: `service-role/` → `AWSLambdaBasicExecutionRole` … */
  readonly paths: Readonly<Record<string, readonly string[]>>;
}

const data = JSON.parse(dataFile('managed-policies.json')) as Data;

export const managedPolicies: Table = {
  name: 'managedPolicies',
  title: 'AWS managed policies: names by the path that their ARN has before the name.',
  sources: [
    `${data.source} (${data.licence}), state of ${data.date}, kept in tools/generate/data/managed-policies.json`,
  ],
  json: () =>
    lines(
      sorted(Object.entries(data.paths), ([path]) => path).map(([path, names]) => [
        path,
        sorted(names, n => n).join(' '),
      ]),
    ),
};
