/** Stacks that no test makes. */
import type { ResourceGraph } from '../../core/graph.ts';
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { Resource, Stack } from '../../core/resource.ts';
import { asked, by, mayMake, relative } from '../requirements/asked.ts';

const ASKS = `
  version: 1
  requirements:
    tests: every_stack
`;

const stack = cdk`new sqs.Queue(this, 'Jobs');`;
const test = (file: string) => `
  import * as cdk from 'aws-cdk-lib';
  import { Template } from 'aws-cdk-lib/assertions';
  import { TestStack } from '${file}';
  test('has a queue', () => {
    Template.fromStack(new TestStack(new cdk.App(), 'Test')).resourceCountIs('AWS::SQS::Queue', 1);
  });
`;

export const untestedStack = defineRule({
  id: 'tests/untested-stack',
  since: '0.2.0',
  severity: 'information',
  profile: 'requirement',
  docs: {
    summary: 'Each file with a stack is imported by a test.',
    why: `A stack that no test makes breaks on the day of its deployment. Whether a test says anything worth saying can't be
told from here; whether there is one can. Templates are tested in too many ways to tell.`,
    bad: [withFiles(stack, { 'plumbline.yaml': ASKS, 'test/other.test.ts': test('../lib/other') })],
    good: [withFiles(stack, { 'plumbline.yaml': ASKS, 'test/stack.test.ts': test('../stack') })],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/testing.html'],
  },
  messages: {
    none: 'There are no tests of the stacks ({by}).',
    untested: 'No test imports {path} ({by}).',
  },
  *checkGraph({ graph }) {
    const [requirement] = asked(graph, 'tested');
    if (!requirement) return;
    const tests = graph.source.flatMap(fact => (fact.kind === 'test' ? [fact] : []));
    const imported = new Set(tests.flatMap(t => t.imports));
    const files = new Map<string, Resource>();
    // What stands right below a stack is made in the file of its class.
    for (const resource of graph.resources)
      if (resource.path?.split('/').length === 2 && resource.owner.kind !== 'internal' && !files.has(resource.span.uri))
        files.set(resource.span.uri, resource);
    const [first] = files.values();
    if (first && tests.length === 0) {
      yield { message: 'none', at: requirement.span, params: { by: by(requirement) }, requirement, data: first };
      return;
    }
    for (const [uri, resource] of files) {
      if (imported.has(uri)) continue;
      const path = relative(requirement, uri) ?? uri;
      yield {
        message: 'untested',
        at: resource.nameSpan,
        params: { path, by: by(requirement) },
        requirement,
        subject: path,
        data: resource,
      };
    }
  },
  fix({ requirement, data }, { graph }) {
    const resource = data as Resource;
    const declared = graph.stack(resource.stack)?.declared;
    if (!declared || !requirement || !/\.ts$/.test(declared.uri)) return 'what its class is called can’t be seen';
    if (graph.stacks.some(s => s.uri === declared.uri && s.declared?.name === declared.name && isMadeHere(s, resource)))
      return 'the file that declares the stack makes the app, too; a test that imports it would run that';
    const counts = Map.groupBy(
      graph.resources.filter(r => r.stack === resource.stack && r.owner.kind !== 'internal' && r.condition === null),
      r => r.type,
    );
    const sure = [...counts].filter(([type]) => !mayMake(graph, [type])).slice(0, 3);
    if (sure.length === 0) return 'how many resources the stack has can’t be told';
    const beside = graph.source.find(f => f.kind === 'test')?.uri;
    const folder = new URL(beside ? './' : 'test/', beside ?? requirement.span.uri).href;
    const name = declared.uri.slice(declared.uri.lastIndexOf('/') + 1, -'.ts'.length);
    const text = [
      ...runnerOf(graph, folder),
      "import { App } from 'aws-cdk-lib';",
      "import { Template } from 'aws-cdk-lib/assertions';",
      `import { ${declared.name} } from '${importPath(folder, declared.uri.slice(0, -'.ts'.length))}';`,
      '',
      `test('${declared.name} makes what it should', () => {`,
      `  const template = Template.fromStack(new ${declared.name}(new App(), 'Test'));`,
      ...sure.map(([type, resources]) => `  template.resourceCountIs('${type}', ${resources.length});`),
      ...sure.flatMap(([type, resources]) => {
        const properties = resources.map(writtenOf).find(p => p.length > 0);
        return properties ? [`  template.hasResourceProperties('${type}', { ${properties.join(', ')} });`] : [];
      }),
      '});',
      '',
    ].join('\n');
    return [
      {
        title: `Make ${name}.test.ts`,
        intents: [{ kind: 'createFile', uri: `${folder}${name}.test.ts`, text }],
        safety: 'review',
      },
    ];
  },
});

/** How many properties of a resource a first test looks at. */
const MAX_PROPERTIES = 3;

/** Properties of a resource as a test would write them: plain values that stand at the resource itself, whoever makes the stack. */
function writtenOf({ properties, span, owner }: Resource): string[] {
  if (owner.kind !== 'yours') return [];
  return properties.entries
    .flatMap(({ key, value }) => {
      if (value.kind !== 'literal' || value.written === null || value.value === null) return [];
      const here = value.written.uri === span.uri && span.start <= value.written.start && value.written.end <= span.end;
      return here ? [`${key}: ${typeof value.value === 'string' ? quoted(value.value) : value.value}`] : [];
    })
    .slice(0, MAX_PROPERTIES);
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The import that gives a test file its `test`: jest, which the CDK sets up, gives it without one. */
function runnerOf(graph: ResourceGraph, folder: string): string[] {
  const around = graph.source.flatMap(fact =>
    fact.kind === 'package' && folder.startsWith(fact.uri.slice(0, fact.uri.lastIndexOf('/') + 1)) ? [fact] : [],
  );
  if (around.length === 0) return [];
  const names = new Set(around.flatMap(fact => fact.dependencies.map(d => d.name)));
  if (names.has('jest')) return [];
  return [`import { test } from '${names.has('vitest') ? 'vitest' : 'node:test'}';`];
}

/** Whether a stack is made in the file of its class, and not only declared there. */
function isMadeHere(stack: Stack, { span }: Resource): boolean {
  const holds = stack.span.uri === span.uri && stack.span.start <= span.start && span.end <= stack.span.end;
  return stack.span.uri === stack.declared?.uri && !holds;
}

/** A module specifier from a folder to a file. */
function importPath(folder: string, file: string): string {
  const from = folder.split('/').slice(0, -1);
  const to = file.split('/');
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  const up = from.length - same;
  return decodeURI(`${up === 0 ? './' : '../'.repeat(up)}${to.slice(same).join('/')}`);
}
