/** How the constructs of aws-cdk-lib become CloudFormation. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Table, dataFile, versionOf } from './table.ts';

const folder = path.join(import.meta.dirname, 'lowering');

export const lowering: Table = {
  name: 'lowering',
  title: 'How the constructs of aws-cdk-lib become CloudFormation, abbreviated: read it with `lowering()`.',
  sources: [
    `aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), observed by making each construct with each of its props`,
  ],
  inputs: () =>
    [
      versionOf('aws-cdk-lib'),
      versionOf('constructs'),
      dataFile('constructs.txt'),
      ...readdirSync(folder)
        .sort()
        .map(name => readFileSync(path.join(folder, name), 'utf8')),
    ].join('\n'),
  // The library takes seconds to load, and nobody needs it for the other tables.
  json: async () => (await import('./lowering/all.ts')).loweringText(),
};
