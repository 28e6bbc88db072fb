/** Fixes that give an API a path: a route or a method, wired to a function beside it, as the file makes its others. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { type Value, asList, at, stringOf, textParts } from '../../core/value.ts';
import { freeId, scopeOf } from '../requirements/scaffold.ts';
import { mentioned } from '../wiring/deliveries.ts';

/** More functions than this are no choice for a menu. */
const MAX_CHOICES = 3;

/**
 * Ways to give an API a path that is asked with GET: one for each function that could answer.
 * @param path `/health`, with parts in braces as the API's service writes them.
 */
export function routeFixes(graph: ResourceGraph, api: Resource, path: string): readonly FixProposal[] | string {
  const near = graph
    .ofType('AWS::Lambda::Function')
    .concat(graph.ofType('AWS::Serverless::Function'))
    .filter(f => f.owner.kind === 'yours' && f.condition === null && f.stack === api.stack);
  // Functions that the API calls already go before others.
  const called = near.filter(f => isCalled(graph, api, f));
  const functions = called.length > 0 ? called : near;
  if (functions.length === 0) return 'there is no function that could answer';
  if (functions.length > MAX_CHOICES) return 'which of the functions answers is for you to say';
  const made: FixProposal[] = [];
  let reason = '';
  for (const fn of functions) {
    const intents = wiring(graph, api, fn, path);
    if (typeof intents === 'string') reason = intents;
    else
      made.push({
        title: `Add GET ${path} to ${api.logicalId}, answered by ${fn.logicalId}`,
        intents,
        safety: 'review',
      });
  }
  return made.length > 0 ? made : reason;
}

function isCalled(graph: ResourceGraph, api: Resource, fn: Resource): boolean {
  return graph.edgesTo(fn.id).some(({ from }) => {
    const other = graph.resource(from);
    return (
      from === api.id ||
      (other !== undefined &&
        OF_API.some(([type, key]) => other.type === type && points(at(other.properties, key), api)))
    );
  });
}

/** What belongs to an API, and the property that says to which. */
const OF_API = [
  ['AWS::ApiGateway::Method', 'RestApiId'],
  ['AWS::ApiGatewayV2::Integration', 'ApiId'],
] as const;

function points(value: Value, to: Resource): boolean {
  return mentioned(value).includes(to.id);
}

function wiring(graph: ResourceGraph, api: Resource, fn: Resource, path: string): readonly Intent[] | string {
  if (api.language === 'typescript')
    return api.construct?.level === 2
      ? [{ kind: 'addRoute', api: api.id, function: fn.id, path }]
      : 'how L1 constructs are wired is for you to say';
  if (/^AWS::Serverless::/.test(api.type)) return event(api, fn, path);
  return api.type === 'AWS::ApiGateway::RestApi' ? method(graph, api, fn, path) : route(graph, api, fn, path);
}

/** The event of a SAM function. */
function event(api: Resource, fn: Resource, path: string): readonly Intent[] | string {
  if (fn.type !== 'AWS::Serverless::Function') return 'only events of serverless functions add paths to the API';
  const http = api.type === 'AWS::Serverless::HttpApi';
  const taken = at(fn.properties, 'Events');
  const names = taken.kind === 'object' ? taken.entries.map(e => e.key) : [];
  const name = named(path, '');
  const properties: Record<string, NewValue> = {
    Path: path,
    Method: http ? 'GET' : 'get',
    [http ? 'ApiId' : 'RestApiId']: { $ref: api.id, attribute: null },
  };
  return [
    {
      kind: 'setProperty',
      resource: fn.id,
      path: ['Events', names.includes(name) ? `${name}Path` : name],
      value: { $object: { Type: http ? 'HttpApi' : 'Api', Properties: { $object: properties } } },
    },
  ];
}

/** A route of an HTTP API, with the integration that there is for the function, or a new one. */
function route(graph: ResourceGraph, api: Resource, fn: Resource, path: string): readonly Intent[] | string {
  if (stringOf(at(api.properties, 'ProtocolType')) !== 'HTTP') return 'WebSocket APIs have no paths';
  const known = graph
    .ofType('AWS::ApiGatewayV2::Integration')
    .find(i => points(at(i.properties, 'ApiId'), api) && points(at(i.properties, 'IntegrationUri'), fn));
  const adding = additions(graph, api);
  const apiId: NewValue = { $ref: api.id, attribute: null };
  const integration = known?.logicalId ?? adding.id(named(path, 'Integration'));
  if (!known)
    adding.add(integration, 'AWS::ApiGatewayV2::Integration', {
      ApiId: apiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { $ref: fn.id, attribute: 'Arn' },
      PayloadFormatVersion: '2.0',
    });
  adding.add(adding.id(named(path, 'Route')), 'AWS::ApiGatewayV2::Route', {
    ApiId: apiId,
    RouteKey: `GET ${path}`,
    Target: { $sub: `integrations/\${${integration}}` },
  });
  permit(graph, api, fn, path, adding);
  return adding.intents;
}

/** A method of a REST API, with the resources of its path that are not there, and the deployment waiting for it. */
function method(graph: ResourceGraph, api: Resource, fn: Resource, path: string): readonly Intent[] {
  const adding = additions(graph, api);
  const restApi: NewValue = { $ref: api.id, attribute: null };
  const there = graph.ofType('AWS::ApiGateway::Resource').filter(r => points(at(r.properties, 'RestApiId'), api));
  let parent: NewValue = { $ref: api.id, attribute: 'RootResourceId' };
  // The last part that is there already; null once one had to be added.
  let last: Resource | null = api;
  for (const part of path.split('/').filter(p => p !== '')) {
    const above: Resource | null = last;
    const found: Resource | undefined =
      above === null
        ? undefined
        : there.find(
            r => stringOf(at(r.properties, 'PathPart')) === part && points(at(r.properties, 'ParentId'), above),
          );
    if (found) parent = { $ref: found.id, attribute: null };
    else {
      const logicalId = adding.id(named(part, 'Resource'));
      adding.add(logicalId, 'AWS::ApiGateway::Resource', { RestApiId: restApi, ParentId: parent, PathPart: part });
      parent = { $ref: scopeOf(api) + logicalId, attribute: null };
    }
    last = found ?? null;
  }
  const name = adding.id(named(path, 'Method'));
  adding.add(name, 'AWS::ApiGateway::Method', {
    RestApiId: restApi,
    ResourceId: parent,
    HttpMethod: 'GET',
    AuthorizationType: 'NONE',
    Integration: {
      $object: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          $sub: `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn.logicalId}.Arn}/invocations`,
        },
      },
    },
  });
  permit(graph, api, fn, path, adding);
  const deployments = graph
    .ofType('AWS::ApiGateway::Deployment')
    .filter(d => points(at(d.properties, 'RestApiId'), api));
  return [...adding.intents, ...deployments.flatMap(d => waitsFor(d, name))];
}

/** Lets a deployment wait for a method, which else may not be in it. */
function waitsFor({ id, attributes }: Resource, logicalId: string): Intent[] {
  const written = at(attributes, 'DependsOn');
  if (written.kind === 'list') return [{ kind: 'insertItem', list: written, value: logicalId }];
  const names = asList(written)?.items.map(stringOf) ?? [];
  const value = [...names.filter(n => n !== null), logicalId];
  return [{ kind: 'setAttribute', resource: id, name: 'DependsOn', value }];
}

/** Lets the API call the function, unless some permission does for all of its paths. */
function permit(graph: ResourceGraph, api: Resource, fn: Resource, path: string, adding: Additions): void {
  const may = graph.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    if (!points(at(properties, 'FunctionName'), fn)) return false;
    if (stringOf(at(properties, 'Principal')) !== 'apigateway.amazonaws.com') return false;
    const source = at(properties, 'SourceArn');
    const from = textParts(source)?.at(-1);
    return (
      source.kind === 'absent' || (points(source, api) && from?.kind === 'known' && /^\/\*(?:\/\*)*$/.test(from.text))
    );
  });
  if (may) return;
  adding.add(adding.id(named(path, 'Permission')), 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: { $ref: fn.id, attribute: null },
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      $sub: `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api.logicalId}}/*/GET${path.replace(/\{[^{}]*\}/g, '*')}`,
    },
  });
}

interface Additions {
  readonly intents: Intent[];
  /** A logical ID that is free. */
  id(wanted: string): string;
  add(logicalId: string, type: string, properties: Readonly<Record<string, NewValue>>): void;
}

/** Collects resources to add behind the last one of the API's stack. */
function additions(graph: ResourceGraph, api: Resource): Additions {
  const intents: Intent[] = [];
  const near = graph.resources.findLast(r => r.stack === api.stack && r.span.uri === api.span.uri) ?? api;
  return {
    intents,
    id: wanted => freeId(graph, api, wanted),
    add: (logicalId, type, properties) =>
      intents.push({ kind: 'addResource', near: near.id, logicalId, type, properties }),
  };
}

/** A logical ID made of the words of a path: `/v1/health` and `Route` give `V1HealthRoute`. */
function named(path: string, kind: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(w => w !== '');
  return words.map(w => w.charAt(0).toUpperCase() + w.slice(1)).join('') + kind;
}
