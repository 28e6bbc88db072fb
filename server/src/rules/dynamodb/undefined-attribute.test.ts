/** Keys without definitions. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { undefinedAttribute } from './undefined-attribute.ts';

ruleTest(undefinedAttribute, ({ check, fixed }) => {
  check(
    'once for each attribute, in global tables, too',
    yaml`
      Resources:
        Orders:
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            GlobalSecondaryIndexes:
              - IndexName: by-customer
                KeySchema: [{ AttributeName: customer, KeyType: HASH }]
      #                                      ^^^^^^^^ error dynamodb/undefined-attribute (fix): The key attribute customer of Orders has no definition.
              - IndexName: by-customer-and-id
                KeySchema: [{ AttributeName: customer, KeyType: HASH }, { AttributeName: id, KeyType: RANGE }]
    `,
  );
  check(
    'silent where something can’t be seen',
    yaml`
      Parameters:
        Key: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Named:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: !Ref Key, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
        Chosen:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: a, AttributeType: S }, !If [IsProd, { AttributeName: b, AttributeType: S }, !Ref AWS::NoValue]]
            KeySchema: [{ AttributeName: b, KeyType: HASH }]
    `,
  );
  check(
    'silent in CDK where it can’t see',
    cdk`
      new dynamodb.CfnTable(this, 'Orders', { attributeDefinitions: [...shared], keySchema: [{ attributeName: 'id', keyType: 'HASH' }] });
    `,
  );
  it('adds the definition', () =>
    expect(
      fixed(cdk`
        new dynamodb.CfnTable(this, 'Orders', {
          attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
          keySchema: [{ attributeName: 'key', keyType: 'HASH' }, { attributeName: 'id', keyType: 'RANGE' }],
        });
      `),
    ).toMatch(/attributeType: 'S' }, {\s+attributeName: 'key',\s+attributeType: 'S',?\s+}]/));
});
