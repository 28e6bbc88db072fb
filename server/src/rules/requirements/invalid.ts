/** Statements of plumbline.yaml that can't be understood, or can't be met. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';

const bucket = yaml`
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
`;

export const invalid = defineRule({
  id: 'requirements/invalid',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Every statement of plumbline.yaml can be understood, and met.',
    why: `A requirement with a misspelt key or service is not checked, and nobody notices: the project looks better than it
is. The same goes for statements that contradict each other, patterns that no name can follow, and files that are extended
and do not exist. The statement at fault is left out; all others are checked as if it were not there.`,
    bad: [
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          requirements:
            services: [lamda]
        `,
      }),
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          requirements:
            services:
              require: [s3]
              forbid: [AWS::S3::Bucket]
        `,
      }),
    ],
    good: [
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          requirements:
            services:
              require: [s3]
              forbid: [ec2]
        `,
      }),
    ],
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/requirements.md'],
  },
  messages: {
    unknown: '{message}',
    type: '{message}',
    contradiction: '{message}',
    unmatchable: '{message}',
    missing: '{message}',
  },
  *checkSource(fact) {
    if (fact.kind !== 'requirement-problem') return;
    yield {
      message: fact.problem,
      at: fact.span,
      params: { message: fact.message },
      related: fact.related,
      subject: fact.message,
      data: fact.replacement,
    };
  },
  fix({ data, at }) {
    if (typeof data !== 'string') return 'what was meant is not known';
    return [{ title: `Write ${data}`, intents: [{ kind: 'replaceText', span: at, text: data }], safety: 'review' }];
  },
});
