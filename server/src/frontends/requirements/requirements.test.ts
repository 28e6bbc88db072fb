/** The vocabulary keeps its word: all of its examples are valid, by the schema and by the reader; and what the reader makes of a file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createWorkspace, rules } from '../../all.ts';
import { type RuleSettings, defaultSettings } from '../../core/engine.ts';
import type { Requirement } from '../../core/requirement.ts';
import { RULE_SETS } from '../../core/rule.ts';
import { requirementsFrontend } from './index.ts';
import { parsePattern } from './patterns.ts';
import { readyMade } from './profiles.ts';
import type { RequirementsBody } from './read.ts';
import { type Key, mapOf } from './shape.ts';
import { ATTRIBUTES, REQUIREMENTS, TOP } from './vocabulary.ts';

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../../../schemas/plumbline.schema.json'), 'utf8'),
);
const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(schema);
const frontend = requirementsFrontend(rules);

function read(text: string, name = 'plumbline.yaml') {
  return frontend.read({ uri: `file:///app/${name}`, version: 1, text });
}

function bodyOf(text: string): RequirementsBody {
  return read(text).body as RequirementsBody;
}

function indented(text: string, by: string): string {
  return text.replace(/^/gm, by);
}

/** Every example, as a whole file. */
const examples: [string, string][] = [
  ...Object.entries(TOP.keys).map(([name, key]): [string, string] => [
    name,
    name === 'version' ? (key.example ?? '') : `version: 1\n${key.example}`,
  ]),
  ...Object.entries(REQUIREMENTS).flatMap(([name, key]): [string, string][] => [
    [name, `version: 1\nrequirements:\n${indented(key.example ?? '', '  ')}`],
    ...inner(key)
      .filter(([k]) => !Object.hasOwn(ATTRIBUTES, k))
      .map(([k, sub]): [string, string] => [
        `${name}.${k}`,
        `version: 1\nrequirements:\n  ${name}:\n${indented(sub.example ?? '', '    ')}`,
      ]),
  ]),
];

function inner(key: Key): [string, Key][] {
  return Object.entries(mapOf(key.shape)?.keys ?? {}).filter(
    ([, sub]) => sub.example !== undefined && sub.example !== '',
  );
}

describe('the vocabulary', () => {
  for (const [name, text] of examples)
    it(`has a valid example of ${name}`, () => {
      // An item of a list stands under its key without a dash in the examples of its own keys.
      const value = parse(text);
      if (/^(outputs|parameters|connections)\./.test(name) && !/required|export/.test(name)) return;
      const facts = read(text);
      expect(facts.problems).toEqual([]);
      expect((facts.body as RequirementsBody).problems.map(p => p.message)).toEqual([]);
      expect(validate(value), JSON.stringify(validate.errors, null, 1)).toBe(true);
    });
  it('has documentation of every key that ends in a full stop', () => {
    for (const [name, key] of [...Object.entries(TOP.keys), ...Object.entries(REQUIREMENTS)])
      expect(key.docs, name).toMatch(/\.$/);
  });
  it('has an example of every requirement, and each states something', () => {
    for (const [name, key] of Object.entries(REQUIREMENTS)) {
      const { requirements } = bodyOf(`version: 1\nrequirements:\n${indented(key.example ?? '', '  ')}`);
      expect(requirements.length, name).toBeGreaterThan(0);
    }
  });
  for (const { name, text } of readyMade())
    it(`has a profile ${name} without problems`, () => {
      expect(bodyOf(text).problems.map(p => p.message)).toEqual([]);
      expect(validate(parse(text)), JSON.stringify(validate.errors, null, 1)).toBe(true);
    });
  it('is a schema that refuses what is unknown', () => {
    expect(validate({ version: 1, requirements: { nameing: 'x' } })).toBe(false);
    expect(validate({ version: 1, rules: { 'iam/*': 'loud' } })).toBe(false);
  });
});

describe('patterns', () => {
  it('take all spellings of tokens', () => {
    for (const env of [
      '{env}',
      '${environmentSuffix}',
      '<environment>',
      '[env]',
      '{ENVIRONMENT_SUFFIX}',
      '${EnvironmentSuffix}',
    ])
      expect(parsePattern(`a-${env}`)).toMatchObject([{ text: 'a-' }, { token: 'env' }]);
    expect(parsePattern('{company}-{resource-type}')).toMatchObject([{ token: 'project' }, {}, { token: 'resource' }]);
  });
});

function graphOf(files: Readonly<Record<string, string>>, existing: readonly string[] = []) {
  const workspace = createWorkspace({
    host: { fileExists: uri => existing.includes(uri) || uri.slice('file:///app/'.length) in files },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `file:///app/${name}`, version: 1, text });
  return workspace.graph('file:///app/plumbline.yaml');
}

const names = (requirements: readonly Requirement[]) => requirements.map(r => r.name);

describe('the reader', () => {
  const text = `version: 1
requirements:
  services:
    source: PROMPT.md#L4
    require:
      - lambda
      - { of: sqs, why: Jobs wait here., source: PROMPT.md#L7, quote: Use a queue., severity: error }
  region: { is: us-east-1, why: Our customers are there. }
`;
  it('gives each statement its place, its line and what it carries', () => {
    const [lambda, sqs, region] = graphOf({ 'plumbline.yaml': text }).requirements;
    expect(lambda).toMatchObject({
      name: 'services.require.lambda',
      category: 'services',
      line: 6,
      text: '- lambda',
      source: { uri: 'file:///app/PROMPT.md', line: 4, quote: null },
      severity: null,
    });
    expect(sqs).toMatchObject({
      why: 'Jobs wait here.',
      severity: 'error',
      source: { uri: 'file:///app/PROMPT.md', line: 7, quote: 'Use a queue.' },
    });
    expect(text.slice(region?.span.start, region?.span.end)).toBe(
      'region: { is: us-east-1, why: Our customers are there. }',
    );
  });

  it('goes on after every broken statement', () => {
    const whole = `version: 1
project: orders
requirements:
  naming: "{project}-{resource}"
  region: us-east-1
  services: [lambda, sqs]
  tags: { required: { Project: orders } }
  lifecycle: destroyable
`;
    const all = names(bodyOf(whole).requirements);
    const lines = whole.split('\n');
    // Each line spoilt in turn: what the others state stays.
    for (const [i, line] of lines.entries()) {
      if (i < 3 || line === '') continue;
      for (const spoilt of [line.replace(/:.*/, ': ['), line.replace(/\w+:/, 'wrong:'), line.replace(/:.*/, ':')]) {
        const left = names(bodyOf([...lines.slice(0, i), spoilt, ...lines.slice(i + 1)].join('\n')).requirements);
        const key = /\w+/.exec(line)?.[0] ?? '';
        const others = all.filter(n => !n.startsWith(key));
        expect(
          left.filter(n => others.includes(n)),
          spoilt,
        ).toEqual(others);
      }
    }
  });

  it('survives every prefix of a file, and gives facts that are plain data', () => {
    const whole = examples
      .map(([, e]) => e)
      .join('\n')
      .slice(0, 3000);
    for (let end = 0; end < whole.length; end += 7) {
      const facts = read(whole.slice(0, end));
      expect(structuredClone(facts.body)).toEqual(facts.body);
    }
  });

  it('takes what other files state, nearest first, each file once', () => {
    const { requirements, source } = graphOf({
      'plumbline.yaml':
        'version: 1\nproject: orders\nextends: [base/a.plumbline.yaml, b.plumbline.yaml]\nrequirements:\n  region: us-east-1\n',
      'base/a.plumbline.yaml':
        'version: 1\nextends: ../b.plumbline.yaml\nrequirements:\n  region: eu-west-1\n  naming: "{project}-{resource}"\n',
      'b.plumbline.yaml':
        'version: 1\nextends: base/a.plumbline.yaml\nrequirements:\n  lifecycle: retained\n  naming: "x-{resource}"\n',
    });
    expect(requirements.map(r => [r.name, r.span.uri.replace('file:///app/', '')])).toEqual([
      ['region', 'plumbline.yaml'],
      ['naming', 'base/a.plumbline.yaml'],
      ['lifecycle', 'b.plumbline.yaml'],
    ]);
    expect(requirements[1]?.demand).toMatchObject({ project: 'orders' });
    expect(source.filter(f => f.kind === 'requirement-problem')).toMatchObject([{ problem: 'contradiction' }]);
  });

  it('shows the statements of a profile where it is asked for', () => {
    const { requirements } = graphOf({ 'plumbline.yaml': 'version: 1\n\nprofiles: [serverless-web]\n' });
    expect(requirements.length).toBeGreaterThan(5);
    expect(new Set(requirements.map(r => `${r.span.uri}:${r.line}`))).toEqual(
      new Set(['file:///app/plumbline.yaml:3']),
    );
  });

  it('asks for nothing where it is not understood', () => {
    expect(
      names(
        bodyOf('version: 1\nrequirements: { region: us-esat-1, services: [lamda], lifecycle: gone }\n').requirements,
      ),
    ).toEqual([]);
  });

  it('says whether files exist', () => {
    const { requirements } = graphOf(
      { 'plumbline.yaml': 'version: 1\nrequirements: { layout: { files: [a.ts, b.ts] } }\n' },
      ['file:///app/b.ts'],
    );
    expect(requirements.map(r => r.demand)).toMatchObject([{ exists: false }, { exists: true }]);
  });
});

describe('findings', () => {
  const found = (text: string) => {
    const workspace = createWorkspace({
      host: { fileExists: () => null },
      projectOf: () => 'file:///app/',
      today: () => '2026-11-21',
    });
    workspace.update({
      uri: 'file:///app/t.yaml',
      version: 1,
      text: 'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: false\n',
    });
    workspace.update({ uri: 'file:///app/plumbline.yaml', version: 1, text });
    return workspace.allFindings();
  };
  it('cite the requirement, and lead to it', () => {
    const [finding, ...others] = found(`version: 1
requirements:
  encryption:
    key_rotation: { is: true, why: The auditors ask for it., source: docs/ASKS.md#L9, quote: Keys rotate., severity: error }
`);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'arch/wrong-property',
      severity: 'error',
      requirement: { uri: 'file:///app/docs/ASKS.md', line: 9, quote: 'Keys rotate.' },
      related: [{ message: 'encryption.key_rotation: The auditors ask for it.' }],
    });
  });
  it('of rules follow their options', () => {
    const workspace = createWorkspace({
      host: { fileExists: () => null },
      projectOf: uri => uri.replace(/[^/]*$/, ''),
      today: () => '2026-11-21',
    });
    const logs = 'Resources:\n  Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 365 } }\n';
    workspace.update({ uri: 'file:///app/t.yaml', version: 1, text: logs });
    workspace.update({ uri: 'file:///b/t.yaml', version: 1, text: logs });
    const said = (rules: string, version: number) => {
      workspace.update({ uri: 'file:///app/plumbline.yaml', version, text: `version: 1\nrules: { ${rules} }\n` });
      return workspace.allFindings().map(f => `${f.severity} ${f.span.uri} ${f.message}`);
    };
    expect(said('logs/no-retention: { max_days: 365 }', 1)).toEqual([]);
    expect(said('logs/no-retention: { max_days: 90, severity: error }', 2)).toEqual([
      'error file:///app/t.yaml Log group Logs keeps its events for 365 days; 90 are the most.',
    ]);
    expect(said('logs/no-retention: { max_days: 90, severity: off }', 3)).toEqual([]);
    expect(said('', 4)).toEqual([]);
  });
  it('are those of the rule set that the file says, whatever the settings do', () => {
    const said = (settings: RuleSettings, files: Readonly<Record<string, string>>) => {
      const workspace = createWorkspace({
        host: { fileExists: () => null },
        projectOf: () => 'file:///app/',
        today: () => '2026-11-21',
        settings,
      });
      const text = 'Resources:\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties: { MetricName: Errors }\n';
      for (const [name, own] of Object.entries({ 't.yaml': text, ...files }))
        workspace.update({ uri: `file:///app/${name}`, version: 1, text: own });
      return workspace
        .allFindings()
        .map(f => f.rule)
        .filter(id => /^(alarms|requirements)\//.test(id));
    };
    const file = (more: string) => ({ 'plumbline.yaml': `version: 1\n${more}` });
    const strict = { profiles: RULE_SETS.strict, severities: {} };
    expect(said(defaultSettings, file(''))).toEqual([]);
    expect(said(strict, file(''))).toEqual(['alarms/without-action']);
    expect(said(defaultSettings, file('rule_set: strict'))).toEqual(['alarms/without-action']);
    expect(said(strict, file('rule_set: recommended'))).toEqual([]);
    expect(said(defaultSettings, file('rule_set: strict\nrules: { alarms/*: off }'))).toEqual([]);
    expect(said(defaultSettings, file('rule_set: thorough'))).toHaveLength(1);
    // The file itself goes before what it extends.
    const company = { 'company.yaml': 'version: 1\nrule_set: strict\nrequirements: {}\n' };
    expect(said(defaultSettings, { ...file('extends: company.yaml'), ...company })).toEqual(['alarms/without-action']);
    expect(said(defaultSettings, { ...file('extends: company.yaml\nrule_set: recommended'), ...company })).toEqual([]);
  });
  it('of rules stand back where a requirement says the same', () => {
    expect(found('version: 1\n').map(f => f.rule)).toEqual(['kms/unrotated-key']);
    expect(found('version: 1\nrequirements: { encryption: { key_rotation: true } }\n').map(f => f.rule)).toEqual([
      'arch/wrong-property',
    ]);
  });
});
