/** What the `grantX` methods of CDK constructs allow. */
import { type Table, dataFile, lines, sorted } from './table.ts';

/** `dynamodb.Table.grantReadData` → its actions; a message where the method needs more than a grantee. */
const data = JSON.parse(dataFile('grants.json')) as Record<string, readonly string[] | string>;

export const grants: Table = {
  name: 'grants',
  title: 'IAM actions by construct and grant method: `dynamodb.Table.grantReadData`.',
  sources: [
    'aws-cdk-lib 2.276.0 (Apache-2.0), observed by calling each method, kept in tools/generate/data/grants.json',
  ],
  json: () =>
    lines(
      sorted(Object.entries(data), ([key]) => key).flatMap(([key, actions]) =>
        typeof actions === 'string' ? [] : [[key, actions.join(' ')] as const],
      ),
    ),
};
