/** What a single call deletes. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noDeletionProtection } from './no-deletion-protection.ts';

ruleTest(noDeletionProtection, ({ check, fixed }) => {
  check(
    'user pools say it in words; silent for instances of clusters and parameters',
    yaml`
      Parameters:
        Protected: { Type: String }
      Resources:
        Users: { Type: AWS::Cognito::UserPool, Properties: { DeletionProtection: INACTIVE } }
      #                                                                          ^^^^^^^^ information reliability/no-deletion-protection (fix): Nothing protects Users from being deleted.
        Kept: { Type: AWS::Cognito::UserPool, Properties: { DeletionProtection: ACTIVE } }
        Writer: { Type: AWS::RDS::DBInstance, Properties: { DBClusterIdentifier: orders } }
        Aurora: { Type: AWS::RDS::DBInstance, Properties: { Engine: aurora-postgresql } }
        Given: { Type: AWS::DynamoDB::Table, Properties: { DeletionProtectionEnabled: !Ref Protected } }
    `,
  );
  it('in CDK', () => {
    expect(fixed(cdk`new cognito.UserPool(this, 'Users');`)).toContain('deletionProtection: true');
    expect(
      fixed(cdk`new rds.DatabaseInstance(this, 'Db', { engine: rds.DatabaseInstanceEngine.MYSQL, vpc });`),
    ).toContain('deletionProtection: true');
  });
});
