/** Logs without a role. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noLoggingRole } from './no-logging-role.ts';

ruleTest(noLoggingRole, ({ check }) => {
  check(
    'once in a stack; what a deployment says of its stage; silent for other APIs and what can’t be told',
    yaml`
      Parameters:
        Level: { Type: String, Default: INFO }
      Resources:
        First: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !ImportValue A, StageName: a, StageDescription: { LoggingLevel: INFO } } }
      #                                                                                                                                      ^^^^ warning apigateway/no-logging-role: First writes logs, and no AWS::ApiGateway::Account here gives API Gateway a role for that.
        Second: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !ImportValue A, StageName: b, StageDescription: { LoggingLevel: INFO } } }
    `,
  );
  check(
    'silent: other APIs, no logs, and what can’t be told',
    yaml`
      Parameters:
        Level: { Type: String, Default: INFO }
      Resources:
        Http: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: !ImportValue A, StageName: a, AccessLogSettings: { DestinationArn: !ImportValue L, Format: a } } }
        Off: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !ImportValue A, MethodSettings: [{ LoggingLevel: 'OFF' }] } }
        Some: { Type: AWS::ApiGateway::Stage, Properties: { RestApiId: !ImportValue A, MethodSettings: [{ LoggingLevel: !Ref Level }] } }
    `,
  );
});
