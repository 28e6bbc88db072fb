/** Keys of tables and indexes that are made of attributes that nobody defines. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { TABLES, keysOf } from './keys.ts';

export const undefinedAttribute = defineRule({
  id: 'dynamodb/undefined-attribute',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Each attribute in a key of a table or of an index has a definition.',
    why: `DynamoDB wants the type of each attribute that a key is made of, in \`AttributeDefinitions\`. A key with an attribute that is
not there fails at deployment: *One or more parameter values were invalid: Some index key attributes are not defined*. The fix
defines it as a string; make it \`N\` for a number or \`B\` for bytes. The CDK's \`Table\` writes the definitions by itself.`,
    bad: [
      yaml`
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions:
                - { AttributeName: id, AttributeType: S }
              KeySchema:
                - { AttributeName: orderId, KeyType: HASH }
                - { AttributeName: id, KeyType: RANGE }
      `,
      json`
        {
          "Resources": {
            "Orders": {
              "Type": "AWS::DynamoDB::Table",
              "Properties": {
                "AttributeDefinitions": [{ "AttributeName": "id", "AttributeType": "S" }],
                "KeySchema": [{ "AttributeName": "id", "KeyType": "HASH" }],
                "GlobalSecondaryIndexes": [
                  {
                    "IndexName": "by-customer",
                    "KeySchema": [{ "AttributeName": "customerId", "KeyType": "HASH" }],
                    "Projection": { "ProjectionType": "ALL" }
                  }
                ]
              }
            }
          }
        }
      `,
      cdk`
        new dynamodb.CfnTable(this, 'Orders', {
          billingMode: 'PAY_PER_REQUEST',
          attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
          keySchema: [
            { attributeName: 'id', keyType: 'HASH' },
            { attributeName: 'createdAt', keyType: 'RANGE' },
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
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions:
                - { AttributeName: orderId, AttributeType: S }
              KeySchema:
                - { AttributeName: orderId, KeyType: HASH }
      `,
      cdk`
        new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html'],
    peers: ['cfn-lint E3039'],
  },
  messages: { undefined: 'The key attribute {attribute} of {table} has no definition.' },
  types: TABLES,

  *checkResource(resource) {
    const keys = keysOf(resource);
    if (!keys) return;
    const known = new Set(keys.defined.map(d => d.name));
    for (const { name, value } of keys.used) {
      if (known.has(name)) continue;
      // Each attribute once, however many keys it is part of.
      known.add(name);
      yield {
        message: 'undefined',
        at: value.span,
        params: { attribute: name, table: resource.logicalId },
        subject: name,
        data: name,
      };
    }
  },

  fix({ resource, data }) {
    const keys = resource && keysOf(resource);
    if (!keys) return 'the table is no longer there';
    const name = data as string;
    const definition =
      resource.language === 'typescript'
        ? { attributeName: name, attributeType: 'S' }
        : { AttributeName: name, AttributeType: 'S' };
    return [
      {
        title: `Define ${name} as a string`,
        intents: [{ kind: 'insertItem', list: keys.definitions, value: { $object: definition } }],
        safety: 'review',
      },
    ];
  },
});
