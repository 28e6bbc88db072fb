/** Stacks in files that are not called as agreed, and kinds of resources that should not share a file. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { selects } from '../../core/requirement.ts';
import type { Resource } from '../../core/resource.ts';
import { asked, by, inFiles, relative } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      layout:
        separate: [sqs, dynamodb]
  `,
};

export const offLayout = defineRule({
  id: 'structure/off-layout',
  since: '0.2.0',
  severity: 'information',
  profile: 'requirement',
  docs: {
    summary: 'Files with resources are called, and divided, as plumbline.yaml asks.',
    why: `A layout that was agreed on is what lets people find things and change one part without reading the others. Kinds
that should be apart are reported once for each file that mixes them. There is no fix: which class the moved lines should
become part of, and what they are given of the others, is a design; a construct that moves to another scope has another
logical ID, with which its resource is made anew.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
            Orders:
              Type: AWS::DynamoDB::Table
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new sqs.Queue(this, 'Jobs');
          new dynamodb.Table(this, 'Orders', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
            Done:
              Type: AWS::SNS::Topic
        `,
        ASKS,
      ),
      withFiles(cdk`new sqs.Queue(this, 'Jobs');`, ASKS),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages: {
    mixed: '{one} and {other} should not be made in one file ({by}).',
    called: 'Files with stacks should be called {pattern}, and this is {path} ({by}).',
  },
  *checkGraph({ graph }) {
    const [separate, named] = [asked(graph, 'separate'), asked(graph, 'stack-files')];
    if (separate.length + named.length === 0) return;
    const files = Map.groupBy(
      graph.resources.filter(r => r.owner.kind !== 'internal'),
      r => r.span.uri,
    );
    for (const requirement of separate)
      for (const resources of files.values()) {
        const kinds = requirement.demand.kinds.flatMap(kind => {
          const first = resources.find(r => selects(kind, r));
          return first ? [{ kind, first }] : [];
        });
        const [one, other] = kinds;
        if (!one || !other) continue;
        yield {
          message: 'mixed',
          at: other.first.nameSpan,
          params: { one: one.kind.title, other: other.kind.title, by: by(requirement) },
          resource: other.first,
          requirement,
          related: kinds.map(k => ({ span: k.first.nameSpan, message: k.kind.title })),
        };
      }
    for (const requirement of named) {
      const { pattern } = requirement.demand;
      for (const [uri, [first]] of files) {
        const path = relative(requirement, uri);
        if (
          !first ||
          path === null ||
          !isStackFile(first, graph.stack(first.stack)?.kind) ||
          inFiles(requirement, uri, [pattern])
        )
          continue;
        yield {
          message: 'called',
          at: first.nameSpan,
          params: { pattern, path, by: by(requirement) },
          resource: first,
          requirement,
        };
      }
    }
  },
});

/** Whether the file of a resource is one of a stack: a template, or code in which it stands right below its stack. */
function isStackFile({ path }: Resource, kind: 'template' | 'cdk' | undefined): boolean {
  return kind === 'template' || (path !== null && path.split('/').length === 2);
}
