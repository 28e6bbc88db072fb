/** Ignores of plumbline.yaml that silence nothing. Whether one does is known when all findings are; see `Workspace`. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';

const bucket = yaml`
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
`;

export const unusedIgnore = defineRule({
  id: 'requirements/unused-ignore',
  since: '0.2.0',
  severity: 'information',
  profile: 'requirement',
  docs: {
    summary: 'Every ignore of plumbline.yaml silences something.',
    why: `An ignore whose findings are mended, or whose files have moved, waits for the next finding that it was not meant
for. Ignores of rules that are off are not reported.`,
    bad: [
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          ignore:
            - path: legacy/**
              reason: Nobody touches it any more.
        `,
      }),
    ],
    good: [
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          ignore: []
        `,
      }),
    ],
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/requirements.md'],
  },
  messages: { unused: 'This ignore silences nothing.' },
});
