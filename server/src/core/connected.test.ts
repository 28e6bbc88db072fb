/** What is connected in a graph, and that rules which see connected parts alone say what they say of the whole. */
import { describe, expect, test } from 'vitest';
import { createWorkspace, rules } from '../all.ts';
import { connected } from './connected.ts';
import { optionOf } from './engine.ts';
import { emptyPart, ResourceGraph } from './graph.ts';
import { type Example, cdk, yaml } from './rule.ts';

const today = '2026-11-21';
const root = 'file:///work/';

/** The graph of one project with the files of all examples, each example in a folder of its own. */
function together(examples: readonly Example[]): ResourceGraph {
  const space = createWorkspace({ host: { fileExists: () => null }, projectOf: () => root, today: () => today });
  const extensions = { yaml: 'yaml', json: 'json', typescript: 'ts' } as const;
  for (const [i, { language, text, files }] of examples.entries()) {
    space.update({ uri: `${root}${i}/main.${extensions[language]}`, version: 1, text });
    for (const [name, more] of Object.entries(files ?? {}))
      space.update({ uri: `${root}${i}/${name}`, version: 1, text: more });
  }
  return space.graphOf(root);
}

function inParts(graph: ResourceGraph): ResourceGraph[] {
  return connected(graph).parts.map(part => new ResourceGraph([{ ...emptyPart, ...part }]));
}

const queue = (name: string) => yaml`
  Resources:
    ${name}:
      Type: AWS::SQS::Queue
`;

describe('connected parts', () => {
  test('files that have nothing to do with one another are apart, and each has all of its own', () => {
    const parts = inParts(together([queue('One'), queue('Other')]));
    expect(parts.map(p => p.resources.map(r => r.logicalId))).toEqual([['One'], ['Other']]);
    expect(parts.every(p => p.stacks.length === 1)).toBe(true);
  });

  test('a nested stack, and code that a function runs, go with what they belong to', () => {
    const nested = yaml`
      Resources:
        Inner:
          Type: AWS::CloudFormation::Stack
          Properties:
            TemplateURL: ../0/main.yaml
        Fn:
          Type: AWS::Serverless::Function
          Properties:
            CodeUri: code
            Handler: index.handler
            Runtime: nodejs22.x
    `;
    const code = `import { S3Client } from '@aws-sdk/client-s3';\nexport const handler = async () => new S3Client({});\n`;
    const parts = inParts(together([queue('One'), { ...nested, files: { 'code/index.js': code } }, queue('Third')]));
    expect(parts.map(p => p.resources.map(r => r.logicalId).sort())).toEqual([['Fn', 'Inner', 'One'], ['Third']]);
    expect(parts[0]?.code).toHaveLength(1);
  });

  test('the files of an app are one part', () => {
    const stack = cdk`
      import { Stack } from 'aws-cdk-lib';
      import { Queue } from 'aws-cdk-lib/aws-sqs';
      export class One extends Stack {
        constructor(scope: any, id: string) {
          super(scope, id);
          new Queue(this, 'Queue');
        }
      }
    `;
    const app = cdk`
      import { App, Stack } from 'aws-cdk-lib';
      import { Topic } from 'aws-cdk-lib/aws-sns';
      import { One } from './one';
      const app = new App();
      new One(app, 'One');
      const other = new Stack(app, 'Other');
      new Topic(other, 'Topic');
    `;
    const parts = inParts(together([{ ...app, files: { 'one.ts': stack.text } }]));
    expect(parts).toHaveLength(1);
  });

  test('beside another state the parts are those of the new graph', () => {
    const alarm = (of: string) => yaml`
      Resources:
        Inner:
          Type: AWS::CloudFormation::Stack
          Properties:
            TemplateURL: ../${of}/main.yaml
    `;
    const states = [
      [queue('One'), queue('Other'), alarm('0')],
      // Another name, another type, another connection, one file less.
      [queue('Renamed'), queue('Other'), alarm('0')],
      [queue('One'), { ...queue('Other'), text: queue('Other').text.replace('SQS::Queue', 'SNS::Topic') }, alarm('0')],
      [queue('One'), queue('Other'), alarm('1')],
      [queue('One'), queue('Other')],
    ].map(together);
    for (const from of states)
      for (const to of states) {
        const fresh = connected(to);
        const after = connected(to, connected(from));
        expect(after.parts).toEqual(fresh.parts);
        expect(after.places).toEqual(fresh.places);
      }
  });

  test('typing in one file leaves the parts of others as they are', () => {
    const space = createWorkspace({ host: { fileExists: () => null }, projectOf: () => root, today: () => today });
    const type = (version: number, text: string) => {
      space.update({ uri: `${root}one.yaml`, version, text });
      return space.graphOf(root);
    };
    space.update({ uri: `${root}other.yaml`, version: 1, text: queue('Other').text });
    const before = connected(type(1, queue('One').text));
    const after = connected(type(2, `# Why\n${queue('One').text}`), before);
    expect(after.parts.map(p => p.resources[0]?.logicalId)).toEqual(['One', 'Other']);
    expect(after.parts.map((part, i) => part === before.parts[i])).toEqual([false, true]);
    expect(after.parts[0]?.resources[0]?.span.start).toBe((before.parts[0]?.resources[0]?.span.start ?? 0) + 6);
  });

  test('what rules say of connected parts is what they say of all of them together', () => {
    const graph = together(rules.flatMap(rule => [...rule.docs.bad, ...rule.docs.good]));
    const parts = inParts(graph);
    expect(parts.length).toBeGreaterThan(500);
    for (const rule of rules) {
      const said = (of: ResourceGraph) =>
        [...(rule.checkConnected?.({ today, option: name => optionOf(rule, name, {}), graph: of }) ?? [])].map(
          ({ message, at, params, subject, resource }) =>
            JSON.stringify([message, at, params, subject, resource?.id, resource?.owner.kind]),
        );
      expect(parts.flatMap(said).sort(), rule.id).toEqual(said(graph).sort());
    }
  });
});
