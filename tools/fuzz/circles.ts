/** Projects in which everything that can go in a circle does, and patterns that a careless matcher would choke on. */

const LONG = 'a'.repeat(5000);
const STARS = '*a'.repeat(40);
const queue = (properties: string) =>
  `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n${properties}`;
const nested = (other: string) =>
  `AWSTemplateFormatVersion: '2010-09-09'\nParameters: { P: { Type: String } }\nResources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: { TemplateURL: ./${other}, Parameters: { P: !GetAtt N.Outputs.O } }\nOutputs: { O: { Value: !GetAtt N.Outputs.O, Export: { Name: !ImportValue x } } }\n`;

/** The files of each project, by name. */
export const circles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'requirements that extend each other': {
    'plumbline.yaml': 'extends: ./other/plumbline.yaml\nenvironments: [dev, prod]\n',
    'other/plumbline.yaml': 'extends: [../plumbline.yaml, ./plumbline.yaml]\n',
    'template.yaml': queue('      QueueName: a\n'),
  },
  'nested stacks': { 'template.yaml': nested('b.yaml'), 'b.yaml': nested('template.yaml'), 'c.yaml': nested('c.yaml') },
  'references and conditions': {
    'template.yaml':
      "AWSTemplateFormatVersion: '2010-09-09'\nConditions:\n  A: !And [!Condition B, !Condition A]\n  B: !Or [!Condition A, !Not [!Condition B]]\nMappings: { M: { a: { b: !FindInMap [M, a, b] } } }\nResources:\n  A:\n    Type: AWS::SQS::Queue\n    Condition: A\n    DependsOn: [A, B]\n    Properties: { QueueName: !Sub '${B.QueueName}', RedrivePolicy: { deadLetterTargetArn: !GetAtt A.Arn } }\n  B:\n    Type: AWS::SQS::Queue\n    DependsOn: A\n    Properties: { QueueName: !If [A, !GetAtt A.QueueName, !FindInMap [M, !FindInMap [M, a, b], b]] }\n",
  },
  'functions that trigger themselves': {
    'template.yaml':
      "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n      Runtime: nodejs22.x\n      InlineCode: |\n        const { S3 } = require('aws-sdk');\n        exports.handler = async e => exports.handler(e);\n      Events: { E: { Type: S3, Properties: { Bucket: !Ref B, Events: s3:ObjectCreated:* } } }\n      Policies: [{ S3CrudPolicy: { BucketName: !Ref B } }]\n      Environment: { Variables: { F: !Ref F, B: !Ref B } }\n  B:\n    Type: AWS::S3::Bucket\n    Properties: { BucketName: !GetAtt F.Arn }\n",
  },
  anchors: {
    'template.yaml':
      "AWSTemplateFormatVersion: '2010-09-09'\nx: &x { <<: *x, y: &y [*x, *y] }\nResources: &r\n  Q: &q\n    Type: AWS::SQS::Queue\n    <<: [*q, *r]\n    Properties: &p { <<: *p, QueueName: *q, Tags: [*p, *r] }\n",
  },
  'an alias bomb': {
    'template.yaml': `AWSTemplateFormatVersion: '2010-09-09'\na: &a { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8 }\n${[
      ...'bcdefghij',
    ]
      .map((c, i) => `${c}: &${c} [${`*${'abcdefghi'[i]},`.repeat(9)}]`)
      .join(
        '\n',
      )}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { Tags: *j, QueueName: *j, RedrivePolicy: { <<: *a, x: *j } }\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: { PolicyDocument: { Version: *j, Statement: *j } }\n`,
  },
  'a policy that mentions itself': {
    'template.yaml':
      "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: [!Ref P]\n      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt R.Arn }, Action: sts:AssumeRole }] }\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties: { Roles: [!Ref R], PolicyDocument: { Statement: [{ Effect: Allow, Action: '*:*', Resource: [!Ref P, !GetAtt R.Arn] }] } }\n",
  },
  'patterns to choke on': {
    'plumbline.yaml': `environments: [dev]\nnaming:\n  pattern: "${'{project}{env}{resource}'.repeat(8)}"\n  case: kebab\nfiles:\n  - "${'**/'.repeat(20)}*.yaml"\n  - "${STARS}"\ntags:\n  required: [${LONG}]\n`,
    'template.yaml': `${queue(`      QueueName: ${'dev-'.repeat(60)}x\n      Tags: [{ Key: ${LONG}, Value: '${' '.repeat(5000)}x' }]\n`)}  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - { Effect: Allow, Action: 's3:${STARS}', Resource: 'arn:aws:s3:::${STARS}' }\n          - { Effect: Allow, Action: 's3:${'*?'.repeat(60)}', Resource: 'arn:aws:s3:::${'a'.repeat(300)}' }\n          - { Effect: Deny, Action: 's3:${'a'.repeat(300)}', Resource: 'arn:aws:s3:::${'a'.repeat(300)}b' }\n`,
  },
  'comments to choke on': {
    'template.yaml': `# plumbline-ignore ${'a/b, '.repeat(300)}\n# plumbline-ignore-file iam/* until ${'2'.repeat(500)} by ${'@'.repeat(500)}${': '.repeat(500)}\n${queue(`      # cfn-lint${'-disable '.repeat(200)}\n      QueueName: a # checkov:skip=${'CKV_,'.repeat(200)}\n`)}`,
    'stack.ts': `// plumbline-ignore ${' '.repeat(5000)}\n/* ${'* '.repeat(3000)} */\nimport * as cdk from 'aws-cdk-lib';\nnew cdk.Stack(new cdk.App(), '${'a-'.repeat(2000)}');\n`,
  },
  'modules that import each other': {
    'a.ts':
      "import * as cdk from 'aws-cdk-lib';\nimport { B, name, deep } from './b';\nexport * from './b';\nexport class A extends B { constructor(s: cdk.App) { super(s, name); new A(s); deep(() => deep); } }\nexport const id = name + name;\nnew A(new cdk.App());\n",
    'b.ts':
      "import { Stack } from 'aws-cdk-lib';\nimport * as a from './a';\nexport * from './a';\nexport { id as name } from './a';\nexport class B extends a.A {}\nexport const deep = (f: any): any => f(deep(f));\nconst o: any = { ...o, [a.id]: o };\nexport default o;\n",
    'tsconfig.json':
      '{ "extends": "./tsconfig.json", "compilerOptions": { "paths": { "*": ["*"], "@/*/*": ["./*/*"] } } }',
  },
  'handlers that call each other': {
    'template.yaml':
      "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T: { Type: AWS::DynamoDB::Table }\n  F:\n    Type: AWS::Lambda::Function\n    Properties: { Handler: index.handler, Runtime: nodejs22.x, Code: ./src, Role: !GetAtt R.Arn, Environment: { Variables: { T: !Ref T, F: !Ref F } } }\n  G:\n    Type: AWS::Lambda::Function\n    Properties: { Handler: app.handler, Runtime: python3.13, Code: ./src, Role: !GetAtt R.Arn, Environment: { Variables: { T: !Ref T } } }\n  R:\n    Type: AWS::IAM::Role\n    Properties: { AssumeRolePolicyDocument: { Statement: [] } }\n",
    'src/index.ts':
      "import AWS, { S3 } from 'aws-sdk';\nimport { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';\nimport { other } from './other';\nexport * from './index';\nconst client = new DynamoDBClient({});\nexport const handler = async (e: any) => { try { await other(e); e.items.forEach(async (i: any) => client.send(new GetItemCommand({ TableName: process.env.T, Key: i }))); } catch (x) { console.log(x); } };\nnew S3().putObject({ Bucket: `${process.env.B}-x`, Key: AWS.config.region! }, handler as any);\n",
    'src/other.ts':
      "import { handler } from './index';\nexport const other = async (e: any) => handler(other(e));\nexport default function again(): any { return again(); }\n",
    'src/app.py':
      'import os\nimport boto3\nfrom app import *\nfrom .app import handler as again\n\ntable = boto3.resource("dynamodb").Table(os.environ["T"])\nclient = client2 = boto3.client("s3") if os.environ.get("B") else client2\n\nclass A(A):\n    def get(self, key):\n        return self.get(table.get_item(Key={"id": key})["Item"])\n\ndef handler(event, context):\n    """doc"""\n    try:\n        for r in event["Records"]:\n            client.put_object(Bucket=f"{os.environ[\'B\']}-x", Key=r)\n    except Exception:\n        print(\'no\')\n    return again(event, context)\n',
  },
};
