/** Stages without an access log. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noStageAccessLogs } from './no-access-logs.ts';

ruleTest(noStageAccessLogs, ({ check }) => {
  check(
    'in one scenario; silent where it is there',
    yaml`
      Parameters:
        Logs: { Type: String }
      Conditions:
        Logged: !Not [!Equals [!Ref Logs, '']]
      Resources:
        Some:
      # ^^^^ information apigateway/no-access-logs: Requests to Some are written to no access log when not Logged.
          Type: AWS::ApiGatewayV2::Stage
          Properties:
            ApiId: abc
            AccessLogSettings: !If [Logged, { DestinationArn: !Ref Logs, Format: $context.requestId }, !Ref AWS::NoValue]
        Nowhere: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: abc, AccessLogSettings: { Format: $context.requestId } } }
      #                                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information apigateway/no-access-logs: Requests to Nowhere are written to no access log.
        Given:
          Type: AWS::ApiGateway::Stage
          Properties: { RestApiId: abc, AccessLogSetting: { DestinationArn: !Ref Logs, Format: $context.requestId } }
    `,
  );
});
