/** What the fuzzer has found once, small: each must be read in time, without an error, and leave its fixes sound. */
import { expect, it } from 'vitest';
import { inFlow } from '../../server/src/fixes/writeTemplate.ts';
import { ROOT } from '../../server/src/testing/fixture.ts';
import { type Kind, corpus } from './corpus.ts';
import { examine } from './check.ts';
import { Cases, check } from './run.ts';

const bomb = `a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\n${[...'bcdefghij']
  .map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]}, `.repeat(9)}]`)
  .join('\n')}\n`;

const FUNCTION = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Code:
        ZipFile: |
`;

const found: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'aliases that make a value of 400,000 nodes': [
    'template.yaml',
    `AWSTemplateFormatVersion: '2010-09-09'\n${bomb}Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { Tags: *j, RedrivePolicy: { x: *j } }\n`,
  ],
  'a key that every object inherits, among the properties of an L1 construct': [
    'stack.ts',
    "import { aws_route53 as route53 } from 'aws-cdk-lib';\nnew route53.CfnRecordSet(this, 'R', { name: 'a', type: 'A', __proto__, toString: 'a' });\n",
  ],
  'a pattern that binds ten thousand names': [
    'lambda/index.js',
    `const { SQS } = require('@aws-sdk/client-sqs');\nconst [${'[a],'.repeat(10_000)}] = new SQS({});\nexports.handler = async () => a;\n`,
  ],
  'a thousand calls with arguments of types that do not end': [
    'stack.ts',
    `import * as cdk from 'aws-cdk-lib';\nnew cdk.Stack({ a: [b] ${'a<'.repeat(1200)} });\n`,
  ],
  'a template in JSON that lacks a quote, and whose findings are ignored': [
    'template.json',
    '{ "Resources": { "Site": { "Type": "AWS::S3::Bucket", "Properties"AccessControl": "PublicRead" } } } }\n',
  ],
  'thirty thousand variables of one name, in code that chooses by environment': [
    'stack.ts',
    `import * as cdk from 'aws-cdk-lib';\nconst ${'a!'.repeat(30_000)}a = new cdk.App().node.tryGetContext('stage');\n`,
  ],
  'a line with sixty thousand tabs in a block scalar': [
    'template.yaml',
    `${FUNCTION}          exports.handler = async () => ${'\t'.repeat(60_000)}1;\n`,
  ],
  'a pattern that binds one name of the SDK fifteen thousand times': [
    'template.yaml',
    `${FUNCTION}          const { ${'arn:'.repeat(15_000)}SQS } = require('aws-sdk');\n          exports.handler = async () => new SQS();\n`,
  ],
  'white space in JSON that JSON does not have': [
    'template.json',
    '{ "Resources": { "Q": { "Type": "AWS::SQS::Queue", "Properties": { "Tags": [\u00a0{ "Key": \f "a" }, \v] } } } }\n',
  ],
  'sixty thousand question marks in a class': [
    'stack.ts',
    `import * as cdk from 'aws-cdk-lib';\nexport class A${'?'.repeat(60_000)} extends cdk.Stack {}\n`,
  ],
  'a hundred items without commas that a list has already': [
    'template.json',
    `{ "Resources": { "P": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": [${'""'.repeat(100)}"a"] }] } } } } }\n`,
  ],
  'a hundred empty texts in a list of a stack': [
    'stack.ts',
    `import { Stack, aws_iam as iam } from 'aws-cdk-lib';\nnew iam.PolicyStatement({ actions: ['s3:Get*', 's3:GetObject'], resources: [${'""'.repeat(100)}'a'] });\nexport class A extends Stack {\n  constructor(scope: any, id: string) {\n    super(scope, id);\n    new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).addToPolicy(\n      new iam.PolicyStatement({ actions: ['s3:Get*', 's3:GetObject'], resources: [${'""'.repeat(100)}'a'] }),\n    );\n  }\n}\n`,
  ],
  'an id in CDK code with an open bracket, of what a fix adds something to': [
    'stack.ts',
    "import * as cdk from 'aws-cdk-lib';\nimport { aws_s3 as s3 } from 'aws-cdk-lib';\nexport class A extends cdk.Stack {\n  constructor(scope: any, id: string) {\n    super(scope, id);\n    new s3.CfnBucket(this, 'Files: [', {});\n  }\n}\n",
  ],
  'a name that is exported with forty holes': [
    'template.yaml',
    `Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !ImportValue ${'a'.repeat(60)} } }\nOutputs:\n  B: { Value: b, Export: { Name: !Sub '${'${AWS::Region}a'.repeat(40)}b' } }\n`,
  ],
  'a template whose first key is indented by sixty thousand tabs': [
    'template.yaml',
    `${'\t'.repeat(60_000)}AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q: { Type: AWS::SQS::Queue }\n`,
  ],
  'an import of half a surrogate pair': [
    'stack.ts',
    "import * as cdk from 'aws-cdk-lib';\nimport { a } from './\ud800';\nnew cdk.Stack(new cdk.App(), a);\n",
  ],
  'a bucket of which a fix makes ARNs of sixty thousand characters': [
    'template.yaml',
    `Resources:\n  ${':'.repeat(60_000)}a:\n    Type: AWS::S3::Bucket\n`,
  ],
  'requirements, by what stands in them, with sixty thousand empty lines': [
    'shared.yaml',
    `requirements: {}\n${'\n'.repeat(60_000)}`,
  ],
  'a package.json that nests twenty thousand deep': ['package.json', `{ "dependencies": ${'{"a":'.repeat(20_000)}`],
};

for (const [name, [file, text]] of Object.entries(found))
  it(`survives ${name}`, () => {
    expect(examine([{ uri: ROOT + file, version: 1, text }], true, null).failure).toBeNull();
  }, 60_000);

it('survives modules that export all of each other, several times', () => {
  const star = (name: string) => `export * from './${name}';\n`.repeat(3);
  const texts = {
    'a.ts': `import * as cdk from 'aws-cdk-lib';\nimport { B, name } from './b';\n${star('b')}export class A extends B { constructor(s: cdk.App) { super(s, name); } }\nnew A(new cdk.App());\n`,
    'b.ts': `import * as a from './a';\n${star('a')}export { id as name } from './a';\nexport class B extends a.A {}\n`,
  };
  const documents = Object.entries(texts).map(([file, text]) => ({ uri: ROOT + file, version: 1, text }));
  expect(examine(documents, true, null).failure).toBeNull();
}, 60_000);

it('survives classes of two modules that extend each other', () => {
  const texts = {
    'a.ts':
      "import * as cdk from 'aws-cdk-lib';\nimport { B } from './b';\nexport class A extends B { constructor(s: cdk.App) { super.a(s); this.b; A.c; } }\nnew A(new cdk.App());\n",
    'b.ts': "import * as a from './a';\nexport class B extends a.A {}\n",
  };
  const documents = Object.entries(texts).map(([file, text]) => ({ uri: ROOT + file, version: 1, text }));
  expect(examine(documents, true, null).failure).toBeNull();
}, 60_000);

it('takes single-quoted scalars through fixes, with quotes and line breaks in them', () => {
  for (const value of ["'it''s'", "'a\n\n        b'", "''", "'#'", "'a: b'", "'*'"])
    for (const properties of [
      `KeyPolicy: { Version: '2012-10-17', Statement: [{ Sid: ${value}, Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }] }`,
      `Description: ${value}\n      'EnableKeyRotation': 'false'`,
      `{ 'Description': ${value}, 'EnableKeyRotation': 'false' }`,
    ]) {
      const body = properties.startsWith('{') ? ` ${properties}` : `\n      ${properties}`;
      const text = `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  'Key':\n    Type: 'AWS::KMS::Key'\n    Properties:${body}\n`;
      expect(examine([{ uri: `${ROOT}template.yaml`, version: 1, text }], true, null).failure, text).toBeNull();
    }
}, 60_000);

it('fixes a template in which a line nests as deep as it is long', () => {
  const nested = `${'a: '.repeat(20_000)}b`;
  const text = `Resources:\n  Site:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags: ${nested}\n  Other:\n    Type: AWS::S3::Bucket\n`;
  expect(inFlow({ uri: `${ROOT}template.yaml`, version: 1, text }, text.length)).toBe(true);
});

it('a short run of edits and prefixes finds nothing', () => {
  const cases = new Cases(7, 'all');
  const kinds = new Set<Kind>();
  for (let i = 0; i < 60; i++) {
    for (const one of [cases.edited(i), cases.prefix(Math.floor((cases.prefixes / 60) * i))]) {
      expect(check(one).failure, `${one.name}, case ${i}`).toBeNull();
      for (const base of cases.bases) if (base.name === one.name) kinds.add(base.kind);
    }
  }
  expect([...kinds]).toEqual(expect.arrayContaining(['template', 'json', 'cdk', 'requirements']));
  expect(corpus().length).toBeGreaterThan(500);
}, 120_000);
