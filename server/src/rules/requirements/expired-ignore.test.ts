import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { expiredIgnore } from './expired-ignore.ts';

const until = (day: string) =>
  withFiles(yaml`Resources: { Invoices: { Type: 'AWS::S3::Bucket' } }`, {
    'plumbline.yaml': `version: 1\nignore:\n  - { path: a/**, rule: s3/public-bucket, reason: Old., expires: ${day} }\n`,
  });

ruleTest(expiredIgnore, ({ check }) => {
  check('the day before today', until('2026-11-20'), [
    'information requirements/expired-ignore "{ path: a/**, rule: s3/public-bucket, reason: Old., expires: 2026-11-20 }": This ignore counted until 2026-11-20; its findings are shown again.',
  ]);
  check('silent: today is the last day', until('2026-11-21'), []);
  check('silent: what is no date', until('2026-13-41'), []);
});
