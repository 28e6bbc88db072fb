/** Paths that an API should offer and does not, such as one that says whether it is healthy. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { type Value, at, stringOf } from '../../core/value.ts';
import { mentioned } from '../wiring/deliveries.ts';
import { asked, by, unseen } from '../requirements/asked.ts';
import { routeFixes } from './route.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      api:
        endpoints: [/health]
  `,
};

export const missingEndpoint = defineRule({
  id: 'arch/missing-endpoint',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'APIs offer the paths that plumbline.yaml asks for.',
    why: `Monitoring and load balancers ask a path whether the service is well; when it is missing they take the answer of the
gateway for that of the service. An API whose paths can't all be seen (a proxy, a default route, a body from a file, code
that is given the API) is not judged.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Api:
              Type: AWS::Serverless::HttpApi
            Orders:
              Type: AWS::Serverless::Function
              Properties:
                Runtime: nodejs24.x
                Handler: orders.handler
                CodeUri: src
                Events:
                  List:
                    Type: HttpApi
                    Properties:
                      ApiId: !Ref Api
                      Path: /orders
                      Method: GET
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const api = new apigateway.RestApi(this, 'Api');
          api.root.addResource('orders').addMethod('GET');
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Api:
              Type: AWS::ApiGatewayV2::Api
            Health:
              Type: AWS::ApiGatewayV2::Route
              Properties:
                ApiId: !Ref Api
                RouteKey: GET /health
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const api = new apigateway.RestApi(this, 'Api');
          api.root.addResource('orders').addMethod('GET');
          api.root.addResource('health').addMethod('GET');
        `,
        ASKS,
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_withstand_component_failures_monitoring_health.html',
    ],
  },
  messages: { none: 'No API has the path {path} ({by}).' },
  *checkGraph({ graph }) {
    const wanted = asked(graph, 'endpoint');
    if (wanted.length === 0) return;
    const paths = pathsOf(graph);
    if (paths === null) return;
    const [api] = APIS.flatMap(type => graph.ofType(type));
    for (const requirement of wanted) {
      const { path } = requirement.demand;
      if (paths.some(p => plain(p) === plain(path) || plain(p).endsWith(`/${plain(path)}`))) continue;
      yield {
        message: 'none',
        at: api?.nameSpan ?? requirement.span,
        params: { path, by: by(requirement) },
        resource: api,
        requirement,
        subject: path,
      };
    }
  },
  fix({ resource, requirement }, { graph }) {
    if (!resource || requirement?.demand.kind !== 'endpoint') return 'the API can’t be seen here';
    if (APIS.flatMap(type => graph.ofType(type)).length > 1) return 'which of the APIs has it is for you to say';
    return routeFixes(graph, resource, `/${requirement.demand.path.replace(/^\/|\/$/g, '')}`);
  },
});

const APIS = ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::Serverless::Api', 'AWS::Serverless::HttpApi'];

/** What AWS's own libraries make beside an API, and what they add to one that is no path. */
const MAKES_NO_PATHS =
  /^(?:aws-cdk-lib\.|@aws-cdk\/)(?!aws[-_]apigateway)|\.(?:\w+Authorizer|createAlarm|addAlarm\w*|addUsagePlan|addDomainName)$/;

const plain = (path: string) => path.replace(/^\/|\/$/g, '').toLowerCase();

/** All paths of all APIs; null where there is no API, or where not all of them can be seen. */
export function pathsOf(graph: ResourceGraph): string[] | null {
  const apis = APIS.flatMap(type => graph.ofType(type));
  if (unseen(graph).some(fqn => !MAKES_NO_PATHS.test(fqn))) return null;
  const paths: (string | null)[] = [];
  const added = graph.source.filter(fact => fact.kind === 'api-path');
  for (const api of apis) {
    // Paths that methods of the CDK's constructs add are no resources that reading sees.
    if (api.construct?.level === 2 && api.evidence === 'source') {
      const own = added.filter(fact => fact.api === api.id || fact.api === null);
      // One without any has them from code that can't be seen.
      if (own.length === 0) return null;
      paths.push(...own.map(fact => fact.path));
    }
    for (const name of ['Body', 'BodyS3Location', 'DefinitionBody', 'DefinitionUri', 'Target', 'RouteKey'])
      if (at(api.properties, name).kind !== 'absent') return null;
  }
  const text = (value: Value) => paths.push(stringOf(value));
  for (const resource of graph.ofType('AWS::ApiGateway::Resource')) paths.push(pathOf(graph, resource));
  for (const route of graph.ofType('AWS::ApiGatewayV2::Route')) text(at(route.properties, 'RouteKey'));
  for (const fn of graph.ofType('AWS::Serverless::Function')) {
    const events = at(fn.properties, 'Events');
    if (events.kind === 'unknown') return null;
    for (const event of events.kind === 'object' ? events.entries : [])
      if (/^(Http)?Api$/.test(stringOf(at(event.value, 'Type')) ?? '')) text(at(event.value, 'Properties', 'Path'));
  }
  if (apis.length === 0 && paths.length === 0) return null;
  if (paths.some(p => p === null || /\{\w*\+\}|\$default/.test(p))) return null;
  return paths.map(p => (p as string).replace(/^[A-Z]+ /, ''));
}

/** The whole path of a resource of a REST API; null where a part of it can't be seen. */
function pathOf(graph: ResourceGraph, { properties }: Resource, depth = 0): string | null {
  const part = stringOf(at(properties, 'PathPart'));
  if (part === null || depth > MAX_DEPTH) return null;
  const [id] = mentioned(at(properties, 'ParentId'));
  const parent = id === undefined ? undefined : graph.resource(id);
  if (parent?.type !== 'AWS::ApiGateway::Resource') return `/${part}`;
  const above = pathOf(graph, parent, depth + 1);
  return above === null ? null : `${above}/${part}`;
}

/** Parts of a path; more are a circle. */
const MAX_DEPTH = 30;
