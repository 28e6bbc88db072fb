/** Global tables that lack something. */
import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { globalTableIncomplete } from './global-table-incomplete.ts';

ruleTest(globalTableIncomplete, ({ check, fixed }) => {
  check(
    'the same region twice, and provisioned writes',
    yaml`
      Resources:
        Orders:
      # ^^^^^^ error data/global-table-incomplete: Writes to Orders have no capacity that scales, which its replicas need.
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }
            Replicas:
              - Region: eu-west-1
              - Region: eu-west-1
      #                 ^^^^^^^^^ error data/global-table-incomplete: eu-west-1 is a replica of Orders twice.
    `,
  );
  check(
    'where the region of the stack is known',
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
      class Data extends cdk.Stack {
        constructor(scope: cdk.App, id: string, props: cdk.StackProps) {
          super(scope, id, props);
          new dynamodb.CfnGlobalTable(this, 'Orders', {
            billingMode: 'PAY_PER_REQUEST',
            streamSpecification: { streamViewType: 'NEW_AND_OLD_IMAGES' },
            attributeDefinitions: [{ attributeName: 'id', attributeType: 'S' }],
            keySchema: [{ attributeName: 'id', keyType: 'HASH' }],
            replicas: [{ region: 'eu-central-1' }],
      //              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error data/global-table-incomplete (fix): Orders has no replica in eu-west-1, where its stack is.
          });
        }
      }
      new Data(new cdk.App(), 'Data', { env: { region: 'eu-west-1' } });
    `,
  );
  check(
    'silent: one replica, regions and modes that are not known',
    yaml`
      Parameters:
        Second: { Type: String }
        Mode: { Type: String }
      Resources:
        One: { Type: AWS::DynamoDB::GlobalTable, Properties: { BillingMode: PAY_PER_REQUEST, Replicas: [{ Region: eu-west-1 }] } }
        Two:
          Type: AWS::DynamoDB::GlobalTable
          Properties:
            BillingMode: !Ref Mode
            StreamSpecification: !If [IsStreamed, { StreamViewType: NEW_AND_OLD_IMAGES }, !Ref AWS::NoValue]
            Replicas: [{ Region: !Ref AWS::Region }, { Region: !Ref Second }]
      Conditions:
        IsStreamed: !Equals [!Ref Second, eu-west-1]
    `,
  );
  it('adds the stream', () =>
    expect(fixed(globalTableIncomplete.docs.bad[0] as Example)).toContain('StreamViewType: NEW_AND_OLD_IMAGES'));
});
