/** Names that block replacement. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { blocksReplacement } from './blocks-replacement.ts';

ruleTest(blocksReplacement, ({ check, fixed }) => {
  check(
    'says which property would need it',
    yaml`
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties:
            DBInstanceIdentifier: orders
      #                           ^^^^^^ information naming/blocks-replacement (fix): With the name orders, Orders cannot be replaced, which a change of MasterUsername needs.
            MasterUsername: orders
    `,
  );
  check(
    'silent: a type of which only the name is fixed, and no name',
    yaml`
      Resources:
        Alarm:
          Type: AWS::CloudWatch::Dashboard
          Properties: { DashboardName: orders, DashboardBody: '{}' }
        Orders:
          Type: AWS::RDS::DBInstance
          Properties: { DBInstanceIdentifier: !Ref AWS::NoValue }
    `,
  );
  it('removes the name in CDK', () =>
    expect(
      fixed(cdk`
        new dynamodb.CfnTable(this, 'Orders', { tableName: 'orders', keySchema: [] });
      `),
    ).toContain("new dynamodb.CfnTable(this, 'Orders', { keySchema: [] });"));
});
