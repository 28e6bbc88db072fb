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
