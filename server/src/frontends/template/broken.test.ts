/** Broken, hostile and odd texts: what can be read is read, the problem is at its place, nothing throws. */
import { describe, expect, it } from 'vitest';
import { type Value, at, stringOf } from '../../core/value.ts';
import { MAX_LENGTH } from './read.ts';
import { problems, read, shown, slice } from './testing.ts';

/** Problems, and the resources that were read all the same. */
function outcome(text: string, uri?: string): string {
  const result = read(text, uri);
  return `${problems(result)}\n→ ${result.part.resources.map(r => `${r.logicalId}(${r.properties.entries.map(e => e.key).join(' ')})`).join(' ')}`;
}

const REST = `  Last:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: t
`;

describe('YAML', () => {
  const broken: Record<string, string> = {
    'a half line': 'Properties:\n      A: 1\n      Vers\n      C: 2\n',
    'a half line at the end': 'Properties:\n      A: 1\n      Vers\n',
    'a half line before the first': 'Properties:\n      Vers\n',
    'an unclosed list': 'Properties:\n      A: [1, 2\n      B: 2\n',
    'an unclosed map': 'Properties: { A: 1\n',
    'an unclosed quote': 'Properties:\n      A: "x\n      B: 2\n',
    'a tab': 'Properties:\n\t  A: 1\n',
    'a duplicate key': 'Properties:\n      A: 1\n      A: 2\n',
    'a key too far right': 'Properties:\n      A: 1\n        B: 2\n      C: 3\n',
    'a key too far left': 'Properties:\n      A: 1\n     B: 2\n',
    'two tags': 'Properties:\n      A: !Base64 !Sub x\n      B: 1\n',
    'an unknown alias': 'Properties:\n      A: *nope\n      B: 1\n',
    'a reserved character': 'Properties:\n      A: @x\n      B: 1\n',
    'a map in a value': 'Properties:\n      A: b: c\n      D: 1\n',
    'a list among keys': 'Properties:\n      A: 1\n      - b\n      C: 2\n',
    'a stray bracket': 'Properties:\n      A: 1 ]\n      B: ]\n      C: 1\n',
    'a missing comma': 'Properties:\n      A: { B: 1 C: 2 }\n      D: [ "a" "b" ]\n',
    'a tag alone': 'Properties:\n      A: !Ref\n      B: 1\n',
    'a bad escape': 'Properties:\n      A: "\\q"\n      B: 1\n',
  };
  it.each(Object.entries(broken))('%s', (name, body) => {
    expect(outcome(`Resources:\n  First:\n    Type: AWS::SNS::Topic\n    ${body}${REST}`)).toMatchSnapshot(name);
  });

  it('never says absent where something could not be read', () => {
    const { resource } = read(`Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      A: 1\n      Vers\n`);
    expect(at(resource('T').properties, 'Other').kind).toBe('unknown');
  });

  it('indented by tabs throughout is read all the same', () => {
    const text = 'Resources:\n\tT:\n\t\tType: AWS::SNS::Topic\n\t\tProperties:\n\t\t\tTopicName: x\n';
    const result = read(text);
    expect(result.facts.problems.length).toBeGreaterThan(0);
    expect(shown(text, result.resource('T').properties)).toBe('object\n  TopicName: "x" «x»');
  });
});

describe('JSON', () => {
  const broken: Record<string, string> = {
    'a trailing comma': '{ "A": 1, }',
    'a comment': '{ /* why */ "A": 1 // and\n }',
    'a missing comma': '{ "A": 1 "B": 2 }',
    'a missing value': '{ "A": , "B": 2 }',
    'a key alone': '{ "A", "B": 2 }',
    'a bare key and value': '{ A: x, "B": 2 }',
    'an unclosed string': '{ "A": "x,\n "B": 2 }',
    'an unclosed list': '{ "A": [1, 2, "B": 2 }',
    'a duplicate key': '{ "A": 1, "A": 2 }',
    'a bad escape': '{ "A": "\\q" }',
    'a comma too many': '{ , "A": [, 1,, 2] }',
  };
  it.each(Object.entries(broken))('%s', (name, body) => {
    const text = `{ "Resources": {\n "First": { "Type": "AWS::SNS::Topic", "Properties": ${body} },\n "Last": { "Type": "AWS::SNS::Topic" } } }`;
    expect(outcome(text, 'file:///app/t.json')).toMatchSnapshot(name);
  });
});

describe('of a key that is there twice', () => {
  it.each([
    [
      'YAML',
      'Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      A: &a { B: 1, C: 2, B: 3 }\n      A: x\n      D: *a\n',
    ],
    [
      'JSON',
      '{ "Resources": { "T": { "Type": "AWS::SNS::Topic", "Properties": { "A": 1, "D": { "B": 1, "C": 2, "B": 3 }, "A": "x" } } } }',
    ],
  ])('the last one alone is read in %s', (language, text) => {
    const { resource } = read(text, language === 'JSON' ? 'file:///app/t.json' : undefined);
    const { properties } = resource('T');
    const keys = (value: Value) => (value.kind === 'object' ? value.entries.map(e => e.key).sort() : []);
    expect(keys(properties)).toEqual(['A', 'D']);
    expect(stringOf(at(properties, 'A'))).toBe('x');
    expect(keys(at(properties, 'D'))).toEqual(['B', 'C']);
    expect(at(properties, 'D', 'B')).toMatchObject({ value: 3 });
  });
});

describe('odd texts', () => {
  const template = `AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  🦊:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: 😀 "q"\n      TopicName: !Sub '😀\${AWS::Region}'\n`;
  it.each([
    ['line feeds', template],
    ['CRLF', template.replace(/\n/g, '\r\n')],
    ['a BOM', `\uFEFF${template}`],
    ['a BOM and CRLF', `\uFEFF${template.replace(/\n/g, '\r\n')}`],
    ['a document start', `--- # x\n${template}`],
  ])('with %s have exact spans', (_, text) => {
    const { facts, resource } = read(text);
    expect(facts.problems).toEqual([]);
    const topic = resource('🦊');
    expect(slice(text, topic.nameSpan)).toBe('🦊');
    expect(shown(text, topic.properties)).toBe(
      'object\n  DisplayName: "😀 \\"q\\"" «😀 "q"»\n  TopicName: text «!Sub \'😀${AWS::Region}\'»\n    "😀" written «😀»\n    ${} → pseudo AWS::Region «${AWS::Region}»',
    );
  });

  it.each([
    ['nothing', ''],
    ['a BOM', '\uFEFF'],
    ['white space', ' \n\t\n'],
    ['zeros', '\0\0\0\u0001Resources:\0'],
    ['a scalar', 'hello'],
    ['a list', '- a\n- b'],
    ['lone surrogates', 'Resources: "\ud800"\n\udc00: 1'],
    ['carriage returns', 'Resources:\r  A:\r    Type: AWS::SNS::Topic\r'],
    [
      'odd sections',
      'Resources: [1]\nParameters: x\nOutputs: 3\nMappings: !Ref x\nConditions: *c\nTransform: {}\nGlobals: 1',
    ],
    ['only a brace', '{'],
    ['only a bracket', '['],
  ])('%s alone gives no exception', (_, text) => {
    for (const uri of ['file:///a/t.yaml', 'file:///a/t.json', 'untitled:Untitled-1'])
      expect(read(text, uri).part.resources).toEqual([]);
  });

  const depth = 10_000;
  it.each([
    [
      'YAML brackets',
      't.yaml',
      `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: ${'['.repeat(depth)}${']'.repeat(depth)}\n${REST}`,
      'A Last',
    ],
    [
      'YAML braces',
      't.yaml',
      `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: ${'{a: '.repeat(depth)}${'}'.repeat(depth)}\n${REST}`,
      'A Last',
    ],
    [
      'YAML dashes',
      't.yaml',
      `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      - ${'- '.repeat(depth)}\n${REST}`,
      'A Last',
    ],
    [
      'JSON lists',
      't.json',
      `{"Resources":{"A":{"Type":"AWS::SNS::Topic","Properties":${'['.repeat(depth)}${']'.repeat(depth)}},"Last":{"Type":"AWS::SNS::Topic"}}}`,
      'A Last',
    ],
    [
      'JSON objects, unclosed',
      't.json',
      `{"Resources":{"A":{"Type":"AWS::SNS::Topic","Properties":${'{"a":'.repeat(depth)}`,
      'A',
    ],
    [
      'functions',
      't.yaml',
      `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: ${'{"Fn::If": [c, 1, '.repeat(depth)}1${']}'.repeat(depth)}\n${REST}`,
      'A Last',
    ],
  ])('%s nested ten thousand deep end at a limit', (_, file, text, expected) => {
    const result = read(text, `file:///a/${file}`);
    expect(result.facts.problems.map(p => p.message)).toContain('This is nested too deeply to be read.');
    expect(result.part.resources.map(r => r.logicalId).join(' ')).toBe(expected);
    expect(() => structuredClone(result.facts)).not.toThrow();
  });

  it('half a million brackets are not tried', () => {
    const started = process.cpuUsage();
    const result = read(`Resources:\n  A: ${'[ '.repeat(500_000)}`);
    expect(problems(result)).toBe('2:6 «[» This is nested too deeply to be read.');
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(500);
  });

  it('aliases nested through each other end at a limit', () => {
    const lines = ['a0: &a0 [x]', ...Array.from({ length: 5000 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)];
    const result = read(`${lines.join('\n')}\nResources:\n${REST}`);
    expect(result.part.resources).toHaveLength(1);
    expect(result.part.notes.length).toBeGreaterThan(0);
  });

  it('a file that is too large is not read, and that is said', () => {
    const text = `Resources:\n${REST}${'# filler\n'.repeat(MAX_LENGTH / 4)}`;
    expect(text.length).toBeGreaterThan(4_000_000);
    const started = process.cpuUsage();
    const result = read(text);
    const { user } = process.cpuUsage(started);
    expect(problems(result)).toMatch(/^1:1 «» This template is too large/);
    expect(result.part.notes).toHaveLength(1);
    expect(user / 1000).toBeLessThan(100);
  });
});

describe('what CloudFormation reads, though YAML 1.2 forbids it', () => {
  it('brackets and quotes that go on at the indentation of their key', () => {
    const text = `Resources:
  App:
    Type: AWS::ServiceCatalogAppRegistry::Application
    Properties:
      Tags: {
      'Solution': 'SO1', # the number
      Stage: [prod,
    test]
      }
      Description: "Made by
      hand # not a comment"
${REST}`;
    const result = read(text);
    const { part } = result;
    expect(problems(result)).toBe('');
    const [app] = part.resources;
    expect(app?.properties.entries.map(e => e.key)).toEqual(['Tags', 'Description']);
    const solution = at(app?.properties as never, 'Tags', 'Solution');
    const from = text.indexOf("'SO1'");
    expect(solution).toMatchObject({
      kind: 'literal',
      value: 'SO1',
      span: { start: from, end: from + "'SO1'".length },
    });
    expect(at(app?.properties as never, 'Tags', 'Stage')).toMatchObject({ kind: 'list', complete: true });
    expect(part.resources.map(r => r.logicalId)).toEqual(['App', 'Last']);
  });

  it('any number of them, and as many as there are beside one that nobody has closed', () => {
    const role = (i: number) => `  Role${i}:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: !Sub '{
          "Statement": [
${'              { "Effect": "Allow", "Action": "s3:Get*" },\n'.repeat(6)}              { "Effect": "Allow" }
          ]
      }'
`;
    const roles = Array.from({ length: 12 }, (_, i) => role(i)).join('');
    const whole = read(`Resources:\n${roles}${REST}`);
    expect(problems(whole)).toBe('');
    expect(whole.part.resources).toHaveLength(13);
    const half = read(
      `Resources:\n${roles}  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: 'orders\n${REST}`,
    );
    expect(problems(half)).toBe("173:18 «'orders» This string has no closing quote.");
    expect(half.part.resources).toHaveLength(14);
  });
});
