/** Data that goes with its stack. */
import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unprotectedData } from './unprotected-data.ts';

const TABLE = yaml`
  Resources:
    Orders: { Type: AWS::DynamoDB::Table, DeletionPolicy: Retain }
    Trial: { Type: AWS::DynamoDB::Table, DeletionPolicy: Delete, UpdateReplacePolicy: Delete }
    Jobs: { Type: AWS::SQS::Queue }
    Sales: { Type: AWS::RDS::DBInstance }
`;

ruleTest(unprotectedData, ({ check, fixed }) => {
  check('when it is replaced; silent where it is decided, and for what holds nothing', TABLE, [
    'information reliability/unprotected-data "Orders": Orders and what is in it go when a change replaces it.',
  ]);
  check(
    'silent: the project says what becomes of data',
    withFiles(TABLE, { 'plumbline.yaml': 'version: 1\nrequirements: { lifecycle: destroyable }\n' }),
    [],
  );
  it('keeps it', () => {
    expect(fixed(TABLE)).toContain('DeletionPolicy: Retain, UpdateReplacePolicy: Retain');
    expect(fixed(cdk`new s3.Bucket(this, 'Orders', { removalPolicy: cdk.RemovalPolicy.DESTROY });`)).toContain(
      'removalPolicy: cdk.RemovalPolicy.RETAIN',
    );
  });
});
