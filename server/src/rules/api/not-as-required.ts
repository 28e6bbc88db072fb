/** APIs that anybody may call, or that pages of other origins may, although the project asks otherwise. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, asList, at, booleanOf, stringOf } from '../../core/value.ts';
import { type Asked, asked, by, shown } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      api: { auth: required, public: [/health], cors: [https://shop.example.com] }
  `,
};

const route = (more: string) => yaml`
  Resources:
    Api:
      Type: AWS::ApiGatewayV2::Api
      Properties:
        Name: orders
        ProtocolType: HTTP
        CorsConfiguration: { AllowOrigins: ['https://shop.example.com'] }
    Health:
      Type: AWS::ApiGatewayV2::Route
      Properties: { ApiId: !Ref Api, RouteKey: GET /health }
    Orders:
      Type: AWS::ApiGatewayV2::Route
      Properties: { ApiId: !Ref Api, RouteKey: GET /orders${more} }
`;

const url = (type: string) => cdk`
  new lambda.CfnUrl(this, 'Url', { targetFunctionArn: 'orders', authType: '${type}' });
`;

export const apiNotAsRequired = defineRule({
  id: 'api/not-as-required',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'APIs ask who calls, and answer to the origins, that plumbline.yaml names.',
    why: `A path without an authorizer answers everybody who finds its address, and one that allows any origin answers to
every page that a user has open. An authorizer, IAM and an API key count; \`OPTIONS\` needs none. Methods that constructs
of the CDK add are seen when the app is run; what comes from an OpenAPI body is not judged.`,
    bad: [withFiles(route(''), ASKS), withFiles(url('NONE'), ASKS)],
    good: [withFiles(route(', AuthorizationType: AWS_IAM'), ASKS), withFiles(url('AWS_IAM'), ASKS)],
    links: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html',
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
    ],
  },
  messages: {
    auth: '{what} can be called by anybody ({by}).',
    origin: '{resource} allows the origin {is}; it should allow {wanted} ({by}).',
    cors: '{resource} allows no other origin; it should allow {wanted} ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'api-auth'))
      for (const { resource, what, value } of openCalls(graph, requirement.demand.except))
        yield {
          message: 'auth',
          at: value && value.kind !== 'absent' ? value.span : resource.nameSpan,
          params: { what, by: by(requirement) },
          resource,
          requirement,
        };
    for (const requirement of asked(graph, 'cors')) yield* otherOrigins(graph, requirement);
  },
  fix({ message, resource, requirement }) {
    const demand = requirement?.demand;
    if (!resource) return 'the resource is no longer there';
    if (message === 'auth') {
      if (resource.type !== 'AWS::Lambda::Url') return 'which authorizer asks is for you to say';
      return [
        {
          title: 'Let IAM ask who calls',
          intents: [{ kind: 'setProperty', resource: resource.id, path: ['AuthType'], value: 'AWS_IAM' }],
          safety: 'review',
        },
      ];
    }
    const place = ORIGINS[resource.type];
    if (!place || demand?.kind !== 'cors') return 'the headers are made by an integration';
    const value = [...demand.origins];
    return [
      {
        title: `Allow ${value.join(', ')}`,
        intents: [{ kind: 'setProperty', resource: resource.id, path: place, value }],
        safety: 'review',
      },
    ];
  },
});

/** Where a type says which origins it allows. */
const ORIGINS: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGatewayV2::Api': ['CorsConfiguration', 'AllowOrigins'],
  'AWS::Serverless::HttpApi': ['CorsConfiguration', 'AllowOrigins'],
  'AWS::Lambda::Url': ['Cors', 'AllowOrigins'],
};

interface OpenCall {
  readonly resource: Resource;
  readonly what: string;
  readonly value: Value | null;
}

/** What can be called without anybody asking who does. */
function* openCalls(graph: ResourceGraph, except: readonly string[]): Generator<OpenCall> {
  const isExcept = (path: string | null) => path !== null && except.some(e => plain(e) === plain(path));
  const isOpen = (resource: Resource) => {
    const value = at(resource.properties, 'AuthorizationType');
    const none = value.kind === 'absent' || stringOf(value) === 'NONE';
    return none && booleanOf(at(resource.properties, 'ApiKeyRequired')) !== true && isWhole(resource);
  };
  for (const method of graph.ofType('AWS::ApiGateway::Method')) {
    const verb = stringOf(at(method.properties, 'HttpMethod'));
    if (method.owner.kind === 'internal' || verb === null || verb === 'OPTIONS' || !isOpen(method)) continue;
    const at_ = at(method.properties, 'ResourceId');
    const parent =
      at_.kind === 'reference' && at_.target.kind === 'resource' ? graph.resource(at_.target.id) : undefined;
    const part = parent ? stringOf(at(parent.properties, 'PathPart')) : null;
    if (isExcept(part ?? '/')) continue;
    const value = at(method.properties, 'AuthorizationType');
    yield { resource: method, what: `${verb} ${part === null ? '/' : `…/${part}`}`, value };
  }
  for (const route of graph.ofType('AWS::ApiGatewayV2::Route')) {
    const key = stringOf(at(route.properties, 'RouteKey'));
    // Of a WebSocket only the connection asks who comes.
    if (key === null || !(key.includes('/') || key === '$default' || key === '$connect') || !isOpen(route)) continue;
    if (key.startsWith('OPTIONS ') || isExcept(key.replace(/^[A-Z]+ /, ''))) continue;
    yield { resource: route, what: key, value: at(route.properties, 'AuthorizationType') };
  }
  for (const address of graph.ofType('AWS::Lambda::Url')) {
    const value = at(address.properties, 'AuthType');
    if (stringOf(value) === 'NONE') yield { resource: address, what: `The address ${address.logicalId}`, value };
  }
  for (const type of ['AWS::Serverless::Api', 'AWS::Serverless::HttpApi'])
    for (const api of graph.ofType(type)) {
      if (at(api.properties, 'Auth').kind !== 'absent' || at(api.properties, 'DefinitionBody').kind !== 'absent')
        continue;
      if (!graph.ofType('AWS::Serverless::Function').some(hasOwnAuth))
        yield { resource: api, what: api.logicalId, value: null };
    }
}

function isWhole({ properties }: Resource): boolean {
  return properties.complete;
}

function hasOwnAuth(fn: Resource): boolean {
  const events = at(fn.properties, 'Events');
  if (events.kind !== 'object') return events.kind !== 'absent';
  return events.entries.some(e => at(e.value, 'Properties', 'Auth').kind !== 'absent');
}

function* otherOrigins(graph: ResourceGraph, requirement: Asked<'cors'>) {
  const { origins } = requirement.demand;
  const wanted = origins.length === 0 ? 'none' : origins.join(', ');
  const params = { wanted, by: by(requirement) };
  for (const [type, path] of Object.entries(ORIGINS))
    for (const resource of graph.ofType(type)) {
      if (type === 'AWS::ApiGatewayV2::Api' && stringOf(at(resource.properties, 'ProtocolType')) !== 'HTTP') continue;
      const list = at(resource.properties, ...path);
      const known = asList(list);
      const missing = at(resource.properties, path[0] as string).kind === 'absent' && isWhole(resource);
      if (missing && type !== 'AWS::Lambda::Url' && origins.length > 0)
        yield {
          message: 'cors' as const,
          at: resource.nameSpan,
          params: { ...params, resource: resource.logicalId },
          resource,
          requirement,
        };
      for (const item of list.kind === 'absent' ? [] : (known?.items ?? []))
        yield* wrongOrigin(resource, item, stringOf(item), requirement);
    }
  for (const method of graph.ofType('AWS::ApiGateway::Method')) {
    if (method.owner.kind === 'internal' || stringOf(at(method.properties, 'HttpMethod')) !== 'OPTIONS') continue;
    for (const answer of asList(at(method.properties, 'Integration', 'IntegrationResponses'))?.items ?? []) {
      const value = at(answer, 'ResponseParameters', 'method.response.header.Access-Control-Allow-Origin');
      yield* wrongOrigin(method, value, stringOf(value)?.replace(/^'(.*)'$/, '$1') ?? null, requirement);
    }
  }
}

function* wrongOrigin(resource: Resource, value: Value, origin: string | null, requirement: Asked<'cors'>) {
  const { origins } = requirement.demand;
  if (origin === null || value.kind === 'absent' || origins.includes(origin)) return;
  yield {
    message: 'origin' as const,
    at: value.span,
    params: {
      resource: resource.logicalId,
      is: shown(value),
      wanted: origins.length === 0 ? 'none' : origins.join(', '),
      by: by(requirement),
    },
    resource,
    requirement,
    subject: origin,
  };
}

const plain = (path: string) => path.replace(/^\/|\/$/g, '').toLowerCase();
