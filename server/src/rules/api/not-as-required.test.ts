import { expect, it } from 'vitest';
import { type Example, cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { apiNotAsRequired } from './not-as-required.ts';

const asks = (api: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  api: ${api}\n` });
const said = (place: string, message: string) =>
  `warning api/not-as-required ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`;

const method = (more: string, api: string): Example =>
  withFiles(
    yaml`
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi }
        Path: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, PathPart: orders } }
        Call:
          Type: AWS::ApiGateway::Method
          Properties: { RestApiId: !Ref Api, ResourceId: !Ref Path, ${more} }
    `,
    asks(api),
  );
const http = (more: string, api: string): Example =>
  withFiles(
    yaml`
      Resources:
        Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP${more} } }
    `,
    asks(api),
  );
const OPEN = '{ auth: required }';
const CORS = '{ cors: [https://a.example] }';
const header = (origin: string) =>
  `HttpMethod: OPTIONS, Integration: { Type: MOCK, IntegrationResponses: [{ ResponseParameters: { method.response.header.Access-Control-Allow-Origin: "'${origin}'" } }] }`;

ruleTest(apiNotAsRequired, ({ check, fixed }) => {
  check('a method without an authorizer', method('HttpMethod: POST', OPEN), [
    said('Call', 'POST …/orders can be called by anybody'),
  ]);
  check('one that says so', method('HttpMethod: GET, AuthorizationType: NONE', OPEN), [
    said('NONE', 'GET …/orders can be called by anybody'),
  ]);
  check('silent: an authorizer', method('HttpMethod: GET, AuthorizationType: COGNITO_USER_POOLS', OPEN), []);
  check('silent: a key', method('HttpMethod: GET, ApiKeyRequired: true', OPEN), []);
  check('silent: what browsers ask before they call', method('HttpMethod: OPTIONS', OPEN), []);
  check('silent: a public path', method('HttpMethod: GET', '{ auth: required, public: [/orders] }'), []);
  check('silent: what can’t be seen', method('HttpMethod: GET, AuthorizationType: !Ref AWS::StackName', OPEN), []);
  check('an API of SAM', withFiles(yaml`${'Resources:\n  Api: { Type: AWS::Serverless::HttpApi }'}`, asks(OPEN)), [
    said('Api', 'Api can be called by anybody'),
  ]);
  check('another origin', http(", CorsConfiguration: { AllowOrigins: ['*'] }", CORS), [
    said("'*'", 'Api allows the origin *; it should allow https://a.example'),
  ]);
  check('no origin', http('', CORS), [said('Api', 'Api allows no other origin; it should allow https://a.example')]);
  check('an origin where there may be none', http(", CorsConfiguration: { AllowOrigins: ['*'] }", '{ cors: forbid }'), [
    said("'*'", 'Api allows the origin *; it should allow none'),
  ]);
  check('a header of a method', method(header('*'), CORS), [
    said(`"'*'"`, "Call allows the origin '*'; it should allow https://a.example"),
  ]);
  check('silent: the origin', http(', CorsConfiguration: { AllowOrigins: [https://a.example] }', CORS), []);
  check('silent: the header', method(header('https://a.example'), CORS), []);
  check('silent: none, and none is asked for', http('', '{ cors: forbid }'), []);
  check(
    'silent: methods that a construct adds',
    withFiles(cdk`new apigateway.RestApi(this, 'Api').root.addMethod('GET');`, asks('{ auth: required, cors: ["*"] }')),
    [],
  );

  it('lets IAM ask, and allows the origins', () => {
    const address = cdk`new lambda.CfnUrl(this, 'Url', { targetFunctionArn: 'orders', authType: 'NONE' });`;
    expect(fixed(withFiles(address, asks(OPEN)))).toContain("authType: 'AWS_IAM'");
    expect(fixed(http(", CorsConfiguration: { AllowOrigins: ['*'] }", CORS))).toContain('https://a.example');
  });
});
