/** Methods that anybody may call. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openMethod } from './open-method.ts';

ruleTest(openMethod, ({ check }) => {
  check(
    'by scenario; silent for preflights, keys, other routes of WebSockets and what is not known',
    yaml`
      Parameters:
        Who: { Type: String }
        Verb: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Some: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: !If [IsProd, AWS_IAM, NONE] } }
      #                                                                                                                 ^^^^ warning apigateway/open-method: Some answers everybody when not IsProd: it asks for no authorization.
        Connect: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: abc, RouteKey: $connect } }
      # ^^^^^^^ warning apigateway/open-method: Connect answers everybody: it asks for no authorization.
        Send: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: abc, RouteKey: $disconnect } }
        Say: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: abc, RouteKey: message } }
        Rest: { Type: AWS::ApiGatewayV2::Route, Properties: { ApiId: abc, RouteKey: $default } }
        Keyed: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: NONE, ApiKeyRequired: true } }
        Given: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: POST, AuthorizationType: !Ref Who } }
        Any: { Type: AWS::ApiGateway::Method, Properties: { HttpMethod: !Ref Verb, AuthorizationType: NONE } }
    `,
  );
});
