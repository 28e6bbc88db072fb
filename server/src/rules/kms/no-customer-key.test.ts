/** Keys of AWS where keys of one's own are wanted. */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noCustomerKey } from './no-customer-key.ts';

ruleTest(noCustomerKey, ({ check }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Key: { Type: String, Default: '' }
      Conditions:
        HasKey: !Not [!Equals [!Ref Key, '']]
      Resources:
        Events: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !If [HasKey, !Ref Key, alias/aws/sns] } }
      #                                                                                       ^^^^^^^^^^^^^ information kms/no-customer-key: Events is not encrypted with a key of yours when not HasKey.
        Given: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key } }
        Table: { Type: AWS::DynamoDB::Table }
      # ^^^^^ information kms/no-customer-key: Table is not encrypted with a key of yours.
        Off: { Type: AWS::DynamoDB::Table, Properties: { SSESpecification: { SSEEnabled: 'False', KMSMasterKeyId: !Ref Key } } }
      #                                                                                                           ^^^^^^^^ information kms/no-customer-key: Off is not encrypted with a key of yours.
        Jobs: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: '' } }
      #                                                              ^^ information kms/no-customer-key: Jobs is not encrypted with a key of yours.
        Login: { Type: AWS::SecretsManager::Secret, Properties: { KmsKeyId: aws/secretsmanager } }
      #                                                                     ^^^^^^^^^^^^^^^^^^ information kms/no-customer-key: Login is not encrypted with a key of yours.
        Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: orders } }
    `,
  );
  check('silent in CDK where it can’t see', cdk`new sqs.Queue(this, 'Jobs', { ...shared });`);
});
