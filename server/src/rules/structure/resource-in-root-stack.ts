/** Resources in files and stacks that should only put things together. */
import { cdk, defineRule, withFiles } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { asked, by, inFiles } from '../requirements/asked.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      layout:
        root_stack: no_resources
  `,
};

const stack = (body: string) => cdk`
  import * as cdk from 'aws-cdk-lib';
  import { Construct } from 'constructs';
  import * as sqs from 'aws-cdk-lib/aws-sqs';
  class Jobs extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      new sqs.Queue(this, 'Queue');
    }
  }
  export class AppStack extends cdk.Stack {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      ${body}
    }
  }
`;

export const resourceInRootStack = defineRule({
  id: 'structure/resource-in-root-stack',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Stacks and files that only put things together make no resources of their own.',
    why: `A stack that holds others, or the constructs of a project, is its table of contents. A resource made in between is
found by nobody who looks where its kind belongs, and moving it later changes its logical ID, which replaces it. It is
reported once for each stack or file; what the CDK makes by itself is not.`,
    bad: [withFiles(stack("new Jobs(this, 'Jobs');\n      new sqs.Queue(this, 'Extra');"), ASKS)],
    good: [withFiles(stack("new Jobs(this, 'Jobs');"), ASKS)],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/best-practices.html'],
  },
  messages: {
    file: '{resources} made in a file that should only put things together ({by}).',
    stack: '{resources} made directly in {stack}, which should only put things together ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'no-resources-in')) {
      const { files, rootStack } = requirement.demand;
      const groups = Map.groupBy(
        rootStack
          ? inRootStacks(graph)
          : graph.resources.filter(r => r.owner.kind !== 'internal' && inFiles(requirement, r.span.uri, files)),
        r => (rootStack ? r.stack : r.span.uri),
      );
      for (const [first, ...others] of groups.values()) {
        if (!first) continue;
        const more =
          others.length === 0 ? ' is' : others.length === 1 ? ' and one more are' : ` and ${others.length} more are`;
        yield {
          message: rootStack ? ('stack' as const) : ('file' as const),
          at: first.nameSpan,
          params: {
            resources: first.logicalId + more,
            stack: graph.stack(first.stack)?.name ?? '',
            by: by(requirement),
          },
          resource: first,
          requirement,
          data: [first, ...others],
          related: others.map(r => ({ span: r.nameSpan, message: r.logicalId })),
        };
      }
    }
  },

  fix({ requirement, data }) {
    if (requirement?.demand.kind !== 'no-resources-in' || !requirement.demand.rootStack)
      return 'the resources belong in another file';
    const resources = data as readonly Resource[];
    const names = resources.map(r => r.logicalId).join(', ');
    const [what, whose] =
      resources.length === 1
        ? ['a construct of its own', 'its logical ID']
        : ['constructs of their own', 'their logical IDs'];
    return [
      {
        title: `Move ${names} into ${what} (changes ${whose}: CloudFormation replaces ${names})`,
        intents: resources.map(r => ({ kind: 'moveToConstruct', resource: r.id })),
        safety: 'review',
      },
    ];
  },
});

/** The resources that stand right below a stack that also holds stacks or constructs with resources. */
function inRootStacks(graph: ResourceGraph): Resource[] {
  const found: Resource[] = [];
  for (const stack of graph.stacks) {
    if (stack.kind !== 'cdk') continue;
    const own = graph.resources.filter(r => r.stack === stack.id && r.path !== null && r.owner.kind !== 'internal');
    const below = (r: Resource) => (r.path as string).slice(stack.name.length + 1).split('/').length;
    // What a method of a resource makes (`from 0.0.0.0/0:443` of a security group) is no construct of the project.
    const tops = own.filter(r => below(r) === 1).map(r => `${r.path}/`);
    const isPart = (r: Resource) => tops.some(top => r.path?.startsWith(top));
    const holds =
      graph.stacks.some(s => s.parent === stack.id) ||
      own.some(r => below(r) > 1 && r.construct?.level !== 1 && !isPart(r));
    if (holds) found.push(...own.filter(r => below(r) === 1));
  }
  return found;
}
