/** What the `grantX` methods of CDK constructs allow. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Table, versionOf } from './table.ts';

const files = ['granting/all.ts', 'lowering/objects.ts', 'lowering/spec.ts'].map(name =>
  path.join(import.meta.dirname, name),
);

export const grants: Table = {
  name: 'grants',
  title: 'IAM actions by construct and grant method: `dynamodb.Table.grantReadData`.',
  sources: [`aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), observed by calling each method with a role`],
  inputs: () => [versionOf('aws-cdk-lib'), ...files.map(file => readFileSync(file, 'utf8'))].join('\n'),
  json: async () => (await import('./granting/all.ts')).grantsText(),
};
