/** What an edited template says, and what is found in it, is what somebody says who reads it for the first time. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../../all.ts';
import type { Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { templateFrontend } from './index.ts';
import { read } from './testing.ts';

const some = (i: number) => `  Table${i}:
    Type: AWS::DynamoDB::Table
    Condition: IsProd
    Properties:
      TableName: !Sub "orders-\${Stage}-${i}"
      BillingMode: !FindInMap [Modes, !Ref Stage, Billing]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Role${i}:
    Type: AWS::IAM::Role
    DependsOn: [Table${i}]
    Metadata: { Plumbline: { ignore: [{ rule: iam/admin-statement, reason: known }] } }
    Properties:
      AssumeRolePolicyDocument: {}
      ManagedPolicyArns: [!Ref Shared]
      Policies:
        - PolicyName: all
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: 'dynamodb:*', Resource: [!GetAtt Table${i}.Arn, '*'] }
              - Effect: !If [IsProd, Deny, Allow]
                Action: [s3:GetObject]
                Resource: !Join ['/', [!ImportValue bucket, "a\\u0062"]]
  Code${i}:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role${i}.Arn
      Runtime: nodejs16.x
      Handler: index.handler
      Code: # inline
        ZipFile: |
          const sdk = require('aws-sdk');
          exports.handler = () => new sdk.S3().getObject({ Bucket: process.env.BUCKET });
  Api${i}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code
      Handler: index.handler
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref Table${i} }
      Events:
        Queue: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } }
    Connectors:
      Table: { Properties: { Destination: { Id: Table${i} }, Permissions: [Write] } }
`;

const TEXT = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
Mappings:
  Modes:
    dev: { Billing: PAY_PER_REQUEST }
    prod: { Billing: PROVISIONED }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function: { Timeout: 900, Policies: [{ Statement: { Effect: Allow, Action: '*', Resource: '*' } }] }
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs } }
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: '{ "Statement": [{ "Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:jobs" }] }'
${[1, 2, 3].map(some).join('')}  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: inner.yaml, Parameters: { Table: !Ref Table2, Made: !Ref NameStage } }
  Reading:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:jobs', FunctionName: !Ref Code2 }
  Name: # the last
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Value: !Ref Stage }
Outputs:
  Queue: { Value: !Ref Jobs, Export: { Name: !Sub "\${AWS::StackName}-jobs" } }
`;

/** The same with what the resources speak of behind them. */
const BEHIND = TEXT.replace(/^(Parameters:[\s\S]*)(Resources:[\s\S]*)/m, '$2$1');

/** Words that stand for what is said in one place and meant in others, and what becomes of them. */
const WORDS: readonly (readonly [string, string])[] = [
  ['Table2:', 'Table2x:'],
  ['Table2:', 'Table3:'],
  ['Role3:', '"Role3":'],
  ['Jobs:', 'Queue:'],
  ['Stage:', 'Step:'],
  ['Default: dev', 'Default: other'],
  ['IsProd:', 'IsTest:'],
  ['!Ref Stage, prod]', 'true, true]'],
  ['dev, prod', 'prod'],
  ['Modes:', 'Ways:'],
  ['PROVISIONED', 'ON_DEMAND'],
  ['Timeout: 900', 'Timeout: 3'],
  ['Serverless-2016-10-31', 'Include'],
  ['Transform:', 'Metadata:'],
  ['Globals:', 'Other:'],
  ['QueueName: jobs', 'QueueName: tasks'],
  ['AWS::SQS::Queue', 'AWS::SNS::Topic'],
  ['ManagedPolicy', 'Policy'],
  ['[Table1]', '[Table2, Gone]'],
  ['Role1.Arn', 'Role2.Arn'],
  ['!Ref Table2,', '!Ref Gone,'],
  // What it is called then may be the beginning of other names, and anything may be made.
  ['AWS::SSM::Parameter', 'AWS::Serverless::Api'],
  ['!Ref Stage }', '!Rain::Embed x }'],
  ['- PolicyName', '- &policy\n          PolicyName'],
  ['  Shared:', '  Fn::Transform: { Name: x }\n  Shared:'],
  ['  Shared:', '  Fn::ForEach::T:\n    - N\n    - [A, B]\n    - T${N}: { Type: AWS::SNS::Topic }\n  Shared:'],
  ['KeySchema:', '<<: { A: b }\n      KeySchema:'],
  ['aws-sdk', '@aws-sdk/client-s3'],
  ['# inline', '# checkov:skip=CKV_AWS_45:known'],
  ['# the last', '# plumbline-ignore-next-line iam/*'],
  ['reason: known', 'reason: unknown to all'],
  ['\n', '\r\n'],
];

const JSON_TEXT = JSON.stringify(
  {
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Mappings: { Modes: { dev: { Billing: 'PAY_PER_REQUEST' }, prod: { Billing: 'PROVISIONED' } } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7].flatMap(i => [
        [
          `Table${i}`,
          {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              TableName: `orders-${i}`,
              BillingMode: { 'Fn::FindInMap': ['Modes', { Ref: 'Stage' }, 'Billing'] },
            },
          },
        ],
        [
          `Role${i}`,
          {
            Type: 'AWS::IAM::Role',
            DependsOn: [`Table${i}`],
            Properties: {
              Policies: [
                {
                  PolicyDocument: {
                    Statement: [{ Effect: 'Allow', Action: '*', Resource: `arn:aws:dynamodb:::table/orders-${i}` }],
                  },
                },
              ],
            },
          },
        ],
        [
          `Code${i}`,
          {
            Type: 'AWS::Lambda::Function',
            Properties: {
              Runtime: 'nodejs16.x',
              Role: { 'Fn::GetAtt': [`Role${i}`, 'Arn'] },
              Code: { ZipFile: { 'Fn::Join': ['\n', ["require('aws-sdk');", { Ref: `Table${i}` }]] } },
            },
          },
        ],
      ]),
    ),
    Outputs: { Table: { Value: { Ref: 'Table1' } } },
  },
  null,
  1,
)
  // Some entries share a line.
  .replace(/,\n\s*(?="(?:Properties|Resource)")/g, ', ')
  .replace(/"Table2": [\s\S]*(?="Code2": )/, line => line.replace(/\s+/g, ' '));
const JSON_WORDS: readonly (readonly [string, string])[] = [
  ['"Table2"', '"Table2x"'],
  ['"Table2":', '"Table3":'],
  ['"Stage"', '"Step"'],
  ['"dev"', '"prod"'],
  ['"IsProd"', '"IsTest"'],
  ['"Modes"', '"Ways"'],
  ['"PROVISIONED"', 'null'],
  ['orders-', 'sales-'],
  ['"orders-2"', '\n"orders-2"'],
  ['"Allow"', '"Deny"'],
  ['Role2', 'Role3'],
  ['aws-sdk', '@aws-sdk/client-s3'],
  ['"Properties"', '// here\n"Properties"'],
  ['"*"', '[\n"*"\n]'],
  [', ', ',\n'],
  ['\n', '\r\n'],
  [',', ',,'],
];
const PIECES = [
  ' ',
  '\n',
  '  ',
  '\t',
  ': ',
  '- ',
  "'",
  '"',
  '{',
  ']',
  '#',
  '|\n',
  '&a ',
  '*a',
  'é',
  '\r\n',
  '!Ref ',
  'x',
  '7',
];

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
/** Any characters that are put in and taken out. */
const edit = fc.oneof(
  fc.record({ at: place, remove: fc.integer({ min: 0, max: 3 }), insert: fc.constantFrom('', ...PIECES) }),
  fc.record({ at: place, remove: fc.integer({ min: 0, max: 200 }), insert: fc.constantFrom('', '\n') }),
);

/** A text with each of the words in turn, in the first and the last of its places. */
function reworded(text: string, words: typeof WORDS): string[] {
  return words.flatMap(([word, other]) => {
    const places = new Set([text.indexOf(word), text.lastIndexOf(word)]);
    return [...places].map(at => text.slice(0, at) + other + text.slice(at + word.length));
  });
}

const plain = (facts: unknown, uri: string) =>
  JSON.parse(JSON.stringify(facts).replaceAll(uri.replace(/[^/]+$/, ''), ''));
let number = 0;
const fresh = (name: string) => `file:///app${number++}/${name}`;

function expectSame(now: unknown, anew: unknown, text: string): void {
  if (!isDeepStrictEqual(now, anew)) expect(now, text).toStrictEqual(anew);
}

const workspace = () =>
  createWorkspace({ host: { fileExists: () => null }, projectOf: () => 'file:///', today: () => '2026-11-21' });

describe.each([
  ['template.yaml', TEXT, WORDS],
  ['behind.yaml', BEHIND, WORDS],
  ['template.json', JSON_TEXT, JSON_WORDS],
])('an edited %s', (name, whole, words) => {
  /** That a document says of a text what another one says that never was anything else. */
  const expectRead = (uri: string, text: string) => {
    const other = fresh(name);
    expectSame(plain(read(text, uri).facts, uri), plain(read(text, other).facts, other), text);
  };

  test('says what it says to somebody who never saw it', () => {
    expect(read(whole, fresh(name)).facts.problems).toEqual([]);
    // Shorter ones are read whole anyway.
    expect(whole.length).toBeGreaterThan(4_000);
    expect(words.filter(([word]) => !whole.includes(word))).toEqual([]);
    const uri = fresh(name);
    for (const text of reworded(whole, words)) {
      read(whole, uri);
      expectRead(uri, text);
    }
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), changes => {
        let text = whole;
        read(text, uri);
        for (const { at, remove, insert } of changes) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + insert + text.slice(from + remove);
          expectRead(uri, text);
        }
      }),
      { numRuns: 10, seed: 5 },
    );
  });

  test('has the findings of one that is read for the first time', () => {
    const said = (space: Workspace, uri: string) => plain(space.allFindings(), uri);
    const uri = fresh(name);
    const space = workspace();
    let version = 0;
    const type = (text: string) => void space.update({ uri, version: version++, text });
    for (const text of reworded(whole, words)) {
      type(whole);
      // Half of the time from findings that are known, and from moved ones.
      if (version % 4 === 0) space.allFindings();
      if (version % 4 === 2) type(whole.replace(/"?(Jobs|Table1)"?: /, '$& '));
      type(text);
      const [other, another] = [workspace(), fresh(name)];
      other.update({ uri: another, version: 1, text });
      expectSame(said(space, uri), said(other, another), text);
    }
  });
});

describe('of an edited template', () => {
  test('no more is read than of a new one, where values are copied', () => {
    const looks = (count: number) => Array.from({ length: count }, () => '!FindInMap [M, a, b]').join(', ');
    const text = (count: number) => `# ${'-'.repeat(4_000)}
Mappings: { M: { a: { b: [${'1, '.repeat(300)}] } } }
Resources:
  First: { Type: A::B::C, Properties: { Of: [${looks(count)}] } }
  Second: { Type: A::B::C, Properties: { Of: [${looks(60)}] } }
`;
    const [uri, other] = [fresh('template.yaml'), fresh('template.yaml')];
    expect(read(text(10), uri).part.notes).toEqual([]);
    const [now, anew] = [read(text(40), uri), read(text(40), other)];
    expect(now.part.notes).not.toEqual([]);
    expect(plain(now.facts, uri)).toEqual(plain(anew.facts, other));
  });

  test('those resources are kept that stand where they stood, and that mean what they meant', () => {
    const uri = fresh('template.yaml');
    const before = read(TEXT, uri);
    const kept = (text: string) => {
      const now = read(text, uri);
      return now.part.resources.filter(r => before.part.resources.includes(r)).map(r => r.logicalId);
    };
    const all = before.part.resources.map(r => r.logicalId);
    expect(kept(TEXT)).toEqual(all);
    expect(kept(TEXT.replace('Handler: index.handler', 'Handler: main.handler'))).toEqual([
      'Jobs',
      'Shared',
      'Table1',
      'Role1',
    ]);
    // A parameter, and what the others are called, are spoken of anywhere.
    expect(kept(TEXT.replace('Default: dev', 'Default: qas'))).toEqual([]);
    read(TEXT, uri);
    expect(kept(TEXT.replace('Table3:', 'Table4:'))).toEqual([]);
  });

  test('what was said before stays as it was', () => {
    const uri = fresh('template.yaml');
    const before = read(TEXT, uri);
    const then = JSON.stringify(before.facts);
    const moved: readonly Resource[] = read(TEXT.replace('jobs }', 'jobs-and-more }'), uri).part.resources;
    expect(moved.at(-1)?.span.start).toBe((before.part.resources.at(-1)?.span.start ?? 0) + '-and-more'.length);
    expect(JSON.stringify(before.facts)).toBe(then);
    expect(templateFrontend.accepts(before.document)).toBe(true);
  });
});
