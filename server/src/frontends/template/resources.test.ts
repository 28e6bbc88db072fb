/** Resources, slots, attributes, SAM, policies and inline code. */
import { describe, expect, it } from 'vitest';
import { fileOffset } from '../../core/resource.ts';
import { at, type Slot } from '../../core/value.ts';
import { edges, problems, project, read, shown, slice } from './testing.ts';

function slotText(text: string, slot: Slot | null): string {
  if (!slot) return 'none';
  const more = [slot.empty ? 'empty' : '', slot.multiline ? 'multiline' : 'one line', slot.prefix?.join('.') ?? ''];
  return `${slot.style} «${slice(text, slot.span)}» after «${slice(text, { uri: '', start: Math.max(0, slot.end - 4), end: slot.end })}» indent ${JSON.stringify(slot.indent)} ${more.filter(m => m).join(', ')}`;
}

describe('resources', () => {
  const text = `Resources:
  Bucket: # the bucket
    Type: "AWS::S3::Bucket"
    Condition: IsProd
    DependsOn: [Key, Role]
    DeletionPolicy: Retain
    Properties:
      BucketName: x # why

  Key:
    Type: AWS::KMS::Key
  Empty:
    Type: AWS::KMS::Key
    Properties:
  Flow: { Type: AWS::KMS::Key }
  Half
`;
  it('have spans and attributes', () => {
    const { resource } = read(text);
    const bucket = resource('Bucket');
    expect(bucket).toMatchObject({
      id: 'file:///app/template.yaml#Bucket',
      type: 'AWS::S3::Bucket',
      language: 'yaml',
      condition: 'IsProd',
      stack: 'file:///app/template.yaml',
    });
    expect(slice(text, bucket.nameSpan)).toBe('Bucket');
    expect(slice(text, bucket.typeSpan)).toBe('"AWS::S3::Bucket"');
    expect(slice(text, bucket.span)).toMatch(/^Bucket: # the bucket.*BucketName: x$/);
    expect(bucket.attributes.entries.map(e => e.key)).toEqual(['Condition', 'DependsOn', 'DeletionPolicy']);
    expect(bucket.properties.entries.map(e => slice(text, e.span))).toEqual(['BucketName: x']);
  });

  it('have slots, also where there are no properties', () => {
    const { resource } = read(text);
    expect(
      ['Bucket', 'Key', 'Empty', 'Flow'].map(id => slotText(text, resource(id).properties.slot)),
    ).toMatchInlineSnapshot(`
      [
        "yaml-block «BucketName: x» after «e: x» indent "      " multiline",
        "yaml-missing «» after «:Key» indent "    " multiline, Properties",
        "yaml-missing «» after «ies:» indent "      " empty, multiline",
        "json-missing «» after «:Key» indent "  " one line, Properties",
      ]
    `);
    expect(slotText(text, resource('Key').attributes.slot)).toMatchInlineSnapshot(
      `"yaml-block «Type: AWS::KMS::Key» after «:Key» indent "    " multiline"`,
    );
    const json = `{"AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "A": {
      "Type": "AWS::KMS::Key"
    },
    "B": { "Type": "AWS::KMS::Key", "Properties": {} },
    "C": {
      "Type": "AWS::KMS::Key",
      "Properties": {
        "Tags": [ 1 ]
      }
    }
  }
}`;
    const other = read(json, 'file:///app/t.json');
    expect(['A', 'B', 'C'].map(id => slotText(json, other.resource(id).properties.slot))).toMatchInlineSnapshot(`
      [
        "json-missing «» after «Key"» indent "      " multiline, Properties",
        "json «{}» after «": {» indent "    " empty, one line",
        "json «{⏎        "Tags": [ 1 ]⏎      }» after « 1 ]» indent "        " multiline",
      ]
    `);
  });

  it('are read around what is half typed', () => {
    const result = read(text);
    expect(result.part.resources.map(r => r.logicalId)).toEqual(['Bucket', 'Key', 'Empty', 'Flow']);
    expect(problems(result)).toBe('16:3 «Half» A colon is missing after `Half`.');
  });
});

describe('suppressions', () => {
  it('come from comments and metadata', () => {
    const text = `Metadata:
  Plumbline:
    ignore:
      - rules: [iam/a, iam/b]
        reason: everywhere
Resources:
  # plumbline-ignore s3/x: because
  A:
    Type: AWS::S3::Bucket
    Metadata:
      Plumbline:
        ignore:
          - rule: s3/y
            reason: here
`;
    const { facts } = read(text);
    expect(facts.suppressions.map(s => [s.rules, s.reason, slice(text, s.covers).slice(0, 20)])).toEqual([
      [['s3/x'], 'because', '  A:'],
      [['s3/y'], 'here', 'A:⏎    Type: AWS::S3'],
      [['iam/a', 'iam/b'], 'everywhere', 'Metadata:⏎  Plumblin'],
    ]);
  });
});

const POLICIES = `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: a
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub '\${Bucket.Arn}/*'
              - !If
                - IsProd
                - { Effect: Allow, Action: 'dynamodb:Query', Resource: !GetAtt Table.Arn }
                - !Ref AWS::NoValue
  Extra:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: extra
      Roles: [!Ref Role]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: [sqs:SendMessage, s3:PutObject]
            Resource: [!GetAtt Queue.Arn, !Sub 'arn:aws:s3:::\${AWS::StackName}-named/*']
  Function:
    Type: AWS::Lambda::Function
    Properties: { Role: !GetAtt Role.Arn }
  Bucket: { Type: AWS::S3::Bucket }
  Named: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub '\${AWS::StackName}-named' } }
  Table: { Type: AWS::DynamoDB::Table }
  Queue: { Type: AWS::SQS::Queue }
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: { Statement: [{ Effect: Deny, Principal: '*', Action: '*', Resource: '*' }] }
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: { Statement: [{ Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*' }] }
`;

describe('policies', () => {
  it('become statements that know whom they are attached to', () => {
    const { part } = read(POLICIES);
    expect(
      part.statements.map(
        s =>
          `${s.kind} ${s.id.replace(/^.*#/, '')} → ${s.attachedTo.map(id => id.replace(/^.*#/, '')).join(', ')} «${slice(POLICIES, s.span).slice(0, 30)}»`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "trust Role/AssumeRolePolicyDocument/0 → Role «{ Effect: Allow, Principal: { »",
        "identity Role/Policies/0/PolicyDocument/0 → Role «Effect: Allow⏎                »",
        "identity Role/Policies/0/PolicyDocument/1 → Role «{ Effect: Allow, Action: 'dyna»",
        "identity Extra/PolicyDocument/0 → Role «Effect: Allow⏎            Acti»",
        "resource BucketPolicy/PolicyDocument/0 → Bucket «{ Effect: Deny, Principal: '*'»",
        "resource Key/KeyPolicy/0 → Key «{ Effect: Allow, Principal: '*»",
      ]
    `);
  });
  it('grant', () => {
    expect(edges(POLICIES, read(POLICIES).part.edges, 'grant', 'attach')).toMatchInlineSnapshot(`
      "attach BucketPolicy → Bucket «{ Effect: Deny, Principal: '*', Action: '*', Resource: '*' }»
      attach Extra → Role «Effect: Allow⏎            Action: [sqs:SendMessage, s3:PutObject]⏎            Resource: [!GetAtt Queue.Arn, !Sub 'arn:aws:s3:::\${AWS::StackName}-named/*']»
      attach Role → Function «!GetAtt Role.Arn»
      grant Function → Bucket «!Sub '\${Bucket.Arn}/*'» both s3:GetObject, s3:PutObject
      grant Function → Named «!Sub 'arn:aws:s3:::\${AWS::StackName}-named/*'» write s3:PutObject
      grant Function → Queue «!GetAtt Queue.Arn» write sqs:SendMessage
      grant Function → Table «!GetAtt Table.Arn» read dynamodb:Query
      grant Role → Bucket «!Sub '\${Bucket.Arn}/*'» both s3:GetObject, s3:PutObject
      grant Role → Named «!Sub 'arn:aws:s3:::\${AWS::StackName}-named/*'» write s3:PutObject
      grant Role → Queue «!GetAtt Queue.Arn» write sqs:SendMessage
      grant Role → Table «!GetAtt Table.Arn» read dynamodb:Query"
    `);
  });
});

describe('edges', () => {
  it('of events, dependencies and containment', () => {
    const text = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    DependsOn: Permission
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - Event: s3:ObjectCreated:*
            Function: !GetAtt F.Arn
          - { Event: 's3:ObjectRemoved:*', Function: !GetAtt F.Arn, Filter: { S3Key: { Rules: [] } } }
  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref F } }
  F: { Type: AWS::Lambda::Function }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F, FilterCriteria: { Filters: [] } }
  Q: { Type: AWS::SQS::Queue }
  Rule: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Bus, EventPattern: {}, Targets: [{ Id: a, Arn: !GetAtt F.Arn }] } }
  Bus: { Type: AWS::Events::EventBus }
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      Integration: { Uri: !Sub 'arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${F.Arn}/invocations' }
  Vpc: { Type: AWS::EC2::VPC }
  Subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref Vpc } }
  Group: { Type: AWS::EC2::SecurityGroup }
  Db: { Type: AWS::RDS::DBInstance, Properties: { VPCSecurityGroups: [!Ref Group] } }
`;
    const { part } = read(text);
    expect(edges(text, part.edges, 'trigger', 'invoke', 'contains', 'depends', 'attach')).toMatchInlineSnapshot(`
      "attach Group → Db «!Ref Group»
      contains Vpc → Subnet «!Ref Vpc»
      depends Bucket → Permission «Permission»
      invoke Method → F «!Sub 'arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${F.Arn}/invocations'»
      trigger Bucket → F «!GetAtt F.Arn» all s3:ObjectCreated:*
      trigger Bucket → F «!GetAtt F.Arn» filtered s3:ObjectRemoved:*
      trigger Bus → Rule «!Ref Bus» filtered
      trigger Q → F «!GetAtt Q.Arn» filtered Mapping
      trigger Rule → F «!GetAtt F.Arn» all"
    `);
    expect(part.edges.filter(e => e.kind === 'reference')).toHaveLength(10);
  });

  it('between templates', () => {
    const part = project({
      'net.yaml': `Resources:
  Vpc: { Type: AWS::EC2::VPC }
Outputs:
  Id: { Value: !Ref Vpc, Export: { Name: !Sub '\${AWS::Region}-vpc' } }
`,
      'app.yaml': `Resources:
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: { VpcId: !ImportValue { 'Fn::Sub': '\${AWS::Region}-vpc' } }
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ./nested/child.yaml, Parameters: { Where: !Ref Subnet } }
  User: { Type: AWS::Test::T, Properties: { A: !GetAtt Child.Outputs.Topic } }
`,
      'nested/child.yaml': `Parameters: { Where: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Where } }
Outputs: { Topic: { Value: !Ref Topic } }
`,
    });
    expect(part.stacks.map(s => [s.name, s.parent])).toEqual([
      ['net', null],
      ['app', null],
      ['child', 'file:///app/app.yaml'],
    ]);
    expect(part.edges.map(e => `${e.kind} ${e.from} → ${e.to}`.replaceAll('file:///app/', '')).sort()).toEqual([
      'contains app.yaml#Child → nested/child.yaml#Topic',
      'reference app.yaml#Child → app.yaml#Subnet',
      'reference app.yaml#Subnet → net.yaml#Vpc',
      'reference app.yaml#User → app.yaml#Child',
      'reference app.yaml#User → nested/child.yaml#Topic',
      'reference nested/child.yaml#Topic → app.yaml#Subnet',
    ]);
  });
});

describe('SAM', () => {
  const text = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs20.x
    Environment: { Variables: { A: 1, B: 2 } }
    Layers: [one]
    CodeUri: src/
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [main.ts], External: [aws-sdk] } }
    Properties:
      Handler: app/main.handler
      Environment: { Variables: { B: 3 } }
      Layers: [two]
      Policies:
        - S3ReadPolicy: { BucketName: !Ref Bucket }
        - DynamoDBCrudPolicy: { TableName: !Ref Table }
        - Statement: [{ Effect: Allow, Action: 'sns:Publish', Resource: !Ref Topic }]
        - AWSLambdaBasicExecutionRole
      Events:
        Upload: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*' } }
        Stream: { Type: DynamoDB, Properties: { Stream: !GetAtt Table.StreamArn, FilterCriteria: { Filters: [] } } }
        Get: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /x, Method: get } }
  Inline:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: |
        const AWS = require('aws-sdk');
        exports.handler = () => {};
  Bucket: { Type: AWS::S3::Bucket }
  Table: { Type: AWS::Serverless::SimpleTable }
  Topic: { Type: AWS::SNS::Topic }
  Api: { Type: AWS::Serverless::Api }
  Uses: { Type: AWS::Test::T, Properties: { A: !GetAtt FRole.Arn, B: !Ref ServerlessRestApi, C: !Ref Nowhere } }
`;
  it('merges globals with origin default', () => {
    const properties = read(text).resource('F').properties;
    expect(shown(text, at(properties, 'Runtime'))).toBe('"nodejs20.x" «nodejs20.x» (default)');
    expect(shown(text, at(properties, 'Environment'))).toMatchInlineSnapshot(`
      "object
        Variables: object
          A: 1 «1» (default)
          B: 3 «3»"
    `);
    expect(shown(text, at(properties, 'Layers'))).toMatchInlineSnapshot(`
      "list
        - "one" «one» (default)
        - "two" «two»"
    `);
  });
  it('has events, policy templates and statements', () => {
    const { part } = read(text);
    expect(edges(text, part.edges, 'grant', 'trigger', 'invoke')).toMatchInlineSnapshot(`
      "grant F → Bucket «!Ref Bucket» read S3ReadPolicy
      grant F → Table «!Ref Table» both DynamoDBCrudPolicy
      grant F → Topic «!Ref Topic» write sns:Publish
      invoke Api → F «!Ref Api» /x
      trigger Bucket → F «!Ref Bucket» all s3:ObjectCreated:*
      trigger Table → F «!GetAtt Table.StreamArn» filtered"
    `);
    expect(part.statements.map(s => [s.grant?.method, s.attachedTo])).toEqual(
      ['S3ReadPolicy', 'DynamoDBCrudPolicy', undefined].map(method => [method, ['file:///app/template.yaml#F']]),
    );
  });
  it('does not call missing what the transform makes', () => {
    const properties = read(text).resource('Uses').properties;
    expect(['A', 'B', 'C'].map(key => shown(text, at(properties, key)))).toEqual([
      'unknown: a transform may make it «!GetAtt FRole.Arn»',
      'unknown: a transform may make it «!Ref ServerlessRestApi»',
      '→ missing Nowhere «!Ref Nowhere»',
    ]);
  });
  it('runs files and inline code', () => {
    const { part } = read(text);
    expect(part.runs).toMatchObject([
      {
        packing: 'bundled-without-sdk',
        span: null,
        uris: expect.arrayContaining([
          'file:///app/src/main.ts',
          'file:///app/src/app/main.js',
          'file:///app/src/app/main.ts',
        ]),
      },
      { packing: 'inline', uris: ['file:///app/template.yaml'] },
    ]);
    expect(part.code).toHaveLength(1);
    const fact = part.code[0]?.facts.find(f => f.kind === 'sdk-v2-import');
    expect(fact && slice(text, fact.span)).toBe("'aws-sdk'");
  });
});

describe('what other tools put in', () => {
  it('is not missing', () => {
    const text = `Modules: { Net: { Source: ./net.yaml } }
Parameters: { P: { Type: String } }
Resources:
  Mod: { Type: 'My::Own::Thing::MODULE' }
  T:
    Type: AWS::Test::T
    Properties: { A: !Ref NetVpc, B: !GetAtt Mod.Bucket.Arn, C: !Ref ModBucket, D: !Ref Nope, E: !GetAtt P.Arn }
`;
    const of = (source: string) =>
      read(source)
        .resource('T')
        .properties.entries.map(e => (e.value.kind === 'reference' ? e.value.target.kind : e.value.kind));
    expect(of(text)).toEqual(['unknown', 'resource', 'unknown', 'missing', 'unknown']);
    // A macro, and rain's directives, may declare anything.
    expect(of(`Transform: MyMacro\n${text}`)[3]).toBe('unknown');
    expect(of(`${text}  R: { Type: !Rain::Module x.yaml }\n`)[3]).toBe('unknown');
    expect(of(`Transform: AWS::LanguageExtensions\n${text}`)[3]).toBe('missing');
  });
});

describe('inline code', () => {
  const script = `const s = 'it\\'s "x"';\nconst AWS = require("aws-sdk");\n`;
  const forms: Record<string, [string, string]> = {
    literal: ['t.yaml', `|\n          const s = 1;\n\n            const AWS = require("aws-sdk");\n`],
    'literal Sub': [
      't.yaml',
      `!Sub |-\n          const s = "\${AWS::Region}";\n          const AWS = require("aws-sdk");\n`,
    ],
    folded: [
      't.yaml',
      `>\n          const s = 1;\n          const t = 2;\n\n          const AWS = require("aws-sdk");\n\n\n          x()\n`,
    ],
    single: ['t.yaml', `'const s = ''x'';  const AWS = require("aws-sdk");'\n`],
    'single over lines': ['t.yaml', `'const s = ''x'';\n\n          const AWS = require("aws-sdk");'\n`],
    double: [
      't.yaml',
      `"const s = '\\u0061\\x41';\\nconst 🦊 = 1; \\\n          const AWS = require(\\"aws-sdk\\");"\n`,
    ],
    joined: ['t.yaml', `!Join ["\\n", ["const s = 1;", !Ref X, 'const AWS = require("aws-sdk");']]\n`],
    json: ['t.json', JSON.stringify(script)],
    'json joined': ['t.json', '{ "Fn::Join": ["\\n", ["const s = \\"\\";", "const AWS = require(\\"aws-sdk\\");"]] }'],
    crlf: ['t.yaml', `|\n          const s = 1;\n          const AWS = require("aws-sdk");\n`.replace(/\n/g, '\r\n')],
  };
  it.each(Object.entries(forms))('%s', (_, [file, code]) => {
    const text = file.endsWith('.json')
      ? `{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "nodejs16.x", "Code": { "ZipFile": ${code} } } } } }`
      : `Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: nodejs16.x\n      Code:\n        ZipFile: ${code}`;
    const { part } = read(text, `file:///app/${file}`);
    const unit = part.code[0];
    const embedded = unit?.embedded;
    if (!unit || !embedded) throw new Error('There is no code.');
    // The decoded text and the file agree on every plain character.
    for (let i = 0; i < embedded.text.length; i++) {
      const char = embedded.text[i] as string;
      if (/[a-z(;=]/.test(char)) {
        const there = text[fileOffset(embedded, i)];
        expect(there === char || there === '\\', `${i} ${JSON.stringify(char)} is ${JSON.stringify(there)}`).toBe(true);
      }
    }
    const fact = unit.facts.find(f => f.kind === 'sdk-v2-import');
    expect(fact && slice(text, fact.span)).toMatch(/^\\?"aws-sdk\\?"$/);
    expect(part.runs).toMatchObject([{ packing: 'inline', span: embedded.span }]);
  });
});
