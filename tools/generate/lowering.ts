/** How the constructs of aws-cdk-lib become CloudFormation. */
import { type Table, lines, versionOf } from './table.ts';

export const lowering: Table = {
  name: 'lowering',
  title: 'How the constructs of aws-cdk-lib become CloudFormation: a `LoweringTable`.',
  sources: [`aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), observed by making each construct with each prop`],
  json: () =>
    lines([
      ['version', versionOf('aws-cdk-lib')],
      ['constructs', {}],
      ['statics', {}],
      ['l1', {}],
      ['l1Names', {}],
    ]),
};
