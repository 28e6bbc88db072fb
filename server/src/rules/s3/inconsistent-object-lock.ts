/** Buckets whose Object Lock does not hold together. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, booleanOf, numberOf, scenarios, stringOf } from '../../core/value.ts';
import { isOff } from '../setting.ts';

export const inconsistentObjectLock = defineRule({
  id: 's3/inconsistent-object-lock',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['disabled', 'suspended'],
  docs: {
    summary: 'A bucket with a retention has Object Lock turned on, and its versioning stays on.',
    why: `An audit trail that nobody may change needs three things together: \`ObjectLockEnabled\`, which can only be chosen when the
bucket is made, a retention, and versioning. A retention without the first is refused, and so is suspended versioning. A default
retention needs a mode and a period in days or in years, not in both.`,
    bad: [
      yaml`
        Resources:
          Audit:
            Type: AWS::S3::Bucket
            Properties:
              ObjectLockConfiguration:
                ObjectLockEnabled: Enabled
                Rule: { DefaultRetention: { Mode: COMPLIANCE, Years: 7 } }
      `,
      json`
        {
          "Resources": {
            "Audit": {
              "Type": "AWS::S3::Bucket",
              "Properties": { "ObjectLockEnabled": true, "VersioningConfiguration": { "Status": "Suspended" } }
            }
          }
        }
      `,
      cdk`
        new s3.CfnBucket(this, 'Audit', {
          objectLockEnabled: true,
          objectLockConfiguration: {
            objectLockEnabled: 'Enabled',
            rule: { defaultRetention: { mode: 'COMPLIANCE', days: 30, years: 7 } },
          },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Audit:
            Type: AWS::S3::Bucket
            Properties:
              ObjectLockEnabled: true
              ObjectLockConfiguration:
                ObjectLockEnabled: Enabled
                Rule: { DefaultRetention: { Mode: COMPLIANCE, Years: 7 } }
      `,
      cdk`
        new s3.Bucket(this, 'Audit', {
          objectLockDefaultRetention: s3.ObjectLockRetention.compliance(cdk.Duration.days(365)),
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html'],
  },
  messages: {
    disabled: '{bucket} has a retention, but Object Lock is not turned on.',
    suspended: '{bucket} has Object Lock, which needs its versioning.',
    period: 'The retention of {bucket} needs a mode, and days or years.',
  },
  types: ['AWS::S3::Bucket'],

  *checkResource(resource) {
    const { properties, logicalId: bucket } = resource;
    const configuration = at(properties, 'ObjectLockConfiguration');
    const enabled = at(properties, 'ObjectLockEnabled');
    if (configuration.kind === 'object' && enabled.kind !== 'unknown' && enabled.kind !== 'choice' && isOff(enabled)) {
      yield {
        message: 'disabled',
        at: enabled.kind === 'literal' ? enabled.span : resource.nameSpan,
        params: { bucket },
        subject: 'enabled',
      };
    }
    if (booleanOf(enabled) === true) {
      for (const { value } of scenarios(at(properties, 'VersioningConfiguration', 'Status'))) {
        if (value.kind !== 'literal' || stringOf(value) !== 'Suspended') continue;
        yield { message: 'suspended', at: value.span, params: { bucket }, subject: 'versioning' };
      }
    }
    const retention = at(configuration, 'Rule', 'DefaultRetention');
    if (retention.kind !== 'object' || !retention.complete) return;
    const days = at(retention, 'Days');
    const years = at(retention, 'Years');
    const isWrong =
      at(retention, 'Mode').kind === 'absent' ||
      (days.kind === 'absent' && years.kind === 'absent') ||
      (numberOf(days) !== null && numberOf(years) !== null);
    if (isWrong) yield { message: 'period', at: retention.span, params: { bucket }, subject: 'period' };
  },

  fix({ resource, message }) {
    if (!resource) return 'the bucket is no longer there';
    const { id, logicalId } = resource;
    if (message === 'period') return 'for how long objects are kept is for you to say';
    return [
      message === 'disabled'
        ? {
            title: `Turn on Object Lock of ${logicalId}`,
            intents: [{ kind: 'setProperty', resource: id, path: ['ObjectLockEnabled'], value: true }],
            safety: 'review',
          }
        : {
            title: `Turn on the versioning of ${logicalId}`,
            intents: [
              { kind: 'setProperty', resource: id, path: ['VersioningConfiguration', 'Status'], value: 'Enabled' },
            ],
            safety: 'review',
          },
    ];
  },
});
