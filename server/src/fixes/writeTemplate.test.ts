/** What the writers make of intents in YAML and JSON, style by style. */
import { describe, expect, it } from 'vitest';
import { json, yaml } from '../core/rule.ts';
import type { List } from '../core/value.ts';
import { type Wanted, remove, rewritten, set, valueAt } from './testing.ts';

const inYaml = (text: string, wanted: Wanted, id?: string) => rewritten('t.yaml', text, wanted, id);
const inJson = (text: string, wanted: Wanted, id?: string) => rewritten('t.json', text, wanted, id);

const table = yaml`
  # The orders.
  Resources:
    Orders:   # of all shops
      Type: AWS::DynamoDB::Table
      Properties:
        BillingMode: 'PAY_PER_REQUEST' # cheap
        KeySchema:
          - AttributeName: id
            KeyType: HASH

    Other:
      Type: AWS::SQS::Queue
`.text;

describe('YAML blocks', () => {
  it('a property with missing parents', () => {
    expect(
      inYaml(table, set('PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true)),
    ).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH
            PointInTimeRecoverySpecification:
              PointInTimeRecoveryEnabled: true

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('the value of a property, in its quotes and before its comment', () => {
    expect(inYaml(table, set('BillingMode', 'PROVISIONED'))).toContain("BillingMode: 'PROVISIONED' # cheap");
  });
  it('a resource without properties', () => {
    expect(inYaml(table, set('KmsMasterKeyId', 'alias/aws/sqs'), 'Other')).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH

        Other:
          Type: AWS::SQS::Queue
          Properties:
            KmsMasterKeyId: alias/aws/sqs
      "
    `);
  });
  it('an object in the place of a string, and a string in the place of a block', () => {
    expect(inYaml(table, set('BillingMode', { $object: { A: 1, B: ['x', 'y'] } }))).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode:
              A: 1
              B:
                - x
                - 'y' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH

        Other:
          Type: AWS::SQS::Queue
      "
    `);
    expect(inYaml(table, set('KeySchema', 'none'))).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema: none

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('a property goes with its line and its comment', () => {
    expect(inYaml(table, remove('BillingMode'))).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            KeySchema:
              - AttributeName: id
                KeyType: HASH

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('the last property takes what holds it along', () => {
    expect(inYaml(table, remove('BillingMode', 'KeySchema'))).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('line ends of Windows', () => {
    const result = inYaml(table.replaceAll('\n', '\r\n'), set('DeletionProtectionEnabled', true));
    expect(result.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(result).toContain('      DeletionProtectionEnabled: true\r\n');
  });
  it('no line end at the end', () => {
    const text = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: 1\n      B: 2';
    expect(inYaml(text, set('C', 3))).toBe(`${text}\n      C: 3`);
    expect(inYaml(text, remove('B'))).toBe(text.replace('\n      B: 2', ''));
  });
  it('after a block scalar that keeps its blank lines', () => {
    const text = (value: string) =>
      `Resources:\n  F:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: ${value}  G:\n    Type: AWS::SQS::Queue\n`;
    expect(inYaml(text('|+\n\n\n'), set('TopicName', 'x'))).toContain('DisplayName: |+\n\n\n      TopicName: x\n  G:');
    expect(inYaml(text('|+\n        a\n\n'), set('TopicName', 'x'))).toContain('        a\n\n      TopicName: x\n  G:');
    expect(inYaml(text('|\n        a\n\n'), set('TopicName', 'x'))).toContain('        a\n      TopicName: x\n\n  G:');
  });
  it('after a block scalar', () => {
    const text = yaml`
      Resources:
        F:
          Type: AWS::Lambda::Function
          Properties:
            Code:
              ZipFile: |
                exports.handler = 1

        G:
          Type: AWS::SQS::Queue
    `.text;
    expect(inYaml(text, set('Runtime', 'nodejs22.x'))).toMatchInlineSnapshot(`
      "Resources:
        F:
          Type: AWS::Lambda::Function
          Properties:
            Code:
              ZipFile: |
                exports.handler = 1
            Runtime: nodejs22.x

        G:
          Type: AWS::SQS::Queue
      "
    `);
    expect(inYaml(text, remove('Code.ZipFile'))).toMatchInlineSnapshot(`
      "Resources:
        F:
          Type: AWS::Lambda::Function

        G:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('an empty Properties key', () => {
    expect(
      inYaml('Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n', set('A.B', 'x')),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::SQS::Queue
          Properties:
            A:
              B: x
      "
    `);
  });
  it('references and substitutions', () => {
    const wanted: Wanted = r => [
      ...set('A', { $ref: 'file:///app/t.yaml#Other', attribute: null })(r, null as never),
      ...set('B', { $ref: 'file:///app/t.yaml#Other', attribute: 'Arn' })(r, null as never),
      ...set('C', { $ref: 'file:///app/t.yaml#Other', attribute: 'Arn', suffix: '/*' })(r, null as never),
      ...set('D', { $sub: 'arn:${AWS::Partition}:s3:::x' })(r, null as never),
    ];
    expect(inYaml(table, wanted)).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH
            A: !Ref Other
            B: !GetAtt Other.Arn
            C: !Sub '\${Other.Arn}/*'
            D: !Sub arn:\${AWS::Partition}:s3:::x

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
  it('quotes only what would be read as something else', () => {
    const values = ['plain', '*', 's3:*', 'yes', '2012-10-17', '1', 'a: b', 'a #b', '', '{x}', "it's", '- x', 'x:y'];
    expect(inYaml(table, set('L', values))).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH
            L:
              - plain
              - '*'
              - s3:*
              - 'yes'
              - '2012-10-17'
              - '1'
              - 'a: b'
              - 'a #b'
              - ''
              - '{x}'
              - it's
              - '- x'
              - x:y

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
});

describe('YAML flow', () => {
  const flow = 'Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {A: 1, B: [x, y]}} # one line\n';
  it('sets and removes', () => {
    expect(inYaml(flow, set('C.D', 'a, b'))).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {A: 1, B: [x, y], C: {D: 'a, b'}}} # one line
      "
    `);
    expect(inYaml(flow, set('A', { $object: { x: true } }))).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {A: {x: true}, B: [x, y]}} # one line
      "
    `);
    expect(inYaml(flow, remove('A'))).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {B: [x, y]}} # one line
      "
    `);
    expect(inYaml(flow, remove('B'))).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {A: 1}} # one line
      "
    `);
    expect(inYaml(flow, remove('A', 'B'))).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue} # one line
      "
    `);
  });
  it('items', () => {
    expect(
      inYaml(flow, r => [{ kind: 'insertItem', list: valueAt(r, 'B') as List, value: '*' }]),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {A: 1, B: [x, y, '*']}} # one line
      "
    `);
    expect(inYaml(flow, r => [{ kind: 'removeItem', list: valueAt(r, 'B') as List, index: 0 }])).toMatchInlineSnapshot(`
      "Resources:
        Q: {Type: AWS::SQS::Queue, Properties: {A: 1, B: [y]}} # one line
      "
    `);
  });
});

describe('YAML lists', () => {
  const text = yaml`
    Resources:
      Q:
        Type: AWS::IAM::Policy
        Properties:
          Actions:
          - s3:GetObject # read
          - s3:PutObject
          Tags:
          - Key: a
            Value: b
  `.text;
  it('items in blocks', () => {
    expect(
      inYaml(text, r => [{ kind: 'insertItem', list: valueAt(r, 'Actions') as List, value: 's3:*' }]),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Actions:
            - s3:GetObject # read
            - s3:PutObject
            - s3:*
            Tags:
            - Key: a
              Value: b
      "
    `);
    expect(
      inYaml(text, r => [{ kind: 'removeItem', list: valueAt(r, 'Actions') as List, index: 0 }]),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Actions:
            - s3:PutObject
            Tags:
            - Key: a
              Value: b
      "
    `);
    expect(
      inYaml(text, r => [
        { kind: 'removeItem', list: valueAt(r, 'Actions') as List, index: 0 },
        { kind: 'removeItem', list: valueAt(r, 'Actions') as List, index: 1 },
      ]),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Tags:
            - Key: a
              Value: b
      "
    `);
    expect(
      inYaml(text, r => [
        { kind: 'insertItem', list: valueAt(r, 'Tags') as List, value: { $object: { Key: 'c', Value: 'd' } } },
      ]),
    ).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Actions:
            - s3:GetObject # read
            - s3:PutObject
            Tags:
            - Key: a
              Value: b
            - Key: c
              Value: d
      "
    `);
  });
  it('the key behind a dash', () => {
    expect(inYaml(text, remove('Tags.0.Key'))).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Actions:
            - s3:GetObject # read
            - s3:PutObject
            Tags:
            - Value: b
      "
    `);
  });
  it('a new list, in the file’s way', () => {
    expect(inYaml(text, set('New', ['a', 'b']))).toMatchInlineSnapshot(`
      "Resources:
        Q:
          Type: AWS::IAM::Policy
          Properties:
            Actions:
            - s3:GetObject # read
            - s3:PutObject
            Tags:
            - Key: a
              Value: b
            New:
            - a
            - b
      "
    `);
  });
});

describe('anchors and merge keys', () => {
  const text = yaml`
    Resources:
      A:
        Type: AWS::SQS::Queue
        Properties: &props
          X: &x one
          Y: *x
      B:
        Type: AWS::SQS::Queue
        Properties:
          <<: *props
          Z: 1
  `.text;
  it('an alias is replaced where it stands', () => {
    expect(inYaml(text, set('Y', 'two'))).toContain('      Y: two\n');
  });
  it('a merged key is overridden in place, and not removed', () => {
    expect(inYaml(text, set('X', 'two'), 'B')).toContain('      Z: 1\n      X: two\n');
    expect(inYaml(text, remove('X'), 'B')).toMatch(/^refused/);
  });
});

describe('new resources', () => {
  it('follow a neighbour whose last value is in braces', () => {
    const text = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { A: 1 }\n';
    expect(
      inYaml(text, r => [
        { kind: 'addResource', near: r.id, logicalId: 'Dead', type: 'AWS::SQS::Queue', properties: {} },
      ]),
    ).toBe(`${text}  Dead:\n    Type: AWS::SQS::Queue\n`);
  });
  it('a pseudo parameter alone is a reference', () => {
    const text = 'Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      A: 1\n';
    expect(inYaml(text, set('A', { $sub: '${AWS::AccountId}' }))).toContain('      A: !Ref AWS::AccountId\n');
    expect(inYaml(text, set('A', { $sub: '${AWS::AccountId}-x' }))).toContain("      A: !Sub '${AWS::AccountId}-x'\n");
  });
  it('follow their neighbour', () => {
    expect(
      inYaml(table, r => [
        {
          kind: 'addResource',
          near: r.id,
          logicalId: 'Dead',
          type: 'AWS::SQS::Queue',
          properties: { MessageRetentionPeriod: 1209600 },
        },
      ]),
    ).toMatchInlineSnapshot(`
      "# The orders.
      Resources:
        Orders:   # of all shops
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: 'PAY_PER_REQUEST' # cheap
            KeySchema:
              - AttributeName: id
                KeyType: HASH

        Dead:
          Type: AWS::SQS::Queue
          Properties:
            MessageRetentionPeriod: 1209600

        Other:
          Type: AWS::SQS::Queue
      "
    `);
  });
});

const queue = json`
  {
    "Resources": {
      "Q": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
          "A": 1,
          "B": ["x", "y"],
          "C": { "D": true }
        }
      },
      "R": {
        "Type": "AWS::SQS::Queue"
      }
    }
  }
`.text;

describe('JSON', () => {
  it('sets', () => {
    expect(inJson(queue, set('E.F', ['a']))).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": 1,
              "B": ["x", "y"],
              "C": { "D": true },
              "E": {
                "F": ["a"]
              }
            }
          },
          "R": {
            "Type": "AWS::SQS::Queue"
          }
        }
      }
      "
    `);
    expect(inJson(queue, set('C.E', 'x'))).toContain('"C": { "D": true, "E": "x" }');
    expect(inJson(queue, set('A', { $ref: 'file:///app/t.json#R', attribute: 'Arn' }))).toContain(
      '"A": { "Fn::GetAtt": ["R", "Arn"] },',
    );
    expect(inJson(queue, set('A', 'x'), 'R')).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": 1,
              "B": ["x", "y"],
              "C": { "D": true }
            }
          },
          "R": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": "x"
            }
          }
        }
      }
      "
    `);
  });
  it('removes, first, middle and last', () => {
    for (const key of ['A', 'B', 'C']) {
      const result = JSON.parse(inJson(queue, remove(key)));
      expect(Object.keys(result.Resources.Q.Properties)).toEqual(['A', 'B', 'C'].filter(k => k !== key));
    }
    expect(inJson(queue, remove('C'))).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": 1,
              "B": ["x", "y"]
            }
          },
          "R": {
            "Type": "AWS::SQS::Queue"
          }
        }
      }
      "
    `);
    expect(inJson(queue, remove('A', 'B', 'C.D'))).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue"
          },
          "R": {
            "Type": "AWS::SQS::Queue"
          }
        }
      }
      "
    `);
    expect(inJson(queue, remove('B', 'C'))).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": 1
            }
          },
          "R": {
            "Type": "AWS::SQS::Queue"
          }
        }
      }
      "
    `);
  });
  it('items', () => {
    expect(inJson(queue, r => [{ kind: 'insertItem', list: valueAt(r, 'B') as List, value: 'z' }])).toContain(
      '["x", "y", "z"]',
    );
    expect(inJson(queue, r => [{ kind: 'removeItem', list: valueAt(r, 'B') as List, index: 1 }])).toContain('["x"]');
  });
  it('new resources', () => {
    const result = inJson(queue, r => [
      {
        kind: 'addResource',
        near: r.id,
        logicalId: 'Dead',
        type: 'AWS::SQS::Queue',
        properties: { A: { $sub: '${AWS::Region}' } },
      },
    ]);
    expect(JSON.parse(result).Resources.Dead).toEqual({
      Type: 'AWS::SQS::Queue',
      Properties: { A: { Ref: 'AWS::Region' } },
    });
    expect(result).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": 1,
              "B": ["x", "y"],
              "C": { "D": true }
            }
          },
          "Dead": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
              "A": { "Ref": "AWS::Region" }
            }
          },
          "R": {
            "Type": "AWS::SQS::Queue"
          }
        }
      }
      "
    `);
  });
});

describe('a new resource and a new property of the one before it', () => {
  it('keeps them apart where both begin at the end of the file', () => {
    const text = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 5\n';
    const mended = rewritten('t.yaml', text, r => [
      { kind: 'addResource', near: r.id, logicalId: 'Dlq', type: 'AWS::SQS::Queue', properties: {} },
      { kind: 'setProperty', resource: r.id, path: ['RedrivePolicy', 'maxReceiveCount'], value: 3 },
    ]);
    expect(mended).toBe(`${text}      RedrivePolicy:\n        maxReceiveCount: 3\n  Dlq:\n    Type: AWS::SQS::Queue\n`);
  });
});
