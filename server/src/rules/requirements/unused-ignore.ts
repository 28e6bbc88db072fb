/** Ignores that silence nothing. Whether one does is known when all findings are; see `core/silencing.ts`. */
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
    summary: 'Every ignore silences something.',
    why: `An ignore whose findings are mended, or whose files have moved, waits for the next finding that it was not meant
for. An ignore that names no rule of ours, or can't be read, silences nothing either, though it looks as if it did. Ignores
of rules that are off are not reported; in CDK code only those are that neither reading the source nor running the app has
a finding for.`,
    bad: [
      yaml`
        Resources:
          Invoices:
            Type: AWS::KMS::Key
            Properties:
              # plumbline-ignore kms/unrotated-key: The old one was not rotated.
              EnableKeyRotation: true
      `,
      yaml`
        Resources:
          Invoices:
            Type: AWS::KMS::Key
            Properties:
              # plumbline-ignore kms/unrotated because nobody asked for it
              EnableKeyRotation: true
      `,
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
      yaml`
        Resources:
          Invoices:
            Type: AWS::KMS::Key
            Properties:
              EnableKeyRotation: true
      `,
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          ignore: []
        `,
      }),
    ],
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/ignoring.md'],
  },
  messages: {
    unused: 'This ignore silences nothing.',
    unknown: 'This ignore silences nothing: there is no rule {rule}.',
    malformed: 'This ignore silences nothing: {problem}.',
  },
});
