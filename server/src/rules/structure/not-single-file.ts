/** Resources in more files than the project allows. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { asked, by, inFiles, relative } from '../requirements/asked.ts';

const ASKS = `
  version: 1
  requirements:
    layout:
      single_file: true
`;

export const notSingleFile = defineRule({
  id: 'structure/not-single-file',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Resources stand in the file, or the files, that plumbline.yaml names.',
    why: `Whoever asks for one template gets one link to deploy; a second file is left behind. And where resources may be made
in some folders alone, those elsewhere are read, tested and owned by nobody. It is reported once for each file.
There is no fix: conditions, mappings and parameters of two templates may have the same names and mean other things, and a
resource that moves to another stack is made anew.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Invoices:
              Type: AWS::S3::Bucket
        `,
        { 'plumbline.yaml': ASKS, 'other.yaml': 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n' },
      ),
      withFiles(cdk`new s3.Bucket(this, 'Invoices');`, {
        'plumbline.yaml': ASKS,
        'other.ts': `
          import * as cdk from 'aws-cdk-lib';
          import * as sqs from 'aws-cdk-lib/aws-sqs';
          export class JobsStack extends cdk.Stack {
            readonly jobs = new sqs.Queue(this, 'Jobs');
          }
        `,
      }),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Invoices:
              Type: AWS::S3::Bucket
            Jobs:
              Type: AWS::SQS::Queue
        `,
        { 'plumbline.yaml': ASKS },
      ),
      withFiles(
        cdk`
          new s3.Bucket(this, 'Invoices');
          new sqs.Queue(this, 'Jobs');
        `,
        { 'plumbline.yaml': ASKS },
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/projects.html'],
  },
  messages: {
    second: 'All resources should stand in one file{file}, and {resource} stands in another ({by}).',
    elsewhere: '{resource} is made in {path}, where no resources should be ({by}).',
  },
  *checkGraph({ graph }) {
    const [single, only] = [asked(graph, 'single-file'), asked(graph, 'only-files')];
    if (single.length + only.length === 0) return;
    const files = Map.groupBy(
      graph.resources.filter(r => r.owner.kind !== 'internal'),
      r => r.span.uri,
    );
    for (const requirement of single) {
      const { file } = requirement.demand;
      const ordered = [...files].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
      // The file that is named, else the one that holds most.
      const home = file === null ? ordered[0]?.[0] : ordered.find(([uri]) => inFiles(requirement, uri, [file]))?.[0];
      for (const [uri, [first]] of ordered)
        if (first && uri !== home)
          yield {
            message: 'second' as const,
            at: first.nameSpan,
            params: { file: file === null ? '' : `, ${file}`, resource: first.logicalId, by: by(requirement) },
            resource: first,
            requirement,
          };
    }
    for (const requirement of only)
      for (const [uri, [first]] of files) {
        const path = relative(requirement, uri);
        if (!first || path === null || inFiles(requirement, uri, requirement.demand.files)) continue;
        yield {
          message: 'elsewhere' as const,
          at: first.nameSpan,
          params: { resource: first.logicalId, path, by: by(requirement) },
          resource: first,
          requirement,
        };
      }
  },
});
