import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { offLifecycle } from './off-lifecycle.ts';

const asks = (lifecycle: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  lifecycle: ${lifecycle}\n` });
const template = (lifecycle: string) =>
  withFiles(
    yaml`
      Conditions: { IsProd: !Equals [!Ref AWS::StackName, prod] }
      Resources:
        Orders:
          Type: AWS::DynamoDB::Table
          Properties: { DeletionProtectionEnabled: !If [IsProd, true, false] }
        Invoices:
          Type: AWS::S3::Bucket
          DeletionPolicy: Retain
        Database:
          Type: AWS::RDS::DBInstance
        Member:
          Type: AWS::RDS::DBInstance
          Properties: { DBClusterIdentifier: a }
        Queue:
          Type: AWS::SQS::Queue
    `,
    asks(lifecycle),
  );
const said = (place: string, message: string) =>
  `warning reliability/off-lifecycle "${place}": ${message} (plumbline.yaml:3).`;

ruleTest(offLifecycle, ({ check, fixed }) => {
  check('destroyable', template('destroyable'), [
    said('true', 'Orders is protected from deletion when IsProd; it should go with its stack'),
    said('Retain', 'Invoices outlives its stack (Retain); it should go with it'),
    said('Database', 'Database outlives its stack (no DeletionPolicy); it should go with it'),
  ]);
  check('retained', template('retained'), [
    said('Orders', 'Orders goes with its stack (no DeletionPolicy); it should outlive it'),
  ]);
  check(
    'what is said of some goes before what is said of all',
    template('{ default: destroyable, s3: retained, rds: retained }'),
    [said('true', 'Orders is protected from deletion when IsProd; it should go with its stack')],
  );
  check(
    'silent: protection that is asked for, which contradicts, and is said where it is asked for',
    withFiles(template('destroyable'), {
      'plumbline.yaml':
        'version: 1\nrequirements:\n  lifecycle: { default: destroyable, rds: retained, s3: retained }\n  properties: { dynamodb: { deletion_protection: true } }\n',
    }),
    [],
  );
  it('retains in a template', () =>
    expect(fixed(template('retained'))).toContain('DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain'));
  it('destroys in CDK', () =>
    expect(fixed(withFiles(cdk`new s3.Bucket(this, 'Invoices');`, asks('destroyable')))).toContain(
      'removalPolicy: cdk.RemovalPolicy.DESTROY',
    ));
});
