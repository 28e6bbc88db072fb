import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingEndpoint } from './missing-endpoint.ts';

const ASKS = { 'plumbline.yaml': 'version: 1\nrequirements:\n  api: { endpoints: [/health] }\n' };
const rest = (part: string) =>
  withFiles(
    yaml`
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi }
        Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, PathPart: ${part} } }
    `,
    ASKS,
  );
const said = ['warning arch/missing-endpoint "Api": No API has the path /health (plumbline.yaml:3).'];

ruleTest(missingEndpoint, ({ check, fixed, offered }) => {
  check('another path', rest('orders'), said);
  check('silent: the path', rest('health'), []);
  check('silent: a proxy takes all', rest("'{proxy+}'"), []);
  check('silent: a path that can’t be seen', rest('!Ref AWS::StackName'), []);
  check('silent: no API at all', withFiles(yaml`${'Resources:\n  A: { Type: AWS::S3::Bucket }'}`, ASKS), []);
  check(
    'silent: events of SAM',
    withFiles(
      yaml`
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties: { Events: { Get: { Type: Api, Properties: { Path: /health, Method: get } } } }
      `,
      ASKS,
    ),
    [],
  );
  check('silent: what methods of a construct add', withFiles(cdk`new apigateway.RestApi(this, 'Api');`, ASKS), []);

  const paths = (code: string, asked = '/health') =>
    withFiles(cdk`${code}`, { 'plumbline.yaml': ASKS['plumbline.yaml'].replace('/health', asked) });
  const v1 = `
    const api = new apigateway.RestApi(this, 'Api');
    const v1 = api.root.addResource('v1');`;
  const none = (path: string, at = 'apigateway.RestApi') => [
    `warning arch/missing-endpoint "${at}": No API has the path ${path} (plumbline.yaml:3).`,
  ];
  check('another path of a construct', paths(`${v1} v1.addMethod('GET');`), none('/health'));
  check('silent: a path of several parts', paths(`${v1} v1.addResource('health').addMethod('GET');`, '/v1/health'), []);
  check('a path below another part', paths(`${v1} v1.resourceForPath('a/health');`, '/v1/health'), none('/v1/health'));
  check(
    'routes of an HTTP API',
    paths(`const api = new apigatewayv2.HttpApi(this, 'Api'); api.addRoutes({ path: '/orders' });`),
    none('/health', 'apigatewayv2.HttpApi'),
  );
  check(
    'silent: routes of an HTTP API',
    paths(
      `const api = new apigatewayv2.HttpApi(this, 'Api'); for (const path of ['/a', '/health']) api.addRoutes({ path });`,
    ),
    [],
  );
  check(
    'beside what gives no paths',
    paths(`${v1}
      api.addUsagePlan('Plan');
      new apigateway.TokenAuthorizer(this, 'Authorizer', { handler: fn });`),
    none('/health'),
  );
  for (const [name, code] of [
    ['a construct of somebody else’s', `${v1} new Health(this, 'Health');`],
    ['a proxy', `${v1} v1.addProxy();`],
    ['a part that can’t be read', `${v1} v1.addResource(process.env.PART!);`],
    ['parts of a list that can’t be read', `${v1} for (const part of props.parts) v1.addResource(part);`],
    ['code that is not read gets the API', `${v1} addHealth(api);`],
    ['code that is not read gets a part of it', `${v1} addHealth({ below: v1 });`],
    ['code that is not read gets the stack', `${v1} addHealth(this);`],
    ['a part that comes from code that is not read', `${v1} partOf(this).addResource('x');`],
    ['one part or another', `${v1} (flag ? v1 : api.root).addResource('x');`],
    ['an API that answers all', `new apigateway.LambdaRestApi(this, 'Api', { handler: fn }).root.addMethod('GET');`],
    [
      'a default route',
      `new apigatewayv2.HttpApi(this, 'Api', { defaultIntegration }).addRoutes({ path: '/orders' });`,
    ],
  ] as const)
    check(`silent: ${name}`, paths(`import { Health, addHealth, partOf } from 'somewhere';\n${code}`), []);
  it('adds a path to a construct', () =>
    expect(
      fixed(
        paths(`
          const fn = new lambda.Function(this, 'Fn', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'i.h', code: lambda.Code.fromAsset('src') });
          const api = new apigateway.RestApi(this, 'Api');
          api.root.addResource('orders').addMethod('GET', new apigateway.LambdaIntegration(fn));`),
      ),
    ).toContain("api.root.addResource('health').addMethod('GET', new apigateway.LambdaIntegration(fn))"));

  const withWorker = (resources: string) =>
    yaml`${`Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Code: { ZipFile: 'exports.handler = async () => 1;' }
      Role: arn:aws:iam::111122223333:role/worker
${resources}`}`;
  it('adds a route, its integration and the permission', () => {
    const text = fixed(
      withFiles(
        withWorker(`  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: orders, ProtocolType: HTTP }
  Orders:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: GET /orders }`),
        ASKS,
      ),
    );
    expect(text).toContain('Target: !Sub integrations/${HealthIntegration}');
    expect(text).toContain('RouteKey: GET /health');
    expect(text).toContain('IntegrationUri: !GetAtt Worker.Arn');
    expect(text).toContain('${Api}/*/GET/health');
  });
  it('adds a method below the part of the path that is there, for which the deployment waits', () => {
    const text = fixed(
      withFiles(
        withWorker(`  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
  V1:
    Type: AWS::ApiGateway::Resource
    Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: v1 }
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: { RestApiId: !Ref Api }`),
        { 'plumbline.yaml': ASKS['plumbline.yaml'].replace('/health', '/v1/health') },
      ),
    );
    expect(text).toContain('ParentId: !Ref V1');
    expect(text).toContain('PathPart: health');
    expect(text).toMatch(/DependsOn:\s+- V1HealthMethod/);
    expect(text).toContain('functions/${Worker.Arn}/invocations');
  });
  it('says why there is no fix', () => {
    expect(offered(rest('orders'))).toEqual([
      'refused: Fix arch/missing-endpoint (there is no function that could answer)',
    ]);
  });
});
