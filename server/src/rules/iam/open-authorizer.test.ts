/** Lambda authorizers that let calls through. */
import { expect, it } from 'vitest';
import { type Example, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openAuthorizer } from './open-authorizer.ts';

/** A function with the given code. */
const runs = (code: string, name = 'Check'): Example =>
  withFiles(
    yaml`
      Resources:
        ${name}:
          Type: AWS::Serverless::Function
          Properties: { CodeUri: check/, Handler: index.handler, Runtime: nodejs22.x }
    `,
    { 'check/index.js': code },
  );
const answer = (effect: string, resource: string) =>
  `({ principalId: 'x', policyDocument: { Statement: [{ Action: 'execute-api:Invoke', Effect: ${effect}, Resource: ${resource} }] } })`;

ruleTest(openAuthorizer, ({ check, fixed, offered }) => {
  check('every method', runs(`exports.handler = async event => ${answer("ok(event) ? 'Allow' : 'Deny'", "'*'")};`), [
    `information iam/open-authorizer "'*'": Check allows every method of the API, whichever was asked for.`,
  ]);
  check(
    'every method, by way of a helper',
    runs(`
      exports.handler = async event => {
        if (!valid(event)) throw new Error('Unauthorized');
        return generatePolicy('user', 'Allow', '*');
      };
      const generatePolicy = (id, effect, resource) => ${answer('effect', 'resource')};
    `),
    [`information iam/open-authorizer "'*'": Check allows every method of the API, whichever was asked for.`],
  );
  check('a stub', runs(`exports.handler = async event => ${answer("'Allow'", 'event.methodArn')};`), [
    `warning iam/open-authorizer "'Allow'": Check allows every call: nothing in it refuses one.`,
  ]);
  check(
    'a promise that fails',
    runs(`
      exports.handler = event => verify(event).then(() => ${answer("'Allow'", 'event.methodArn')})
        .catch(() => ${answer("'Allow'", 'event.methodArn')});
    `),
    [`error iam/open-authorizer "'Allow'": Check allows the call where checking it failed.`],
  );
  check(
    'the simple answer of an HTTP API',
    runs(
      `exports.handler = async event => { try { return { isAuthorized: ok(event) }; } catch { return { isAuthorized: true }; } };`,
      'Authorizer',
    ),
    ['error iam/open-authorizer "true": Authorizer allows the call where checking it failed.'],
  );

  check(
    'silent: a check that throws',
    runs(`exports.handler = async event => { verify(event); return ${answer("'Allow'", 'event.methodArn')}; };`),
  );
  check(
    'silent: denying everything',
    runs(`exports.handler = async event => ok(event) ? allow(event) : ${answer("'Deny'", "'*'")};`),
  );
  check(
    'silent: refusing where it fails',
    runs(
      `exports.handler = async event => { try { return allow(event); } catch { return ${answer("'Deny'", "'*'")}; } };`,
    ),
  );
  check(
    'silent: a policy for something else',
    runs(`exports.policy = { Action: 's3:GetObject', Effect: 'Allow', Resource: '*' };`),
  );
  check('silent: isAuthorized of something else', runs(`exports.handler = async () => ({ isAuthorized: true });`));
  check(
    'silent: code that no function runs',
    withFiles(
      yaml`
    Resources:
      Jobs: { Type: AWS::SQS::Queue }
  `,
      { 'check/index.js': `exports.handler = async event => ${answer("'Allow'", "'*'")};` },
    ),
  );

  it('refuses where checking failed', () =>
    expect(fixed(openAuthorizer.docs.bad[0] as Example)).toContain("return policy('Deny', event.methodArn);\n"));
  it('names the method that was asked for', () =>
    expect(fixed(runs(`exports.handler = async event => ${answer("ok(event) ? 'Allow' : 'Deny'", "'*'")};`))).toContain(
      'Resource: event.methodArn',
    ));
  it('says what it can’t know', () =>
    expect(offered(runs(`exports.handler = async event => ${answer("'Allow'", 'event.methodArn')};`))[0]).toMatch(
      /^refused: .*whom to refuse/,
    ));

  const python = (code: string) =>
    withFiles(
      yaml`
        Resources:
          Check:
            Type: AWS::Serverless::Function
            Properties: { CodeUri: check/, Handler: app.handler, Runtime: python3.13 }
      `,
      { 'check/app.py': code },
    );
  const POLICY = `
def policy(effect, resource):
    return {'principalId': 'caller', 'policyDocument': {'Version': '2012-10-17', 'Statement': [
        {'Action': 'execute-api:Invoke', 'Effect': effect, 'Resource': resource}]}}
`;
  const everywhere = python(`
def handler(event, context):
    effect = 'Allow' if event['authorizationToken'] == TOKEN else 'Deny'
    return {'principalId': 'caller', 'policyDocument': {'Statement': [
        {'Action': ['execute-api:Invoke'], 'Effect': effect, 'Resource': ['*']}]}}
`);
  const failsOpen = python(`${POLICY}
def handler(event, context):
    try:
        return policy('Allow' if verify(event) else 'Deny', event['methodArn'])
    except Exception as error:
        if error:
            print(error)
        return policy("Allow", event['methodArn'])
`);
  check('in Python, where checking failed', failsOpen, [
    'error iam/open-authorizer "\\"Allow\\"": Check allows the call where checking it failed.',
  ]);
  check('in Python, every method', everywhere, [
    `information iam/open-authorizer "'*'": Check allows every method of the API, whichever was asked for.`,
  ]);
  check(
    'in Python, always',
    python(`${POLICY}
def handler(event, context):
    print(json.dumps(event))
    return policy('Allow', event['methodArn'])
`),
    [`warning iam/open-authorizer "'Allow'": Check allows every call: nothing in it refuses one.`],
  );
  check(
    'silent in Python: a call that may fail, a refusal, a handler after the failed one',
    python(`${POLICY}
def handler(event, context):
    claims = jwt.decode(event['authorizationToken'], KEY)
    return policy('Allow', event['methodArn'])
def other(event, context):
    try:
        verify(event)
    except Exception:
        return policy('Deny', '*')
    return policy('Allow', event['methodArn'])
`),
  );
  it('mends Python in its own words', () => {
    expect(fixed(failsOpen)).toContain('return policy("Deny", event[\'methodArn\'])');
    expect(fixed(everywhere)).toContain("'Resource': [event['methodArn']]");
  });
});
