/** dynamodb/scan-for-key */
import { type Example, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { scanForKey } from './scan-for-key.ts';

const handler = (filter: string) => ({
  'handler/index.js': `
    const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
    const { DynamoDBDocumentClient, ScanCommand } = require('@aws-sdk/lib-dynamodb');
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    exports.handler = async event => client.send(new ScanCommand({ TableName: process.env.TABLE, ${filter} }));
  `,
});
const template = scanForKey.docs.bad[0] as Example;

ruleTest(scanForKey, ({ check }) => {
  check('by an alias, and more', withFiles(template, handler("FilterExpression: '#customer = :c AND total > :t'")), [
    'warning dynamodb/scan-for-key "ScanCommand": This scans all of Orders for one customer: a query of the index ByCustomer finds it.',
  ]);
  for (const filter of [
    "FilterExpression: 'customer = :c OR total > :t'",
    "FilterExpression: 'customer > :c'",
    "FilterExpression: 'total = :t'",
    'Limit: 10',
  ])
    check(`silent: ${filter}`, withFiles(template, handler(filter)), []);
});
