/** Files that the project asks for and that do not exist. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';
import { asked, by } from '../requirements/asked.ts';

const bucket = yaml`
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
`;
const ASKS = `
  version: 1
  requirements:
    layout:
      files: [lib/orders.ts]
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
    good: [withFiles(bucket, { 'plumbline.yaml': ASKS, 'lib/orders.ts': 'export const orders = 1;' })],
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
});
