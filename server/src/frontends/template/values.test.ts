/** Every syntax form of a value, with what its spans cover. */
import { describe, expect, it } from 'vitest';
import { dedent } from '../../core/rule.ts';
import { at, scenarios } from '../../core/value.ts';
import { read, shown } from './testing.ts';

const HEAD = `Parameters:
  Env:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
  Secret: { Type: String, NoEcho: true }
Mappings:
  Sizes:
    dev: { Type: t3.micro }
    prod: { Type: m7g.large }
Conditions:
  IsProd: !Equals [!Ref Env, prod]
Resources:
  Key: { Type: AWS::KMS::Key }
  Thing:
    Type: AWS::Test::Thing
    Properties:
`;

/** The value of a property written in YAML under `Value:`. */
function yaml(property: string): string {
  const lines = dedent(property).trimEnd().split('\n');
  const text = `${HEAD}${lines.map(l => (l === '' ? '' : `      ${l}`)).join('\n')}\n`;
  const result = read(text);
  expect(result.facts.problems).toEqual([]);
  return shown(text, at(result.resource('Thing').properties, 'Value'));
}

/** The same in JSON. */
function json(value: string): string {
  const text = `{ "AWSTemplateFormatVersion": "2010-09-09", "Parameters": { "Env": { "Type": "String" } }, "Resources": {
    "Key": { "Type": "AWS::KMS::Key" },
    "Thing": { "Type": "AWS::Test::Thing", "Properties": { "Value": ${value} } } } }`;
  const result = read(text, 'file:///app/template.json');
  expect(result.facts.problems).toEqual([]);
  return shown(text, at(result.resource('Thing').properties, 'Value'));
}

describe('scalars', () => {
  it.each([
    ['Value: plain text', '"plain text" «plain text»'],
    ["Value: 'it''s'", `"it's" «'it''s'»`],
    ['Value: "a\\tb \\u00e9"', '"a\\tb é" «"a\\tb \\u00e9"»'],
    ['Value: true', 'true «true»'],
    ['Value: "true"', '"true" «"true"»'],
    ['Value: yes', 'true «yes»'],
    ['Value: 42', '42 «42»'],
    ['Value: 1.5', '1.5 «1.5»'],
    ['Value: 012345678901', '"012345678901" «012345678901»'],
    ['Value: 2012-10-17', '"2012-10-17" «2012-10-17»'],
    ['Value: ~', 'null «~»'],
    ['Value:', 'null «»'],
    ['Value: # nothing', 'null «»'],
    ['Value: 12345678901234567890', '"12345678901234567890" «12345678901234567890»'],
    ['Value: ünï🦊cødé', '"ünï🦊cødé" «ünï🦊cødé»'],
  ])('%s', (source, expected) => expect(yaml(source)).toBe(expected));

  it('blocks', () => {
    expect(yaml('Value: |\n  one\n    two\n\nOther: 1')).toMatchInlineSnapshot(
      `""one\\n  two\\n" «|⏎        one⏎          two»"`,
    );
    expect(yaml('Value: >-\n  one\n  two')).toMatchInlineSnapshot(`""one two" «>-⏎        one⏎        two»"`);
  });

  it('JSON', () => {
    expect(json('"a\\"b"')).toBe('"a\\"b" «"a\\"b"»');
    expect(json('-1.5e2')).toBe('-150 «-1.5e2»');
    expect(json('null')).toBe('null «null»');
  });
});

describe('references', () => {
  it.each([
    ['Value: !Ref Key', '→ Key «!Ref Key»'],
    ['Value: { Ref: Key }', '→ Key «{ Ref: Key }»'],
    ['Value:\n  Ref: Key', '→ Key «Ref: Key»'],
    ['Value: !GetAtt Key.Arn', '→ Key.Arn «!GetAtt Key.Arn»'],
    ['Value: !GetAtt [Key, Arn]', '→ Key.Arn «!GetAtt [Key, Arn]»'],
    ['Value:\n  Fn::GetAtt: Key.Arn', '→ Key.Arn «Fn::GetAtt: Key.Arn»'],
    ['Value:\n  Fn::GetAtt: [Key, Outputs.Name]', '→ Key.Outputs.Name «Fn::GetAtt: [Key, Outputs.Name]»'],
    ['Value: !Ref Env', '→ parameter Env «!Ref Env»'],
    ['Value: !Ref AWS::Region', '→ pseudo AWS::Region «!Ref AWS::Region»'],
    ['Value: !Ref AWS::NoValue', 'absent'],
    ['Value: !Ref Nowhere', '→ missing Nowhere «!Ref Nowhere»'],
    ['Value: !GetAtt Nowhere.Arn', '→ missing Nowhere.Arn «!GetAtt Nowhere.Arn»'],
    ['Value: !ImportValue net-vpc', '→ import «!ImportValue net-vpc»'],
    ['Value: !Custom x', 'unknown: Fn::Custom «!Custom x»'],
  ])('%s', (source, expected) => expect(yaml(source)).toBe(expected));

  it('JSON', () => {
    expect(json('{ "Fn::GetAtt": ["Key", "Arn"] }')).toBe('→ Key.Arn «{ "Fn::GetAtt": ["Key", "Arn"] }»');
    expect(json('{"Ref":"Env"}')).toBe('→ parameter Env «{"Ref":"Env"}»');
  });

  it('tells of a parameter what is declared', () => {
    const value = at(read(`${HEAD}      Value: [!Ref Env, !Ref Secret]\n`).resource('Thing').properties, 'Value', '0');
    expect(value).toMatchObject({
      target: {
        type: 'String',
        noEcho: false,
        defaultValue: { value: 'dev' },
        allowedValues: { items: [{ value: 'dev' }, { value: 'prod' }] },
      },
    });
    const secret = at(read(`${HEAD}      Value: [!Ref Env, !Ref Secret]\n`).resource('Thing').properties, 'Value', '1');
    expect(secret).toMatchObject({ target: { noEcho: true, defaultValue: { kind: 'absent' } } });
  });
});

describe('Fn::Sub', () => {
  it('has pieces and holes', () => {
    expect(yaml("Value: !Sub 'arn:${AWS::Partition}:kms:x/${Key}/${Key.Arn}/*'")).toMatchInlineSnapshot(`
      "text «!Sub 'arn:\${AWS::Partition}:kms:x/\${Key}/\${Key.Arn}/*'»
        "arn:" written «arn:»
        \${} → pseudo AWS::Partition «\${AWS::Partition}»
        ":kms:x/" written «:kms:x/»
        \${} → Key «\${Key}»
        "/" written «/»
        \${} → Key.Arn «\${Key.Arn}»
        "/*" written «/*»"
    `);
  });
  it('takes variables', () => {
    expect(yaml('Value: !Sub\n  - "${A}-${Env}-${B}"\n  - A: one\n    B: !Ref Key')).toMatchInlineSnapshot(`
      "text «!Sub⏎        - "\${A}-\${Env}-\${B}"⏎        - A: one⏎          B: !Ref Key»
        "one-" written «∅»
        \${} → parameter Env «\${Env}»
        "-" written «-»
        \${} → Key «!Ref Key»"
    `);
  });
  it('leaves literal placeholders alone', () => {
    expect(yaml('Value: !Sub "${!Name}-x"')).toMatchInlineSnapshot(
      `""\${Name}-x" «!Sub "\${!Name}-x"» written «"\${!Name}-x"»"`,
    );
    expect(yaml('Value: !Sub plain')).toBe('"plain" «!Sub plain» written «plain»');
  });
  it('finds its place in escapes and blocks', () => {
    expect(yaml('Value: !Sub |\n  first ${Env}\n  second ${Nope} end')).toMatchInlineSnapshot(`
      "text «!Sub |⏎        first \${Env}⏎        second \${Nope} end»
        "first " written «first »
        \${} → parameter Env «\${Env}»
        "\\nsecond " written «⏎        second »
        \${} → missing Nope «\${Nope}»
        " end\\n" written « end»"
    `);
    expect(json('{ "Fn::Sub": "a\\n\\"${Env}\\"/b" }')).toMatchInlineSnapshot(`
      "text «{ "Fn::Sub": "a\\n\\"\${Env}\\"/b" }»
        "a\\n\\"" written «a\\n\\"»
        \${} → parameter Env «\${Env}»
        "\\"/b" written «\\"/b»"
    `);
  });
});

describe('functions', () => {
  it('joins', () => {
    expect(yaml("Value: !Join ['', ['arn:aws:s3:::', !Ref Key, '/*']]")).toMatchInlineSnapshot(`
      "text «!Join ['', ['arn:aws:s3:::', !Ref Key, '/*']]»
        "arn:aws:s3:::" written «arn:aws:s3:::»
        \${} → Key «!Ref Key»
        "/*" written «/*»"
    `);
    expect(yaml('Value: !Join ["-", [a, b, !Ref AWS::NoValue]]')).toBe(
      '"a-b" «!Join ["-", [a, b, !Ref AWS::NoValue]]» written «∅»',
    );
    expect(yaml('Value: !Join [",", !Ref Env]')).toMatch(/^unknown/);
  });
  it('chooses', () => {
    expect(yaml('Value: !If [IsProd, !Ref AWS::NoValue, { A: !If [IsBig, 1, 2] }]')).toMatchInlineSnapshot(`
      "choice «!If [IsProd, !Ref AWS::NoValue, { A: !If [IsBig, 1, 2] }]»
        when IsProd: absent
        when not IsProd: object
          A: choice «!If [IsBig, 1, 2]»
            when IsBig: 1 «1»
            when not IsBig: 2 «2»"
    `);
  });
  it('looks up, splits and selects', () => {
    expect(yaml('Value: !FindInMap [Sizes, prod, Type]')).toMatchInlineSnapshot(
      `""m7g.large" «!FindInMap [Sizes, prod, Type]» written «m7g.large»"`,
    );
    expect(yaml('Value: !FindInMap [Sizes, !Ref Env, Type]')).toMatchInlineSnapshot(`
      "choice «!FindInMap [Sizes, !Ref Env, Type]»
        when Env is dev: "t3.micro" «!FindInMap [Sizes, !Ref Env, Type]» written «t3.micro»
        when Env is prod: "m7g.large" «!FindInMap [Sizes, !Ref Env, Type]» written «m7g.large»"
    `);
    expect(yaml('Value: !FindInMap [Sizes, !Ref AWS::Region, Type]')).toMatch(/^unknown/);
    expect(yaml('Value: !Select [1, !Split [",", "a,b"]]')).toBe('"b" «!Select [1, !Split [",", "a,b"]]» written «∅»');
    expect(yaml('Value: !Select [0, !GetAZs ""]')).toMatch(/^unknown/);
    expect(yaml('Value: !Cidr [!GetAtt Key.Arn, 2, 8]')).toMatch(/^unknown/);
    expect(yaml('Value:\n  Fn::Length: [1, 2]')).toBe('2 «Fn::Length: [1, 2]» written «∅»');
    expect(yaml('Value:\n  Fn::Base64: !Sub "x ${Env}"')).toMatchInlineSnapshot(`
      "text «!Sub "x \${Env}"»
        "x " written «x »
        \${} → parameter Env «\${Env}»"
    `);
    expect(yaml('Value:\n  Fn::ToJsonString: { a: 1 }')).toMatch(/^unknown/);
    expect(yaml('Value:\n  Fn::Transform: { Name: AWS::Include }')).toMatch(/^unknown/);
    expect(yaml('Value:\n  A: 1\n  Fn::Transform: { Name: AWS::Include }')).toMatch(/^object …/);
  });
  it('gives up on too many scenarios and says so', () => {
    let value = 'z';
    for (let i = 0; i < 40; i++) value = `!If [C${i}, a, ${value}]`;
    const result = read(`${HEAD}      Value: ${value}\n`);
    const found = at(result.resource('Thing').properties, 'Value');
    // What is too deep is unknown; what comes before it is kept.
    const kinds = scenarios(found).map(s => s.value.kind);
    expect(kinds.length).toBeLessThan(32);
    expect(kinds.at(-1)).toBe('unknown');
    expect(result.part.notes.map(n => n.reason)).toContain('this value has more than 32 scenarios of conditions');
  });
});

describe('anchors', () => {
  it('resolves aliases and merge keys, pointing at where it is written', () => {
    expect(yaml('Other: &a { X: 1, Y: &y two }\nValue: { <<: *a, Y: 3, Z: *y }')).toMatchInlineSnapshot(`
      "object
        X: 1 «1»
        Y: 3 «3»
        Z: "two" «*y» written «two»"
    `);
    expect(yaml('Other: &a [1, !Ref Key]\nValue: *a')).toMatchInlineSnapshot(`
      "list
        - 1 «1»
        - → Key «!Ref Key»"
    `);
    expect(yaml('Other: [&a { X: 1 }, &b { X: 2, Y: 2 }]\nValue: { <<: [*a, *b] }')).toMatchInlineSnapshot(`
      "object
        X: 1 «1»
        Y: 2 «2»"
    `);
  });
  it('does not explode', () => {
    const lines = ['  A0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `  A${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const text = `Metadata:\n${lines.join('\n')}\nResources:\n  T:\n    Type: AWS::Test::T\n`;
    const result = read(text);
    expect(result.part.resources).toHaveLength(1);
    expect(result.part.notes.map(n => n.reason)).toContain('aliases make this value too large to be read');
  });
});

describe('Fn::ForEach', () => {
  const loop = (collection: string) => `Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList } }
Resources:
  Fn::ForEach::Topics:
    - Name
    - ${collection}
    - Topic\${Name}:
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Ref Name
          DisplayName: !Sub '\${Name} of \${AWS::StackName}'
  Last:
    Type: AWS::Test::T
    Properties: { Topic: !Ref TopicA, Other: !Ref TopicC }
`;
  it('is expanded where the collection is written', () => {
    const text = loop('[A, B]');
    const { part, resource } = read(text);
    expect(part.resources.map(r => r.logicalId)).toEqual(['TopicA', 'TopicB', 'Last']);
    expect(shown(text, resource('TopicB').properties)).toMatchInlineSnapshot(`
      "object
        TopicName: "B" «!Ref Name» written «∅»
        DisplayName: text «!Sub '\${Name} of \${AWS::StackName}'»
          "B of " written «∅»
          \${} → pseudo AWS::StackName «\${AWS::StackName}»"
    `);
    expect(shown(text, resource('Last').properties)).toMatchInlineSnapshot(`
      "object
        Topic: → TopicA «!Ref TopicA»
        Other: → missing TopicC «!Ref TopicC»"
    `);
  });
  it('is a note where it is not', () => {
    const { part, resource } = read(loop('!Ref Names'));
    expect(part.resources.map(r => r.logicalId)).toEqual(['Last']);
    expect(at(resource('Last').properties, 'Other').kind).toBe('unknown');
    expect(part.notes.map(n => n.reason)).toEqual(['the collection of this loop is known only when it is deployed']);
  });
});
