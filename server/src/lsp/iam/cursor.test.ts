/** Where a position stands in a policy, in whole texts and in texts that are half typed. */
import { describe, expect, it } from 'vitest';
import { type PolicyPlace, policyCursor } from './cursor.ts';

/** What stands at `|`: the place, the word, and what of it stands before. */
function at(name: string, marked: string): readonly [PolicyPlace, string, string] | null {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const cursor = policyCursor(`file:///app/${name}`, text, offset);
  if (!cursor) return null;
  expect(text.slice(cursor.start, cursor.end)).toBe(cursor.word);
  expect(text.slice(cursor.start, offset)).toBe(cursor.before);
  return [cursor.place, cursor.word, cursor.before];
}

const IAM = "import * as iam from 'aws-cdk-lib/aws-iam';\n";
const code = (marked: string) => at('stack.ts', `${IAM}${marked}`);

describe('in code', () => {
  it.each<readonly [string, string, readonly [PolicyPlace, string, string] | null]>([
    [
      'a whole statement',
      "new iam.PolicyStatement({ actions: ['s3:Get|Object'], resources: ['*'] });",
      ['action', 's3:GetObject', 's3:Get'],
    ],
    ['the second of a list', "new PolicyStatement({ actions: ['s3:GetObject', 'dyn|'] })", ['action', 'dyn', 'dyn']],
    ['an empty string', "new iam.PolicyStatement({ resources: ['*'], notActions: ['|'] })", ['action', '', '']],
    ['no list', 'new iam.PolicyStatement({ actions: "|" })', ['action', '', '']],
    [
      'a string that is not closed',
      "new iam.PolicyStatement({ actions: ['s3:Ge|\n  resources: ['*'],\n});",
      ['action', 's3:Ge', 's3:Ge'],
    ],
    [
      'one that ends in the next one',
      "new iam.PolicyStatement({ actions: ['s3:Ge|], resources: ['*'] });",
      ['action', 's3:Ge', 's3:Ge'],
    ],
    ['after a colon', "new iam.PolicyStatement({\n  // what it's for\n  actions: ['s3:|'],", ['action', 's3:', 's3:']],
    ['a template string', 'new iam.PolicyStatement({ actions: [`s3:|`] })', ['action', 's3:', 's3:']],
    ['the hole of one', 'new iam.PolicyStatement({ actions: [`s3:${a|b}`] })', null],
    ['a mutator', "statement.addActions('a:B', '|')", ['action', '', '']],
    ['a grant with actions', "table.grant(handler, 'dynamodb:|')", ['action', 'dynamodb:', 'dynamodb:']],
    ['the newer one', "this.table.grants.actions(handler, 'dynamodb:|')", ['action', 'dynamodb:', 'dynamodb:']],
    ['the grantee', "table.grant('|')", null],
    ['addToPrincipal', "iam.Grant.addToPrincipal({ grantee, actions: ['|'], resourceArns: [] })", ['action', '', '']],
    ['actions of something else', "new events.Rule(this, 'R', { actions: ['|'] })", null],
    ['resources', "new iam.PolicyStatement({ resources: ['|'] })", null],
    ['fromJson', "iam.PolicyStatement.fromJson({ Effect: '|', Action: [] })", ['effect', '', '']],
    [
      'a document in words of JSON',
      "new iam.CfnPolicy(this, 'P', { policyDocument: { Statement: [{ Action: 's3:|' }] } })",
      ['action', 's3:', 's3:'],
    ],
    ['its principal', "const d = { Statement: [{ Principal: { Service: ['lam|'] } }] };", ['service', 'lam', 'lam']],
    ['an operator', 'new iam.PolicyStatement({ conditions: { Str| } })', ['operator', 'Str', 'Str']],
    [
      'an operator in quotes',
      "new iam.PolicyStatement({ conditions: { 'ForAny|': {} } })",
      ['operator', 'ForAny', 'ForAny'],
    ],
    [
      'a key',
      "new iam.PolicyStatement({ conditions: { StringEquals: { 'aws:|' } } })",
      ['condition-key', 'aws:', 'aws:'],
    ],
    [
      'the value of a key',
      "new iam.PolicyStatement({ conditions: { StringEquals: { 'aws:PrincipalOrgID': '|' } } })",
      null,
    ],
    ['addCondition', "statement.addCondition('|', {})", ['operator', '', '']],
    ['its keys', "statement.addCondition('StringEquals', { 'aws:Sou|' })", ['condition-key', 'aws:Sou', 'aws:Sou']],
    ['a federated principal', "new iam.FederatedPrincipal(arn, { StringEquals: { '|' } })", ['condition-key', '', '']],
    ['a service', "new iam.ServicePrincipal('|')", ['service', '', '']],
    [
      'a managed policy',
      "iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLam|')",
      ['managed-policy', 'service-role/AWSLam', 'service-role/AWSLam'],
    ],
    [
      'ARNs of managed policies',
      "new iam.CfnRole(this, 'R', { managedPolicyArns: ['|'] })",
      ['managed-policy-arn', '', ''],
    ],
    [
      'after a regular expression with a quote',
      "const r = /['\"]/;\nnew iam.PolicyStatement({ actions: ['|'] })",
      ['action', '', ''],
    ],
    [
      'after a division',
      "const r = a / b; const s = '/';\nnew iam.PolicyStatement({ actions: ['|'] })",
      ['action', '', ''],
    ],
    ['a comment', "new iam.PolicyStatement({ // actions: ['|']", null],
    ['a ternary', "new iam.PolicyStatement({ actions: isProd ? ['s3:GetObject'] : ['|'] })", ['action', '', '']],
  ])('%s', (_, marked, expected) => {
    expect(code(marked)).toEqual(expected);
  });

  it('is nowhere in a file without IAM', () => {
    expect(at('a.ts', "new Thing({ actions: ['|'] })")).toBeNull();
  });
});

const ROLE = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
`;
const DOCUMENT = `${ROLE}      Policies:
        - PolicyName: p
          PolicyDocument:
            Statement:
              - Effect: Allow
`;

describe('in templates', () => {
  it.each<readonly [string, string, readonly [PolicyPlace, string, string] | null]>([
    ['one action', `${DOCUMENT}                Action: s3:Get|Object\n`, ['action', 's3:GetObject', 's3:Get']],
    [
      'right after the colon',
      `${DOCUMENT}                Action: s3:|\n                Resource: '*'\n`,
      ['action', 's3:', 's3:'],
    ],
    [
      'a list',
      `${DOCUMENT}                Action:\n                  - s3:GetObject\n                  - s3:|\n`,
      ['action', 's3:', 's3:'],
    ],
    ['in quotes', `${DOCUMENT}                Action: 's3:|'\n`, ['action', 's3:', 's3:']],
    [
      'in quotes that are not closed',
      `${DOCUMENT}                Action: 's3:|\n                Resource: '*'\n`,
      ['action', 's3:', 's3:'],
    ],
    ['in brackets', `${DOCUMENT}                Action: [s3:GetObject, "dyn|"]\n`, ['action', 'dyn', 'dyn']],
    ['an empty item', `${DOCUMENT}                NotAction:\n                  - |\n`, ['action', '', '']],
    ['the effect', `${DOCUMENT.replace('Allow', '|')}`, ['effect', '', '']],
    ['an operator', `${DOCUMENT}                Condition:\n                  Str|\n`, ['operator', 'Str', 'Str']],
    [
      'a key',
      `${DOCUMENT}                Condition:\n                  StringEquals:\n                    aws:|\n`,
      ['condition-key', 'aws:', 'aws:'],
    ],
    [
      'a key that is one',
      `${DOCUMENT}                Condition:\n                  StringEquals:\n                    aws:Source|Arn: x\n`,
      ['condition-key', 'aws:SourceArn', 'aws:Source'],
    ],
    [
      'its value',
      `${DOCUMENT}                Condition:\n                  StringEquals:\n                    aws:SourceArn: |\n`,
      null,
    ],
    [
      'a service',
      `${ROLE}      AssumeRolePolicyDocument:\n        Statement:\n          - Principal:\n              Service: lam|\n`,
      ['service', 'lam', 'lam'],
    ],
    [
      'managed policies',
      `${ROLE}      ManagedPolicyArns:\n        - arn:aws:iam::aws:|\n`,
      ['managed-policy-arn', 'arn:aws:iam::aws:', 'arn:aws:iam::aws:'],
    ],
    ['the resource', `${DOCUMENT}                Resource: |\n`, null],
    [
      'the condition of a resource',
      `${ROLE.replace('    Type', '    Condition: |\n    Type')}      Statement: 1\n`,
      null,
    ],
  ])('%s', (_, marked, expected) => {
    expect(at('template.yaml', marked)).toEqual(expected);
  });

  it('reads JSON, half typed', () => {
    const statement = (rest: string) =>
      `{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n${rest}`;
    expect(at('policy.json', statement('      "Action": ["s3:Get|"]\n    }\n  ]\n}\n'))).toEqual([
      'action',
      's3:Get',
      's3:Get',
    ]);
    expect(
      at(
        'policy.json',
        statement('      "Action": [\n        "s3:GetObject",\n        "|"\n      ],\n      "Resource": "*"'),
      ),
    ).toEqual(['action', '', '']);
    expect(at('policy.json', statement('      "Condition": { "StringLike": { "s3:|" } }'))).toEqual([
      'condition-key',
      's3:',
      's3:',
    ]);
    expect(at('policy.json', statement('      "Condition": { "|" }'))).toEqual(['operator', '', '']);
    expect(at('policy.json', statement('      "Principal": { "Service": "|" }'))).toEqual(['service', '', '']);
  });
});
