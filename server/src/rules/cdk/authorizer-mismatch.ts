/** Reports Lambda authorizers of REST APIs that are of the wrong kind for what they read, or that can't be as they are. */
import type { Intent } from '../../core/intent.ts';
import type { LambdaAuthorizer, Resource } from '../../core/resource.ts';
import { isTest } from './places.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';

type Data =
  | { readonly kind: 'construct'; readonly made: LambdaAuthorizer }
  | { readonly kind: 'resource'; readonly resource: Resource; readonly source: string | null };

export const authorizerMismatch = defineRule({
  id: 'cdk/authorizer-mismatch',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  blocksDeployment: ['noSource'],
  docs: {
    summary: 'A Lambda authorizer is of the kind that fits what it reads.',
    why: `A REST API knows two kinds. A *token* authorizer is given one header, in \`event.authorizationToken\`, and API Gateway can
turn requests away by a regular expression before the function runs. A *request* authorizer is given the whole request, in
\`event.headers\` and \`event.queryStringParameters\`, and may name several identity sources, which are the key of its cache. A
request authorizer that names one header does the work of a token authorizer; it is right if its function reads more of the
request than that header.

With its cache on, which it is unless \`resultsCacheTtl\` says zero, a request authorizer needs at least one identity source: the
CDK refuses to synthesize it without, and API Gateway to make it. \`identitySource\` belongs to token authorizers and
\`identitySources\` to request authorizers; the other one is not read.

The fixes change the kind. The function must then read its event the other way: that is for you to do.`,
    bad: [
      cdk`
        new apigateway.RequestAuthorizer(this, 'Login', {
          handler: lambda.Function.fromFunctionName(this, 'Check', 'check-token'),
          identitySources: [apigateway.IdentitySource.header('Authorization')],
        });
      `,
      cdk`
        new apigateway.RequestAuthorizer(this, 'Login', {
          handler: lambda.Function.fromFunctionName(this, 'Check', 'check-token'),
          identitySources: [],
        });
      `,
      yaml`
        Resources:
          Api:
            Type: AWS::ApiGateway::RestApi
            Properties: { Name: orders }
          Login:
            Type: AWS::ApiGateway::Authorizer
            Properties:
              Name: login
              Type: REQUEST
              RestApiId: !Ref Api
              AuthorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/check/invocations
      `,
      json`
        {
          "Resources": {
            "Login": {
              "Type": "AWS::ApiGateway::Authorizer",
              "Properties": {
                "Name": "login",
                "Type": "REQUEST",
                "RestApiId": "abc123",
                "IdentitySource": "method.request.header.Authorization",
                "AuthorizerUri": "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/check/invocations"
              }
            }
          }
        }
      `,
    ],
    good: [
      cdk`
        new apigateway.TokenAuthorizer(this, 'Login', {
          handler: lambda.Function.fromFunctionName(this, 'Check', 'check-token'),
          validationRegex: '^Bearer .+$',
        });
        new apigateway.RequestAuthorizer(this, 'Tenant', {
          handler: lambda.Function.fromFunctionName(this, 'CheckTenant', 'check-tenant'),
          identitySources: [
            apigateway.IdentitySource.header('Authorization'),
            apigateway.IdentitySource.queryString('tenant'),
          ],
        });
        new apigateway.RequestAuthorizer(this, 'Always', {
          handler: lambda.Function.fromFunctionName(this, 'CheckAll', 'check-all'),
          identitySources: [],
          resultsCacheTtl: cdk.Duration.seconds(0),
        });
      `,
      yaml`
        Resources:
          Login:
            Type: AWS::ApiGateway::Authorizer
            Properties:
              Name: login
              Type: TOKEN
              RestApiId: abc123
              IdentitySource: method.request.header.Authorization
              IdentityValidationExpression: ^Bearer .+$
              AuthorizerUri: arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/check/invocations
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html',
    ],
  },
  messages: {
    oneHeader: '{name} is given whole requests and names one header; a token authorizer is given just that.',
    noSource: '{name} keeps its answers and names no identity source to keep them by; API Gateway refuses that.',
    otherKey: '{type} takes {key}; {written} is not read.',
    severalSources: '{name} is given one token, and names several identity sources.',
  },
  types: ['AWS::ApiGateway::Authorizer'],
  *checkResource(resource) {
    // Of constructs their own code tells more.
    if (resource.owner.kind !== 'yours' || (resource.construct && resource.construct.level > 1)) return;
    const type = stringOf(at(resource.properties, 'Type'));
    const source = at(resource.properties, 'IdentitySource');
    const ttl = at(resource.properties, 'AuthorizerResultTtlInSeconds');
    const common = { resource, params: { name: resource.logicalId } };
    if (source.kind === 'absent') {
      const kept = ttl.kind === 'absent' || (ttl.kind === 'literal' && Number(ttl.value) > 0);
      if (type === 'REQUEST' && kept)
        yield {
          ...common,
          message: 'noSource',
          at: resource.nameSpan,
          severity: 'error',
          data: dataOf(resource, null),
        };
      return;
    }
    const written = stringOf(source);
    if (written === null) return;
    const several = written.includes(',');
    if (type === 'REQUEST' && !several && /^\s*method\.request\.header\.[\w-]+\s*$/.test(written))
      yield { ...common, message: 'oneHeader', at: source.span, data: dataOf(resource, written) };
    else if (type === 'TOKEN' && several)
      yield {
        ...common,
        message: 'severalSources',
        at: source.span,
        severity: 'error',
        data: dataOf(resource, written),
      };
  },
  *checkSource(fact) {
    if (fact.kind !== 'lambda-authorizer' || isTest(fact.uri)) return;
    const { type, sources, keys, ttl, id } = fact;
    const common = { params: { name: id }, subject: id, data: { kind: 'construct', made: fact } satisfies Data };
    const own = type === 'TokenAuthorizer' ? 'identitySource' : 'identitySources';
    if (sources && sources.key !== own) {
      if (keys?.includes(own)) return;
      yield {
        ...common,
        message: 'otherKey',
        at: sources.keySpan,
        severity: 'warning',
        params: { type, key: own, written: sources.key },
      };
      return;
    }
    if (type !== 'RequestAuthorizer' || !sources?.items) return;
    const [only, another] = sources.items;
    if (only === undefined) {
      if (ttl === null && keys === null) return;
      if (ttl === null || (typeof ttl === 'number' && ttl > 0))
        yield { ...common, message: 'noSource', at: sources.keySpan, severity: 'error' };
    } else if (another === undefined && only.isHeader) yield { ...common, message: 'oneHeader', at: fact.nameSpan };
  },
  fix({ data, message }) {
    const found = data as Data;
    return found.kind === 'construct' ? ofConstruct(found.made, message) : ofResource(found, message);
  },
});

function dataOf(resource: Resource, source: string | null): Data {
  return { kind: 'resource', resource, source };
}

function ofConstruct(made: LambdaAuthorizer, message: string) {
  const { sources, nameSpan, insertAt, ttlSpan } = made;
  if (!sources) return 'it names no identity source';
  const text = (span: LambdaAuthorizer['span'], code: string): Intent => ({
    kind: 'replaceText',
    span,
    text: code,
    names: true,
  });
  const [only, another] = sources.items ?? [];
  /** The one item without the brackets around it. */
  const unwrapped =
    only && !another ? [cut(sources.span, 'before', only.span), cut(sources.span, 'after', only.span)] : null;
  const toToken = unwrapped && [text(sources.keySpan, 'identitySource'), ...unwrapped.map(s => text(s, ''))];
  const wrap = (key: string) => [
    text(sources.keySpan, key),
    text({ ...sources.span, end: sources.span.start }, '['),
    text({ ...sources.span, start: sources.span.end }, ']'),
  ];
  switch (message) {
    case 'noSource': {
      const zero = '${aws-cdk-lib.Duration}.seconds(0)';
      return [
        {
          title: 'Keep no answers',
          intents: [ttlSpan ? text(ttlSpan, zero) : text(insertAt, `resultsCacheTtl: ${zero}, `)],
          safety: 'review' as const,
        },
      ];
    }
    case 'oneHeader':
      if (!toToken) return 'its identity source can’t be seen';
      return [
        {
          title: 'Make it a token authorizer (its function then reads event.authorizationToken)',
          intents: [text(nameSpan, 'TokenAuthorizer'), ...toToken],
          safety: 'review' as const,
        },
      ];
    default: {
      if (made.type === 'RequestAuthorizer')
        return [
          {
            title: 'Write identitySources',
            intents: sources.items ? [text(sources.keySpan, 'identitySources')] : wrap('identitySources'),
            safety: 'review' as const,
          },
          {
            title: 'Make it a token authorizer',
            intents: [text(nameSpan, 'TokenAuthorizer')],
            safety: 'review' as const,
          },
        ];
      const asRequest = {
        title: 'Make it a request authorizer (its function then reads event.headers)',
        intents: [text(nameSpan, 'RequestAuthorizer')],
        safety: 'review' as const,
      };
      return toToken
        ? [{ title: 'Write identitySource', intents: toToken, safety: 'review' as const }, asRequest]
        : [asRequest];
    }
  }
}

/** What of a list stands before or after its only item. */
function cut(list: LambdaAuthorizer['span'], side: 'before' | 'after', item: LambdaAuthorizer['span']) {
  return side === 'before' ? { ...list, end: item.start } : { ...list, start: item.end };
}

function ofResource({ resource, source }: Extract<Data, { readonly kind: 'resource' }>, message: string) {
  const set = (name: string, value: string | number): Intent => ({
    kind: 'setProperty',
    resource: resource.id,
    path: [name],
    value,
  });
  if (message === 'noSource')
    return [{ title: 'Keep no answers', intents: [set('AuthorizerResultTtlInSeconds', 0)], safety: 'review' as const }];
  if (source === null) return 'its identity source can’t be seen';
  const type = message === 'oneHeader' ? 'TOKEN' : 'REQUEST';
  const reads = type === 'TOKEN' ? 'event.authorizationToken' : 'event.headers';
  return [
    {
      title: `Make it a ${type.toLowerCase()} authorizer (its function then reads ${reads})`,
      intents: [set('Type', type)],
      safety: 'review' as const,
    },
  ];
}
