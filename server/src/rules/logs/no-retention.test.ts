/** Log groups without retention. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noRetention } from './no-retention.ts';

ruleTest(noRetention, ({ check, fixed, offered }) => {
  check(
    'in one scenario',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        HandlerLogs:
      # ^^^^^^^^^^^ warning logs/no-retention (fix): Log group HandlerLogs keeps its events for ever when not IsProd.
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: !If [IsProd, 90, !Ref AWS::NoValue]
    `,
  );
  check(
    'silent: a parameter, and a class with its own retention',
    yaml`
      Parameters:
        Days: { Type: Number, Default: 30 }
      Resources:
        HandlerLogs:
          Type: AWS::Logs::LogGroup
          Properties: { RetentionInDays: !Ref Days }
        Delivered:
          Type: AWS::Logs::LogGroup
          Properties: { LogGroupClass: DELIVERY }
    `,
  );
  check(
    'in CDK',
    cdk`
      new logs.CfnLogGroup(this, 'AccessLogs', { logGroupName: 'access' });
      //  ^^^^^^^^^^^^^^^^ warning logs/no-retention (fix): Log group AccessLogs keeps its events for ever.
    `,
  );
  check(
    'silent in CDK: the default of LogGroup, and what cannot be seen',
    cdk`
      new logs.LogGroup(this, 'Default');
      new logs.LogGroup(this, 'Chosen', { retention: logs.RetentionDays.ONE_WEEK });
      new logs.LogGroup(this, 'Staged', {
        retention: props.isProd ? logs.RetentionDays.INFINITE : logs.RetentionDays.ONE_WEEK,
      });
      new logs.LogGroup(this, 'Given', { retention: props.retention });
      new logs.CfnLogGroup(this, 'Spread', { ...shared });
    `,
  );
  it('offers a month and a year', () =>
    expect(
      offered(yaml`
        Resources:
          HandlerLogs: { Type: AWS::Logs::LogGroup }
      `),
    ).toEqual([
      'review: Keep the events of HandlerLogs for 30 days',
      'review: Keep the events of HandlerLogs for a year',
    ]));
  it('writes it', () =>
    expect(
      fixed(yaml`
        Resources:
          HandlerLogs:
            Type: AWS::Logs::LogGroup
            Properties:
              LogGroupName: /orders
      `),
    ).toMatchInlineSnapshot(`
      "Resources:
        HandlerLogs:
          Type: AWS::Logs::LogGroup
          Properties:
            LogGroupName: /orders
            RetentionInDays: 30
      "
    `));
});
