/** Laws: whatever is cut from or put into a template, reading it throws nothing, and every span lies in the document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceSpan } from '../../core/document.ts';
import { fileOffset, type EmbeddedText } from '../../core/resource.ts';
import { walk } from '../../core/value.ts';
import { templateFrontend } from './index.ts';
import { read, type Read } from './testing.ts';

const YAML = `AWSTemplateFormatVersion: "2010-09-09"
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters: &p
  Env: { Type: String, Default: dev, AllowedValues: [dev, 'prod'] }
Globals: { Function: { Runtime: nodejs20.x, Tags: { a: b } } }
Conditions: { IsProd: !Equals [!Ref Env, prod] }
Mappings:
  M: { dev: { X: 1 }, prod: { X: 2 } }
Resources:
  Fn::ForEach::T:
    - N
    - [A, B]
    - T\${N}: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref N } }
  Bucket: # 🦊 a bucket
    Type: AWS::S3::Bucket
    DependsOn: [TA]
    Properties:
      BucketName: !Sub "\${AWS::StackName}-\\u00e9\\"x\\"-\${!Lit}"
      Tags:
      - &tag
        Key: 'it''s'
        Value: !If [IsProd, !Ref AWS::NoValue, !FindInMap [M, !Ref Env, X]]
      - { <<: *tag, Key: b }
  F:
    Type: AWS::Serverless::Function
    Metadata: { Plumbline: { ignore: [{ rule: a/b, reason: c }] } }
    Properties:
      InlineCode: |
        const AWS = require('aws-sdk');
          indented(\`\${x}\`);

        last()
      Policies:
        - Statement: { Effect: Allow, Action: "s3:Get*", Resource: !Join ["", [!GetAtt Bucket.Arn, /*]] }
        - S3ReadPolicy: { BucketName: !Ref Bucket }
      Description: >-
        folded text
        over lines
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument: { Statement: [{ Effect: Deny, Principal: "*", Action: "*", Resource: !Split [",", "a,b"] }] }
Outputs:
  O: { Value: !Ref Bucket, Export: { Name: x } }
`;

const JSON_TEXT = `{
  "AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "F": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "Runtime": "nodejs16.x",
        "Code": { "ZipFile": { "Fn::Join": ["\\n", ["const a = require(\\"aws-sdk\\")", { "Ref": "R" }, "\\u00e9\\t🦊"]] } },
        "Role": { "Fn::GetAtt": ["R", "Arn"] }
      }
    },
    "R": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [ { "PolicyDocument": { "Statement": [
      { "Effect": "Allow", "Action": ["s3:*", "a:b"], "Resource": { "Fn::Sub": "arn:\${AWS::Partition}:s3:::x/*" } } ] } } ] } }
  }
}
`;

/** All spans of everything that reading gives. */
function spans({ facts }: Read): SourceSpan[] {
  const found: SourceSpan[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if ('uri' in value && 'start' in value && 'end' in value) found.push(value as SourceSpan);
    for (const inner of Object.values(value)) visit(inner);
  };
  visit(facts);
  return found;
}

function holds(text: string, uri: string): void {
  const result = read(text, uri);
  for (const place of spans(result)) {
    const fine =
      Number.isInteger(place.start) && place.start >= 0 && place.start <= place.end && place.end <= text.length;
    if (!fine) throw new Error(`A span is outside: ${JSON.stringify(place)} of ${text.length}`);
  }
  for (const resource of result.part.resources) {
    expect(resource.span.start).toBe(resource.nameSpan.start);
    walk(resource.properties, value => {
      if (value.kind !== 'object' && value.kind !== 'list') return;
      const { slot } = value;
      if (slot)
        expect(slot.end >= slot.span.start && slot.end <= text.length && /^[ \t]*$/.test(slot.indent)).toBe(true);
    });
  }
  for (const unit of result.part.code) {
    const embedded = unit.embedded as EmbeddedText;
    let last = -1;
    for (const [at, offset] of embedded.map) {
      expect(at).toBeGreaterThan(last);
      expect(offset).toBeLessThanOrEqual(text.length);
      last = at;
    }
    expect(fileOffset(embedded, embedded.text.length)).toBeLessThanOrEqual(text.length + embedded.text.length);
  }
  templateFrontend.link([result.facts], { fileExists: () => null });
}

describe.each([
  ['YAML', YAML, 'file:///a/t.yaml'],
  ['JSON', JSON_TEXT, 'file:///a/t.json'],
  ['JSON in a YAML file', JSON_TEXT, 'file:///a/t.yaml'],
])('%s', (_, sample, uri) => {
  it('is read whole', () => {
    const result = read(sample, uri);
    expect(result.facts.problems.map(p => p.message)).toEqual([]);
    expect(result.part.resources.length).toBeGreaterThan(1);
  });

  it('survives the cut at every place', () => {
    for (let end = 0; end <= sample.length; end += 3) holds(sample.slice(0, end), uri);
  });

  it('survives deletions', () => {
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(60), (start, length) => {
        holds(sample.slice(0, start) + sample.slice(start + length), uri);
      }),
      { numRuns: 400 },
    );
  });

  it('survives insertions', () => {
    const piece = fc.constantFrom(
      '\t',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      ':',
      '- ',
      '\n',
      '\r\n',
      ',',
      '&a ',
      '*a',
      '<<: ',
      '!Sub ',
      '|',
      '>',
      '🦊',
      '#',
      '? ',
      '\0',
      '---\n',
      '%',
      '${',
      '}',
      '\\',
      '\ud800',
      '    ',
    );
    fc.assert(
      fc.property(fc.nat(sample.length), fc.array(piece, { minLength: 1, maxLength: 4 }), (at, pieces) => {
        holds(sample.slice(0, at) + pieces.join('') + sample.slice(at), uri);
      }),
      { numRuns: 600 },
    );
  });

  it('gives plain data, the same each time', () => {
    const { facts } = read(sample, uri);
    expect(structuredClone(facts)).toEqual(facts);
    expect(read(sample, uri).facts).toEqual(facts);
  });

  it('is linked with the same objects each time', () => {
    const { facts } = read(sample, uri);
    const host = { fileExists: () => null };
    const one = templateFrontend.link([facts], host);
    const two = templateFrontend.link([facts], host);
    expect(one.resources.every((r, i) => r === two.resources[i])).toBe(true);
    expect(one.statements.every((s, i) => s === two.statements[i])).toBe(true);
  });
});

it('has spans for code that stands half in the separator of a join', () => {
  const at = JSON_TEXT.indexOf('\\n", [') + 2;
  holds(`${JSON_TEXT.slice(0, at)}*a\t''${JSON_TEXT.slice(at)}`, 'file:///a/t.yaml');
});
