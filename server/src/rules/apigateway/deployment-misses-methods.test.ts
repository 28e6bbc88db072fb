/** Deployments that don't wait for methods. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { deploymentMissesMethods } from './deployment-misses-methods.ts';

const api = (dependsOn: string) => yaml`
  Resources:
    Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
    Items: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items } }
    Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: GET } }
    Put: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !Ref Items, HttpMethod: PUT } }
    Deployment:
      Type: AWS::ApiGateway::Deployment
      ${dependsOn}
      Properties: { RestApiId: !Ref Api }
`;

ruleTest(deploymentMissesMethods, ({ check, fixed }) => {
  check('all', api('Metadata: {}'), [
    'error apigateway/deployment-misses-methods "Deployment": Deployment waits for no method of Api: CloudFormation may make it first, and fails.',
  ]);
  check('some', api('DependsOn: Get'), [
    'warning apigateway/deployment-misses-methods "Deployment": Deployment does not wait for Put of Api, which may not be in it.',
  ]);
  check('waiting for a resource is not enough', api('DependsOn: [Items]'), [
    'error apigateway/deployment-misses-methods "Deployment": Deployment waits for no method of Api: CloudFormation may make it first, and fails.',
  ]);
  check('silent: both', api('DependsOn: [Get, Put]'), []);
  check(
    'silent: by way of another resource, with a definition, with methods of another condition',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::StackName, prod]
      Resources:
        Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
        Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET } }
        Debug: { Type: AWS::ApiGateway::Method, Condition: IsProd, Properties: { RestApiId: !Ref Api, ResourceId: x, HttpMethod: PUT } }
        Ready: { Type: AWS::CloudFormation::WaitConditionHandle, DependsOn: Get }
        Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Ready, Properties: { RestApiId: !Ref Api } }
        Defined: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { openapi: 3.0.1 } } }
        Extra: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Defined, ResourceId: x, HttpMethod: GET } }
        Other: { Type: AWS::ApiGateway::Deployment, Properties: { RestApiId: !Ref Defined } }
    `,
  );
  it('waits for all, keeping what it waits for', () => {
    expect(fixed(api('Metadata: {}'))).toMatch(/DependsOn:\s+- Get\s+- Put/);
    expect(fixed(api('DependsOn: Get'))).toMatch(/DependsOn:\s*(- Get\s+- Put|\[Get, Put\])/);
    expect(fixed(api('DependsOn: [Get]'))).toContain('DependsOn: [Get, Put]');
  });
});
