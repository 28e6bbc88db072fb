import { expect, it } from 'vitest';
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { invalid } from './invalid.ts';

const given = (text: string, files: Record<string, string> = {}) =>
  withFiles(yaml`Resources: { Invoices: { Type: 'AWS::S3::Bucket' } }`, { 'plumbline.yaml': text, ...files });
const said = (place: string, message: string) => `warning requirements/invalid ${JSON.stringify(place)}: ${message}`;

ruleTest(invalid, ({ check, fixed }) => {
  check('an unknown key', given('version: 1\nrequirements:\n  nameing: x\n'), [
    said('nameing', 'nameing is no key that can stand here. Did you mean naming?'),
  ]);
  check('a key with other separators', given('version: 1\nrequirements:\n  monitoring: { log-retention-days: 3 }\n'), [
    said('log-retention-days', 'log-retention-days is no key that can stand here. Did you mean log_retention_days?'),
  ]);
  check('a wrong type', given('version: 1\nrequirements:\n  network: { nat_gateways: two }\n'), [
    said('two', 'two is not what should stand here: a number or `per_az` or a map of keys.'),
  ]);
  check('a list where a map stands', given('version: 1\nrequirements: [naming]\n'), [
    said('[naming]', 'This should be a map of keys, not a list.'),
  ]);
  check('half a key', given('version: 1\nrequirements:\n  naming:\n'), [
    said('', 'Nothing stands here; it should be a text or a map of keys.'),
  ]);
  check('no version', given('requirements: {}\n'), [said('requirements', 'version is missing here.')]);
  check(
    'an unknown type, region, rule and property',
    given(`
version: 1
requirements:
  region: us-esat-1
  services: [AWS::S3::Buckett]
  properties:
    lambda: { timeouts: 3 }
rules: { iam/wildcrd-action: off }
`),
    [
      said('us-esat-1', 'us-esat-1 is no AWS region. Did you mean us-east-1?'),
      said(
        'AWS::S3::Buckett',
        'AWS::S3::Buckett is no service, resource type or logical ID that is known. Did you mean AWS::S3::Bucket?',
      ),
      said('timeouts', 'Lambda has no property timeouts. Did you mean timeout?'),
      said('iam/wildcrd-action', 'There is no rule iam/wildcrd-action. Did you mean iam/wildcard-action?'),
    ],
  );
  check(
    'patterns that no name follows',
    given(`
version: 1
requirements:
  naming:
    pattern: "Orders-{env}"
    case: kebab
`),
    [said('"Orders-{env}"', '“Orders-” is not kebab case, which all names must be.')],
  );
  check('a bracket that is not closed', given('version: 1\nrequirements:\n  naming: "{env-x"\n'), [
    said('"{env-x"', 'A bracket of “{env-x” is not closed.'),
  ]);
  check(
    'a default that is no environment',
    given('version: 1\nrequirements:\n  environments: { names: [dev, prod], default: test }\n'),
    [said('test', 'test is none of the environments dev, prod.')],
  );
  check(
    'contradictions between properties',
    given(`
version: 1
requirements:
  properties:
    lambda: { runtime: nodejs22.x }
    AWS::Lambda::Function: { runtime: nodejs24.x }
    sqs: { visibility_timeout: { min: 60, max: 30 } }
`),
    [
      said('runtime: nodejs24.x', 'This contradicts properties.lambda.runtime: no value of runtime can be both.'),
      said('visibility_timeout: { min: 60, max: 30 }', 'No number is at least 60 and at most 30.'),
    ],
  );
  check(
    'things that are to go with their stack, and are kept from being deleted',
    given(`
version: 1
requirements:
  lifecycle: { default: destroyable, dynamodb: retained }
  properties:
    rds: { deletion_protection: true }
    s3: { deletion_policy: Retain }
    sqs: { deletion_policy: Delete }
    dynamodb: { deletion_protection: true }
    Orders: { deletion_protection: true }
`),
    ['deletion_protection: true', 'deletion_policy: Retain'].map(place =>
      said(place, 'This contradicts lifecycle.default: what is kept from being deleted can’t go with its stack.'),
    ),
  );
  check(
    'options of rules',
    given(`
version: 1
rules:
  logs/no-retention: { severity: loud, max_day: 30 }
  lambda/deprecated-runtime: { days_ahead: -1 }
  kms/unrotated-key: { days: 1 }
  iam/*: { severity: error }
`),
    [
      said('loud', 'loud is none of error, warning, information, hint, off.'),
      said('max_day', 'max_day is no key that can stand here. Did you mean max_days?'),
      said('-1', '-1 is not what should stand here: a number.'),
      said('days', 'days is no key that can stand here. There are severity.'),
    ],
  );
  check('a file that is extended and does not exist', given('version: 1\nextends: base.plumbline.yaml\n'), [
    said('base.plumbline.yaml', 'There is no file in this workspace, and no profile, base.plumbline.yaml.'),
  ]);
  check(
    'files that extend each other',
    given('version: 1\nextends: base.plumbline.yaml\n', {
      'base.plumbline.yaml': 'version: 1\nextends: plumbline.yaml\n',
    }),
    [said('plumbline.yaml', 'plumbline.yaml extends this file, directly or not; it adds nothing here.')],
  );
  check(
    'silent: everything in its short form',
    given(`
version: 1
project: orders
requirements:
  naming: "<project>-[resource]-\${environmentSuffix}"
  environments: [dev, prod]
  region: [us-east-1, eu-west-1]
  services: [lambda, { of: nat_gateway, count: 2 }, OrdersTable]
  connections: [api -> function -> table]
  tags: [Project, Owner]
  outputs: [ApiUrl]
  parameters: [EnvironmentSuffix]
  lifecycle: destroyable
  tests: every_stack
rules: { iam/*: error, naming/collision: off }
`),
    [],
  );
  it('writes what was meant', () =>
    expect(fixed(given('version: 1\nrequirements:\n  services: [lamda]\n'))).toContain('services: [lambda]'));
});
