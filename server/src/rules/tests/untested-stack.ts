/** Stacks that no test makes. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { Resource } from '../../core/resource.ts';
import { asked, by, relative } from '../requirements/asked.ts';

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
    if (files.size > 0 && tests.length === 0) {
      yield { message: 'none', at: requirement.span, params: { by: by(requirement) }, requirement };
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
      };
    }
  },
});
