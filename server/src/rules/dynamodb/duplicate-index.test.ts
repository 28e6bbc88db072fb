/** Indexes with one name. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { duplicateIndex } from './duplicate-index.ts';

ruleTest(duplicateIndex, ({ check }) => {
  check(
    'at each further one; silent where a name can’t be seen',
    yaml`
      Parameters:
        Name: { Type: String, Default: one }
      Resources:
        Orders:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            GlobalSecondaryIndexes:
              - { IndexName: one, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
              - { IndexName: one, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
      #                      ^^^ error dynamodb/duplicate-index: Orders has another index called one.
        Given:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            GlobalSecondaryIndexes:
              - { IndexName: one, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
              - { IndexName: !Ref Name, KeySchema: [{ AttributeName: id, KeyType: HASH }] }
    `,
  );
});
