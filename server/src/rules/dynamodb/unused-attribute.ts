/** Attributes that a table defines and no key uses. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { TABLES, keysOf } from './keys.ts';

export const unusedAttribute = defineRule({
  id: 'dynamodb/unused-attribute',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'A table defines no attributes but those of its keys.',
    why: `Tables have no columns: \`AttributeDefinitions\` is for the attributes of keys and nothing else. One that no key uses fails at
deployment: *Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions*. Items
may have any other attribute without a definition.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions:
                - { AttributeName: id, AttributeType: S }
                - { AttributeName: total, AttributeType: N }
              KeySchema:
                - { AttributeName: id, KeyType: HASH }
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::DynamoDB::Table",
              "Properties": {
                "AttributeDefinitions": [
                  { "AttributeName": "id", "AttributeType": "S" },
                  { "AttributeName": "total", "AttributeType": "N" }
                ],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }]
              }
            }
          }
        }
      `,
      cdk`
        new dynamodb.CfnTable(this, 'Orders', {
          attributeDefinitions: [
            { attributeName: 'id', attributeType: 'S' },
            { attributeName: 'total', attributeType: 'N' },
          ],
          keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions:
                - { AttributeName: id, AttributeType: S }
              KeySchema:
                - { AttributeName: id, KeyType: HASH }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html'],
    peers: ['cfn-lint E3039'],
  },
  messages: { unused: 'No key of {table} uses the attribute {attribute}.' },
  types: TABLES,

  *checkResource(resource) {
    const keys = keysOf(resource);
    if (!keys) return;
    for (const [index, { name, value }] of keys.defined.entries()) {
      if (keys.used.some(u => u.name === name)) continue;
      yield {
        message: 'unused',
        at: value.span,
        params: { attribute: name, table: resource.logicalId },
        subject: name,
        data: index,
      };
    }
  },

  fix({ resource, data, params }) {
    const keys = resource && keysOf(resource);
    if (!keys) return 'the table is no longer there';
    return [
      {
        title: `Remove the definition of ${params?.attribute}`,
        intents: [{ kind: 'removeItem', list: keys.definitions, index: data as number }],
        safety: 'review',
      },
    ];
  },
});
