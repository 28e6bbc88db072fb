/** Logs and insights that an engine doesn't have. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unsupportedOption } from './unsupported-option.ts';

ruleTest(unsupportedOption, ({ check, fixed, offered }) => {
  check(
    'by scenario',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Orders:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: aurora-mysql
            DBInstanceClass: !If [IsProd, db.r6g.large, db.t3.medium]
            EnablePerformanceInsights: true
      #                                ^^^^ error rds/unsupported-option (fix): aurora-mysql has no Performance Insights on db.t3.medium, which Orders is to have when not IsProd.
        Invoices:
          Type: AWS::RDS::DBInstance
          Properties:
            Engine: !If [IsProd, postgres, mysql]
            EnableCloudwatchLogsExports: [error]
      #                                   ^^^^^ error rds/unsupported-option (fix): Invoices has no log error: postgres has postgresql, upgrade and iam-db-auth-error when IsProd.
    `,
  );
  check(
    'silent: what goes together, and what can’t be told',
    yaml`
      Parameters:
        Class: { Type: String, Default: db.t3.micro }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        A: { Type: AWS::RDS::DBInstance, Properties: { Engine: postgres, DBInstanceClass: db.t3.micro, EnablePerformanceInsights: true } }
        B: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, DBInstanceClass: !Ref Class, EnablePerformanceInsights: true } }
        C: { Type: AWS::RDS::DBInstance, Properties: { Engine: mysql, DBInstanceClass: !If [IsProd, db.m6g.large, db.t3.micro], EnablePerformanceInsights: !If [IsProd, true, false] } }
        D: { Type: AWS::RDS::DBCluster, Properties: { Engine: aurora-mysql, EnableCloudwatchLogsExports: [audit, error, general, slowquery, instance] } }
        E: { Type: AWS::RDS::DBInstance, Properties: { Engine: custom-oracle-ee, EnableCloudwatchLogsExports: [any] } }
        F: { Type: AWS::RDS::DBInstance, Properties: { Engine: !ImportValue Engine, EnableCloudwatchLogsExports: [any] } }
    `,
  );
  it('turns off, corrects, removes', () => {
    expect(fixed(unsupportedOption.docs.bad[0] as Example)).toContain('EnablePerformanceInsights: false');
    expect(fixed(unsupportedOption.docs.bad[1] as Example)).toContain('"EnableCloudwatchLogsExports": ["postgresql"]');
    expect(fixed(unsupportedOption.docs.bad[2] as Example)).toContain("['error', 'slowquery']");
    expect(offered(unsupportedOption.docs.bad[2] as Example)).toEqual(['safe: Call the log slowquery']);
  });
});
