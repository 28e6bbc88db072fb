/** Clients of the AWS SDK for JavaScript v2, and what they are called in v3. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Table, dataFile, lines, root, sorted, versionOf } from './table.ts';

interface Data {
  readonly source: string;
  readonly licence: string;
  /** v2 client names → v3 client names. */
  readonly clients: Readonly<Record<string, string>>;
}

const data = JSON.parse(dataFile('sdk-clients.json')) as Data;

/** v2 service names in small letters → v3 package names without `client-`, where they differ. */
function packageNames(): Record<string, string> {
  const file = 'node_modules/aws-cdk-lib/custom-resources/lib/helpers-internal/sdk-v2-to-v3.json';
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;
}

export const sdk: Table = {
  name: 'sdk',
  title: 'AWS SDK for JavaScript: v2 clients to [v3 package without `@aws-sdk/client-`, v3 client].',
  sources: [
    `aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), custom-resources/…/sdk-v2-to-v3.json, for the packages`,
    `${data.source} (${data.licence}) for the clients, kept in tools/generate/data/sdk-clients.json`,
  ],
  json: () => {
    const packages = packageNames();
    return lines(
      sorted(Object.entries(data.clients), ([v2]) => v2).map(([v2, v3]) => {
        const name = v2.toLowerCase();
        return [v2, [packages[name] ?? name, v3]];
      }),
    );
  },
};
