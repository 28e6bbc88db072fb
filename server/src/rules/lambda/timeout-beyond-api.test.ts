import { expect, it } from 'vitest';
import { type Example, cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { timeoutBeyondApi } from './timeout-beyond-api.ts';

const sam = (events: string, timeout = '60') => yaml`
  Transform: AWS::Serverless-2016-10-31
  Resources:
    Orders:
      Type: AWS::Serverless::Function
      Properties:
        Runtime: nodejs22.x
        Handler: index.handler
        CodeUri: orders/
        Timeout: ${timeout}
        Events:
          ${events}
`;

ruleTest(timeoutBeyondApi, ({ check, fixed }) => {
  check('an HTTP API waits 30 s', sam('Get: { Type: HttpApi }', '31'), [
    'information lambda/timeout-beyond-api "31": Orders may run for 31 s, and its API waits 30 s for an answer.',
  ]);
  check('as long as it waits is silent', sam('Get: { Type: HttpApi }', '30'), []);
  check(
    'something else that starts it as well is silent',
    sam('Get: { Type: HttpApi }\n          Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } }'),
    [],
  );
  check('half a minute is silent', sam('Get: { Type: Api }', '30'), []);
  check('no API is silent', sam('Daily: { Type: Schedule, Properties: { Schedule: rate(1 day) } }'), []);
  check(
    'an integration with a timeout of its own is silent',
    cdk`
      const orders = new lambda.Function(this, 'Orders', {
        runtime: lambda.Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: lambda.Code.fromAsset('lambda'),
        timeout: cdk.Duration.minutes(5),
      });
      const api = new apigateway.RestApi(this, 'Api');
      api.root.addMethod('GET', new apigateway.LambdaIntegration(orders, { timeout: cdk.Duration.seconds(120) }));
    `,
    [],
  );
  it('stops with the API', () => {
    const code = timeoutBeyondApi.docs.bad.find(e => (e as Example).language === 'typescript') as Example;
    expect(fixed(code)).toContain('timeout: cdk.Duration.seconds(29)');
    expect(fixed(sam('Get: { Type: HttpApi }'))).toContain('Timeout: 30');
  });
});
