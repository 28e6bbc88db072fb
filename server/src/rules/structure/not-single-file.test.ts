import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { notSingleFile } from './not-single-file.ts';

const given = (layout: string) =>
  withFiles(
    yaml`
      Resources:
        Invoices:
          Type: AWS::S3::Bucket
        Reports:
          Type: AWS::S3::Bucket
    `,
    {
      'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n`,
      'lib/jobs.yaml': 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n  Failed:\n    Type: AWS::SQS::Queue\n',
    },
  );
const said = (place: string, message: string) => [
  `warning structure/not-single-file "${place}": ${message} (plumbline.yaml:3).`,
];

ruleTest(notSingleFile, ({ check }) => {
  check(
    'another file than the one that is named',
    given('{ single_file: lib/jobs.yaml }'),
    said('Invoices', 'All resources should stand in one file, lib/jobs.yaml, and Invoices stands in another'),
  );
  check(
    'outside of the files',
    given('{ only_files: ["lib/**"] }'),
    said('Invoices', 'Invoices is made in template.yaml, where no resources should be'),
  );
  check('silent: in all files that are named', given('{ only_files: ["lib/**", "*.yaml"] }'), []);
});
