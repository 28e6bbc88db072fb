/** That a rule is asked again after an edit if, and only if, it read something that the edit changed. */
import { describe, expect, test } from 'vitest';
import { createWorkspace } from '../all.ts';
import { defaultSettings, Engine, Memory } from './engine.ts';
import type { ResourceGraph } from './graph.ts';
import { perGraph, whenAsked } from './reads.ts';
import { type Rule, defineRule, yaml } from './rule.ts';
import { at, stringOf } from './value.ts';

const uri = 'file:///app/main.yaml';
const today = '2026-11-21';

/** A rule that says `found` of what a look at the graph gives, and how often it was asked. */
function ruleOf(
  look: (graph: ResourceGraph) => readonly string[],
  check: 'checkConnected' | 'checkGraph' = 'checkConnected',
) {
  let asked = 0;
  const rule = defineRule({
    id: 'test/rule',
    since: '0',
    severity: 'warning',
    profile: 'recommended',
    docs: { summary: '', why: '', bad: [], good: [], references: [] },
    messages: { found: '{what}' },
    *[check]({ graph }: { readonly graph: ResourceGraph }) {
      asked++;
      for (const what of look(graph))
        for (const resource of graph.ofType('AWS::SNS::Topic').slice(0, 1))
          yield { message: 'found' as const, at: resource.nameSpan, resource, params: { what } };
    },
  } as unknown as Rule);
  return { rule, asked: () => asked };
}

/** What a rule says of one text after another, each an edit of the one before, and how often it was asked until then. */
function follow({ rule, asked }: ReturnType<typeof ruleOf>, ...texts: readonly string[]) {
  const space = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => today,
  });
  const engine = new Engine([rule]);
  engine.onFailure = () => {};
  const memory = new Memory();
  return texts.map((text, i) => {
    space.update({ uri, version: i + 1, text });
    const findings = engine.run(space.graph(uri), defaultSettings, today, null, memory);
    for (const { span, resource } of findings)
      expect(text.slice(span.start, span.end)).toBe(resource?.logicalId ?? 'no resource');
    return [asked(), ...findings.map(f => f.message)];
  });
}

const template = (queue: string, topic: string, more = '') =>
  yaml`
    # ${'-'.repeat(4_000)}
    Resources:
      Queue:
        Type: AWS::SQS::Queue
        Properties: { QueueName: ${queue}, KmsMasterKeyId: !Ref Key }
      Key:
        Type: AWS::KMS::Key
        Properties: { Description: key }
      Topic:
        Type: AWS::SNS::Topic
        Properties: { TopicName: ${topic} }
    Outputs:
      Name: { Value: !GetAtt Queue.QueueName${more} }
  `.text;
const named = (graph: ResourceGraph, type: string, name: string) =>
  graph.ofType(type).map(r => stringOf(at(r.properties, name)) ?? '');
const nothing = (...texts: readonly string[]) => texts.filter(t => t === 'bad');

describe('a rule of relations', () => {
  test.each(['checkConnected', 'checkGraph'] as const)(
    'of %s is asked again when a type changed that it read',
    check => {
      const topics = ruleOf(graph => nothing(...named(graph, 'AWS::SNS::Topic', 'TopicName')), check);
      const texts = [template('a', 't'), template('bb', 't'), template('bb', 'bad'), template('ccc', 'bad')];
      // What it said before is said at the place where the topic is now.
      expect(follow(topics, ...texts)).toEqual([[1], [1], [2, 'bad'], [3, 'bad']]);
    },
  );

  test('is asked again when a resource changed that it asked for by name', () => {
    const look = (graph: ResourceGraph) => {
      const key = graph.resource(`${uri}#Queue`);
      return nothing(key ? (stringOf(at(key.properties, 'QueueName')) ?? '') : '');
    };
    const texts = [template('a', 't'), template('a', 'tt'), template('bad', 'tt')];
    expect(follow(ruleOf(look), ...texts)).toEqual([[1], [1], [2, 'bad']]);
  });

  test('is asked again when a list changed that it went through', () => {
    const look = (graph: ResourceGraph) =>
      nothing(...graph.resources.map(r => stringOf(at(r.properties, 'QueueName')) ?? ''));
    expect(follow(ruleOf(look), template('a', 't'), template('bad', 't'))).toEqual([[1], [2, 'bad']]);
    const ofStacks = (graph: ResourceGraph) => (graph.stacks.length > 0 ? [] : ['bad']);
    const texts = [template('a', 't'), template('aa', 't'), template('aa', 't', ', Description: more')];
    expect(follow(ruleOf(ofStacks), ...texts)).toEqual([[1], [1], [2]]);
  });

  test('is asked again when there is more than before', () => {
    const texts = [
      template('a', 't'),
      template('a', 't').replace('Outputs:', '  Other: { Type: AWS::SQS::Queue }\nOutputs:'),
    ];
    expect(
      follow(
        ruleOf(() => []),
        ...texts,
      ),
    ).toEqual([[1], [2]]);
  });

  test('is asked again when it failed', () => {
    const texts = [template('a', 't'), template('b', 't')];
    const failing = ruleOf(() => {
      throw new Error('always');
    });
    expect(follow(failing, ...texts)).toEqual([[1], [2]]);
  });

  test('has read what was kept for it, even if others were told before', () => {
    const queues = perGraph(graph => named(graph, 'AWS::SQS::Queue', 'QueueName'));
    const later = perGraph(graph => ({ names: whenAsked(() => queues(graph)) }));
    const look = (graph: ResourceGraph) => nothing(...later(graph).names());
    const first = ruleOf(look);
    const second = ruleOf(look);
    const engine = new Engine([first.rule, { ...second.rule, id: 'test/second' }]);
    const space = createWorkspace({
      host: { fileExists: () => null },
      projectOf: () => 'file:///app/',
      today: () => today,
    });
    const memory = new Memory();
    const said = [template('a', 't'), template('bad', 't'), template('bad', 'tt')].map((text, i) => {
      space.update({ uri, version: i + 1, text });
      return engine.run(space.graph(uri), defaultSettings, today, null, memory).map(f => f.rule);
    });
    expect(said).toEqual([[], ['test/rule', 'test/second'], ['test/rule', 'test/second']]);
  });
});
