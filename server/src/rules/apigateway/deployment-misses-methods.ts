/** Reports deployments of REST APIs that CloudFormation may make before the methods are there. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at } from '../../core/value.ts';
import { isExact, mentioned } from '../wiring/deliveries.ts';
import { before, waitFor } from '../wiring/order.ts';

export const deploymentMissesMethods = defineRule({
  id: 'apigateway/deployment-misses-methods',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['all'],
  docs: {
    summary: 'The deployment of a REST API waits for its methods.',
    why: `A deployment is a snapshot of the API at the moment in which it is made, and nothing in it mentions the methods. Unless
\`DependsOn\` says so, CloudFormation makes both at once: the deployment fails with *The REST API doesn't contain any methods*, or,
which is worse, is made when only some of the methods are there, and the others answer *403 Missing Authentication Token*.`,
    bad: [
      yaml`
        Resources:
          Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
          GetOrders:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: GET
              AuthorizationType: AWS_IAM
              Integration: { Type: MOCK }
          Deployment:
            Type: AWS::ApiGateway::Deployment
            Properties:
              RestApiId: !Ref Api
      `,
      json`
        {
          "Resources": {
            "Api": { "Type": "AWS::ApiGateway::RestApi", "Properties": { "Name": "orders" } },
            "GetOrders": {
              "Type": "AWS::ApiGateway::Method",
              "Properties": {
                "RestApiId": { "Ref": "Api" },
                "ResourceId": { "Fn::GetAtt": ["Api", "RootResourceId"] },
                "HttpMethod": "GET",
                "AuthorizationType": "AWS_IAM",
                "Integration": { "Type": "MOCK" }
              }
            },
            "Deployment": { "Type": "AWS::ApiGateway::Deployment", "Properties": { "RestApiId": { "Ref": "Api" } } }
          }
        }
      `,
      cdk`
        const api = new apigateway.CfnRestApi(this, 'Api', { name: 'orders' });
        new apigateway.CfnMethod(this, 'GetOrders', {
          restApiId: api.ref,
          resourceId: api.attrRootResourceId,
          httpMethod: 'GET',
          authorizationType: 'AWS_IAM',
        });
        new apigateway.CfnDeployment(this, 'Deployment', { restApiId: api.ref });
      `,
    ],
    good: [
      yaml`
        Resources:
          Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
          GetOrders:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: GET
              AuthorizationType: AWS_IAM
              Integration: { Type: MOCK }
          Deployment:
            Type: AWS::ApiGateway::Deployment
            DependsOn: GetOrders
            Properties:
              RestApiId: !Ref Api
      `,
      cdk`
        const api = new apigateway.CfnRestApi(this, 'Api', { name: 'orders' });
        const method = new apigateway.CfnMethod(this, 'GetOrders', {
          restApiId: api.ref,
          resourceId: api.attrRootResourceId,
          httpMethod: 'GET',
          authorizationType: 'AWS_IAM',
        });
        new apigateway.CfnDeployment(this, 'Deployment', { restApiId: api.ref }).addDependency(method);
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html',
    ],
  },
  messages: {
    all: '{deployment} waits for no method of {api}: CloudFormation may make it first, and fails.',
    some: '{deployment} does not wait for {missed} of {api}, which may not be in it.',
  },
  *checkGraph({ graph }) {
    for (const deployment of graph.ofType('AWS::ApiGateway::Deployment')) {
      if (deployment.owner.kind !== 'yours' || !isExact(deployment)) continue;
      const [id] = mentioned(at(deployment.properties, 'RestApiId'));
      const api = id === undefined ? undefined : graph.resource(id);
      // What has a definition brings methods of its own.
      if (!api || !isExact(api) || ['Body', 'BodyS3Location'].some(p => at(api.properties, p).kind !== 'absent'))
        continue;
      const methods = graph
        .ofType('AWS::ApiGateway::Method')
        .filter(m => m.stack === deployment.stack && mentioned(at(m.properties, 'RestApiId')).includes(api.id));
      if (methods.length === 0) continue;
      const waits = before(graph, deployment);
      const missed = methods.filter(m => !waits.has(m.id) && m.condition === deployment.condition);
      if (missed.length === 0) continue;
      const waitsForSome = missed.length < methods.length;
      const named = missed.slice(0, 3).map(m => m.logicalId);
      yield {
        message: waitsForSome ? 'some' : 'all',
        severity: waitsForSome ? 'warning' : 'error',
        at: deployment.nameSpan,
        params: {
          deployment: deployment.logicalId,
          api: api.logicalId,
          missed: missed.length > 3 ? `${named.join(', ')} and ${missed.length - 3} more` : named.join(', '),
        },
        resource: deployment,
        related: missed.map(m => ({ span: m.nameSpan, message: `${m.logicalId} may be made after it` })),
        data: missed.map(m => m.logicalId),
      };
    }
  },
  fix({ resource, data }) {
    if (!resource) return 'the deployment is no longer there';
    if (resource.language === 'typescript') return 'call addDependency on the deployment for each method';
    const missed = data as readonly string[];
    const title = `Let ${resource.logicalId} wait for ${missed.length === 1 ? missed[0] : `${missed.length} methods`}`;
    return waitFor(resource, missed, title, 'safe');
  },
});
