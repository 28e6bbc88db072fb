/** Files that the project asks for and that do not exist. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Requirement } from '../../core/requirement.ts';
import { asked, by, relative } from '../requirements/asked.ts';

const bucket = yaml`
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
`;
const ASKS = `
  version: 1
  requirements:
    layout:
      files: [README.md]
`;

export const missingRequiredFile = defineRule({
  id: 'structure/missing-file',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'The files that plumbline.yaml asks for exist.',
    why: `Pipelines start the app from a file, and whoever comes after looks for things where they were agreed to be. Where it
can't be told whether a file exists, as in a workspace that is not on a disk, nothing is reported.`,
    bad: [withFiles(bucket, { 'plumbline.yaml': ASKS })],
    good: [withFiles(bucket, { 'plumbline.yaml': ASKS, 'README.md': '# Invoices' })],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/projects.html'],
  },
  messages: { missing: '{path} does not exist ({by}).' },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'file'))
      if (requirement.demand.exists === false)
        yield {
          message: 'missing',
          at: requirement.span,
          params: { path: requirement.demand.path, by: by(requirement) },
          requirement,
          subject: requirement.demand.path,
        };
  },
  fix({ requirement }, { graph }) {
    if (requirement?.demand.kind !== 'file') return 'the requirement is no longer there';
    const { path, uri } = requirement.demand;
    const text = skeleton(graph, requirement, path, uri);
    if (text === null) return 'what stands in it is for you to say';
    return [{ title: `Make ${path}`, intents: [{ kind: 'createFile', uri, text }], safety: 'review' }];
  },
});

/** How a file begins, by what it is called; null where that says too little. */
function skeleton(graph: ResourceGraph, requirement: Requirement, path: string, uri: string): string | null {
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (/^readme\.md$/i.test(file)) {
    const stacks = graph.stacks.map(s => {
      const at = relative(requirement, s.declared?.uri ?? s.uri);
      return `- ${s.name}${at === null ? '' : ` (\`${at}\`)`}`;
    });
    const folder = requirement.span.uri.split('/').at(-2) ?? '';
    const listed = stacks.length > 0 ? `\n## Stacks\n\n${[...new Set(stacks)].join('\n')}\n` : '';
    return `# ${decodeURIComponent(folder)}\n${listed}`;
  }
  const called = /^([A-Za-z][\w-]*-stack)\.ts$/i.exec(file)?.[1];
  const inCode = graph.stacks.some(s => s.kind === 'cdk' && s.uri !== uri);
  if (called === undefined || !inCode) return null;
  const name = called.replace(/(?:^|[-_])(\w)/g, (_, first: string) => first.toUpperCase());
  return `import * as cdk from 'aws-cdk-lib';
import { Construct } from 'constructs';

export class ${name} extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
  }
}
`;
}
