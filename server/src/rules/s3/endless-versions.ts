/** Buckets that keep every earlier version of their objects for ever. */
import { contains } from '../../core/document.ts';
import type { Intent } from '../../core/intent.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Present, type Value, at, booleanOf, inScenario, scenarios, stringOf } from '../../core/value.ts';

export const endlessVersions = defineRule({
  id: 's3/endless-versions',
  since: '0.1.0',
  severity: 'information',
  profile: 'strict',
  docs: {
    summary: 'A bucket with versions says for how long it keeps the earlier ones.',
    why: `With versioning on, an object that is overwritten or deleted stays, and is billed, until somebody deletes that version. A
bucket whose objects change every day costs more each month for what nobody will ever read again, and a deletion that a law asks for
doesn't happen. A lifecycle rule expires versions some time after they have been replaced, and gives up uploads that were begun and
never finished. Buckets with Object Lock are left alone: their versions are to stay.`,
    bad: [
      yaml`
        Resources:
          Documents:
            Type: AWS::S3::Bucket
            Properties:
              VersioningConfiguration: { Status: Enabled }
      `,
      json`
        {
          "Resources": {
            "Documents": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "VersioningConfiguration": { "Status": "Enabled" },
                "LifecycleConfiguration": {
                  "Rules": [{ "Id": "old", "Status": "Enabled", "ExpirationInDays": 365 }]
                }
              }
            }
          }
        }
      `,
      cdk`
        new s3.Bucket(this, 'Documents', { versioned: true });
      `,
    ],
    good: [
      yaml`
        Resources:
          Documents:
            Type: AWS::S3::Bucket
            Properties:
              VersioningConfiguration: { Status: Enabled }
              LifecycleConfiguration:
                Rules:
                  - Status: Enabled
                    NoncurrentVersionExpiration: { NoncurrentDays: 90 }
                    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }
      `,
      json`
        {
          "Resources": {
            "Documents": {
              "Type": "AWS::S3::Bucket",
              "Properties": {
                "VersioningConfiguration": { "Status": "Enabled" },
                "LifecycleConfiguration": {
                  "Rules": [{ "Status": "Enabled", "NoncurrentVersionExpiration": { "NoncurrentDays": 90 } }]
                }
              }
            }
          }
        }
      `,
      cdk`
        new s3.Bucket(this, 'Documents', {
          versioned: true,
          lifecycleRules: [{ noncurrentVersionExpiration: cdk.Duration.days(90) }],
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html'],
  },
  messages: { endless: '{name} keeps every earlier version of its objects for ever{when}.' },
  types: ['AWS::S3::Bucket'],
  *checkResource(resource) {
    const { properties } = resource;
    if (resource.owner.kind === 'internal' || booleanOf(at(properties, 'ObjectLockEnabled')) === true) return;
    for (const { value: status, when: some } of scenarios(at(properties, 'VersioningConfiguration', 'Status'))) {
      if (stringOf(status) !== 'Enabled' || status.kind === 'absent') continue;
      for (const { value: rules, when } of scenarios(at(properties, 'LifecycleConfiguration', 'Rules'), some)) {
        const isEndless =
          rules.kind === 'absent' || (rules.kind === 'list' && rules.complete && !rules.items.some(mayExpire));
        if (!isEndless) continue;
        const params = { name: resource.logicalId, when: inScenario(when) };
        yield { message: 'endless', at: status.span, params, data: { status, rules } satisfies Data };
        return;
      }
    }
  },
  fix({ resource, data }) {
    if (!resource) return 'the bucket is no longer there';
    const { status, rules } = data as Data;
    const title = `Keep earlier versions in ${resource.logicalId} for 90 days`;
    if (rules.kind !== 'absent') return 'add the expiration to the rule that it belongs to';
    if (resource.construct?.level === 2) {
      // Behind the prop that turns versions on.
      if (!contains(resource.span, status.span)) return 'the props of the bucket stand elsewhere';
      const span = { ...status.span, start: status.span.end };
      const text = `, ${EXPIRATION_PROP}`;
      return [{ title, intents: [{ kind: 'replaceText', span, text, names: true }], safety: 'review' }];
    }
    return [{ title, intents: [expirationIn(resource)], safety: 'review' }];
  },
});

const days = (count: number) => `\${aws-cdk-lib.Duration}.days(${count})`;

/** What ends the life of earlier versions, in code: the rule of the library takes its own names and durations. */
export const EXPIRATION_PROP = `lifecycleRules: [{ noncurrentVersionExpiration: ${days(90)}, abortIncompleteMultipartUploadAfter: ${days(7)} }]`;

/** The same for a bucket that has no rules, in CloudFormation's words. */
export function expirationIn(resource: Resource): Intent {
  const rule = {
    $object: {
      Id: 'earlier-versions',
      Status: 'Enabled',
      NoncurrentVersionExpiration: { $object: { NoncurrentDays: 90 } },
      AbortIncompleteMultipartUpload: { $object: { DaysAfterInitiation: 7 } },
    },
  };
  return { kind: 'setProperty', resource: resource.id, path: ['LifecycleConfiguration', 'Rules'], value: [rule] };
}

interface Data {
  readonly status: Present;
  readonly rules: Value;
}

/** Whether a rule ends the life of earlier versions, or may: what can't be seen does. */
function mayExpire(rule: Value): boolean {
  if (rule.kind !== 'object') return true;
  if (stringOf(at(rule, 'Status')) === 'Disabled') return false;
  return ['NoncurrentVersionExpiration', 'NoncurrentVersionExpirationInDays'].some(
    key => at(rule, key).kind !== 'absent',
  );
}
