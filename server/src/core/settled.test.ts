/** That a graph after an edit, and what is found in it, are those of somebody who reads the text for the first time. */
import { describe, expect, test } from 'vitest';
import { createWorkspace, rules } from '../all.ts';
import type { Engine } from './engine.ts';
import type { ResourceGraph } from './graph.ts';
import { type Example, cdk, yaml } from './rule.ts';
import type { Workspace } from './workspace.ts';

const root = 'file:///work/';
const extensions = { yaml: 'yaml', json: 'json', typescript: 'ts' } as const;

function workspaceOf({ language, text, files }: Example): { space: Workspace; type: (text: string) => void } {
  const space = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => root,
    today: () => '2026-11-21',
    settings: { profiles: ['recommended', 'strict', 'requirement'], severities: {} },
  });
  const uri = `${root}main.${extensions[language]}`;
  let version = 0;
  for (const [name, more] of Object.entries(files ?? {}))
    space.update({ uri: `${root}${name}`, version: 1, text: more });
  const type = (next: string) => void space.update({ uri, version: ++version, text: next });
  type(text);
  return { space, type };
}

/** A text with a line more, that says nothing, where each of its lines begins that may have one before it. */
function edits({ language, text }: Example): string[] {
  const line = { yaml: '# A remark.\n', json: '\n', typescript: '// A remark.\n' }[language];
  const lines = text.split('\n');
  const places = [0, lines.length >> 2, lines.length >> 1, (lines.length * 3) >> 2];
  return [...new Set(places)].map(at => [...lines.slice(0, at), line.slice(0, -1), ...lines.slice(at)].join('\n'));
}

/** One text after the other with another word or number than in the example, and the example again after each of them. */
function changes({ text }: Example): string[] {
  const found = [...text.matchAll(/\d+|[A-Za-z]{3,}/g)];
  const some = found.filter((_, i) => i % Math.ceil(found.length / 8) === 0);
  return some.flatMap(({ 0: word, index }, i) => [
    text.slice(0, index) + (i % 2 === 0 ? '17' : `${word}x`) + text.slice(index + word.length),
    text,
  ]);
}

/** Of long templates only what was edited is read again. */
function long(example: Example): Example {
  return example.language === 'yaml' ? { ...example, text: `# ${'-'.repeat(4_000)}\n${example.text}` } : example;
}

/** Everything that was found, with all that fixes start from. */
function said(space: Workspace): unknown[] {
  return space.allFindings().map(({ signal, ...finding }) => JSON.parse(JSON.stringify({ ...finding, signal })));
}

const stacks = {
  before: cdk`
    import { Stack } from 'aws-cdk-lib';
    import { Key } from 'aws-cdk-lib/aws-kms';
    import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
    export class Keys extends Stack {
      constructor(scope: any, id: string) {
        super(scope, id);
        new Key(this, 'First', { enableKeyRotation: false });
        new Key(this, 'Second', { enableKeyRotation: false });
        const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
      }
    }
  `,
};

describe('a graph after an edit', () => {
  test.each([...Map.groupBy(rules, rule => rule.id.split('/')[0] as string)])(
    'examples of %s, with a line more, give the findings of a first reading',
    (_, family) => {
      for (const { docs } of family)
        for (const example of docs.bad.map(long)) {
          const { space, type } = workspaceOf(example);
          space.allFindings();
          for (const text of edits(example)) {
            type(text);
            expect(said(space), text).toEqual(said(workspaceOf({ ...example, text }).space));
          }
        }
    },
  );

  test.each([...Map.groupBy(rules, rule => rule.id.split('/')[0] as string)])(
    'examples of %s, with a word changed, give the findings of a first reading',
    (_, family) => {
      for (const { docs } of family)
        for (const example of docs.bad.map(long)) {
          const { space, type } = workspaceOf(example);
          space.allFindings();
          const first = said(space);
          for (const text of changes(example)) {
            type(text);
            const fresh = text === example.text ? first : said(workspaceOf({ ...example, text }).space);
            expect(said(space), text).toEqual(fresh);
          }
        }
    },
  );

  test('what stands before an edit stays the same object, what stands behind it is only moved', () => {
    const { space, type } = workspaceOf(stacks.before);
    const before = space.graphOf(root);
    space.allFindings();
    const asked = countAsked(space.engine);
    type(stacks.before.text.replace("'First'", "'Other'"));
    const graph = space.graphOf(root);
    const [, second] = graph.ofType('AWS::KMS::Key');
    expect(second).toEqual(before.ofType('AWS::KMS::Key')[1]);
    expect(second).toBe(before.ofType('AWS::KMS::Key')[1]);
    space.allFindings();
    expect(asked()).toEqual(['Other']);
    type(stacks.before.text.replace("'First'", "'A longer name'"));
    expect(space.graphOf(root).ofType('AWS::KMS::Key')[1]).not.toBe(second);
    asked();
    space.allFindings();
    expect(asked()).toEqual(['A longer name']);
  });

  test('what is linked anew, but the same, is not asked again', () => {
    const space = createWorkspace({
      host: { fileExists: uri => uri.endsWith('/code/index.js') },
      projectOf: () => root,
      today: () => '2026-11-21',
    });
    const type = (name: string, version: number, { text }: Example) =>
      void space.update({ uri: root + name, version, text });
    const nested = yaml`
      Resources:
        Inner:
          Type: AWS::CloudFormation::Stack
          Properties: { TemplateURL: inner.yaml }
        Other:
          Type: AWS::SNS::Topic
          Properties: { TopicName: !GetAtt Inner.Outputs.Name, DisplayName: !ImportValue shared }
    `;
    const inner = yaml`
      Resources:
        Queue: { Type: AWS::SQS::Queue }
      Outputs:
        Name: { Value: !GetAtt Queue.QueueName, Export: { Name: shared } }
    `;
    const alone = (name: string) => yaml`
      Resources:
        Topic: { Type: AWS::SNS::Topic, Properties: { Tags: [{ Key: ${name}, Value: x }] } }
    `;
    const app = (name: string) => cdk`
      import { Stack } from 'aws-cdk-lib';
      import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
      export class ${name} extends Stack {
        constructor(scope: any, id: string) {
          super(scope, id);
          new Function(this, 'Fn', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('code') });
        }
      }
    `;
    type('outer.yaml', 1, nested);
    type('inner.yaml', 1, inner);
    type('alone.yaml', 1, alone('one'));
    type('app.ts', 1, app('App'));
    type('other.ts', 1, app('Other'));
    space.allFindings();
    const asked = countConnected(space.engine);
    type('alone.yaml', 2, alone('two'));
    space.allFindings();
    expect(asked()).toEqual(['alone.yaml']);
    type('app.ts', 2, app('Another'));
    space.allFindings();
    expect(asked()).toEqual(['app.ts']);
  });

  test('a statement is asked again when the resource is another one that it is written in', () => {
    const template = (name: string) => yaml`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            Policies:
              - PolicyName: everything
                PolicyDocument:
                  Statement: [{ Effect: Allow, Action: '*', Resource: '*' }]
            AssumeRolePolicyDocument: {}
            RoleName: ${name}
    `;
    const { space, type } = workspaceOf(template('one'));
    space.allFindings();
    type(template('two').text);
    const graph: ResourceGraph = space.graphOf(root);
    const found = space.allFindings().filter(f => f.rule === 'iam/admin-statement');
    expect(found).toHaveLength(1);
    expect(found[0]?.signal.resource).toBe(graph.resources[0]);
  });

  test('what takes the place of a resource of the same name is found where it stands', () => {
    const files = {
      'plumbline.yaml': 'version: 1\nrequirements:\n  tags: { require: [team] }\n  naming: "shop-{resource}"\n',
    };
    const once = `  B: { Type: AWS::S3::Bucket }\n  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: t } }\n`;
    const said = (space: Workspace) =>
      space
        .allFindings()
        .map(f => `${f.rule} ${f.span.uri} ${f.span.start} ${f.signal.at.start}`)
        .sort();
    const texts = [once, once + once, once].map(lines => `Resources:\n${lines}`);
    const { space, type } = workspaceOf({ language: 'yaml', text: texts[0] as string, files });
    space.allFindings();
    for (const text of texts) {
      type(text);
      expect(said(space)).toEqual(said(workspaceOf({ language: 'yaml', text, files }).space));
    }
    expect(said(space).length).toBeGreaterThan(2);
  });
});

/** The documents of the parts that a rule about the tags of all resources was asked about since the last time. */
function countConnected(engine: Engine): () => string[] {
  const asked: string[] = [];
  const rule = engine.rules.find(r => r.id === 'tags/inconsistent');
  if (!rule?.checkConnected) throw new Error('there is no such rule');
  const { checkConnected } = rule;
  Object.defineProperty(rule, 'checkConnected', {
    configurable: true,
    writable: true,
    value: (...args: Parameters<NonNullable<typeof checkConnected>>) => {
      asked.push(...new Set(args[0].graph.resources.map(r => r.span.uri.slice(root.length))));
      return checkConnected?.(...args) ?? [];
    },
  });
  return () => asked.splice(0).sort();
}

/** The logical IDs of the resources that a rule of all types was asked about since the last time. */
function countAsked(engine: Engine): () => string[] {
  const names: string[] = [];
  const rule = engine.rules.find(r => r.checkResource && r.types?.includes('*'));
  if (!rule) throw new Error('there is no rule of all types');
  const { checkResource } = rule;
  Object.defineProperty(rule, 'checkResource', {
    configurable: true,
    writable: true,
    value: (...args: Parameters<NonNullable<typeof checkResource>>) => {
      names.push(args[0].logicalId);
      return checkResource?.(...args) ?? [];
    },
  });
  return () => names.splice(0);
}
