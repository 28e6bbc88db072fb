import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { authorizerMismatch } from './authorizer-mismatch.ts';

const made = (type: string, props: string) => cdk`
  new apigateway.${type}(this, 'Login', {
    handler: lambda.Function.fromFunctionName(this, 'Check', 'check-token'),
    ${props}
  });
`;
const HEADER = "apigateway.IdentitySource.header('Authorization')";

ruleTest(authorizerMismatch, ({ check, fixed, offered }) => {
  check('one header', made('RequestAuthorizer', `identitySources: [${HEADER}],`), [
    'information cdk/authorizer-mismatch "RequestAuthorizer": Login is given whole requests and names one header; a token authorizer is given just that.',
  ]);
  check('the key of the other kind', made('TokenAuthorizer', `identitySources: [${HEADER}],`), [
    'warning cdk/authorizer-mismatch "identitySources": TokenAuthorizer takes identitySource; identitySources is not read.',
  ]);
  check(
    'silent in tests',
    withFiles(made('TokenAuthorizer', "identitySource: apigateway.IdentitySource.header('Authorization'),"), {
      'app/test/api.test.ts': `import { aws_apigateway as apigateway, Stack } from 'aws-cdk-lib';
new apigateway.RequestAuthorizer(new Stack(), 'Login', { handler, identitySources: [${HEADER}] });
`,
    }),
    [],
  );
  check(
    'nothing to keep answers by',
    made('RequestAuthorizer', 'identitySources: [], resultsCacheTtl: cdk.Duration.minutes(5),'),
    [
      'error cdk/authorizer-mismatch "identitySources": Login keeps its answers and names no identity source to keep them by; API Gateway refuses that.',
    ],
  );
  check(
    'a query string, and what can’t be seen, are silent',
    made('RequestAuthorizer', "identitySources: [apigateway.IdentitySource.queryString('token')],"),
    [],
  );
  check(
    'a list from elsewhere is silent',
    made('RequestAuthorizer', 'identitySources: this.node.tryGetContext("sources"),'),
    [],
  );
  check(
    'a spread may turn the cache off',
    made('RequestAuthorizer', 'identitySources: [], ...this.node.tryGetContext("more"),'),
    [],
  );
  check(
    'templates: a token authorizer of several sources; one that is a parameter is silent',
    yaml`
      Parameters:
        Source: { Type: String }
      Resources:
        Two:
          Type: AWS::ApiGateway::Authorizer
          Properties:
            Name: two
            Type: TOKEN
            RestApiId: abc123
            IdentitySource: method.request.header.A, method.request.header.B
        Other:
          Type: AWS::ApiGateway::Authorizer
          Properties: { Name: other, Type: REQUEST, RestApiId: abc123, IdentitySource: !Ref Source }
    `,
    [
      'error cdk/authorizer-mismatch "method.request.header.A, method.request.header.B": Two is given one token, and names several identity sources.',
    ],
  );
  it('changes the kind, both ways', () => {
    expect(fixed(made('RequestAuthorizer', `identitySources: [ ${HEADER}, ],`))).toMatch(
      /new apigateway\.TokenAuthorizer\([\s\S]*identitySource: apigateway\.IdentitySource\.header\('Authorization'\),\n/,
    );
    const two = made('TokenAuthorizer', `identitySources: [${HEADER}, apigateway.IdentitySource.queryString('t')],`);
    expect(fixed(two)).toContain('new apigateway.RequestAuthorizer(');
    expect(fixed(made('TokenAuthorizer', `identitySources: [${HEADER}],`))).toContain(`identitySource: ${HEADER},`);
    expect(
      fixed(made('RequestAuthorizer', `identitySource: ${HEADER}, resultsCacheTtl: cdk.Duration.seconds(0),`)),
    ).toContain('new apigateway.TokenAuthorizer(');
  });
  it('turns the cache off', () => {
    expect(fixed(made('RequestAuthorizer', 'identitySources: [],'))).toContain(
      'resultsCacheTtl: cdk.Duration.seconds(0), ',
    );
    expect(fixed(made('RequestAuthorizer', 'identitySources: [], resultsCacheTtl: cdk.Duration.hours(1),'))).toContain(
      'resultsCacheTtl: cdk.Duration.seconds(0),',
    );
  });
  it('mends templates', () => {
    const login = (more: string) => yaml`
      Resources:
        Login:
          Type: AWS::ApiGateway::Authorizer
          Properties:
            Name: login
            Type: REQUEST # of the whole request
            RestApiId: abc123
            ${more}
    `;
    expect(fixed(login('IdentitySource: method.request.header.Authorization'))).toContain(
      'Type: TOKEN # of the whole request',
    );
    expect(offered(login('AuthorizerResultTtlInSeconds: 300'))).toEqual(['review: Keep no answers']);
    expect(fixed(login('AuthorizerResultTtlInSeconds: 300'))).toContain('AuthorizerResultTtlInSeconds: 0');
  });
});
