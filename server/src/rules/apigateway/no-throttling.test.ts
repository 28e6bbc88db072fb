/** Stages without a rate limit. */
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { noThrottling } from './no-throttling.ts';

ruleTest(noThrottling, ({ check }) => {
  check(
    'REST, HTTP and SAM; silent where routes, a parameter or one of the methods has a limit',
    yaml`
      Parameters:
        Rate: { Type: Number }
      Resources:
        Http: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: abc, DefaultRouteSettings: { DetailedMetricsEnabled: true } } }
      #                                                                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ information apigateway/no-throttling: Http has no rate limit of its own: it may take all the requests that the account has in the region.
        Sam: { Type: AWS::Serverless::HttpApi }
      # ^^^ information apigateway/no-throttling: Sam has no rate limit of its own: it may take all the requests that the account has in the region.
        Routes: { Type: AWS::ApiGatewayV2::Stage, Properties: { ApiId: abc, RouteSettings: { 'GET /': { ThrottlingRateLimit: 5 } } } }
        Given:
          Type: AWS::Serverless::Api
          Properties: { StageName: prod, MethodSettings: [{ HttpMethod: GET, ResourcePath: /a, ThrottlingRateLimit: !Ref Rate }] }
    `,
  );
});
