/** Indexes of one table with the same name. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { TABLES, keysOf } from './keys.ts';

export const duplicateIndex = defineRule({
  id: 'dynamodb/duplicate-index',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'The indexes of a table have different names.',
    why: `Local and global indexes of a table share their names: \`IndexName\` in a query has to say which one is meant. Two with the
same name fail at deployment: *Duplicate index name*.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions:
                - { AttributeName: id, AttributeType: S }
                - { AttributeName: customer, AttributeType: S }
              KeySchema:
                - { AttributeName: id, KeyType: HASH }
              GlobalSecondaryIndexes:
                - IndexName: by-customer
                  KeySchema: [{ AttributeName: customer, KeyType: HASH }]
                  Projection: { ProjectionType: ALL }
                - IndexName: by-customer
                  KeySchema: [{ AttributeName: customer, KeyType: HASH }, { AttributeName: id, KeyType: RANGE }]
                  Projection: { ProjectionType: ALL }
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::DynamoDB::Table",
              "Properties": {
                "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "LocalSecondaryIndexes": [{ "IndexName": "i", "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }] }],
                "GlobalSecondaryIndexes": [{ "IndexName": "i", "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }] }]
              }
            }
          }
        }
      `,
      cdk`
        new dynamodb.CfnTable(this, 'Orders', {
          attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
          keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
          globalSecondaryIndexes: [
            { indexName: 'i', keySchema: [{ attributeName: 'id', keyType: 'HASH' }], projection: {} },
            { indexName: 'i', keySchema: [{ attributeName: 'id', keyType: 'HASH' }], projection: {} },
          ],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
              GlobalSecondaryIndexes:
                - { IndexName: one, KeySchema: [{ AttributeName: id, KeyType: HASH }], Projection: { ProjectionType: ALL } }
                - { IndexName: two, KeySchema: [{ AttributeName: id, KeyType: HASH }], Projection: { ProjectionType: ALL } }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html'],
  },
  messages: { duplicate: '{table} has another index called {index}.' },
  types: TABLES,

  *checkResource(resource) {
    const indexes = keysOf(resource)?.indexes ?? [];
    for (const [i, { name, value }] of indexes.entries()) {
      const first = indexes.findIndex(other => other.name === name);
      if (first === i) continue;
      yield {
        message: 'duplicate',
        at: value.span,
        params: { table: resource.logicalId, index: name },
        related: [{ span: (indexes[first] as (typeof indexes)[number]).value.span, message: 'The other one.' }],
        subject: name,
      };
    }
  },
});
