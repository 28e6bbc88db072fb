/** Lambda authorizers that let calls through. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { AuthorizerPolicy } from '../../core/resource.ts';

const CHECKS = `
  exports.handler = async event => {
    const allowed = event.authorizationToken === process.env.TOKEN;
    return {
      principalId: 'caller',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: allowed ? 'Allow' : 'Deny', Resource: event.methodArn }],
      },
    };
  };
`;
const FAILS_OPEN = `
  exports.handler = async event => {
    try {
      return policy(check(event) ? 'Allow' : 'Deny', event.methodArn);
    } catch (error) {
      return policy('Allow', event.methodArn);
    }
  };
  const policy = (Effect, Resource) => ({
    principalId: 'caller',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }] },
  });
`;

export const openAuthorizer = defineRule({
  id: 'iam/open-authorizer',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A Lambda authorizer refuses what it has not checked.',
    why: `An authorizer is the lock of an API, and its code is seldom looked at again. One that answers \`Allow\` in a \`catch\`
opens the API to whoever sends a token that makes the check throw; one in which nothing refuses is a stub that was left
behind. A policy for \`Resource: '*'\` allows every method, also those that the caller was not asked about; it is
information, because it is also the plain way to have one answer cached for several methods: list those instead. Authorizers
in JavaScript, TypeScript and Python are read, with policies and with the simple answer of HTTP APIs.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Check:
              Type: AWS::Serverless::Function
              Properties: { CodeUri: check/, Handler: index.handler, Runtime: nodejs22.x }
        `,
        { 'check/index.js': FAILS_OPEN },
      ),
      withFiles(
        cdk`
          const check = new lambda.Function(this, 'Check', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('check'),
          });
          new apigateway.TokenAuthorizer(this, 'Lock', { handler: check });
        `,
        { 'check/index.js': FAILS_OPEN },
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Check:
              Type: AWS::Serverless::Function
              Properties: { CodeUri: check/, Handler: index.handler, Runtime: nodejs22.x }
        `,
        { 'check/index.js': CHECKS },
      ),
      withFiles(
        cdk`
          const check = new lambda.Function(this, 'Check', {
            runtime: lambda.Runtime.NODEJS_22_X,
            handler: 'index.handler',
            code: lambda.Code.fromAsset('check'),
          });
          new apigateway.TokenAuthorizer(this, 'Lock', { handler: check });
        `,
        { 'check/index.js': CHECKS },
      ),
    ],
    links: [
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html',
      'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html',
    ],
    peers: ['OWASP API2:2023'],
  },
  messages: {
    failure: '{function} allows the call where checking it failed.',
    always: '{function} allows every call: nothing in it refuses one.',
    everywhere: '{function} allows every method of the API, whichever was asked for.',
  },

  *checkGraph({ graph }) {
    for (const unit of graph.code) {
      const facts = unit.facts.filter(f => f.kind === 'authorizer-policy');
      if (facts.length === 0) continue;
      const users = graph.functionsOf(unit).map(f => f.resource);
      // A policy for calling APIs has no other use; `isAuthorized` is a word like others.
      const [fn] = facts[0]?.form === 'policy' ? users : users.filter(u => isAuthorizer(graph, u.id));
      if (!fn) continue;
      for (const fact of facts) {
        yield {
          message: fact.says === 'on-failure' ? 'failure' : fact.says,
          at: fact.span,
          params: { function: fn.logicalId },
          resource: fn,
          severity: fact.says === 'everywhere' ? 'information' : fact.says === 'always' ? 'warning' : 'error',
          subject: fact.says,
          data: fact,
        };
      }
    }
  },

  fix(signal) {
    const { says, span, replacement } = signal.data as AuthorizerPolicy;
    if (replacement === null) return 'whom to refuse is for you to say';
    const title = says === 'everywhere' ? 'Allow the method that was asked for alone' : 'Refuse the call';
    return [{ title, intents: [{ kind: 'replaceText', span, text: replacement }], safety: 'review' }];
  },
});

/** Whether an API asks a function whom it may let in. */
function isAuthorizer(graph: ResourceGraph, id: string): boolean {
  return (
    /auth/i.test(id.replace(/^.*[#/]/, '')) ||
    graph.edgesTo(id, 'invoke').some(e => /::Authorizer$/.test(graph.resource(e.from)?.type ?? ''))
  );
}
