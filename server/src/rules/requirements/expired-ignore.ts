/** Ignores of plumbline.yaml that no longer count. */
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
    summary: 'No ignore of plumbline.yaml is past its day.',
    why: `An ignore with a day is a promise: until then it will be mended. When the day is past the findings are shown again,
and the entry does nothing but look as if it did. Remove it, or say until when it holds now.`,
    bad: [
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
    links: ['https://github.com/plumbline-dev/plumbline/blob/main/docs/requirements.md'],
  },
  messages: { expired: 'This ignore counted until {day}; its findings are shown again.' },
  *checkGraph({ graph, today }) {
    for (const { span, expires, rules, paths } of graph.settings.ignores)
      if (expires !== null && expires < today)
        yield { message: 'expired', at: span, params: { day: expires }, subject: [...rules, ...paths].join() };
  },
});
