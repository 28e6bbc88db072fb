/** Reports methods and routes of APIs that anybody may call. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, booleanOf, stringOf } from '../../core/value.ts';
import { type Seen, setting } from '../setting.ts';

export const openMethod = defineRule({
  id: 'apigateway/open-method',
  since: '0.1.0',
  severity: 'warning',
  profile: 'strict',
  docs: {
    summary: 'Methods of APIs ask who is calling.',
    why: `A method without an authorizer answers everybody on the internet who finds its address. That is right for a public page
or a health check, and is how data leaks where somebody forgot it. IAM, a Cognito user pool, a JWT issuer or a Lambda authorizer
decide who may call. Methods for \`OPTIONS\`, which browsers send without credentials, and methods that ask for an API key are not
reported.`,
    bad: [
      yaml`
        Resources:
          GetOrders:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: a1b2c3d4e5
              ResourceId: f6g7h8
              HttpMethod: GET
              AuthorizationType: NONE
      `,
      json`
        {
          "Resources": {
            "GetOrders": {
              "Type": "AWS::ApiGatewayV2::Route",
              "Properties": { "ApiId": "a1b2c3d4e5", "RouteKey": "GET /orders" }
            }
          }
        }
      `,
      cdk`
        new apigateway.CfnMethod(this, 'GetOrders', {
          restApiId: 'a1b2c3d4e5',
          resourceId: 'f6g7h8',
          httpMethod: 'GET',
          authorizationType: 'NONE',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          GetOrders:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: a1b2c3d4e5
              ResourceId: f6g7h8
              HttpMethod: GET
              AuthorizationType: AWS_IAM
      `,
      cdk`
        new apigateway.CfnMethod(this, 'Preflight', {
          restApiId: 'a1b2c3d4e5',
          resourceId: 'f6g7h8',
          httpMethod: 'OPTIONS',
          authorizationType: 'NONE',
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html'],
    peers: [
      'CKV_AWS_59',
      'cfn_nag W59',
      'trivy AWS-0004',
      'Guard API_GW_METHOD_AUTHORIZATION_TYPE_RULE',
      'cdk-nag AwsSolutions-APIG4',
    ],
  },
  ...setting({
    places: { 'AWS::ApiGateway::Method': 'AuthorizationType', 'AWS::ApiGatewayV2::Route': 'AuthorizationType' },
    concerns: ({ properties }) => {
      const method = at(properties, 'HttpMethod');
      const route = at(properties, 'RouteKey');
      const called = stringOf(method) ?? stringOf(route);
      // Of a WebSocket only `$connect` asks who is calling; its other routes are words, those of HTTP APIs a method and a path.
      if (called === null || /^OPTIONS\b/i.test(called)) return false;
      if (method.kind === 'absent' && !/^(\$connect$|[A-Z]+ \/)/.test(called)) return false;
      const key = at(properties, 'ApiKeyRequired');
      return key.kind === 'absent' || booleanOf(key) === false;
    },
    wrong: isNobody,
    message: '{name} answers everybody{when}: it asks for no authorization.',
    mend: null,
  }),
});

function isNobody(value: Seen): boolean {
  return value.kind === 'absent' || stringOf(value) === 'NONE';
}
