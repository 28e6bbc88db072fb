/** Grants of an app that has run: one call makes several statements. */
import { expect, it } from 'vitest';
import { missingPermission } from '../rules/iam/missing-permission.ts';
import { surplusPermission } from '../rules/iam/surplus-permission.ts';
import { fixture } from '../testing/fixture.ts';
import { synthesized } from '../testing/synthesized.ts';

const RULES = [missingPermission, surplusPermission] as never;

it('a grant on a table and its key is one permission', async () => {
  const code = `import { DynamoDB } from '@aws-sdk/client-dynamodb';
export const handler = () => new DynamoDB().getItem({ TableName: process.env.TABLE, Key: {} });`;
  const { documents } = fixture({
    language: 'typescript',
    text: `
const key = new kms.Key(this, 'Key');
const table = new dynamodb.Table(this, 'Orders', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  encryptionKey: key,
});
const fn = new lambda.Function(this, 'Handler', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline(${JSON.stringify(code)}),
  environment: { TABLE: table.tableName },
});
table.grantReadWriteData(fn);
`,
  });
  const workspace = await synthesized(documents, RULES);
  expect(workspace.allFindings().map(f => `${f.evidence} ${f.rule}: ${f.message}`)).toEqual([
    'synth iam/surplus-permission: grantReadWriteData on Orders allows more than Handler uses, which is dynamodb:GetItem and kms:Decrypt: grantReadData would do.',
  ]);
}, 60_000);
