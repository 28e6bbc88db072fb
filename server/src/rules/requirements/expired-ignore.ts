/** Ignores that no longer count. Which they are, the workspace finds when it silences findings; see `core/silencing.ts`. */
import { defineRule, withFiles, yaml } from '../../core/rule.ts';

const bucket = yaml`
  Resources:
    Invoices:
      Type: AWS::S3::Bucket
`;

export const expiredIgnore = defineRule({
  id: 'requirements/expired-ignore',
  since: '0.2.0',
  severity: 'information',
  profile: 'requirement',
  docs: {
    summary: 'No ignore is past its day.',
    why: `An ignore with a day is a promise: until then it will be mended. When the day is past the findings are shown again,
and the comment or the entry of plumbline.yaml does nothing but look as if it did. Remove it, or say until when it holds
now.`,
    bad: [
      yaml`
        Resources:
          Site:
            # plumbline-ignore s3/public-bucket until 2026-06-30 by @web-team: The old site is switched off in the summer.
            Type: AWS::S3::Bucket
      `,
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          ignore:
            - path: legacy/**
              rule: s3/public-bucket
              reason: The old site is switched off in the summer.
              expires: 2026-06-30
        `,
      }),
    ],
    good: [
      yaml`
        Resources:
          Site:
            # plumbline-ignore s3/public-bucket until 2099-06-30 by @web-team: The old site is switched off in the summer.
            Type: AWS::S3::Bucket
            Properties:
              AccessControl: PublicRead
      `,
      withFiles(bucket, {
        'plumbline.yaml': `
          version: 1
          ignore:
            - path: legacy/**
              rule: s3/public-bucket
              reason: The old site is switched off in the summer.
              expires: 2099-06-30
        `,
      }),
    ],
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/ignoring.md'],
  },
  messages: { expired: 'This ignore counted until {day}; its findings are shown again.' },
});
