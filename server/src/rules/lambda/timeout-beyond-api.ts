/** Reports functions behind an API that may run longer than the API waits for them. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { at, numberOf, stringOf } from '../../core/value.ts';

/** Seconds. REST APIs and WebSockets wait 29 s unless their quota is raised, HTTP APIs 30 s (API Gateway quotas). */
const REST_LIMIT = 29;
const HTTP_LIMIT = 30;

/** The resources of an API that call a function. */
const API = /^AWS::(?:ApiGateway::|ApiGatewayV2::|Serverless::(?:Api|HttpApi)$)/;

export const timeoutBeyondApi = defineRule({
  id: 'lambda/timeout-beyond-api',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'Functions that answer an API time out before the API does.',
    why: `API Gateway waits 29 seconds for an integration (HTTP APIs 30). A function that is allowed to run longer goes on, at full
cost, after its caller has got *504 Endpoint request timed out* and perhaps tried again: the work is done twice, and what fails after
the 29th second nobody hears of. Long work belongs behind a queue or a state machine, with an answer that says where to look for
the result. Functions that something else starts as well are not reported, nor integrations with a timeout of their own.`,
    bad: [
      cdk`
        const orders = new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          timeout: cdk.Duration.minutes(5),
        });
        new apigateway.LambdaRestApi(this, 'Api', { handler: orders });
      `,
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              CodeUri: orders/
              Timeout: 60
              Events:
                Get: { Type: Api, Properties: { Path: /orders, Method: get } }
      `,
    ],
    good: [
      cdk`
        const orders = new lambda.Function(this, 'Orders', {
          runtime: lambda.Runtime.NODEJS_22_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          timeout: cdk.Duration.seconds(20),
        });
        new apigateway.LambdaRestApi(this, 'Api', { handler: orders });
      `,
      yaml`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: nodejs22.x
              Handler: index.handler
              CodeUri: orders/
              Timeout: 20
              Events:
                Get: { Type: Api, Properties: { Path: /orders, Method: get } }
      `,
    ],
    links: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html'],
  },
  messages: { longer: '{function} may run for {timeout} s, and its API waits {limit} s for an answer.' },
  *checkConnected({ graph }) {
    for (const type of ['AWS::Lambda::Function', 'AWS::Serverless::Function'])
      for (const resource of graph.ofType(type)) {
        const value = at(resource.properties, 'Timeout');
        const timeout = numberOf(value);
        // Half a minute is what people mean by it.
        if (timeout === null || timeout <= HTTP_LIMIT || value.kind !== 'literal') continue;
        const edges = [...graph.edgesTo(resource.id, 'invoke'), ...graph.edgesTo(resource.id, 'trigger')];
        const callers = [...edges.map(e => graph.resource(e.from)?.type), ...eventsOf(resource)];
        if (callers.length === 0 || !callers.every(c => c !== undefined && API.test(c))) continue;
        // A timeout that is set is one that somebody has thought about.
        const isSet = edges.some(e => {
          const properties = graph.resource(e.from)?.properties;
          const own = properties
            ? [at(properties, 'TimeoutInMillis'), at(properties, 'Integration', 'TimeoutInMillis')]
            : [];
          return e.detail === 'timeout' || own.some(v => v.kind === 'literal');
        });
        if (isSet) continue;
        const limit = callers.every(c => /V2::|HttpApi$/.test(c ?? '')) ? HTTP_LIMIT : REST_LIMIT;
        const params = { function: resource.logicalId, timeout, limit };
        yield { message: 'longer', at: value.span, params, resource, data: limit };
      }
  },
  fix({ resource, data }) {
    if (!resource) return 'the function is no longer there';
    const limit = data as number;
    return [
      {
        title: `Let ${resource.logicalId} stop after ${limit} s, when nobody waits any longer`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: ['Timeout'], value: limit }],
        safety: 'review',
      },
    ];
  },
});

/** What starts a function of SAM, as the types of resources that do; `unknown` for what can't be seen. */
function eventsOf(resource: Resource): string[] {
  const events = at(resource.properties, 'Events');
  if (events.kind === 'absent') return [];
  if (events.kind !== 'object' || !events.complete) return ['unknown'];
  return events.entries.map(({ value }) => {
    const type = stringOf(at(value, 'Type'));
    return type === 'Api' || type === 'HttpApi' ? `AWS::Serverless::${type}` : 'unknown';
  });
}
