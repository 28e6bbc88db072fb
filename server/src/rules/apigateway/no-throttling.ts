/** Reports stages of APIs that let requests through as fast as they come. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, walk } from '../../core/value.ts';
import { type Seen, setting } from '../setting.ts';

export const noThrottling = defineRule({
  id: 'apigateway/no-throttling',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Stages of APIs have a rate limit of their own.',
    why: `All APIs of an account in a region share 10,000 requests per second. Without a limit of its own, one stage can take
all of them: a client that loops, or an attack, slows every other API down and is paid for to the last invocation. A usage
plan limits the clients that send an API key, but not the rest.`,
    bad: [
      yaml`
        Resources:
          Prod:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: a1b2c3d4e5
              DeploymentId: f6g7h8
              StageName: prod
              MethodSettings:
                - { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: ERROR }
      `,
      cdk`
        const api = new apigatewayv2.CfnApi(this, 'Api', { name: 'orders', protocolType: 'HTTP' });
        new apigatewayv2.CfnStage(this, 'Prod', { apiId: api.ref, stageName: '$default', autoDeploy: true });
      `,
    ],
    good: [
      yaml`
        Resources:
          Prod:
            Type: AWS::ApiGateway::Stage
            Properties:
              RestApiId: a1b2c3d4e5
              DeploymentId: f6g7h8
              StageName: prod
              MethodSettings:
                - { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }
      `,
      cdk`
        new apigateway.RestApi(this, 'Api', { deployOptions: { throttlingRateLimit: 100, throttlingBurstLimit: 200 } });
      `,
    ],
    links: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html'],
  },
  ...setting({
    places: {
      'AWS::ApiGateway::Stage': 'MethodSettings',
      'AWS::ApiGatewayV2::Stage': 'DefaultRouteSettings',
      'AWS::Serverless::Api': 'MethodSettings',
      'AWS::Serverless::HttpApi': 'DefaultRouteSettings',
    },
    // Routes may each have a limit.
    concerns: ({ properties }) => at(properties, 'RouteSettings').kind === 'absent',
    wrong: value => !mayThrottle(value),
    message:
      '{name} has no rate limit of its own{when}: it may take all the requests that the account has in the region.',
    mend: null,
  }),
});

/** Whether a limit is written there, or something that can't be seen. */
function mayThrottle(settings: Seen): boolean {
  let found = settings.kind === 'reference' || settings.kind === 'text';
  walk(settings, (value, path) => {
    if (/^Throttling(Rate|Burst)Limit$/.test(path.at(-1) ?? '') || value.kind === 'unknown') found = true;
    if ((value.kind === 'object' || value.kind === 'list') && !value.complete) found = true;
  });
  return found;
}
