/** Definitions that no key needs. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unusedAttribute } from './unused-attribute.ts';

ruleTest(unusedAttribute, ({ check, fixed }) => {
  check(
    'silent: attributes of indexes, and indexes that can’t be seen',
    yaml`
      Parameters:
        Key: { Type: String }
      Resources:
        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions:
              - { AttributeName: id, AttributeType: S }
              - { AttributeName: at, AttributeType: S }
              - { AttributeName: by, AttributeType: S }
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            LocalSecondaryIndexes: [{ IndexName: at, KeySchema: [{ AttributeName: at, KeyType: RANGE }] }]
            GlobalSecondaryIndexes: [{ IndexName: by, KeySchema: [{ AttributeName: by, KeyType: HASH }] }]
        Given:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: at, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            GlobalSecondaryIndexes: [{ IndexName: by, KeySchema: [{ AttributeName: !Ref Key, KeyType: HASH }] }]
    `,
  );
  it('removes the definition', () => expect(fixed(unusedAttribute.docs.bad[2] as Example)).not.toContain('total'));
});
